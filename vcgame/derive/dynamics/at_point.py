"""Rest points and their stability at one point of the parameters, in exact arithmetic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from vcgame.derive.dynamics.algebraic import Element, Extension, rationals
from vcgame.derive.dynamics.answer import Dynamics, PointStability, RestPoint
from vcgame.derive.dynamics.evolution import rates
from vcgame.derive.dynamics.faces import Face, faces
from vcgame.derive.dynamics.local import is_evolutionary
from vcgame.derive.dynamics.space import Space
from vcgame.derive.dynamics.spectrum import characteristic, label_of, spectrum
from vcgame.derive.dynamics.spectrum import determinant as determinant_of
from vcgame.derive.dynamics.systems import element_of, solutions
from vcgame.errors import EvaluationError, UsageError
from vcgame.forms.populations import PopulationGame
from vcgame.model.formula.expression import Number, substitute
from vcgame.model.formula.polynomials import Ratio
from vcgame.model.point import value_at

__all__ = ["stability_at"]


def stability_at(dynamics: Dynamics, values: Mapping[str, Fraction]) -> tuple[PointStability, ...]:
    """Find every isolated rest point at a point of the parameters, and judge it.

    No sign is decided in floats: coordinates are rational or algebraic numbers, and labels
    follow from counting the eigenvalues on each side of the imaginary axis exactly. Points
    outside the state space, which are no rest points of the game, are listed as such.

    Parameters
    ----------
    dynamics
        As `vcgame.derive.dynamics.dynamics.dynamics` gives it.
    values
        A value for every parameter.

    Raises
    ------
    UsageError
        If a parameter has no value.
    NotAlgebraicError
        If a payoff is not rational there.

    Examples
    --------
    >>> from vcgame.derive.dynamics.dynamics import dynamics
    >>> from vcgame.model.library import load_model
    >>> model = load_model("brand-maintain")
    >>> found = stability_at(dynamics(model, 1), model.values(changes={"tau": "3/2"}))
    >>> [(each.id, each.values, each.label, each.evolutionary) for each in found]
    [('E1', (Fraction(0, 1),), 'source', False), ('E2', (Fraction(1, 1),), 'source', False), \
('E3', (Fraction(1, 2),), 'sink', True)]
    """
    space = Space(_numeric(dynamics.evolution.game, values))
    if space.parameters:
        missing = ", ".join(space.parameters)
        raise UsageError(f"a value is needed for {missing}")
    moving = rates(space)
    found: list[tuple[tuple[int, ...], PointStability]] = []
    for face in faces(space):
        states = list(_states(space, face))
        ids = _ids(dynamics, space, face, states, values)
        for state, id in zip(states, ids, strict=True):
            judged = _judged(space, moving, state)
            found.append((_order(dynamics, id), replace(judged, id=id)))
    return tuple(each for _, each in sorted(found, key=lambda pair: pair[0]))


@dataclass(frozen=True, slots=True)
class State:
    """A rest point in exact numbers."""

    face: Face
    field: Extension
    at: Mapping[str, Element]
    inside: bool


def _numeric(game: PopulationGame, values: Mapping[str, Fraction]) -> PopulationGame:
    """Write the values of the parameters into the payoffs."""
    put = {name: Number(Fraction(value)) for name, value in values.items()}
    return replace(
        game,
        populations=tuple(
            replace(
                population,
                payoffs=tuple(substitute(payoff, put) for payoff in population.payoffs),
            )
            for population in game.populations
        ),
    )


def _states(space: Space, face: Face) -> Iterator[State]:
    """Solve a face; solutions with a share zero belong to a smaller one."""
    if not face.unknowns:
        field = rationals()
        yield State(face, field, _completed(space, face, field, {}), inside=True)
        return
    for field, solved in solutions(space, face):
        try:
            at = _completed(space, face, field, solved)
            signs = [
                element_of(space, field, space.shares[number][place], at).sign()
                for number, played in enumerate(face.present)
                for place in played
            ]
            for gap in face.gaps:
                element_of(space, field, gap, at)
        except EvaluationError:
            continue  # a payoff has no value there
        if all(signs):
            yield State(face, field, at, inside=min(signs) > 0)


def _completed(
    space: Space, face: Face, field: Extension, solved: Mapping[str, Element]
) -> dict[str, Element]:
    at = dict(solved)
    for name, value in face.fixed.items():
        at[name] = element_of(space, field, value, at)
    return at


def _judged(space: Space, moving: Sequence[Ratio], state: State) -> PointStability:
    face, field, at = state.face, state.field, state.at
    outer = [element_of(space, field, value, at) for value in face.outer]
    whole = dict(zip(space.coordinates, moving, strict=True))
    on_face = [space.put(whole[name], face.fixed) for name in face.unknowns]
    block = [
        [element_of(space, field, space.derivative(rate, name), at) for name in face.unknowns]
        for rate in on_face
    ]
    counts = list(spectrum(field, characteristic(field, block)))
    signs = [value.sign() for value in outer]
    for sign in signs:
        counts[sign + 1] += 1
    det, trace = determinant_of(field, block), field.constant(0)
    for value in outer:
        det, trace = det * value, trace + value
    for place, row in enumerate(block):
        trace = trace + row[place]
    left, axis, right = counts
    label = label_of((left, axis, right), invertible=not det.is_zero())
    strict = state.inside and face.place == "corner" and all(sign < 0 for sign in signs)
    plane = len(space.coordinates) == 2
    return PointStability(
        "",
        tuple(at[name].value for name in space.coordinates),
        state.inside,
        label,
        state.inside and (strict or is_evolutionary(space, face, field, at)),
        strict,
        _eigenvalues(outer, block),
        det.value if plane else None,
        trace.value if plane else None,
    )


def _eigenvalues(
    outer: Sequence[Element], block: Sequence[Sequence[Element]]
) -> tuple[complex, ...]:
    """Round the eigenvalues for display."""
    inner: list[complex] = []
    if len(block) == 1:
        inner = [complex(float(block[0][0].value))]
    elif block:
        import numpy as np

        matrix = np.array([[float(entry.value) for entry in row] for row in block])
        inner = [complex(each) for each in np.linalg.eigvals(matrix)]
        inner.sort(key=lambda value: (-value.real, -value.imag))
    return (*inner, *(complex(float(value.value)) for value in outer))


def _ids(
    dynamics: Dynamics,
    space: Space,
    face: Face,
    states: Sequence[State],
    values: Mapping[str, Fraction],
) -> list[str]:
    """Tell which rest point of the symbolic answer each state is."""
    present = tuple(
        tuple(population.strategies[place] for place in played)
        for population, played in zip(space.game.populations, face.present, strict=True)
    )
    named = [p for p in dynamics.points if p.present == present and not p.continuum]
    explicit = [(p, _floats(p, values)) for p in named if p.values is not None]
    implicit = [p.id for p in named if p.values is None]
    rest = implicit[0] if implicit else named[0].id if named else ""
    if len(named) <= 1:
        return [rest] * len(states)
    ids = []
    for state in states:
        place = [float(state.at[name].value) for name in space.coordinates]
        near = [
            (max(abs(a - b) for a, b in zip(place, there, strict=True)), point.id)
            for point, there in explicit
            if there is not None
        ]
        best = min(near, default=(1.0, rest))
        ids.append(best[1] if best[0] < _CLOSE * (1 + max(map(abs, place))) else rest)
    return ids


_CLOSE = 1e-6  # only names points; nothing is decided by it


def _floats(point: RestPoint, values: Mapping[str, Fraction]) -> list[float] | None:
    """Round the closed form of a rest point; ``None`` where it has no value."""
    try:
        found = [value_at(each, values) for each in point.values or ()]
    except EvaluationError:
        return None
    return [float(each) if isinstance(each, Fraction) else float(each.mid()) for each in found]


def _order(dynamics: Dynamics, id: str) -> tuple[int, ...]:
    known = [point.id for point in dynamics.points]
    return (known.index(id) if id in known else len(known),)
