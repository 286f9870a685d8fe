"""Claims that are false only where two thresholds meet are refuted there."""

from __future__ import annotations

from fractions import Fraction

from vcgame.derive.claims import check_claims
from vcgame.model.reading.builder import build_model
from vcgame.model.toml.document import read_document

FILE = """
vcgame = 1
id = "corner"
title = "two thresholds"
[parameters]
v = {{ value = 2, range = [0, 5] }}
w = {{ value = 0, range = [0, 5] }}
[[players]]
id = "a"
strategies = {{ u = "u", d = "d" }}
[[players]]
id = "b"
strategies = {{ l = "l", r = "r" }}
[payoffs]
"u, l" = ["v - 1.1", 0]
"u, r" = [0, 0]
"d, l" = [0, 0]
"d, r" = ["w - 0.3", 0]
[[claims]]
id = "weakly"
says = "u is weakly dominant"
{when} = ["v >= 1.1", "w <= 0.3"]
dominant = {{ player = "a", strategy = "u", strictly = false }}
"""


def test_the_corner_of_two_thresholds_is_visited():
    for when in ("when", "exactly_when"):
        model = build_model(read_document(FILE.format(when=when), "corner.toml"))
        (verdict,) = check_claims(model)
        assert verdict.outcome == "refuted"
        assert verdict.point == {"v": Fraction(11, 10), "w": Fraction(3, 10)}
