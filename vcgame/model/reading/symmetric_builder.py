"""Games of n alike firms: the counts that payoffs are written in, and one payoff per strategy."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from vcgame.errors import EvaluationError, UsageError, nearest
from vcgame.model.firms import number_of_firms
from vcgame.model.formula.expression import Expression, names
from vcgame.model.model import Count, Player
from vcgame.model.point import Effort
from vcgame.model.reading.binder import Binder
from vcgame.model.reading.values import Reporter
from vcgame.model.tex import check_latex
from vcgame.model.toml.document import Path

__all__ = ["build_counts", "symmetric_payoffs"]

_CHECKING: Final = 20_000
"""Effort to be spent on the number of firms at the points of a file."""


def build_counts(
    values: Mapping[str, Any], players: tuple[Player, ...], binder: Binder
) -> dict[str, Count]:
    """Read ``[counts]``: each names how many of the other firms play a strategy.

    What else tells a game of alike firms from others is checked here too: there is one entry of
    players, it has a number, and there are no shares of populations.
    """
    _check_firms(values, binder)
    _check_number(values, players, binder.reporter)
    taken = {name.lower(): name for name in binder.known}
    counts: dict[str, Count] = {}
    named: dict[str, str] = {}
    for name, entry in values.get("counts", {}).items():
        path: Path = ("counts", name)
        if name.lower() in taken:
            wrong = f"{name!r} has a meaning already (case is ignored)"
            binder.reporter.report_key(path, wrong, "choose another name")
        taken[name.lower()] = name
        strategy = _counted(entry.get("of"), players, path, binder.reporter)
        if strategy is None:
            continue
        if strategy in named:
            wrong = f"others.{strategy} has the name {named[strategy]!r} already"
            binder.reporter.report(path, wrong, "keep one")
            continue
        named[strategy] = name
        counts[name] = Count(name, strategy, _symbol(entry, path, binder.reporter))
    return counts


def symmetric_payoffs(
    values: Mapping[str, Any], players: tuple[Player, ...], binder: Binder
) -> dict[tuple[str, ...], tuple[Expression, ...]]:
    """Read ``[payoffs]``: one formula per strategy."""
    reporter = binder.reporter
    ids = [strategy.id for strategy in players[0].strategies] if players else []
    if "payoffs" not in values:
        example = ids[0] if ids else "strategy"
        right = f'add [payoffs] with a line {example} = ["formula"] for every strategy'
        reporter.report_key((), "payoffs are missing", right)
        return {}
    payoffs: dict[str, tuple[Expression, ...]] = {}
    strange = 0
    for key, sources in values["payoffs"].items():
        path: Path = ("payoffs", key)
        known = not players or key in ids
        if not known:
            strange += 1
            right = nearest(key, tuple(ids))
            if "," in key:
                right = f"firms are alike: one line per strategy, such as {ids[0] if ids else 's'}"
            reporter.report_key(path, f"{key[:80]!r} is no strategy of {players[0].id}", right)
        if sources is not None and len(sources) != 1:
            right = f"firms are alike: write one formula, what a firm that plays {key[:40]} gets"
            count = "no payoff" if not sources else f"{len(sources)} payoffs"
            reporter.report(path, f"{count} for one strategy", right)
        formulas = [binder.expression(source) for source in (sources or ())[:1]]
        if known and formulas and formulas[0] is not None:
            payoffs[key] = (formulas[0],)
    missing = [id for id in ids if id not in values["payoffs"]]
    if len(missing) > strange:
        shown = ", ".join(missing[:4]) + (f" and {len(missing) - 4} more" if missing[4:] else "")
        reporter.report_key(("payoffs",), f"no payoff for {shown}", "every strategy needs a line")
    return {(id,): payoffs[id] for id in ids if id in payoffs}


def _check_firms(values: Mapping[str, Any], binder: Binder) -> None:
    """Report further players, and what belongs to populations."""
    entries = values.get("players", ())
    for entry in entries[1:]:
        wrong = "a second entry of players in a game of alike firms"
        right = "keep one with a number; players that differ need a table of profiles"
        binder.reporter.report_key(entry["_path"], wrong, right)
    for key in ("shares", "populations"):
        if key in values:
            wrong = f"{key} do not go with a number of firms"
            right = "use [counts]: how many others play a strategy"
            binder.reporter.report_key((key,), wrong, right)


def _check_number(
    values: Mapping[str, Any], players: tuple[Player, ...], reporter: Reporter
) -> None:
    """Hold the number of firms at the default values, and at every instance, to what it must be."""
    if not players or players[0].number is None:
        return
    formula = players[0].number
    entries = values.get("parameters", {})
    defaults = {id: entry["value"] for id, entry in entries.items() if "value" in entry}
    effort = Effort(_CHECKING)
    wrong = _complaint(formula, defaults, effort)
    if wrong is not None:
        where: Path = ("players", 0, "number")
        reporter.report(where, f"at the default values, {wrong}", "change the values or the number")
    for id, instance in values.get("instances", {}).items():
        changed = instance.get("values", {})
        if wrong is not None and names(formula).isdisjoint(changed):
            continue  # said above
        mistake = _complaint(formula, {**defaults, **changed}, effort)
        if mistake is not None:
            reporter.report_key(("instances", id, "values"), mistake, "change the values")


def _complaint(
    formula: Expression, point: Mapping[str, Fraction | None], effort: Effort
) -> str | None:
    used = {name: point.get(name) for name in names(formula)}
    known = {name: value for name, value in used.items() if value is not None}
    if len(known) < len(used) or effort.left < 0:
        return None
    try:
        number_of_firms(formula, known, effort)
    except EvaluationError as error:
        return None if effort.left < 0 else str(error)
    return None


def _counted(
    text: str | None, players: tuple[Player, ...], path: Path, reporter: Reporter
) -> str | None:
    """Read ``others.strategy``; without players, which could not be read, nothing is said."""
    if text is None or not players:
        return None
    if reporter.given((*path, "of")):
        path = (*path, "of")
    ids = tuple(strategy.id for strategy in players[0].strategies)
    who, dot, strategy = (part.strip() for part in text.partition("."))
    if not dot or who != "others":
        example = f"others.{ids[0] if ids else 'strategy'}"
        reporter.report(path, f"{text!r} names no others", f'write "{example}"')
        return None
    if strategy not in ids:
        wrong = f"{strategy!r} is no strategy of {players[0].id}"
        reporter.report(path, wrong, nearest(strategy, ids))
        return None
    return strategy


def _symbol(entry: Mapping[str, Any], path: Path, reporter: Reporter) -> str:
    tex: str = entry.get("tex", "")
    try:
        check_latex(tex)
    except UsageError as error:
        reporter.report((*path, "tex"), str(error), "write a symbol such as 'k' or 'k_1'")
        return ""
    return tex
