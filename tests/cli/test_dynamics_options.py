from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from vcgame.cli.dynamics_options import PathQuestions, answer_paths, path_options, read_start
from vcgame.errors import UnsupportedError, UsageError
from vcgame.forms.populations import population_game
from vcgame.model.library import load_model
from vcgame.solve.dynamics.replicator import Replicator, replicator_at


def dynamics_of(id: str, populations: int | None = None) -> Replicator:
    model = load_model(id)
    return replicator_at(population_game(model, populations), model.values())


def test_the_options_give_what_is_asked() -> None:
    seen: list[PathQuestions] = []

    @click.command()
    @path_options
    def command(**asked: object) -> None:
        seen.append(PathQuestions(**asked))  # type: ignore[arg-type]

    runner = CliRunner()
    words = ["--from", "x=0.2,y=0.3", "--from", "x=1,y=0", "--starts", "5", "--seed", "9"]
    words += ["--until", "10", "--basins", "--plot", "a.png", "--plot-time", "b.pdf", "--backward"]
    assert runner.invoke(command, words).exit_code == 0
    assert runner.invoke(command, []).exit_code == 0
    full, empty = seen
    assert full == PathQuestions(
        ("x=0.2,y=0.3", "x=1,y=0"), 5, 9, "10", True, True, 65_536, Path("a.png"), Path("b.pdf")
    )
    assert full.any
    assert empty == PathQuestions()
    assert not empty.any


def test_starts_are_read_exactly() -> None:
    game = dynamics_of("watermelon-brand").game
    assert read_start(game, " y = 1/3 , x=0.2") == (Fraction(1, 5), Fraction(1, 3))


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("x=2,y=0", "x=2: a share lies between 0 and 1"),
        ("x=-0.1,y=0", "a share lies between 0 and 1"),
        ("x=a,y=0", "'a' is no number; write 0, 0.5 or 2/3"),
        ("q=1,y=0", "there is no share 'q'; known: x, y"),
        ("x=1", "leaves out y; write x=0.2,y=0.2"),
        ("x=1,x=0,y=1", "x stands twice"),
        ("0.5", "is no state; write x=0.2,y=0.2"),
        ("", "is no state"),
    ],
)
def test_a_start_that_is_no_state_is_named(text: str, wrong: str) -> None:
    with pytest.raises(UsageError, match=wrong):
        read_start(dynamics_of("watermelon-brand").game, text)


def test_trajectories_basins_and_figures(tmp_path: Path) -> None:
    asked = PathQuestions(
        starts=("x=0.2,y=0.2",),
        draws=2,
        until="5",
        basins=True,
        plot=tmp_path / "new" / "portrait.svg",
        plot_time=tmp_path / "time.png",
    )
    answer = answer_paths(dynamics_of("watermelon-brand"), asked, "en")
    ways, areas = answer.tables
    assert len(ways.rows) == 3
    assert ways.rows[0][2].en == "(0, 0)"
    assert round(areas.rows[0][1], 3) == 0.582
    assert answer.files == (asked.plot, asked.plot_time)
    assert all(file.stat().st_size > 5_000 for file in answer.files)
    assert (tmp_path / "new" / "portrait.svg").read_text(encoding="utf-8").startswith("<?xml")
    assert answer.warnings == ()


def test_drawn_starts_can_be_typed_in_again() -> None:
    dynamics = dynamics_of("brand-tripartite")
    answer = answer_paths(dynamics, PathQuestions(draws=3, seed=4), "en")
    again = answer_paths(dynamics, PathQuestions(draws=3, seed=4), "en")
    assert answer.tables == again.tables
    for cell in answer.tables[0].column("start"):
        shares = [Fraction(part) for part in cell.en.strip("()").split(", ")]
        text = ",".join(f"{n}={s}" for n, s in zip(dynamics.game.coordinates, shares, strict=True))
        assert read_start(dynamics.game, text) == tuple(shares)
    other = answer_paths(dynamics, PathQuestions(draws=3, seed=5), "en")
    assert other.tables[0].column("start") != answer.tables[0].column("start")


@pytest.mark.parametrize(
    ("asked", "wrong"),
    [
        (PathQuestions(until="5"), "nothing to follow"),
        (PathQuestions(backward=True), "nothing to follow"),
        (PathQuestions(plot_time=Path("a.png")), "nothing to follow"),
        (PathQuestions(starts=("x=1,y=1",), until="0"), "is no time"),
        (PathQuestions(starts=("x=1,y=1",), until="soon"), "is no time"),
        (PathQuestions(plot=Path("a.jpeg")), r"ends in \.png, \.svg, \.pdf"),
    ],
)
def test_mistakes_are_named(asked: PathQuestions, wrong: str) -> None:
    with pytest.raises(UsageError, match=wrong):
        answer_paths(dynamics_of("watermelon-brand"), asked, "en")


def test_no_picture_shows_four_shares(tmp_path: Path) -> None:
    model = load_model("boxed-pigs")
    dynamics = replicator_at(population_game(model), model.values())
    line = answer_paths(dynamics, PathQuestions(plot=tmp_path / "a.png"), "zh")
    assert line.tables == ()
    text = ["vcgame = 1", 'id = "many"', 'title = "many"', "[parameters]"]
    text += ['p = { value = 0, meaning = "none" }']
    for name in "mn":
        text += ["[[players]]", f'id = "{name}"', 'strategies = { a = "a", b = "b", c = "c" }']
    text += ["[payoffs]", *(f'"{i}, {j}" = [0, {int(i == j)}]' for i in "abc" for j in "abc")]
    from vcgame.model.library import model_of

    many = model_of("many.toml", "\n".join(text) + "\n")
    with pytest.raises(UnsupportedError, match="4 shares in its states"):
        answer_paths(
            replicator_at(population_game(many), many.values()),
            PathQuestions(plot=tmp_path / "b.png"),
            "en",
        )


def test_backward_alone_is_a_question_too() -> None:
    asked = PathQuestions(backward=True)
    assert asked.any
    with pytest.raises(UsageError, match="nothing to follow"):
        answer_paths(dynamics_of("subsidy-war"), asked, "en")
