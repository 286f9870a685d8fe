"""Games of two players: speed and completeness of all solvers, on the same games."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from statistics import median
from typing import Any, Final

import numpy as np
from games import KINDS, draw
from solvers import SOLVERS, Profiles, Solver, answers, keys_of, profiles_of
from tables import Goal, Part, rate, table, times

__all__ = ["Effort", "pairs_part"]

_BATCH: Final = {2: 1 << 20, 3: 1 << 19, 4: 1 << 16, 5: 1 << 14}
"""Games that vcgame's kernel gets in a round, at full effort."""

_LABELS: Final = {2: 600, 3: 250, 4: 50, 5: 25}
_RATIONAL: Final = {3: 10_000, 4: 5_000}
_SHARES: Final = {"integer": 40, "random": 100}
_EXACT: Final = 8


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is measured.

    Attributes
    ----------
    seed
        Of all games.
    rounds
        So often solvers take turns.
    seconds
        A solver that goes game by game gets so many games that a round takes it as long.
    checked
        Games whose equilibria are compared with the exact ones, at 2x2; fewer for larger ones.
    sizes
        Numbers of strategies.
    """

    seed: int
    rounds: int = 5
    seconds: float = 0.2
    checked: int = 2_000
    sizes: tuple[int, ...] = (2, 3, 4, 5)

    def batch(self, size: int) -> int:
        """Games for the kernel in a round."""
        return max(256, int(_BATCH[size] * min(1.0, self.seconds / 0.2)))


@dataclass(slots=True)
class _Cell:
    """What was measured for one kind and size: per solver."""

    rates: dict[str, list[float]] = field(default_factory=dict)
    checked: dict[str, int] = field(default_factory=dict)
    missed: dict[str, int] = field(default_factory=dict)
    false: dict[str, int] = field(default_factory=dict)

    def ratio(self, name: str, other: str) -> float:
        """Median over rounds: whatever slows the machine slows both."""
        pairs = zip(self.rates[name], self.rates[other], strict=True)
        return median(ours / theirs for ours, theirs in pairs)


def pairs_part(effort: Effort) -> Part:
    cells: dict[tuple[str, int], _Cell] = {}
    rows = []
    for kind, meaning in KINDS.items():
        for size in effort.sizes:
            cell = cells[kind, size] = _measured(kind, size, effort)
            for name in cell.rates:
                rows.append(_row(cell, name, f"{size}x{size}, {meaning}"))
                print(" | ".join(rows[-1]), flush=True)
    titles = ["games", "solver", "games per second", "QuantEcon is slower by", "missed", "false"]
    text = (
        "Games per second of processor time, one thread, solvers in turns on fresh games, "
        f"medians of {effort.rounds} rounds; peers with all compiling and importing done before. "
        "*Missed*: share of games in which an extreme equilibrium is missing that the exact "
        "solver (game by game, fractions) lists. *False*: share with one that it does not list. "
        "Both over the first games of a fresh set, as many as given in brackets. QuantEcon and "
        "Gambit get matrices and make their game objects from them, as any sweep must; QuantEcon "
        "also without.\n\n" + table(titles, rows)
    )
    return Part("All extreme equilibria of two-player games", text, tuple(_goals(cells)))


def _row(cell: _Cell, name: str, games: str) -> tuple[str, ...]:
    checked = cell.checked[name]
    return (
        games,
        SOLVERS[name].title,
        rate(median(cell.rates[name])),
        f"{cell.ratio(name, 'quantecon'):,.3g}",
        f"{cell.missed[name] / checked:.1%} ({checked})",
        f"{cell.false[name] / checked:.1%}",
    )


def _measured(kind: str, size: int, effort: Effort) -> _Cell:
    cell = _Cell()
    names = [name for name, solver in SOLVERS.items() if kind in solver.kinds]
    seed = [effort.seed, size, list(KINDS).index(kind)]
    counts = {name: _count(SOLVERS[name], kind, size, [*seed, 0], effort) for name in names}
    for turn in range(effort.rounds):
        games = draw(kind, size, max(counts.values()), [*seed, 2 + turn])
        for name in names:
            took = _clocked(SOLVERS[name].ready(games.first(counts[name])))
            cell.rates.setdefault(name, []).append(counts[name] / took)
    _check(cell, names, counts, (kind, size, [*seed, 1]), effort)
    return cell


def _count(solver: Solver, kind: str, size: int, seed: list[int], effort: Effort) -> int:
    """Find out how many games fill a round; that also compiles what is compiled."""
    if solver.batch:
        count = effort.batch(size)
        solver.ready(draw(kind, size, count, seed))()
        return count
    games = draw(kind, size, 4_096, seed)
    solver.ready(games.first(1))()
    count = 4
    while (took := _clocked(solver.ready(games.first(count)))) < effort.seconds / 4:
        count *= 4
        if count > len(games):
            games = draw(kind, size, count, seed)
    return max(2, int(count * effort.seconds / took))


def _clocked(solve: Callable[[], Any]) -> float:
    start = time.process_time()
    solve()
    return time.process_time() - start


def _check(
    cell: _Cell,
    names: Iterable[str],
    counts: dict[str, int],
    which: tuple[str, int, list[int]],
    effort: Effort,
) -> None:
    kind, size, seed = which
    games = draw(kind, size, max(2, effort.checked // 2 ** (size - 2)), seed)
    right = answers(games)
    for name in names:
        solver = SOLVERS[name]
        some = games.first(len(games) if solver.batch else min(len(games), 3 * counts[name]))
        found = solver.read(solver.ready(some)())
        if len(found) != len(some):
            raise ValueError(f"{name}: {len(found)} answers to {len(some)} games")
        cell.checked[name] = len(some)
        cell.missed[name] = cell.false[name] = 0
        for ours, exact in zip(found, right[: len(some)], strict=True):
            if isinstance(ours, set):
                keys = keys_of(exact)
                missed, false = bool(keys - ours), bool(ours - keys)
            else:
                profiles = profiles_of(exact)
                missed = _lacks(ours, profiles, solver.precise)
                false = _lacks(profiles, ours, solver.precise)
            cell.missed[name] += missed
            cell.false[name] += false


def _lacks(found: Profiles, wanted: Profiles, precise: float) -> bool:
    """Whether some wanted profile is not among those found."""
    if not len(wanted):
        return False
    if not len(found):
        return True
    far = np.abs(wanted[:, None, :] - found[None, :, :]).max(axis=2)
    return bool((far.min(axis=1) > precise).any())


def _goals(cells: dict[tuple[str, int], _Cell]) -> Iterable[Goal]:
    for (kind, size), cell in cells.items():
        meaning = f"{size}x{size}, {KINDS[kind]}"
        if kind == "integer":
            built = cell.ratio("labels", "quantecon_built")
            codes = cell.ratio("codes", "quantecon")
            yield _ratio(
                f"{meaning}: labels against QuantEcon (its objects built before: {built:,.3g}; "
                f"regime codes only: {codes:,.3g})",
                _LABELS[size],
                cell.ratio("labels", "quantecon"),
            )
        if kind == "integer" and size in _RATIONAL:
            yield _ratio(
                f"{meaning}: labels against Gambit, rationals",
                _RATIONAL[size],
                cell.ratio("labels", "gambit_rational"),
            )
        if size == 3:
            built = cell.ratio("shares", "quantecon_built")
            yield _ratio(
                f"{meaning}: probabilities against QuantEcon (objects built before: {built:,.3g})",
                _SHARES[kind],
                cell.ratio("shares", "quantecon"),
            )
            yield _ratio(
                f"{meaning}: game by game, exact, against Gambit, rationals",
                _EXACT,
                cell.ratio("exact", "gambit_rational"),
            )
    ours = [name for name, solver in SOLVERS.items() if solver.batch]
    for what in ("missed", "false"):
        wrong = sum(getattr(cell, what).get(name, 0) for cell in cells.values() for name in ours)
        checked = sum(cell.checked.get(name, 0) for cell in cells.values() for name in ours)
        yield Goal(
            f"games with a {what} equilibrium, kernel", "0", f"{wrong} of {checked}", wrong == 0
        )


def _ratio(what: str, goal: float, reached: float) -> Goal:
    return Goal(what, times(goal), times(reached), reached >= goal)
