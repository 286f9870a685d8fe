"""Regimes of alike firms: which counts are equilibria, and what is mixed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vcgame.solve.symmetric.answer import SymmetricAnswer

__all__ = ["symmetric_label"]


def symmetric_label(strategies: Sequence[str], answer: SymmetricAnswer) -> str:
    """Name a set of equilibria.

    ``build:3`` is the pure equilibrium in which three firms play the first of two strategies,
    ``build:0..4`` five of them; with more strategies each that is played has its count. In
    ``build+free_ride`` all mix alike, and ``build~free_ride`` says that every such mixture is an
    equilibrium.

    Examples
    --------
    >>> from vcgame.forms.symmetric import SymmetricGame
    >>> from vcgame.solve.symmetric.solver import solve_symmetric
    >>> game = SymmetricGame("hunter", 2, ("stag", "hare"), ((0, 4), (3, 3)))
    >>> symmetric_label(game.strategies, solve_symmetric(game))
    'stag:0 | stag:2 | stag+hare'
    """
    pure = [each.counts for each in answer.equilibria if each.pure]
    if len(strategies) == 2:
        labels = [f"{strategies[0]}:{span}" for span in _spans([counts[0] for counts in pure])]
    else:
        labels = [
            "+".join(f"{id}:{n}" for id, n in zip(strategies, counts, strict=True) if n)
            for counts in pure
        ]
    labels += [
        "+".join(strategies[place] for place in each.support)
        for each in answer.equilibria
        if not each.pure
    ]
    labels += ["~".join(strategies[place] for place in each) for each in answer.continua]
    return " | ".join(labels) or "none"


def _spans(counts: Sequence[int]) -> Iterator[str]:
    """Write numbers that follow each other, three and more of them, as a span."""
    start = 0
    for place, count in enumerate(counts):
        if place + 1 < len(counts) and counts[place + 1] == count + 1:
            continue
        first = counts[start]
        if count - first > 1:
            yield f"{first}..{count}"
        else:
            yield from map(str, range(first, count + 1))
        start = place + 1
