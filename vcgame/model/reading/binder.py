"""Binding: formulas and profiles of a file are read with the names that it declares."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import Any, Final

from vcgame.errors import ExpressionError, nearest
from vcgame.model.formula.expression import (
    Condition,
    Expression,
    Name,
    Node,
    children,
    constant,
    names,
    substitute,
)
from vcgame.model.formula.parser import parse_condition, parse_expression
from vcgame.model.formula.rational import length
from vcgame.model.model import Player
from vcgame.model.reading.values import Reporter, Source
from vcgame.model.toml.document import Path
from vcgame.model.toml.lexemes import printable

__all__ = ["Binder", "Profiles", "check_ids", "check_probabilities"]

MAX_PARTS: Final = 60_000
"""Numbers, names and operators of all formulas of a file, derived quantities written out."""


MAX_DIGITS: Final = 4_096
"""Binary digits of a sum of probabilities; a longer one is left to where the game is solved."""


class Binder:
    """Parses formulas with the names of one model, and notes what is wrong with them.

    What cannot be read is reported once: where ``None`` comes in for a source, ``None`` goes
    out, and so it does for a formula that uses a name whose own formula cannot be read.

    Attributes
    ----------
    known
        The names that formulas may use.
    definitions
        The derived quantities, written in parameters only.
    unreadable
        Names that are declared, but whose formula or value cannot be read.
    """

    def __init__(self, reporter: Reporter, known: Collection[str]) -> None:
        self.reporter = reporter
        self.known = dict.fromkeys(known)
        self.definitions: dict[str, Expression] = {}
        self.unreadable: set[str] = set()
        self._sizes: dict[str, int] = {}
        self._parts = 0

    def expression(self, source: Source | None) -> Expression | None:
        """Parse a formula and write derived quantities out."""
        written: Expression | None = self._written_out(self.parsed(source), source)
        return written

    def condition(self, source: Source | None) -> Condition | None:
        """Parse a condition and write derived quantities out."""
        written: Condition | None = self._written_out(self._parse(source, parse_condition), source)
        return written

    def conditions(self, sources: Iterable[Source | None]) -> tuple[Condition, ...]:
        """Parse several conditions; those that cannot be read are left out."""
        parsed = [self.condition(source) for source in sources]
        return tuple(condition for condition in parsed if condition is not None)

    def payoffs(
        self, sources: tuple[Source | None, ...] | None, players: int, path: Path
    ) -> tuple[Expression, ...]:
        """Parse the payoffs of all players; without players their number is not known."""
        if sources is not None and players and len(sources) != players:
            count = f"{len(sources)} payoff{'' if len(sources) == 1 else 's'}"
            wrong = f"{count} for {players} player{'' if players == 1 else 's'}"
            self.reporter.report(path, wrong, "write one formula per player")
        formulas = [self.expression(source) for source in sources or ()]
        return tuple(formula for formula in formulas if formula is not None)

    def parsed(self, source: Source | None) -> Expression | None:
        """Parse a formula as it stands."""
        parsed: Expression | None = self._parse(source, parse_expression)
        return parsed

    @contextmanager
    def also_knowing(self, extra: Iterable[str]) -> Iterator[None]:
        """Let formulas use further names for a while."""
        known = self.known
        self.known = {**known, **dict.fromkeys(extra)}
        try:
            yield
        finally:
            self.known = known

    def define(self, name: str, parsed: Expression | None, source: Source | None) -> None:
        """Make a name mean a formula, in which the names that it uses are written out."""
        formula: Expression | None = self._written_out(parsed, source)
        if formula is None:
            self.unreadable.add(name)
        else:
            self._sizes[name] = self._size(formula)
            self.definitions[name] = formula

    def _parse(
        self, source: Source | None, parse: Callable[[str, Collection[str]], Any]
    ) -> Any | None:
        if source is None or self._parts > MAX_PARTS:
            return None
        try:
            return parse(source.text, self.known)
        except ExpressionError as error:
            self._report(error, source)
            return None

    def _written_out(self, node: Node | None, source: Source | None) -> Any | None:
        """Write derived quantities out, unless the file as a whole grows too large by it."""
        if node is None or source is None or not self.unreadable.isdisjoint(names(node)):
            return None
        if self._parts <= MAX_PARTS:
            self._parts += self._size(node)
            if self._parts > MAX_PARTS:
                wrong = "up to here, the formulas of the file have too many parts"
                right = f"at most {MAX_PARTS} are allowed, derived quantities written out"
                self.reporter.report(source.path, wrong, right)
        if self._parts > MAX_PARTS:
            return None
        try:
            return substitute(node, self.definitions)
        except ExpressionError as error:
            self._report(error, source)
            return None

    def _size(self, node: Node) -> int:
        """Count the parts of a formula with the derived quantities in it written out."""
        total, todo = 0, [node]
        while todo:
            node = todo.pop()
            total += self._sizes.get(node.id, 1) if isinstance(node, Name) else 1
            todo.extend(children(node))
        return total

    def _report(self, error: ExpressionError, source: Source) -> None:
        shown = _excerpt(source.text, error.column, error.length)
        wrong = f"{error.wrong} in {shown}" if error.text and shown else error.wrong
        offset = error.column if error.text else None
        self.reporter.report(source.path, wrong, error.right, offset=offset)


class Profiles:
    """Reads pure profiles such as ``"build, free_ride"``.

    Without players, which then could not be read, nothing can be said about a profile.
    """

    def __init__(self, players: tuple[Player, ...], reporter: Reporter) -> None:
        self.reporter = reporter
        self.strategies = [
            (player.id, dict.fromkeys(strategy.id for strategy in player.strategies))
            for player in players
        ]

    def read(self, text: str, path: Path, *, in_key: bool = False) -> tuple[str, ...] | None:
        """Give the ids of the strategies, one per player."""
        if not self.strategies:
            return None
        report = self.reporter.report_key if in_key else self.reporter.report
        parts = tuple(part.strip() for part in text.split(","))
        if len(parts) != len(self.strategies):
            count = "1 strategy" if len(parts) == 1 else f"{len(parts)} strategies"
            right = f"write one for each of: {', '.join(player for player, _ in self.strategies)}"
            if "\uff0c" in text or "\u3001" in text:
                right = "separate the strategies by an ordinary comma"
            report(path, f"{text[:80]!r} names {count}", right)
            return None
        good = True
        for part, (player, ids) in zip(parts, self.strategies, strict=True):
            if part not in ids:
                right = nearest(part, tuple(ids))
                report(path, f"{part[:80]!r} is no strategy of {player}", right)
                good = False
        return parts if good else None


def check_ids(
    reporter: Reporter, what: str, ids: Iterable[tuple[str, Path]], *, in_key: bool = False
) -> None:
    """Report ids that are equal, or equal but for case, as columns of databases must not be."""
    report = reporter.report_key if in_key else reporter.report
    seen: dict[str, str] = {}
    for id, path in ids:
        other = seen.get(id.lower())
        if other is None:
            seen[id.lower()] = id
        elif other == id:
            report(path, f"a second {what} {id!r}", "ids are unique")
        else:
            wrong = f"{id!r} differs from {other!r} by case only"
            report(path, wrong, "choose another name: tables and databases ignore case")


def check_probabilities(
    reporter: Reporter,
    where: str,
    path: Path,
    probabilities: Iterable[tuple[Expression | None, Path]],
) -> None:
    """Report numbers that are no probabilities; formulas are checked where they have a value."""
    values = [(None if p is None else constant(p), place) for p, place in probabilities]
    good = True
    for value, place in values:
        if value is not None and not 0 <= value <= 1:
            shown = printable(str(value), 60)
            reporter.report(place, f"{shown} is no probability", "write a number from 0 to 1")
            good = False
    known = [value for value, _ in values if value is not None]
    if good and len(known) == len(values):
        total = _total(known)
        if total is not None and total != 1:
            wrong = f"the probabilities {where} sum to {printable(str(total), 60)}"
            reporter.report_key(path, wrong, "they must sum to 1")


def _total(values: list[Fraction]) -> Fraction | None:
    """Add numbers up, as long as the sum is short enough to be written."""
    total = Fraction(0)
    for value in values:
        total += value
        if length(total) > MAX_DIGITS:
            return None
    return total


def _excerpt(text: str, column: int, length: int) -> str:
    """Show the part of a formula that is meant, with a little around it."""
    start, end = max(0, column - 12), min(len(text), column + min(length, 24) + 12)
    shown = " ".join(text[start:end].split())
    return f"{'...' if start else ''}{shown}{'...' if end < len(text) else ''}"
