"""The subgames of a tree, and the stages between them.

A subgame begins at a node whose later play cuts no information set (Selten 1965). What lies
between the beginning of a subgame and those of the next smaller ones is here called a stage:
a tree of its own, in which each smaller subgame stands as an end.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush

from vcgame.forms.extensive import ExtensiveGame, Vertex

__all__ = ["Stage", "movers_before", "stages", "subgame_roots"]


@dataclass(frozen=True, slots=True)
class Stage:
    """What a subgame holds before its smaller subgames begin.

    Attributes
    ----------
    root
        Number of the node at which the subgame begins, in the whole tree.
    game
        The stage as a tree; a smaller subgame is an end without payoffs.
    vertices
        Per node of `game`, its number in the whole tree.
    exits
        Nodes of `game` at which smaller subgames begin.
    sets
        Per information set of `game`, its number in the whole tree.
    """

    root: int
    game: ExtensiveGame
    vertices: tuple[int, ...]
    exits: tuple[int, ...]
    sets: tuple[int, ...]

    @property
    def movers(self) -> frozenset[int]:
        """Players who have a choice in this stage."""
        return frozenset(
            vertex.player
            for vertex in self.game.vertices
            if vertex.player is not None and len(vertex.moves) > 1
        )


def subgame_roots(game: ExtensiveGame) -> tuple[int, ...]:
    """Numbers of the nodes at which subgames begin, the whole game first.

    Nodes of chance begin subgames too, ends do not.

    Examples
    --------
    >>> from vcgame.forms.extensive import Move
    >>> first = Vertex("a", 0, (Move("l", 1), Move("r", 2)))
    >>> left = Vertex("b", 1, (Move("L", 3),), (), "B")
    >>> right = Vertex("c", 1, (Move("L", 4),), (), "B")
    >>> ends = (Vertex("d", None), Vertex("e", None))
    >>> game = ExtensiveGame(("x", "y"), (first, left, right, *ends))
    >>> subgame_roots(game)
    (0,)
    """
    cut = [vertex.end for vertex in game.vertices]
    parents = _parents(game)
    for each in game.information_sets():
        # The nodes from which some, not all nodes of the set are reached: those below the
        # last common one. Parents have smaller numbers, so the largest is always taken next.
        waiting = [-vertex for vertex in each.vertices]
        heapify(waiting)
        while len(waiting) > 1:
            vertex = -heappop(waiting)
            while waiting and -waiting[0] == vertex:
                heappop(waiting)
            if not waiting:
                break
            cut[vertex] = True
            heappush(waiting, -parents[vertex])
    return tuple(number for number, is_cut in enumerate(cut) if not is_cut)


def stages(game: ExtensiveGame) -> tuple[Stage, ...]:
    """Cut a tree into stages, those of smaller subgames before those that hold them."""
    roots = set(subgame_roots(game)) | {0}
    numbers = {(each.player, each.id): place for place, each in enumerate(game.information_sets())}
    members: dict[int, list[int]] = {root: [root] for root in roots}
    home = {0: 0}
    for number, vertex in enumerate(game.vertices):
        for move in vertex.moves:
            own = home[number] if number not in roots else number
            home[move.child] = own
            members[own].append(move.child)
    return tuple(
        _stage(game, root, sorted(members[root]), roots, numbers)
        for root in sorted(roots, reverse=True)
    )


def movers_before(parts: tuple[Stage, ...]) -> dict[int, frozenset[int]]:
    """Per subgame, the players who have a choice in the stages before it."""
    movers: dict[int, frozenset[int]] = {0: frozenset()}
    for stage in reversed(parts):
        before = movers[stage.root] | stage.movers
        for place in stage.exits:
            movers[stage.vertices[place]] = before
    return movers


def _stage(
    game: ExtensiveGame,
    root: int,
    members: list[int],
    roots: set[int],
    numbers: dict[tuple[int, str], int],
) -> Stage:
    places = {number: place for place, number in enumerate(members)}
    vertices: list[Vertex] = []
    exits: list[int] = []
    for place, number in enumerate(members):
        vertex = game.vertices[number]
        if number != root and number in roots:
            exits.append(place)
            vertices.append(Vertex(vertex.id, None))
            continue
        moves = tuple(replace(move, child=places[move.child]) for move in vertex.moves)
        vertices.append(replace(vertex, moves=moves))
    tree = ExtensiveGame(game.players, tuple(vertices))
    sets = tuple(numbers[each.player, each.id] for each in tree.information_sets())
    return Stage(root, tree, tuple(members), tuple(exits), sets)


def _parents(game: ExtensiveGame) -> list[int]:
    parents = [-1] * len(game.vertices)
    for number, vertex in enumerate(game.vertices):
        for move in vertex.moves:
            parents[move.child] = number
    return parents
