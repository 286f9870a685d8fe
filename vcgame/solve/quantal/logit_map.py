"""The logit map of a game in log-probabilities, with its derivative, in floating point.

A profile x is a logit equilibrium at lambda if every strategy's log-probability is lambda times
its payoff, up to a constant that makes the sum 1 (McKelvey and Palfrey 1995). Log-probabilities
keep their accuracy where probabilities vanish (Turocy 2005).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import prod
from typing import TYPE_CHECKING, Any

from vcgame.errors import UnsupportedError
from vcgame.forms.strategic import StrategicGame

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

__all__ = ["LogitMap"]

_LEAST = 1e-200
_MOST = 1e200


class LogitMap:
    """The equations of logit equilibria; payoffs are measured in parts of their range.

    Parameters
    ----------
    game
        Any number of players; balls count as their middle.

    Attributes
    ----------
    scale
        The largest range of a player's payoffs; 1 where all payoffs are equal. A precision here
        is lambda times it.
    size
        Number of strategies of all players together.
    """

    def __init__(self, game: StrategicGame) -> None:
        import numpy as np

        self.shape = game.shape
        exact = game.exact
        values = [list(each if exact else map(_middle, each)) for each in game.payoffs]
        spread = max([max(each) - min(each) for each in values]) or 1
        if not _LEAST <= spread <= _MOST:
            raise UnsupportedError(
                f"logit equilibria are followed in floating point, for payoffs whose range is "
                f"between {_LEAST:g} and {_MOST:g}"
            )
        # The least payoff is taken off before rounding: small differences of large payoffs count.
        self.scale = float(spread)
        self._bases = [min(each) for each in values]
        self.tables = [
            np.array([float((value - base) / spread) for value in each]).reshape(self.shape)
            for each, base in zip(values, self._bases, strict=True)
        ]
        self.size = sum(self.shape)
        ends = np.cumsum([0, *self.shape])
        self.parts = [slice(int(a), int(b)) for a, b in pairwise(ends)]

    def centroid(self) -> Array:
        """Log-probabilities where everything is as likely."""
        import numpy as np

        return np.concatenate([np.full(n, -np.log(n)) for n in self.shape])

    def payoffs(self, logs: Array) -> Array:
        """Payoff of every strategy against the others, in parts of the range."""
        import numpy as np

        mixtures = [np.exp(logs[part]) for part in self.parts]
        values: list[Array] = []
        for player, table in enumerate(self.tables):
            found = next(self._blocks(player, mixtures), None)
            values.append(table if found is None else found[1] @ mixtures[found[0]])
        return np.concatenate(values)

    def equations(self, logs: Array, precision: float) -> tuple[Array, Array, Array]:
        """Give residuals, their derivative by log-probabilities and that by the precision."""
        import numpy as np

        mixtures = [np.exp(logs[part]) for part in self.parts]
        residual = np.empty(self.size)
        jacobian = np.eye(self.size)
        slope = np.empty(self.size)
        for i, mine in enumerate(self.parts):
            blocks = dict(self._blocks(i, mixtures))
            if blocks:
                k, block = next(iter(blocks.items()))
                values = block @ mixtures[k]
            else:
                values = self.tables[i]
            raised = precision * values
            top = raised.max()
            weights = np.exp(raised - top)
            total = weights.sum()
            weights /= total
            residual[mine] = logs[mine] - raised + top + np.log(total)
            slope[mine] = weights @ values - values
            for k, block in blocks.items():
                spread = block - weights @ block
                jacobian[mine, self.parts[k]] = -precision * spread * mixtures[k]
        return residual, jacobian, slope

    def bends(self, mixtures: Sequence[Array]) -> Array:
        """Derivative of the payoffs, less their mean, by log-probabilities.

        With it, M, the derivative of the equations at a profile is I - precision * M.
        """
        import numpy as np

        found = np.zeros((self.size, self.size))
        for i, mine in enumerate(self.parts):
            for k, block in self._blocks(i, mixtures):
                found[mine, self.parts[k]] = (block - mixtures[i] @ block) * mixtures[k]
        return found

    def regret(self, logs: Array) -> float:
        """Largest gain of a player from deviating, in parts of the range."""
        import numpy as np

        values = self.payoffs(logs)
        probabilities = np.exp(logs)
        # A sum of what is lost is exact where a difference of payoffs would be rounded to 0.
        gains = [probabilities[part] @ (np.max(values[part]) - values[part]) for part in self.parts]
        return max(map(float, gains))

    def expected(self, mixtures: Sequence[Array]) -> tuple[float, ...]:
        """Expected payoff of every player in the units of the game."""
        import numpy as np

        found = []
        for table, base in zip(self.tables, self._bases, strict=True):
            left: Any = table
            for mixture in mixtures:
                left = np.tensordot(left, mixture / mixture.sum(), axes=(0, 0))
            found.append(float(base) + self.scale * float(left))
        return tuple(found)

    def _blocks(self, player: int, mixtures: Sequence[Array]) -> Iterator[tuple[int, Array]]:
        """Give the payoffs by the own strategy and that of one other, for each of the others.

        The others are halved again and again, so that few sums run over the whole table.
        """
        todo = [(self.tables[player], [k for k in range(len(self.shape)) if k != player])]
        while todo:
            table, others = todo.pop()
            if not others:
                return
            if len(others) == 1:
                yield others[0], table if player < others[0] else table.T
                continue
            half = len(others) // 2
            for kept, gone in ((others[:half], others[half:]), (others[half:], others[:half])):
                axes = sorted([player, *others])
                part = table
                for k in reversed(gone):
                    part = _summed(part, axes.index(k), mixtures[k])
                    axes.remove(k)
                todo.append((part, kept))


def _summed(table: Array, axis: int, mixture: Array) -> Array:
    """Take the expectation over one axis."""
    shape = table.shape
    flat = mixture @ table.reshape(prod(shape[:axis]), shape[axis], -1)
    return flat.reshape(shape[:axis] + shape[axis + 1 :])


def _middle(value: Any) -> float:
    middle = getattr(value, "mid", None)
    return float(value if middle is None else middle())
