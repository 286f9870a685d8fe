"""Reading .efg files: extensive games, node by node."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from vcgame.model.gambit.game import GambitNode, GambitTree
from vcgame.model.gambit.header import read_header
from vcgame.model.gambit.lexemes import LIMITS, Lexemes

__all__ = ["read_efg"]

Payoffs = tuple[Fraction, ...]


def read_efg(text: str, name: str) -> GambitTree:
    r"""Read an extensive game.

    Outcomes may be attached to any node; what is paid on the way is added up at the ends.

    Parameters
    ----------
    text
        The file, its lines ended by ``\n``.
    name
        What messages call it.

    Raises
    ------
    FileError
        With every mistake that can be told apart.

    Examples
    --------
    >>> text = '''EFG 2 R "Entry" { "E" "I" }
    ... p "" 1 1 "" { "out" "in" } 0
    ... t "" 1 "" { 0, 2 }
    ... p "" 2 1 "" { "fight" "share" } 2 "cost" { -1, 0 }
    ... t "" 3 "" { 0, -1 }
    ... t "" 4 "" { 2, 1 }'''
    >>> tree = read_efg(text, "entry.efg")
    >>> [[int(u) for u in node.payoffs] for node in tree.nodes if not node.actions]
    [[0, 2], [-1, -1], [1, 1]]
    """
    lexemes = Lexemes(text, name)
    title, players = read_header(lexemes, "EFG")
    comment = lexemes.take().text if lexemes.peek().kind == "text" else ""
    reader = _Tree(lexemes, len(players))
    nodes = reader.read()
    end = lexemes.peek()
    if end.kind != "end":
        # Gambit ignores what stands behind the tree; here the reader of the game is told.
        line = text.count("\n", 0, end.at) + 1
        told = f"The tree is complete before line {line} of its file; the rest was not read."
        comment = f"{comment}\n{told}".strip()
    lexemes.finish()
    return GambitTree(title, players, nodes, comment)


@dataclass(slots=True)
class _Set:
    """What is known of an information set, or of a move of chance that stands twice."""

    label: str
    actions: tuple[str, ...]
    probabilities: Payoffs


@dataclass(slots=True)
class _Outcome:
    """What is known of an outcome; payoffs come with its definition, where it was used at."""

    used: int
    label: str = ""
    payoffs: Payoffs | None = None


@dataclass(slots=True)
class _Tree:
    """Reads the nodes, each before those below it, without recursion."""

    lexemes: Lexemes
    players: int
    nodes: list[GambitNode] = field(default_factory=list)
    sets: dict[tuple[int, int], _Set] = field(default_factory=dict)
    outcomes: dict[int, _Outcome] = field(default_factory=dict)
    attached: list[int] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    children: list[list[int]] = field(default_factory=list)

    def read(self) -> tuple[GambitNode, ...]:
        open_nodes: list[int] = []
        while True:
            number = len(self.nodes)
            self._check_size(number, len(open_nodes))
            node = self._node(missing=open_nodes[-1] if open_nodes else None)
            self.parents.append(open_nodes[-1] if open_nodes else -1)
            self.nodes.append(node)
            self.children.append([])
            if open_nodes:
                self.children[open_nodes[-1]].append(number)
            if node.actions:
                open_nodes.append(number)
            while open_nodes and self._full(open_nodes[-1]):
                open_nodes.pop()
            if not open_nodes:
                return self._finished()

    def _full(self, number: int) -> bool:
        return len(self.children[number]) == len(self.nodes[number].actions)

    def _check_size(self, number: int, depth: int) -> None:
        at = self.lexemes.peek().at
        if number >= LIMITS.nodes:
            wrong = f"the tree has more than {LIMITS.nodes} nodes"
            self.lexemes.fail(at, wrong, "no more are allowed")
        if depth > LIMITS.depth:
            wrong = f"more than {LIMITS.depth} moves follow one another"
            self.lexemes.fail(at, wrong, "no more are allowed")

    def _node(self, missing: int | None) -> GambitNode:
        kind = self.lexemes.take()
        if kind.kind != "word" or kind.text not in ("c", "p", "t"):
            right = "a node begins with c (chance), p (a player) or t (an end)"
            wrong = f"{kind.shown} stands here"
            if missing is not None and kind.kind == "end":
                wrong = f"the tree is not complete at {kind.shown}"
                moves = self.nodes[missing].actions
                right = (
                    f"write the node behind move {len(self.children[missing]) + 1} of "
                    f"{len(moves)}, {moves[len(self.children[missing])]!r}, of its parent"
                )
            self.lexemes.fail(kind.at, wrong, right)
        label = self.lexemes.expect("text", 'the name of the node in double quotes, or ""').text
        if kind.text == "t":
            self._outcome()
            return GambitNode(label, at=kind.at)
        mover = 0 if kind.text == "c" else self._player()
        at = self.lexemes.peek().at
        number = self.lexemes.whole("the number of the information set")
        known = self._set(mover, number, at)
        self._outcome()
        return GambitNode(
            label,
            mover - 1 if mover else None,
            known.actions,
            probabilities=known.probabilities,
            set_number=number,
            set_label=known.label,
            at=kind.at,
        )

    def _player(self) -> int:
        at = self.lexemes.peek().at
        player = self.lexemes.whole("the number of the player")
        if not 1 <= player <= self.players:
            wrong = f"there is no player {player}"
            self.lexemes.note(at, wrong, f"the players have numbers 1 to {self.players}")
            return 1
        return player

    def _set(self, mover: int, number: int, at: int) -> _Set:
        """Read name and moves of a set, or look them up where they were given before."""
        known = self.sets.get((mover, number))
        whose = f"information set {number} of player {mover}" if mover else f"move {number}"
        if self.lexemes.peek().kind != "text":
            if known is None:
                right = 'write its name and its moves, "name" { "L" "R" }'
                self.lexemes.fail(at, f"{whose} stands here for the first time", right)
            return known
        given = self._given_set(mover)
        if known is None:
            self.sets[mover, number] = given
            return given
        right = "give them again as before, or leave name and moves out"
        if given.label != known.label:
            wrong = f"{whose} is called {given.label!r}, and was called {known.label!r} before"
            self.lexemes.note(at, wrong, right)
        if given.actions != known.actions:
            self.lexemes.note(at, f"{whose} has other moves than before", right)
        elif given.probabilities != known.probabilities:
            self.lexemes.note(at, f"{whose} has other probabilities than before", right)
        return given

    def _given_set(self, mover: int) -> _Set:
        label = self.lexemes.take().text
        opening = self.lexemes.expect("{", 'the moves, { "L" "R" }')
        actions: list[str] = []
        probabilities: list[Fraction] = []
        while self.lexemes.peek().kind != "}":
            actions.append(
                self.lexemes.expect("text", "the name of a move in double quotes, or }").text
            )
            if mover == 0:
                probabilities.append(self._probability())
        self.lexemes.take()
        if not actions:
            self.lexemes.fail(opening.at, "there are no moves", "a node without moves is an end, t")
        if mover == 0 and sum(probabilities) != 1:
            total = sum(probabilities)
            wrong = f"the probabilities sum to {total}, which is not 1"
            self.lexemes.note(opening.at, wrong, "fractions are exact: write 1/3 and not 0.333")
        return _Set(label, tuple(actions), tuple(probabilities))

    def _probability(self) -> Fraction:
        at = self.lexemes.peek().at
        value = self.lexemes.number("the probability of the move")
        if value < 0:
            self.lexemes.note(at, f"the probability {value} is negative", "write 0 to 1")
        return value

    def _outcome(self) -> None:
        """Read the outcome attached to a node: 0, or a number with or without its definition."""
        at = self.lexemes.peek().at
        number = self.lexemes.whole("the number of the outcome, or 0")
        self.attached.append(number)
        defined = self.lexemes.peek().kind == "text"
        if number == 0:
            if defined:
                right = "give it another number, or leave name and payoffs out"
                self.lexemes.fail(at, "outcome 0 pays nothing and has no name", right)
            return
        known = self.outcomes.setdefault(number, _Outcome(at))
        if not defined:
            return
        label = self.lexemes.take().text
        self.lexemes.expect("{", "the payoffs, { 1, 2 }")
        payoffs: list[Fraction] = []
        for player in range(self.players):
            payoffs.append(self.lexemes.number(f"the payoff of player {player + 1}"))
            if self.lexemes.peek().kind == ",":
                self.lexemes.take()
        self.lexemes.expect("}", f"}}: there is one payoff for each of {self.players} players")
        if known.payoffs is None:
            known.label, known.payoffs = label, tuple(payoffs)
            return
        right = "give it again as before, or leave name and payoffs out"
        if label != known.label:
            wrong = f"outcome {number} is called {label!r}, and was called {known.label!r} before"
            self.lexemes.note(at, wrong, right)
        if tuple(payoffs) != known.payoffs:
            self.lexemes.note(at, f"outcome {number} has other payoffs than before", right)

    def _finished(self) -> tuple[GambitNode, ...]:
        """Link the nodes, and add the payoffs on the way up at the ends."""
        for number, outcome in self.outcomes.items():
            if outcome.payoffs is None:
                right = 'write its name and payoffs once, "name" { 1, 2 }'
                self.lexemes.note(outcome.used, f"outcome {number} is nowhere defined", right)
        self.lexemes.finish()
        nothing: Payoffs = (Fraction(0),) * self.players
        paid: list[Payoffs] = []
        finished: list[GambitNode] = []
        for number, node in enumerate(self.nodes):
            before = paid[self.parents[number]] if number else nothing
            attached = self.outcomes.get(self.attached[number])
            here = (attached.payoffs if attached is not None else None) or nothing
            paid.append(tuple(a + b for a, b in zip(before, here, strict=True)))
            changes: dict[str, Any] = {"children": tuple(self.children[number])}
            if not node.actions:
                changes["payoffs"] = paid[number]
            finished.append(replace(node, **changes))
        return tuple(finished)
