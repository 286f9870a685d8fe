"""The analysis of one game in sentences, made from its results and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from vcgame.derive.claims import Verdict
from vcgame.model.model import Model
from vcgame.model.text import Language, Text
from vcgame.report.analysis import Analysis, analyse, class_of
from vcgame.report.conditions.forms import named_conditions
from vcgame.report.findings import Findings
from vcgame.report.lever_prose import GAPS, LeverProse, alternatives, quoted
from vcgame.report.lines import pure_only
from vcgame.report.naming import formula_cell, mixture_text, point_text, symbol
from vcgame.report.regimes import all_profiles, listed, pure_texts, regime_text
from vcgame.report.repeated.sentences import repeated_sentences
from vcgame.report.sentences import reason_text
from vcgame.report.surplus import largest_first
from vcgame.report.tables.cells import exact, number
from vcgame.report.tables.markdown import escape_markdown, formula_markdown
from vcgame.report.words import say
from vcgame.solve.answer import Answer, Equilibrium, Real
from vcgame.solve.subgame import TreeAnswer
from vcgame.solve.symmetric.answer import SymmetricAnswer
from vcgame.solve.trees.assessment import AssessmentAnswer

__all__ = ["Prose", "claims_line"]

_LONGEST_FORMULA = 160
_MANY = 8
"""Equilibria of alike firms that are counted; of more their span is told."""


def claims_line(verdicts: Sequence[Verdict], language: Language) -> str:
    """Count what became of the claims of a model."""
    counts = Counter(verdict.outcome for verdict in verdicts)
    kinds = {
        "claims_proved": counts["proved"],
        "claims_held": counts["held"],
        "claims_refuted": counts["refuted"],
        "claims_undecided": counts["not decided"],
    }
    told = [say(f"page.{key}", language, count=count) for key, count in kinds.items() if count]
    return say("comma", language).join(told)


class Prose:
    """Tells of one game: what happens, is it good, what would change it, what was claimed."""

    def __init__(self, findings: Findings, language: Language) -> None:
        self.findings = findings
        self.solution = findings.solution
        self.model: Model = findings.section.model
        self.language: Language = language
        self.analysis: Analysis = analyse(findings.solution)

    def paragraphs(self) -> Iterator[str]:
        """Give the paragraphs in order, in Markdown."""
        gap = GAPS[self.language]
        yield gap.join(self._equilibria())
        surplus = [*self._surplus(), *self._better()]
        if surplus:
            yield gap.join([*surplus, *self._transfers()])
        yield from self._conditions()
        yield from self._levers()
        if self.findings.repeated is not None:
            told = [*repeated_sentences(self.model, self.findings.repeated, self.language)]
            yield from [gap.join(told)] if told else []

    def claims(self) -> Iterator[str]:
        """Say where the claims stand; each one that is not proved is named."""
        verdicts = self.findings.verdicts
        if not verdicts:
            return
        if all(verdict.outcome == "proved" for verdict in verdicts):
            yield say("page.claims_all", self.language, count=len(verdicts))
            return
        parts = claims_line(verdicts, self.language)
        yield say("page.claims", self.language, count=len(verdicts), parts=parts)
        told = [self._claim(verdict) for verdict in verdicts if verdict.outcome != "proved"]
        if told:
            yield "\n".join(f"- {each}" for each in told)

    def _name(self, text: Text) -> str:
        return escape_markdown(text.say(self.language))

    def _equilibria(self) -> Iterator[str]:
        """Which equilibria there are at the point, and of which class the game is."""
        answer, names = self.solution.answer, self.analysis.equilibria
        where = self._where()
        regime = self._name(regime_text(self.solution))
        kind = _kind(answer, len(names))
        continuum = isinstance(answer, Answer) and answer.components < len(answer.equilibria)
        if not names:
            key = f"at.none{kind}" if kind == "_alike" else "at.none"
            yield say(key if answer.complete else "at.not_listed", self.language, where=where)
        elif all_profiles(self.solution):
            yield say("at.every", self.language, where=where)
        elif continuum:
            yield say("at.degenerate", self.language, where=where, regime=regime)
        elif len(names) == 1 and isinstance(answer, Answer) and not answer.equilibria[0].pure:
            mixtures = self._mixtures(answer.equilibria[0])
            yield say("at.only_mixed", self.language, where=where, mixtures=mixtures)
        elif len(names) == 1 and not (isinstance(answer, SymmetricAnswer) and answer.continua):
            yield say(f"at.only{kind}", self.language, where=where, name=regime)
        elif isinstance(answer, SymmetricAnswer) and (answer.continua or len(names) > _MANY):
            yield say("at.many_alike", self.language, where=where, names=regime)
        else:
            key = f"at.several{kind}"
            yield say(key, self.language, where=where, count=len(names), names=regime)
        if not answer.complete:
            why = self._name(reason_text(answer.why))
            yield say("at.incomplete", self.language, why=why)
        yield from self._pays()
        yield from self._dominance()
        name = class_of(self.solution)
        if name is not None:
            yield say("at.class", self.language, name=say(f"classes.{name}", self.language))

    def _pays(self) -> Iterator[str]:
        """What the players get, if that is the same in all equilibria."""
        answer = self.solution.answer
        if isinstance(answer, SymmetricAnswer):
            paid = {value for each in answer.equilibria for value in each.payoffs} - {None}
            if len(answer.equilibria) == 1 and len(paid) == 1 and not answer.continua:
                value = number(next(each for each in paid if each is not None))
                told = say("at.payoff_each", self.language, value=value)
                yield say("at.pays", self.language, payoffs=told)
            return
        found = {each.payoffs for each in answer.equilibria}
        if len(found) == 1 and len(self.analysis.equilibria) == 1:
            yield say("at.pays", self.language, payoffs=self._payoffs(found.pop()))

    def _mixtures(self, equilibrium: Equilibrium) -> str:
        told = [
            say(
                "at.dominant",
                self.language,
                strategy=self._name(mixture_text(self.model, place, mixture)),
                player=self._name(player.name),
            )
            for place, (player, mixture) in enumerate(
                zip(self.model.players, equilibrium.profile, strict=True)
            )
        ]
        return say("separator", self.language).join(told)

    def _where(self) -> str:
        point = say("comma", self.language).join(
            formula_markdown(f"{symbol(self.model, name).latex} = {exact(value)}")
            for name, value in self.findings.values.items()
        )
        instance = self.findings.section.instance
        if instance is None:
            return say("at.default", self.language, point=point)
        title = self._name(self.model.instances[instance].title)
        return say("at.instance", self.language, title=title, point=point)

    def _dominance(self) -> Iterator[str]:
        dominant = self.analysis.dominant
        told = [
            say(
                "at.dominant",
                self.language,
                strategy=self._name(strategy),
                player=self._name(player.name),
            )
            for player, strategy in zip(self.model.players, dominant, strict=False)
            if strategy is not None
        ]
        if told:
            key = "at.dominant_all" if len(told) == len(dominant) else "at.dominant_some"
            strategies = listed([Text(each, each) for each in told]).say(self.language)
            yield say(key, self.language, strategies=strategies)

    def _payoffs(self, payoffs: Sequence[Real]) -> str:
        if len(set(payoffs)) == 1 and len(payoffs) > 1:
            return say("at.payoff_each", self.language, value=number(payoffs[0]))
        told = [
            say("at.payoff", self.language, player=self._name(player.name), value=number(payoff))
            for player, payoff in zip(self.model.players, payoffs, strict=True)
        ]
        return listed([Text(each, each) for each in told]).say(self.language)

    def _surplus(self) -> Iterator[str]:
        """Compare what the players get together with the most that they could."""
        found = self.analysis
        if not found.best or not found.totals:
            return
        top = found.best[0]
        if found.alike:
            yield say("surplus.alike", self.language, total=number(top.shown))
            return
        ordered = largest_first(found.totals)
        most, least = ordered[0], ordered[-1]
        reached = {total.name for total in found.totals} & {total.name for total in found.best}
        goal = alternatives([total.name for total in found.best], self.language)
        shown = {"total": number(most.shown)}
        if len({total.shown for total in ordered}) == 1:
            if len(found.equilibria) > 1:
                key = "surplus.each_reached" if reached else "surplus.each_lost"
            else:
                key = "surplus.reached" if reached else "surplus.lost"
            if not reached:
                shown |= {"best": goal, "most": number(top.shown)}
            if key == "surplus.lost":
                shown["loss"] = number(top.shown - most.shown)
            yield say(key, self.language, **shown)
            return
        shown = {
            "least": number(least.shown),
            "worst": quoted(least.name, self.language),
            "most": number(most.shown),
        }
        if reached:
            name = quoted(most.name, self.language)
            yield say("surplus.several_reached", self.language, **shown, name=name)
        else:
            shown |= {"best": goal, "top": number(top.shown)}
            yield say("surplus.several_lost", self.language, **shown)

    def _better(self) -> Iterator[str]:
        """Name what pays everybody more than the equilibrium."""
        found = self.analysis
        best = {total.name for total in found.best}
        for each in found.better:
            happens = bool(best & set(found.equilibria))
            key = "surplus.better" if happens else "surplus.better_too"
            if each.name in best or len(found.better) == 1:
                payoffs = self._payoffs(each.payoffs)
                yield say(key, self.language, name=self._name(each.name), payoffs=payoffs)

    def _transfers(self) -> Iterator[str]:
        if self.model.transfers:
            told = [symbol(self.model, name).latex for name in self.model.transfers]
            symbols = say("comma", self.language).join(map(formula_markdown, told))
            yield say("surplus.transfers", self.language, symbols=symbols)

    def _conditions(self) -> Iterator[str]:
        """Say when, in general, what happens and what is looked for are equilibria."""
        found = self.findings.conditions
        if found is None:
            return
        wanted = {*self.analysis.equilibria, *self.analysis.target}
        tree = self.model.form == "extensive"
        parts = []
        for name, conditions in named_conditions(found, self.model):
            cells = [formula_cell(self.model, each) for each in conditions]
            plain = "".join(cell.plain for cell in cells)
            if name not in wanted or len(plain) > _LONGEST_FORMULA or " if " in plain:
                continue
            profile = quoted(name, self.language)
            if not cells:
                # That a profile of a table always is one is said by the levers.
                key = "at.always_outcome" if tree else "at.always"
                parts += [say(key, self.language, profile=profile)] if self._beyond_tables else []
                continue
            told = [formula_markdown(cell.latex) for cell in cells]
            formula = listed([Text(each, each) for each in told]).say(self.language)
            key = "surplus.condition_outcome" if tree else "surplus.condition_part"
            parts.append(say(key, self.language, profile=profile, formula=formula))
        if parts:
            together = say("separator", self.language).join(parts)
            yield say("surplus.condition", self.language, parts=together)

    @property
    def _beyond_tables(self) -> bool:
        return self.model.form != "strategic"

    def _levers(self) -> Iterator[str]:
        target = self.analysis.target
        values = self.findings.values
        levers = [
            LeverProse(self.model, line, values[line.parameter], target, self.language)
            for line in self.findings.lines
        ]
        told = [lever.sentences() for lever in levers]
        told += [self._untold(lever, why) for lever, why in self.findings.untold.items()]
        if told:
            yield self._question(levers)
            yield "\n".join(f"- {each}" for each in told)

    def _question(self, levers: Sequence[LeverProse]) -> str:
        """Ask for what leads to the target, or away from it, and give the short answer."""
        found = self.analysis
        pure = any(pure_only(self.model, line) for line in self.findings.lines)
        followed = set(pure_texts(self.solution) if pure else found.equilibria)
        reached = bool(followed) and followed <= set(found.target)
        plain = say("levers.plain_pure" if pure else "levers.plain", self.language)
        if not found.target:
            return plain
        target = alternatives(found.target, self.language)
        if reached:
            return GAPS[self.language].join(
                [say("levers.stay", self.language, target=target), plain]
            )
        key = "single" if set(found.target) & followed else "away"
        said = [say(f"levers.{key}", self.language, target=target)]
        group = "levers" if len(found.target) == 1 else "levers_any"
        group = f"{group}_pure" if pure else group
        parts = [lever.where_only() for lever in levers if lever.where_only()]
        if parts:
            key = "answer" if len(parts) > 1 else "answer_one"
            together = say("separator", self.language).join(parts)
            said.append(say(f"{group}.{key}", self.language, parts=together))
        elif not self.findings.untold:
            said.append(say(f"{group}.answer_none", self.language))
        return GAPS[self.language].join([*said, plain])

    def _untold(self, lever: str, why: str) -> str:
        meaning = self.model.parameters[lever].meaning or Text(lever)
        reason = say("levers.untold", self.language, why=self._name(reason_text(why)))
        label, what = f"**{self._name(meaning)}**", reason
        return say("labelled", self.language, label=label, what=what)

    def _claim(self, verdict: Verdict) -> str:
        says = self._name(verdict.claim.says)
        reason = self._name(reason_text(verdict.reason))
        match verdict.outcome:
            case "held":
                return say("page.held", self.language, points=verdict.points, says=says)
            case "refuted":
                point = escape_markdown(point_text(verdict.point or {}))
                return say("page.refuted", self.language, says=says, point=point, reason=reason)
        return say("page.undecided", self.language, says=says, reason=reason)


_KINDS: Final[Mapping[type, tuple[str, str]]] = {
    TreeAnswer: ("_outcome", "_outcomes"),
    AssessmentAnswer: ("_bayesian", "_bayesian"),
    SymmetricAnswer: ("_alike", "_alike"),
}


def _kind(answer: Answer | TreeAnswer | AssessmentAnswer | SymmetricAnswer, count: int) -> str:
    """Which sort of equilibria an answer lists, as the keys of the catalogue name it."""
    plain = ("_pure", "_pure") if answer.concept == "pure" else ("", "")
    return _KINDS.get(type(answer), plain)[count != 1]
