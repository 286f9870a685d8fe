"""One lever: thresholds with known roots, and a scan of exact solves as the oracle."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vcgame.derive.irrational import regime_at
from vcgame.derive.isolated import Root
from vcgame.derive.line import lever_line, line_concept
from vcgame.derive.thresholds import OneLever
from vcgame.errors import EvaluationError, IncompleteError, UnsupportedError, UsageError
from vcgame.model.formula.parser import parse_condition, parse_expression
from vcgame.model.library import load_model
from vcgame.model.model import Action, Model, Node, Parameter, Player, Strategy
from vcgame.model.text import Text
from vcgame.solve.solution import solve, within_assumptions

KNOWN = ["x", "b"]


def model_of(payoffs, *, low=0, high=4, assumptions=(), shape=None):
    """A game in x; `payoffs` gives the formulas of one profile after the other."""
    rows = [tuple(parse_expression(str(f), KNOWN) for f in cell) for cell in payoffs]
    shape = shape or (2, 2)
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
        parameters={
            "x": Parameter("x", Fraction(low), Fraction(low), Fraction(high), lever=True),
            "b": Parameter("b", Fraction(2)),
        },
        assumptions=tuple(parse_condition(text, KNOWN) for text in assumptions),
        payoffs=dict(zip(profiles, rows, strict=True)),
    )


def decision(row, **more):
    """One player chooses between a formula and zero; the other has nothing at stake."""
    return model_of([(row, 0), (row, 1), (0, 0), (0, 1)], **more)


def tree_of(nodes, players=2, **more):
    """Nodes as (id, player or "chance" or payoffs, [(action, child, probability)])."""
    made = []
    for id, what, *moves in nodes:
        payoffs = what if isinstance(what, tuple) else ()
        actions = tuple(
            Action(action, child, None if p is None else parse_expression(p, KNOWN))
            for action, child, p in (moves[0] if moves else ())
        )
        mover = what if isinstance(what, str) and what != "chance" else None
        formulas = tuple(parse_expression(str(f), KNOWN) for f in payoffs)
        made.append(Node(id, mover, actions, formulas))
    strategic = model_of([(0, 0)] * 4, **more)
    plain = tuple(Player(f"p{i}", Text("p")) for i in range(players))
    return replace(strategic, form="extensive", payoffs={}, nodes=tuple(made), players=plain)


def regime(model, x, parameter="x"):
    point = model.values(changes={parameter: x})
    try:
        if within_assumptions(model, point) is not None:
            return None
        return solve(model, point, concept=line_concept(model)).regime
    except EvaluationError:
        return None


def scan(line, model, steps):
    """Every solve on a grid agrees with the part of the line that it falls into."""
    for k in range(steps + 1):
        x = line.low + (line.high - line.low) * Fraction(k, steps)
        found = regime(model, x, line.parameter)
        for cut in (line.at_low, *line.cuts, line.at_high):
            if cut.value == x:
                assert cut.regime == found
        for piece in line.pieces:
            if piece.low < x < piece.high:
                assert (piece.solution and piece.solution.regime) == found
    ends = [line.low, *(end for cut in line.cuts for end in (cut.low, cut.high)), line.high]
    assert [(p.low, p.high) for p in line.pieces] == list(zip(ends[::2], ends[1::2], strict=True))
    for before, cut, after in zip(line.pieces, line.cuts, line.pieces[1:], strict=False):
        around = {part.solution and part.solution.regime for part in (before, after)}
        assert around != {cut.regime}, "a cut at which nothing changes"


def values(line):
    return [cut.value for cut in line.cuts]


KNOWN_ROOTS = {
    "linear": ("x - 3/2", ["3/2"]),
    "quadratic": ("(2*x - 1)*(x - 3)", ["1/2", "3"]),
    "double": ("(x - 2)**2", ["2"]),
    "negative double": ("-(3*x - 5)**2", ["5/3"]),
    "no root inside": ("x + 1", []),
    "roots at the ends": ("x*(x - 4)", []),
    "a root and an end": ("x*(x - 1)", ["1"]),
    "a ratio": ("(x - 1)/(x + 1)", ["1"]),
    "a pole": ("(x - 1)/(x - 2)", ["1", "2"]),
    "a pole that is cancelled": ("(x - 2)/(x - 2) - 2", ["2"]),
    "cubic": ("(x - 1)*(x - 2)*(x - 3)", ["1", "2", "3"]),
    "a minimum": ("min(x - 1, 2 - x)", ["1", "2"]),
    "a maximum": ("max(1 - x, x - 3)", ["1", "3"]),
    "an absolute value": ("abs(x - 2) - 1", ["1", "3"]),
    "an absolute value that touches": ("abs(2*x - 3)", ["3/2"]),
    "a choice": ("(1 if x < 2 else -1)", ["2"]),
    "a choice at one value": ("(1 if x == 2 else -1)", ["2"]),
    "a choice within a choice": ("((1 if 1/x > 1 else -1) if x > 1/2 else -1)", ["1/2", "1"]),
    "a conjunction": ("(1 if x > 1 and not x > 2 else -1)", ["1", "2"]),
    "nested": ("min(max(x - 1, 1 - x), 3 - x)", ["1", "3"]),
    "another parameter": ("x - b", ["2"]),
    "a square root of a number": ("x - sqrt(b + 2)", ["2"]),
    "always zero": ("x - x", []),
}


@pytest.mark.parametrize("name", KNOWN_ROOTS)
def test_thresholds_of_a_single_choice(name):
    formula, roots = KNOWN_ROOTS[name]
    model = decision(formula)
    line = lever_line(model, "x")
    assert values(line) == [Fraction(root) for root in roots]
    scan(line, model, 48)


IRRATIONAL = {
    "crossing": ("x**2 - 2", [2**0.5], True),
    "touching": ("(x**2 - 3)**2", [3**0.5], True),
    "two": ("(x**2 - 2)*(x**2 - 5)", [2**0.5, 5**0.5], True),
    "close to a rational one": ("(x**2 - 2)*(x - 1.41421356237309504880168872)", None, True),
    "cubic": ("x**3 - 2", [2 ** (1 / 3)], True),
    "a branch": ("max(x**2 - 2, -1)", [2**0.5], True),
    "a test": ("(1 if x*x < 2 else -1)", [2**0.5], False),
    "a pole": ("1/(x**2 - 2)", [2**0.5], None),
}


@pytest.mark.parametrize("name", IRRATIONAL)
def test_irrational_thresholds_have_exact_regimes(name):
    formula, roots, tied = IRRATIONAL[name]
    model = decision(formula)
    line = lever_line(model, "x")
    scan(line, model, 40)
    if roots is None:
        (near, far) = line.cuts
        assert {near.value is None, far.value is None} == {True, False}
        assert near.high < far.low
        return
    assert values(line) == [None] * len(roots)
    for cut, root in zip(line.cuts, roots, strict=True):
        assert cut.low < cut.high
        assert float(cut.low) == pytest.approx(root)
        assert cut.high - cut.low < Fraction(1, 10**11)
        assert cut.solution is None
        if tied is None:
            assert cut.regime is None
        else:
            assert (cut.regime == "s0, s1[s0] | s0[s1], s1" or "[" in cut.regime) is tied


def test_an_irrational_tie_that_matters_to_nobody_is_no_threshold():
    # Against s1 the row player is indifferent at the root of two, but s1 is never played.
    model = model_of([(3, 1), ("x**2", 0), (1, 1), (2, 0)])
    line = lever_line(model, "x")
    assert line.cuts == ()
    scan(line, model, 30)


def test_ends_of_the_range_may_have_regimes_of_their_own():
    line = lever_line(decision("x*(4 - x)"), "x")
    assert line.cuts == ()
    assert line.at_low.regime == line.at_high.regime == "s0[s1], s1 | s1[s0], s1"
    assert line.pieces[0].solution.regime == "s0, s1"
    assert [line.at_low.value, line.at_high.value] == [0, 4]


def test_beyond_an_assumption_there_is_no_solution():
    line = lever_line(decision("x - 3", assumptions=["x >= 1", "x**2 < 12"]), "x")
    assert [None if p.solution is None else p.solution.regime for p in line.pieces] == [
        None,
        "s1, s1",
        "s0, s1",
        None,
    ]
    assert line.cuts[0].regime == "s1, s1", "the assumption holds at its bound"
    assert line.cuts[2].value is None
    assert line.cuts[2].regime is None, "and the strict one does not"
    assert (line.at_low.solution, line.at_high.solution) == (None, None)


def random_formula(draw, degree):
    kind = draw.random()
    numbers = [draw.randint(-3, 3) for _ in range(degree + 1)]
    text = " + ".join(f"({n})*x**{k}" if k else str(n) for k, n in enumerate(numbers))
    if kind < 0.1:
        return f"max({text}, {draw.randint(-2, 2)})"
    if kind < 0.2:
        return f"({text})/(x + {draw.randint(1, 3)})"
    if kind < 0.25:
        return f"({text} if x > {draw.randint(1, 3)} else {draw.randint(-2, 2)})"
    return text


def random_game(seed, shape, degree):
    draw = Random(seed)  # noqa: S311
    cells = 1
    for size in shape:
        cells *= size
    payoffs = [[random_formula(draw, degree) for _ in shape] for _ in range(cells)]
    return model_of(payoffs, shape=shape, low=-1, high=3)


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10**9), st.sampled_from([((2, 2), 2), ((2, 3), 1), ((3, 2), 2), ((3, 3), 1)]))
def test_a_scan_finds_nothing_that_the_line_does_not_have(seed, kind):
    model = random_game(seed, *kind)
    scan(lever_line(model, "x"), model, 32)


@settings(max_examples=4, deadline=None)
@given(st.integers(0, 10**9))
def test_a_scan_of_three_players(seed):
    model = random_game(seed, (2, 2, 2), 2)
    scan(lever_line(model, "x"), model, 32)


points = st.fractions(-1, 3, max_denominator=6)
shapes = st.sampled_from([(2, 2), (2, 3), (3, 3), (4, 2), (3, 4), (5, 5), (2, 2, 2), (1, 3)])


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**9), shapes, points)
def test_regimes_from_signs_are_those_of_the_solver(seed, shape, x):
    model = random_game(seed, shape, 1)
    lever = OneLever(model, "x", model.values())
    assert regime_at(lever, Root(x, x)) == regime(model, x)


TREE = [
    ("root", "p0", [("out", "stop", None), ("in", "reply", None)]),
    ("reply", "p1", [("a", "left", None), ("b", "luck", None)]),
    ("luck", "chance", [("good", "won", "x/4"), ("bad", "lost", "1 - x/4")]),
    ("stop", (1, 1)),
    ("left", ("x", 1)),
    ("won", (4, "x")),
    ("lost", (0, 0)),
]


def test_a_tree_with_chance():
    model = tree_of(TREE)
    line = lever_line(model, "x")
    assert values(line) == [1, 2]
    scan(line, model, 64)


def test_a_tree_with_irrational_thresholds():
    nodes = [*TREE[:5], ("won", (4, "x + 1/4")), TREE[6]]
    model = tree_of(nodes)
    line = lever_line(model, "x")
    assert values(line) == [1, None]
    assert line.cuts[1].regime == "root=in, reply=a | root=in, reply=b"
    scan(line, model, 64)
    lever = OneLever(model, "x", model.values())
    for x in (Fraction(1), Fraction(3, 2), Fraction(7, 2), Fraction(2, 3)):
        assert regime_at(lever, Root(x, x)) == regime(model, x)


def test_probabilities_that_leave_their_bounds_end_the_game():
    nodes = [
        ("root", "p0", [("out", "stop", None), ("in", "luck", None)]),
        ("luck", "chance", [("good", "won", "x - 1"), ("bad", "lost", "2 - x")]),
        ("stop", (2, 0)),
        ("won", (4, 0)),
        ("lost", (1, 0)),
    ]
    model = tree_of(nodes)
    line = lever_line(model, "x")
    assert values(line) == [1, Fraction(4, 3), 2]
    assert (line.pieces[0].solution, line.pieces[3].solution) == (None, None)
    assert line.cuts[0].regime == "root=out"
    scan(line, model, 48)


def test_a_long_tree_with_many_branches_is_no_obstacle():
    nodes = []
    for k in range(10):
        nodes += [(f"n{k}", f"p{k % 2}", [("stop", f"e{k}", None), ("go", f"n{k + 1}", None)])]
        nodes += [(f"e{k}", (f"x - {k % 5}", f"{k % 3} - x"))]
    model = tree_of([*nodes, ("n10", ("x", "x"))])
    line = lever_line(model, "x")
    scan(line, model, 6)


MISTAKES = [
    (lambda: lever_line(decision("x"), "y"), UsageError, "no parameter 'y'; known: x, b"),
    (lambda: lever_line(decision("x"), "b"), UsageError, "b has no range in m; write range = "),
    (
        lambda: lever_line(decision("sqrt(x) - 1"), "x"),
        UnsupportedError,
        "no exact thresholds of m in x: call is no polynomial; use sweep",
    ),
    (
        lambda: lever_line(decision("x**x"), "x"),
        UnsupportedError,
        "no exact thresholds of m in x: power is no polynomial; use sweep",
    ),
    (
        lambda: lever_line(random_game(1, (6, 2), 1), "x"),
        UnsupportedError,
        "minors are for games up to 5 strategies; use sweep",
    ),
    (
        lambda: lever_line(decision("(x - 1)**64"), "x"),
        UnsupportedError,
        "a polynomial of degree 64 is to be solved; use sweep",
    ),
    (
        lambda: lever_line(tree_of(tied_tree(15)), "x"),
        IncompleteError,
        "no exact thresholds: at x = 2, more than 10000 pure subgame-perfect equilibria",
    ),
]


def tied_tree(levels):
    nodes = [("root", "chance", [(f"m{k}", f"n{k}", f"1/{levels}") for k in range(levels)])]
    for k in range(levels):
        nodes += [(f"n{k}", "p0", [("l", f"l{k}", None), ("r", f"r{k}", None)])]
        nodes += [(f"l{k}", (1, 0)), (f"r{k}", (1, 0))]
    return nodes


@pytest.mark.parametrize(("call", "error", "message"), MISTAKES)
def test_what_cannot_be_done_is_one_clear_line(call, error, message):
    with pytest.raises(error) as caught:
        call()
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_lines_of_the_library():
    model = load_model("functional-upgrading")
    line = lever_line(model, "sigma", instance="strong-assistance")
    scan(line, model_at(model, "strong-assistance"), 16)
    assert values(lever_line(load_model("brand-maintain"), "tau")) == [1, 2]
    changed = lever_line(load_model("brand-maintain"), "tau", {"T": Fraction(7)})
    assert values(changed) == [1, 3]


def model_at(model, instance):
    parameters = {
        id: replace(parameter, value=model.values(instance)[id])
        for id, parameter in model.parameters.items()
    }
    return replace(model, parameters=parameters)
