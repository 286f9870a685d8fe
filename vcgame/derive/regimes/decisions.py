"""A model with free parameters as a tree of questions about signs, with games at its leaves.

First come the assumptions, comparison by comparison, and the tests in ``min``, ``max``, ``abs``
and ``a if c else b``; each divisor is asked whether it is zero. What is left when these are
answered is a game whose payoffs are ratios of polynomials. So every border at which a regime may
end, that of the assumptions included, is where some polynomial has the sign zero.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from vcgame.derive.regimes.equilibria import Game, Key, Matrix
from vcgame.derive.regimes.profiles import PureGame
from vcgame.derive.regimes.signs import (
    ANY,
    NEGATIVE,
    POSITIVE,
    ZERO,
    Factors,
    Product,
    SignSet,
)
from vcgame.derive.resolved import Resolver
from vcgame.errors import EvaluationError, NotAlgebraicError
from vcgame.model.formula.expression import (
    Call,
    Conditional,
    Expression,
    Node,
    Number,
    children,
    substitute,
)
from vcgame.model.formula.polynomials import Field, Ratio
from vcgame.model.model import Model

__all__ = ["Decisions", "Outcome"]

Outcome = str | frozenset[Key]
"""``"outside"`` the assumptions, ``"error"`` (no value), or the extreme equilibria."""

MAX_LEAVES: Final = 500
_PAIR: Final = 2
"""Of so many players, mixed equilibria are found too."""

Groups = tuple[SignSet, ...]
_EACH: Final[Groups] = (POSITIVE, NEGATIVE, ZERO)
_SIDES: Final[Groups] = (POSITIVE | ZERO, NEGATIVE)
_ORDERS: Final = {POSITIVE: 1, POSITIVE | ZERO: 1, NEGATIVE: -1, ZERO: 0}


@dataclass(frozen=True, slots=True)
class _Question:
    """A sign that is asked for, and what follows from each group of signs."""

    product: Product
    answers: Mapping[SignSet, _Question | Game | PureGame | str]


class _AskedError(Exception):
    """It has to be known in which of some groups a sign is."""

    def __init__(self, product: Product, groups: Groups) -> None:
        self.product = product
        self.groups = groups


class _Resolver(Resolver):
    """Takes either branch of ``min``, ``max`` and ``abs`` where both have the same value."""

    def __init__(
        self, algebra: Any, sign: Callable[[Any], int], side: Callable[[Any], int]
    ) -> None:
        super().__init__(algebra, sign)
        self.side = side

    def _order(self, plain: Expression) -> int:
        return self.side(self.algebra.fraction(plain))


class Decisions:
    """The outcomes of a strategic model, from the signs of polynomials in its parameters.

    Of two players they are all extreme equilibria, of more players the pure ones.

    Parameters
    ----------
    model
        A strategic model.
    parameters
        Those that vary.
    values
        The values of all others.
    possible
        Gives the signs that a product may have anywhere; what it excludes is not followed up.

    Attributes
    ----------
    factors
        All polynomials whose signs decide.

    Raises
    ------
    NotAlgebraicError
        For formulas that are no ratios of polynomials, and for too many tests.
    """

    def __init__(
        self,
        model: Model,
        parameters: tuple[str, ...],
        values: Mapping[str, Fraction],
        possible: Callable[[Product, Factors], SignSet],
    ) -> None:
        fixed: dict[str, Expression] = {
            name: Number(value) for name, value in values.items() if name not in parameters
        }
        self.factors = Factors()
        self._field = Field(parameters)
        self._possible = possible
        self._assumptions = [substitute(each, fixed) for each in model.assumptions]
        self._payoffs = [
            [substitute(formula, fixed) for formula in formulas]
            for formulas in model.payoffs.values()
        ]
        self._shape = tuple(len(player.strategies) for player in model.players)
        self._plain: dict[int, Ratio] = {}
        self._games: dict[str, Game | PureGame] = {}
        self._leaves = 0
        self._root = self._grown({})

    def outcome(self, signs: Sequence[SignSet]) -> tuple[Outcome | None, set[int]]:
        """Find the outcome on a cell.

        Parameters
        ----------
        signs
            Possible signs of each factor there.

        Returns
        -------
        tuple
            The outcome, or ``None`` where it is not proved to be the same on the whole cell;
            then with the factors whose signs may still decide.
        """
        outcomes, deciding = _followed(self._root, signs)
        if len(outcomes) == 1 and None not in outcomes:
            return outcomes.pop(), set()
        return None, deciding

    def _grown(self, known: dict[Product, SignSet]) -> _Question | Game | PureGame | str:
        """Follow the model with some answers known, and grow the tree where one is missing."""
        try:
            leaf = self._leaf(known)
        except _AskedError as asked:
            product = asked.product
            possible = self._possible(product, self.factors)
            answers = {
                group & possible: self._grown({**known, product: group & possible})
                for group in asked.groups
                if group & possible
            }
            return _Question(product, answers) if len(answers) > 1 else answers.popitem()[1]
        self._leaves += 1
        if self._leaves > MAX_LEAVES:
            raise NotAlgebraicError(
                f"min, max, abs, if and the assumptions make more than {MAX_LEAVES} cases"
            )
        return leaf

    def _leaf(self, known: Mapping[Product, SignSet]) -> Game | PureGame | str:
        def asked(product: Product, groups: Groups) -> SignSet:
            """Give the group that holds the sign of a product."""
            mask = known.get(product, ANY) if product.factors else product.sign
            for group in groups:
                if not mask & ~group:
                    return group
            raise _AskedError(product, tuple([each & mask for each in groups if each & mask]))

        def order(ratio: Ratio, groups: Groups) -> int:
            if asked(self.factors.product(ratio.denom).squared(), _EACH) == ZERO:
                raise EvaluationError("a division by zero")
            product = self.factors.product(ratio.numer) * self.factors.product(ratio.denom)
            return _ORDERS[asked(product, groups)]

        resolver = _Resolver(
            self._field, lambda ratio: order(ratio, _EACH), lambda ratio: order(ratio, _SIDES)
        )
        try:
            if not all(map(resolver.holds, self._assumptions)):
                return "outside"
            ratios = [[self._ratio(each, resolver) for each in row] for row in self._payoffs]
            for ratio in (ratio for row in ratios for ratio in row):
                if asked(self.factors.product(ratio.denom).squared(), _EACH) == ZERO:
                    return "error"
        except EvaluationError:
            return "error"
        return self._game(ratios)

    def _ratio(self, formula: Expression, resolver: Resolver) -> Ratio:
        if _branching(formula):
            found: Ratio = resolver.ratio(formula)
            return found
        if id(formula) not in self._plain:
            self._plain[id(formula)] = self._field.fraction(formula)
        return self._plain[id(formula)]

    def _game(self, ratios: list[list[Ratio]]) -> Game | PureGame:
        sides = [_cleared(list(column), self._field.one) for column in zip(*ratios, strict=True)]
        text = str(sides)
        if text not in self._games:
            scales = [self.factors.product(divisor) for _, divisor in sides]
            self._games[text] = self._made([payoffs for payoffs, _ in sides], scales)
        return self._games[text]

    def _made(self, payoffs: list[list[Any]], scales: list[Product]) -> Game | PureGame:
        if len(payoffs) != _PAIR:
            return PureGame(self._shape, payoffs, scales, self.factors)
        first, second = (_rows(each, self._shape[1]) for each in payoffs)
        columns = [list(column) for column in zip(*second, strict=True)]
        return Game(first, columns, (scales[0], scales[1]), self.factors)


def _followed(
    place: _Question | Game | PureGame | str, signs: Sequence[SignSet]
) -> tuple[set[Outcome | None], set[int]]:
    """Give all outcomes that are possible, and the factors that may decide between them."""
    if isinstance(place, str):
        return {place}, set()
    if isinstance(place, Game | PureGame):
        found, deciding = place.equilibria(signs)
        return {found}, deciding
    possible = place.product.possible(signs)
    outcomes: set[Outcome | None] = set()
    factors: set[int] = set()
    for sign, answer in place.answers.items():
        if possible & sign:
            some, deciding = _followed(answer, _narrowed(signs, place.product, sign))
            outcomes |= some
            factors |= deciding
    if len(outcomes) > 1 or None in outcomes:
        factors.update(each for each in place.product.factors if signs[each].bit_count() > 1)
    return outcomes, factors


def _narrowed(signs: Sequence[SignSet], product: Product, sign: SignSet) -> Sequence[SignSet]:
    """Use that a product has a sign, where it has one factor."""
    if len(product.factors) != 1:
        return signs
    narrowed = list(signs)
    factor = product.factors[0]
    narrowed[factor] = 0
    for each in _EACH:
        alone = Product(product.sign, product.odd and (0,), product.even and (0,))
        if signs[factor] & each and alone.possible([each]) & sign:
            narrowed[factor] |= each
    return narrowed


def _cleared(ratios: list[Ratio], one: Any) -> tuple[list[Any], Any]:
    """Multiply ratios by their least common divisor; give the polynomials and the divisor."""
    common = one
    reduced = []
    for ratio in ratios:
        shared = ratio.numer.gcd(ratio.denom)
        above, below = ratio.numer / shared, ratio.denom / shared
        reduced.append((above, below))
        common = common * below / common.gcd(below)
    return [above * (common / below) for above, below in reduced], common


def _rows(entries: list[Any], width: int) -> Matrix:
    return [entries[start : start + width] for start in range(0, len(entries), width)]


def _branching(node: Node) -> bool:
    """Whether a formula has ``min``, ``max``, ``abs`` or ``if``."""
    if isinstance(node, Conditional) or (
        isinstance(node, Call) and node.function in ("min", "max", "abs")
    ):
        return True
    return any(map(_branching, children(node)))
