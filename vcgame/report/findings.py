"""Everything found out about one game of a study, before it is put into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from vcgame.derive.claims import Verdict
from vcgame.model.text import Text
from vcgame.report.conditions.forms import AnyConditions
from vcgame.report.line_spans import AnyLine
from vcgame.report.study_plans import Section
from vcgame.report.tables.table import Table
from vcgame.solve.repeated.answer import RepeatedAnswer
from vcgame.solve.solution import Solution

__all__ = ["Findings", "Picture"]


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure that was drawn: what it shows, and its files, relative to the study's folder."""

    title: Text
    caption: Text
    pdf: str
    png: str


@dataclass(frozen=True, slots=True)
class Findings:
    """What is known of one game.

    Attributes
    ----------
    section
        The game, as the study names it.
    values, solution
        The point, and the equilibria there.
    conditions
        When each equilibrium exists; ``None`` where that was not derived.
    lines
        Per lever with a range, its thresholds.
    untold
        Levers whose thresholds could not be found, with the reason.
    verdicts
        On the claims of the model.
    tables
        By kind, in the order of the study; most kinds are one table.
    pictures
        In the order of the study.
    repeated
        The repeated reading, where the study asks for it.
    """

    section: Section
    values: Mapping[str, Fraction]
    solution: Solution
    conditions: AnyConditions | None
    lines: tuple[AnyLine, ...]
    untold: Mapping[str, str]
    verdicts: tuple[Verdict, ...]
    tables: Mapping[str, tuple[Table, ...]]
    pictures: tuple[Picture, ...] = ()
    repeated: RepeatedAnswer | None = None
