"""The solvers that are compared, each behind the same two functions.

``ready`` makes what a solver is to be timed on (payoffs in the layout that suits it best) and
returns the function to be timed. ``read`` turns its answers into one array of profiles per game,
both players' probabilities beside one another; that is not timed.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from vcgame.forms.strategic import StrategicGame
from vcgame.solve.answer import Answer
from vcgame.solve.nash import solve_nash

if TYPE_CHECKING:
    from games import Games

__all__ = ["SOLVERS", "Key", "Profiles", "Solver", "answers", "keys_of", "profiles_of"]

Profiles = NDArray[np.float64]
Key = tuple[int, int, int, int]
"""Supports and best replies of both players, as masks."""


@dataclass(frozen=True, slots=True)
class Solver:
    """A way to find all equilibria.

    Attributes
    ----------
    title
        How the tables call it.
    ready, read
        See the module.
    batch
        Whether it solves games together: such a one gets as many as fill a round.
    kinds
        The kinds of games that it is measured on.
    precise
        How close its probabilities should be to the exact ones.
    """

    title: str
    ready: Callable[[Games], Callable[[], Any]]
    read: Callable[[Any], list[Any]]
    batch: bool = False
    kinds: tuple[str, ...] = ("integer", "random")
    precise: float = 1e-6


def answers(games: Games) -> list[Answer]:
    """Solve games one by one, exactly: what all others are compared with."""
    tables = games.one_by_one(whole=True).tolist()
    return [solve_nash(StrategicGame.from_matrices(*table)) for table in tables]


def profiles_of(answer: Answer) -> Profiles:
    rows = [[float(p) for mixture in e.profile for p in mixture] for e in answer.equilibria]
    return np.array(rows)


def keys_of(answer: Answer) -> set[Key]:
    keys: set[Key] = set()
    for equilibrium in answer.equilibria:
        (x, y), (first, second) = equilibrium.supports, equilibrium.best_replies
        keys.add((_mask(x), _mask(y), _mask(first), _mask(second)))
    return keys


def _mask(strategies: Sequence[int]) -> int:
    return sum(1 << strategy for strategy in strategies)


def _batched(what: str, *, whole: bool = False) -> Callable[[Games], Callable[[], Any]]:
    """Make a solver per size and keep it, as a sweep does: it remembers patterns it has met."""
    solvers: dict[int, Any] = {}

    def ready(games: Games) -> Callable[[], Any]:
        from vcgame.solve.kernel.batch import BatchSolver

        if games.size not in solvers:
            solvers[games.size] = BatchSolver(games.size, games.size)
        solver = solvers[games.size]
        first, second = games.whole if whole else games.given

        def solve() -> Any:
            batch = solver.solve(first, second, shares=what == "shares", numbered=False)
            if what != "codes":
                assert len(batch.structures)  # noqa: S101  they are worked out when asked for
            return batch

        return solve

    return ready


def _read_labels(batch: Any) -> list[set[Key]]:
    table = batch.structures
    rows = np.concatenate([table.supports, table.best_replies], axis=1).tolist()
    patterns = [
        {tuple(row) for row in rows[start:end]}
        for start, end in zip(table.starts[:-1], table.starts[1:], strict=True)
    ]
    return [patterns[code] for code in batch.codes.tolist()]


def _read_shares(batch: Any) -> list[Profiles]:
    both = np.concatenate([batch.shares.x, batch.shares.y], axis=1)
    ends = np.searchsorted(batch.shares.game, np.arange(1, len(batch.codes)))
    return np.split(both, ends)


def _exact(games: Games) -> Callable[[], Any]:
    tables = games.one_by_one(whole=True).tolist()
    return lambda: [solve_nash(StrategicGame.from_matrices(*table)) for table in tables]


def _nashpy(games: Games) -> Callable[[], Any]:
    import nashpy

    tables = games.one_by_one()

    def solve() -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return [list(nashpy.Game(*table).support_enumeration()) for table in tables]

    return solve


def _quantecon_tables(games: Games) -> list[tuple[Any, Any]]:
    tables = games.one_by_one().astype(np.float64)
    return [(first, np.ascontiguousarray(second.T)) for first, second in tables]


def _quantecon(games: Games) -> Callable[[], Any]:
    from quantecon.game_theory import NormalFormGame, Player, support_enumeration

    tables = _quantecon_tables(games)
    return lambda: [
        support_enumeration(NormalFormGame((Player(first), Player(second))))
        for first, second in tables
    ]


def _quantecon_built(games: Games) -> Callable[[], Any]:
    from quantecon.game_theory import NormalFormGame, Player, support_enumeration

    built = [
        NormalFormGame((Player(first), Player(second)))
        for first, second in _quantecon_tables(games)
    ]
    return lambda: [support_enumeration(game) for game in built]


def _read_pairs(found: Any) -> list[Profiles]:
    return [np.array([np.concatenate(pair) for pair in pairs]) for pairs in found]


def _gambit(*, rational: bool) -> Callable[[Games], Callable[[], Any]]:
    def ready(games: Games) -> Callable[[], Any]:
        import pygambit

        # Python's numbers: a matrix of whole numbers is read exactly, one of floats as decimals.
        tables = games.one_by_one(whole=rational).astype(object)

        def solve() -> Any:
            return [
                pygambit.nash.enummixed_solve(
                    pygambit.StrategicGame.from_arrays(*table), rational=rational
                ).equilibria
                for table in tables
            ]

        return solve

    return ready


def _read_gambit(found: Any) -> list[Profiles]:
    return [
        np.array([[float(p) for mixture in each for _, p in mixture] for each in profiles])
        for profiles in found
    ]


SOLVERS: Final = {
    "codes": Solver(
        "vcgame kernel, regime codes only", _batched("codes"), _read_labels, batch=True
    ),
    "labels": Solver("vcgame kernel, labels", _batched("labels"), _read_labels, batch=True),
    "labels_whole": Solver(
        "vcgame kernel, labels, payoffs times 10^6",
        _batched("labels", whole=True),
        _read_labels,
        batch=True,
        kinds=("random",),
    ),
    "shares": Solver(
        "vcgame kernel, probabilities", _batched("shares"), _read_shares, batch=True, precise=1e-9
    ),
    "shares_whole": Solver(
        "vcgame kernel, probabilities, payoffs times 10^6",
        _batched("shares", whole=True),
        _read_shares,
        batch=True,
        kinds=("random",),
        precise=1e-9,
    ),
    "exact": Solver(
        "vcgame, game by game",
        _exact,
        lambda found: [profiles_of(answer) for answer in found],
        precise=1e-9,
    ),
    "quantecon": Solver("QuantEcon support_enumeration", _quantecon, _read_pairs),
    "quantecon_built": Solver(
        "QuantEcon, its game objects built before", _quantecon_built, _read_pairs
    ),
    "gambit_float": Solver("Gambit enummixed, floats", _gambit(rational=False), _read_gambit),
    "gambit_rational": Solver("Gambit enummixed, rationals", _gambit(rational=True), _read_gambit),
    "nashpy": Solver("nashpy support_enumeration", _nashpy, _read_pairs),
}
