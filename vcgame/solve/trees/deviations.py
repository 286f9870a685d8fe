"""What a player could gain at an information set, computed from the payoffs alone.

The certificate of an assessment: at every information set the best way to go on is found by
dynamic programming over the player's own later sets, given the belief and what the others
play, and compared with what the play gives. It shares nothing with the search for equilibria.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from vcgame.solve.answer import Real
from vcgame.solve.numbers import UndecidedError
from vcgame.solve.sign import real, sign
from vcgame.solve.trees.structure import Choice, Structure

__all__ = ["expected_payoffs", "largest_gain", "reached_ends"]

_Nodes = list[tuple[int, Any]]


def largest_gain(
    structure: Structure, weights: Mapping[Choice, Any], beliefs: Sequence[Sequence[Any]]
) -> Real:
    """Give the largest gain of any player at any information set, never below 0.

    Parameters
    ----------
    structure
        The game.
    weights
        Probabilities of the choices that are played.
    beliefs
        Per information set, a probability per node.
    """
    largest: Real = Fraction(0)
    for information, belief in enumerate(beliefs):
        nodes = list(zip(structure.sets[information].vertices, belief, strict=True))
        nodes = [(vertex, p) for vertex, p in nodes if not (isinstance(p, Fraction) and p == 0)]
        best = _value(structure, weights, information, nodes, choose=True)
        gain = best - _value(structure, weights, information, nodes, choose=False)
        if _positive(gain):
            largest = max(largest, real(gain))
    return largest


def _value(
    structure: Structure,
    weights: Mapping[Choice, Any],
    information: int,
    nodes: _Nodes,
    *,
    choose: bool,
) -> Any:
    """Expected payoff from an information set on, of the best moves or of those played."""
    values: dict[int, Any] = {}
    for move in structure.moves(information):
        if not choose and (information, move) not in weights:
            continue
        total, later = _outcome(structure, weights, information, nodes, move)
        for number, reached in later.items():
            total = total + _value(structure, weights, number, reached, choose=choose)
        values[move] = total
    if not choose:
        return sum((weights[information, m] * v for m, v in values.items()), Fraction(0))
    best, *others = values.values()
    for value in others:
        if _positive(value - best):
            best = value
    return best


def _outcome(
    structure: Structure,
    weights: Mapping[Choice, Any],
    information: int,
    nodes: _Nodes,
    move: int,
) -> tuple[Any, dict[int, _Nodes]]:
    """Payoff from ends that a move leads to, and the player's own next information sets."""
    player = structure.player(information)
    vertices = structure.game.vertices
    total: Any = Fraction(0)
    later: dict[int, _Nodes] = {}
    waiting = [(vertices[vertex].moves[move].child, p) for vertex, p in nodes]
    while waiting:
        number, p = waiting.pop()
        vertex = vertices[number]
        if vertex.end:
            total = total + p * vertex.payoffs[player]
        elif vertex.player == player:
            later.setdefault(structure.set_of[number], []).append((number, p))
        elif vertex.player is None:
            waiting.extend((m.child, p * m.probability) for m in vertex.moves)
        else:
            own = structure.set_of[number]
            waiting.extend(
                (m.child, p * weights[own, k])
                for k, m in enumerate(vertex.moves)
                if (own, k) in weights
            )
    return total, later


def reached_ends(structure: Structure, weights: Mapping[Choice, Any]) -> list[tuple[int, Any]]:
    """Ends of positive probability."""
    found = []
    for number, vertex in enumerate(structure.game.vertices):
        if not vertex.end or not structure.possible(number):
            continue
        if all(choice in weights for choice in structure.choices[number]):
            found.append((number, structure.probability(number, weights)))
    return found


def expected_payoffs(structure: Structure, ends: Sequence[tuple[int, Any]]) -> tuple[Real, ...]:
    """Expected payoff of each player."""
    return tuple(
        real(sum((p * structure.game.vertices[end].payoffs[i] for end, p in ends), Fraction(0)))
        for i in range(len(structure.game.players))
    )


def _positive(gain: Any) -> bool:
    """Whether something is surely gained; balls that leave it open count as nothing."""
    try:
        return sign(gain) > 0
    except UndecidedError:
        return False
