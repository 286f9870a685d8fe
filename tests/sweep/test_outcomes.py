from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vcgame.errors import UsageError
from vcgame.forms.strategic import StrategicGame
from vcgame.model.library import load_model
from vcgame.model.model import Model
from vcgame.model.point import value_at
from vcgame.model.surplus import total_formulas, without_transfers
from vcgame.report.surplus import equilibrium_totals, outcome_totals
from vcgame.solve.answer import Answer
from vcgame.solve.nash import solve_nash
from vcgame.solve.solution import solve
from vcgame.solve.subgame import TreeAnswer
from vcgame.sweep.findings import Found
from vcgame.sweep.measures.cells import Cells
from vcgame.sweep.measures.outcome import outcome_names, parse_outcome
from vcgame.sweep.measures.outcomes import OutcomePlan

RULES = ("best", "worst", "risk-dominant", "pareto-dominant")


class Point:
    """What is known of one point: a game, its equilibria, its totals; all exact."""

    def __init__(self, game: StrategicGame, totals: Sequence[Fraction]) -> None:
        self.game, self.totals = game, list(totals)
        self.equilibria = solve_nash(game).equilibria

    def weights(self, profile: Sequence[Sequence[Any]]) -> list[Fraction]:
        return [prod(shares, start=Fraction(1)) for shares in product(*profile)]

    def total(self, profile: Sequence[Sequence[Any]]) -> Fraction:
        terms = zip(self.weights(profile), self.totals, strict=True)
        return sum((w * t for w, t in terms), Fraction(0))


def found_of(answers: Sequence[Answer | TreeAnswer], model: Model) -> Found:
    """Put answers into arrays, one point after the other."""
    rows = [(row, n, e) for row, a in enumerate(answers) for n, e in enumerate(a.equilibria, 1)]
    tree = model.form == "extensive"
    strategies = sum(len(player.strategies) for player in model.players)
    nodes = [number for number, node in enumerate(model.nodes) if node.player]
    shares = np.zeros((len(rows), 0 if tree else strategies))
    moves = np.full((len(rows), len(nodes)), -1, dtype=np.int32)
    for place, (_, _, each) in enumerate(rows):
        if tree:
            for node, move in each.choices:
                moves[place, nodes.index(node)] = move
        else:
            shares[place] = [float(p) for mixture in each.profile for p in mixture]
    players = len(model.players)
    payoffs = np.array([[float(u) for u in each.payoffs] for _, _, each in rows])
    return Found(
        np.array([row for row, _, _ in rows], dtype=np.int64),
        np.array([number for _, number, _ in rows], dtype=np.int32),
        np.array([0 if tree else each.component for _, _, each in rows], dtype=np.int32),
        np.array([tree or each.pure for _, _, each in rows], dtype=np.bool_),
        shares,
        moves,
        payoffs.reshape(len(rows), players),
        np.zeros(len(rows)),
    )


def cells_of(points: Sequence[Point]) -> Cells:
    payoffs = [[[float(v) for v in table] for table in p.game.payoffs] for p in points]
    totals = [[float(t) for t in p.totals] for p in points]
    return Cells(
        np.moveaxis(np.array(payoffs), 0, -1), np.array(totals).T, np.zeros((0, len(points)))
    )


def model_like(game: StrategicGame) -> Model:
    """A model whose payoffs do not matter, of the shape of a game."""
    from vcgame.model.formula.expression import Number
    from vcgame.model.model import Player, Strategy
    from vcgame.model.text import Text

    players = tuple(
        Player(id, Text(id), tuple(Strategy(each, Text(each)) for each in ids))
        for id, ids in zip(game.players, game.strategies, strict=True)
    )
    nothing = (Number(Fraction(0)),) * len(players)
    payoffs = dict.fromkeys(product(*game.strategies), nothing)
    return Model("made", Text("made"), "textbook", "strategic", players, {}, payoffs=payoffs)


def expected_choice(point: Point, rule: str) -> list[int]:
    """Select equilibria in fractions, straight from the definitions."""
    equilibria = point.equilibria
    totals = [point.total(each.profile) for each in equilibria]
    every = range(len(equilibria))
    if rule == "best":
        return [e for e in every if totals[e] == max(totals)]
    if rule == "worst":
        return [e for e in every if totals[e] == min(totals)]
    if len(equilibria) == 1:
        return [0]
    if rule == "pareto-dominant":
        return [
            e
            for e in every
            if all(
                all(a >= b for a, b in zip(equilibria[e].payoffs, other.payoffs, strict=True))
                and equilibria[e].payoffs != other.payoffs
                for f, other in enumerate(equilibria)
                if f != e
            )
        ]
    if point.game.shape != (2, 2):
        return []
    pure = [
        e
        for e in every
        if equilibria[e].pure and equilibria[e].supports == equilibria[e].best_replies
    ]
    if len(pure) != 2:
        return []
    stakes = []
    for e in pure:
        (i,), (j,) = equilibria[e].supports
        here = point.game.payoff((i, j))
        mine = here[0] - point.game.payoff((1 - i, j))[0]
        stakes.append(mine * (here[1] - point.game.payoff((i, 1 - j))[1]))
    return [e for e, stake in zip(pure, stakes, strict=True) if stake > sum(stakes) - stake]


def expected_value(point: Point, outcome: str, e: int) -> Fraction | None:
    equilibrium = point.equilibria[e]
    kind, _, of = outcome.partition(":")
    if kind == "payoff":
        return Fraction(equilibrium.payoffs[point.game.players.index(of)])
    if kind == "plays":
        player, action = of.split(".")
        number = point.game.players.index(player)
        return Fraction(equilibrium.profile[number][point.game.strategies[number].index(action)])
    total = point.total(equilibrium.profile)
    if kind == "total":
        return total
    return max(point.totals) / total if total > 0 else None


def check(points: Sequence[Point]) -> None:
    """Compare all outcomes by all rules with fractions."""
    model = model_like(points[0].game)
    names = outcome_names(model)
    plan = OutcomePlan.of(model, names, ("all", *RULES))
    answers = [solve_nash(point.game) for point in points]
    answered = np.ones(len(points), dtype=np.bool_)
    got, each = plan.compute(found_of(answers, model), answered, cells_of(points))
    assert len(got) == len(names) * len(RULES)
    for column, (outcome, rule) in plan.point_columns.items():
        for row, point in enumerate(points):
            values = {expected_value(point, outcome, e) for e in expected_choice(point, rule)}
            value = values.pop() if len(values) == 1 else None
            same(got[column][row], value)
    for column, (outcome, _) in plan.equilibrium_columns.items():
        values = iter(each[column])
        for point in points:
            for e in range(len(point.equilibria)):
                same(next(values), expected_value(point, outcome, e))


def same(got: float, value: Fraction | None) -> None:
    if value is None:
        assert np.isnan(got)
    else:
        assert got == pytest.approx(float(value), rel=1e-12, abs=1e-13)


def games(
    rows: int, columns: int, numbers: st.SearchStrategy[Fraction]
) -> st.SearchStrategy[Point]:
    size = rows * columns
    tables = st.lists(numbers, min_size=3 * size, max_size=3 * size)

    def make(values: list[Fraction]) -> Point:
        A, B = values[:size], values[size : 2 * size]
        lines = [[table[i * columns : (i + 1) * columns] for i in range(rows)] for table in (A, B)]
        moved = [a + b + c for a, b, c in zip(A, B, values[2 * size :], strict=True)]
        return Point(StrategicGame.from_matrices(*lines), moved)

    return st.builds(make, tables)


SMALL = st.integers(-2, 3).map(Fraction)
THIRDS = st.builds(Fraction, st.integers(-20, 20), st.sampled_from([3, 7, 10]))


@settings(max_examples=50)
@given(st.lists(games(2, 2, SMALL), min_size=1, max_size=30))
def test_small_games_with_many_ties(points: list[Point]) -> None:
    check(points)


@settings(max_examples=50)
@given(st.lists(games(2, 2, THIRDS), min_size=1, max_size=20))
def test_games_whose_payoffs_are_no_floats(points: list[Point]) -> None:
    check(points)


@settings(max_examples=50)
@given(st.lists(games(3, 2, st.integers(-1, 2).map(Fraction)), min_size=1, max_size=12))
def test_larger_games(points: list[Point]) -> None:
    check(points)


def mutual(A: list[list[Any]], B: list[list[Any]]) -> Point:
    game = StrategicGame.from_matrices(A, B)
    return Point(game, [a + b for a, b in zip(*game.payoffs, strict=True)])


def outcomes_at(point: Point, *outcomes: str, rules: Sequence[str] = RULES) -> dict[str, float]:
    model = model_like(point.game)
    plan = OutcomePlan.of(model, outcomes, rules)
    found = found_of([solve_nash(point.game)], model)
    values, _ = plan.compute(found, np.array([True]), cells_of([point]))
    return {column: float(value[0]) for column, value in values.items()}


def test_stag_hunt_payoff_and_risk_dominance_differ() -> None:
    point = mutual([[4, 0], [3, 3]], [[4, 3], [0, 3]])
    got = outcomes_at(point, "total", "plays:row.r1")
    assert got["best_total"] == got["pareto_total"] == 8
    assert got["risk_total"] == 6
    assert (got["pareto_x1_r1"], got["risk_x1_r1"]) == (1, 0)


def test_the_price_of_anarchy_and_of_stability() -> None:
    got = outcomes_at(mutual([[4, 0], [3, 3]], [[4, 3], [0, 3]]), "price")
    # The mixed equilibrium plays the first strategies with 3/4 and gives 3 each.
    assert got["best_price"] == 1
    assert got["worst_price"] == pytest.approx(8 / 6)


def test_no_price_where_the_total_is_not_positive() -> None:
    got = outcomes_at(mutual([[-1, -3], [0, -2]], [[-1, 0], [-3, -2]]), "price", "total")
    assert got["worst_total"] == -4
    assert np.isnan(got["worst_price"])


def test_a_tie_gives_what_is_common_and_nothing_else() -> None:
    # Chicken: two pure equilibria with the same total, played by the other way round.
    point = mutual([[0, 7], [2, 6]], [[0, 2], [7, 6]])
    got = outcomes_at(point, "total", "payoff:row", rules=["worst"])
    assert got["worst_total"] == 9
    assert np.isnan(got["worst_u1"])
    assert np.isnan(outcomes_at(point, "total")["risk_total"])


def test_ties_in_thirds_are_not_broken_by_rounding() -> None:
    third, seventh = Fraction(1, 3), Fraction(1, 7)
    A = [[third + seventh, 0], [0, Fraction(10, 21) - Fraction(1, 10)]]
    B = [[Fraction(1, 10), 0], [0, Fraction(1, 5)]]
    got = outcomes_at(mutual(A, B), "total", "plays:row.r1", rules=["best"])
    assert got["best_total"] == pytest.approx(10 / 21 + 0.1)
    assert np.isnan(got["best_x1_r1"])


def test_rounding_in_mixed_equilibria_breaks_no_tie() -> None:
    rounded = 0
    for a in range(1, 12):
        for b in range(1, 12):
            # Whatever is played, together they get 7/10; they mix in elevenths and the like.
            game = StrategicGame.from_matrices([[a, 0], [0, b]], [[b, 0], [0, 3]])
            point = Point(game, [Fraction(7, 10)] * 4)
            got = outcomes_at(point, "total", "plays:row.r1", rules=["best", "worst"])
            assert got["best_total"] == pytest.approx(0.7)
            assert got["worst_total"] == pytest.approx(0.7)
            assert np.isnan([got["best_x1_r1"], got["worst_x1_r1"]]).all()
            mixed = next(each for each in point.equilibria if not each.pure)
            shares = [np.array([float(p) for p in mixture]) for mixture in mixed.profile]
            rounded += float((np.outer(*shares) * 0.7).sum()) != 0.7
    assert rounded > 10


def test_totals_that_differ_little_are_told_apart() -> None:
    small = Fraction(1, 10**12)
    point = mutual([[1 + small, 0], [0, 1]], [[1, 0], [0, 1]])
    got = outcomes_at(point, "plays:row.r1", rules=["best"])
    assert got["best_x1_r1"] == 1


def test_a_large_payoff_elsewhere_hides_no_difference() -> None:
    point = mutual([[1, -(10**12)], [-(10**12), 1 + Fraction(1, 1000)]], [[1, 0], [0, 1]])
    got = outcomes_at(point, "plays:row.r1", rules=["best", "pareto-dominant"])
    assert got == {"best_x1_r1": 0, "pareto_x1_r1": 0}


def test_points_without_an_answer_have_no_outcome() -> None:
    points = [mutual([[1, 0], [0, 1]], [[1, 0], [0, 1]])] * 3
    model = model_like(points[0].game)
    found = found_of([solve_nash(point.game) for point in points], model)
    plan = OutcomePlan.of(model, ["total"], ["all", "best"])
    answered = np.array([True, False, True])
    values, each = plan.compute(found, answered, cells_of(points))
    assert np.isnan(values["best_total"]).tolist() == [False, True, False]
    assert np.isnan(each["all_total"]).tolist() == [False] * 3 + [True] * 3 + [False] * 3


def test_points_without_equilibria_have_no_outcome() -> None:
    point = mutual([[1, 0], [0, 1]], [[1, 0], [0, 1]])
    model = model_like(point.game)
    found = found_of([Answer("pure", "", True, "", None, ()), solve_nash(point.game)], model)
    plan = OutcomePlan.of(model, ["total"], ["best"])
    values, _ = plan.compute(found, np.array([True, True]), cells_of([point, point]))
    assert values["best_total"].tolist() == pytest.approx([np.nan, 2], nan_ok=True)
    empty = found_of([Answer("pure", "", True, "", None, ())], model)
    values, _ = plan.compute(empty, np.array([True]), cells_of([point]))
    assert np.isnan(values["best_total"]).all()


def test_a_total_without_a_value_is_no_total_anywhere() -> None:
    point = mutual([[1, 0], [0, 1]], [[1, 0], [0, 1]])
    model = model_like(point.game)
    cells = cells_of([point])
    cells.totals[1, 0] = np.nan
    plan = OutcomePlan.of(model, ["total", "price", "payoff:row"], ["best", "pareto-dominant"])
    found = found_of([solve_nash(point.game)], model)
    values, _ = plan.compute(found, np.array([True]), cells)
    assert all(np.isnan(value).all() for value in values.values())


def test_many_points_are_cut_into_chunks_that_do_not_show() -> None:
    hunt = mutual([[4, 0], [3, 3]], [[4, 3], [0, 3]])
    alone = mutual([[1, 1], [0, 0]], [[1, 0], [1, 0]])
    model = model_like(hunt.game)
    count = 40_000
    pattern = np.arange(count) % 3 == 0
    one, two = (found_of([solve_nash(p.game)], model) for p in (hunt, alone))
    sizes = np.where(pattern, len(one), len(two))
    row = np.repeat(np.arange(count), sizes)
    place = np.arange(len(row)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    from_one = pattern[row]
    source = np.where(from_one, place, len(one))
    parts = [
        np.concatenate([getattr(one, name), getattr(two, name)])[source]
        for name in ("number", "component", "pure", "shares", "moves", "payoffs", "certificate")
    ]
    found = Found(row.astype(np.int64), *parts)
    both = cells_of([hunt, alone])
    which = np.where(pattern, 0, 1)
    cells = Cells(both.payoffs[:, :, which], both.totals[:, which], np.zeros((0, count)))
    plan = OutcomePlan.of(model, ["total", "plays:row.r1"], ["all", "risk-dominant", "worst"])
    values, each = plan.compute(found, np.ones(count, dtype=np.bool_), cells)
    assert (values["risk_total"] == np.where(pattern, 6, 2)).all()
    assert (values["risk_x1_r1"] == np.where(pattern, 0, 1)).all()
    assert np.isfinite(each["all_total"]).all()


def library_cells(model: Model, points: Sequence[dict[str, Fraction]]) -> Cells:
    """The cells of a model of the library, from its formulas one by one."""
    if model.form == "strategic":
        formulas = list(model.payoffs.values())
    else:
        formulas = [node.payoffs for node in model.nodes if node.end]
    risks = [a.probability for node in model.nodes if not node.player for a in node.actions]
    at = [[[value_at(f, p) for f in each] for each in formulas] for p in points]
    totals = [
        [value_at(f, without_transfers(model, p)) for f in total_formulas(model)] for p in points
    ]
    chance = [[value_at(f, p) for f in risks if f is not None] for p in points]
    return Cells(
        np.moveaxis(np.array(at, dtype=float), (0, 1, 2), (2, 1, 0)),
        np.array(totals, dtype=float).T,
        np.array(chance, dtype=float).reshape(len(points), -1).T,
    )


@pytest.mark.parametrize(
    ("id", "moved"),
    [
        ("brand-two-firms", {"sigma": 2, "q": "1/3"}),
        ("subsidy-war", {}),
        ("functional-upgrading", {"p": "1/3"}),
        ("imitate-innovate", {}),
    ],
)
def test_totals_are_those_that_the_page_of_a_study_prints(id: str, moved: dict[str, Any]) -> None:
    model = load_model(id)
    points = [model.values(), model.values(None, moved)]
    solutions = [solve(model, point) for point in points]
    plan = OutcomePlan.of(model, ["total", "price"], ["all", "best"])
    found = found_of([solution.answer for solution in solutions], model)
    answered = np.ones(2, dtype=np.bool_)
    values, each = plan.compute(found, answered, library_cells(model, points))
    totals = [float(t.shown) for solution in solutions for t in equilibrium_totals(solution)]
    assert each["all_total"].tolist() == pytest.approx(totals)
    for row, solution in enumerate(solutions):
        most = max(float(total.shown) for total in outcome_totals(solution))
        best = max(float(total.shown) for total in equilibrium_totals(solution))
        price = most / best if best > 0 else np.nan
        assert values["best_price"][row] == pytest.approx(price, nan_ok=True)


def test_what_is_played_in_a_tree() -> None:
    model = load_model("functional-upgrading")
    point = model.values()
    solution = solve(model, point)
    assert isinstance(solution.answer, TreeAnswer)
    assert len(solution.answer.equilibria) == 1
    plays = [name for name in outcome_names(model) if name.startswith("plays:")]
    plan = OutcomePlan.of(model, plays, ["best"])
    found = found_of([solution.answer], model)
    values, _ = plan.compute(found, np.array([True]), library_cells(model, [point]))
    game, choices = solution.game, dict(solution.answer.equilibria[0].choices)
    for column, (name, _) in plan.point_columns.items():
        player, action = name.removeprefix("plays:").split(".")
        expected = taken(game, choices, game.players.index(player), action, 0)
        assert values[column][0] == pytest.approx(float(expected))
    assert {float(value[0]) for value in values.values()} > {0.0}


def taken(game: Any, choices: dict[int, int], player: int, action: str, number: int) -> Any:
    """Probability that an action is met from a node on."""
    vertex = game.vertices[number]
    if vertex.end:
        return Fraction(0)
    if vertex.player is None:
        return sum(
            move.probability * taken(game, choices, player, action, move.child)
            for move in vertex.moves
        )
    move = vertex.moves[choices[number]]
    if vertex.player == player and move.action == action:
        return Fraction(1)
    return taken(game, choices, player, action, move.child)


def test_columns_name_rule_and_outcome() -> None:
    plan = OutcomePlan.of(
        load_model("brand-two-firms"), ["plays:firm_2.build", "payoff:firm_1"], RULES
    )
    assert list(plan.point_columns) == [
        f"{rule}_{what}"
        for rule in ("best", "worst", "risk", "pareto")
        for what in ("x2_build", "u1")
    ]
    assert plan.equilibrium_columns == {}


@pytest.mark.parametrize(
    ("outcomes", "rules", "said"),
    [
        (
            ["total"],
            [],
            "--outcome total needs --select, which says of which equilibrium: all, best",
        ),
        ([], ["best"], "--select best needs --outcome"),
        (["totl"], ["best"], "has no outcome 'totl'; did you mean 'total'?"),
        (["payoff:firm_3"], ["best"], "did you mean 'payoff:firm_"),
        (["plays:firm_1"], ["best"], "has no outcome 'plays:firm_1'"),
        (["total", " total"], ["best"], "--outcome total stands twice"),
        (["total"], ["bset"], "--select 'bset' is no rule; did you mean 'best'?"),
        (["total"], ["best", "best"], "--select best stands twice"),
    ],
)
def test_mistakes_are_said(outcomes: list[str], rules: list[str], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        OutcomePlan.of(load_model("brand-two-firms"), outcomes, rules)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_every_listed_outcome_can_be_asked_for(pennies: Callable[..., Model]) -> None:
    for model in (pennies("x"), load_model("functional-upgrading")):
        names = outcome_names(model)
        assert [parse_outcome(model, name).text for name in names] == list(names)
        assert len({parse_outcome(model, name).column for name in names}) == len(names)
