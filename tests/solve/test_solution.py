"""Solving a model at a point: what is refused, in one line each, and what is refined."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest

from vcgame.errors import EvaluationError, UnsupportedError, UsageError, VcgameError
from vcgame.forms.extensive import ExtensiveGame
from vcgame.forms.strategic import StrategicGame
from vcgame.model.formula.parser import parse_condition, parse_expression
from vcgame.model.library import load_model
from vcgame.model.model import Action, Instance, Model, Node, Parameter, Player, Strategy
from vcgame.model.text import Text
from vcgame.solve.concepts import check_concept, concept_of
from vcgame.solve.solution import solve, within_assumptions

NAMES = ["x", "y"]


def model_of(cells, shape=(2, 2), assumptions=()):
    players = tuple(
        Player(f"p{i}", Text(f"p{i}"), tuple(Strategy(f"s{k}", Text("s")) for k in range(size)))
        for i, size in enumerate(shape)
    )
    profiles = product(*([s.id for s in player.strategies] for player in players))
    return Model(
        id="m",
        title=Text("m"),
        status="reconstruction",
        form="strategic",
        players=players,
        parameters={name: Parameter(name, Fraction(2)) for name in NAMES},
        instances={"i": Instance("i", Text("i"), "", {"x": Fraction(5), "y": Fraction(7)})},
        assumptions=tuple(parse_condition(text, NAMES) for text in assumptions),
        payoffs={
            profile: tuple(parse_expression(str(text), NAMES) for text in cell)
            for profile, cell in zip(profiles, cells, strict=True)
        },
    )


def choice(row, **more):
    return model_of([(row, 0), (row, 1), (0, 0), (0, 1)], **more)


def tree_of(left, right, chance=None):
    def end(id, text):
        return Node(id, None, (), (parse_expression(str(text), NAMES),))

    weights = [None, None] if chance is None else [chance, f"1 - ({chance})"]
    actions = tuple(
        Action(name, name, None if weight is None else parse_expression(weight, NAMES))
        for name, weight in zip(("left", "right"), weights, strict=True)
    )
    root = Node("root", None if chance else "p0", actions)
    return replace(
        choice("x"),
        form="extensive",
        players=(Player("p0", Text("p0")),),
        payoffs={},
        nodes=(root, end("left", left), end("right", right)),
    )


TWO = choice("x")
THREE = model_of([("x", 1, 1)] * 12, shape=(2, 2, 3))
TRIO = model_of([("x", 1, 1)] * 8, shape=(2, 2, 2))
TREE = tree_of("x", "y")
LIBRARY = load_model("boxed-pigs")

REFUSED = [
    (lambda: solve(TWO, {"z": 1}), UsageError, "m has no parameter 'z'; known: x, y"),
    (
        lambda: solve(LIBRARY, instance="pig"),
        UsageError,
        "boxed-pigs has no instance 'pig'; none is declared",
    ),
    (lambda: solve(TWO, instance="j"), UsageError, "m has no instance 'j'; known: i"),
    (
        lambda: solve(LIBRARY, {"A": Fraction(-1)}),
        UsageError,
        "the point breaks an assumption of boxed-pigs: A > 0",
    ),
    (
        lambda: solve(choice("x", assumptions=["x > 0", "x + y < 4"])),
        UsageError,
        "the point breaks an assumption of m: x + y < 4",
    ),
    (
        lambda: solve(choice("x", assumptions=["sqrt(2)*sqrt(3) >= sqrt(6)"])),
        UsageError,
        (
            "the point breaks an assumption of m: "
            "sqrt(2)*sqrt(3) >= sqrt(6) (an irrational tie, not decided)"
        ),
    ),
    (
        lambda: solve(choice("x", assumptions=["1/(x - 2) > 0"])),
        EvaluationError,
        "division by zero in '1/(x - 2)'",
    ),
    (lambda: solve(choice("y/(x - 2)")), EvaluationError, "division by zero in 'y/(x - 2)'"),
    (
        lambda: solve(TWO, concept="subgame-perfect"),
        UnsupportedError,
        (
            "m is a strategic game: 'subgame-perfect' is for trees; concepts that work here: "
            "'nash', 'pure', 'quantal-response', 'correlated', 'coarse-correlated', 'stackelberg', "
            "'iterated-dominance', 'rationalisable', 'risk-dominance'"
        ),
    ),
    (
        lambda: solve(TREE, concept="pure"),
        UnsupportedError,
        (
            "m is a tree: 'pure' is for games with [payoffs]; concepts that work here: 'nash', "
            "'subgame-perfect', 'perfect-bayesian', 'iterated-dominance', 'rationalisable', "
            "'risk-dominance'"
        ),
    ),
    (lambda: solve(TREE, solver="nashpy"), UnsupportedError, "use the exact solver here"),
    (lambda: solve(THREE, solver="nashpy"), UnsupportedError, "use the exact solver here"),
    (
        lambda: solve(TWO, concept="pure", solver="nashpy"),
        UnsupportedError,
        "use the exact solver here",
    ),
    (
        lambda: solve(tree_of(1, 2, chance="x")),
        EvaluationError,
        "the probability of left at root is 2, not within 0 and 1",
    ),
]


@pytest.mark.parametrize(("call", "error", "message"), REFUSED)
def test_a_refusal_is_one_clear_line(call, error, message):
    with pytest.raises(VcgameError) as caught:
        call()
    assert type(caught.value) is error
    assert str(caught.value).endswith(message)
    assert "\n" not in str(caught.value)


def test_the_points_of_instances_and_changes():
    assert dict(solve(TWO).values) == {"x": 2, "y": 2}
    assert dict(solve(TWO, instance="i").values) == {"x": 5, "y": 7}
    both = solve(TWO, {"y": Fraction(1, 3)}, instance="i")
    assert dict(both.values) == {"x": 5, "y": Fraction(1, 3)}
    assert dict(TWO.values()) == {"x": 2, "y": 2}, "the model stays as it is"


def test_what_is_solved_stands_in_the_solution():
    solution = solve(TWO)
    assert (solution.model, solution.regime) == (TWO, "s0, s1")
    assert isinstance(solution.game, StrategicGame)
    assert solution.answer.concept == "nash"
    tree = solve(TREE)
    assert isinstance(tree.game, ExtensiveGame)
    assert tree.regime == "root=left | root=right"
    assert tree.answer.concept == "subgame-perfect"


def test_concepts_that_are_left_out_are_chosen_by_the_form():
    assert [solve(model).answer.concept for model in (TWO, THREE, TRIO, TREE)] == [
        "nash",
        "nash",
        "nash",
        "subgame-perfect",
    ]
    assert solve(TWO, concept="pure").answer.concept == "pure"
    assert solve(TREE, concept="subgame-perfect").answer.complete
    large = model_of([("x", 1, 1)] * 80, shape=(5, 4, 4))
    part = solve(large, concept="nash").answer
    assert not part.complete
    assert part.why.startswith("mixed equilibria of 3 players are not searched")
    assert part.equilibria == solve(large).answer.equilibria
    assert solve(large).answer.concept == "pure"
    assert solve(TRIO, concept="pure").answer.concept == "pure"


@pytest.mark.parametrize("solver", ["exact", "nashpy"])
def test_both_solvers_agree_on_a_library_game(solver):
    answer = solve(LIBRARY, {"A": Fraction(1, 2)}, solver=solver).answer
    assert len(answer.equilibria) == 3


def test_within_assumptions_names_the_first_that_is_broken():
    model = choice("x", assumptions=["x > 0", "x > 3", "y > 9"])
    assert within_assumptions(model, model.values()) == "x > 3"
    values = {"x": Fraction(4), "y": Fraction(10)}
    assert within_assumptions(model, values) is None


CLOSE = "sqrt(2) - sqrt(2 + 1e-90)"
"""Below zero, and told from it by 512 binary digits, not by 128."""


def test_irrational_payoffs_are_refined_until_their_order_is_known():
    assert solve(choice(CLOSE)).regime == "s1, s1"
    assert solve(choice(f"-({CLOSE})")).regime == "s0, s1"
    assert solve(tree_of(CLOSE, 0)).regime == "root=right"
    assert solve(tree_of(0, CLOSE)).regime == "root=left"
    three = model_of([(CLOSE, 1, 1)] * 4 + [(0, 1, 1)] * 4, shape=(2, 2, 2))
    assert {e.supports[0] for e in solve(three).answer.equilibria} == {(1,)}
    for solution in (solve(choice(CLOSE)), solve(tree_of(CLOSE, 0)), solve(three)):
        assert solution.answer.complete


def test_irrational_ties_are_left_undecided_and_said_so():
    tie = "sqrt(2)*sqrt(3) - sqrt(6)"
    for model in (choice(tie), tree_of(tie, 0)):
        solution = solve(model)
        assert not solution.answer.complete
        assert "2048 bits" in solution.answer.why
    assert solve(tree_of(tie, 0)).regime == "not listed"


def test_a_tree_with_irrational_and_rational_payoffs():
    solution = solve(tree_of("sqrt(x)", "x/3"))
    (equilibrium,) = solution.answer.equilibria
    assert solution.regime == "root=left"
    assert equilibrium.payoffs == (pytest.approx(2**0.5),)
    chance = solve(tree_of("sqrt(x)", "x/3", chance="1/sqrt(y)"))
    (equilibrium,) = chance.answer.equilibria
    share = 2**-0.5
    assert equilibrium.payoffs == (pytest.approx(share * 2**0.5 + (1 - share) * 2 / 3),)


@pytest.mark.parametrize("shape", [(2, 2), (3, 2), (2, 2, 2), (3, 2, 2), (2, 2, 2, 2)])
@pytest.mark.parametrize("concept", [None, "pure", "nash"])
def test_the_concept_is_that_of_the_answer(shape, concept):
    cells = [[0] * len(shape) for _ in product(*map(range, shape))]
    model = model_of(cells, shape)
    assert solve(model, concept=concept).answer.concept == concept_of(model, concept)


def test_the_concept_of_a_tree():
    model = tree_of(1, 2)
    assert solve(model).answer.concept == concept_of(model)


def test_where_payoffs_depend_on_shares_no_concept_is_named():
    """No concept takes them, so a list of concepts that work would mislead."""
    model = load_model("brand-rising-fine")
    for concept in (None, "nash", "subgame-perfect", "perfect-bayesian"):
        with pytest.raises(UnsupportedError, match=r"shares; vcgame dynamics can answer$"):
            solve(model, concept=concept)


def test_a_sweep_is_told_what_sweeps_can_do():
    wanted = "concepts that work here: 'nash', 'subgame-perfect', 'perfect-bayesian'$"
    with pytest.raises(UnsupportedError, match=wanted):
        check_concept(TREE, "pure", swept=True)
