"""Outcomes of equilibria: what a player gets, what all get together, what is played.

An outcome at a point is that of the equilibrium which a stated rule selects there
(`vcgame.sweep.measures.selection`); the rule ``all`` gives one value per equilibrium instead.
Where the rule selects several equilibria, the point has a value only if all of them agree on it;
where it selects none, or where a point has no complete answer, there is no value (nan).

The price is the largest total of any pure profile, over the total of the selected equilibrium:
the price of anarchy with the rule ``worst`` (Koutsoupias and Papadimitriou 1999) and the price of
stability with ``best`` (Anshelevich et al. 2008). The ratio says something only of amounts above
zero; where the total of the equilibrium is not, there is no value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from vcgame.errors import UsageError, nearest
from vcgame.model.model import Model
from vcgame.sweep.findings import Found
from vcgame.sweep.measures.cells import Cells
from vcgame.sweep.measures.outcome import Outcome, outcome_names, parse_outcome
from vcgame.sweep.measures.outcome_values import OutcomeValues
from vcgame.sweep.measures.price import check_price
from vcgame.sweep.measures.selection import RULES, Rule, read_rules

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

__all__ = ["OutcomePlan"]

_PREFIX: Final[Mapping[Rule, str]] = {
    "all": "all",
    "best": "best",
    "worst": "worst",
    "risk-dominant": "risk",
    "pareto-dominant": "pareto",
}
_CHUNK: Final = 16_384


@dataclass(frozen=True)
class OutcomePlan:
    """Which outcomes a sweep gives, by which rules; made by `of`.

    Attributes
    ----------
    model
        The model.
    outcomes, rules
        Every outcome is given by every rule.
    """

    model: Model
    outcomes: tuple[Outcome, ...] = ()
    rules: tuple[Rule, ...] = ()

    @classmethod
    def of(cls, model: Model, outcomes: Iterable[str], rules: Sequence[str]) -> OutcomePlan:
        """Read the names of outcomes and rules.

        Raises
        ------
        UsageError
            For an unknown name, a name that stands twice, and where either is given without
            the other: no rule is taken for granted.

        Examples
        --------
        >>> from vcgame.model.library import load_model
        >>> plan = OutcomePlan.of(load_model("boxed-pigs"), ["total"], ["best", "worst"])
        >>> plan.point_columns
        {'best_total': ('total', 'best'), 'worst_total': ('total', 'worst')}
        """
        read = tuple(parse_outcome(model, text) for text in outcomes)
        for outcome in read:
            if read.count(outcome) > 1:
                raise UsageError(f"--outcome {outcome.text} stands twice; keep one")
        selected = read_rules(rules)
        for rule in ("risk-dominant", "pareto-dominant") if model.form == "symmetric" else ():
            if rule in selected:
                raise UsageError(
                    f"--select {rule} compares what single players get, and firms that are alike "
                    "change places; best, worst and all work here"
                )
        if "risk-dominant" in selected and model.form == "extensive":
            raise UsageError(
                "--select risk-dominant is for 2x2 games with [payoffs]; best, worst, "
                "pareto-dominant and all work in trees"
            )
        if read and not selected:
            raise UsageError(
                f"--outcome {read[0].text} needs --select, which says of which equilibrium: "
                f"{', '.join(RULES)}"
            )
        if selected and not read:
            raise UsageError(
                f"--select {selected[0]} needs --outcome; {nearest('', outcome_names(model))}"
            )
        if any(each.kind == "price" for each in read):
            check_price(model)
        return cls(model, read, selected)

    @cached_property
    def point_columns(self) -> dict[str, tuple[str, Rule]]:
        """Per column of the table of points, the outcome and the rule."""
        return self._columns([rule for rule in self.rules if rule != "all"])

    @cached_property
    def equilibrium_columns(self) -> dict[str, tuple[str, Rule]]:
        """Per column of the table of equilibria, the outcome and the rule, which is ``all``."""
        return self._columns([rule for rule in self.rules if rule == "all"])

    def _columns(self, rules: list[Rule]) -> dict[str, tuple[str, Rule]]:
        pairs = [(outcome, rule) for rule in rules for outcome in self.outcomes]
        return {f"{_PREFIX[rule]}_{each.column}": (each.text, rule) for each, rule in pairs}

    def compute(
        self, found: Found, answered: Flags, cells: Cells
    ) -> tuple[dict[str, Floats], dict[str, Floats]]:
        """Work the outcomes out at a range of points.

        Parameters
        ----------
        found
            The equilibria.
        answered
            Per point, whether its equilibria are all known (status ``ok``).
        cells
            The numbers of the game at the points.

        Returns
        -------
        points, equilibria
            Values by `point_columns`, one per point, and by `equilibrium_columns`, one per
            equilibrium; nan where there is none.
        """
        import numpy as np

        points = {name: np.full(len(answered), np.nan) for name in self.point_columns}
        equilibria = {name: np.full(len(found), np.nan) for name in self.equilibrium_columns}
        for start in range(0, len(answered) if self.outcomes else 0, _CHUNK):
            stop = min(start + _CHUNK, len(answered))
            first, last = (int(each) for each in np.searchsorted(found.row, [start, stop]))
            if first == last:
                continue
            part = OutcomeValues(
                self.model, found, slice(first, last), start, cells.part(start, stop)
            )
            known = answered[found.row[first:last]]
            for name, (text, _) in self.equilibrium_columns.items():
                value, _ = part.value(self._outcome(text))
                equilibria[name][first:last] = np.where(known, value, np.nan)
            for name, (text, rule) in self.point_columns.items():
                rows, values = part.agreed(self._outcome(text), rule)
                points[name][start + rows] = np.where(answered[start + rows], values, np.nan)
        return points, equilibria

    def _outcome(self, text: str) -> Outcome:
        return next(outcome for outcome in self.outcomes if outcome.text == text)
