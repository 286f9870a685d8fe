"""Reading one game of a study file, and refusing what a game of its form cannot do."""

from __future__ import annotations

from dataclasses import replace
from math import ceil, floor
from typing import Any

from vcgame.errors import (
    EvaluationError,
    ExpressionError,
    UnsupportedError,
    UsageError,
    VcgameError,
    nearest,
)
from vcgame.model.claim import Discount
from vcgame.model.formula.expression import Expression
from vcgame.model.library import load_model
from vcgame.model.model import Model
from vcgame.model.reading.values import Reporter, exact_number
from vcgame.model.text import Text
from vcgame.model.toml.document import Path
from vcgame.report.repeated.reading import SURELY, detection_formula
from vcgame.report.repeated.study_tables import question_of
from vcgame.report.study_format import MOST_POINTS, TABLES
from vcgame.report.study_plans import MapPlan, RepeatedPlan, Section
from vcgame.report.trees.tree_picture import MAX_ENDS
from vcgame.solve.concepts import perfect_information
from vcgame.solve.repeated.repeated import repeated_model
from vcgame.solve.solution import within_assumptions
from vcgame.sweep.design.axis import Axis, parse_axis

__all__ = ["read_section"]


def read_section(entry: dict[str, Any], reporter: Reporter) -> Section | None:
    """Read one game of a study; ``None`` where its model cannot be read.

    Parameters
    ----------
    entry
        The entry of the file, its fields checked by themselves.
    reporter
        Takes every mistake, with file, line and field.
    """
    path = entry["_path"]
    if "model" not in entry:
        return None
    try:
        model = load_model(entry["model"])
    except UsageError as error:
        reporter.report((*path, "model"), str(error))
        return None
    except VcgameError as error:
        mistakes = len(str(error).splitlines())
        wrong = f"{entry['model']} has {mistakes} mistake(s)"
        reporter.report((*path, "model"), wrong, "run `vcgame check` on it")
        return None
    instance = entry.get("instance")
    if instance is not None and instance not in model.instances:
        hint = nearest(instance, tuple(model.instances))
        reporter.report((*path, "instance"), f"{model.id} has no instance {instance!r}", hint)
        instance = None
    if instance is not None:
        model = _titled(model, instance)
    _check_point(model, instance, path, reporter)
    lines = entry.get("lines", ())
    for index, lever in enumerate(lines):
        if lever not in model.parameters or model.parameters[lever].low is None:
            known = tuple(id for id, each in model.parameters.items() if each.low is not None)
            wrong = f"{lever!r} is no parameter of {model.id} with a range"
            reporter.report((*path, "lines", index), wrong, nearest(lever, known))
    maps = [_map(model, each, reporter) for each in entry.get("maps", ())]
    if maps and not _mapped(model):
        wrong = f"no maps of {model.id}, which is {model.called}"
        right = "maps are for games with [payoffs] and trees without information sets"
        reporter.report_key((*path, "maps"), wrong, right)
    _check_form(model, entry, reporter)
    tables = entry.get("tables") or tuple(t for t in TABLES if _by_itself(model, t, entry))
    for index, table in enumerate(entry.get("tables", ())):
        if not _suits(model, table):
            wrong = f"{model.id} has no table {table!r}"
            reporter.report((*path, "tables", index), wrong, "leave it out")
    return Section(
        model,
        instance,
        tables,
        tuple(m for m in maps if m is not None),
        lines,
        bool(entry.get("tree")) and model.form == "extensive",
        _axes(model, entry, "counts", reporter) if model.form == "symmetric" else (),
        _checked(model, instance, tables, entry, reporter),
    )


def _checked(
    model: Model,
    instance: str | None,
    tables: tuple[str, ...],
    entry: dict[str, Any],
    reporter: Reporter,
) -> RepeatedPlan | None:
    """Read how a game is repeated, and ask at the point, so that a refusal comes early."""
    plan = _repeated(model, entry["repeated"], reporter) if "repeated" in entry else None
    if plan is None and ("repeated" not in tables or not _suits(model, "repeated")):
        return None
    values = model.values(instance)
    try:
        if within_assumptions(model, values) is None:
            repeated_model(model, values, question_of(plan or RepeatedPlan(), values))
    except (EvaluationError, UnsupportedError, UsageError) as error:
        key = "tables" if plan is None else "repeated"
        reporter.report((*entry["_path"], *([key] if key in entry else [])), str(error))
    return plan


def _check_form(model: Model, entry: dict[str, Any], reporter: Reporter) -> None:
    """Report what the form of a game does not allow."""
    path = entry["_path"]
    if model.state_dependent:
        wrong = f"the payoffs of {model.id} depend on population shares"
        reporter.report((*path, "model"), wrong, "`vcgame dynamics` analyses it")
    ends = sum(node.end for node in model.nodes)
    if entry.get("tree") and ends > MAX_ENDS:
        wrong = f"the tree of {model.id} has {ends} ends"
        reporter.report((*path, "tree"), wrong, f"at most {MAX_ENDS} are drawn")
    for key, form, others in (
        ("tree", "extensive", "only trees are drawn as one"),
        ("counts", "symmetric", "counts are drawn of games of alike firms"),
    ):
        if entry.get(key) and model.form != form:
            reporter.report_key((*path, key), f"{model.id} is {model.called}", others)
    if "repeated" in entry and not _suits(model, "repeated"):
        wrong = f"{model.id} is {model.called}"
        right = "the repeated reading is for games with [payoffs] and games of alike firms"
        reporter.report_key((*path, "repeated"), wrong, right)


def _repeated(model: Model, entry: dict[str, Any], reporter: Reporter) -> RepeatedPlan | None:
    """Read how a game is repeated."""
    path = entry["_path"]
    if not _suits(model, "repeated"):
        return None
    chance: Expression = SURELY
    if "detection" in entry:
        try:
            chance = detection_formula(model, entry["detection"])
        except ExpressionError as error:
            reporter.report((*path, "detection"), str(error))
    deltas = []
    for index, text in enumerate(entry.get("payoffs_at", ())):
        delta = exact_number(text)
        if delta is None or not 0 <= delta < 1:
            wrong, right = f"{text!r} is no discount factor", 'write one below 1: "3/5"'
            reporter.report((*path, "payoffs_at", index), wrong, right)
        else:
            deltas.append(delta)
    if deltas and len(model.players) != 2:
        wrong = f"{model.id} has not two players with [payoffs]"
        reporter.report_key((*path, "payoffs_at"), wrong, "sets of payoffs are drawn of two")
    for key in ("target", "punishment"):
        if key in entry and not _is_profile(model, entry[key]):
            wrong = f"{model.id} has no profile {entry[key]!r}"
            named = ", ".join(next(iter(model.payoffs)))
            reporter.report((*path, key), wrong, f"write one such as {named!r}")
    return RepeatedPlan(
        chance,
        entry.get("target"),
        entry.get("punishment"),
        tuple(deltas),
        _axes(model, entry, "patience", reporter),
    )


def _is_profile(model: Model, text: str) -> bool:
    return tuple(part.strip() for part in text.split(",")) in model.payoffs


def _axes(model: Model, entry: dict[str, Any], key: str, reporter: Reporter) -> tuple[Axis, ...]:
    """Read axes of figures."""
    found = []
    for index, text in enumerate(entry.get(key, ())):
        axis = _axis(model, text, (*entry["_path"], key, index), reporter)
        if axis is not None:
            found.append(axis)
    return tuple(found)


def _axis(model: Model, text: str, path: Path, reporter: Reporter) -> Axis | None:
    try:
        axis = parse_axis(model, text)
    except UsageError as error:
        reporter.report(path, str(error).removeprefix("--vary "))
        return None
    if not 2 <= axis.count <= MOST_POINTS:
        wrong = f"{axis.count} values on an axis"
        reporter.report(path, wrong, f"2 to {MOST_POINTS} are allowed")
        return None
    moved = model.parameters[axis.moves]
    if moved.whole and not axis.derived:
        step = (axis.high - axis.low) / (axis.count - 1)
        if axis.low.denominator != 1 or step.denominator != 1:
            low, high = ceil(axis.low), floor(axis.high)
            wrong = f"{axis.name} takes whole numbers only"
            reporter.report(path, wrong, f"write {axis.name}={low}:{high}:{high - low + 1}")
            return None
    return axis


def _mapped(model: Model) -> bool:
    return model.form == "strategic" or (model.form == "extensive" and perfect_information(model))


def _titled(model: Model, instance: str) -> Model:
    """Name a model after the instance that is looked at."""
    told = model.instances[instance].title
    english, chinese = f"{model.title.en}: {told.en}", f"{model.title.say('zh')}：{told.say('zh')}"
    return replace(model, title=Text(english, chinese))


def _check_point(model: Model, instance: str | None, path: Path, reporter: Reporter) -> None:
    """Report a point that cannot be analysed."""
    try:
        broken = within_assumptions(model, model.values(instance))
    except EvaluationError as error:
        broken = str(error)
    if broken is not None:
        key = "model" if instance is None else "instance"
        reporter.report((*path, key), f"the point breaks an assumption of {model.id}: {broken}")


def _suits(model: Model, table: str) -> bool:
    """Whether a game has a table of a kind."""
    match table:
        case "thresholds":
            return any(lever.low is not None for lever in model.levers)
        case "repeated":
            return model.form != "extensive" and not model.state_dependent
        case "evidence":
            return bool(model.evidence)
        case "claims":
            return bool(model.claims)
    return True


def _by_itself(model: Model, table: str, entry: dict[str, Any]) -> bool:
    """Whether a game gets a table that the study does not name."""
    if table == "repeated":
        claimed = any(isinstance(claim.claimed, Discount) for claim in model.claims)
        return _suits(model, table) and (claimed or "repeated" in entry)
    return _suits(model, table)


def _map(model: Model, entry: dict[str, Any], reporter: Reporter) -> MapPlan | None:
    axes = []
    for key in ("x", "y"):
        if key in entry:
            axis = _axis(model, entry[key], (*entry["_path"], key), reporter)
            axes += [] if axis is None else [axis]
    if len(axes) != 2 or "id" not in entry or "title" not in entry:
        return None
    return MapPlan(entry["id"], entry["title"], axes[0], axes[1])
