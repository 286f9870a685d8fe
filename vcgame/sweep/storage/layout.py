"""The columns of the two tables of a sweep: their names, what they hold, and of which kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self, get_args

from vcgame.model.model import Model
from vcgame.solve.concepts import Concept, concept_of
from vcgame.solve.trees.assessment import Consistency
from vcgame.sweep.tree_sets import by_sets, tree_sets

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
_SETS_ANSWER: Final[Mapping[str, Meaning]] = {
    "status": _ANSWER["status"],
    "regime": _ANSWER["regime"],
    "equilibria": _ANSWER["equilibria"],
    "outcomes": {
        "kind": "components",
        "meaning": "how many distributions over ends the equilibria lead to",
    },
    "degenerate": {
        "kind": "degenerate",
        "meaning": "whether some equilibria are not isolated, where known",
    },
    "message": _ANSWER["message"],
}
"""For trees whose equilibria are told by information sets."""

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
        concept: Concept | None = None,
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
        concept
            As `vcgame.solve.solution.solve` takes it; equilibria of trees have other columns
            where they are told by information sets.
        """
        points: dict[str, Meaning] = {"point": _POINT}
        if draws is not None:
            setting = "number of the setting of the levers, from 0"
            points["setting"] = {"kind": "setting", "meaning": setting, "draws": draws}
            drawn = "number of the draw of the uncertain parameters, from 0"
            points["draw"] = {"kind": "draw", "meaning": drawn, "draws": draws}
        answer = _SETS_ANSWER if by_sets(model, concept) else _ANSWER
        taken = {*points, *answer}
        shown = tuple(shown)
        # A derived quantity may be out of reach somewhere; what it moves then has no value.
        sure = not any(name in model.definitions for name in shown)
        kind = "quantity" if sure else "quantity?"
        quantities = [(name, {"kind": kind, "quantity": name}) for name in shown]
        points |= _named(quantities, taken)
        points |= answer
        points |= _named(_outcomes(outcomes), points)
        equilibria = _equilibria(model, concept)
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


def _equilibria(model: Model, concept: Concept | None) -> dict[str, Meaning]:
    """Name the columns of what is played and gained."""
    if model.form == "symmetric":
        return _alike_equilibria(model)
    if by_sets(model, concept):
        return _assessments(model, concept)
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


def _assessments(model: Model, concept: Concept | None) -> dict[str, Meaning]:
    """Name the columns of what is done at information sets.

    Moves are empty where they are mixed; they and their probabilities are empty where any
    other behaviour would do as well, since the player's own earlier moves exclude the set.
    """
    fixed: dict[str, Meaning] = {
        "point": _POINT,
        "equilibrium": _EQUILIBRIUM,
        "outcome": {
            "kind": "component",
            "meaning": "number of the distribution over ends that it leads to, from 1",
        },
        "pure": {"kind": "pure", "meaning": "whether one move is made for sure at every set"},
    }
    sets = tree_sets(model)
    parts: list[tuple[str, dict[str, Any]]] = [
        (f"at_{each.id}", {"kind": "move", "node": each.id, "actions": list(each.actions)})
        for each in sets
    ]
    parts += [
        (f"p_{each.id}_{action}", {"kind": "chance", "node": each.id, "action": action})
        for each in sets
        for action in each.actions
    ]
    if concept_of(model, concept) == "perfect-bayesian":
        told = "whether some of its beliefs make it a sequential equilibrium"
        parts.append(
            (
                "sequential",
                {"kind": "move", "actions": list(get_args(Consistency)), "meaning": told},
            )
        )
    for n, player in enumerate(model.players, 1):
        parts.append((f"u{n}", {"kind": "payoff", "player": player.id}))
    return {**fixed, **_named(parts, {*fixed, "certificate"}), "certificate": _CERTIFICATE}


def _alike_equilibria(model: Model) -> dict[str, Meaning]:
    """Name the columns of equilibria of alike firms; counts are empty where firms mix."""
    fixed: dict[str, Meaning] = {
        "point": _POINT,
        "equilibrium": _EQUILIBRIUM,
        "pure": _STRATEGIC["pure"],
    }
    firm = model.players[0]
    told: tuple[tuple[str, str, str], ...] = (
        ("x1", "share", "share of the firms, or probability"),
        ("n1", "count", "how many firms play it"),
        ("u1", "amount", "what a firm that plays it gets"),
    )
    parts: list[tuple[str, dict[str, Any]]] = [
        (
            f"{head}_{each.id}",
            {"kind": kind, "player": firm.id, "strategy": each.id, "meaning": meaning},
        )
        for head, kind, meaning in told
        for each in firm.strategies
    ]
    parts.append(("total", {"kind": "amount", "meaning": "what the firms get together"}))
    parts.append(("price", {"kind": "amount", "meaning": "largest total over this one"}))
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
