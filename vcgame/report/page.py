"""The page of a study: the analysis in words, its figures, and all tables behind them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from vcgame.model.model import Model
from vcgame.model.text import Language, Text
from vcgame.report.findings import Findings
from vcgame.report.game_tables import payoff_table
from vcgame.report.naming import status_note
from vcgame.report.prose import Prose, claims_line
from vcgame.report.regimes import regime_text
from vcgame.report.study import Study
from vcgame.report.tables.markdown import escape_markdown, table_body
from vcgame.report.tables.table import Cell, Column, Table
from vcgame.report.words import say, word

__all__ = ["study_page"]


def study_page(study: Study, findings: Sequence[Findings], language: Language) -> str:
    """Write the page in Markdown.

    Nothing is said that was not computed for it: when a model changes, so do the words.
    """
    blocks = [f"# {escape_markdown(study.title.say(language))}"]
    if study.introduction is not None:
        blocks.append(escape_markdown(study.introduction.say(language)))
    blocks.append(table_body(_overview(findings, language), language))
    for number, each in enumerate(findings, 1):
        blocks.extend(_analysis(number, each, language))
    blocks += [f"## {say('page.tables', language)}", say("page.files", language)]
    for number, each in enumerate(findings, 1):
        blocks.extend(_tables(number, each, language))
    return "\n\n".join(block.strip() for block in blocks) + "\n"


def _overview(findings: Sequence[Findings], language: Language) -> Table:
    columns = (
        Column("number", word("page.number"), "right"),
        Column("game", word("page.game")),
        Column("status", word("status")),
        Column("here", word("page.here")),
        Column("claims", word("claims")),
    )
    rows = tuple(
        (
            number,
            each.section.model.title,
            word(f"statuses.{each.section.model.status}"),
            regime_text(each.solution),
            claims_line(each.verdicts, language) or None,
        )
        for number, each in enumerate(findings, 1)
    )
    return Table("overview", word("page.game"), columns, rows)


def _heading(level: str, number: int, findings: Findings, language: Language) -> str:
    return f"{level} {number}. {escape_markdown(findings.section.model.title.say(language))}"


def _analysis(number: int, findings: Findings, language: Language) -> Iterator[str]:
    """Tell of one game: its story, what happens and what would change it, and the figures."""
    model = findings.section.model
    prose = Prose(findings, language)
    yield _heading("##", number, findings, language)
    yield f"*{escape_markdown(status_note(model).say(language))}*"
    if model.story is not None:
        yield escape_markdown(model.story.say(language))
    yield _payoffs_lead(model, language)
    yield table_body(replace(payoff_table(model), notes=()), language)
    yield from prose.paragraphs()
    for picture in findings.pictures:
        caption = escape_markdown(picture.caption.say(language))
        yield f"![{escape_markdown(picture.title.say(language))}]({picture.png})"
        yield f"*{caption}* ([PDF]({picture.pdf}))"
    yield from prose.claims()


def _payoffs_lead(model: Model, language: Language) -> str:
    if model.form == "extensive":
        return say("page.payoffs_of_tree", language)
    if model.form == "symmetric":
        return say("page.payoffs_of_alike", language)
    if len(model.players) != 2:
        return say("page.payoffs_of_many", language)
    row = escape_markdown(model.players[0].name.say(language))
    return say("page.payoffs", language, row=row)


def _tables(number: int, findings: Findings, language: Language) -> Iterator[str]:
    """Give all tables of one game; what is said once for all of them is left out of the notes."""
    status = findings.section.model.status
    heading = _heading("###", number, findings, language)
    if status != "published":
        note = word(f"statuses.{status}").say(language)
        heading = say("with_unit", language, what=heading, unit=note)
    yield heading
    said = status_note(findings.section.model)
    for kind, tables in findings.tables.items():
        if kind == "payoffs" or not tables:  # payoffs stand above
            continue
        yield f"#### {say(f'kinds.{kind}', language)}"
        if kind == "evidence":
            yield from _evidence(tables[0], language)
            continue
        for table in tables:
            if len(tables) > 1:
                yield f"**{escape_markdown(table.title.say(language))}**"
            notes = tuple(note for note in table.notes if note != said)
            yield table_body(replace(table, notes=notes), language)


def _evidence(table: Table, language: Language) -> Iterator[str]:
    """List what a model rests on, document by document."""
    sources: dict[str, list[str]] = {}
    for entry, where, story, source in table.rows:
        told = say(
            "page.story",
            language,
            entry=escape_markdown(_text(entry, language)),
            where=escape_markdown(_text(where, language)),
            story=escape_markdown(_text(story, language)),
        )
        sources.setdefault(_text(source, language), []).append(f"- {told}")
    for source, stories in sources.items():
        yield escape_markdown(source)
        yield "\n".join(stories)


def _text(cell: Cell, language: Language) -> str:
    return cell.say(language) if isinstance(cell, Text) else str(cell)
