"""What a rest point is by linearisation, as conditions in the parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Final

from vcgame.derive.dynamics.answer import LABELS, Label
from vcgame.derive.dynamics.judge import Alternatives, Judge, Sense, united
from vcgame.derive.dynamics.linearisation import Block, Linear, characteristic, determinant
from vcgame.derive.dynamics.rest_points import Spot
from vcgame.derive.dynamics.space import Space
from vcgame.derive.dynamics.writing import formula
from vcgame.model.formula.expression import Comparison, Negation, Number, Product, Sum
from vcgame.model.formula.polynomials import Ratio

__all__ = ["LONG_MINORS", "MANY_MIX", "SADDLE_REST", "TOO_LONG", "Profile", "cases", "slope_at"]

MAX_PATTERNS: Final = 5
MAX_TERMS: Final = 400
MAX_OUTER: Final = 120
"""Conditions with more terms are not written."""

TOO_LONG: Final = "the characteristic polynomial is too long"
LONG_MINORS: Final = "the Hurwitz determinants are too long"
SADDLE_REST: Final = (
    "a saddle is what is neither sink nor source nor has an eigenvalue with real part zero"
)
MANY_MIX: Final = "with four and more populations mixing it is neither a sink nor a source"
"""Why not all conditions are given."""

_NEVER: Alternatives = ()
_ALWAYS: Alternatives = ((),)


@dataclass(frozen=True, slots=True)
class Profile:
    """Where the eigenvalues of a part of the Jacobian lie, and what each case needs."""

    sink: Alternatives
    source: Alternatives
    saddle: Alternatives
    centre: Alternatives
    zero: Alternatives


def cases(judge: Judge, spot: Spot, linear: Linear) -> tuple[Mapping[Label, Alternatives], str]:
    """Give the conditions of every label that is possible, and why some are not given.

    Parameters
    ----------
    judge
        Knows the assumptions and that the point exists.
    spot, linear
        The rest point and its linearisation.
    """
    found: dict[Label, Alternatives] = dict.fromkeys(LABELS, ())
    if max((len(value.numer.to_dict()) for value in linear.outer), default=0) > MAX_OUTER:
        return {}, TOO_LONG
    undecided = ""
    several = len(spot.options) > 1
    always: dict[Label, int] = dict.fromkeys(LABELS, 0)
    for option in spot.options if several else ((),):
        own = judge.knowing(option)
        inner, why = _inner(own, spot, linear.block)
        undecided = undecided or why
        if inner is None:
            continue
        for label, alternatives in _joined(own, linear.outer, inner, len(linear.block.jacobian)):
            always[label] += () in alternatives
            kept = (judge.reduced((*option, *each)) for each in alternatives)
            found[label] = tuple(dict.fromkeys((*found[label], *kept)))
    for label, times in always.items():
        if times == len(spot.options) and several:
            found[label] = _ALWAYS
    return {label: united(ways) for label, ways in found.items() if ways}, undecided


def _joined(
    judge: Judge, outer: Sequence[Ratio], inner: Profile, size: int
) -> list[tuple[Label, Alternatives]]:
    """Put the outer eigenvalues and the inner block together."""
    negative = judge.all_of([judge.needs(value, -1) for value in outer])
    positive = judge.all_of([judge.needs(value, 1) for value in outer])
    zero = [way for value in outer for way in judge.zeros(value)]
    if not size:
        saddle: list[Alternatives] = [_patterns(judge, outer, {1, -1})]
        sink, source, centre = negative, positive, _NEVER
    else:
        sink = judge.all_of([negative, inner.sink])
        source = judge.all_of([positive, inner.source])
        centre = inner.centre if not outer else _NEVER
        saddle = [judge.all_of([_patterns(judge, outer, set()), inner.saddle])]
        if outer:
            saddle.append(judge.all_of([_patterns(judge, outer, {1}), inner.sink]))
            saddle.append(judge.all_of([_patterns(judge, outer, {-1}), inner.source]))
            zero += judge.all_of([inner.centre])
        zero += inner.zero
    kept = judge.all_of([tuple(dict.fromkeys(zero))]) if zero else _NEVER
    return [
        ("sink", sink),
        ("source", source),
        ("saddle", tuple(dict.fromkeys(way for ways in saddle for way in ways))),
        ("centre", centre),
        ("non-hyperbolic", kept),
    ]


def _patterns(judge: Judge, values: Sequence[Ratio], wanted: set[int]) -> Alternatives:
    """Write that all values are nonzero and that some have each of the signs wanted."""
    if not values:
        return _NEVER if wanted else _ALWAYS
    options: list[list[tuple[int, Alternatives]]] = []
    senses: tuple[Sense, Sense] = (1, -1)
    for value in values:
        each = [(sense, judge.needs(value, sense)) for sense in senses]
        options.append([(sense, ways) for sense, ways in each if ways])
    open_ = sum(len(each) > 1 for each in options)
    if open_ > MAX_PATTERNS or not all(options):
        return _NEVER
    found: dict[object, None] = {}
    for chosen in product(*options):
        if wanted <= {sense for sense, _ in chosen}:
            found.update(dict.fromkeys(judge.all_of([ways for _, ways in chosen])))
    return tuple(found)  # type: ignore[arg-type]


def _inner(judge: Judge, spot: Spot, block: Block) -> tuple[Profile | None, str]:
    """Judge what moves within the face; ``None`` with a reason where that is too long."""
    size = len(block.jacobian)
    if size == 0:
        return Profile(_ALWAYS, _ALWAYS, _NEVER, _NEVER, _NEVER), ""
    if size == 1:
        return _line(judge, slope_at(judge.space, spot, block)), ""
    if size == 2:
        return _plane(judge, block), ""
    return _space(judge, block)


def slope_at(space: Space, spot: Spot, block: Block) -> Ratio:
    """Give the sign of the only slope: at the root of a quadratic it is known without the root."""
    if not spot.slope or spot.root is None:
        return (block.slopes or block.jacobian)[0][0]
    (gap,) = spot.face.gaps
    name, polynomial = spot.root
    rest = gap.numer / polynomial * gap.denom
    if space.uses(rest, space.coordinates):
        return (block.slopes or block.jacobian)[0][0]
    # The gap is that of the first strategy played over the last.
    population = next(p for p in space.game.populations if name in p.coordinates)
    number = space.game.populations.index(population)
    counted = dict(zip(population.coordinates, population.counted, strict=True))[name]
    first = spot.face.present[number][0] == counted
    return Ratio(rest * spot.slope if first else -rest * spot.slope, space.one)


def _line(judge: Judge, slope: Ratio) -> Profile:
    return Profile(
        judge.needs(slope, -1), judge.needs(slope, 1), _NEVER, _NEVER, judge.zeros(slope)
    )


def _plane(judge: Judge, block: Block) -> Profile:
    """Judge by determinant and trace."""
    matrix = block.slopes or block.jacobian
    det = determinant(judge.space, matrix)
    trace = _trace(judge.space, block)
    real, saddle = judge.needs(det, 1), judge.needs(det, -1)
    zero = judge.zeros(det)
    if trace.numer.is_zero():  # in bilinear games: a saddle or a centre
        return Profile(_NEVER, _NEVER, saddle, real, zero)
    return Profile(
        judge.all_of([judge.needs(trace, -1), real]),
        judge.all_of([judge.needs(trace, 1), real]),
        saddle,
        judge.all_of([judge.zeros(trace), real]),
        zero,
    )


def _trace(space: Space, block: Block) -> Ratio:
    """Give the trace, or one with the same sign: rows with nothing there do not count."""
    if block.slopes is not None:
        diagonal = [block.slopes[i][i] for i in range(len(block.slopes))]
        used = [value for value in diagonal if not value.numer.is_zero()]
        if len(used) < 2:
            return used[0] if used else Ratio(space.zero, space.one)
    total = Ratio(space.zero, space.one)
    for place, row in enumerate(block.jacobian):
        total = total + row[place]
    return space.lowest(total)


def _space(judge: Judge, block: Block) -> tuple[Profile | None, str]:
    """Judge three and more dimensions by Routh and Hurwitz."""
    space, size = judge.space, len(block.jacobian)
    if block.slopes is not None and all(block.slopes[i][i].numer.is_zero() for i in range(size)):
        return _without_trace(judge, block), MANY_MIX if size > 3 else ""
    longest = max(
        len(e.numer.to_dict()) * len(e.denom.to_dict()) for r in block.jacobian for e in r
    )
    if longest**size > MAX_TERMS * 8:
        return None, TOO_LONG
    coefficients = characteristic(space, block.jacobian)
    mirrored = tuple(
        value if power % 2 == 0 else space.lowest(-value)
        for power, value in enumerate(coefficients)
    )
    minors = _hurwitz(space, coefficients)
    if max(len(minor.numer.to_dict()) for minor in minors) > MAX_TERMS:
        return None, LONG_MINORS
    sink = judge.all_of([judge.needs(minor, 1) for minor in minors])
    source = judge.all_of([judge.needs(minor, 1) for minor in _hurwitz(space, mirrored)])
    # An eigenvalue with real part zero makes one of the last two determinants vanish.
    crossing = judge.zeros(minors[-2])
    if size == 3:
        crossing = judge.all_of([crossing, judge.needs(coefficients[2], 1)])
        saddle = _saddle_of_three(judge, coefficients, minors)
        return Profile(sink, source, saddle, _NEVER, (*judge.zeros(coefficients[3]), *crossing)), ""
    return (
        Profile(sink, source, _NEVER, _NEVER, judge.zeros(coefficients[-1])),
        SADDLE_REST,
    )


def _saddle_of_three(
    judge: Judge, coefficients: Sequence[Ratio], minors: Sequence[Ratio]
) -> Alternatives:
    """Write when a cubic has roots on both sides and none between.

    With ``s**3 + a*s**2 + b*s + c`` and h = a b - c: c > 0 leaves a negative root and two of one
    side, positive ones unless a > 0 and h > 0; c < 0 is the same seen from the other side.
    """
    a, b, c = coefficients[1:]
    h = judge.space.lowest(a * b - c)
    weakly_down = (*judge.needs(a, -1), *judge.zeros(a))
    weakly_up = (*judge.needs(a, 1), *judge.zeros(a))
    down = judge.needs(c, 1)
    up = judge.needs(c, -1)
    not_b = (*judge.needs(b, -1), *judge.zeros(b))
    del minors
    found = [
        judge.all_of([down, judge.needs(h, -1)]),
        judge.all_of([down, judge.needs(h, 1), weakly_down]),
        judge.all_of([up, judge.needs(h, 1)]),
        judge.all_of([up, judge.needs(h, -1), weakly_up]),
        judge.all_of([judge.zeros(h), down, not_b]),
        judge.all_of([judge.zeros(h), up, not_b]),
    ]
    return tuple(dict.fromkeys(way for ways in found for way in ways))


def _hurwitz(space: Space, coefficients: Sequence[Ratio]) -> tuple[Ratio, ...]:
    """Leading minors of the Hurwitz matrix; all positive says that all real parts are negative."""
    size = len(coefficients) - 1
    zero = Ratio(space.zero, space.one)
    matrix = [
        [
            coefficients[2 * column - row + 1] if 0 <= 2 * column - row + 1 <= size else zero
            for column in range(size)
        ]
        for row in range(size)
    ]
    return tuple(
        determinant(space, [row[:order] for row in matrix[:order]]) for order in range(1, size + 1)
    )


def _without_trace(judge: Judge, block: Block) -> Profile:
    """Judge a block whose diagonal is zero, as in all multilinear games.

    The eigenvalues sum to zero, so that they are no sink and no source. Three of them with a
    product that is not zero have real parts of both signs: were one pair imaginary, the third
    would be zero.
    """
    size = len(block.jacobian)
    if size > 3 or block.slopes is None:
        return Profile(_NEVER, _NEVER, _NEVER, _NEVER, _NEVER)
    space, slopes = judge.space, block.slopes
    longest = max(len(entry.numer.to_dict()) for row in slopes for entry in row)
    if longest <= 4:  # short enough to be multiplied out and factored
        det = determinant(space, slopes)
        away = (*judge.needs(det, 1), *judge.needs(det, -1))
        return Profile(_NEVER, _NEVER, away, _NEVER, judge.zeros(det))
    cycles = [
        (slopes[0][1], slopes[1][2], slopes[2][0]),
        (slopes[0][2], slopes[2][1], slopes[1][0]),
    ]
    written = []
    for cycle in cycles:
        if any(entry.numer.is_zero() for entry in cycle):
            continue
        parts = [formula(space, entry) for entry in cycle]
        negative = sum(isinstance(part, Negation) for part in parts) % 2
        bare = [part.operand if isinstance(part, Negation) else part for part in parts]
        whole = Product(tuple(bare))
        written.append(Negation(whole) if negative else whole)
    zero = Number(Fraction(0))
    total = zero if not written else written[0] if len(written) == 1 else Sum(tuple(written))
    return Profile(
        _NEVER,
        _NEVER,
        ((Comparison(total, "!=", zero),),),
        _NEVER,
        ((Comparison(total, "==", zero),),),
    )
