"""Running a study: every table and figure of every game, and the page that explains them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from vcgame.derive.claims import Verdict, check_claims
from vcgame.derive.line import line_concept
from vcgame.errors import IncompleteError, UnsupportedError, UsageError
from vcgame.model.ledger import load_ledger
from vcgame.model.model import Model
from vcgame.model.text import Language
from vcgame.report.conditions.forms import AnyConditions, any_conditions, conditions_table
from vcgame.report.derived_tables import claim_table, threshold_table
from vcgame.report.equilibrium_tables import equilibrium_table
from vcgame.report.figures.canvas import save_figure
from vcgame.report.files import write_file
from vcgame.report.findings import Findings, Picture
from vcgame.report.game_tables import evidence_table, parameter_table, payoff_table
from vcgame.report.line_spans import AnyLine
from vcgame.report.lines import any_line
from vcgame.report.naming import both
from vcgame.report.page import study_page
from vcgame.report.repeated.study_tables import repeated_answer, repeated_reading
from vcgame.report.study_pictures import Drawn, section_pictures
from vcgame.report.study_plans import RepeatedPlan, Section, Study
from vcgame.report.tables.table import Table
from vcgame.report.tables.writers import SUFFIXES, write_table
from vcgame.report.words import word
from vcgame.solve.solution import solve

__all__ = ["StudyResult", "run_study"]

TABLE_FORMATS = ("md", "csv", "latex")


@dataclass(frozen=True, slots=True)
class StudyResult:
    """What a run of a study wrote.

    Attributes
    ----------
    findings
        Per game.
    files
        Everything written, relative to the folder.
    warnings
        What the user must be told, e.g. a missing font.
    """

    findings: tuple[Findings, ...]
    files: tuple[str, ...]
    warnings: tuple[str, ...]

    @property
    def refuted(self) -> int:
        """Number of refuted claims."""
        return sum(v.outcome == "refuted" for each in self.findings for v in each.verdicts)


def run_study(
    study: Study,
    folder: Path,
    language: Language,
    *,
    made_by: Mapping[str, str],
    said: Callable[[str], None] = lambda _: None,
) -> StudyResult:
    """Make all tables, figures and the page of a study.

    Parameters
    ----------
    study
        What to do.
    folder
        Where to write; made where needed. Files of an earlier run are replaced.
    language
        Language of tables, figures and page.
    made_by
        What made the results, for ``manifest.json``.
    said
        Called with one line for each step.

    Raises
    ------
    UsageError
        Where a file cannot be written.
    """
    _check_folder(folder)
    run = _Run(folder, language, said)
    findings = tuple(run.section(section) for section in study.sections)
    page = study_page(study, findings, language)
    run.text("README.md", page)
    manifest = {
        **made_by,
        "study": study.id,
        "study_sha256": study.text_hash,
        "language": language,
        "models": {each.section.model.id: each.section.model.text_hash for each in findings},
        "files": sorted(run.files),
    }
    run.text("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=2) + "\n")
    return StudyResult(findings, tuple(run.files), tuple(dict.fromkeys(run.warnings)))


def _check_folder(folder: Path) -> None:
    """Refuse a folder that holds other things than the results of a study.

    Raises
    ------
    UsageError
        So that nobody's README.md is overwritten.
    """
    if not folder.exists():
        return
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder; name another with --to")
    if any(folder.iterdir()) and not (folder / "manifest.json").is_file():
        raise UsageError(f"{folder} holds other files; name an empty or a new folder with --to")


class _Run:
    """One run: where it writes, and what it has written."""

    def __init__(self, folder: Path, language: Language, said: Callable[[str], None]) -> None:
        self.folder = folder
        self.language = language
        self.said = said
        self.files: list[str] = []
        self.warnings: list[str] = []
        self.verdicts: dict[str, tuple[Verdict, ...]] = {}
        self.conditions: dict[str, AnyConditions | None] = {}

    def text(self, name: str, text: str) -> None:
        write_file(self.folder / name, text)
        self.files.append(name)

    def section(self, section: Section) -> Findings:
        """Solve, derive, check and draw all of one game."""
        model = section.model
        self.said(section.name)
        values = model.values(section.instance)
        lines, untold = self._lines(section, values)
        if model.id not in self.verdicts:
            self.verdicts[model.id] = check_claims(model)
            self.conditions[model.id] = self._conditions(model)
        findings = Findings(
            section=section,
            values=values,
            solution=solve(model, values, concept=line_concept(model)),
            conditions=self.conditions[model.id],
            lines=tuple(lines[lever.id] for lever in model.levers if lever.id in lines),
            untold=untold,
            verdicts=self.verdicts[model.id],
            tables={},
            repeated=repeated_answer(section, values),
        )
        tables = {kind: self._tables(findings, kind) for kind in section.tables}
        drawn = section_pictures(
            section, findings.solution, lines, self.language, self.said, self.warnings.append
        )
        return replace(findings, tables=tables, pictures=tuple(map(self._picture, drawn)))

    def _conditions(self, model: Model) -> AnyConditions | None:
        """Derive when each equilibrium exists, if that can be done."""
        try:
            return any_conditions(model)
        except UnsupportedError as error:
            self.warnings.append(f"no conditions of {model.id}: {error}")
            return None

    def _lines(
        self, section: Section, values: Mapping[str, Fraction]
    ) -> tuple[dict[str, AnyLine], dict[str, str]]:
        """Find the thresholds of every lever, and of what is to be drawn."""
        levers = [lever.id for lever in section.model.levers if lever.low is not None]
        lines: dict[str, AnyLine] = {}
        untold: dict[str, str] = {}
        for lever in dict.fromkeys([*levers, *section.lines]):
            try:
                lines[lever] = any_line(section.model, lever, values)
            except (UnsupportedError, IncompleteError) as error:
                untold[lever] = str(error)
        return lines, untold

    def _tables(self, findings: Findings, kind: str) -> tuple[Table, ...]:
        """Make the tables of a kind and write them in every format."""
        section = findings.section
        made = _made(findings, kind, self.language)
        tables = []
        for table in made:
            part = "" if len(made) == 1 else f".{table.id.removeprefix(section.model.id + '.')}"
            name = f"{section.name}.{kind}{part}"
            tables.append(replace(table, id=name))
            for form in TABLE_FORMATS:
                text = write_table(tables[-1], form, self.language)
                self.text(f"tables/{name}{SUFFIXES[form]}", text)
        return tuple(tables)

    def _picture(self, drawn: Drawn) -> Picture:
        paths = save_figure(drawn.figure, self.folder / "figures" / drawn.name)
        names = [f"figures/{path.name}" for path in paths]
        self.files.extend(names)
        if drawn.warning is not None:
            self.warnings.append(drawn.warning.say(self.language))
        return Picture(drawn.title, drawn.caption, *names)


def _made(findings: Findings, kind: str, language: Language) -> tuple[Table, ...]:
    """Make the tables of a kind from what was found out once."""
    if kind == "repeated":
        if findings.repeated is None:
            return ()
        plan = findings.section.repeated or RepeatedPlan()
        return repeated_reading(
            findings.section.model, findings.values, findings.repeated, plan.chance
        )
    table = _single(findings, kind, language)
    return () if table is None else (table,)


def _single(findings: Findings, kind: str, language: Language) -> Table | None:
    model, values = findings.section.model, findings.values
    match kind:
        case "payoffs":
            return payoff_table(model)
        case "numbers":
            title = both(word("titles.numbers", model="{model}"), model=model.title)
            return replace(payoff_table(model, values), title=title)
        case "parameters":
            return parameter_table(model, values)
        case "equilibria":
            return equilibrium_table(findings.solution)
        case "conditions":
            found = findings.conditions
            return None if found is None else conditions_table(found, model, values)
        case "thresholds":
            return threshold_table(model, findings.lines)
        case "claims":
            return claim_table(model, findings.verdicts)
        case "evidence":
            return evidence_table(model, load_ledger(model.evidence), language)
    raise ValueError(kind)
