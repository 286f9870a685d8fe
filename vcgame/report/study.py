"""Study files: which games to analyse, and which tables and figures to make of each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path as FilePath
from typing import Any, Final

from vcgame.assets import shelf
from vcgame.errors import EvaluationError, UsageError, VcgameError, nearest
from vcgame.model.library import load_model
from vcgame.model.model import Model
from vcgame.model.reading.fields import ID, Field, ListOf, Record
from vcgame.model.reading.values import Choice, Label, Line, Reporter, Whole
from vcgame.model.text import Text
from vcgame.model.toml.document import Document, Path, load_document
from vcgame.solve.solution import within_assumptions
from vcgame.sweep.design.axis import Axis, parse_axis

__all__ = [
    "STUDY",
    "TABLES",
    "MapPlan",
    "Section",
    "Study",
    "build_study",
    "load_study",
    "study_files",
    "study_schema",
]

TABLES: Final = (
    "payoffs",
    "numbers",
    "parameters",
    "equilibria",
    "conditions",
    "thresholds",
    "claims",
    "evidence",
)

MAP: Final = Record(
    {
        "id": Field(Line("an id", ID, 64), "name of the figure's files", required=True),
        "title": Field(Label(), "title of the figure", required=True),
        "x": Field(Line("an axis", longest=100), "horizontal axis: c=0:8:81", required=True),
        "y": Field(Line("an axis", longest=100), "vertical axis: fine/t=0:4:81", required=True),
    }
)

GAME: Final = Record(
    {
        "model": Field(Line("a model's id", longest=200), "id in the library", required=True),
        "instance": Field(Line("an instance's id", longest=64), "instance to analyse"),
        "tables": Field(ListOf(Choice(TABLES)), "tables to write; all of them if left out"),
        "maps": Field(ListOf(MAP, longest=20), "maps of regimes over two parameters"),
        "lines": Field(
            ListOf(Line("a lever's id", longest=24)), "levers to draw with their thresholds"
        ),
    }
)

STUDY: Final = Record(
    {
        "vcgame": Field(Whole(1, 1), "version of the format: 1", required=True),
        "kind": Field(Choice(("study",)), "what the file is", required=True),
        "id": Field(Line("an id", ID, 64), "name of the study", required=True),
        "title": Field(Label(), "title of the page", required=True),
        "introduction": Field(Label(4000), "first paragraph of the page"),
        "games": Field(ListOf(GAME, 1, 100), "the games, in order", required=True),
    }
)


@dataclass(frozen=True, slots=True)
class MapPlan:
    """A map of regimes to draw."""

    id: str
    title: Text
    x: Axis
    y: Axis


@dataclass(frozen=True, slots=True)
class Section:
    """One game of a study."""

    model: Model
    instance: str | None
    tables: tuple[str, ...]
    maps: tuple[MapPlan, ...]
    lines: tuple[str, ...]

    @property
    def name(self) -> str:
        """Name for files: the model, and the instance if there is one."""
        return self.model.id if self.instance is None else f"{self.model.id}.{self.instance}"


@dataclass(frozen=True, slots=True)
class Study:
    """What to solve, tabulate and draw."""

    id: str
    title: Text
    introduction: Text | None
    sections: tuple[Section, ...]
    text_hash: str


def study_schema() -> dict[str, Any]:
    """Describe study files as JSON Schema, for editors."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "vcgame study file",
        **STUDY.schema(),
    }


def study_files() -> dict[str, FilePath]:
    """Give the studies of the library by id."""
    return {path.stem: path for path in sorted(shelf("experiments").glob("*.toml"))}


def load_study(name: str) -> Study:
    """Load a study by its id in the library, or by the path of its file.

    Raises
    ------
    UsageError
        If there is no such study.
    FileError
        With every mistake of the file.

    Examples
    --------
    >>> load_study("brand").id
    'brand'
    """
    if name.endswith(".toml") or "/" in name:
        path = FilePath(name)
        if not path.exists():
            raise UsageError(f"there is no file {name}; give the id of a study or a path")
        return build_study(load_document(path))
    files = study_files()
    if name not in files:
        hint = nearest(name, tuple(files))
        raise UsageError(f"there is no study {name!r} in the library; {hint}; or give a path")
    return build_study(load_document(files[name]))


def build_study(document: Document) -> Study:
    """Check a document as a study file.

    Raises
    ------
    FileError
        With every mistake of the file.
    """
    reporter = Reporter(document)
    values = STUDY.read(document.data, (), reporter) or {}
    sections = [_section(entry, reporter) for entry in values.get("games", ())]
    names = [section.name for section in sections if section is not None]
    for index, name in enumerate(names):
        if name in names[:index]:
            reporter.report_key(("games", index), f"{name} stands here twice", "keep one")
    reporter.finish()
    return Study(
        id=values["id"],
        title=values["title"],
        introduction=values.get("introduction"),
        sections=tuple(section for section in sections if section is not None),
        text_hash=document.text_hash,
    )


def _section(entry: dict[str, Any], reporter: Reporter) -> Section | None:
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
    tables = entry.get("tables") or tuple(t for t in TABLES if _suits(model, t))
    for index, table in enumerate(entry.get("tables", ())):
        if not _suits(model, table):
            wrong = f"{model.id} has no table {table!r}"
            reporter.report((*path, "tables", index), wrong, "leave it out")
    return Section(model, instance, tables, tuple(m for m in maps if m is not None), lines)


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
    match table:
        case "conditions":
            return model.form == "strategic"
        case "thresholds":
            return any(lever.low is not None for lever in model.levers)
        case "evidence":
            return bool(model.evidence)
        case "claims":
            return bool(model.claims)
    return True


def _map(model: Model, entry: dict[str, Any], reporter: Reporter) -> MapPlan | None:
    axes = []
    for key in ("x", "y"):
        if key not in entry:
            continue
        try:
            axis = parse_axis(model, entry[key])
        except UsageError as error:
            message = str(error).removeprefix("--vary ")
            reporter.report((*entry["_path"], key), message)
            continue
        if not 2 <= axis.count <= 1001:
            wrong = f"{axis.count} values on an axis of a map"
            reporter.report((*entry["_path"], key), wrong, "2 to 1001 are allowed")
        axes.append(axis)
    if len(axes) != 2 or "id" not in entry or "title" not in entry:
        return None
    return MapPlan(entry["id"], entry["title"], axes[0], axes[1])
