"""What is claimed of moves in a tree, put to the test by the solvers at a point."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import cast

from vcgame.forms.extensive import ExtensiveGame
from vcgame.forms.point import extensive_game
from vcgame.model.claim import Choices, Plays, SupportedBelief
from vcgame.model.model import Model
from vcgame.model.point import value_at
from vcgame.solve.concepts import Concept, concept_of
from vcgame.solve.numbers import UndecidedError
from vcgame.solve.subgame import TreeAnswer
from vcgame.solve.trees.assessment import Assessment, AssessmentAnswer
from vcgame.solve.trees.perfect_bayesian import solve_perfect_bayesian
from vcgame.solve.trees.solver import solve_tree_by

__all__ = ["tree_finding"]

Made = dict[str, str]
"""Per information set, by the name that claims use, the move made there."""


def tree_finding(
    model: Model, claimed: Choices | Plays, point: Mapping[str, Fraction]
) -> tuple[bool, str]:
    """Whether a claim about moves is true at a point, and what was found there.

    Raises
    ------
    UndecidedError
        Where not all equilibria could be found, and those found do not decide it.
    """
    concept = concept_of(model, cast("Concept | None", claimed.concept))
    game = extensive_game(model, point)

    def refine(bits: int) -> ExtensiveGame:
        return extensive_game(model, point, bits)

    answer: TreeAnswer | AssessmentAnswer
    if concept == "perfect-bayesian":
        answer = solve_perfect_bayesian(game, mixed=False, refine=refine)
    else:
        answer = solve_tree_by(game, concept, refine)
    profiles = list(_profiles(game, answer))
    if isinstance(claimed, Choices):
        return _choices(claimed, [made for made, _ in profiles], answer.complete)
    wanted = dict(claimed.moves)
    fitting = [(made, found) for made, found in profiles if wanted.items() <= made.items()]
    if not fitting:
        if not answer.complete:
            raise UndecidedError(answer.why)
        return False, f"the moves are {_listed(made for made, _ in profiles)}"
    if claimed.beliefs and len(fitting) > 1:
        return False, f"several equilibria have these moves: {_listed(m for m, _ in fitting)}"
    for belief in claimed.beliefs:
        wrong = _unlike(game, fitting[0][1], belief, point)
        if wrong:
            return False, wrong
    return True, "some equilibrium has these moves"


def _choices(claimed: Choices, profiles: list[Made], complete: bool) -> tuple[bool, str]:
    for id, wanted in claimed.actions:
        found = {made[id] for made in profiles}
        if found == wanted and complete:
            continue
        if not complete and found <= wanted:
            raise UndecidedError("not all equilibria could be found")
        return False, f"at {id}: {', '.join(sorted(found)) or 'nothing'}"
    return True, "the moves are as claimed"


def _listed(profiles: Iterator[Made]) -> str:
    texts = [", ".join(f"{id}={action}" for id, action in made.items()) for made in profiles]
    return " | ".join(texts) or "never pure"


def _profiles(
    game: ExtensiveGame, answer: TreeAnswer | AssessmentAnswer
) -> Iterator[tuple[Made, Assessment | None]]:
    """Give the pure equilibria as moves by the names of claims."""
    if isinstance(answer, TreeAnswer):
        for each in answer.equilibria:
            vertices = ((game.vertices[number], move) for number, move in each.choices)
            yield {vertex.id: vertex.moves[move].action for vertex, move in vertices}, None
        return
    sets = game.information_sets()
    for found in answer.equilibria:
        if found.pure:
            made = {}
            for own, mixture in zip(sets, found.behaviour, strict=True):
                alone = len(own.vertices) == 1
                name = game.vertices[own.vertices[0]].id if alone else own.id
                made[name] = own.actions[next(k for k, p in enumerate(mixture) if p != 0)]
            yield made, found


def _unlike(
    game: ExtensiveGame,
    found: Assessment | None,
    claimed: SupportedBelief,
    point: Mapping[str, Fraction],
) -> str:
    """Say how the beliefs that support an equilibrium differ from what is claimed."""
    if found is None:
        return f"{claimed.information} has no beliefs here"
    sets = game.information_sets()
    for each in found.beliefs:
        if sets[each.information].id != claimed.information:
            continue
        place = [game.vertices[v].id for v in sets[each.information].vertices].index(claimed.node)
        told = tuple(value_at(end, point) for end in (claimed.low, claimed.high))
        if any(isinstance(end, float) for end in (each.low[place], each.high[place])):
            raise UndecidedError("irrational beliefs are not compared")
        if (each.low[place], each.high[place]) == told and each.closed[place] == (True, True):
            return ""
        return (
            f"at {claimed.information} the probability of {claimed.node} is from "
            f"{each.low[place]} to {each.high[place]}"
        )
    return f"{claimed.information} has no beliefs here"
