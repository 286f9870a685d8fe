"""Claims about moves that are made together in a tree, and the beliefs that support them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vcgame.errors import nearest
from vcgame.model.claim import Plays, SupportedBelief
from vcgame.model.formula.expression import Expression, constant
from vcgame.model.reading.binder import Binder
from vcgame.model.reading.claims.choice_reader import ChoiceReader
from vcgame.model.toml.document import Path

__all__ = ["plays"]


def plays(entry: Mapping[str, Any], path: Path, reader: ChoiceReader, binder: Binder) -> Plays:
    """Read ``plays`` with its ``beliefs`` and ``concept``."""
    single = {id: (action,) for id, action in entry["plays"].items()}
    moves = reader.read(single, (*path, "plays"), single=True)
    chosen = ((id, next(iter(actions), "")) for id, actions in moves.actions)
    beliefs = _beliefs(entry, path, reader, binder) if reader.nodes else ()
    return Plays(tuple(chosen), beliefs, entry.get("concept"))


def _beliefs(
    entry: Mapping[str, Any], path: Path, reader: ChoiceReader, binder: Binder
) -> tuple[SupportedBelief, ...]:
    """Read per information set a node, with the bounds of its probability."""
    reporter = binder.reporter
    if "beliefs" in entry and entry.get("concept") in ("nash", "subgame-perfect"):
        wrong = f"{entry['concept']} equilibria have no beliefs"
        reporter.report_key((*path, "beliefs"), wrong, "remove them, or the concept")
    found = []
    for id, bounds in (entry.get("beliefs") or {}).items():
        where = (*path, "beliefs", id)
        nodes = tuple(node.id for node in reader.sets.get(id, ()))
        if len(nodes) < 2:
            several = tuple(name for name, each in reader.sets.items() if len(each) > 1)
            wrong = f"{id!r} is no information set of several nodes"
            reporter.report_key(where, wrong, nearest(id, several))
            continue
        for node, pair in (bounds or {}).items():
            if node not in nodes:
                wrong = f"{node!r} is no node of {id}"
                reporter.report_key((*where, node), wrong, nearest(node, nodes))
            low, high = (binder.expression(source) for source in pair or (None, None))
            _check_order(low, high, (*where, node), binder)
            if low is not None and high is not None:
                found.append(SupportedBelief(id, node, low, high))
    return tuple(found)


def _check_order(
    low: Expression | None, high: Expression | None, path: Path, binder: Binder
) -> None:
    """Report numbers that bound no probability."""
    ends = [None if end is None else constant(end) for end in (low, high)]
    for place, end in enumerate(ends):
        if end is not None and not 0 <= end <= 1:
            wrong = f"{end} is no probability"
            binder.reporter.report((*path, place), wrong, "write a number from 0 to 1")
            return
    if ends[0] is not None and ends[1] is not None and ends[0] > ends[1]:
        wrong = f"the bounds run from {ends[0]} to {ends[1]}"
        binder.reporter.report(path, wrong, "write the lower bound first")
