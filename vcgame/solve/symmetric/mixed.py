"""Equilibria in which all firms mix over two strategies with the same probabilities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations
from math import lcm
from typing import Any, Final

from vcgame.forms.symmetric import SymmetricGame, spread_place
from vcgame.solve.answer import Real
from vcgame.solve.symmetric.answer import SymmetricEquilibrium
from vcgame.solve.symmetric.curve import Budget, Curve, SearchError
from vcgame.solve.symmetric.expectation import expectation
from vcgame.solve.symmetric.lowering import lowered
from vcgame.solve.symmetric.roots import Root, roots, sign_at

__all__ = ["Mixed", "mixed_equilibria"]

MOST_TERMS: Final = 40_000_000
_MOST_BITS: Final = 5_000_000
"""Binary digits of all integer coefficients together; above, balls are used."""

_BALL_BITS: Final = 256

PART: Final = "only a part of a continuum of mixed equilibria may hold, and it is not worked out"


@dataclass(slots=True)
class Mixed:
    """Symmetric mixed equilibria, the continua, and why some may be missing."""

    equilibria: list[SymmetricEquilibrium] = field(default_factory=list)
    continua: list[tuple[int, ...]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def mixed_equilibria(game: SymmetricGame, *, most: int = MOST_TERMS) -> Mixed:
    """Find all equilibria in which every firm mixes over the same two strategies alike.

    Parameters
    ----------
    game
        The game. Irrational payoffs are balls, and flint works with more digits than they have.
    most
        Terms of sums that may be added up, which bounds the time.

    Raises
    ------
    UndecidedError
        If the sign of a difference of payoffs is not decided by the balls.

    Examples
    --------
    >>> stag = SymmetricGame("hunter", 2, ("stag", "hare"), ((0, 4), (3, 3)))
    >>> found = mixed_equilibria(stag).equilibria
    >>> [str(each) for each in found[0].mixture]
    ['3/4', '1/4']
    """
    found = Mixed()
    budget = Budget(most)
    for pair in combinations(range(len(game.strategies)), 2):
        try:
            _over(game, pair, budget, found)
        except SearchError as error:
            found.missing.append(str(error))
    return found


def _over(game: SymmetricGame, pair: tuple[int, int], budget: Budget, found: Mixed) -> None:
    first, second = pair
    columns = _columns(game, pair)
    curve, common = _curve(columns[first], columns[second], budget)
    rivals = [
        _curve(column, columns[first], budget)[0]
        for place, column in enumerate(columns)
        if place not in pair
    ]
    if not any(curve.signs):
        if all(max(rival.signs) <= 0 for rival in rivals):
            found.continua.append(pair)
        elif not any(min(rival.signs) > 0 for rival in rivals):
            found.missing.append(PART)
        return
    for root in roots(curve):
        signs = [sign_at(rival, root, curve) if any(rival.signs) else 0 for rival in rivals]
        if max(signs, default=-1) <= 0:
            root.settle()
            regular = not root.multiple and 0 not in signs
            found.equilibria.append(
                _equilibrium(game, pair, columns, root, (curve, common), regular=regular)
            )


def _columns(game: SymmetricGame, pair: tuple[int, int]) -> list[Sequence[Any]]:
    """Payoffs of all strategies by how many others play the first of a pair, the rest the other."""
    if len(game.strategies) == 2:
        return list(game.payoffs)
    places = []
    for count in range(game.number):
        others = [0] * len(game.strategies)
        others[pair[0]], others[pair[1]] = count, game.number - 1 - count
        places.append(spread_place(tuple(others)))
    return [[payoffs[place] for place in places] for payoffs in game.payoffs]


def _curve(one: Sequence[Any], other: Sequence[Any], budget: Budget) -> tuple[Curve, int]:
    """Make the curve of the gain from one column of payoffs over another, times an integer."""
    gains: list[Any] = [
        Fraction(0) if a is b else _difference(a, b) for a, b in zip(one, other, strict=True)
    ]
    if all(isinstance(gain, Fraction) for gain in gains):
        gains = lowered(gains)
        common, most = 1, _MOST_BITS // len(gains)
        for gain in gains:
            common = lcm(common, gain.denominator)
            if common.bit_length() > most:
                return Curve(_balls(gains), budget), 1
        return Curve([int(gain * common) for gain in gains], budget), common
    balls = [0 if isinstance(gain, Fraction) and not gain else _ball(gain) for gain in gains]
    return Curve(balls, budget), 1


def _difference(one: Any, other: Any) -> Any:
    if isinstance(one, int | Fraction) and isinstance(other, int | Fraction):
        return Fraction(one) - other
    return _ball(one) - _ball(other)


def _ball(value: Any) -> Any:
    from flint import arb

    from vcgame.model.formula.flint_numbers import as_fmpq

    return arb(as_fmpq(Fraction(value))) if isinstance(value, int | Fraction) else value


def _balls(values: Sequence[Fraction]) -> list[Any]:
    from flint import ctx

    before = ctx.prec
    ctx.prec = max(before, _BALL_BITS)
    try:
        return [_ball(value) if value else 0 for value in values]
    finally:
        ctx.prec = before


def _equilibrium(
    game: SymmetricGame,
    pair: tuple[int, int],
    columns: Sequence[Sequence[Any]],
    root: Root,
    gains: tuple[Curve, int],
    *,
    regular: bool,
) -> SymmetricEquilibrium:
    exact = root.exact is not None
    p = (root.low + root.high) / 2
    share: Real = p if exact else float(p)
    mixture: list[Real] = [Fraction(0)] * len(columns)
    payoffs: list[Real | None] = [None] * len(columns)
    for place, probability in zip(pair, (share, p if exact else 0.0), strict=True):
        mixture[place] = probability
        payoffs[place] = expectation(columns[place], p, exact=exact)
    mixture[pair[1]] = 1 - p if exact else float(1 - p)
    certificate: Real = Fraction(0)
    if not (exact and game.exact):
        curve, common = gains
        certificate = curve.bound(p, common)
    return SymmetricEquilibrium(
        (),
        tuple(mixture),
        tuple(payoffs),
        certificate,
        strict=False,
        enclosure=None if exact else (root.low, root.high),
        regular=regular,
    )
