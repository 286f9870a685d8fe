"""A TOML file, read exactly, within bounds, and with the place of everything in it.

The standard library reads the data; what it does not give is added here. The text is walked
over first (:mod:`vcgame.model.toml.outline`), so that nothing too large or too deep is ever
built, every mistake is reported with its line and column, and later checks can point at the key
or value that they mean. Decimals are exact: ``0.1`` is 1/10.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath
from types import MappingProxyType
from typing import Any

from vcgame.errors import FileError, Problem
from vcgame.model.toml.content import decoded, file_bytes
from vcgame.model.toml.lexemes import LIMITS, Path, dotted, exact, printable
from vcgame.model.toml.outline import Position, outline

__all__ = ["Document", "Path", "Position", "load_document", "read_document"]

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_LIBRARY_PLACE = re.compile(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Document:
    r"""The data of a file and where it stands.

    Parameters
    ----------
    name
        The name of the file, as messages give it.
    data
        The tables, arrays, strings, truth values and numbers (``int`` or ``Fraction``).
    positions
        The place of each table, key and item.
    text_hash
        SHA-256 of the text with plain line ends: what a result was made from.
    text
        The text with plain line ends: it has the digits of numbers as they are written.

    Examples
    --------
    >>> document = read_document('[costs]\nc = "a + b"', "game.toml")
    >>> document.place(("costs", "c"))
    (2, 1)
    >>> print(document.problem(("costs", "c"), "unknown name 'b'", offset=4))
    game.toml:2:10: costs.c: unknown name 'b'
    """

    name: str
    data: dict[str, Any]
    positions: Mapping[Path, Position]
    text_hash: str = ""
    text: str = ""

    def place(self, path: Path) -> tuple[int, int]:
        """Give line and column of a key, or of the nearest table or item above it."""
        position = self._position(path)
        return position.line, position.column

    def value_place(self, path: Path) -> tuple[int, int]:
        """Give line and column of a value, or of the nearest one around it."""
        position = self._position(path)
        return position.value_line, position.value_column

    def problem(
        self, path: Path, wrong: str, right: str = "", *, at_value: bool = True, offset: int = 0
    ) -> Problem:
        """Make a problem of something that is wrong with a value or a key.

        Parameters
        ----------
        path
            The key path; it may lead to something that is missing.
        wrong, right
            What is wrong, and what would be right.
        at_value
            Whether to point at the value, or else at the key.
        offset
            Which character of a string is meant, from 0. It is pointed at where the string has
            one line and no escapes; otherwise the start of the string is.
        """
        line, column = self.value_place(path) if at_value else self.place(path)
        position = self.positions.get(path)
        if at_value and offset and position is not None and position.plain:
            column += 1 + offset
        return Problem(self.name, line, column, dotted(path), wrong, right)

    def _position(self, path: Path) -> Position:
        for length in range(len(path), 0, -1):
            position = self.positions.get(path[:length])
            if position is not None:
                return position
        return Position(1, 1, 1, 1)


def read_document(text: bytes | str, name: str) -> Document:
    """Read a TOML text.

    Parameters
    ----------
    text
        The content of a file; bytes are UTF-8, with or without a byte order mark.
    name
        What to call it in messages.

    Raises
    ------
    FileError
        With every mistake that can be told apart.

    Examples
    --------
    >>> read_document("share = 0.1", "game.toml").data
    {'share': Fraction(1, 10)}
    """
    name = printable(name, 1000)
    _check_size(len(text), name)
    plain = decoded(text, name) if isinstance(text, bytes) else _checked(text, name)
    plain = plain.removeprefix("\ufeff").replace("\r\n", "\n")
    _check_controls(plain, name)
    positions = outline(plain, name)
    try:
        data = tomllib.loads(plain, parse_float=exact)
    except tomllib.TOMLDecodeError as error:
        raise FileError((_library_problem(str(error), plain, name),)) from None
    text_hash = hashlib.sha256(plain.encode()).hexdigest()
    return Document(name, data, MappingProxyType(positions), text_hash, plain)


def load_document(path: FilePath, name: str | None = None) -> Document:
    """Read a TOML file; a device, pipe or folder is refused, and never waited for.

    Parameters
    ----------
    path
        The file.
    name
        What to call it in messages; the path if not given.

    Raises
    ------
    UsageError
        If there is no such file, or it cannot be read.
    FileError
        If the file is not right.
    """
    shown = printable(str(path) if name is None else name, 1000)
    content = file_bytes(path, shown, LIMITS.size)
    return read_document(content, shown)


def _check_size(size: int, name: str) -> None:
    if size > LIMITS.size:
        problem = Problem(
            name, 1, 1, "", "the file is too large", f"at most {LIMITS.size} bytes are allowed"
        )
        raise FileError((problem,))


def _checked(text: str, name: str) -> str:
    """Refuse a text that no file can hold."""
    try:
        _check_size(len(text.encode("utf-8")), name)
    except UnicodeEncodeError as error:
        line, column = _line_and_column(text, error.start)
        problem = Problem(name, line, column, "", "half of a pair of surrogates", "remove it")
        raise FileError((problem,)) from None
    return text


def _check_controls(text: str, name: str) -> None:
    problems: list[Problem] = []
    for match in _CONTROL.finditer(text):
        code = ord(match[0])
        what = "a carriage return without a line feed" if code == 13 else "a control character"
        where = _line_and_column(text, match.start())
        problems.append(Problem(name, *where, "", f"{what} (U+{code:04X})", "remove it"))
        if len(problems) == LIMITS.problems:
            break
    if problems:
        raise FileError(tuple(problems))


def _library_problem(message: str, text: str, name: str) -> Problem:
    """Translate a complaint of the standard library; the outline should have made it before."""
    found = _LIBRARY_PLACE.fullmatch(message)
    if found is None:
        return Problem(name, 1, 1, "", printable(message))
    if found[2] is None:
        line, column = _line_and_column(text, len(text))
    else:
        line, column = int(found[2]), int(found[3])
    return Problem(name, line, column, "", printable(found[1]))


def _line_and_column(text: str, at: int) -> tuple[int, int]:
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
