"""When each pure profile of a tree is an equilibrium: from the definitions, in symbols.

- Nash, subgame-perfect (Selten 1965): no player gains by another plan in any subgame that
  counts. With perfect information one deviation at one node is enough to look at.
- Weak perfect Bayesian (Mas-Colell, Whinston and Green 1995, definition 9.C.3): at every
  information set no other continuation of the player pays more, given what is believed there;
  where play comes with positive probability, Bayes' rule says what that is. Elsewhere some
  belief must do. At a set of two nodes the gains from deviating are linear in one number, so by
  Helly's theorem on the line a belief that forbids all deviations exists if one exists for
  every two of them: a combination of signs of gains and of 2x2 determinants.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations_with_replacement, product
from typing import Final

from vcgame.derive.proof import Budget
from vcgame.derive.signs.book import SignBook, Signed
from vcgame.derive.signs.cases import Alternatives, Together, reduced_case
from vcgame.derive.signs.writing import ratio_formula
from vcgame.derive.trees.answer import (
    BeliefBound,
    Reached,
    TreeConditioned,
    TreeConditions,
    TreeGap,
)
from vcgame.derive.trees.tree import InformationSet, SymbolicTree
from vcgame.errors import NotAlgebraicError, UnsupportedError
from vcgame.model.formula.expression import Expression, Relation
from vcgame.model.formula.polynomials import Ratio
from vcgame.model.model import Model
from vcgame.solve.concepts import Concept, check_concept, concept_of

__all__ = ["tree_conditions"]

MAX_WORK: Final = 4_000
"""Work for all proofs about one tree, counted as in `vcgame.derive.proof`."""

MAX_OPTIONS: Final = 64
"""Ways to believe at sets that chance may leave out, multiplied out."""

_TWO: Final = 2


def tree_conditions(model: Model, concept: Concept | None = None) -> TreeConditions:
    """Give every pure equilibrium of a tree with the conditions it needs.

    Conditions are reduced under the model's assumptions, as far as that is proved with bounded
    work. Profiles that are proved never to be equilibria are counted, not listed.

    Parameters
    ----------
    model
        A tree.
    concept
        ``"subgame-perfect"`` (with perfect information where left out), ``"perfect-bayesian"``
        (else), or ``"nash"``.

    Raises
    ------
    UnsupportedError
        For games of another form, trees that are too large, and payoffs that are no ratios of
        polynomials.

    Examples
    --------
    >>> from vcgame.model.formula.plain import to_text
    >>> from vcgame.model.library import load_model
    >>> found = tree_conditions(load_model("functional-upgrading"))
    >>> found.concept, len(found.equilibria) + found.impossible
    ('subgame-perfect', 32)
    """
    check_concept(model, concept)
    if model.form != "extensive":
        raise UnsupportedError(f"{model.id} is no tree; 'vcgame conditions' answers")
    asked = concept_of(model, concept)
    book = SignBook(model, Budget(MAX_WORK))
    try:
        tree = SymbolicTree(model, book.field)
    except NotAlgebraicError as error:
        raise UnsupportedError(f"no conditions of {model.id}: {error}") from error
    listed: list[TreeConditioned] = []
    gaps: list[TreeGap] = []
    impossible = 0
    for moves in tree.profiles():
        profile = _Profile(tree, book, moves)
        try:
            found = profile.conditions(asked)
        except _ManyNodesError:
            gaps.append("many_nodes")
            continue
        if found.never:
            impossible += 1
        else:
            listed.append(found)
    place = {each.ends: number for number, each in reversed([*enumerate(listed)])}
    listed.sort(key=lambda each: place[each.ends])
    return TreeConditions(asked, tuple(listed), impossible, tuple(dict.fromkeys(gaps)))


class _ManyNodesError(Exception):
    """A belief about three nodes or more has to exist."""


class _NeverError(Exception):
    """What is needed cannot hold."""


Gains = list[tuple[Ratio, ...]]
"""Per deviation, what a player loses by it at each node of an information set."""


_Solved = tuple[Ratio, Ratio, int, Ratio]
"""Losses at both nodes, the side on which a belief is bounded (or 0), and the bound."""


class _Profile:
    """One pure profile: what it leads to, and when it is an equilibrium."""

    def __init__(self, tree: SymbolicTree, book: SignBook, moves: tuple[int, ...]) -> None:
        self.tree = tree
        self.book = book
        self.moves = moves
        self.values = tree.values(moves)
        self.weights = tree.weights(moves)
        self.certain: list[Signed] = []
        self.clauses: list[Alternatives] = []
        self.unreached: list[tuple[InformationSet, Gains]] = []
        self.reached: list[tuple[InformationSet, bool]] = []

    def conditions(self, concept: Concept) -> TreeConditioned:
        """Say when the profile is an equilibrium."""
        tree = self.tree
        never = False
        try:
            if concept == "perfect-bayesian":
                self._believing()
            elif concept == "subgame-perfect" and tree.perfect:
                self._by_node()
            else:
                for root in tree.roots() if concept == "subgame-perfect" else (0,):
                    self._in_subgame(root)
        except _NeverError:
            never = True
        found = None if never else reduced_case(self.book, self.certain, self.clauses)
        chosen = zip(tree.sets, self.moves, strict=True)
        return TreeConditioned(
            moves=tuple((each.id, each.actions[move]) for each, move in chosen),
            ends=tuple(tree.ids[n] for n in sorted(self.weights) if not tree.children[n]),
            conditions=found or (),
            never=found is None,
            beliefs=() if found is None else tuple(self._bounds()),
            reached=() if found is None else tuple(self._reached()),
        )

    def _compared(self, ratio: Ratio, relation: Relation) -> Together | None:
        if not ratio.denom.is_constant():
            self.book.exclude_zeros(ratio.denom)
        return self.book.compared([ratio.numer, ratio.denom], relation)

    def _require(self, ratio: Ratio) -> None:
        """Let a loss from deviating not be negative."""
        part = self._compared(ratio, ">=")
        if part is None:
            raise _NeverError
        self.certain += part

    def _by_node(self) -> None:
        for each, move in zip(self.tree.sets, self.moves, strict=True):
            below = self.tree.children[each.nodes[0]]
            for other, child in enumerate(below):
                if other != move:
                    mine = self.values[below[move]][each.player]
                    self._require(mine - self.values[child][each.player])

    def _in_subgame(self, root: int) -> None:
        inside = self.tree.within(root)
        for player in range(self.tree.players):
            for plan in self.tree.plans(player, self.moves, inside):
                self._require(self.values[root][player] - self.tree.values(plan)[root][player])

    def _believing(self) -> None:
        for each in self.tree.sets:
            gains = self._gains(each)
            reached = [(k, n) for k, n in enumerate(each.nodes) if n in self.weights]
            total = self.tree.zero
            for _, node in reached:
                total = total + self.weights[node]
            sums = [self._weighted(loss, reached) for loss in gains]
            if not reached or self._compared(total, ">") is None:
                self.clauses += self._believable(each, gains)
            elif self._compared(total, "==") is None:
                for loss in sums:
                    self._require(loss)
                self.reached.append((each, True))
            else:
                self.reached.append((each, False))
                self.clauses.append(self._perhaps_reached(each, gains, total, sums))

    def _gains(self, each: InformationSet) -> Gains:
        inside = frozenset[int]().union(*(self.tree.within(node) for node in each.nodes))
        rows = []
        for plan in self.tree.plans(each.player, self.moves, inside):
            other = self.tree.values(plan)
            rows.append(
                tuple(self.values[n][each.player] - other[n][each.player] for n in each.nodes)
            )
        return rows

    def _weighted(self, loss: Sequence[Ratio], reached: list[tuple[int, int]]) -> Ratio:
        total = self.tree.zero
        for place, node in reached:
            total = total + self.weights[node] * loss[place]
        return total

    def _perhaps_reached(
        self, each: InformationSet, gains: Gains, total: Ratio, sums: list[Ratio]
    ) -> Alternatives:
        """Chance decides whether play comes here, with a probability that may be zero."""
        options: list[Together] = []
        certain = self._together([(total, ">"), *((loss, ">=") for loss in sums)])
        if certain is not None:
            options.append(certain)
        nothing = self._compared(total, "==")
        if nothing is not None:
            ways = self._believable(each, gains)
            count = 1
            for way in ways:
                count *= len(way)
            if count > MAX_OPTIONS:
                raise UnsupportedError(
                    f"too many cases at {each.id}; assume that the chances before it are positive"
                )
            for choice in product(*ways):
                joint = tuple(dict.fromkeys(s for option in (nothing, *choice) for s in option))
                options.append(joint)
        if not options:
            raise _NeverError
        return tuple(options)

    def _together(self, parts: list[tuple[Ratio, Relation]]) -> Together | None:
        found: dict[Signed, None] = {}
        for ratio, relation in parts:
            part = self._compared(ratio, relation)
            if part is None:
                return None
            found.update(dict.fromkeys(part))
        return tuple(found)

    def _believable(self, each: InformationSet, gains: Gains) -> list[Alternatives]:
        """Write that some belief forbids all deviations."""
        if len(each.nodes) > _TWO:
            raise _ManyNodesError
        clauses: list[Alternatives] = []
        if len(each.nodes) == 1:
            for (loss,) in gains:
                part = self._compared(loss, ">=")
                if part is None:
                    raise _NeverError
                clauses += [((signed,),) for signed in part]
            return clauses
        self.unreached.append((each, gains))
        for first, second in combinations_with_replacement(gains, 2):
            options = [self._together(option) for option in _both(first, second)]
            possible = tuple(dict.fromkeys(option for option in options if option is not None))
            if not possible:
                raise _NeverError
            if () not in possible:
                clauses.append(possible)
        return clauses

    def _reached(self) -> Iterator[Reached]:
        for each, surely in self.reached:
            if len(each.nodes) > 1:
                weights = (self.weights.get(node, self.tree.zero) for node in each.nodes)
                yield Reached(each.id, tuple(map(self._formula, weights)), surely)

    def _bounds(self) -> Iterator[BeliefBound]:
        """Solve what must be believed for the probability of the second node."""
        for each, losses in self.unreached:
            node = self.tree.ids[each.nodes[1]]
            solved = []
            for first, second in losses:
                if self._compared(first, "<") is None and self._compared(second, "<") is None:
                    continue  # no belief makes this deviation pay
                slope = second - first
                rising = self._implied(slope, ">")
                side = 1 if rising else -1 if self._implied(slope, "<") else 0
                solved.append((first, second, side, -first * slope.inverse() if side else slope))
            bounds = dict.fromkeys(
                self._bound(each.id, node, *one)
                for one in solved
                if not any(self._looser(one, other) for other in solved if other is not one)
            )
            yield from bounds

    def _looser(self, one: _Solved, other: _Solved) -> bool:
        """Whether one bound surely says no more than another on the same side."""
        if not one[2] or one[2] != other[2]:
            return False
        gap = other[3] - one[3] if one[2] > 0 else one[3] - other[3]
        return self._implied(gap, ">")

    def _bound(
        self, information: str, node: str, first: Ratio, second: Ratio, side: int, where: Ratio
    ) -> BeliefBound:
        gains = (self._formula(first), self._formula(second))
        if not side:
            return BeliefBound(information, node, gains)
        return BeliefBound(
            information, node, gains, ">=" if side > 0 else "<=", self._formula(where)
        )

    def _implied(self, ratio: Ratio, relation: Relation) -> bool:
        part = self._compared(ratio, relation)
        return part is not None and all(self.book.implied(self.certain, each) for each in part)

    def _formula(self, ratio: Ratio) -> Expression:
        return ratio_formula(self.book, ratio.numer, ratio.denom)


def _both(first: Sequence[Ratio], second: Sequence[Ratio]) -> list[list[tuple[Ratio, Relation]]]:
    """Ways in which one belief can forbid both of two deviations at a set of two nodes.

    With losses x at the first node and y at the second, a deviation is forbidden by the
    belief m in the second if (1 - m) x + m y >= 0.
    """
    (x, y), (v, w) = first, second
    ways: list[list[tuple[Ratio, Relation]]] = [
        [(x, ">="), (v, ">=")],
        [(y, ">="), (w, ">=")],
    ]
    if first is not second:
        ways.append([(x, "<"), (y, ">"), (v, ">"), (w, "<"), (v * y - x * w, ">=")])
        ways.append([(v, "<"), (w, ">"), (x, ">"), (y, "<"), (x * w - v * y, ">=")])
    return ways
