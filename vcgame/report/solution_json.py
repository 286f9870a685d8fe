"""What ``vcgame solve --format json`` prints; scripts rely on it.

Exact numbers are strings, floats are JSON numbers, and infinity is the string ``"inf"``. Players,
strategies and moves stand in the order of the model file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vcgame.forms.extensive import ExtensiveGame
from vcgame.forms.strategic import StrategicGame
from vcgame.forms.symmetric import SymmetricGame
from vcgame.report.concepts.assessments import assessment_json
from vcgame.report.concepts.symmetric import symmetric_json
from vcgame.report.mixing_notes import condition_text
from vcgame.report.tables.cells import for_json
from vcgame.solve.answer import Answer, Equilibrium
from vcgame.solve.mixing import Family
from vcgame.solve.solution import Solution
from vcgame.solve.subgame import Indifference, TreeAnswer, TreeEquilibrium
from vcgame.solve.symmetric.answer import SymmetricAnswer
from vcgame.solve.trees.assessment import AssessmentAnswer

__all__ = ["solution_json"]


def solution_json(solution: Solution) -> dict[str, Any]:
    """Describe a solution in plain dictionaries, lists, strings and numbers.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from vcgame.model.library import load_model
    >>> from vcgame.solve.solution import solve
    >>> found = solution_json(solve(load_model("boxed-pigs"), {"A": Fraction(1, 2)}))
    >>> found["equilibria"][1]["profile"]["large"]
    {'press': '1/4', 'wait': '3/4'}
    """
    answer, game = solution.answer, solution.game
    described: dict[str, Any] = {
        "model": solution.model.id,
        "status": solution.model.status,
        "parameters": {name: for_json(value) for name, value in solution.values.items()},
        "concept": answer.concept,
        "method": answer.method,
        "complete": answer.complete,
        "why": answer.why,
        "degenerate": answer.degenerate,
        "regime": solution.regime,
    }
    if isinstance(answer, TreeAnswer) and isinstance(game, ExtensiveGame):
        return described | _tree(game, answer)
    if isinstance(answer, SymmetricAnswer) and isinstance(game, SymmetricGame):
        return described | symmetric_json(game, answer)
    if isinstance(answer, AssessmentAnswer) and isinstance(game, ExtensiveGame):
        return described | assessment_json(solution.model, solution.values, game, answer)
    if not isinstance(answer, Answer) or not isinstance(game, StrategicGame):
        raise TypeError(type(answer))
    return described | {
        "components": answer.components,
        "equilibria": [_equilibrium(game, each) for each in answer.equilibria],
        "nash_subsets": [[place + 1 for place in subset] for subset in answer.nash_subsets],
        "notes": list(answer.notes),
    }


def _equilibrium(game: StrategicGame, found: Equilibrium) -> dict[str, Any]:
    mixtures = zip(game.players, game.strategies, found.profile, strict=True)
    replies = zip(game.players, game.strategies, found.best_replies, strict=True)
    return {
        "profile": {
            player: {id: for_json(p) for id, p in zip(ids, mixture, strict=True)}
            for player, ids, mixture in mixtures
        },
        "payoffs": _by_player(game.players, found.payoffs),
        "certificate": for_json(found.certificate),
        "component": found.component,
        "pure": found.pure,
        "best_replies": {player: [ids[reply] for reply in best] for player, ids, best in replies},
    }


def _by_player(players: tuple[str, ...], payoffs: tuple[Any, ...]) -> Mapping[str, str | float]:
    return {player: for_json(value) for player, value in zip(players, payoffs, strict=True)}


def _tree(game: ExtensiveGame, answer: TreeAnswer) -> dict[str, Any]:
    describer = _TreeDescriber(game)
    return {
        "components": None,
        "equilibria": [describer.equilibrium(each) for each in answer.equilibria],
        "indifferences": [describer.indifference(tie) for tie in answer.indifferences],
        "mixed": [describer.family(family) for family in answer.families],
        "notes": list(answer.notes),
    }


class _TreeDescriber:
    """Knows how the parts of a tree are called."""

    def __init__(self, game: ExtensiveGame) -> None:
        self.game = game

    def node(self, number: int) -> str:
        return self.game.vertices[number].id

    def action(self, number: int, move: int) -> str:
        return self.game.vertices[number].moves[move].action

    def player(self, number: int) -> str:
        return self.game.players[self.game.vertices[number].player or 0]

    def equilibrium(self, found: TreeEquilibrium) -> dict[str, Any]:
        """Describe an equilibrium; each information set is one node, so beliefs are sure."""
        behaviour: dict[str, dict[str, dict[str, str]]] = {p: {} for p in self.game.players}
        beliefs: dict[str, dict[str, dict[str, str]]] = {p: {} for p in self.game.players}
        for number, chosen in found.choices:
            player, node = self.player(number), self.node(number)
            beliefs[player][node] = {node: "1"}
            behaviour[player][node] = {
                self.action(number, move): str(int(move == chosen))
                for move in range(len(self.game.vertices[number].moves))
            }
        return {
            "behaviour": behaviour,
            "beliefs": beliefs,
            "payoffs": _by_player(self.game.players, found.payoffs),
            "outcomes": {self.node(end): for_json(p) for end, p in found.outcomes},
            "certificate": for_json(found.certificate),
            "component": None,
            "pure": True,
        }

    def indifference(self, tie: Indifference) -> dict[str, Any]:
        return {
            "node": self.node(tie.vertex),
            "player": self.player(tie.vertex),
            "actions": [self.action(tie.vertex, move) for move in tie.moves],
            "payoff": for_json(tie.payoff),
        }

    def family(self, family: Family) -> dict[str, Any]:
        return {
            "supports": {
                self.node(number): [self.action(number, move) for move in moves]
                for number, moves in family.supports
            },
            "ranges": [
                {
                    "node": self.node(span.vertex),
                    "action": self.action(span.vertex, span.move),
                    "low": for_json(span.low),
                    "high": for_json(span.high),
                    "closed": [span.closed_low, span.closed_high],
                }
                for span in family.ranges
            ],
            "conditions": [condition_text(self.game, each) for each in family.conditions],
        }
