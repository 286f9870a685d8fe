"""The frontier against the full grid: nothing is missed, and nothing proved is false."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vcgame.errors import EvaluationError, UnsupportedError, UsageError
from vcgame.model.library import load_model
from vcgame.model.model import Model
from vcgame.model.reading.builder import build_model
from vcgame.model.toml.document import read_document
from vcgame.solve.kernel.batch import BatchSolver
from vcgame.solve.solution import solve, within_assumptions
from vcgame.sweep.frontier import refinement
from vcgame.sweep.frontier.frontier import Frontier, find_frontier
from vcgame.sweep.frontier.spans import Span, parse_spans

Rows = list[list[tuple[str, str]]]
Powers = dict[tuple[int, int], int]
"""Integer coefficients by the powers of x and y."""

ISLANDS: Rows = [
    [("3 - 20*((x - 503/100)**2 + (y - 497/100)**2 - 36/10000)", "2"), ("2", "1"), ("0", "0")],
    [("0", "x/5"), ("1", "3"), ("2", "1")],
    [("3", "0"), ("2 - 10*(y - 72/10)*(y - 721/100)", "3"), ("1", "y/4")],
]
"""A disc of radius 0.06 and a sliver of width 0.01, in a box of 10 by 10."""


def toy(rows: Rows, side: str = "[0, 1]", assumptions: Iterable[str] = ()) -> Model:
    """A model with payoffs in x and y."""
    lines = ['vcgame = 1\nid = "toy"\ntitle = "Toy"\nform = "strategic"']
    lines.append(f"assumptions = {list(assumptions)}")
    lines += [
        "[parameters]",
        *(f"{p} = {{ value = {v}, range = {side} }}" for p, v in (("x", 0.3), ("y", 0.4))),
    ]
    for player, count in (("a", len(rows)), ("b", len(rows[0]))):
        ids = ", ".join(f'{player}{k} = "{player}{k}"' for k in range(count))
        lines.append(f'[[players]]\nid = "{player}"\nstrategies = {{ {ids} }}')
    lines.append("[payoffs]")
    for i, row in enumerate(rows):
        lines += [f'"a{i}, b{j}" = ["{own}", "{other}"]' for j, (own, other) in enumerate(row)]
    return build_model(read_document("\n".join(lines) + "\n", "toy.toml"))


def frontier_of(model: Model, resolution: int, spans: str = "x,y") -> Frontier:
    return find_frontier(model, parse_spans(model, spans), resolution)


def label_at(model: Model, point: dict[str, Fraction]) -> tuple[str, str]:
    """Status and regime at a point, by the single-game solver."""
    try:
        if within_assumptions(model, model.values(None, point)) is not None:
            return "outside", ""
        return "ok", solve(model, point).regime
    except EvaluationError:
        return "error", ""


def exact_labels(found: Frontier) -> np.ndarray[Any, Any]:
    lines = range(found.resolution + 1)
    labels = np.empty((len(lines), len(lines)), dtype=object)
    for i in lines:
        for j in lines:
            values = (s.at(k, found.resolution) for s, k in zip(found.spans, (i, j), strict=True))
            names = (span.name for span in found.spans)
            labels[i, j] = label_at(found.model, dict(zip(names, values, strict=True)))
    return labels


def check(found: Frontier, labels: np.ndarray[Any, Any], *, named: bool = True) -> None:
    """Compare a frontier with the labels at all corners of its grid."""
    count = found.resolution
    grids = [labels[i : i + count, j : j + count] for j in (0, 1) for i in (0, 1)]
    different = np.zeros((count, count), dtype=bool)
    for other in grids[1:]:
        different |= grids[0] != other
    listed = np.zeros((count, count), dtype=bool)
    listed[found.columns, found.rows] = found.boundary
    assert (listed == different).all()
    names: dict[int, Any] = {}
    if named:
        names = {k: (region.status, region.regime) for k, region in enumerate(found.regions)}
    for corner in range(4):
        met = zip(
            found.corners[:, corner].tolist(),
            grids[corner][found.columns, found.rows].tolist(),
            strict=True,
        )
        for region, label in met:
            assert names.setdefault(region, label) == label
    covered = np.zeros((count, count), dtype=np.int64)
    covered[found.columns, found.rows] += 1
    for left, right, low, high, region in proved(found):
        covered[left:right, low:high] += 1
        inside = set(labels[left : right + 1, low : high + 1].ravel().tolist())
        assert inside == {names.setdefault(region, next(iter(inside)))}
    assert (covered == 1).all()
    assert len(set(names.values())) == len(names)
    assert sum(region.cells for region in found.regions) + len(found.columns) == count**2


def proved(found: Frontier) -> Iterable[tuple[int, int, int, int, int]]:
    """The proved rectangles in cells of the grid."""
    return zip(*found.rectangles.T.tolist(), found.rectangle_regions.tolist(), strict=True)


def drawn(seed: int, shape: tuple[int, int]) -> list[list[tuple[Powers, Powers]]]:
    """Payoffs with few terms of degree up to two, often with ties along whole regions."""
    draw = random.Random(seed)  # noqa: S311 - games, not secrets

    def payoff() -> Powers:
        powers = [(0, 0), (1, 0), (0, 1), (1, 1), (2, 0), (0, 2)]
        return {draw.choice(powers): draw.randint(-4, 4) for _ in range(draw.randint(1, 3))}

    rows = [[(payoff(), payoff()) for _ in range(shape[1])] for _ in range(shape[0])]
    if draw.random() < 0.3:
        rows[-1] = [(one, other[1]) for (one, _), other in zip(rows[0], rows[-1], strict=True)]
    return rows


def written(payoff: Powers) -> str:
    return " + ".join(f"({value})*x**{i}*y**{j}" for (i, j), value in payoff.items())


def kernel_codes(rows: list[list[tuple[Powers, Powers]]], count: int) -> np.ndarray[Any, Any]:
    """Patterns at all corners of the grid on the unit square, by the batched kernel."""
    x, y = (each.ravel() for each in np.meshgrid(*[np.arange(count + 1)] * 2, indexing="ij"))

    def table(player: int) -> np.ndarray[Any, Any]:
        return np.array([
            [
                sum(
                    (value * x**i * y**j * count ** (2 - i - j) for (i, j), value in p.items()),
                    0 * x,
                )
                for p in (cell[player] for cell in row)
            ]
            for row in rows
        ])  # fmt: skip

    solver = BatchSolver(len(rows), len(rows[0]))
    codes: np.ndarray[Any, Any] = solver.solve(table(0), table(1)).codes
    return codes.reshape(count + 1, count + 1)


@pytest.mark.parametrize("shape", [(2, 2), (2, 3), (3, 3), (4, 3), (4, 4), (5, 2), (1, 3)])
@pytest.mark.parametrize("count", [64, 256])
def test_random_polynomial_games_against_the_full_grid(shape: tuple[int, int], count: int) -> None:
    for seed in range(3):
        rows = drawn(seed, shape)
        model = toy([[(written(one), written(other)) for one, other in row] for row in rows])
        check(frontier_of(model, count), kernel_codes(rows, count), named=False)


@settings(max_examples=40)
@given(
    st.integers(0, 10**6),
    st.tuples(st.integers(1, 3), st.integers(1, 3)),
    st.sampled_from([1, 2, 4, 8]),
)
def test_any_game_has_the_labels_of_the_single_game_solver(
    seed: int, shape: tuple[int, int], count: int
) -> None:
    rows = [[(written(one), written(other)) for one, other in row] for row in drawn(seed, shape)]
    found = frontier_of(toy(rows), count)
    check(found, exact_labels(found))


@pytest.mark.parametrize(
    ("change", "assumptions"),
    [
        ("x - y", ["x >= y - 1/2", "x + y < 7/4"]),
        ("max(x, y) - 1/2", []),
        ("abs(x - 1/4)*min(y, 1/2)", ["x*x + y*y <= 1"]),
        ("x if y > 1/3 else 1 - x", ["not (x > 1/2 and y > 1/2)"]),
        ("(x - y)/(2*x - 1)", []),
        ("1/(x*x - y) + (x*x - 1/16)/(x - 1/4)", []),
        ("(1 + x)**-2 - y/2", ["x != y"]),
        ("x/(3 + x*y) - y*sqrt(1/4)", ["1/x > 3/2"]),
    ],
)
def test_assumptions_pieces_and_poles_are_borders_too(change: str, assumptions: list[str]) -> None:
    rows = [[(change, "x*y"), ("1/5", "1/4")], [("y", "2/3"), ("x*x", "y - x")]]
    found = frontier_of(toy(rows, assumptions=assumptions), 16)
    assert len(found.columns)
    check(found, exact_labels(found))


@pytest.mark.parametrize("seed", range(8))
def test_random_pieces(seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311 - games, not secrets

    def line() -> str:
        slopes = [f"({draw.randint(-3, 3)})*{name}" for name in "xy"]
        return f"{slopes[0]} + {slopes[1]} + ({draw.randint(-2, 2)})/2"

    def payoff() -> str:
        kinds = [
            line(),
            line(),
            f"max({line()}, {line()})",
            f"min({line()}, 1/2, {line()})",
            f"abs({line()})",
            f"({line()} if {line()} > 0 else {line()})",
            f"1/min({line()}, 1)",
        ]
        return draw.choice(kinds)

    found = frontier_of(toy([[(payoff(), payoff()) for _ in "lr"] for _ in "ud"]), 16)
    check(found, exact_labels(found))


@pytest.mark.parametrize(
    ("name", "spans"),
    [
        ("brand-two-firms", "b,c"),
        ("brand-two-firms", "sigma,q"),
        ("brand-large-small", "VL,CS"),
        ("brand-maintain", "T,tau=-1:7"),
        ("subsidy-war", "V,S=0:20"),
    ],
)
def test_models_of_the_library(name: str, spans: str) -> None:
    found = frontier_of(load_model(name), 16, spans)
    check(found, exact_labels(found))


def island_codes(count: int) -> np.ndarray[Any, Any]:
    """The same game in integers: payoffs times 10,000, on the lines of the grid."""
    x, y = (each.ravel() for each in np.meshgrid(*[np.arange(count + 1)] * 2, indexing="ij"))
    x, y, unit = 1_000 * x, 1_000 * y, 100 * count  # hundredths of a parameter, times the count
    one = unit * unit
    zero = 0 * x
    far = (x - 503 * count) ** 2 + (y - 497 * count) ** 2 - 36 * count * count
    strip = (y - 720 * count) * (y - 721 * count)
    first = [
        [3 * one - 20 * far, 2 * one + zero, zero],
        [zero, one + zero, 2 * one + zero],
        [3 * one + zero, 2 * one - 10 * strip, one + zero],
    ]
    own = [[40, 20, 0], [0, 60, 20], [0, 60, 0]]
    second = [[each * unit + zero for each in row] for row in own]
    second[1][0], second[2][2] = 4 * x, 5 * y  # all times 20
    codes: np.ndarray[Any, Any] = BatchSolver(3, 3).solve(np.array(first), np.array(second)).codes
    return codes.reshape(count + 1, count + 1)


@pytest.mark.parametrize("count", [64, 256, 1024])
def test_no_island_is_missed(count: int) -> None:
    found = frontier_of(toy(ISLANDS, "[0, 10]"), count)
    check(found, island_codes(count), named=False)


def test_an_island_inside_one_cell_is_undecided_and_never_proved_away() -> None:
    found = frontier_of(toy(ISLANDS, "[0, 10]"), 16)
    at = set(zip(found.columns.tolist(), found.rows.tolist(), strict=True))
    assert (8, 7) in at  # the disc lies inside this cell
    assert (~found.boundary).any()


def test_boundaries_on_the_lines_of_the_grid() -> None:
    rows = [[("x - 1/2", "y - 1/4"), ("0", "0")], [("0", "0"), ("1", "1")]]
    found = frontier_of(toy(rows), 8)
    check(found, exact_labels(found))
    touched = set(found.columns[found.boundary].tolist())
    assert {3, 4} <= touched


def test_a_regime_without_a_border_is_proved_at_once() -> None:
    found = frontier_of(toy([[("1", "x"), ("0", "-1")], [("0", "y - 9"), ("0", "0")]]), 65_536)
    assert (found.tested, len(found.columns)) == (1, 0)
    assert [region.cells for region in found.regions] == [65_536**2]


def test_games_tied_everywhere() -> None:
    found = frontier_of(toy([[("x", "y"), ("x", "y")], [("x", "y"), ("x", "y")]]), 4)
    check(found, exact_labels(found))
    assert len(found.regions) == 1


def test_pieces_of_a_level_make_the_same_frontier(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = frontier_of(toy(ISLANDS, "[0, 10]"), 512)
    monkeypatch.setattr(refinement, "CHUNK", 7)
    pieces = frontier_of(toy(ISLANDS, "[0, 10]"), 512)
    cells = [
        sorted(zip(f.columns.tolist(), f.rows.tolist(), f.boundary.tolist(), strict=True))
        for f in (whole, pieces)
    ]
    assert cells[0] == cells[1]
    assert whole.regions == pieces.regions


def test_work_grows_with_the_length_of_the_boundary() -> None:
    model = toy(ISLANDS, "[0, 10]")
    for count in (512, 4_096):
        found = frontier_of(model, count)
        assert found.tested + found.traced + found.solved <= 4 * len(found.columns)
        assert 100 * found.solved <= (count + 1) ** 2


@pytest.mark.parametrize(
    ("name", "spans"), [("brand-two-firms", "sigma,q"), ("subsidy-war", "V,S")]
)
def test_work_stays_small_where_boundaries_run_along_the_lines(name: str, spans: str) -> None:
    found = frontier_of(load_model(name), 2_048, spans)
    assert found.tested + found.traced + found.solved <= 4 * int(found.boundary.sum())


def test_far_and_tiny_numbers_are_proved_too() -> None:
    rows = [[("x - 10**20/3", "1"), ("0", "0")], [("0", "1"), ("10**-30*(x - 10**20/7)", "0")]]
    model = toy(rows)
    spans = (Span("x", Fraction(10**20, 9), Fraction(10**20)), Span("y", Fraction(0), Fraction(1)))
    found = find_frontier(model, spans, 8)
    check(found, exact_labels(found))


def test_other_resolutions_are_rounded_up() -> None:
    assert frontier_of(toy([[("x", "y")]]), 1_000).resolution == 1_024


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        ([[("sqrt(x)", "1")]], "sqrt of x is no polynomial"),
        ([[("x**41", "1")]], "its degree is above 40"),
        ([[("x**y", "1")]], "power of x, y is no polynomial"),
        ([[("x", "1")]] * 6, "at most 5"),
        ([[(f"max(x, {k}*y, 1/{k})", f"abs(x - {k}*y)") for k in (2, 3, 5, 7)]], "500 cases"),
    ],
)
def test_what_cannot_be_proved_is_refused_in_one_line(rows: Rows, wrong: str) -> None:
    with pytest.raises(UnsupportedError, match=wrong) as caught:
        frontier_of(toy(rows), 8)
    assert "use sweep" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_trees_and_more_players_are_refused(three: Model) -> None:
    span = Span("x", Fraction(0), Fraction(4))
    with pytest.raises(UnsupportedError, match="3 players"):
        find_frontier(three, (span, span), 8)
    with pytest.raises(UnsupportedError, match="is a tree"):
        find_frontier(load_model("functional-upgrading"), (span, span), 8)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("x", "name two parameters"),
        ("x,x", "stands twice"),
        ("x,z", "no parameter 'z'"),
        ("x=0:1:5,y", "is no range"),
        ("x=a:1,y", "is no range"),
        ("x=1:0,y", "is not below"),
    ],
)
def test_mistakes_in_the_rectangle(text: str, wrong: str) -> None:
    with pytest.raises(UsageError, match=wrong):
        parse_spans(toy([[("x", "y")]]), text)


@pytest.mark.parametrize("resolution", [0, -1, 65_537])
def test_mistakes_in_the_resolution(resolution: int) -> None:
    with pytest.raises(UsageError, match="1 to 65536"):
        frontier_of(toy([[("x", "y")]]), resolution)


def test_a_parameter_needs_a_range(model_of: Callable[[str], Model]) -> None:
    text = "[parameters]\nx = 1\ny = 2\n[[players]]\nid = 'a'\nstrategies = { u = 'u' }\n"
    text += "[[players]]\nid = 'b'\nstrategies = { l = 'l' }\n[payoffs]\n'u, l' = ['x', 'y']\n"
    with pytest.raises(UsageError, match="x has no range"):
        parse_spans(model_of(text), "x,y")
