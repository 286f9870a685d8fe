"""Payoff-order classes of two-by-two games: when each one holds, and a lever's way through them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations
from typing import Any, Literal

from vcgame.derive.decision.decision import Decision
from vcgame.derive.isolated import Root
from vcgame.derive.lines.algebraic import Algebraic
from vcgame.derive.lines.equilibrium_line import (
    EquilibriumLine,
    LineRow,
    Standing,
    equilibrium_line,
)
from vcgame.derive.lines.payoff_pairs import Pair, PayoffPairs
from vcgame.derive.lines.stretches import Stretch, joined, lever_of, range_of, stretches
from vcgame.derive.statement import all_of, any_of
from vcgame.derive.thresholds import OneLever, Ratios
from vcgame.errors import EvaluationError, UnsupportedError
from vcgame.forms.order import namings
from vcgame.forms.ordering import Ordering, ordering_of
from vcgame.forms.strategic import StrategicGame
from vcgame.model.formula.expression import Comparison, Condition
from vcgame.model.model import Model
from vcgame.model.order import ORDER_CLASSES

__all__ = [
    "ClassCondition",
    "ClassConditions",
    "ClassLine",
    "ClassNaming",
    "ClassRow",
    "class_conditions",
    "class_line",
]

Finding = Literal["always", "never", "conditional"]


@dataclass(frozen=True, slots=True)
class ClassNaming:
    """One way in which a game is of a class.

    Attributes
    ----------
    cooperate
        Per player, the id of the strategy that the class calls C.
    first
        The player who has the first order of a class of two different ones.
    conditions
        What must hold, all of it, beyond the assumptions.
    decision
        A point at which it holds, or why none was found.
    """

    cooperate: tuple[str, str]
    first: str
    conditions: tuple[Condition, ...]
    decision: Decision


@dataclass(frozen=True, slots=True)
class ClassCondition:
    """When a game is of a class.

    Attributes
    ----------
    finding
        ``"always"`` and ``"never"`` are proved under the assumptions; else
        ``"conditional"``: where one of `namings` has all its conditions fulfilled.
    """

    name: str
    finding: Finding
    namings: tuple[ClassNaming, ...]


@dataclass(frozen=True, slots=True)
class ClassConditions:
    """The classes of a game in its parameters.

    Attributes
    ----------
    classes
        One entry per class of `vcgame.model.order.ORDER_CLASSES`.
    ties
        The equations, of those within the assumptions, at which two payoffs of one player are
        equal. At a tie that a class compares, the game has no class.
    """

    model: Model
    classes: tuple[ClassCondition, ...]
    ties: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class ClassRow:
    """The class on a stretch of a lever; `ordering` is ``None`` where there are no payoffs.

    `equilibria` is a row of the lever's line of equilibria; all of the stretch has its regime.
    """

    stretch: Stretch
    standing: Standing
    ordering: Ordering | None
    equilibria: LineRow | None

    @property
    def regime(self) -> str | None:
        """Label of the set of equilibria."""
        return None if self.equilibria is None else self.equilibria.regime


@dataclass(frozen=True, slots=True)
class ClassLine:
    """A lever's way through the classes, from left to right."""

    model: Model
    parameter: str
    values: Mapping[str, Fraction]
    rows: tuple[ClassRow, ...]


def class_conditions(model: Model) -> ClassConditions:
    """Give the condition of every class, reduced under the model's assumptions.

    Raises
    ------
    UnsupportedError
        For games that are not two-by-two.

    Examples
    --------
    >>> from vcgame.model.formula.plain import to_text
    >>> from vcgame.model.library import load_model
    >>> found = class_conditions(load_model("subsidy-war"))
    >>> dilemma = found.classes[0]
    >>> dilemma.name, [to_text(each) for each in dilemma.namings[0].conditions]
    ('prisoners_dilemma', ['V > 2*S'])
    """
    _check(model)
    pairs = PayoffPairs(model)
    classes = tuple(_class(model, name, pairs) for name in ORDER_CLASSES)
    ties: dict[Condition, None] = {}
    for number in (0, 1):
        for one, other in combinations(model.payoffs, 2):
            match pairs.tie(number, one, other):
                case Comparison(left, "==", right) if Comparison(right, "==", left) in ties:
                    continue
                case None:
                    continue
                case tie:
                    ties[tie] = None
    return ClassConditions(model, classes, tuple(ties))


def _class(model: Model, name: str, pairs: PayoffPairs) -> ClassCondition:
    ids = [[strategy.id for strategy in player.strategies] for player in model.players]
    found: list[ClassNaming] = []
    seen: set[frozenset[Condition]] = set()
    for naming in namings():
        parts = [
            Pair(player, (ids[0][high[0]], ids[1][high[1]]), (ids[0][low[0]], ids[1][low[1]]))
            for player in (0, 1)
            for letters in naming.order(name, player)
            for high, low in (naming.cells(player, letters),)
        ]
        key = frozenset(map(pairs.tidied, parts))
        if key in seen:
            continue
        seen.add(key)
        decision = pairs.together(parts)
        if decision.finding == "empty":
            continue
        cooperate = (ids[0][naming.cooperate[0]], ids[1][naming.cooperate[1]])
        first = model.players[int(naming.swapped)].id
        found.append(ClassNaming(cooperate, first, pairs.needed(parts), decision))
    if not found:
        return ClassCondition(name, "never", ())
    always = any(not naming.conditions for naming in found) or pairs.certain(
        any_of(all_of(naming.conditions) for naming in found)
    )
    return ClassCondition(name, "always" if always else "conditional", tuple(found))


@dataclass(frozen=True, slots=True)
class _Held:
    """What is said of a stretch."""

    standing: Standing
    ordering: Ordering | None = None
    row: LineRow | None = None

    @property
    def idle(self) -> bool:
        return self.standing != "inside"

    def same(self, other: _Held, _: Root | None) -> bool:
        return self._key() == other._key()

    def _key(self) -> tuple[Any, ...]:
        """Leave the narrower name out, which no stretch is parted for."""
        if self.ordering is None or self.row is None:
            return (self.standing,)
        return self.standing, replace(self.ordering, variety=None), self.row.regime


def class_line(
    model: Model,
    parameter: str,
    values: Mapping[str, Fraction] | None = None,
    *,
    instance: str | None = None,
    whole: bool = False,
) -> ClassLine:
    """Follow a lever through the payoff orders, with exact thresholds, ties apart.

    Parameters
    ----------
    values, instance
        Everything else, where it differs from the defaults.
    whole
        Look at the whole real line even if the lever has a range.

    Examples
    --------
    >>> from vcgame.model.library import load_model
    >>> line = class_line(load_model("brand-maintain"), "tau")
    >>> [row.ordering.name for row in line.rows]
    ['prisoners_dilemma', None, 'chicken', None, 'harmony']
    """
    _check(model)
    point = model.values(instance, values)
    lever = lever_of(model, parameter, point)
    low, high = range_of(model, parameter, whole=whole)
    line = equilibrium_line(model, parameter, point, whole=whole)
    parts = [
        (stretch, _held(lever, stretch.sample, line))
        for stretch in stretches(lever, low, high, _all_differences)
    ]
    rows = tuple(_row(stretch, held, parts) for stretch, held in joined(parts))
    fixed = {name: value for name, value in point.items() if name != parameter}
    return ClassLine(model, parameter, fixed, rows)


def _row(stretch: Stretch, held: _Held, parts: list[tuple[Stretch, _Held]]) -> ClassRow:
    """Keep a narrower name if all intervals of a row have it; ties in between do not count."""
    ordering = held.ordering
    if ordering is not None and not stretch.point:
        inside = [
            each.ordering.variety
            for part, each in parts
            if not part.point and each.ordering and stretch.contains(Algebraic.of(part.sample))
        ]
        variety = inside[0] if len(set(inside)) == 1 else None
        ordering = replace(ordering, variety=variety)
    return ClassRow(stretch, held.standing, ordering, held.row)


def _check(model: Model) -> None:
    sizes = [len(player.strategies) for player in model.players]
    if model.form != "strategic" or sizes != [2, 2]:
        raise UnsupportedError(
            f"{model.id}: payoff-order classes are for two players with two strategies each"
        )
    if model.state_dependent:
        raise UnsupportedError(
            f"{model.id}: its payoffs depend on population shares, so they have no one order"
        )


def _all_differences(ratios: Ratios) -> Iterator[Any]:
    """Every two payoffs of one player are compared; best replies are among these."""
    for player in (0, 1):
        own = [payoffs[player] for payoffs in ratios.payoffs.values()]
        yield from (one - other for one, other in combinations(own, 2))


def _held(lever: OneLever, root: Root, line: EquilibriumLine) -> _Held:
    try:
        ratios = lever.at(root)
    except EvaluationError:
        return _Held("no value")
    if ratios is None:
        return _Held("outside")
    place = Algebraic.of(root)
    row = next(row for row in line.rows if row.stretch.contains(place))
    return _Held("inside", ordering_of(_ranked(ratios, root)), row)


def _ranked(ratios: Ratios, root: Root) -> StrategicGame:
    """Put the ranks of the payoffs in the place of the payoffs."""
    players = ratios.model.players
    ids = tuple(tuple(strategy.id for strategy in player.strategies) for player in players)
    payoffs = []
    for player in (0, 1):
        own = [ratios.payoffs[row, column][player] for row in ids[0] for column in ids[1]]
        payoffs.append(
            tuple(Fraction(sum(root.sign(one - other) > 0 for other in own)) for one in own)
        )
    return StrategicGame(tuple(player.id for player in players), ids, tuple(payoffs))
