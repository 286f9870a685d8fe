"""General facts about replicator dynamics, to which every answer is held."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from vcgame.derive.dynamics.answer import Stability
from vcgame.derive.dynamics.rest_points import Spot
from vcgame.forms.populations import PopulationGame

__all__ = ["check_facts"]


def check_facts(
    game: PopulationGame, found: Iterable[Spot], stabilities: Mapping[str, Stability]
) -> None:
    """Refuse an answer that contradicts what is known of all such games.

    In games of several populations whose payoffs depend on the state only through whom one
    meets, replicator dynamics keeps a volume inside every face (Hofbauer and Sigmund 1998,
    ch. 11): a mixture of several populations is never a sink or a source, and none is
    evolutionarily stable (Selten 1980).

    Raises
    ------
    ArithmeticError
        If a fact is broken, which is a mistake of this program.
    """
    several = len(game.populations) > 1
    for spot in found:
        stability = stabilities.get(spot.point.id)
        if stability is None:
            continue
        mixing = sum(len(played) > 1 for played in spot.face.present)
        if several and mixing and stability.evolutionary is not None:
            raise ArithmeticError(f"{spot.point.id}: a mixture of several populations as an ESS")
        if several and game.multilinear and mixing > 0:
            wrong = {"sink", "source"} & stability.cases.keys()
            if wrong:
                raise ArithmeticError(f"{spot.point.id}: a mixture as {', '.join(sorted(wrong))}")
        if spot.face.place == "corner" and "centre" in stability.cases:
            raise ArithmeticError(f"{spot.point.id}: a corner as a centre")
