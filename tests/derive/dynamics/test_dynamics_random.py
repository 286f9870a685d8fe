"""What holds in symbols, what holds at points, and what numpy and sympy say, are the same."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from population_texts import cube, population_model, regulator, symmetric, watermelon

from vcgame.derive.dynamics.answer import Dynamics, PointStability
from vcgame.derive.dynamics.at_point import stability_at
from vcgame.derive.dynamics.dynamics import dynamics
from vcgame.errors import EvaluationError
from vcgame.forms.populations import PopulationGame
from vcgame.model.formula.expression import Condition
from vcgame.model.formula.symbolic import to_sympy
from vcgame.model.model import Model
from vcgame.model.point import is_true, value_at

CLOSE = 1e-7


def square() -> Model:
    cells = list(product("ab", repeat=2))
    payoffs = {cell: [f"u{k}", f"v{k}"] for k, cell in enumerate(cells)}
    names = {f"{letter}{k}": k for letter in "uv" for k in range(4)}
    return population_model([["a", "b"], ["a", "b"]], payoffs, names)


def matrix(size: int) -> Model:
    rows = [[f"m{i}{j}" for j in range(size)] for i in range(size)]
    return symmetric(rows, {f"m{i}{j}": i + j for i in range(size) for j in range(size)})


def three() -> Model:
    rows = [[f"u{k}", f"v{k}", f"w{k}"] for k in range(8)]
    return cube(rows, {f"{letter}{k}": k for letter in "uvw" for k in range(8)})


def field() -> Model:
    return population_model(
        [["h", "l"]],
        {("h",): ["a + b*x"], ("l",): ["c*x^2 + d"]},
        {"a": 1, "b": 2, "c": 3, "d": 0},
        shares={"x": "p1.h"},
    )


def crowded() -> Model:
    return population_model(
        [["f", "g"], ["m", "n"]],
        {
            ("f", "m"): ["a - b*x", "c"],
            ("f", "n"): ["d", "e*y"],
            ("g", "m"): ["0", "f*x"],
            ("g", "n"): ["b", "0"],
        },
        {name: k for k, name in enumerate("abcdef")},
        shares={"x": "p1.f", "y": "p2.m"},
    )


def uneven() -> Model:
    cells = list(product("ab", "cde"))
    payoffs = {cell: [f"u{k}", f"v{k}"] for k, cell in enumerate(cells)}
    names = {f"{letter}{k}": k for letter in "uv" for k in range(6)}
    return population_model([["a", "b"], ["c", "d", "e"]], payoffs, names)


GAMES = {
    "square": square(),
    "one population": matrix(2),
    "three strategies": matrix(3),
    "cube": three(),
    "field": field(),
    "crowded": crowded(),
    "uneven": uneven(),
    "watermelon": watermelon(),
    "regulator": regulator(),
    "rising fine": regulator(rising=True),
}


class Known:
    """The symbolic answer, worked out once, and the equations in sympy, from the definition."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.dynamics = dynamics(model)
        game = self.dynamics.evolution.game
        self.game = game
        self.states = sympy.symbols(game.coordinates)
        self.names = sympy.symbols(tuple(model.parameters))
        self.rates = sympy.Matrix(self._rates(game))
        jacobian = self.rates.jacobian(list(self.states))
        self.rate = sympy.lambdify([*self.states, *self.names], self.rates)
        self.jacobian = sympy.lambdify([*self.states, *self.names], jacobian)

    def _rates(self, game: PopulationGame) -> list[sympy.Expr]:
        found = []
        for population in game.populations:
            shares = [to_sympy(share) for share in population.shares]
            payoffs = [to_sympy(payoff) for payoff in population.payoffs]
            average = sum(s * p for s, p in zip(shares, payoffs, strict=True))
            found += [shares[k] * (payoffs[k] - average) for k in population.counted]
        plain = {symbol.name: symbol for symbol in (*self.states, *self.names)}
        return [rate.subs({s: plain[s.name] for s in rate.free_symbols}) for rate in found]


@pytest.fixture(scope="module", params=GAMES)
def known(request: pytest.FixtureRequest) -> Known:
    return Known(GAMES[request.param])


@settings(max_examples=25)
@given(data=st.data())
def test_symbols_points_and_floats_agree(known: Known, data: st.DataObject) -> None:
    small = st.integers(-4, 4).map(Fraction) | st.fractions(-3, 3, max_denominator=4)
    values = {
        name: data.draw(
            st.fractions(Fraction(1, 4), 5, max_denominator=4) if positive(known, name) else small
        )
        for name in known.model.parameters
    }
    found = stability_at(known.dynamics, values)
    assert len([each for each in found if corner(each)]) == corners(known.game)
    for each in found:
        agrees_with_floats(known, values, each)
        agrees_with_symbols(known.dynamics, values, each)
    nothing_is_missing(known.dynamics, values, found)


def positive(known: Known, name: str) -> bool:
    return any(name in repr(assumption) for assumption in known.model.assumptions)


def corner(found: PointStability) -> bool:
    return set(found.values) <= {0, 1} and sum(found.values) <= len(found.values)


def corners(game: PopulationGame) -> int:
    return int(np.prod([len(population.strategies) for population in game.populations]))


def agrees_with_floats(known: Known, values: Mapping[str, Fraction], found: PointStability) -> None:
    """It rests by sympy's equations, and numpy's eigenvalues are those given and fit the label."""
    point = [*map(float, found.values), *map(float, values.values())]
    scale = 1 + max(abs(float(value)) for value in found.values) ** 3
    rates = np.array(known.rate(*point), dtype=float)
    assert np.abs(rates).max() < CLOSE * scale * 100
    jacobian = np.array(known.jacobian(*point), dtype=float)
    eigenvalues = np.linalg.eigvals(jacobian)
    size = 1 + np.abs(jacobian).max()
    if found.determinant is not None:
        assert found.trace is not None
        assert abs(np.linalg.det(jacobian) - float(found.determinant)) < CLOSE * size**2
        assert abs(np.trace(jacobian) - float(found.trace)) < CLOSE * size
    given_ = list(found.eigenvalues)
    assert len(given_) == len(eigenvalues)
    for value in eigenvalues:  # a double eigenvalue is less exact in floats
        near = min(given_, key=lambda other: abs(other - value))
        assert abs(near - value) < 1e-3 * size
        given_.remove(near)
    reals = eigenvalues.real
    slack = 1e-3 * size
    match found.label:
        case "sink":
            assert reals.max() < slack
        case "source":
            assert reals.min() > -slack
        case "saddle":
            assert reals.min() < slack
            assert reals.max() > -slack
        case "centre":
            assert np.abs(reals).max() < slack
        case "non-hyperbolic":
            assert np.abs(reals).min() < slack
    clear = np.abs(reals).min() > slack
    if clear:
        signs = {bool(value > 0) for value in reals}
        wanted = "saddle" if len(signs) > 1 else "source" if signs == {True} else "sink"
        assert found.label == wanted


def agrees_with_symbols(
    answer: Dynamics, values: Mapping[str, Fraction], found: PointStability
) -> None:
    """Conditions say that it exists, is what it is, and whether it is an ESS."""
    point = next(each for each in answer.points if each.id == found.id)
    stability = answer.stabilities[found.id]
    state = dict(zip(answer.evolution.game.coordinates, found.values, strict=True))
    if point.values is not None:
        assert all_hold(point.exists, values) == found.inside
        assert not (found.inside and point.never)
        for value, formula in zip(found.values, point.values, strict=True):
            try:
                written = as_float(value_at(formula, values))
            except EvaluationError:  # a root of an equation that has become linear
                assert point.equations
                assert values["c"] == 0
                continue
            assert abs(float(value) - written) < CLOSE * (1 + abs(float(value)))
    if not found.inside:
        return
    exact = all(isinstance(value, Fraction) for value in found.values)
    everything = {**values, **state} if exact else values
    if point.values is None and not exact:
        return
    holding = {
        label
        for label, ways in stability.cases.items()
        if any(all_hold(way, everything) for way in ways)
    }
    if not stability.undecided:
        assert holding == {found.label}
    if tied(answer, found, values):
        return
    if stability.evolutionary is None:
        assert not found.evolutionary
    else:
        assert all_hold(stability.evolutionary, everything) == found.evolutionary
    strict = stability.strict is not None and all_hold(stability.strict, values)
    assert strict == found.strict


def tied(answer: Dynamics, found: PointStability, values: Mapping[str, Fraction]) -> bool:
    """Whether a strategy that nobody plays does as well: mixed ESS are then left to points."""
    if found.strict or set(found.values) <= {0, 1}:
        return False
    outer = answer.linearisations[found.id].outer
    return any(as_float(value_at(each, values)) == 0 for each in outer)


def nothing_is_missing(
    answer: Dynamics, values: Mapping[str, Fraction], found: tuple[PointStability, ...]
) -> None:
    """Every rest point that exists by its conditions is found at the point."""
    ids = {each.id for each in found if each.inside}
    for point in answer.points:
        if point.continuum or point.values is None or point.never:
            continue
        assert all_hold(point.exists, values) == (point.id in ids), point.id


def all_hold(conditions: tuple[Condition, ...], values: Mapping[str, Fraction]) -> bool:
    try:
        return all(is_true(condition, values) for condition in conditions)
    except EvaluationError:
        return False


def as_float(value: object) -> float:
    return float(value) if isinstance(value, Fraction) else float(value.mid())  # type: ignore[attr-defined]
