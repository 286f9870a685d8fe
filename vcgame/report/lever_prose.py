"""What each lever does on its own, in sentences with exact bounds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Final

from vcgame.model.model import Model
from vcgame.model.text import Language, Text
from vcgame.report.analysis import Reach, class_of, is_continuum, reach
from vcgame.report.line_spans import AnyLine, LineSpan, line_range, line_spans
from vcgame.report.naming import symbol
from vcgame.report.regimes import all_profiles
from vcgame.report.surplus import equilibrium_totals
from vcgame.report.tables.cells import exact, number
from vcgame.report.tables.markdown import escape_markdown, formula_markdown
from vcgame.report.words import say

__all__ = ["GAPS", "LeverProse", "alternatives", "quoted"]

GAPS: Final[dict[Language, str]] = {"en": " ", "zh": ""}
"""What stands between two sentences."""

_MOST_PARTS: Final = 8
"""So many further stretches of a lever are told; of more the table tells."""


def alternatives(names: Iterable[Text], language: Language) -> str:
    """Join names by "or", fit for Markdown; what has no brackets of its own gets quotes."""
    told = [quoted(name, language) for name in names]
    text = told[-1]
    for name in reversed(told[:-1]):
        text = say("levers.or", language, first=name, last=text)
    return text


def quoted(name: Text, language: Language) -> str:
    """Write the name of an outcome as a part of a sentence, fit for Markdown."""
    text = escape_markdown(name.say(language))
    return text if text.startswith(("(", "（")) else say("levers.quoted", language, name=text)


class LeverProse:
    """Tells of one lever where it leads to the target, and what is on the way.

    Parameters
    ----------
    model, line
        The model, and what happens along the lever.
    value
        Of the lever at the point.
    target
        The outcomes looked for.
    language
        Language of the sentences.
    """

    def __init__(
        self,
        model: Model,
        line: AnyLine,
        value: Fraction,
        target: tuple[Text, ...],
        language: Language,
    ) -> None:
        self.model = model
        self.line = line
        self.value = value
        self.target = target
        self.language: Language = language
        self.symbol = symbol(model, line.parameter).latex
        self.spans = [span for span in line_spans(line) if span.inside or span.irrational]
        self.inside = [span for span in self.spans if span.inside]

    def sentences(self) -> str:
        """Say it all, beginning with the name of the lever."""
        gap = GAPS[self.language]
        return f"{self._head()}{gap}{gap.join(self._body())}"

    def where_only(self) -> str:
        """Give where the target is the only equilibrium; empty if nowhere."""
        return self._where(reach(self.inside, self.target, Text("")).only)

    def _say(self, key: str, **values: str) -> str:
        return say(f"levers.{key}", self.language, **values)

    def _head(self) -> str:
        parameter = self.model.parameters[self.line.parameter]
        meaning = parameter.meaning or Text(parameter.id)
        low, high = line_range(self.line)
        return self._say(
            "head",
            lever=escape_markdown(meaning.say(self.language)),
            symbol=formula_markdown(self.symbol),
            value=exact(self.value),
            low=exact(low),
            high=exact(high),
        )

    def _body(self) -> Iterator[str]:
        if len({span.regime for span in self.inside}) <= 1:
            yield self._say("idle")
            return
        here = next((span.regime for span in self.inside if span.holds(self.value)), Text(""))
        if not self.target:
            yield from map(self._part, self.inside)
            return
        found = reach(self.inside, self.target, here)
        yield self._reached(found)
        bounds = list(self._bounds(found.only))
        yield from (text for _, text in bounds)
        told = {value for value, _ in bounds}
        if len(found.between) > _MOST_PARTS:
            yield self._say("many_between", count=str(len(found.between)))
            return
        for span in found.between:
            if not (span.low == span.high and span.low in told):
                yield self._part(span)

    def _reached(self, found: Reach) -> str:
        """Say where the target, or one outcome of several, is an equilibrium."""
        group, given = "levers_any", {}
        if len(self.target) == 1:
            group, given = "levers", {"target": quoted(self.target[0], self.language)}
        always = self._whole(found.among) if found.among else False
        among, only = self._where(found.among), self._where(found.only)
        key = "among_only"
        if not found.among:
            key = "never"
        elif not found.only:
            key = "among_always" if always else "among"
        elif self._whole(found.only):
            key = "always"
        elif among == only:
            key = "only"
        elif always:
            key = "always_only"
        if "among" in key and not always:
            given["among"] = among
        if "only" in key:
            given["only"] = only
        return say(f"{group}.{key}", self.language, **given)

    def _whole(self, stretches: Sequence[LineSpan]) -> bool:
        first, last = self.inside[0], self.inside[-1]
        return len(stretches) == 1 and (
            (stretches[0].low, stretches[0].closed_low, stretches[0].high, stretches[0].closed_high)
            == (first.low, first.closed_low, last.high, last.closed_high)
        )

    def _where(self, stretches: Sequence[LineSpan]) -> str:
        """Write stretches as inequalities; ends of the range need not be said."""
        told = [self._inequality(stretch) for stretch in stretches]
        text = told[-1] if told else ""
        for each in reversed(told[:-1]):
            text = self._say("or", first=each, last=text)
        return text

    def _inequality(self, span: LineSpan) -> str:
        first, last = self.inside[0], self.inside[-1]
        low = None if (span.low, span.closed_low) == (first.low, first.closed_low) else span.low
        high = None if (span.high, span.closed_high) == (last.high, last.closed_high) else span.high
        if span.low == span.high:
            return formula_markdown(f"{self.symbol} = {_bound(span.low)}")
        above = r"\ge" if span.closed_low else ">"
        below = r"\le" if span.closed_high else "<"
        if low is None and high is None:
            low, high = span.low, span.high
        if high is None and low is not None:
            return formula_markdown(f"{self.symbol} {above} {_bound(low)}")
        if low is None and high is not None:
            return formula_markdown(f"{self.symbol} {below} {_bound(high)}")
        before = r"\le" if span.closed_low else "<"
        return formula_markdown(
            f"{_bound(span.low)} {before} {self.symbol} {below} {_bound(span.high)}"
        )

    def _bounds(self, stretches: Sequence[LineSpan]) -> Iterator[tuple[Fraction, str]]:
        """Say of every bound within the range whether it is attained, and what holds there."""
        for stretch in stretches:
            if stretch.whole:  # "at most 14" leaves nothing open
                continue
            ends = ((stretch.low, stretch.closed_low), (stretch.high, stretch.closed_high))
            for value, closed in ends:
                if value in (self.inside[0].low, self.inside[-1].high):
                    continue
                irrational = any(
                    span.irrational and span.low <= value <= span.high for span in self.spans
                )
                if irrational:
                    yield value, self._say("not_decided", value=number(float(value), 7))
                elif closed:
                    yield value, self._say("attained", value=exact(value))
                else:
                    at = next((span for span in self.inside if span.holds(value)), None)
                    if at is not None:
                        clause = self._clause(at)
                        said = self._say("not_attained", value=exact(value), clause=clause)
                        yield value, said

    def _clause(self, span: LineSpan) -> str:
        regime = escape_markdown(span.regime.say(self.language))
        if span.solution is not None and all_profiles(span.solution):
            return self._say("clause_every")
        if is_continuum(span):
            return self._say("clause_continuum", regime=regime)
        one = len(span.equilibria) == 1
        return self._say("clause_one" if one else "clause", regime=regime)

    def _part(self, span: LineSpan) -> str:
        where, regime = self._inequality(span), escape_markdown(span.regime.say(self.language))
        solution = span.solution
        if solution is None or span.low == span.high:
            return self._say("part", where=where, regime=regime)
        if self.line.parameter in self.model.transfers and len(solution.answer.equilibria) == 1:
            # No total depends on a transfer, so that of one point is that of the stretch.
            for total in equilibrium_totals(solution):
                shown = number(total.shown)
                return self._say("part_total", where=where, regime=regime, total=shown)
        name = class_of(solution)
        if name is None:
            return self._say("part", where=where, regime=regime)
        name = say(f"classes.{name}", self.language)
        return self._say("part_class", where=where, regime=regime, name=name)


def _bound(value: Fraction) -> str:
    """Write a bound; one of very many digits stands for an irrational number."""
    if value.denominator < 10**6:
        return exact(value)
    return number(float(value), 7).replace("\N{MINUS SIGN}", "-") + r"\ldots"
