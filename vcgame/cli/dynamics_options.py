"""The part of ``vcgame dynamics`` in numbers: its options, and what is done about them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from vcgame.errors import UnsupportedError, UsageError, nearest
from vcgame.forms.populations import PopulationGame
from vcgame.model.reading.values import exact_number
from vcgame.model.text import Language
from vcgame.report.tables.table import Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from vcgame.solve.dynamics.basins import Basins
    from vcgame.solve.dynamics.replicator import Replicator
    from vcgame.solve.dynamics.rest_points import RestStates
    from vcgame.solve.dynamics.trajectory import Trajectory

__all__ = ["PathAnswers", "PathQuestions", "answer_paths", "path_options", "read_start"]

F = TypeVar("F", bound=Callable[..., Any])

_MOST_STARTS: Final = 1_000
_MOST_DRAWS: Final = 10_000_000
_DECIMALS: Final = 10_000


def path_options(function: F) -> F:
    """Take the options on trajectories and basins.

    The command gets ``starts`` (texts), ``draws``, ``seed``, ``until``, ``backward``, ``basins``,
    ``plot`` and ``plot_time``: what `PathQuestions` holds.
    """
    options = (
        click.option(
            "--from",
            "starts",
            multiple=True,
            metavar="X=SHARE,Y=SHARE",
            help="Follow the populations from a state: --from x=0.2,y=1/3. May be repeated.",
        ),
        click.option(
            "--starts",
            "draws",
            type=click.IntRange(1, _MOST_STARTS),
            metavar="N",
            help="Follow the populations from N states that are drawn.",
        ),
        click.option(
            "--seed",
            type=click.IntRange(min=0),
            default=0,
            show_default=True,
            metavar="N",
            help="Seed of what is drawn.",
        ),
        click.option(
            "--until", metavar="T", help="Give the state at this time, and draw until then."
        ),
        click.option("--backward", is_flag=True, help="Follow them back in time."),
        click.option("--basins", is_flag=True, help="Measure the basins of the rest points."),
        click.option(
            "--basin-starts",
            type=click.IntRange(100, _MOST_DRAWS),
            default=65_536,
            show_default=True,
            metavar="N",
            help="How many states are drawn where basins are measured by a sample.",
        ),
        click.option(
            "--plot",
            type=click.Path(path_type=Path, dir_okay=False),
            metavar="FILE",
            help="Draw the states (one to three shares): .png, .svg or .pdf.",
        ),
        click.option(
            "--plot-time",
            type=click.Path(path_type=Path, dir_okay=False),
            metavar="FILE",
            help="Draw the shares over time from the given states: .png, .svg or .pdf.",
        ),
    )
    for option in reversed(options):
        function = option(function)
    return function


@dataclass(frozen=True, slots=True)
class PathQuestions:
    """What is asked about trajectories and basins; one field per option of `path_options`."""

    starts: tuple[str, ...] = ()
    draws: int | None = None
    seed: int = 0
    until: str | None = None
    backward: bool = False
    basins: bool = False
    basin_starts: int = 65_536
    plot: Path | None = None
    plot_time: Path | None = None

    @property
    def any(self) -> bool:
        """Whether anything is asked at all."""
        asked = (self.starts, self.draws, self.basins, self.plot, self.plot_time, self.until)
        return self.backward or any(asked)


@dataclass(frozen=True, slots=True)
class PathAnswers:
    """Tables to print, files that were written, and what the user must be told."""

    tables: tuple[Table, ...]
    files: tuple[Path, ...]
    warnings: tuple[str, ...]


def read_start(game: PopulationGame, text: str) -> tuple[Fraction, ...]:
    """Read a start, ``x=0.2,y=1/3``, exactly.

    Raises
    ------
    UsageError
        If it names no state of the game.

    Examples
    --------
    >>> from vcgame.forms.populations import population_game
    >>> from vcgame.model.library import load_model
    >>> read_start(population_game(load_model("boxed-pigs")), "y=0.5, x=1/3")
    (Fraction(1, 3), Fraction(1, 2))
    """
    found: dict[str, Fraction] = {}
    example = ",".join(f"{name}=0.2" for name in game.coordinates)
    for part in text.split(","):
        name, equals, written = (piece.strip() for piece in part.partition("="))
        if not equals:
            raise UsageError(f"--from {text!r} is no state; write {example}")
        if name not in game.coordinates:
            raise UsageError(
                f"--from: there is no share {name!r}; {nearest(name, game.coordinates)}"
            )
        value = exact_number(written)
        if value is None:
            raise UsageError(f"--from {name}: {written!r} is no number; write 0, 0.5 or 2/3")
        if name in found:
            raise UsageError(f"--from {text!r}: {name} stands twice; keep one")
        if not 0 <= value <= 1:
            raise UsageError(f"--from {name}={written}: a share lies between 0 and 1")
        found[name] = value
    lacking = [name for name in game.coordinates if name not in found]
    if lacking:
        raise UsageError(f"--from {text!r} leaves out {', '.join(lacking)}; write {example}")
    for population in game.populations:
        if sum(found[name] for name in population.coordinates) > 1:
            own = " + ".join(population.coordinates)
            raise UsageError(f"--from {text!r}: {own} is above 1, but shares are at most 1 in all")
    return tuple(found[name] for name in game.coordinates)


def answer_paths(replicator: Replicator, asked: PathQuestions, language: Language) -> PathAnswers:
    """Follow trajectories, measure basins and draw what was asked for.

    Raises
    ------
    UsageError
        For starts that are no states, times that are none, and files that cannot be written.
    UnsupportedError
        For a plot of a game with too many shares.
    """
    from vcgame.report.dynamics.path_tables import basin_table, trajectory_table
    from vcgame.report.figures.canvas import SUFFIXES
    from vcgame.solve.dynamics.basins import basins
    from vcgame.solve.dynamics.paths import trajectory
    from vcgame.solve.dynamics.rest_points import rest_states

    for file in (asked.plot, asked.plot_time):
        if file is not None and file.suffix.lower() not in SUFFIXES:
            raise UsageError(f"{file}: a figure's name ends in {', '.join(SUFFIXES)}")
    until = _time(asked.until)
    starts = [read_start(replicator.game, text) for text in asked.starts]
    starts += _drawn(replicator, asked.draws, asked.seed) if asked.draws else []
    if not starts and (asked.until or asked.backward or asked.plot_time):
        raise UsageError(
            "there is nothing to follow: name a state (--from) or draw some (--starts)"
        )
    rest = rest_states(replicator)
    duration = None if until is None else float(until)
    ways = [
        trajectory(replicator, start, until=duration, backward=asked.backward, rest=rest)
        for start in starts
    ]
    measured = None
    if asked.basins or (asked.plot is not None and replicator.dimension <= 3):
        measured = basins(replicator, draws=asked.basin_starts, seed=asked.seed, rest=rest)
    tables = []
    if ways:
        tables.append(
            trajectory_table(replicator, starts, ways, rest, until=until, backward=asked.backward)
        )
    if asked.basins and measured is not None:
        tables.append(basin_table(replicator, measured, rest))
    drawing = _Drawing(replicator, rest, measured, starts, duration, language)
    if asked.plot is not None:
        drawing.states(asked.plot)
    if asked.plot_time is not None:
        drawing.times(asked.plot_time, ways)
    return PathAnswers(tuple(tables), tuple(drawing.files), tuple(dict.fromkeys(drawing.warnings)))


def _time(text: str | None) -> Fraction | None:
    if text is None:
        return None
    value = exact_number(text)
    if value is None or value <= 0:
        raise UsageError(f"--until {text!r} is no time; write a number above 0")
    return value


def _drawn(replicator: Replicator, count: int, seed: int) -> list[tuple[Fraction, ...]]:
    """Draw states, rounded inwards to four decimals so that they can be typed in again."""
    from vcgame.solve.dynamics.basins import draw_states

    found = []
    for column in draw_states(replicator, count, seed).T.tolist():
        steps = [max(1, int(share * (_DECIMALS - len(column)))) for share in column]
        found.append(tuple(Fraction(step, _DECIMALS) for step in steps))
    return found


class _Drawing:
    """Draws figures and writes them, and keeps what must be told."""

    def __init__(
        self,
        replicator: Replicator,
        rest: RestStates,
        measured: Basins | None,
        starts: Sequence[tuple[Fraction, ...]],
        until: float | None,
        language: Language,
    ) -> None:
        self.replicator = replicator
        self.rest = rest
        self.measured = measured
        self.starts = list(starts) or None
        self.until = until
        self.language = language
        self.files: list[Path] = []
        self.warnings: list[str] = []

    def states(self, file: Path) -> None:
        """Draw the space of states."""
        from vcgame.report.dynamics.cube import cube_portrait, draw_cube
        from vcgame.report.dynamics.gain_line import draw_gain_line, gain_line
        from vcgame.report.dynamics.phase_portrait import draw_phase_portrait
        from vcgame.report.dynamics.portrait import phase_portrait

        known: dict[str, Any] = {"rest": self.rest, "measured": self.measured}
        if self.replicator.dimension == 1:
            self._write(file, gain_line(self.replicator, **known), draw_gain_line)
        elif self.replicator.dimension == 2:
            shown = phase_portrait(self.replicator, self.starts, until=self.until, **known)
            self._write(file, shown, draw_phase_portrait)
        elif [size for size in self.replicator.sizes if size > 1] == [2, 2, 2]:
            cube = cube_portrait(self.replicator, self.starts, until=self.until, **known)
            self._write(file, cube, draw_cube)
        else:
            raise UnsupportedError(
                f"{self.replicator.game.model.id} has {self.replicator.dimension} shares in its "
                "states; pictures show one or two shares, or three populations with two "
                "strategies each; --plot-time draws the shares over time"
            )

    def times(self, file: Path, ways: Iterable[Trajectory]) -> None:
        """Draw shares over time."""
        from vcgame.report.dynamics.time_paths import draw_time_paths, time_paths

        shown = time_paths(self.replicator, self.starts or [], list(ways))
        self._write(file, shown, draw_time_paths)

    def _write(self, file: Path, shown: Any, draw: Callable[..., Figure]) -> None:
        from vcgame.report.figures.canvas import write_figure
        from vcgame.report.figures.fonts import font_families

        fonts = font_families(self.language, shown.signs(self.language))
        if fonts.warning is not None:
            self.warnings.append(fonts.warning.en)
        write_figure(draw(shown, self.language, fonts=fonts), file)
        self.files.append(file)
