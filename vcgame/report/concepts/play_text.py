"""What happens in an equilibrium of a tree, in one line: the path of play, with probabilities."""

from __future__ import annotations

from typing import Any

from vcgame.forms.extensive import ExtensiveGame, Vertex
from vcgame.model.model import Model
from vcgame.model.text import Text
from vcgame.report.naming import both, joined
from vcgame.report.tables.cells import number
from vcgame.report.words import word
from vcgame.solve.sign import real, wrapped
from vcgame.solve.trees.assessment import Behaviour

__all__ = ["move_name", "play_text"]

MOST_BRANCHES = 12
"""Where a play parts more often, only its ends are told."""


def move_name(model: Model, action: str) -> Text:
    """Give the printed name of a move."""
    return model.actions.get(action, Text(action))


def play_text(model: Model, game: ExtensiveGame, behaviour: Behaviour) -> Text:
    """Write the moves that are made, and how play parts where chance or a mixture decides.

    Chance is left out where nobody moves after it, unless nothing else happens at all:
    ``enter → [1/2 boom: fight; 1/2 slump: 2/3 fight + 1/3 yield]``.
    """
    return _Play(model, game, behaviour).text()


class _Play:
    """Follows the play of one equilibrium."""

    def __init__(self, model: Model, game: ExtensiveGame, behaviour: Behaviour) -> None:
        self.model = model
        self.game = game
        self.mixtures = {
            vertex: mixture
            for each, mixture in zip(game.information_sets(), behaviour, strict=True)
            for vertex in each.vertices
        }
        self.branches = 0
        self.moving = self._moving()

    def text(self) -> Text:
        told = self._path(0)
        if not told:
            told = [self._parted(self.game.vertices[0], self._taken(0))]
        if self.branches > MOST_BRANCHES:
            return word("assessments.branches", count=self.branches)
        return joined(told, " → ", " → ")

    def _moving(self) -> set[int]:
        """Nodes at or below which a player moves."""
        found: set[int] = set()
        for number_ in reversed(range(len(self.game.vertices))):
            vertex = self.game.vertices[number_]
            if vertex.player is not None or any(move.child in found for move in vertex.moves):
                found.add(number_)
        return found

    def _taken(self, place: int) -> list[tuple[int, Any]]:
        """Moves that are made at a node, with their probabilities."""
        vertex = self.game.vertices[place]
        chances = (
            [move.probability for move in vertex.moves]
            if vertex.player is None
            else self.mixtures[place]
        )
        return [(k, p) for k, p in enumerate(chances) if not p == 0]  # noqa: SIM201 - balls

    def _path(self, place: int) -> list[Text]:
        """Moves from a node on, as long as play does not part."""
        told: list[Text] = []
        while place in self.moving:
            vertex, taken = self.game.vertices[place], self._taken(place)
            if len(taken) > 1:
                return [*told, self._parted(vertex, taken)]
            move = vertex.moves[taken[0][0]]
            told.append(move_name(self.model, move.action))
            place = move.child
        return told

    def _parted(self, vertex: Vertex, taken: list[tuple[int, Any]]) -> Text:
        """Write each of several moves with its probability and what comes after."""
        self.branches += len(taken)
        if self.branches > MOST_BRANCHES:
            return Text("...")
        parts = []
        plain = True
        for k, p in taken:
            move = vertex.moves[k]
            name = move_name(self.model, move.action)
            shown = number(real(wrapped(p)))
            head = Text(f"{shown} {name.en}", f"{shown} {name.say('zh')}")
            then = joined(self._path(move.child), " → ", " → ")
            if then.en:
                plain = False
                template = word("labelled", label="{label}", what="{what}")
                head = both(template, label=head, what=then)
            parts.append(head)
        if plain:
            return joined(parts, " + ", " + ")
        names = joined(parts, "; ", "；")
        return Text(f"[{names.en}]", f"［{names.say('zh')}］")
