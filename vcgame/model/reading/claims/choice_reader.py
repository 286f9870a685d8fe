"""What a claim says about a tree: which moves are made where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vcgame.errors import nearest
from vcgame.model.claim import Choices
from vcgame.model.model import Node
from vcgame.model.reading.values import Reporter
from vcgame.model.toml.document import Path

__all__ = ["ChoiceReader"]


class ChoiceReader:
    """Reads tables such as ``{ reply = ["fight"] }``, keyed by information sets and nodes.

    A set of one node goes by the name of the node, any other by its own. Without nodes, which
    then could not be read, nothing can be said about a table.
    """

    def __init__(self, nodes: Sequence[Node], reporter: Reporter) -> None:
        self.reporter = reporter
        self.nodes = {node.id: node for node in nodes}
        self.sets: dict[str, list[Node]] = {}
        for node in nodes:
            if node.player is not None:
                self.sets.setdefault(node.information, []).append(node)
        alone = (each[0].id for each in self.sets.values() if len(each) == 1)
        self.known = tuple(dict.fromkeys((*self.sets, *alone)))

    def read(
        self,
        table: Mapping[str, tuple[str | None, ...] | None],
        path: Path,
        *,
        single: bool = False,
    ) -> Choices:
        """Give the moves of each node or information set; mistakes are reported, and left out.

        `single` says that one move stands there, and no list.
        """
        found: dict[str, frozenset[str]] = {}
        for id, actions in table.items() if self.nodes else ():
            nodes = self.sets.get(id) or self._alone(id)
            if not nodes:
                self.reporter.report_key((*path, id), *self._nobody(id))
                continue
            known = tuple(action.id for action in nodes[0].actions)
            for index, action in enumerate(actions or ()):
                if action is not None and action not in known:
                    wrong = f"{action!r} is no move at {id}"
                    where = (*path, id) if single else (*path, id, index)
                    self.reporter.report(where, wrong, nearest(action, known))
            name = nodes[0].id if len(nodes) == 1 else id
            if name in found:
                wrong = f"{id!r} is the same as another entry, by node or by information set"
                self.reporter.report_key((*path, id), wrong, "keep one of them")
            found[name] = frozenset(action for action in actions or () if action)
        return Choices(tuple(found.items()))

    def _alone(self, id: str) -> list[Node]:
        """Give a player's node that is told from all others, in a list."""
        node = self.nodes.get(id)
        if node is None or node.player is None:
            return []
        nodes = self.sets[node.information]
        return nodes if len(nodes) == 1 else []

    def _nobody(self, id: str) -> tuple[str, str]:
        """Say why nothing is chosen under a name, and what would be right."""
        node = self.nodes.get(id)
        if node is None or node.player is None:
            return f"nobody chooses at {id!r}", nearest(id, self.known)
        wrong = f"{id!r} is one of several nodes that {node.player} cannot tell apart"
        return wrong, f"name their information set, {node.information!r}"
