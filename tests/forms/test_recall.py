"""Perfect recall of trees in numbers, against its definition."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vcgame.errors import UnsupportedError
from vcgame.forms.extensive import ExtensiveGame, Move, Vertex
from vcgame.forms.recall import check_recall, recall_fault

ZERO = (Fraction(0), Fraction(0))


def test_a_tree_with_perfect_recall_passes() -> None:
    game = ExtensiveGame(
        ("a", "b"),
        (
            Vertex("root", 0, (Move("x", 1), Move("y", 2))),
            Vertex("one", 1, (Move("u", 3), Move("v", 4)), (), "reply"),
            Vertex("two", 1, (Move("u", 5), Move("v", 6)), (), "reply"),
            *(Vertex(f"end{n}", None, (), ZERO) for n in range(4)),
        ),
    )
    assert recall_fault(game) is None
    check_recall(game)
    alone = replace(game, vertices=tuple(replace(v, player=v.player and 0) for v in game.vertices))
    assert recall_fault(alone) == (
        "a forgets at 'reply' which move it made at 'root': 'one' and 'two' are in one "
        "information set"
    )
    with pytest.raises(UnsupportedError, match=r"one information set; players with perfect recall"):
        check_recall(alone)


def test_the_same_name_of_two_players_means_two_sets() -> None:
    game = ExtensiveGame(
        ("a", "b"),
        (
            Vertex("root", 0, (Move("x", 1),), (), "set"),
            Vertex("next", 1, (Move("x", 2),), (), "set"),
            Vertex("end", None, (), ZERO),
        ),
    )
    assert recall_fault(game) is None


def test_a_long_tree_is_walked_without_recursion() -> None:
    steps = 3_000
    chain = [Vertex(f"n{n}", 0, (Move("go", n + 1),)) for n in range(steps)]
    game = ExtensiveGame(("a", "b"), (*chain, Vertex("end", None, (), ZERO)))
    assert recall_fault(game) is None
    last = replace(chain[-1], information="n0")
    twice = replace(game, vertices=(*chain[:-1], last, game.vertices[-1]))
    assert recall_fault(twice) == (
        "a forgets at 'n0' that it has passed it before: 'n0' and 'n2999' are in one "
        "information set"
    )


@st.composite
def trees(draw: st.DrawFn) -> ExtensiveGame:
    """Small trees whose information sets join nodes at random."""
    size = draw(st.integers(1, 7))
    parents: list[tuple[int, int]] = []
    free = [(0, 0), (0, 1)]
    for number in range(1, size):
        place = free.pop(draw(st.integers(0, len(free) - 1)))
        parents.append(place)
        free += [(number, 0), (number, 1)]
    child = {place: number for number, place in enumerate(parents, 1)}
    child.update({place: number for number, place in enumerate(sorted(free), size)})
    vertices = []
    for number in range(size):
        player = draw(st.sampled_from([0, 0, 1, None]))
        share = Fraction(1, 2) if player is None else None
        moves = tuple(Move("xy"[m], child[number, m], share) for m in (0, 1))
        information = "" if player is None else draw(st.sampled_from(["", "", "h", "k"]))
        vertices.append(Vertex(f"n{number}", player, moves, (), information))
    ends = [Vertex(f"end{n}", None, (), ZERO) for n in range(len(free))]
    return ExtensiveGame(("a", "b"), (*vertices, *ends))


def experience(game: ExtensiveGame, number: int) -> list[tuple[str, str]]:
    """Own information sets and moves on the way to a node, read off from the definition."""
    player, found = game.vertices[number].player, []
    while number:
        above, move = next(
            (a, m) for a, v in enumerate(game.vertices) for m in v.moves if m.child == number
        )
        vertex = game.vertices[above]
        if vertex.player == player:
            found.append((vertex.information or vertex.id, move.action))
        number = above
    return found[::-1]


@settings(max_examples=300, deadline=None)
@given(trees())
def test_a_fault_is_found_exactly_where_the_definition_has_one(game: ExtensiveGame) -> None:
    broken = [
        (each.id, game.vertices[first].id, game.vertices[second].id)
        for each in game.information_sets()
        for first, second in combinations(each.vertices, 2)
        if experience(game, first) != experience(game, second)
    ]
    fault = recall_fault(game)
    assert (fault is None) == (not broken)
    if fault is not None:
        assert any(
            f"forgets at {name!r} " in fault and f": {first!r} and {second!r} are" in fault
            for name, first, second in broken
        )
        absent = any(
            name in [way[0] for way in experience(game, number)]
            for name, _, second in broken
            for number in [game.index(second)]
        )
        assert absent or "has passed it before" not in fault
