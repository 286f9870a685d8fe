"""One lever of a game of alike firms: where its pure equilibria change, exactly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from fractions import Fraction
from itertools import combinations, islice
from typing import Any, Final

from vcgame.derive.isolated import Root
from vcgame.derive.thresholds import OneLever, Ratios
from vcgame.errors import EvaluationError, UnsupportedError
from vcgame.forms.symmetric import SymmetricGame, spreads
from vcgame.forms.symmetric_point import symmetric_game, welfare_game
from vcgame.model.firms import number_of_firms
from vcgame.model.formula.expression import Expression, Number, names, substitute
from vcgame.model.model import Model
from vcgame.solve.numbers import BITS, MOST_BITS, working_precision
from vcgame.solve.solution import Solution
from vcgame.solve.symmetric.answer import SymmetricAnswer
from vcgame.solve.symmetric.counts import pure_equilibria
from vcgame.solve.symmetric.efficiency import efficiency_of
from vcgame.solve.symmetric.label import symmetric_label

__all__ = ["AlikeLever", "pure_solution"]

MOST_SPREADS: Final = 500
"""Ways to spread the others whose payoffs are written out as formulas, at most."""

MOST_PURE: Final = 10_000

METHOD: Final = "counts of firms"
COMPLETE: Final = "all counts are compared"
TIE: Final = "a tie between irrational payoffs could not be decided"
MANY: Final = f"there are more than {MOST_PURE} pure equilibria, the others are not listed"


def pure_solution(model: Model, values: Mapping[str, Fraction]) -> Solution:
    """Find the pure equilibria of alike firms at a point; mixed ones are not looked for.

    Raises
    ------
    EvaluationError
        Where the number of firms is none, or a payoff has no value.

    Examples
    --------
    >>> from vcgame.model.library import load_model
    >>> model = load_model("common-technology")
    >>> pure_solution(model, model.values()).regime
    'contribute:0 | contribute:3'
    """
    bits = BITS
    while True:
        game = symmetric_game(model, values, bits)
        with nullcontext() if game.exact else working_precision(bits):
            found = list(islice(pure_equilibria(game), MOST_PURE + 1))
        if None not in found or 4 * bits > MOST_BITS:
            break
        bits *= 4
    equilibria = tuple(each for each in found if each is not None)[:MOST_PURE]
    missing = [TIE] * (None in found) + [MANY] * (len(found) > MOST_PURE)
    welfare = welfare_game(model, values, game)
    answer = SymmetricAnswer(
        "pure",
        METHOD,
        not missing,
        "; ".join(missing) if missing else COMPLETE,
        None,
        equilibria,
        efficiency=None if welfare is None else efficiency_of(welfare, equilibria),
    )
    return Solution(model, values, game, answer, symmetric_label(game.strategies, answer))


class AlikeLever(OneLever):
    """A model of alike firms with all parameters fixed but one.

    Parameters
    ----------
    model, parameter, point
        The model, the lever, and the values of all others.

    Raises
    ------
    UnsupportedError
        Where the number of firms moves with the lever, or there are too many of them.
    """

    def __init__(self, model: Model, parameter: str, point: Mapping[str, Fraction]) -> None:
        firm = model.players[0]
        if model.form != "symmetric" or firm.number is None:
            raise UnsupportedError(f"{model.id} is no game of alike firms")
        if parameter in names(firm.number):
            raise UnsupportedError(
                f"no exact thresholds of {model.id} in {parameter}: the number of firms moves "
                "with it; write whole = true for a whole number"
            )
        self.ids = tuple(strategy.id for strategy in firm.strategies)
        self.number = number_of_firms(firm.number, point)
        self.spreads = tuple(islice(spreads(self.number - 1, len(self.ids)), MOST_SPREADS + 1))
        if len(self.spreads) > MOST_SPREADS:
            raise UnsupportedError(
                f"no exact thresholds of {model.id}: the other firms can be spread in more than "
                f"{MOST_SPREADS} ways; use sweep"
            )
        super().__init__(model, parameter, point, formulas=self._formulas(model))

    def _formulas(self, model: Model) -> Iterator[tuple[Any, tuple[Expression, ...]]]:
        """Give the payoff of every strategy for every spread of the others."""
        for spread in self.spreads:
            others = dict(zip(self.ids, spread, strict=True))
            counts = {
                id: Number(Fraction(others[count.strategy])) for id, count in model.counts.items()
            }
            for id in self.ids:
                yield (id, spread), (substitute(model.payoffs[(id,)][0], counts),)

    def deciding(self, ratios: Ratios) -> Iterator[Any]:
        """Give the differences of payoffs whose signs decide the pure equilibria."""
        for spread in self.spreads:
            paid = [ratios.payoffs[id, spread][0] for id in self.ids]
            yield from (one - other for one, other in combinations(paid, 2))

    def regime_at(self, root: Root) -> str | None:
        """Name the pure equilibria at a root; ``None`` outside the assumptions."""
        try:
            ratios = self.at(root)
            if ratios is None:
                return None
            ranks = [self._ranks(ratios, spread, root) for spread in self.spreads]
        except EvaluationError:
            return None
        # Only the order of payoffs of one spread counts, so ranks stand for them.
        orders = tuple(tuple(map(Fraction, column)) for column in zip(*ranks, strict=True))
        game = SymmetricGame(self.model.players[0].id, self.number, self.ids, orders)
        found = tuple(each for each in pure_equilibria(game) if each is not None)
        return symmetric_label(self.ids, SymmetricAnswer("pure", "", True, "", None, found))

    def _ranks(self, ratios: Ratios, spread: tuple[int, ...], root: Root) -> list[int]:
        paid = [ratios.payoffs[id, spread][0] for id in self.ids]
        return [sum(root.sign(own - other) > 0 for other in paid) for own in paid]
