"""Population shares: names that a file gives them, and that payoffs may use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vcgame.errors import UsageError, nearest
from vcgame.model.model import Form, Player, Share
from vcgame.model.reading.binder import Binder
from vcgame.model.reading.values import Reporter
from vcgame.model.tex import check_latex
from vcgame.model.toml.document import Path

__all__ = ["build_shares", "check_populations"]


def build_shares(
    values: Mapping[str, Any], form: Form, players: tuple[Player, ...], binder: Binder
) -> dict[str, Share]:
    """Read ``[shares]``: each names the share of a population that plays a strategy."""
    reporter, entries = binder.reporter, values.get("shares", {})
    if entries and form == "extensive":
        wrong = "population shares are for strategic games"
        reporter.report_key(("shares",), wrong, "remove them, or write [payoffs]")
        return {}
    taken = {name.lower() for name in binder.known}
    shares: dict[str, Share] = {}
    named: dict[tuple[str, str], str] = {}
    for name, entry in entries.items():
        path: Path = ("shares", name)
        if name.lower() in taken:
            wrong = f"{name!r} has a meaning already (case is ignored)"
            reporter.report_key(path, wrong, "choose another name")
        taken.add(name.lower())
        place = _place(entry.get("of"), players, path, reporter)
        if place is None:
            continue
        if place in named:
            wrong = f"{'.'.join(place)} has the name {named[place]!r} already"
            reporter.report(path, wrong, "keep one")
            continue
        named[place] = name
        shares[name] = Share(name, *place, _symbol(entry, path, reporter))
    return shares


def _place(
    text: str | None, players: tuple[Player, ...], path: Path, reporter: Reporter
) -> tuple[str, str] | None:
    """Read ``player.strategy``; without players, which could not be read, nothing is said."""
    if text is None or not players:
        return None
    known = {player.id: [strategy.id for strategy in player.strategies] for player in players}
    player, dot, strategy = (part.strip() for part in text.partition("."))
    if not dot or player not in known:
        wrong = f"{text!r} names no strategy" if not dot else f"no player {player!r}"
        example = f"{players[0].id}.{known[players[0].id][0]}" if known[players[0].id] else ""
        right = nearest(player, tuple(known)) if dot else f'write player.strategy: "{example}"'
        reporter.report(path, wrong, right)
        return None
    if strategy not in known[player]:
        wrong = f"{strategy!r} is no strategy of {player}"
        reporter.report(path, wrong, nearest(strategy, tuple(known[player])))
        return None
    return player, strategy


def _symbol(entry: Mapping[str, Any], path: Path, reporter: Reporter) -> str:
    tex: str = entry.get("tex", "")
    try:
        check_latex(tex)
    except UsageError as error:
        reporter.report((*path, "tex"), str(error), "write a symbol such as 'x' or 'x_1'")
        return ""
    return tex


def check_populations(
    values: Mapping[str, Any], form: Form, players: tuple[Player, ...], reporter: Reporter
) -> int | None:
    """Read ``populations``: players of one population have the same strategies."""
    count: int | None = values.get("populations")
    if count is None or not players:
        return count
    if form == "extensive":
        wrong = "populations are for strategic games"
        reporter.report_key(("populations",), wrong, "remove the line")
        return None
    first = [strategy.id for strategy in players[0].strategies]
    for player in players[1:]:
        if [strategy.id for strategy in player.strategies] != first:
            wrong = f"{player.id} has other strategies than {players[0].id}"
            right = "players of one population have the same ones; or remove the line"
            reporter.report(("populations",), wrong, right)
            break
    return count
