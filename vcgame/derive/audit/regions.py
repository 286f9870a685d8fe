"""Regions of the parameters: overlaps, gaps, and the ties that strict conditions leave out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from vcgame.derive.audit.bench import Bench
from vcgame.derive.audit.row import Listing, Profile, Shown
from vcgame.derive.decision.decision import Decision
from vcgame.derive.decision.satisfaction import decide
from vcgame.derive.statement import TRUE, all_of
from vcgame.errors import VcgameError
from vcgame.model.formula.expression import (
    And,
    Comparison,
    Condition,
    Name,
    Not,
    Number,
    Or,
    Relation,
)

__all__ = ["closed", "decided", "found_at", "opened", "strict_parts", "within"]

_EFFORT: Final = 5_000_000
_CLOSED: Final[dict[Relation, Relation]] = {"<": "<=", ">": ">="}
_OPEN: Final[dict[Relation, Relation]] = {"<=": "<", ">=": ">"}
_OPPOSITE: Final[dict[Relation, Relation]] = {
    "<": ">=",
    "<=": ">",
    ">": "<=",
    ">=": "<",
    "==": "!=",
    "!=": "==",
}


def within(bench: Bench, point: Iterable[tuple[str, Fraction]]) -> list[Condition]:
    """Give what always holds: the assumptions, and the values that are fixed."""
    fixed = [Comparison(Name(name), "==", Number(value)) for name, value in point]
    return [*fixed, *bench.model.assumptions]


def decided(bench: Bench, conditions: Sequence[Condition]) -> Decision:
    """Decide whether conditions can hold within the ranges of the parameters.

    A witness has a value for every parameter: the stated one where nothing else is asked for.
    """
    box = {
        id: (parameter.low, parameter.high)
        for id, parameter in bench.model.parameters.items()
        if parameter.low is not None or parameter.high is not None
    }
    prefer = {id: bench.audit.values.get(id, p.value) for id, p in bench.model.parameters.items()}
    found = decide(conditions, prefer=prefer, box=box, effort=_EFFORT)
    if found.point is None:
        return found
    whole = {id: found.point.get(id, prefer[id]) for id in bench.model.parameters}
    return Decision(found.finding, found.method, whole, found.reason)


def found_at(bench: Bench, point: Mapping[str, Fraction]) -> Shown | None:
    """Say what the equilibria are at a point, where they can be listed."""
    if bench.model.form != "strategic" or bench.model.state_dependent:
        return None
    try:
        answer = bench.answer(dict(point))
    except VcgameError:
        return None
    return Listing(tuple(Profile(e.profile) for e in answer.equilibria))


def closed(condition: Condition) -> Condition:
    """Let a region take in its boundary."""
    return _changed(_plain(condition), _CLOSED, inside=False)


def opened(condition: Condition) -> Condition:
    """Take the boundary of a region out."""
    return _changed(_plain(condition), _OPEN, inside=True)


def _changed(
    condition: Condition, relations: Mapping[Relation, Relation], *, inside: bool
) -> Condition:
    match condition:
        case And(parts):
            return all_of(_changed(part, relations, inside=inside) for part in parts)
        case Or(parts):
            return Or(tuple(_changed(part, relations, inside=inside) for part in parts))
        case Comparison(_, "!=", _) if not inside:
            return TRUE
        case Comparison(left, relation, right):
            return Comparison(left, relations.get(relation, relation), right)
    return condition


def _plain(condition: Condition, *, negated: bool = False) -> Condition:
    """Push negations down to the comparisons."""
    match condition:
        case Not(part):
            return _plain(part, negated=not negated)
        case And(parts) | Or(parts):
            inner = tuple(_plain(part, negated=negated) for part in parts)
            return Or(inner) if isinstance(condition, Or) != negated else And(inner)
        case Comparison(left, relation, right):
            return Comparison(left, _OPPOSITE[relation] if negated else relation, right)
    raise TypeError(condition)


def strict_parts(conditions: Iterable[Condition]) -> Iterator[tuple[Comparison, list[Condition]]]:
    """Give each strict comparison of a conjunction, with what else holds on its boundary."""
    parts: list[Condition] = []
    for condition in conditions:
        plain = _plain(condition)
        parts += plain.parts if isinstance(plain, And) else (plain,)
    for place, part in enumerate(parts):
        if isinstance(part, Comparison) and part.relation in ("<", ">"):
            tie = Comparison(part.left, "==", part.right)
            yield tie, [*parts[:place], *parts[place + 1 :]]
