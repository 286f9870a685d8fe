"""All regimes of a strategic game as conditions in any number of free parameters.

The signs of finitely many polynomials in the parameters decide which extreme equilibria there are
(`vcgame.derive.regimes.decisions`). Their irreducible factors cut the parameters' space into open
cells, on each of which the regime is the same. The cells are found depth first: only signs that
may still decide are asked for, and what is proved to be empty is left. Points that are known make
most cells sure at no cost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

from vcgame.derive.line import line_concept
from vcgame.derive.regimes.answer import Boundary, Place, Regimes, Region, Supports, Undecided
from vcgame.derive.regimes.boundaries import Piece, Surfaces
from vcgame.derive.regimes.covers import Cover
from vcgame.derive.regimes.decisions import Decisions
from vcgame.derive.regimes.equations import without_equations
from vcgame.derive.regimes.equilibria import MAX_STRATEGIES
from vcgame.derive.regimes.exploration import Open, explored, ranks
from vcgame.derive.regimes.gaps import Gaps
from vcgame.derive.regimes.pool import Cube
from vcgame.derive.regimes.questions import NO_VALUE, RegimeQuestion
from vcgame.derive.regimes.signs import ANY, ZERO, Factors, Product, SignSet
from vcgame.derive.regimes.space import Space
from vcgame.derive.regimes.tally import Tally
from vcgame.derive.regimes.writing import Writer
from vcgame.derive.statement import all_of
from vcgame.errors import ExpressionError, NotAlgebraicError, UnsupportedError, UsageError
from vcgame.model.formula.expression import Condition
from vcgame.model.model import Model
from vcgame.model.restriction import relaxed
from vcgame.solve.answer import Answer
from vcgame.solve.solution import solve

__all__ = ["EFFORT", "parametric_regimes"]

EFFORT: Final = 1_000
"""So many questions about cells are put to the provers at most if they are linear, and fewer if
not; a third as many more about boundaries, and again to make conditions shorter."""
CELLS_EACH: Final = 2
"""So many cells are looked at for each question that may be put."""

_PAIR: Final = 2


def parametric_regimes(model: Model, *, effort: int = EFFORT) -> Regimes:
    """Find the regimes of a strategic game, all of whose parameters are free.

    Of two players all extreme equilibria count, of more players the pure ones. Every regime
    comes with conditions in the parameters, as few and as short as are found, and with rational
    witnesses, at which the game is solved exactly. So do the pieces of surfaces between
    regimes. What is not decided is listed as such.

    Parameters
    ----------
    model
        A strategic model whose payoffs are ratios of polynomials, ``min``, ``max``, ``abs`` and
        ``if`` included. Parameters can be fixed by `vcgame.model.restriction`.
    effort
        Limit on the questions put to the provers. Beyond it the rest is not decided.

    Raises
    ------
    UnsupportedError
        For trees, payoffs that depend on population shares or are no ratios of polynomials,
        and two players with more than five strategies.
    UsageError
        If there is no free parameter, or no point within the assumptions.

    Examples
    --------
    >>> from vcgame.model.formula.plain import to_text
    >>> from vcgame.model.library import load_model
    >>> found = parametric_regimes(load_model("boxed-pigs"))
    >>> for region in found.regions:
    ...     for place in region.places:
    ...         print(region.regime, "|", *map(to_text, place.conditions))
    press+wait, press+wait | press, wait | wait, press | A < 1
    press, wait | A < 6 A > 1
    wait, wait | A > 6
    >>> found.complete
    True
    """
    model = relaxed(model)
    _check(model)
    return _Search(model, effort).regimes()


def _check(model: Model) -> None:
    other = "use sweep, or thresholds of a lever"
    if model.form != "strategic":
        raise UnsupportedError(
            f"{model.id} is {model.called}; regimes are for games with [payoffs]; {other}"
        )
    if model.state_dependent:
        raise UnsupportedError(
            f"the payoffs of {model.id} depend on population shares; vcgame dynamics can answer"
        )
    most = max(len(player.strategies) for player in model.players)
    if len(model.players) == _PAIR and most > MAX_STRATEGIES:
        raise UnsupportedError(
            f"regimes in parameters are for two players with up to {MAX_STRATEGIES} strategies, "
            f"and {model.id} has {most}; use sweep"
        )
    if not model.parameters:
        raise UsageError(f"no parameter of {model.id} is free; use solve")


class _Search:
    """The search for the regimes of one model."""

    def __init__(self, model: Model, effort: int) -> None:
        self._whole = model
        self._solved = without_equations(model)
        small = self._solved.model
        if not small.parameters:
            raise UsageError(f"the assumptions of {model.id} leave no parameter free; use solve")
        self._names = tuple(small.parameters)
        try:
            decisions = Decisions(_unbounded(small), self._names, {}, _possible)
        except (NotAlgebraicError, ExpressionError) as error:
            raise UnsupportedError(
                f"no exact regimes of {model.id}: {error}; use sweep, or thresholds of a lever"
            ) from error
        self._polynomials = decisions.factors.polynomials
        self._order = ranks(self._polynomials)
        self._space = Space(small, self._polynomials)
        self._space.pool.fill()
        self._space.left = self._effort = effort
        self._question = RegimeQuestion(small, decisions)
        self._tally = Tally(self._space.pool, self._question, self._order)
        levers = [lever.id for lever in small.levers]
        self._writer = Writer(self._names, levers, self._space.sign)

    def regimes(self) -> Regimes:
        """Search, then write up."""
        if self._space.find({}).finding == "empty":
            raise UsageError(f"no values satisfy the assumptions of {self._whole.id}")
        self._space.prepare()
        most = CELLS_EACH * self._effort
        cells = explored(self._space, self._question, {}, self._tally, most)
        self._space.left = max(self._space.left, 0) + self._effort // 3
        surfaces = Surfaces(self._space, self._question, self._polynomials)
        surfaces.explore(most // 2)
        self._space.left = max(self._space.left, 0) + self._effort // 3
        regions, gaps = self._regions(cells.leaves, surfaces)
        boundaries = [self._boundary(piece) for piece in surfaces.pieces()]
        boundaries += [
            self._corner(label, cube) for label, cubes in gaps.corners.items() for cube in cubes
        ]
        undecided = [self._undecided(each) for each in cells.opened]
        undecided += [
            self._undecided(each, boundary=True) for each in (*surfaces.opened, *gaps.opened)
        ]
        return Regimes(
            tuple(self._whole.parameters),
            "nash" if line_concept(self._whole) is None else "pure",
            tuple(regions),
            tuple(boundaries),
            cells.empty + surfaces.empty,
            tuple(undecided),
            self._solved.equations,
        )

    def _regions(
        self, leaves: Sequence[tuple[Cube, str]], surfaces: Surfaces
    ) -> tuple[list[Region], Gaps]:
        cells: dict[str, list[Cube]] = {}
        for cube, label in leaves:
            cells.setdefault(label, []).append(cube)
        cover = Cover(self._space, self._question, self._tally, self._order)
        cubes = {label: cover.minimal(each, label, {}) for label, each in sorted(cells.items())}
        gaps = Gaps(self._space, self._question, cover, surfaces.numbers)
        gaps.close(cubes)
        return [self._region(label, each) for label, each in cubes.items()], gaps

    def _region(self, label: str, cubes: Sequence[Cube]) -> Region:
        places = [self._place(cube) for cube in cubes]
        equilibria: tuple[Supports, ...] = ()
        for place in places:
            answer = self._confirmed(place.witness, label)
            if answer is not None:
                equilibria = self._supports(answer)
        return Region(label, equilibria, tuple(places))

    def _place(self, cube: Cube, *surfaces: int) -> Place:
        """Write a cube up; surfaces that it lies on, whose equations stand apart, are left out."""
        conditions = [
            self._writer.condition(self._polynomials[number], signs)
            for number, signs in sorted(cube.items(), key=lambda item: self._order[item[0]])
            if number not in surfaces
        ]
        found = self._space.find(cube)
        point = None
        if found.point is not None:
            best = self._space.pool.best(cube, off=True)
            point = self._full(found.point if best is None else best)
        return Place(tuple(conditions), point)

    def _full(self, point: Mapping[str, Fraction]) -> dict[str, Fraction]:
        values = self._solved.full(point)
        return {name: values[name] for name in self._whole.parameters}

    def _confirmed(self, point: Mapping[str, Fraction] | None, label: str) -> Answer | None:
        """Solve the game at a witness, and insist on its regime."""
        if point is None or label == NO_VALUE:
            return None
        solution = solve(self._whole, point, concept=line_concept(self._whole))
        if solution.regime != label:
            raise AssertionError(
                f"vcgame is wrong: at {dict(point)} the regime is {solution.regime}, not {label}"
            )
        if not isinstance(solution.answer, Answer):
            raise TypeError(type(solution.answer))
        return solution.answer

    def _supports(self, answer: Answer) -> tuple[Supports, ...]:
        ids = [[strategy.id for strategy in player.strategies] for player in self._whole.players]
        return tuple(
            tuple(
                tuple(names[strategy] for strategy in support)
                for names, support in zip(ids, equilibrium.supports, strict=True)
            )
            for equilibrium in answer.equilibria
        )

    def _boundary(self, piece: Piece) -> Boundary:
        polynomial = self._polynomials[piece.number]
        places = [self._place(cube, piece.number) for cube in piece.cubes]
        answers = [self._confirmed(place.witness, piece.regime) for place in places]
        below, above = piece.sides
        if self._writer.turned(polynomial) < 0:
            below, above = above, below
        equation = self._writer.condition(polynomial, ZERO)
        counts = self._counts(answers[0])
        return Boundary(equation, below, above, tuple(places), piece.regime, *counts)

    def _counts(self, answer: Answer | None) -> tuple[int | None, bool | None]:
        """Give the number of components, and whether the game is degenerate."""
        if answer is None or len(self._whole.players) != 2:
            return None, None  # only pure equilibria are known
        return answer.components, answer.degenerate

    def _corner(self, label: str, cube: Cube) -> Boundary:
        """Write up where surfaces meet on which nothing happens alone."""
        met = [number for number, signs in sorted(cube.items()) if signs == ZERO]
        place = self._place(cube, *met)
        answer = self._confirmed(place.witness, label)
        equations = all_of(self._writer.condition(self._polynomials[each], ZERO) for each in met)
        return Boundary(equations, None, None, (place,), label, *self._counts(answer))

    def _undecided(self, cell: Open, *, boundary: bool = False) -> Undecided:
        conditions = [
            self._writer.condition(self._polynomials[number], signs)
            for number, signs in sorted(cell.cube.items(), key=lambda item: self._order[item[0]])
        ]
        regime = cell.answer if isinstance(cell.answer, str) else None
        return Undecided(tuple(conditions), cell.reason, regime, boundary)


def _unbounded(model: Model) -> Model:
    """Leave the assumptions out: they are conditions for the provers, not signs to be split by."""
    from dataclasses import replace

    nothing: tuple[Condition, ...] = ()
    return replace(model, assumptions=nothing)


def _possible(product: Product, factors: Factors) -> SignSet:
    """Give the signs that a product may have, if each factor may have any."""
    return product.possible([ANY] * len(factors.polynomials))
