"""The vocabulary that file formats are defined in.

A format is a `Record` of `Field` entries, each with a reader. The same definition reads a
file, collecting every mistake with its place, and yields the JSON Schema for editors. An
unreadable item or entry is kept as ``None``: it keeps its place, and what refers to it is no
second mistake.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from vcgame.errors import did_you_mean, nearest
from vcgame.model.reading.values import Reader, Reporter, kind_of
from vcgame.model.toml.document import Path

__all__ = ["ID", "ID_ADVICE", "Field", "ListOf", "OneOrMore", "Record", "TableOf", "valid_id"]

ID: Final = r"[a-z0-9][a-z0-9_.-]{0,63}"
"""What ids of files, claims and instances look like."""

ID_ADVICE: Final = "write up to 64 small letters, digits, '-', '_' and '.'"


def valid_id(id: str) -> str | None:
    """Say why an id cannot be declared, or give None for a good one."""
    return None if re.fullmatch(ID, id) else f"{id[:80]!r} is not an id; {ID_ADVICE}"


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list, each item of one kind."""

    item: Reader
    shortest: int = 0
    longest: int = 10_000

    def read(self, value: Any, path: Path, reporter: Reporter) -> tuple[Any, ...] | None:
        """Give the items, ``None`` for an unreadable one."""
        if not isinstance(value, list):
            right = "write a list: [ ... ]"
            if isinstance(value, dict) and isinstance(self.item, Record):
                right = f"write [[{path[-1]}]], in two pairs of brackets, above each one"
            reporter.report(path, f"{kind_of(value)} stands here", right)
            return None
        if not self.shortest <= len(value) <= self.longest:
            count = f"{len(value)} item{'' if len(value) == 1 else 's'}"
            bounds = f"{self.shortest} to {self.longest}"
            if self.shortest == self.longest:
                bounds = f"exactly {self.shortest}"
            elif len(value) < self.shortest:
                bounds = f"at least {self.shortest}"
            elif not self.shortest:
                bounds = f"at most {self.longest}"
            reporter.report(path, f"the list has {count}", f"it needs {bounds}")
            return None
        return tuple(
            self.item.read(item, (*path, index), reporter) for index, item in enumerate(value)
        )

    def schema(self) -> dict[str, Any]:
        """Describe the items."""
        described: dict[str, Any] = {"type": "array", "items": self.item.schema()}
        if self.shortest:
            described["minItems"] = self.shortest
        return {**described, "maxItems": self.longest}


@dataclass(frozen=True, slots=True)
class OneOrMore:
    """One value, or a list of such values; each is given with its path."""

    item: Reader
    longest: int = 100

    def read(
        self, value: Any, path: Path, reporter: Reporter
    ) -> tuple[tuple[Path, Any], ...] | None:
        """Give the values with their paths, ``None`` for an unreadable one of a list."""
        if isinstance(value, list):
            read = ListOf(self.item, 1, self.longest).read(value, path, reporter)
            return (
                None if read is None else tuple(((*path, n), each) for n, each in enumerate(read))
            )
        single = self.item.read(value, path, reporter)
        return None if single is None else ((path, single),)

    def schema(self) -> dict[str, Any]:
        """Describe both ways to write it."""
        return {"anyOf": [self.item.schema(), ListOf(self.item, 1, self.longest).schema()]}


@dataclass(frozen=True, slots=True)
class TableOf:
    """A table with keys of the author's choice, each value of one kind.

    Attributes
    ----------
    check
        Says what is wrong with a key, or gives None.
    keys
        The same as a regular expression, for the JSON Schema.
    smallest, largest
        How many entries there may be.
    """

    item: Reader
    check: Callable[[str], str | None] | None = None
    keys: str = ""
    smallest: int = 0
    largest: int = 20_000

    def read(self, value: Any, path: Path, reporter: Reporter) -> dict[str, Any] | None:
        """Give the entries in the order of the file, ``None`` for an unreadable one."""
        if not isinstance(value, dict):
            right = "write a table: key = value"
            if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
                right = f"write [{path[-1]}], in one pair of brackets, and once"
            reporter.report(path, f"{kind_of(value)} stands here", right)
            return None
        if len(value) < self.smallest:
            reporter.report_key(path, "the table is empty", "it needs at least one entry")
            return None
        if len(value) > self.largest:
            wrong = f"the table has {len(value)} entries"
            reporter.report_key(path, wrong, f"at most {self.largest} are allowed")
            return None
        for key in value:
            complaint = self.check(key) if self.check is not None else None
            if complaint is not None:
                reporter.report_key((*path, key), complaint)
        return {key: self.item.read(value[key], (*path, key), reporter) for key in value}

    def schema(self) -> dict[str, Any]:
        """Describe the entries."""
        described: dict[str, Any] = {
            "type": "object",
            "additionalProperties": self.item.schema(),
            "maxProperties": self.largest,
        }
        if self.keys:
            described["propertyNames"] = {"pattern": f"^{self.keys}$"}
        if self.smallest:
            described["minProperties"] = self.smallest
        return described


@dataclass(frozen=True, slots=True)
class Field:
    """One key of a record."""

    reader: Reader
    meaning: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """A table with fixed keys.

    Reading gives a dictionary with the readable fields, and under ``"_path"`` the place of
    the record, so that later checks can point at it. It does so too where no table stands.
    """

    fields: Mapping[str, Field]
    short: Reader | None = None
    short_key: str = "value"

    def read(self, value: Any, path: Path, reporter: Reporter) -> dict[str, Any]:
        """Give the readable fields."""
        values: dict[str, Any] = {"_path": path}
        if not isinstance(value, dict):
            self._read_short(value, values, reporter)
            return values
        for key, entry in value.items():
            known = self.fields.get(key)
            if known is None:
                hint = nearest(key, tuple(self.fields))
                if path and key in reporter.top:
                    hint = "it belongs to the top of the file, before the first [ ]"
                reporter.report_key((*path, key), "unknown field", hint)
                reporter.meant.update((*path, k) for k in self.fields if hint == did_you_mean(k))
                continue
            readable = known.reader.read(entry, (*path, key), reporter)
            if readable is not None:
                values[key] = readable
        for key, entry in self.fields.items():
            if entry.required and not reporter.given((*path, key)):
                reporter.report_key(path, f"{key} is missing", f"add {key}: {entry.meaning}")
        return values

    def _read_short(self, value: Any, values: dict[str, Any], reporter: Reporter) -> None:
        path: Path = values["_path"]
        if self.short is None:
            keys = " and ".join(key for key, entry in self.fields.items() if entry.required)
            right = f"write a table with {keys}" if keys else "write a table: key = value"
            reporter.report(path, f"{kind_of(value)} stands here", right)
            return
        given = self.short.read(value, path, reporter)
        if given is not None:
            values[self.short_key] = given

    def schema(self) -> dict[str, Any]:
        """Describe the keys, their meanings, and which must be there."""
        properties = {
            key: {**entry.reader.schema(), "description": entry.meaning}
            for key, entry in self.fields.items()
        }
        described: dict[str, Any] = {
            "type": "object",
            "properties": properties,
            "additionalProperties": False,
        }
        required = [key for key, entry in self.fields.items() if entry.required]
        if required:
            described["required"] = required
        return described if self.short is None else {"anyOf": [self.short.schema(), described]}
