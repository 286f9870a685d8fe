"""Which pure equilibria a game surely has, and which perhaps, if signs of differences are sets."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import prod
from typing import Any, Final

from vcgame.derive.regimes.signs import NEGATIVE, POSITIVE, ZERO, Factors, Product, SignSet
from vcgame.errors import NotAlgebraicError

__all__ = ["PureGame"]

MAX_PROFILES: Final = 5_000

_Key = tuple[int, ...]


class PureGame:
    """The pure profiles of a game of any number of players, payoffs over common divisors.

    Parameters
    ----------
    shape
        Number of strategies of each player.
    payoffs
        Per player, his payoffs times a divisor, the last player's strategy changing fastest.
    scales
        Signs of the divisors.
    factors
        Gives numbers to the factors of the differences.

    Raises
    ------
    NotAlgebraicError
        For a game of more than 5,000 profiles.
    """

    def __init__(
        self,
        shape: tuple[int, ...],
        payoffs: Sequence[Sequence[Any]],
        scales: Sequence[Product],
        factors: Factors,
    ) -> None:
        if prod(shape) > MAX_PROFILES:
            raise NotAlgebraicError(f"it has more than {MAX_PROFILES} pure profiles")
        self._profiles: list[tuple[tuple[int, ...], list[tuple[int, int, Product]]]] = []
        strides = [prod(shape[player + 1 :]) for player in range(len(shape))]
        for place, profile in enumerate(product(*map(range, shape))):
            gains = [
                (player, other, factors.product(own - payoffs[player][there]) * scales[player])
                for player, stride in enumerate(strides)
                for own in (payoffs[player][place],)
                for other in range(shape[player])
                if other != profile[player]
                for there in (place + (other - profile[player]) * stride,)
            ]
            self._profiles.append((profile, gains))

    def equilibria(self, signs: Sequence[SignSet]) -> tuple[frozenset[_Key] | None, set[int]]:
        """Find the pure equilibria, with their best replies, on a cell.

        Parameters
        ----------
        signs
            Possible signs of each factor.

        Returns
        -------
        tuple
            The set of them, as masks (supports of all players, then best replies), or ``None``
            where it is not the same on the whole cell for sure; then with all factors that may
            decide.
        """
        found: set[_Key] = set()
        deciding: set[int] = set()
        for profile, gains in self._profiles:
            possible = [gain.possible(signs) for _, _, gain in gains]
            if NEGATIVE in possible:
                continue
            unsure = [each for each in possible if each not in (POSITIVE, ZERO)]
            if unsure:
                for sign, (_, _, gain) in zip(possible, gains, strict=True):
                    if sign in unsure:
                        deciding.update(each for each in gain.factors if _open(signs[each]))
                continue
            best = [1 << strategy for strategy in profile]
            for sign, (player, other, _) in zip(possible, gains, strict=True):
                if sign == ZERO:
                    best[player] |= 1 << other
            found.add((*(1 << strategy for strategy in profile), *best))
        return (None, deciding) if deciding else (frozenset(found), set())


def _open(signs: SignSet) -> bool:
    return signs.bit_count() > 1
