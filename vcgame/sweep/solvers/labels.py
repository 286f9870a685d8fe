"""Labels of equilibria that are given as masks of strategies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from vcgame.solve.bits import indices
from vcgame.solve.regime import strategies_label

__all__ = ["MOST_KEPT", "EquilibriumLabels"]

MOST_KEPT: Final = 100_000
"""So many labels are kept at most, so that memory stays bounded."""


class EquilibriumLabels:
    """Names equilibria as `vcgame.solve.regime.equilibrium_label` does; each name is made once.

    Examples
    --------
    >>> EquilibriumLabels((("a", "b"), ("c", "d"))).label((0b01, 0b10, 0b11, 0b10))
    'a[b], d'
    """

    def __init__(self, ids: Sequence[Sequence[str]]) -> None:
        self._ids = ids
        self._known: dict[tuple[int, ...], str] = {}

    def label(self, masks: tuple[int, ...]) -> str:
        """Name an equilibrium by the supports of all players, then their best replies."""
        if masks not in self._known:
            if len(self._known) >= MOST_KEPT:
                self._known.clear()
            count = len(self._ids)
            self._known[masks] = ", ".join(
                strategies_label(ids, indices(played), indices(best))
                for ids, played, best in zip(self._ids, masks[:count], masks[count:], strict=True)
            )
        return self._known[masks]
