"""Risk dominance and p-dominance of pure equilibria.

Of two strict equilibria of a two-by-two game the one with the larger Nash product, the product of
what the players lose by deviating alone, risk-dominates the other (Harsanyi and Selten 1988,
chapter 3). In larger games an equilibrium is p-dominant if the part of each player i is a best
reply to every belief that gives the others' parts a probability of at least p_i (Morris, Rob and
Shin 1995; Kajii and Morris 1997). The least such p_i is a largest quotient of payoff differences,
so it is exact. If the least p_i sum to less than 1, the equilibrium is robust to incomplete
information (Kajii and Morris 1997, proposition 5.3).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from math import prod
from typing import Final

from vcgame.errors import UnsupportedError
from vcgame.forms.strategic import StrategicGame
from vcgame.forms.symmetric import SymmetricGame
from vcgame.solve.pure import solve_pure
from vcgame.solve.reasoning.situations import Situation, Situations

__all__ = ["Dominant", "RiskDominance", "risk_dominance"]

MOST_EQUILIBRIA: Final = 1_000
"""So many pure equilibria are compared; that of more players or firms takes long."""


@dataclass(frozen=True, slots=True)
class Dominant:
    """A pure equilibrium and how much trust it needs.

    Attributes
    ----------
    profile
        The strategies of the players; of alike firms the one that all play.
    strict
        Whether every deviation costs.
    least
        Per player, the least p for which the equilibrium is p-dominant; alike firms have one.
    worst
        Per player, the strategy and the situation that set this p; ``None`` where p is 0.
    losses
        Per player, what the best deviation alone costs; ``None`` with one strategy.
    """

    profile: tuple[int, ...]
    strict: bool
    least: tuple[Fraction, ...]
    worst: tuple[tuple[int, Situation] | None, ...]
    losses: tuple[Fraction | None, ...]

    @property
    def p(self) -> Fraction:
        """The least p that does for all players."""
        return max(self.least)


@dataclass(frozen=True, slots=True)
class RiskDominance:
    """The pure equilibria of a game by p-dominance, and by risk dominance in two-by-two games.

    Attributes
    ----------
    concept, method, complete, why, notes
        As in every answer.
    firms
        How many alike firms there are, or 0 if the players are told apart.
    equilibria
        The pure equilibria, in the order of their profiles; of alike firms, those in which all
        do the same.
    products
        In a two-by-two game with two strict equilibria, the Nash product of each, in the order
        of `equilibria`; else empty.
    dominant
        The place of the risk-dominant one among `equilibria`; ``None`` where both products are
        equal or the concept does not apply.
    """

    concept: str
    method: str
    complete: bool
    why: str
    firms: int
    equilibria: tuple[Dominant, ...]
    products: tuple[Fraction, ...] = ()
    dominant: int | None = None
    notes: tuple[str, ...] = ()

    @property
    def tied(self) -> bool:
        """Whether the two products are equal."""
        return bool(self.products) and self.dominant is None

    def total(self, equilibrium: Dominant) -> Fraction:
        """Give the sum of the least p of all players."""
        return sum(equilibrium.least, Fraction(0)) * (self.firms or 1)

    def robust(self, equilibrium: Dominant) -> bool | None:
        """Tell that a sum below 1 shows robustness; ``None``, since a larger one shows nothing."""
        return True if self.total(equilibrium) < 1 else None


def risk_dominance(game: StrategicGame | SymmetricGame) -> RiskDominance:
    """Compare the pure equilibria of a game by risk dominance and p-dominance.

    Raises
    ------
    UnsupportedError
        For irrational payoffs, and for more profiles than can be compared.

    Examples
    --------
    In the stag hunt the safe equilibrium is risk-dominant: it needs a trust of 1/4 only.

    >>> game = StrategicGame.from_matrices([[4, 0], [3, 3]], [[4, 3], [0, 3]])
    >>> found = risk_dominance(game)
    >>> [str(each.p) for each in found.equilibria], found.dominant
    (['3/4', '1/4'], 1)
    """
    if not game.exact:
        raise UnsupportedError(
            "risk dominance needs rational payoffs, and some are irrational here; "
            "choose values where they are rational"
        )
    table = Situations(game)
    complete, why = True, "every pure equilibrium was compared with every deviation, exact"
    notes: tuple[str, ...] = ()
    if isinstance(game, SymmetricGame):
        firms = game.number
        profiles: list[tuple[int, ...]] = [(s,) for s in range(len(game.strategies))]
        notes = ("listed are the pure equilibria in which all firms do the same",)
    else:
        firms = 0
        answer = solve_pure(game)
        profiles = [
            tuple(support[0] for support in each.supports)
            for each in islice(answer.equilibria, MOST_EQUILIBRIA)
        ]
        if not answer.complete or len(answer.equilibria) > MOST_EQUILIBRIA:
            complete = False
            why = f"there are more than {len(profiles)} pure equilibria; so many are listed"
    rows = [_Side(table, player) for player in range(len(table.counts))]
    equilibria = tuple(
        found for profile in profiles if (found := _dominant(rows, profile, firms)) is not None
    )
    products, dominant = _risk(game, equilibria)
    return RiskDominance(
        "risk-dominance",
        "largest quotients of payoff differences, exact",
        complete,
        why,
        firms,
        equilibria,
        products,
        dominant,
        notes,
    )


class _Side:
    """One player's payoffs in all situations, worked out once."""

    def __init__(self, table: Situations, player: int) -> None:
        everything = table.everything
        self.scale = table.scale(player)
        self.rows = table.rows(player, everything)
        self.situations = table.situations(player, everything)
        self.places = {each: place for place, each in enumerate(self.situations)}


def _dominant(sides: list[_Side], profile: tuple[int, ...], firms: int) -> Dominant | None:
    """Work out the least p of each player, or give ``None`` if this is no equilibrium."""
    least: list[Fraction] = []
    worst: list[tuple[int, Situation] | None] = []
    losses: list[Fraction | None] = []
    for player, side in enumerate(sides):
        own = profile[player]
        if firms:
            met = tuple(firms - 1 if s == own else 0 for s in range(len(side.rows)))
        else:
            met = profile[:player] + profile[player + 1 :]
        at = side.places[met]
        p, setting, loss = Fraction(0), None, None
        for other, row in side.rows.items():
            if other == own:
                continue
            gaps = [here - there for here, there in zip(side.rows[own], row, strict=True)]
            there = gaps[at]
            if there < 0:
                return None
            loss = there if loss is None else min(loss, there)
            low = min(gaps)
            if low < 0 and Fraction(-low, there - low) > p:
                p = Fraction(-low, there - low)
                setting = other, side.situations[gaps.index(low)]
        least.append(p)
        worst.append(setting)
        losses.append(None if loss is None else Fraction(loss, side.scale))
    strict = all(loss is None or loss > 0 for loss in losses)
    return Dominant(profile, strict, tuple(least), tuple(worst), tuple(losses))


def _risk(
    game: StrategicGame | SymmetricGame, equilibria: tuple[Dominant, ...]
) -> tuple[tuple[Fraction, ...], int | None]:
    """Compare Nash products, where there are two players, two strategies and two equilibria."""
    small = (
        game.shape == (2, 2)
        if isinstance(game, StrategicGame)
        else game.number == 2 and len(game.strategies) == 2
    )
    if not small or len(equilibria) != 2 or not all(each.strict for each in equilibria):
        return (), None
    times = 2 if isinstance(game, SymmetricGame) else 1
    first, second = (
        prod((loss for loss in each.losses if loss is not None), start=Fraction(1)) ** times
        for each in equilibria
    )
    return (first, second), None if first == second else int(second > first)
