"""Commitment: one player moves first, and the others see it (von Stackelberg 1934).

To pure strategies, for any number of players: the others then play a pure equilibrium among
themselves. To mixed ones, for two players: one linear programme for every reply of the follower
(Conitzer and Sandholm 2006). Where the follower is indifferent, ties are broken for the leader
(strong) or against the leader (weak). Against mixed commitment the weak value is a supremum: it
counts the replies that are best on a region with an inside, for the leader can move into it (von
Stengel and Zamir 2010, theorem 11); whether it is attained is decided exactly.
"""

from __future__ import annotations

from fractions import Fraction
from math import prod

from vcgame.errors import IncompleteError, UnsupportedError, UsageError, nearest
from vcgame.forms.strategic import StrategicGame
from vcgame.solve.commitment.answer import Commitment, Play, StackelbergAnswer
from vcgame.solve.commitment.mixed import strong_commitment, weak_commitment
from vcgame.solve.comparison import nash_for_comparison
from vcgame.solve.pure import solve_pure

__all__ = ["MOST_MIXED", "MOST_PROFILES", "solve_stackelberg"]

MOST_PROFILES = 100_000
"""So many pure profiles are looked at for commitment to pure strategies."""

MOST_MIXED = 30
"""So many strategies each player may have for commitment to mixed ones."""

_PURE = "comparison of the others' pure equilibria after every pure strategy of the leader"
_BOTH = "comparison of best replies, and a linear programme for every reply of the follower"


def solve_stackelberg(
    game: StrategicGame, leader: str | None = None, *, mixed: bool | None = None
) -> StackelbergAnswer:
    """Find what a leader gains from commitment.

    Parameters
    ----------
    game
        Rational payoffs.
    leader
        Who moves first; the first player if left out.
    mixed
        Whether commitment to mixed strategies is worked out too; where games of this form have
        it, if left out.

    Raises
    ------
    UsageError
        For an unknown player.
    UnsupportedError
        For irrational payoffs, too large a game, or mixed commitment with several followers.

    Examples
    --------
    Commitment to a mixture beats every simultaneous equilibrium (Conitzer and Sandholm 2006).

    >>> game = StrategicGame.from_matrices([[2, 4], [1, 3]], [[1, 0], [0, 1]])
    >>> answer = solve_stackelberg(game)
    >>> [(each.kind, each.ties, str(each.value)) for each in answer.commitments]
    ... # doctest: +NORMALIZE_WHITESPACE
    [('pure', 'strong', '3'), ('pure', 'weak', '3'),
     ('mixed', 'strong', '7/2'), ('mixed', 'weak', '7/2')]
    >>> answer.commitments[3].attained, [str(p) for p in answer.commitments[3].plays[0].mixture]
    (False, ['1/2', '1/2'])
    """
    first = _leader(game, leader)
    mixed = _mixed(game, mixed)
    complete, why = True, "every commitment was compared, exact"
    notes = []
    commitments: tuple[Commitment, ...] = ()
    others: tuple[Commitment, ...] = ()
    silent: list[int] = []
    try:
        commitments = _commitments(game, first, mixed=mixed)
        silent = _silent(game, first)
        if len(game.players) == 2:
            others = _commitments(game, 1 - first, mixed=mixed)
    except IncompleteError as error:
        complete, why = False, str(error)
    if silent:
        named = ", ".join([game.strategies[first][s] for s in silent])
        notes.append(f"after these the others have no pure equilibrium, they are left out: {named}")
    nash = nash_for_comparison(game)
    if not nash.complete:
        notes.append(f"not all Nash equilibria are known: {nash.why}")
    return StackelbergAnswer(
        "stackelberg",
        _BOTH if mixed else _PURE,
        complete,
        why,
        first,
        commitments,
        others,
        nash.equilibria,
        nash.complete,
        tuple(notes),
    )


def _leader(game: StrategicGame, leader: str | None) -> int:
    if len(game.players) < 2:
        raise UnsupportedError(
            "commitment needs two players or more, and this game has one; "
            "the concept 'nash' finds what is best for one"
        )
    if not game.exact:
        raise UnsupportedError(
            "commitment needs rational payoffs; the concepts 'nash' and 'pure' take irrational ones"
        )
    if prod(game.shape) > MOST_PROFILES:
        raise UnsupportedError(
            f"this game has {prod(game.shape)} pure profiles; commitment is worked out for up to "
            f"{MOST_PROFILES}; the concept 'pure' takes more"
        )
    if leader is not None and leader not in game.players:
        raise UsageError(f"no player {leader!r}: {nearest(leader, game.players)}")
    return 0 if leader is None else game.players.index(leader)


def _mixed(game: StrategicGame, mixed: bool | None) -> bool:
    """Decide whether commitment to mixed strategies is worked out."""
    possible = len(game.players) == 2 and max(game.shape) <= MOST_MIXED
    if mixed and len(game.players) > 2:
        raise UnsupportedError(
            f"commitment to mixed strategies is worked out for two players, and this game has "
            f"{len(game.players)}; commitment to pure ones works for any number"
        )
    if mixed and not possible:
        raise UnsupportedError(
            f"commitment to mixed strategies is worked out for up to {MOST_MIXED} strategies per "
            f"player; commitment to pure ones takes more"
        )
    return possible if mixed is None else mixed


def _commitments(game: StrategicGame, leader: int, *, mixed: bool) -> tuple[Commitment, ...]:
    found = _pure(game, leader)
    if mixed:
        found += (strong_commitment(game, leader), weak_commitment(game, leader))
    return found


def _pure(game: StrategicGame, leader: int) -> tuple[Commitment, ...]:
    """Commit to pure strategies; the others play their best or worst equilibrium for the leader."""
    commitments = []
    after = _after(game, leader)
    for ties, choose in (("strong", max), ("weak", min)):
        outcomes = []
        for strategy, replies in enumerate(after):
            if not replies:
                continue
            payoffs = [game.payoff(_joined(leader, strategy, reply)) for reply in replies]
            level = choose([values[leader] for values in payoffs])
            outcomes += [
                (strategy, reply, values)
                for reply, values in zip(replies, payoffs, strict=True)
                if values[leader] == level
            ]
        if not outcomes:
            continue
        value = max([values[leader] for _, _, values in outcomes])
        plays = [
            Play(_unit(strategy, game.shape[leader]), reply, values)
            for strategy, reply, values in outcomes
            if values[leader] == value
        ]
        commitments.append(
            Commitment("pure", "strong" if ties == "strong" else "weak", value, True, tuple(plays))
        )
    return tuple(commitments)


def _silent(game: StrategicGame, leader: int) -> list[int]:
    """Find the strategies of the leader after which the others have no pure equilibrium."""
    return [s for s, replies in enumerate(_after(game, leader)) if not replies]


def _after(game: StrategicGame, leader: int) -> list[list[tuple[int, ...]]]:
    """Find the pure equilibria of the others after every strategy of the leader."""
    rest = [k for k in range(len(game.players)) if k != leader]
    places: list[list[int]] = [[] for _ in game.strategies[leader]]
    for place, profile in enumerate(game.profiles()):
        places[profile[leader]].append(place)
    after = []
    for chosen in places:
        left = StrategicGame(
            tuple([game.players[k] for k in rest]),
            tuple([game.strategies[k] for k in rest]),
            tuple([tuple([game.payoffs[k][place] for place in chosen]) for k in rest]),
        )
        found = solve_pure(left)
        if not found.complete:
            raise IncompleteError(found.why)
        after.append(
            [tuple([support[0] for support in each.supports]) for each in found.equilibria]
        )
    return after


def _joined(leader: int, strategy: int, replies: tuple[int, ...]) -> tuple[int, ...]:
    return (*replies[:leader], strategy, *replies[leader:])


def _unit(strategy: int, size: int) -> tuple[Fraction, ...]:
    return tuple([Fraction(k == strategy) for k in range(size)])
