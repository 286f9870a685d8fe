"""Audits at the edges: zero eigenvalues, thresholds without ranges, states that do not rest."""

from __future__ import annotations

import re
import sys
from fractions import Fraction
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from audit_bench import BISTABLE, INSPECTION, audited, symmetric, verdicts, wrong

from vcgame.derive.audit.row import Row, Said

RANGELESS = re.sub(r"\{ value = (\d+), range = \[[^]]*\] \}", r"\1", INSPECTION)
"""The inspection game as a source states it: values without ranges."""

UNVALUED = re.sub(r"(?m)^([AFPS]) = \d+$", r"\1 = {}", RANGELESS)


def table(line: str) -> str:
    return f"rest_points = [{{ {line} }}]\ncomplete = false"


def labelled(game: str, printed: str) -> Row:
    """Give the row about the label."""
    (row,) = (
        row
        for row in audited(game, printed).rows
        if isinstance(row.what, Said) and row.what.key == "audit.label_of"
    )
    return row


def key(row: Row) -> str:
    return row.reason.key if isinstance(row.reason, Said) else ""


@pytest.mark.parametrize(
    ("label", "at_rising", "at_falling"),
    [
        ("unstable", "agrees", "undecided"),
        ("stable", "disagrees", "undecided"),
        ("sink", "disagrees", "undecided"),
        ("ESS", "disagrees", "disagrees"),
        ("saddle", "undecided", "undecided"),
        ("non-hyperbolic", "agrees", "agrees"),
    ],
)
def test_one_positive_eigenvalue_is_enough(label: str, at_rising: str, at_falling: str) -> None:
    # with P = S the office is indifferent where all fake; firms gain by being honest at (1, 1),
    # where F > A, and lose by it at (1, 0)
    rising = table(f'state = {{ x = 1, y = 1 }}, label = "{label}"')
    row = labelled(INSPECTION, f"at = {{ P = 3 }}\n{rising}")
    assert row.verdict == at_rising
    assert (key(row) == "audit.rising") == (label in ("unstable", "stable", "sink", "ESS"))
    falling = table(f'state = {{ x = 1, y = 0 }}, label = "{label}"')
    assert labelled(INSPECTION, f"at = {{ P = 3 }}\n{falling}").verdict == at_falling


def test_an_ess_with_a_zero_eigenvalue_is_held_to_the_definition() -> None:
    line = table('state = { x = 1, y = 0 }, label = "ESS"')
    row = labelled(INSPECTION, f"at = {{ P = 3 }}\n{line}")
    assert (row.verdict, key(row)) == ("disagrees", "audit.no_ess")
    neutral = symmetric("1", "1", "0", "1", "populations = 1\n")
    row = labelled(neutral, table('state = { x = 1 }, label = "ESS"'))
    assert (row.verdict, key(row)) == ("agrees", "audit.by_definition")


def test_unstable_with_a_zero_determinant_is_no_contradiction() -> None:
    cells = 'label = "unstable", determinant_sign = "0", trace_sign = "+"'
    game = f"at = {{ P = 3 }}\n{table(f'state = {{ x = 1, y = 1 }}, {cells}')}"
    assert set(verdicts(INSPECTION, game)) == {"agrees"}
    others = (
        'state = { x = 1, y = 0 }, label = "non-hyperbolic" }, '
        '{ state = { x = 1, y = 1 }, label = "unstable"'
    )
    assert set(verdicts(INSPECTION, f"at = {{ P = 3 }}\n{table(others)}")) == {"agrees"}
    (row, *_) = wrong(
        INSPECTION, table('state = { x = 1, y = 1 }, label = "sink", determinant_sign = "0"')
    )
    assert key(row) == "audit.signs_say"


def test_unstable_in_symbols_means_one_positive_eigenvalue() -> None:
    line = 'state = { x = 1, y = 1 }, label = "unstable"'
    assert set(verdicts(INSPECTION, f'when = ["P <= S", "F > A"]\n{table(line)}')) == {"agrees"}
    (row,) = wrong(INSPECTION, f'when = ["P >= S"]\n{table(line)}')
    assert isinstance(row.right, Said)
    inside = table('state = { x = "1/2", y = "1/2" }, label = "unstable"')
    assert set(verdicts(BISTABLE, f"when = []\n{inside}")) == {"agrees"}


def test_a_saddle_called_unstable_is_said_to_be_one() -> None:
    row = labelled(INSPECTION, table('state = { x = 0, y = 0 }, label = "unstable"'))
    assert (row.verdict, key(row)) == ("agrees", "audit.is_kind")
    assert dict(row.reason.parts)["what"] == Said("printed_labels.saddle")


def test_nothing_more_is_said_of_a_state_in_symbols_that_does_not_rest() -> None:
    line = 'state = { x = "S/P", y = "A*F" }, label = "centre", trace_sign = "0", determinant = 7'
    (row,) = audited(INSPECTION, f'when = ["P > S", "A < F"]\n{table(line)}').rows
    assert row.verdict == "disagrees"
    assert isinstance(row.what, Said)
    assert row.what.key == "audit.state_of"


def test_lines_that_rest_leave_a_table_in_symbols_open() -> None:
    game = symmetric("1", "1", "a", "a", 'shares = { x = "one.hot", y = "two.hot" }\n')
    game = game.replace("[[players]]", "[parameters]\na = 0\n[[players]]", 1)
    corners = [f"state = {{ x = {x}, y = {y} }}" for x, y in ((0, 0), (1, 0), (0, 1), (1, 1))]
    lines = ", ".join(f"{{ {corner} }}" for corner in corners)
    last = audited(game, f"when = []\nrest_points = [{lines}]").rows[-1]
    assert (last.verdict, key(last)) == ("undecided", "audit.lines_at")


@pytest.mark.parametrize("value", ["S - 1", "2", "2.9"])
def test_a_threshold_needs_no_range_to_be_refuted(value: str) -> None:
    stated = f'threshold = {{ parameter = "P", value = "{value}", below = ["fake, wait"] }}'
    (row,) = wrong(RANGELESS, stated)
    assert key(row) == "audit.no_change"
    assert dict(row.right.parts)["values"].items == (Fraction(3),)


@pytest.mark.parametrize("value", ["S", "3.0", "3"])
def test_a_threshold_needs_no_range_to_be_right(value: str) -> None:
    stated = f'threshold = {{ parameter = "P", value = "{value}", below = ["fake, wait"] }}'
    assert verdicts(RANGELESS, stated) == ["agrees"]


def test_a_threshold_for_all_values_needs_none_stated() -> None:
    stated = 'threshold = { parameter = "P", value = "%s", below = ["fake, wait"] }'
    assert verdicts(UNVALUED, f'when = ["F > A"]\n{stated % "S"}') == ["agrees"]
    (row,) = wrong(UNVALUED, f'when = ["F > A"]\n{stated % "S - 1"}')
    assert key(row) == "audit.no_change"
    assert verdicts(UNVALUED, stated % "S") == ["missing"]


def test_an_exact_state_is_tried_where_rest_points_are_searched_for() -> None:
    rising = INSPECTION.replace('"A - F", "P - S"', '"A - x*F", "P - S"')
    (row,) = audited(rising, table('state = { x = "1/4", y = 1 }, label = "saddle"')).rows
    assert (row.verdict, key(row)) == ("disagrees", "audit.no_rest")
    (row,) = audited(rising, table('state = { x = "0.25", y = 1 }, label = "saddle"')).rows
    assert (row.verdict, key(row)) == ("undecided", "audit.not_all_found")
    assert set(verdicts(rising, table('state = { x = "2/5", y = 1 }'))) == {"agrees"}


@pytest.mark.parametrize(
    ("root", "verdict"),
    [
        ("sqrt(A*S*(1 - S/P)*(A/F - 1))", "agrees"),
        ("sqrt(S*(1 - S/P)*A*(A - F)/F)", "agrees"),
        ("sqrt(A*S*(1 - S/P)*(1 - A/F))", "disagrees"),
    ],
)
def test_eigenvalues_with_square_roots(root: str, verdict: str) -> None:
    line = f'state = {{ x = "S/P", y = "A/F" }}, eigenvalues = ["{root}", "-{root}"]'
    rows = audited(INSPECTION, f'when = ["P > S", "A < F"]\n{table(line)}').rows
    assert rows[-1].verdict == verdict


def test_roots_of_numbers_are_numbers() -> None:
    assert verdicts(INSPECTION, "when = []\nvalue = { of = 'sqrt(4)*A', is = '2*A' }") == ["agrees"]
