"""The keys of study files."""

from __future__ import annotations

from typing import Final

from vcgame.model.reading.fields import ID, Field, ListOf, Record
from vcgame.model.reading.values import Choice, Flag, Label, Line, Whole

__all__ = ["MOST_POINTS", "STUDY", "TABLES"]

TABLES: Final = (
    "payoffs",
    "numbers",
    "parameters",
    "equilibria",
    "conditions",
    "thresholds",
    "repeated",
    "claims",
    "evidence",
)

MOST_POINTS: Final = 1001
"""Values on one axis of a figure, at most."""

_NUMBER: Final = Line("a number", longest=100)
_FORMULA: Final = Line("a formula", longest=200)
_PROFILE: Final = Line("a profile", longest=200)
_AXES: Final = ListOf(Line("an axis", longest=100), 0, 20)

REPEATED: Final = Record(
    {
        "detection": Field(_FORMULA, "probability that a deviation is detected; 1 if left out"),
        "target": Field(_PROFILE, "the path to keep up; all better ones if left out"),
        "punishment": Field(_PROFILE, "the stage equilibrium to revert to"),
        "payoffs_at": Field(
            ListOf(_NUMBER, 0, 10), "discount factors whose sets of payoffs are drawn"
        ),
        "patience": Field(
            _AXES, "draw the least discount factor over each of these axes: n=2:40:39"
        ),
    }
)

MAP: Final = Record(
    {
        "id": Field(Line("an id", ID, 64), "name of the figure's files", required=True),
        "title": Field(Label(), "title of the figure", required=True),
        "x": Field(Line("an axis", longest=100), "horizontal axis: c=0:8:81", required=True),
        "y": Field(Line("an axis", longest=100), "vertical axis: fine/t=0:4:81", required=True),
    }
)

GAME: Final = Record(
    {
        "model": Field(Line("a model's id", longest=200), "id in the library", required=True),
        "instance": Field(Line("an instance's id", longest=64), "instance to analyse"),
        "tables": Field(ListOf(Choice(TABLES)), "tables to write; all of them if left out"),
        "maps": Field(ListOf(MAP, longest=20), "maps of regimes over two parameters"),
        "lines": Field(
            ListOf(Line("a lever's id", longest=24)), "levers to draw with their thresholds"
        ),
        "tree": Field(Flag(), "trees: draw it, once for each equilibrium outcome"),
        "counts": Field(
            _AXES, "alike firms: draw how many do what over each of these axes: n=2:40:39"
        ),
        "repeated": Field(REPEATED, "how the game is repeated, and what is drawn of that"),
    }
)

STUDY: Final = Record(
    {
        "vcgame": Field(Whole(1, 1), "version of the format: 1", required=True),
        "kind": Field(Choice(("study",)), "what the file is", required=True),
        "id": Field(Line("an id", ID, 64), "name of the study", required=True),
        "title": Field(Label(), "title of the page", required=True),
        "introduction": Field(Label(4000), "first paragraph of the page"),
        "games": Field(ListOf(GAME, 1, 100), "the games, in order", required=True),
    }
)
