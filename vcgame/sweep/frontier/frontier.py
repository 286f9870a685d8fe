"""The boundary between regimes over a rectangle of two parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal

from vcgame.derive.regimes.decisions import Decisions, Outcome
from vcgame.derive.regimes.equilibria import MAX_STRATEGIES
from vcgame.derive.regimes.labels import keys_label
from vcgame.derive.regimes.signs import Factors, Product, SignSet
from vcgame.errors import ExpressionError, NotAlgebraicError, UnsupportedError, UsageError
from vcgame.forms.point import check_payoffs
from vcgame.model.model import Model
from vcgame.sweep.frontier.cells import Finest, Proved
from vcgame.sweep.frontier.outcomes import Outcomes
from vcgame.sweep.frontier.patterns import MAX_FACTORS
from vcgame.sweep.frontier.polynomials import RootFactor
from vcgame.sweep.frontier.refinement import Refinement
from vcgame.sweep.frontier.spans import Span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["MAX_RESOLUTION", "Frontier", "Region", "find_frontier"]

MAX_RESOLUTION: Final = 65_536

Status = Literal["ok", "outside", "error"]


@dataclass(frozen=True, slots=True)
class Region:
    """Where one regime is proved to hold.

    Attributes
    ----------
    status
        ``"ok"``, ``"outside"`` the assumptions, or ``"error"``: a formula has no value.
    regime
        Label of the set of equilibria, as `vcgame.solve.solution.solve` gives it; else empty.
    cells
        How many cells of the grid are proved to lie in it, their edges included; 0 for a regime
        that was met at corners only.
    point
        A point in the middle of the largest proved rectangle (of several, the first), as values
        of the two parameters; ``None`` without such a rectangle.
    """

    status: Status
    regime: str
    cells: int
    point: tuple[Fraction, Fraction] | None


@dataclass(frozen=True, slots=True, eq=False)
class Frontier:
    """Where the regime changes in a rectangle of two parameters.

    The rectangle has `resolution` times `resolution` cells. Every cell is inside a proved
    rectangle, or is listed in `columns` and `rows`: a boundary cell if its four corners have
    different regimes, else undecided.

    Attributes
    ----------
    model, values
        What was looked at; the values of the two parameters are overridden.
    spans
        The two parameters.
    regions
        All regimes met, those of the most cells first.
    rectangles, rectangle_regions
        The proved rectangles, which do not overlap: left, right, low and high line of the grid
        each, and the number of its region.
    columns, rows
        Places of the cells that are not proved.
    corners
        Per cell the regions at its corners low-low, high-low, low-high, high-high.
    tested
        Cells whose bounds were looked at, large ones and small ones.
    traced
        Corners at which a sign was asked for to follow the boundary from cell to cell.
    solved
        Games solved: one for each pattern of signs that decided an outcome.
    """

    model: Model
    values: Mapping[str, Fraction]
    spans: tuple[Span, Span]
    resolution: int
    regions: tuple[Region, ...]
    rectangles: NDArray[np.int32]
    rectangle_regions: NDArray[np.int32]
    columns: NDArray[np.int32]
    rows: NDArray[np.int32]
    corners: NDArray[np.int32]
    tested: int
    traced: int
    solved: int

    @property
    def boundary(self) -> NDArray[np.bool_]:
        """Per cell that is not proved, whether its corners have different regimes."""
        different: NDArray[np.bool_] = (self.corners != self.corners[:, :1]).any(axis=1)
        return different


def find_frontier(
    model: Model,
    spans: tuple[Span, Span],
    resolution: int,
    values: Mapping[str, Fraction] | None = None,
) -> Frontier:
    """Find all cells of a grid in which the regime may change.

    A cell is left out only where the regime, that is the set of extreme equilibria with their
    supports and best replies, is proved to be one and the same on the whole closed cell: by
    bounds on the irreducible factors of all minors, and on what the assumptions compare. So no
    island of another regime is missed, however small.

    Parameters
    ----------
    model
        A strategic model of two players with at most five strategies each.
    spans
        The two parameters with their ranges.
    resolution
        Cells in each direction, at most 65,536; it is rounded up to a power of two.
    values
        The values of all parameters; the defaults if not given.

    Raises
    ------
    UnsupportedError
        For another kind of game, and for formulas that are no ratios of polynomials in the
        two parameters.
    UsageError
        For a resolution out of bounds.

    Examples
    --------
    >>> from vcgame.model.library import load_model
    >>> from vcgame.sweep.frontier.spans import parse_spans
    >>> model = load_model("brand-two-firms")
    >>> found = find_frontier(model, parse_spans(model, "b,c"), 64)
    >>> max(found.regions, key=lambda region: region.cells).regime
    'build, build'
    """
    if not 1 <= resolution <= MAX_RESOLUTION:
        raise UsageError(f"--resolution {resolution}: a number from 1 to {MAX_RESOLUTION}")
    _check_form(model)
    _check_whole(model, spans)
    levels = (resolution - 1).bit_length()
    point = model.values() if values is None else values
    sides = tuple((span.low, span.high) for span in spans)
    roots: list[RootFactor] = []

    def extend(factors: Factors) -> None:
        new = factors.polynomials[len(roots) :]
        roots.extend([RootFactor(polynomial, (sides[0], sides[1])) for polynomial in new])

    def possible(product: Product, factors: Factors) -> SignSet:
        extend(factors)
        return product.possible([root.signs for root in roots])

    try:
        decisions = Decisions(model, (spans[0].name, spans[1].name), point, possible)
        extend(decisions.factors)
    except (NotAlgebraicError, ExpressionError) as error:
        named = f"{spans[0].name} and {spans[1].name}"
        raise UnsupportedError(
            f"no certified frontier of {model.id} in {named}: {error}; use sweep"
        ) from error
    _check_size(model, roots)
    book = Outcomes(decisions)
    refinement = Refinement(roots, book.settle, levels)
    return _assembled(model, point, spans, book, refinement)


def _check_form(model: Model) -> None:
    if model.form != "strategic":
        raise UnsupportedError(
            f"{model.id} is {model.called}: a frontier is for games with [payoffs]; "
            f"'vcgame conditions {model.id}' gives exact conditions, 'vcgame sweep {model.id}' "
            "answers on a grid"
        )
    check_payoffs(model)
    if len(model.players) != 2:
        raise UnsupportedError(
            f"{model.id} has {len(model.players)} players: a frontier is for two; use sweep"
        )
    most = max(len(player.strategies) for player in model.players)
    if most > MAX_STRATEGIES:
        raise UnsupportedError(
            f"{model.id} has a player with {most} strategies: a frontier is for at most "
            f"{MAX_STRATEGIES}; use sweep"
        )


def _check_whole(model: Model, spans: tuple[Span, Span]) -> None:
    for span in spans:
        if model.parameters[span.name].whole:
            raise UnsupportedError(
                f"{span.name} takes whole numbers only, and a frontier runs through all between; "
                f"'vcgame sweep {model.id}' answers at each whole number"
            )


def _check_size(model: Model, roots: Sequence[RootFactor]) -> None:
    if len(roots) > MAX_FACTORS:
        raise UnsupportedError(
            f"no certified frontier of {model.id}: {len(roots)} polynomials decide, and at most "
            f"{MAX_FACTORS} are allowed; use sweep"
        )


def _assembled(
    model: Model,
    values: Mapping[str, Fraction],
    spans: tuple[Span, Span],
    book: Outcomes,
    refinement: Refinement,
) -> Frontier:
    import numpy as np

    resolution = 2**refinement.levels
    parts = list(refinement.run())
    proved = [part for part in parts if isinstance(part, Proved)]
    finest = [part for part in parts if isinstance(part, Finest)]
    left, right, low, high, numbers = (
        _joined([getattr(part, name) for part in proved])
        for name in ("left", "right", "low", "high", "outcomes")
    )
    areas = (right - left).astype(np.int64) * (high - low)
    corners = np.concatenate([np.empty((0, 4), np.int32), *(each.corners for each in finest)])
    found = []
    for outcome, number in book.numbers.items():
        own = np.flatnonzero(numbers == number)
        point = None
        if len(own):
            best = own[np.lexsort((low[own], left[own], -areas[own]))[0]]
            point = (
                spans[0].at(int(left[best] + right[best]), 2 * resolution),
                spans[1].at(int(low[best] + high[best]), 2 * resolution),
            )
        if len(own) or (corners == number).any():
            found.append((number, _region(model, outcome, int(areas[own].sum()), point)))
    found.sort(key=lambda pair: (-pair[1].cells, pair[1].status, pair[1].regime))
    order = np.zeros(max(1, len(book.numbers)), dtype=np.int32)
    for place, (number, _) in enumerate(found):
        order[number] = place
    return Frontier(
        model,
        values,
        spans,
        resolution,
        tuple(region for _, region in found),
        np.stack([left, right, low, high], axis=1),
        order[numbers],
        _joined([each.columns for each in finest]),
        _joined([each.rows for each in finest]),
        order[corners],
        refinement.tested,
        refinement.traced,
        book.solved,
    )


def _joined(parts: list[NDArray[np.int32]]) -> NDArray[np.int32]:
    import numpy as np

    return np.concatenate([np.empty(0, np.int32), *parts]).astype(np.int32, copy=False)


def _region(
    model: Model, outcome: Outcome, cells: int, point: tuple[Fraction, Fraction] | None
) -> Region:
    if isinstance(outcome, str):
        return Region("outside" if outcome == "outside" else "error", "", cells, point)
    return Region("ok", keys_label(model, outcome), cells, point)
