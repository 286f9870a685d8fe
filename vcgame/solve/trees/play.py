"""What behaviour leads to, worked out on the tree itself: ends, payoffs, gains by deviating."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, Final

from vcgame.forms.extensive import ExtensiveGame
from vcgame.forms.reduced import own_moves
from vcgame.solve.answer import Real
from vcgame.solve.numbers import upper_float
from vcgame.solve.sign import Ball, real, wrapped
from vcgame.solve.trees.assessment import Assessment, Behaviour
from vcgame.solve.trees.subgames import Stage, stages

__all__ = ["FREE", "TreeReferee", "assessed", "homes_of", "in_order", "largest_gain"]

FREE: Final = (
    "where a player's own earlier moves exclude an information set, any behaviour there "
    "belongs to the equilibrium"
)
"""Note for answers in which some information set is free."""

_Values = tuple[list[Any], list[Any]]
"""Per player, what the best deviation pays, and what the player has."""

_NOTHING: Final = Fraction(0)


def homes_of(game: ExtensiveGame) -> dict[int, int]:
    """Give the number of the information set of every node of a player."""
    return {
        vertex: number
        for number, each in enumerate(game.information_sets())
        for vertex in each.vertices
    }


def assessed(
    game: ExtensiveGame,
    behaviour: Behaviour,
    certificate: Real,
    free: tuple[int, ...] = (),
    *,
    homes: Mapping[int, int] | None = None,
) -> Assessment:
    """Make an assessment of behaviour: the ends it reaches and what it pays.

    Parameters
    ----------
    game
        The tree. Balls are joined at the precision that flint is set to.
    behaviour
        Probabilities of the moves; a float counts as the binary fraction that it is.
    certificate, free
        As in `Assessment`.
    homes
        What `homes_of` gives, where many are made of one tree.
    """
    chances: dict[int, Any] = {0: Fraction(1)}
    homes = homes_of(game) if homes is None else homes
    rounded: set[int] = set()
    outcomes: list[tuple[int, Real]] = []
    payoffs: list[Any] = [Fraction(0)] * len(game.players)
    for number, vertex in enumerate(game.vertices):
        if number not in chances:
            continue
        chance = chances[number]
        if vertex.end:
            outcomes.append((number, _printed(chance, number in rounded)))
            payoffs = [
                total + chance * wrapped(value)
                for total, value in zip(payoffs, vertex.payoffs, strict=True)
            ]
        for k, move in enumerate(vertex.moves):
            p = move.probability if vertex.player is None else behaviour[homes[number]][k]
            if not (isinstance(p, Fraction | float) and p == 0):
                chances[move.child] = chance * _exact(p)
                if number in rounded or isinstance(p, float):
                    rounded.add(move.child)
    inexact = any(end in rounded for end, _ in outcomes)
    return Assessment(
        behaviour,
        tuple(_printed(value, inexact) for value in payoffs),
        tuple(outcomes),
        certificate,
        free=free,
    )


def in_order(found: Iterable[Assessment]) -> tuple[Assessment, ...]:
    """Number the outcomes, and sort: by outcome, pure ones first, then by behaviour.

    Outcomes that reach fewer ends come first.
    """
    listed = list(found)
    outcomes = sorted({each.outcomes for each in listed}, key=lambda ends: (len(ends), ends))
    numbers = {ends: number for number, ends in enumerate(outcomes, 1)}
    numbered = [replace(each, outcome=numbers[each.outcomes]) for each in listed]

    def order(each: Assessment) -> tuple[Any, ...]:
        return each.outcome, not each.pure, [[-p for p in mixture] for mixture in each.behaviour]

    return tuple(sorted(numbered, key=order))


class TreeReferee:
    """Judges behaviour in one tree by the tree alone, whatever way it was found.

    A player's best deviation is worked out from its last information sets to its first, with
    the others' moves taken for moves of chance (Kuhn 1953; von Stengel 1996), and from the
    smallest subgames up.

    Parameters
    ----------
    game
        A tree with perfect recall.
    every_subgame
        Whether deviations are looked at in every subgame, as subgame perfection does, or in the
        whole game alone.
    """

    def __init__(self, game: ExtensiveGame, *, every_subgame: bool = True) -> None:
        if every_subgame:
            parts = stages(game)
        else:
            places = tuple(range(len(game.vertices)))
            parts = (Stage(0, game, places, (), tuple(range(len(game.information_sets())))),)
        self._parts = [_Part(stage) for stage in parts]
        below: dict[int, tuple[int, ...]] = {}
        for stage in parts:
            inside = [n for place in stage.exits for n in below[stage.vertices[place]]]
            below[stage.root] = (*stage.sets, *inside)
        self._below = below
        # Many equilibria share what is played in a subgame; its mixtures are kept with it.
        self._known: dict[tuple[int, ...], tuple[Any, _Values]] = {}

    def largest_gain(self, behaviour: Behaviour) -> Real:
        """Give the largest gain of any player from any deviation.

        Parameters
        ----------
        behaviour
            Probabilities of the moves; a float counts as the binary fraction that it is.

        Returns
        -------
        fractions.Fraction or float
            0 just when the behaviour is a Nash equilibrium (of every subgame). Where irrational
            numbers came in, an upper bound.
        """
        floats = any(isinstance(p, float) for mixture in behaviour for p in mixture)
        values: dict[int, _Values] = {}
        largest: Any = Fraction(0)
        for part in self._parts:
            root = part.stage.root
            below = tuple(behaviour[number] for number in self._below[root])
            key = (root, *map(id, below))
            if key not in self._known:
                self._known[key] = below, part.values(behaviour, values)
            values[root] = self._known[key][1]
            for most, had in zip(*values[root], strict=True):
                largest = _larger(largest, most - had)
        if isinstance(largest, Ball):
            return max(0.0, upper_float(largest.value))
        return float(largest) if floats else real(largest)


def largest_gain(game: ExtensiveGame, behaviour: Behaviour, *, every_subgame: bool = True) -> Real:
    """Compute the largest gain of any player from any deviation; see `TreeReferee`.

    Examples
    --------
    >>> from vcgame.forms.extensive import Move, Vertex
    >>> ends = (Vertex("l", None, (), (Fraction(1),)), Vertex("r", None, (), (Fraction(3),)))
    >>> tree = ExtensiveGame(("a",), (Vertex("n", 0, (Move("L", 1), Move("R", 2))), *ends))
    >>> largest_gain(tree, ((Fraction(1, 2), Fraction(1, 2)),))
    Fraction(1, 1)
    """
    return TreeReferee(game, every_subgame=every_subgame).largest_gain(behaviour)


class _Part:
    """A stage with what is asked of it again and again."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.sets = stage.game.information_sets()
        self.before = own_moves(stage.game)
        self.homes = homes_of(stage.game)

    def values(self, behaviour: Behaviour, later: dict[int, _Values]) -> _Values:
        """Per player, what its best deviation in the subgame pays, and what it has."""
        game = self.stage.game
        mixtures = [[_exact(p) for p in behaviour[number]] for number in self.stage.sets]
        most: list[Any] = []
        had: list[Any] = []
        for player in range(len(game.players)):
            credit = self._credit(player, mixtures, later)
            for place, each in reversed(tuple(enumerate(self.sets))):
                if each.player != player:
                    continue
                first = each.vertices[0]
                options = [
                    credit.get((place, k), (_NOTHING, _NOTHING)) for k in range(len(each.actions))
                ]
                top = options[0][0]
                for option in options[1:]:
                    top = _larger(top, option[0])
                mixed: Any = _NOTHING
                for p, option in zip(mixtures[place], options, strict=True):
                    mixed = mixed + p * option[1]
                _add(credit, self.before[first][player], top, mixed)
            best, played = credit.get(None, (_NOTHING, _NOTHING))
            most.append(best)
            had.append(played)
        return most, had

    def _credit(
        self, player: int, mixtures: Sequence[Sequence[Any]], later: dict[int, _Values]
    ) -> dict[Any, tuple[Any, Any]]:
        """What the ends behind each own last move pay: to the best deviation, and as played."""
        game, stage = self.stage.game, self.stage
        chances: dict[int, Any] = {0: Fraction(1)}
        credit: dict[Any, tuple[Any, Any]] = {}
        for number, vertex in enumerate(game.vertices):
            if number not in chances:
                continue
            chance = chances.pop(number)
            for k, move in enumerate(vertex.moves):
                if vertex.player == player:
                    chances[move.child] = chance
                    continue
                if vertex.player is None:
                    p = wrapped(move.probability)
                else:
                    p = mixtures[self.homes[number]][k]
                # What the others never lead to counts for nothing, and is not walked.
                if isinstance(p, Ball) or p != 0:
                    chances[move.child] = chance * p
            if vertex.end:
                if number in stage.exits:
                    best, played = (values[player] for values in later[stage.vertices[number]])
                else:
                    best = played = wrapped(vertex.payoffs[player])
                _add(credit, self.before[number][player], chance * best, chance * played)
        return credit


def _exact(probability: Any) -> Any:
    """Give a probability as a number to calculate with; a float is a binary fraction."""
    return Fraction(probability) if isinstance(probability, float) else wrapped(probability)


def _add(credit: dict[Any, tuple[Any, Any]], key: Any, best: Any, played: Any) -> None:
    known = credit.get(key, (Fraction(0), Fraction(0)))
    credit[key] = known[0] + best, known[1] + played


def _larger(first: Any, second: Any) -> Any:
    """Give the larger of two numbers; of balls, one that holds it."""
    if isinstance(first, Fraction) and isinstance(second, Fraction):
        return max(first, second)
    from flint import arb

    from vcgame.model.formula.flint_numbers import as_fmpq

    balls = [
        number.value if isinstance(number, Ball) else arb(as_fmpq(number))
        for number in (first, second)
    ]
    return Ball(balls[0].max(balls[1]))


def _printed(value: Any, floats: bool) -> Real:
    return float(value) if floats and isinstance(value, Fraction) else real(value)
