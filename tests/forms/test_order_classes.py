"""Names of two-by-two games: every order of payoffs, however its strategies are called."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vcgame.forms.order import ORDERS, namings, order_class
from vcgame.forms.strategic import StrategicGame
from vcgame.model.order import ORDER_CLASSES

Matrix = tuple[tuple[int, int], tuple[int, int]]
Game = tuple[Matrix, Matrix]

TEXTBOOK: dict[str, Game] = {
    # Payoffs as printed in textbooks: rows and columns are C and D.
    "prisoners_dilemma": (((3, 0), (5, 1)), ((3, 5), (0, 1))),
    "deadlock": (((1, 0), (3, 2)), ((1, 3), (0, 2))),
    "compromise": (((1, 2), (4, 3)), ((1, 4), (2, 3))),
    "harmony": (((4, 2), (3, 1)), ((4, 3), (2, 1))),
    "stag_hunt": (((4, 1), (3, 2)), ((4, 3), (1, 2))),
    "chicken": (((3, 2), (4, 1)), ((3, 4), (2, 1))),
    "boxed_pigs": (((5, 4), (9, 0)), ((1, 4), (-1, 0))),
    "battle_of_the_sexes": (((3, 1), (0, 2)), ((2, 1), (0, 3))),
    "coordination": (((4, 1), (0, 2)), ((4, 0), (1, 3))),
    "matching_pennies": (((4, 1), (2, 3)), ((1, 3), (4, 2))),
}


def game(first: Matrix, second: Matrix) -> StrategicGame:
    return StrategicGame.from_matrices(first, second)


def matrices() -> list[Matrix]:
    """All strict orders of four outcomes."""
    return [((a, b), (c, d)) for a, b, c, d in permutations(range(1, 5))]


def other_rows(matrix: Matrix) -> Matrix:
    return matrix[1], matrix[0]


def other_columns(matrix: Matrix) -> Matrix:
    (a, b), (c, d) = matrix
    return (b, a), (d, c)


def across(matrix: Matrix) -> Matrix:
    (a, b), (c, d) = matrix
    return (a, c), (b, d)


def relabelled(first: Matrix, second: Matrix) -> list[Game]:
    """The same game under other names of the strategies, and with the players exchanged."""
    games = [(first, second)]
    games += [(other_rows(A), other_rows(B)) for A, B in games]
    games += [(other_columns(A), other_columns(B)) for A, B in games]
    return games + [(across(B), across(A)) for A, B in games]


ALL = [(A, B) for A in matrices() for B in matrices()]
NAMES = {pair: order_class(game(*pair)) for pair in ALL}


def orders_hold(pair: Game, name: str) -> bool:
    """Whether a class's orders hold under some naming, from the letters T, R, P and S alone."""
    for first, second in relabelled(*pair):
        (R, S), (T, P) = first
        mine = {"R": R, "S": S, "T": T, "P": P}
        (R, T), (S, P) = second
        theirs = {"R": R, "S": S, "T": T, "P": P}
        if all(
            payoffs[high] > payoffs[low]
            for payoffs, order in zip((mine, theirs), ORDERS[name], strict=True)
            for high, low in map(tuple, order)
        ):
            return True
    return False


def test_every_name_has_its_orders() -> None:
    assert tuple(ORDERS) == ORDER_CLASSES
    assert len(namings()) == 8 == len(set(namings()))


def test_no_game_has_two_names() -> None:
    for pair in ALL:
        names = [name for name in ORDER_CLASSES if orders_hold(pair, name)]
        assert len(names) <= 1, pair
        assert NAMES[pair] == (names[0] if names else None)


def test_how_many_of_the_576_strict_games_have_each_name() -> None:
    # A class of one order for both players has 4 games, one per naming of the strategies; of
    # two different orders 8. An order that leaves a pair open counts once for each completion.
    assert Counter(NAMES.values()) == {
        "prisoners_dilemma": 4,
        "deadlock": 4,
        "compromise": 4,
        "chicken": 4,
        "stag_hunt": 4,
        "harmony": 36,
        "boxed_pigs": 8,
        "battle_of_the_sexes": 16,
        "coordination": 16,
        "matching_pennies": 72,
        None: 408,
    }


@pytest.mark.parametrize("name", ORDER_CLASSES)
def test_textbook_games(name: str) -> None:
    for pair in relabelled(*TEXTBOOK[name]):
        assert order_class(game(*pair)) == name


def test_names_do_not_depend_on_labels_and_order_of_players() -> None:
    for pair, name in NAMES.items():
        assert {NAMES[other] for other in relabelled(*pair)} == {name}


@settings(max_examples=60)
@given(
    st.sampled_from(ALL),
    st.tuples(*[st.fractions(Fraction(1, 9), 9)] * 2),
    st.tuples(*[st.fractions()] * 2),
)
def test_only_the_order_of_each_players_payoffs_counts(
    pair: Game, scales: tuple[Fraction, Fraction], shifts: tuple[Fraction, Fraction]
) -> None:
    moved = [
        [[scale * value + shift for value in row] for row in matrix]
        for matrix, scale, shift in zip(pair, scales, shifts, strict=True)
    ]
    assert order_class(StrategicGame.from_matrices(*moved)) == NAMES[pair]


def test_a_tie_that_a_name_turns_on_takes_it_away() -> None:
    complete = {name for name, pair in ORDERS.items() if all(len(order) == 3 for order in pair)}
    complete -= {"coordination", "battle_of_the_sexes"}
    assert complete == {
        "prisoners_dilemma",
        "deadlock",
        "compromise",
        "stag_hunt",
        "chicken",
        "boxed_pigs",
    }
    values = list(product((1, 2, 3), repeat=4))
    tied = [((a, b), (c, d)) for a, b, c, d in values if len({a, b, c, d}) < 4]
    for first in tied:
        for _, second in list(TEXTBOOK.values())[::2]:
            name = order_class(game(first, second))
            assert name not in complete
            holding = [other for other in ORDER_CLASSES if orders_hold((first, second), other)]
            assert holding == ([] if name is None else [name])
    assert order_class(game(((0, 0), (0, 0)), ((0, 0), (0, 0)))) is None


def test_a_tie_that_a_name_does_not_turn_on_leaves_it() -> None:
    # Matching pennies asks for the best replies only.
    assert order_class(game(((1, -1), (-1, 1)), ((-1, 1), (1, -1)))) == "matching_pennies"
    assert order_class(game(((2, 0), (0, 1)), ((1, 0), (0, 2)))) == "battle_of_the_sexes"
    assert order_class(game(((1, 0), (0, 1)), ((1, 0), (0, 1)))) is None


def test_other_shapes_have_no_name() -> None:
    assert (
        order_class(StrategicGame.from_matrices([[3, 0, 1], [5, 1, 2]], [[3, 5, 0], [0, 1, 2]]))
        is None
    )
    three = StrategicGame(("a", "b", "c"), (("x",), ("x",), ("x",)), ((Fraction(0),),) * 3)
    assert order_class(three) is None
