"""Mistakes in claims about trees and about alike firms, and in whole parameters."""

from __future__ import annotations

import pytest

from vcgame.errors import FileError, UsageError
from vcgame.model.library import load_model
from vcgame.model.model import Model
from vcgame.model.reading.builder import build_model
from vcgame.model.reading.claims.alike_claims import ALIKE_KINDS
from vcgame.model.reading.claims.claim_format import CLAIM_KINDS
from vcgame.model.toml.document import read_document

TREE = """vcgame = 1
id = "game"
title = "Game"
parameters = { p = "1/2" }
players = [{ id = "firm" }, { id = "buyer" }]
nodes = [
  { id = "start", player = "firm" },
  { id = "out", parent = "start", action = "out", payoffs = [0, 0] },
  { id = "one", parent = "start", action = "x", player = "buyer", information = "reply" },
  { id = "two", parent = "start", action = "y", player = "buyer", information = "reply" },
  { id = "a", parent = "one", action = "u", payoffs = [0, 0] },
  { id = "b", parent = "one", action = "v", payoffs = [0, 0] },
  { id = "c", parent = "two", action = "u", payoffs = [0, 0] },
  { id = "d", parent = "two", action = "v", payoffs = [0, 0] },
]
[[claims]]
id = "claim"
says = "x"
"""
ALIKE = """vcgame = 1
id = "game"
title = "Game"
parameters = { n = 4, b = 2 }
counts = { k = "others.give" }
payoffs = { give = ["b*k"], take = ["k"], wait = ["0"] }
[[players]]
id = "firm"
number = "n"
strategies = { give = "give", take = "take", wait = "wait" }
[[claims]]
id = "claim"
says = "x"
"""
WHOLE = """vcgame = 1
id = "game"
title = "Game"
payoffs = { give = ["1"], take = ["0"] }
[[players]]
id = "firm"
number = "n"
strategies = { give = "give", take = "take" }
[parameters]
"""
KINDS = ", ".join(CLAIM_KINDS)
ALIKES = ", ".join(ALIKE_KINDS)
PLAYS = 'plays = { reply = "u" }\n'


def read(text: str) -> Model:
    return build_model(read_document(text, "game"))


def problems(text: str) -> list[str]:
    """All complaints: field, what is wrong, what would be right."""
    with pytest.raises(FileError) as caught:
        read(text)
    told = [f"{p.line}: {p.field}: {p.wrong}; {p.right}" for p in caught.value.problems]
    lines = text.split("\n")
    assert all(lines[problem.line - 1] for problem in caught.value.problems)
    return told


TREE_MISTAKES = [
    (
        'plays = { strat = "out" }',
        "19: plays.strat: nobody chooses at 'strat'; did you mean 'start'?",
    ),
    ('plays = { start = "ot" }', "19: plays.start: 'ot' is no move at start; did you mean 'out'?"),
    (
        'plays = { one = "u" }',
        (
            "19: plays.one: 'one' is one of several nodes that buyer cannot tell apart; "
            "name their information set, 'reply'"
        ),
    ),
    ("plays = {}", "19: plays: the table is empty; it needs at least one entry"),
    (
        'plays = { reply = ["u"] }',
        "19: plays.reply: a list stands here; write an action in quotes",
    ),
    (
        PLAYS + 'beliefs = { start = { two = ["0", "p"] } }',
        "20: beliefs.start: 'start' is no information set of several nodes; known: reply",
    ),
    (
        PLAYS + 'beliefs = { reply = { tow = ["0", "p"] } }',
        "20: beliefs.reply.tow: 'tow' is no node of reply; did you mean 'two'?",
    ),
    (
        PLAYS + 'beliefs = { reply = { two = ["0"] } }',
        "20: beliefs.reply.two: the list has 1 item; it needs exactly 2",
    ),
    (
        PLAYS + 'beliefs = { reply = { one = ["0", "1"], two = ["0", "p"] } }',
        "20: beliefs.reply: the table has 2 entries; at most 1 are allowed",
    ),
    (
        PLAYS + 'beliefs = { reply = { two = ["0", "q"] } }',
        "20: beliefs.reply.two[1]: unknown name 'q' in q; known: p",
    ),
    (
        PLAYS + 'beliefs = { reply = { two = ["3/4", "1/4"] } }',
        "20: beliefs.reply.two: the bounds run from 3/4 to 1/4; write the lower bound first",
    ),
    (
        PLAYS + 'beliefs = { reply = { two = ["0", "2"] } }',
        "20: beliefs.reply.two[1]: 2 is no probability; write a number from 0 to 1",
    ),
    (
        PLAYS + 'concept = "nash"\nbeliefs = { reply = { two = ["0", "p"] } }',
        "21: beliefs: nash equilibria have no beliefs; remove them, or the concept",
    ),
    (
        PLAYS + 'concept = "nasch"',
        "20: concept: 'nasch' is not allowed; did you mean 'nash'?",
    ),
    (
        'choices = { reply = ["u"] }\nbeliefs = { reply = { two = ["0", "p"] } }',
        "20: beliefs: beliefs goes with plays; remove it",
    ),
    (
        'inequality = "p > 0"\nconcept = "nash"',
        "20: concept: concept goes with choices and plays; remove it",
    ),
    *(
        (
            f'{kind} = [{{ give = "1" }}]',
            (
                f"19: {kind}: {kind} is for games of alike firms; "
                "write equilibria, or plays for a tree"
            ),
        )
        for kind in ("counts", "symmetric")
    ),
    (
        PLAYS + 'choices = { reply = ["u"] }',
        f"16: choices and plays stand together; a claim has one of: {KINDS}",
    ),
    (
        'kind = "choices"\n' + PLAYS,
        f"16: kind is 'choices', but plays is claimed; a claim has one of: {KINDS}",
    ),
]


@pytest.mark.parametrize(("lines", "told"), TREE_MISTAKES)
def test_mistakes_in_claims_about_trees(lines: str, told: str) -> None:
    found = [
        each.replace("claims[0].", "").replace("claims[0]: ", "") for each in problems(TREE + lines)
    ]
    assert found == [told]


ALIKE_MISTAKES = [
    (
        'counts = [{ give = "1" }]',
        (
            "counts[0]: nothing is said of take, wait; "
            "name all of them, or all but one, which gets the rest"
        ),
    ),
    ("counts = [{}]", "counts[0]: the table is empty; it needs at least one entry"),
    ('counts = { give = "1" }', "counts: a table stands here; write a list: [ ... ]"),
    (
        'symmetric = [{ give = "1/2", take = "p" }]',
        "symmetric[0].take: unknown name 'p' in p; known: n, b",
    ),
    (
        'counts = [{ give = "1", take = "1", wiat = "2" }]',
        "counts[0].wiat: 'wiat' is no strategy of firm; did you mean 'wait'?",
    ),
    (
        'includes = ["give, give"]',
        "includes[0]: 'give, give' names 2 strategies; write one for each of: firm",
    ),
    ('includes = ["gvie"]', "includes[0]: 'gvie' is no strategy of firm; did you mean 'give'?"),
    (
        'dominant = { player = "firm", strategy = "gvie" }',
        "dominant.strategy: 'gvie' is no strategy of firm; did you mean 'give'?",
    ),
    (
        'better = { profile = "give", than = "tkae" }',
        "better.than: 'tkae' is no strategy of firm; did you mean 'take'?",
    ),
    *(
        (
            line,
            (
                f"{line.split(' ')[0]}: {line.split(' ')[0]} is not for games of alike firms; "
                f"write one of: {ALIKES}"
            ),
        )
        for line in (
            'equilibria = ["give"]',
            'plays = { x = "give" }',
            'choices = { x = ["give"] }',
            'class = "chicken"',
            'threshold = { parameter = "b", value = "1", below = ["give"] }',
            'mixed = [{ firm = { give = "1" } }]',
        )
    ),
]


@pytest.mark.parametrize(("line", "told"), ALIKE_MISTAKES)
def test_mistakes_in_claims_about_alike_firms(line: str, told: str) -> None:
    assert problems(ALIKE + line) == [f"14: claims[0].{told}"]


def test_right_claims_are_read() -> None:
    both = 'plays = { start = "out", reply = "u" }\nbeliefs = { reply = { two = ["0", "p"] } }\n'
    (claim,) = read(TREE + both + 'concept = "perfect-bayesian"\n').claims
    assert claim.claimed.moves == (("start", "out"), ("reply", "u"))
    for line in ('counts = [{ give = "1", take = "b" }]', "counts = []", "symmetric = []"):
        assert len(read(ALIKE + line).claims) == 1


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (
            'n = { value = 4, range = ["5/2", 6], whole = true }',
            "10: parameters.n.range[0]: 5/2 is no whole number; write 2",
        ),
        (
            'n = { value = 4, whole = "yes" }',
            "10: parameters.n.whole: a text stands here; write true or false, without quotes",
        ),
        (
            'n = 4\nm = { value = "1/2", whole = true }',
            "11: parameters.m.value: 1/2 is no whole number; write 0",
        ),
        (
            (
                "n = 4\nm = { value = 1, whole = true }\n[instances.i]\n"
                'source = "x"\ntitle = "x"\nvalues = { m = "9/2" }'
            ),
            "15: instances.i.values.m: 9/2 is no whole number; m takes such only",
        ),
        (
            (
                "n = { value = 4, whole = true }\n[[claims]]\n"
                'id = "c"\nsays = "x"\nincludes = ["give"]\nat = { n = "5/2" }'
            ),
            "15: claims[0].at.n: 5/2 is no whole number; n takes such only; write 2",
        ),
    ],
)
def test_mistakes_in_whole_parameters(lines: str, told: str) -> None:
    assert [each.rstrip("; ") for each in problems(WHOLE + lines + "\n")] == [told]


def test_a_whole_parameter_takes_no_other_value() -> None:
    model = load_model("order-war")
    assert model.parameters["n"].whole
    with pytest.raises(UsageError, match="n of order-war is a whole number; 5/2 is none"):
        model.values(None, {"n": model.parameters["n"].value / 4 + 1})
