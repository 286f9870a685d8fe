"""Following the principal branch: pseudo-arclength continuation with checked steps.

Predictor along the tangent, corrector by Newton's method at a right angle to it (Keller 1977;
Allgower and Georg 1990), so that turning points need no care. A step counts if Newton's method
contracts fast (Deuflhard 2011), if probabilities and the direction change little, and if the
orientation is kept: the sign of det(dH/dl), times that of the change of lambda, is the same
along a branch without bifurcations. Where it changes however short the step is, the branch goes
through a bifurcation. Several eigenvalues that vanish at once are found by counting them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from vcgame.solve.quantal.logit_map import LogitMap

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

__all__ = ["MOST_EIGENVALUES", "Follower", "Place"]

MOST_EIGENVALUES = 60
"""Up to so many strategies of all players, eigenvalues are counted at every point."""

_FIRST = 0.05
_LOOK = 0.0125
_VANISHING = 1e-5
_LEAST = 1e-7
_CHANGE = 0.05
_TURN = 0.3
_CONTRACTION = 0.25
_CORRECTIONS = 8
_BISECTIONS = 40


@dataclass(frozen=True, slots=True)
class Place:
    """A point of the branch.

    Attributes
    ----------
    logs
        Log-probabilities of all strategies.
    precision
        Lambda times the range of payoffs.
    tangent
        Direction of the branch: the change of the log-probabilities, then of the precision.
    negative
        Number of negative real eigenvalues of the derivative by log-probabilities; beyond
        `MOST_EIGENVALUES` strategies only whether it is odd, as 1 or 0.
    least
        Size of the least eigenvalue; 1 where they are not worked out.
    residual
        Largest residual of the equations.
    event
        ``"turn"``: lambda turns round here; ``"bifurcation"``: other branches cross here.
    """

    logs: Array
    precision: float
    tangent: Array
    negative: int
    least: float
    residual: float
    event: Literal["", "turn", "bifurcation"] = ""


class Follower:
    """Follows the branch that starts at the centroid, where lambda is 0.

    Parameters
    ----------
    logit
        The equations.
    """

    def __init__(self, logit: LogitMap) -> None:
        import numpy as np

        self.logit = logit
        start = logit.centroid()
        ahead = np.zeros(logit.size + 1)
        ahead[-1] = 1.0
        self.place = self._placed(start, 0.0, ahead)
        self._step = _FIRST

    def forward(self) -> list[Place] | None:
        """Make one step; give the points reached, or ``None`` where no step can be made.

        A turning point or a bifurcation on the way is a point of its own.
        """
        old = self.place
        step = self._step
        while True:
            new, ease = self._try(old, step)
            if new is not None and (step < _LOOK or not self._crossing(old, new)):
                break
            step /= 2
            if step < _LEAST:
                return None
        found = []
        if old.tangent[-1] * new.tangent[-1] < 0:
            found.append(self._located(old, step, "turn"))
        if self._crossing(old, new):
            crossed = self._located(old, step, "bifurcation")
            # Two negative eigenvalues may also leave the line of real numbers together.
            if self._odd(old, new) or crossed.least < _VANISHING:
                found.append(crossed)
        self.place = new
        self._step = step * (2.0 if ease else 1.2)
        return [*found, new]

    def at(self, old: Place, new: Place, precision: float) -> Place | None:
        """Give the point between two of the branch that has a precision; ``None`` if it fails."""
        import numpy as np

        gap = new.precision - old.precision
        share = 0.5 if not gap else (precision - old.precision) / gap
        logs = old.logs + share * (new.logs - old.logs)
        row = np.zeros(self.logit.size + 1)
        row[-1] = 1.0
        solved = self._corrected(logs, precision, row)
        if solved is None:
            return None
        logs, value, _, _ = solved
        return self._placed(logs, value, old.tangent)

    def _crossing(self, old: Place, new: Place) -> bool:
        """Whether numbers of eigenvalues changed sign that no turning point explains."""
        turned = old.tangent[-1] * new.tangent[-1] < 0
        if self.logit.size > MOST_EIGENVALUES:
            return self._odd(old, new)
        return (new.negative - old.negative) not in ((1, -1) if turned else (0,))

    def _odd(self, old: Place, new: Place) -> bool:
        """Whether the orientation changed: the determinant's sign, but for a turning point."""
        turned = old.tangent[-1] * new.tangent[-1] < 0
        return bool((new.negative - old.negative + turned) % 2)

    def _try(self, old: Place, step: float) -> tuple[Place | None, bool]:
        """Predict and correct; whether the next step may be much longer."""
        import numpy as np

        logs = old.logs + step * old.tangent[:-1]
        precision = old.precision + step * old.tangent[-1]
        solved = self._corrected(logs, precision, old.tangent)
        if solved is None:
            return None, False
        logs, precision, contraction, moved = solved
        if precision < 0:
            return None, False
        change = float(np.abs(np.exp(logs) - np.exp(old.logs)).max())
        new = self._placed(logs, precision, old.tangent)
        angle = float(np.arccos(np.clip(new.tangent @ old.tangent, -1.0, 1.0)))
        if change > _CHANGE or angle > _TURN:
            return None, False
        ease = contraction < _CONTRACTION / 4 and change < _CHANGE / 3 and angle < _TURN / 3
        return new, ease and moved < 0.1

    def _corrected(
        self, logs: Array, precision: float, row: Array
    ) -> tuple[Array, float, float, float] | None:
        """Newton's method at a right angle to a row; with its contraction and first move."""
        import numpy as np

        # A log-probability is measured against its size: far out they are in the thousands.
        logs, before, contraction, first = logs.copy(), 0.0, 0.0, 0.0
        for number in range(_CORRECTIONS):
            if float(logs.max()) > 1.0:
                return None
            residual, jacobian, slope = self.logit.equations(logs, precision)
            matrix = np.vstack([np.column_stack([jacobian, slope]), row])
            try:
                move = np.linalg.solve(matrix, -np.append(residual, 0.0))
            except np.linalg.LinAlgError:
                return None
            size = float(np.abs(move[:-1] / (1.0 + np.abs(logs))).max())
            size = max(size, abs(float(move[-1])) / (1.0 + abs(precision)))
            logs += move[:-1]
            precision += float(move[-1])
            if not np.isfinite(size) or size > 0.5:
                return None
            if number == 0:
                first = size
            elif number == 1 and before > 1e-6:
                contraction = size / before
                if contraction > _CONTRACTION:
                    return None
            if size < 1e-13 or (number and size >= before and size < 1e-9):
                return logs, precision, contraction, first
            before = size
        return None

    def _placed(self, logs: Array, precision: float, ahead: Array) -> Place:
        """Work out direction and eigenvalues at a point."""
        import numpy as np

        residual, jacobian, slope = self.logit.equations(logs, precision)
        matrix = np.vstack([np.column_stack([jacobian, slope]), ahead])
        right = np.zeros(self.logit.size + 1)
        right[-1] = 1.0
        try:
            tangent = np.linalg.solve(matrix, right)
        except np.linalg.LinAlgError:
            tangent = np.linalg.lstsq(matrix, right, rcond=None)[0]
        tangent = np.divide(tangent, np.linalg.norm(tangent), dtype=np.float64)
        largest = float(np.abs(residual).max())
        if self.logit.size > MOST_EIGENVALUES:
            negative = int(np.linalg.slogdet(jacobian)[0] < 0)
            return Place(logs, precision, tangent, negative, 1.0, largest)
        values = np.linalg.eigvals(jacobian)
        real = values.real[values.imag == 0]
        negative, least = int((real < 0).sum()), float(np.abs(values).min())
        return Place(logs, precision, tangent, negative, least, largest)

    def _located(self, old: Place, step: float, event: Literal["turn", "bifurcation"]) -> Place:
        """Halve the step round what happens on it."""
        low, high = 0.0, step
        best = old
        for _ in range(_BISECTIONS):
            middle = (low + high) / 2
            new, _ = self._try(old, middle)
            if new is None:
                break
            if event == "turn":
                beyond = new.tangent[-1] * old.tangent[-1] < 0
            else:
                beyond = self._crossing(old, new)
            best = new
            if beyond:
                high = middle
            else:
                low = middle
        return replace(best, event=event)
