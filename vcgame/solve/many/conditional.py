"""Faces ruled out by a mixture: a strategy not played that surely gains (conditional dominance).

The gains of a strategy that is not played may be positive on the whole open face once multiples
of the equations, which vanish there, are added: then some mixture of the strategies played is
never as good (Farkas).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from vcgame.solve.many.exact import echelon
from vcgame.solve.many.faces import Face
from vcgame.solve.many.forms import Form, implied

__all__ = ["ruled_out"]

_MOST = 3


def ruled_out(face: Face) -> bool:
    """Whether no point of the open face is an equilibrium, by such a combination.

    It is looked for among the corners of the polyhedron of all multipliers, where there are few.
    """
    for form in face.excess:
        own: list[Form] = []
        for other in face.equations:
            if other.axes == form.axes and any(other.values) and not implied(other, own):
                own.append(other)
        if len(own) <= _MOST and _positive(form, own):
            return True
    return False


def _positive(form: Form, equations: Sequence[Form]) -> bool:
    """Whether a form plus multiples of equations has no negative entry, and a positive one."""
    count = len(equations)
    rows = [equation.values for equation in equations]
    for chosen in combinations(range(len(form.values)), count):
        system = [[*(row[k] for row in rows), -form.values[k]] for k in chosen]
        done, _ = echelon(system, count)
        if len(done) < count:
            continue
        total = [
            value + sum(line[-1] * row[k] for line, row in zip(done, rows, strict=True))
            for k, value in enumerate(form.values)
        ]
        if min(total) >= 0 and any(total):
            return True
    return False
