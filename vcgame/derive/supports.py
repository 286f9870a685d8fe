"""Equilibria of two-player games, support pair by support pair, as formulas.

For supports of equal size the mixtures that make both players indifferent are ratios of
bordered minors of the payoff matrices (`vcgame.derive.minors`), and what any further strategy
pays less is such a minor too. A common factor of the weights is divided out, so the conditions
are short; that it is not zero is then a condition of its own, unless the assumptions prove it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import combinations, product
from typing import Any, Final

from vcgame.derive.conditioned import Conditioned, Supports
from vcgame.derive.minors import Places, all_minors, vertex_terms
from vcgame.derive.signs.book import SignBook, Signed
from vcgame.derive.signs.cases import Alternatives, reduced_case
from vcgame.derive.signs.writing import ratio_formula
from vcgame.errors import UnsupportedError
from vcgame.model.formula.expression import Expression, Number, Relation
from vcgame.model.formula.polynomials import Ratio
from vcgame.model.model import Model

__all__ = ["MAX_TIED", "SupportPairs", "over_one_denominator"]

MAX_TIED: Final = 700
"""Pairs of vertices up to which equilibria at ties are looked for."""

Matrix = list[list[Any]]


@dataclass(frozen=True, slots=True)
class _Mixing:
    """A player's mixture that makes replies of the other pay the same.

    Attributes
    ----------
    weights
        In proportion to the probabilities; they have no common factor.
    common
        The factor that was divided out.
    slacks
        Per further reply what it pays less, times a positive multiple of the weights' sum and
        of the other's denominator.
    """

    weights: tuple[Any, ...]
    common: Any
    slacks: dict[int, Any]


class _Side:
    """All mixtures of one player, from the payoffs of the other."""

    def __init__(self, book: SignBook, matrix: list[list[Ratio]]) -> None:
        self.book = book
        self.matrix, self.denominator = over_one_denominator(book, matrix)
        self.height, self.width = len(matrix), len(matrix[0])
        self._minors: dict[tuple[Places, Places], Any] | None = None
        self._known: dict[tuple[Places, Places], _Mixing | None] = {}
        self._better: dict[tuple[int, int, int], int] = {}

    def mixing(self, rows: Places, columns: Places) -> _Mixing | None:
        """Give the mixture over columns against which rows pay the same, unless there is none."""
        key = rows, columns
        if key not in self._known:
            self._known[key] = self._mixing(rows, columns)
        return self._known[key]

    def _mixing(self, rows: Places, columns: Places) -> _Mixing | None:
        if self._minors is None:
            self._minors = all_minors(self.matrix)
        weights, slacks = vertex_terms(self._minors, rows, columns, self.height)
        if any(weight.is_zero() for weight in (*weights, sum(weights[1:], weights[0]))):
            return None
        common = reduce(lambda first, second: first.gcd(second), weights)
        return _Mixing(
            tuple(weight / common for weight in weights),
            common,
            {row: slack / common for row, slack in slacks.items()},
        )

    def conditions(
        self, rows: Places, columns: Places, tight: Sequence[int]
    ) -> tuple[list[Signed], Alternatives, int] | None:
        """Say when the mixture is one, `tight` replies pay the same, and others not more.

        The last is the sign of all weights, if only one was seen to be possible, or else 0.
        """
        found = self.mixing(rows, columns)
        if found is None:
            return None
        certain = self.book.compared([found.common], "!=")
        options: dict[int, tuple[Signed, ...]] = {}
        for sign in (1, -1) if len(columns) > 1 else (1,):
            option = self._oriented(found, sign, tight)
            if option is not None:
                options[sign] = option
        if certain is None or not options:
            return None
        seen = [sign for sign, option in options.items() if self.book.seen(option)]
        signs = seen or list(options)
        return list(certain), tuple(options.values()), signs[0] if len(signs) == 1 else 0

    def _oriented(
        self, found: _Mixing, sign: int, tight: Sequence[int]
    ) -> tuple[Signed, ...] | None:
        """Say it for weights that are all positive, or all negative."""
        strict: Relation = ">" if sign > 0 else "<"
        weak: Relation = ">=" if sign > 0 else "<="
        parts: list[tuple[Signed, ...] | None] = []
        if len(found.weights) > 1:
            parts += [self.book.compared([weight], strict) for weight in found.weights]
        for row, slack in found.slacks.items():
            if None in parts:
                return None
            if row in tight:
                parts.append(self.book.compared([slack], "=="))
            else:
                parts.append(self.book.compared([slack, self.denominator], weak))
        if None in parts:
            return None
        return tuple(dict.fromkeys(each for part in parts for each in part or ()))

    def dominates(self, better: int, worse: int, columns: Places) -> bool:
        """Whether a row is proved to pay more than another wherever all of some columns mix."""
        orders = [self._order(better, worse, column) for column in columns]
        return min(orders) >= 0 and 2 in orders

    def _order(self, first: int, second: int, column: int) -> int:
        """Give 2 for proved to pay more, 0 for proved not to pay less, -1 for neither."""
        key = first, second, column
        if key not in self._better:
            gap = self.matrix[first][column] - self.matrix[second][column]
            if gap.is_zero():
                self._better[key] = 0
            elif self.book.compared([gap, self.denominator], "<=") is None:
                self._better[key] = 2
            else:
                weakly = self.book.compared([gap, self.denominator], ">=") == ()
                self._better[key] = 0 if weakly else -1
        return self._better[key]


class SupportPairs:
    """The mixed equilibria of a two-player game whose payoffs are ratios of polynomials.

    Parameters
    ----------
    model
        Of two players.
    book
        What is known of signs, over the model's parameters.
    payoffs
        Per pure profile the payoffs as ratios.
    """

    def __init__(
        self, model: Model, book: SignBook, payoffs: dict[tuple[str, ...], tuple[Ratio, ...]]
    ) -> None:
        self.book = book
        self.ids = [[strategy.id for strategy in player.strategies] for player in model.players]
        rows, columns = self.ids
        # sides[k]: mixtures of player k, by the replies of the other
        self.sides = (
            _Side(book, [[payoffs[r, c][1] for r in rows] for c in columns]),
            _Side(book, [[payoffs[r, c][0] for c in columns] for r in rows]),
        )

    @property
    def shape(self) -> tuple[int, int]:
        """Numbers of strategies."""
        return len(self.ids[0]), len(self.ids[1])

    def mixed(self) -> Iterator[Conditioned | Supports]:
        """Give the equilibrium of each pair of equally large supports; impossible ones as such."""
        for size in range(2, min(self.shape) + 1):
            for first, second in product(*self._choices(size)):
                yield self._found((first, second), (second, first))

    def tied(self) -> Iterator[Conditioned | Supports]:
        """Give the extreme equilibria that exist only where payoffs tie.

        Raises
        ------
        UnsupportedError
            For large games.
        """
        vertices = [list(self._vertices(player)) for player in (0, 1)]
        if len(vertices[0]) * len(vertices[1]) > MAX_TIED:
            shape = " by ".join(map(str, self.shape))
            raise UnsupportedError(
                f"equilibria at ties are listed up to 3 by 4 strategies; this game is {shape}"
            )
        for (first, best_second), (second, best_first) in product(*vertices):
            best_second = best_second or second[:1]
            best_first = best_first or first[:1]
            generic = (best_first, best_second) == (first, second)
            if not generic and (len(first) > 1 or len(second) > 1):
                yield self._found((first, second), (best_second, best_first))

    def _choices(self, size: int) -> list[list[Places]]:
        return [list(combinations(range(count), size)) for count in self.shape]

    def _vertices(self, player: int) -> Iterator[tuple[Places, Places]]:
        """Give a player's supports with as many replies of the other; pure ones with none."""
        for size in range(1, min(self.shape) + 1):
            choices = self._choices(size)
            if size == 1:
                yield from ((own, ()) for own in choices[player])
            else:
                yield from product(choices[player], choices[1 - player])

    def _found(
        self, supports: tuple[Places, Places], bases: tuple[Places, Places]
    ) -> Conditioned | Supports:
        """Reduce what makes a pair of mixtures an equilibrium; give the supports of a never one.

        ``bases[k]`` are the replies to player k's mixture that determine it.
        """
        named: Supports = tuple(
            tuple(ids[place] for place in places)
            for ids, places in zip(self.ids, supports, strict=True)
        )
        if self._dominated(supports):
            return named
        certain: list[Signed] = []
        clauses: list[Alternatives] = []
        signs: list[int] = []
        for side, own, base, played in zip(
            self.sides, supports, bases, reversed(supports), strict=True
        ):
            tight = [reply for reply in played if reply not in base]
            found = side.conditions(base, own, tight)
            if found is None:
                return named
            certain += found[0]
            clauses.append(found[1])
            signs.append(found[2])
        conditions = reduced_case(self.book, certain, clauses)
        if conditions is None:
            return named
        mixture = tuple(
            self._formulas(player, own, base, signs[player])
            for player, (own, base) in enumerate(zip(supports, bases, strict=True))
        )
        return Conditioned(mixture, None, conditions, False, named)

    def _dominated(self, supports: tuple[Places, Places]) -> bool:
        """Whether a strategy in a support surely pays less against the other support."""
        for side, columns, rows in zip(self.sides, supports, reversed(supports), strict=True):
            for row in rows:
                rivals = (other for other in range(side.height) if other != row)
                if any(side.dominates(other, row, columns) for other in rivals):
                    return True
        return False

    def _formulas(
        self, player: int, own: Places, base: Places, sign: int
    ) -> tuple[Expression, ...]:
        side = self.sides[player]
        found = side.mixing(base, own)
        assert found is not None  # noqa: S101  its conditions were found
        total = sum(found.weights[1:], found.weights[0])
        written: list[Expression] = [Number(Fraction(0))] * self.shape[player]
        for place, weight in zip(own, found.weights, strict=True):
            written[place] = ratio_formula(self.book, weight, total, sign)
        return tuple(written)


def over_one_denominator(book: SignBook, matrix: list[list[Ratio]]) -> tuple[Matrix, Any]:
    """Write ratios over a common denominator; give the numerators and it.

    Whatever is divided by is taken not to be zero from now on.
    """
    common = book.field.one
    for row in matrix:
        for ratio in row:
            if not ratio.denom.is_constant():
                book.exclude_zeros(ratio.denom)
            common = common * (ratio.denom / common.gcd(ratio.denom))
    return [[ratio.numer * (common / ratio.denom) for ratio in row] for row in matrix], common
