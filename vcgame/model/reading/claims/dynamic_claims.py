"""Claims about population games: states at rest, stable states, comparative statics."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, get_args

from vcgame.errors import nearest
from vcgame.model.claim import AtRest, Claimed, Effect, StableStates, State, Statics
from vcgame.model.coordinates import coordinate_names
from vcgame.model.formula.expression import Expression
from vcgame.model.model import Parameter, Player, Share
from vcgame.model.reading.binder import Binder
from vcgame.model.toml.document import Path

__all__ = ["DYNAMIC_KINDS", "DynamicClaims"]

DYNAMIC_KINDS: Final = ("rest_point", "stable", "statics")


class DynamicClaims:
    """Reads the claims about the population game of one model.

    Parameters
    ----------
    players, parameters, shares, populations
        Of the model; without players, which could not be read, claims are not held against
        them.
    binder
        For its formulas.
    """

    def __init__(
        self,
        players: tuple[Player, ...],
        parameters: Mapping[str, Parameter],
        shares: Mapping[str, Share],
        populations: int | None,
        binder: Binder,
    ) -> None:
        self.players = players
        self.parameters = parameters
        self.shares = shares
        self.populations = populations
        self.binder = binder
        self.reporter = binder.reporter

    def build(self, kind: str, entry: Mapping[str, Any], path: Path) -> Claimed | None:
        """Read what is claimed."""
        where: Path = (*path, kind)
        populations = entry.get("populations")
        coordinates = self._coordinates(populations)
        if kind == "rest_point":
            state = self._state(entry[kind], coordinates, where)
            if state is None:
                return None
            return AtRest(state, entry.get("label"), entry.get("ess"), populations)
        if kind == "stable":
            states = [
                self._state(table, coordinates, (*where, index))
                for index, table in enumerate(entry[kind])
                if table is not None
            ]
            return StableStates(tuple(state for state in states if state), populations)
        return self._statics(entry[kind], coordinates, where, populations)

    def _coordinates(self, populations: int | None) -> tuple[str, ...]:
        one = (populations or self.populations) == 1 and len(self.players) > 1
        names = coordinate_names(
            self.players[:1] if one else self.players,
            self.shares.values(),
            self.binder.known,
            one=one,
        )
        return tuple(name for own in names for name in own if name is not None)

    def _state(
        self, table: Mapping[str, Any], coordinates: tuple[str, ...], path: Path
    ) -> State | None:
        found: dict[str, Expression | None] = {}
        for name, source in table.items():
            value = self.binder.expression(source)
            if name in coordinates or not self.players:
                found[name] = value
            else:
                self.reporter.report_key(
                    (*path, name), f"no coordinate {name!r}", nearest(name, coordinates)
                )
        missing = [name for name in coordinates if name not in table]
        if missing and self.players:
            right = f"write a value for each of: {', '.join(coordinates)}"
            self.reporter.report_key(path, f"{', '.join(missing)} is missing", right)
            return None
        known = [(name, found.get(name)) for name in coordinates]
        return tuple((name, value) for name, value in known if value is not None) or None

    def _statics(
        self,
        given: Mapping[str, Any],
        coordinates: tuple[str, ...],
        path: Path,
        populations: int | None,
    ) -> Statics | None:
        name = given.get("raising", "")
        if name and name not in self.parameters:
            hint = nearest(name, tuple(self.parameters))
            self.reporter.report((*path, "raising"), f"unknown parameter {name!r}", hint)
        used: list[Effect] = [
            effect for effect in get_args(Effect) if self.reporter.given((*path, effect))
        ]
        if len(used) != 1:
            wrong = "no effect is named" if not used else f"{' and '.join(used)} stand together"
            self.reporter.report_key(path, wrong, f"write one of: {', '.join(get_args(Effect))}")
            return None
        with self.binder.also_knowing(coordinates):
            quantity = self.binder.expression(given.get(used[0]))
        if quantity is None or name not in self.parameters:
            return None
        return Statics(name, used[0], quantity, populations)
