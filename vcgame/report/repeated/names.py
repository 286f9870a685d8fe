"""How paths, reversions and deviations of a repeated game are called in print."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from vcgame.model.model import Model
from vcgame.model.text import Text
from vcgame.report.naming import both, joined, profile_text
from vcgame.report.words import word
from vcgame.solve.repeated.grim import Trigger

__all__ = ["binding_text", "departures", "path_text", "reversion_text"]


def path_text(model: Model, ids: Sequence[str]) -> Text:
    """Write a profile, or the one strategy that all firms play."""
    if model.form == "symmetric":
        template = word("repeated.all_play", what="{what}")
        return both(template, what=model.strategy_name(0, ids[0]))
    return profile_text(model, ids)


def reversion_text(model: Model, ids: Sequence[str] | None) -> Text:
    """Write what follows a deviation."""
    return word("repeated.worst") if ids is None else path_text(model, ids)


def binding_text(model: Model, binding: Iterable[tuple[int, str]]) -> Text:
    """Write who has the most reason to leave a path, and by which strategy."""
    parts = []
    for player, strategy in binding:
        name = model.strategy_name(player, strategy)
        template = word("labelled", label="{label}", what="{what}")
        parts.append(both(template, label=model.players[player].name, what=name))
    return joined(parts, "; ", "；")


def departures(model: Model, trigger: Trigger) -> list[tuple[int, str]]:
    """Give the players who bind with their best deviations."""
    return [
        (each.player, model.players[each.player].strategies[strategy].id)
        for each in trigger.incentives
        if each.player in trigger.patience.binding
        for strategy in each.strategies
    ]
