"""Subgame-perfect equilibria of trees with perfect information, by backward induction.

Zermelo (1913), Kuhn (1953), Selten (1965). Where a player is indifferent, every best move
is followed up, so that all pure subgame-perfect equilibria are found; what mixing there
does to the moves before is worked out in `vcgame.solve.mixing`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, Final, NamedTuple

from vcgame.errors import UnsupportedError
from vcgame.forms.extensive import ExtensiveGame, Move
from vcgame.solve.answer import Real
from vcgame.solve.mixing import Family, mixed_families
from vcgame.solve.numbers import BITS, MOST_BITS, UndecidedError, working_precision
from vcgame.solve.sign import real, sign, wrapped

__all__ = ["Indifference", "TreeAnswer", "TreeEquilibrium", "largest_gain_at_a_node", "solve_tree"]

MAX_EQUILIBRIA: Final = 10_000
MAX_MOVES: Final = 500_000
"""Equilibria, and moves in all of them together, that are listed at most."""


@dataclass(frozen=True, slots=True)
class TreeEquilibrium:
    """A pure subgame-perfect equilibrium.

    Attributes
    ----------
    choices
        Per decision node (its number in the game), the number of the move taken.
    payoffs
        Per player, the expected payoff; a float where an irrational number came in.
    outcomes
        The ends that are reached, with their probabilities.
    certificate
        Largest gain from one deviation at one node; exactly 0 for rational payoffs.
    """

    choices: tuple[tuple[int, int], ...]
    payoffs: tuple[Real, ...]
    outcomes: tuple[tuple[int, Real], ...]
    certificate: Real


@dataclass(frozen=True, slots=True)
class Indifference:
    """A node at which the player who moves has several best moves.

    `moves` are best in some pure equilibrium of the later play, with the payoff they give.
    """

    vertex: int
    moves: tuple[int, ...]
    payoff: Real


@dataclass(frozen=True, slots=True)
class TreeAnswer:
    """All pure subgame-perfect equilibria, the ties among them, and what mixing allows."""

    concept: str
    method: str
    complete: bool
    why: str
    equilibria: tuple[TreeEquilibrium, ...]
    indifferences: tuple[Indifference, ...]
    families: tuple[Family, ...]
    notes: tuple[str, ...] = ()

    @property
    def degenerate(self) -> bool:
        """Whether some player is indifferent somewhere."""
        return bool(self.indifferences)


def solve_tree(
    game: ExtensiveGame,
    *,
    bits: int = BITS,
    refine: Callable[[int], ExtensiveGame] | None = None,
) -> TreeAnswer:
    """Find all pure subgame-perfect equilibria, and the conditions on mixing at ties.

    Parameters
    ----------
    game
        Payoffs and probabilities are fractions, or balls where an irrational function came in.
    bits
        Precision at which the balls of `game` were evaluated, if it has any.
    refine
        Gives the game at a higher precision; called where a tie cannot be decided.

    Raises
    ------
    UnsupportedError
        For a tree with an information set of several nodes.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from vcgame.forms.extensive import Move, Vertex
    >>> one, two = Fraction(1), Fraction(2)
    >>> game = ExtensiveGame(("a",), (
    ...     Vertex("root", 0, (Move("left", 1), Move("right", 2))),
    ...     Vertex("l", None, (), (one,)), Vertex("r", None, (), (two,))))
    >>> [e.choices for e in solve_tree(game).equilibria]
    [((0, 1),)]
    """
    if not game.perfect_information:
        raise UnsupportedError(
            "backward induction is for trees in which every player knows all earlier moves; "
            "use vcgame.solve.trees.subgame_perfect"
        )
    while True:
        with nullcontext() if game.exact else working_precision(bits):
            try:
                return _solved(_wrapped(game))
            except _TooManyError as error:
                return _unsolved(str(error))
            except UndecidedError as error:
                if refine is None or 2 * bits > MOST_BITS:
                    return _unsolved(f"{error} at {bits} bits")
        bits *= 2
        game = refine(bits)


_METHOD: Final = "backward induction, following every best move"


def _unsolved(why: str) -> TreeAnswer:
    return TreeAnswer("subgame-perfect", _METHOD, False, why, (), (), ())


def _solved(game: ExtensiveGame) -> TreeAnswer:
    continuations, ties = _induce(game)
    equilibria = []
    for continuation in continuations:
        choices = continuation.choices()
        equilibria.append(
            TreeEquilibrium(
                choices=tuple(sorted(choices.items())),
                payoffs=tuple(map(real, continuation.payoffs)),
                outcomes=_outcomes(game, choices),
                certificate=_largest_gain(game, choices),
            )
        )
    families, notes = mixed_families(game)
    return TreeAnswer(
        "subgame-perfect",
        _METHOD,
        True,
        "every best move at every node was followed",
        tuple(sorted(equilibria, key=lambda equilibrium: equilibrium.choices)),
        ties,
        families,
        notes,
    )


def _wrapped(game: ExtensiveGame) -> ExtensiveGame:
    """Make balls that can be joined with fractions."""
    if game.exact:
        return game
    vertices = [
        replace(
            vertex,
            moves=tuple(replace(m, probability=wrapped(m.probability)) for m in vertex.moves),
            payoffs=tuple(map(wrapped, vertex.payoffs)),
        )
        for vertex in game.vertices
    ]
    return ExtensiveGame(game.players, tuple(vertices))


class _TooManyError(Exception):
    """More equilibria than can be listed."""


class _Continuation(NamedTuple):
    """One equilibrium of a subgame: its payoffs, the move at its root, and how it goes on."""

    payoffs: tuple[Any, ...]
    vertex: int
    move: int | None
    parts: tuple[_Continuation, ...]

    def choices(self) -> dict[int, int]:
        """Collect the moves at all decision nodes."""
        found: dict[int, int] = {}
        waiting = [self]
        while waiting:
            continuation = waiting.pop()
            if continuation.move is not None:
                found[continuation.vertex] = continuation.move
            waiting.extend(continuation.parts)
        return found


def _induce(game: ExtensiveGame) -> tuple[list[_Continuation], tuple[Indifference, ...]]:
    """Walk from the ends to the root; per node, all equilibria of the subgame there."""
    found: dict[int, list[_Continuation]] = {}
    ties: dict[tuple[int, tuple[int, ...]], Indifference] = {}
    made = 0
    for number in reversed(range(len(game.vertices))):
        vertex = game.vertices[number]
        if vertex.end:
            found[number] = [_Continuation(vertex.payoffs, number, None, ())]
            continue
        options = [found.pop(move.child) for move in vertex.moves]
        subgames: list[_Continuation] = []
        for parts in product(*options):
            values = [part.payoffs for part in parts]
            if vertex.player is None:
                expected = _expected(vertex.moves, values)
                subgames.append(_Continuation(expected, number, None, parts))
            else:
                best = _best([payoffs[vertex.player] for payoffs in values])
                if len(best) > 1:
                    payoff = real(values[best[0]][vertex.player])
                    ties.setdefault((number, best), Indifference(number, best, payoff))
                subgames.extend(_Continuation(values[m], number, m, parts) for m in best)
            if len(subgames) > MAX_EQUILIBRIA:
                raise _TooManyError(
                    f"more than {MAX_EQUILIBRIA} pure subgame-perfect equilibria; none is listed"
                )
        made += len(subgames) * len(vertex.moves)
        _check_length(made)
        found[number] = subgames
    _check_length(len(found[0]) * len(game.vertices))
    return found[0], tuple(ties[key] for key in sorted(ties))


def _check_length(moves: int) -> None:
    if moves > MAX_MOVES:
        raise _TooManyError(
            f"the pure subgame-perfect equilibria have more than {MAX_MOVES} moves together; "
            "none is listed"
        )


def _expected(moves: tuple[Move, ...], values: list[tuple[Any, ...]]) -> tuple[Any, ...]:
    """Weigh payoffs with the probabilities of chance."""
    weighted = [
        [move.probability * payoff for payoff in payoffs]
        for move, payoffs in zip(moves, values, strict=True)
    ]
    return tuple(sum(column[1:], column[0]) for column in zip(*weighted, strict=True))


def _best(payoffs: list[Any]) -> tuple[int, ...]:
    """Numbers of the largest payoffs."""
    best = [0]
    for number in range(1, len(payoffs)):
        order = sign(payoffs[number] - payoffs[best[0]])
        if order > 0:
            best = [number]
        elif order == 0:
            best.append(number)
    return tuple(best)


def _outcomes(game: ExtensiveGame, choices: Mapping[int, int]) -> tuple[tuple[int, Real], ...]:
    """Ends that are reached with positive probability."""
    reached: list[tuple[int, Real]] = []
    waiting: list[tuple[int, Any]] = [(0, 1)]
    while waiting:
        number, probability = waiting.pop()
        vertex = game.vertices[number]
        if vertex.end:
            reached.append((number, real(probability)))
        elif vertex.player is None:
            waiting.extend(
                (move.child, probability * move.probability)
                for move in vertex.moves
                if move.probability != 0
            )
        else:
            waiting.append((vertex.moves[choices[number]].child, probability))
    return tuple(sorted(reached))


def largest_gain_at_a_node(game: ExtensiveGame, choices: Mapping[int, int]) -> Real:
    """Compute the largest gain of any player from one deviation at one node.

    By the one-shot deviation principle it is 0 exactly for subgame-perfect equilibria. The
    payoffs are computed again from the tree, not taken from the solver. Where balls leave it
    open whether anything is gained, nothing is counted.
    """
    return _largest_gain(_wrapped(game), choices)


def _largest_gain(game: ExtensiveGame, choices: Mapping[int, int]) -> Real:
    values: dict[int, tuple[Any, ...]] = {}
    largest: Real = real(0)
    for number in reversed(range(len(game.vertices))):
        vertex = game.vertices[number]
        if vertex.end:
            values[number] = vertex.payoffs
        elif vertex.player is None:
            values[number] = _expected(vertex.moves, [values[m.child] for m in vertex.moves])
        else:
            chosen = values[vertex.moves[choices[number]].child]
            for move in vertex.moves:
                gain = values[move.child][vertex.player] - chosen[vertex.player]
                largest = max(largest, real(gain)) if _positive(gain) else largest
            values[number] = chosen
    return largest


def _positive(gain: Any) -> bool:
    try:
        return sign(gain) > 0
    except UndecidedError:
        return False
