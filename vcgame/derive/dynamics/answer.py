"""What is known of a population game's dynamics: equations, rest points, their stability."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from vcgame.forms.populations import PopulationGame
from vcgame.model.formula.expression import Condition, Expression

__all__ = [
    "LABELS",
    "Dynamics",
    "Evolution",
    "Label",
    "Linearisation",
    "Place",
    "PointStability",
    "RestPoint",
    "Stability",
]

Place = Literal["corner", "edge", "face", "interior"]
Label = Literal["sink", "source", "saddle", "centre", "non-hyperbolic"]
LABELS: tuple[Label, ...] = ("sink", "source", "saddle", "centre", "non-hyperbolic")


@dataclass(frozen=True, slots=True)
class Evolution:
    """The replicator equations of a population game.

    Attributes
    ----------
    game
        The population game.
    rates
        Per coordinate its rate of change, as a formula in parameters and coordinates, in the
        factored form in which papers print it: ``x*(1 - x)*(...)``.
    gains
        Per coordinate, for populations with two strategies: the payoff of the strategy counted
        less that of the other, reduced; ``None`` for populations with more strategies.
    """

    game: PopulationGame
    rates: tuple[Expression, ...]
    gains: tuple[Expression | None, ...]


@dataclass(frozen=True, slots=True)
class RestPoint:
    """A state at which nothing moves, or a set of them.

    Attributes
    ----------
    id
        ``E1``, ``E2``, ...: corners first, then edges, faces, the interior; a continuum is called
        ``L1``, ``L2``, ... and stands behind all points.
    place
        Where in the square, cube or simplex: a corner (every population plays one strategy),
        an edge (one coordinate free), a face (several but not all), or the interior.
    present
        Per population the strategies that are played there.
    values
        Per coordinate its value as a formula in the parameters, in closed form; ``None`` where
        there is no closed form, and `equations` define it. They do so too where a root of a
        quadratic equation has no value because its first coefficient is zero.
    equations
        What the coordinates of the face satisfy where `values` is ``None``, not unique or very
        long: polynomial equations in parameters and coordinates.
    exists
        When it lies strictly inside its face, reduced under the assumptions; nothing more is
        needed where it is empty.
    never
        Whether that is proved impossible.
    continuum
        Whether a whole line (or more) of states rests there, and no isolated point.
    branches
        Where `equations` come down to a quadratic one: both solutions in closed form, the one
        with the minus before the root first.
    """

    id: str
    place: Place
    present: tuple[tuple[str, ...], ...]
    values: tuple[Expression, ...] | None
    equations: tuple[Condition, ...] = ()
    exists: tuple[Condition, ...] = ()
    never: bool = False
    continuum: bool = False
    branches: tuple[tuple[Expression, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Linearisation:
    """The Jacobian at a rest point.

    Attributes
    ----------
    jacobian
        Rows of formulas in the parameters (in parameters and coordinates, where the rest point
        has no closed form or a very long one, beside which its equations stand).
    eigenvalues
        In closed form where they are formulas without roots: at corners and edges; else ``None``.
    characteristic
        Coefficients of the characteristic polynomial, that of the highest power (1) first.
    determinant, trace
        Of the Jacobian.
    outer
        Eigenvalues that are formulas for sure: per strategy that nobody plays the rate at which
        it would come in (its payoff less that of the strategies played).
    inner
        Characteristic polynomial of what moves within the face, as `characteristic`; the
        eigenvalues are those of `outer` and its roots.
    """

    jacobian: tuple[tuple[Expression, ...], ...]
    eigenvalues: tuple[Expression, ...] | None
    characteristic: tuple[Expression, ...]
    determinant: Expression
    trace: Expression
    outer: tuple[Expression, ...] = ()
    inner: tuple[Expression, ...] = ()


@dataclass(frozen=True, slots=True)
class Stability:
    """When a rest point is what, by linearisation, and when it is an ESS.

    Attributes
    ----------
    cases
        Per label that is possible: the reduced conditions, all of which must hold beside those
        of the point's existence. No label stands where it is proved impossible. What no case
        covers is not decided by linearisation.
    evolutionary
        Conditions under which it is an ESS by definition (one population), or a strict Nash
        equilibrium (several: Selten 1980); ``None`` where it never is one.
    strict
        Conditions under which it is a strict Nash equilibrium; ``None`` where it never is one.
    undecided
        Why no conditions are given, where the algebra grew too long.
    """

    cases: Mapping[Label, tuple[tuple[Condition, ...], ...]]
    evolutionary: tuple[Condition, ...] | None
    strict: tuple[Condition, ...] | None
    undecided: str = ""


@dataclass(frozen=True, slots=True)
class PointStability:
    """A rest point at one point of the parameters, decided in exact arithmetic.

    Attributes
    ----------
    id
        That of the `RestPoint` it belongs to.
    values
        Coordinates, exact where they are rational, else floats rounded from exact isolation.
    inside
        Whether it lies in the state space; one outside is no rest point of the game.
    label
        By linearisation.
    evolutionary, strict
        Whether it is an ESS; whether it is a strict Nash equilibrium.
    eigenvalues
        As complex floats, for display: the label does not rest on them.
    determinant, trace
        For two dimensions, as `values`.
    """

    id: str
    values: tuple[Fraction | float, ...]
    inside: bool
    label: Label
    evolutionary: bool
    strict: bool
    eigenvalues: tuple[complex, ...] = ()
    determinant: Fraction | float | None = None
    trace: Fraction | float | None = None


@dataclass(frozen=True, slots=True)
class Dynamics:
    """Everything that ``vcgame dynamics`` says in symbols.

    Attributes
    ----------
    evolution
        The replicator equations.
    points
        All rest points, isolated ones first.
    linearisations, stabilities
        By the id of a point; those of a continuum are not given.
    notes
        General facts that bear on the game, as sentences.
    jacobian
        Of the replicator equations, rows of formulas in parameters and coordinates.
    """

    evolution: Evolution
    points: tuple[RestPoint, ...]
    linearisations: Mapping[str, Linearisation]
    stabilities: Mapping[str, Stability]
    notes: tuple[str, ...] = field(default=())
    jacobian: tuple[tuple[Expression, ...], ...] = ()
