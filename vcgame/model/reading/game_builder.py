"""What the game of a file is made of: a table of payoffs, a tree, or counts of alike firms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from vcgame.model.formula.expression import Expression
from vcgame.model.model import Count, Form, Node, Player
from vcgame.model.reading.binder import Binder, Profiles
from vcgame.model.reading.symmetric_builder import build_counts, symmetric_payoffs
from vcgame.model.reading.trees.stage_builder import build_stages
from vcgame.model.reading.trees.tree_builder import build_nodes

__all__ = ["GameParts", "build_game"]

Payoffs = dict[tuple[str, ...], tuple[Expression, ...]]


@dataclass(frozen=True, slots=True)
class GameParts:
    """The game as it stands in a file; what the form does not have is empty."""

    payoffs: Payoffs = field(default_factory=dict)
    nodes: tuple[Node, ...] = ()
    counts: Mapping[str, Count] = field(default_factory=dict)


def build_game(
    values: Mapping[str, Any], form: Form, players: tuple[Player, ...], binder: Binder
) -> GameParts:
    """Read the game, and report what belongs to games of another form."""
    _check_sections(values, form, binder)
    if form == "strategic":
        with binder.also_knowing(values.get("shares", {})):
            return GameParts(payoffs=_payoffs(values, players, binder))
    if form == "symmetric":
        counts = build_counts(values, players, binder)
        with binder.also_knowing(values.get("counts", {})):
            return GameParts(payoffs=symmetric_payoffs(values, players, binder), counts=counts)
    build = build_stages if "stages" in values else build_nodes
    return GameParts(nodes=build(values, players, binder))


def _check_sections(values: Mapping[str, Any], form: Form, binder: Binder) -> None:
    """Report the sections that games of this form do not have."""
    report = binder.reporter.report_key
    if form == "extensive":
        if "payoffs" in values:
            wrong = "a tree has no table of payoffs"
            report(("payoffs",), wrong, "payoffs stand at the end nodes")
        for player in values.get("players", ()):
            path = (*player["_path"], "strategies")
            if binder.reporter.given(path):
                report(path, "a tree's strategies follow from its nodes", "remove it")
        if "nodes" in values and "stages" in values:
            wrong = "stages and nodes stand together"
            report(("stages",), wrong, "write the tree in one of the two ways")
        if "ends" in values and "stages" not in values:
            report(("ends",), "ends go with stages", "write [[stages]], or remove them")
    else:
        for key in ("nodes", "stages", "ends", "actions"):
            if key in values:
                report((key,), f"{key} are for trees", 'write form = "extensive"')
    if form != "symmetric" and "counts" in values:
        right = "give the one player a number, or remove them"
        report(("counts",), "counts are for symmetric games", right)


def _payoffs(
    values: Mapping[str, Any], players: tuple[Player, ...], binder: Binder
) -> dict[tuple[str, ...], tuple[Expression, ...]]:
    reporter = binder.reporter
    if "payoffs" not in values:
        example = ", ".join(player.strategies[0].id for player in players) or "s1, s2"
        right = f'add [payoffs] with a line "{example}" = [ ... ] for every profile'
        reporter.report_key((), "payoffs are missing", right)
        return {}
    ids = [[strategy.id for strategy in player.strategies] for player in players]
    every = list(product(*ids)) if players else []
    profiles = Profiles(players, reporter)
    payoffs: dict[tuple[str, ...], tuple[Expression, ...]] = {}
    for key, sources in values["payoffs"].items():
        profile = profiles.read(key, ("payoffs", key), in_key=True)
        if profile is not None and profile in payoffs:
            reporter.report_key(("payoffs", key), "the profile stands here twice", "keep one")
        formulas = binder.payoffs(sources, len(players), ("payoffs", key))
        if profile is not None:
            payoffs[profile] = formulas
    missing = [", ".join(profile) for profile in every if profile not in payoffs]
    misread = len(values["payoffs"]) - len(payoffs)
    if len(missing) > misread:
        shown = "; ".join(f'"{profile}"' for profile in missing[:4])
        more = f" and {len(missing) - 4} more" if len(missing) > 4 else ""
        wrong = f"no payoffs for {shown}{more}"
        reporter.report_key(("payoffs",), wrong, "every profile needs a line")
    return {profile: payoffs[profile] for profile in every if profile in payoffs}
