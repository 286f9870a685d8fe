"""A sweep as a job, from a model, a design and what is asked for at every point."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vcgame.errors import UsageError
from vcgame.forms.point import check_payoffs
from vcgame.solve.concepts import Concept, check_concept
from vcgame.sweep.design.design import Design
from vcgame.sweep.execution import points_per_part
from vcgame.sweep.job import Job
from vcgame.sweep.measures.outcomes import OutcomePlan
from vcgame.sweep.measures.target import TARGET_COLUMNS, parse_target
from vcgame.sweep.storage.layout import Layout

__all__ = ["prepare_job"]


def prepare_job(
    design: Design,
    text: str,
    *,
    name: str = "",
    outcomes: Sequence[str] = (),
    select: Sequence[str] = (),
    target: str | None = None,
    concept: Concept | None = None,
    part_points: int | None = None,
) -> Job:
    """Make a job that can be sent to any process.

    Its options are ``outcomes`` (their ``names``; the rules that ``select`` equilibria; per
    column of an outcome, in ``columns``, the outcome and the rule), ``target`` (a profile, or
    ``None``), ``concept`` and ``columns`` (the layout of the tables).

    Parameters
    ----------
    design
        Which points.
    text
        The text of the model file, and `name` how messages call it.
    outcomes, select
        Names of outcomes and of rules, see `vcgame.sweep.measures.outcomes`.
    target
        A profile, see `vcgame.sweep.measures.target`.
    concept
        As `vcgame.solve.solution.solve` takes it.
    part_points
        How many points a part has; that is found out from their number unless given.

    Raises
    ------
    UsageError
        If an outcome, a rule or the target is none of the model.
    """
    model = design.model
    check_payoffs(model)
    check_concept(model, concept, swept=True)
    plan = OutcomePlan.of(model, outcomes, select)
    aim = None if target is None else parse_target(model, target, concept)
    layout = Layout.of(
        model,
        shown=design.shown,
        outcomes=[*plan.point_columns, *(TARGET_COLUMNS if aim else ())],
        equilibrium_outcomes=plan.equilibrium_columns,
        draws=design.draws if design.sampling is not None else None,
        concept=concept,
    )
    options: dict[str, Any] = {
        "outcomes": _described(plan),
        "target": None if aim is None else aim.text,
        "concept": concept,
        "columns": layout.describe(),
    }
    size = points_per_part(len(design)) if part_points is None else part_points
    if size < 1:
        raise UsageError(f"a part has at least one point, not {size}")
    return Job(name or model.id, text, design.describe(), options, len(design), size)


def _described(plan: OutcomePlan) -> dict[str, Any] | None:
    if not plan.outcomes:
        return None
    columns = {**plan.point_columns, **plan.equilibrium_columns}
    return {
        "names": [outcome.text for outcome in plan.outcomes],
        "select": list(plan.rules),
        "columns": {
            name: {"outcome": outcome, "select": rule} for name, (outcome, rule) in columns.items()
        },
    }
