"""Tables of the repeated reading: one round, grim trigger, penal codes."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from vcgame.model.model import Model
from vcgame.model.text import Text
from vcgame.report.naming import both, status_note
from vcgame.report.repeated.names import binding_text, departures, path_text, reversion_text
from vcgame.report.sentences import reason_text
from vcgame.report.tables.table import Cell, Column, Table
from vcgame.report.words import word
from vcgame.solve.repeated.answer import RepeatedAnswer
from vcgame.solve.repeated.grim import Trigger
from vcgame.solve.repeated.patience import Patience

__all__ = ["code_table", "stage_table", "titled", "trigger_table", "trigger_tables"]


def titled(model: Model, key: str, **values: str | int) -> Text:
    """Put the title of a model into a title of this room."""
    return both(word(f"repeated.{key}", model="{model}", **values), model=model.title)


def payoff_columns(model: Model) -> tuple[Column, ...]:
    """Give a column of payoffs per player; alike firms share one."""
    return tuple(
        Column(f"u{i}", both(word("payoff_of", player="{player}"), player=player.name), "right")
        for i, player in enumerate(model.players, 1)
    )


def sentences(texts: Iterable[str]) -> tuple[Text, ...]:
    """Write sentences of the solvers with a capital letter and a full stop."""
    found = []
    for text in texts:
        said = reason_text(text)
        found.append(Text(f"{said.en[:1].upper()}{said.en[1:]}.", f"{said.say('zh')}。"))
    return tuple(found)


def stage_table(model: Model, answer: RepeatedAnswer) -> Table:
    """Tabulate stage equilibria, and what each player can be held down to."""
    facts = answer.facts
    columns = (
        Column("what", word("repeated.what")),
        Column("profile", word("profile")),
        *payoff_columns(model),
    )
    rows: list[tuple[Cell, ...]] = [
        (word("repeated.stage_equilibrium"), path_text(model, ids), *payoffs)
        for ids, payoffs in facts.equilibria
    ]
    rows.append((word("repeated.pure_minmax"), None, *facts.minmax))
    if any(value is not None for value in facts.mixed_minmax):
        rows.append((word("repeated.mixed_minmax"), None, *facts.mixed_minmax))
    notes = (*sentences(answer.notes), status_note(model))
    title = titled(model, "title_stage")
    return Table(f"{model.id}.stage", title, columns, tuple(rows), notes)


def trigger_tables(model: Model, answer: RepeatedAnswer) -> tuple[Table, ...]:
    """Give the tables of grim trigger and of penal codes that have rows."""
    found = []
    if answer.triggers:
        found.append(trigger_table(model, answer))
    if answer.codes:
        found.append(code_table(model, answer))
    return tuple(found)


def trigger_table(model: Model, answer: RepeatedAnswer) -> Table:
    """Tabulate critical discount factors of grim trigger."""
    columns = (
        Column("path", word("repeated.path")),
        Column("reversion", word("repeated.reversion")),
        Column("delta", word("repeated.least_delta"), "right"),
        Column("binding", word("repeated.binding")),
        Column("remark", word("repeated.remark")),
    )
    rows = tuple(
        (
            path_text(model, trigger.target),
            reversion_text(model, trigger.reversion),
            trigger.patience.low,
            binding_text(model, departures(model, trigger)) if trigger.patience.binding else None,
            _remark(trigger, surely=answer.detection == 1),
        )
        for trigger in answer.triggers
    )
    notes = [word("repeated.timing")]
    if answer.detection != 1:
        notes.append(word("repeated.detected", q=str(answer.detection)))
    elif any(trigger.severest and trigger.patience.low for trigger in answer.triggers):
        notes.append(word("repeated.severest_note"))
    if not answer.complete:
        notes += sentences([answer.why])
    title = titled(model, "title_triggers")
    return Table(f"{model.id}.grim-trigger", title, columns, rows, tuple(notes))


def _remark(trigger: Trigger, *, surely: bool) -> Text | None:
    """Say what is special about a path."""
    patience: Patience = trigger.patience
    if patience.low is None:
        return word(f"repeated_reasons.{patience.reason}")
    if patience.high is not None:
        return word("repeated.only_to", high=str(patience.high))
    if patience.always:
        return word("repeated.always")
    return word("repeated.severest") if trigger.severest and surely else None


def code_table(model: Model, answer: RepeatedAnswer) -> Table:
    """Tabulate critical discount factors of optimal penal codes."""
    columns = (
        Column("path", word("repeated.path")),
        Column("low", word("repeated.at_least"), "right"),
        Column("high", word("repeated.at_most"), "right"),
        Column("ground", word("repeated.ground")),
    )
    rows = []
    for code in answer.codes:
        ground = word(f"repeated_grounds.{code.ground}")
        if code.ground == "never":
            ground = word(f"repeated_reasons.{code.reason}")
        high: Fraction | None = code.high
        rows.append((path_text(model, code.target), code.low, high, ground))
    title = titled(model, "title_codes")
    notes = (word("repeated.codes_note"),)
    return Table(f"{model.id}.penal-codes", title, columns, tuple(rows), notes)
