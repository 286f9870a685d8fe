"""The payoffs of alike firms in print: formulas, or numbers for every spread of the others."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import islice
from typing import Final

from vcgame.forms.symmetric import spreads
from vcgame.forms.symmetric_point import symmetric_game
from vcgame.model.model import Model
from vcgame.model.text import Text
from vcgame.report.naming import both, formula_cell, joined, status_note
from vcgame.report.tables.table import Cell, Column, Table
from vcgame.report.words import word

__all__ = ["symmetric_payoff_table"]

MOST_ROWS: Final = 101


def symmetric_payoff_table(model: Model, values: Mapping[str, Fraction] | None = None) -> Table:
    """Tabulate what a firm gets by its strategy and by what the others do.

    Parameters
    ----------
    model
        A model of alike firms.
    values
        The point at which numbers are given, for at most `MOST_ROWS` spreads of the others; left
        out, the formulas are.
    """
    title = both(word("titles.payoffs", model="{model}"), model=model.title)
    name = f"{model.id}.payoffs"
    firm = model.players[0]
    if values is None:
        columns: tuple[Column, ...] = (
            Column("strategy", word("strategy")),
            Column("payoff", word("payoff")),
        )
        rows: tuple[tuple[Cell, ...], ...] = tuple(
            (strategy.name, formula_cell(model, model.payoffs[strategy.id,][0]))
            for strategy in firm.strategies
        )
        return Table(name, title, columns, rows, _notes(model))
    game = symmetric_game(model, values)
    columns = (
        *(
            Column(
                f"others_{strategy.id}"[:32],
                both(word("alike.others_play", what="{what}"), what=strategy.name),
                "right",
            )
            for strategy in firm.strategies
        ),
        *(
            Column(
                f"u_{strategy.id}"[:32],
                both(word("payoff_of", player="{player}"), player=strategy.name),
                "right",
            )
            for strategy in firm.strategies
        ),
    )
    listed = islice(spreads(game.number - 1, len(firm.strategies)), MOST_ROWS)
    rows = tuple(
        (
            *spread,
            *(v if isinstance(v, Fraction) else float(v) for v in (u[place] for u in game.payoffs)),
        )
        for place, spread in enumerate(listed)
    )
    return Table(name, title, columns, rows, _notes(model))


def _notes(model: Model) -> tuple[Text, ...]:
    firm = model.players[0]
    notes = []
    if firm.number is not None:
        notes.append(word("alike.number", what=formula_cell(model, firm.number).plain))
    names = {strategy.id: strategy.name for strategy in firm.strategies}
    counts = joined(
        (
            both(
                word("alike.others", symbol=count.id, strategy="{strategy}"),
                strategy=names[count.strategy],
            )
            for count in model.counts.values()
        ),
        "; ",
        "；",
    )
    told = counts if model.counts else word("alike.no_counts")
    notes.append(both(word("alike.one_each", what="{what}"), what=told))
    return (*map(_sentence, notes[:1]), *notes[1:], status_note(model))


def _sentence(text: Text) -> Text:
    return Text(f"{text.en[:1].upper()}{text.en[1:]}.", f"{text.say('zh')}。")
