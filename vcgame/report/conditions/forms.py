"""For which parameters each equilibrium exists, for games of every form alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from vcgame.derive.conditioned import EquilibriumConditions
from vcgame.derive.conditions import all_equilibrium_conditions
from vcgame.derive.symmetric.conditions import AlikeConditions, alike_conditions
from vcgame.derive.trees.answer import TreeConditioned, TreeConditions
from vcgame.derive.trees.conditions import tree_conditions
from vcgame.model.formula.expression import Condition
from vcgame.model.model import Model
from vcgame.model.text import Text
from vcgame.report.concepts.symmetric import counts_text
from vcgame.report.conditions.alike_answers import alike_table
from vcgame.report.conditions.equilibrium_condition_table import condition_table
from vcgame.report.conditions.tree_cells import play_text
from vcgame.report.conditions.tree_tables import tree_condition_table
from vcgame.report.naming import profile_text
from vcgame.report.tables.table import Table

__all__ = ["AnyConditions", "any_conditions", "conditions_table", "named_conditions"]

AnyConditions = EquilibriumConditions | TreeConditions | AlikeConditions
"""Equilibria and their conditions, by the form of the game."""


def any_conditions(model: Model) -> AnyConditions:
    """Derive when each equilibrium of a model exists.

    Raises
    ------
    UnsupportedError
        For trees that are too large.

    Examples
    --------
    >>> from vcgame.model.library import load_model
    >>> type(any_conditions(load_model("order-war"))).__name__
    'AlikeConditions'
    """
    if model.form == "extensive":
        return tree_conditions(model)
    if model.form == "symmetric":
        return alike_conditions(model)
    return all_equilibrium_conditions(model)


def conditions_table(found: AnyConditions, model: Model, values: Mapping[str, Fraction]) -> Table:
    """Tabulate when each equilibrium exists, and whether it does at a point."""
    match found:
        case TreeConditions():
            return tree_condition_table(model, found, values)
        case AlikeConditions():
            return alike_table(model, found, values)
    return condition_table(model, found, values)


Named = Iterator[tuple[Text, tuple[Condition, ...]]]


def named_conditions(found: AnyConditions, model: Model) -> Named:
    """Give pure equilibria by name, each with all that must hold for it.

    An outcome of a tree that several equilibria lead to is told if one of them always exists, by
    no conditions; else conditions of any of them would not be all of its own.
    """
    match found:
        case TreeConditions():
            return _outcomes(found, model)
        case AlikeConditions():
            return _alike(found, model)
    return _profiles(found, model)


def _profiles(found: EquilibriumConditions, model: Model) -> Named:
    for each in found.equilibria:
        if each.pure is not None and not each.never:
            yield profile_text(model, each.pure), each.conditions


def _outcomes(found: TreeConditions, model: Model) -> Named:
    outcomes: dict[Text, list[TreeConditioned]] = {}
    for each in found.equilibria:
        if not each.never:
            outcomes.setdefault(play_text(model, each), []).append(each)
    for name, equilibria in outcomes.items():
        least = min(equilibria, key=lambda each: len(each.conditions))
        if len(equilibria) == 1 or not least.conditions:
            yield name, least.conditions


def _alike(found: AlikeConditions, model: Model) -> Named:
    ids = [strategy.id for strategy in model.players[0].strategies]
    for each in found.conditions:
        if each.kind == "all" and not each.never:
            yield counts_text(model, [int(id == each.strategy) for id in ids]), each.conditions
