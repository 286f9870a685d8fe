"""Two free parameters: the exact map of regimes over a rectangle.

The polynomials whose signs decide the equilibria cut the rectangle into cells on which the regime
stays the same (a cylindrical algebraic decomposition, Collins 1975, in two dimensions; the
sign-invariant pieces of the plane and the number field arithmetic follow Basu, Pollack and Roy
2006, chapters 5 and 11). Areas, boundary curves and corners are put together from them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Final

from vcgame.derive.line import line_concept
from vcgame.derive.plane.atlas import Atlas, Range
from vcgame.derive.plane.deciding import Regime
from vcgame.derive.plane.parts import Area, Corner, Curve, parts_of
from vcgame.derive.plane.places import Piece, piece_at
from vcgame.derive.plane.survey import Arc, Bend, Cell, Survey
from vcgame.errors import ExpressionError, NotAlgebraicError, UnsupportedError, UsageError
from vcgame.model.model import Model
from vcgame.model.point import exact_value
from vcgame.model.restriction import relaxed
from vcgame.solve.concepts import Concept

__all__ = ["Area", "Corner", "Curve", "Plane", "regime_plane"]

MAX_STRATEGIES: Final = 5


@dataclass(frozen=True, slots=True)
class Plane:
    """The exact map of regimes over a rectangle.

    Attributes
    ----------
    model
        The model, with its two parameters.
    parameters
        Their names; the first runs along the abscissa.
    ranges
        The rectangle.
    concept
        ``"nash"``, or ``"pure"`` with more than two players: pure equilibria only.
    areas, curves, corners
        What it falls into.
    survey
        The decomposition that it was made from.
    """

    model: Model
    parameters: tuple[str, str]
    ranges: tuple[Range, Range]
    concept: Concept
    areas: tuple[Area, ...]
    curves: tuple[Curve, ...]
    corners: tuple[Corner, ...]
    survey: Survey = field(repr=False, compare=False)

    def piece_at(self, first: Fraction | int | str, second: Fraction | int | str) -> Piece:
        """Find the cell, arc or point of the decomposition that holds a rational point.

        Raises
        ------
        UsageError
            For a point outside the rectangle.
        """
        x, y = exact_value(first), exact_value(second)
        for name, value, (low, high) in zip(self.parameters, (x, y), self.ranges, strict=True):
            if not low <= value <= high:
                raise UsageError(f"{name} = {value} is not between {low} and {high}")
        return piece_at(self.survey, x, y)

    def regime_at(self, first: Fraction | int | str, second: Fraction | int | str) -> Regime:
        """Give what holds at a rational point, by the piece of the map that holds it.

        Examples
        --------
        >>> from vcgame.model.library import load_model
        >>> from vcgame.model.restriction import free_parameters, relaxed
        >>> whole = load_model("brand-two-firms")
        >>> plane = regime_plane(free_parameters(whole, ("c", "sigma"), whole.values()))
        >>> plane.regime_at(5, 1).label
        'free_ride, free_ride'
        """
        piece = self.piece_at(first, second)
        if isinstance(piece, Cell):
            return self.survey.inside(piece)
        return self.survey.on(piece) if isinstance(piece, Arc) else self.survey.at(piece)

    def part_at(
        self, first: Fraction | int | str, second: Fraction | int | str
    ) -> Area | Curve | Corner:
        """Give the area, curve or corner that holds a rational point."""
        piece, survey = self.piece_at(first, second), self.survey
        if isinstance(piece, Bend):
            if piece in survey.corners:
                return self.corners[survey.corners.index(piece)]
            piece = next(
                (arc for arc in survey.curve_of if piece in survey.ends(arc)),
                Arc("upright", piece.fiber, max(piece.place - 1, 0)),
            )
        if isinstance(piece, Arc):
            if piece in survey.curve_of:
                return self.curves[survey.curve_of[piece]]
            piece = survey.sides(piece)[0]
        return self.areas[survey.area_of[piece]]


def regime_plane(
    model: Model, *, ranges: Mapping[str, tuple[Fraction, Fraction]] | None = None
) -> Plane:
    """Cut the rectangle of two parameters into areas with one set of equilibria each.

    Parameters
    ----------
    model
        A strategic model with exactly two parameters
        (`vcgame.model.restriction.free_parameters` fixes the others). Of more than two players,
        pure equilibria only are told.
    ranges
        Lower and upper end of a parameter, in the place of those in the model. If both are
        given, the first one runs along the abscissa.

    Raises
    ------
    UsageError
        Without two parameters, or without their ranges.
    UnsupportedError
        For trees, payoffs that are no ratios of polynomials, and too much work.

    Examples
    --------
    >>> from vcgame.model.formula.plain import to_text
    >>> from vcgame.model.library import load_model
    >>> from vcgame.model.restriction import free_parameters, relaxed
    >>> whole = load_model("brand-two-firms")
    >>> plane = regime_plane(free_parameters(whole, ("c", "sigma"), whole.values()))
    >>> [area.regime.label for area in plane.areas]
    ['build, build', 'free_ride, free_ride']
    >>> [to_text(curve.equation) for curve in plane.curves if not curve.edge]
    ['sigma == c - 3.4']
    """
    model = relaxed(model)
    model = _ordered(model, ranges or {})
    names = tuple(model.parameters)
    rectangle = (_range(model, names[0], ranges or {}), _range(model, names[1], ranges or {}))
    _supported(model, names)
    pair = (names[0], names[1])
    try:
        survey = Survey(Atlas(model, rectangle))
        concept = line_concept(model) or "nash"
        return Plane(model, pair, rectangle, concept, *parts_of(model, pair, survey), survey)
    except (NotAlgebraicError, ExpressionError) as error:
        raise UnsupportedError(
            f"no exact map of {model.id} in {names[0]} and {names[1]}: {error}; "
            f"a smaller rectangle may do, and {_instead(model, names)}"
        ) from error


def _instead(model: Model, names: tuple[str, ...]) -> str:
    """Say what can answer where there is no exact map."""
    if len(model.players) > 2:
        return f"'vcgame sweep {model.id}' answers on a grid"
    varied = ",".join(names)
    return f"'vcgame frontier {model.id} --vary {varied}' answers to a certified grid"


def _ordered(model: Model, ranges: Mapping[str, tuple[Fraction, Fraction]]) -> Model:
    names = list(model.parameters)
    if len(names) != 2:
        many = ", ".join(names) or "none"
        raise UsageError(
            f"a map has two free parameters, {model.id} has {len(names)} ({many}); "
            "give the others values"
        )
    for name in ranges:
        if name not in names:
            raise UsageError(
                f"a range for {name!r}, but the free parameters are {names[0]} and {names[1]}"
            )
    if list(ranges) == names[::-1]:
        return replace(model, parameters={name: model.parameters[name] for name in ranges})
    return model


def _range(model: Model, name: str, ranges: Mapping[str, tuple[Fraction, Fraction]]) -> Range:
    parameter = model.parameters[name]
    low, high = ranges.get(name, (parameter.low, parameter.high))
    if low is None or high is None:
        raise UsageError(
            f"{name} has no range in {model.id}; write range = [low, high] in the model, "
            f"or give one ({name}=low:high)"
        )
    low, high = exact_value(low), exact_value(high)
    if not low < high:
        raise UsageError(f"the range of {name} is {low} to {high}; the lower end comes first")
    return low, high


def _supported(model: Model, names: tuple[str, ...]) -> None:
    if model.form != "strategic":
        raise UnsupportedError(
            f"{model.id} is {model.called}; exact maps are for games with [payoffs], "
            f"'vcgame sweep {model.id}' answers on a grid of {names[0]} and {names[1]}"
        )
    if model.state_dependent:
        raise UnsupportedError(
            f"payoffs of {model.id} depend on shares of populations; "
            f"'vcgame dynamics {model.id}' answers"
        )
    sizes = [len(player.strategies) for player in model.players]
    if len(sizes) < 2:
        raise UnsupportedError(f"{model.id} has one player; exact maps are for two or more")
    if len(sizes) == 2 and max(sizes) > MAX_STRATEGIES:
        raise UnsupportedError(
            f"{model.id} has {max(sizes)} strategies of a player; exact maps take at most "
            f"{MAX_STRATEGIES}, 'vcgame sweep' answers on a grid"
        )
