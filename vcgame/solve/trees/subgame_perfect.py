"""Subgame-perfect equilibria of trees with information sets, pure and mixed.

Selten (1965): an equilibrium of the whole game whose behaviour in every subgame is an
equilibrium there. The search walks from the smallest subgames up. Each is solved with the
smaller subgames inside it replaced by the payoffs of one of their equilibria, in every
combination, and every Nash equilibrium found is followed.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from fractions import Fraction
from itertools import product
from math import prod
from typing import Final, NamedTuple

from vcgame.errors import UnsupportedError
from vcgame.forms.extensive import ExtensiveGame
from vcgame.forms.recall import check_recall
from vcgame.forms.reduced import ReducedForm, reduced_form
from vcgame.solve.numbers import BITS, MOST_BITS, UndecidedError, working_precision
from vcgame.solve.subgame import TreeAnswer, solve_tree
from vcgame.solve.trees.assessment import Assessment, AssessmentAnswer
from vcgame.solve.trees.budget import Budget, TooManyError
from vcgame.solve.trees.joined import (
    Continuation,
    Joined,
    by_other_parts,
    by_payoffs,
    straight_faces,
    turning_points,
    varying,
)
from vcgame.solve.trees.play import FREE, TreeReferee, assessed, homes_of, in_order
from vcgame.solve.trees.stage_equilibrium import StageAnswer
from vcgame.solve.trees.stage_nash import solve_stage
from vcgame.solve.trees.subgames import Stage, movers_before, stages

__all__ = ["solve_subgame_perfect"]

_EFFORT: Final = 60_000_000
"""Work for all stages of two players together."""

_METHOD: Final = "Nash equilibria of every subgame, from the smallest up"
_WHY: Final = "every Nash equilibrium of every subgame was followed"
_WHY_EXTREME: Final = (
    "every extreme Nash equilibrium of every subgame was followed; those that join them change "
    "no choice before"
)
_WHY_TURNING: Final = (
    "every extreme Nash equilibrium of every subgame was followed, and every one between them at "
    "which a player who moves before is indifferent"
)


def solve_subgame_perfect(
    game: ExtensiveGame,
    *,
    bits: int = BITS,
    refine: Callable[[int], ExtensiveGame] | None = None,
) -> TreeAnswer | AssessmentAnswer:
    """Find the subgame-perfect equilibria of a tree with perfect recall.

    Parameters
    ----------
    game
        Payoffs and probabilities are fractions, or balls where an irrational function came in.
    bits
        Precision at which the balls of `game` were evaluated, if it has any.
    refine
        Gives the game at a higher precision; called where a tie cannot be decided.

    Returns
    -------
    TreeAnswer
        With perfect information, from `vcgame.solve.subgame.solve_tree`.
    AssessmentAnswer
        Otherwise. All pure equilibria are listed, unless a limit was reached or more than two
        players have a choice in one stage. Mixed ones are listed as far as every subgame plays
        an extreme equilibrium, or one at which the one player who moves before a continuum
        changes its mind; if ``complete``, all others lie between those listed. Else `why` and
        `notes` name the subgames whose continua were not followed.

    Raises
    ------
    UnsupportedError
        Without perfect recall.

    Examples
    --------
    Firm 1 stays out or goes in; then both choose a standard, not knowing the other's choice.

    >>> from vcgame.forms.extensive import Move, Vertex
    >>> def end(id, *payoffs):
    ...     return Vertex(id, None, (), tuple(map(Fraction, payoffs)))
    >>> game = ExtensiveGame(("1", "2"), (
    ...     Vertex("entry", 0, (Move("out", 1), Move("in", 2))),
    ...     end("o", 2, 2),
    ...     Vertex("own", 0, (Move("A", 3), Move("B", 4))),
    ...     Vertex("a", 1, (Move("A", 5), Move("B", 6)), (), "reply"),
    ...     Vertex("b", 1, (Move("A", 7), Move("B", 8)), (), "reply"),
    ...     end("AA", 3, 1), end("AB", 0, 0), end("BA", 0, 0), end("BB", 1, 3)))
    >>> answer = solve_subgame_perfect(game)
    >>> answer.complete, len(answer.equilibria), answer.outcomes
    (True, 3, 2)
    """
    if game.perfect_information:
        return solve_tree(game, bits=bits, refine=refine)
    check_recall(game)
    while True:
        final = game.exact or refine is None or 2 * bits > MOST_BITS
        with nullcontext() if game.exact else working_precision(bits):
            try:
                return _Walk(game, bits, final=final).answer()
            except TooManyError as error:
                return _unsolved(str(error))
            except UndecidedError:
                if refine is None:
                    raise
        bits *= 2
        game = refine(bits)


def _unsolved(why: str) -> AssessmentAnswer:
    return AssessmentAnswer("subgame-perfect", _METHOD, False, why, ())


class _Subgame(NamedTuple):
    """The equilibria of a subgame, and those continua that matter to who moves before."""

    found: list[Continuation]
    joined: list[Joined]


class _Walk:
    """Goes through the stages of a tree from the smallest subgames up."""

    def __init__(self, game: ExtensiveGame, bits: int, *, final: bool) -> None:
        self.game = game
        self.bits = bits
        self.final = final
        self.stages = stages(game)
        self.referee = TreeReferee(game)
        self.homes = homes_of(game)
        self.sets = len(game.information_sets())
        self.movers = movers_before(self.stages)
        self.budget = Budget()
        self.turned = False
        self.degenerate: bool | None = False
        self.gaps: list[str] = []
        self.notes: list[str] = []

    def answer(self) -> AssessmentAnswer:
        """Solve all stages and put the equilibria into order."""
        known: dict[int, _Subgame] = {}
        for stage in self.stages:
            known[stage.root] = self._subgame(
                stage, [known.pop(stage.vertices[place]) for place in stage.exits]
            )
        complete = not self.gaps
        why = _WHY_TURNING if self.turned else _WHY_EXTREME if self.degenerate else _WHY
        listed = in_order([self._assessment(each) for each in known[0].found])
        if any(each.free for each in listed):
            self.notes.append(FREE)
        return AssessmentAnswer(
            "subgame-perfect",
            _METHOD,
            complete,
            why if complete else self.gaps[0],
            listed,
            self.degenerate,
            tuple(dict.fromkeys([*self.gaps[1:], *self.notes])),
        )

    def _assessment(self, found: Continuation) -> Assessment:
        behaviour, free = found.collected(self.sets)
        certificate = self.referee.largest_gain(behaviour)
        if isinstance(certificate, Fraction) and certificate != 0:
            raise AssertionError(f"vcgame is wrong: {behaviour} fails its certificate")
        return assessed(self.game, behaviour, certificate, free, homes=self.homes)

    def _subgame(self, stage: Stage, later: list[_Subgame]) -> _Subgame:
        """All equilibria of a subgame from those of the smaller ones inside it."""
        try:
            form = reduced_form(stage.game)
        except UnsupportedError as error:
            raise TooManyError(f"{error}; no equilibrium is listed") from error
        subgame = _Subgame([], [])
        self._solve(stage, form, [by_payoffs(each.found) for each in later], subgame)
        listed = tuple(subgame.found)
        for place, each in enumerate(later):
            for joined in each.joined:
                alone = sum(bool(other.joined) for other in later) == 1
                if not alone or len(stage.movers) > 1:
                    self._gap(joined)
                elif stage.movers:
                    self._turn(stage, form, later, place, joined, subgame)
                else:
                    self._pass(stage, place, joined, listed, subgame)
        return subgame

    def _solve(
        self,
        stage: Stage,
        form: ReducedForm,
        classes: list[list[list[Continuation]]],
        subgame: _Subgame,
    ) -> None:
        """Solve a stage for all payoffs of the smaller subgames, and add what is found."""
        combinations = prod(map(len, classes))
        self.budget.solve(combinations, len(form.reached))
        effort = _EFFORT // (len(self.stages) + combinations)
        for combination in product(*classes):
            chosen = {
                place: alike[0].payoffs
                for place, alike in zip(stage.exits, combination, strict=True)
            }
            answer = solve_stage(
                form,
                chosen,
                bits=self.bits,
                effort=effort,
                final=self.final,
                many=self.budget.search(len(stage.movers)),
            )
            self._judge(stage, answer)
            more = len(answer.equilibria) * prod(map(len, combination))
            self.budget.keep(more + len(subgame.found), self.sets)
            for parts in product(*combination):
                found = [
                    Continuation(first.payoffs, stage, form, first, parts)
                    for first in answer.equilibria
                ]
                subgame.found.extend(found)
                for group in answer.continua:
                    self._join(stage, [found[place] for place in group], subgame)

    def _join(self, stage: Stage, members: list[Continuation], subgame: _Subgame) -> None:
        """Keep equilibria that others join, if that matters to a player who moves before."""
        caring = varying(members) & self.movers[stage.root]
        if caring:
            faces = straight_faces(members, caring)
            if faces is None:
                self._gap(Joined(stage.root, tuple(members)))
            else:
                subgame.joined.extend(Joined(stage.root, face) for face in faces)

    def _turn(
        self,
        stage: Stage,
        form: ReducedForm,
        later: list[_Subgame],
        place: int,
        joined: Joined,
        subgame: _Subgame,
    ) -> None:
        """Follow the points of a continuum at which the one mover before it is indifferent."""
        (mover,) = stage.movers
        classes = [by_payoffs(each.found) for each in later]
        others = [[joined.members] if k == place else each for k, each in enumerate(classes)]
        for combination in product(*others):
            games = []
            for corner in joined.members:
                chosen = {
                    exit_: (corner if k == place else alike[0]).payoffs
                    for k, (exit_, alike) in enumerate(zip(stage.exits, combination, strict=True))
                }
                games.append(form.game_with(chosen))
            points = list(turning_points(games, mover, joined.members))
            if points:
                self.turned = True
                fixed = [[list(alike)] for alike in combination]
                fixed[place] = [[point] for point in points]
                self._solve(stage, form, fixed, subgame)
            on_it = {id(each) for each in (*joined.members, *points)}
            for alike in by_other_parts(subgame.found, place, on_it):
                if varying(alike) & self.movers[stage.root]:
                    self._gap(joined)

    def _pass(
        self,
        stage: Stage,
        place: int,
        joined: Joined,
        listed: tuple[Continuation, ...],
        subgame: _Subgame,
    ) -> None:
        """Hand a continuum on where nobody has a choice before it."""
        corners = {id(each) for each in joined.members}
        for members in by_other_parts(listed, place, corners):
            if varying(members) & self.movers[stage.root]:
                subgame.joined.append(Joined(joined.root, tuple(members)))

    def _judge(self, stage: Stage, answer: StageAnswer) -> None:
        """Note what the answer of a stage leaves open."""
        where = self.game.vertices[stage.root].id
        if self.degenerate is not True:
            known = answer.degenerate is not None
            self.degenerate = answer.degenerate or (self.degenerate if known else None)
        if not answer.complete:
            self._open(f"subgame at {where}: {answer.why}")
            self.notes += [f"subgame at {where}: {note}" for note in answer.notes]

    def _gap(self, joined: Joined) -> None:
        where = self.game.vertices[joined.root].id
        self._open(
            f"the subgame at {where} has a continuum of equilibria, between whose ends the "
            "payoffs of players who move before change; the ends were followed"
        )

    def _open(self, why: str) -> None:
        if why not in self.gaps:
            self.gaps.append(why)
