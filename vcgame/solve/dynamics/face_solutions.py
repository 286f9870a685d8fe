"""Where nothing moves on one face: linear equations, one polynomial, or Newton's method."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from vcgame.model.formula.flint_numbers import as_fmpq, as_fraction
from vcgame.solve.dynamics.gains import Polynomials
from vcgame.solve.dynamics.replicator import Face

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

__all__ = ["State", "solutions_on"]

State = tuple[Fraction | float, ...]

_STARTS: Final = 128
_STEPS: Final = 60
_CLOSE: Final = 1e-9
_SHORT: Final = 10_000


def solutions_on(face: Face) -> tuple[list[State], bool, bool]:
    """Solve the equations of a face, strictly inside of it.

    Returns
    -------
    states
        Isolated solutions, all coordinates.
    line
        Whether there is a line of them, or more.
    sure
        Whether these are certainly all.
    """
    if face.dimension == 0:
        state = [Fraction(0)] * face.replicator.dimension
        for row in face.fixed:
            state[row] = Fraction(1)
        return [tuple(state)], False, True
    if isinstance(face.replicator.gains, Polynomials):
        equations = _equations(face, face.replicator.gains)
        if all(each.is_zero() for each in equations):
            return [], True, True
        if max(each.total_degree() for each in equations if not each.is_zero()) <= 1:
            return _linear(face, equations)
        if face.dimension == 1:
            return _roots(face, equations[0]), False, True
    return _newton(face), False, False


def _equations(face: Face, gains: Polynomials) -> list[Any]:
    """Write what must be zero on a face, as polynomials in its free coordinates."""
    context = gains.exact[0].context()
    generators = context.gens()
    state = [context.constant(0)] * face.replicator.dimension
    for row in face.fixed:
        state[row] = context.constant(1)
    for *_, rows, reference in face.spans:
        rest = context.constant(1)
        for row in rows:
            state[row] = generators[row]
            rest -= generators[row]
        if reference is not None:
            state[reference] = rest
    found = []
    for *_, rows, reference in face.spans:
        for row in rows:
            gain = gains.exact[row]
            gain = gain if reference is None else gain - gains.exact[reference]
            found.append(gain.compose(*state))
    return found


def _linear(face: Face, equations: list[Any]) -> tuple[list[State], bool, bool]:
    """Solve linear equations by elimination."""
    from flint import fmpq_mat

    free = face.free
    count = len(free)
    rows = []
    for equation in equations:
        row = [Fraction(0)] * (count + 1)
        for powers, value in equation.to_dict().items():
            places = [k for k, place in enumerate(free) if powers[place]]
            fraction = as_fraction(value)
            row[places[0] if places else count] += fraction if places else -fraction
        rows.append(row)
    flat = [as_fmpq(value) for row in rows for value in row]
    matrix, rank = fmpq_mat(count, count + 1, flat).rref()
    pivots = [next(k for k in range(count + 1) if matrix[row, k] != 0) for row in range(rank)]
    if count in pivots:
        return [], False, True
    if rank < count:
        return [], _meets(face, rows), True
    solution = [as_fraction(matrix[k, count]) for k in range(count)]
    inside = all(value > 0 for value in solution) and all(
        sum(solution[start:stop]) < 1 for start, stop, *_ in face.spans
    )
    return ([_lifted(face, solution)] if inside else []), False, True


def _meets(face: Face, rows: list[list[Fraction]]) -> bool:
    """Tell whether a flat of solutions passes strictly through the inside of a face."""
    import numpy as np
    from scipy.optimize import linprog

    count = face.dimension
    table = np.array([[float(value) for value in row] for row in rows])
    bounds = np.zeros((count + len(face.spans), count + 1))
    limits = np.zeros(count + len(face.spans))
    for place in range(count):
        bounds[place, place], bounds[place, count] = -1.0, 1.0
    for place, (start, stop, *_) in enumerate(face.spans, start=count):
        bounds[place, start:stop], bounds[place, count], limits[place] = 1.0, 1.0, 1.0
    aim = np.zeros(count + 1)
    aim[count] = -1.0
    equal = np.hstack([table[:, :count], np.zeros((len(rows), 1))])
    found = linprog(
        aim, A_ub=bounds, b_ub=limits, A_eq=equal, b_eq=table[:, count], bounds=(None, None)
    )
    return bool(found.status == 0 and -found.fun > _CLOSE)


def _roots(face: Face, equation: Any) -> list[State]:
    """Find the roots of one polynomial in one unknown strictly between 0 and 1."""
    from flint import fmpq_poly

    row = face.free[0]
    terms = {int(powers[row]): value for powers, value in equation.to_dict().items()}
    polynomial = fmpq_poly([terms.get(power, 0) for power in range(max(terms) + 1)])
    found: list[Fraction | float] = []
    for factor, _ in polynomial.numer().factor()[1]:
        if factor.degree() == 1:
            found.append(Fraction(-int(factor[0]), int(factor[1])))
        elif factor.degree() > 1:
            roots: list[Any] = factor.complex_roots()
            found += [float(root.real) for root, _ in roots if root.imag == 0]
    return [_lifted(face, [root]) for root in sorted(found) if 0 < root < 1]


def _newton(face: Face) -> list[State]:
    """Look for rest points by Newton's method, damped, from many starts at once."""
    import numpy as np

    generator = np.random.default_rng(20)
    found: list[Array] = []
    for start in _spread(face, generator):
        logs = start
        for _ in range(_STEPS):
            value = face.log_rates(logs[:, None])[:, 0]
            slope = _log_slopes(face, logs)
            try:
                step = np.linalg.solve(slope, -value)
            except np.linalg.LinAlgError:
                break
            length = float(np.abs(step).max())
            logs = logs + step * min(1.0, 2.0 / max(length, 1e-300))
            if length < 1e-13 or np.abs(logs).max() > 30:
                break
        inside = np.abs(logs).max() < 30
        if inside and np.abs(face.log_rates(logs[:, None])).max() < _CLOSE:
            state = face.states(logs[:, None])[:, 0]
            if all(np.abs(state - other).max() > 1e-7 for other in found):
                found.append(state)
    found.sort(key=lambda state: tuple(state.tolist()))
    return [_recognised(face, state) for state in found]


def _recognised(face: Face, state: Array) -> State:
    """Take fractions with short denominators if they solve the equations exactly."""
    gains = face.replicator.gains
    floats = tuple(state.tolist())
    if not isinstance(gains, Polynomials):
        return floats
    exact = tuple(Fraction(share).limit_denominator(_SHORT) for share in floats)
    point = [as_fmpq(share) for share in exact]
    if any(equation(*point) != 0 for equation in _equations(face, gains)):
        return floats
    return exact


def _spread(face: Face, generator: np.random.Generator) -> Array:
    """Draw starts all over the inside of a face."""
    count = _STARTS if face.dimension > 1 else _STARTS // 4
    found: Array = generator.logistic(scale=1.2, size=(count, face.dimension))
    return found


def _log_slopes(face: Face, logs: Array) -> Array:
    """Give the derivatives of the log-ratio rates by the log-ratio coordinates."""
    import numpy as np

    replicator = face.replicator
    state = face.states(logs[:, None])[:, 0]
    slopes = replicator.gains.slopes(state)
    moved = np.zeros((replicator.dimension, face.dimension))
    for start, stop, rows, reference in face.spans:
        played = [*rows] if reference is None else [*rows, reference]
        for place in range(start, stop):
            row = rows[place - start]
            moved[played, place] = -state[played] * state[row]
            moved[row, place] += state[row]
    turned = slopes @ moved
    found = np.empty((face.dimension, face.dimension))
    for start, stop, rows, reference in face.spans:
        found[start:stop] = turned[list(rows)]
        if reference is not None:
            found[start:stop] -= turned[reference]
    return found


def _lifted(face: Face, free: list[Any]) -> State:
    """Give all coordinates of a point of a face."""
    state: list[Any] = [Fraction(0)] * face.replicator.dimension
    for row in face.fixed:
        state[row] = Fraction(1)
    for start, stop, rows, reference in face.spans:
        for place, row in zip(range(start, stop), rows, strict=True):
            state[row] = free[place]
        if reference is not None:
            state[reference] = 1 - sum(free[start:stop])
    return tuple(state)
