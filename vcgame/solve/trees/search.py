"""The supports that sequential rationality at single information sets does not exclude.

Information sets are given moves from the ends of the tree on. Whether some belief supports what
is played at a set depends only on the sets behind it, so a set is looked at as soon as those
are given, and what no belief supports is not followed up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, combinations
from typing import NamedTuple

from vcgame.errors import IncompleteError
from vcgame.solve.numbers import UndecidedError
from vcgame.solve.trees.beliefs import constant_rows
from vcgame.solve.trees.blocks import Condition, settle
from vcgame.solve.trees.cone import extreme_rays
from vcgame.solve.trees.continuations import Comparison, Play, compare
from vcgame.solve.trees.structure import Structure
from vcgame.solve.trees.supports import Support, alternatives, play_of

__all__ = ["SearchError", "Supports"]


class SearchError(IncompleteError):
    """More supports than may be looked at."""


class Supports:
    """All supports that may hold weak perfect Bayesian equilibria.

    Parameters
    ----------
    structure
        The game.
    mixed
        Whether several moves may be played at a set.
    most
        So many partial supports are looked at at most.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from vcgame.forms.extensive import ExtensiveGame, Move, Vertex
    >>> from vcgame.solve.trees.structure import structure_of
    >>> game = ExtensiveGame(("a",), (
    ...     Vertex("root", 0, (Move("left", 1), Move("right", 2))),
    ...     Vertex("l", None, (), (Fraction(1),)), Vertex("r", None, (), (Fraction(2),))))
    >>> list(Supports(structure_of(game), mixed=True, most=10))
    [((1,),)]
    """

    def __init__(self, structure: Structure, *, mixed: bool, most: int) -> None:
        self.structure = structure
        self.most = most
        self.mixed = mixed
        self.order = _order(structure)
        depth = {information: k for k, information in enumerate(self.order)}
        self.ready: list[list[int]] = [[] for _ in self.order]
        self.scope: list[tuple[int, ...]] = []
        for information, after in enumerate(structure.after):
            scope = sorted({information, *after})
            self.scope.append(tuple(scope))
            self.ready[max(depth[each] for each in scope)].append(information)
        self.alone = [_stands_alone(structure, each) for each in range(len(self.order))]
        self.seen: dict[tuple[int, tuple[tuple[int, ...], ...]], _Verdict] = {}
        self.looked = 0

    def __iter__(self) -> Iterator[Support]:
        """Give the supports, those with fewer moves at later sets first.

        Raises
        ------
        SearchError
            When the limit is reached.
        """
        given: list[tuple[int, ...]] = [()] * len(self.order)
        choices = [iter(self._options(self.order[0]))] if self.order else []
        joint: list[tuple[Condition, ...]] = [()]
        if not self.order:
            yield ()
        while choices:
            depth = len(choices) - 1
            moves = next(choices[-1], None)
            if moves is None:
                choices.pop()
                continue
            self.looked += 1
            if self.looked > self.most:
                raise SearchError(f"more than {self.most} partial supports were looked at")
            given[self.order[depth]] = moves
            conditions = self._conditions(depth, given, joint[depth])
            if conditions is None:
                continue
            joint[depth + 1 :] = [conditions]
            if depth + 1 == len(self.order):
                yield tuple(given)
            else:
                choices.append(iter(self._options(self.order[depth + 1])))

    def _options(self, information: int) -> Iterator[tuple[int, ...]]:
        moves = self.structure.moves(information)
        largest = len(moves) if self.mixed else 1
        return chain.from_iterable(combinations(moves, size) for size in range(1, largest + 1))

    def _conditions(
        self, depth: int, given: Sequence[tuple[int, ...]], before: tuple[Condition, ...]
    ) -> tuple[Condition, ...] | None:
        """Look at the sets that can be looked at now; ``None`` where one excludes the play.

        Conditions that single nodes put on the same unknown probabilities are kept, and must be
        possible together.
        """
        conditions = before
        for information in self.ready[depth]:
            verdict = self._verdict(information, given)
            if not verdict.possible:
                return None
            conditions += verdict.conditions
        if before and len(conditions) > len(before):
            play = _play(given, self.order[: depth + 1])
            if not self._settled(play, conditions):
                return None
        return conditions

    def _verdict(self, information: int, given: Sequence[tuple[int, ...]]) -> _Verdict:
        """Whether some belief at a set supports the play there, as far as that can be seen."""
        scope = self.scope[information]
        key = (information, tuple([given[each] for each in scope]))
        if key not in self.seen:
            self.seen[key] = self._judged(information, _play(given, scope))
        return self.seen[key]

    def _judged(self, information: int, play: Play) -> _Verdict:
        size = len(self.structure.sets[information].vertices)
        comparisons = compare(self.structure, play, information, reached=False, whole=False)
        rows = constant_rows(comparisons, size)
        if rows is not None:
            try:
                return _Verdict(bool(extreme_rays(size, rows)))
            except UndecidedError:
                if not self.mixed:
                    raise
                return _Verdict(True)
        if size > 1:
            return _Verdict(self._believable(information, play, comparisons))
        conditions = tuple(Condition(each.columns[0], each.equation) for each in comparisons)
        if not self._settled(play, conditions):
            return _Verdict(False)
        return _Verdict(True, conditions if self.alone[information] else ())

    def _believable(self, information: int, play: Play, comparisons: Sequence[Comparison]) -> bool:
        """Whether some belief may support a play that depends on unknown probabilities."""
        before = {
            each
            for vertex in self.structure.sets[information].vertices
            for each, _ in self.structure.choices[vertex]
        }
        ways = None if before & set(self.scope[information]) else alternatives(comparisons)
        return ways is None or any(self._settled(play, way) for way in ways)

    def _settled(self, play: Play, conditions: tuple[Condition, ...]) -> bool:
        """Whether some probabilities may satisfy conditions; ties left open may be."""
        try:
            return settle(self.structure, play, conditions).possible
        except UndecidedError:
            return True


class _Verdict(NamedTuple):
    """Whether a play is possible at a set, and what it asks of unknown probabilities."""

    possible: bool
    conditions: tuple[Condition, ...] = ()


def _stands_alone(structure: Structure, information: int) -> bool:
    """Whether a set is one node, and no one who moves after it has moved before it.

    Then the probabilities after it count from itself, whatever is played before.
    """
    first, *others = structure.sets[information].vertices
    before = {structure.player(each) for each, _ in structure.choices[first]}
    after = {structure.player(each) for each in structure.after[information]}
    return not others and not before & (after - {structure.player(information)})


def _play(given: Sequence[tuple[int, ...]], scope: Sequence[int]) -> Play:
    known = set(scope)
    return play_of(tuple(moves if k in known else () for k, moves in enumerate(given)))


def _order(structure: Structure) -> list[int]:
    """Order the sets so that those behind a set come before it, as far as that is possible.

    Two sets may each have nodes behind the other; then the checks wait for both.
    """
    order: list[int] = []
    left = set(range(len(structure.sets)))
    while left:
        chosen = min(left, key=lambda each: (len(structure.after[each] & left), -each))
        order.append(chosen)
        left.remove(chosen)
    return order
