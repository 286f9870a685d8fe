"""EQ(x): closed forms on every interval and cut, with the exact solver as the oracle."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vcgame.derive.irrational import regime_at
from vcgame.derive.isolated import isolated_roots
from vcgame.derive.line import line_concept
from vcgame.derive.lines.algebraic import Algebraic
from vcgame.derive.lines.equilibrium_line import equilibrium_line
from vcgame.derive.thresholds import OneLever
from vcgame.errors import EvaluationError, UnsupportedError, UsageError
from vcgame.model.formula.exact import evaluate
from vcgame.model.formula.expression import substitute
from vcgame.model.formula.parser import parse_condition, parse_expression
from vcgame.model.formula.plain import to_text
from vcgame.model.library import load_model
from vcgame.model.model import Model, Parameter, Player, Strategy
from vcgame.model.text import Text
from vcgame.solve.solution import solve, within_assumptions

KNOWN = ["x", "b"]


def game(payoffs, *, low=None, high=None, assumptions=(), shape=(2, 2)):
    """A game in x; `payoffs` gives the formulas of one profile after the other."""
    rows = [tuple(parse_expression(str(f), KNOWN) for f in cell) for cell in payoffs]
    players = tuple(
        Player(f"p{i}", Text(f"p{i}"), tuple(Strategy(f"s{k}", Text("s")) for k in range(size)))
        for i, size in enumerate(shape)
    )
    profiles = product(*([s.id for s in player.strategies] for player in players))
    bounds = [None if end is None else Fraction(end) for end in (low, high)]
    return Model(
        id="m",
        title=Text("m"),
        status="reconstruction",
        form="strategic",
        players=players,
        parameters={
            "x": Parameter("x", Fraction(1), *bounds, lever=True),
            "b": Parameter("b", Fraction(2)),
        },
        assumptions=tuple(parse_condition(text, KNOWN) for text in assumptions),
        payoffs=dict(zip(profiles, rows, strict=True)),
    )


def texts(row, place):
    """Probabilities of one equilibrium as text."""
    return [[to_text(p) for p in mixture] for mixture in row.equilibria[place].profile]


def cuts(line):
    return [to_text(row.stretch.low.formula(line.parameter)) for row in line.cuts]


def answers(model, x):
    """The exact solver's equilibria at a point, or why there are none."""
    point = model.values(changes={"x": x})
    try:
        if within_assumptions(model, point) is not None:
            return "outside"
        found = solve(model, point, concept=line_concept(model)).answer
    except EvaluationError:
        return "no value"
    return sorted(
        (e.component, e.supports, e.best_replies, e.profile, e.payoffs) for e in found.equilibria
    ), found.components


def told(model, line, x):
    """What the line says of the same point."""
    row = line.row_at(x)
    if row.standing != "inside":
        return row.standing
    at = {"x": x}
    several = len(model.players) == 2
    found = []
    for number, each in enumerate(row.equilibria, 1):
        profile = tuple(tuple(evaluate(p, at) for p in mixture) for mixture in each.profile)
        payoffs = tuple(evaluate(p, at) for p in each.payoffs)
        component = each.component if several else number
        found.append((component, each.supports, each.best_replies, profile, payoffs))
    return sorted(found), row.components if several else len(found)


def agree(model, line, places):
    for x in places:
        x = Fraction(x)
        if (line.low is None or x >= line.low) and (line.high is None or x <= line.high):
            assert told(model, line, x) == answers(model, x), x


# --- known games -------------------------------------------------------------------------------


def test_boxed_pigs_on_the_whole_line() -> None:
    model = load_model("boxed-pigs")
    line = equilibrium_line(model, "A", whole=True)
    assert [row.standing for row in line.rows] == ["outside"] + ["inside"] * 5
    assert cuts(line) == ["1", "6"]
    cheap, at_one, middle, at_six, dear = line.rows[1:]
    assert texts(cheap, 1) == [["(1 - A)/2", "(A + 1)/2"], ["(6 - A)/8", "(A + 2)/8"]]
    assert [to_text(p) for p in cheap.equilibria[1].payoffs] == ["(54 - 9*A)/8", "2 - 2*A"]
    assert (len(cheap.equilibria), cheap.components, cheap.degenerate) == (3, 3, False)
    assert (len(at_one.equilibria), at_one.components, at_one.degenerate) == (3, 2, True)
    assert texts(at_one, 2) == [["0", "1"], ["0.625", "0.375"]]
    assert middle.regime == "press, wait"
    assert (len(at_six.equilibria), at_six.components, at_six.degenerate) == (2, 1, True)
    assert [(t.player, t.first, t.second, t.profile) for t in at_six.ties] == [
        (0, "press", "wait", ("press", "wait"))
    ]
    assert dear.regime == "wait, wait"
    assert dear.stretch.high is None


def test_without_a_range_the_whole_line_is_looked_at() -> None:
    line = equilibrium_line(game([("x", "x"), (0, 0), (0, 0), ("3 - x", "3 - x")]), "x")
    assert (line.low, line.high) == (None, None)
    assert cuts(line) == ["0", "3"]
    assert [row.components for row in line.rows] == [1, 2, 3, 2, 1]
    assert texts(line.rows[2], 1) == [["(3 - x)/3", "x/3"]] * 2


IRRATIONAL = {
    "x**2 - 2": (["-sqrt(2)", "sqrt(2)"], ["-1.414214", "1.414214"]),
    "x**2 - x - 1": (["(1 - sqrt(5))/2", "(1 + sqrt(5))/2"], ["-0.6180340", "1.618034"]),
    "3*x**2 + 6*x - 5": (["-(2*sqrt(6)) - 3", "2*sqrt(6) - 3"], None),
    "x**3 - 2": (["2**(1/3)"], ["1.259921"]),
    "x**5 - x - 1": (["x"], ["1.167304"]),
}


@pytest.mark.parametrize("row", ["x**2 - 2", "x**2 - x - 1", "x**3 - 2", "x**5 - x - 1"])
def test_irrational_cuts_are_written_exactly(row: str) -> None:
    model = game([(row, 0), (0, "x"), (0, 1), (1, 0)])
    line = equilibrium_line(model, "x")
    found = [each for each in line.cuts if each.stretch.low.rational is None]
    closed, decimals = IRRATIONAL[row]
    assert [to_text(each.stretch.low.formula("x")) for each in found] == closed
    assert [each.stretch.low.decimal() for each in found] == decimals
    lever = OneLever(model, "x", model.values())
    for each in found:
        assert each.regime == regime_at(lever, each.stretch.sample)
        assert each.degenerate
        assert each.ties
        for equilibrium in each.equilibria:
            for mixture in equilibrium.values[:-1]:
                assert abs(sum(p.close() for p in mixture) - 1) < Fraction(1, 10**12)


def test_values_at_an_irrational_cut() -> None:
    line = equilibrium_line(game([("x**5 - x - 1", 0), (0, "x"), (0, 1), (1, 0)]), "x")
    (cut,) = [row for row in line.cuts if row.stretch.low.rational is None]
    assert to_text(cut.stretch.low.equation("x")) == "x**5 - x - 1"
    assert cut.stretch.low.closed is None
    assert texts(cut, 0) == [["1/(x + 1)", "x/(x + 1)"], ["1", "0"]]
    assert cut.equilibria[0].values[0][0].decimal() == "0.4614027"
    assert cut.components == 1


def test_what_holds_at_the_golden_ratio() -> None:
    line = equilibrium_line(game([("x**2 - x - 1", "x"), (0, 1), (0, 1), (1, 0)], low=0), "x")
    (cut,) = [row for row in line.cuts if row.stretch.low.rational is None]
    assert to_text(cut.stretch.low.closed) == "(1 + sqrt(5))/2"
    assert cut.components == 1
    assert [to_text(p) for p in cut.equilibria[0].payoffs] == ["0", "(1 + sqrt(5))/2"]


def test_assumptions_poles_and_branches() -> None:
    payoffs = [("min(x, 1)", 0), (0, 1), (0, 1), ("1/(x - 3)", "abs(x)")]
    model = game(payoffs, assumptions=["x < 4"])
    line = equilibrium_line(model, "x")
    standings = [(row.standing, row.stretch.point) for row in line.rows]
    assert ("no value", True) in standings
    assert standings[-1] == ("outside", False)
    assert line.rows[-1].stretch.closed_low
    agree(model, line, [-50, -2, -1, "-1/2", 0, "1/2", 1, 2, 3, "7/2", 4, 9])


def test_a_branch_changes_the_closed_form_without_changing_the_regime() -> None:
    line = equilibrium_line(game([("min(x, 2)", 1), (0, 0), (0, 0), (1, 1)], low=1, high=3), "x")
    assert cuts(line) == ["2"]
    assert len({row.regime for row in line.rows}) == 1
    mixed = [next(e for e in row.equilibria if not e.pure) for row in line.rows]
    shown = [[to_text(p) for p in each.profile[1]] for each in mixed]
    assert shown == [["1/(x + 1)", "x/(x + 1)"], ["1/3", "2/3"], ["1/3", "2/3"]]


def test_more_than_two_players_are_told_their_pure_equilibria() -> None:
    cells = [(f"{a + b + c} - x", "x", 1) for a, b, c in product((0, 1), repeat=3)]
    model = game(cells, shape=(2, 2, 2))
    line = equilibrium_line(model, "x")
    assert line.concept == "pure"
    agree(model, line, [-1, 0, "1/2", 2])


def test_mistakes_are_told() -> None:
    model = game([(0, 0)] * 4)
    with pytest.raises(UsageError, match="no parameter 'y'"):
        equilibrium_line(model, "y")
    with pytest.raises(UnsupportedError, match="no polynomial"):
        equilibrium_line(game([("sqrt(x)", 0), (0, 0), (0, 0), (0, 0)]), "x")
    with pytest.raises(UnsupportedError, match="tree"):
        equilibrium_line(load_model("functional-upgrading"), "sigma")
    with pytest.raises(UnsupportedError, match="up to 5 strategies"):
        equilibrium_line(game([("x", 0)] * 36, shape=(6, 6)), "x")


# --- exact numbers -----------------------------------------------------------------------------


def test_square_roots_are_taken_out() -> None:
    from vcgame.derive.algebra import Algebra

    (x,) = Algebra(["x"]).ring.gens
    shown = {
        "18": "3*sqrt(2)",
        "x": "(2*sqrt(6) - 3)/3",
    }
    roots = isolated_roots([x**2 - 18], Fraction(0), None)
    assert to_text(Algebraic.of(roots[0]).closed) == shown["18"]
    roots = isolated_roots([9 * x**2 + 18 * x - 15], Fraction(0), None)
    assert to_text(Algebraic.of(roots[0]).closed) == shown["x"]
    close = isolated_roots([(10**9 * x - 1) ** 3 - 2], None, None)
    assert Algebraic.of(close[0]).decimal() == "0.000000002259921"


@settings(max_examples=40, deadline=None)
@given(*[st.integers(-6, 6)] * 3, st.lists(st.integers(-3, 3), min_size=1, max_size=4))
def test_closed_radicals_have_the_value(a: int, b: int, c: int, shift: list[int]) -> None:
    from vcgame.derive.algebra import Algebra

    algebra = Algebra(["x"])
    (x,) = algebra.ring.gens
    polynomial = a * x**2 + b * x + c
    if polynomial.is_ground:
        return
    top = algebra.field(sum((k * x**n for n, k in enumerate(shift)), algebra.ring.zero))
    for root in isolated_roots([polynomial], None, None):
        number = Algebraic.value(top, root)
        value = float(number.close())
        assert abs(evaluated(number.closed) - value) < 1e-9 * max(1, abs(value))
        place = float(root.refined(Fraction(1, 10**15)).low)
        assert abs(value - sum(k * place**n for n, k in enumerate(shift))) < 1e-6


def evaluated(formula) -> float:
    from vcgame.model.formula.symbolic import to_sympy

    return float(to_sympy(formula))


# --- random games ------------------------------------------------------------------------------

SMALL = st.integers(-2, 2)


@st.composite
def games(draw: st.DrawFn, shape: tuple[int, int], degrees: int):
    """Payoffs with small coefficients, many of them equal: degenerate on purpose."""
    cells = []
    for _ in range(shape[0] * shape[1]):
        cell = []
        for _ in range(2):
            powers = [draw(SMALL) for _ in range(draw(st.integers(1, degrees + 1)))]
            cell.append(" + ".join(f"({k})*x**{n}" for n, k in enumerate(powers)))
        cells.append(tuple(cell))
    return game(cells, shape=shape)


PLACES = st.lists(st.fractions(-4, 4, max_denominator=12), min_size=2, max_size=4)


@settings(max_examples=40, deadline=None)
@given(games((2, 2), 2), PLACES)
def test_small_games_agree_with_the_solver(model: Model, places: list[Fraction]) -> None:
    line = equilibrium_line(model, "x")
    rational = [row.stretch.low.rational for row in line.cuts]
    agree(model, line, [*places, *(x for x in rational if x is not None), 99, -99])


@settings(max_examples=15, deadline=None)
@given(games((3, 3), 1), PLACES)
def test_three_by_three_games_agree_with_the_solver(model: Model, places: list[Fraction]) -> None:
    line = equilibrium_line(model, "x")
    rational = [row.stretch.low.rational for row in line.cuts]
    agree(model, line, [*places, *[x for x in rational if x is not None][:4], 99, -99])


def in_squares(model: Model) -> Model:
    """The same game with the square of x in the place of x."""
    square = {"x": parse_expression("x**2", KNOWN)}
    payoffs = {
        profile: tuple(substitute(formula, square) for formula in cell)
        for profile, cell in model.payoffs.items()
    }
    return replace(model, payoffs=payoffs)


@settings(max_examples=30, deadline=None)
@given(games((2, 2), 1), st.sampled_from([2, 3, 5, Fraction(1, 2)]))
def test_irrational_cuts_against_the_solver_at_their_squares(model: Model, square) -> None:
    # Payoffs in x - square tie at the square; in squares of x they tie at an irrational number.
    shift = {"x": parse_expression(f"x - ({square})", KNOWN)}
    payoffs = {
        profile: tuple(substitute(formula, shift) for formula in cell)
        for profile, cell in model.payoffs.items()
    }
    moved = replace(model, payoffs=payoffs)
    oracle = solve(moved, {"x": Fraction(square)}).answer
    for row in equilibrium_line(in_squares(moved), "x").cuts:
        number = row.stretch.low
        if number.rational is not None or number.root.factor.as_expr().subs("x", 0) != -square:
            continue
        found = [(e.component, e.supports, e.best_replies, exact(e.values)) for e in row.equilibria]
        expected = [
            (e.component, e.supports, e.best_replies, (*e.profile, e.payoffs))
            for e in oracle.equilibria
        ]
        assert found == expected
        assert row.degenerate == oracle.degenerate or oracle.degenerate is None


def exact(values):
    """Numbers of a field that are all rational."""
    return tuple(tuple(number.rational for number in part) for part in values)


@settings(max_examples=10, deadline=None)
@given(games((2, 3), 2), PLACES)
def test_every_stretch_meets_the_next(model: Model, places: list[Fraction]) -> None:
    line = equilibrium_line(model, "x")
    assert line.rows[0].stretch.low is None
    assert line.rows[-1].stretch.high is None
    for before, after in zip(line.rows, line.rows[1:], strict=False):
        assert before.stretch.high is after.stretch.low
        assert before.stretch.closed_high != after.stretch.closed_low
    for x in places:
        assert sum(row.stretch.holds(x) for row in line.rows) == 1
    lever = OneLever(model, "x", model.values())
    for row in line.cuts:
        if row.standing == "inside":
            assert row.regime == regime_at(lever, row.stretch.sample)


@settings(max_examples=20, deadline=None)
@given(games((2, 2), 1), st.integers(1, 4), st.integers(-3, 3))
def test_positive_affine_payoffs_have_the_same_equilibria(
    model: Model, scale: int, shift: int
) -> None:
    def moved(cell):
        first = parse_expression(f"{scale}*({to_text(cell[0])}) + {shift}", KNOWN)
        return (first, cell[1])

    other = replace(model, payoffs={p: moved(cell) for p, cell in model.payoffs.items()})
    one, two = equilibrium_line(model, "x"), equilibrium_line(other, "x")
    profiles = [
        [(row.regime, [e.profile for e in row.equilibria]) for row in line.rows]
        for line in (one, two)
    ]
    # Payoffs that jump nowhere: the same rows, with the same closed forms.
    assert profiles[0] == profiles[1]
    assert cuts(one) == cuts(two)


@settings(max_examples=20, deadline=None)
@given(games((2, 2), 1))
def test_exchanging_the_players_exchanges_the_columns(model: Model) -> None:
    turned = {(r, c): model.payoffs[c, r][::-1] for r, c in model.payoffs}
    other = equilibrium_line(replace(model, payoffs=turned), "x")
    line = equilibrium_line(model, "x")
    assert cuts(line) == cuts(other)
    for row, mirrored in zip(line.rows, other.rows, strict=True):
        found = sorted(str([[to_text(p) for p in m] for m in e.profile]) for e in row.equilibria)
        turned_back = sorted(
            str([[to_text(p) for p in m] for m in reversed(e.profile)]) for e in mirrored.equilibria
        )
        assert found == turned_back
        assert row.components == mirrored.components
