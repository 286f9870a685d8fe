"""Critical discount factors as formulas, against the solvers at many points."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from vcgame.derive.repeated.thresholds import critical_factors
from vcgame.derive.repeated.writing import exponent_names
from vcgame.errors import UnsupportedError
from vcgame.forms.point import strategic_game
from vcgame.forms.symmetric_point import symmetric_game
from vcgame.model.formula.exact import evaluate, holds
from vcgame.model.formula.parser import parse_expression
from vcgame.model.formula.plain import to_text
from vcgame.model.library import load_model
from vcgame.model.restriction import restricted
from vcgame.solve.repeated.alike import AlikeStage, alike_triggers
from vcgame.solve.repeated.grim import grim_triggers
from vcgame.solve.repeated.stage import Stage

ORDER_WAR = """
vcgame = 1
id = "orders"
title = { en = "Orders", zh = "订单" }
assumptions = ["Q > 0", "muH > muL", "muL > 0", "n >= 2"]
[parameters]
n = { value = 4, range = [2, 26] }
Q = { value = 16, range = [1, 30] }
muH = { value = 2, range = [0, 5] }
muL = { value = 1, range = [0, 3] }
[[players]]
id = "oem"
name = { en = "OEM", zh = "代工厂" }
number = "n"
[players.strategies]
hold = { en = "hold", zh = "守价" }
undercut = { en = "undercut", zh = "压价" }
[counts]
k = "others.undercut"
[payoffs]
hold = ["muH*Q/n if k == 0 else 0"]
undercut = ["muL*Q/(k + 1)"]
"""
MANY = """
vcgame = 1
id = "many"
title = { en = "Many", zh = "多企业" }
assumptions = ["b > 0", "c > 0", "n >= 2", "sigma >= 0", "q >= 0", "q <= 1", "t >= 0", "eta > 0"]
[parameters]
n = { value = 6, range = [2, 26] }
b = { value = 2, range = [1, 30] }
c = { value = 5, range = [0, 30] }
sigma = { value = 0, range = [0, 3] }
q = { value = "1/5", range = [0, 1] }
t = { value = 1, range = [0, 3] }
eta = { value = 1, range = [0, 1] }
[[players]]
id = "firm"
name = { en = "firm", zh = "企业" }
number = "n"
[players.strategies]
build = { en = "build", zh = "共建" }
ride = { en = "ride", zh = "搭便车" }
[counts]
k = "others.build"
[payoffs]
build = ["b*(k + 1)**eta - c + sigma"]
ride = ["b*k**eta - q*t"]
"""


def written(folder, text):
    path = folder / "game.toml"
    path.write_text(text, encoding="utf-8")
    return load_model(str(path))


def told(cases):
    return [
        (c.kind, c.formula and to_text(c.formula), [to_text(each) for each in c.conditions])
        for c in cases
    ]


def solved(model, target, punishment, detection, point):
    q = Fraction(1) if detection is None else evaluate(detection, point)
    if model.form == "symmetric":
        alike = AlikeStage(symmetric_game(model, point))
        ids = alike.game.strategies
        back = ids.index(punishment[0])
        if back not in alike.equilibria:
            return None
        return alike_triggers(alike, ids.index(target[0]), [back], q)[0].patience
    stage = Stage(strategic_game(model, point))
    known = stage.game.strategies
    path, back = (
        tuple(ids.index(id) for ids, id in zip(known, each, strict=True))
        for each in (target, punishment)
    )
    if back not in stage.equilibria:
        return None
    return grim_triggers(stage, path, [back], q)[0].patience


CASES = [
    ("subsidy-war", ("none", "none"), ("subsidy", "subsidy"), None),
    ("subsidy-war", ("none", "subsidy"), ("subsidy", "subsidy"), None),
    ("brand-two-firms", ("build", "build"), ("free_ride", "free_ride"), None),
    ("brand-two-firms", ("build", "build"), ("free_ride", "free_ride"), "q"),
    ("brand-maintain", ("maintain", "maintain"), ("abuse", "abuse"), "tau/(1 + tau)"),
    ("brand-large-small", None, None, None),
    (ORDER_WAR, ("hold",), ("undercut",), None),
    (MANY, ("build",), ("ride",), "q"),
]


@pytest.mark.parametrize(("source", "target", "punishment", "detection"), CASES)
def test_formulas_and_conditions_say_what_the_solver_finds(
    source, target, punishment, detection, tmp_path
):
    model = written(tmp_path, source) if "[" in source else load_model(source)
    model = restricted(model, {name: Fraction(1) for name in exponent_names(model)})
    if target is None:
        profiles = list(model.payoffs)
        target, punishment = profiles[0], profiles[-1]
    asked = None if detection is None else parse_expression(detection, model.parameters)
    cases = critical_factors(model, target, punishment, asked)
    draw = random.Random(7)  # noqa: S311  not for secrets
    found = set()
    for _ in range(200):
        point = {}
        for name, parameter in model.parameters.items():
            low, high = parameter.low or Fraction(0), parameter.high or Fraction(10)
            steps = draw.choice([6, 24])
            point[name] = low + (high - low) * draw.randint(0, steps) / steps
            if name == "n":
                point[name] = Fraction(round(point[name]))
        if not all(holds(assumption, point) for assumption in model.assumptions):
            continue
        if asked is not None and not 0 < evaluate(asked, point) <= 1:
            continue
        patience = solved(model, target, punishment, asked, point)
        there = [case for case in cases if all(holds(c, point) for c in case.conditions)]
        if patience is None:
            assert not there
            continue
        assert there, point
        for case in there:
            found.add(case.kind)
            if case.kind == "every":
                assert patience.always
            elif case.kind == "none":
                assert patience.low is None or patience.high is not None
            else:
                assert patience.low == evaluate(case.formula, point)
                assert patience.high is None
    assert found


def test_the_formulas_of_the_documents(tmp_path):
    war = critical_factors(load_model("subsidy-war"), ("none",) * 2, ("subsidy",) * 2)
    assert told(war) == [
        ("every", None, ["V >= S", "V <= 2*S"]),
        ("formula", "(V - 2*S)/(V - S)", ["V > 2*S"]),
    ]
    assert war[1].binding == ((0, "subsidy"), (1, "subsidy"))
    orders = critical_factors(written(tmp_path, ORDER_WAR), ("hold",), ("undercut",))
    assert told(orders) == [
        ("every", None, ["n*muL <= muH"]),
        ("formula", "(muL*n - muH)/(muL*n - muL)", ["n*muL > muH"]),
    ]
    many = written(tmp_path, MANY)
    assert exponent_names(many) == ("eta",)
    linear = restricted(many, {"eta": Fraction(1)})
    assert told(critical_factors(linear, ("build",), ("ride",))) == [
        ("every", None, ["c == b + sigma + q*t"]),
        (
            "formula",
            "(c - b - q*t - sigma)/(b*n - b)",
            ["c > b + sigma + q*t", "n*b + sigma + q*t > c"],
        ),
        ("none", None, ["n*b + sigma + q*t <= c"]),
    ]


def test_what_has_no_formulas():
    with pytest.raises(UnsupportedError, match="is a tree"):
        critical_factors(load_model("functional-upgrading"), ("a",), ("b",))
    with pytest.raises(UnsupportedError, match="population shares"):
        critical_factors(load_model("brand-rising-fine"), ("a",), ("b",))
    with pytest.raises(UnsupportedError, match="no profile to revert to"):
        critical_factors(load_model("subsidy-war"), ("none", "none"), ("none", "non"))
