"""Models with their numbers filled in: no parameters are left, only the game."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from vcgame.errors import UnsupportedError
from vcgame.forms.point import extensive_game, strategic_game
from vcgame.forms.reduced import reduced_form
from vcgame.forms.strategic import StrategicGame
from vcgame.forms.symmetric import SymmetricGame
from vcgame.forms.symmetric_point import symmetric_game
from vcgame.model.formula.expression import Number
from vcgame.model.gambit.names import ids_of
from vcgame.model.model import Model, Player, Strategy
from vcgame.model.text import Text

__all__ = ["fixed_model", "plan_model", "table_form"]


def fixed_model(model: Model, values: Mapping[str, Fraction]) -> Model:
    """Fill in the parameters of a model.

    What is about parameters goes: definitions, assumptions, instances and claims.

    Parameters
    ----------
    model
        A strategic or extensive model.
    values
        A value for every parameter.

    Raises
    ------
    UnsupportedError
        For symmetric games, and where a number is irrational.
    EvaluationError
        Where a number has no value.

    Examples
    --------
    >>> from vcgame.model.library import load_model
    >>> model = load_model("boxed-pigs")
    >>> fixed = fixed_model(model, model.values())
    >>> [str(payoff.value) for payoff in fixed.payoffs["press", "wait"]]
    ['4', '4']
    """
    empty: dict[str, Any] = {
        "parameters": {},
        "definitions": {},
        "assumptions": (),
        "instances": {},
        "transfers": (),
        "shares": {},
        "populations": None,
        "claims": (),
    }
    if model.form == "symmetric":
        raise UnsupportedError(
            f"{model.id} is a symmetric game of many firms, which has no table or tree to write "
            "down; vcgame solve and vcgame sweep work on it"
        )
    if model.form == "strategic":
        table = strategic_game(model, values)
        _check_exact(model, exact=table.exact)
        rows = zip(*table.payoffs, strict=True)
        payoffs = {
            profile: tuple(map(Number, row))
            for profile, row in zip(model.payoffs, rows, strict=True)
        }
        return replace(model, payoffs=payoffs, **empty)
    tree = extensive_game(model, values)
    _check_exact(model, exact=tree.exact)
    nodes = tuple(
        replace(
            node,
            payoffs=tuple(map(Number, vertex.payoffs)),
            actions=tuple(
                replace(
                    action,
                    probability=None if move.probability is None else Number(move.probability),
                )
                for action, move in zip(node.actions, vertex.moves, strict=True)
            ),
        )
        for node, vertex in zip(model.nodes, tree.vertices, strict=True)
    )
    return replace(model, nodes=nodes, **empty)


def plan_model(model: Model) -> Model:
    """Write the reduced strategic form of a tree as a strategic model.

    Parameters
    ----------
    model
        A tree without parameters.

    Raises
    ------
    UnsupportedError
        If the form is too large.
    """
    tree = extensive_game(model, {})
    form = reduced_form(tree)
    game = form.game
    players = []
    for number, player in enumerate(model.players):
        names = []
        for plan in form.plans[number]:
            moves = [
                model.actions.get(action, Text(action))
                for action in (form.sets[place].actions[move] for place, move in plan)
            ]
            english = " · ".join(move.en for move in moves) or "-"
            chinese = " · ".join(move.say("zh") for move in moves)
            names.append(Text(english, chinese if chinese != english else ""))
        ids = ids_of([name.en for name in names], "s")
        if len({name.en for name in names}) < len(names):
            # The moves alone do not tell the plans apart: the information sets are named too.
            names = [Text(name) for name in form.names[number]]
        strategies = tuple(Strategy(id, name) for id, name in zip(ids, names, strict=True))
        players.append(Player(player.id, player.name, strategies))
    profiles = [
        tuple(player.strategies[k].id for player, k in zip(players, profile, strict=True))
        for profile in game.profiles()
    ]
    rows = zip(*game.payoffs, strict=True)
    return replace(
        model,
        form="strategic",
        players=tuple(players),
        payoffs={
            profile: tuple(map(Number, row)) for profile, row in zip(profiles, rows, strict=True)
        },
        nodes=(),
        actions={},
    )


def table_form(
    model: Model, values: Mapping[str, Fraction]
) -> tuple[Model, StrategicGame | SymmetricGame]:
    """Give the game that concepts of dominance look at: a tree becomes its reduced form.

    Returns
    -------
    Model, StrategicGame or SymmetricGame
        The game in numbers, and a model with the names of its players and strategies.

    Raises
    ------
    UnsupportedError
        For a tree whose reduced strategic form is too large, or with irrational numbers.

    Examples
    --------
    >>> from vcgame.model.library import load_model
    >>> tree = load_model("functional-upgrading")
    >>> _, game = table_form(tree, tree.values())
    >>> game.shape
    (4, 4)
    """
    if model.form == "symmetric":
        return model, symmetric_game(model, values)
    if model.form == "extensive":
        try:
            model = plan_model(fixed_model(model, values))
        except UnsupportedError as error:
            right = "the concept 'subgame-perfect' works on the tree itself"
            raise UnsupportedError(f"{error}; {right}") from None
        values = {}
    return model, strategic_game(model, values)


def _check_exact(model: Model, *, exact: bool) -> None:
    if not exact:
        raise UnsupportedError(
            f"{model.id} has irrational payoffs or probabilities here, which a file of numbers "
            "cannot hold; choose values where they are rational"
        )
