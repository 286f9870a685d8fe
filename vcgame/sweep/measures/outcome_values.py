"""Outcomes of equilibria with bounds on their errors, and what selected equilibria agree on."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from vcgame.model.model import Model
from vcgame.sweep.findings import Found
from vcgame.sweep.measures.cells import EPS, Cells, expected, taken, ulps, weights
from vcgame.sweep.measures.outcome import Outcome
from vcgame.sweep.measures.price import largest_totals
from vcgame.sweep.measures.selection import (
    Groups,
    Rule,
    best,
    pareto_dominant,
    risk_dominant,
    worst,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

__all__ = ["OutcomeValues"]

_ROUNDING: Final = 1e-11
"""Relative error of the totals and payoffs of alike firms, which are sums over binomials."""


class OutcomeValues:
    """The equilibria at some of the points; what is asked twice is worked out once.

    Parameters
    ----------
    model
        The model.
    found, span
        The equilibria, and which of them are meant.
    start
        Row of the first of the points.
    cells
        The numbers of the game at the points.
    """

    def __init__(self, model: Model, found: Found, span: slice, start: int, cells: Cells) -> None:
        self.model = model
        self.row = found.row[span] - start
        self.found = Found(
            self.row,
            found.number[span],
            found.component[span],
            found.pure[span],
            found.shares[span],
            found.moves[span],
            found.payoffs[span],
            found.certificate[span],
        )
        self.cells = cells
        self.groups = Groups(self.row)
        self._places: dict[Rule, tuple[NDArray[np.intp], Groups | None]] = {}
        self._values: dict[Outcome, tuple[Floats, Floats]] = {}

    @cached_property
    def weights(self) -> Floats:
        """Per cell and equilibrium, the probability that it is reached."""
        return weights(self.model, self.found, self.cells.chance)

    @cached_property
    def totals(self) -> tuple[Floats, Floats]:
        """Per equilibrium its total, and a bound on the error."""
        if self.model.form == "symmetric":
            total = self.found.payoffs[:, -2]
            return total, _ROUNDING * abs(total)
        total, size = expected(self.weights, self.cells.totals, self.row)
        unit = EPS * ulps(self.model, len(self.cells.totals))
        return total, unit * size + self.cells.total_error

    @cached_property
    def payoff_errors(self) -> Floats:
        """Per equilibrium and player, a bound on the error; 0 where it stands alone."""
        import numpy as np

        errors = np.zeros_like(self.found.payoffs)
        several = np.flatnonzero(~self.groups.alone)
        if len(several):
            share, row = self.weights[:, several], self.row[several]
            unit = EPS * ulps(self.model, len(share))
            for player, table in enumerate(self.cells.payoffs):
                size = expected(share, table, row)[1]
                errors[several, player] = unit * size + self.cells.payoff_error
        return errors

    def _select(self, rule: Rule) -> Flags:
        if rule == "best":
            return best(*self.totals, self.groups)
        if rule == "worst":
            return worst(*self.totals, self.groups)
        if rule == "pareto-dominant":
            return pareto_dominant(self.found.payoffs, self.payoff_errors, self.groups)
        shape = [len(player.strategies) for player in self.model.players]
        cells = self.cells
        return risk_dominant(
            shape, self.found.shares, cells.payoffs, cells.payoff_error, self.row, self.groups
        )

    def value(self, outcome: Outcome) -> tuple[Floats, Floats]:
        """Give an outcome of every equilibrium, with a bound on the error."""
        if outcome not in self._values:
            self._values[outcome] = self._value(outcome)
        return self._values[outcome]

    def _value(self, outcome: Outcome) -> tuple[Floats, Floats]:
        import numpy as np

        if self.model.form == "symmetric" and outcome.kind in ("payoff", "price"):
            value = self.found.payoffs[:, -1] if outcome.kind == "price" else self._mean_payoffs()
            return value, _ROUNDING * np.abs(value)
        if outcome.kind == "payoff":
            return self.found.payoffs[:, outcome.player], self.payoff_errors[:, outcome.player]
        if outcome.kind == "plays":
            value = self._plays(outcome)
            return value, EPS * ulps(self.model, 0) * value
        total, error = self.totals
        if outcome.kind == "total":
            return total, error
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            ratio = largest_totals(self.model, self.cells)[self.row] / total
            price = np.where(total > error, ratio, np.nan)
            return price, np.abs(price) * (2 * error / total + 2 * EPS)

    def _mean_payoffs(self) -> Floats:
        """What alike firms get on average; a strategy that nobody plays pays nobody."""
        import numpy as np

        shares = self.found.shares
        payoffs = np.where(shares > 0, self.found.payoffs[:, : shares.shape[1]], 0.0)
        mean: Floats = (shares * payoffs).sum(axis=1)
        return mean

    def _plays(self, outcome: Outcome) -> Floats:
        player = self.model.players[outcome.player]
        if self.model.form == "extensive":
            return taken(self.model, self.found, self.cells.chance, player.id, outcome.action)
        before = self.model.players[: outcome.player]
        start = sum(len(each.strategies) for each in before)
        place = [strategy.id for strategy in player.strategies].index(outcome.action)
        shares: Floats = self.found.shares[:, start + place]
        return shares

    def agreed(self, outcome: Outcome, rule: Rule) -> tuple[NDArray[np.int64], Floats]:
        """Give what all equilibria that a rule selects agree on.

        Returns
        -------
        rows, values
            The points where the rule selects any, and there the outcome, nan without agreement.
        """
        import numpy as np

        places, groups = self._selected(rule)
        if groups is None:
            return self.row[places], np.empty(0)
        value, error = (each[places] for each in self.value(outcome))
        rows, first = self.row[places[groups.heads]], value[groups.heads]
        if groups.alone.all():
            return rows, first
        with np.errstate(invalid="ignore"):
            same = groups.largest(value - error) <= groups.smallest(value + error)
        return rows, np.where(same[groups.heads], first, np.nan)

    def _selected(self, rule: Rule) -> tuple[NDArray[np.intp], Groups | None]:
        """Give the places of the equilibria that a rule selects, grouped by their points."""
        if rule not in self._places:
            import numpy as np

            with np.errstate(invalid="ignore"):
                places = np.flatnonzero(self._select(rule))
            self._places[rule] = places, Groups(self.row[places]) if len(places) else None
        return self._places[rule]
