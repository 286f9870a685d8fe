"""One lever, everything else fixed: the exact thresholds and the equilibria between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from vcgame.derive.irrational import regime_at
from vcgame.derive.isolated import Root
from vcgame.derive.symmetric.line import AlikeLever, pure_solution
from vcgame.derive.thresholds import OneLever
from vcgame.errors import (
    EvaluationError,
    ExpressionError,
    IncompleteError,
    NotAlgebraicError,
    UnsupportedError,
    UsageError,
    nearest,
)
from vcgame.model.model import Model
from vcgame.solve.concepts import Concept, perfect_information
from vcgame.solve.solution import Solution, solve, within_assumptions

__all__ = ["Cut", "Line", "Piece", "lever_line", "line_concept"]


@dataclass(frozen=True, slots=True)
class Cut:
    """A value of the lever at which the regime changes, or has a regime of its own.

    `value` is exact where it is rational; otherwise `value` is ``None``, the number lies
    between `low` and `high`, and `solution` is ``None``. The `regime`, exact in both cases, is
    ``None`` outside the assumptions, and where a formula has no value.
    """

    value: Fraction | None
    low: Fraction
    high: Fraction
    solution: Solution | None
    regime: str | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """An open interval of the lever with one regime; `solution` is that at its middle."""

    low: Fraction
    high: Fraction
    solution: Solution | None


@dataclass(frozen=True, slots=True)
class Line:
    """The whole range of a lever: pieces and cuts in turn, beginning with a piece.

    A `solution` is ``None`` where the point is outside the assumptions, or a formula has no
    value. The ends of the range, where a threshold may lie too, are `at_low` and `at_high`.
    """

    parameter: str
    low: Fraction
    high: Fraction
    pieces: tuple[Piece, ...]
    cuts: tuple[Cut, ...]
    at_low: Cut | None = None
    at_high: Cut | None = None


def lever_line(
    model: Model,
    parameter: str,
    values: Mapping[str, Fraction] | None = None,
    *,
    instance: str | None = None,
) -> Line:
    """Find where the set of equilibria changes as one parameter runs through its range.

    All candidates of `vcgame.derive.thresholds` are tried: the game is solved at each and
    between them, and those at which nothing changes are left out. At irrational ones the
    regime follows from exact signs (`vcgame.derive.irrational`). Of alike firms pure equilibria
    are followed. Parameters of whole numbers have lines of their own
    (`vcgame.derive.whole_line`), and so have trees with information sets
    (`vcgame.derive.trees.line`).

    Raises
    ------
    UsageError
        For a parameter that is not there, or has no range.
    UnsupportedError
        For payoffs that are no ratios of polynomials in the parameter, for whole numbers, and
        for trees with information sets.
    IncompleteError
        Where the equilibria cannot all be listed.

    Examples
    --------
    >>> from vcgame.model.library import load_model
    >>> line = lever_line(load_model("boxed-pigs"), "A")
    >>> [str(cut.value) for cut in line.cuts]
    ['1', '6']
    """
    if parameter not in model.parameters:
        hint = nearest(parameter, tuple(model.parameters))
        raise UsageError(f"{model.id} has no parameter {parameter!r}; {hint}")
    low, high = model.parameters[parameter].low, model.parameters[parameter].high
    if low is None or high is None:
        raise UsageError(f"{parameter} has no range in {model.id}; write range = [low, high]")
    if model.parameters[parameter].whole:
        raise UnsupportedError(f"{parameter} of {model.id} takes whole numbers only; use sweep")
    if model.form == "extensive" and not perfect_information(model):
        raise UnsupportedError(
            f"{model.id} has information sets; 'vcgame conditions {model.id} --lever {parameter}' "
            "answers"
        )
    point = model.values(instance, values)
    try:
        if model.form == "symmetric":
            alike = AlikeLever(model, parameter, point)
            lever: OneLever = alike
            roots = alike.candidates(low, high, alike.deciding)
        else:
            lever = OneLever(model, parameter, point)
            roots = lever.candidates(low, high)
        cuts = [_cut(lever, point, root) for root in roots]
    except (NotAlgebraicError, ExpressionError) as error:
        raise UnsupportedError(
            f"no exact thresholds of {model.id} in {parameter}: {error}; use sweep"
        ) from error
    ends = [low, *(bound for root in roots for bound in (root.low, root.high)), high]
    pieces = [
        Piece(left, right, _solved(lever, point, (left + right) / 2))
        for left, right in zip(ends[::2], ends[1::2], strict=True)
    ]
    at_low, at_high = (_cut(lever, point, Root(end, end)) for end in (low, high))
    kept_pieces, kept_cuts = _merged(pieces, cuts)
    return Line(parameter, low, high, kept_pieces, kept_cuts, at_low, at_high)


def line_concept(model: Model) -> Concept | None:
    """Give the concept that lines tell of: of more than two players, pure equilibria only.

    The thresholds of their mixed ones are not among the candidates. (Those of alike firms are
    left out as well, by the line itself.)
    """
    many = model.form == "strategic" and len(model.players) > 2
    return "pure" if many else None


def _cut(lever: OneLever, point: Mapping[str, Fraction], root: Root) -> Cut:
    if not root.rational:
        alike = lever if isinstance(lever, AlikeLever) else None
        regime = regime_at(lever, root) if alike is None else alike.regime_at(root)
        return Cut(None, root.low, root.high, None, regime)
    solution = _solved(lever, point, root.low)
    regime = None if solution is None else solution.regime
    return Cut(root.low, root.low, root.low, solution, regime)


def _solved(lever: OneLever, point: Mapping[str, Fraction], value: Fraction) -> Solution | None:
    model, there = lever.model, {**point, lever.parameter: value}
    try:
        if within_assumptions(model, there) is not None:
            return None
        if isinstance(lever, AlikeLever):
            solution = pure_solution(model, there)
        else:
            solution = solve(model, there, concept=line_concept(model))
    except EvaluationError:
        return None
    if not solution.answer.complete:
        where = f"{lever.parameter} = {value}"
        raise IncompleteError(f"no exact thresholds: at {where}, {solution.answer.why}")
    return solution


def _merged(pieces: list[Piece], cuts: list[Cut]) -> tuple[tuple[Piece, ...], tuple[Cut, ...]]:
    """Drop cuts at which nothing changes."""
    kept_pieces, kept_cuts = pieces[:1], []
    for cut, piece in zip(cuts, pieces[1:], strict=True):
        before = kept_pieces[-1]
        if cut.regime == _regime(before) == _regime(piece):
            kept_pieces[-1] = Piece(before.low, piece.high, before.solution)
        else:
            kept_cuts.append(cut)
            kept_pieces.append(piece)
    return tuple(kept_pieces), tuple(kept_cuts)


def _regime(piece: Piece) -> str | None:
    return None if piece.solution is None else piece.solution.regime
