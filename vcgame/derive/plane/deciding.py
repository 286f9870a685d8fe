"""A model in two parameters as questions about signs: assumptions, branches, then a game."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from vcgame.derive.plane.factors import Factors, View
from vcgame.derive.plane.games import Bimatrix, Game, Pure
from vcgame.derive.regimes.signs import Product
from vcgame.derive.resolved import Resolver
from vcgame.errors import EvaluationError, NotAlgebraicError
from vcgame.forms.strategic import StrategicGame
from vcgame.model.formula.polynomials import Field, Ratio
from vcgame.model.model import Model

__all__ = ["Deciding", "Regime", "Status"]

MAX_CASES: Final = 2_000
MAX_DEGREE: Final = 60

Status = str
"""``"solved"``, ``"outside"`` the assumptions, or ``"undefined"`` (a formula has no value)."""


@dataclass(frozen=True, slots=True)
class Regime:
    """What holds at a place: the label of the equilibria where there is a game to solve."""

    status: Status
    label: str | None = None


_OUTSIDE: Final = Regime("outside")
_UNDEFINED: Final = Regime("undefined")


class _AskedError(Exception):
    """The sign of a product has to be known."""

    def __init__(self, product: Product) -> None:
        self.product = product


class Deciding:
    """The regimes of a strategic model from the signs of polynomials in its parameters.

    The branches of ``min``, ``max``, ``abs`` and ``a if c else b`` are taken by the signs of
    their tests, so what is left at the end is a game in ratios of polynomials.

    Parameters
    ----------
    model
        A strategic model with two parameters.

    Attributes
    ----------
    factors
        All polynomials met so far.
    """

    def __init__(self, model: Model) -> None:
        self.factors = Factors()
        self._model = model
        self._field = Field(tuple(model.parameters))
        self._tree: dict[tuple[int, ...], Product | Game | Regime] = {}
        ids = tuple(tuple(each.id for each in player.strategies) for player in model.players)
        names = tuple(player.id for player in model.players)
        self._empty = StrategicGame(names, ids, ((),) * len(ids))
        self._games: dict[str, Game] = {}

    def frame(self, place: int, value: Any) -> int:
        """Give the number of the factor that is zero where a parameter has a value."""
        generator = self._field.context.gens()[place]
        return self.factors.product(generator - value).odd[0]

    def regime(self, view: View) -> Regime:
        """Find what holds where factors have the signs of a view.

        Raises
        ------
        NotAlgebraicError
            Where a formula is no ratio of polynomials, or there are too many cases.
        """
        path: tuple[int, ...] = ()
        while True:
            if path not in self._tree:
                self._tree[path] = self._grown(path)
                if len(self._tree) > MAX_CASES:
                    raise NotAlgebraicError(
                        f"min, max, abs, if and the assumptions make more than {MAX_CASES} cases"
                    )
            here = self._tree[path]
            if isinstance(here, Regime):
                return here
            if not isinstance(here, Product):
                return Regime("solved", here.label(view))
            path += (view.sign(here),)

    def _grown(self, path: tuple[int, ...]) -> Product | Game | Regime:
        """Follow the model with the first signs known: what is asked next, or the end."""
        answers = iter(path)

        def asked(polynomial: Any) -> int:
            product = self.factors.product(polynomial)
            if not product.factors:
                return product.number
            for answer in answers:
                return answer
            raise _AskedError(product)

        def sign(ratio: Ratio) -> int:
            below = asked(ratio.denom)
            if not below:
                raise EvaluationError("division by zero")
            return below * asked(ratio.numer)

        resolver: Any = Resolver(self._field, sign)  # type: ignore[arg-type]  # a like algebra
        try:
            if not all(map(resolver.holds, self._model.assumptions)):
                return _OUTSIDE
            payoffs = {
                profile: tuple(map(resolver.ratio, formulas))
                for profile, formulas in self._model.payoffs.items()
            }
            divisors = {str(each.numer): each for each in resolver.divisors}
            divisors |= {str(r.denom): Ratio(r.denom, self._field.one) for r in _flat(payoffs)}
            if not all(sign(each) for _, each in sorted(divisors.items())):
                return _UNDEFINED
        except EvaluationError:
            return _UNDEFINED
        except _AskedError as wanted:
            return wanted.product
        return self._game(payoffs)

    def _game(self, payoffs: dict[tuple[str, ...], tuple[Ratio, ...]]) -> Game:
        key = str([(ratio.numer, ratio.denom) for ratio in _flat(payoffs)])
        if key not in self._games:
            two = len(self._empty.shape) == 2
            self._games[key] = self._bimatrix(payoffs) if two else self._pure(payoffs)
        return self._games[key]

    def _bimatrix(self, payoffs: dict[tuple[str, ...], tuple[Ratio, ...]]) -> Game:
        rows, columns = self._empty.strategies
        profiles = [(row, column) for row in rows for column in columns]
        width = len(columns)
        first, first_scale = self._cleared([payoffs[each][0] for each in profiles])
        second, second_scale = self._cleared([payoffs[each][1] for each in profiles])
        own = [first[start : start + width] for start in range(0, len(first), width)]
        other = [second[start::width] for start in range(width)]
        degree = max(int(each.total_degree()) for each in (*first, *second))
        if degree * min(len(rows), len(columns)) > MAX_DEGREE:
            raise NotAlgebraicError(f"minors have degrees above {MAX_DEGREE}")
        return Bimatrix(self._empty, (own, other), (first_scale, second_scale), self.factors)

    def _cleared(self, ratios: list[Ratio]) -> tuple[list[Any], Any]:
        """Multiply ratios by their least common divisor; give the polynomials and the divisor."""
        common = self._field.one
        reduced = []
        for ratio in ratios:
            shared = ratio.numer.gcd(ratio.denom)
            above, below = ratio.numer / shared, ratio.denom / shared
            reduced.append((above, below))
            common = common * below / common.gcd(below)
        return [above * (common / below) for above, below in reduced], common

    def _pure(self, payoffs: dict[tuple[str, ...], tuple[Ratio, ...]]) -> Game:
        ids = self._empty.strategies
        known: dict[tuple[tuple[int, ...], int, int], Product] = {}

        def gains(profile: tuple[int, ...], player: int, other: int) -> Product:
            key = (profile, player, other)
            if key not in known:
                here = tuple(names[place] for names, place in zip(ids, profile, strict=True))
                there = (*here[:player], ids[player][other], *here[player + 1 :])
                gap = payoffs[there][player] - payoffs[here][player]
                known[key] = self.factors.product(gap.numer) * self.factors.product(gap.denom)
            return known[key]

        return Pure(self._empty, gains)


def _flat(payoffs: dict[tuple[str, ...], tuple[Ratio, ...]]) -> list[Ratio]:
    return [ratio for each in payoffs.values() for ratio in each]
