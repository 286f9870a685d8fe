"""Designs as JSON values, to be stored or sent to workers."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from vcgame.errors import UsageError
from vcgame.model.model import Model
from vcgame.sweep.design.axis import Axis
from vcgame.sweep.design.design import Design
from vcgame.sweep.design.point_list import PointList
from vcgame.sweep.design.sampling import Sampling
from vcgame.sweep.design.uncertain import Uncertain

__all__ = ["MAX_LISTED", "describe", "design_of"]

MAX_LISTED: Final = 1_000_000
"""So many values of a list are described (rows times columns)."""


def describe(design: Design) -> dict[str, Any]:
    """Describe a design in JSON values; exact numbers are text such as ``"1/3"``.

    Raises
    ------
    UsageError
        For a list of points with more than `MAX_LISTED` values.
    """
    sampling = design.sampling
    return {
        "base": {name: str(value) for name, value in design.base.items()},
        "axes": [
            {
                "name": axis.name,
                "moves": axis.moves,
                "low": str(axis.low),
                "high": str(axis.high),
                "count": axis.count,
            }
            for axis in design.axes
        ],
        "listed": None if design.listed is None else _texts(design.listed),
        "uncertain": [
            {
                "name": each.name,
                "low": str(each.low),
                "high": str(each.high),
                "decimals": each.decimals,
            }
            for each in design.uncertain
        ],
        "sampling": None
        if sampling is None
        else {"method": sampling.method, "rows": sampling.rows, "seed": sampling.seed},
    }


def design_of(model: Model, description: Mapping[str, Any]) -> Design:
    """Make the design of a description for the same model.

    Raises
    ------
    UsageError
        If the description is none, or is of another model.

    Examples
    --------
    >>> from vcgame.model.library import load_model
    >>> from vcgame.sweep.design.axis import parse_axis
    >>> model = load_model("boxed-pigs")
    >>> design = Design(model, model.values(), axes=(parse_axis(model, "A=0:1/3:9"),))
    >>> design_of(model, design.describe()) == design
    True
    """
    try:
        base = {name: Fraction(value) for name, value in description["base"].items()}
        axes = tuple(
            Axis(
                str(each["name"]),
                Fraction(each["low"]),
                Fraction(each["high"]),
                int(each["count"]),
                str(each["moves"]),
            )
            for each in description["axes"]
        )
        listed = description["listed"]
        points = (
            None
            if listed is None
            else PointList.of(
                {name: [Fraction(value) for value in values] for name, values in listed.items()}
            )
        )
        uncertain = tuple(
            Uncertain(
                str(each["name"]),
                Fraction(each["low"]),
                Fraction(each["high"]),
                int(each["decimals"]),
            )
            for each in description["uncertain"]
        )
        plan = description["sampling"]
        sampling = (
            None if plan is None else Sampling(plan["method"], int(plan["rows"]), int(plan["seed"]))
        )
    except (KeyError, TypeError, ValueError, AttributeError, ZeroDivisionError) as error:
        raise UsageError(f"this is no description of a design: {error!r}") from error
    if set(base) != set(model.parameters):
        raise UsageError(f"the design is not of the model {model.id}: the parameters differ")
    for axis in axes:
        known = axis.name in (model.definitions if axis.derived else model.parameters)
        if not known or axis.moves not in model.parameters:
            raise UsageError(f"the design is not of the model {model.id}: no {axis.name} there")
    return Design(model, base, axes, points, uncertain, sampling)


def _texts(listed: PointList) -> dict[str, list[str]]:
    count = len(listed) * len(listed.columns)
    if count > MAX_LISTED:
        raise UsageError(
            f"the list has {count} values; at most {MAX_LISTED} can be sent to workers: "
            "use a smaller list, or leave out columns that do not vary"
        )
    return {name: [str(v) for v in values] for name, values in listed.values().items()}
