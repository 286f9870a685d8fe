"""Verdicts: proved, held, refuted, not decided; each only where it is due."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest

import vcgame.derive.claims as claims
import vcgame.derive.sampling as sampling
from vcgame.derive.claim_statements import statement_of
from vcgame.derive.claims import check_claims
from vcgame.derive.probe import Probe, UndecidedPointError
from vcgame.errors import UnsupportedError
from vcgame.model.claim import (
    AlikeMixed,
    Better,
    Choices,
    Claim,
    Counts,
    Dominant,
    Equilibria,
    Includes,
    Inequality,
    OrderClass,
    Threshold,
)
from vcgame.model.formula.exact import holds
from vcgame.model.formula.expression import Number
from vcgame.model.formula.parser import parse_condition, parse_expression
from vcgame.model.library import library_models, load_model
from vcgame.model.model import Action, Model, Node, Parameter, Player, Strategy
from vcgame.model.text import Text

NAMES = ["x", "y", "t"]


@pytest.fixture(autouse=True)
def fewer_points(monkeypatch):
    monkeypatch.setattr(sampling, "MAX_POINTS", 400)


def formula(text):
    return parse_expression(str(text), NAMES)


def model_of(payoffs, *, shape=(2, 2), assumptions=(), transfers=()):
    players = tuple(
        Player(f"p{i}", Text(f"p{i}"), tuple(Strategy(f"s{k}", Text("s")) for k in range(size)))
        for i, size in enumerate(shape)
    )
    profiles = product(*([s.id for s in player.strategies] for player in players))
    return Model(
        id="m",
        title=Text("m"),
        status="reconstruction",
        form="strategic",
        players=players,
        parameters={name: Parameter(name, Fraction(1), Fraction(0), Fraction(4)) for name in NAMES},
        assumptions=tuple(parse_condition(text, NAMES) for text in assumptions),
        payoffs={
            profile: tuple(map(formula, cell))
            for profile, cell in zip(profiles, payoffs, strict=True)
        },
        transfers=tuple(transfers),
    )


def choice(row, **more):
    """One player chooses between a formula and zero; the second strategy of the other wins."""
    return model_of([(row, 0), (row, 1), (0, 0), (0, 1)], **more)


def claim_of(claimed, when=(), *, exactly=False, at=None):
    return Claim(
        id="k",
        says=Text("k"),
        claimed=claimed,
        when=tuple(parse_condition(text, NAMES) for text in when),
        exactly=exactly,
        point=tuple((name, Fraction(value)) for name, value in (at or {}).items()),
        line=1,
    )


def pure(*rows, size=2):
    return tuple(tuple(Number(Fraction(k == row)) for k in range(size)) for row in rows)


def mixed(*mixtures):
    return tuple(tuple(map(formula, mixture)) for mixture in mixtures)


def inequality(text):
    return Inequality(parse_condition(text, NAMES))


def verdict(model, claimed, when=(), **more):
    algebra = more.pop("algebra", True)
    (found,) = check_claims(
        replace(model, claims=(claim_of(claimed, when, **more),)), algebra=algebra
    )
    return found


@pytest.mark.parametrize("id", [model.id for model in library_models()])
def test_every_claim_of_the_library_is_proved(id, monkeypatch):
    """What is said of all counts or mixtures of alike firms is tried at points only."""
    monkeypatch.setattr(sampling, "MAX_POINTS", 100)
    for found in check_claims(load_model(id)):
        tried = isinstance(found.claim.claimed, Counts | AlikeMixed)
        assert found.outcome == ("held" if tried else "proved"), found.claim.id
        assert found.points > 0


THIN = [
    ("(x - 1/7)**2 > 0", (), {"x": "1/7"}),
    ("x != y*t", (), None),
    ("x*y != 2", ("y == t",), None),
    ("(7*x - 3)*(11*y - 5) != 0", (), None),
    ("x**3 - x/49 != 0 or x < 0.01", (), {"x": "1/7"}),
    ("max(x, y) != 3/11", (), None),
    ("x != 10", (), {"x": 10}),
]


@pytest.mark.parametrize(("text", "when", "values"), THIN)
def test_what_fails_on_a_thin_set_is_refuted_there(text, when, values):
    model = choice("x")
    found = verdict(model, inequality(text), when)
    assert found.outcome == "refuted"
    assert not holds(parse_condition(text, NAMES), found.point)
    assert all(holds(parse_condition(w, NAMES), found.point) for w in when)
    for name, value in (values or {}).items():
        assert found.point[name] == Fraction(value)
    assert found.reason == "the relation does not hold"


def test_without_algebra_nothing_is_proved():
    claimed, model = inequality("x + y >= x"), choice("x", assumptions=["y >= 0"])
    found = verdict(model, claimed, algebra=False)
    assert (found.outcome, found.points > 100, found.reason) == ("held", True, "")
    assert verdict(model, claimed).outcome == "proved"


def test_ranges_are_no_assumptions():
    found = verdict(choice("x"), inequality("x + y >= x"))
    assert (found.outcome, found.point["y"] < 0) == ("refuted", True)


def test_what_algebra_does_not_reach_is_held_and_says_why():
    found = verdict(choice("x"), inequality("exp(2*x) + 1 >= 2*exp(x)"))
    assert found.outcome == "held"
    assert found.reason == "no algebra reaches it: call is no polynomial"
    assert verdict(choice("x"), inequality("exp(x) > x")).outcome == "proved"
    assert verdict(choice("x"), inequality("x**4 + x + 1 > 0")).outcome == "proved"


def test_a_claim_about_nothing_is_not_proved():
    found = verdict(choice("x"), Equilibria((pure(0, 1),)), ["x > 2", "x < 1"])
    assert (found.outcome, found.reason) == ("not decided", "nothing satisfies its conditions")
    model = choice("x", assumptions=["x >= 0"])
    found = verdict(model, inequality("sqrt(x) > 1"), ["sqrt(x) > 3", "x**2 < 2"])
    assert (found.outcome, found.reason) == ("not decided", "nothing satisfies its conditions")
    # That exp(x) is squared in exp(2 x) is not known: nobody proves that no x is stated.
    for text in ("x > 0", "exp(x) > x"):
        found = verdict(choice("x"), inequality(text), ["exp(2*x) + 1 < 2*exp(x)"])
        assert found.outcome == "not decided"
        assert found.reason == "no point that satisfies its conditions was found"
    found = verdict(choice("x"), inequality("x > 0"), ["10*exp(2*x) + 9 < 20*exp(x)"])
    assert (found.outcome, found.point["x"] <= 0) == ("refuted", True)


def test_a_claim_about_irrational_points_alone_is_proved():
    found = verdict(choice("x"), inequality("x**4 == 4"), ["x**2 == 2"])
    assert (found.outcome, found.points) == ("proved", 0)
    found = verdict(choice("x"), inequality("x > 0"), ["x**2 == 2"])
    assert (found.outcome, found.points, found.point) == ("not decided", 0, None)


def test_that_something_never_holds_can_be_proved():
    found = verdict(
        choice("x - 10", assumptions=["x < 9"]), Includes((pure(0, 1),)), ["1 > 2"], exactly=True
    )
    assert found.outcome == "proved"
    found = verdict(choice("x - 2"), Includes((pure(0, 1),)), ["1 > 2"], exactly=True)
    assert found.outcome == "refuted"
    assert found.reason.startswith("it holds outside its condition")


def test_formulas_without_a_value_are_counted():
    model = choice("1/(x - 1)", assumptions=["x >= 0"])
    found = verdict(model, Includes((pure(0, 1),)), ["x >= 1"])
    assert (found.outcome, found.undecided > 0, found.reason) == ("proved", True, "")
    for more in ({}, {"when": ["x > 1"]}, {"when": ["x > 1"], "exactly": True}):
        found = verdict(model, inequality("y/(x - x) > 0"), **more)
        assert found.outcome == "not decided"
        assert found.points == 0


def test_three_players():
    game = model_of([("x", "1", "1")] * 4 + [("0", "0", "0")] * 4, shape=(2, 2, 2))
    whole = Equilibria((pure(0, 0, 0),))
    found = verdict(game, whole)
    assert found.outcome == "not decided"
    assert "two players" in found.reason
    assert "'pure'" in found.reason
    assert verdict(game, Includes((pure(0, 1, 0),)), ["x >= 0"]).outcome == "proved"
    assert verdict(game, Includes((pure(1, 1, 0),))).outcome == "refuted"
    assert verdict(game, Dominant("p0", "s0"), ["x > 0"], exactly=True).outcome == "proved"


def test_mixed_equilibria_of_larger_games_are_checked_at_points():
    cells = [("x", -1), (0, 1), (0, -1), (0, 1), ("x", -1), (0, -1)]
    game = model_of(cells, shape=(2, 3), assumptions=["x > 0"])
    both = mixed(("2/3", "1/3"), ("1/2", "1/2", 0))
    found = verdict(game, Equilibria((mixed(("1/2", "1/2"), ("1/2", "1/2", 0)),)))
    assert found.outcome == "held"
    assert found.reason == "mixed equilibria of games beyond two by two are checked at points"
    found = verdict(game, Equilibria((both,)))
    assert found.outcome == "refuted"
    assert found.reason.startswith("the equilibria are (1/2 s0 + 1/2 s1, 1/2 s0 + 1/2 s1)")


COIN = [("x", 0), (0, "y"), (0, "t"), ("x", 0)]


def test_a_mixture_as_formulas_is_compared_as_numbers():
    model = model_of(COIN, assumptions=["x > 0", "y > 0", "t > 0"])
    claimed = Equilibria((mixed(("t/(t + y)", "y/(t + y)"), ("x/(2*x)", "1/2")),))
    assert verdict(model, claimed).outcome == "proved"
    wrong = Equilibria((mixed(("y/(t + y)", "t/(t + y)"), ("1/2", "1/2")),))
    assert verdict(model, wrong).outcome == "refuted"
    assert verdict(model, wrong, ["y == t"]).outcome == "proved"
    assert verdict(model, wrong, ["y == t"], exactly=True).outcome == "proved"


def test_a_formula_may_be_a_pure_strategy_in_disguise():
    model = choice("x - 2")
    disguised = Equilibria((mixed(("x/x", "x - x"), (0, 1)),))
    assert verdict(model, disguised, ["x > 2"], exactly=True).outcome == "proved"
    # Said to hold nowhere, it must not be proved, nor where the mixture degenerates.
    assert verdict(model, disguised, ["1 > 2"], exactly=True).outcome == "refuted"
    pigs = load_model("boxed-pigs")
    cheap = next(c for c in pigs.claims if c.id == "cheap-pressing")
    (found,) = check_claims(replace(pigs, claims=(replace(cheap, exactly=True),)))
    assert found.outcome == "refuted"
    assert found.point == {"A": 1}


def test_components_are_counted():
    model = choice("x - 2")
    tie = (pure(0, 1), pure(1, 1))
    assert verdict(model, Equilibria(tie, 1), ["x == 2"]).outcome == "proved"
    assert verdict(model, Equilibria(tie, 2), ["x == 2"]).outcome == "refuted"
    for one in ((1, "x - x"), ("x/x", "x - x"), ("x - 1", "2 - x"), ("3 - x", 0)):
        dodge = Equilibria((mixed(one, (0, 1)), pure(1, 1)), 1)
        assert verdict(model, dodge, ["x == 2"]).outcome == "proved"
        assert verdict(model, replace(dodge, components=2), ["x == 2"]).outcome == "refuted"


def test_mixtures_of_formulas_are_counted_where_they_are_pure_too():
    # Only the second player cares, and turns at p = 1/(4 - x), which is pure where x = 3.
    model = model_of([(0, "x - 2"), (0, 1), (0, 1), (0, 0)], assumptions=["x >= 0"])
    turn = ("1/(4 - x)", "(3 - x)/(4 - x)")
    ends = (pure(0, 1), mixed(turn, (0, 1)), mixed(turn, (1, 0)), pure(1, 0))
    for when in ("x < 3", "x <= 3", "x == 3"):
        assert verdict(model, Equilibria(ends, 1), [when]).outcome == "proved"
        assert verdict(model, Equilibria(ends, 2), [when]).outcome == "refuted"
    assert verdict(model, Equilibria(ends, 1), ["x < 4"]).point["x"] > 3


def test_components_of_many_mixtures_are_counted_at_points():
    model = model_of([(0, 0)] * 4)
    sure = ("x/x", "x - x"), ("x - x", "x/x")
    claimed = Equilibria(tuple(mixed(*two) for two in product(sure, repeat=2)), 1)
    found = verdict(model, claimed, ["x > 0"])
    assert found.outcome == "held"
    assert found.reason == "components of that many mixtures are counted at points"
    assert verdict(model, replace(claimed, components=4), ["x > 0"]).outcome == "refuted"


def test_components_with_a_mixture_of_plain_numbers_are_proved():
    pigs = load_model("boxed-pigs")
    three = next(c for c in pigs.claims if c.id == "three-at-one")
    for count, outcome in ((2, "proved"), (1, "refuted"), (3, "refuted")):
        claimed = replace(three.claimed, components=count)
        (found,) = check_claims(replace(pigs, claims=(replace(three, claimed=claimed),)))
        assert found.outcome == outcome


def test_dominance_strict_and_weak():
    model = model_of([("x", 0), (1, 0), (0, 0), (1, 0)])
    assert verdict(model, Dominant("p0", "s0")).outcome == "refuted"
    weak = Dominant("p0", "s0", strictly=False)
    assert verdict(model, weak, ["x > 0"], exactly=True).outcome == "proved"
    never = Dominant("p1", "s0", strictly=False)
    found = verdict(model, never)
    assert (found.outcome, found.reason) == ("refuted", "another strategy always pays the same")


def test_totals_leave_transfers_out():
    model = model_of([("x + t", "-t"), (0, 0), (1, 0), (0, 0)], transfers=["t"])
    better = Better(("s0", "s0"), ("s1", "s0"))
    assert verdict(model, better, ["x > 1"], exactly=True).outcome == "proved"
    divided = model_of([("x/t", 0), (0, 0), (1, 0), (0, 0)], transfers=["t"])
    found = verdict(divided, better)
    assert found.outcome == "not decided"


def test_thresholds_are_checked_side_by_side():
    model = choice("x - 2")
    sides = (Equilibria((pure(1, 1),)), Equilibria((pure(0, 1),)))
    tie = Equilibria((pure(0, 1), pure(1, 1)))
    assert verdict(model, Threshold("x", formula(2), *sides, tie)).outcome == "proved"
    assert verdict(model, Threshold("x", formula(2), *sides)).outcome == "proved"
    assert verdict(model, Threshold("x", formula(2), *sides[::-1])).outcome == "refuted"
    found = verdict(model, Threshold("x", formula(2), *sides, sides[0]))
    assert (found.outcome, found.point["x"]) == ("refuted", 2)
    moved = verdict(choice("x - y*t"), Threshold("x", formula("y*t"), *sides, tie))
    assert moved.outcome == "proved"
    root = verdict(choice("x**2 - 2"), Threshold("x", formula("sqrt(2)"), *sides), ["x >= 0"])
    assert (root.outcome, root.points > 50) == ("proved", True)
    power = verdict(choice("exp(x) - 2"), Threshold("x", formula("log(2)"), *sides))
    assert (power.outcome, power.points > 50) == ("held", True)
    assert power.reason.startswith("no algebra reaches it: ")


ROOT = "sqrt(2)"
SQUARED = "exp(1/2)**2"
"""The same as exp(1), which no algebra here knows."""


def irrational(model, bound):
    """What becomes of statements that are true for the second, of a payoff x less the first."""
    return [
        verdict(model, Equilibria((pure(0, 1),)), [f"x > {bound}"]),
        verdict(model, Includes((pure(0, 1),)), [f"x >= {bound}"], exactly=True),
        verdict(model, Dominant("p0", "s0"), [f"x > {bound}"], exactly=True),
    ]


def test_irrational_payoffs_refute_only_where_they_are_sure():
    for payoff, bound, outcome in ((ROOT, ROOT, "proved"), (SQUARED, "exp(1)", "held")):
        model = choice(f"x - {payoff}")
        found = irrational(model, bound)
        assert [one.outcome for one in found] == [outcome] * 3
        assert all(one.points > 50 for one in found)
        assert all(("no algebra" in one.reason) == (outcome == "held") for one in found)
        assert verdict(model, Equilibria((pure(1, 1),)), [f"x > {bound}"]).outcome == "refuted"


def test_an_irrational_mixture_is_not_refuted_for_its_digits():
    for payoff, same, outcome in ((ROOT, ROOT, "proved"), (SQUARED, "exp(1)", "not decided")):
        model = model_of([(payoff, 0), (0, 1), (0, 1), (1, 0)])
        mixture = f"1/(1 + {same})", f"{same}/(1 + {same})"
        half = f"{ROOT}*0 + 1/2", "1/2"
        found = verdict(model, Equilibria((mixed(half, mixture),)))
        assert (found.outcome, found.points, found.undecided > 50) == (outcome, 0, True)
        assert ("points not decided" in found.reason) == (outcome == "not decided")
        wrong = Equilibria((mixed(half, mixture[::-1]),))
        assert verdict(model, wrong).outcome == "refuted"


def test_irrational_ties_are_left_open_by_every_kind():
    # sqrt(2)*sqrt(3) and sqrt(6) are equal, which balls cannot tell.
    tie = "sqrt(2)*sqrt(3) - sqrt(6)"
    model = choice(tie)
    for claimed in (
        Equilibria((pure(0, 1), pure(1, 1))),
        Includes((pure(0, 1),)),
        Dominant("p0", "s0", strictly=False),
        Better(("s0", "s1"), ("s1", "s1")),
        inequality(f"{tie} > 0"),
        Threshold("x", formula(f"x + {tie}"), inequality("1 > 0"), inequality("1 > 0")),
    ):
        with pytest.raises(UndecidedPointError):
            Probe(model, claim_of(claimed)).holds(model.values())
    orders = Probe(model_of([(3, 3), (tie, 5), (5, tie), (0, 0)]), claim_of(OrderClass("chicken")))
    with pytest.raises(UndecidedPointError):
        orders.holds(model.values())
    assert Probe(choice(tie), claim_of(OrderClass("harmony"))).holds(model.values())[0] is False


def tree(levels, payoff="x"):
    nodes = []
    for k in range(levels):
        actions = (Action("stop", f"e{k}"), Action("go", f"n{k + 1}"))
        nodes.append(Node(f"n{k}", f"p{k % 2}", actions))
        values = (formula(0), formula(payoff)) if k % 2 else (formula(payoff), formula(0))
        nodes.append(Node(f"e{k}", None, (), values))
    nodes.append(Node(f"n{levels}", None, (), (formula(0), formula(0))))
    players = (Player("p0", Text("a")), Player("p1", Text("b")))
    return replace(choice("x"), form="extensive", payoffs={}, nodes=tuple(nodes), players=players)


def chosen(**actions):
    return Choices(tuple((node, frozenset(moves)) for node, moves in actions.items()))


def test_moves_in_small_trees_are_proved_and_in_large_ones_checked():
    stop = chosen(n0=["stop"])
    assert verdict(tree(3), stop, ["x > 0"]).outcome == "proved"
    assert verdict(tree(3), chosen(n0=["stop", "go"]), ["x == 0"]).outcome == "proved"
    found = verdict(tree(12), stop, ["x > 0"])
    assert found.outcome == "held"
    assert "pure strategy profiles" in found.reason
    single = tree(40)
    nodes = tuple(replace(n, actions=n.actions[1:]) for n in single.nodes if n.actions)
    chain = replace(single, nodes=(*nodes, single.nodes[-1]))
    assert "more than 30 moves after n0" in verdict(chain, chosen(n0=["go"])).reason
    assert verdict(chain, chosen(n0=["go"])).outcome == "held"


def test_statements_that_cannot_be_written_say_so():
    model = choice("x")
    with pytest.raises(UnsupportedError, match="checked at points"):
        statement_of(model, Includes((mixed(("x", "1 - x"), (0, 1)),)))
    with pytest.raises(UnsupportedError, match="closed form"):
        statement_of(model, Threshold("x", formula(1), None, None))


def test_a_claim_full_of_cases_ends_by_its_limits(monkeypatch):
    monkeypatch.setattr(claims, "MAX_BOUNDARIES", 2)
    monkeypatch.setattr(sampling, "MAX_POINTS", 30)
    cases = " + ".join(f"abs(x - {k})*max(y, {k}, t)" for k in range(12))
    found = verdict(choice(f"{cases} - 1"), inequality(f"{cases} >= 0"))
    assert (found.outcome, found.points) == ("held", 30)
    assert "cases" in found.reason


def test_a_refutation_says_what_was_found():
    model = choice("x - 2")
    found = verdict(model, Equilibria((pure(0, 1),)), ["x >= 2"])
    assert (found.outcome, found.point["x"]) == ("refuted", 2)
    assert found.reason == "the equilibria are (s0, s1); (s1, s1)"
    found = verdict(model, Includes((pure(1, 1),)), ["x > 2"])
    assert found.reason.startswith("a deviation from (s1, s1) gains ")
    found = verdict(model, Dominant("p0", "s0"), ["x == 2"])
    assert found.reason == "s1, s0 pays as much as s0, s0"
    found = verdict(model, OrderClass("harmony"))
    assert found.reason == "the payoff order is of no named class"
    found = verdict(model, Better(("s0", "s0"), ("s1", "s1")), at={"x": 2})
    assert found.reason == "the totals are 0 and 1"
    found = verdict(tree(1), chosen(n0=["go"]), ["x > 0"])
    assert found.reason == "at n0: stop"
