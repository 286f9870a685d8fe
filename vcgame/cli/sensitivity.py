"""``vcgame sensitivity FOLDER``: Sobol indices of outcomes of a stored sweep."""

from __future__ import annotations

from pathlib import Path

import click

from vcgame.cli.options import format_option, language_option
from vcgame.cli.printing import print_table
from vcgame.errors import IncompleteError, UsageError
from vcgame.model.text import Language
from vcgame.report.sweep_tables import sensitivity_table
from vcgame.sweep.measures.sample import find_measured, outcome_matrices, rows_of_matrices
from vcgame.sweep.measures.selection import RULES
from vcgame.sweep.measures.sensitivity import MOST_MISSING, SEED, sobol
from vcgame.sweep.storage.stored import StoredSweep

__all__ = ["command"]


@click.command(epilog="Example:  vcgame sensitivity runs/trap --outcome total --setting 3")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--outcome",
    "outcomes",
    multiple=True,
    required=True,
    metavar="NAME",
    help="An outcome that the sweep was asked for, a column of numbers such as equilibria or "
    "target_is_unique, or regime:LABEL, which is 1 in that regime and 0 elsewhere. May be "
    "repeated.",
)
@click.option(
    "--select",
    type=click.Choice(RULES[1:]),
    help="By which rule, where the sweep has the outcome by several.",
)
@click.option("--setting", type=int, help="Number of the setting of the levers, from 0.")
@click.option(
    "--confidence",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=0.95,
    show_default=True,
    help="Level of the intervals.",
)
@click.option(
    "--resamples",
    type=click.IntRange(99, 100_000),
    default=999,
    show_default=True,
    help="Resamples of the bootstrap.",
)
@click.option(
    "--seed",
    type=click.IntRange(0),
    default=SEED,
    show_default=True,
    help="Seed of the bootstrap.",
)
@click.option(
    "--allow-missing",
    is_flag=True,
    help=f"Go on where more than {MOST_MISSING:.0%} of the rows lack an answer.",
)
@format_option
@language_option
def command(
    folder: Path,
    outcomes: tuple[str, ...],
    select: str | None,
    setting: int | None,
    confidence: float,
    resamples: int,
    seed: int,
    allow_missing: bool,
    form: str,
    language: Language,
) -> None:
    """Give Sobol indices of outcomes over the uncertain parameters of a sweep.

    FOLDER is that of a sweep whose uncertain parameters were sampled by saltelli. Printed are,
    per parameter, the first-order index (the share of the outcome's variance that it explains
    alone) and the total index (alone and together with others), each with an interval. A point
    without an answer is left out with its row of the sample, and counted; where too many rows
    are, the command ends with exit status 3.
    """
    stored = StoredSweep.open(folder)
    rows_of_matrices(stored)
    if setting is None:
        if stored.settings > 1:
            raise UsageError(
                f"the sweep in {folder} has several settings of the levers; choose one with "
                f"--setting, 0 to {stored.settings - 1}"
            )
        setting = 0
    found = []
    for name in dict.fromkeys(outcomes):
        measured = find_measured(stored, name, select)
        values = outcome_matrices(stored, measured, setting)
        try:
            indices = sobol(
                values,
                confidence=confidence,
                resamples=resamples,
                seed=seed,
                allow_missing=allow_missing,
            )
        except IncompleteError as error:
            raise IncompleteError(f"{name}: {error}") from error
        found.append((measured, indices))
    table = sensitivity_table(
        stored, found, setting, confidence=confidence, resamples=resamples, seed=seed
    )
    print_table(table, form, language)
