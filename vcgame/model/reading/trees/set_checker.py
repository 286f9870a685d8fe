"""Information sets as a file gives them, node by node: what does not hold together is reported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from vcgame.model.formula.parser import valid_label
from vcgame.model.model import Node
from vcgame.model.reading.binder import check_ids
from vcgame.model.reading.values import Reporter
from vcgame.model.recall import lapses_of

__all__ = ["check_recall", "check_sets"]

_SHOWN = 8


def check_sets(
    entries: Mapping[str, Mapping[str, Any]],
    children: Mapping[str, Sequence[str]],
    reporter: Reporter,
) -> None:
    """Hold the nodes of each information set against each other.

    Parameters
    ----------
    entries
        The nodes as the file has them, by id.
    children
        Per node, the nodes that follow it, in the order of its moves.
    reporter
        Takes the mistakes.
    """
    sets: dict[str, list[str]] = {}
    for id, entry in entries.items():
        if "information" not in entry:
            continue
        path = (*entry["_path"], "information")
        if not reporter.given((*entry["_path"], "player")):
            wrong = "only the nodes of players have an information set"
            reporter.report_key(path, wrong, "remove it")
            continue
        complaint = valid_label(entry["information"])
        if complaint is not None:
            reporter.report(path, complaint)
        sets.setdefault(entry["information"], []).append(id)
    places = [(name, (*entries[ids[0]]["_path"], "information")) for name, ids in sets.items()]
    check_ids(reporter, "information set", places)
    for name, ids in sets.items():
        path = (*entries[ids[0]]["_path"], "information")
        if name in entries and name not in ids:
            wrong = f"{name!r} is the name of a node that is not in the set"
            right = f'write information = "{name}" there too, or choose another name'
            reporter.report(path, wrong, right)
        for id in ids[1:]:
            _check_pair(name, ids[0], id, entries, children, reporter)


def _check_pair(
    name: str,
    first: str,
    second: str,
    entries: Mapping[str, Mapping[str, Any]],
    children: Mapping[str, Sequence[str]],
    reporter: Reporter,
) -> None:
    """Two nodes of a set have the same player and the same moves in the same order."""
    path = (*entries[second]["_path"], "information")
    players = [entries[id].get("player") for id in (first, second)]
    if None not in players and players[0] != players[1]:
        wrong = f"{players[1]} moves here, but {players[0]} at {first!r}, also in {name!r}"
        reporter.report(path, wrong, "the nodes of an information set have one player")
    moves = [
        [str(entries[child].get("action", "")) for child in children.get(id, ())]
        for id in (first, second)
    ]
    if "" in moves[0] or "" in moves[1] or moves[0] == moves[1]:
        return
    if sorted(moves[0]) == sorted(moves[1]):
        wrong = f"the moves are those of {first!r}, also in {name!r}, in another order"
    else:
        wrong = f"the moves are not those of {first!r}, also in {name!r}"
    right = f"a player who cannot tell the nodes apart has the same moves: {_listed(moves[0])}"
    reporter.report(path, wrong, right)


def check_recall(
    nodes: Sequence[Node], entries: Mapping[str, Mapping[str, Any]], reporter: Reporter
) -> None:
    """Report every information set at which a player forgets something."""
    for lapse in lapses_of(nodes):
        path = (*entries[lapse.second]["_path"], "information")
        reporter.report(path, str(lapse), "players with perfect recall are needed")


def _listed(moves: Sequence[str]) -> str:
    return ", ".join(moves[:_SHOWN]) + (", ..." if len(moves) > _SHOWN else "")
