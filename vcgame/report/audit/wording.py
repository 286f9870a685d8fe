"""The values of an audit as cells and as words in both languages."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from vcgame.derive.audit.row import Listing, Profile, Said, Sentence, Shown, State, Values
from vcgame.model.formula.expression import Node
from vcgame.model.model import Model
from vcgame.model.printed_numbers import PrintedComplex, PrintedNumber
from vcgame.model.text import Text
from vcgame.report.naming import both, formula_cell, joined, mixture_text, point_text
from vcgame.report.sentences import reason_text
from vcgame.report.tables.cells import number
from vcgame.report.tables.table import Cell
from vcgame.report.words import catalogue, places, word

__all__ = ["cell_of", "words_of"]


def words_of(model: Model, shown: Shown) -> Text:
    """Say something in both languages."""
    if isinstance(shown, Text):
        return shown
    if isinstance(shown, (int, Fraction, float)):
        return Text(number(shown))
    if isinstance(shown, (str, PrintedNumber, PrintedComplex)):
        return Text(str(shown))
    if isinstance(shown, Node):
        return Text(formula_cell(model, shown).plain)
    say: dict[type, Callable[[Model, Any], Text]] = {
        Sentence: lambda _, each: reason_text(each.text),
        Values: lambda _, each: Text(point_text(each.values)),
        State: _state,
        Profile: _profile,
        Listing: _listing,
        Said: _said,
    }
    return say[type(shown)](model, shown)


def _said(model: Model, said: Said) -> Text:
    parts = {name: words_of(model, part) for name, part in said.parts}
    known = places(catalogue("en").get(said.key, ""))
    template = word(said.key, **{name: f"{{{name}}}" for name in known})
    return both(template, **parts) if parts else template


def _listing(model: Model, listing: Listing) -> Text:
    return joined((words_of(model, item) for item in listing.items), "; ", "；")


def _state(model: Model, state: State) -> Text:
    """Write a state: ``(x = 0.5556, y = 0.3924)``."""
    parts = [f"{name} = {words_of(model, value).en}" for name, value in state.values]
    return Text(f"({', '.join(parts)})")


def _profile(model: Model, profile: Profile) -> Text:
    names = joined(mixture_text(model, i, each) for i, each in enumerate(profile.mixtures))
    return Text(f"({names.en})", f"（{names.say('zh')}）")


def cell_of(model: Model, shown: Shown | None) -> Cell:
    """Make a cell: numbers and formulas stay what they are."""
    if shown is None or isinstance(shown, (Fraction, float)):
        return shown
    if isinstance(shown, Node):
        return formula_cell(model, shown)
    return words_of(model, shown)
