"""Where every key and value of a TOML text stands.

:func:`outline` walks over a text once, statement by statement, and notes the place of each key
and value under its key path. On the way it refuses whatever is too much (see
:class:`~vcgame.model.toml.lexemes.Limits`) before anything is built from it, and whatever is no
TOML. After a mistake it goes on with the next statement, so that one reading reports them all.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

from vcgame.errors import FileError, Problem
from vcgame.model.toml.lexemes import (
    LIMITS,
    LOOKALIKES,
    Path,
    ReadingError,
    dotted,
    is_plain,
    key_part,
    printable,
    scalar,
    string,
)
from vcgame.model.toml.tables import ConflictError, Tables

__all__ = ["Position", "outline"]

_GAP = re.compile(r"[ \t]++")
_BLANK = re.compile(r"(?:[ \t\n]++|#[^\n]*+)++")
_LINE_END = re.compile(r"[ \t]*+(?:#[^\n]*+)?(?=\n|\Z)")
# The start of a line that is most likely a statement, and not a piece of an array.
_STATEMENT = re.compile(
    r"""^[ \t]*+(?:\[\[?+[ \t]*+[A-Za-z"'][^\n\[\]]*+\]\]?+[ \t]*+(?:\#[^\n]*+)?$"""
    r"""|(?:[A-Za-z0-9_.-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+=)""",
    re.MULTILINE,
)
# The character before what should not follow: perhaps the quote was to be part of the text.
_INSIDE: Final = {
    '"': r"a quotation mark inside such a text is written \"",
    "'": "an apostrophe inside a text needs double quotes around the text",
}
_OPEN_TABLE: Final = (
    "an inline table that is not closed on its line",
    "end it with }, or give the table a header of its own",
)


@dataclass(frozen=True, slots=True)
class Position:
    """Where a key and its value begin; lines and columns count from 1, columns in characters.

    An item of an array has no key: its value stands for it. A table made by a header or by a
    dotted key has no value of its own: its name stands for it, where it is first mentioned. An
    item of an array of tables stands where its header names the array.

    Parameters
    ----------
    line, column
        The key.
    value_line, value_column
        The value.
    plain
        Whether the value is a string of one line without escapes, so that its n-th character
        stands n columns behind the opening quote.
    """

    line: int
    column: int
    value_line: int
    value_column: int
    plain: bool = False


def outline(text: str, name: str) -> dict[Path, Position]:
    r"""Give the place of every table, key and item of a text.

    Parameters
    ----------
    text
        The text of a TOML file, its lines ending in ``\n`` alone.
    name
        The name of the file, for messages.

    Raises
    ------
    FileError
        With every mistake and every limit that is passed.

    Examples
    --------
    >>> outline("a.b = [1, 'x']", "some.toml")[("a", "b", 1)]
    Position(line=1, column=11, value_line=1, value_column=11, plain=True)
    """
    scanner = _Scanner(text, name)
    scanner.scan()
    if scanner.problems:
        raise FileError(tuple(scanner.problems))
    return scanner.positions


class _Scanner:
    def __init__(self, text: str, name: str) -> None:
        self.text = text
        self.name = name
        self.positions: dict[Path, Position] = {}
        self.problems: list[Problem] = []
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._tables = Tables()
        # Where the keys of the current table go. None: the table is not known, because its
        # header is wrong; its keys are read, but not placed.
        self._table: Path | None = ()
        self._field: Path = ()
        self._nesting = 0
        self._entries = 0

    def scan(self) -> None:
        """Read all statements; the positions and problems are what is found."""
        at = self._blank(0)
        while at < len(self.text):
            start = at
            self._field = ()
            self._nesting = 0
            try:
                at = self._statement(at)
            except ReadingError as error:
                self._report(error)
                if error.final:
                    return
                at = self._next_statement(start, error.at)
            at = self._blank(at)

    def _statement(self, at: int) -> int:
        at = self._header(at) if self.text[at] == "[" else self._pair(at, self._table)
        end = _LINE_END.match(self.text, at)
        if end is not None:
            return end.end()
        at = self._gap(at)
        rest = printable(self.text[at : at + 60].partition("\n")[0], 40)
        right = _INSIDE.get(self.text[at - 1], "each statement has its own line")
        raise ReadingError(at, f"the line should end before: {rest}", right)

    def _header(self, at: int) -> int:
        self._table = None
        brackets = 2 if self.text.startswith("[[", at) else 1
        parts, end = self._key(at + brackets)
        if not self.text.startswith("]" * brackets, end):
            raise ReadingError(end, f"a table header ends with {']' * brackets}")
        names = tuple(name for name, _ in parts)
        try:
            paths = self._tables.header(names, array=brackets == 2)
        except ConflictError as conflict:
            self._clash(conflict, parts[conflict.part][1])
        else:
            places = [place for _, place in parts]
            if brackets == 2:
                places.append(places[-1])
            for path, place in zip(paths, places, strict=True):
                self._place(path, place, place)
            self._table = self._field = paths[-1]
        return end + brackets

    def _pair(self, at: int, base: Path | None) -> int:
        """Read ``key = value``, under a table or an inline table."""
        parts, at = self._key(at)
        if not self.text.startswith("=", at):
            raise ReadingError(at, "'=' is missing after the key", "write key = value")
        at = self._gap(at + 1)
        path: Path | None = None
        if base is not None:
            names = tuple(name for name, _ in parts)
            try:
                paths = self._tables.pair(base, names)
            except ConflictError as conflict:
                self._clash(conflict, parts[conflict.part][1])
            else:
                for table, (_, place) in zip(paths[:-1], parts[:-1], strict=True):
                    self._place(table, place, place)
                path = self._field = paths[-1]
                self._place(path, parts[-1][1], at, plain=is_plain(self.text, at))
        return self._value(at, path)

    def _key(self, at: int) -> tuple[list[tuple[str, int]], int]:
        """Read a dotted key; give its parts with their offsets, and the offset behind it."""
        parts: list[tuple[str, int]] = []
        start = at = self._gap(at)
        while True:
            if len(parts) == LIMITS.depth:
                raise ReadingError(
                    start, f"a key of more than {LIMITS.depth} parts", "use fewer dots"
                )
            self._count(at)
            name, end = key_part(self.text, at)
            parts.append((name, at))
            at = self._gap(end)
            if not self.text.startswith(".", at):
                return parts, at
            at = self._gap(at + 1)

    def _value(self, at: int, path: Path | None) -> int:
        first = self.text[at : at + 1]
        if first in ('"', "'"):
            return string(self.text, at)
        if first not in ("[", "{"):
            return scalar(self.text, at)
        self._nesting += 1
        if self._nesting > LIMITS.nesting:
            raise ReadingError(at, f"brackets nested more than {LIMITS.nesting} deep")
        end = self._array(at, path) if first == "[" else self._inline_table(at, path)
        self._nesting -= 1
        return end

    def _array(self, opening: int, path: Path | None) -> int:
        at = self._blank(opening + 1)
        index = 0
        while not self.text.startswith("]", at):
            if at == len(self.text):
                raise ReadingError(opening, "an array that is not closed", "end it with ]")
            item: Path | None = None
            self._count(at)
            if path is not None:
                item = self._field = (*path, index)
                self._place(item, at, at, plain=is_plain(self.text, at))
            at = self._blank(self._value(at, item))
            self._field = () if path is None else path
            index += 1
            if self.text.startswith(",", at):
                at = self._blank(at + 1)
            elif at < len(self.text) and not self.text.startswith("]", at):
                line, _ = self._where(opening)
                raise ReadingError(
                    at,
                    "',' or ']' is missing before this",
                    f"the array that begins on line {line} is not closed",
                )
        return at + 1

    def _inline_table(self, opening: int, path: Path | None) -> int:
        at = self._gap(opening + 1)
        if self.text.startswith("}", at):
            return at + 1
        while True:
            if self.text.startswith("}", at):
                raise ReadingError(at, "a comma before the closing brace", "leave the comma out")
            if at == len(self.text) or self.text[at] in "\n#":
                raise ReadingError(opening, *_OPEN_TABLE)
            at = self._gap(self._pair(at, path))
            self._field = () if path is None else path
            if self.text.startswith("}", at):
                return at + 1
            if self.text.startswith(",", at):
                at = self._gap(at + 1)
            elif at < len(self.text) and self.text[at] not in "\n#":
                raise ReadingError(at, "',' or '}' is missing before this")

    def _place(self, path: Path, key: int, value: int, *, plain: bool = False) -> None:
        if path not in self.positions:
            self.positions[path] = Position(*self._where(key), *self._where(value), plain)

    def _count(self, at: int) -> None:
        """Count a part of a key or an item; stop where there are too many, or mistakes."""
        self._entries += 1
        if len(self.problems) >= LIMITS.problems:
            wrong = f"reading stopped here, after {len(self.problems)} mistakes"
            raise ReadingError(at, wrong, final=True)
        if self._entries > LIMITS.entries:
            raise ReadingError(
                at, f"more than {LIMITS.entries} keys and items", "split the file", final=True
            )

    def _gap(self, at: int) -> int:
        gap = _GAP.match(self.text, at)
        return at if gap is None else gap.end()

    def _blank(self, at: int) -> int:
        blank = _BLANK.match(self.text, at)
        return at if blank is None else blank.end()

    def _where(self, at: int) -> tuple[int, int]:
        line = bisect_right(self._starts, at)
        return line, at - self._starts[line - 1] + 1

    def _next_statement(self, start: int, at: int) -> int:
        """Find where reading goes on after a mistake in the statement that begins at `start`."""
        first, _ = self._where(start)
        line, _ = self._where(at)
        after = self._starts[line] if line < len(self._starts) else len(self.text)
        if self._nesting == 0:
            return after
        # Inside brackets the statement may go on below; a line that begins a new one ends it.
        found = _STATEMENT.search(self.text, self._starts[line - 1] if line > first else after)
        return len(self.text) if found is None else found.start()

    def _report(self, error: ReadingError) -> None:
        right = error.right
        lookalike = LOOKALIKES.get(self.text[error.at : error.at + 1])
        if lookalike is not None:
            right = f"write {lookalike} and not {printable(self.text[error.at])}"
        self._note(error.at, self._field, error.wrong, right)

    def _clash(self, conflict: ConflictError, at: int) -> None:
        earlier = self.positions.get(conflict.path)
        where = "" if earlier is None else f" on line {earlier.line}"
        if conflict.held:
            self._note(at, conflict.path, f"nothing can be added to it, it is defined{where}")
        else:
            self._note(at, conflict.path, f"defined twice, first{where}", "keep one of the two")

    def _note(self, at: int, path: Path, wrong: str, right: str = "") -> None:
        self.problems.append(Problem(self.name, *self._where(at), dotted(path), wrong, right))
