"""The reduced strategic form of a tree: plans of action in place of full strategies.

A plan says what a player does at each of its information sets that its own earlier moves do not
exclude (Kuhn 1953; von Stengel 2002, section 3.1). Full strategies that agree there reach
the same ends whatever the others do, so plans lose no equilibrium and are far fewer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any, Final

from vcgame.errors import UnsupportedError
from vcgame.forms.expectation import expectation, product_of
from vcgame.forms.extensive import ExtensiveGame, InformationSet
from vcgame.forms.recall import check_recall
from vcgame.forms.strategic import StrategicGame

__all__ = [
    "MOST_ENDS",
    "MOST_PLANS",
    "MOST_PROFILES",
    "LastMove",
    "Plan",
    "ReducedForm",
    "own_moves",
    "reduced_form",
]

MOST_PLANS: Final = 5_000
"""Plans of one player, at most."""

MOST_PROFILES: Final = 200_000
"""Profiles of plans, at most."""

MOST_ENDS: Final = 1_000_000
"""Ends that all profiles of plans together reach, at most."""

LastMove = tuple[int, int] | None
"""A player's last own move before a node, information set and move; ``None`` if there is none.

With perfect recall it tells all of the player's earlier moves.
"""

Plan = tuple[tuple[int, int], ...]
"""Information sets (their numbers in the game) with the number of the move made there, rising."""


@dataclass(frozen=True, slots=True)
class ReducedForm:
    """The plans of all players, and where every profile of them leads.

    Attributes
    ----------
    players
        Their ids.
    sets
        The information sets of the tree.
    before
        Per information set, the last own move of its player before it.
    plans
        Per player, its plans of action; a player who never moves has one that is empty.
    names
        Per player, what the plans are called: their moves, joined by ``·``; with the names of
        the information sets where a move's name stands at several.
    reached
        Per profile of plans, in row-major order, the ends that it reaches, each with the
        probability of chance.
    payoffs
        Payoffs at the ends of the tree, by their numbers.
    behind
        Per end, each player's last own move before it.
    """

    players: tuple[str, ...]
    sets: tuple[InformationSet, ...]
    before: tuple[LastMove, ...]
    plans: tuple[tuple[Plan, ...], ...]
    names: tuple[tuple[str, ...], ...]
    reached: tuple[tuple[tuple[int, Any], ...], ...]
    payoffs: Mapping[int, tuple[Any, ...]]
    behind: Mapping[int, tuple[LastMove, ...]]

    @property
    def game(self) -> StrategicGame:
        """The strategic game in which the plans are the strategies."""
        return self.game_with({})

    def game_with(self, payoffs: Mapping[int, tuple[Any, ...]]) -> StrategicGame:
        """Give the strategic game with other payoffs at some ends.

        Balls are joined at the precision that flint is set to. Profiles with the same expected
        payoff of a player by the same balls get one object.
        """
        known = {**self.payoffs, **payoffs}
        seen: dict[Any, Any] = {}
        tables: list[tuple[Any, ...]] = []
        for player in range(len(self.players)):
            own = {end: values[player] for end, values in known.items()}
            table: list[Any] = []
            for reached in self.reached:
                value = expectation([(p, own[end]) for end, p in reached])
                if not isinstance(value, Fraction):
                    value = seen.setdefault(_identity(reached, own), value)
                table.append(value)
            tables.append(tuple(table))
        return StrategicGame(self.players, self.names, tuple(tables))


def _identity(reached: Sequence[tuple[int, Any]], own: Mapping[int, Any]) -> frozenset[Any]:
    """Tell which numbers an expectation is made of: alike for two that are surely equal."""
    weights: dict[Any, Any] = {}
    for end, p in reached:
        payoff = own[end]
        key = payoff if isinstance(payoff, Fraction) else ("ball", id(payoff))
        if isinstance(p, Fraction):
            weights[key] = weights.get(key, Fraction(0)) + p
        else:
            count = weights.get((key, id(p)), 0)
            weights[key, id(p)] = count + 1
    return frozenset(weights.items())


def own_moves(game: ExtensiveGame) -> tuple[tuple[LastMove, ...], ...]:
    """Tell each player's last own move before every node of a tree with perfect recall.

    Returns
    -------
    tuple
        Per node, per player.
    """
    sets = game.information_sets()
    place = {vertex: number for number, each in enumerate(sets) for vertex in each.vertices}
    before: list[tuple[LastMove, ...]] = [(None,) * len(game.players)] * len(game.vertices)
    for number, vertex in enumerate(game.vertices):
        for k, move in enumerate(vertex.moves):
            after = before[number]
            if vertex.player is not None:
                after = (*after[: vertex.player], (place[number], k), *after[vertex.player + 1 :])
            before[move.child] = after
    return tuple(before)


def reduced_form(game: ExtensiveGame) -> ReducedForm:
    """List the plans of action of a tree, and the ends that their profiles reach.

    Parameters
    ----------
    game
        A tree with perfect recall. Its numbers are fractions, or balls where an irrational
        function came in; probabilities of chance are multiplied at the precision of flint.

    Raises
    ------
    UnsupportedError
        Without perfect recall; and for more than `MOST_PLANS` plans of a player,
        `MOST_PROFILES` profiles, or `MOST_ENDS` ends reached by all of them.

    Examples
    --------
    An entrant stays out or goes in; only then the incumbent fights or shares.

    >>> from vcgame.forms.extensive import Move, Vertex
    >>> def end(id, *payoffs):
    ...     return Vertex(id, None, (), tuple(map(Fraction, payoffs)))
    >>> game = ExtensiveGame(("entrant", "incumbent"), (
    ...     Vertex("entry", 0, (Move("out", 1), Move("in", 2))),
    ...     end("o", 0, 2),
    ...     Vertex("reply", 1, (Move("fight", 3), Move("share", 4))),
    ...     end("f", -1, -1), end("s", 1, 1)))
    >>> reduced_form(game).game.strategies
    (('out', 'in'), ('fight', 'share'))
    """
    check_recall(game)
    sets = game.information_sets()
    before = own_moves(game)
    sequences = tuple(before[each.vertices[0]][each.player] for each in sets)
    plans = tuple(_plans(game, sets, sequences, player) for player in range(len(game.players)))
    profiles = prod(map(len, plans))
    if profiles > MOST_PROFILES:
        raise UnsupportedError(
            f"the reduced strategic form has {profiles} profiles; up to {MOST_PROFILES} are listed"
        )
    return ReducedForm(
        game.players,
        sets,
        sequences,
        plans,
        tuple(_names(sets, own) for own in plans),
        _reached(game, before, plans, profiles),
        {number: vertex.payoffs for number, vertex in enumerate(game.vertices) if vertex.end},
        {number: before[number] for number, vertex in enumerate(game.vertices) if vertex.end},
    )


def _plans(
    game: ExtensiveGame,
    sets: tuple[InformationSet, ...],
    sequences: tuple[LastMove, ...],
    player: int,
) -> tuple[Plan, ...]:
    """All plans of a player, the first moves first."""
    following: dict[LastMove, list[int]] = {}
    for number, each in enumerate(sets):
        if each.player == player:
            following.setdefault(sequences[number], []).append(number)
    counts: dict[int, int] = {}
    parts: dict[int, list[Plan]] = {}
    # A set has a larger number than those before it, so this walks from the last moves up.
    for number in sorted((n for own in following.values() for n in own), reverse=True):
        moves = [(number, k) for k in range(len(sets[number].actions))]
        counts[number] = sum(prod(counts[n] for n in following.get(m, ())) for m in moves)
        _check_plans(game, player, counts[number])
        parts[number] = [
            ((move, *rest))
            for move in moves
            for rest in _joined([parts[n] for n in following.get(move, ())])
        ]
    tops = following.get(None, [])
    _check_plans(game, player, prod(counts[n] for n in tops))
    return tuple(tuple(sorted(plan)) for plan in _joined([parts[n] for n in tops]))


def _check_plans(game: ExtensiveGame, player: int, count: int) -> None:
    if count > MOST_PLANS:
        raise UnsupportedError(
            f"{game.players[player]} has {count} plans of action or more; "
            f"up to {MOST_PLANS} are listed"
        )


def _joined(parts: list[list[Plan]]) -> list[Plan]:
    """Join one plan for each of several information sets, in all ways."""
    return [tuple(move for part in chosen for move in part) for chosen in product(*parts)]


def _names(sets: tuple[InformationSet, ...], plans: tuple[Plan, ...]) -> tuple[str, ...]:
    """Call plans by their moves."""
    used = sorted({number for plan in plans for number, _ in plan})
    actions = [action for number in used for action in sets[number].actions]
    clear = len(set(actions)) == len(actions)

    def name(number: int, move: int) -> str:
        action = sets[number].actions[move]
        return action if clear else f"{sets[number].id}:{action}"

    return tuple("·".join(name(*each) for each in plan) or "-" for plan in plans)


def _reached(
    game: ExtensiveGame,
    before: tuple[tuple[LastMove, ...], ...],
    plans: tuple[tuple[Plan, ...], ...],
    profiles: int,
) -> tuple[tuple[tuple[int, Any], ...], ...]:
    """Ends that every profile of plans reaches, with the probabilities of chance."""
    holding: list[dict[LastMove, list[int]]] = []
    for own in plans:
        table: dict[LastMove, list[int]] = {None: list(range(len(own)))}
        for k, plan in enumerate(own):
            for move in plan:
                table.setdefault(move, []).append(k)
        holding.append(table)
    strides = [prod(map(len, plans[player + 1 :])) for player in range(len(plans))]
    reached: list[list[tuple[int, Any]]] = [[] for _ in range(profiles)]
    work = 0
    for end, probability in _chances(game):
        compatible = [table[last] for table, last in zip(holding, before[end], strict=True)]
        work += prod(map(len, compatible))
        if work > MOST_ENDS:
            raise UnsupportedError(
                f"the profiles of the reduced strategic form reach more than {MOST_ENDS} ends"
            )
        offsets = [[k * s for k in own] for own, s in zip(compatible, strides, strict=True)]
        for chosen in product(*offsets):
            reached[sum(chosen)].append((end, probability))
    return tuple(map(tuple, reached))


def _chances(game: ExtensiveGame) -> list[tuple[int, Any]]:
    """Ends that chance does not exclude, with the product of its probabilities there."""
    chances: dict[int, Any] = {0: Fraction(1)}
    for number, vertex in enumerate(game.vertices):
        if number in chances:
            for move in vertex.moves:
                p = move.probability
                if p is None:
                    chances[move.child] = chances[number]
                elif not (isinstance(p, Fraction) and p == 0):
                    chances[move.child] = product_of(chances[number], p)
    return [
        (n, chances[n]) for n, vertex in enumerate(game.vertices) if vertex.end and n in chances
    ]
