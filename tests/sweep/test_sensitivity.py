from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.stats import bootstrap, sobol_indices

from vcgame.errors import IncompleteError, UsageError
from vcgame.model.model import Model
from vcgame.sweep.design.axis import parse_axis
from vcgame.sweep.design.design import Design
from vcgame.sweep.design.sampling import Sampling
from vcgame.sweep.design.uncertain import Uncertain
from vcgame.sweep.measures.sample import find_measured, lever_values, outcome_matrices
from vcgame.sweep.measures.sensitivity import Indices, sobol
from vcgame.sweep.storage.stored import StoredSweep

PI = Fraction("3.14159265358979")


def ishigami(shown: Any) -> Any:
    x, y, z = (shown[name] for name in "xyz")
    return np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x)


def exact_ishigami() -> tuple[list[float], list[float]]:
    """First-order and total indices, by integration (Ishigami and Homma 1990)."""
    a, b, pi = 7, 0.1, np.pi
    one = 0.5 * (1 + b * pi**4 / 5) ** 2
    two = a**2 / 8
    both = b**2 * pi**8 * (1 / 18 - 1 / 50)
    whole = one + two + both
    first = [one / whole, two / whole, 0.0]
    return first, [(one + both) / whole, two / whole, both / whole]


@pytest.fixture
def model(pennies: Callable[..., Model]) -> Model:
    ranges = "range = [-4, 4]"
    return pennies("x", "\n".join(f"{name} = {{ value = 1, {ranges} }}" for name in "xyzs"))


@pytest.fixture
def design(model: Model) -> Callable[..., Design]:
    def make(
        rows: int, *names: str, method: Any = "saltelli", axes: tuple[str, ...] = ()
    ) -> Design:
        return Design(
            model,
            model.values(),
            axes=tuple(parse_axis(model, axis) for axis in axes),
            uncertain=tuple(Uncertain(name, -PI, PI) for name in names),
            sampling=Sampling(method, rows, 5) if names else None,
        )

    return make


@pytest.fixture
def stored(store_sweep: Callable[..., Path], design: Callable[..., Design], tmp_path: Path) -> Any:
    """Store a sweep of 256 rows over x, y, z with an outcome, and open it."""

    def make(total: Callable[[Any], Any] = ishigami, **options: Any) -> StoredSweep:
        plan = options.pop("design", None) or design(256, "x", "y", "z")
        values = {"best_total": total, **options.pop("values", {})}
        given = {"outcomes": ["total"], "select": ["best"], **options}
        return StoredSweep.open(store_sweep(tmp_path / "sweep", plan, values, **given))

    return make


def indices_of(
    sweep: StoredSweep, name: str = "total", setting: int = 0, **options: Any
) -> Indices:
    measured = find_measured(sweep, name)
    return sobol(outcome_matrices(sweep, measured, setting), **options)


def test_the_ishigami_function_through_files(stored: Any, design: Callable[..., Design]) -> None:
    sweep = stored(design=design(4096, "x", "y", "z"), part_points=6_000)
    found = indices_of(sweep)
    assert found.rows == 4096
    assert found.left_out == 0
    assert found.constant is None
    for got, exact in zip((found.first, found.total), exact_ishigami(), strict=True):
        for index, value in zip(got, exact, strict=True):
            assert index.value == pytest.approx(value, abs=0.015)
            assert index.low is not None
            assert index.high is not None
            assert index.low <= value <= index.high


def test_an_additive_outcome_has_the_indices_of_its_variances(stored: Any) -> None:
    # Of x + 2*y over a cube: 1/5 and 4/5, and nothing of z.
    found = indices_of(stored(lambda shown: shown["x"] + 2 * shown["y"]))
    for index, value in zip(found.first, (0.2, 0.8, 0.0), strict=True):
        assert index.value == pytest.approx(value, abs=0.02)
    for index, value in zip(found.total, (0.2, 0.8, 0.0), strict=True):
        assert index.value == pytest.approx(value, abs=0.02)
    assert (found.total[2].value, found.total[2].low, found.total[2].high) == (0, 0, 0)


def test_estimates_and_intervals_are_those_of_scipy(stored: Any) -> None:
    sweep = stored()
    values = outcome_matrices(sweep, find_measured(sweep, "total"), 0)
    found = sobol(values, resamples=4_000)
    function = {"f_A": values[None, 0], "f_B": values[None, 1], "f_AB": values[2:, None]}
    theirs = sobol_indices(func=function, n=256)
    got = [index.value for index in (*found.first, *found.total)]
    assert got == pytest.approx([*theirs.first_order, *theirs.total_order], rel=1e-9)

    middle = values - values[:2].mean()

    def estimate(rows: Any) -> Any:
        A, B, mixed = middle[0, rows], middle[1, rows], middle[2:, rows]
        variance = np.var([A, B])
        first = (B * (mixed - A)).mean(axis=-1) / variance
        return np.array([*first, *(0.5 * ((A - mixed) ** 2).mean(axis=-1) / variance)])

    theirs = bootstrap(
        [np.arange(256)],
        estimate,
        n_resamples=4_000,
        method="BCa",
        rng=np.random.default_rng(3),
        vectorized=False,
    ).confidence_interval
    low = [index.low for index in (*found.first, *found.total)]
    high = [index.high for index in (*found.first, *found.total)]
    assert low == pytest.approx(theirs.low, abs=0.02)
    assert high == pytest.approx(theirs.high, abs=0.02)


def test_rows_left_out_do_not_disturb_the_estimate() -> None:
    generator = np.random.default_rng(8)
    values = generator.random((5, 64))
    holes = values.copy()
    holes[0, 3] = holes[4, 10] = holes[2, 10] = np.nan
    found = sobol(holes)
    assert (found.rows, found.left_out) == (64, 2)
    kept = np.delete(values, [3, 10], axis=1)
    A, B, mixed = kept[0], kept[1], kept[2:]
    mean, variance = kept[:2].mean(), np.var(kept[:2])
    first = ((B - mean) * (mixed - A)).mean(axis=1) / variance
    assert [index.value for index in found.first] == pytest.approx(first.tolist())
    total = 0.5 * ((A - mixed) ** 2).mean(axis=1) / variance
    assert [index.value for index in found.total] == pytest.approx(total.tolist())


def test_both_ways_to_the_estimate_agree() -> None:
    values = np.random.default_rng(2).random((6, 32))
    holes = np.concatenate([values, np.full((6, 1), np.nan)], axis=1)
    with_scipy, without = sobol(values), sobol(holes)
    pairs = zip(
        (*with_scipy.first, *with_scipy.total), (*without.first, *without.total), strict=True
    )
    for one, other in pairs:
        assert one.value == pytest.approx(other.value)
        assert one.low == pytest.approx(other.low)


def test_one_uncertain_parameter_explains_all(stored: Any, design: Callable[..., Design]) -> None:
    found = indices_of(stored(lambda shown: shown["x"], design=design(1024, "x")))
    assert found.first[0].value == pytest.approx(1, abs=0.02)
    assert found.total[0].value == pytest.approx(1, abs=0.02)


def test_points_without_an_answer_are_never_numbers(stored: Any) -> None:
    def status(shown: Any) -> Any:
        return np.where(shown["x"] > 3.1, 1, 0).astype(np.int8)  # incomplete

    # Where there is no answer a number stands here all the same, and a wild one.
    sweep = stored(
        lambda shown: np.where(shown["x"] > 3.1, 1e9, shown["y"]), values={"status": status}
    )
    found = indices_of(sweep)
    assert 0 < found.left_out < 0.05 * found.rows
    assert found.first[1].value == pytest.approx(1, abs=0.1)
    assert found.total[0].value == pytest.approx(0, abs=0.1)


def test_too_many_points_without_an_answer(stored: Any) -> None:
    sweep = stored(lambda shown: np.where(shown["z"] > 2, np.nan, shown["y"]))
    with pytest.raises(IncompleteError, match=r"of 256 rows .* --allow-missing leaves them out"):
        indices_of(sweep)
    found = indices_of(sweep, allow_missing=True)
    assert found.left_out > 0.05 * found.rows
    assert found.first[1].value == pytest.approx(1, abs=0.15)


def test_nothing_helps_where_no_point_has_an_answer(stored: Any) -> None:
    sweep = stored(lambda shown: shown["x"] * np.nan)
    with pytest.raises(IncompleteError, match="256 of 256 rows") as caught:
        indices_of(sweep, allow_missing=True)
    assert "--allow-missing" not in str(caught.value)


@pytest.mark.parametrize("value", [0.0, 2.5, -1e9])
def test_a_constant_outcome_has_no_indices(stored: Any, value: float) -> None:
    wobble = 1 + 2.0**-52 * np.array([0, 1])
    found = indices_of(stored(lambda shown: value * wobble[(shown["x"] > 0).astype(int)]))
    assert found.first == found.total == ()
    assert found.constant == pytest.approx(value)


def test_a_large_offset_and_scale_change_nothing() -> None:
    values = np.random.default_rng(4).random((5, 128))
    plain, moved = sobol(values), sobol(1e200 * (values + 3))
    for one, other in zip((*plain.first, *plain.total), (*moved.first, *moved.total), strict=True):
        assert one.value == pytest.approx(other.value, abs=1e-12)


def test_the_bootstrap_is_repeatable() -> None:
    values = np.random.default_rng(4).random((5, 128))
    assert sobol(values, seed=7) == sobol(values, seed=7)
    assert sobol(values, seed=7) != sobol(values, seed=8)


def test_few_rows_end_well() -> None:
    assert len(sobol(np.array([[0.0, 1.0], [1.0, 2.0], [1.0, 2.0]])).first) == 1
    lone = np.zeros((4, 64))
    lone[0, 5] = 1  # in many resamples nothing varies
    assert [index.value for index in sobol(lone).first] == [pytest.approx(0, abs=0.1)] * 2


def test_a_regime_is_an_outcome_too(stored: Any) -> None:
    sweep = stored(
        values={"regime": lambda shown: (shown["x"] > 0).astype(np.int32)},
        regimes=("build, build", "free, free"),
    )
    found = indices_of(sweep, "regime:free, free")
    assert found.first[0].value == pytest.approx(1, abs=0.02)
    assert found.total[1].value == 0
    with pytest.raises(UsageError, match="no point of the sweep has the regime 'free'"):
        find_measured(sweep, "regime:free")


def test_flags_of_a_target_are_outcomes_too(stored: Any) -> None:
    sweep = stored(
        target="up, left",
        values={
            "target_is_equilibrium": lambda shown: (shown["y"] > 1) * 1.0,
            "target_is_unique": lambda shown: shown["y"] * 0,
        },
    )
    assert indices_of(sweep, "target_is_equilibrium").first[1].value == pytest.approx(1, abs=0.03)
    assert indices_of(sweep, "target_is_unique").constant == 0
    assert find_measured(sweep, "target_is_unique").rule == ""
    assert indices_of(sweep, "equilibria").constant == 1


def test_each_setting_has_its_own_indices(stored: Any, design: Callable[..., Design]) -> None:
    sweep = stored(
        lambda shown: np.where(shown["s"] > 0, shown["x"], shown["y"]),
        design=design(128, "x", "y", axes=("s=0:1:2",)),
        part_points=300,  # a part ends within a setting
    )
    assert (sweep.settings, sweep.draws) == (2, 512)
    assert [round(index.value) for index in indices_of(sweep, setting=0).first] == [0, 1]
    assert [round(index.value) for index in indices_of(sweep, setting=1).first] == [1, 0]
    assert lever_values(sweep, 1) == {"s": 1.0}
    with pytest.raises(UsageError, match="--setting 2: the sweep has settings 0 to 1"):
        indices_of(sweep, setting=2)


def test_the_rule_is_found_with_the_outcome(stored: Any) -> None:
    sweep = stored(select=["best", "worst"], values={"worst_total": lambda shown: shown["z"]})
    with pytest.raises(UsageError, match="add --select best or worst"):
        find_measured(sweep, "total")
    assert find_measured(sweep, "total", "worst").column == "worst_total"
    assert find_measured(sweep, "worst_total").rule == "worst"
    with pytest.raises(UsageError, match="sweep again with --outcome total --select risk-dominant"):
        find_measured(sweep, "total", "risk-dominant")


def test_an_outcome_that_the_sweep_lacks(stored: Any) -> None:
    with pytest.raises(UsageError) as caught:
        find_measured(stored(), "price")
    assert "has no outcome 'price', only total, equilibria" in str(caught.value)
    assert str(caught.value).endswith("sweep again with --outcome NAME --select RULE")


@pytest.mark.parametrize("method", ["random", "sobol", "lhs"])
def test_other_draws_give_no_indices(
    stored: Any, design: Callable[..., Design], method: str
) -> None:
    sweep = stored(design=design(64, "x", "y", method=method), total=lambda shown: shown["x"])
    with pytest.raises(UsageError, match=f"was drawn by {method}.*--sampling saltelli"):
        indices_of(sweep)


def test_one_row_is_too_few() -> None:
    with pytest.raises(IncompleteError, match=r"the sample has one row; draw at least 2"):
        sobol(np.ones((4, 1)))


def test_a_grid_gives_no_indices(stored: Any, design: Callable[..., Design]) -> None:
    sweep = stored(lambda shown: shown["s"], design=design(1, axes=("s=0:1:5",)))
    with pytest.raises(UsageError, match=r"drew nothing; .* --sampling saltelli"):
        indices_of(sweep)


def test_a_folder_without_a_sweep(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"holds no sweep .*; make one with vcgame sweep"):
        StoredSweep.open(tmp_path)


def test_a_sweep_that_was_cut_off(
    store_sweep: Callable[..., Path], design: Callable[..., Design], tmp_path: Path
) -> None:
    plan = design(256, "x", "y")
    command = ["sweep", "a model", "--fresh", "--seed", "1"]
    store_sweep(tmp_path / "s", plan, {}, stop=1, command=command)
    with pytest.raises(UsageError) as caught:
        StoredSweep.open(tmp_path / "s")
    said = str(caught.value)  # beginning anew would lose what is there
    assert said.endswith("is not complete; finish it with vcgame sweep 'a model' --seed 1")


def test_a_damaged_manifest(stored: Any) -> None:
    sweep = stored()
    manifest = sweep.path / "manifest.json"
    text = manifest.read_text()
    for broken in (text[:-40], "[]", json.dumps({**json.loads(text), "columns": 3}), "{}"):
        manifest.write_text(broken)
        with pytest.raises(UsageError, match=r"manifest.json is damaged"):
            StoredSweep.open(sweep.path)


def test_a_damaged_or_lost_part(stored: Any) -> None:
    sweep = stored(part_points=500)
    path = sweep.path / "points" / "part-000001.parquet"
    data = path.read_bytes()
    path.write_bytes(data[:-100])
    with pytest.raises(UsageError, match=r"part-000001.parquet is damaged; delete it, then make"):
        indices_of(sweep)
    path.write_bytes((sweep.path / "points" / "part-000000.parquet").read_bytes())
    with pytest.raises(UsageError, match=r"part-000001.parquet belongs to another sweep"):
        indices_of(sweep)
    path.unlink()
    with pytest.raises(UsageError, match=r"part-000001.parquet is missing; make it again with"):
        indices_of(sweep)
