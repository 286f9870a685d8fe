"""Claims about repeated games: the least discount factor at which a path is kept up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vcgame.errors import nearest
from vcgame.model.claim import Discount
from vcgame.model.formula.expression import constant
from vcgame.model.model import Form, Player
from vcgame.model.reading.binder import Binder, Profiles
from vcgame.model.toml.document import Path

__all__ = ["discount"]


def discount(
    given: Mapping[str, Any],
    path: Path,
    form: Form,
    players: tuple[Player, ...],
    profiles: Profiles,
    binder: Binder,
) -> Discount | None:
    """Read what is claimed; a key that does not fit is reported.

    Parameters
    ----------
    given, path
        The table of the claim, and where it stands.
    form, players, profiles, binder
        Of the model; without players, which could not be read, nothing is held against them.
    """
    reporter = binder.reporter
    code = given.get("code") or "grim"
    if code == "optimal":
        for key in ("punishment", "detection"):
            if reporter.given((*path, key)):
                wrong = f"{key} goes with grim trigger"
                reporter.report_key((*path, key), wrong, 'remove it, or write code = "grim"')
    found = {}
    for key in ("target", "punishment"):
        text = given.get(key)
        if text is None:
            continue
        if form == "symmetric":
            found[key] = _common(text, (*path, key), players, binder)
        else:
            found[key] = profiles.read(text, (*path, key))
    delta = binder.expression(given.get("delta"))
    detection = binder.expression(given.get("detection"))
    value = None if detection is None else constant(detection)
    if value is not None and not 0 <= value <= 1:
        wrong = f"{value} is no probability"
        reporter.report((*path, "detection"), wrong, "write a number from 0 to 1")
    target = found.get("target")
    if target is None or delta is None or ("punishment" in found and not found["punishment"]):
        return None
    return Discount(target, delta, found.get("punishment"), detection, code)


def _common(
    text: str, path: Path, players: tuple[Player, ...], binder: Binder
) -> tuple[str, ...] | None:
    """Read the strategy that all firms play."""
    if not players:
        return None
    known = tuple(strategy.id for strategy in players[0].strategies)
    id = text.strip()
    if id in known:
        return (id,)
    right = nearest(id, known)
    if "," in id:
        right = "firms are alike: write the one strategy that all play"
    binder.reporter.report(path, f"{id[:80]!r} is no strategy of {players[0].id}", right)
    return None
