"""Isolated real solutions of polynomial systems with rational coefficients."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from vcgame.derive.dynamics.algebraic import Element, Extension, extensions, rationals
from vcgame.derive.dynamics.elimination import Branch, branches
from vcgame.derive.dynamics.faces import Face
from vcgame.derive.dynamics.space import Space
from vcgame.errors import EvaluationError, IncompleteError
from vcgame.model.formula.flint_numbers import as_fraction
from vcgame.model.formula.polynomials import Ratio

__all__ = ["element_of", "solutions"]

Solution = tuple[Extension, Mapping[str, Element]]

MOST_ELIMINATED: Final = 3
"""Where more unknowns are left, elimination makes equations of too high degrees."""
WEIGHTS: Final = ((1, 1, 1, 1, 1, 1), (1, 2, 3, 5, 7, 11), (1, -3, 8, 19, -41, 53))


def solutions(space: Space, face: Face) -> Iterator[Solution]:
    """Give every isolated real solution of the equations of a face.

    Parameters
    ----------
    space
        Of a game without parameters.
    face
        Whose gaps shall vanish. Solutions with a share 0 or 1 may be missing: they belong
        to smaller faces.

    Raises
    ------
    IncompleteError
        If the solutions of a system could not be told apart.
    """
    if len(face.unknowns) > MOST_ELIMINATED:
        yield from _by_basis(space, Branch({}, unsolved=face.unknowns, equations=face.equations))
        return
    found = branches(space, face.equations, face.unknowns)
    if any(branch.unsolved and not branch.free for branch in found):
        whole = Branch({}, unsolved=face.unknowns, equations=face.equations)
        if not any(branch.free for branch in found):
            yield from _by_basis(space, whole)
            return
    for branch in found:
        if branch.free:
            continue
        if branch.unsolved:
            yield from _by_basis(space, branch)
            continue
        if branch.root is None:
            fields = iter([rationals()])
            name = None
        else:
            name, polynomial = branch.root
            fields = extensions(_univariate(space, polynomial, name))
        for field in fields:
            at = {} if name is None else {name: field.root}
            for each, value in branch.values.items():
                at[each] = element_of(space, field, value, at)
            yield field, at


def element_of(space: Space, field: Extension, ratio: Ratio, at: Mapping[str, Element]) -> Element:
    """Give the value of a ratio at coordinates."""
    above, below = (_value(space, field, each, at) for each in (ratio.numer, ratio.denom))
    if below.is_zero():
        raise EvaluationError("a division by zero at a rest point")
    return above / below


def _value(space: Space, field: Extension, polynomial: Any, at: Mapping[str, Element]) -> Element:
    total = field.constant(0)
    for powers, coefficient in polynomial.to_dict().items():
        term = field.constant(as_fraction(coefficient))
        for name, power in zip(space.coordinates, powers, strict=True):
            for _ in range(power):
                term = term * at[name]
        total = total + term
    return total


def _univariate(space: Space, polynomial: Any, name: str) -> Any:
    """Convert a polynomial in one coordinate."""
    from flint import fmpq, fmpq_poly

    parts = space.split(polynomial, name)
    return fmpq_poly(
        [part.leading_coefficient() if not part.is_zero() else fmpq(0) for part in parts]
    )


def _by_basis(space: Space, branch: Branch) -> Iterator[Solution]:
    """Solve what elimination left, by a basis in which all unknowns follow from one.

    A lexicographic Groebner basis of a radical ideal of dimension zero has that form for almost
    every choice of a separating sum of the unknowns (Gianni and Mora 1989); it is converted from
    a graded one (Faugere, Gianni, Lazard and Mora 1993). Where the form is missed, the ideal is
    made radical by the squarefree equation of every unknown (Seidenberg 1974).
    """
    from sympy import Dummy, groebner, symbols

    names = branch.unsolved
    variables = symbols(names)
    known = dict(zip(names, variables, strict=True))
    system = [_expression(space, each, known) for each in branch.equations]
    for weights in (*WEIGHTS, None):
        if weights is None:
            system = _radical(system, variables)
            weights = WEIGHTS[1]
        joint = Dummy("u")
        total = sum(w * v for w, v in zip(weights[: len(names)], variables, strict=True))
        order = (*variables, joint)
        basis = groebner([*system, joint - total], *order, order="grevlex", method="f5b")
        if basis.exprs == [1]:
            return
        if not basis.is_zero_dimensional:
            raise IncompleteError("rest points inside could not be told from a continuum")
        found = _shape(basis.fglm("lex").exprs, variables, joint)
        if found is None:
            continue
        modulus, values = found
        for field in extensions(_converted(modulus, joint)):
            at = {
                name: field.element(_converted(values[variable], joint))
                for name, variable in known.items()
            }
            for each, value in branch.values.items():
                at[each] = element_of(space, field, value, at)
            yield field, at
        return
    raise IncompleteError("rest points inside could not be told apart")


def _radical(system: Sequence[Any], variables: Sequence[Any]) -> list[Any]:
    """Add the squarefree equation of every unknown."""
    from sympy import Poly, groebner

    more = []
    for variable in variables:
        order = [*(v for v in variables if v != variable), variable]
        basis = groebner(system, *order, order="grevlex", method="f5b").fglm("lex")
        more.append(Poly(basis.exprs[-1], variable).sqf_part().as_expr())
    return [*system, *more]


def _converted(expression: Any, joint: Any) -> Any:
    """Convert one of sympy's polynomials."""
    from flint import fmpq, fmpq_poly
    from sympy import Poly

    coefficients = Poly(expression, joint).all_coeffs()[::-1]
    return fmpq_poly([fmpq(int(c.p), int(c.q)) for c in coefficients])


def _shape(basis: Sequence[Any], variables: Sequence[Any], joint: Any) -> Any:
    """Read a basis in which each unknown is a polynomial in the last one."""
    modulus = basis[-1]
    if modulus.free_symbols - {joint}:
        return None
    values = {}
    for element in basis[:-1]:
        for variable in element.free_symbols & set(variables):
            rest = (element - element.coeff(variable) * variable).expand()
            if element.coeff(variable).is_number and not rest.has(*variables):
                values[variable] = -rest / element.coeff(variable)
    return (modulus, values) if len(values) == len(variables) else None


def _expression(space: Space, polynomial: Any, known: Mapping[str, Any]) -> Any:
    from sympy import Integer, Rational

    total = Integer(0)
    for powers, coefficient in polynomial.to_dict().items():
        value = as_fraction(coefficient)
        term = Rational(value.numerator, value.denominator)
        for name, power in zip(space.coordinates, powers, strict=True):
            if power:
                term *= known[name] ** power
        total += term
    return total
