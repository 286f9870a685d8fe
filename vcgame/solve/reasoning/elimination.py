"""Iterated elimination of dominated strategies, round by round, with exact certificates.

A strategy is strictly dominated if another one, pure or mixed, pays more whatever the others do;
weakly, if it never pays less and sometimes more. By duality of linear programmes a strategy is
strictly dominated just if it is a best reply to no belief about what the others do together, and
weakly, just if it is one to no belief that gives each situation a chance (Gale, Kuhn and Tucker
1951; Pearce 1984, lemmas 3 and 4). What is left after removing strictly dominated strategies does
not depend on the order; after weakly dominated ones it may (Gilboa, Kalai and Zemel 1990).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from vcgame.errors import IncompleteError
from vcgame.forms.strategic import StrategicGame
from vcgame.forms.symmetric import SymmetricGame
from vcgame.solve.linear.lotteries import MOST_EXACT
from vcgame.solve.reasoning.domination import (
    Mixture,
    beats,
    least_gain,
    may_beat,
    mixed_reply,
    safe_replies,
)
from vcgame.solve.reasoning.situations import Alive, Situations

__all__ = ["Elimination", "Other", "Removal", "eliminate"]

MOST_WORK = 80_000_000
"""Steps that all comparisons together may take, each some tenths of a microsecond."""

_OTHER_WORK: Final = 10_000_000
"""Steps that trying other orders may take."""

_SMALL: Final = 300
_LARGE: Final = 20
"""Steps that a linear programme takes for each of its entries: in whole numbers, and guided."""


@dataclass(frozen=True, slots=True)
class Removal:
    """A strategy that goes, and what dominates it.

    Attributes
    ----------
    player, strategy
        Whose it is, and its place.
    mixture
        The strategies that dominate it, with their weights; one of weight 1 if it is pure.
    gain
        How much more they pay at least, whatever the others do; 0 if they dominate weakly only.
        ``None`` where it is irrational.
    """

    player: int
    strategy: int
    mixture: Mixture
    gain: Fraction | None


@dataclass(frozen=True, slots=True)
class Other:
    """What another order of elimination leaves."""

    order: str
    survivors: Alive


@dataclass(frozen=True, slots=True)
class Elimination:
    """What iterated elimination does and leaves.

    Attributes
    ----------
    concept, method, complete, why, notes
        As in every answer.
    weak, mixed
        Whether weakly dominated strategies go too, and whether mixtures may dominate.
    rounds
        Per round, what is removed in it, all at once.
    survivors
        Per player, the strategies that are left. Alike firms count as one player.
    orders
        Other orders of eliminating weakly dominated strategies that leave other ones.
    """

    concept: str
    method: str
    complete: bool
    why: str
    weak: bool
    mixed: bool
    rounds: tuple[tuple[Removal, ...], ...]
    survivors: Alive
    orders: tuple[Other, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def solvable(self) -> bool:
        """Whether one profile is left: the game is dominance solvable (Moulin 1979)."""
        return all(len(left) == 1 for left in self.survivors)


def eliminate(
    game: StrategicGame | SymmetricGame, *, weak: bool = False, mixed: bool = True
) -> Elimination:
    """Remove dominated strategies, all of a round at once, until none is left.

    Parameters
    ----------
    game
        Any number of players; alike firms remove the same strategies.
    weak
        Remove weakly dominated strategies too. The result may depend on the order, so other
        orders are tried, and those that end elsewhere are told.
    mixed
        Let mixtures of strategies dominate, and not only pure ones.

    Examples
    --------
    No pure strategy dominates the last row, but half of each of the others does.

    >>> game = StrategicGame.from_matrices(
    ...     [[4, 0], [0, 4], [1, 1]], [[1, 0], [0, 1], [1, 0]])
    >>> found = eliminate(game)
    >>> found.survivors, [str(weight) for _, weight in found.rounds[0][0].mixture]
    (((0, 1), (0, 1)), ['1/2', '1/2'])
    """
    table = Situations(game)
    run = _Run(table, weak=weak, mixed=mixed)
    why = ""
    try:
        run.all_at_once()
    except IncompleteError as error:
        why = str(error)
    orders: tuple[Other, ...] = ()
    notes: list[str] = []
    if weak and not why:
        try:
            orders, tried = _other_orders(table, run, mixed=mixed)
            if tried:
                notes.append(
                    f"the result may depend on the order; of {tried} other orders "
                    f"{len(orders)} leave other strategies"
                )
        except IncompleteError:
            notes.append("the result may depend on the order; other orders are too much work")
    complete = not why and not run.open
    if run.open and not why:
        why = (
            "irrational payoffs: ties, or mixtures that might dominate, are not decided; "
            f"strategies concerned: {len(run.open)}"
        )
    return Elimination(
        "iterated-dominance",
        _method(weak=weak, mixed=mixed),
        complete,
        why or "no strategy that is left is dominated, proved by exact comparison",
        weak,
        mixed,
        tuple(run.rounds),
        run.alive,
        orders,
        tuple(notes),
    )


class _Run:
    """An elimination on its way."""

    def __init__(
        self, table: Situations, *, weak: bool, mixed: bool, work: int | None = None
    ) -> None:
        self.table = table
        self.weak = weak
        self.mixed = mixed
        self.alive: Alive = table.everything
        self.rounds: list[tuple[Removal, ...]] = []
        self.open: set[tuple[int, int]] = set()
        self.work = MOST_WORK if work is None else work

    def all_at_once(self) -> None:
        """Remove everything that is dominated, again and again."""
        players = range(len(self.alive))
        while removed := [each for player in players for each in self._dominated(player)]:
            self._remove(removed)

    def one_player(self, players: Sequence[int]) -> None:
        """Let the first player who has dominated strategies remove them, again and again."""
        while removed := next(filter(None, (list(self._dominated(k)) for k in players)), None):
            self._remove(removed)

    def one_strategy(self, *, last: bool) -> None:
        """Remove the first or the last strategy that is dominated, again and again."""
        players = range(len(self.alive))[:: -1 if last else 1]
        while removed := next(
            (each for k in players for each in self._dominated(k, last=last)), None
        ):
            self._remove([removed])

    def _remove(self, removed: Sequence[Removal]) -> None:
        gone = {(each.player, each.strategy) for each in removed}
        self.rounds.append(tuple(removed))
        self.open.clear()
        self.alive = tuple(
            tuple(s for s in left if (player, s) not in gone)
            for player, left in enumerate(self.alive)
        )

    def _dominated(self, player: int, *, last: bool = False) -> Iterator[Removal]:
        if len(self.alive[player]) == 1:
            return
        rows = self.table.rows(player, self.alive)
        self._spend(len(rows) * len(next(iter(rows.values()))))
        safe = safe_replies(rows, weak=self.weak)
        for strategy in sorted(rows, reverse=last):
            if strategy not in safe:
                removal = self._examined(player, strategy, rows, safe)
                if removal is not None:
                    yield removal

    def _examined(
        self, player: int, strategy: int, rows: dict[int, list[Any]], safe: set[int]
    ) -> Removal | None:
        row = rows[strategy]
        exact, scale = self.table.exact(player), self.table.scale(player)
        # Strategies that surely stay come first, so that they are named where they dominate.
        for other in sorted(rows, key=lambda s: (s not in safe, s)):
            if other != strategy:
                self._spend(len(row))
                if beats(rows[other], row, weak=self.weak):
                    gain = least_gain(rows[other], row)
                    exactly = Fraction(gain, scale) if exact else None
                    return Removal(player, strategy, ((other, Fraction(1)),), exactly)
        if not exact:
            if (self.mixed and len(rows) > 2) or any(
                s != strategy and may_beat(rows[s], row, weak=self.weak) for s in rows
            ):
                self.open.add((player, strategy))
            return None
        if not self.mixed or len(rows) < 3:
            return None
        entries = len(row) * len(rows)
        self._spend(entries * (_SMALL if entries <= MOST_EXACT else _LARGE))
        mixture, _ = mixed_reply(rows, strategy, weak=self.weak)
        if not mixture:
            return None
        gain = min(
            sum(weight * (rows[s][c] - own) for s, weight in mixture) for c, own in enumerate(row)
        )
        return Removal(player, strategy, mixture, Fraction(gain) / scale)

    def _spend(self, work: int) -> None:
        self.work -= work
        if self.work < 0:
            raise IncompleteError(f"the comparisons take more than {MOST_WORK} steps of work")


def _other_orders(table: Situations, first: _Run, *, mixed: bool) -> tuple[tuple[Other, ...], int]:
    """Try other orders; give those that leave other strategies, and how many were tried."""
    if not first.rounds:
        return (), 0
    players = list(range(len(table.counts)))
    turns = [players[k:] + players[:k] for k in players] if len(players) > 1 else []
    found = []
    work = _OTHER_WORK
    for turn in turns:
        run = _Run(table, weak=True, mixed=mixed, work=work)
        run.one_player(turn)
        if run.alive != first.alive:
            order = f"one player after the other, player {turn[0] + 1} first"
            found.append(Other(order, run.alive))
        work = run.work
    for last in (False, True):
        run = _Run(table, weak=True, mixed=mixed, work=work)
        run.one_strategy(last=last)
        if run.alive != first.alive:
            order = f"one strategy after the other, the {'last' if last else 'first'} first"
            found.append(Other(order, run.alive))
        work = run.work
    return tuple(found), len(turns) + 2


def _method(*, weak: bool, mixed: bool) -> str:
    kind = "weakly" if weak else "strictly"
    by = "pure and mixed strategies" if mixed else "pure strategies"
    return f"iterated elimination of strategies that are {kind} dominated by {by}, all at once"
