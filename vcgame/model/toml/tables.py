"""Which tables and keys a TOML text has defined so far, and what may still be added.

TOML 1.0.0 lets a table be written in pieces, but each piece only once: a header opens its
table one time, a dotted key opens tables that no header may open again, and an inline table or
array is closed for good. :class:`Tables` keeps those rules, and turns the names in a header into
a key path, where a name of an array of tables means its newest table.
"""

from __future__ import annotations

from enum import Enum

from vcgame.model.toml.lexemes import Path

__all__ = ["ConflictError", "Tables"]


class _Kind(Enum):
    VALUE = "value"  # a number, string, truth value, inline table or array: closed
    PASSED = "passed"  # a table only named on the way to a deeper header
    DOTTED = "dotted"  # a table made by a dotted key
    HEADED = "headed"  # a table that has had its header
    ARRAY = "array"  # an array of tables


class ConflictError(Exception):
    """A definition that clashes with an earlier one; it never leaves the reader.

    Parameters
    ----------
    part
        Which part of the new key clashes, from 0.
    path
        The path that both mean.
    held
        Whether the earlier one is a table or value that the new key would reach into, and not
        a definition of the same thing.
    """

    def __init__(self, part: int, path: Path, *, held: bool) -> None:
        self.part = part
        self.path = path
        self.held = held
        super().__init__(path)


class Tables:
    """The definitions of one text, in the order in which they come.

    Examples
    --------
    >>> tables = Tables()
    >>> tables.header(("players",), array=True)
    [('players',), ('players', 0)]
    >>> tables.pair(("players", 0), ("name", "en"))
    [('players', 0, 'name'), ('players', 0, 'name', 'en')]
    """

    def __init__(self) -> None:
        self._kinds: dict[Path, _Kind] = {}
        self._lengths: dict[Path, int] = {}

    def header(self, names: tuple[str, ...], *, array: bool) -> list[Path]:
        """Open the table of a header; give the path of each name, and of the new item if any.

        Raises
        ------
        ConflictError
            If the table is there already, or a value stands in its way. Nothing is changed.
        """
        paths: list[Path] = []
        base: Path = ()
        last = len(names) - 1
        # A path under an unknown one is unknown too, so every conflict comes before any change.
        for part, name in enumerate(names[:-1]):
            path = (*base, name)
            kind = self._kinds.setdefault(path, _Kind.PASSED)
            if kind is _Kind.VALUE:
                raise ConflictError(part, path, held=True)
            paths.append(path)
            base = (*path, self._lengths[path] - 1) if kind is _Kind.ARRAY else path
        path = (*base, names[-1])
        kind_now = self._kinds.get(path)
        paths.append(path)
        if array:
            if kind_now not in (None, _Kind.ARRAY):
                raise ConflictError(last, path, held=False)
            self._kinds[path] = _Kind.ARRAY
            index = self._lengths.get(path, 0)
            self._lengths[path] = index + 1
            paths.append((*path, index))
        else:
            if kind_now not in (None, _Kind.PASSED):
                raise ConflictError(last, path, held=False)
            self._kinds[path] = _Kind.HEADED
        return paths

    def pair(self, base: Path, names: tuple[str, ...]) -> list[Path]:
        """Define a key under a table (or inline table); give the path of each of its names.

        Raises
        ------
        ConflictError
            If the key is there already, or lies in a table that is closed. Nothing is changed.
        """
        paths: list[Path] = []
        path = base
        for part, name in enumerate(names[:-1]):
            path = (*path, name)
            kind = self._kinds.get(path)
            if kind not in (None, _Kind.PASSED, _Kind.DOTTED):
                raise ConflictError(part, path, held=True)
            paths.append(path)
        path = (*path, names[-1])
        if path in self._kinds:
            raise ConflictError(len(names) - 1, path, held=False)
        for table in paths:
            self._kinds[table] = _Kind.DOTTED
        self._kinds[path] = _Kind.VALUE
        paths.append(path)
        return paths
