"""Population games: the reading of a strategic game in which shares of populations play.

Each player of the stage game stands for a large population that meets the others at random, or
all players are drawn from one population. The state is the share of each population that plays
each strategy; a payoff is the expected one against the state (Taylor and Jonker 1978; Weibull
1995, ch. 3 and 5), and may depend on the state in other ways too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from vcgame.errors import NotAlgebraicError, UnsupportedError, UsageError
from vcgame.model.coordinates import coordinate_names
from vcgame.model.formula.expression import (
    Expression,
    Name,
    Negation,
    Number,
    Product,
    Sum,
    names,
    substitute,
)
from vcgame.model.formula.polynomials import Field
from vcgame.model.model import Model, Player
from vcgame.model.text import Text

__all__ = ["Population", "PopulationGame", "population_game"]

_ONE = Number(Fraction(1))


@dataclass(frozen=True, slots=True)
class Population:
    """A population of a game.

    Attributes
    ----------
    id, name
        Those of the player whose population it is.
    strategies
        Ids of the strategies.
    coordinates
        Names of the shares that are free: one for every strategy but one.
    shares
        Per strategy its share as a formula: a coordinate, or for one strategy what the
        coordinates leave.
    payoffs
        Per strategy the expected payoff of those who play it, in parameters and coordinates.
    """

    id: str
    name: Text
    strategies: tuple[str, ...]
    coordinates: tuple[str, ...]
    shares: tuple[Expression, ...]
    payoffs: tuple[Expression, ...]

    @property
    def counted(self) -> tuple[int, ...]:
        """Places of the strategies whose shares are the coordinates, in their order."""
        return tuple(
            next(i for i, share in enumerate(self.shares) if share == Name(coordinate))
            for coordinate in self.coordinates
        )


@dataclass(frozen=True, slots=True)
class PopulationGame:
    """A model read as a population game; made by `population_game`."""

    model: Model
    populations: tuple[Population, ...]

    @property
    def coordinates(self) -> tuple[str, ...]:
        """Names of the free shares of all populations, in order."""
        return tuple(c for population in self.populations for c in population.coordinates)

    @property
    def multilinear(self) -> bool:
        """Whether payoffs depend on the state only through whom one meets."""
        return not self.model.state_dependent

    def tex(self, coordinate: str) -> str:
        """Printed symbol of a coordinate in LaTeX."""
        share = self.model.shares.get(coordinate)
        return share.tex if share is not None and share.tex else coordinate


def population_game(model: Model, populations: int | None = None) -> PopulationGame:
    """Read a strategic game as a population game.

    Parameters
    ----------
    model
        The model; ``[shares]`` of its file may name the coordinates.
    populations
        1 for one population of alike players; as many as there are players for one each; by
        default what the file says, else one each.

    Raises
    ------
    UnsupportedError
        For trees.
    UsageError
        For another number of populations, and where players of one population are not alike.

    Examples
    --------
    >>> from vcgame.model.formula.plain import to_text
    >>> from vcgame.model.library import load_model
    >>> game = population_game(load_model("subsidy-war"), 1)
    >>> game.coordinates
    ('x',)
    """
    if model.form != "strategic":
        raise UnsupportedError(
            f"{model.id} is {model.called}; "
            "populations need a strategic game: a model with [payoffs]"
        )
    wanted = populations or model.populations or len(model.players)
    if wanted not in (1, len(model.players)):
        raise UsageError(
            f"{model.id} has {len(model.players)} players; populations are 1 or as many"
        )
    one = wanted == 1 and len(model.players) > 1
    ids = [[strategy.id for strategy in player.strategies] for player in model.players]
    if one and any(own != ids[0] for own in ids):
        raise UsageError(
            f"{model.id} is not symmetric: its players have different strategies; "
            "use one population each"
        )
    players = model.players[:1] if one else model.players
    taken = (*model.parameters, *model.definitions)
    coordinates = coordinate_names(players, model.shares.values(), taken, one=one)
    known = [_shares(own) for own in coordinates]
    replaced = _replaced(model, players, coordinates, known, one=one)
    facing = [known[0]] * len(model.players) if one else known
    found = tuple(
        Population(
            player.id,
            player.name,
            tuple(strategy.id for strategy in player.strategies),
            tuple(name for name in own if name),
            known[number],
            tuple(
                _expected(model, number, strategy.id, facing, replaced)
                for strategy in player.strategies
            ),
        )
        for number, (player, own) in enumerate(zip(players, coordinates, strict=True))
    )
    game = PopulationGame(model, found)
    if one:
        _check_alike(model, replaced)
    return game


def _shares(own: tuple[str | None, ...]) -> tuple[Expression, ...]:
    """Write the share of each strategy; one is what the coordinates leave."""
    coordinates = [Name(name) for name in own if name is not None]
    rest: Expression = _ONE
    if coordinates:
        rest = Sum((_ONE, *(Negation(name) for name in coordinates)))
    return tuple(rest if name is None else Name(name) for name in own)


def _replaced(
    model: Model,
    players: Sequence[Player],
    coordinates: Sequence[tuple[str | None, ...]],
    known: list[tuple[Expression, ...]],
    *,
    one: bool,
) -> dict[str, Expression]:
    """Formulas for the declared shares that are no coordinates themselves."""
    found: dict[str, Expression] = {}
    for share in model.shares.values():
        for player, own, shares in zip(players, coordinates, known, strict=True):
            if one or player.id == share.player:
                ids = [strategy.id for strategy in player.strategies]
                place = ids.index(share.strategy)
                if own[place] != share.id:
                    found[share.id] = shares[place]
    return found


def _expected(
    model: Model,
    number: int,
    strategy: str,
    facing: Sequence[tuple[Expression, ...]],
    replaced: Mapping[str, Expression],
) -> Expression:
    """Write the expected payoff of a strategy of a player against the state."""
    terms: list[Expression] = []
    for profile, weights in _met(model, number, strategy, facing):
        payoff = substitute(model.payoffs[profile][number], replaced)
        terms.append(Product((*weights, payoff)) if weights else payoff)
    return terms[0] if len(terms) == 1 else Sum(tuple(terms))


def _met(
    model: Model, number: int, strategy: str, facing: Sequence[tuple[Expression, ...]]
) -> Iterator[tuple[tuple[str, ...], tuple[Expression, ...]]]:
    """Give all profiles with a strategy of one player, and the shares of the others in each."""
    ids = [[each.id for each in player.strategies] for player in model.players]
    ids[number] = [strategy]
    for profile in product(*ids):
        weights = []
        for other, chosen in enumerate(profile):
            if other != number:
                place = [s.id for s in model.players[other].strategies].index(chosen)
                weights.append(facing[other][place])
        yield profile, tuple(weights)


def _check_alike(model: Model, replaced: Mapping[str, Expression]) -> None:
    """Hold the payoffs to what one population needs: the same whoever plays which part."""
    for profile, payoffs in model.payoffs.items():
        for place in range(len(profile) - 1):
            swapped = list(profile)
            swapped[place], swapped[place + 1] = swapped[place + 1], swapped[place]
            other = list(model.payoffs[tuple(swapped)])
            other[place], other[place + 1] = other[place + 1], other[place]
            for own, theirs in zip(payoffs, other, strict=True):
                if not _same(substitute(own, replaced), substitute(theirs, replaced)):
                    raise UsageError(
                        f"{model.id} is not symmetric: at ({', '.join(profile)}) and "
                        f"({', '.join(swapped)}) the payoffs differ; use one population each"
                    )


def _same(first: Expression, second: Expression) -> bool:
    """Whether two formulas are equal, by algebra where it reaches."""
    if first == second:
        return True
    used = tuple(sorted(names(first) | names(second)))
    try:
        gap = Field(used or ("x",)).fraction(Sum((first, Negation(second))))
    except NotAlgebraicError:
        return False
    return bool(gap.numer.is_zero())
