"""Points solved one by one: trees, large games, and payoffs that are no rational numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from vcgame.errors import EvaluationError
from vcgame.model.model import Model
from vcgame.solve.answer import Equilibrium
from vcgame.solve.solution import Concept, solve
from vcgame.solve.subgame import TreeAnswer, TreeEquilibrium
from vcgame.sweep.findings import STATUSES, Found, Status
from vcgame.sweep.solvers.solved import COLUMNS, Solved, no_equilibria

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["PointSolver"]


class PointSolver:
    """Solves points of a model by `vcgame.solve.solution.solve`."""

    def __init__(self, model: Model, concept: Concept | None = None) -> None:
        self.model = model
        self.concept = concept
        nodes = [number for number, node in enumerate(model.nodes) if node.player]
        self._column = {number: column for column, number in enumerate(nodes)}
        strategies = sum(len(player.strategies) for player in model.players)
        self.empty = no_equilibria(strategies, len(nodes), len(model.players))

    def solve(self, rows: NDArray[np.intp], points: Iterable[Mapping[str, Fraction]]) -> Solved:
        """Solve points within the assumptions; `rows` are their rows in the block."""
        import numpy as np

        texts: dict[str, int] = {"": 0}
        regimes: dict[str, int] = {}
        table: list[tuple[int, int, int, int, int, int]] = []
        found: list[tuple[Any, ...]] = []
        for row, point in zip(rows.tolist(), points, strict=True):
            try:
                solution = solve(self.model, point, concept=self.concept)
            except EvaluationError as error:
                message = texts.setdefault(str(error), len(texts))
                table.append((_place("error"), message, -1, 0, -1, -1))
                continue
            answer = solution.answer
            why = "" if answer.complete else answer.why
            table.append((
                _place("ok" if answer.complete else "incomplete"),
                texts.setdefault(why, len(texts)),
                regimes.setdefault(solution.regime, len(regimes)),
                len(answer.equilibria),
                -1 if isinstance(answer, TreeAnswer) else answer.components,
                -1 if answer.degenerate is None else int(answer.degenerate),
            ))  # fmt: skip
            rows_of = (
                map(self._tree_row, answer.equilibria)
                if isinstance(answer, TreeAnswer)
                else map(self._row, answer.equilibria)
            )
            found.extend((row, number, *each) for number, each in enumerate(rows_of, 1))
        columns = np.array(table, dtype=np.int32).reshape(len(table), 6).T
        return Solved(
            rows,
            columns[0].astype(np.int8),
            columns[1],
            tuple(texts),
            columns[2],
            tuple(regimes),
            columns[3],
            columns[4],
            columns[5].astype(np.int8),
            self._found(found),
        )

    def _row(self, equilibrium: Equilibrium) -> tuple[Any, ...]:
        shares = [_float(p) for mixture in equilibrium.profile for p in mixture]
        payoffs = [_float(payoff) for payoff in equilibrium.payoffs]
        certificate = _float(equilibrium.certificate)
        return equilibrium.component, equilibrium.pure, shares, [], payoffs, certificate

    def _tree_row(self, equilibrium: TreeEquilibrium) -> tuple[Any, ...]:
        moves = [-1] * len(self._column)
        for node, move in equilibrium.choices:
            moves[self._column[node]] = move
        payoffs = [_float(payoff) for payoff in equilibrium.payoffs]
        return 0, True, [], moves, payoffs, _float(equilibrium.certificate)

    def _found(self, rows: list[tuple[Any, ...]]) -> Found:
        import numpy as np

        if not rows:
            return self.empty
        likes = [getattr(self.empty, name) for name in COLUMNS]
        columns: list[Any] = [
            np.array(list(column), dtype=like.dtype).reshape(len(rows), *like.shape[1:])
            for column, like in zip(zip(*rows, strict=True), likes, strict=True)
        ]
        return Found(*columns)


def _place(status: Status) -> int:
    return STATUSES.index(status)


def _float(value: Any) -> float:
    """Give the nearest float; infinity for what no float can hold."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf
