"""Markdown: tables, and goals with what was reached."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

__all__ = ["Goal", "Part", "goal_table", "rate", "table", "times"]


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal of the project, and what was measured.

    Attributes
    ----------
    what, goal, reached
        As text.
    met
        Whether it is.
    """

    what: str
    goal: str
    reached: str
    met: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the results: a title, Markdown text, and goals."""

    title: str
    text: str
    goals: tuple[Goal, ...]


def table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Lay out a table; all columns but the first stand to the right."""
    lines = [titles, [":--", *["--:"] * (len(titles) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def goal_table(goals: Iterable[Goal]) -> str:
    rows = [
        (each.what, each.goal, each.reached, "met" if each.met else "not met") for each in goals
    ]
    return table(["", "goal", "reached", ""], rows)


def rate(per_second: float) -> str:
    """Round to three digits."""
    if per_second >= 999_500:
        return f"{per_second / 1e6:.3g} million"
    return f"{float(f'{per_second:.3g}'):,.0f}" if per_second >= 10 else f"{per_second:.3g}"


def times(ratio: float) -> str:
    return f"{rate(ratio)} times"
