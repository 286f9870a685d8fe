"""The reduced strategic form: plans, names, where profiles lead, and its limits."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import arb

import vcgame.forms.reduced as reduced
from vcgame.errors import UnsupportedError
from vcgame.forms.expectation import expectation, product_of
from vcgame.forms.extensive import ExtensiveGame, Move, Vertex
from vcgame.forms.reduced import reduced_form


def end(id, *payoffs):
    return Vertex(id, None, (), tuple(p if isinstance(p, arb) else Fraction(p) for p in payoffs))


def centipede():
    """Player 1 moves, then 2, then 1 again: four strategies of player 1, three plans."""
    return ExtensiveGame(
        ("1", "2"),
        (
            Vertex("a", 0, (Move("take", 1), Move("pass", 2))),
            end("ta", 1, 0),
            Vertex("b", 1, (Move("take", 3), Move("pass", 4))),
            end("tb", 0, 2),
            Vertex("c", 0, (Move("take", 5), Move("pass", 6))),
            end("tc", 3, 1),
            end("pc", 2, 4),
        ),
    )


def test_plans_leave_out_what_own_moves_exclude():
    form = reduced_form(centipede())
    assert form.plans == ((((0, 0),), ((0, 1), (2, 0)), ((0, 1), (2, 1))), (((1, 0),), ((1, 1),)))
    # The same moves at several sets, so the sets are named.
    assert form.names == (("a:take", "a:pass·c:take", "a:pass·c:pass"), ("take", "pass"))
    assert form.reached == (((1, 1),), ((1, 1),), ((3, 1),), ((5, 1),), ((3, 1),), ((6, 1),))
    assert form.game.payoffs == ((1, 1, 0, 3, 0, 2), (0, 0, 2, 1, 2, 4))


def test_chance_is_weighed_and_impossible_ends_left_out():
    game = ExtensiveGame(
        ("1",),
        (
            Vertex(
                "c",
                None,
                (
                    Move("x", 1, Fraction(1, 4)),
                    Move("y", 2, Fraction(3, 4)),
                    Move("z", 3, Fraction(0)),
                ),
            ),
            end("X", 8),
            Vertex("n", 0, (Move("l", 4), Move("r", 5))),
            end("Z", 1000),
            end("L", 0),
            end("R", 4),
        ),
    )
    form = reduced_form(game)
    assert form.names == (("l", "r"),)
    assert form.reached == (
        ((1, Fraction(1, 4)), (4, Fraction(3, 4))),
        ((1, Fraction(1, 4)), (5, Fraction(3, 4))),
    )
    assert form.game.payoffs == ((2, 5),)
    assert form.game_with({5: (Fraction(8),)}).payoffs == ((2, 8),)


def test_a_player_who_never_moves_has_one_plan():
    game = ExtensiveGame(("1", "2"), (Vertex("a", 0, (Move("x", 1),)), end("e", 1, 2)))
    assert reduced_form(game).names == (("x",), ("-",))


def test_equal_expectations_of_balls_are_one_object():
    root, half = arb(2).sqrt(), Fraction(1, 2)
    chance = (Move("h", 3, half), Move("t", 4, half))
    other = (Move("h", 5, half), Move("t", 6, half))
    game = ExtensiveGame(
        ("1",),
        (
            Vertex("a", 0, (Move("l", 1), Move("r", 2))),
            Vertex("x", None, chance),
            Vertex("y", None, other),
            end("xh", root),
            end("xt", 1),
            end("yh", 1),
            end("yt", root),
        ),
    )
    first, second = reduced_form(game).game.payoffs[0]
    assert first is second
    assert first.contains((1 + root) / 2)


def test_expectations_of_balls():
    root = arb(2).sqrt()
    assert product_of(Fraction(1), root) is root
    assert product_of(root, Fraction(0)) == 0
    assert product_of(root, root).contains(2)
    third = arb(1) / 3
    assert (expectation([(third, Fraction(3)), (Fraction(1, 2), root)]) - root / 2).contains(1)
    assert expectation([(Fraction(0), root), (Fraction(1), Fraction(2))]) == 2


def test_limits(monkeypatch):
    monkeypatch.setattr(reduced, "MOST_PLANS", 2)
    with pytest.raises(UnsupportedError, match="1 has 3 plans of action or more; up to 2"):
        reduced_form(centipede())
    monkeypatch.setattr(reduced, "MOST_PLANS", 10)
    monkeypatch.setattr(reduced, "MOST_PROFILES", 5)
    with pytest.raises(UnsupportedError, match="has 6 profiles; up to 5"):
        reduced_form(centipede())
    monkeypatch.setattr(reduced, "MOST_PROFILES", 10)
    monkeypatch.setattr(reduced, "MOST_ENDS", 3)
    with pytest.raises(UnsupportedError, match="reach more than 3 ends"):
        reduced_form(centipede())
