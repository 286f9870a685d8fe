"""The solver z3, where it is installed, for polynomials in several unknowns.

De Moura and Bjorner (2008); for polynomials it runs the decision procedure of Jovanovic and
de Moura (2012), whose answer "unsatisfiable" is a proof.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from operator import mul
from typing import Any, Final, Literal

from vcgame.derive.decision.normal_form import NEGATIVE, POSITIVE, ZERO
from vcgame.derive.decision.polynomial import Polynomial

__all__ = ["MISSING", "Answer", "ask"]

MISSING = "it needs the solver z3: pip install 'vcgame[prove]'"
MANY: Final = 6
NET: Final = 10_000
NET_OF_MANY: Final = 2_000
"""Milliseconds after which z3 is stopped, with more than so many unknowns earlier.

Its own units do not count all of what one step of an elimination takes. That it was stopped
decides nothing.
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What z3 says.

    Attributes
    ----------
    found
        Whether there is a point, or that z3 is not installed, or gave up.
    values
        For each unknown that occurs, a rational number that is equal or close to its value.
    irrational
        The irrational unknowns in words.
    """

    found: Literal["sat", "unsat", "unknown", "missing"]
    values: Mapping[int, Fraction]
    irrational: str = ""


def ask(names: Sequence[str], conditions: Mapping[Polynomial, int], limit: int) -> Answer:
    """Ask z3 whether polynomials can have wanted signs together.

    Parameters
    ----------
    names
        The unknowns.
    conditions
        Polynomials and sets of signs.
    limit
        Work that z3 may do, in its own units (``rlimit``), so that it ends the same way
        everywhere.
    """
    try:
        import z3  # type: ignore[import-untyped, unused-ignore]
    except ImportError:
        return Answer("missing", {})
    solver_of: Any = z3
    context = solver_of.Context()
    unknowns = {
        place: solver_of.Real(f"x{place}", context)
        for polynomial in conditions
        for place in polynomial.used
    }
    solver = solver_of.Tactic("qfnra-nlsat", context).solver()
    solver.set("rlimit", limit)
    solver.set("timeout", NET if len(unknowns) <= MANY else NET_OF_MANY)
    for polynomial, signs in conditions.items():
        solver.add(_relation(solver_of, polynomial, signs, unknowns, context))
    answer = str(solver.check())
    if answer == "unsat":
        return Answer("unsat", {})
    if answer != "sat":
        return Answer("unknown", {})
    model, values, irrational = solver.model(), dict[int, Fraction](), list[str]()
    for place, unknown in unknowns.items():
        value = model.eval(unknown, model_completion=True)
        if solver_of.is_rational_value(value):
            values[place] = value.as_fraction()
        else:
            values[place] = value.approx(20).as_fraction()
            coefficients = [int(str(c)) for c in value.poly()]
            irrational.append(described(names[place], coefficients, values[place]))
    return Answer("sat", values, "; ".join(irrational))


def _relation(
    z3: Any, polynomial: Polynomial, signs: int, unknowns: Mapping[int, Any], context: Any
) -> Any:
    zero = z3.RealVal(0, context)
    terms = []
    for powers, coefficient in polynomial.terms:
        factors = [z3.RealVal(coefficient, context)]
        for place, power in enumerate(powers):
            if power:
                factors += [unknowns[place]] * power
        terms.append(reduce(mul, factors))
    total = z3.Sum(terms) if len(terms) > 1 else terms[0]
    relations = {
        NEGATIVE: total < zero,
        NEGATIVE | ZERO: total <= zero,
        POSITIVE: total > zero,
        POSITIVE | ZERO: total >= zero,
        ZERO: total == zero,
        NEGATIVE | POSITIVE: total != zero,
    }
    return relations[signs]


def described(name: str, coefficients: Sequence[int], close: Fraction) -> str:
    """Say which algebraic number an unknown is.

    Examples
    --------
    >>> described("x", [-2, 0, 1], Fraction(577, 408))
    'x is a root of x**2 - 2, about 1.41422'
    """
    text = ""
    for power in range(len(coefficients) - 1, -1, -1):
        value = coefficients[power]
        if not value:
            continue
        factor = name if power == 1 else f"{name}**{power}"
        number = str(abs(value))
        size = number if not power else factor if number == "1" else f"{number}*{factor}"
        joint = (" - " if value < 0 else " + ") if text else ("-" if value < 0 else "")
        text += joint + size
    return f"{name} is a root of {text}, about {float(close):.6g}"
