"""Formulas of stages and ends: what they mean on one history of moves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from vcgame.errors import ExpressionError
from vcgame.model.formula.expression import Expression, names, size, substitute
from vcgame.model.reading.binder import MAX_PARTS, Binder
from vcgame.model.reading.trees.stage_reader import End, History, Stage
from vcgame.model.reading.values import Source
from vcgame.model.toml.document import Path

__all__ = ["Meanings", "StageFormulas", "shown_history"]

Meanings = Mapping[str, Expression | None]
"""What the names that moves set mean on a history; ``None`` where that cannot be read."""

_SHOWN: Final = 200
_Key = tuple[Path, tuple[int, ...]]
_Kept = tuple[Expression | None, tuple[Expression | None, ...]]


class StageFormulas:
    """Writes the formulas of a tree out, history by history.

    A formula that means the same on many histories is one expression, which counts once. All
    of them together have at most 60,000 parts.
    """

    def __init__(self, stages: Iterable[Stage], ends: Iterable[End], binder: Binder) -> None:
        self.binder = binder
        self.full = False
        self._parts = 0
        self._written: dict[_Key, _Kept] = {}
        self._reported: set[tuple[Path, str]] = set()
        stages = tuple(stages)
        self.set_names = dict.fromkeys(
            name for stage in stages for given in stage.sets.values() for name in given
        )
        self._parsed: dict[Path, Expression | None] = {}
        self._used: dict[Path, tuple[str, ...]] = {}
        with binder.also_knowing(self.set_names):
            for stage in stages:
                self._parse(stage.moves.values())
                for given in stage.sets.values():
                    self._parse(given.values())
            for end in ends:
                self._parse(end.payoffs or ())

    def _parse(self, sources: Iterable[Source | None]) -> None:
        for source in sources:
            if source is not None:
                parsed = self.binder.parsed(source)
                used = () if parsed is None else sorted(names(parsed) & self.set_names.keys())
                self._parsed[source.path] = parsed
                self._used[source.path] = tuple(used)

    def value(
        self, source: Source | None, meanings: Meanings, history: History
    ) -> Expression | None:
        """Write a formula in parameters, as it stands on a history."""
        if source is None or self._parsed[source.path] is None or self.full:
            return None
        used = self._used[source.path]
        for name in used:
            if name not in meanings:
                self._report_unset(source, name, history)
                return None
        meant = tuple(meanings[name] for name in used)
        # What is kept beside the result stays alive, so that its identity stays its own.
        key = (source.path, tuple(map(id, meant)))
        if key not in self._written:
            self._written[key] = (self._write(source, dict(zip(used, meant, strict=True))), meant)
        return self._written[key][0]

    def after(
        self, given: Mapping[str, Source | None], meanings: Meanings, history: History
    ) -> Meanings:
        """Give the meanings after a move that sets some names; formulas see those before it."""
        if not given:
            return meanings
        return {
            **meanings,
            **{name: self.value(source, meanings, history) for name, source in given.items()},
        }

    def depends(self, sources: Iterable[Source | None]) -> bool:
        """Whether formulas can differ from history to history."""
        return any(self._used.get(source.path) for source in sources if source is not None)

    def _write(self, source: Source, meant: Meanings) -> Expression | None:
        parsed = self._parsed[source.path]
        known = {name: formula for name, formula in meant.items() if formula is not None}
        if parsed is None or len(known) < len(meant):
            return None
        if not self.binder.unreadable.isdisjoint(names(parsed)):
            return None
        try:
            written = substitute(parsed, {**self.binder.definitions, **known})
        except ExpressionError as error:
            self.binder.reporter.report(source.path, error.wrong, error.right)
            return None
        self._parts += size(written)
        if self._parts > MAX_PARTS:
            wrong = "up to here, the formulas of the unfolded tree have too many parts"
            right = f"at most {MAX_PARTS} are allowed, all names written out"
            self.binder.reporter.report(source.path, wrong, right)
            self.full = True
        return written

    def _report_unset(self, source: Source, name: str, history: History) -> None:
        """Report a name without a meaning, once per formula."""
        if (source.path, name) in self._reported:
            return
        self._reported.add((source.path, name))
        wrong = f"{name!r} is not set {shown_history(history)}"
        self.binder.reporter.report(source.path, wrong, "set it at a move that comes before")


def shown_history(history: History) -> str:
    """Write a history for a message.

    Examples
    --------
    >>> shown_history({"type": "high", "rating": "seek"})
    'after type = high, rating = seek'
    """
    if not history:
        return "at the beginning"
    text = ", ".join(f"{stage} = {move}" for stage, move in history.items())
    return f"after {text if len(text) <= _SHOWN else f'{text[:_SHOWN]}...'}"
