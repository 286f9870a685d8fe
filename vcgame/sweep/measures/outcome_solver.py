"""What is asked for at every point of a sweep beside its equilibria: outcomes, and a target."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

from vcgame.model.formula.expression import Expression
from vcgame.model.model import Model
from vcgame.model.surplus import total_formulas, without_transfers
from vcgame.solve.concepts import swept_concept
from vcgame.sweep.columns import Values
from vcgame.sweep.findings import STATUSES, Findings
from vcgame.sweep.measures.cells import Cells
from vcgame.sweep.measures.outcomes import OutcomePlan
from vcgame.sweep.measures.target import Target, parse_target
from vcgame.sweep.solvers.payoffs import PayoffProgram

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["CellProgram", "OutcomeSolver"]


class CellProgram:
    """The numbers in the cells of a model, made ready for many points."""

    def __init__(self, model: Model) -> None:
        self.model = model
        if model.form == "strategic":
            self._payoffs = PayoffProgram.of(model)
        elif model.form == "symmetric":
            return  # what is paid stands with the equilibria
        else:
            ends = [node.payoffs for node in model.nodes if node.end]
            self._payoffs = PayoffProgram(tuple(zip(*ends, strict=True)))
        self._totals = PayoffProgram((total_formulas(model),))
        risks = tuple(_risks(model))
        self._chance = PayoffProgram((risks,)) if risks else None

    def run(self, values: Values, count: int) -> Cells:
        """Work the numbers out at the points of a block."""
        import numpy as np

        if self.model.form == "symmetric":
            nothing = np.zeros((0, count))
            return Cells(np.zeros((1, 0, count)), nothing, nothing)

        payoffs = self._payoffs.run(values, count)
        totals = self._totals.run(without_transfers(self.model, values), count)
        chance = np.zeros((0, count))
        if self._chance is not None:
            chance = self._chance.run(values, count).floats()[0]
        return Cells(
            payoffs.floats(),
            totals.floats()[0],
            chance,
            max(player.error for player in payoffs.players),
            max(player.error for player in totals.players),
        )


def _risks(model: Model) -> Iterable[Expression]:
    for node in model.nodes:
        if not node.end and node.player is None:
            yield from (each.probability for each in node.actions if each.probability is not None)


class OutcomeSolver:
    """Adds outcomes to what was found at the points of a block; made once for a sweep by `of`.

    Parameters
    ----------
    plan
        The outcomes.
    target
        A profile, or ``None``.
    mixed
        Whether mixed equilibria are looked for, too.
    """

    def __init__(self, plan: OutcomePlan, target: Target | None, *, mixed: bool) -> None:
        self.plan = plan
        self.target = target
        self.mixed = mixed
        self._cells = CellProgram(plan.model) if plan.outcomes else None

    @classmethod
    def of(cls, model: Model, options: Mapping[str, Any]) -> Self:
        """Read what the options of a job ask for."""
        asked = options.get("outcomes") or {"names": (), "select": ()}
        target = options.get("target")
        plan = OutcomePlan.of(model, asked["names"], asked["select"])
        concept = swept_concept(model, options.get("concept"))
        # Mixed equilibria in which alike firms differ are not looked for.
        mixed = concept != "pure" and model.form != "symmetric"
        aim = None if target is None else parse_target(model, target, options.get("concept"))
        return cls(plan, aim, mixed=mixed)

    def add(self, values: Values, findings: Findings) -> Findings:
        """Give the findings with outcomes, at points with these values of the parameters."""
        answered: NDArray[np.bool_] = findings.status == STATUSES.index("ok")
        points: dict[str, NDArray[np.float64]] = {}
        found = findings.found
        if self._cells is not None:
            cells = self._cells.run(values, len(findings))
            points, equilibria = self.plan.compute(found, answered, cells)
            found = replace(found, outcomes={**found.outcomes, **equilibria})
        if self.target is not None:
            points |= self.target.flags(found, answered, mixed=self.mixed)
        if not points and found is findings.found:
            return findings
        return replace(findings, found=found, outcomes={**findings.outcomes, **points})
