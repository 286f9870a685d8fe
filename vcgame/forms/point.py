"""A model at a point: the game in numbers."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from vcgame.errors import EvaluationError, UnsupportedError
from vcgame.forms.extensive import ExtensiveGame, Move, Vertex
from vcgame.forms.strategic import StrategicGame
from vcgame.forms.symmetric import SymmetricGame
from vcgame.forms.symmetric_point import symmetric_game
from vcgame.model.formula.expression import Expression
from vcgame.model.formula.flint_numbers import as_fmpq
from vcgame.model.formula.rational import length
from vcgame.model.model import Model, Node
from vcgame.model.point import PRECISIONS, Effort, value_at

__all__ = ["check_payoffs", "extensive_game", "game_at", "strategic_game"]

_LOW_BITS: Final = PRECISIONS[0]
_SHOWN_BITS: Final = 100


def game_at(
    model: Model, values: Mapping[str, Fraction], bits: int = _LOW_BITS
) -> StrategicGame | ExtensiveGame | SymmetricGame:
    """Evaluate the payoffs of a model at a point.

    Parameters
    ----------
    model
        The model.
    values
        A value for every parameter.
    bits
        Precision of payoffs that are irrational there.

    Raises
    ------
    EvaluationError
        Where a payoff has no value, the probabilities of chance are none, or the formulas
        together take more than the `vcgame.model.point.Effort`.
    """
    if model.form == "strategic":
        return strategic_game(model, values, bits)
    if model.form == "symmetric":
        return symmetric_game(model, values, bits)
    return extensive_game(model, values, bits)


def check_payoffs(model: Model) -> None:
    """Refuse a model whose payoffs are no numbers before the state of a population is known.

    Raises
    ------
    UnsupportedError
        If they depend on population shares.
    """
    if model.state_dependent:
        raise UnsupportedError(
            f"the payoffs of {model.id} depend on population shares; vcgame dynamics can answer"
        )


def strategic_game(
    model: Model, values: Mapping[str, Fraction], bits: int = _LOW_BITS
) -> StrategicGame:
    """Evaluate a strategic model at a point."""
    if model.form != "strategic":
        raise UnsupportedError(
            f"{model.id} is {model.called}; this needs a strategic game: a table of [payoffs]"
        )
    check_payoffs(model)
    known = _Known(values, bits)
    rows = [
        tuple(known.value(formula, f"the payoffs of ({', '.join(ids)})") for formula in formulas)
        for ids, formulas in model.payoffs.items()
    ]
    return StrategicGame(
        tuple(player.id for player in model.players),
        tuple(tuple(strategy.id for strategy in player.strategies) for player in model.players),
        tuple(zip(*rows, strict=True)),
    )


def extensive_game(
    model: Model, values: Mapping[str, Fraction], bits: int = _LOW_BITS
) -> ExtensiveGame:
    """Evaluate a tree at a point."""
    if model.form != "extensive":
        raise UnsupportedError(
            f"{model.id} is {model.called}; this needs a tree: a model with [[nodes]]"
        )
    players = tuple(player.id for player in model.players)
    numbers = {node.id: number for number, node in enumerate(model.nodes)}
    known = _Known(values, bits)
    vertices = []
    for node in model.nodes:
        moves = tuple(
            Move(
                action.id,
                numbers[action.child],
                None
                if action.probability is None
                else known.value(action.probability, f"the probability of {action.id}"),
            )
            for action in node.actions
        )
        if node.player is None and moves:
            _check_chance(node, [move.probability for move in moves], known.effort)
        vertices.append(
            Vertex(
                node.id,
                None if node.player is None else players.index(node.player),
                moves,
                tuple(
                    known.value(formula, f"the payoffs at {node.id}") for formula in node.payoffs
                ),
                node.information,
            )
        )
    return ExtensiveGame(players, tuple(vertices))


class _Known:
    """Values of formulas at a point; equal formulas are one number, an irrational one too."""

    def __init__(self, values: Mapping[str, Fraction], bits: int) -> None:
        self.values = values
        self.bits = bits
        self.effort = Effort()
        self._found: dict[Expression, Any] = {}

    def value(self, formula: Expression, what: str) -> Any:
        if formula not in self._found:
            try:
                self._found[formula] = value_at(formula, self.values, self.bits, self.effort)
            except EvaluationError as error:
                raise type(error)(f"{what}: {error}") from error
        return self._found[formula]


def _check_chance(node: Node, probabilities: list[Any], effort: Effort) -> None:
    """Refuse numbers that are no probabilities; a ball is refused if it surely is none."""
    for action, probability in zip(node.actions, probabilities, strict=True):
        if probability < 0 or probability > 1:
            what = f"the probability of {action.id} at {node.id}"
            raise EvaluationError(f"{what} is {_shown(probability)}, not within 0 and 1")
    exact = Fraction(0)
    for probability in probabilities:
        if isinstance(probability, Fraction):
            exact += probability
            effort.spend(length(exact))
    balls = [p for p in probabilities if not isinstance(p, Fraction)]
    total = sum(balls, _ball(exact)) if balls else exact
    if total < 1 or total > 1:
        raise EvaluationError(f"the probabilities at {node.id} sum to {_shown(total)}, not to 1")


def _ball(value: Fraction) -> Any:
    """Make a ball of a fraction, at the precision of flint."""
    from flint import arb

    return arb(as_fmpq(value))


def _shown(value: Any) -> str:
    """Write a number; a long fraction, which Python might refuse to write, as a decimal."""
    if isinstance(value, Fraction) and length(value) > _SHOWN_BITS:
        return f"about {float(value):.6g}"
    return str(value)
