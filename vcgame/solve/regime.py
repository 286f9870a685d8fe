"""Regimes: which equilibria there are, as a label that is the same wherever it is made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from vcgame.forms.extensive import ExtensiveGame
from vcgame.forms.strategic import StrategicGame
from vcgame.solve.answer import Equilibrium
from vcgame.solve.subgame import TreeEquilibrium
from vcgame.solve.trees.assessment import Assessment

__all__ = [
    "assessment_label",
    "equilibrium_label",
    "joined_label",
    "regime_label",
    "strategies_label",
    "tree_label",
]


def strategies_label(ids: Sequence[str], support: Sequence[int], replies: Sequence[int]) -> str:
    """Name what one player plays: ``a+b[c]`` mixes ``a`` and ``b``, and ``c`` is as good.

    Examples
    --------
    >>> strategies_label(("a", "b", "c"), (0, 1), (0, 1, 2))
    'a+b[c]'
    """
    played = "+".join(ids[strategy] for strategy in support)
    others = "+".join(ids[strategy] for strategy in replies if strategy not in support)
    return f"{played}[{others}]" if others else played


def equilibrium_label(game: StrategicGame, equilibrium: Equilibrium) -> str:
    """Name an equilibrium by what is played and which further best replies there are.

    Strategies that are mixed are joined by ``+``; best replies that are not played follow in
    brackets, so that two equilibria with the same supports have different labels.
    """
    return ", ".join(
        strategies_label(*each)
        for each in zip(
            game.strategies, equilibrium.supports, equilibrium.best_replies, strict=True
        )
    )


def regime_label(game: StrategicGame, equilibria: Iterable[Equilibrium]) -> str:
    """Name a set of equilibria; ``none`` where there is no (pure) equilibrium.

    Examples
    --------
    >>> from vcgame.solve.nash import solve_nash
    >>> game = StrategicGame.from_matrices([[1, 0], [0, 1]], [[1, 0], [0, 1]])
    >>> regime_label(game, solve_nash(game).equilibria)
    'r1+r2, c1+c2 | r1, c1 | r2, c2'
    """
    return joined_label(equilibrium_label(game, each) for each in equilibria)


def joined_label(labels: Iterable[str]) -> str:
    """Make the label of a regime of those of its equilibria."""
    return " | ".join(sorted(labels)) or "none"


def tree_label(game: ExtensiveGame, equilibria: Iterable[TreeEquilibrium]) -> str:
    """Name a set of subgame-perfect equilibria by the moves at every node.

    Every tree has one; without any here, they could not be listed.
    """
    labels = set()
    for equilibrium in equilibria:
        moves = (
            f"{game.vertices[number].id}={game.vertices[number].moves[move].action}"
            for number, move in equilibrium.choices
        )
        labels.add(", ".join(moves))
    return " | ".join(sorted(labels)) or "not listed"


def assessment_label(game: ExtensiveGame, equilibria: Iterable[Assessment]) -> str:
    """Name a set of equilibria of a tree by the moves at every information set.

    Moves that are mixed are joined by ``+``.
    """
    sets = game.information_sets()
    labels = set()
    for equilibrium in equilibria:
        moves = (
            f"{each.id}="
            + "+".join(id for id, p in zip(each.actions, mixture, strict=True) if p != 0)
            for each, mixture in zip(sets, equilibrium.behaviour, strict=True)
        )
        labels.add(", ".join(moves))
    return joined_label(labels)
