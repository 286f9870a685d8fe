"""Running a study: every table and figure of every game, and the page that explains them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from vcgame.derive.claims import Verdict, check_claims
from vcgame.derive.conditions import EquilibriumConditions, all_equilibrium_conditions
from vcgame.derive.line import Line, lever_line, line_concept
from vcgame.errors import IncompleteError, UnsupportedError, UsageError
from vcgame.model.ledger import load_ledger
from vcgame.model.model import Model
from vcgame.model.text import Language, Text
from vcgame.report.conditions.equilibrium_condition_table import condition_table
from vcgame.report.derived_tables import claim_table, threshold_table
from vcgame.report.equilibrium_tables import equilibrium_table
from vcgame.report.figures.canvas import save_figure
from vcgame.report.figures.fonts import font_families
from vcgame.report.figures.lever_line import draw_lever_line
from vcgame.report.figures.regime_map import draw_regime_map
from vcgame.report.files import write_file
from vcgame.report.findings import Findings, Picture
from vcgame.report.game_tables import evidence_table, parameter_table, payoff_table
from vcgame.report.naming import both, status_note
from vcgame.report.page import study_page
from vcgame.report.pictures import lever_picture, map_picture
from vcgame.report.study import Section, Study
from vcgame.report.tables.table import Table
from vcgame.report.tables.writers import SUFFIXES, write_table
from vcgame.report.words import word
from vcgame.solve.solution import solve

if TYPE_CHECKING:
    from matplotlib.figure import Figure

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
        findings = Findings(
            section=section,
            values=values,
            solution=solve(model, values, concept=line_concept(model)),
            conditions=_conditions(model),
            lines=tuple(lines[lever.id] for lever in model.levers if lever.id in lines),
            untold=untold,
            verdicts=self.verdicts[model.id],
            tables={},
        )
        tables = {kind: self._table(findings, kind) for kind in section.tables}
        pictures = tuple(self._pictures(section, values, lines))
        return replace(findings, tables=tables, pictures=pictures)

    def _lines(
        self, section: Section, values: Mapping[str, Fraction]
    ) -> tuple[dict[str, Line], dict[str, str]]:
        """Find the thresholds of every lever, and of what is to be drawn."""
        levers = [lever.id for lever in section.model.levers if lever.low is not None]
        lines: dict[str, Line] = {}
        untold: dict[str, str] = {}
        for lever in dict.fromkeys([*levers, *section.lines]):
            try:
                lines[lever] = lever_line(section.model, lever, values)
            except (UnsupportedError, IncompleteError) as error:
                untold[lever] = str(error)
        return lines, untold

    def _table(self, findings: Findings, kind: str) -> Table:
        """Make a table and write it in every format."""
        section = findings.section
        table = _made(findings, kind, self.language)
        table = replace(table, id=f"{section.name}.{kind}")
        for form in TABLE_FORMATS:
            name = f"tables/{section.name}.{kind}{SUFFIXES[form]}"
            self.text(name, write_table(table, form, self.language))
        return table

    def _pictures(
        self, section: Section, values: Mapping[str, Fraction], lines: Mapping[str, Line]
    ) -> Iterator[Picture]:
        model = section.model
        mark = None
        if section.instance is not None:
            mark = model.instances[section.instance].title
        for plan in section.maps:
            self.said(f"{section.name}: {plan.id}")
            regimes = map_picture(model, plan, values, mark)
            fonts = font_families(self.language, regimes.signs(self.language))
            self._warn(fonts.warning)
            figure = draw_regime_map(regimes, self.language, fonts=fonts)
            caption = both(
                word("captions.map", title="{title}", model="{model}", status="{status}"),
                title=plan.title,
                model=model.title,
                status=status_note(model),
            )
            yield self._picture(plan.title, caption, figure, f"{section.name}.{plan.id}")
        for lever in section.lines:
            if lever not in lines:
                continue
            self.said(f"{section.name}: {lever}")
            line = lever_picture(model, lines[lever], values, mark)
            fonts = font_families(self.language, line.signs(self.language))
            self._warn(fonts.warning)
            figure = draw_lever_line(line, self.language, fonts=fonts)
            caption = both(
                word("captions.line", model="{model}", lever="{lever}", status="{status}"),
                model=model.title,
                lever=model.parameters[lever].meaning or Text(lever),
                status=status_note(model),
            )
            yield self._picture(model.title, caption, figure, f"{section.name}.{lever}")

    def _picture(self, title: Text, caption: Text, figure: Figure, name: str) -> Picture:
        paths = save_figure(figure, self.folder / "figures" / name)
        names = [f"figures/{path.name}" for path in paths]
        self.files.extend(names)
        return Picture(title, caption, *names)

    def _warn(self, warning: Text | None) -> None:
        if warning is not None:
            self.warnings.append(warning.say(self.language))


def _conditions(model: Model) -> EquilibriumConditions:
    """Derive when each equilibrium exists; nothing for trees."""
    strategic = model.form == "strategic"
    return all_equilibrium_conditions(model) if strategic else EquilibriumConditions(())


def _made(findings: Findings, kind: str, language: Language) -> Table:
    """Make one table of a game from what was found out once."""
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
            return condition_table(model, findings.conditions, values)
        case "thresholds":
            return threshold_table(model, findings.lines)
        case "claims":
            return claim_table(model, findings.verdicts)
        case "evidence":
            return evidence_table(model, load_ledger(model.evidence), language)
    raise ValueError(kind)
