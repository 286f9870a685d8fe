from __future__ import annotations

import json
import random
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from vcgame.errors import UsageError
from vcgame.model.library import load_model
from vcgame.model.model import Model
from vcgame.report.sweep_tables import robustness_table
from vcgame.solve.solution import solve
from vcgame.solve.subgame import TreeAnswer
from vcgame.sweep.design.axis import parse_axis
from vcgame.sweep.design.design import Design
from vcgame.sweep.design.sampling import Sampling
from vcgame.sweep.design.uncertain import Uncertain
from vcgame.sweep.findings import Findings, Found
from vcgame.sweep.measures.robustness import Robustness, wilson
from vcgame.sweep.measures.target import TARGET_COLUMNS, parse_target
from vcgame.sweep.storage.stored import StoredSweep
from vcgame.sweep.storage.stored_robustness import robustness_of, write_robustness

FLAGS = st.sampled_from([0.0, 1.0, float("nan")])


@given(
    st.integers(1, 6).flatmap(
        lambda draws: st.tuples(
            st.just(draws),
            st.integers(1, 5).flatmap(
                lambda settings: st.lists(
                    st.tuples(FLAGS, FLAGS), min_size=settings * draws, max_size=settings * draws
                )
            ),
        )
    ),
    st.integers(1, 7),
    st.randoms(use_true_random=False),
)
def test_parts_in_any_order_count_alike(
    case: tuple[int, list[tuple[float, float]]], size: int, shuffled: random.Random
) -> None:
    draws, flags = case
    settings = len(flags) // draws
    robustness = Robustness(settings, draws)
    starts = list(range(0, len(flags), size))
    shuffled.shuffle(starts)
    for start in starts:
        assert not robustness.complete
        part = np.array(flags[start : start + size])
        robustness.count(start, part[:, 0], part[:, 1])
    assert robustness.complete
    for place, shares in enumerate(robustness.shares.values()):
        for setting in range(settings):
            column = [pair[place] for pair in flags[setting * draws : (setting + 1) * draws]]
            known = [flag for flag in column if flag in (0, 1)]
            assert shares.yes[setting] == known.count(1)
            assert shares.answered[setting] == len(known)
            assert shares.unanswered[setting] == draws - len(known)
            if known:
                assert shares.share[setting] == float(Fraction(known.count(1), len(known)))
            else:
                assert np.isnan(
                    [shares.share[setting], *(e[setting] for e in shares.interval)]
                ).all()


@given(st.integers(1, 400), st.data())
def test_intervals_are_those_of_scipy(trials: int, data: st.DataObject) -> None:
    yes = data.draw(st.integers(0, trials))
    theirs = binomtest(yes, trials).proportion_ci(0.95, "wilson")
    low, high = wilson(np.array([yes]), np.array([trials]))
    assert (low[0], high[0]) == pytest.approx((theirs.low, theirs.high), abs=1e-12)
    assert 0 <= low[0] <= yes / trials <= high[0] <= 1


def test_large_counts_stay_exact() -> None:
    low, high = wilson(np.array([10**12]), np.array([2 * 10**12]))
    assert low[0] < 0.5 < high[0]
    assert high[0] - low[0] == pytest.approx(2 * 1.959964 * 0.5 / np.sqrt(2e12), rel=1e-5)


def test_findings_are_added_by_their_columns() -> None:
    none = np.zeros(3, dtype=np.int32)
    empty = Found(*(np.zeros(0),) * 8)
    outcomes = {TARGET_COLUMNS[0]: np.array([1.0, 0, 1]), TARGET_COLUMNS[1]: np.array([0.0, 0, 1])}
    findings = Findings(
        3, {}, none.astype(np.int8), none, ("",), none, ("r",), none, none,
        none.astype(np.int8), empty, outcomes,
    )  # fmt: skip
    robustness = Robustness(2, 3)
    robustness.add(findings)
    assert [shares.yes.tolist() for shares in robustness.shares.values()] == [[0, 2], [0, 1]]


def found_of(model: Model, points: list[dict[str, Any]]) -> tuple[Found, list[Any]]:
    """Solve points one by one and put the answers into arrays."""
    solutions = [solve(model, point) for point in points]
    every = [(row, e) for row, s in enumerate(solutions) for e in s.answer.equilibria]
    nodes = [number for number, node in enumerate(model.nodes) if node.player]
    tree = model.form == "extensive"
    shares = [[] if tree else [float(p) for m in e.profile for p in m] for _, e in every]
    moves = [[dict(e.choices)[node] for node in nodes] if tree else [] for _, e in every]
    rows = np.array([row for row, _ in every], dtype=np.int64)
    count = len(every)
    nothing = np.zeros(count)
    found = Found(
        rows,
        nothing.astype(np.int32),
        nothing.astype(np.int32),
        nothing.astype(np.bool_),
        np.array(shares).reshape(count, -1),
        np.array(moves, dtype=np.int32).reshape(count, -1),
        np.zeros((count, 2)),
        nothing,
    )
    return found, solutions


@pytest.mark.parametrize("text", ["build, build", "free_ride,free_ride", "build, free_ride"])
def test_flags_are_what_solving_says(text: str) -> None:
    model = load_model("brand-two-firms")
    points = [
        {"c": Fraction(c, 2), "sigma": sigma, "t": 0} for c in range(1, 16) for sigma in (0, 1, 2)
    ]
    found, solutions = found_of(model, points)
    answered = np.arange(len(points)) % 7 != 0
    got = parse_target(model, text).flags(found, answered, mixed=True)
    profile = tuple(part.strip() for part in text.split(","))
    seen = set()
    for row, solution in enumerate(solutions):
        labels = [
            tuple(game_ids[support[0]] for game_ids, support in zip(
                solution.game.strategies, each.supports, strict=True))
            for each in solution.answer.equilibria
            if each.pure
        ]  # fmt: skip
        holds = profile in labels
        only = holds and len(solution.answer.equilibria) == 1
        flags = [float(got[name][row]) for name in TARGET_COLUMNS]
        if answered[row]:
            assert flags == [holds, only]
            seen.add((holds, only))
        else:
            assert np.isnan(flags).all()
    assert len(seen) >= 2


def test_unique_is_not_said_where_mixed_equilibria_were_not_looked_for() -> None:
    model = load_model("brand-two-firms")
    found, _ = found_of(model, [{"c": 7, "b": 1}, {"c": Fraction(1, 2)}])
    got = parse_target(model, "free_ride, free_ride").flags(found, np.ones(2, bool), mixed=False)
    assert got["target_is_equilibrium"].tolist() == [1, 0]
    assert got["target_is_unique"].tolist() == pytest.approx([np.nan, 0], nan_ok=True)


def test_a_target_in_a_tree_names_moves() -> None:
    model = load_model("functional-upgrading")
    points = [{"K": Fraction(k, 2)} for k in range(1, 41)]
    found, solutions = found_of(model, points)
    nodes = [node for node in model.nodes if node.player]
    root = nodes[0]
    seen = set()
    for action in root.actions:
        target = parse_target(model, f" {root.id} = {action.id}")
        assert target.text == f"{root.id}={action.id}"
        got = target.flags(found, np.ones(len(points), bool), mixed=True)
        for row, solution in enumerate(solutions):
            assert isinstance(solution.answer, TreeAnswer)
            taken = [
                model.nodes[node].actions[move].id == action.id
                for equilibrium in solution.answer.equilibria
                for node, move in equilibrium.choices
                if model.nodes[node].id == root.id
            ]
            flags = [float(got[name][row]) for name in TARGET_COLUMNS]
            assert flags == [any(taken), all(taken)]
            seen.add(tuple(flags))
    assert seen >= {(1, 1), (0, 0)}


@pytest.mark.parametrize(
    ("id", "text", "said"),
    [
        ("brand-two-firms", "build", "write one strategy for each of firm_1, firm_2"),
        (
            "brand-two-firms",
            "build, biuld",
            "'biuld' is no strategy of firm_2; did you mean 'build'?",
        ),
        ("functional-upgrading", "assist", "write node=action in a tree, e.g. "),
        ("functional-upgrading", "nowhere=assist", "no player moves at 'nowhere'; known: "),
    ],
)
def test_a_target_that_is_none(id: str, text: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_target(load_model(id), text)
    assert f"--target {text!r}" in str(caught.value)
    assert said in str(caught.value)


def test_a_move_at_a_node_is_named_once() -> None:
    model = load_model("functional-upgrading")
    node = next(node for node in model.nodes if node.player)
    first, second = (f"{node.id}={action.id}" for action in node.actions[:2])
    with pytest.raises(UsageError, match=f"{node.id} stands twice; keep one"):
        parse_target(model, f"{first}, {second}")
    with pytest.raises(UsageError, match=f"{node.id} has no action 'dance'"):
        parse_target(model, f"{node.id}=dance")


def flag(name: str, above: float) -> Callable[[Any], Any]:
    return lambda shown: np.where(
        shown[name] > 3.5, np.nan, (shown[name] > above + shown["s"]).astype(float)
    )


@pytest.fixture
def stored(
    store_sweep: Callable[..., Path], pennies: Callable[..., Model], tmp_path: Path
) -> Callable[..., StoredSweep]:
    model = pennies("x", "\n".join(f"{n} = {{ value = 1, range = [0, 4] }}" for n in "xys"))

    def make(method: Any = "random", *, target: bool = True, part: int = 1_000) -> StoredSweep:
        design = Design(
            model,
            model.values(),
            axes=(parse_axis(model, "s=0:1:60"),),
            uncertain=(Uncertain("x", Fraction(0), Fraction(4)),),
            sampling=Sampling(method, 64, 2),
        )
        values = {
            "target_is_equilibrium": flag("x", 1.0),
            "target_is_unique": flag("x", 2.0),
        }
        folder = store_sweep(
            tmp_path / "sweep",
            design,
            values if target else {},
            target="up, left" if target else None,
            part_points=part,
        )
        return StoredSweep.open(folder)

    return make


@pytest.mark.parametrize(("method", "counted"), [("random", 64), ("saltelli", 128)])
@pytest.mark.parametrize("part", [333, 100_000])
def test_the_table_of_a_stored_sweep(
    stored: Any, monkeypatch: pytest.MonkeyPatch, method: str, counted: int, part: int
) -> None:
    monkeypatch.setattr("vcgame.sweep.storage.stored_robustness._WINDOW", 1_500)
    sweep = stored(method, part=part)
    rows = [row for table in robustness_of(sweep) for row in table.to_pylist()]
    assert [row["setting"] for row in rows] == list(range(60))
    points = pq.read_table(sweep.path / "points").to_pylist()
    assert len(points) == sweep.points
    for setting in (0, 17, 59):
        row = rows[setting]
        draws = [p for p in points if p["setting"] == setting and p["draw"] < counted]
        assert len(draws) == counted
        assert row["s"] == draws[0]["s"] == pytest.approx(setting / 59)
        for name, column in zip(("equilibrium", "unique"), TARGET_COLUMNS, strict=True):
            known = [p[column] for p in draws if p[column] is not None]
            assert row[f"{name}_yes"] == sum(known)
            assert row[f"{name}_answered"] == len(known) < counted
            assert row[f"{name}_unanswered"] == counted - len(known)
            assert row[f"{name}_share"] == sum(known) / len(known)
            assert row[f"{name}_low"] < row[f"{name}_share"] < row[f"{name}_high"]


def test_the_file_says_what_it_is(stored: Any) -> None:
    sweep = stored()
    path = write_robustness(sweep)
    assert path == sweep.path / "robustness.parquet"
    once = path.read_bytes()
    said = json.loads(pq.read_schema(path).metadata[b"vcgame"])
    assert said == {
        "draws": 64,
        "level": 0.95,
        "sweep": sweep.manifest["sweep"],
        "target": "up, left",
    }
    assert pq.read_table(path).num_rows == 60
    assert write_robustness(sweep).read_bytes() == once
    assert not list(sweep.path.glob(".*.part"))


def test_a_sweep_without_a_target(stored: Any) -> None:
    sweep = stored(target=False)
    with pytest.raises(UsageError, match="has no target; sweep again with --target PROFILE"):
        write_robustness(sweep)
    assert not list(sweep.path.glob("*robust*"))


def test_a_place_that_cannot_be_written(stored: Any) -> None:
    sweep = stored()
    (sweep.path / "robustness.parquet").mkdir()
    with pytest.raises(UsageError, match=r"cannot write .*robustness.parquet"):
        write_robustness(sweep)
    assert not list(sweep.path.glob(".*.part"))


def test_the_table_for_people_shows_the_first_settings(stored: Any) -> None:
    sweep = stored()
    table = robustness_table(sweep)
    whole = pq.read_table(write_robustness(sweep)).to_pylist()
    assert len(table.rows) == 50
    assert table.column("lever_s") == tuple(row["s"] for row in whole[:50])
    for name in ("equilibrium_share", "unique_high", "unique_unanswered"):
        assert table.column(name) == tuple(row[name] for row in whole[:50])
    assert table.column("answered") == tuple(row["equilibrium_answered"] for row in whole[:50])
    notes = [note.say("en") for note in table.notes]
    assert "Shown are the first 50 of 60 settings; robustness.parquet holds all." in notes
