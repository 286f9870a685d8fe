"""Claims about critical discount factors: proved, held, refuted, left open; and their mistakes."""

from __future__ import annotations

from dataclasses import replace

import pytest

import vcgame.derive.sampling as sampling
from vcgame.derive.claims import check_claims
from vcgame.errors import FileError
from vcgame.model.library import load_model

GAME = """
vcgame = 1
id = "dilemma"
title = { en = "Dilemma", zh = "困境" }
assumptions = ["T > R", "R > P", "P > S", "q > 0", "q <= 1"]
[parameters]
T = { value = 5, range = [0, 10] }
R = { value = 3, range = [0, 10] }
P = { value = 1, range = [0, 10] }
S = { value = 0, range = [0, 10] }
q = { value = "1/2", range = [0, 1] }
[[players]]
id = "a"
name = { en = "a", zh = "甲" }
strategies = { keep = { en = "keep", zh = "守约" }, cheat = { en = "cheat", zh = "违约" } }
[[players]]
id = "b"
name = { en = "b", zh = "乙" }
strategies = { keep = { en = "keep", zh = "守约" }, cheat = { en = "cheat", zh = "违约" } }
[payoffs]
"keep, keep" = ["R", "R"]
"keep, cheat" = ["S", "T"]
"cheat, keep" = ["T", "S"]
"cheat, cheat" = ["P", "P"]
[[claims]]
id = "patience"
says = { en = "x", zh = "某" }
discount = { DISCOUNT }
"""
ALIKE = """
vcgame = 1
id = "club"
title = { en = "Club", zh = "会" }
assumptions = ["b > 0", "c > b", "n*b > c", "n >= 2"]
[parameters]
n = { value = 6, range = [2, 26] }
b = { value = 2, range = [0, 12] }
c = { value = 5, range = [0, 24] }
[[players]]
id = "firm"
name = { en = "firm", zh = "企业" }
number = "n"
strategies = { give = { en = "give", zh = "出" }, take = { en = "take", zh = "取" } }
[counts]
k = "others.give"
[payoffs]
give = ["b*(k + 1) - c"]
take = ["b*k"]
[[claims]]
id = "patience"
says = { en = "x", zh = "某" }
discount = { DISCOUNT }
"""
STICKS = """
vcgame = 1
id = "sticks"
title = { en = "Sticks", zh = "惩罚" }
assumptions = ["x > 0", "x < 2"]
[parameters]
x = { value = 1, range = [0, 2] }
[[players]]
id = "a"
name = { en = "a", zh = "甲" }
strategies = { l = "low", m = "middle", h = "high" }
[[players]]
id = "b"
name = { en = "b", zh = "乙" }
strategies = { l = "low", m = "middle", h = "high" }
[payoffs]
"l, l" = ["9 + x", "9 + x"]
"l, m" = [3, 15]
"l, h" = [0, 7]
"m, l" = [15, 3]
"m, m" = [7, 7]
"m, h" = [-4, 5]
"h, l" = [7, 0]
"h, m" = [5, -4]
"h, h" = [-15, -15]
[[claims]]
id = "patience"
says = { en = "x", zh = "某" }
discount = { DISCOUNT }
"""


@pytest.fixture
def verdict(tmp_path, monkeypatch):
    monkeypatch.setattr(sampling, "MAX_POINTS", 25)

    def check(text, discount, **more):
        path = tmp_path / "game.toml"
        path.write_text(text.replace("DISCOUNT", discount), encoding="utf-8")
        model = load_model(str(path))
        model = replace(model, claims=tuple(replace(c, **more) for c in model.claims))
        (found,) = check_claims(model)
        return found

    return check


@pytest.mark.parametrize(
    ("discount", "outcome"),
    [
        ('target = "keep, keep", delta = "(T - R)/(T - P)"', "proved"),
        ('target = "keep, keep", punishment = "cheat, cheat", delta = "(T-R)/(T-P)"', "proved"),
        ('target = "keep, keep", detection = "q", delta = "(T-R)/((T-R) + q*(R-P))"', "proved"),
        ('target = "keep, keep", code = "grim", detection = 1, delta = "(T-R)/(T-P)"', "proved"),
        ('target = "cheat, cheat", delta = 0', "proved"),
        ('target = "keep, keep", code = "optimal", delta = "(T - R)/(T - P)"', "proved"),
        ('target = "keep, keep", code = "optimal", delta = "(T - R)/(T - S)"', "refuted"),
        ('target = "keep, keep", delta = "(T - R)/(T - S)"', "refuted"),
        ('target = "keep, keep", delta = "(T - R)/(T - P) + 1/1000000"', "refuted"),
        ('target = "keep, keep", detection = "q", delta = "(T - R)/(T - P)"', "refuted"),
        ('target = "keep, keep", punishment = "keep, keep", delta = "(T-R)/(T-P)"', "refuted"),
        ('target = "keep, keep", delta = "sqrt(2)/2"', "refuted"),
        ('target = "keep, cheat", delta = "1/2"', "refuted"),
        ('target = "keep, keep", detection = "2*q", delta = "1/2"', "refuted"),
    ],
)
def test_a_dilemma(verdict, discount, outcome):
    found = verdict(GAME, discount)
    assert found.outcome == outcome, found.reason
    if outcome == "refuted":
        assert found.point is not None
        assert found.reason


@pytest.mark.parametrize(
    ("discount", "outcome"),
    [
        ('target = "give", punishment = "take", delta = "(c - b)/((n - 1)*b)"', "proved"),
        ('target = "give", delta = "(c - b)/((n - 1)*b)"', "proved"),
        ('target = "take", delta = 0', "proved"),
        ('target = "give", delta = "(c - b)/(n*b)"', "refuted"),
        ('target = "give", code = "optimal", delta = "(c - b)/((n - 1)*b)"', "not decided"),
    ],
)
def test_alike_firms(verdict, discount, outcome):
    found = verdict(ALIKE, discount)
    assert found.outcome == outcome, found.reason
    if found.point is not None:
        assert found.point["n"].denominator == 1


def test_penal_codes_that_need_sets_of_payoffs(verdict):
    right = verdict(STICKS, 'target = "l, l", code = "optimal", delta = "(6 - x)/15"')
    assert right.outcome == "held"
    wrong = verdict(STICKS, 'target = "l, l", code = "optimal", delta = "(6 - x)/16"')
    assert wrong.outcome == "refuted"
    grim = verdict(STICKS, 'target = "l, l", delta = "(6 - x)/8"')
    assert grim.outcome == "proved"


@pytest.mark.parametrize(
    ("text", "discount", "wrong"),
    [
        (GAME, 'delta = "1/2"', "target is missing"),
        (GAME, 'target = "keep, keep"', "delta is missing"),
        (
            GAME,
            'target = "keep", delta = 0',
            "'keep' names 1 strategy; write one for each of: a, b",
        ),
        (
            GAME,
            'target = "keep, kep", delta = 0',
            "'kep' is no strategy of b; did you mean 'keep'?",
        ),
        (GAME, 'target = "keep, keep", delta = 0, punishment = "x, x"', "'x' is no strategy of a"),
        (GAME, 'target = "keep, keep", delta = "z"', "unknown name 'z'"),
        (GAME, 'target = "keep, keep", delta = 0, detection = 2', "2 is no probability"),
        (GAME, 'target = "keep, keep", delta = 0, code = "grimm"', "did you mean 'grim'"),
        (GAME, 'target = "keep, keep", delta = 0, punish = "x"', "did you mean 'punishment'"),
        (
            GAME,
            'target = "keep, keep", delta = 0, code = "optimal", detection = 1',
            "detection goes with grim trigger",
        ),
        (
            GAME,
            'target = "keep, keep", delta = 0, code = "optimal", punishment = "keep, keep"',
            "punishment goes with grim trigger",
        ),
        (ALIKE, 'target = "give, give", delta = 0', "firms are alike: write the one strategy"),
        (ALIKE, 'target = "gve", delta = 0', "'gve' is no strategy of firm; did you mean 'give'?"),
    ],
)
def test_mistakes_in_the_file_are_named(text, discount, wrong, tmp_path):
    path = tmp_path / "game.toml"
    path.write_text(text.replace("DISCOUNT", discount), encoding="utf-8")
    with pytest.raises(FileError) as caught:
        load_model(str(path))
    assert wrong in str(caught.value)


def test_a_tree_has_no_discount_claims(tmp_path):
    path = tmp_path / "tree.toml"
    path.write_text(
        """
vcgame = 1
id = "tree"
title = "Tree"
form = "extensive"
[parameters]
x = 1
[[players]]
id = "a"
[[nodes]]
id = "root"
player = "a"
[[nodes]]
id = "l"
parent = "root"
action = "left"
payoffs = ["x"]
[[nodes]]
id = "r"
parent = "root"
action = "right"
payoffs = [0]
[[claims]]
id = "p"
says = "x"
discount = { target = "left", delta = 0 }
""",
        encoding="utf-8",
    )
    with pytest.raises(FileError, match="discount is for strategic games"):
        load_model(str(path))
