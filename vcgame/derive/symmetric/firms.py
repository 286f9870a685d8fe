"""What alike firms get, as formulas in the parameters and in how many do what."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from vcgame.derive.decision.satisfaction import decide
from vcgame.derive.statement import ZERO, all_of, any_of, difference
from vcgame.derive.tidy import tidy_formula
from vcgame.errors import EvaluationError, NotAlgebraicError, UnsupportedError
from vcgame.model.formula.expression import (
    Comparison,
    Condition,
    Conditional,
    Expression,
    Name,
    Negation,
    Not,
    Number,
    Power,
    Product,
    Quotient,
    Relation,
    Sum,
    constant,
    names,
    substitute,
)
from vcgame.model.formula.polynomials import Field
from vcgame.model.model import Model

__all__ = ["AlikeFirms"]

_ONE: Final = Number(Fraction(1))
_TWO: Final = Number(Fraction(2))


class AlikeFirms:
    """The payoffs of a symmetric model.

    Parameters
    ----------
    model
        Its form is symmetric.

    Examples
    --------
    >>> from vcgame.model.formula.plain import to_text
    >>> from vcgame.model.library import model_of
    >>> model = model_of("pollution", '''
    ... vcgame = 1
    ... id = "pollution"
    ... title = "Pollution"
    ... [parameters]
    ... n = 5
    ... c = 2
    ... [[players]]
    ... id = "firm"
    ... number = "n"
    ... strategies = { clean = "clean", dirty = "dirty" }
    ... [counts]
    ... k = "others.clean"
    ... [payoffs]
    ... clean = ["k + 1 - c"]
    ... dirty = ["k"]
    ... ''')
    >>> firms = AlikeFirms(model)
    >>> to_text(firms.all_play("dirty"))
    '0 >= 1 - c'
    """

    def __init__(self, model: Model) -> None:
        player = model.players[0]
        if model.form != "symmetric" or player.number is None:
            raise UnsupportedError(f"{model.id} is no game of alike firms")
        self.model = model
        self.number = player.number
        self.ids = tuple(strategy.id for strategy in player.strategies)
        self.others = _plain(Sum((self.number, Negation(_ONE))))
        self._tests: dict[Condition, bool | None] = {}

    def payoff(self, strategy: str, others: Mapping[str, Expression]) -> Expression:
        """Give what a firm gets that plays a strategy, by how many others play which."""
        counts = {
            count.id: others.get(count.strategy, ZERO) for count in self.model.counts.values()
        }
        return self._folded(substitute(self.model.payoffs[(strategy,)][0], counts))

    def _folded(self, expression: Expression) -> Expression:
        """Write plain numbers as one, and take the branches that the assumptions decide."""
        value = constant(expression)
        if value is not None:
            return Number(value)
        match expression:
            case Conditional(then, test, otherwise):
                verdict = self._decided(test)
                if verdict is None:
                    if isinstance(test, Comparison):
                        left, right = self._folded(test.left), self._folded(test.right)
                        test = Comparison(left, test.relation, right)
                    return Conditional(self._folded(then), test, self._folded(otherwise))
                return self._folded(then if verdict else otherwise)
            case Sum(terms):
                total = Sum(tuple(map(self._folded, terms)))
                return _plain(total) if _is_plain(total) else total
            case Product(factors):
                return Product(tuple(map(self._folded, factors)))
            case Quotient(above, below):
                return Quotient(self._folded(above), self._folded(below))
            case Power(base, exponent):
                return Power(self._folded(base), self._folded(exponent))
            case Negation(operand):
                return Negation(self._folded(operand))
        return expression

    def _decided(self, test: Condition) -> bool | None:
        """Decide a condition such as ``n - 1 == 0``, if the assumptions do."""
        if test not in self._tests:
            given = [*self.model.assumptions, Comparison(self.number, ">=", _TWO)]
            self._tests[test] = None
            for verdict, wrong in ((True, Not(test)), (False, test)):
                if decide([*given, wrong], quick=True).finding == "empty":
                    self._tests[test] = verdict
        return self._tests[test]

    def all_play(self, strategy: str) -> Condition:
        """When it is an equilibrium that all firms play one strategy."""
        others = {strategy: self.others}
        own = self.payoff(strategy, others)
        return all_of(
            Comparison(own, ">=", self.payoff(rival, others))
            for rival in self.ids
            if rival != strategy
        )

    def gain(self, count: Expression) -> Expression:
        """Give what the first of two strategies pays more if so many others play it.

        Raises
        ------
        UnsupportedError
            For more than two strategies.
        """
        if len(self.ids) != 2:
            raise UnsupportedError(
                f"{self.model.id} has {len(self.ids)} strategies; this is written out for two, "
                f"'vcgame solve {self.model.id}' answers at a point"
            )
        first, second = self.ids
        rest = _plain(Sum((self.others, Negation(count))))
        others = {first: count, second: rest}
        return difference(self.payoff(first, others), self.payoff(second, others))

    def so_many_play(self, count: Expression) -> Condition:
        """When it is an equilibrium that so many firms, some and not all, play the first of two."""
        fewer = _plain(Sum((count, Negation(_ONE))))
        return all_of(
            [
                Comparison(count, ">=", _ONE),
                Comparison(count, "<=", self.others),
                Comparison(self.gain(fewer), ">=", ZERO),
                Comparison(self.gain(count), "<=", ZERO),
            ]
        )

    @property
    def linear(self) -> bool:
        """Whether the gain is linear in how many others play the first of two strategies."""
        name = self.fresh
        gain, extra = _without_constants(self.gain(Name(name)), name)
        try:
            ratio = Field((*self.model.parameters, name, *extra)).fraction(gain)
        except (NotAlgebraicError, EvaluationError):
            return False
        place = len(self.model.parameters)
        degrees = [powers[place] for powers in ratio.numer.to_dict()]
        below = [powers[place] for powers in ratio.denom.to_dict()]
        return max(degrees, default=0) <= 1 and not any(below)

    @property
    def fresh(self) -> str:
        """A name for a count that no parameter has."""
        name = "k"
        while any(name.lower() == other.lower() for other in self.model.parameters):
            name += "k"
        return name

    def dominant(self, strategy: str, *, strictly: bool) -> Condition:
        """When a strategy is dominant, whatever the others do.

        The gain must be linear in the counts; then it is enough to look at the ends.

        Raises
        ------
        UnsupportedError
            For other payoffs.
        """
        if not self.linear:
            raise UnsupportedError("the gain is not linear in the number of others")
        sign: tuple[Relation, Relation] = (">=", ">") if strategy == self.ids[0] else ("<=", "<")
        ends = [self.gain(ZERO), self.gain(self.others)]
        everywhere = [Comparison(end, sign[strictly], ZERO) for end in ends]
        if strictly:
            return all_of(everywhere)
        return all_of([*everywhere, any_of(Comparison(end, sign[1], ZERO) for end in ends)])

    def total(self, strategy: str) -> Expression:
        """Give what one firm gets if all play a strategy, with the transfers set to zero."""
        zero: dict[str, Expression] = dict.fromkeys(self.model.transfers, ZERO)
        return substitute(self.payoff(strategy, {strategy: self.others}), zero)


def _without_constants(gain: Expression, count: str) -> tuple[Expression, tuple[str, ...]]:
    """Give names to what is no polynomial, but is the same whatever the count."""
    named: dict[Expression, str] = {}

    def renamed(part: Expression) -> Expression:
        if count not in names(part) and not isinstance(part, Number | Name):
            return Name(named.setdefault(part, f"_{len(named)}"))
        match part:
            case Sum(terms):
                return Sum(tuple(map(renamed, terms)))
            case Product(factors):
                return Product(tuple(map(renamed, factors)))
            case Quotient(above, below):
                return Quotient(renamed(above), renamed(below))
            case Negation(operand):
                return Negation(renamed(operand))
        return part

    found = renamed(gain)
    return found, tuple(named.values())


def _is_plain(part: Expression) -> bool:
    """Whether it adds names and numbers only, as ``n - 1 + 1`` does."""
    match part:
        case Sum(terms):
            return all(map(_is_plain, terms))
        case Negation(operand):
            return _is_plain(operand)
    return isinstance(part, Number | Name)


def _plain(total: Expression) -> Expression:
    """Write a sum as a polynomial where it is one."""
    return tidy_formula(total)
