"""Notes of an audit: what the source does not say, and what holds at its ties."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from vcgame.derive.audit.bench import Bench, MissingValueError
from vcgame.derive.audit.regions import closed, decided, found_at, strict_parts, within
from vcgame.derive.audit.row import Note, Row, Said, Values, said
from vcgame.derive.proof import prove
from vcgame.derive.statement import all_of, in_order_class
from vcgame.errors import VcgameError
from vcgame.forms.order import order_class
from vcgame.forms.point import strategic_game
from vcgame.model.audit import Cases, Printed
from vcgame.model.formula.expression import Comparison, Condition, Not
from vcgame.model.order import ORDER_CLASSES

__all__ = ["notes"]

_MOST_TIES: Final = 24


def notes(bench: Bench, rows: Sequence[Row]) -> tuple[Note, ...]:
    """Say what every audit says unasked: class, equilibria, missing values, ties left out."""
    found = [*_class(bench), *_equilibria(bench)]
    if bench.audit.unstated:
        names = ", ".join(n for n in bench.model.parameters if n in bench.audit.unstated)
        found.append(Note("values", said("unstated", names=names)))
    mistaken = {row.id for row in rows if row.verdict == "disagrees"}
    found += _ties(bench, mistaken)
    return tuple(found)


def _two_by_two(bench: Bench) -> bool:
    sizes = [len(player.strategies) for player in bench.model.players]
    tables = bench.model.form == "strategic" and not bench.model.state_dependent
    return tables and sizes == [2, 2]


def _class(bench: Bench) -> Iterator[Note]:
    """Name the class of a two-by-two game by the order of its payoffs."""
    if not _two_by_two(bench):
        return
    try:
        point = bench.game_values(())
        name = order_class(strategic_game(bench.model, point))
        if name is not None:
            yield Note("class", said("class_at_values", name=Said(f"classes.{name}")))
    except MissingValueError:
        for name in ORDER_CLASSES:
            if prove(bench.model.assumptions, in_order_class(bench.model, name)).found:
                yield Note("class", said("class_always", name=Said(f"classes.{name}")))
    except VcgameError:
        return


def _equilibria(bench: Bench) -> Iterator[Note]:
    """List all equilibria at the stated values."""
    try:
        shown = found_at(bench, bench.game_values(()))
    except MissingValueError:
        return
    if shown is not None:
        yield Note("equilibria", said("equilibria_at_values", what=shown))


def _ties(bench: Bench, mistaken: set[str]) -> Iterator[Note]:
    """List the ties between printed strict regions that no printed region takes in."""
    regions = list(_regions(bench))
    covered = [Not(all_of(when)) for _, when in regions]
    seen: set[Comparison] = set()
    for printed, when in regions:
        if printed.exactly or printed.id in mistaken:
            continue
        for tie, others in strict_parts(when):
            turned = Comparison(tie.right, "==", tie.left)
            if tie in seen or turned in seen or len(seen) >= _MOST_TIES:
                continue
            seen.add(tie)
            given = [*within(bench, printed.point), tie, *covered]
            found = decided(bench, [*given, *others])
            if found.finding != "witness":
                found = decided(bench, [*given, *map(closed, others)])
            if found.finding == "witness" and found.point is not None:
                used = {n: v for n, v in found.point.items() if n in bench.used}
                right = found_at(bench, found.point)
                key = "tie" if right is not None else "tie_only"
                parts = {} if right is None else {"what": right}
                yield Note(printed.id, said(key, tie=tie, point=Values(used), **parts))


def _regions(bench: Bench) -> Iterator[tuple[Printed, tuple[Condition, ...]]]:
    """Give every region for which something is printed."""
    for printed in bench.audit.printed:
        if isinstance(printed.stated, Cases):
            for case in printed.stated.cases:
                yield printed, (*(printed.when or ()), *case.when)
        elif printed.when:
            yield printed, printed.when
