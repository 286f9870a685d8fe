"""Robustness of a target profile: in which share of the draws it is an equilibrium.

Each setting of the levers meets the same draws of the uncertain parameters. Per setting, the
share of draws in which the target is an equilibrium, and the share in which it is the only one,
are given over the draws that have an answer; how many have and how many have not stands beside
them. The intervals are those of Wilson (1927), which hold their level well also for shares near
0 and 1. They take draws as independent; draws of a Latin hypercube or a Sobol sequence are spread
more evenly than that, so that their shares are rather more exact than the interval says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from vcgame.sweep.findings import Findings
from vcgame.sweep.measures.target import TARGET_COLUMNS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Counts = NDArray[np.int64]

__all__ = ["LEVEL", "Robustness", "Shares", "wilson"]

LEVEL: Final = 0.95


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """How often something holds, per setting.

    Attributes
    ----------
    yes, answered, unanswered
        In how many draws it holds; how many have an answer; how many have none.
    """

    yes: Counts
    answered: Counts
    unanswered: Counts

    @property
    def share(self) -> Floats:
        """Share of the draws with an answer; nan where none has."""
        import numpy as np

        with np.errstate(invalid="ignore"):
            return np.asarray(self.yes / self.answered)

    @property
    def interval(self) -> tuple[Floats, Floats]:
        """Bounds of the share, by `wilson` at `LEVEL`."""
        return wilson(self.yes, self.answered)


def wilson(yes: Counts, trials: Counts, level: float = LEVEL) -> tuple[Floats, Floats]:
    """Give the score interval of a share (E. B. Wilson 1927, JASA 22, 209-212).

    Examples
    --------
    >>> import numpy as np
    >>> low, high = wilson(np.array([0, 5]), np.array([10, 10]))
    >>> low.round(4).tolist(), high.round(4).tolist()
    ([0.0, 0.2366], [0.2775, 0.7634])
    """
    from statistics import NormalDist

    import numpy as np

    z = NormalDist().inv_cdf((1 + level) / 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.sqrt(yes * ((trials - yes) / trials) + z * z / 4)
        low = (yes + z * z / 2 - z * spread) / (trials + z * z)
        high = (yes + z * z / 2 + z * spread) / (trials + z * z)
    # Where all trials agree a bound is 0 or 1 itself, which rounding may miss.
    low = np.where(yes == 0, 0.0, low)
    high = np.where(yes == trials, 1.0, high)
    none = trials == 0
    return np.where(none, np.nan, low), np.where(none, np.nan, high)


class Robustness:
    """Counts draws, part by part and in any order, in integers.

    Every part must be added once. After a sweep was resumed, count its stored parts again.

    Parameters
    ----------
    settings, draws
        How many settings of the levers there are, and draws for each.
    first
        Number of the first setting that is counted, where not all are.
    counted
        How many draws of each setting count, from the first on; all without it. Of draws
        that serve Sobol indices only those of the matrices A and B are independent.

    Examples
    --------
    >>> import numpy as np
    >>> robustness = Robustness(settings=2, draws=3)
    >>> robustness.count(2, np.array([1.0, 1.0, np.nan, 0.0]), np.zeros(4))
    >>> robustness.count(0, np.array([1.0, 0.0]), np.zeros(2))
    >>> equilibrium = robustness.shares["target_is_equilibrium"]
    >>> equilibrium.yes, equilibrium.answered, equilibrium.unanswered
    (array([2, 1]), array([3, 2]), array([0, 1]))
    """

    def __init__(
        self, settings: int, draws: int, *, first: int = 0, counted: int | None = None
    ) -> None:
        import numpy as np

        self.settings = settings
        self.draws = draws
        self.first = first
        self.counted = draws if counted is None else counted
        self._seen = np.zeros(settings, dtype=np.int64)
        self._yes = np.zeros((2, settings), dtype=np.int64)
        self._no = np.zeros((2, settings), dtype=np.int64)

    def add(self, findings: Findings) -> None:
        """Count a part."""
        equilibrium, unique = (findings.outcomes[name] for name in TARGET_COLUMNS)
        self.count(findings.start, equilibrium, unique)

    def count(self, start: int, equilibrium: Floats, unique: Floats) -> None:
        """Count the points from number `start` on: 1 for yes, 0 for no, nan for no answer."""
        import numpy as np

        numbers = np.arange(start, start + len(equilibrium), dtype=np.int64)
        setting, draw = np.divmod(numbers, self.draws)
        setting -= self.first
        kept = (setting >= 0) & (setting < self.settings) & (draw < self.counted)
        setting = setting[kept]
        if not len(setting):
            return
        low, high = int(setting[0]), int(setting[-1]) + 1
        setting -= low
        self._seen[low:high] += np.bincount(setting, minlength=high - low)
        for place, flags in enumerate((equilibrium, unique)):
            for counts, meant in ((self._yes, 1), (self._no, 0)):
                there = setting[flags[kept] == meant]
                counts[place, low:high] += np.bincount(there, minlength=high - low)

    @property
    def complete(self) -> bool:
        """Whether every draw of every setting was counted."""
        return bool((self._seen == self.counted).all())

    @property
    def shares(self) -> dict[str, Shares]:
        """By the columns of `vcgame.sweep.measures.target`, how often that is so."""
        answered = self._yes + self._no
        return {
            name: Shares(self._yes[place].copy(), answered[place], self._seen - answered[place])
            for place, name in enumerate(TARGET_COLUMNS)
        }
