"""The index of an equilibrium: +1 or -1, with sum +1 over all equilibria of a regular game.

Let every player's gains over the first strategy of the support depend on the probabilities of
the other strategies played. With d unknowns, the index is the sign of (-1)^d times the
determinant of the derivatives (Shapley 1974 for two players; Gul, Pearce and Stacchetti 1993;
Ritzberger 1994). A strict pure equilibrium has index +1, the mixed one of a coordination game
-1. The equilibrium must be regular: no best reply that is not played, and no singular
derivative.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from vcgame.forms.strategic import StrategicGame
from vcgame.solve.answer import Answer, Equilibrium, Real
from vcgame.solve.many.exact import determinant
from vcgame.solve.many.faces import Gains
from vcgame.solve.sign import Ball

__all__ = ["index_at", "index_note", "index_of", "index_sum"]

_RADIUS_BITS = 50


def index_of(game: StrategicGame, equilibrium: Equilibrium) -> int | None:
    """Give the index of an equilibrium of a game of any number of players.

    Returns
    -------
    int or None
        +1 or -1; ``None`` where the equilibrium is not regular, or where floats and balls do
        not decide the sign.

    Examples
    --------
    >>> from vcgame.solve.nash import solve_nash
    >>> game = StrategicGame.from_matrices([[2, 0], [0, 1]], [[1, 0], [0, 2]])
    >>> [index_of(game, found) for found in solve_nash(game).equilibria]
    [1, -1, 1]
    """
    if equilibrium.supports != equilibrium.best_replies:
        return None
    supports = equilibrium.supports
    weights = [
        [_number(mixture[s]) for s in support]
        for mixture, support in zip(equilibrium.profile, supports, strict=True)
    ]
    return index_at(Gains(game), supports, weights)


def index_at(
    gains: Gains, supports: Sequence[Sequence[int]], weights: Sequence[Sequence[Any]]
) -> int | None:
    """Give the index from the probabilities of the supports, in fractions or in balls."""
    played = tuple([tuple(support) for support in supports])
    rows = []
    for player, support in enumerate(played):
        for strategy in support[1:]:
            form = gains.over(played, player, strategy, support[0])
            row: list[Any] = []
            for axis in range(len(played)):
                first, *others = form.slopes(weights, axis)
                row += [value - first for value in others]
            rows.append(row)
    sign = _sign(rows)
    return None if not sign else sign * (-1) ** len(rows)


def index_sum(game: StrategicGame, answer: Answer) -> int | None:
    """Add the indices of all equilibria listed, ``None`` where one of them has none.

    Examples
    --------
    >>> from vcgame.solve.nash import solve_nash
    >>> game = StrategicGame.from_matrices([[2, 0], [0, 1]], [[1, 0], [0, 2]])
    >>> index_sum(game, solve_nash(game))
    1
    """
    total = 0
    for equilibrium in answer.equilibria:
        index = index_of(game, equilibrium)
        if index is None:
            return None
        total += index
    return total


def index_note(total: int, *, complete: bool) -> str:
    """Say what the sum of the indices is evidence of."""
    if total != 1:
        return (
            f"the indices sum to {total}, those of all equilibria of a regular game to +1: "
            "some are missing"
        )
    if complete:
        return (
            "the indices sum to +1, as those of all equilibria of a regular game do: evidence "
            "that none is missing, beside the search, which was complete"
        )
    return (
        "the indices sum to +1, as those of all equilibria of a regular game do: evidence that "
        "none is missing, but no proof"
    )


def _number(value: Real) -> Any:
    """Give a fraction, or a ball around a float that is right to a few units of its last place."""
    if not isinstance(value, float):
        return Fraction(value)
    from flint import arb

    return Ball(arb(value, 2.0**-_RADIUS_BITS))


def _sign(rows: Sequence[Sequence[Any]]) -> int | None:
    """Sign of a determinant; ``None`` where balls leave it open."""
    flat = [value for row in rows for value in row]
    if all(isinstance(value, int | Fraction) for value in flat):
        value: Any = determinant(rows)
    else:
        from flint import arb_mat

        from vcgame.model.formula.flint_numbers import as_fmpq

        value = arb_mat(
            [
                [
                    v.value
                    if isinstance(v, Ball)
                    else as_fmpq(Fraction(v))
                    if isinstance(v, int | Fraction)
                    else v
                    for v in row
                ]
                for row in rows
            ]
        ).det()
    if value > 0:
        return 1
    if value < 0:
        return -1
    return None
