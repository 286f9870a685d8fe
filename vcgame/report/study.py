"""Study files: which games to analyse, and which tables and figures to make of each."""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import Any

from vcgame.assets import shelf
from vcgame.errors import UsageError, nearest
from vcgame.model.reading.values import Reporter
from vcgame.model.toml.document import Document, load_document
from vcgame.report.study_format import STUDY, TABLES
from vcgame.report.study_plans import MapPlan, RepeatedPlan, Section, Study
from vcgame.report.study_sections import read_section

__all__ = [
    "STUDY",
    "TABLES",
    "MapPlan",
    "RepeatedPlan",
    "Section",
    "Study",
    "build_study",
    "load_study",
    "study_files",
    "study_schema",
]


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
    sections = [read_section(entry, reporter) for entry in values.get("games", ())]
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
