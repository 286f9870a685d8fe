"""From the ``[[stages]]`` and ``[[ends]]`` of a file to the nodes of a tree, checked.

A stage is somebody's turn. It takes place on every history of moves that its ``after`` lets, and
there has a node of its own. What a player knows at a node is what it observes there and what it
knew, and did, at its own earlier stages, so that recall is perfect by construction; nodes of a
stage at which it knows the same are one information set.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from vcgame.model.formula.expression import Expression
from vcgame.model.model import Action, Node, Player
from vcgame.model.reading.binder import Binder, check_probabilities
from vcgame.model.reading.format import MAX_NODES
from vcgame.model.reading.trees.stage_formulas import Meanings, StageFormulas, shown_history
from vcgame.model.reading.trees.stage_reader import (
    END,
    End,
    History,
    Stage,
    fits,
    read_ends,
    read_stages,
)

__all__ = ["build_stages"]

_SECTIONS: Final = ("stages", "ends", "players")

_Knowledge = tuple[tuple[str, str | None], ...]
"""Moves at the stages that a player knows of; ``None`` where one did not take place."""


def build_stages(
    values: Mapping[str, Any], players: tuple[Player, ...], binder: Binder
) -> tuple[Node, ...]:
    """Unfold the stages of a tree.

    Every mistake is reported; what is returned then is partial and must not be used.
    """
    reporter = binder.reporter
    stages = read_stages(values, players, binder)
    ends = read_ends(values, stages, reporter)
    sound = not any(problem.field.startswith(_SECTIONS) for problem in reporter.problems)
    formulas = StageFormulas(stages, ends, binder)
    for end in ends:
        if players and end.payoffs is not None and len(end.payoffs) != len(players):
            count = f"{len(end.payoffs)} payoff{'' if len(end.payoffs) == 1 else 's'}"
            wrong = f"{count} for {len(players)} player{'' if len(players) == 1 else 's'}"
            reporter.report((*end.path, "payoffs"), wrong, "write one formula per player")
    if not sound or not stages or not ends:
        return ()
    return _Unfolding(stages, ends, formulas, binder).build()


class _Turn(NamedTuple):
    """A node that is still to be unfolded."""

    id: str
    stage: Stage | None
    history: History
    meanings: Meanings
    known: Mapping[str, frozenset[str]]
    """Per player, the stages that it has observed so far."""


@dataclass(slots=True)
class _Draft:
    """A player's node whose information set has no name yet."""

    node: Node
    stage: str = ""
    knowledge: _Knowledge = ()


class _Unfolding:
    """Unfolds one tree, breadth first, as the nodes of a file are ordered."""

    def __init__(
        self,
        stages: Sequence[Stage],
        ends: Sequence[End],
        formulas: StageFormulas,
        binder: Binder,
    ) -> None:
        self.stages = stages
        self.ends = ends
        self.formulas = formulas
        self.reporter = binder.reporter
        self.place = {stage.id: number for number, stage in enumerate(stages)}
        self.own: dict[str, frozenset[str]] = {}
        moved: dict[str | None, frozenset[str]] = {}
        for stage in stages:
            self.own[stage.id] = moved.get(stage.player, frozenset())
            moved[stage.player] = self.own[stage.id] | {stage.id}
        self.fitted: set[int] = set()
        self.histories: list[History] = []
        self.unfitted: list[History] = []

    def build(self) -> tuple[Node, ...]:
        queue = deque([_Turn(self.stages[0].id, self.stages[0], {}, {}, {})])
        drafts: list[_Draft] = []
        taken: set[str] = set()
        made = 1
        while queue:
            turn = queue.popleft()
            if turn.stage is None:
                drafts.append(_Draft(self._end(turn)))
                continue
            made += len(turn.stage.moves)
            if made > MAX_NODES:
                wrong = f"with this stage the tree has more than {MAX_NODES} nodes"
                right = "leave moves or stages out, or let fewer stages take place"
                self.reporter.report_key(turn.stage.path, wrong, right)
                return ()
            taken.add(turn.stage.id)
            followers = self._followers(turn)
            queue.extend(followers)
            drafts.append(self._draft(turn, followers))
        self._report_idle(taken)
        return self._named(drafts)

    def _followers(self, turn: _Turn) -> list[_Turn]:
        """Give what follows each move of a turn."""
        stage = turn.stage
        assert stage is not None  # noqa: S101
        known = turn.known
        if stage.player is not None:
            seen = known.get(stage.player, frozenset()) | stage.observes
            known = {**known, stage.player: seen}
        followers = []
        for move in stage.moves:
            history = {**turn.history, stage.id: move}
            meanings = self.formulas.after(stage.sets.get(move, {}), turn.meanings, turn.history)
            later = self.stages[self.place[stage.id] + 1 :]
            following = next((each for each in later if fits(each.after, history)), None)
            name = END if following is None else following.id
            id = ".".join((name, *history.values()))
            followers.append(_Turn(id, following, history, meanings, known))
        return followers

    def _draft(self, turn: _Turn, followers: Sequence[_Turn]) -> _Draft:
        stage = turn.stage
        assert stage is not None  # noqa: S101
        probabilities: list[Expression | None] = [None] * len(followers)
        if stage.player is None:
            probabilities = self._probabilities(stage, turn)
        actions = tuple(
            Action(move, follower.id, probability)
            for move, follower, probability in zip(
                stage.moves, followers, probabilities, strict=True
            )
        )
        node = Node(turn.id, stage.player, actions)
        if stage.player is None:
            return _Draft(node)
        visible = self.own[stage.id] | stage.observes | turn.known.get(stage.player, frozenset())
        knowledge = tuple(
            (each.id, turn.history.get(each.id)) for each in self.stages if each.id in visible
        )
        return _Draft(node, stage.id, knowledge)

    def _probabilities(self, stage: Stage, turn: _Turn) -> list[Expression | None]:
        found = [
            self.formulas.value(source, turn.meanings, turn.history)
            for source in stage.moves.values()
        ]
        path = (*stage.path, "chance")
        where = f"of {stage.id}"
        if self.formulas.depends(stage.moves.values()):
            where = f"{where} {shown_history(turn.history)}"
        places = [(*path, move) for move in stage.moves]
        check_probabilities(self.reporter, where, path, zip(found, places, strict=True))
        return found

    def _end(self, turn: _Turn) -> Node:
        """Give the payoffs of the first entry that fits."""
        self.histories.append(turn.history)
        found = next(
            (number for number, end in enumerate(self.ends) if fits(end.after, turn.history)), None
        )
        if found is None:
            self.unfitted.append(turn.history)
            return Node(turn.id, None)
        self.fitted.add(found)
        payoffs = [
            self.formulas.value(source, turn.meanings, turn.history)
            for source in self.ends[found].payoffs or ()
        ]
        return Node(turn.id, None, (), tuple(u for u in payoffs if u is not None))

    def _report_idle(self, taken: set[str]) -> None:
        """Report stages and entries without effect, and ends without payoffs."""
        for stage in self.stages:
            if stage.id not in taken:
                wrong = "the stage never takes place"
                right = "no history has all these moves; change them, or remove the stage"
                self.reporter.report_key((*stage.path, "after"), wrong, right)
        for number, end in enumerate(self.ends):
            if number in self.fitted:
                continue
            wrong, right = "the entry never fits", "no history has all these moves"
            if any(fits(end.after, history) for history in self.histories):
                wrong = "an earlier entry fits wherever this one does"
                right = "put it before that entry, or remove it"
            self.reporter.report_key(end.path, wrong, right)
        if self.unfitted:
            more = f" (and on {len(self.unfitted) - 1} more)" if len(self.unfitted) > 1 else ""
            wrong = f"no entry fits {shown_history(self.unfitted[0])}{more}"
            right = "add an entry for it, or a last one without after"
            self.reporter.report_key(("ends",), wrong, right)

    def _named(self, drafts: Sequence[_Draft]) -> tuple[Node, ...]:
        """Name the information sets."""
        sets: dict[str, dict[_Knowledge, list[str]]] = {}
        for draft in drafts:
            if draft.stage:
                sets.setdefault(draft.stage, {}).setdefault(draft.knowledge, []).append(
                    draft.node.id
                )
        every = {draft.node.id for draft in drafts}
        names = {stage: _names(stage, each, every) for stage, each in sets.items()}
        return tuple(
            Node(
                draft.node.id,
                draft.node.player,
                draft.node.actions,
                draft.node.payoffs,
                names[draft.stage][draft.knowledge] if draft.stage else "",
            )
            for draft in drafts
        )


def _names(
    stage: str, sets: Mapping[_Knowledge, Sequence[str]], every: set[str]
) -> dict[_Knowledge, str]:
    """Name the information sets of a stage by what the player knows there.

    The moves alone are enough, unless two sets would have one name, or a set that of a node
    outside it; then each move is named with its stage. A dash stands for no move at all.
    """
    if len(sets) == 1:
        return dict.fromkeys(sets, stage)
    made = {
        knowledge: [(seen, move) for seen, move in knowledge if move is not None]
        for knowledge in sets
    }
    short = {
        knowledge: ".".join((stage, *(move for _, move in moves or (("", "-"),))))
        for knowledge, moves in made.items()
    }
    own = all(name not in every or name in sets[knowledge] for knowledge, name in short.items())
    if own and len(set(short.values())) == len(short):
        return short
    return {
        knowledge: ".".join((stage, *(f"{seen}={move}" for seen, move in moves)))
        if moves
        else short[knowledge]
        for knowledge, moves in made.items()
    }
