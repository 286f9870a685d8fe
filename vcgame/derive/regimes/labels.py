"""Sets of extreme equilibria, given as masks of strategies, by name."""

from __future__ import annotations

from collections.abc import Iterable

from vcgame.model.model import Model
from vcgame.solve.bits import indices
from vcgame.solve.regime import joined_label, strategies_label

__all__ = ["keys_label"]


def keys_label(model: Model, keys: Iterable[tuple[int, ...]]) -> str:
    """Name a set of extreme equilibria as everywhere else.

    Parameters
    ----------
    model
        A strategic model.
    keys
        Per equilibrium, the masks of the supports of all players, then of their best replies.

    Examples
    --------
    >>> from vcgame.model.library import load_model
    >>> keys_label(load_model("boxed-pigs"), [(1, 2, 1, 2), (3, 1, 3, 3)])
    'press+wait, press[wait] | press, wait'
    """
    ids = [[strategy.id for strategy in player.strategies] for player in model.players]
    labels = []
    for key in keys:
        halves = zip(ids, key[: len(ids)], key[len(ids) :], strict=True)
        labels.append(
            ", ".join(
                strategies_label(names, indices(support), indices(best))
                for names, support, best in halves
            )
        )
    return joined_label(labels)
