"""All pure equilibria of a game of any number of players."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import prod
from typing import Any

from vcgame.errors import UnsupportedError
from vcgame.forms.strategic import StrategicGame
from vcgame.solve.answer import Answer, Equilibrium, Real
from vcgame.solve.certificate import Referee
from vcgame.solve.nash import MOST_EQUILIBRIA
from vcgame.solve.numbers import BITS, MOST_BITS, greatest, working_precision

__all__ = ["MOST_PROFILES", "solve_pure"]

MOST_PROFILES = 1_000_000
"""So many pure profiles are compared at most."""

_NAMED = 5


def solve_pure(
    game: StrategicGame,
    *,
    bits: int = BITS,
    refine: Callable[[int], StrategicGame] | None = None,
) -> Answer:
    """Find all equilibria in which every player plays one strategy for sure.

    Parameters
    ----------
    game
        Any number of players. Payoffs are fractions, or balls where an irrational function
        came in. One ball object in several cells is taken to be one number.
    bits
        Precision at which the balls of `game` were evaluated, if it has any.
    refine
        Gives the game at a higher precision; called where a tie cannot be decided.

    Returns
    -------
    Answer
        In the order of their profiles; each is a component of its own, since mixed
        equilibria that may join them are not looked for. Whether the game is degenerate is
        not determined.

    Raises
    ------
    UnsupportedError
        For a game of more than `MOST_PROFILES` profiles.

    Examples
    --------
    Three firms choose a standard; each gains when all choose the same.

    >>> from itertools import product
    >>> same = tuple(Fraction(len(set(p)) == 1) for p in product(range(2), repeat=3))
    >>> game = StrategicGame(("a", "b", "c"), (("x", "y"),) * 3, (same,) * 3)
    >>> [e.supports for e in solve_pure(game).equilibria]
    [((0,), (0,), (0,)), ((1,), (1,), (1,))]
    """
    size = prod(game.shape)
    if size > MOST_PROFILES:
        raise UnsupportedError(
            f"this game has {size} pure profiles; up to {MOST_PROFILES} can be compared"
        )
    if game.exact:
        return _answer(game, size, 0)[0]
    while True:
        with working_precision(bits):
            answer, decided = _answer(game, size, bits)
        if decided or refine is None or 2 * bits > MOST_BITS:
            return answer
        bits *= 2
        game = refine(bits)


def _answer(game: StrategicGame, size: int, bits: int) -> tuple[Answer, bool]:
    """Solve at one precision (0: exactly); say too whether every tie was decided."""
    referee = Referee(game)
    sure, unsure = _stable(referee, size)
    listed = sure[:MOST_EQUILIBRIA]
    kind = f"every sign decided in balls of {bits} bits" if bits else "exact"
    why = f"all {size} pure profiles compared, {kind}"
    notes = []
    if unsure:
        why = f"a tie between irrational payoffs could not be decided at {bits} bits"
        named = "; ".join(game.label(_profile(game, position)) for position in unsure[:_NAMED])
        more = f" and {len(unsure) - _NAMED} more" if len(unsure) > _NAMED else ""
        notes.append(f"these may be equilibria too: {named}{more}")
    elif len(listed) < len(sure):
        why = f"there are {len(sure)} pure equilibria; {MOST_EQUILIBRIA} of them are listed"
    answer = Answer(
        "pure",
        "comparison of every player's strategies at every pure profile",
        not unsure and len(listed) == len(sure),
        why,
        None,
        tuple(
            [
                _equilibrium(game, referee, position, number)
                for number, position in enumerate(listed, start=1)
            ]
        ),
        (),
        tuple(notes),
    )
    return answer, not unsure


def _stable(referee: Referee, size: int) -> tuple[list[int], list[int]]:
    """Positions of the profiles that are surely equilibria, and of those that may be."""
    possible = bytearray(b"\x01") * size
    unsure: set[int] = set()
    stride = size
    for table, count in zip(referee.tables, referee.shape, strict=True):
        block, stride = stride, stride // count
        for outer in range(0, size, block):
            for start in range(outer, outer + stride):
                positions = range(start, start + block, stride)
                values = table[start : start + block : stride]
                best = greatest(values)
                if best is None:
                    best = _candidates(values)
                    unsure.update(positions[k] for k in best)
                kept = set(best)
                for k, position in enumerate(positions):
                    if k not in kept:
                        possible[position] = 0
    found = [position for position in range(size) if possible[position]]
    return (
        [position for position in found if position not in unsure],
        [position for position in found if position in unsure],
    )


def _candidates(values: list[Any]) -> tuple[int, ...]:
    """Positions of the balls that no other is surely greater than."""
    return tuple(
        [k for k, value in enumerate(values) if not any(other > value for other in values)]
    )


def _profile(game: StrategicGame, position: int) -> tuple[int, ...]:
    """Give the pure profile at a position of the payoffs."""
    strategies = []
    for count in reversed(game.shape):
        position, strategy = divmod(position, count)
        strategies.append(strategy)
    return tuple(strategies[::-1])


def _equilibrium(game: StrategicGame, referee: Referee, position: int, number: int) -> Equilibrium:
    """Certify one equilibrium and give it its number."""
    profile = _profile(game, position)
    pure = [
        [int(k == strategy) for k in range(count)]
        for strategy, count in zip(profile, game.shape, strict=True)
    ]
    finding = referee.examine(pure)
    # A pure profile is examined on the payoffs themselves, so that ties are decided as before.
    replies = tuple([found or () for found in finding.best_replies])
    if finding.refuted or any(
        strategy not in best for strategy, best in zip(profile, replies, strict=True)
    ):
        raise AssertionError(f"vcgame is wrong: {game.label(profile)} fails its certificate")
    return Equilibrium(
        tuple([tuple([Fraction(p) for p in strategy]) for strategy in pure]),
        tuple([_real(value) for value in game.payoff(profile)]),
        finding.gain,
        tuple([(strategy,) for strategy in profile]),
        replies,
        number,
    )


def _real(value: Any) -> Real:
    return value if isinstance(value, Fraction) else float(value)
