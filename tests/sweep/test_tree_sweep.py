"""Sweeps of trees with information sets: each point as it is solved alone, and its measures."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import isnan
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vcgame.errors import UnsupportedError, UsageError
from vcgame.forms.extensive import ExtensiveGame
from vcgame.model.library import load_model, model_file
from vcgame.model.model import Model
from vcgame.model.reading.builder import build_model
from vcgame.model.toml.document import read_document
from vcgame.solve.concepts import Concept
from vcgame.solve.solution import solve
from vcgame.solve.trees.assessment import AssessmentAnswer
from vcgame.sweep.design.axis import Axis, parse_axis
from vcgame.sweep.design.design import Design
from vcgame.sweep.engines.work import make_part
from vcgame.sweep.findings import STATUSES, Findings
from vcgame.sweep.frontier.frontier import find_frontier
from vcgame.sweep.frontier.spans import parse_spans
from vcgame.sweep.measures import price as price_module
from vcgame.sweep.measures.outcome_solver import OutcomeSolver
from vcgame.sweep.measures.outcomes import OutcomePlan
from vcgame.sweep.measures.target import TARGET_COLUMNS, parse_target
from vcgame.sweep.preparation import prepare_job
from vcgame.sweep.solvers.block_solver import BlockSolver
from vcgame.sweep.storage.layout import Layout
from vcgame.sweep.storage.tables import equilibrium_table, point_table
from vcgame.sweep.tree_sets import by_sets, tree_sets

CONCEPTS: tuple[Concept, ...] = ("nash", "subgame-perfect", "perfect-bayesian")
CONSISTENCIES = ("sequential", "not sequential", "not decided")
OUTCOMES = ["total", "price", "payoff:a", "payoff:b", "plays:a.in", "plays:b.yes"]

HEAD = """
vcgame = 1
id = "toy"
title = "Toy"
parameters.x = { value = 1, range = [-4, 4] }
players = [{ id = "a" }, { id = "b" }]
nodes = [
"""


def line(id: str, parent: str, action: str, rest: str) -> str:
    """One node of a file."""
    above = f'parent = "{parent}", action = "{action}", ' if parent else ""
    return f'  {{ id = "{id}", {above}{rest} }},\n'


def signalling(payoffs: Sequence[tuple[str, str]]) -> Model:
    """Chance, then a, who knows it, then b, who sees the move of a only."""
    text = HEAD + '  { id = "root", chance = true },\n'
    ends = iter(payoffs)
    for kind, likely in (("high", "1/3"), ("low", "2/3")):
        text += line(kind, "root", kind, f'probability = "{likely}", player = "a"')
        for move in ("in", "out"):
            rest = f'player = "b", information = "saw_{move}"'
            text += line(f"{kind}_{move}", kind, move, rest)
            for reply in ("yes", "no"):
                first, second = next(ends)
                paid = f'payoffs = ["{first}", "{second}"]'
                text += line(f"{kind}_{move}_{reply}", f"{kind}_{move}", reply, paid)
    return build_model(read_document(text + "]\n", "toy"))


def random_model(seed: int) -> Model:
    choose = random.Random(seed)  # noqa: S311 - no secret
    return signalling(
        [
            (f"{choose.randint(-2, 3)}*x + {choose.randint(0, 4)}", str(choose.randint(-1, 3)))
            for _ in range(8)
        ]
    )


@pytest.fixture(scope="module")
def entry() -> Model:
    """a stays out or goes in; only then b, who knows it, says yes or no."""
    text = HEAD + line("start", "", "", 'player = "a"')
    text += line("stay", "start", "out", 'payoffs = ["2", "2"]')
    text += line("reply", "start", "in", 'player = "b"')
    text += line("fight", "reply", "no", 'payoffs = ["0", "0"]')
    text += line("share", "reply", "yes", 'payoffs = ["x", "1"]')
    return build_model(read_document(text + "]\n", "toy"))


def swept(
    model: Model,
    axis: str,
    concept: Concept | None = None,
    outcomes: Sequence[str] = (),
    rules: Sequence[str] = (),
    target: str | None = None,
) -> tuple[Design, Findings]:
    design = Design(model, model.values(), axes=(parse_axis(model, axis),))
    block = design.block(0, len(design))
    asked = {"names": list(outcomes), "select": list(rules)} if outcomes else None
    solver = OutcomeSolver.of(model, {"outcomes": asked, "target": target, "concept": concept})
    found = BlockSolver(model, concept=concept).solve(block)
    return design, solver.add(block.values, found)


def answers(design: Design, concept: Concept | None) -> list[tuple[Any, AssessmentAnswer]]:
    block = design.block(0, len(design))
    found = []
    for row in range(len(design)):
        alone = solve(design.model, block.point(row), concept=concept)
        assert isinstance(alone.answer, AssessmentAnswer)
        found.append((alone, alone.answer))
    return found


def floats(values: Any) -> list[float]:
    return [float(value) for value in values]


@pytest.mark.parametrize("concept", CONCEPTS)
@pytest.mark.parametrize("seed", range(4))
def test_every_point_is_as_alone(concept: Concept, seed: int) -> None:
    design, findings = swept(random_model(seed), "x=-2:2:5", concept)
    found, place = findings.found, 0
    for row, (alone, answer) in enumerate(answers(design, concept)):
        assert STATUSES[findings.status[row]] == ("ok" if answer.complete else "incomplete")
        assert findings.regimes[findings.regime[row]] == alone.regime
        assert findings.equilibria[row] == len(answer.equilibria)
        assert findings.components[row] == answer.outcomes
        assert findings.degenerate[row] == (-1 if answer.degenerate is None else answer.degenerate)
        for number, each in enumerate(answer.equilibria, 1):
            assert (found.row[place], found.number[place]) == (row, number)
            assert found.component[place] == each.outcome
            assert found.payoffs[place].tolist() == floats(each.payoffs)
            assert found.certificate[place] == 0
            expected, moves = [], []
            for k, mixture in enumerate(each.behaviour):
                expected += [np.nan if k in each.free else float(share) for share in mixture]
                sure = 1 in mixture and k not in each.free
                moves.append(mixture.index(Fraction(1)) if sure else -1)
            if concept == "perfect-bayesian":
                assert each.consistency is not None
                moves.append(CONSISTENCIES.index(each.consistency))
            assert np.array_equal(found.shares[place], expected, equal_nan=True)
            assert found.moves[place].tolist() == moves
            assert found.pure[place] == (-1 not in moves)
            place += 1
    assert place == len(found)


def best_total(model: Model, game: ExtensiveGame, totals: dict[int, Fraction]) -> Fraction:
    """Try every move at every set, in exact numbers."""
    sets = game.information_sets()

    def value(vertex: int, made: dict[int, int]) -> Fraction:
        node = game.vertices[vertex]
        if not node.moves:
            return totals[vertex]
        if node.player is None:
            return sum(
                (move.probability * value(move.child, made) for move in node.moves), Fraction(0)
            )
        return value(node.moves[made[vertex]].child, made)

    best = None
    for choice in product(*(range(len(each.actions)) for each in sets)):
        made = {v: move for each, move in zip(sets, choice, strict=True) for v in each.vertices}
        found = value(0, made)
        best = found if best is None or found > best else best
    assert best is not None
    return best


@pytest.mark.parametrize("seed", [1, 5])
@pytest.mark.parametrize("concept", CONCEPTS)
def test_outcomes_are_those_of_the_ends(concept: Concept, seed: int) -> None:
    model = random_model(seed)
    design, findings = swept(model, "x=-1:2:4", concept, OUTCOMES, ["all", "best", "worst"])
    place = 0
    for row, (alone, answer) in enumerate(answers(design, concept)):
        game = alone.game
        assert isinstance(game, ExtensiveGame)
        totals = {v: sum(node.payoffs) for v, node in enumerate(game.vertices) if node.payoffs}
        largest = best_total(model, game, totals)
        seen = []
        for each in answer.equilibria:
            total = sum(share * totals[end] for end, share in each.outcomes)
            plays = {
                name: sum(
                    share
                    for end, share in each.outcomes
                    if f"_{name.rpartition('.')[2]}" in f"{game.vertices[end].id}_"
                )
                for name in ("plays:a.in", "plays:b.yes")
            }
            got = {
                name: findings.outcomes.get(name, findings.found.outcomes.get(name))
                for name in findings.found.outcomes
            }
            assert got["all_total"][place] == pytest.approx(float(total), abs=1e-12)
            assert got["all_u1"][place] == float(each.payoffs[0])
            assert got["all_x1_in"][place] == pytest.approx(float(plays["plays:a.in"]))
            assert got["all_x2_yes"][place] == pytest.approx(float(plays["plays:b.yes"]))
            ratio = got["all_price"][place]
            assert ratio == pytest.approx(float(largest / total)) if total > 0 else isnan(ratio)
            seen.append(total)
            place += 1
        assert findings.outcomes["best_total"][row] == pytest.approx(float(max(seen)))
        assert findings.outcomes["worst_total"][row] == pytest.approx(float(min(seen)))
    assert place == len(findings.found)


def test_what_is_left_open_is_empty_and_counts_as_any_move(entry: Model) -> None:
    # b is indifferent to what it never comes to; a, who stays out at x < 2, ends the play.
    _, findings = swept(entry, "x=1:3:2", "nash", target="start=out, reply=yes")
    yes, only = (findings.outcomes[name].tolist() for name in TARGET_COLUMNS)
    assert yes == [1, 0]
    assert only == [0, 0]
    layout = Layout.of(entry, shown=("x",), concept="nash")
    table = equilibrium_table(findings, layout).to_pydict()
    assert sorted(table["at_start"]) == ["in", "out", "out", "out", "out"]
    assert {name for name in table if name.startswith("p_")} == {
        "p_start_out",
        "p_start_in",
        "p_reply_no",
        "p_reply_yes",
    }
    for move, no, sure in zip(table["at_reply"], table["p_reply_no"], table["pure"], strict=True):
        assert (move is None) == (not sure)
        assert move is None or no == (move == "no")


def open_set() -> Model:
    """a may end the play; if not, a moves again: once it ended, what it does there is open."""
    text = HEAD + line("start", "", "", 'player = "a"')
    text += line("stay", "start", "out", 'payoffs = ["x", "2"]')
    text += line("again", "start", "in", 'player = "a"')
    text += line("left", "again", "l", 'payoffs = ["0", "0"]')
    text += line("reply", "again", "r", 'player = "b"')
    text += line("fight", "reply", "no", 'payoffs = ["1", "0"]')
    text += line("share", "reply", "yes", 'payoffs = ["2", "1"]')
    return build_model(read_document(text + "]\n", "toy"))


def test_a_set_that_own_moves_exclude_is_open() -> None:
    model = open_set()
    _, findings = swept(model, "x=3:4:2", "nash", ["plays:a.r"], ["all"], "again=r")
    layout = Layout.of(
        model, shown=("x",), outcomes=TARGET_COLUMNS, equilibrium_outcomes=["all_x1_r"],
        concept="nash",
    )  # fmt: skip
    table = equilibrium_table(findings, layout).to_pydict()
    assert set(table["at_start"]) == {"out"}
    assert set(table["at_again"]) == set(table["p_again_l"]) == set(table["p_again_r"]) == {None}
    assert set(table["pure"]) == {False}
    assert set(table["all_x1_r"]) == {0.0}
    points = point_table(findings, layout).to_pydict()
    assert points["target_is_equilibrium"] == [1, 1]
    assert points["target_is_unique"] == [0, 0]
    assert points["outcomes"] == [1, 1]


def matching(first: Sequence[str], second: Sequence[str]) -> tuple[Model, Model]:
    """A 2x2 game as a table, and as a tree in which b does not see the move of a."""
    table = 'vcgame = 1\nid = "toy"\ntitle = "Toy"\nparameters.x = { value = 1, range = [-4, 4] }\n'
    table += 'players = [{ id = "a", strategies = { up = "up", down = "down" } }, '
    table += '{ id = "b", strategies = { left = "left", right = "right" } }]\n[payoffs]\n'
    tree = HEAD + line("start", "", "", 'player = "a"')
    cells = iter(zip(first, second, strict=True))
    ends = ""
    for move in ("up", "down"):
        tree += line(move, "start", move, 'player = "b", information = "blind"')
        for reply in ("left", "right"):
            paid = '["{}", "{}"]'.format(*next(cells))
            table += f'"{move}, {reply}" = {paid}\n'
            ends += line(f"{move}_{reply}", move, reply, f"payoffs = {paid}")
    made = [build_model(read_document(text, "toy")) for text in (table, tree + ends + "]\n")]
    return made[0], made[1]


@pytest.mark.parametrize("concept", CONCEPTS)
def test_a_table_and_its_tree_have_the_same_equilibria(concept: Concept) -> None:
    table, tree = matching(["x", "0", "0", "2"], ["1", "0", "0", "x"])
    outcomes, rules = ["total", "price", "payoff:a"], ["all", "best", "worst", "pareto-dominant"]
    _, one = swept(table, "x=-3:4:8", None, outcomes, rules)
    _, other = swept(tree, "x=-3:4:8", concept, outcomes, rules)
    assert one.equilibria.tolist() == other.equilibria.tolist()
    for row in range(8):
        mine, theirs = (
            sorted(map(tuple, each.found.shares[each.found.row == row].tolist()))
            for each in (one, other)
        )
        assert np.allclose(mine, theirs, rtol=0, atol=1e-12)
    for name, values in one.outcomes.items():
        assert np.allclose(values, other.outcomes[name], equal_nan=True), name


def test_the_label_of_a_table_stays_apart_from_that_of_its_tree() -> None:
    table, tree = matching(["x", "0", "0", "2"], ["1", "0", "0", "x"])
    _, one = swept(table, "x=1:1:1")
    _, other = swept(tree, "x=1:1:1")
    assert one.regimes == ("down, right | up+down, left+right | up, left",)
    assert other.regimes == (
        "start=down, blind=right | start=up+down, blind=left+right | start=up, blind=left",
    )


@pytest.mark.parametrize("concept", [None, *CONCEPTS])
def test_columns_say_what_they_hold(concept: Concept | None) -> None:
    model = load_model("quality-rating")
    layout = Layout.of(model, shown=("rL",), concept=concept)
    assert list(layout.points) == [
        "point", "rL", "status", "regime", "equilibria", "outcomes", "degenerate", "message",
    ]  # fmt: skip
    columns = list(layout.equilibria)
    assert columns[:8] == [
        "point", "equilibrium", "outcome", "pure",
        "at_rating_high", "at_rating_low", "at_price_seek", "at_price_skip",
    ]  # fmt: skip
    assert ("sequential" in columns) == (concept in (None, "perfect-bayesian"))
    assert columns[-3:] == ["u1", "u2", "certificate"]
    assert Layout.read(layout.describe()) == layout


@pytest.mark.parametrize("id", ["functional-upgrading", "leading-firm"])
def test_backward_induction_keeps_its_columns(id: str) -> None:
    model = load_model(id)
    nodes = [node.id for node in model.nodes if node.player]
    assert [each.id for each in tree_sets(model)] == nodes
    assert not by_sets(model)
    assert by_sets(model, "nash")
    assert not any(name.startswith("p_") for name in Layout.of(model, shown=()).equilibria)
    assert any(
        name.startswith("p_") for name in Layout.of(model, shown=(), concept="nash").equilibria
    )


def test_the_files_of_a_part(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    model = load_model("quality-rating")
    design = Design(model, model.values(), axes=(parse_axis(model, "rL=3:9:3"),))
    job = prepare_job(
        design,
        model_file("quality-rating").read_text(encoding="utf-8"),
        outcomes=["total"],
        select=["all", "best"],
        target="rating.high=seek",
        concept="nash",
        part_points=2,
    )
    files = [make_part(job, part) for part in range(2)]
    (tmp_path / "points").write_bytes(files[0].points)
    (tmp_path / "equilibria").write_bytes(files[0].equilibria)
    points = pq.read_table(tmp_path / "points").to_pydict()
    equilibria = pq.read_table(tmp_path / "equilibria").to_pydict()
    assert points["status"] == ["ok", "ok"]
    assert sum(points["equilibria"]) == len(equilibria["point"])
    assert points["target_is_equilibrium"] == [1, 1]
    assert {"seek", "skip"} == set(equilibria["at_rating_high"])
    assert set(equilibria["pure"]) == {True, False}


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        (["risk-dominant"], "best, worst, pareto-dominant and all work in trees"),
        (["best", "risk-dominant"], "--select risk-dominant is for 2x2 games"),
    ],
)
@pytest.mark.parametrize("id", ["quality-rating", "functional-upgrading"])
def test_a_rule_that_trees_do_not_have(id: str, rules: list[str], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        OutcomePlan.of(load_model(id), ["total"], rules)


def test_a_price_needs_all_pure_profiles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(price_module, "MOST_STEPS", 10)
    with pytest.raises(UnsupportedError, match="too many; total works here"):
        OutcomePlan.of(load_model("quality-rating"), ["price"], ["best"])
    OutcomePlan.of(load_model("quality-rating"), ["total"], ["best"])
    OutcomePlan.of(load_model("functional-upgrading"), ["price"], ["best"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("saw=yes", "no player moves at 'saw'; did you mean 'saw_in'"),
        ("high_in=yes", "it is in the information set 'saw_in', so name that"),
        ("saw_in=in", "saw_in has no action 'in'; known: yes, no"),
        ("saw_in=yes, saw_in=no", "saw_in stands twice; keep one"),
        ("yes", "write node=action in a tree, e.g. high=in"),
    ],
)
@pytest.mark.parametrize("concept", [None, "nash"])
def test_targets_that_are_none(text: str, said: str, concept: Concept | None) -> None:
    with pytest.raises(UsageError, match=said):
        parse_target(random_model(1), text, concept)


@pytest.mark.parametrize("concept", CONCEPTS)
def test_a_target_is_that_of_the_equilibria(concept: Concept) -> None:
    design, findings = swept(random_model(3), "x=-2:2:9", concept, target="saw_in=yes, high=in")
    yes, only = (findings.outcomes[name].tolist() for name in TARGET_COLUMNS)
    for row, (alone, answer) in enumerate(answers(design, concept)):
        ids = [each.id for each in alone.game.information_sets()]
        aimed = [ids.index("saw_in"), ids.index("high")]
        there = [
            all(each.behaviour[number][0] == 1 for number in aimed) for each in answer.equilibria
        ]
        assert not any(each.free for each in answer.equilibria)
        assert bool(yes[row]) == any(there)
        assert bool(only[row]) == all(there)


@pytest.mark.parametrize("id", ["quality-rating", "leading-firm", "order-war"])
def test_a_frontier_names_what_answers(id: str) -> None:
    model = load_model(id)
    names = [each.id for each in model.parameters.values() if each.low is not None][:2]
    said = f"'vcgame conditions {id}' gives exact conditions, 'vcgame sweep {id}' answers"
    with pytest.raises(UnsupportedError, match=said):
        find_frontier(model, parse_spans(model, ",".join(names)), 16)


def test_irrational_payoffs_are_swept_too(grid_of: Callable[..., Any]) -> None:
    _, tree = matching(["sqrt(x)", "0", "0", "1"], ["1", "0", "0", "1"])
    _, findings = swept(tree, "x=1:3:3", "nash", ["payoff:a"], ["all"])
    assert findings.status.tolist() == [0, 0, 0]
    assert findings.equilibria.tolist() == [3, 3, 3]
    mixed = findings.found.payoffs[~findings.found.pure][:, 0]
    roots = np.sqrt([1, 2, 3])
    assert mixed == pytest.approx(roots / (1 + roots))


def test_a_strategic_point_that_is_not_whole_fails_too() -> None:
    model, _ = matching(["x", "0", "0", "1"], ["1", "0", "0", "1"])
    whole = replace(model.parameters["x"], whole=True)
    model = replace(model, parameters={"x": whole})
    design = Design(model, model.values(), axes=(Axis("x", Fraction(1), Fraction(3), 5, "x"),))
    findings = BlockSolver(model).solve(design.block(0, 5))
    assert [STATUSES[status] for status in findings.status] == ["ok", "error", "ok", "error", "ok"]
    said = [findings.messages[place] for place in findings.message]
    assert said[1] == "x of toy is a whole number; 3/2 is none, 2 is the nearest"
    assert said[3] == "x of toy is a whole number; 5/2 is none, 2 is the nearest"
    with pytest.raises(UnsupportedError, match="x takes whole numbers only, and a frontier"):
        find_frontier(two_whole(model), parse_spans(two_whole(model), "x=1:2,y=1:2"), 4)


def two_whole(model: Model) -> Model:
    return replace(
        model, parameters={**model.parameters, "y": replace(model.parameters["x"], id="y")}
    )
