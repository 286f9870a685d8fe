from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vcgame.errors import UnsupportedError, UsageError
from vcgame.forms.populations import population_game
from vcgame.model.library import load_model, model_of
from vcgame.model.text import Language
from vcgame.report.dynamics.cube import CubePortrait, cube_portrait, draw_cube
from vcgame.report.dynamics.gain_line import draw_gain_line, gain_line
from vcgame.report.dynamics.markers import KINDS, basin_look, marker
from vcgame.report.dynamics.path_tables import basin_table, error_cell, trajectory_table
from vcgame.report.dynamics.phase_portrait import draw_phase_portrait
from vcgame.report.dynamics.portrait import PhasePortrait, phase_portrait
from vcgame.report.dynamics.time_paths import draw_time_paths, time_paths
from vcgame.report.figures.canvas import write_figure
from vcgame.report.tables.formula import Math
from vcgame.solve.dynamics.basins import basins
from vcgame.solve.dynamics.paths import trajectory
from vcgame.solve.dynamics.replicator import Replicator, replicator_at
from vcgame.solve.dynamics.rest_points import rest_states

LANGUAGES: tuple[Language, ...] = ("en", "zh")
STARTS = ((Fraction(1, 5), Fraction(1, 5)), (Fraction(9, 10), Fraction(1, 3)))


def dynamics_of(id: str, populations: int | None = None, **changes: int) -> Replicator:
    model = load_model(id)
    exact = {name: Fraction(value) for name, value in changes.items()}
    return replicator_at(population_game(model, populations), model.values(changes=exact))


def triangle(rows: str) -> Replicator:
    """One population of three strategies; rows of payoffs, the third strategy counted last."""
    A = [row.split() for row in rows.split(";")]
    lines = ["vcgame = 1", 'id = "three"', 'title = { en = "Three ways", zh = "三种方式" }']
    lines += ["populations = 1", "[parameters]", 'p = { value = 0, meaning = "none" }']
    for player in ("one", "two"):
        lines += [
            "[[players]]",
            f'id = "{player}"',
            'strategies = { l = "low", m = "mid", h = "high" }',
        ]
    lines.append("[payoffs]")
    for i, first in enumerate("lmh"):
        for j, second in enumerate("lmh"):
            lines.append(f'"{first}, {second}" = [{A[i][j]}, {A[j][i]}]')
    model = model_of("three.toml", "\n".join(lines) + "\n")
    return replicator_at(population_game(model), model.values())


@pytest.fixture(scope="module")
def watermelon() -> PhasePortrait:
    return phase_portrait(dynamics_of("watermelon-brand"), STARTS)


@pytest.fixture(scope="module")
def cube() -> CubePortrait:
    dynamics = dynamics_of("brand-tripartite")
    rest = rest_states(dynamics)
    starts = [(Fraction(k, 4), Fraction(1, 2), Fraction(3, 4)) for k in (1, 3)]
    measured = basins(dynamics, draws=1_000, rest=rest)
    return cube_portrait(dynamics, starts, rest=rest, measured=measured)


def texts_of(figure: Any) -> str:
    legend = [text.get_text() for text in figure.legends[0].get_texts()]
    labels = [axes.xaxis.get_label_text() + axes.yaxis.get_label_text() for axes in figure.axes]
    free = [text.get_text() for text in figure.texts]
    return " ".join([*legend, *labels, *free]).replace("\n", " ")


def test_the_portrait_shows_what_the_dynamics_is(watermelon: PhasePortrait) -> None:
    kinds = sorted(kind for _, kind in watermelon.rests)
    assert kinds == ["saddle", "sink", "sink", "source", "source"]
    assert [text.en for text in watermelon.basins] == [
        "basin of (1, 1): 58.2 %",
        "basin of (0, 0): 41.8 %",
    ]
    assert [way[0].tolist() for way in watermelon.ways] == [list(map(float, s)) for s in STARTS]
    assert np.abs(watermelon.ways[0][-1]).max() < 0.05
    assert len(watermelon.separatrices) == 2
    middle = watermelon.grid[80]
    column = watermelon.gains[1][:, round(5 / 9 * 160)]
    assert middle == 0.5
    assert np.abs(column).max() < 0.001  # y stands still where x is 5/9


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_square_is_drawn_with_names_from_the_model(
    watermelon: PhasePortrait, language: Language, tmp_path: Path, silence: None
) -> None:
    figure = draw_phase_portrait(watermelon, language)
    write_figure(figure, tmp_path / "portrait.png")
    texts = texts_of(figure)
    axes = figure.axes[0]
    assert axes.get_xlim() == axes.get_ylim() == (0, 1)
    expected = {
        "en": (
            "share of firms choosing high standard $x$",
            "separatrix",
            "basin of (1, 1): 58.2 %",
        ),
        "zh": ("企业中“高标准”的比例 $x$", "分界线", "(1, 1) 的吸引域：58.2 %"),
    }
    for part in expected[language]:
        assert part in texts


def test_every_kind_of_rest_point_and_basin_has_a_look_of_its_own() -> None:
    looks = {tuple(sorted((k, str(v)) for k, v in marker(kind).items())) for kind in KINDS}
    assert len(looks) == len(KINDS)
    hatches = [basin_look(number)["hatch"] for number in range(8)]
    assert len(set(hatches)) == 8  # grey prints keep basins apart


def test_centres_sampled_basins_and_triangles_are_drawn(tmp_path: Path, silence: None) -> None:
    start = [(Fraction(1, 5), Fraction(1, 5))]
    pennies = phase_portrait(dynamics_of("brand-regulator"), start)
    assert pennies.basins == ()
    assert ("centre" in {kind for _, kind in pennies.rests}) is True
    corner = phase_portrait(triangle("3 0 0; 0 2 0; 0 0 1"), start)
    assert [name.en for name in corner.corners] == ["low", "mid", "high"]
    assert len(corner.basins) == 3
    flat = phase_portrait(triangle("0 0 0; 1 1 0; 1 1 0"), start)
    assert flat.lines
    for number, shown in enumerate((pennies, corner, flat)):
        figure = draw_phase_portrait(shown, LANGUAGES[number % 2], "double")
        write_figure(figure, tmp_path / f"{number}.png")
        assert (tmp_path / f"{number}.png").stat().st_size > 10_000


def test_basins_without_outlines_are_shaded_by_their_points() -> None:
    # Two sinks, but one edge rests: the basins are sampled.
    text = """
    vcgame = 1
    id = "edge"
    title = "edge"
    [parameters]
    p = { value = 0, meaning = "none" }
    [[players]]
    id = "one"
    strategies = { a = "a", b = "b" }
    [[players]]
    id = "two"
    strategies = { a = "a", b = "b" }
    [shares]
    x = "one.a"
    y = "two.a"
    [payoffs]
    "a, a" = ["(x - 1/2)*(y + 1)", "x*(y - 1/2)"]
    "a, b" = ["(x - 1/2)*(y + 1)", 0]
    "b, a" = [0, "x*(y - 1/2)"]
    "b, b" = [0, 0]
    """
    model = model_of("edge.toml", "\n".join(line.strip() for line in text.splitlines()))
    dynamics = replicator_at(population_game(model), model.values())
    shown = phase_portrait(dynamics, [(Fraction(3, 4), Fraction(3, 4))])
    assert shown.areas == ()
    assert shown.raster is not None
    assert set(np.unique(shown.raster)) >= {0}
    assert shown.raster[140, 140] != shown.raster[20, 140]
    draw_phase_portrait(shown, "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_line_shows_the_gain_and_where_the_share_goes(language: Language, silence: None) -> None:
    line = gain_line(dynamics_of("subsidy-war", 1, S=8))
    assert [(round(a, 2), round(b, 2), end, size) for a, b, end, size in line.basins] == [
        (0.25, 1.0, "1", "75.0 %"),
        (0.0, 0.25, "0", "25.0 %"),
    ]
    assert line.stretches == ((0.0, 0.25, False), (0.25, 1.0, True))
    assert [kind for _, kind in line.rests] == ["sink", "source", "sink"]
    texts = texts_of(draw_gain_line(line, language))
    assert {"en": "gain of no subsidy over subsidy", "zh": "“不补贴”与“补贴”支付差"}[
        language
    ] in texts


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_cube_shows_ways_and_corners(
    cube: CubePortrait, language: Language, tmp_path: Path, silence: None
) -> None:
    assert len(cube.ways) == 2
    assert all(end >= 0 for _, end in cube.ways)
    figure = draw_cube(cube, language)
    write_figure(figure, tmp_path / "cube.pdf")
    texts = texts_of(figure)
    assert {"en": "to (0, 0, 1): 7", "zh": "趋于 (0, 0, 1)：7"}[language] in texts
    assert figure.axes[1].name == "3d"


@pytest.mark.parametrize("language", LANGUAGES)
def test_shares_over_time_have_a_panel_each(language: Language, silence: None) -> None:
    dynamics = dynamics_of("watermelon-brand")
    ways = [trajectory(dynamics, start) for start in STARTS]
    shown = time_paths(dynamics, STARTS, ways)
    longest = max(way.times[-1] for way in ways)
    assert {float(times[-1]) for _, times, _ in shown.paths} == {longest}
    assert shown.arrivals == tuple(way.time_95 for way in ways)
    figure = draw_time_paths(shown, language)
    panels = figure.axes[0].child_axes
    assert len(panels) == 2
    assert all(len(panel.lines) == 4 for panel in panels)  # two ways, two dots
    assert "(0.9, 1/3)" in texts_of(figure)
    with pytest.raises(UsageError, match="name a start"):
        time_paths(dynamics, (), ())


def test_figures_are_refused_where_there_is_no_picture() -> None:
    square, line = dynamics_of("watermelon-brand"), dynamics_of("subsidy-war", 1)
    for draw, dynamics in ((phase_portrait, line), (gain_line, square), (cube_portrait, square)):
        with pytest.raises(UnsupportedError, match="coordinates"):
            draw(dynamics)


@pytest.mark.parametrize("suffix", ["svg", "PNG", "pdf"])
def test_the_same_figure_gives_the_same_bytes_in_each_format(
    suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = gain_line(dynamics_of("lemons"))
    written = []
    for number, date in enumerate(("86400", "1700000000")):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", date)
        file = tmp_path / f"{number}.{suffix}"
        write_figure(draw_gain_line(line, "en"), file)
        written.append(file.read_bytes())
    assert written[0] == written[1]
    with pytest.raises(UsageError, match=r"ends in \.png, \.svg, \.pdf"):
        write_figure(draw_gain_line(line, "en"), tmp_path / "line.jpeg")


def test_tables_say_where_ways_end_and_how_large_basins_are() -> None:
    dynamics = dynamics_of("watermelon-brand")
    rest = rest_states(dynamics)
    starts = [*STARTS, (Fraction(5, 9), Fraction(31, 79))]
    ways = [trajectory(dynamics, start, until=10.0, rest=rest) for start in starts]
    table = trajectory_table(dynamics, starts, ways, rest, until=Fraction(10))
    assert [cell.en for cell in table.column("end")] == ["(0, 0)", "(1, 1)", "(5/9, 31/79)"]
    assert table.column("time_95") == tuple(way.time_95 for way in ways)
    assert [column.header.en for column in table.columns][:2] == ["start (x, y)", "at time 10"]
    own = basin_table(dynamics, basins(dynamics, rest=rest), rest)
    assert [round(cell, 3) for cell in own.column("share")] == [0.582, 0.418]
    assert [round(cell, 3) for cell in own.column("straight")] == [0.526, 0.474]
    cycle = dynamics_of("brand-regulator")
    rest = rest_states(cycle)
    empty = basin_table(cycle, basins(cycle, rest=rest), rest)
    assert empty.rows == ()
    assert "no basin" in empty.notes[0].en


def test_sampled_basins_tell_the_sample() -> None:
    dynamics = dynamics_of("brand-tripartite")
    rest = rest_states(dynamics)
    table = basin_table(dynamics, basins(dynamics, draws=1_000, seed=7, rest=rest), rest)
    notes = " ".join(note.en for note in table.notes)
    assert "drawn: 1000" in notes
    assert "seed 7" in notes
    assert {cell.en for cell in table.column("method")} == {"sample of starts"}
    assert "straight" not in [column.key for column in table.columns]


@pytest.mark.parametrize(
    ("error", "plain"),
    [
        (1.201e-9, "1.3e-9"),
        (0.00382, "0.0039"),
        (9.96e-7, "1.0e-6"),
        (0.5, "0.5"),
        (1e-12, "1.0e-12"),
    ],
)
def test_errors_are_rounded_up(error: float, plain: str) -> None:
    cell = error_cell(error)
    assert isinstance(cell, Math)
    assert cell.plain == plain
    assert float(cell.plain) >= error


def test_every_figure_has_its_fonts(watermelon: PhasePortrait, cube: CubePortrait) -> None:
    make: Callable[[Replicator], Any] = gain_line
    for shown in (watermelon, cube, make(dynamics_of("lemons"))):
        assert shown.title.zh in shown.signs("zh")
        assert shown.title.en in shown.signs("en")
