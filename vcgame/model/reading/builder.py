"""From what a model file says to a `Model`: names are bound, and everything is checked."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter
from itertools import product
from math import prod
from typing import Any, Final

from vcgame.errors import EvaluationError, UsageError, nearest
from vcgame.model.formula.expression import Condition, Expression, names
from vcgame.model.formula.parser import valid_label
from vcgame.model.model import Form, Instance, Model, Node, Parameter, Player, Quantity, Strategy
from vcgame.model.point import Effort, is_true
from vcgame.model.reading.binder import Binder, Profiles, check_ids
from vcgame.model.reading.circles import circles, shown_circle
from vcgame.model.reading.claim_builder import build_claims
from vcgame.model.reading.dynamic_claims import DynamicClaims
from vcgame.model.reading.fields import Record
from vcgame.model.reading.format import MODEL
from vcgame.model.reading.share_builder import build_shares, check_populations
from vcgame.model.reading.tree_builder import build_nodes
from vcgame.model.reading.values import Reporter, Source
from vcgame.model.tex import check_latex
from vcgame.model.text import Text
from vcgame.model.toml.document import Document, Path
from vcgame.model.toml.lexemes import printable

__all__ = ["build_model"]

MAX_PROFILES: Final = 20_000
_SECTIONS: Final = ("parameters", "define", "instances", "players", "payoffs", "nodes")
_OTHER_KINDS: Final = ("study", "evidence", "audit")
_CHECKING: Final = 30_000
"""Effort to be spent on holding points against the assumptions."""


def build_model(document: Document, record: Record = MODEL) -> Model:
    """Check a document as a model file.

    Parameters
    ----------
    document
        The file.
    record
        The keys that it may have, if they are not quite those of a model file.

    Raises
    ------
    FileError
        With every mistake of the file.
    """
    reporter = Reporter(document, top=record.fields)
    if document.data.get("kind") in _OTHER_KINDS:
        wrong = f"this file is of the kind {document.data['kind']!r}"
        reporter.report(("kind",), wrong, "give the file of a model")
        reporter.finish()
    values = record.read(document.data, (), reporter)
    if any(reporter.given((key,)) and key not in values for key in _SECTIONS):
        reporter.finish()  # what refers to a section that cannot be read cannot be judged
    form = _form(values, reporter)
    parameters = _parameters(values, reporter)
    binder = Binder(reporter, parameters)
    definitions = _definitions(values, binder)
    players = _players(values, form, reporter)
    instances = _instances(values, parameters, reporter)
    assumptions = _assumptions(values, binder)
    payoffs: Mapping[tuple[str, ...], tuple[Expression, ...]] = {}
    nodes: tuple[Node, ...] = ()
    shares = build_shares(values, form, players, binder)
    populations = check_populations(values, form, players, reporter)
    if form == "strategic":
        with binder.also_knowing(values.get("shares", {})):
            payoffs = _payoffs(values, players, binder)
        for key in ("nodes", "actions"):
            if key in values:
                reporter.report_key((key,), f"{key} are for trees", 'write form = "extensive"')
    else:
        nodes = build_nodes(values, players, binder)
        if "payoffs" in values:
            wrong = "a tree has no table of payoffs"
            reporter.report_key(("payoffs",), wrong, "payoffs stand at the end nodes")
    transfers = values.get("transfers", ())
    for index, name in enumerate(transfers):
        if name is not None and name not in parameters:
            hint = nearest(name, tuple(parameters))
            reporter.report(("transfers", index), f"unknown parameter {name!r}", hint)
    dynamic = DynamicClaims(players, parameters, shares, populations, binder)
    claims = build_claims(values, form, players, nodes, parameters, instances, binder, dynamic)
    reporter.finish()
    return Model(
        id=values["id"],
        title=values["title"],
        status=values.get("status", "reconstruction"),
        form=form,
        players=players,
        parameters=parameters,
        definitions=definitions,
        assumptions=assumptions,
        instances=instances,
        payoffs=payoffs,
        nodes=nodes,
        actions=values.get("actions", {}),
        transfers=transfers,
        shares=shares,
        populations=populations,
        evidence=values.get("evidence", ()),
        claims=claims,
        story=values.get("story"),
        family=values.get("family", ""),
        file=document.name,
        text_hash=document.text_hash,
    )


def _form(values: Mapping[str, Any], reporter: Reporter) -> Form:
    """Tell the form of the game, which its payoffs and nodes show; ``form`` may only agree."""
    table, tree = "payoffs" in values, "nodes" in values
    if table == tree:
        table = any("strategies" in player for player in values.get("players", ()))
        tree = not table
    said: Form | None = values.get("form")
    if said == "extensive" and table and "payoffs" in values:
        wrong = "the form is extensive, but the file has a table of payoffs and no nodes"
        reporter.report(("form",), wrong, 'write "strategic", or add [[nodes]]')
    elif said == "strategic" and tree and "nodes" in values:
        wrong = "the form is strategic, but the file has nodes and no table of payoffs"
        reporter.report(("form",), wrong, 'write "extensive", or add [payoffs]')
    elif said is not None:
        return said
    return "extensive" if tree else "strategic"


def _parameters(values: Mapping[str, Any], reporter: Reporter) -> dict[str, Parameter]:
    entries = values.get("parameters", {})
    check_ids(reporter, "parameter", ((id, ("parameters", id)) for id in entries), in_key=True)
    parameters: dict[str, Parameter] = {}
    for id, entry in entries.items():
        low, high = entry.get("range") or (None, None)
        value = entry.get("value")
        if low is not None and high is not None:
            if low >= high:
                wrong = f"the range runs from {low} to {high}"
                reporter.report(("parameters", id, "range"), wrong, "write the lower bound first")
            elif value is not None and not low <= value <= high:
                wrong = f"{value} is outside the range from {low} to {high}"
                path: Path = ("parameters", id, "value")
                reporter.report(path, wrong, "choose a value inside, or widen the range")
        parameters[id] = Parameter(
            id=id,
            value=Fraction(0) if value is None else value,
            low=low,
            high=high,
            unit=entry.get("unit"),
            meaning=entry.get("meaning"),
            lever=entry.get("lever", False),
            tex=_symbol(entry, reporter),
        )
    return parameters


def _symbol(entry: Mapping[str, Any], reporter: Reporter) -> str:
    """Hold a printed symbol to the LaTeX that only prints."""
    tex: str = entry.get("tex", "")
    try:
        check_latex(tex)
    except UsageError as error:
        right = "write a symbol such as '\\sigma' or 'V_L'"
        reporter.report((*entry["_path"], "tex"), str(error), right)
        return ""
    return tex


def _definitions(values: Mapping[str, Any], binder: Binder) -> dict[str, Quantity]:
    """Write derived quantities in parameters only; they may stand in any order."""
    entries = values.get("define", {})
    parameters = {name.lower() for name in binder.known}
    own = {name: entry for name, entry in entries.items() if name.lower() not in parameters}
    for name in entries:
        if name not in own:
            wrong = f"{name!r} is a parameter already (case is ignored)"
            binder.reporter.report_key(("define", name), wrong, "choose another name")
    places: list[tuple[str, Path]] = [(name, ("define", name)) for name in own]
    check_ids(binder.reporter, "derived quantity", places, in_key=True)
    binder.known.update(dict.fromkeys(own))
    parsed = {name: binder.parsed(entry.get("formula")) for name, entry in own.items()}
    uses = {
        name: [] if formula is None else sorted(names(formula) & own.keys())
        for name, formula in parsed.items()
    }
    for name in _in_order(uses, binder):
        binder.define(name, parsed[name], own[name].get("formula"))
    symbols = {name: _symbol(entry, binder.reporter) for name, entry in entries.items()}
    return {
        name: Quantity(
            id=name,
            formula=binder.definitions[name],
            unit=entry.get("unit"),
            meaning=entry.get("meaning"),
            tex=symbols[name],
        )
        for name, entry in own.items()
        if name in binder.definitions
    }


def _in_order(uses: Mapping[str, list[str]], binder: Binder) -> list[str]:
    """Put every derived quantity behind those that it uses; circles are reported, and left out."""
    sorter = TopologicalSorter(uses)
    with suppress(CycleError):  # what hangs on no circle is sorted all the same
        sorter.prepare()
    order: list[str] = []
    while ready := sorter.get_ready():
        order += ready
        sorter.done(*ready)
    left = set(uses) - set(order)
    binder.unreadable |= left
    for circle in circles({n: next(u for u in uses[n] if u in left) for n in uses if n in left}):
        wrong = f"{circle[0]!r} is defined by itself: {shown_circle(circle)}"
        binder.reporter.report_key(("define", circle[0]), wrong, "break the circle")
    return order


def _players(values: Mapping[str, Any], form: Form, reporter: Reporter) -> tuple[Player, ...]:
    """Read the players; give none unless all can be told apart, with what they can do."""
    players: list[Player] = []
    entries = values.get("players", ())
    for entry in entries:
        id, path = entry.get("id"), entry["_path"]
        if id is None:
            continue
        complaint = valid_label(id)
        if complaint is not None:
            reporter.report((*path, "id"), complaint)
        strategies = entry.get("strategies")
        places = [(strategy, (*path, "strategies", strategy)) for strategy in strategies or ()]
        if form == "strategic":
            check_ids(reporter, "strategy", places, in_key=True)
            if not reporter.given((*path, "strategies")):
                wrong = f"{id} has no strategies"
                reporter.report_key(path, wrong, 'add strategies = { id = "label", ... }')
            if strategies is None:
                continue
        names = [Strategy(strategy, name) for strategy, name in (strategies or {}).items()]
        players.append(Player(id, entry.get("name") or Text(id), tuple(names)))
    ids = [(entry["id"], (*entry["_path"], "id")) for entry in entries if "id" in entry]
    check_ids(reporter, "player", ids)
    number = prod(len(player.strategies) for player in players)
    if number > MAX_PROFILES:
        wrong = f"the game has {number} profiles"
        reporter.report_key(("players",), wrong, f"at most {MAX_PROFILES} are allowed")
        return ()
    return tuple(players) if len(players) == len(entries) else ()


def _instances(
    values: Mapping[str, Any], parameters: Mapping[str, Parameter], reporter: Reporter
) -> dict[str, Instance]:
    instances = {}
    for id, entry in values.get("instances", {}).items():
        for name in entry.get("values", {}):
            if name not in parameters:
                path = ("instances", id, "values", name)
                hint = nearest(name, tuple(parameters))
                reporter.report_key(path, f"unknown parameter {name!r}", hint)
        title = entry.get("title") or Text(id)
        given = {name: v for name, v in entry.get("values", {}).items() if v is not None}
        instances[id] = Instance(id, title, entry.get("source", ""), given)
    return instances


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


def _assumptions(values: Mapping[str, Any], binder: Binder) -> tuple[Condition, ...]:
    """Read the assumptions, and hold the default point and every instance against them."""
    read = [(source, binder.condition(source)) for source in values.get("assumptions", ())]
    assumptions = [(source, condition) for source, condition in read if condition is not None]
    entries = values.get("parameters", {})
    defaults = {id: entry["value"] for id, entry in entries.items() if "value" in entry}
    reporter, effort = binder.reporter, Effort(_CHECKING)
    for source, assumption in assumptions:
        complaint = _complaint(source, assumption, defaults, effort)
        if complaint is not None:
            wrong = f"the default values {complaint}"
            reporter.report(source.path, wrong, "change the values or the assumption")
    for id, instance in values.get("instances", {}).items():
        point = {**defaults, **instance.get("values", {})}
        for source, assumption in assumptions:
            complaint = _complaint(source, assumption, point, effort)
            if complaint is not None:
                path = ("instances", id, "values")
                reporter.report_key(path, f"the values {complaint}", "change the values")
    if effort.left < 0:
        wrong = "checking the values against the assumptions takes too long"
        reporter.report_key(("assumptions",), wrong, "write fewer or simpler ones")
    return tuple(assumption for _, assumption in assumptions)


def _complaint(
    source: Source, assumption: Condition, point: Mapping[str, Fraction | None], effort: Effort
) -> str | None:
    """Say what is wrong with an assumption at a point; values that are missing say nothing."""
    used = {name: point.get(name) for name in sorted(names(assumption))}
    known = {name: value for name, value in used.items() if value is not None}
    if len(known) < len(used) or effort.left < 0:
        return None
    values = ", ".join(printable(f"{name} = {known[name]}", 40) for name in list(known)[:6])
    at = f"{printable(source.text, 80)!r} ({values})" if values else f"{source.text[:80]!r}"
    try:
        verdict = is_true(assumption, known, effort)
    except EvaluationError as error:
        return None if effort.left < 0 else f"give {at} no value: {error}"
    if verdict is None:
        return f"leave {at} undecided: an irrational tie"
    return None if verdict else f"break {at}"
