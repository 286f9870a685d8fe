"""The evidence ledger: what a document says that a game can be made from.

One file per document holds its citation, the strategic interactions that it describes in the
ledger's own words, and its figures. Model files cite an interaction or a figure as
``document.entry``, for example ``zhang-2011.brand-game``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final, Literal

from vcgame.errors import UsageError, nearest
from vcgame.model.reading.fields import ID, Field, ListOf, Record
from vcgame.model.reading.values import Choice, Label, Line, Number, Reporter, Whole
from vcgame.model.text import Language, Text
from vcgame.model.toml.document import Document

__all__ = ["EVIDENCE", "Citation", "Evidence", "Figure", "Interaction", "build_evidence"]

Medium = Literal["article", "book", "page"]
Sense = Literal["exact", "about", "at_least", "order"]

_MARKS: Final[dict[Medium, str]] = {"article": "J", "book": "M", "page": "EB/OL"}
"""Document marks of GB/T 7714-2015, which Chinese reference lists carry."""

CITATION: Final = Record(
    {
        "type": Field(Choice(("article", "book", "page")), "kind of document", required=True),
        "authors": Field(ListOf(Label(100), 1, 50), "authors in printed order", required=True),
        "year": Field(Whole(1000, 2999), "year of publication; left out where none is known"),
        "day": Field(Line("a date", r"\d{4}-\d\d-\d\d", 10), "day of publication, for web pages"),
        "published": Field(Label(200), "journal, publisher or web site", required=True),
        "part": Field(Line(longest=60), "volume, issue and pages: 25(6): 82-85, or (5): 51-54"),
        "identifier": Field(Label(100), "ISBN, article number or index number"),
        "source": Field(Line(longest=120), "name of the document's file", required=True),
        "held": Field(Label(), "what part of the document was at hand", required=True),
        "inferred": Field(Label(), "what of the citation is not printed in the document"),
    }
)

INTERACTION: Final = Record(
    {
        "id": Field(Line("an id", ID, 64), "name of the entry", required=True),
        "where": Field(Line(longest=120), "place in the document", required=True),
        "players": Field(Label(200), "who acts", required=True),
        "story": Field(
            Label(600), "who can do what, what they gain, and the tension", required=True
        ),
        "models": Field(
            ListOf(Line("a model's id", ID, 64), longest=50),
            "models that formalise it; an empty list where there is none yet",
            required=True,
        ),
    }
)

FIGURE: Final = Record(
    {
        "id": Field(Line("an id", ID, 64), "name of the entry", required=True),
        "where": Field(Line(longest=120), "place in the document", required=True),
        "value": Field(ListOf(Number(), 1, 50), "the number or numbers, exact", required=True),
        "sense": Field(
            Choice(("exact", "about", "at_least", "order")),
            "how the document means it: exact (the default), about, at least, or as an order of "
            "magnitude",
        ),
        "unit": Field(Label(100), "unit of measurement", required=True),
        "meaning": Field(Label(), "what the number stands for", required=True),
    }
)

EVIDENCE: Final = Record(
    {
        "vcgame": Field(Whole(1, 1), "version of the format: 1", required=True),
        "kind": Field(Choice(("evidence",)), "what the file is", required=True),
        "id": Field(Line("an id", ID, 64), "name of the document in citations", required=True),
        "title": Field(Label(300), "title of the document, and a translation", required=True),
        "citation": Field(CITATION, "how to cite the document", required=True),
        "interactions": Field(
            ListOf(INTERACTION, 1, 500), "the strategic interactions in it", required=True
        ),
        "figures": Field(ListOf(FIGURE, longest=500), "the numbers in it"),
    }
)


@dataclass(frozen=True, slots=True)
class Citation:
    """Who published a document, when and where, and how much of it was at hand.

    Attributes
    ----------
    type, authors, published, part, identifier
        As in a list of references; ``part`` is volume, issue and pages.
    year, day
        Date of publication; ``None`` and empty where the document gives none.
    source
        Name of the document's file.
    held, inferred
        What part of the document was read; what of the citation does not stand in it.
    """

    type: Medium
    authors: tuple[Text, ...]
    published: Text
    source: str
    held: Text
    year: int | None = None
    day: str = ""
    part: str = ""
    identifier: Text | None = None
    inferred: Text | None = None


@dataclass(frozen=True, slots=True)
class Interaction:
    """A situation of strategy that a document describes, in the ledger's own words."""

    id: str
    where: str
    players: Text
    story: Text
    models: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that a document gives; several where it compares, as before and after."""

    id: str
    where: str
    value: tuple[Fraction, ...]
    unit: Text
    meaning: Text
    sense: Sense = "exact"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A document and what it offers to models."""

    id: str
    title: Text
    citation: Citation
    interactions: tuple[Interaction, ...]
    figures: tuple[Figure, ...] = ()

    def cite(self, language: Language) -> str:
        """Give the reference on one line.

        In English author, year, title, place; in Chinese as GB/T 7714-2015 has it.

        Examples
        --------
        >>> citation = Citation(
        ...     type="book",
        ...     authors=(Text("Zhang Congqun", "张聪群"),),
        ...     published=Text("Beijing: Economic Science Press", "北京：经济科学出版社"),
        ...     source="book.txt",
        ...     held=Text("all"),
        ...     year=2011,
        ... )
        >>> book = Evidence("zhang-2011", Text("Upgrading", "升级"), citation, ())
        >>> book.cite("en")
        'Zhang Congqun (2011). Upgrading [升级]. Beijing: Economic Science Press.'
        >>> book.cite("zh")
        '张聪群. 升级[M]. 北京：经济科学出版社, 2011.'
        """
        return _chinese(self) if language == "zh" else _english(self)

    def interaction(self, id: str) -> Interaction:
        """Find an interaction.

        Raises
        ------
        UsageError
            Where there is none of this id.
        """
        for entry in self.interactions:
            if entry.id == id:
                return entry
        hint = nearest(id, tuple(entry.id for entry in self.interactions))
        raise UsageError(f"{self.id} has no interaction {id!r}; {hint}")

    def figure(self, id: str) -> Figure:
        """Find a figure.

        Raises
        ------
        UsageError
            Where there is none of this id.
        """
        for entry in self.figures:
            if entry.id == id:
                return entry
        hint = nearest(id, tuple(entry.id for entry in self.figures))
        raise UsageError(f"{self.id} has no figure {id!r}; {hint}")


def build_evidence(document: Document) -> Evidence:
    """Check a document as an evidence file.

    Raises
    ------
    FileError
        With every mistake of the file.
    """
    reporter = Reporter(document)
    values = EVIDENCE.read(document.data, (), reporter) or {}
    _check_ids(values, reporter)
    _check_day(values.get("citation", {}), reporter)
    reporter.finish()
    return Evidence(
        id=values["id"],
        title=values["title"],
        citation=Citation(**_entry(values["citation"])),
        interactions=tuple(Interaction(**_entry(each)) for each in values["interactions"]),
        figures=tuple(Figure(**_entry(each)) for each in values.get("figures", ())),
    )


def _entry(values: dict[str, Any]) -> dict[str, Any]:
    """Leave the place of a record out."""
    return {key: value for key, value in values.items() if key != "_path"}


def _check_ids(values: dict[str, Any], reporter: Reporter) -> None:
    """Interactions and figures share the names behind the document's dot."""
    seen: set[str] = set()
    for each in (*values.get("interactions", ()), *values.get("figures", ())):
        id = each.get("id", "")
        if id in seen:
            reporter.report((*each["_path"], "id"), f"{id!r} stands twice", "give it a new id")
        elif id:
            seen.add(id)


def _check_day(citation: dict[str, Any], reporter: Reporter) -> None:
    """A day needs its year, since references show both."""
    year, day = citation.get("year"), citation.get("day", "")
    if not day:
        return
    path = (*citation["_path"], "day")
    try:
        date.fromisoformat(day)
    except ValueError:
        reporter.report(path, f"there is no day {day}", "write year-month-day: 2017-08-11")
        return
    if day[:4] != str(year):
        wrong = f"{day} is not in the year {year}" if year else f"{day} stands without its year"
        reporter.report(path, wrong, f"write year = {day[:4]}")


def _english(evidence: Evidence) -> str:
    """Author (year). Title [Chinese title]. Place, part. Identifier."""
    citation = evidence.citation
    names = [author.en for author in citation.authors]
    if len(names) > 3:
        who = f"{names[0]} et al."
    else:
        who = " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)
    title = evidence.title.en + (f" [{evidence.title.zh}]" if evidence.title.zh else "")
    where = " ".join(filter(None, (citation.published.en, citation.part)))
    if citation.day:
        where = f"{where}, {citation.day}"
    parts = [f"{who} ({citation.year or 'n.d.'})", title, where]
    if citation.identifier:
        parts.append(citation.identifier.en)
    return ". ".join(parts) + "."


def _chinese(evidence: Evidence) -> str:
    """Authors. Title[mark]. Place, date, part. Identifier."""
    citation = evidence.citation
    names = [author.say("zh") for author in citation.authors]
    who = ", ".join(names if len(names) <= 3 else [*names[:3], "等"])
    title = f"{evidence.title.say('zh')}[{_MARKS[citation.type]}]"
    when = citation.day or str(citation.year or "[日期不详]")
    joint = "" if citation.part.startswith("(") else ", "
    where = f"{citation.published.say('zh')}, {when}"
    if citation.part:
        where = f"{where}{joint}{citation.part}"
    parts = [who, title, where]
    if citation.identifier:
        parts.append(citation.identifier.say("zh"))
    return ". ".join(parts) + "."
