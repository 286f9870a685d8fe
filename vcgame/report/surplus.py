"""What the players get together in each outcome of a game, transfers left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import comb, prod
from typing import Any, Final

from vcgame.errors import EvaluationError
from vcgame.forms.extensive import ExtensiveGame
from vcgame.forms.symmetric import SymmetricGame
from vcgame.forms.symmetric_point import welfare_game
from vcgame.model.model import Model
from vcgame.model.point import value_at
from vcgame.model.surplus import total_formulas, without_transfers
from vcgame.model.text import Text
from vcgame.report.concepts.symmetric import counts_text
from vcgame.report.naming import outcome_text, profile_text
from vcgame.report.regimes import behaviour_text, equilibrium_names
from vcgame.solve.answer import Answer, Real
from vcgame.solve.numbers import UndecidedError
from vcgame.solve.sign import real, sign, wrapped
from vcgame.solve.solution import Solution
from vcgame.solve.subgame import TreeAnswer, TreeEquilibrium
from vcgame.solve.symmetric.answer import SymmetricAnswer
from vcgame.solve.symmetric.efficiency import totals_of
from vcgame.solve.trees.assessment import AssessmentAnswer

__all__ = ["Total", "best", "equilibrium_totals", "largest_first", "outcome_totals"]

MOST_OUTCOMES: Final = 2_000


@dataclass(frozen=True, slots=True)
class Total:
    """An outcome, or an equilibrium, and what the players get in it together."""

    name: Text
    value: Any

    @property
    def shown(self) -> Real:
        """The total as a fraction, or as a float where it is irrational."""
        return real(self.value)


def outcome_totals(solution: Solution) -> tuple[Total, ...]:
    """Give the total of every pure profile, or of everything that can happen in a tree.

    Empty where a total has no value without transfers, and for trees of too many outcomes.

    Examples
    --------
    >>> from vcgame.model.library import load_model
    >>> from vcgame.solve.solution import solve
    >>> for total in outcome_totals(solve(load_model("brand-two-firms"))):
    ...     print(total.name.en, total.shown)
    (build, build) 4
    (build, free-ride) 2
    (free-ride, build) 2
    (free-ride, free-ride) 0
    """
    model, game = solution.model, solution.game
    if isinstance(game, SymmetricGame):
        return _alike_totals(model, game, solution.values)
    try:
        if isinstance(game, ExtensiveGame):
            if game.perfect_information:
                return _tree_totals(model, game, solution.values)
            return _plan_totals(model, game, solution.values)
        return tuple(
            Total(profile_text(model, ids), value)
            for ids, value in _profile_totals(model, solution.values).items()
        )
    except EvaluationError:
        return ()


def equilibrium_totals(solution: Solution) -> tuple[Total, ...]:
    """Give the expected total of every equilibrium; empty where it has no value."""
    model, answer = solution.model, solution.answer
    if isinstance(answer, SymmetricAnswer):
        found = () if answer.efficiency is None else answer.efficiency.totals
        names = equilibrium_names(solution)[: len(found)]
        return tuple(Total(name, value) for name, value in zip(names, found, strict=True))
    try:
        if isinstance(answer, TreeAnswer | AssessmentAnswer):
            ends = _end_totals(model, solution.values)
            values = [_expected(ends, each.outcomes) for each in answer.equilibria]
        elif isinstance(answer, Answer):
            totals = list(_profile_totals(model, solution.values).values())
            values = [_mixed(totals, each.profile) for each in answer.equilibria]
    except EvaluationError:
        return ()
    named = zip(equilibrium_names(solution), values, strict=True)
    return tuple(Total(name, value) for name, value in named)


def _alike_totals(
    model: Model, game: SymmetricGame, values: Mapping[str, Fraction]
) -> tuple[Total, ...]:
    """Give the totals of alike firms by counts; of two strategies there is one more than firms."""
    few = comb(game.number + len(game.strategies) - 1, game.number) <= MOST_OUTCOMES
    welfare = welfare_game(model, values, game) if few else None
    if welfare is None:
        return ()
    return tuple(Total(counts_text(model, counts), value) for counts, value in totals_of(welfare))


def best(totals: Sequence[Total]) -> tuple[Total, ...]:
    """Give the largest totals: all that are not surely less than another."""
    return tuple(t for t in totals if not any(_less(t.value, other.value) for other in totals))


def largest_first(totals: Sequence[Total]) -> list[Total]:
    """Sort totals; the order of irrational ones is that of their middles."""
    return sorted(totals, key=lambda total: total.shown, reverse=True)


def _less(one: Any, other: Any) -> bool:
    try:
        return sign(other - one) > 0
    except UndecidedError:
        return False


def _profile_totals(model: Model, values: Mapping[str, Fraction]) -> dict[tuple[str, ...], Any]:
    there = without_transfers(model, values)
    totals = [wrapped(value_at(formula, there)) for formula in total_formulas(model)]
    return dict(zip(model.payoffs, totals, strict=True))


def _mixed(totals: Sequence[Any], profile: Sequence[Sequence[Real]]) -> Any:
    weights = [prod(probabilities) for probabilities in product(*profile)]
    if all(isinstance(weight, Fraction) for weight in weights):
        return sum(w * t for w, t in zip(weights, totals, strict=True) if w)
    return sum(float(w) * float(real(t)) for w, t in zip(weights, totals, strict=True))


def _end_totals(model: Model, values: Mapping[str, Fraction]) -> dict[int, Any]:
    """Per end of a tree, what the players get there together."""
    there = without_transfers(model, values)
    totals = [wrapped(value_at(formula, there)) for formula in total_formulas(model)]
    ends = [number for number, node in enumerate(model.nodes) if node.end]
    return dict(zip(ends, totals, strict=True))


def _expected(ends: Mapping[int, Any], outcomes: Sequence[tuple[int, Real]]) -> Any:
    if all(isinstance(probability, Fraction) for _, probability in outcomes):
        return sum(probability * ends[end] for end, probability in outcomes)
    return sum(float(probability) * float(real(ends[end])) for end, probability in outcomes)


_Plan = tuple[tuple[tuple[int, int], ...], Any]
"""The moves of the players that can be met, and the total."""


def _tree_totals(
    model: Model, game: ExtensiveGame, values: Mapping[str, Fraction]
) -> tuple[Total, ...]:
    ends = _end_totals(model, values)
    plans: dict[int, list[_Plan]] = {}
    for number in reversed(range(len(game.vertices))):
        vertex = game.vertices[number]
        below = [plans[move.child] for move in vertex.moves]
        if vertex.end:
            plans[number] = [((), ends[number])]
        elif vertex.player is not None:
            plans[number] = [
                (((number, place), *moves), total)
                for place, found in enumerate(below)
                for moves, total in found
            ]
        else:
            if prod(len(found) for found in below) > MOST_OUTCOMES:
                return ()
            weights = [wrapped(move.probability) for move in vertex.moves]
            plans[number] = [
                (
                    tuple(move for moves, _ in each for move in moves),
                    sum(w * total for w, (_, total) in zip(weights, each, strict=True)),
                )
                for each in product(*below)
            ]
        if len(plans[number]) > MOST_OUTCOMES:
            return ()
    found = ((TreeEquilibrium(moves, (), (), Fraction(0)), total) for moves, total in plans[0])
    return tuple(Total(outcome_text(model, game, path), total) for path, total in found)


def _plan_totals(
    model: Model, game: ExtensiveGame, values: Mapping[str, Fraction]
) -> tuple[Total, ...]:
    """Give the totals of a tree with information sets, by all that can be done at these."""
    sets = game.information_sets()
    if prod(len(each.actions) for each in sets) > MOST_OUTCOMES:
        return ()
    ends = _end_totals(model, values)
    place_of = {vertex: place for place, each in enumerate(sets) for vertex in each.vertices}
    found: dict[Text, Any] = {}
    for moves in product(*(range(len(each.actions)) for each in sets)):
        behaviour = tuple(
            tuple(Fraction(index == move) for index in range(len(each.actions)))
            for each, move in zip(sets, moves, strict=True)
        )
        totals: dict[int, Any] = dict(ends)
        for number in reversed(range(len(game.vertices))):
            vertex = game.vertices[number]
            if vertex.end:
                continue
            if vertex.player is None:
                totals[number] = sum(
                    wrapped(move.probability) * totals[move.child] for move in vertex.moves
                )
            else:
                totals[number] = totals[vertex.moves[moves[place_of[number]]].child]
        found.setdefault(behaviour_text(model, game, behaviour), totals[0])
    return tuple(Total(name, value) for name, value in found.items())
