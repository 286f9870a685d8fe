"""What all checks of one audit share: the game, its stated values, and settled questions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from typing import Any, Final

from vcgame.derive.audit.motion import Motion
from vcgame.derive.audit.rounding import plain
from vcgame.derive.audit.row import Row, Said, Sentence, Shown, Values, Verdict, said
from vcgame.derive.claims import Verdict as ClaimVerdict
from vcgame.derive.claims import check_claims
from vcgame.errors import EvaluationError, UnsupportedError
from vcgame.model.audit import Audit, Printed
from vcgame.model.claim import (
    AtRest,
    Better,
    Claim,
    Claimed,
    Dominant,
    Equilibria,
    Includes,
    Inequality,
    OrderClass,
    StableStates,
    Statics,
    Threshold,
)
from vcgame.model.formula.expression import Condition, Node, names
from vcgame.model.model import Model
from vcgame.model.point import value_at
from vcgame.model.printed_numbers import Figure, PrintedNumber
from vcgame.model.text import Text
from vcgame.solve.answer import Answer
from vcgame.solve.solution import Solution, solve

__all__ = ["Bench", "MissingValueError", "outcome"]

Point = Mapping[str, Fraction]

_TABLED: Final = (Better, Dominant, Equilibria, Includes, OrderClass, Threshold)
_PLAIN: Final = (AtRest, Inequality, StableStates, Statics)
"""Claims of which a refutation says no more than that they are not so."""


class MissingValueError(Exception):
    """The source gives no value for a parameter that is needed."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(sorted(names))
        super().__init__(", ".join(self.names))


class Bench:
    """The place where one audit is worked on."""

    def __init__(self, audit: Audit) -> None:
        self.audit = audit
        self.model: Model = audit.model
        self._solved: dict[tuple[tuple[str, Fraction], ...], Solution] = {}

    @cached_property
    def pointed(self) -> Model:
        """The game without the assumptions on parameters that have no stated value."""
        kept = (a for a in self.model.assumptions if names(a).isdisjoint(self.audit.unstated))
        return replace(self.model, assumptions=tuple(kept))

    @cached_property
    def motion(self) -> Motion:
        """The dynamics of the game, read as a population game."""
        return Motion(self)

    @cached_property
    def used(self) -> frozenset[str]:
        """Parameters that the game depends on."""
        nodes = [formula for formulas in self.model.payoffs.values() for formula in formulas]
        for node in self.model.nodes:
            nodes += node.payoffs
            nodes += [a.probability for a in node.actions if a.probability is not None]
        nodes += [player.number for player in self.model.players if player.number is not None]
        return frozenset().union(*map(names, nodes)) & self.model.parameters.keys()

    def check_table(self) -> None:
        """Refuse what needs payoffs that depend on the profile only.

        Raises
        ------
        UnsupportedError
            If payoffs depend on population shares.
        """
        if self.model.state_dependent:
            raise UnsupportedError(
                "the payoffs depend on population shares; their dynamics can be checked"
            )

    def values(
        self, point: Iterable[tuple[str, Fraction]], needed: Iterable[str]
    ) -> dict[str, Fraction]:
        """Give all stated values, changed as an entry says.

        Parameters without a stated value that are not needed are left out of the question; they
        get the value 0.

        Raises
        ------
        MissingValueError
            If one that is needed has no stated value.
        """
        known = {**self.audit.values, **dict(point)}
        missing = (set(needed) & self.model.parameters.keys()) - known.keys()
        if missing:
            raise MissingValueError(missing)
        return {name: known.get(name, Fraction(0)) for name in self.model.parameters}

    def game_values(self, point: Iterable[tuple[str, Fraction]]) -> dict[str, Fraction]:
        """Give the values that the game needs."""
        return self.values(point, self.used)

    def solution(self, point: Point) -> Solution:
        """Find all equilibria at a point."""
        key = tuple(point.items())
        if key not in self._solved:
            self._solved[key] = solve(self.pointed, point)
        return self._solved[key]

    def answer(self, point: Point) -> Answer:
        """Find all equilibria of a strategic game at a point.

        Raises
        ------
        UnsupportedError
            For a game of another form.
        """
        answer = self.solution(point).answer
        if not isinstance(answer, Answer):
            raise UnsupportedError(
                f"{self.model.id} is {self.model.called}: profiles are listed for games with "
                "[payoffs] of all players"
            )
        return answer

    def figure_value(self, figure: Figure, point: Point) -> Fraction | float:
        """Give the number that a printed figure stands for; a float if it is irrational."""
        return figure.value if isinstance(figure, PrintedNumber) else plain(value_at(figure, point))

    def fixed(self, printed: Printed, claimed: Claimed) -> tuple[tuple[str, Fraction], ...]:
        """Which parameters an entry fixes: with conditions those of ``at``, else all that count.

        The parameter of a threshold moves, whatever its value.
        """
        if printed.when is not None:
            return printed.point
        needed = _names_in(claimed)
        if not isinstance(claimed, Inequality):
            needed |= self.used
        moving = {claimed.parameter} if isinstance(claimed, Threshold) else set()
        return self.stated(printed, needed - moving, moving)

    def stated(
        self, printed: Printed, needed: Iterable[str], moving: Collection[str] = ()
    ) -> tuple[tuple[str, Fraction], ...]:
        """Give all values that are stated, changed as an entry says, but those that move.

        Raises
        ------
        MissingValueError
            If one that is needed has no stated value.
        """
        values = self.values(printed.point, needed)
        known = self.audit.values.keys() | dict(printed.point).keys()
        return tuple((n, v) for n, v in values.items() if n in known and n not in moving)

    def verdict(
        self,
        claimed: Claimed,
        when: tuple[Condition, ...],
        fixed: tuple[tuple[str, Fraction], ...],
        *,
        exactly: bool = False,
        id: str = "printed",
    ) -> ClaimVerdict:
        """Prove or refute a statement as a claim of the model."""
        if isinstance(claimed, _TABLED):
            self.check_table()
        claim = Claim(id, Text(id), claimed, when, exactly, fixed, 0)
        return check_claims(replace(self.model, claims=(claim,)))[0]

    def claim_verdict(self, printed: Printed, claimed: Claimed) -> ClaimVerdict:
        """Prove or refute a statement under the conditions of an entry."""
        fixed = self.fixed(printed, claimed)
        return self.verdict(
            claimed, printed.when or (), fixed, exactly=printed.exactly, id=printed.id
        )

    def row(self, entry: Printed, verdict: Verdict, /, **cells: Any) -> Row:
        """Make a row of an entry; `what` is what the entry says unless it is given."""
        what: Shown = cells.pop("what", None) or entry.says
        return Row(entry.id, entry.where, what, verdict, **cells)

    def missing(self, entry: Printed, error: MissingValueError, /, **cells: Any) -> Row:
        """Make a row for an entry that cannot be judged since a value is missing."""
        reason = said("no_value", names=", ".join(error.names))
        return self.row(entry, "missing", reason=reason, **cells)

    def unclear(self, entry: Printed, error: EvaluationError, /, **cells: Any) -> Row:
        """Make a row for an entry whose formulas have no value."""
        return self.row(entry, "undecided", reason=Sentence(str(error)), **cells)


def outcome(verdict: ClaimVerdict, *, at_point: bool) -> tuple[Verdict, Said | Sentence | None]:
    """Say what a verdict on a claim means for a row, and why."""
    match verdict.outcome:
        case "proved":
            return "agrees", None
        case "held":
            return "agrees", None if at_point else said("held", points=verdict.points)
        case "refuted":
            plain = isinstance(verdict.claim.claimed, _PLAIN)
            found = None if plain else Sentence(verdict.reason)
            if at_point or not verdict.point:
                return "disagrees", found
            if found is None:
                return "disagrees", said("not_at", point=Values(verdict.point))
            return "disagrees", said("refuted", point=Values(verdict.point), reason=found)
    return "undecided", Sentence(verdict.reason)


def _names_in(claimed: Claimed) -> frozenset[str]:
    """Names of the formulas of a statement."""
    found: set[str] = set()
    todo: list[Any] = [claimed]
    while todo:
        each = todo.pop()
        if isinstance(each, Node):
            found |= names(each)
        elif isinstance(each, (tuple, list)):
            todo.extend(each)
        elif hasattr(each, "__dataclass_fields__"):
            todo.extend(getattr(each, name) for name in each.__dataclass_fields__)
    return frozenset(found)
