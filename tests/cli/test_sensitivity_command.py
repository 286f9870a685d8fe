"""``vcgame sensitivity`` on folders of sweeps."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vcgame.model.library import load_model
from vcgame.sweep.design.axis import parse_axis
from vcgame.sweep.design.design import Design
from vcgame.sweep.design.sampling import Sampling
from vcgame.sweep.design.uncertain import Uncertain
from vcgame.sweep.measures.sensitivity import sobol


@pytest.fixture
def sweep(store_sweep: Callable[..., Path], folder: Path) -> Callable[..., Path]:
    """Store a sweep over b and c whose outcome is a function of them."""
    model = load_model("brand-two-firms")

    def make(value: Callable[[Any], Any], *axes: str, **options: Any) -> Path:
        design = Design(
            model,
            model.values(),
            axes=tuple(parse_axis(model, axis) for axis in axes),
            uncertain=tuple(Uncertain(name, Fraction(1), Fraction(3)) for name in "bc"),
            sampling=Sampling("saltelli", 128, 6),
        )
        given = {"outcomes": ["total"], "select": ["worst"], **options}
        values = {"worst_total": value, "best_total": value}
        return store_sweep(folder / "sweep", design, values, **given)

    return make


def additive(shown: Any) -> Any:
    return shown["b"] + 3 * shown["c"]


def test_indices_stand_beside_their_rule(sweep: Any, vcgame: Callable[..., Any]) -> None:
    folder = sweep(additive)
    run = vcgame("sensitivity", folder, "--outcome", "total", "--format", "json")
    assert (run.status, run.err) == (0, "")
    rows = run.json["rows"]
    assert [(row["outcome"], row["rule"], row["parameter"]) for row in rows] == [
        ("total", "worst", "b"),
        ("total", "worst", "c"),
    ]
    for row, share in zip(rows, (0.1, 0.9), strict=True):
        assert row["first"] == pytest.approx(share, abs=0.03)
        assert row["first_low"] < row["first"] < row["first_high"]
        assert row["total_low"] < row["total"] < row["total_high"]
        assert (row["rows"], row["left_out"]) == (128, 0)
    assert run.json["notes"][:3] == [
        "Setting 0.",
        "Rows of each matrix of the sample (Saltelli et al. 2010): 128; seed 6.",
        "Intervals: 95 %, bootstrap (BCa) over the rows; resamples: 999; seed 0.",
    ]
    assert "Reconstruction" in run.json["notes"][-1]


@pytest.mark.parametrize("form", ["text", "md", "csv", "json", "latex"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_format_says_the_rule(
    sweep: Any, vcgame: Callable[..., Any], form: str, language: str
) -> None:
    folder = sweep(additive)
    run = vcgame("sensitivity", folder, "--outcome", "total", "--format", form, "--lang", language)
    assert run.status == 0
    assert run.out.count("worst" if language == "en" else "合计最小（worst）") == 2
    assert "nan" not in run.out


def test_a_constant_outcome_is_said_to_be_one(sweep: Any, vcgame: Callable[..., Any]) -> None:
    folder = sweep(lambda shown: 0 * shown["b"] + 2.5)
    run = vcgame("sensitivity", folder, "--outcome", "total", "--format", "json")
    assert run.status == 0
    assert [(row["first"], row["total_high"]) for row in run.json["rows"]] == [(None, None)] * 2
    said = "total is 2.5 in all draws: there is no variance to explain"
    assert any(note.startswith(said) for note in run.json["notes"])


def test_points_without_an_answer(sweep: Any, vcgame: Callable[..., Any]) -> None:
    folder = sweep(lambda shown: np.where(shown["b"] > 2.8, np.nan, shown["c"]))
    run = vcgame("sensitivity", folder, "--outcome", "total")
    assert (run.status, run.out) == (3, "")
    assert run.err.startswith("vcgame: total: ")
    assert "of 128 rows of the sample have points without an answer; --allow-missing" in run.err
    run = vcgame("sensitivity", folder, "--outcome", "total", "--allow-missing", "--format", "json")
    assert run.status == 0
    left = {row["left_out"] for row in run.json["rows"]}.pop()
    assert 0.05 * 128 < left < 128
    assert {row["rows"] for row in run.json["rows"]} == {128 - left}
    assert any(
        note.startswith(f"total: {left} of 128 rows were left") for note in run.json["notes"]
    )


def test_options_of_the_bootstrap(sweep: Any, vcgame: Callable[..., Any]) -> None:
    folder = sweep(additive)
    options = ["--confidence", "0.5", "--resamples", "199", "--seed", "4", "--format", "json"]
    narrow = vcgame("sensitivity", folder, "--outcome", "total", *options).json
    wide = vcgame("sensitivity", folder, "--outcome", "total", "--format", "json").json
    for one, other in zip(narrow["rows"], wide["rows"], strict=True):
        assert one["first_low"] > other["first_low"]
        assert one["total_high"] < other["total_high"]
    assert "Intervals: 50 %" in narrow["notes"][2]
    assert "resamples: 199; seed 4" in narrow["notes"][2]


def test_a_setting_is_chosen_and_shown(sweep: Any, vcgame: Callable[..., Any]) -> None:
    folder = sweep(
        lambda shown: np.where(shown["sigma"] > 1, shown["b"], shown["c"]), "sigma=0:2:3"
    )
    run = vcgame("sensitivity", folder, "--outcome", "total")
    assert run.status == 2
    assert run.err.endswith("several settings of the levers; choose one with --setting, 0 to 2\n")
    chosen = ["--outcome", "total", "--format", "json", "--setting"]
    run = vcgame("sensitivity", folder, *chosen, "2")
    assert [round(row["first"]) for row in run.json["rows"]] == [1, 0]
    assert run.json["notes"][0] == "Setting 2: sigma = 2."
    assert vcgame("sensitivity", folder, *chosen, "3").status == 2


def test_several_outcomes_make_one_table(sweep: Any, vcgame: Callable[..., Any]) -> None:
    folder = sweep(additive, select=["best", "worst"])
    asked = ["--outcome", "best_total", "--outcome", "equilibria"]
    run = vcgame("sensitivity", folder, *asked, "--format", "json")
    assert [(row["outcome"], row["rule"]) for row in run.json["rows"][1:3]] == [
        ("total", "best"),
        ("equilibria", "no rule: of all equilibria"),
    ]
    run = vcgame("sensitivity", folder, "--outcome", "total")
    assert (run.status, run.err.count("\n")) == (2, 1)
    assert "--select best or worst" in run.err
    run = vcgame("sensitivity", folder, "--outcome", "best_total", "--select", "worst")
    assert (run.status, run.err.count("\n")) == (2, 1)
    assert "best_total is total by the rule best, not worst; write --outcome total" in run.err
    run = vcgame("sensitivity", folder, "--outcome", "total", "--select", "worst")
    assert run.status == 0


def test_a_real_sweep_from_end_to_end(folder: Path, vcgame: Callable[..., Any]) -> None:
    # Where building is the only equilibrium, together the firms get 4*b - 2*c.
    swept = vcgame(
        "sweep", "brand-two-firms", "--set", "sigma=4", "--uncertain", "b=2:4",
        "--uncertain", "c=1:3", "--sampling", "saltelli", "--draws", "256", "--outcome", "total",
        "--select", "worst", "--target", "build, build", "--out", "made",
    )  # fmt: skip
    assert swept.status == 0
    asked = ["--outcome", "total", "--outcome", "target_is_unique"]
    run = vcgame("sensitivity", "made", *asked, "--format", "json")
    assert (run.status, run.err) == (0, "")
    for row, share in zip(run.json["rows"][:2], (0.8, 0.2), strict=True):
        assert row["first"] == pytest.approx(share, abs=0.02)
        assert row["total"] == pytest.approx(share, abs=0.02)
        assert row["rule"] == "worst"
    assert any("target_is_unique is 1 in all draws" in note for note in run.json["notes"])
    made = json.loads(Path("made/manifest.json").read_text())
    assert made["options"]["outcomes"]["select"] == ["worst"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Missing option '--outcome'"),
        (["--outcome", "total", "--select", "all"], "'all' is not one of 'best', 'worst'"),
        (["--outcome", "total", "--confidence", "1"], "--confidence"),
        (["--outcome", "total", "--resamples", "5"], "--resamples"),
        (["--outcome", "price"], "has no outcome 'price', only total"),
    ],
)
def test_mistakes(sweep: Any, vcgame: Callable[..., Any], arguments: list[str], said: str) -> None:
    run = vcgame("sensitivity", sweep(additive), *arguments)
    assert (run.status, run.out, run.err.count("\n")) == (2, "", 1)
    assert said in run.err


def test_the_command_computes_what_the_library_does(sweep: Any, vcgame: Callable[..., Any]) -> None:
    folder = sweep(additive)
    run = vcgame("sensitivity", folder, "--outcome", "total", "--format", "json")
    import pyarrow.parquet as pq

    values = pq.read_table(folder / "points")["worst_total"].to_numpy().reshape(4, 128)
    found = sobol(values)
    assert [row["first"] for row in run.json["rows"]] == [index.value for index in found.first]
    assert [row["total_low"] for row in run.json["rows"]] == [index.low for index in found.total]
