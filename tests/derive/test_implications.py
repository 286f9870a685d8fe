"""Implications: proved, refuted at a checked point, or open with the reason."""

from __future__ import annotations

import sys
from fractions import Fraction

from vcgame.derive.decision.smt import MISSING
from vcgame.derive.implications import Implication, settled
from vcgame.model.formula.exact import holds
from vcgame.model.formula.parser import parse_condition

NAMES = ["a", "b", "c", "d"]
PREFER = dict.fromkeys(NAMES, Fraction(2))


def implication(given, shown, name=""):
    conditions = tuple(parse_condition(text, NAMES) for text in given)
    return Implication(conditions, parse_condition(shown, NAMES), name)


def test_all_must_be_proved():
    good = implication(["a > b", "b > 0"], "a**2 > b**2")
    assert settled([good], PREFER).proved
    assert settled([], PREFER).proved
    bad = implication(["a > b"], "a**2 > b**2")
    found = settled([good, bad], PREFER)
    assert (found.proved, found.reason) == (False, "")
    assert found.point.keys() == PREFER.keys()
    assert holds(parse_condition("a > b and a**2 <= b**2", NAMES), found.point)


def test_a_later_refutation_outweighs_what_is_open():
    left_open = implication([], "exp(2*a) + 1 >= 2*exp(a)", "the converse")
    found = settled([left_open], PREFER)
    assert (found.proved, found.point) == (False, None)
    assert found.reason.startswith("the converse: no algebra reaches it")
    assert settled([left_open, implication([], "b > c")], PREFER).point is not None


def test_an_irrational_counterexample_is_described():
    found = settled([implication(["a > 0"], "a**2 != 3", "first")], PREFER)
    assert (found.proved, found.point) == (False, None)
    assert found.reason == "first: it fails where a is a root of a**2 - 3, about 1.73205"


def test_what_has_no_value_refutes_nothing():
    assert settled([implication(["a >= 0"], "1/a > 0")], PREFER).proved
    assert settled([implication(["a >= 0"], "1/(a - a) > 0")], PREFER).proved


def test_without_z3_the_reason_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "z3", None)
    found = settled([implication([], "a**4 + b**4 + c**4 + d**4 + 1 >= 4*a*b*c*d")], PREFER)
    assert (found.proved, found.reason) == (False, MISSING)
