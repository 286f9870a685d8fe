"""Equilibria of games of more than two players: pure ones, and those in which just two mix.

With two strategies each, the two who mix are made indifferent by each other as in a two-by-two
game, so their probabilities are ratios of payoff differences; what any other player gains by
his strategy is bilinear in these probabilities (compare `vcgame.solve.trio`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import combinations, product
from typing import Any, Final

from vcgame.derive.conditioned import Conditioned, Supports
from vcgame.derive.signs.book import SignBook, Signed
from vcgame.derive.signs.cases import reduced_case
from vcgame.derive.signs.writing import ratio_formula
from vcgame.derive.supports import over_one_denominator
from vcgame.model.formula.expression import Expression, Number, Product, Relation, Sum
from vcgame.model.formula.polynomials import Ratio
from vcgame.model.model import Model

__all__ = ["MOST_PLAYERS", "Faces"]

MOST_PLAYERS: Final = 4
"""Players of two strategies each up to which faces where two mix are listed."""

Profile = tuple[str, ...]
Chosen = tuple[str | None, ...]
"""Per player the strategy that is played, or ``None`` for both."""

Weights = tuple[Any, Any]


class Faces:
    """The equilibria of a game of any number of players, as far as at most two of them mix.

    Parameters
    ----------
    model
        Its payoffs are ratios of polynomials.
    book
        What is known of signs, over the model's parameters.
    payoffs
        Per pure profile the payoffs as ratios.
    """

    def __init__(
        self, model: Model, book: SignBook, payoffs: Mapping[Profile, tuple[Ratio, ...]]
    ) -> None:
        self.book = book
        self.ids = [[strategy.id for strategy in player.strategies] for player in model.players]
        self.payoffs: list[dict[Profile, Any]] = []
        self.denominators: list[Any] = []
        for player in range(len(self.ids)):
            row = [payoffs[profile][player] for profile in payoffs]
            (values,), denominator = over_one_denominator(book, [row])
            self.payoffs.append(dict(zip(payoffs, values, strict=True)))
            self.denominators.append(denominator)

    def pure(self, profile: Profile) -> Conditioned:
        """Say when a pure profile is an equilibrium."""
        supports = tuple((id,) for id in profile)
        certain: list[Signed] = []
        possible = True
        for player, ids in enumerate(self.ids):
            for id in ids:
                if id == profile[player] or not possible:
                    continue
                gap = self.payoffs[player][profile] - self._payoff(player, profile, id)
                part = self.book.compared([gap, self.denominators[player]], ">=")
                certain += part or ()
                possible = part is not None
        conditions = reduced_case(self.book, certain, ()) if possible else None
        formulas = tuple(map(self._formulas, range(len(self.ids)), profile))
        return Conditioned(formulas, profile, conditions or (), conditions is None, supports)

    @property
    def listed(self) -> bool:
        """Whether the game is small enough for its mixed equilibria."""
        return len(self.ids) <= MOST_PLAYERS and all(len(ids) == 2 for ids in self.ids)

    def mixers(self) -> list[int]:
        """Give the players of whom it is not proved that they mix at ties only."""
        return [player for player in range(len(self.ids)) if not self._sure(player)]

    def _sure(self, player: int) -> bool:
        """Whether no two gains of a player by his first strategy ever have opposite signs.

        Then against others who mix fully he is indifferent only where all gains are zero.
        """
        first, second = self.ids[player][:2]
        gaps = [
            self.payoffs[player][profile] - self._payoff(player, profile, second)
            for profile in self.payoffs[player]
            if profile[player] == first
        ]
        return all(self.book.compared(pair, "<") is None for pair in combinations(gaps, 2))

    def mixed(self) -> Iterator[Conditioned | Supports]:
        """Give the equilibrium on each face where two players mix; of impossible ones, supports."""
        players = range(len(self.ids))
        for pair in combinations(players, 2):
            others = [[None] if player in pair else self.ids[player] for player in players]
            for chosen in product(*others):
                yield self._face(pair, chosen)

    def _face(self, pair: tuple[int, int], chosen: Chosen) -> Conditioned | Supports:
        supports = tuple(
            tuple(ids) if id is None else (id,) for ids, id in zip(self.ids, chosen, strict=True)
        )
        first, second = pair
        weights = {
            first: self._weights(second, first, chosen),
            second: self._weights(first, second, chosen),
        }
        certain: list[Signed] = []
        mixtures: dict[int, Weights] = {}
        for player, (above, below) in weights.items():
            if above.is_zero() or below.is_zero() or (above + below).is_zero():
                return supports
            common = above.gcd(below)
            nonzero = self.book.compared([common], "!=")
            if nonzero is None:
                return supports
            certain += nonzero
            mixtures[player] = (above / common, below / common)
        options = {
            signs: option
            for signs in product((1, -1), repeat=2)
            if (option := self._oriented(pair, chosen, mixtures, signs)) is not None
        }
        if not options:
            return supports
        conditions = reduced_case(self.book, certain, [tuple(options.values())])
        if conditions is None:
            return supports
        seen = [signs for signs, option in options.items() if self.book.seen(option)] or options
        written = {
            player: self._mixture(mixtures[player], {signs[place] for signs in seen})
            for place, player in enumerate(pair)
        }
        profile = tuple(
            self._formulas(player, id) if id is not None else written[player]
            for player, id in enumerate(chosen)
        )
        return Conditioned(profile, None, conditions, False, supports)

    def _weights(self, judge: int, player: int, chosen: Chosen) -> Weights:
        """Give the weights of a player's two strategies that make another one indifferent."""
        gains = []
        for id in self.ids[player]:
            profile = tuple(
                id if place == player else self.ids[judge][0] if place == judge else each or ""
                for place, each in enumerate(chosen)
            )
            other = self._payoff(judge, profile, self.ids[judge][1])
            gains.append(self.payoffs[judge][profile] - other)
        return gains[1], -gains[0]

    def _oriented(
        self,
        pair: tuple[int, int],
        chosen: Chosen,
        mixtures: Mapping[int, Weights],
        signs: tuple[int, ...],
    ) -> tuple[Signed, ...] | None:
        """Say when it is an equilibrium, for weights of these signs."""
        parts: list[Signed] = []
        for player, sign in zip(pair, signs, strict=True):
            for weight in mixtures[player]:
                part = self.book.compared([weight], ">" if sign > 0 else "<")
                if part is None:
                    return None
                parts += part
        relation: Relation = ">=" if signs[0] * signs[1] > 0 else "<="
        for player, id in enumerate(chosen):
            if id is not None:
                gain = self._gain(player, pair, chosen, mixtures)
                part = self.book.compared([gain, self.denominators[player]], relation)
                if part is None:
                    return None
                parts += part
        return tuple(dict.fromkeys(parts))

    def _gain(
        self,
        player: int,
        pair: tuple[int, int],
        chosen: Chosen,
        mixtures: Mapping[int, Weights],
    ) -> Any:
        """Give what a player gains by his strategy over the other one, times the weights' sums."""
        first, second = pair
        other = next(id for id in self.ids[player] if id != chosen[player])
        total = self.book.field.context.constant(0)
        terms: list[Expression] = []
        for k, m in product(range(2), repeat=2):
            mixed = {first: self.ids[first][k], second: self.ids[second][m]}
            profile = tuple(mixed.get(place, each or "") for place, each in enumerate(chosen))
            gap = self.payoffs[player][profile] - self._payoff(player, profile, other)
            parts = (gap, mixtures[first][k], mixtures[second][m])
            if not gap.is_zero():
                total = total + gap * parts[1] * parts[2]
                terms.append(Product(tuple(self.book.formula(part) for part in parts)))
        if len(terms) > 1:
            self.book.prefer(total, Sum(tuple(terms)))
        return total

    def _payoff(self, player: int, profile: Profile, id: str) -> Any:
        """Give a player's payoff if he plays something else."""
        return self.payoffs[player][*profile[:player], id, *profile[player + 1 :]]

    def _formulas(self, player: int, chosen: str) -> tuple[Expression, ...]:
        return tuple(Number(Fraction(int(id == chosen))) for id in self.ids[player])

    def _mixture(self, weights: Weights, signs: set[int]) -> tuple[Expression, ...]:
        total = weights[0] + weights[1]
        sign = sum(signs)  # 0 if both may be
        return tuple(ratio_formula(self.book, weight, total, sign) for weight in weights)
