"""Equilibria of trees along one parameter, and its thresholds, against the solvers."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest
from parametric_trees import Definition, random_model, random_point, signalling_text

from vcgame.derive.trees.line import tree_line
from vcgame.derive.trees.thresholds import tree_thresholds
from vcgame.errors import UnsupportedError, UsageError
from vcgame.forms.point import extensive_game
from vcgame.model.formula.exact import evaluate, holds
from vcgame.model.formula.plain import to_text
from vcgame.model.library import load_model, model_of


def inside(stretch):
    """Rational numbers of a stretch: itself, or three between its ends."""
    if stretch.point:
        number = stretch.low.rational
        return [] if number is None else [number]
    low = None if stretch.low is None else stretch.low.root.high
    high = None if stretch.high is None else stretch.high.root.low
    if low is None:
        low = (high or Fraction(0)) - 4
    if high is None:
        high = low + 4
    assert low < high
    return [low + (high - low) * Fraction(k, 5) for k in (1, 3, 4)]


def judge(model, concept, definition):
    if concept == "perfect-bayesian":
        return lambda moves: definition.beliefs(moves) is not None
    return definition.subgame_perfect if concept == "subgame-perfect" else definition.nash


def check_line(model, lever, point, concept):
    """Whether the equilibria of all stretches are those of the definition; counts the cuts."""
    line = tree_line(model, lever, point, concept=concept, whole=True)
    assert line.rows[0].stretch.low is None
    assert line.rows[-1].stretch.high is None
    for row in line.rows:
        for value in inside(row.stretch):
            there = {**point, lever: value}
            allowed = all(holds(assumption, there) for assumption in model.assumptions)
            if row.standing != "inside":
                assert row.standing == "outside"
                assert not allowed
                continue
            assert allowed
            definition = Definition(extensive_game(model, there))
            good = judge(model, concept, definition)
            wanted = [moves for moves in definition.profiles() if good(moves)]
            found = [
                tuple(
                    own.actions.index(move)
                    for own, (_, move) in zip(definition.sets, each.moves, strict=True)
                )
                for each in line.held(row)
            ]
            assert sorted(found) == sorted(wanted), (lever, value)
    return len(line.cuts)


@pytest.mark.parametrize("seed", [4, 5, 7, 8, 101, 106])
@pytest.mark.parametrize("concept", ["nash", "subgame-perfect", "perfect-bayesian"])
def test_random_lines(seed, concept):
    model = random_model(seed, decisions=3 + seed // 100, depth=3)
    draw = Random(seed)  # noqa: S311 - games, not secrets
    point = random_point(model, draw)
    assert sum(check_line(model, lever, point, concept) for lever in ("a", "q", "r"))


@pytest.mark.parametrize("seed", [2, 4, 5])
def test_random_lines_of_signals(seed):
    model = model_of("random-tree", signalling_text(seed))
    draw = Random(seed)  # noqa: S311 - games, not secrets
    point = random_point(model, draw)
    assert sum(check_line(model, lever, point, "perfect-bayesian") for lever in ("b", "c", "q"))


@pytest.mark.parametrize(
    ("id", "lever", "concept"),
    [
        ("functional-upgrading", "p", "subgame-perfect"),
        ("leading-firm", "kappa", "subgame-perfect"),
        ("quality-rating", "rL", "perfect-bayesian"),
        ("quality-rating", "mu", "perfect-bayesian"),
    ],
)
def test_lines_and_thresholds_of_shipped_trees(id, lever, concept):
    model = load_model(id)
    point = model.values()
    assert check_line(model, lever, point, concept)
    line = tree_line(model, lever, point, whole=True)
    thresholds = tree_thresholds(model, lever, point, line=line)
    valued = [each for each in thresholds if each.value is not None]
    roots = [each.value.root.low for each in valued]
    assert roots == sorted(roots)
    for each in valued:
        number = each.value.rational
        if number is not None:
            assert holds(each.equation, {**point, lever: number})
            if each.formula is not None:
                assert evaluate(each.formula, point) == number
        if each.at is not None:
            assert each.at.stretch.point
            assert each.at in line.rows
            assert each.before is None or each.before.stretch.high.order(each.value) == 0
            assert each.after is None or each.after.stretch.low.order(each.value) == 0
    # every cut within the assumptions at which something changes is a threshold or their edge
    told = {each.value.rational for each in valued if each.at is not None}
    for row in line.cuts:
        place = line.rows.index(row)
        around = [r.standing for r in line.rows[max(place - 1, 0) : place + 2]]
        if row.stretch.low.rational is not None and set(around) == {"inside"}:
            assert row.stretch.low.rational in told


ROOT = """
vcgame = 1
id = "root"
title = "Root"
form = "extensive"
assumptions = ["x >= 0", "x**2 < 5"]
parameters = { x = { value = 1, range = [0, 4] }, y = 2 }
players = [{ id = "first" }]
nodes = [
  { id = "start", player = "first" },
  { id = "low", parent = "start", action = "low", payoffs = ["x**2"] },
  { id = "high", parent = "start", action = "high", payoffs = ["y"] },
]
"""


def test_irrational_cuts_and_assumptions_that_cut():
    model = model_of("root", ROOT)
    line = tree_line(model, "x", model.values())
    said = [
        (row.standing, [dict(each.moves)["start"] for each in line.held(row)]) for row in line.rows
    ]
    inner = [each for each in said if each[0] == "inside"]
    assert inner == [("inside", ["high"]), ("inside", ["low", "high"]), ("inside", ["low"])]
    assert {standing for standing, _ in said[3:]} == {"outside"}
    cut = next(row for row in line.cuts if len(row.holding) == 2)
    assert cut.stretch.low.rational is None
    root = cut.stretch.low.root
    assert root.low**2 <= 2 <= root.high**2
    edge = next(row for row in line.rows if row.standing == "outside")
    assert edge.stretch.low.root.low**2 <= 5 <= edge.stretch.low.root.high**2
    (found,) = (each for each in tree_thresholds(model, "x") if each.at is not None)
    assert to_text(found.formula) == "sqrt(y)"
    assert [*map(to_text, found.needs)] == ["y >= 0"]
    whole = tree_line(model, "x", model.values(), whole=True)
    assert whole.rows[0].standing == "outside"


LUCK = """
vcgame = 1
id = "luck"
title = "Luck"
form = "extensive"
parameters = { x = 1, y = 2 }
players = [{ id = "first" }]
nodes = [
  { id = "start", player = "first" },
  { id = "low", parent = "start", action = "low", payoffs = ["1"] },
  { id = "high", parent = "start", action = "high", chance = true },
  { id = "won", parent = "high", action = "won", probability = "x", payoffs = ["y"] },
  { id = "lost", parent = "high", action = "lost", probability = "1 - x", payoffs = ["0"] },
]
"""


def test_the_chance_of_a_tree_is_a_lever_within_zero_and_one():
    """Without an assumption, no probability beyond 0 and 1 has equilibria."""
    model = model_of("luck", LUCK)
    line = tree_line(model, "x", model.values(), whole=True)
    found = [
        (
            row.standing,
            row.stretch.point,
            None if row.stretch.low is None else row.stretch.low.rational,
            [dict(each.moves)["start"] for each in line.held(row)],
        )
        for row in line.rows
        if row.standing == "inside"
    ]
    assert found[0][3] == ["low"]
    assert found[-1][3] == ["high"]
    assert [each for each in found if len(each[3]) == 2] == [
        ("inside", True, Fraction(1, 2), ["low", "high"])
    ]
    assert line.rows[0].standing == line.rows[-1].standing
    assert line.rows[0].standing != "inside"


def test_mistakes_are_told():
    model = load_model("leading-firm")
    with pytest.raises(UsageError, match="no parameter 'sigmaa'"):
        tree_line(model, "sigmaa")
    wide = model_of("root", ROOT.replace('["x**2"]', '["2**x"]'))
    with pytest.raises(UnsupportedError):
        tree_line(wide, "x")
