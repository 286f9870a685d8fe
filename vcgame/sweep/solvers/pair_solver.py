"""Two-player games of a block, solved together by the batched kernel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vcgame.model.model import Model
from vcgame.solve.regime import joined_label
from vcgame.sweep.findings import STATUSES, Found
from vcgame.sweep.solvers.labels import MOST_KEPT, EquilibriumLabels
from vcgame.sweep.solvers.payoffs import PayoffBlock
from vcgame.sweep.solvers.solved import COLUMNS, Solved, no_equilibria

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vcgame.solve.kernel.batch import Batch
    from vcgame.solve.kernel.structure import Structures

__all__ = ["PairSolver"]

_UNIT = 2.0**-53


class PairSolver:
    """Solves a model of two players, with few enough strategies for the kernel.

    Every equilibrium, and so every label, is that of `vcgame.solve.nash.solve_nash`.
    """

    def __init__(self, model: Model) -> None:
        from vcgame.solve.kernel.batch import BatchSolver

        self.ids = tuple(
            tuple(strategy.id for strategy in player.strategies) for player in model.players
        )
        self.shape = (len(self.ids[0]), len(self.ids[1]))
        self.solver = BatchSolver(*self.shape)
        self.empty = no_equilibria(sum(self.shape), 0, 2)
        self._first = _first_members(max(self.shape))
        self._names = EquilibriumLabels(self.ids)
        self._labels: dict[bytes, str] = {}

    @staticmethod
    def fits(model: Model) -> bool:
        """Whether the kernel takes the games of a model."""
        from vcgame.solve.kernel.batch import LARGEST

        return (
            model.form == "strategic"
            and len(model.players) == 2
            and max(len(player.strategies) for player in model.players) <= LARGEST
        )

    def solve(
        self, rows: NDArray[np.intp], payoffs: PayoffBlock, floats: NDArray[np.float64]
    ) -> tuple[Solved, NDArray[np.intp]]:
        """Solve the games at some rows of a block.

        Parameters
        ----------
        rows
            Rows that satisfy the assumptions and have payoffs.
        payoffs
            Payoffs at all rows of the block.
        floats
            The same rounded, shape (players, profiles, rows of the block).

        Returns
        -------
        solved
            The answers.
        left
            Rows where floats cannot decide and payoffs are irrational; `solved` leaves them out.
        """
        import numpy as np

        asked = _Exactly(payoffs, rows, self.shape)
        tables = [self._table(player.table, rows) for player in payoffs.players]
        if any(table is None for table in tables):
            batch = self.solver.solve(*asked(np.arange(len(rows))), shares=True)
        elif (
            all(player.tier == "integers" for player in payoffs.players)
            and not payoffs.unsure.any()
        ):
            batch = self.solver.solve(tables[0], tables[1], shares=True)
        else:
            unsure = np.where(payoffs.unsure[rows], np.inf, 0.0)
            errors = [
                unsure
                + (player.error if player.tier == "floats" else float(player.bound) * 2 * _UNIT)
                for player in payoffs.players
            ]
            batch = self.solver.solve(
                *[np.nan_to_num(table.astype(np.float64)) for table in tables],
                errors=(errors[0], errors[1]),
                exact=asked,
                shares=True,
            )
        kept = ~asked.irrational
        solved = self._solved(rows, batch, floats, kept)
        return solved, rows[~kept]

    def _table(self, table: Any, rows: NDArray[np.intp]) -> Any:
        if table is None:
            return None
        if table.shape[1] != len(rows):
            table = table[:, rows]
        return table.reshape(*self.shape, len(rows))

    def _solved(
        self,
        rows: NDArray[np.intp],
        batch: Batch,
        floats: NDArray[np.float64],
        kept: NDArray[np.bool_],
    ) -> Solved:
        import numpy as np

        structures = batch.structures
        labels = [self._label(structures, place) for place in range(len(structures))]
        counts = np.diff(structures.starts).astype(np.int32)
        codes = batch.codes[kept]
        found = self._found(rows, batch, floats)
        if not kept.all():
            inside = kept[np.searchsorted(rows, found.row)]
            found = Found(*[getattr(found, name)[inside] for name in COLUMNS])
        return Solved(
            rows[kept],
            np.full(len(codes), STATUSES.index("ok"), dtype=np.int8),
            np.zeros(len(codes), dtype=np.int32),
            ("",),
            codes,
            tuple(labels),
            counts[codes],
            structures.components.astype(np.int32)[codes],
            batch.degenerate[kept].astype(np.int8),
            found,
        )

    def _found(self, rows: NDArray[np.intp], batch: Batch, floats: NDArray[np.float64]) -> Found:
        import numpy as np

        shares = batch.shares
        if shares is None or not len(shares.game):
            return self.empty
        row = rows[shares.game]
        which = batch.structures.starts[batch.codes[shares.game]] + shares.place
        supports = batch.structures.supports[which]
        pure = ((supports & (supports - 1)) == 0).all(axis=1)
        payoffs = np.empty((2, len(row)))
        endless = np.isinf(floats).any()
        strides = (self.shape[1], 1)
        for player, mixture in enumerate((shares.y, shares.x)):
            # All that a player plays pays the same: his first strategy against the other's mixture.
            own = self._first[supports[:, player]] * strides[player] * floats.shape[2] + row
            flat = floats[player].reshape(-1)
            step = strides[1 - player] * floats.shape[2]
            with np.errstate(invalid="ignore"):
                paid = [flat[own + other * step] * share for other, share in enumerate(mixture.T)]
            if endless:  # a payoff that no float can hold, and that is not met, counts nothing
                paid = [
                    np.where(part == 0, 0.0, each)
                    for part, each in zip(mixture.T, paid, strict=True)
                ]
            payoffs[player] = sum(paid[1:], paid[0])
        return Found(
            row.astype(np.int64, copy=False),
            (shares.place + 1).astype(np.int32),
            batch.structures.component[which].astype(np.int32),
            pure,
            np.concatenate([shares.x.T, shares.y.T]).T,
            np.empty((len(row), 0), dtype=np.int32),
            payoffs.T,
            np.zeros(len(row)),
        )

    def _label(self, structures: Structures, place: int) -> str:
        span = slice(structures.starts[place], structures.starts[place + 1])
        supports, replies = structures.supports[span], structures.best_replies[span]
        key = supports.tobytes() + replies.tobytes()
        if key not in self._labels:
            if len(self._labels) >= MOST_KEPT:
                self._labels.clear()
            self._labels[key] = joined_label(
                self._names.label((*played, *best))
                for played, best in zip(supports.tolist(), replies.tolist(), strict=True)
            )
        return self._labels[key]


def _first_members(size: int) -> NDArray[np.intp]:
    """Per mask its lowest strategy."""
    import numpy as np

    masks = np.arange(1 << size)
    lowest: NDArray[np.intp] = np.argmax(masks[:, None] >> np.arange(size) & 1, axis=1)
    return lowest


class _Exactly:
    """Gives payoffs in Python integers for rows that floats leave open; notes irrational ones."""

    def __init__(
        self, payoffs: PayoffBlock, rows: NDArray[np.intp], shape: tuple[int, int]
    ) -> None:
        import numpy as np

        self.payoffs, self.rows, self.shape = payoffs, rows, shape
        self.irrational = np.zeros(len(rows), dtype=np.bool_)

    def __call__(self, games: NDArray[np.intp]) -> tuple[Any, Any]:
        exact = self.payoffs.exact(self.rows[games])
        self.irrational[games] |= exact.irrational | exact.absent
        first, second = (table.reshape(*self.shape, len(games)) for table in exact.tables)
        return first, second
