"""Whether a target profile is an equilibrium at a point, and whether it is the only one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from vcgame.errors import UsageError, nearest
from vcgame.model.model import Model
from vcgame.solve.concepts import Concept
from vcgame.sweep.findings import Found
from vcgame.sweep.tree_sets import by_sets, tree_sets

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
    chances
        For a tree told by information sets, places of moves among those of all sets.
    """

    text: str
    shares: tuple[int, ...] = ()
    moves: tuple[tuple[int, int], ...] = ()
    chances: tuple[int, ...] = ()

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
            that is best against mixed later moves is best against pure ones too. Where an
            equilibrium leaves open what is done at an information set, the target is one of
            those that it stands for, but not the only one.
        """
        import numpy as np

        points = len(answered)
        hit = np.ones(len(found), dtype=np.bool_)
        for place in self.shares:
            hit &= found.shares[:, place] == 1  # exactly so where it is played for sure
        for place, action in self.moves:
            hit &= found.moves[:, place] == action
        only = hit.copy()
        for place in self.chances:
            only &= found.shares[:, place] == 1
            hit &= (found.shares[:, place] == 1) | np.isnan(found.shares[:, place])
        every = np.bincount(found.row, minlength=points)
        hits = np.bincount(found.row[hit], minlength=points)
        unique = (hits > 0) & (np.bincount(found.row[only], minlength=points) == every)
        unique = np.where(unique, 1.0, 0.0)
        if not mixed:
            unique[unique == 1] = np.nan
        values = (np.where(hits > 0, 1.0, 0.0), unique)
        return {
            name: np.where(answered, value, np.nan)
            for name, value in zip(TARGET_COLUMNS, values, strict=True)
        }


def parse_target(model: Model, text: str, concept: Concept | None = None) -> Target:
    """Read a target: one strategy per player as in model files, ``build, build``.

    For a tree it says what is done at some of the nodes or information sets,
    ``start=upgrade, reply=assist``. The concept is that of the sweep.

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
        return _tree_target(model, parts, text, concept)
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


def _tree_target(model: Model, parts: list[str], text: str, concept: Concept | None) -> Target:
    sets = tree_sets(model)
    place = {name: number for number, each in enumerate(sets) for name in each.names}
    moves: dict[int, int] = {}
    for part in parts:
        name, equals, action = (each.strip() for each in part.partition("="))
        if not equals:
            example = f"{sets[0].id}={sets[0].actions[0]}"
            raise UsageError(f"--target {text!r}: write node=action in a tree, e.g. {example}")
        if name not in place:
            hint = _owner(model, name) or nearest(name, tuple(place))
            raise UsageError(f"--target {text!r}: no player moves at {name!r}; {hint}")
        number = place[name]
        actions = sets[number].actions
        if action not in actions:
            hint = nearest(action, actions)
            raise UsageError(f"--target {text!r}: {name} has no action {action!r}; {hint}")
        if number in moves:
            raise UsageError(f"--target {text!r}: {name} stands twice; keep one")
        moves[number] = actions.index(action)
    written = ", ".join(f"{sets[n].id}={sets[n].actions[a]}" for n, a in moves.items())
    if not by_sets(model, concept):
        return Target(written, moves=tuple(moves.items()))
    starts = [sum(len(each.actions) for each in sets[:number]) for number in range(len(sets))]
    return Target(written, chances=tuple(starts[n] + action for n, action in moves.items()))


def _owner(model: Model, name: str) -> str:
    """Name the information set of a node that is not alone in it."""
    found = (node.information for node in model.nodes if node.id == name and node.information)
    return next((f"it is in the information set {each!r}, so name that" for each in found), "")
