"""The largest total of any pure profile, with which prices compare an equilibrium."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vcgame.errors import UnsupportedError
from vcgame.model.model import Model, Node
from vcgame.solve.concepts import perfect_information
from vcgame.sweep.measures.cells import Cells
from vcgame.sweep.tree_sets import tree_sets

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["check_price", "largest_totals"]

MOST_STEPS: Final = 8_192
"""Of making the pure profiles of a tree one by one; each takes about two."""


def check_price(model: Model) -> None:
    """Refuse a tree with too many pure profiles to compare with all of them.

    Raises
    ------
    UnsupportedError
        With what works.
    """
    if model.form == "extensive" and not perfect_information(model):
        _plans(model)


def largest_totals(model: Model, cells: Cells) -> Floats:
    """Give the largest total that any pure profile, or any play of a tree, gives at each point.

    Raises
    ------
    UnsupportedError
        For trees with information sets that have too many pure profiles.
    """
    import numpy as np

    if model.form == "strategic":
        return np.asarray(cells.totals.max(axis=0))
    if not perfect_information(model):
        return _largest_of_plans(model, cells)
    place = {node.id: number for number, node in enumerate(model.nodes)}
    best: dict[int, Floats] = {}
    end, risk = len(cells.totals), len(cells.chance)
    for number in reversed(range(len(model.nodes))):
        node = model.nodes[number]
        below = [best.pop(place[action.child]) for action in node.actions]
        if node.end:
            end -= 1
            best[number] = cells.totals[end]
        elif node.player is None:
            risk -= len(node.actions)
            share = cells.chance[risk : risk + len(node.actions)]
            best[number] = np.einsum("kp,kp->p", share, np.array(below))
        else:
            best[number] = np.max(below, axis=0)
    return best[0]


def _largest_of_plans(model: Model, cells: Cells) -> Floats:
    """Compare all pure profiles: what is done at a set is the same at each of its nodes."""
    import numpy as np

    place = {node.id: number for number, node in enumerate(model.nodes)}
    likely = np.ones((len(model.nodes), cells.totals.shape[1]))
    risk = 0
    for number, node in enumerate(model.nodes):
        for move, action in enumerate(node.actions):
            share = cells.chance[risk + move] if node.player is None else 1.0
            likely[place[action.child]] = likely[number] * share
        risk += len(node.actions) if node.player is None else 0
    amounts = likely[[number for number, node in enumerate(model.nodes) if node.end]] * cells.totals
    largest = np.full(cells.totals.shape[1], -np.inf)
    for plan in _plans(model):
        np.maximum(largest, amounts[list(plan)].sum(axis=0), out=largest)
    return largest


def _plans(model: Model) -> list[tuple[int, ...]]:
    """Give the ends that each pure profile can reach, told apart by them only.

    An end stands for its number among the ends. Which of those of a plan is reached, chance
    decides.

    Raises
    ------
    UnsupportedError
        For a tree of too many.
    """
    place = {node.id: number for number, node in enumerate(model.nodes)}
    owner = {node: n for n, each in enumerate(tree_sets(model)) for node in each.nodes}
    ends = {number: k for k, number in enumerate(n for n, v in enumerate(model.nodes) if v.end)}

    def below(node: Node) -> list[int]:
        return [place[action.child] for action in node.actions]

    found: dict[tuple[int, ...], None] = {}
    waiting: list[tuple[list[int], dict[int, int], list[int]]] = [([0], {}, [])]
    steps = 0
    while waiting:
        steps += 1
        if steps > MOST_STEPS:
            raise UnsupportedError(
                f"--outcome price compares with every pure profile, and {model.id} has too many; "
                "total works here"
            )
        open_, made, reached = waiting.pop()
        while open_:
            number = open_.pop()
            node = model.nodes[number]
            if node.end:
                reached.append(ends[number])
            elif node.player is None:
                open_ += below(node)
            elif owner[number] in made:
                open_.append(below(node)[made[owner[number]]])
            else:
                own = owner[number]
                waiting += [
                    ([*open_, child], {**made, own: move}, list(reached))
                    for move, child in enumerate(below(node))
                ]
                break
        else:
            found[tuple(sorted(reached))] = None
    return list(found)
