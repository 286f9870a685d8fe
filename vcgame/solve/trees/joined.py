"""How subgames go on in equilibrium, and the continua between equilibria of one subgame.

Where one player's ties leave it free how to play a subgame, what that pays the others changes
along straight lines, and a player who moves before may change its mind at a point of such a
line. These points are found here, exactly.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any, Final, NamedTuple

from vcgame.forms.reduced import ReducedForm
from vcgame.forms.strategic import StrategicGame
from vcgame.solve.answer import Real
from vcgame.solve.numbers import same
from vcgame.solve.trees.stage_equilibrium import StageEquilibrium, between_profiles
from vcgame.solve.trees.subgames import Stage

__all__ = [
    "Continuation",
    "Joined",
    "by_other_parts",
    "by_payoffs",
    "straight_faces",
    "turning_points",
    "varying",
]

MOST_JOINED: Final = 6
"""Equilibria that lie on one straight face, at most, for points between them to be looked at."""


class Continuation(NamedTuple):
    """One equilibrium of a subgame: what it pays, what is played first, and how it goes on."""

    payoffs: tuple[Any, ...]
    stage: Stage
    form: ReducedForm
    first: StageEquilibrium
    parts: tuple[Continuation, ...]

    def collected(self, count: int) -> tuple[tuple[tuple[Real, ...], ...], tuple[int, ...]]:
        """Give the behaviour at all information sets, and those that are free."""
        behaviour: list[tuple[Real, ...]] = [()] * count
        free: list[int] = []
        waiting = [self]
        while waiting:
            each = waiting.pop()
            for number, mixture in zip(each.stage.sets, each.first.behaviour, strict=True):
                behaviour[number] = mixture
            free += [each.stage.sets[number] for number in each.first.free]
            waiting.extend(each.parts)
        return tuple(behaviour), tuple(sorted(free))


class Joined(NamedTuple):
    """Equilibria of a subgame that are the corners of a straight face of others.

    Attributes
    ----------
    root
        Number of the node at which the ties are.
    members
        The corners; they differ in what one player does in one stage.
    """

    root: int
    members: tuple[Continuation, ...]


def by_other_parts(
    found: Iterable[Continuation], place: int, here: Collection[int]
) -> list[list[Continuation]]:
    """Group equilibria that go on alike but at one place.

    Parameters
    ----------
    found
        Equilibria of a subgame.
    place
        Number of a smaller subgame inside it.
    here
        What is played there: ``id`` of each of some equilibria; others are left out.
    """
    groups: dict[tuple[int, ...], list[Continuation]] = {}
    for each in found:
        if id(each.parts[place]) in here:
            rest = tuple(id(part) for k, part in enumerate(each.parts) if k != place)
            groups.setdefault(rest, []).append(each)
    return list(groups.values())


def by_payoffs(found: Sequence[Continuation]) -> list[list[Continuation]]:
    """Group the equilibria of a subgame that pay the same."""
    groups: dict[Any, list[Continuation]] = {}
    for each in found:
        key = tuple(p if isinstance(p, Fraction) else ("ball", id(p)) for p in each.payoffs)
        groups.setdefault(key, []).append(each)
    return list(groups.values())


def varying(found: Sequence[Continuation]) -> frozenset[int]:
    """Players whom some equilibria of a subgame pay differently."""
    return frozenset(
        player
        for player in range(len(found[0].payoffs))
        if not all(same(found[0].payoffs[player], each.payoffs[player]) for each in found)
    )


def straight_faces(
    found: Sequence[Continuation], movers: frozenset[int]
) -> list[tuple[Continuation, ...]] | None:
    """Find straight faces on whose edges all changes of what some players get can be seen.

    Parameters
    ----------
    found
        Corners of a maximal Nash subset: all mixtures of what each player does in some of
        them are equilibria.
    movers
        Players who move before, and whom they do not all pay the same.

    Returns
    -------
    list or None
        Sets of corners that differ in what one player does. What they pay is then linear
        between them, and what the others do there does not count for `movers`. ``None`` where
        it does, or where something is irrational.
    """
    exact = all(
        isinstance(number, Fraction)
        for each in found
        for number in (*each.payoffs, *(p for mix in each.first.profile for p in mix))
    )
    if not exact:
        return None
    counting: list[list[tuple[Continuation, ...]]] = []
    for player in range(len(found[0].first.profile)):
        groups: dict[Any, list[Continuation]] = {}
        for each in found:
            profile = each.first.profile
            groups.setdefault((profile[:player], profile[player + 1 :]), []).append(each)
        faces = [tuple(group) for group in groups.values() if len(group) > 1]
        if any(varying(face) & movers for face in faces):
            counting.append(faces)
    if len(counting) != 1 or any(len(face) > MOST_JOINED for face in counting[0]):
        return None
    return counting[0]


def turning_points(
    games: Sequence[StrategicGame], mover: int, members: Sequence[Continuation]
) -> Iterator[Continuation]:
    """Find the points between the corners of a face at which a mover has several best plans.

    Parameters
    ----------
    games
        Per corner, the stage before, with what the corner pays put in. Only the mover has
        a choice there.
    mover
        Number of the player.
    members
        The corners.

    Yields
    ------
    Continuation
        On each edge of the face, where the best plan changes. The payoffs of all plans are
        linear along the edge, so it does not change elsewhere.
    """
    for a, b in combinations(range(len(members)), 2):
        starts, ends = games[a].payoffs[mover], games[b].payoffs[mover]
        shares = set()
        for p, q in combinations(range(len(starts)), 2):
            start, end = starts[p] - starts[q], ends[p] - ends[q]
            if start * end < 0:
                share = start / (start - end)
                at = [u + share * (v - u) for u, v in zip(starts, ends, strict=True)]
                if at[p] == max(at):
                    shares.add(share)
        for share in sorted(shares):
            yield _between(members[a], members[b], share)


def _between(first: Continuation, second: Continuation, share: Fraction) -> Continuation:
    """Give the equilibrium at a share of the way from one corner to another."""
    payoffs = tuple(u + share * (v - u) for u, v in zip(first.payoffs, second.payoffs, strict=True))
    if all(a is b for a, b in zip(first.parts, second.parts, strict=True)):
        played = between_profiles(first.form, first.first, second.first, share)
        return Continuation(payoffs, first.stage, first.form, played, first.parts)
    # Chance alone comes first here, so there is nothing to mix before the parts.
    parts = tuple(
        a if a is b else _between(a, b, share)
        for a, b in zip(first.parts, second.parts, strict=True)
    )
    return Continuation(payoffs, first.stage, first.form, first.first, parts)
