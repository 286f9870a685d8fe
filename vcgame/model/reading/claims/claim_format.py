"""The format of claims in model files and audits: every key, what it means, how it is read."""

from __future__ import annotations

from typing import Final, get_args

from vcgame.model.claim import Effect
from vcgame.model.reading.fields import ID, ID_ADVICE, Field, ListOf, Record, TableOf
from vcgame.model.reading.values import Choice, Flag, Formula, Label, Line, Number, Whole

__all__ = ["CLAIM", "CLAIM_KINDS", "LABELS"]

_ID: Final = Line("an id", ID, 64, advice=ID_ADVICE)
_FORMULA: Final = Formula()
_CONDITIONS: Final = ListOf(Formula(condition=True), longest=50)
_PROBABILITIES: Final = TableOf(TableOf(_FORMULA))
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
