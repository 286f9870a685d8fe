"""What there is to say about a game at a point: who does what, is it good, what is better."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, Final

from vcgame.forms.order import order_class
from vcgame.forms.strategic import StrategicGame
from vcgame.model.text import Text
from vcgame.report.line_spans import LineSpan
from vcgame.report.naming import profile_text
from vcgame.report.regimes import equilibrium_texts
from vcgame.report.surplus import Total, best, equilibrium_totals, outcome_totals
from vcgame.solve.answer import Answer, Real
from vcgame.solve.numbers import UndecidedError
from vcgame.solve.sign import real, sign, wrapped
from vcgame.solve.solution import Solution

__all__ = ["Analysis", "Better", "Reach", "analyse", "class_of", "is_continuum", "reach"]


_MOST_TARGETS: Final = 3


@dataclass(frozen=True, slots=True)
class Better:
    """A profile that pays every player more than the equilibrium."""

    name: Text
    payoffs: tuple[Real, ...]


@dataclass(frozen=True, slots=True)
class Analysis:
    """The findings at a point.

    Attributes
    ----------
    equilibria
        Their names, each once.
    totals, best
        What the players get together in each equilibrium, and the largest totals of all
        outcomes; both empty where they are not known.
    alike
        Whether every outcome has the same total.
    better
        The profiles that pay every player more than the only equilibrium does.
    dominant
        Per player the name of a strictly dominant strategy, or ``None``; empty for trees.
    target
        The outcomes that policy would look for: those of the largest total; where an
        equilibrium has it already, those that pay everybody more, else that equilibrium. Of
        many best outcomes none is looked for, and the equilibria stand here.
    """

    equilibria: tuple[Text, ...]
    totals: tuple[Total, ...]
    best: tuple[Total, ...]
    alike: bool
    better: tuple[Better, ...]
    dominant: tuple[Text | None, ...]
    target: tuple[Text, ...]

    @property
    def reached(self) -> bool:
        """Whether all that happens is in the target."""
        return bool(self.equilibria) and set(self.equilibria) <= set(self.target)


def analyse(solution: Solution) -> Analysis:
    """Find out what there is to say about an answer."""
    names = equilibrium_texts(solution)
    totals, outcomes = equilibrium_totals(solution), outcome_totals(solution)
    top = best(outcomes)
    better = tuple(_better(solution)) if len(names) == 1 else ()
    wanted = [total.name for total in top]
    reached = [name for name in names if name in wanted]
    if reached:
        paid = [each.name for each in better if each.name in wanted]
        wanted = paid or [each.name for each in better] or reached
    elif len(wanted) > _MOST_TARGETS:
        wanted = list(names)
    return Analysis(
        equilibria=names,
        totals=totals,
        best=top,
        alike=len(top) == len(outcomes) > 1,
        better=better,
        dominant=tuple(_dominant(solution)),
        target=tuple(wanted),
    )


def class_of(solution: Solution | None) -> str | None:
    """Name the class of a two-by-two game by its payoff order, where payoffs are rational."""
    game = None if solution is None else solution.game
    return order_class(game) if isinstance(game, StrategicGame) and game.exact else None


def _better(solution: Solution) -> Iterable[Better]:
    """Find the pure profiles that surely pay every player more than the equilibrium."""
    game, answer = solution.game, solution.answer
    if not isinstance(game, StrategicGame) or not isinstance(answer, Answer):
        return
    if len(answer.equilibria) != 1 or not answer.equilibria[0].pure:
        return
    (found,) = answer.equilibria
    here = game.payoff(tuple(support[0] for support in found.supports))
    ids = game.strategies
    for profile in game.profiles():
        there = game.payoff(profile)
        if all(_above(new, old) for new, old in zip(there, here, strict=True)):
            chosen = [ids[player][place] for player, place in enumerate(profile)]
            paid = tuple(real(wrapped(value)) for value in there)
            yield Better(profile_text(solution.model, chosen), paid)


def _dominant(solution: Solution) -> Iterable[Text | None]:
    """Per player, find the strategy that is surely better than every other, whatever others do."""
    game = solution.game
    if not isinstance(game, StrategicGame):
        return
    for player, size in enumerate(game.shape):
        others = [range(each) for place, each in enumerate(game.shape) if place != player]
        beaten = {
            (one, two)
            for one, two in product(range(size), repeat=2)
            if one != two
            and all(
                _above(
                    game.payoff((*rest[:player], one, *rest[player:]))[player],
                    game.payoff((*rest[:player], two, *rest[player:]))[player],
                )
                for rest in product(*others)
            )
        }
        found = [one for one in range(size) if sum(pair[0] == one for pair in beaten) == size - 1]
        strategies = solution.model.players[player].strategies
        yield strategies[found[0]].name if found and size > 1 else None


def _above(one: Any, other: Any) -> bool:
    try:
        return sign(wrapped(one) - wrapped(other)) > 0
    except UndecidedError:
        return False


@dataclass(frozen=True, slots=True)
class Reach:
    """Where on a lever the target is an equilibrium, and where nothing else is.

    Attributes
    ----------
    among, only
        Stretches, neighbours joined.
    between
        Stretches whose regime is neither that of the point nor within the target.
    """

    among: tuple[LineSpan, ...]
    only: tuple[LineSpan, ...]
    between: tuple[LineSpan, ...]


def reach(spans: Iterable[LineSpan], target: Iterable[Text], here: Text) -> Reach:
    """Find where a lever leads to the target.

    Parameters
    ----------
    spans
        The stretches of the lever.
    target
        Names of the outcomes looked for.
    here
        The regime at the point.
    """
    wanted = set(target)
    spans = list(spans)
    among = [span for span in spans if wanted & _names(span)]
    only = [span for span in among if _names(span) <= wanted and not _tied(span)]
    rest = [span for span in spans if span.inside and span not in only and span.regime != here]
    return Reach(_joined(among), _joined(only), tuple(rest))


def _names(span: LineSpan) -> set[Text]:
    return set(span.equilibria)


def _tied(span: LineSpan) -> bool:
    """Whether some of its equilibria hang together."""
    answer = None if span.solution is None else span.solution.answer
    return isinstance(answer, Answer) and answer.components < len(answer.equilibria)


def is_continuum(span: LineSpan) -> bool:
    """Whether all its equilibria hang together."""
    answer = None if span.solution is None else span.solution.answer
    return isinstance(answer, Answer) and 1 == answer.components < len(answer.equilibria)


def _joined(spans: Iterable[LineSpan]) -> tuple[LineSpan, ...]:
    """Make one stretch of neighbours; what it says of its regime is that of the first."""
    joined: list[LineSpan] = []
    for span in spans:
        before = joined[-1] if joined else None
        if before is not None and _touch(before, span):
            joined[-1] = replace(before, high=span.high, closed_high=span.closed_high)
        else:
            joined.append(span)
    return tuple(joined)


def _touch(before: LineSpan, span: LineSpan) -> bool:
    """Whether nothing lies between two stretches."""
    if span.whole:
        return before.high + 1 == span.low
    return before.high == span.low and (before.closed_high or span.closed_low)
