"""Points solved one by one: trees, large games, and payoffs that are no rational numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, get_args

from vcgame.errors import EvaluationError, UsageError
from vcgame.model.model import Model
from vcgame.solve.answer import Answer, Equilibrium
from vcgame.solve.concepts import Concept, concept_of, swept_concept
from vcgame.solve.solution import solve
from vcgame.solve.subgame import TreeAnswer, TreeEquilibrium
from vcgame.solve.symmetric.answer import SymmetricAnswer, SymmetricEquilibrium
from vcgame.solve.trees.assessment import Assessment, AssessmentAnswer, Consistency
from vcgame.sweep.findings import STATUSES, Found, Status
from vcgame.sweep.solvers.solved import COLUMNS, Solved, no_equilibria
from vcgame.sweep.tree_sets import by_sets, tree_sets

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["PointSolver"]

_CONSISTENCIES: Final = get_args(Consistency)


class PointSolver:
    """Solves points of a model by `vcgame.solve.solution.solve`."""

    def __init__(self, model: Model, concept: Concept | None = None) -> None:
        self.model = model
        swept = swept_concept(model, concept)
        self.concept = concept if swept == concept_of(model, concept) else swept
        nodes = [number for number, node in enumerate(model.nodes) if node.player]
        self._column = {number: column for column, number in enumerate(nodes)}
        strategies = sum(len(player.strategies) for player in model.players)
        self.empty = no_equilibria(strategies, len(nodes), len(model.players))
        if by_sets(model, concept):
            sets = tree_sets(model)
            told = len(sets) + (swept == "perfect-bayesian")
            actions = sum(len(each.actions) for each in sets)
            self.empty = no_equilibria(actions, told, len(model.players))
        if model.form == "symmetric":
            self.empty = no_equilibria(strategies, strategies, strategies + 2)

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
            except (EvaluationError, UsageError) as error:  # a point may break a whole number
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
                _components(answer),
                -1 if answer.degenerate is None else int(answer.degenerate),
            ))  # fmt: skip
            found.extend((row, n, *each) for n, each in enumerate(self._rows(answer), 1))
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

    def _rows(
        self, answer: Answer | TreeAnswer | AssessmentAnswer | SymmetricAnswer
    ) -> Iterator[tuple[Any, ...]]:
        if isinstance(answer, SymmetricAnswer):
            return self._alike_rows(answer)
        if isinstance(answer, TreeAnswer):
            return map(self._tree_row, answer.equilibria)
        if isinstance(answer, AssessmentAnswer):
            return map(self._assessment_row, answer.equilibria)
        return map(self._row, answer.equilibria)

    def _row(self, equilibrium: Equilibrium) -> tuple[Any, ...]:
        shares = [_float(p) for mixture in equilibrium.profile for p in mixture]
        payoffs = [_float(payoff) for payoff in equilibrium.payoffs]
        certificate = _float(equilibrium.certificate)
        return equilibrium.component, equilibrium.pure, shares, [], payoffs, certificate

    def _alike_rows(self, answer: SymmetricAnswer) -> Iterator[tuple[Any, ...]]:
        """Give shares, counts, and payoffs with the total and the price, nan where there is none.

        The price is the largest total over that of the equilibrium, where both are positive.
        """
        best = nan = float("nan")
        totals = [nan] * len(answer.equilibria)
        if answer.efficiency is not None:
            best = _float(answer.efficiency.optimum)
            totals = [_float(total) for total in answer.efficiency.totals]
        for found, total in zip(answer.equilibria, totals, strict=True):
            yield self._alike_row(found, total, best / total if best > 0 and total > 0 else nan)

    def _alike_row(
        self, found: SymmetricEquilibrium, total: float, price: float
    ) -> tuple[Any, ...]:
        counts = found.counts or (-1,) * len(found.mixture)
        payoffs = [math.nan if each is None else _float(each) for each in found.payoffs]
        shares = [_float(share) for share in found.mixture]
        amounts = [*payoffs, total, price]
        return 0, found.pure, shares, list(counts), amounts, _float(found.certificate)

    def _tree_row(self, equilibrium: TreeEquilibrium) -> tuple[Any, ...]:
        moves = [-1] * len(self._column)
        for node, move in equilibrium.choices:
            moves[self._column[node]] = move
        payoffs = [_float(payoff) for payoff in equilibrium.payoffs]
        return 0, True, [], moves, payoffs, _float(equilibrium.certificate)

    def _assessment_row(self, found: Assessment) -> tuple[Any, ...]:
        """Give the number of the outcome, moves that are sure, and probabilities.

        Where any behaviour would do, there is neither a move nor a probability. Behind the moves
        stands, for perfect Bayesian equilibria, whether they are sequential ones.
        """
        moves, shares = [], []
        for number, mixture in enumerate(found.behaviour):
            free = number in found.free
            sure = [move for move, share in enumerate(mixture) if share == 1]
            moves.append(sure[0] if sure and not free else -1)
            shares += [math.nan if free else _float(share) for share in mixture]
        if found.consistency is not None:
            moves.append(_CONSISTENCIES.index(found.consistency))
        pure = found.pure and not found.free
        payoffs = [_float(payoff) for payoff in found.payoffs]
        return found.outcome, pure, shares, moves, payoffs, _float(found.certificate)

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


def _components(answer: Answer | TreeAnswer | AssessmentAnswer | SymmetricAnswer) -> int:
    """Count connected sets of equilibria, or the outcomes of trees, where they are known."""
    if isinstance(answer, Answer):
        return answer.components
    return answer.outcomes if isinstance(answer, AssessmentAnswer) else -1


def _place(status: Status) -> int:
    return STATUSES.index(status)


def _float(value: Any) -> float:
    """Give the nearest float; infinity for what no float can hold."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf
