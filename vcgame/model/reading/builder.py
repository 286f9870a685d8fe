"""From what a model file says to a `Model`: names are bound, and everything is checked."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter
from math import prod
from typing import Any, Final

from vcgame.errors import EvaluationError, nearest
from vcgame.model.formula.expression import Condition, Name, names
from vcgame.model.formula.parser import valid_label
from vcgame.model.model import (
    Form,
    Instance,
    Model,
    Parameter,
    Player,
    Quantity,
    Strategy,
)
from vcgame.model.point import Effort, is_true
from vcgame.model.reading.binder import Binder, check_ids
from vcgame.model.reading.circles import circles, shown_circle
from vcgame.model.reading.claims.claim_builder import build_claims
from vcgame.model.reading.claims.dynamic_claims import DynamicClaims
from vcgame.model.reading.fields import Record
from vcgame.model.reading.format import MODEL
from vcgame.model.reading.game_builder import build_game
from vcgame.model.reading.parameter_builder import build_parameters, read_symbol
from vcgame.model.reading.share_builder import build_shares, check_populations
from vcgame.model.reading.values import Reporter, Source
from vcgame.model.text import Text
from vcgame.model.toml.document import Document, Path
from vcgame.model.toml.lexemes import printable

__all__ = ["build_model"]

MAX_PROFILES: Final = 20_000
_SECTIONS: Final = (
    "parameters",
    "define",
    "instances",
    "players",
    "payoffs",
    "nodes",
    "stages",
    "ends",
    "counts",
)
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
    parameters = build_parameters(values, reporter)
    binder = Binder(reporter, parameters)
    definitions = _definitions(values, binder)
    players = _players(values, form, binder)
    for player in players:
        if isinstance(player.number, Name) and player.number.id in parameters:
            id = player.number.id
            parameters[id] = replace(parameters[id], whole=True)
    instances = _instances(values, parameters, reporter)
    assumptions = _assumptions(values, binder)
    shares = build_shares(values, form, players, binder)
    populations = check_populations(values, form, players, reporter)
    parts = build_game(values, form, players, binder)
    transfers = values.get("transfers", ())
    for index, name in enumerate(transfers):
        if name is not None and name not in parameters:
            hint = nearest(name, tuple(parameters))
            reporter.report(("transfers", index), f"unknown parameter {name!r}", hint)
    dynamic = DynamicClaims(players, parameters, shares, populations, binder)
    claims = build_claims(
        values, form, players, parts.nodes, parameters, instances, binder, dynamic
    )
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
        payoffs=parts.payoffs,
        nodes=parts.nodes,
        actions=values.get("actions", {}),
        transfers=transfers,
        shares=shares,
        counts=parts.counts,
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
    table, tree = "payoffs" in values, "nodes" in values or "stages" in values
    if table == tree:
        table = any("strategies" in player for player in values.get("players", ()))
        tree = not table
    said: Form | None = values.get("form")
    numbered = any("number" in player for player in values.get("players", ()))
    if numbered != (said == "symmetric") and said is not None:
        wrong = "a player with a number" if numbered else "no player with a number"
        right = 'write "symmetric"' if numbered else "give the one player its number"
        reporter.report(("form",), f"the form is {said}, but the file has {wrong}", right)
        return "symmetric"
    if numbered:
        return "symmetric"
    if said == "extensive" and table and "payoffs" in values:
        wrong = "the form is extensive, but the file has a table of payoffs and no nodes"
        reporter.report(("form",), wrong, 'write "strategic", or add [[nodes]]')
    elif said == "strategic" and tree and "nodes" in values:
        wrong = "the form is strategic, but the file has nodes and no table of payoffs"
        reporter.report(("form",), wrong, 'write "extensive", or add [payoffs]')
    elif said is not None:
        return said
    return "extensive" if tree else "strategic"


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
    symbols = {name: read_symbol(entry, binder.reporter) for name, entry in entries.items()}
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


def _players(values: Mapping[str, Any], form: Form, binder: Binder) -> tuple[Player, ...]:
    """Read the players; give none unless all can be told apart, with what they can do."""
    reporter = binder.reporter
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
        if form != "extensive":
            check_ids(reporter, "strategy", places, in_key=True)
            if not reporter.given((*path, "strategies")):
                wrong = f"{id} has no strategies"
                reporter.report_key(path, wrong, 'add strategies = { id = "label", ... }')
            if strategies is None:
                continue
        names = [Strategy(strategy, name) for strategy, name in (strategies or {}).items()]
        alike = binder.expression(entry.get("number"))
        players.append(Player(id, entry.get("name") or Text(id), tuple(names), alike))
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
            path = ("instances", id, "values", name)
            value = entry["values"][name]
            if name not in parameters:
                hint = nearest(name, tuple(parameters))
                reporter.report_key(path, f"unknown parameter {name!r}", hint)
            elif parameters[name].whole and value is not None and value.denominator != 1:
                reporter.report(path, f"{value} is no whole number", f"{name} takes such only")
        title = entry.get("title") or Text(id)
        given = {name: v for name, v in entry.get("values", {}).items() if v is not None}
        instances[id] = Instance(id, title, entry.get("source", ""), given)
    return instances


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
