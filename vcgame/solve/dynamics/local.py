"""What happens near a rest point: eigenvalues across its face and along it, and their signs."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final, Literal

from vcgame.model.formula.flint_numbers import as_fmpq, as_fraction
from vcgame.solve.dynamics.face_solutions import State
from vcgame.solve.dynamics.gains import Polynomials
from vcgame.solve.dynamics.replicator import Face

__all__ = ["Kind", "linearised"]

Kind = Literal["sink", "source", "saddle", "centre", "non-hyperbolic"]

_EXACT: Final = 2  # shares that may be free where signs are decided exactly
_LEAST: Final = 1e-9


def linearised(face: Face, values: State) -> tuple[Kind, tuple[complex, ...], tuple[int, ...]]:
    """Classify a rest point: what it is, its eigenvalues, and the signs of their real parts.

    Eigenvalues across the face come first, one per absent strategy. Signs are exact at rational
    points with at most two free shares; elsewhere real parts below 1e-9 of the largest count as 0.
    """
    import numpy as np

    replicator = face.replicator
    gains = replicator.gains
    exact = isinstance(gains, Polynomials) and all(isinstance(v, Fraction) for v in values)
    if isinstance(gains, Polynomials) and exact and face.dimension <= _EXACT:
        point = [as_fmpq(value) for value in values if isinstance(value, Fraction)]
        earned = [as_fraction(gain(*point)) for gain in gains.exact]
        slopes: Any = [
            [as_fraction(gain.derivative(k)(*point)) for k in range(len(point))]
            for gain in gains.exact
        ]
        state: Any = values
    else:
        exact = False
        state = np.array(list(map(float, values)))
        earned = gains.at(state[:, None])[:, 0].tolist()
        slopes = gains.slopes(state).tolist()
    across = _across(face, state, earned)
    along = _along(face, state, slopes)
    table = np.array([[float(value) for value in row] for row in along])
    inner = np.linalg.eigvals(table) if len(along) else np.zeros(0)
    eigenvalues = tuple(complex(float(value)) for value in across) + tuple(map(complex, inner))
    signs = [_sign(value) for value in across]
    if exact and len(along) <= _EXACT:
        signs += _signs(along)
    else:
        least = _LEAST * max(1.0, float(np.abs(np.array(eigenvalues)).max()))
        signs = [_sign(value if abs(value) > least else 0) for value in across]
        signs += [_sign(v.real if abs(v.real) > least else 0) for v in map(complex, inner)]
    return _kind(signs, eigenvalues), eigenvalues, tuple(signs)


def _across(face: Face, state: Any, earned: list[Any]) -> list[Any]:
    """Give the eigenvalues across a face: what absent strategies would earn beyond the mean."""
    found = []
    for (start, stop), own in zip(face.replicator.groups, face.present, strict=True):
        mean = sum((state[k] * earned[k] for k in range(start, stop)), start=0 * earned[0])
        gains = [*earned[start:stop], 0]
        found += [gains[k] - mean for k in range(len(gains)) if k not in own]
    return found


def _along(face: Face, state: Any, slopes: list[list[Any]]) -> list[list[Any]]:
    """Give the Jacobian along a face, at a state of it where all that is played earns alike."""
    columns = []
    for *_, rows, reference in face.spans:
        for row in rows:
            less = [0] * len(slopes) if reference is None else [own[reference] for own in slopes]
            columns.append([own[row] - m for own, m in zip(slopes, less, strict=True)])
    found = []
    for *_, rows, reference in face.spans:
        played = rows if reference is None else (*rows, reference)
        means = [sum(state[k] * column[k] for k in played) for column in columns]
        found += [
            [state[row] * (column[row] - mean) for column, mean in zip(columns, means, strict=True)]
            for row in rows
        ]
    return found


def _sign(value: Any) -> int:
    return int(value > 0) - int(value < 0)


def _signs(along: list[list[Any]]) -> list[int]:
    """Give the signs of the real parts of one or two eigenvalues, exactly."""
    if len(along) < 2:
        return [_sign(row[0]) for row in along]
    (a, b), (c, d) = along
    trace, determinant = a + d, a * d - b * c
    if determinant < 0:
        return [1, -1]
    if determinant == 0:
        return [_sign(trace), 0]
    return [_sign(trace)] * 2


def _kind(signs: list[int], eigenvalues: tuple[complex, ...]) -> Kind:
    if 0 not in signs:
        if 1 not in signs:
            return "sink"
        return "saddle" if -1 in signs else "source"
    turning = all(abs(value.imag) > 0 for value in eigenvalues)
    return "centre" if turning and not any(signs) else "non-hyperbolic"
