"""The columns of the two tables of a sweep: their names, what they hold, and of which kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from vcgame.model.model import Model

__all__ = ["LONGEST_NAME", "Layout", "Meaning"]

LONGEST_NAME: Final = 32
"""So long a name of a column may be in Stata and in R."""

Meaning = Mapping[str, Any]
"""What a column holds, in JSON values; `vcgame.sweep.storage.tables` knows each ``kind``."""

_RESERVED: Final = frozenset({
    "byte", "double", "float", "if", "in", "int", "long", "str", "strl", "using", "with",  # Stata
    "break", "else", "false", "for", "function", "inf", "na", "nan", "next", "null", "repeat",  # R
    "true", "while",
})  # fmt: skip
"""What is no name of a column in Stata or R; in Stata also str1, str2, and so on."""

_POINT: Final[Meaning] = {"kind": "number", "meaning": "number of the point, from 0"}
_ANSWER: Final[Mapping[str, Meaning]] = {
    "status": {"kind": "status", "meaning": "ok, incomplete, outside the assumptions, or error"},
    "regime": {"kind": "regime", "meaning": "the set of equilibria; empty without an answer"},
    "equilibria": {"kind": "equilibria", "meaning": "how many equilibria are listed"},
    "components": {"kind": "components", "meaning": "connected sets of equilibria, where known"},
    "degenerate": {"kind": "degenerate", "meaning": "whether the game is degenerate, where known"},
    "message": {"kind": "message", "meaning": "why there is no (complete) answer"},
}
_EQUILIBRIUM: Final[Meaning] = {
    "kind": "equilibrium",
    "meaning": "number of the equilibrium at its point, from 1",
}
_STRATEGIC: Final[Mapping[str, Meaning]] = {
    "component": {"kind": "component", "meaning": "number of its connected set, from 1"},
    "pure": {"kind": "pure", "meaning": "whether every player plays one strategy for sure"},
}
_CERTIFICATE: Final[Meaning] = {
    "kind": "certificate",
    "meaning": "largest gain from deviating; 0 where exact",
}


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of the tables of points and of equilibria, in their order.

    Names are ASCII, begin with a letter, have at most 32 characters, are no words that R or Stata
    reserve, and are unique even where case is ignored, as R, Stata and databases need them.

    Attributes
    ----------
    points, equilibria
        Per column, what it holds.

    Examples
    --------
    >>> from vcgame.model.library import load_model
    >>> layout = Layout.of(load_model("boxed-pigs"), shown=("A",))
    >>> list(layout.points)
    ['point', 'A', 'status', 'regime', 'equilibria', 'components', 'degenerate', 'message']
    >>> layout.equilibria["x1_press"]
    {'kind': 'share', 'player': 'large', 'strategy': 'press'}
    """

    points: Mapping[str, Meaning]
    equilibria: Mapping[str, Meaning]

    @classmethod
    def of(
        cls,
        model: Model,
        *,
        shown: Iterable[str],
        outcomes: Iterable[str] = (),
        equilibrium_outcomes: Iterable[str] = (),
        draws: int | None = None,
    ) -> Self:
        """Lay out the tables of a sweep.

        Parameters
        ----------
        model
            The model.
        shown
            The varied quantities.
        outcomes, equilibrium_outcomes
            Names of further columns of the tables of points and of equilibria.
        draws
            How many draws each setting meets; ``None`` where nothing is drawn.
        """
        points: dict[str, Meaning] = {"point": _POINT}
        if draws is not None:
            setting = "number of the setting of the levers, from 0"
            points["setting"] = {"kind": "setting", "meaning": setting, "draws": draws}
            drawn = "number of the draw of the uncertain parameters, from 0"
            points["draw"] = {"kind": "draw", "meaning": drawn, "draws": draws}
        taken = {*points, *_ANSWER}
        shown = tuple(shown)
        # A derived quantity may be out of reach somewhere; what it moves then has no value.
        sure = not any(name in model.definitions for name in shown)
        kind = "quantity" if sure else "quantity?"
        quantities = [(name, {"kind": kind, "quantity": name}) for name in shown]
        points |= _named(quantities, taken)
        points |= _ANSWER
        points |= _named(_outcomes(outcomes), points)
        equilibria = _equilibria(model)
        equilibria |= _named(_outcomes(equilibrium_outcomes), equilibria)
        return cls(points, equilibria)

    def describe(self) -> dict[str, Any]:
        """Describe the columns in JSON values."""
        tables = {"points": self.points, "equilibria": self.equilibria}
        return {
            table: {name: dict(meaning) for name, meaning in columns.items()}
            for table, columns in tables.items()
        }

    @classmethod
    def read(cls, described: Mapping[str, Any]) -> Self:
        """Make a layout again from its description."""
        return cls(described["points"], described["equilibria"])


def _outcomes(names: Iterable[str]) -> list[tuple[str, dict[str, Any]]]:
    return [(name, {"kind": "outcome", "outcome": name}) for name in names]


def _equilibria(model: Model) -> dict[str, Meaning]:
    """Name the columns of what is played and gained."""
    fixed: dict[str, Meaning] = {"point": _POINT, "equilibrium": _EQUILIBRIUM}
    if model.form == "strategic":
        fixed |= _STRATEGIC
    parts: list[tuple[str, dict[str, Any]]] = [
        (f"x{n}_{each.id}", {"kind": "share", "player": player.id, "strategy": each.id})
        for n, player in enumerate(model.players, 1)
        for each in player.strategies
    ]
    for node in model.nodes:
        if node.player:
            actions = [action.id for action in node.actions]
            parts.append((f"at_{node.id}", {"kind": "move", "node": node.id, "actions": actions}))
    for n, player in enumerate(model.players, 1):
        parts.append((f"u{n}", {"kind": "payoff", "player": player.id}))
    return {**fixed, **_named(parts, {*fixed, "certificate"}), "certificate": _CERTIFICATE}


def _named(
    wanted: Iterable[tuple[str, dict[str, Any]]], taken: Iterable[str]
) -> dict[str, Meaning]:
    """Make names fit for columns; one that is gone already gets a number."""
    used = {name.lower() for name in taken}
    columns: dict[str, Meaning] = {}
    for name, meaning in wanted:
        plain = re.sub(r"[^A-Za-z0-9_]", "_", name)
        reserved = plain.lower() in _RESERVED or re.fullmatch(r"str\d+", plain)
        fits = plain[:1].isalpha() and not reserved
        plain = (plain if fits else f"v_{plain}")[:LONGEST_NAME]
        fit, count = plain, 1
        while fit.lower() in used:
            count += 1
            tail = f"_{count}"
            fit = plain[: LONGEST_NAME - len(tail)] + tail
        used.add(fit.lower())
        columns[fit] = meaning
    return columns
