"""What happens at a point, in words: the equilibria one by one, and the regime they make."""

from __future__ import annotations

from collections.abc import Iterable
from math import prod
from typing import Any

from vcgame.forms.extensive import ExtensiveGame
from vcgame.forms.strategic import StrategicGame
from vcgame.model.model import Model
from vcgame.model.text import Text
from vcgame.report.naming import both, joined, outcome_text, profile_text
from vcgame.report.words import word
from vcgame.solve.answer import Answer, Equilibrium
from vcgame.solve.solution import Solution
from vcgame.solve.subgame import TreeAnswer

__all__ = [
    "all_profiles",
    "equilibrium_names",
    "equilibrium_texts",
    "listed",
    "mixed_texts",
    "regime_key",
    "regime_text",
]


def equilibrium_names(solution: Solution) -> list[Text]:
    """Name every equilibrium, in the order of the answer.

    A mixed equilibrium is named by what is mixed; a tree's by what happens, since its moves
    elsewhere are not seen.
    """
    model, game, answer = solution.model, solution.game, solution.answer
    if not isinstance(answer, TreeAnswer):
        return [_name(model, found) for found in answer.equilibria]
    if not isinstance(game, ExtensiveGame):
        raise TypeError(type(game))
    return [outcome_text(model, game, found) for found in answer.equilibria]


def equilibrium_texts(solution: Solution) -> tuple[Text, ...]:
    """Give the names of the equilibria, each once."""
    return tuple(dict.fromkeys(equilibrium_names(solution)))


def mixed_texts(solution: Solution) -> tuple[Text, ...]:
    """Name the equilibria in which somebody mixes; trees list none."""
    answer = solution.answer
    if isinstance(answer, TreeAnswer):
        return ()
    mixed = [found for found in answer.equilibria if not found.pure]
    return tuple(dict.fromkeys(_name(solution.model, found) for found in mixed))


def regime_text(solution: Solution) -> Text:
    """Name a regime for people: the equilibria, and which of them form a continuum."""
    answer = solution.answer
    if isinstance(answer, TreeAnswer):
        outcomes = equilibrium_texts(solution)
        return joined(outcomes, "; ", "；") if outcomes else word("not_listed")
    if not answer.equilibria:
        return word("none")
    if all_profiles(solution):
        return word("every_profile")
    texts = []
    for group in _groups(answer):
        named = [_name(solution.model, found) for found in group]
        if len(group) == 1:
            texts.append(named[0])
            continue
        names = sorted(dict.fromkeys(named), key=lambda text: text.en)
        texts.append(both(word("continuum_of", what="{what}"), what=listed(names)))
    return joined(dict.fromkeys(sorted(texts, key=lambda text: text.en)), "; ", "；")


def regime_key(solution: Solution) -> Any:
    """Give what two regimes have in common if people would call them the same.

    For trees that is what happens; for strategic games which strategies are played together,
    and which equilibria hang together. Best replies that nobody plays do not count.
    """
    answer = solution.answer
    if isinstance(answer, TreeAnswer):
        return frozenset(equilibrium_texts(solution))
    groups = [sorted(found.supports for found in group) for group in _groups(answer)]
    return tuple(sorted(tuple(group) for group in groups))


def all_profiles(solution: Solution) -> bool:
    """Whether every profile, pure or mixed, is an equilibrium."""
    answer, game = solution.answer, solution.game
    if isinstance(answer, TreeAnswer) or not isinstance(game, StrategicGame):
        return False
    count = prod(game.shape)
    return count > 1 and any(
        sum(answer.equilibria[place].pure for place in subset) == count
        for subset in answer.nash_subsets
    )


def listed(texts: Iterable[Text]) -> Text:
    """Join texts by commas, and the last by "and".

    Examples
    --------
    >>> listed([Text("a", "甲"), Text("b", "乙"), Text("c", "丙")])
    Text(en='a, b and c', zh='甲、乙和丙')
    """
    texts = list(texts)
    if len(texts) < 2:
        return joined(texts)
    first = joined(texts[:-1], ", ", "、")
    return both(word("and", first="{first}", last="{last}"), first=first, last=texts[-1])


def _groups(answer: Answer) -> list[list[Equilibrium]]:
    """Put equilibria that hang together into one group."""
    groups: dict[int, list[Equilibrium]] = {}
    for found in answer.equilibria:
        groups.setdefault(found.component, []).append(found)
    return list(groups.values())


def _name(model: Model, equilibrium: Equilibrium) -> Text:
    if equilibrium.pure:
        ids = [
            player.strategies[support[0]].id
            for player, support in zip(model.players, equilibrium.supports, strict=True)
        ]
        return profile_text(model, ids)
    sizes = [len(player.strategies) for player in model.players]
    if sizes == [2, 2] == [len(support) for support in equilibrium.supports]:
        return word("mixed_equilibrium")
    played = [
        joined((player.strategies[each].name for each in support), " + ", " + ")
        for player, support in zip(model.players, equilibrium.supports, strict=True)
    ]
    names = joined(played)
    return Text(f"({names.en})", f"（{names.say('zh')}）")
