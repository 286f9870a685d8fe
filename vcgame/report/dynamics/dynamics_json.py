"""What ``vcgame dynamics --format json`` prints; scripts rely on it.

Formulas and exact numbers are strings, floats are JSON numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from vcgame.derive.dynamics.answer import (
    Dynamics,
    Linearisation,
    PointStability,
    RestPoint,
    Stability,
)
from vcgame.model.formula.expression import Node
from vcgame.model.formula.plain import to_text
from vcgame.report.tables.cells import exact

__all__ = ["dynamics_json"]


def dynamics_json(
    dynamics: Dynamics, found: Sequence[PointStability], values: Mapping[str, Fraction]
) -> dict[str, Any]:
    """Describe the dynamics in plain dictionaries, lists, strings and numbers.

    Examples
    --------
    >>> from vcgame.derive.dynamics.dynamics import dynamics
    >>> from vcgame.model.library import load_model
    >>> told = dynamics_json(dynamics(load_model("subsidy-war"), 1), (), {})
    >>> told["equations"]
    {'x': 'x*(1 - x)*(S + S*x - V)/2'}
    """
    game = dynamics.evolution.game
    return {
        "model": game.model.id,
        "status": game.model.status,
        "parameters": {name: exact(Fraction(value)) for name, value in values.items()},
        "populations": [
            {
                "id": population.id,
                "strategies": list(population.strategies),
                "shares": dict(
                    zip(population.strategies, map(to_text, population.shares), strict=True)
                ),
            }
            for population in game.populations
        ],
        "assumptions": _texts(game.model.assumptions),
        "equations": dict(
            zip(game.coordinates, map(to_text, dynamics.evolution.rates), strict=True)
        ),
        "jacobian": [_texts(row) for row in dynamics.jacobian],
        "rest_points": [_point(dynamics, point) for point in dynamics.points],
        "at_point": [_here(dynamics, each) for each in found],
        "notes": list(dynamics.notes),
    }


def _texts(nodes: Sequence[Node] | None) -> list[str] | None:
    return None if nodes is None else [to_text(node) for node in nodes]


def _point(dynamics: Dynamics, point: RestPoint) -> dict[str, Any]:
    described: dict[str, Any] = {
        "id": point.id,
        "place": point.place,
        "present": [list(each) for each in point.present],
        "values": _texts(point.values),
        "equations": _texts(point.equations),
        "branches": [_texts(branch) for branch in point.branches],
        "exists": _texts(point.exists),
        "never": point.never,
        "continuum": point.continuum,
    }
    if point.id in dynamics.linearisations:
        described["linearisation"] = _linear(dynamics.linearisations[point.id])
    if point.id in dynamics.stabilities:
        described["stability"] = _stability(dynamics.stabilities[point.id])
    return described


def _linear(linear: Linearisation) -> dict[str, Any]:
    return {
        "jacobian": [_texts(row) for row in linear.jacobian],
        "eigenvalues": _texts(linear.eigenvalues),
        "outer_eigenvalues": _texts(linear.outer),
        "inner_characteristic": _texts(linear.inner),
        "characteristic": _texts(linear.characteristic),
        "determinant": to_text(linear.determinant),
        "trace": to_text(linear.trace),
    }


def _stability(stability: Stability) -> dict[str, Any]:
    return {
        "cases": {label: [_texts(way) for way in ways] for label, ways in stability.cases.items()},
        "ess": _texts(stability.evolutionary),
        "strict": _texts(stability.strict),
        "undecided": stability.undecided,
    }


def _here(dynamics: Dynamics, found: PointStability) -> dict[str, Any]:
    names = dynamics.evolution.game.coordinates
    return {
        "id": found.id,
        "state": {name: _number(value) for name, value in zip(names, found.values, strict=True)},
        "inside": found.inside,
        "label": found.label,
        "ess": found.evolutionary,
        "strict": found.strict,
        "eigenvalues": [[value.real, value.imag] for value in found.eigenvalues],
        "determinant": _number(found.determinant),
        "trace": _number(found.trace),
    }


def _number(value: Fraction | float | None) -> str | float | None:
    return exact(value) if isinstance(value, Fraction) else value
