"""Known errors of published analyses: each is found, and what is right raises no alarm."""

from __future__ import annotations

import re
import sys
from fractions import Fraction
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from audit_bench import (
    BISTABLE,
    HEAD,
    INSPECTION,
    TWO_ALIKE,
    audited,
    symmetric,
    verdicts,
    wrong,
)

from vcgame.derive.audit.row import Said, State, Values
from vcgame.model.formula.plain import to_text
from vcgame.model.text import LANGUAGES
from vcgame.report.audit.tables import audit_table
from vcgame.report.tables.text import to_text as to_table_text

CENTRE = 'state = { x = "0.375", y = "0.4" }'


def points(*lines: str) -> str:
    return "rest_points = [" + ", ".join(f"{{ {line} }}" for line in lines) + "]\ncomplete = false"


def reason(row: object) -> str:
    found = getattr(row, "reason", None)
    return found.key if isinstance(found, Said) else ""


CORNERS = [f"state = {{ x = {x}, y = {y} }}" for x, y in ((0, 0), (1, 0), (0, 1), (1, 1))]

RIGHT = {
    "centre": (INSPECTION, points(f'{CENTRE}, label = "centre", ess = false')),
    "whole table": (
        INSPECTION,
        "rest_points = ["
        + ", ".join(f'{{ {corner}, label = "saddle" }}' for corner in CORNERS)
        + f', {{ {CENTRE}, label = "centre", determinant_sign = "+", trace_sign = "0" }}]',
    ),
    "signs that rise": (
        INSPECTION,
        points(
            f"{CENTRE}, label = 'centre', determinant = '11.25', trace = 0, "
            "eigenvalues = ['3.3541i', '-3.3541i']"
        ),
    ),
    "table in symbols": (
        INSPECTION,
        'when = ["P > S", "A < F"]\n'
        + points(
            'state = { x = 0, y = 0 }, label = "saddle", determinant = "-A*S"',
            'state = { x = "S/P", y = "A/F" }, label = "centre", trace_sign = "0", '
            'determinant = "A*S*(P - S)*(F - A)/(P*F)"',
            'state = { x = 1, y = 1 }, label = "saddle", eigenvalues = ["F - A", "S - P"]',
        ),
    ),
    "conditions of an ESS": (
        INSPECTION,
        points(
            'state = { x = 1, y = 0 }, label = "ESS", ess = true, when = ["P < S"]',
            'state = { x = 1, y = 1 }, label = "sink", when = ["A > F", "P > S"]',
        ),
    ),
    "bistable": (
        BISTABLE,
        (
            "rest_points = ["
            '{ state = { x = 0, y = 0 }, label = "ESS" }, '
            '{ state = { x = 1, y = 1 }, label = "ESS" }, '
            '{ state = { x = 1, y = 0 }, label = "source" }, '
            '{ state = { x = 0, y = 1 }, label = "unstable" }, '
            '{ state = { x = "0.5", y = "0.50" }, label = "saddle" }]'
        ),
    ),
    "mixed, rounded": (
        INSPECTION,
        "mixed = [{ firm = { fake = '0.38' }, office = { act = '0.4' } }]",
    ),
    "only mixed": (INSPECTION, "only_mixed = true"),
    "only mixed, in general": (INSPECTION, 'exactly_when = ["P > S", "A < F"]\nonly_mixed = true'),
    "equilibria in general": (
        INSPECTION,
        (
            'when = ["P > S", "A < F"]\n'
            'mixed = [{ firm = { fake = "S/P" }, office = { act = "A/F" } }]'
        ),
    ),
    "condition": (INSPECTION, 'exactly_when = ["P <= S"]\nincludes = ["fake, wait"]'),
    "dominant": (
        INSPECTION,
        'exactly_when = ["A > F"]\ndominant = { player = "firm", strategy = "fake" }',
    ),
    "threshold": (
        INSPECTION,
        'threshold = { parameter = "P", value = "S", below = ["fake, wait"] }',
    ),
    "threshold, rounded": (
        INSPECTION,
        (
            'at = { S = "8/3" }\n'
            'threshold = { parameter = "P", value = "2.67", below = ["fake, wait"] }'
        ),
    ),
    "threshold, irrational": (
        INSPECTION.replace('"P - S"', '"P**2 - S"'),
        'threshold = { parameter = "P", value = "1.73", below = ["fake, wait"] }',
    ),
    "stable": (BISTABLE, "stable = [{ x = 0, y = 0 }, { x = 1, y = 1 }]"),
    "nothing is stable": (INSPECTION, "stable = []"),
    "stable in general": (
        INSPECTION,
        "exactly_when = ['A > F', 'P > S']\nstable = [{ x = 1, y = 1 }]",
    ),
    "stable in cases": (
        INSPECTION,
        (
            "complete = false\n"
            "[[printed.cases]]\nid = 'a'\nwhen = ['P < S']\nstable = [{ x = 1, y = 0 }]\n"
            "[[printed.cases]]\nid = 'b'\nwhen = ['A < F', 'P > S']\nstable = []"
        ),
    ),
    "class": (symmetric("5", "3", "1", "0"), 'class = "prisoners_dilemma"'),
    "class at a point": (INSPECTION, 'at = { F = 25 }\nclass = "matching_pennies"'),
    "statics": (INSPECTION, 'when = ["P > S", "A < F"]\nstatics = { raising = "F", lowers = "y" }'),
    "statics, none": (
        INSPECTION,
        'when = ["P > S", "A < F"]\nstatics = { raising = "F", leaves = "x" }',
    ),
    "statics, at the stated values": (INSPECTION, 'statics = { raising = "F", lowers = "y" }'),
    "jacobian": (
        INSPECTION,
        (
            'jacobian = [["(1 - 2*x)*(A - F*y)", "-F*x*(1 - x)"], '
            '["P*y*(1 - y)", "(1 - 2*y)*(P*x - S)"]]'
        ),
    ),
    "replicator": (
        INSPECTION,
        'replicator = { x = "x*(1 - x)*(A - F*y)", y = "y*(1 - y)*(P*x - S)" }',
    ),
    "cases": (
        INSPECTION,
        (
            "[[printed.cases]]\nid = 'a'\nwhen = ['P < S']\nequilibria = ['fake, wait']\n"
            "[[printed.cases]]\nid = 'b'\nwhen = ['P > S', 'A > F']\nequilibria = ['fake, act']\n"
            "[[printed.cases]]\nid = 'c'\nwhen = ['P > S', 'A < F']\nsays = 'mixed'"
        ),
    ),
    "cases that may overlap": (
        INSPECTION,
        (
            "overlap = true\n"
            "[[printed.cases]]\nid = 'a'\nwhen = ['P <= 2*S']\nsays = 'one'\n"
            "[[printed.cases]]\nid = 'b'\nwhen = ['P > S']\nsays = 'other'"
        ),
    ),
    "path": (
        BISTABLE,
        (
            "simulated = [{ from = { x = 0.2, y = 0.2 }, to = { x = 0, y = 0 } }, "
            "{ from = { x = 0.6, y = 0.6 }, to = { x = 1, y = 1 } }]"
        ),
    ),
    "path that goes round": (
        INSPECTION,
        "simulated = [{ from = { x = 0.2, y = 0.2 }, cycles = true }]",
    ),
    "basin": (BISTABLE, "basin = { of = { x = 1, y = 1 }, share = '0.500' }"),
    "value": (INSPECTION, 'value = { of = "A/F + S/P", is = "0.78" }'),
    "value in general": (
        INSPECTION,
        'when = []\nvalue = { of = "(A*A - S*S)/(A + S)", is = "A - S" }',
    ),
    "not negative": (INSPECTION, 'when = ["A <= F"]\nnonnegative = ["F - A", "A"]'),
    "pie": (INSPECTION, '[printed.pie]\n"fake, act" = "A - F + P - S"\n"fake, wait" = "A"'),
    "payoffs": (INSPECTION, '[printed.pays]\n"fake, act" = [-15, 5]\n"honest, act" = [0, "-S"]'),
    "order": (INSPECTION, "order = []"),
    "optimum": (
        INSPECTION,
        'when = []\noptimum = { of = "A*F - F**2/2", over = "F", at = "A" }',
    ),
    "least": (
        INSPECTION,
        'when = []\noptimum = { of = "P/F + F/S", over = "F", at = "sqrt(P*S)", maximum = false }',
    ),
}


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_right_raises_no_alarm(name: str) -> None:
    rows = audited(*RIGHT[name]).rows
    assert rows
    assert {row.verdict for row in rows} == {"agrees"}, list(rows)


WRONG = {
    "centre called ESS": (INSPECTION, points(f'{CENTRE}, label = "ESS"'), 2),
    "centre called sink by its cells": (
        INSPECTION,
        points(f'{CENTRE}, label = "sink", determinant_sign = "+", trace_sign = "0"'),
        3,
    ),
    "mixture called ESS": (INSPECTION, points(f"{CENTRE}, ess = true"), 2),
    "interior point outside the square": (
        INSPECTION,
        "at = { A = 30 }\n" + points('state = { x = "3/8", y = "1.2" }'),
        1,
    ),
    "no rest point there": (INSPECTION, points('state = { x = "0.375", y = "0.5" }'), 1),
    "adjacent corners both ESS": (
        BISTABLE,
        points(
            'state = { x = 0, y = 0 }, label = "ESS"', 'state = { x = 1, y = 0 }, label = "ESS"'
        ),
        2,
    ),
    "saddle inside with one stable corner": (
        BISTABLE,
        points(
            'state = { x = 0.5, y = 0.5 }, label = "saddle"',
            'state = { x = 0, y = 0 }, label = "ESS"',
            'state = { x = 1, y = 1 }, label = "saddle"',
        ),
        2,
    ),
    "table that lacks a point": (
        BISTABLE,
        "rest_points = [{ state = { x = 0, y = 0 } }, { state = { x = 1, y = 1 } }]",
        1,
    ),
    "mis-rounded coordinate": (
        symmetric("2", "3", "2", "0", 'shares = { x = "one.hot", y = "two.hot" }\n'),
        points('state = { x = "0.6666", y = "0.6667" }'),
        1,
    ),
    "wrong eigenvalue": (INSPECTION, points("state = { x = 0, y = 0 }, eigenvalues = [10, 3]"), 1),
    "wrong determinant": (INSPECTION, points(f"{CENTRE}, determinant = '-4.5'"), 1),
    "wrong sign of the trace": (
        BISTABLE,
        points('state = { x = 0, y = 0 }, trace_sign = "+", determinant_sign = "+"'),
        1,
    ),
    "ESS under the wrong condition": (
        INSPECTION,
        points('state = { x = 1, y = 0 }, label = "ESS", when = ["P > S"]'),
        1,
    ),
    "ESS in symbols where a centre is": (
        INSPECTION,
        'when = ["P > S", "A < F"]\n'
        + points('state = { x = "S/P", y = "A/F" }, label = "ESS", ess = true'),
        3,
    ),
    "state in symbols that is none": (
        INSPECTION,
        'when = ["P > S", "A < F"]\n' + points('state = { x = "A/F", y = "S/P" }'),
        1,
    ),
    "state in symbols beyond the square": (
        INSPECTION,
        'when = ["P > S"]\n' + points('state = { x = "S/P", y = "A/F" }'),
        1,
    ),
    "wrong sign of a condition": (
        INSPECTION,
        'exactly_when = ["P >= S"]\nincludes = ["fake, wait"]',
        1,
    ),
    "condition that is not enough": (INSPECTION, 'when = ["P > S"]\nincludes = ["fake, act"]', 1),
    "threshold that does not follow": (
        INSPECTION,
        'threshold = { parameter = "F", value = "A + S", below = ["fake, act"] }',
        1,
    ),
    "threshold, rounded wrongly": (
        INSPECTION,
        (
            'at = { S = "8/3" }\n'
            'threshold = { parameter = "P", value = "2.66", below = ["fake, wait"] }'
        ),
        1,
    ),
    "threshold where nothing changes": (
        INSPECTION,
        'threshold = { parameter = "P", value = "S - 1", below = ["fake, wait"] }',
        1,
    ),
    "threshold, irrational, the other way round": (
        INSPECTION.replace('"P - S"', '"P**2 - S"'),
        'threshold = { parameter = "P", value = "1.73", above = ["fake, wait"] }',
        1,
    ),
    "a saddle called stable": (BISTABLE, "stable = [{ x = 0.5, y = 0.5 }]", 1),
    "a stable state overlooked": (BISTABLE, "stable = [{ x = 1, y = 1 }]", 1),
    "stable under the wrong condition": (
        INSPECTION,
        "when = ['A > F']\nstable = [{ x = 1, y = 1 }]",
        1,
    ),
    "only mixed, and there are pure ones": (BISTABLE, "only_mixed = true", 1),
    "asymmetric equilibria overlooked": (
        symmetric("4", "3", "0", "1"),
        "mixed = [{ one = { hot = '0.5' }, two = { hot = '0.5' } }]",
        1,
    ),
    "mixed one overlooked": (BISTABLE, 'equilibria = ["hot, hot", "niche, niche"]', 1),
    "no equilibrium": (BISTABLE, 'equilibria = ["hot, niche"]', 1),
    "mis-rounded mixture": (
        INSPECTION,
        "mixed = [{ firm = { fake = '0.36' }, office = { act = '0.4' } }]",
        1,
    ),
    "wrong number of components": (
        BISTABLE,
        (
            "equilibria = ['hot, hot', 'niche, niche']\ncomponents = 2\n"
            "mixed = [{ one = { hot = '1/2' }, two = { hot = '1/2' } }]"
        ),
        1,
    ),
    "chicken called a dilemma": (symmetric("4", "3", "0", "1"), 'class = "prisoners_dilemma"', 1),
    "dominance": (INSPECTION, 'dominant = { player = "firm", strategy = "fake" }', 1),
    "jacobian off the diagonal": (
        INSPECTION,
        (
            'jacobian = [["(1 - 2*x)*(A - F*y)", "F*x*(1 - x)"], '
            '["P*x*(1 - y)", "(1 - 2*y)*(P*x - S)"]]'
        ),
        2,
    ),
    "replicator": (
        INSPECTION,
        'replicator = { x = "x*(1 - x)*(A - F*x)", y = "y*(1 - y)*(P*x - S)" }',
        1,
    ),
    "the fine is credited to the wrong player": (
        INSPECTION,
        'when = ["P > S", "A < F"]\nstatics = { raising = "F", lowers = "x" }',
        1,
    ),
    "the effect has the wrong sign": (
        INSPECTION,
        'when = ["P > S", "A < F"]\nstatics = { raising = "S", lowers = "x" }',
        1,
    ),
    "contradictory cases": (
        INSPECTION,
        (
            "complete = false\n"
            "[[printed.cases]]\nid = 'a'\nwhen = ['P < 2*S']\nsays = 'faking'\n"
            "[[printed.cases]]\nid = 'b'\nwhen = ['P > S']\nsays = 'mixed'"
        ),
        1,
    ),
    "cases that leave something over": (
        INSPECTION,
        (
            "[[printed.cases]]\nid = 'a'\nwhen = ['P < S']\nsays = 'faking'\n"
            "[[printed.cases]]\nid = 'b'\nwhen = ['P > S', 'A < F']\nsays = 'mixed'"
        ),
        1,
    ),
    "case that cannot be": (
        INSPECTION,
        "complete = false\n[[printed.cases]]\nid = 'a'\nwhen = ['P < S', 'P > S + A']\n",
        1,
    ),
    "case with the wrong equilibrium": (
        INSPECTION,
        (
            "complete = false\n"
            "[[printed.cases]]\nid = 'a'\nwhen = ['P > S', 'A > F']\nequilibria = ['fake, wait']\n"
        ),
        1,
    ),
    "path to the wrong corner": (
        BISTABLE,
        "simulated = [{ from = { x = 0.2, y = 0.2 }, to = { x = 1, y = 1 } }]",
        1,
    ),
    "path that goes round": (
        INSPECTION,
        f"simulated = [{{ from = {{ x = 0.2, y = 0.2 }}, to = {CENTRE.partition('=')[2]} }}]",
        1,
    ),
    "basin measured with a ruler": (
        symmetric("2", "3", "2.5", "0", 'shares = { x = "one.hot", y = "two.hot" }\n').replace(
            '["2", "0"]', '["2", "1.5"]'
        ),
        "basin = { of = { x = 1, y = 1 }, share = '0.4' }",
        1,
    ),
    "value": (INSPECTION, 'value = { of = "S/P + 1/3", is = "0.70" }', 1),
    "value in general": (INSPECTION, 'when = []\nvalue = { of = "A*A - S*S", is = "A - S" }', 1),
    "negative quantity on the claimed region": (
        INSPECTION,
        'when = ["A <= 2*F"]\nnonnegative = ["A", "F - A"]',
        1,
    ),
    "payoffs do not sum to the pie": (INSPECTION, 'when = []\n[printed.pie]\n"fake, act" = "A"', 1),
    "pie at the stated values": (INSPECTION, '[printed.pie]\n"fake, act" = "A - F"', 1),
    "payoff": (INSPECTION, '[printed.pays]\n"fake, act" = [-15, 4]', 1),
    "order": (INSPECTION, 'order = ["firm", "office"]', 1),
    "optimum that is a minimum": (
        INSPECTION,
        'when = []\noptimum = { of = "F**2/2 - A*F", over = "F", at = "A" }',
        1,
    ),
    "optimum elsewhere": (
        INSPECTION,
        'when = []\noptimum = { of = "A*F - F**2/2", over = "F", at = "2*A" }',
        1,
    ),
    "relation": (INSPECTION, 'inequality = "A*P > F*S + 10"', 1),
}


@pytest.mark.parametrize("name", WRONG)
def test_known_errors_are_found(name: str) -> None:
    game, printed, count = WRONG[name]
    report = audited(game, printed)
    found = [row for row in report.rows if row.verdict == "disagrees"]
    assert len(found) == count, report.rows
    for language in LANGUAGES:
        text = to_table_text(audit_table(report, every_column=True), language)
        assert not re.search(r"audit\.|\{\w+\}|\bSaid\b|\bNone\b", text)


def test_the_right_value_stands_beside_what_is_wrong() -> None:
    (row,) = wrong(INSPECTION, 'exactly_when = ["P >= S"]\nincludes = ["fake, wait"]')
    assert to_text(row.right) == "S >= P"
    (row,) = wrong(
        INSPECTION, 'when = []\noptimum = { of = "A*F - F**2/2", over = "F", at = "2*A" }'
    )
    assert to_text(row.right) == "A"
    (row,) = wrong(INSPECTION, 'value = { of = "S/P + 1/3", is = "0.70" }')
    assert (row.right, reason(row)) == (Fraction(17, 24), "audit.cut_off")
    (row,) = wrong(
        INSPECTION, 'when = ["P > S", "A < F"]\nstatics = { raising = "F", lowers = "x" }'
    )
    assert row.right.key == "audit.effect_leaves"
    corner = 'state = { x = 1, y = 0 }, label = "ESS", when = ["P > S"]'
    (row,) = wrong(INSPECTION, points(corner))
    assert to_text(dict(row.right.parts)["condition"]) == "P < S"
    assert dict(row.reason.parts)["what"] == Said("printed_labels.saddle")
    (row,) = wrong(BISTABLE, "stable = [{ x = 1, y = 1 }]")
    assert len(row.right.items) == 2
    (row,) = wrong(
        INSPECTION, 'threshold = { parameter = "F", value = "A + S", below = ["fake, act"] }'
    )
    assert dict(row.right.parts)["values"].items == (Fraction(10),)


def test_irrational_values_and_powers_are_shown_too() -> None:
    (row,) = wrong(INSPECTION, 'value = { of = "sqrt(P) + S/P", is = "3.19" }')
    assert abs(row.right - 3.2034) < 1e-3
    (row,) = wrong(INSPECTION, 'inequality = "sqrt(P) < 2"')
    assert dict(row.right.parts)["right"] == 2
    stated = 'when = []\noptimum = { of = "A*F - F**2/P**2", over = "F", at = "2*A" }'
    (row,) = wrong(INSPECTION, stated)
    assert to_text(row.right) == "A*P**2/2"


def test_tables_of_payoffs_that_depend_on_shares_are_not_decided() -> None:
    for printed in ('pie = { "fake, act" = 0 }', "only_mixed = true", 'class = "chicken"'):
        assert verdicts(RISING, printed) == ["undecided"]


def test_a_refutation_names_a_point_that_refutes() -> None:
    (row,) = wrong(INSPECTION, 'when = ["A <= 2*F"]\nnonnegative = ["F - A"]')
    point = dict(row.reason.parts)["point"]
    assert isinstance(point, Values)
    assert point.values["F"] < point.values["A"] <= 2 * point.values["F"]


def test_what_a_table_lacks_is_listed() -> None:
    (row,) = wrong(BISTABLE, "rest_points = [{ state = { x = 0, y = 0 } }]")
    states = [tuple(value for _, value in state.values) for state in row.right.items]
    assert sorted(states) == [(0, 1), (Fraction(1, 2), Fraction(1, 2)), (1, 0), (1, 1)]
    assert all(isinstance(state, State) for state in row.right.items)


def test_a_ruler_is_recognised() -> None:
    game, printed, _ = WRONG["basin measured with a ruler"]
    (row,) = wrong(game, printed)
    straight = row.right  # the basin as it is
    assert 0.3 < straight < 0.7


UNVALUED = INSPECTION.replace("F = { value = 25, range = [0, 60] }", "F = { range = [0, 60] }")


@pytest.mark.parametrize(
    "printed",
    [
        "only_mixed = true",
        'class = "matching_pennies"',
        points(f'{CENTRE}, label = "centre"'),
        "simulated = [{ from = { x = 0.2, y = 0.2 }, cycles = true }]",
        "basin = { of = { x = 1, y = 1 }, share = '0.5' }",
        'value = { of = "A/F", is = "0.4" }',
        'dominant = { player = "firm", strategy = "fake" }',
        'unseen = "equilibria"',
        'statics = { raising = "F", lowers = "y" }',
    ],
)
def test_a_value_that_is_not_stated_is_a_missing_datum(printed: str) -> None:
    rows = audited(UNVALUED, printed).rows
    assert {row.verdict for row in rows} == {"missing"}
    assert all(dict(row.reason.parts) == {"names": "F"} for row in rows)


@pytest.mark.parametrize(
    "printed",
    [
        "at = { F = 25 }\nonly_mixed = true",
        'value = { of = "S/P", is = "0.375" }',
        'when = ["P > S", "A < F"]\nonly_mixed = true',
        'inequality = "A < 3*P"',
    ],
)
def test_what_needs_no_missing_value_is_decided(printed: str) -> None:
    assert verdicts(UNVALUED, printed) == ["agrees"]


def test_impossible_patterns_need_no_values() -> None:
    rows = wrong(UNVALUED, points(f'{CENTRE}, label = "ESS"'))
    assert [reason(row) for row in rows] == ["audit.mixed_not_stable"]


def test_what_was_not_seen_is_worked_out() -> None:
    (row,) = audited(INSPECTION, 'unseen = "class"').rows
    assert (row.verdict, row.right) == ("missing", Said("classes.matching_pennies"))
    (row,) = audited(INSPECTION, 'unseen = "equilibria"').rows
    assert len(row.right.items) == 1


def test_ties_that_strict_conditions_leave_out_are_noted() -> None:
    game, printed = RIGHT["cases"]
    ties = [n for n in audited(game, printed).notes if n.text.key.startswith("audit.tie")]
    shown = sorted(to_text(dict(note.text.parts)["tie"]) for note in ties)
    assert shown == ["A == F", "P == S"]
    closed = printed.replace("'P < S'", "'P <= S'").replace("'A > F'", "'A >= F'")
    left = [n for n in audited(game, closed).notes if n.text.key.startswith("audit.tie")]
    assert left == []


def test_equilibria_and_class_are_listed_unasked() -> None:
    notes = {note.id: note.text for note in audited(INSPECTION, "only_mixed = true").notes}
    assert dict(notes["class"].parts)["name"] == Said("classes.matching_pennies")
    assert len(dict(notes["equilibria"].parts)["what"].items) == 1


RISING = INSPECTION.replace('"A - F"', '"A - F*x"').replace(
    "F = { value = 25,", "F = { value = 40,"
)


def test_a_fine_that_rises_makes_a_sink_and_no_pattern_forbids_it() -> None:
    # at x = S/P = 3/8: y = A/(F x) = 2/3; the trace is -x(1 - x) F y < 0
    inside = 'state = { x = "0.375", y = "0.6667" }'
    assert set(verdicts(RISING, points(f'{inside}, label = "ESS", trace_sign = "-"'))) == {"agrees"}
    (row,) = wrong(RISING, points(f'{inside}, label = "centre"'))
    assert row.right == Said("printed_labels.sink")


ONE_POPULATION = symmetric("4", "3", "0", "1", 'populations = 1\nshares = { x = "one.hot" }\n')


def test_one_population() -> None:
    table = (
        'rest_points = [{ state = { x = 0 }, label = "unstable" }, '
        '{ state = { x = 1 }, label = "unstable" }, '
        '{ state = { x = "0.5" }, label = "ESS", ess = true, eigenvalues = ["-0.5"] }]'
    )
    assert set(verdicts(ONE_POPULATION, table)) == {"agrees"}
    stable_end = table.replace('x = 1 }, label = "unstable"', 'x = 1 }, label = "ESS"')
    keys = [reason(row) for row in wrong(ONE_POPULATION, stable_end)]
    assert keys[0] == "audit.no_game"


TREE = (
    HEAD
    + """
[[players]]
id = "leader"
[[players]]
id = "follower"
[[nodes]]
id = "start"
player = "leader"
[[nodes]]
id = "reply"
parent = "start"
action = "enter"
player = "follower"
[[nodes]]
id = "out"
parent = "start"
action = "stay"
payoffs = [1, 2]
[[nodes]]
id = "war"
parent = "reply"
action = "fight"
payoffs = [0, 0]
[[nodes]]
id = "peace"
parent = "reply"
action = "yield"
payoffs = [2, 1]
"""
)


def test_trees() -> None:
    assert verdicts(TREE, 'order = ["leader", "follower"]') == ["agrees"]
    assert verdicts(TREE, 'order = ["follower", "leader"]') == ["disagrees"]
    assert verdicts(TREE, "order = []") == ["disagrees"]
    assert verdicts(TREE, 'choices = { start = ["enter"], reply = ["yield"] }') == ["agrees"]
    assert verdicts(TREE, 'choices = { start = ["stay"] }') == ["disagrees"]


def test_games_beyond_two_by_two() -> None:
    game = HEAD + TWO_ALIKE.replace('niche = "niche"', 'niche = "niche", out = "out"')
    cells = {
        (a, b): (2 if a == b else 0) + (1 if a == b == "hot" else 0)
        for a in ("hot", "niche", "out")
        for b in ("hot", "niche", "out")
    }
    game += "[payoffs]\n" + "".join(f'"{a}, {b}" = [{v}, {v}]\n' for (a, b), v in cells.items())
    pure = 'equilibria = ["hot, hot", "niche, niche", "out, out"]'
    assert verdicts(game, pure) == ["disagrees"]  # four mixed ones are overlooked
    assert verdicts(game, 'includes = ["out, out"]') == ["agrees"]


CORNER_TABLE = [
    f"{corner}, label = '{label}'"
    for corner, label in zip(CORNERS, ("saddle", "saddle", "saddle", "saddle"), strict=True)
]


def test_a_table_in_symbols_that_lacks_a_point() -> None:
    when = 'when = ["P > S", "A < F"]\n'
    lacking = when + points(*CORNER_TABLE).replace("\ncomplete = false", "")
    (row,) = wrong(INSPECTION, lacking)
    assert [tuple(v for _, v in state.values) for state in row.right.items] == [
        (Fraction(3, 8), Fraction(2, 5))
    ]
    whole = points(*CORNER_TABLE, 'state = { x = "S/P", y = "A/F" }, label = "centre"')
    assert set(verdicts(INSPECTION, when + whole.replace("\ncomplete = false", ""))) == {"agrees"}


def test_an_optimum_at_the_end_of_a_range() -> None:
    stated = 'optimum = { of = "A*F", over = "F", at = '
    assert verdicts(INSPECTION, stated + '"60" }') == ["agrees"]
    assert verdicts(INSPECTION, stated + '"50" }') == ["disagrees"]
    (row,) = wrong(INSPECTION, stated + '"70" }')
    assert reason(row) == "audit.out_of_range"


ROCK = HEAD + (
    "populations = 1\n"
    '[[players]]\nid = "one"\nstrategies = { r = "r", p = "p", s = "s" }\n'
    '[[players]]\nid = "two"\nstrategies = { r = "r", p = "p", s = "s" }\n[payoffs]\n'
    '"r, r" = [0, 0]\n"p, p" = [0, 0]\n"s, s" = [0, 0]\n'
    '"p, r" = [2, -1]\n"s, p" = [2, -1]\n"r, s" = [2, -1]\n'
    '"r, p" = [-1, 2]\n"p, s" = [-1, 2]\n"s, r" = [-1, 2]\n'
)
"""Rock, paper, scissors in which winning pays more than losing costs: the centre is an ESS."""


def test_three_strategies_in_one_population() -> None:
    middle = 'state = { x1 = "0.3333", x2 = "0.3333" }, label = "ESS", ess = true'
    corner = 'state = { x1 = 1, x2 = 0 }, label = "saddle", ess = false'
    assert set(verdicts(ROCK, points(middle, corner))) == {"agrees"}
    assert verdicts(ROCK, 'stable = [{ x1 = "0.33", x2 = "1/3" }]') == ["agrees"]
    assert verdicts(ROCK, "stable = [{ x1 = 1, x2 = 0 }]") == ["disagrees"]
    assert len(wrong(ROCK.replace("2", "1"), points(middle))) == 2  # then it is a centre
