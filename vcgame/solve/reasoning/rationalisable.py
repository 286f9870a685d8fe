"""Rationalisable strategies: best replies to beliefs in strategies that are rationalisable.

With beliefs that may correlate the others, they are what iterated elimination of strictly
dominated strategies leaves (Bernheim 1984; Pearce 1984; Brandenburger and Dekel 1987); with two
players there is nobody to correlate. With three players and more, beliefs that take the others
for independent may rationalise fewer strategies; beliefs in one profile (point rationalisability,
Bernheim 1984) fewer still.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from vcgame.errors import IncompleteError
from vcgame.forms.strategic import StrategicGame
from vcgame.forms.symmetric import SymmetricGame
from vcgame.solve.reasoning.domination import mixed_reply
from vcgame.solve.reasoning.elimination import Elimination, eliminate
from vcgame.solve.reasoning.situations import Alive, Situation, Situations

__all__ = ["Belief", "Rationalisable", "rationalisable"]


@dataclass(frozen=True, slots=True)
class Belief:
    """A belief that makes a strategy a best reply.

    Attributes
    ----------
    player, strategy
        Whose it is, and its place.
    situations
        What the others do, with its probability.
    """

    player: int
    strategy: int
    situations: tuple[tuple[Situation, Fraction], ...]


@dataclass(frozen=True, slots=True)
class Rationalisable:
    """The rationalisable strategies of a game.

    Attributes
    ----------
    concept, method, complete, why, notes
        As in every answer.
    elimination
        The rounds that lead to them.
    survivors
        Per player, the strategies that are rationalisable with correlated beliefs.
    point
        Per player, those that are so with beliefs in one profile of the others.
    independent
        Those that are so with independent beliefs, where this is known: with two players, and
        where `point` and `survivors` agree; else ``None``, and they lie between the two.
    beliefs
        For each strategy that is left a belief that supports it.
    """

    concept: str
    method: str
    complete: bool
    why: str
    elimination: Elimination
    survivors: Alive
    point: Alive
    independent: Alive | None
    beliefs: tuple[Belief, ...]
    notes: tuple[str, ...] = ()


def rationalisable(game: StrategicGame | SymmetricGame) -> Rationalisable:
    """Find the rationalisable strategies of all players.

    Examples
    --------
    In Bernheim's example (1984, figure 1) the last strategy of each player goes.

    >>> A = [[0, 2, 7, 0], [5, 2, 5, 0], [7, 2, 0, 0], [0, 0, 0, -1]]
    >>> B = [[7, 5, 0, 1], [2, 3, 2, 1], [0, 5, 7, 1], [0, -2, 0, -1]]
    >>> answer = rationalisable(StrategicGame.from_matrices(A, B))
    >>> answer.survivors
    ((0, 1, 2), (0, 1, 2))
    """
    table = Situations(game)
    found = eliminate(game)
    point, sure = _point_rationalisable(table)
    notes = []
    pair = isinstance(game, StrategicGame) and len(game.players) == 2
    pair = pair or (isinstance(game, SymmetricGame) and game.number == 2)
    independent = found.survivors if pair or (point == found.survivors and sure) else None
    if not pair:
        notes.append(
            "with independent beliefs the same strategies are rationalisable"
            if independent is not None
            else "with independent beliefs those that point beliefs rationalise are, and no others "
            "than those listed; which of the rest are is not decided"
        )
    why = found.why
    complete = found.complete and sure
    beliefs: tuple[Belief, ...] = ()
    if complete:
        try:
            beliefs = _beliefs(table, found.survivors)
        except IncompleteError as error:
            notes.append(f"beliefs are not listed: {error}")
    elif not sure and found.complete:
        why = "irrational payoffs: ties between best replies are not decided"
    return Rationalisable(
        "rationalisable",
        "iterated elimination of strategies that are best replies to no belief",
        complete,
        why,
        found,
        found.survivors,
        point,
        independent,
        beliefs,
        tuple(notes),
    )


def _point_rationalisable(table: Situations) -> tuple[Alive, bool]:
    """Keep what is a best reply to a profile of what is kept; say whether ties were decided."""
    alive = table.everything
    while True:
        sure = True
        kept: list[tuple[int, ...]] = []
        for player in range(len(alive)):
            # Strategies that are gone are no best replies, but all are compared with.
            full = tuple(
                own if who != player else table.everything[who] for who, own in enumerate(alive)
            )
            rows = table.rows(player, full) if not table.alike else _rows_alike(table, alive)
            best, decided = _replies(rows)
            sure = sure and decided
            kept.append(tuple(s for s in alive[player] if s in best))
        if tuple(kept) == alive:
            return alive, sure
        alive = tuple(kept)


def _rows_alike(table: Situations, alive: Alive) -> dict[int, list[Any]]:
    """Give the payoffs of all strategies where the others play what is left."""
    everything = table.everything
    rows = table.rows(0, everything)
    left = set(table.situations(0, alive))
    places = [k for k, each in enumerate(table.situations(0, everything)) if each in left]
    return {s: [row[k] for k in places] for s, row in rows.items()}


def _replies(rows: dict[int, list[Any]]) -> tuple[set[int], bool]:
    """Strategies that are or may be a best reply somewhere; say whether all of them surely are."""
    names = list(rows)
    best: set[int] = set()
    surely: set[int] = set()
    for column in zip(*rows.values(), strict=True):
        if all(type(value) is int for value in column):
            top = max(column)
            here = {s for s, value in zip(names, column, strict=True) if value == top}
            best |= here
            surely |= here
            continue
        for s, value in zip(names, column, strict=True):
            if not any(other > value for other in column):
                best.add(s)
                if all(value is other or value >= other for other in column):
                    surely.add(s)
    return best, best == surely


def _beliefs(table: Situations, alive: Alive) -> tuple[Belief, ...]:
    """Find a belief for each strategy that is left: in one situation if possible."""
    found = []
    for player, own in enumerate(alive):
        rows = table.rows(player, alive)
        situations = table.situations(player, alive)
        columns = list(zip(*rows.values(), strict=True))
        for strategy in own:
            at = next(
                (
                    k
                    for k, column in enumerate(columns)
                    if all(
                        rows[strategy][k] is value or rows[strategy][k] >= value for value in column
                    )
                ),
                None,
            )
            if at is not None:
                held: tuple[tuple[Situation, Fraction], ...] = ((situations[at], Fraction(1)),)
            else:
                _, lottery = mixed_reply(rows, strategy, weak=False)
                total = sum(lottery.multipliers)
                held = tuple(
                    (situation, weight / total)
                    for situation, weight in zip(situations, lottery.multipliers, strict=True)
                    if weight
                )
            found.append(Belief(player, strategy, held))
    return tuple(found)
