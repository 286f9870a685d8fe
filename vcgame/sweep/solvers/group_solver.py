"""Games of three and more players of a block, solved together."""

from __future__ import annotations

from dataclasses import replace
from math import prod
from typing import TYPE_CHECKING, Any, Final

from vcgame.model.model import Model
from vcgame.solve.concepts import Concept
from vcgame.solve.regime import joined_label
from vcgame.sweep.findings import STATUSES, Found
from vcgame.sweep.solvers.labels import EquilibriumLabels
from vcgame.sweep.solvers.payoffs import PayoffBlock
from vcgame.sweep.solvers.solved import COLUMNS, Solved, no_equilibria

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["GroupSolver"]

_PROFILES: Final = 4_096
"""Games with more pure profiles are solved one by one."""

_TRIO: Final = (2, 2, 2)


class GroupSolver:
    """Solves a model of three and more players, or any model for its pure equilibria.

    Three players with two strategies each: all equilibria, by the closed forms of
    `vcgame.solve.kernel.trio`, unless the pure ones are asked for; others: all pure ones, as
    `vcgame.solve.pure.solve_pure` finds them.
    """

    def __init__(self, model: Model, concept: Concept | None = None) -> None:
        self.ids = tuple(
            tuple(strategy.id for strategy in player.strategies) for player in model.players
        )
        self.shape = tuple(len(ids) for ids in self.ids)
        self.trio = self.shape == _TRIO and concept != "pure"
        self.empty = no_equilibria(sum(self.shape), 0, len(self.shape))
        self._names = EquilibriumLabels(self.ids)

    @staticmethod
    def fits(model: Model, concept: Concept | None = None) -> bool:
        """Whether games of a model are solved together."""
        sizes = tuple(len(player.strategies) for player in model.players)
        if model.form != "strategic" or prod(sizes) > _PROFILES:
            return False
        return concept == "pure" or (len(sizes) > 2 and concept is None) or sizes == _TRIO

    def solve(
        self, rows: NDArray[np.intp], payoffs: PayoffBlock, floats: NDArray[np.float64]
    ) -> tuple[Solved, NDArray[np.intp]]:
        """Solve the games at some rows of a block; as `PairSolver.solve`.

        Left over are rows with payoffs that are not rational, and those whose equilibria are not
        all isolated, since the reason is to be given with them.
        """
        import numpy as np

        tables, kept = self._tables(rows, payoffs)
        if self.trio:
            masks, found, degenerate, complete = self._trios(tables, rows)
            kept &= complete
        else:
            masks, found = self._pure(tables, rows)
            degenerate = np.full(len(rows), -1, dtype=np.int8)
        inside = kept[np.searchsorted(rows, found.row)]
        found = self._paid(Found(*[getattr(found, name)[inside] for name in COLUMNS]), floats)
        counts = np.bincount(np.searchsorted(rows, found.row), minlength=len(rows))
        codes, regimes = self._regimes(masks[inside], counts[kept])
        solved = Solved(
            rows[kept],
            np.full(len(codes), STATUSES.index("ok"), dtype=np.int8),
            np.zeros(len(codes), dtype=np.int32),
            ("",),
            codes,
            regimes,
            counts[kept].astype(np.int32),
            counts[kept].astype(np.int32),
            degenerate[kept],
            found,
        )
        return solved, rows[~kept]

    def _tables(
        self, rows: NDArray[np.intp], payoffs: PayoffBlock
    ) -> tuple[NDArray[Any], NDArray[np.bool_]]:
        """Give integer payoffs, shape (players, profiles, rows), and where they are rational."""
        import numpy as np

        found = [
            player.table
            for player in payoffs.players
            if player.tier == "integers" and player.table is not None
        ]
        if len(found) == len(self.shape) and not payoffs.unsure[rows].any():
            return np.stack(found)[:, :, rows], np.ones(len(rows), dtype=np.bool_)
        exact = payoffs.exact(rows)
        return np.stack(exact.tables), ~(exact.irrational | exact.absent)

    def _trios(
        self, tables: NDArray[Any], rows: NDArray[np.intp]
    ) -> tuple[Any, Found, NDArray[np.int8], NDArray[np.bool_]]:
        import numpy as np

        from vcgame.solve.kernel.trio import solve_trios

        batch = solve_trios(tables)
        shares = batch.probabilities.reshape(6, -1).T
        masks = np.concatenate([batch.supports, batch.best_replies]).T.astype(np.int64)
        found = self._found(rows, batch.game, shares)
        return masks, found, batch.degenerate.astype(np.int8), batch.complete

    def _pure(self, tables: NDArray[Any], rows: NDArray[np.intp]) -> tuple[Any, Found]:
        import numpy as np

        from vcgame.solve.kernel.pure_batch import pure_equilibria

        batch = pure_equilibria(tables, self.shape)
        game, profile = np.nonzero(batch.equilibria.T)
        played = np.stack(np.unravel_index(profile, self.shape))
        replies = []
        for player, size in enumerate(self.shape):
            best = batch.replies(player)[:, profile, game]
            replies.append((best * (1 << np.arange(size, dtype=object))[:, None]).sum(axis=0))
        masks = np.stack([*((1 << each.astype(object)) for each in played), *replies], axis=1)
        shares = np.concatenate(
            [
                (np.arange(size) == each[:, None]).astype(float)
                for size, each in zip(self.shape, played, strict=True)
            ],
            axis=1,
        )
        return masks, self._found(rows, game, shares)

    def _found(
        self, rows: NDArray[np.intp], game: NDArray[Any], shares: NDArray[np.float64]
    ) -> Found:
        """List equilibria, those of each game in the order in which they come."""
        import numpy as np

        counts = np.bincount(game, minlength=len(rows))
        number = np.arange(len(game)) - (np.cumsum(counts) - counts)[game] + 1
        return Found(
            rows[game].astype(np.int64),
            number.astype(np.int32),
            number.astype(np.int32),
            (np.count_nonzero(shares, axis=1) == len(self.shape)),
            shares,
            np.empty((len(game), 0), dtype=np.int32),
            np.empty((len(game), 0)),
            np.zeros(len(game)),
        )

    def _paid(self, found: Found, floats: NDArray[np.float64]) -> Found:
        """Work out the expected payoffs."""
        import numpy as np

        weight = np.ones((len(found), 1))
        start = 0
        for size in self.shape:
            part = found.shares[:, start : start + size]
            wide = weight.shape[1] * size
            weight = (weight[:, :, None] * part[:, None, :]).reshape(len(found), wide)
            start += size
        payoffs = np.stack(
            [np.einsum("ek,ke->e", weight, table[:, found.row]) for table in floats], axis=1
        )
        return replace(found, payoffs=payoffs)

    def _regimes(
        self, masks: Any, counts: NDArray[Any]
    ) -> tuple[NDArray[np.int32], tuple[str, ...]]:
        """Label the games, whose equilibria stand one after the other."""
        import numpy as np

        names = np.array([self._names.label(tuple(each)) for each in masks.tolist()], dtype=object)
        places: dict[str, int] = {}
        ends = np.cumsum(counts).tolist()
        codes = [
            places.setdefault(joined_label(names[end - count : end]), len(places))
            for end, count in zip(ends, counts.tolist(), strict=True)
        ]
        return np.array(codes, dtype=np.int32), tuple(places)
