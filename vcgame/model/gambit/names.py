"""Ids from printed names: letters, digits and underscores, unlike each other in any case."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from vcgame.model.text import Text

__all__ = ["ids_of", "model_id", "printed"]

_LONGEST = 24
_LONGEST_PRINTED = 200
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})


def ids_of(names: Sequence[str], letter: str, taken: Sequence[str] = ()) -> tuple[str, ...]:
    """Make an id of each name, always the same of the same names.

    Parameters
    ----------
    names
        What is printed: any text, also an empty one or one that stands twice.
    letter
        What an id begins with where the name gives none; its place follows.
    taken
        Ids that are taken already.

    Examples
    --------
    >>> ids_of(["Player 1", "甲", "", "player 1", "2nd"], "p")
    ('Player_1', 'p2', 'p3', 'player_1_2', 'p2nd')
    """
    used = {id.lower() for id in taken}
    # Names that are ids as they stand keep themselves, whatever the others become.
    wanted = [_slug(name) for name in names]
    kept = {name.lower(): place for place, name in reversed(list(enumerate(wanted))) if name}
    ids: list[str] = []
    tried: dict[str, int] = {}
    for place, slug in enumerate(wanted):
        if not slug:
            base = f"{letter}{place + 1}"
        else:
            base = slug if slug[0].isalpha() else f"{letter}{slug}"[:_LONGEST].rstrip("_")
        # Numbers that were tried for the same name before are taken.
        id, number = base, tried.get(base.lower(), 1)
        while id.lower() in used or kept.get(id.lower(), place) != place:
            number += 1
            tail = f"_{number}"
            id = base[: _LONGEST - len(tail)].rstrip("_") + tail
        used.add(id.lower())
        tried[base.lower()] = number
        ids.append(id)
    return tuple(ids)


def model_id(stem: str) -> str:
    """Make the id of a model of the name of its file.

    Examples
    --------
    >>> model_id("Myerson (fig. 4.2)"), model_id("石头")
    ('myerson-fig.-4.2', 'game')
    """
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9_.]+", "-", plain).strip("-._")[:64].rstrip("-._") or "game"


def printed(name: str, id: str) -> Text:
    """Give the printed name: one line of visible signs, or the id where there is none.

    Examples
    --------
    >>> printed(" 甲 ", "p1").en, printed("", "p2").en
    ('甲', 'p2')
    """
    seen = "".join(" " if unicodedata.category(c) in _UNSEEN else c for c in name)
    line = " ".join(seen.split())
    if len(line) > _LONGEST_PRINTED:
        line = line[: _LONGEST_PRINTED - 3].rstrip() + "..."
    return Text(line or id)


def _slug(name: str) -> str:
    """Keep the ASCII letters and digits of a name."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    short = re.sub(r"[^A-Za-z0-9]+", "_", plain).strip("_")[:_LONGEST]
    return short.rstrip("_")
