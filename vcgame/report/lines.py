"""The line of a lever of any game, by the sort of lever and the form of the game."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from vcgame.derive.line import lever_line
from vcgame.derive.trees.line import TreeLine, tree_line
from vcgame.derive.whole_line import whole_line
from vcgame.model.model import Model
from vcgame.report.line_spans import AnyLine
from vcgame.solve.concepts import perfect_information

__all__ = ["any_line", "pure_only"]


def any_line(model: Model, lever: str, values: Mapping[str, Fraction]) -> AnyLine:
    """Find where the equilibria change as one parameter runs through its range.

    Whole numbers are tried one by one; trees with information sets are followed by the conditions
    of their pure equilibria.

    Raises
    ------
    UsageError
        For a parameter that is not there, or has no range.
    UnsupportedError
        For formulas that are no ratios of polynomials, and games or ranges that are too large.
    IncompleteError
        Where the equilibria cannot all be listed.

    Examples
    --------
    >>> from vcgame.model.library import load_model
    >>> model = load_model("common-technology")
    >>> type(any_line(model, "seed", model.values())).__name__
    'WholeLine'
    """
    known = model.parameters.get(lever)
    if known is not None and known.whole:
        return whole_line(model, lever, values)
    hidden = model.form == "extensive" and not perfect_information(model)
    if hidden and known is not None and known.low is not None:
        return tree_line(model, lever, values)
    return lever_line(model, lever, values)


def pure_only(model: Model, line: AnyLine) -> bool:
    """Whether a line tells of pure equilibria only, though there may be mixed ones.

    Of two players it tells of all, and so it does of trees in which everybody sees everything.
    """
    many = model.form == "strategic" and len(model.players) > 2
    return model.form == "symmetric" or many or isinstance(line, TreeLine)
