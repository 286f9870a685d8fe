"""``vcgame sweep MODEL``: solve at many points."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import Final, NoReturn

import click

from vcgame import __version__
from vcgame.cli.options import (
    changes,
    format_option,
    instance_option,
    language_option,
    model_argument,
    set_option,
)
from vcgame.cli.printing import print_table
from vcgame.cli.streams import is_terminal, tell
from vcgame.cli.sweep_options import design_options, engine_options, outcome_options, solver_options
from vcgame.errors import UsageError
from vcgame.model.library import load_model, model_file
from vcgame.model.model import Model
from vcgame.model.text import Language
from vcgame.report.naming import both
from vcgame.report.tables.table import Column, Table
from vcgame.report.words import word
from vcgame.solve.concepts import Concept
from vcgame.sweep.design.axis import parse_axis
from vcgame.sweep.design.design import Design
from vcgame.sweep.design.points_file import read_points
from vcgame.sweep.design.sampling import Method, Sampling
from vcgame.sweep.design.uncertain import parse_uncertain
from vcgame.sweep.execution import carry_out
from vcgame.sweep.job import Engine, Job
from vcgame.sweep.preparation import prepare_job
from vcgame.sweep.storage.header import sweep_header
from vcgame.sweep.storage.single import SUFFIXES, SweepFiles
from vcgame.sweep.storage.store import SweepFolder
from vcgame.sweep.storage.stored_part import Tally

__all__ = ["command"]

FAILED: Final = 4
TERMINATED: Final = 143
DRAWS: Final = 1_024
FAILURES: Final[Mapping[str, str]] = {
    "error": "have no value",
    "incomplete": "have no complete answer",
}


@click.command(
    epilog="Example:  vcgame sweep brand-two-firms --vary c=0.5:8:16 --vary fine/t=0:4:9"
)
@model_argument
@design_options
@set_option
@instance_option
@solver_options
@outcome_options
@engine_options
@format_option
@language_option
@click.pass_context
def command(
    context: click.Context,
    model: str,
    axes: tuple[str, ...],
    points: Path | None,
    uncertain: tuple[str, ...],
    draws: int | None,
    sampling: Method | None,
    seed: int | None,
    decimals: int | None,
    settings: tuple[str, ...],
    instance: str | None,
    concept: Concept | None,
    outcomes: tuple[str, ...],
    select: tuple[str, ...],
    target: str | None,
    out: str | None,
    fresh: bool,
    jobs: int | None,
    engine: str | None,
    scheduler: str | None,
    part_points: int | None,
    form: str,
    language: Language,
) -> int:
    """Solve at many points: a grid, a list, or draws of what is uncertain.

    MODEL is the id of a model of the library or the path of a file. Two tables are written:
    one row per point (with its regime, also where there is no answer) and one row per
    equilibrium. Printed is how many points each regime has, and with --target and draws in
    which share of them the target is an equilibrium. A sweep into a folder that was cut off is
    finished by giving the same command again (without --fresh). Exit status 4 says that some
    points have no answer though they satisfy the assumptions.
    """
    maker = _engine(engine, scheduler, jobs)
    loaded = load_model(model)
    text = _text(model, loaded)
    fixed = changes(settings)
    design = Design(
        loaded,
        loaded.values(instance, fixed),
        axes=tuple(parse_axis(loaded, each) for each in axes),
        listed=None if points is None else read_points(loaded, points),
        uncertain=tuple(parse_uncertain(loaded, each, decimals=decimals) for each in uncertain),
        sampling=_sampling(sampling, draws, seed, wanted=bool(uncertain or decimals is not None)),
    )
    if not design.shown:
        raise UsageError("nothing varies; give --vary, --points or --uncertain")
    if moved := sorted(fixed.keys() & set(design.shown)):
        raise UsageError(f"{moved[0]} is set and varied; do one of the two")
    job = prepare_job(
        design,
        text,
        name=model,
        outcomes=outcomes,
        select=select,
        target=target,
        concept=concept,
        part_points=part_points,
    )
    store = _store(loaded, job, out, fresh=fresh, command=context.obj, seed=_seed(design))
    _run(job, maker, store)
    print_table(_regimes(store, loaded), form, language)
    written = list(store.written)
    if target is not None and design.sampling is not None:
        if isinstance(store, SweepFolder):
            written.append(_robustness(store.path, form, language))
        else:
            tell("the robustness of the target is given with a folder only (--out)")
    for line in (*_failures(store.tally), *(f"wrote {path}" for path in written)):
        tell(line)
    return FAILED if any(status in FAILURES for status, _ in store.tally.counts) else 0


def _text(name: str, model: Model) -> str:
    """Read the text of the model file that was just loaded."""
    text = model_file(name).read_text(encoding="utf-8-sig")
    from hashlib import sha256

    if sha256(text.encode()).hexdigest() != model.text_hash:
        raise UsageError(f"{name} was changed while it was read; give the command again")
    return text


def _sampling(
    method: Method | None, draws: int | None, seed: int | None, *, wanted: bool
) -> Sampling | None:
    """Say how to draw; `Design` tells if there is nothing to draw."""
    if not wanted and (method, draws, seed) == (None, None, None):
        return None
    return Sampling(method or "random", DRAWS if draws is None else draws, seed or 0)


def _seed(design: Design) -> int | None:
    return None if design.sampling is None else design.sampling.seed


def _engine(name: str | None, scheduler: str | None, jobs: int | None) -> Engine:
    if name == "dask" or (name is None and scheduler is not None):
        from vcgame.sweep.engines.cluster import DaskEngine

        return DaskEngine(scheduler, jobs)
    if scheduler is not None:
        raise UsageError("--scheduler needs --engine dask")
    from vcgame.sweep.engines.local import LocalEngine

    return LocalEngine(1 if jobs is None else jobs)


def _store(
    model: Model,
    job: Job,
    out: str | None,
    *,
    fresh: bool,
    command: tuple[str, ...],
    seed: int | None,
) -> SweepFolder | SweepFiles:
    if out is not None and not out:
        raise UsageError("cannot write a result without a name; leave out --out or name it")
    path = Path("runs", model.id, "sweep") if out is None else Path(out)
    header = sweep_header(model, job, version=__version__, command=command, seed=seed)
    if path.suffix.lower() in SUFFIXES:
        return SweepFiles(path, job, header)
    if path.suffix.lower() in _OTHER_FILES:
        raise UsageError(f"{path.name} is no .parquet or .csv file, and no folder; name it so")
    return SweepFolder(path, job, header, fresh=fresh)


_OTHER_FILES: Final = frozenset(
    {".arrow", ".dta", ".feather", ".gz", ".json", ".rds", ".tsv", ".txt", ".xls", ".xlsx", ".zip"}
)


def _run(job: Job, engine: Engine, store: SweepFolder | SweepFiles) -> None:
    """Make what is missing, and say how far it came if it is broken off."""
    with _terminable(), store:
        if store.stored:
            tell(f"{store.stored} of {job.parts} parts are there already")
        try:
            with _progress(job, store) as after:
                carry_out(job, engine, store, after=after)
        except (KeyboardInterrupt, SystemExit):
            if isinstance(store, SweepFolder):
                tell(
                    f"{store.stored} of {job.parts} parts are stored in {store.path}; "
                    f"{store.same_command} goes on from there"
                )
            raise


@contextmanager
def _progress(
    job: Job, store: SweepFolder | SweepFiles
) -> Iterator[Callable[[int], object] | None]:
    """Show on a terminal how far the sweep is."""
    if not is_terminal(sys.stderr):
        yield None
        return
    with click.progressbar(length=job.points, file=sys.stderr, show_pos=True) as bar:
        missing = sum(stop - start for start, stop in map(job.span, store.missing))
        bar.update(job.points - missing)
        yield bar.update


@contextmanager
def _terminable() -> Iterator[None]:
    """End on SIGTERM as on Ctrl-C: workers go, and what is stored stays."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(_: int, __: FrameType | None) -> NoReturn:
        raise SystemExit(TERMINATED)

    with ExitStack() as stack:
        before = signal.signal(signal.SIGTERM, end)
        stack.callback(signal.signal, signal.SIGTERM, before)
        yield


def _robustness(folder: Path, form: str, language: Language) -> Path:
    """Write the robustness of the target over the draws, and print it for people."""
    from vcgame.report.sweep_tables import robustness_table
    from vcgame.sweep.storage.stored import StoredSweep
    from vcgame.sweep.storage.stored_robustness import write_robustness

    stored = StoredSweep.open(folder)
    path = write_robustness(stored)
    if form in ("text", "md"):  # what programs read is one table
        click.echo()
        print_table(robustness_table(stored), form, language)
    return path


def _failures(tally: Tally) -> list[str]:
    """Say of how many points there is no answer, with the first reason."""
    total = tally.counts.total()
    return [
        f"{count} of {total} points {what}, e.g. {tally.messages.get(status, '')}"
        for status, what in FAILURES.items()
        if (count := sum(n for (each, _), n in tally.counts.items() if each == status))
    ]


def _regimes(store: SweepFolder | SweepFiles, model: Model) -> Table:
    columns = (
        Column("regime", word("regime")),
        Column("status", word("status_of_points")),
        Column("points", word("points"), "right"),
    )
    rows = tuple(
        (regime or None, word(f"statuses_of_points.{status}"), count)
        for status, regime, count in store.tally.ordered()
    )
    title = both(word("titles.regimes", model="{model}"), model=model.title)
    notes = [word("notes_of.pure")] if store.header["concept"] == "pure" else []
    return Table(f"{model.id}.regimes", title, columns, rows, tuple(notes))
