"""Everything found out about one game of a study, before it is put into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from vcgame.derive.claims import Verdict
from vcgame.derive.conditioned import EquilibriumConditions
from vcgame.derive.line import Line
from vcgame.model.text import Text
from vcgame.report.study import Section
from vcgame.report.tables.table import Table
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
        When each equilibrium exists; empty for trees.
    lines
        Per lever with a range, its thresholds.
    untold
        Levers whose thresholds could not be found, with the reason.
    verdicts
        On the claims of the model.
    tables
        By kind, in the order of the study.
    pictures
        In the order of the study.
    """

    section: Section
    values: Mapping[str, Fraction]
    solution: Solution
    conditions: EquilibriumConditions
    lines: tuple[Line, ...]
    untold: Mapping[str, str]
    verdicts: tuple[Verdict, ...]
    tables: Mapping[str, Table]
    pictures: tuple[Picture, ...] = ()
