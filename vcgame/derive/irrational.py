"""The regime at an irrational value of one parameter, from exact signs."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from vcgame.derive.isolated import Root
from vcgame.derive.minors import all_minors, vertex_sets
from vcgame.derive.thresholds import OneLever, Ratios
from vcgame.errors import EvaluationError
from vcgame.forms.extensive import ExtensiveGame, Move, Vertex
from vcgame.forms.strategic import StrategicGame
from vcgame.solve.answer import Equilibrium
from vcgame.solve.regime import regime_label, tree_label
from vcgame.solve.subgame import solve_tree

__all__ = ["pure_pairs", "regime_at"]


def regime_at(lever: OneLever, root: Root) -> str | None:
    """Name the regime at a root; ``None`` outside the assumptions, and without a value.

    It is the label that `vcgame.solve.solution.solve` gives at rational values.
    """
    try:
        ratios = lever.at(root)
        if ratios is None:
            return None
        if lever.model.form == "extensive":
            return _tree_label(ratios, root)
        return _strategic_label(ratios, root)
    except EvaluationError:
        return None


def _strategic_label(ratios: Ratios, root: Root) -> str:
    players = ratios.model.players
    ids = tuple(tuple(strategy.id for strategy in player.strategies) for player in players)
    game = StrategicGame(tuple(player.id for player in players), ids, ((),) * len(players))
    pairs = _pairs(ratios, root) if len(players) == 2 else pure_pairs(ratios, root).values()
    return regime_label(
        game, (Equilibrium((), (), Fraction(0), played, replies) for played, replies in pairs)
    )


_Places = tuple[tuple[int, ...], ...]


def _pairs(ratios: Ratios, root: Root) -> Iterator[tuple[_Places, _Places]]:
    """Supports and best replies of all extreme equilibria of two players."""
    own, other = ratios.matrices()
    shape = (len(own), len(own[0]))
    firsts = vertex_sets(all_minors(other), (shape[1], shape[0]), root.sign)
    seconds = vertex_sets(all_minors(own), shape, root.sign)
    for x, replies_to_x in firsts:
        for y, replies_to_y in seconds:
            if set(x) <= set(replies_to_y) and set(y) <= set(replies_to_x):
                yield (x, y), (replies_to_y, replies_to_x)


def pure_pairs(ratios: Ratios, root: Root) -> dict[tuple[str, ...], tuple[_Places, _Places]]:
    """Supports and best replies of all pure equilibria of any number of players."""
    ids = [[strategy.id for strategy in player.strategies] for player in ratios.model.players]
    found: dict[tuple[str, ...], tuple[_Places, _Places]] = {}
    for profile, values in ratios.payoffs.items():
        replies = []
        for player, strategies in enumerate(ids):
            rivals = ((*profile[:player], s, *profile[player + 1 :]) for s in strategies)
            orders = [root.sign(ratios.payoffs[r][player] - values[player]) for r in rivals]
            if max(orders) > 0:
                break
            replies.append(tuple(k for k, order in enumerate(orders) if order == 0))
        else:
            played = tuple((s.index(id),) for s, id in zip(ids, profile, strict=True))
            found[profile] = played, tuple(replies)
    return found


def _tree_label(ratios: Ratios, root: Root) -> str | None:
    model = ratios.model
    for weights in ratios.chances.values():
        if min(map(root.sign, weights)) < 0 or root.sign(sum(weights) - ratios.one):
            return None
    players = tuple(player.id for player in model.players)
    numbers = {node.id: number for number, node in enumerate(model.nodes)}
    vertices = tuple(
        Vertex(
            node.id,
            None if node.player is None else players.index(node.player),
            tuple(
                Move(
                    action.id,
                    numbers[action.child],
                    _Value(ratios.chances[node.id][place], root) if node.player is None else None,
                )
                for place, action in enumerate(node.actions)
            ),
            tuple(_Value(payoff, root) for payoff in ratios.payoffs[node.id]),
            node.information,
        )
        for node in model.nodes
    )
    game = ExtensiveGame(players, vertices)
    return tree_label(game, solve_tree(game).equilibria)


class _Value:
    """A ratio of polynomials at a root, as backward induction calculates with it."""

    __slots__ = ("ratio", "root")

    def __init__(self, ratio: Any, root: Root) -> None:
        self.ratio = ratio
        self.root = root

    def _made(self, ratio: Any) -> _Value:
        return _Value(ratio, self.root)

    def _bare(self, other: Any) -> Any:
        if isinstance(other, _Value):
            return other.ratio
        if isinstance(other, int):
            return self.ratio.field.one * other
        return self.ratio.field.one * self.ratio.field.domain(int(other.p), int(other.q))

    def __neg__(self) -> _Value:
        return self._made(-self.ratio)

    def __add__(self, other: Any) -> _Value:
        return self._made(self.ratio + self._bare(other))

    def __sub__(self, other: Any) -> _Value:
        return self._made(self.ratio - self._bare(other))

    def __rsub__(self, other: Any) -> _Value:
        return self._made(self._bare(other) - self.ratio)

    def __mul__(self, other: Any) -> _Value:
        return self._made(self.ratio * self._bare(other))

    def __truediv__(self, other: Any) -> _Value:
        return self._made(self.ratio / self._bare(other))

    def __rtruediv__(self, other: Any) -> _Value:
        return self._made(self._bare(other) / self.ratio)

    def __eq__(self, other: object) -> bool:
        return self.root.sign(self.ratio - self._bare(other)) == 0

    def __hash__(self) -> int:
        return hash(self.ratio)

    def __gt__(self, other: Any) -> bool:
        return self.root.sign(self.ratio - self._bare(other)) > 0

    def __lt__(self, other: Any) -> bool:
        return self.root.sign(self.ratio - self._bare(other)) < 0

    def mid(self) -> Fraction:
        """Give a rational number that is close."""
        return self.root.close(self.ratio)
