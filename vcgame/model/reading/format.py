"""The format of model files: every key, what it means, how it is read.

Read `MODEL` from top to bottom to learn the language; the JSON Schema for editors is made
from it. What the keys mean together is checked in `vcgame.model.reading.builder`.
"""

from __future__ import annotations

from typing import Any, Final, get_args

from vcgame.model.formula.parser import valid_label, valid_name
from vcgame.model.model import Form, Status
from vcgame.model.reading.claims.claim_format import CLAIM
from vcgame.model.reading.fields import (
    ID,
    ID_ADVICE,
    Field,
    ListOf,
    OneOrMore,
    Record,
    TableOf,
    valid_id,
)
from vcgame.model.reading.values import Choice, Flag, Formula, Label, Line, Number, Whole

__all__ = ["MAX_NODES", "MODEL", "json_schema"]

MAX_NODES: Final = 5_000
"""Nodes of a tree, ends among them."""

_NAME: Final = "[A-Za-z][A-Za-z0-9_]{0,23}"
_ID: Final = Line("an id", ID, 64, advice=ID_ADVICE)
_EVIDENCE: Final = Line(
    "a reference",
    r"[a-z0-9][a-z0-9_-]{0,63}\.[a-z0-9][a-z0-9_.-]{0,63}",
    130,
    advice='write document.entry, such as "zhang-2011.brand-game"',
)
_FORMULA: Final = Formula()
_CONDITIONS: Final = ListOf(Formula(condition=True), longest=50)

PARAMETER: Final = Record(
    {
        "value": Field(Number(), 'default value, such as 3, 0.1 or "1/3"', required=True),
        "range": Field(ListOf(Number(), 2, 2), "lowest and highest value of interest"),
        "unit": Field(Label(), "unit of measurement"),
        "meaning": Field(Label(), "what the number stands for"),
        "lever": Field(Flag(), "whether policy moves it"),
        "whole": Field(Flag(), "whether it takes whole numbers only"),
        "tex": Field(Line("a LaTeX symbol", longest=60), 'printed symbol, e.g. "\\\\sigma"'),
    },
    short=Number(),
)

DEFINITION: Final = Record(
    {
        "formula": Field(_FORMULA, "the quantity in terms of parameters", required=True),
        "unit": Field(Label(), "unit of measurement"),
        "meaning": Field(Label(), "what the quantity stands for"),
        "tex": Field(Line("a LaTeX symbol", longest=60), "printed symbol"),
    },
    short=_FORMULA,
    short_key="formula",
)

INSTANCE: Final = Record(
    {
        "title": Field(Label(), "name of the parameter set"),
        "source": Field(Line(longest=500), "where the numbers come from", required=True),
        "values": Field(TableOf(Number()), "values that differ from the defaults", required=True),
    }
)

PLAYER: Final = Record(
    {
        "id": Field(Line("a name", longest=24), "name in profiles and results", required=True),
        "name": Field(Label(), "printed name"),
        "strategies": Field(
            TableOf(Label(), valid_label, _NAME, smallest=1, largest=500),
            "what the player can do: id = label (not in trees)",
        ),
        "number": Field(
            _FORMULA, "symmetric games: how many such players there are, a whole number"
        ),
    }
)

NODE: Final = Record(
    {
        "id": Field(Line("a name", longest=24), "name of the node", required=True),
        "player": Field(Line("a player's id", longest=24), "who moves here"),
        "chance": Field(Flag(), "true where chance moves"),
        "parent": Field(Line("a node's id", longest=24), "the node before; the root has none"),
        "action": Field(Line("a name", longest=24), "the move at the parent that leads here"),
        "probability": Field(_FORMULA, "probability of the move, where chance moves at the parent"),
        "payoffs": Field(ListOf(_FORMULA), "payoff of each player, where the game ends"),
        "information": Field(
            Line("a name", longest=24),
            "information set: the player cannot tell nodes with the same one apart",
        ),
    }
)

_AFTER: Final = OneOrMore(TableOf(ListOf(Line("a move", longest=24), 1)))

STAGE: Final = Record(
    {
        "id": Field(Line("a name", longest=24), "name of the stage", required=True),
        "player": Field(Line("a player's id", longest=24), "who moves"),
        "moves": Field(ListOf(Line("a name", longest=24), 1, 500), "what the player can do"),
        "chance": Field(
            TableOf(_FORMULA, valid_label, _NAME, smallest=1, largest=500),
            "where chance moves: move = its probability",
        ),
        "observes": Field(
            ListOf(Line("a stage's id", longest=24)),
            "earlier stages whose moves the player sees, besides what it knew before; "
            "all of them where the key is left out",
        ),
        "after": Field(
            _AFTER,
            "the stage takes place only after one of these moves at each of these stages: "
            "stage = [moves]; or a list of such tables, of which one must hold",
        ),
        "sets": Field(
            TableOf(TableOf(_FORMULA, valid_name, _NAME)),
            "names that later formulas may use, by the move that was made: "
            "move = { name = formula }; a later value takes the place of an earlier one",
        ),
    }
)

END: Final = Record(
    {
        "after": Field(_AFTER, "the moves after which this holds, as in stages; else always"),
        "payoffs": Field(ListOf(_FORMULA), "payoff of each player", required=True),
    }
)

COUNT: Final = Record(
    {
        "of": Field(Line("a strategy", longest=60), "others.strategy", required=True),
        "tex": Field(Line("a LaTeX symbol", longest=60), "printed symbol"),
    },
    short=Line("a strategy", longest=60),
    short_key="of",
)

SHARE: Final = Record(
    {
        "of": Field(Line("a strategy", longest=60), "player.strategy: whose share", required=True),
        "tex": Field(Line("a LaTeX symbol", longest=60), "printed symbol"),
    },
    short=Line("a strategy", longest=60),
    short_key="of",
)

MODEL: Final = Record(
    {
        "vcgame": Field(Whole(1, 1), "version of the format, which is 1", required=True),
        "kind": Field(Choice(("model",)), "what the file is"),
        "id": Field(_ID, "name of the model", required=True),
        "title": Field(Label(), "title of the model", required=True),
        "story": Field(Label(4000), "the story that the game tells, in a few sentences"),
        "status": Field(
            Choice(get_args(Status)),
            "published (payoffs printed in a citable source), textbook, reconstruction (ours), "
            "or imported (payoffs as a file of another program has them)",
        ),
        "family": Field(_ID, "family of models it belongs to"),
        "evidence": Field(ListOf(_EVIDENCE), "what it rests on: document.interaction"),
        "form": Field(Choice(get_args(Form)), "form of the game"),
        "assumptions": Field(_CONDITIONS, "inequalities that hold throughout"),
        "transfers": Field(
            ListOf(Line("a parameter", longest=24)), "parameters left out of total surplus"
        ),
        "parameters": Field(
            TableOf(PARAMETER, valid_name, _NAME, largest=500), "the numbers of the story"
        ),
        "define": Field(
            TableOf(DEFINITION, valid_name, _NAME), "derived quantities: name = formula"
        ),
        "instances": Field(
            TableOf(INSTANCE, valid_id, ID, largest=200), "named sets of parameter values"
        ),
        "players": Field(ListOf(PLAYER, 1, 20), "the players, in order", required=True),
        "payoffs": Field(
            TableOf(ListOf(_FORMULA)),
            'strategic games: "strategy, strategy" = ["first player\'s payoff", "second\'s"]; '
            'symmetric games: strategy = ["payoff"]',
        ),
        "shares": Field(
            TableOf(SHARE, valid_name, _NAME, largest=100),
            'names of population shares, which payoffs may use: x = "player.strategy"',
        ),
        "populations": Field(
            Whole(1, 1), "1: all players are drawn from one population; else each has its own"
        ),
        "counts": Field(
            TableOf(COUNT, valid_name, _NAME, largest=100),
            'symmetric games: names for how many others play a strategy: k = "others.strategy"',
        ),
        "actions": Field(TableOf(Label(), valid_label, _NAME), "labels of the moves of a tree"),
        "nodes": Field(ListOf(NODE, 1, MAX_NODES), "extensive games: the nodes of the tree"),
        "stages": Field(
            ListOf(STAGE, 1, 100), "extensive games: the stages of the tree, instead of its nodes"
        ),
        "ends": Field(
            ListOf(END, 1, MAX_NODES), "with stages: the payoffs; the first entry that fits counts"
        ),
        "claims": Field(ListOf(CLAIM, longest=500), "what is stated about the game"),
    }
)


def json_schema() -> dict[str, Any]:
    """Describe model files as JSON Schema, for editors."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "vcgame model file",
        **MODEL.schema(),
    }
