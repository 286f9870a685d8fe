"""The format of model files: every key, what it means, how it is read.

Read `MODEL` from top to bottom to learn the language; the JSON Schema for editors is made
from it. What the keys mean together is checked in `vcgame.model.reading.builder`.
"""

from __future__ import annotations

from typing import Any, Final, get_args

from vcgame.model.claim import Effect
from vcgame.model.formula.parser import valid_label, valid_name
from vcgame.model.model import Form, Status
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

__all__ = ["CLAIM_KINDS", "LABELS", "MAX_NODES", "MODEL", "json_schema"]

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
_PROBABILITIES: Final = TableOf(TableOf(_FORMULA))

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

_SET: Final = ListOf(Line("a profile", longest=600), longest=100)
_MIXED: Final = ListOf(_PROBABILITIES, longest=100)
_CHOICES: Final = TableOf(ListOf(Line("an action", longest=24), 1))

CLAIM_KINDS: Final = (
    "equilibria",
    "includes",
    "dominant",
    "class",
    "inequality",
    "better",
    "threshold",
    "choices",
    "plays",
    "counts",
    "symmetric",
    "rest_point",
    "stable",
    "statics",
    "discount",
)
LABELS: Final = ("sink", "source", "saddle", "centre", "non-hyperbolic")

CLAIM: Final = Record(
    {
        "id": Field(_ID, "name of the claim", required=True),
        "says": Field(Label(1000), "the statement in words", required=True),
        "kind": Field(Choice(CLAIM_KINDS), "follows from the key that is used"),
        "when": Field(_CONDITIONS, "it holds if all of these hold"),
        "exactly_when": Field(_CONDITIONS, "it holds if and only if all of these hold"),
        "instance": Field(Line("an instance's id", longest=64), "fix every parameter there"),
        "at": Field(TableOf(Number()), "fix some parameters: name = value"),
        "equilibria": Field(_SET, "pure profiles that are all extreme equilibria"),
        "mixed": Field(_MIXED, "mixed ones among them: player = { strategy = formula }"),
        "components": Field(Whole(1, 10_000), "number of components that they form"),
        "includes": Field(_SET, "pure profiles that are equilibria, perhaps among others"),
        "dominant": Field(
            Record(
                {
                    "player": Field(
                        Line("a player's id", longest=24), "the player whose it is", required=True
                    ),
                    "strategy": Field(
                        Line("a strategy", longest=24), "the strategy", required=True
                    ),
                    "strictly": Field(Flag(), "strictly (the default), or weakly"),
                }
            ),
            "a dominant strategy",
        ),
        "class": Field(Line("a class", longest=40), "class of a two-by-two game, by payoff order"),
        "inequality": Field(Formula(condition=True), "a relation between formulas"),
        "better": Field(
            Record(
                {
                    "profile": Field(
                        Line("a profile", longest=600), "the better one", required=True
                    ),
                    "than": Field(Line("a profile", longest=600), "the worse one", required=True),
                }
            ),
            "total surplus without transfers is higher at one profile than at another",
        ),
        "threshold": Field(
            Record(
                {
                    "parameter": Field(
                        Line("a parameter", longest=24), "the parameter that moves", required=True
                    ),
                    "value": Field(_FORMULA, "where the regime changes", required=True),
                    "below": Field(_SET, "equilibria below it"),
                    "above": Field(_SET, "equilibria above it"),
                    "equal": Field(_SET, "equilibria at it"),
                    "choices_below": Field(_CHOICES, "the same for trees: node = [actions]"),
                    "choices_above": Field(_CHOICES, "the same above it"),
                    "choices_equal": Field(_CHOICES, "the same at it"),
                }
            ),
            "a value at which one set of equilibria gives way to another",
        ),
        "choices": Field(
            _CHOICES, "information set = all actions taken there in some pure equilibrium"
        ),
        "plays": Field(
            TableOf(Line("an action", longest=24), smallest=1),
            "some pure equilibrium has these moves: information set = action",
        ),
        "counts": Field(
            ListOf(TableOf(_FORMULA, smallest=1), longest=1_000),
            "all pure equilibria of alike firms: strategy = how many play it",
        ),
        "symmetric": Field(
            ListOf(TableOf(_FORMULA, smallest=1), longest=100),
            "all equilibria in which alike firms mix: strategy = its probability",
        ),
        "beliefs": Field(
            TableOf(TableOf(ListOf(_FORMULA, 2, 2), smallest=1, largest=1), smallest=1),
            "goes with plays: the beliefs that support them: "
            "information set = { node = [least, largest probability] }",
        ),
        "concept": Field(
            Choice(("nash", "subgame-perfect", "perfect-bayesian")),
            "goes with choices and plays: the solution concept, if it is not the usual one",
        ),
        "rest_point": Field(
            TableOf(_FORMULA), "a state of the populations where nothing moves: x = formula"
        ),
        "label": Field(Choice(LABELS), "goes with rest_point: its type by linearisation"),
        "ess": Field(
            Flag(), "goes with rest_point: it is an ESS (several populations: strict Nash), or not"
        ),
        "stable": Field(ListOf(TableOf(_FORMULA), longest=100), "all evolutionarily stable states"),
        "statics": Field(
            Record(
                {
                    "raising": Field(
                        Line("a parameter", longest=24), "the parameter that rises", required=True
                    ),
                    **{
                        effect: Field(
                            _FORMULA, f"the quantity that this {effect}; x, y: at the interior"
                        )
                        for effect in get_args(Effect)
                    },
                }
            ),
            "the effect of raising a parameter",
        ),
        "populations": Field(Whole(1, 1), "1: the claim speaks of one population of alike players"),
        "discount": Field(
            Record(
                {
                    "target": Field(
                        Line("a profile", longest=600),
                        "the profile that is played in every round; symmetric games: the strategy "
                        "that all play",
                        required=True,
                    ),
                    "delta": Field(
                        _FORMULA,
                        "the least discount factor from which on it is kept up",
                        required=True,
                    ),
                    "punishment": Field(
                        Line("a profile", longest=600),
                        "the stage equilibrium that follows a deviation; else the pure one worst "
                        "for the deviator",
                    ),
                    "detection": Field(
                        _FORMULA, "probability that a deviation is detected in a round; else 1"
                    ),
                    "code": Field(
                        Choice(("grim", "optimal")),
                        "grim trigger (the default), or the worst subgame-perfect punishments",
                    ),
                }
            ),
            "the critical discount factor of the repeated game",
        ),
    }
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
