"""Claims about games of alike firms: how many play what, or with which probability."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from vcgame.errors import nearest
from vcgame.model.claim import AlikeShares
from vcgame.model.model import Player
from vcgame.model.reading.binder import Binder
from vcgame.model.toml.document import Path

__all__ = ["ALIKE_KINDS", "alike_shares"]

ALIKE_KINDS: Final = (
    "includes",
    "dominant",
    "better",
    "counts",
    "symmetric",
    "inequality",
    "discount",
)
"""Kinds of claims that games of alike firms can carry; profiles are one strategy that all play."""


def alike_shares(
    tables: Sequence[Mapping[str, Any] | None],
    path: Path,
    players: Sequence[Player],
    binder: Binder,
) -> tuple[AlikeShares, ...]:
    """Read counts or probabilities by strategy; one strategy may be left out, and gets the rest."""
    known = tuple(strategy.id for player in players for strategy in player.strategies)
    found = []
    for index, table in enumerate(tables):
        where = (*path, index)
        for id in table or ():
            if known and id not in known:
                wrong = f"{id!r} is no strategy of {players[0].id}"
                binder.reporter.report_key((*where, id), wrong, nearest(id, known))
        named = set(table or ()) & set(known)
        if table is not None and known and len(named) < len(known) - 1:
            left = ", ".join(id for id in known if id not in named)
            right = "name all of them, or all but one, which gets the rest"
            binder.reporter.report_key(where, f"nothing is said of {left}", right)
        read = [(id, binder.expression(source)) for id, source in (table or {}).items()]
        found.append(tuple((id, formula) for id, formula in read if formula is not None))
    return tuple(found)
