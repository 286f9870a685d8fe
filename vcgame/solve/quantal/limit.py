"""The equilibrium that a branch approaches: supports are read off, and solved exactly.

Only what the payoffs certify is called an equilibrium. One or two players who mix make linear
equations, which are solved in fractions; for three and more, a zero of the polynomial equations is
enclosed in balls, and tried as fractions.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from vcgame.forms.strategic import StrategicGame
from vcgame.solve.answer import Equilibrium
from vcgame.solve.certificate import Referee
from vcgame.solve.linear.equations import solve_equations
from vcgame.solve.numbers import cleared
from vcgame.solve.quantal.enclosure import MOST_PROOF, enclose_zero

__all__ = ["equilibrium_near"]

_CUTS = (1e-2, 1e-3, 1e-4, 1e-5, 1e-7)
_DENOMINATOR = 10_000
_SHORT = 60
_FAR = 1e-3

Supports = tuple[tuple[int, ...], ...]


def equilibrium_near(
    game: StrategicGame, profile: Sequence[Sequence[float]]
) -> tuple[Equilibrium, float, bool] | None:
    """Give a certified equilibrium next to a profile, how far it is, and whether it is isolated.

    It is the only one with the supports of the profile, or else, where there are infinitely many,
    what short fractions next to the probabilities make.

    Parameters
    ----------
    game
        Rational payoffs.
    profile
        Per player, the probabilities at a point of the branch.

    Returns
    -------
    Equilibrium, float, bool or None
        The distance is the largest difference of two probabilities. Isolated is said of the only
        equilibrium with its supports that leaves no best reply unplayed. ``None`` where nothing
        is certified.

    Examples
    --------
    >>> game = StrategicGame.from_matrices([[9, 0], [0, 1]], [[0, 1], [1, 0]])
    >>> found, far, isolated = equilibrium_near(game, [[0.501, 0.499], [0.101, 0.899]])
    >>> [[str(p) for p in mixture] for mixture in found.profile], far < 0.01, isolated
    ([['1/2', '1/2'], ['1/10', '9/10']], True, True)
    """
    best: tuple[Equilibrium, float, bool] | None = None
    seen = set()
    for cut in _CUTS:
        supports = tuple(
            [tuple([s for s, p in enumerate(mixture) if p > cut]) for mixture in profile]
        )
        if supports in seen or not all(supports):
            continue
        seen.add(supports)
        found = _solved(game, supports, profile)
        if found is None:
            continue
        far = _distance(found, profile)
        if best is None or far < best[1]:
            best = found, far, found.supports == found.best_replies
    if best is None or best[1] > _FAR:
        found = _certified(game, [_short(mixture) for mixture in profile])
        if found is not None and _distance(found, profile) <= _FAR:
            best = found, _distance(found, profile), False
    return best


def _distance(found: Equilibrium, profile: Sequence[Sequence[float]]) -> float:
    return max(
        [
            abs(float(exact) - p)
            for mixture, other in zip(found.profile, profile, strict=True)
            for exact, p in zip(mixture, other, strict=True)
        ]
    )


def _short(mixture: Sequence[float]) -> list[Fraction]:
    """Round probabilities to short fractions; the largest takes what is left over."""
    rounded = [Fraction(p).limit_denominator(_SHORT) for p in mixture]
    top = max(range(len(rounded)), key=lambda s: rounded[s])
    rounded[top] += 1 - sum(rounded)
    return rounded


def _solved(
    game: StrategicGame, supports: Supports, profile: Sequence[Sequence[float]]
) -> Equilibrium | None:
    mixing = [k for k, support in enumerate(supports) if len(support) > 1]
    if len(mixing) == 1:
        return None
    if len(mixing) > 2:
        if len(game.payoffs[0]) * sum(game.shape) > MOST_PROOF:
            return None
        return _polynomial(game, supports, profile)
    mixtures = [
        [Fraction(s in support) for s in range(size)]
        for support, size in zip(supports, game.shape, strict=True)
    ]
    for player, other in (mixing, mixing[::-1]) if mixing else ():
        solved = _indifferent(game, supports, player, other)
        if solved is None:
            return None
        mixtures[other] = solved
    return _certified(game, mixtures)


def _indifferent(
    game: StrategicGame, supports: Supports, player: int, other: int
) -> list[Fraction] | None:
    """Let the other player mix so that a player is indifferent; ``None`` if not in one way."""
    played = supports[other]
    fixed = [support[0] for support in supports]
    rows: list[list[Fraction]] = []
    for s in supports[player]:
        fixed[player] = s
        row = []
        for t in played:
            fixed[other] = t
            row.append(game.payoffs[player][game.index(tuple(fixed))])
        rows.append(row)
    system: list[dict[int, int | Fraction]] = [dict.fromkeys(range(len(played) + 1), 1)]
    system += [
        {k: a - b for k, (a, b) in enumerate(zip(row, rows[0], strict=True))} for row in rows[1:]
    ]
    found = solve_equations(system, len(played))
    if found is None or not found[1] or min(found[0]) <= 0:
        return None
    mixture = [Fraction(0)] * game.shape[other]
    for t, p in zip(played, found[0], strict=True):
        mixture[t] = p
    return mixture


def _certified(game: StrategicGame, mixtures: Sequence[Sequence[Fraction]]) -> Equilibrium | None:
    """Judge a profile in fractions by the payoffs alone."""
    weights = [cleared(list(mixture))[0] for mixture in mixtures]
    finding = Referee(game).examine(weights)
    replies = tuple([best or () for best in finding.best_replies])
    if finding.gain != 0:
        return None
    return Equilibrium(
        tuple([tuple(mixture) for mixture in mixtures]),
        finding.payoffs,
        finding.gain,
        tuple([tuple([s for s, p in enumerate(mixture) if p]) for mixture in mixtures]),
        replies,
    )


def _polynomial(
    game: StrategicGame, supports: Supports, profile: Sequence[Sequence[float]]
) -> Equilibrium | None:
    """Enclose an equilibrium where three players or more mix."""
    places = {
        (k, s): number
        for number, (k, s) in enumerate(
            (k, s) for k, support in enumerate(supports) for s in support
        )
    }
    start = [profile[k][s] for k, s in places]
    found = enclose_zero(_indifference(game, supports, places), start)
    if found is None:
        return None
    middles = [Fraction(float(ball.mid())).limit_denominator(_DENOMINATOR) for ball in found]
    mixtures = [[Fraction(0)] * size for size in game.shape]
    for (k, s), value in zip(places, middles, strict=True):
        mixtures[k][s] = value
    if all(sum(mixture) == 1 and min(mixture) >= 0 for mixture in mixtures):
        exact = _certified(game, mixtures)
        if exact is not None:
            return exact
    return _certified_balls(game, supports, places, found)


def _indifference(
    game: StrategicGame, supports: Supports, places: dict[tuple[int, int], int]
) -> Any:
    """Give the equations of equal payoffs within the supports, with their derivatives."""
    from flint import arb, fmpq

    tables = [[arb(fmpq(v.numerator, v.denominator)) for v in values] for values in game.payoffs]
    profiles = list(product(*supports))
    indices = [game.index(profile) for profile in profiles]
    size = len(places)

    def system(point: Sequence[Any]) -> tuple[list[Any], list[list[Any]]]:
        residuals: list[Any] = []
        slopes: list[list[Any]] = []
        for player, support in enumerate(supports):
            values = {s: arb(0) for s in support}
            changes = {s: [arb(0)] * size for s in support}
            for index, profile in zip(indices, profiles, strict=True):
                others = [k for k in range(len(profile)) if k != player]
                mine = profile[player]
                for left in (None, *others):
                    term = tables[player][index]
                    for k in others:
                        if k != left:
                            term *= point[places[k, profile[k]]]
                    if left is None:
                        values[mine] += term
                    else:
                        changes[mine][places[left, profile[left]]] += term
            first = support[0]
            for s in support[1:]:
                residuals.append(values[s] - values[first])
                slopes.append([a - b for a, b in zip(changes[s], changes[first], strict=True)])
            residuals.append(sum([point[places[player, s]] for s in support], arb(-1)))
            own = {places[player, s] for s in support}
            slopes.append([arb(int(k in own)) for k in range(size)])
        return residuals, slopes

    return system


def _certified_balls(
    game: StrategicGame, supports: Supports, places: dict[tuple[int, int], int], found: list[Any]
) -> Equilibrium | None:
    """Check that probabilities are positive and that no other strategy pays as much."""
    from flint import arb

    if not all(ball > 0 for ball in found):
        return None
    weights: list[list[Any]] = [[0] * size for size in game.shape]
    for (k, s), ball in zip(places, found, strict=True):
        weights[k][s] = ball
    referee = Referee(game)
    for player, support in enumerate(supports):
        alone = [
            row if k != player else [int(s == support[0]) for s in range(game.shape[player])]
            for k, row in enumerate(weights)
        ]
        here = referee.examine(alone).payoffs[player]
        for s in range(game.shape[player]):
            if s not in support:
                alone[player] = [int(t == s) for t in range(game.shape[player])]
                if not referee.examine(alone).payoffs[player] < here:
                    return None
    finding = referee.examine(weights)
    return Equilibrium(
        tuple([tuple([float(arb(value).mid()) for value in row]) for row in weights]),
        tuple([float(value.mid()) for value in finding.payoffs]),
        finding.gain,
        supports,
        supports,
    )
