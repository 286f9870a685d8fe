"""The format of audit files: a published game, and what the publication prints about it.

Read `AUDIT` from top to bottom to learn the language. The keys that describe the game are those
of model files; what the keys mean together is checked in
`vcgame.model.reading.audits.audit_builder`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from vcgame.model.reading.audits.printed_numbers import PrintedFigure
from vcgame.model.reading.claims.claim_format import CLAIM, LABELS
from vcgame.model.reading.fields import ID, ID_ADVICE, Field, ListOf, Record, TableOf
from vcgame.model.reading.format import MODEL, PARAMETER
from vcgame.model.reading.values import Choice, Flag, Formula, Label, Line, Number, Whole

__all__ = ["AUDIT", "CLAIMED", "GAME", "PRINTED_KINDS", "PRINTED_LABELS", "audit_schema"]

_ID: Final = Line("an id", ID, 64, advice=ID_ADVICE)
_FORMULA: Final = Formula()
_CONDITIONS: Final = ListOf(Formula(condition=True), longest=50)
_STATE: Final = TableOf(PrintedFigure(), smallest=1, largest=20)
_SIGN: Final = Choice(("+", "-", "0"))

PRINTED_LABELS: Final = (*LABELS, "ESS", "stable", "unstable")
"""Types of rest points as papers print them."""

CLAIMED: Final = (
    "class",
    "equilibria",
    "includes",
    "dominant",
    "better",
    "inequality",
    "threshold",
    "choices",
    "statics",
)
"""Kinds that are those of claims in model files."""

POINT: Final = Record(
    {
        "state": Field(_STATE, "the rest point: x = value, y = value", required=True),
        "label": Field(Choice(PRINTED_LABELS), "its printed type"),
        "ess": Field(Flag(), "whether it is printed to be an ESS"),
        "determinant": Field(PrintedFigure(), "printed determinant of the Jacobian there"),
        "trace": Field(PrintedFigure(), "printed trace of the Jacobian there"),
        "determinant_sign": Field(_SIGN, "printed sign of the determinant"),
        "trace_sign": Field(_SIGN, "printed sign of the trace"),
        "eigenvalues": Field(
            ListOf(PrintedFigure(complex_too=True), 1, 20), 'printed eigenvalues, "0.3i" too'
        ),
        "when": Field(_CONDITIONS, "conditions of this line of the table"),
        "exactly_when": Field(_CONDITIONS, "the same, where the type is printed for these only"),
    }
)

CASE: Final = Record(
    {
        "id": Field(_ID, "name of the case", required=True),
        "when": Field(_CONDITIONS, "its conditions, all of them", required=True),
        "says": Field(Label(1000), "what is said to hold then; cases that overlap must agree"),
        **{
            key: Field(CLAIM.fields[key].reader, CLAIM.fields[key].meaning)
            for key in ("class", "equilibria", "includes", "dominant", "stable")
        },
    }
)

RUN: Final = Record(
    {
        "from": Field(_STATE, "where the path begins", required=True),
        "to": Field(_STATE, "the rest point that it is said to reach"),
        "cycles": Field(Flag(), "true: it is said to go round and reach none"),
        "at": Field(TableOf(Number()), "values of parameters in this simulation"),
    }
)

_REGIMES: Final = CLAIM.fields["threshold"].reader
_THRESHOLD: Final = Record(
    {
        **(_REGIMES.fields if isinstance(_REGIMES, Record) else {}),
        "value": Field(PrintedFigure(), "printed value at which the regime changes", required=True),
    }
)

PRINTED: Final = Record(
    {
        "id": Field(_ID, "name of the entry", required=True),
        "says": Field(Label(1000), "what the source prints, in your words", required=True),
        "where": Field(Line("a place", longest=200), "page, table or equation of the source"),
        "when": Field(
            _CONDITIONS,
            "printed to hold for all values that satisfy these; [] for all values of the "
            "parameters; without the key, at the stated values",
        ),
        "exactly_when": Field(_CONDITIONS, "printed to hold if and only if all of these hold"),
        "at": Field(TableOf(Number()), "values of parameters here: name = value"),
        **{key: CLAIM.fields[key] for key in CLAIMED},
        "threshold": replace(CLAIM.fields["threshold"], reader=_THRESHOLD),
        "stable": Field(
            ListOf(_STATE, longest=100),
            "all evolutionarily stable states, at which the populations are said to settle",
        ),
        "mixed": Field(
            ListOf(TableOf(TableOf(PrintedFigure())), longest=100),
            "mixed ones among all equilibria: player = { strategy = printed probability }",
        ),
        "components": Field(Whole(1, 10_000), "printed number of components of equilibria"),
        "only_mixed": Field(Flag(), "true: there are equilibria in mixed strategies only"),
        "pays": Field(
            TableOf(ListOf(PrintedFigure(), 1, 20), smallest=1),
            '"strategy, strategy" = printed payoffs there, one per player',
        ),
        "value": Field(
            Record(
                {
                    "of": Field(_FORMULA, "the quantity", required=True),
                    "is": Field(PrintedFigure(), "its printed value", required=True),
                }
            ),
            "the printed value of a quantity",
        ),
        "rest_points": Field(ListOf(POINT, 1, 200), "the printed table of rest points"),
        "complete": Field(Flag(), "false: rest_points or cases are not said to be all"),
        "overlap": Field(Flag(), "true: several cases may hold together"),
        "jacobian": Field(
            ListOf(ListOf(_FORMULA, 1, 20), 1, 20), "printed Jacobian, row by row, in x, y, ..."
        ),
        "replicator": Field(TableOf(_FORMULA), "printed replicator equations: x = formula"),
        "cases": Field(ListOf(CASE, 1, 100), "printed distinction of cases, one per row"),
        "simulated": Field(ListOf(RUN, 1, 200), "printed simulations, which are run again"),
        "basin": Field(
            Record(
                {
                    "of": Field(_STATE, "the rest point", required=True),
                    "share": Field(PrintedFigure(), "printed share of all states", required=True),
                }
            ),
            "printed size of a basin of attraction",
        ),
        "nonnegative": Field(ListOf(_FORMULA, 1, 50), "quantities that are not negative"),
        "pie": Field(
            TableOf(_FORMULA, smallest=1), '"strategy, strategy" = what all payoffs sum to there'
        ),
        "order": Field(
            ListOf(Line("a player's id", longest=24), longest=20),
            "players in the order in which they move; [] if they move at once",
        ),
        "optimum": Field(
            Record(
                {
                    "of": Field(_FORMULA, "what is maximised", required=True),
                    "over": Field(Line("a parameter", longest=24), "what is chosen", required=True),
                    "at": Field(_FORMULA, "the printed optimum", required=True),
                    "maximum": Field(Flag(), "false: a minimum"),
                }
            ),
            "a printed optimum of a principal",
        ),
        "unseen": Field(
            Choice(("class", "equilibria")),
            "something that the source says but that was not seen; it is worked out",
        ),
    }
)

PRINTED_KINDS: Final = (
    *CLAIMED,
    "only_mixed",
    "stable",
    "pays",
    "value",
    "rest_points",
    "jacobian",
    "replicator",
    "cases",
    "simulated",
    "basin",
    "nonnegative",
    "pie",
    "order",
    "optimum",
    "unseen",
)
"""Keys of which an entry has one."""

_VALUE: Final = Field(Number(), "stated value; leave it out where the source gives none")
_PARAMETER: Final = Record({**PARAMETER.fields, "value": _VALUE}, short=PARAMETER.short)
_SECTIONS: Final = (
    "form",
    "assumptions",
    "parameters",
    "define",
    "players",
    "payoffs",
    "shares",
    "populations",
    "actions",
    "nodes",
)

GAME: Final = Record(
    {
        "vcgame": MODEL.fields["vcgame"],
        "id": MODEL.fields["id"],
        "title": MODEL.fields["title"],
        **{key: MODEL.fields[key] for key in _SECTIONS},
        "parameters": replace(
            MODEL.fields["parameters"],
            reader=replace(MODEL.fields["parameters"].reader, item=_PARAMETER),  # type: ignore[type-var]
        ),
    }
)
"""The game of an audit file: a model file whose parameters need no values."""

AUDIT: Final = Record(
    {
        "vcgame": MODEL.fields["vcgame"],
        "kind": Field(Choice(("audit",)), "what the file is", required=True),
        "id": Field(_ID, "name of the audit", required=True),
        "title": Field(Label(), "title of the audit", required=True),
        "source": Field(Line("a citation", longest=500), "what is audited", required=True),
        "seen": Field(Label(1000), "what of the source was seen", required=True),
        "model": Field(Line("a model's id", longest=200), "the game: a model of the library"),
        "instance": Field(Line("an instance's id", longest=64), "its values; goes with model"),
        "values": Field(TableOf(Number()), "stated values that differ; goes with model"),
        **{key: replace(GAME.fields[key], required=False) for key in _SECTIONS},
        "printed": Field(ListOf(PRINTED, 1, 500), "what the source prints", required=True),
        "remarks": Field(ListOf(Label(1000), longest=50), "what you add; printed below the table"),
    }
)


def audit_schema() -> dict[str, Any]:
    """Describe audit files as JSON Schema, for editors."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "vcgame audit file",
        **AUDIT.schema(),
    }
