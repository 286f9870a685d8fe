"""Perfect recall: what a tree's players must never forget.

A player has perfect recall if, at all nodes of each of its information sets, it has passed the
same information sets of its own before and made the same moves there (Kuhn 1953; Selten 1975).
Without it behaviour strategies do not reach what mixed ones do, and an information set may be
passed twice on one path (absent-mindedness; Piccione and Rubinstein 1997).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from vcgame.model.model import Node

__all__ = ["Lapse", "Turn", "lapses", "lapses_of"]


class Turn(NamedTuple):
    """A node of a tree, as far as recall goes.

    `player` and `information` are ``None`` and empty where no player moves; `moves` are the names
    of the moves with the numbers of the nodes to which they lead.
    """

    id: str
    player: str | None
    information: str
    moves: tuple[tuple[str, int], ...]


class Lapse(NamedTuple):
    """An information set at which a player forgets: two nodes of it, and the reason."""

    player: str
    information: str
    first: str
    second: str
    what: str

    def __str__(self) -> str:
        return (
            f"{self.player} forgets at {self.information!r} {self.what}: "
            f"{self.first!r} and {self.second!r} are in one information set"
        )


_Own = tuple[int, str]
"""A player's last own node, and the move that it made there."""


def lapses(turns: Sequence[Turn]) -> Iterator[Lapse]:
    """Find the information sets that break perfect recall, one lapse for each.

    Parameters
    ----------
    turns
        The nodes, root first, every parent before its children.

    Examples
    --------
    The absent-minded driver does not know whether it has passed an exit already:

    >>> driver = (
    ...     Turn("first", "driver", "exit", (("leave", 1), ("go_on", 2))),
    ...     Turn("home_too_early", None, "", ()),
    ...     Turn("second", "driver", "exit", (("leave", 3), ("go_on", 4))),
    ...     Turn("home", None, "", ()),
    ...     Turn("too_far", None, "", ()),
    ... )
    >>> print(*lapses(driver))  # doctest: +NORMALIZE_WHITESPACE
    driver forgets at 'exit' that it has passed it before: 'first' and 'second' are in one
    information set
    """
    before: list[dict[str, _Own]] = [{} for _ in turns]
    firsts: dict[tuple[str, str], int] = {}
    told: set[tuple[str, str]] = set()
    for number, turn in enumerate(turns):
        after = before[number]
        if turn.player is not None:
            key = (turn.player, turn.information)
            first = firsts.setdefault(key, number)
            if key not in told and not _alike(turns, turn.player, before, first, number):
                told.add(key)
                yield _lapse(turns, turn.player, before, first, number)
        for move, child in turn.moves:
            if turn.player is None:
                before[child] = after  # shared: nothing is ever added to it
            else:
                before[child] = {**after, turn.player: (number, move)}


def lapses_of(nodes: Sequence[Node]) -> Iterator[Lapse]:
    """Find the information sets of a model's tree that break perfect recall."""
    numbers = {node.id: number for number, node in enumerate(nodes)}
    return lapses(
        [
            Turn(
                node.id,
                node.player,
                node.information or node.id,
                tuple((action.id, numbers[action.child]) for action in node.actions),
            )
            for node in nodes
        ]
    )


def _alike(
    turns: Sequence[Turn], player: str, before: Sequence[dict[str, _Own]], first: int, second: int
) -> bool:
    """Whether the player's last own information set and move are the same at two nodes.

    If they are for all pairs of all sets, so is by induction everything that came before.
    """
    one, other = before[first].get(player), before[second].get(player)
    if one is None or other is None:
        return one is other
    return one[1] == other[1] and turns[one[0]].information == turns[other[0]].information


def _lapse(
    turns: Sequence[Turn], player: str, before: Sequence[dict[str, _Own]], first: int, second: int
) -> Lapse:
    """Say what is forgotten between two nodes of a set whose last own moves differ."""
    information = turns[second].information
    ways = [_way(player, before, number) for number in (first, second)]
    for node, _ in ways[1]:
        if turns[node].information == information:
            what = "that it has passed it before"
            return Lapse(player, information, turns[node].id, turns[second].id, what)
    shared = min(map(len, ways))
    for one, other in zip(ways[0][:shared], ways[1][:shared], strict=True):
        sets = turns[one[0]].information, turns[other[0]].information
        if sets[0] != sets[1]:
            what = f"what it knew when it moved at {sets[0]!r} or {sets[1]!r}"
            break
        if one[1] != other[1]:
            what = f"which move it made at {sets[0]!r}"
            break
    else:
        next_own = max(ways, key=len)[shared][0]
        what = f"whether it moved at {turns[next_own].information!r}"
    return Lapse(player, information, turns[first].id, turns[second].id, what)


def _way(player: str, before: Sequence[dict[str, _Own]], number: int) -> list[_Own]:
    """List a player's own nodes on the way to a node, and its moves there."""
    way: list[_Own] = []
    last = before[number].get(player)
    while last is not None:
        way.append(last)
        last = before[last[0]].get(player)
    return way[::-1]
