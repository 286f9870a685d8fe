"""What the entries of an audit file are made of: figures, states, conditions, values."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from vcgame.errors import nearest
from vcgame.model.coordinates import coordinate_names
from vcgame.model.formula.expression import Condition
from vcgame.model.model import Model
from vcgame.model.printed_numbers import Figure
from vcgame.model.reading.binder import Binder, Profiles
from vcgame.model.reading.values import Source
from vcgame.model.toml.document import Path

__all__ = ["EntryParts"]


class EntryParts:
    """Reads parts of entries about one game; ``None`` for a game that could not be read.

    Of such a game nothing is known but its names, and profiles, states and players are not
    held against it.
    """

    def __init__(self, model: Model | None, binder: Binder) -> None:
        self.model = model
        self.binder = binder
        self.reporter = binder.reporter
        self.players = () if model is None else model.players
        self.profiles = Profiles(
            self.players if model is not None and model.form == "strategic" else (), self.reporter
        )
        self.coordinates = () if model is None else _coordinates(model)

    def conditions(self, entry: Mapping[str, Any]) -> tuple[tuple[Condition, ...] | None, bool]:
        """Read under which conditions an entry is stated; ``None`` for the stated values."""
        path: Path = entry["_path"]
        given = [key for key in ("when", "exactly_when") if self.reporter.given((*path, key))]
        if len(given) == 2:
            wrong = "when and exactly_when stand together"
            self.reporter.report_key(path, wrong, "keep one of them")
        if not given:
            return None, False
        return self.binder.conditions(entry.get(given[0], ())), given[0] == "exactly_when"

    def point(self, entry: Mapping[str, Any], path: Path) -> tuple[tuple[str, Fraction], ...]:
        """Read the values of ``at``."""
        values = entry.get("at", {})
        if self.model is not None:
            for name in values:
                self.check_parameter(name, (*path, "at", name), in_key=True)
        return tuple((name, value) for name, value in values.items() if value is not None)

    def figure(self, given: Any) -> Figure | None:
        """Give a printed number, or bind a formula."""
        if isinstance(given, Source):
            return self.binder.expression(given)
        figure: Figure | None = given
        return figure

    def state(self, table: Mapping[str, Any], path: Path) -> dict[str, Figure] | None:
        """Read a state: a value for every coordinate."""
        found = {name: self.figure(given) for name, given in table.items()}
        if self.model is None or not self.coordinates:
            return None
        for name in found:
            if name not in self.coordinates:
                hint = nearest(name, self.coordinates)
                self.reporter.report_key((*path, name), f"no coordinate {name!r}", hint)
        missing = [name for name in self.coordinates if name not in found]
        if missing:
            right = f"write a value for each of: {', '.join(self.coordinates)}"
            self.reporter.report_key(path, f"{', '.join(missing)} is missing", right)
        known = {n: found[n] for n in self.coordinates if found.get(n) is not None}
        return known if len(known) == len(self.coordinates) else None  # type: ignore[return-value]

    def check_parameter(self, name: str, path: Path, *, in_key: bool = False) -> None:
        """Report a name that is no parameter."""
        if self.model is not None and name not in self.model.parameters:
            report = self.reporter.report_key if in_key else self.reporter.report
            hint = nearest(name, tuple(self.model.parameters))
            report(path, f"unknown parameter {name!r}", hint)


def _coordinates(model: Model) -> tuple[str, ...]:
    """Name the coordinates of the population game that a model is read as."""
    if model.form != "strategic":
        return ()
    one = model.populations == 1 and len(model.players) > 1
    taken = (*model.parameters, *model.definitions)
    players = model.players[:1] if one else model.players
    found = coordinate_names(players, model.shares.values(), taken, one=one)
    return tuple(name for own in found for name in own if name is not None)
