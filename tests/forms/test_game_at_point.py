"""Models at a point: the numbers that the stories ask for, worked out by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vcgame.errors import EvaluationError, UnsupportedError
from vcgame.forms.extensive import ExtensiveGame
from vcgame.forms.point import extensive_game, game_at, strategic_game
from vcgame.forms.strategic import StrategicGame
from vcgame.model.formula.expression import Name, Number
from vcgame.model.formula.parser import parse_condition, parse_expression
from vcgame.model.library import load_model
from vcgame.model.model import Action, Model, Node, Player
from vcgame.model.point import Effort, is_true, value_at
from vcgame.model.reading.binder import MAX_PARTS
from vcgame.model.reading.builder import build_model
from vcgame.model.text import Text
from vcgame.model.toml.document import read_document

F = Fraction
Point = Mapping[str, Fraction]
Payoffs = Callable[..., tuple[Fraction, Fraction]]

HAND: dict[str, list[tuple[str, str, str]]] = {
    # default points: profile, first player's payoff, second player's
    "boxed-pigs": [
        ("press, press", "5", "1"),
        ("press, wait", "4", "4"),
        ("wait, press", "9", "-1"),
        ("wait, wait", "0", "0"),
    ],
    "brand-two-firms": [
        ("build, build", "2", "2"),
        ("build, free_ride", "-1", "13/5"),
        ("free_ride, build", "13/5", "-1"),
        ("free_ride, free_ride", "-2/5", "-2/5"),
    ],
    "brand-maintain": [
        ("maintain, maintain", "9/2", "9/2"),
        ("maintain, abuse", "1/2", "6"),
        ("abuse, maintain", "6", "1/2"),
        ("abuse, abuse", "1", "1"),
    ],
    "brand-large-small": [
        ("build, build", "6", "2"),
        ("build, wait", "5", "4"),
        ("wait, build", "5", "-3"),
        ("wait, wait", "0", "0"),
    ],
    "imitate-innovate": [
        ("innovate, innovate", "5/4", "5/4"),
        ("innovate, imitate", "-5/4", "4"),
        ("imitate, innovate", "4", "-5/4"),
        ("imitate, imitate", "0", "0"),
    ],
    "subsidy-war": [
        ("none, none", "5", "5"),
        ("none, subsidy", "0", "7"),
        ("subsidy, none", "7", "0"),
        ("subsidy, subsidy", "7/2", "7/2"),
    ],
}

FORMULAS: dict[str, dict[str, Payoffs]] = {
    # the tables of the stories, written once more
    "boxed-pigs": {
        "press, press": lambda A: (7 - A, 3 - A),
        "press, wait": lambda A: (6 - A, F(4)),
        "wait, press": lambda A: (F(9), 1 - A),
        "wait, wait": lambda A: (F(0), F(0)),
    },
    "brand-two-firms": {
        "build, build": lambda b, c, sigma, q, t: (2 * b - c + sigma, 2 * b - c + sigma),
        "build, free_ride": lambda b, c, sigma, q, t: (b - c + sigma, b - q * t),
        "free_ride, build": lambda b, c, sigma, q, t: (b - q * t, b - c + sigma),
        "free_ride, free_ride": lambda b, c, sigma, q, t: (-q * t, -q * t),
    },
    "brand-maintain": {
        "maintain, maintain": lambda T, R, P, S, tau: (R + tau, R + tau),
        "maintain, abuse": lambda T, R, P, S, tau: (S + tau, T),
        "abuse, maintain": lambda T, R, P, S, tau: (T, S + tau),
        "abuse, abuse": lambda T, R, P, S, tau: (P, P),
    },
    "brand-large-small": {
        "build, build": lambda s11, V2, CL, CS, sigma, **_: (
            s11 * V2 - CL,
            (1 - s11) * V2 - CS + sigma,
        ),
        "build, wait": lambda s10, VL, CL, **_: (s10 * VL - CL, (1 - s10) * VL),
        "wait, build": lambda s01, VS, CS, sigma, **_: (s01 * VS, (1 - s01) * VS - CS + sigma),
        "wait, wait": lambda **_: (F(0), F(0)),
    },
    "imitate-innovate": {
        "innovate, innovate": lambda pi0, v, beta, kappa, C, sigma, **_: (
            (pi0 + v * (1 + beta) * (1 - kappa) - C + sigma,) * 2
        ),
        "innovate, imitate": lambda pi0, v, beta, kappa, C, sigma, m, phi: (
            pi0 + v * (1 - kappa * beta) - C + sigma,
            pi0 + beta * v - m - phi,
        ),
        "imitate, innovate": lambda pi0, v, beta, kappa, C, sigma, m, phi: (
            pi0 + beta * v - m - phi,
            pi0 + v * (1 - kappa * beta) - C + sigma,
        ),
        "imitate, imitate": lambda pi0, **_: (pi0, pi0),
    },
    "subsidy-war": {
        "none, none": lambda V, S: (V / 2, V / 2),
        "none, subsidy": lambda V, S: (F(0), V - S),
        "subsidy, none": lambda V, S: (V - S, F(0)),
        "subsidy, subsidy": lambda V, S: ((V - S) / 2, (V - S) / 2),
    },
}

UPGRADING: dict[str, tuple[str, str]] = {
    # what supplier and buyer expect at the default point, over success and failure
    "arms_length stay": ("4", "20"),
    "arms_length upgrade accommodate": ("6", "17"),
    "arms_length upgrade punish": ("0", "37/2"),
    "assist stay": ("5", "41/2"),
    "assist upgrade accommodate": ("7", "35/2"),
    "assist upgrade punish": ("0", "18"),
}

SHORT = """
vcgame = 1
id = "short"
title = "short"
players = [{{ id = "a", strategies = {{ u = "u", d = "d" }} }}]
payoffs = {{ u = ["{}"], d = [0] }}
[parameters]
x = 2
"""

LUCK = """
vcgame = 1
id = "luck"
title = "luck"
[parameters]
p = "1/2"
r = "1/2"
[[players]]
id = "a"
[[nodes]]
id = "start"
chance = true
[[nodes]]
id = "good"
parent = "start"
action = "win"
probability = "p"
payoffs = [1]
[[nodes]]
id = "bad"
parent = "start"
action = "lose"
probability = "r"
payoffs = [0]
"""


def built(text: str) -> Model:
    return build_model(read_document(text, "x.toml"))


def table(game: StrategicGame) -> dict[str, tuple[Any, ...]]:
    return {game.label(profile): game.payoff(profile) for profile in game.profiles()}


def expected(game: ExtensiveGame, number: int) -> tuple[Fraction, ...]:
    """Expected payoffs from a node of chance, or the payoffs of an end."""
    vertex = game.vertices[number]
    if vertex.end:
        return vertex.payoffs
    assert vertex.chance
    parts = [[m.probability * u for u in expected(game, m.child)] for m in vertex.moves]
    return tuple(map(sum, zip(*parts, strict=True)))  # type: ignore[arg-type]


def after(game: ExtensiveGame, actions: str) -> int:
    """Follow the moves of players from the root."""
    number = 0
    for action in actions.split():
        number = next(m.child for m in game.vertices[number].moves if m.action == action)
    return number


def upgrading(a: int, reply: str, v: Point) -> tuple[Fraction, Fraction]:
    """Payoffs of supplier and buyer in the story of functional upgrading, over chance."""
    net = v["K"] - v["sigma"]
    shared = a * v["phi"] * v["g"]
    kept = a * ((1 - v["phi"]) * v["g"] - v["h"])
    if reply == "stay":
        return v["w"] + shared, v["V"] + kept
    if reply == "accommodate":
        return v["w"] + shared + v["p"] * v["gA"] - net, v["V"] + kept - v["p"] * v["lA"]
    supplier = v["alpha"] * v["w"] + v["p"] * v["gP"] - net
    return supplier, v["V"] - v["s"] - a * v["h"] - v["p"] * v["lP"]


def points(model: Model) -> st.SearchStrategy[dict[str, Fraction]]:
    """Any points of the ranges of a model."""
    return st.fixed_dictionaries(
        {
            id: st.fractions(parameter.low, parameter.high, max_denominator=12)
            for id, parameter in model.parameters.items()
        }
    )


@pytest.mark.parametrize("id", HAND)
def test_payoffs_at_the_default_point(id: str) -> None:
    model = load_model(id)
    game = game_at(model, model.values())
    assert isinstance(game, StrategicGame)
    assert game.exact
    assert [(*map(str, (label, *payoffs)),) for label, payoffs in table(game).items()] == HAND[id]


@pytest.mark.parametrize("id", FORMULAS)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_payoffs_at_any_point_are_those_of_the_story(id: str, data: st.DataObject) -> None:
    model = load_model(id)
    point = data.draw(points(model))
    payoffs = table(strategic_game(model, point))
    assert payoffs == {label: payoff(**point) for label, payoff in FORMULAS[id].items()}


@pytest.mark.parametrize("actions", UPGRADING)
def test_upgrading_at_the_default_point(actions: str) -> None:
    model = load_model("functional-upgrading")
    game = game_at(model, model.values())
    assert isinstance(game, ExtensiveGame)
    assert game.players == ("oem", "buyer")
    payoffs = expected(game, after(game, actions))
    assert tuple(map(str, payoffs)) == UPGRADING[actions]


@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_upgrading_at_any_point_is_that_of_the_story(data: st.DataObject) -> None:
    model = load_model("functional-upgrading")
    point = data.draw(points(model))
    game = extensive_game(model, point)
    for actions in UPGRADING:
        a = int(actions.startswith("assist"))
        payoffs = expected(game, after(game, actions))
        assert payoffs == upgrading(a, actions.split()[-1], point)


def test_chance_moves_in_its_own_ends_and_nobody_knows_before() -> None:
    model = load_model("functional-upgrading")
    game = extensive_game(model, model.values())
    chance = [vertex for vertex in game.vertices if vertex.chance]
    assert len(chance) == 4
    for vertex in chance:
        assert [move.action for move in vertex.moves] == ["success", "failure"]
        assert [move.probability for move in vertex.moves] == [F(1, 2), F(1, 2)]
    assert [game.players[v.player or 0] for _, v in game.decisions()].count("buyer") == 3
    assert game.vertices[game.index("offer")] is game.vertices[0]


def test_the_boxed_pigs_are_an_instance_of_the_large_and_the_small_firm() -> None:
    general, pigs = load_model("brand-large-small"), load_model("boxed-pigs")
    instance = strategic_game(general, general.values("boxed-pigs"))
    assert instance.payoffs == strategic_game(pigs, pigs.values()).payoffs


def test_the_razors_lose_their_price() -> None:
    model = load_model("imitate-innovate")
    values = model.values("razor")
    assert values["v"] * (1 - values["kappa"]) == 13
    alone = table(strategic_game(model, values))["innovate, imitate"][0]
    assert alone == F("14.6") - 16


@pytest.mark.parametrize(
    ("p", "r", "said"),
    [
        ("3/2", "-1/2", "the probability of win at start is 3/2, not within 0 and 1"),
        ("-1/2", "3/2", "the probability of win at start is -1/2, not within 0 and 1"),
        ("1/2", "1/3", "the probabilities at start sum to 5/6, not to 1"),
        ("1", "1", "the probabilities at start sum to 2, not to 1"),
    ],
)
def test_numbers_that_are_no_probabilities(p: str, r: str, said: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        game_at(built(LUCK), {"p": F(p), "r": F(r)})
    assert str(caught.value) == said


def test_long_numbers_that_are_no_probabilities_are_still_said() -> None:
    low = F(1, 10**300)
    with pytest.raises(EvaluationError, match=r"start sum to about 0\.5, not to 1"):
        game_at(built(LUCK), {"p": F(1, 2), "r": low**20})


def test_probabilities_too_long_to_add_up_are_left_to_the_point() -> None:
    head, _, _ = LUCK.partition('[[nodes]]\nid = "good"')
    ends = [
        f'[[nodes]]\nid = "n{i}"\nparent = "start"\naction = "m{i}"\n'
        f'probability = "1/{10**90 + 2 * i + 1}"\npayoffs = [0]\n'
        for i in range(30)
    ]
    model = built(head + "".join(ends))
    with pytest.raises(EvaluationError, match="the probabilities at start sum to about 3e-89"):
        game_at(model, model.values())


def test_chance_may_be_sure_and_irrational() -> None:
    sure = extensive_game(built(LUCK), {"p": F(1), "r": F(0)})
    assert [move.probability for move in sure.vertices[0].moves] == [1, 0]
    model = built(LUCK.replace('"p"\n', '"sqrt(p)"\n').replace('"r"\n', '"1 - sqrt(p)"\n'))
    game = extensive_game(model, {"p": F(1, 2), "r": F(0)})
    win, lose = (move.probability for move in game.vertices[0].moves)
    assert 0.7071 < win < 0.7072
    assert abs(win + lose - 1) < 1e-30
    exact = extensive_game(model, {"p": F(1, 4), "r": F(0)})
    assert [move.probability for move in exact.vertices[0].moves] == [F(1, 2), F(1, 2)]
    with pytest.raises(EvaluationError, match=r"win at start is .*1\.414.*, not within 0 and 1"):
        game_at(model, {"p": F(2), "r": F(0)})
    odd = LUCK.replace('"p"\n', '"sqrt(p)"\n')
    with pytest.raises(EvaluationError, match=r"start sum to .*0\.957.*, not to 1"):
        game_at(built(odd), {"p": F(1, 2), "r": F(1, 4)})


def test_irrational_payoffs_are_balls_as_narrow_as_asked_for() -> None:
    model = built(SHORT.format("sqrt(x)"))
    game = strategic_game(model, {"x": F(2)})
    assert not game.exact
    wide = game.payoff((0,))[0]
    narrow = strategic_game(model, {"x": F(2)}, 512).payoff((0,))[0]
    assert wide.overlaps(narrow)
    assert 0 < narrow.rad() < wide.rad() < 1e-30
    assert strategic_game(model, {"x": F(9, 4)}).payoffs == ((F(3, 2), F(0)),)


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("1/(x - 2)", "division by zero in '1/(x - 2)'"),
        ("sqrt(1 - x)", "the square root of a negative number in 'sqrt(1 - x)'"),
        ("log(2 - x)", "the logarithm of a number that is not positive in 'log(2 - x)'"),
    ],
)
def test_payoffs_without_a_value(formula: str, said: str) -> None:
    model = built(SHORT.format(formula))
    with pytest.raises(EvaluationError) as caught:
        game_at(model, model.values())
    assert str(caught.value).startswith("the payoffs of (")
    assert str(caught.value).endswith(f": {said}")
    assert game_at(model, {"x": F(1, 2)}).players == ("a",)


def test_a_game_in_numbers() -> None:
    model = load_model("brand-large-small")
    game = strategic_game(model, model.values())
    assert [game.index(profile) for profile in game.profiles()] == [0, 1, 2, 3]
    assert game.matrices() == ([[F(6), F(5)], [F(5), F(0)]], [[F(2), F(4)], [F(-3), F(0)]])
    assert StrategicGame.from_matrices(*game.matrices()).payoffs == game.payoffs


def test_a_point_that_lacks_a_value() -> None:
    with pytest.raises(EvaluationError, match="'x' has no value"):
        game_at(built(SHORT.format("x")), {})


def test_each_form_refuses_the_other() -> None:
    tree, strategic = load_model("functional-upgrading"), load_model("boxed-pigs")
    with pytest.raises(UnsupportedError, match="functional-upgrading is a tree; this needs"):
        strategic_game(tree, tree.values())
    with pytest.raises(UnsupportedError, match="boxed-pigs is a strategic game; this needs"):
        extensive_game(strategic, strategic.values())


def test_a_tree_of_five_thousand_nodes_in_one_line() -> None:
    length = 5_000
    half = Number(F(1, 2))
    nodes = [Node(f"n{i}", "a", (Action("go", f"n{i + 1}", None),)) for i in range(length - 1)]
    nodes[1] = Node("n1", None, (Action("go", "n2", Number(F(1))),))
    nodes.append(Node(f"n{length - 1}", None, (), (half, Name("x"))))
    model = Model(
        id="long",
        title=Text("long"),
        status="textbook",
        form="extensive",
        players=(Player("a", Text("a")), Player("b", Text("b"))),
        parameters={},
        nodes=tuple(nodes),
    )
    game = extensive_game(model, {"x": F(3)})
    assert len(game.vertices) == length
    assert game.vertices[-1].payoffs == (F(1, 2), F(3))
    assert game.vertices[game.index("n1")].chance
    assert expected(game, length - 1) == (F(1, 2), F(3))


def test_effort_is_shared_and_runs_out() -> None:
    formula = parse_expression("+".join(["x**64"] * 100), ["x"])
    point = {"x": F(3**80, 2**99)}
    effort = Effort(8_000)
    value_at(formula, point, effort=effort)
    spent = 8_000 - effort.left
    assert 3_000 < spent < 4_000
    value_at(formula, point, effort=effort)
    assert 8_000 - effort.left == 2 * spent
    with pytest.raises(EvaluationError, match="takes too long"):
        value_at(formula, point, effort=effort)


def test_effort_bounds_irrational_formulas_too() -> None:
    formula = parse_expression("+".join(["sqrt(x)"] * 300), ["x"])
    effort = Effort(700)
    assert value_at(formula, {"x": F(2)}, effort=effort) > 424
    with pytest.raises(EvaluationError, match="takes too long"):
        value_at(formula, {"x": F(2)}, effort=effort)
    condition = parse_condition("sqrt(x)*sqrt(x) == x and x > 1", ["x"])
    assert is_true(condition, {"x": F(2)}) is None
    assert is_true(condition, {"x": F(4)}) is True
    assert is_true(condition, {"x": F(1, 2)}) is False


def test_the_largest_plain_game_is_within_the_effort() -> None:
    effort = Effort()
    formula = parse_expression("+".join(["2*x"] * 600), ["x"])
    for _ in range(MAX_PARTS // 1_800):
        assert value_at(formula, {"x": F(1, 3)}, effort=effort) == 400
    assert effort.left > 0
