"""Whether a target profile is an equilibrium at a point, and whether it is the only one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from vcgame.errors import UsageError, nearest
from vcgame.model.model import Model
from vcgame.sweep.findings import Found

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

__all__ = ["TARGET_COLUMNS", "Target", "parse_target"]

TARGET_COLUMNS: Final = ("target_is_equilibrium", "target_is_unique")
"""Names of the columns, which hold 1 for yes and 0 for no."""


@dataclass(frozen=True, slots=True)
class Target:
    """A profile that policy aims at; made by `parse_target`.

    Attributes
    ----------
    text
        The profile, in the words of the model.
    shares
        For a strategic game, per player the place of the strategy among those of all players.
    moves
        For a tree, places of nodes among those of players, each with the number of the action.
    """

    text: str
    shares: tuple[int, ...] = ()
    moves: tuple[tuple[int, int], ...] = ()

    def flags(self, found: Found, answered: Flags, *, mixed: bool) -> dict[str, Floats]:
        """Tell at every point whether the target is an equilibrium, and the unique one.

        Parameters
        ----------
        found
            The equilibria.
        answered
            Per point, whether it has a complete answer.
        mixed
            Whether mixed equilibria were looked for, too. If they were not, a target that is
            the only pure equilibrium has no answer (nan) to whether it is unique.

        Returns
        -------
        dict
            By `TARGET_COLUMNS`, per point 1, 0 or nan. A target in a tree is unique where all
            subgame-perfect equilibria move so; the pure ones suffice to tell, since an action
            that is best against mixed later moves is best against pure ones too.
        """
        import numpy as np

        points = len(answered)
        hit = np.ones(len(found), dtype=np.bool_)
        for place in self.shares:
            hit &= found.shares[:, place] == 1  # exactly so where it is played for sure
        for place, action in self.moves:
            hit &= found.moves[:, place] == action
        every = np.bincount(found.row, minlength=points)
        hits = np.bincount(found.row[hit], minlength=points)
        unique = np.where((hits > 0) & (hits == every), 1.0, 0.0)
        if not mixed:
            unique[unique == 1] = np.nan
        values = (np.where(hits > 0, 1.0, 0.0), unique)
        return {
            name: np.where(answered, value, np.nan)
            for name, value in zip(TARGET_COLUMNS, values, strict=True)
        }


def parse_target(model: Model, text: str) -> Target:
    """Read a target: one strategy per player as in model files, ``build, build``.

    For a tree it says what is done at some of the nodes, ``start=upgrade, reply=assist``.

    Raises
    ------
    UsageError
        For what is no profile of the model.

    Examples
    --------
    >>> from vcgame.model.library import load_model
    >>> parse_target(load_model("brand-two-firms"), "build, free_ride").shares
    (0, 3)
    """
    parts = [part.strip() for part in text.split(",")]
    if model.form == "extensive":
        return _tree_target(model, parts, text)
    if len(parts) != len(model.players):
        players = ", ".join(player.id for player in model.players)
        raise UsageError(f"--target {text!r}: write one strategy for each of {players}")
    places, start = [], 0
    for player, part in zip(model.players, parts, strict=True):
        ids = [strategy.id for strategy in player.strategies]
        if part not in ids:
            hint = nearest(part, ids)
            raise UsageError(f"--target {text!r}: {part!r} is no strategy of {player.id}; {hint}")
        places.append(start + ids.index(part))
        start += len(ids)
    return Target(", ".join(parts), tuple(places))


def _tree_target(model: Model, parts: list[str], text: str) -> Target:
    nodes = [node for node in model.nodes if node.player]
    ids = [node.id for node in nodes]
    moves: dict[int, int] = {}
    for part in parts:
        node, equals, action = (each.strip() for each in part.partition("="))
        if not equals:
            example = f"{ids[0]}={nodes[0].actions[0].id}"
            raise UsageError(f"--target {text!r}: write node=action in a tree, e.g. {example}")
        if node not in ids:
            raise UsageError(
                f"--target {text!r}: no player moves at {node!r}; {nearest(node, ids)}"
            )
        actions = [each.id for each in nodes[ids.index(node)].actions]
        if action not in actions:
            hint = nearest(action, actions)
            raise UsageError(f"--target {text!r}: {node} has no action {action!r}; {hint}")
        if ids.index(node) in moves:
            raise UsageError(f"--target {text!r}: {node} stands twice; keep one")
        moves[ids.index(node)] = actions.index(action)
    written = ", ".join(f"{ids[n]}={nodes[n].actions[a].id}" for n, a in moves.items())
    return Target(written, moves=tuple(moves.items()))
