"""What happens at a point, in words: the equilibria one by one, and the regime they make."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from math import prod
from typing import Any, Final, TypeVar

from vcgame.derive.trees.answer import TreeConditioned
from vcgame.forms.extensive import ExtensiveGame
from vcgame.forms.strategic import StrategicGame
from vcgame.model.model import Model
from vcgame.model.text import Text
from vcgame.report.concepts.play_text import play_text as mixed_play_text
from vcgame.report.concepts.symmetric import symmetric_name, symmetric_regime
from vcgame.report.conditions.tree_cells import play_text
from vcgame.report.naming import both, joined, outcome_text, profile_text
from vcgame.report.words import word
from vcgame.solve.answer import Answer, Equilibrium
from vcgame.solve.solution import Solution
from vcgame.solve.subgame import TreeAnswer, TreeEquilibrium
from vcgame.solve.symmetric.answer import SymmetricAnswer, SymmetricEquilibrium
from vcgame.solve.trees.assessment import Assessment, AssessmentAnswer, Behaviour

__all__ = [
    "all_profiles",
    "behaviour_text",
    "equilibrium_names",
    "equilibrium_texts",
    "listed",
    "mixed_texts",
    "pure_texts",
    "regime_key",
    "regime_text",
]

_T = TypeVar("_T")


def equilibrium_names(solution: Solution) -> list[Text]:
    """Name every equilibrium, in the order of the answer.

    A mixed equilibrium is named by what is mixed; a tree's by what happens, since its moves
    elsewhere are not seen; one of alike firms by how many play what.
    """
    wording = _wording(solution)
    return [wording.name(found) for found in solution.answer.equilibria]


def equilibrium_texts(solution: Solution) -> tuple[Text, ...]:
    """Give the names of the equilibria, each once."""
    return tuple(dict.fromkeys(equilibrium_names(solution)))


def mixed_texts(solution: Solution) -> tuple[Text, ...]:
    """Name the equilibria in which somebody mixes."""
    wording = _wording(solution)
    mixed = [found for found in solution.answer.equilibria if not wording.pure(found)]
    return tuple(dict.fromkeys(map(wording.name, mixed)))


def pure_texts(solution: Solution) -> tuple[Text, ...]:
    """Name the equilibria in which nobody mixes."""
    wording = _wording(solution)
    pure = [found for found in solution.answer.equilibria if wording.pure(found)]
    return tuple(dict.fromkeys(map(wording.name, pure)))


def regime_text(solution: Solution) -> Text:
    """Name a regime for people: the equilibria, and which of them form a continuum."""
    return _wording(solution).regime()


def regime_key(solution: Solution) -> Any:
    """Give what two regimes have in common if people would call them the same.

    For trees that is what happens; for strategic games which strategies are played together,
    and which equilibria hang together; for alike firms how many play what. Best replies that
    nobody plays do not count.
    """
    return _wording(solution).key()


class _Wording(ABC):
    """How the equilibria of one sort of answer are called."""

    def __init__(self, solution: Solution) -> None:
        self.solution = solution
        self.model = solution.model

    @abstractmethod
    def name(self, found: Any) -> Text:
        """Name one equilibrium."""

    @abstractmethod
    def regime(self) -> Text:
        """Name all of them together."""

    def pure(self, found: Any) -> bool:
        """Whether nobody mixes in it."""
        return bool(found.pure)

    def key(self) -> Any:
        """Give what makes two regimes the same."""
        return self.solution.regime


class _OfProfiles(_Wording):
    """Equilibria of a strategic game."""

    def name(self, found: Equilibrium) -> Text:
        return _name(self.model, found)

    def regime(self) -> Text:
        answer = _of_type(self.solution.answer, Answer)
        if not answer.equilibria:
            return word("none")
        if all_profiles(self.solution):
            return word("every_profile")
        texts = []
        for group in _groups(answer):
            named = [_name(self.model, found) for found in group]
            if len(group) == 1:
                texts.append(named[0])
                continue
            names = sorted(dict.fromkeys(named), key=lambda text: text.en)
            texts.append(both(word("continuum_of", what="{what}"), what=listed(names)))
        return joined(dict.fromkeys(sorted(texts, key=lambda text: text.en)), "; ", "；")

    def key(self) -> Any:
        groups = _groups(_of_type(self.solution.answer, Answer))
        return tuple(sorted(tuple(sorted(found.supports for found in group)) for group in groups))


class _OfOutcomes(_Wording):
    """Equilibria of a tree, told by what happens."""

    def regime(self) -> Text:
        outcomes = equilibrium_texts(self.solution)
        return joined(outcomes, "; ", "；") if outcomes else word("not_listed")

    def key(self) -> Any:
        return frozenset(equilibrium_texts(self.solution))

    @property
    def game(self) -> ExtensiveGame:
        return _of_type(self.solution.game, ExtensiveGame)


class _OfTree(_OfOutcomes):
    """By backward induction, where nobody needs to mix."""

    def name(self, found: TreeEquilibrium) -> Text:
        return outcome_text(self.model, self.game, found)

    def pure(self, found: TreeEquilibrium) -> bool:  # noqa: ARG002  all are
        return True


class _OfAssessments(_OfOutcomes):
    """With information sets."""

    def name(self, found: Assessment) -> Text:
        return behaviour_text(self.model, self.game, found.behaviour)


class _OfAlike(_Wording):
    """Of alike firms."""

    def name(self, found: SymmetricEquilibrium) -> Text:
        return symmetric_name(self.model, found)

    def regime(self) -> Text:
        return symmetric_regime(self.model, _of_type(self.solution.answer, SymmetricAnswer))

    def key(self) -> Any:
        return self.regime().en  # "all build" is the same regime, however many all are


_WORDINGS: Final[Mapping[type, type[_Wording]]] = {
    Answer: _OfProfiles,
    TreeAnswer: _OfTree,
    AssessmentAnswer: _OfAssessments,
    SymmetricAnswer: _OfAlike,
}


def _wording(solution: Solution) -> _Wording:
    return _WORDINGS[type(solution.answer)](solution)


def _of_type(value: object, kind: type[_T]) -> _T:
    if not isinstance(value, kind):
        raise TypeError(type(value))
    return value


def behaviour_text(model: Model, game: ExtensiveGame, behaviour: Behaviour) -> Text:
    """Write what happens in a tree with information sets.

    Where nobody mixes on the way, the moves by those of chance alone: ``[high: seek; low: skip]``,
    which stays the same whatever the chances are; else with all probabilities.
    """
    sets = game.information_sets()
    made: dict[int, list[int]] = {}
    mixed: set[int] = set()
    for each, mixture in zip(sets, behaviour, strict=True):
        played = [move for move, share in enumerate(mixture) if share != 0]
        made |= dict.fromkeys(each.vertices, played)
        mixed |= set(each.vertices) if len(played) > 1 else set()
    waiting, reached = [0], set()
    while waiting:
        place = waiting.pop()
        reached.add(place)
        vertex = game.vertices[place]
        taken: Iterable[int] = made.get(place, range(len(vertex.moves)))
        waiting += [vertex.moves[move].child for move in taken]
    if reached & mixed:
        return mixed_play_text(model, game, behaviour)
    moves = tuple((each.id, each.actions[made[each.vertices[0]][0]]) for each in sets)
    return play_text(model, TreeConditioned(moves, (), ()))


def all_profiles(solution: Solution) -> bool:
    """Whether every profile, pure or mixed, is an equilibrium."""
    answer, game = solution.answer, solution.game
    if not isinstance(answer, Answer) or not isinstance(game, StrategicGame):
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
