"""What states of populations are called in print: shares, rest points, ends of trajectories."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from vcgame.forms.populations import PopulationGame
from vcgame.model.formula.latex import name_to_latex
from vcgame.model.text import Text
from vcgame.report.naming import both
from vcgame.report.tables.cells import number
from vcgame.report.tables.formula import Math
from vcgame.report.words import word
from vcgame.solve.dynamics.rest_points import RestStates

__all__ = [
    "coordinate_symbol",
    "end_text",
    "kind_text",
    "share_text",
    "state_text",
    "strategy_texts",
]

_DIGITS = 4


def coordinate_symbol(game: PopulationGame, coordinate: str) -> Math:
    """Give the symbol of a coordinate."""
    tex = game.tex(coordinate)
    return Math(name_to_latex(coordinate) if tex == coordinate else tex, coordinate)


def strategy_texts(game: PopulationGame, population: int) -> tuple[Text, ...]:
    """Give the names of a population's strategies, counted ones first, as coordinates stand."""
    own = game.populations[population]
    counted = own.counted
    rest = [place for place in range(len(own.strategies)) if place not in counted]
    player = next(k for k, each in enumerate(game.model.players) if each.id == own.id)
    return tuple(
        game.model.strategy_name(player, own.strategies[place]) for place in (*counted, *rest)
    )


def share_text(game: PopulationGame, place: int) -> Text:
    """Say what a coordinate is the share of: ``share of firms choosing maintain``.

    Examples
    --------
    >>> from vcgame.forms.populations import population_game
    >>> from vcgame.model.library import load_model
    >>> share_text(population_game(load_model("boxed-pigs")), 0).en
    'share of large pig choosing press'
    """
    population, within = _owner(game, place)
    strategy = strategy_texts(game, population)[within]
    if len(game.populations) == 1:
        return both(word("paths.share_choosing", strategy="{strategy}"), strategy=strategy)
    template = word("paths.share_of", player="{player}", strategy="{strategy}")
    return both(template, player=game.populations[population].name, strategy=strategy)


def _owner(game: PopulationGame, place: int) -> tuple[int, int]:
    for number_, population in enumerate(game.populations):
        if place < len(population.coordinates):
            return number_, place
        place -= len(population.coordinates)
    raise IndexError(place)


def state_text(values: Sequence[Fraction | float]) -> Text:
    """Write a state; fractions exactly, floats to four digits.

    Examples
    --------
    >>> state_text((Fraction(5, 9), 0.25, 1.0)).en
    '(5/9, 0.2500, 1)'
    """
    shown = [number(_whole(value), _DIGITS) for value in values]
    return Text(f"({', '.join(shown)})")


def _whole(value: Fraction | float) -> Fraction | float:
    return Fraction(int(value)) if value in (0, 1) else value


def end_text(end: Sequence[float] | None, rest: RestStates) -> Text | None:
    """Write where a trajectory ends, exactly where the rest point is known exactly."""
    if end is None:
        return None
    known = next((point.values for point in rest.points if point.place == tuple(end)), None)
    return state_text(end if known is None else known)


def kind_text(kind: str) -> Text:
    """Say what a rest point is by linearisation."""
    return word(f"paths.{kind.replace('-', '_')}")
