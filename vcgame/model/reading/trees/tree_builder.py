"""From the ``[[nodes]]`` of a file to the nodes of a tree, checked."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Any

from vcgame.errors import nearest
from vcgame.model.formula.expression import Expression
from vcgame.model.formula.parser import valid_label
from vcgame.model.model import Action, Node, Player
from vcgame.model.reading.binder import Binder, check_ids, check_probabilities
from vcgame.model.reading.circles import circles, shown_circle
from vcgame.model.reading.trees.set_checker import check_recall, check_sets

__all__ = ["build_nodes"]


def build_nodes(
    values: Mapping[str, Any], players: tuple[Player, ...], binder: Binder
) -> tuple[Node, ...]:
    """Check the nodes of a tree and put parents before children.

    Every mistake is reported; what is returned then is partial and must not be used.
    """
    reporter = binder.reporter
    if "nodes" not in values:
        right = "add [[nodes]] with id, and with player, chance = true or payoffs"
        reporter.report_key((), "nodes are missing", right)
        return ()
    return _Tree(values, players, binder).build()


class _Tree:
    """Reads the nodes of one model."""

    def __init__(
        self, values: Mapping[str, Any], players: tuple[Player, ...], binder: Binder
    ) -> None:
        self.players = tuple(player.id for player in players)
        self.binder = binder
        self.reporter = binder.reporter
        given = values["nodes"]
        self.entries: dict[str, Mapping[str, Any]] = {}
        for entry in given:
            if "id" in entry:
                self.entries.setdefault(entry["id"], entry)
        # Where a node's id cannot be read, others may rightly name it.
        self.complete = all("id" in entry for entry in given)
        self.readable = self.complete and all(
            key in entry or not self.reporter.given((*entry["_path"], key))
            for entry in given
            for key in ("player", "parent", "action", "information")
        )
        ids = [(entry["id"], (*entry["_path"], "id")) for entry in given if "id" in entry]
        check_ids(self.reporter, "node", ids)
        self.moves = {str(entry["action"]) for entry in given if "action" in entry}
        self.labels = tuple(values.get("actions", {}))

    def build(self) -> tuple[Node, ...]:
        """Check everything, and give the nodes, each after its parent.

        Where the tree does not hold together, nothing is given.
        """
        before = len(self.reporter.problems)
        for id, entry in self.entries.items():
            self._check_names(id, entry)
        children = self._children()
        roots = self._roots()
        order: list[str] = []
        queue = deque(roots)
        while queue:
            order.append(queue.popleft())
            queue.extend(children.get(order[-1], ()))
        self._report_circles(order)
        for id in self.entries:
            self._check_kind(id, children.get(id, []))
        check_sets(self.entries, children, self.reporter)
        sound = self.readable and len(self.reporter.problems) == before
        nodes = [
            self._node(id, children.get(id, [])) for id in dict.fromkeys([*order, *self.entries])
        ]
        if not sound:
            return ()
        check_recall(nodes, self.entries, self.reporter)
        return tuple(nodes)

    def _check_names(self, id: str, entry: Mapping[str, Any]) -> None:
        for key, name in (("id", id), ("action", entry.get("action"))):
            complaint = None if name is None else valid_label(name)
            if complaint is not None:
                self.reporter.report((*entry["_path"], key), complaint)
        player = entry.get("player")
        if player is not None and self.players and player not in self.players:
            hint = nearest(player, self.players)
            self.reporter.report((*entry["_path"], "player"), f"no player {player!r}", hint)

    def _roots(self) -> list[str]:
        """Find the nodes without a known parent; one that names none is the root."""
        reporter = self.reporter
        first: list[str] = []
        other: list[str] = []
        for id, entry in self.entries.items():
            if not reporter.given((*entry["_path"], "parent")):
                first.append(id)
            elif entry.get("parent") not in self.entries:
                other.append(id)
        # A node with a move that leads to it has more likely lost its parent.
        first.sort(key=lambda id: "action" in self.entries[id])
        for id in first[1:]:
            wrong = f"{id!r} has no parent, and neither has {first[0]!r}"
            reporter.report_key(self.entries[id]["_path"], wrong, "a tree has one root")
        for key in ("action", "probability"):
            if first and key in self.entries[first[0]]:
                path = (*self.entries[first[0]]["_path"], key)
                reporter.report(path, f"the root has no {key}", "remove it")
        return [*first, *other]

    def _report_circles(self, order: list[str]) -> None:
        """Report every circle among the nodes that hang on no root."""
        reached = set(order)
        parents = {id: entry["parent"] for id, entry in self.entries.items() if id not in reached}
        for circle in circles(parents):
            path = (*self.entries[circle[0]]["_path"], "parent")
            wrong = (
                f"{circle[0]!r} comes after itself: {shown_circle(circle)} (each behind the next)"
            )
            right = "change a parent among them; the first node of a tree has none"
            self.reporter.report(path, wrong, right)

    def _children(self) -> dict[str, list[str]]:
        """List the children of each node, in the order of the file."""
        reporter = self.reporter
        children: dict[str, list[str]] = {}
        moves: set[tuple[str, str]] = set()
        for id, entry in self.entries.items():
            path, parent, action = entry["_path"], entry.get("parent"), entry.get("action")
            if parent in self.entries:
                children.setdefault(parent, []).append(id)
                self._check_move(entry, parent, repeated=(parent, action) in moves)
                moves.add((parent, action or ""))
            elif parent is not None and self.complete:
                hint = nearest(parent, tuple(self.entries))
                reporter.report((*path, "parent"), f"no node {parent!r}", hint)
        for label in self.labels:
            if self.readable and label not in self.moves:
                hint = nearest(label, tuple(sorted(self.moves)))
                reporter.report_key(("actions", label), f"no move {label!r}", hint)
        return children

    def _check_move(self, entry: Mapping[str, Any], parent: str, *, repeated: bool) -> None:
        """Check the move that leads to a node."""
        reporter, path = self.reporter, entry["_path"]
        if not reporter.given((*path, "action")):
            right = f"name the move at {parent} that leads here"
            reporter.report_key(path, "action is missing", right)
        elif repeated:
            wrong = f"a second move {entry['action']!r} at {parent}"
            reporter.report((*path, "action"), wrong, "the moves of a node have different names")
        above = self.entries[parent]
        if "chance" not in above and reporter.given((*above["_path"], "chance")):
            return
        by_chance = above.get("chance", False) and "player" not in above
        if by_chance and not reporter.given((*path, "probability")):
            right = f"chance moves at {parent}, so every move has one"
            reporter.report_key(path, "probability is missing", right)
        if not by_chance and reporter.given((*path, "probability")):
            wrong = f"chance does not move at {parent}"
            reporter.report((*path, "probability"), wrong, "remove it")

    def _check_kind(self, id: str, children: list[str]) -> None:
        """A node is chance's, a player's, or an end."""
        reporter, entry = self.reporter, self.entries[id]
        path = entry["_path"]
        kinds = [key for key in ("player", "chance", "payoffs") if self._says(entry, key)]
        if len(kinds) != 1:
            wrong = f"{' and '.join(kinds)} stand together" if kinds else f"nobody moves at {id!r}"
            reporter.report_key(path, wrong, "write one of: player, chance = true, payoffs")
        elif children and kinds == ["payoffs"]:
            wrong = f"{id!r} has moves, so it is no end"
            reporter.report_key((*path, "payoffs"), wrong, "write player or chance = true instead")
        elif not children and kinds != ["payoffs"] and self.complete:
            reporter.report_key(path, f"no node follows {id!r}", "add its moves, or payoffs")

    def _node(self, id: str, children: list[str]) -> Node:
        """Read the formulas of one node."""
        entry = self.entries[id]
        payoffs: tuple[Expression, ...] = ()
        if "payoffs" in entry:
            where = (*entry["_path"], "payoffs")
            payoffs = self.binder.payoffs(entry["payoffs"], len(self.players), where)
        actions = []
        for child in children:
            probability = self.binder.expression(self.entries[child].get("probability"))
            actions.append(Action(self.entries[child].get("action", ""), child, probability))
        if actions and entry.get("chance"):
            places = [(*self.entries[action.child]["_path"], "probability") for action in actions]
            probabilities = zip((action.probability for action in actions), places, strict=True)
            check_probabilities(self.reporter, f"at {id!r}", entry["_path"], probabilities)
        information = entry.get("information", id) if "player" in entry else ""
        return Node(id, entry.get("player"), tuple(actions), payoffs, information)

    def _says(self, entry: Mapping[str, Any], key: str) -> bool:
        """Whether an entry has a key; ``chance = false`` says nothing."""
        return self.reporter.given((*entry["_path"], key)) and entry.get(key) is not False
