"""A second opinion: what nashpy finds of the equilibria of a two-player game.

nashpy computes in floating point and can lose equilibria, of degenerate games above all. Each
of its results is identified with an exact equilibrium or reported, and each exact equilibrium
that it missed is reported too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from vcgame.errors import UnsupportedError
from vcgame.forms.strategic import StrategicGame
from vcgame.solve.answer import Answer, Equilibrium
from vcgame.solve.certificate import largest_gain
from vcgame.solve.nash import solve_nash
from vcgame.solve.nashpy_process import Result, ask_nashpy

__all__ = ["compared", "solve_with_nashpy"]

_NEAR = 1e-6
_DUST = 1e-9
_METHOD = "nashpy: vertex enumeration, and Lemke-Howson from every label"


def solve_with_nashpy(
    game: StrategicGame, *, seconds: float = 30.0, exact: Answer | None = None
) -> Answer:
    """Ask nashpy, and hold what it says against the exact answer.

    Parameters
    ----------
    game
        A game of two players.
    seconds
        Time limit for nashpy.
    exact
        The answer of `solve_nash` for this game, if it is at hand.

    Returns
    -------
    Answer
        The exact equilibria that nashpy found, with their exact certificates. It is complete
        when none is missing. Those that are missing, results that are no equilibria, warnings
        and errors are in ``notes``.
    """
    if len(game.players) != 2:
        raise UnsupportedError(
            f"nashpy solves games of two players, and this game has {len(game.players)}"
        )
    columns = game.shape[1]
    try:
        tables = [[float(_middle(value)) for value in values] for values in game.payoffs]
    except OverflowError as error:
        raise UnsupportedError("payoffs are too large for nashpy's floating point") from error
    first, second = (
        [table[k : k + columns] for k in range(0, len(table), columns)] for table in tables
    )
    known = solve_nash(game) if exact is None else exact
    return compared(game, known, ask_nashpy(first, second, seconds=seconds))


def compared(game: StrategicGame, known: Answer, results: Sequence[Result]) -> Answer:
    """Hold nashpy's results against the exact answer.

    Parameters
    ----------
    game
        The game.
    known
        Its answer by `solve_nash`.
    results
        What nashpy said.
    """
    hit: set[int] = set()
    notes = []
    for result in results:
        if result.profile is None:
            notes.append(f"nashpy, {result.source}: {result.problem}")
            continue
        proper = _proper(game, result.profile)
        k = _identify(result.profile, known.equilibria) if proper else None
        if k is not None:
            hit.add(k)
        elif proper:
            notes.append(f"nashpy, {result.source}: {_verdict(game, result.profile, known)}")
        else:
            given = [list(strategy) for strategy in result.profile]
            notes.append(f"nashpy, {result.source}: not a pair of mixed strategies: {given}")
    missed = [k for k in range(len(known.equilibria)) if k not in hit]
    notes.extend(
        f"nashpy missed equilibrium {k + 1}: {_words(game, known.equilibria[k].profile)}"
        for k in missed
    )
    total = len(known.equilibria)
    if missed:
        why = f"nashpy missed {len(missed)} of {total} equilibria"
    elif known.complete:
        why = f"nashpy found all {total} extreme equilibria that the exact solver found"
    else:
        why = f"the exact answer is not complete: {known.why}"
    return replace(
        known,
        method=_METHOD,
        complete=known.complete and not missed,
        why=why,
        equilibria=tuple([known.equilibria[k] for k in sorted(hit)]),
        nash_subsets=() if missed else known.nash_subsets,
        notes=known.notes + tuple(dict.fromkeys(notes)),
    )


def _middle(value: Any) -> Any:
    return value if isinstance(value, int | Fraction) else value.mid()


def _proper(game: StrategicGame, profile: tuple[tuple[float, ...], ...]) -> bool:
    """Whether these are probabilities of the game's strategies, within rounding."""
    return tuple(map(len, profile)) == game.shape and all(
        abs(sum(strategy) - 1) <= _NEAR and all(-_NEAR <= p <= 1 + _NEAR for p in strategy)
        for strategy in profile
    )


def _identify(
    profile: tuple[tuple[float, ...], ...], equilibria: Sequence[Equilibrium]
) -> int | None:
    """Find the equilibrium that is meant: nearest, within rounding, with the same supports."""
    best, least = None, _NEAR
    for k, equilibrium in enumerate(equilibria):
        distance = max(
            abs(float(exact) - given)
            for mine, theirs in zip(equilibrium.profile, profile, strict=True)
            for exact, given in zip(mine, theirs, strict=True)
        )
        supports = tuple(
            tuple(s for s, p in enumerate(strategy) if p > _DUST) for strategy in profile
        )
        if distance <= least and supports == equilibrium.supports:
            best, least = k, distance
    return best


def _verdict(game: StrategicGame, profile: tuple[tuple[float, ...], ...], known: Answer) -> str:
    """Say what a result is that is none of the exact equilibria."""
    rounded = [[Fraction(max(p, 0.0)).limit_denominator(10**12) for p in s] for s in profile]
    gain = largest_gain(game, rounded)
    words = _words(game, profile)
    spread = max(map(abs, map(float, map(_middle, (v for t in game.payoffs for v in t)))))
    if gain > _NEAR * spread:
        return f"no equilibrium, a player gains {float(gain):.6g} by deviating: {words}"
    if known.complete:
        return f"within rounding an equilibrium, but no extreme one: {words}"
    return f"within rounding an equilibrium that the exact answer does not list: {words}"


def _words(game: StrategicGame, profile: Sequence[Sequence[Any]]) -> str:
    """Write a profile as ids with their probabilities."""
    return "; ".join(
        f"{player}: "
        + ", ".join(
            f"{name} {p:.6g}" if isinstance(p, float) else f"{name} {p}"
            for name, p in zip(names, strategy, strict=True)
            if p
        )
        for player, names, strategy in zip(game.players, game.strategies, profile, strict=True)
    )
