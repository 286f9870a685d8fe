"""Files of alike firms: what is read, and every mistake with its place."""

from __future__ import annotations

from fractions import Fraction

import pytest

from vcgame.errors import EvaluationError, FileError
from vcgame.model.firms import MOST_FIRMS, number_of_firms
from vcgame.model.formula.parser import parse_expression
from vcgame.model.formula.plain import to_text
from vcgame.model.model import Count, Model
from vcgame.model.reading.builder import build_model
from vcgame.model.toml.document import read_document

GOOD = """
vcgame = 1
kind = "model"
id = "brand-many"
title = "Brand"
transfers = ["t"]
[parameters]
n = 10
b = 1
t = 0
[instances.small]
source = "made up"
values = { n = 3 }
[[players]]
id = "firm"
number = "n"
strategies = { build = "build", ride = "free-ride" }
[counts]
k = { of = "others.build", tex = "k" }
[payoffs]
build = ["b*(k+1) - 2"]
ride = ["b*k - t"]
"""


def read(text: str) -> Model:
    return build_model(read_document(text, "game"))


def problems(text: str) -> list[str]:
    """Complaints without the name of the file and the column."""
    with pytest.raises(FileError) as caught:
        read(text)
    told = []
    for problem in caught.value.problems:
        shown = f"{problem.line}: {problem.field}: {problem.wrong}"
        told.append(f"{shown}; {problem.right}" if problem.right else shown)
    return told


def changed(*edits: tuple[str, str]) -> str:
    text = GOOD
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def test_a_file_is_read() -> None:
    model = read(GOOD)
    assert model.form == "symmetric"
    assert model.called == "a game of alike firms"
    (firm,) = model.players
    assert firm.number is not None
    assert to_text(firm.number) == "n"
    assert model.counts == {"k": Count("k", "build", "k")}
    assert {id: to_text(u) for (id,), (u,) in model.payoffs.items()} == {
        "build": "b*(k + 1) - 2",
        "ride": "b*k - t",
    }


def test_the_payoffs_stand_in_the_order_of_the_strategies() -> None:
    text = changed(('build = ["b*(k+1) - 2"]\nride = ["b*k - t"]', 'ride = ["1"]\nbuild = ["2"]'))
    assert list(read(text).payoffs) == [("build",), ("ride",)]


def test_counts_may_be_left_out_and_definitions_used() -> None:
    text = changed(
        ("[counts]\n", "[define]\nh = 'b/2'\n[counts]\n"),
        ('k = { of = "others.build", tex = "k" }\n', ""),
        ("b*(k+1) - 2", "h"),
        ("b*k - t", "1"),
    )
    model = read(text)
    assert not model.counts
    assert to_text(model.payoffs["build",][0]) == "b/2"


MISTAKES = {
    "not whole": (
        [("n = 10", 'n = "21/2"')],
        [
            (
                "16: players[0].number: at the default values, the number of firms n is 21/2; it "
                f"must be a whole number from 2 to {MOST_FIRMS}; change the values or the number"
            )
        ],
    ),
    "one firm": (
        [("n = 10", "n = 1"), ("n = 3", "b = 3")],
        [
            (
                "16: players[0].number: at the default values, the number of firms n is 1; it must "
                f"be a whole number from 2 to {MOST_FIRMS}; change the values or the number"
            )
        ],
    ),
    "an instance": (
        [("n = 3", "n = 0")],
        [
            (
                "13: instances.small.values: the number of firms n is 0; it must be a whole number "
                f"from 2 to {MOST_FIRMS}; change the values"
            )
        ],
    ),
    "unknown name in the number": (
        [('number = "n"', 'number = "m"')],
        ["16: players[0].number: unknown name 'm' in m; known: n, b, t"],
    ),
    "a count in the number": (
        [('number = "n"', 'number = "k + 1"')],
        ["16: players[0].number: unknown name 'k' in k + 1; known: n, b, t"],
    ),
    "unknown strategy in a count": (
        [("others.build", "others.biuld")],
        ["19: counts.k.of: 'biuld' is no strategy of firm; did you mean 'build'?"],
    ),
    "a count of somebody": (
        [("others.build", "firm.build")],
        ["19: counts.k.of: 'firm.build' names no others; write \"others.build\""],
    ),
    "a count named like a parameter": (
        [
            ('k = { of = "others.build", tex = "k" }', 'B = "others.build"'),
            ("k+1", "b"),
            ("*k", ""),
        ],
        ["19: counts.B: 'B' has a meaning already (case is ignored); choose another name"],
    ),
    "two names of one count": (
        [("[payoffs]", 'j = "others.build"\n[payoffs]')],
        ["20: counts.j: others.build has the name 'k' already; keep one"],
    ),
    "a symbol that does not print": (
        [('tex = "k"', 'tex = "\\\\input{x}"')],
        [
            (
                "19: counts.k.tex: formula '\\\\input{x}': \\input is not allowed; "
                "write a symbol such as 'k' or 'k_1'"
            )
        ],
    ),
    "a missing strategy": (
        [('ride = ["b*k - t"]\n', "")],
        ["20: payoffs: no payoff for ride; every strategy needs a line"],
    ),
    "an unknown strategy": (
        [("\nride = [", "\nrdie = [")],
        ["22: payoffs.rdie: 'rdie' is no strategy of firm; did you mean 'ride'?"],
    ),
    "a profile": (
        [("\nride = [", '\n"ride, ride" = [')],
        [
            (
                "22: payoffs.\"ride, ride\": 'ride, ride' is no strategy of firm; "
                "firms are alike: one line per strategy, such as build"
            )
        ],
    ),
    "payoffs for two": (
        [('["b*k - t"]', '["b*k - t", "0"]')],
        [
            (
                "22: payoffs.ride: 2 payoffs for one strategy; firms are alike: write one formula, "
                "what a firm that plays ride gets"
            )
        ],
    ),
    "a second player": (
        [("[counts]", '[[players]]\nid = "state"\nstrategies = { a = "a" }\n[counts]')],
        [
            (
                "18: players[1]: a second entry of players in a game of alike firms; keep one with "
                "a number; players that differ need a table of profiles"
            )
        ],
    ),
    "no number": (
        [('number = "n"\n', ""), ('title = "Brand"', 'title = "Brand"\nform = "symmetric"')],
        [
            (
                "6: form: the form is symmetric, but the file has no player with a number; "
                "give the one player its number"
            )
        ],
    ),
    "shares": (
        [("[counts]", '[shares]\nx = "firm.build"\n[counts]')],
        [
            (
                "18: shares: shares do not go with a number of firms; "
                "use [counts]: how many others play a strategy"
            )
        ],
    ),
    "populations": (
        [('title = "Brand"', 'title = "Brand"\npopulations = 1')],
        [
            (
                "6: populations: populations do not go with a number of firms; "
                "use [counts]: how many others play a strategy"
            )
        ],
    ),
    "nodes": (
        [("[counts]", '[[nodes]]\nid = "start"\n[counts]')],
        ['18: nodes: nodes are for trees; write form = "extensive"'],
    ),
    "an unknown name in a payoff": (
        [("b*k - t", "b*j - t")],
        ["22: payoffs.ride[0]: unknown name 'j' in b*j - t; known: n, b, t, k"],
    ),
}


@pytest.mark.parametrize(("edits", "expected"), MISTAKES.values(), ids=list(MISTAKES))
def test_mistakes(edits: list[tuple[str, str]], expected: list[str]) -> None:
    assert problems(changed(*edits)) == expected


def test_mistakes_are_told_all_at_once() -> None:
    text = changed(
        ("n = 10", "n = 1"),
        ("others.build", "others.biuld"),
        ('["b*k - t"]', '["b*k - t", "0"]'),
        ("b*(k+1) - 2", "b*(j+1) - 2"),
    )
    assert [each.split(":")[1].strip() for each in problems(text)] == [
        "players[0].number",
        "counts.k.of",
        "payoffs.build[0]",
        "payoffs.ride",
    ]


def test_counts_are_for_alike_firms_only() -> None:
    text = changed(('number = "n"\n', ""))
    assert any(
        each.startswith("17: counts: counts are for symmetric games") for each in problems(text)
    )


@pytest.mark.parametrize(
    ("formula", "told"),
    [
        ("1/2", "1/2"),
        ("1", "is 1;"),
        ("-3", "-3"),
        ("sqrt(2)", "about 1.41421"),
        ("2**64*2**64/3", "a long number"),
        ("10**7", "10000000"),
    ],
)
def test_numbers_of_firms_that_are_none(formula: str, told: str) -> None:
    with pytest.raises(EvaluationError, match="must be a whole number from 2") as caught:
        number_of_firms(parse_expression(formula, ()), {})
    assert told in str(caught.value)


def test_a_number_of_firms_may_be_a_formula() -> None:
    formula = parse_expression("sqrt(m) + 1", {"m"})
    assert number_of_firms(formula, {"m": Fraction(9)}) == 4
