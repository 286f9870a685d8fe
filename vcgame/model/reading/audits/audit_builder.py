"""From what an audit file says to an `Audit`: names are bound, and everything is checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from vcgame.errors import FileError, UsageError, VcgameError, nearest
from vcgame.model.audit import Audit, Printed
from vcgame.model.library import load_model
from vcgame.model.model import Model
from vcgame.model.reading.audits.audit_format import AUDIT, GAME, PRINTED_KINDS
from vcgame.model.reading.audits.printed_builder import PrintedBuilder
from vcgame.model.reading.binder import Binder, check_ids
from vcgame.model.reading.builder import build_model
from vcgame.model.reading.values import Reporter
from vcgame.model.text import Text
from vcgame.model.toml.document import Document, Path

__all__ = ["build_audit"]

_OWN_GAME = ("form", "players", "payoffs", "nodes", "parameters", "define", "assumptions")


def build_audit(document: Document) -> Audit:
    """Check a document as an audit file.

    Raises
    ------
    FileError
        With every mistake of the file.
    """
    reporter = Reporter(document, top=AUDIT.fields)
    values = AUDIT.read(document.data, (), reporter)
    model = _model(document, values, reporter)
    stated, unstated = _values(values, model, reporter)
    entries = values.get("printed", ())
    builder = PrintedBuilder(model, _binder(values, model, reporter))
    printed = [_printed(entry, builder, reporter) for entry in entries]
    ids = [(entry["id"], (*entry["_path"], "id")) for entry in entries if "id" in entry]
    check_ids(reporter, "entry", ids)
    reporter.finish()
    if model is None:  # which has been reported
        raise TypeError(document.name)
    return Audit(
        id=values["id"],
        title=values["title"],
        source=values["source"],
        seen=values["seen"],
        model=model,
        values=stated,
        unstated=unstated,
        printed=tuple(each for each in printed if each is not None),
        remarks=tuple(text for text in values.get("remarks", ()) if text is not None),
        file=document.name,
        text_hash=document.text_hash,
    )


def _model(document: Document, values: Mapping[str, Any], reporter: Reporter) -> Model | None:
    """Find the game in the library, or read it from the file itself."""
    own = [key for key in _OWN_GAME if reporter.given((key,))]
    if not reporter.given(("model",)):
        if not own:
            right = 'add model = "an id", or [[players]] and [payoffs] as in a model file'
            reporter.report_key((), "the file has no game", right)
            return None
        return _own_model(document, reporter)
    for key in own:
        wrong = f"{key} and model stand together"
        reporter.report_key((key,), wrong, "give the game itself, or the model that it is")
    if "model" not in values:
        return None
    try:
        return load_model(values["model"])
    except UsageError as error:
        reporter.report(("model",), str(error))
    except VcgameError as error:
        wrong = f"{values['model']} has {len(str(error).splitlines())} mistake(s)"
        reporter.report(("model",), wrong, "run `vcgame check` on it")
    return None


def _own_model(document: Document, reporter: Reporter) -> Model | None:
    """Read the game as a model file is read; its mistakes join those of the audit."""
    data = {key: value for key, value in document.data.items() if key in GAME.fields}
    try:
        return build_model(replace(document, data=data), GAME)
    except FileError as error:
        known = set(reporter.problems)
        reporter.problems += [each for each in error.problems if each not in known]
        return None


def _values(
    values: Mapping[str, Any], model: Model | None, reporter: Reporter
) -> tuple[dict[str, Fraction], frozenset[str]]:
    """Give the stated values, and the parameters without one."""
    borrowed = reporter.given(("model",))
    for key in ("instance", "values"):
        if reporter.given((key,)) and not borrowed:
            right = "write the values with the parameters"
            reporter.report_key((key,), f"{key} goes with model", right)
    if model is None:
        return {}, frozenset()
    if not borrowed:
        entries = values.get("parameters", {})
        stated = {id: entry["value"] for id, entry in entries.items() if "value" in entry}
        return stated, frozenset(model.parameters) - stated.keys()
    instance = values.get("instance")
    if instance is not None and instance not in model.instances:
        hint = nearest(instance, tuple(model.instances))
        reporter.report(("instance",), f"{model.id} has no instance {instance!r}", hint)
        instance = None
    changes = {name: value for name, value in values.get("values", {}).items() if value is not None}
    for name in changes.keys() - model.parameters.keys():
        hint = nearest(name, tuple(model.parameters))
        reporter.report_key(("values", name), f"unknown parameter {name!r}", hint)
    known = {name: value for name, value in changes.items() if name in model.parameters}
    return model.values(instance, known), frozenset()


def _binder(values: Mapping[str, Any], model: Model | None, reporter: Reporter) -> Binder:
    """Know the names of the game; of one that could not be read, what can be known."""
    if model is None:
        declared = ("parameters", "define", "shares")
        names = [name for section in declared for name in values.get(section, {})]
        return Binder(reporter, names)
    binder = Binder(reporter, (*model.parameters, *model.definitions))
    binder.definitions.update(
        (name, quantity.formula) for name, quantity in model.definitions.items()
    )
    return binder


def _printed(
    entry: Mapping[str, Any], builder: PrintedBuilder, reporter: Reporter
) -> Printed | None:
    """Read one entry: which kind it is, when it is stated, and what is."""
    path: Path = entry["_path"]
    kinds = [kind for kind in PRINTED_KINDS if reporter.given((*path, kind))]
    if reporter.given((*path, "mixed")) and not kinds:
        kinds = ["equilibria"]
    if len(kinds) != 1:
        wrong = f"{' and '.join(kinds)} stand together" if kinds else "nothing is printed"
        right = f"an entry has one of: {', '.join(PRINTED_KINDS)}"
        reporter.report_key(path, wrong, right)
        return None
    when, exactly = builder.conditions(entry)
    point = builder.point(entry, path)
    stated = builder.stated(kinds[0], entry)
    if stated is None or "id" not in entry:
        return None
    return Printed(
        id=entry["id"],
        says=entry.get("says") or Text(entry["id"]),
        where=entry.get("where", ""),
        stated=stated,
        when=when,
        exactly=exactly,
        point=point,
        line=reporter.document.place(path)[0],
    )
