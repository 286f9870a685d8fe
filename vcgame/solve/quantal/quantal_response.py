"""Logit quantal response equilibria: the principal branch, and its points at a given lambda.

At a logit equilibrium with precision lambda, every player plays each strategy with a probability
in proportion to exp(lambda times its payoff) (McKelvey and Palfrey 1995). The principal branch
starts at lambda = 0, where everything is as likely, and for almost every game leads to one Nash
equilibrium as lambda grows (their theorem 3); lambda may turn round on the way (Turocy 2005).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from math import prod

from vcgame.errors import UnsupportedError, UsageError
from vcgame.forms.strategic import StrategicGame
from vcgame.solve.quantal.answer import LogitAnswer, LogitLimit, LogitPoint
from vcgame.solve.quantal.continuation import Follower, Place
from vcgame.solve.quantal.enclosure import enclose_logit
from vcgame.solve.quantal.limit import equilibrium_near
from vcgame.solve.quantal.logit_map import LogitMap

__all__ = [
    "MOST_PRECISION",
    "MOST_PROFILES",
    "MOST_STEPS",
    "MOST_STRATEGIES",
    "MOST_SUMS",
    "logit_at",
    "logit_branch",
]

MOST_STRATEGIES = 120
"""So many strategies all players together may have."""

MOST_PROFILES = 20_000
"""So many pure profiles the game may have."""

MOST_SUMS = 200_000
"""Pure profiles times the square of the number of players: up to ten players with two each."""

MOST_STEPS = 3_000
"""So many steps are made along the branch at most."""

MOST_PRECISION = 1e6
"""Lambda times the range of payoffs up to which the branch is followed, unless it ends before."""

_LOOK = 50.0
_AGAIN = 4.0
_NEAR = 1e-3
_AFTER = 2.0

_METHOD = "pseudo-arclength continuation from the centroid in log-probabilities"


def logit_branch(game: StrategicGame, *, most: float | None = None) -> LogitAnswer:
    """Follow the principal branch of logit equilibria.

    Parameters
    ----------
    game
        Any number of players, up to `MOST_STRATEGIES` strategies of all together. Of balls the
        middle counts, and the limit is certified for rational payoffs only.
    most
        Lambda to stop at, per unit of payoff; left out, the branch is followed until the
        equilibrium that it approaches is certified, up to `MOST_PRECISION`.

    Raises
    ------
    UnsupportedError
        For too large a game.

    Examples
    --------
    Asymmetric matching pennies (Goeree, Holt and Palfrey 2003).

    >>> game = StrategicGame.from_matrices([[9, 0], [0, 1]], [[0, 1], [1, 0]])
    >>> answer = logit_branch(game)
    >>> [str(p) for p in answer.limit.equilibrium.profile[1]], answer.limit.distance < 0.001
    (['1/10', '9/10'], True)
    >>> answer.end.regret > 0
    True
    """
    walk = _Walk(game, _most(most))
    points = [walk.point(walk.follower.place)]
    for reached in walk:
        points += [walk.point(place) for place in reached]
    return LogitAnswer(
        "logit",
        _METHOD,
        walk.complete,
        walk.why,
        tuple(points),
        walk.limit,
        walk.point(walk.follower.place),
        tuple(walk.notes),
    )


def logit_at(game: StrategicGame, precision: Fraction | float) -> LogitAnswer:
    """Find the points of the principal branch with a given lambda.

    Parameters
    ----------
    game
        As for `logit_branch`.
    precision
        Lambda, per unit of payoff; not negative.

    Returns
    -------
    LogitAnswer
        There are several points where lambda turns round. Each is proved by the interval Newton
        method, where the game is not too large: one logit equilibrium is as near as it says.

    Raises
    ------
    UsageError
        For a negative lambda, or one that is no finite number.
    UnsupportedError
        For too large a game.

    Examples
    --------
    >>> game = StrategicGame.from_matrices([[9, 0], [0, 1]], [[0, 1], [1, 0]])
    >>> point = logit_at(game, 1).points[0]
    >>> [f"{row[0]:.6f}" for row in point.profile], point.error < 1e-12
    (['0.893576', '0.312780'], True)
    """
    wanted = _most(precision)
    walk = _Walk(game, None, least=wanted)
    if wanted * walk.logit.scale > MOST_PRECISION:
        raise UsageError(
            f"lambda is at most {MOST_PRECISION / walk.logit.scale:g} for the payoffs of this game"
        )
    points = [] if wanted else [walk.proved(walk.follower.place, Fraction(0))]
    failed = False
    old = walk.follower.place
    for reached in walk:
        for new in reached:
            value = wanted * walk.logit.scale
            if min(old.precision, new.precision) < value <= max(old.precision, new.precision):
                place = walk.follower.at(old, new, value)
                failed = failed or place is None
                if place is not None:
                    points.append(walk.proved(place, Fraction(precision)))
            old = new
    complete, why = walk.complete and not failed, walk.why
    if failed:
        why = "a point between two others of the branch could not be reached"
    elif complete and any(point.error is None for point in points):
        complete, why = False, "not every point could be proved by the interval Newton method"
    return LogitAnswer(
        "logit",
        _METHOD,
        complete,
        why,
        tuple(points),
        walk.limit,
        walk.point(walk.follower.place),
        tuple(walk.notes),
    )


def _most(value: Fraction | float | None) -> float:
    if value is None:
        return float("inf")
    if not 0 <= value < float("inf"):
        raise UsageError(f"lambda is a number that is not negative, and not {value}")
    return float(value)


class _Walk:
    """A walk along the branch until there is a reason to stop."""

    def __init__(self, game: StrategicGame, most: float | None, least: float = 0.0) -> None:
        if sum(game.shape) > MOST_STRATEGIES or prod(game.shape) > MOST_PROFILES:
            raise UnsupportedError(
                f"this game has {sum(game.shape)} strategies and {prod(game.shape)} pure profiles; "
                f"logit equilibria are followed for up to {MOST_STRATEGIES} and {MOST_PROFILES}; "
                f"the concept 'pure' takes more"
            )
        if prod(game.shape) * len(game.shape) ** 2 > MOST_SUMS:
            raise UnsupportedError(
                f"this game has {len(game.shape)} players and {prod(game.shape)} pure profiles; "
                f"logit equilibria are followed where the square of the players times the "
                f"profiles is up to {MOST_SUMS}; the concept 'pure' takes more"
            )
        self.game = game
        self.logit = LogitMap(game)
        self.follower = Follower(self.logit)
        self.least = least * self.logit.scale
        self.most = MOST_PRECISION if most is None else min(most * self.logit.scale, MOST_PRECISION)
        self.asked = most is not None and most * self.logit.scale <= MOST_PRECISION
        self.limit: LogitLimit | None = None
        self.complete, self.why = False, ""
        self.notes: list[str] = []

    def __iter__(self) -> Iterator[list[Place]]:
        look = max(_LOOK, 2 * self.least)
        before: LogitLimit | None = None
        for _ in range(MOST_STEPS):
            start = self.follower.place
            reached = self.follower.forward()
            if reached is None:
                self.why = "no step along the branch is short enough to be sure of it"
                self._unfinished()
                return
            self._note(reached)
            place = reached[-1]
            over = place.precision >= self.most
            if over and self.asked:
                reached = self._cut(start, reached)
            yield reached
            if place.precision >= look or over:
                look = place.precision * _AGAIN
                now = self._limit()
                near = now and before and _same(now, before) and _nearer(now, before)
                if now and near and self._settled(now, place.precision):
                    self.limit, self.complete = now, True
                    self.why = (
                        "the branch approaches an equilibrium that is certified by the payoffs"
                    )
                    return
                before = now
            if over:
                self.why = "the branch was followed up to the lambda that was asked for"
                self.complete = self.asked
                if not self.asked:
                    self.why = "lambda became as large as allowed, and no limit was certified"
                    self._unfinished()
                return
        self.why = f"the branch takes more than {MOST_STEPS} steps"
        self._unfinished()

    def _cut(self, start: Place, reached: list[Place]) -> list[Place]:
        """End at the lambda that was asked for, if the last step can be cut."""
        earlier = reached[-2] if len(reached) > 1 else start
        end = self.follower.at(earlier, reached[-1], self.most)
        if end is None:
            return reached
        self.follower.place = end
        return [*reached[:-1], end]

    def point(self, place: Place) -> LogitPoint:
        """Describe a place in the terms of the game."""
        import numpy as np

        logs = [place.logs[part] for part in self.logit.parts]
        mixtures = [np.exp(values) for values in logs]
        regret = self.logit.regret(place.logs)
        return LogitPoint(
            float(place.precision) / self.logit.scale,
            tuple([tuple(map(float, mixture)) for mixture in mixtures]),
            tuple([tuple(map(float, values)) for values in logs]),
            self.logit.expected(mixtures),
            regret * self.logit.scale,
            regret,
            float(place.residual),
            place.event,
        )

    def proved(self, place: Place, precision: Fraction) -> LogitPoint:
        """Describe a place and prove it."""
        balls = enclose_logit(self.game, [float(value) for value in place.logs], precision)
        point = self.point(place)
        if balls is None:
            return point
        error = max(
            [
                float(abs(ball - value).upper())
                for ball, value in zip(balls, map(float, place.logs), strict=True)
            ]
        )
        return replace(point, precision=float(precision), error=error)

    def _limit(self) -> LogitLimit | None:
        if not self.game.exact:
            return None
        profile = self.point(self.follower.place).profile
        found = equilibrium_near(self.game, profile)
        return LogitLimit(*found) if found is not None and found[1] <= _NEAR else None

    def _settled(self, limit: LogitLimit, precision: float) -> bool:
        """Whether no bifurcation next to an equilibrium is still to come.

        Small stakes matter late: the branch may pass an equilibrium closely, as one bifurcation
        that is slightly broken makes it do, and leave it. With M of `LogitMap.bends`, that is
        at a precision of one over a positive eigenvalue of M.
        """
        import numpy as np

        profile = limit.equilibrium.profile
        bends = self.logit.bends([np.array(mixture, dtype=np.float64) for mixture in profile])
        values = sorted(np.linalg.eigvals(bends), key=abs, reverse=True)
        # The other eigenvalues are zero, which floating point does not show.
        free = sum(len(support) - 1 for support in limit.equilibrium.supports)
        least = 0.0 if limit.isolated else 1 / MOST_PRECISION
        return not any(
            value.imag == 0 and least < value.real < _AFTER / precision for value in values[:free]
        )

    def _note(self, reached: list[Place]) -> None:
        for place in reached:
            if place.event == "bifurcation":
                value = f"{place.precision / self.logit.scale:.6g}"
                self.notes.append(
                    f"other branches cross at lambda = {value}; the one that keeps the symmetry "
                    f"is followed"
                )

    def _unfinished(self) -> None:
        point = self.point(self.follower.place)
        self.notes.append(
            f"the last point, at lambda = {point.precision:.6g}, has regret {point.regret:.3g} "
            f"and is not said to be an equilibrium"
        )


def _same(first: LogitLimit, second: LogitLimit) -> bool:
    """Whether two limits are one equilibrium."""
    pairs = zip(first.equilibrium.profile, second.equilibrium.profile, strict=True)
    return all(
        abs(float(a) - float(b)) < 1e-9
        for mine, other in pairs
        for a, b in zip(mine, other, strict=True)
    )


def _nearer(now: LogitLimit, before: LogitLimit) -> bool:
    """Whether the branch has come nearer, as far as floating point can tell."""
    return now.distance <= max(before.distance / 2, 1e-12)
