"""Conjunctions with alternatives, reduced under the assumptions."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import prod
from typing import Final

from vcgame.derive.signs.book import SignBook, Signed
from vcgame.derive.statement import all_of, any_of
from vcgame.model.formula.expression import Condition

__all__ = ["Alternatives", "Together", "reduced_case"]

MAX_COMBINATIONS: Final = 16
"""So many combinations of alternatives are looked at one by one at most."""

Together = tuple[Signed, ...]
"""What holds together."""

Alternatives = tuple[Together, ...]
"""Of which one at least holds."""


def reduced_case(
    book: SignBook, certain: Sequence[Signed], clauses: Sequence[Alternatives]
) -> tuple[Condition, ...] | None:
    """Reduce conditions that hold together, some of them alternatives.

    Alternatives that the assumptions and the rest exclude are dropped, then whatever follows
    from the rest, the longest first.

    Returns
    -------
    tuple of Condition, or None
        ``None`` if it was proved that they never hold.
    """
    found = _opened(book, list(dict.fromkeys(certain)), list(dict.fromkeys(clauses)))
    if found is None:
        return None
    known, open_ones = found
    if _never(book, known, open_ones):
        return None
    combined = _combined(book, known, open_ones)
    if combined:
        known, open_ones = _opened(book, known, [combined]) or (known, open_ones)
    known = _joined(known)
    kept = _without_idle(book, known, ())
    written = [book.written(each) for each in kept]
    for clause in open_ones:
        short = [_without_idle(book, option, kept) for option in clause]
        short.sort(key=_downward)
        written.append(any_of(all_of(map(book.written, option)) for option in short))
    return tuple(written)


def _downward(option: Sequence[Signed]) -> int:
    """Count the parts that say "less than", so that the alternatives with few come first."""
    return sum(each.relation.startswith("<") for each in option)


def _opened(
    book: SignBook, known: list[Signed], waiting: list[Alternatives]
) -> tuple[list[Signed], list[Alternatives]] | None:
    """Drop impossible alternatives until every clause left has several."""
    while True:
        left: list[Alternatives] = []
        before = len(known)
        for clause in waiting:
            possible = [
                option for option in clause if len(clause) < 2 or not _clash(book, known, option)
            ]
            if not possible:
                return None
            shared = [each for each in possible[0] if all(each in o for o in possible[1:])]
            known.extend(each for each in shared if each not in known)
            rest = [tuple(e for e in option if e not in known) for option in possible]
            if all(rest):
                left.append(tuple(dict.fromkeys(rest)))
        if len(known) == before:
            return known, list(dict.fromkeys(left))
        waiting = list(dict.fromkeys(left))


def _clash(book: SignBook, known: Sequence[Signed], option: Together) -> bool:
    return book.impossible(option) or (bool(known) and book.impossible([*known, *option]))


def _never(book: SignBook, known: list[Signed], clauses: list[Alternatives]) -> bool:
    combinations = 1
    for clause in clauses:
        combinations *= len(clause)
    if combinations > MAX_COMBINATIONS:
        return book.impossible(known)
    return all(
        book.impossible([*known, *(each for option in chosen for each in option)])
        for chosen in product(*clauses)
    )


def _combined(
    book: SignBook, known: list[Signed], clauses: list[Alternatives]
) -> Alternatives | None:
    """Write several clauses as one, if so few of their combinations are possible."""
    if len(clauses) < 2 or prod(map(len, clauses)) > MAX_COMBINATIONS:
        return None
    possible: dict[frozenset[Signed], Together] = {}
    for chosen in product(*clauses):
        together = tuple(dict.fromkeys(each for option in chosen for each in option))
        key = frozenset(together)
        if key not in possible and not book.impossible([*known, *together]):
            possible[key] = together
        if len(possible) > max(map(len, clauses)):
            return None
    return tuple(possible.values())


def _joined(known: list[Signed]) -> list[Signed]:
    """Write ``f >= 0`` and ``f <= 0`` as ``f == 0``, ``f >= 0`` and ``f != 0`` as ``f > 0``."""
    joined: dict[tuple[object, ...], Signed] = {}
    for each in known:
        key: tuple[object, ...] = each.powers
        other = joined.get(key)
        pair = {each.relation, other.relation} if other else set()
        if other is None:
            joined[key] = each
        elif pair == {"<=", ">="}:
            joined[key] = Signed(each.powers, "==")
        elif "!=" in pair and pair & {"<", "<=", ">", ">="}:
            low = bool(pair & {"<", "<="})
            joined[key] = Signed(each.powers, "<" if low else ">")
        elif pair in ({"<", "<="}, {">", ">="}):
            joined[key] = Signed(each.powers, "<" if "<" in pair else ">")
        else:
            joined[*key, each.relation] = each
    return list(joined.values())


def _without_idle(book: SignBook, parts: Sequence[Signed], given: Sequence[Signed]) -> list[Signed]:
    """Drop what follows from the rest, the longest first; keep the order."""
    kept = list(parts)
    for part in sorted(parts, key=lambda each: -each.length):
        others = [other for other in kept if other is not part]
        if book.implied([*given, *others], part):
            kept = others
    return kept
