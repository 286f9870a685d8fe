"""Payoffs of a model at many points: exact integers, or bounded floats.

The set of equilibria of a game does not change when the payoffs of a player are multiplied by a
positive number. So each player's payoffs are integers without a denominator wherever these
certainly fit into int64 (see `vcgame.model.formula.integer_arrays`); else they are floats with a
bound on their error (`vcgame.model.formula.float_arrays`); and single points can always be had
exactly, in Python integers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isnan, lcm
from typing import TYPE_CHECKING, Any, Final

from vcgame.errors import EvaluationError, IrrationalError, UnsupportedError
from vcgame.model.formula.exact import evaluate
from vcgame.model.formula.expression import Expression
from vcgame.model.formula.integer_arrays import UNBOUNDED, Integers
from vcgame.model.formula.tier_steps import Found, Row
from vcgame.model.formula.tiers import TieredProgram
from vcgame.model.model import Model
from vcgame.model.point import value_at
from vcgame.sweep.columns import Values
from vcgame.sweep.solvers.assumptions import Assumed, AssumptionProgram
from vcgame.sweep.solvers.block_values import inputs_of, mask_of, point_at, rows_of
from vcgame.sweep.solvers.payoff_tables import PlayerPayoffs, Tier, tabulated

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "Assumed",
    "AssumptionProgram",
    "ExactPayoffs",
    "PayoffBlock",
    "PayoffProgram",
    "PlayerPayoffs",
    "Tier",
]

_SAFE_BITS: Final = 400

_PRECISE: Final = 2.0**-34
"""Floats that are off by a larger share of the largest payoff lack the ten digits promised."""


@dataclass(frozen=True, slots=True, eq=False)
class ExactPayoffs:
    """Payoffs at some points of a block in Python integers, at each point up to a factor.

    Attributes
    ----------
    tables
        Per player an object array of shape (profiles, rows).
    absent
        Per row, whether some payoff has no value there; the tables hold zeros.
    irrational
        Per row, whether some payoff is not rational there; likewise.
    """

    tables: tuple[NDArray[Any], ...]
    absent: NDArray[np.bool_]
    irrational: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class PayoffBlock:
    """The payoffs of a strategic model at the points of a block.

    Attributes
    ----------
    players
        The payoffs of each player.
    absent
        Per point, whether some payoff certainly has no value.
    unsure
        Per point, whether the floats cannot tell a branch or whether there is a value: solve it
        from `exact`, which says too whether it is absent. A point is never both.
    """

    players: tuple[PlayerPayoffs, ...]
    absent: NDArray[np.bool_]
    unsure: NDArray[np.bool_]
    _program: PayoffProgram
    _values: Values

    def __len__(self) -> int:
        return len(self.absent)

    def point(self, row: int) -> dict[str, Fraction]:
        """Give every parameter its value at one row."""
        return point_at(self._values, row)

    def exact(self, rows: Sequence[int] | NDArray[np.intp]) -> ExactPayoffs:
        """Work the payoffs out exactly at some rows, whatever the tier of the block."""
        import numpy as np

        return self._program.exact(
            rows_of(self._values, np.asarray(rows, dtype=np.intp)), len(rows)
        )

    def floats(self) -> NDArray[np.float64]:
        """Give the payoffs in floats, of shape (players, profiles, points); nan where absent.

        From integers, the relative error is at most ``(4 + 2*k) * 2**-53``, where k is the
        number of arrays in `PlayerPayoffs.below` (5e-16 without any); at unsure points, and
        where a player has no table, a rational payoff is rounded correctly. From floats, a payoff
        is within `PlayerPayoffs.error`, and that is at most ``2**-34`` of the player's largest
        payoff at the point; where it is more, payoffs are worked out anew.
        """
        import numpy as np

        profiles = len(self._program.formulas[0])
        found = np.empty((len(self.players), profiles, len(self)))
        gone = self.absent.copy()
        for number, player in enumerate(self.players):
            anew = self._fill(found[number], player)
            for row in np.flatnonzero((anew | self.unsure) & ~self.absent).tolist():
                point = self.point(row)
                for profile, formula in enumerate(self._program.formulas[number]):
                    value = found[number, profile, row] = _float_at(formula, point)
                    gone[row] |= isnan(value)
        if gone.any():
            found[:, :, gone] = np.nan
        return found

    def _fill(self, found: NDArray[np.float64], player: PlayerPayoffs) -> Any:
        """Take a player's floats from its table; tell where they must be had point by point."""
        import numpy as np

        if player.table is None:
            return True
        if player.tier == "floats":
            found[:] = player.table
            return player.error > _PRECISE * abs(found).max(axis=0)
        unit = player.unit
        spread = abs(unit.numerator.bit_length() - unit.denominator.bit_length())
        if spread + 63 * len(player.below) > _SAFE_BITS:
            return True
        np.multiply(player.table, float(unit), out=found)
        for array in player.below:
            found /= array
        return False


class PayoffProgram:
    """The payoffs of a strategic model, made ready for many points.

    Examples
    --------
    >>> import numpy as np
    >>> from vcgame.model.library import load_model
    >>> from vcgame.sweep.columns import Column
    >>> program = PayoffProgram.of(load_model("boxed-pigs"))
    >>> block = program.run({"A": Column(np.array([5, 20]), 10)}, 2)
    >>> large = block.players[0]
    >>> large.tier, large.table.tolist(), large.unit
    ('integers', [[65, 50], [55, 40], [90, 90], [0, 0]], Fraction(1, 10))
    """

    def __init__(self, formulas: tuple[tuple[Expression, ...], ...]) -> None:
        self.formulas = formulas
        """Per player, one formula per profile."""
        distinct = tuple(dict.fromkeys(each for player in formulas for each in player))
        self._places = tuple(tuple(map(distinct.index, player)) for player in formulas)
        self._distinct = distinct
        uses = Counter(place for places in self._places for place in places)
        self._alone = tuple(
            (player, profile)
            for player, places in enumerate(self._places)
            for profile, place in enumerate(places)
            if uses[place] == 1
        )
        self._program = TieredProgram(distinct)

    @classmethod
    def of(cls, model: Model) -> PayoffProgram:
        """Compile the payoffs of a model.

        Raises
        ------
        UnsupportedError
            For a tree.
        """
        if model.form != "strategic":
            raise UnsupportedError(
                f"{model.id} is {model.called}; this needs a strategic game: a model with [payoffs]"
            )
        return cls(tuple(zip(*model.payoffs.values(), strict=True)))

    def run(self, values: Values, count: int, spent: PayoffBlock | None = None) -> PayoffBlock:
        """Work the payoffs out at all points of a block.

        Parameters
        ----------
        values
            Every parameter of the model.
        count
            The number of points.
        spent
            A block that is no longer needed: its tables are overwritten, which saves the
            system's work of handing out new memory, a third of the time.
        """
        import numpy as np

        tables = self._tables(count, spent)
        rows = [[Row(row, row.view(np.float64)) for row in table] for table in tables]
        own = {self._places[i][j]: rows[i][j] for i, j in self._alone}
        found: list[Any] = self._program.run(inputs_of(values, self._program.names), rows=own)
        absent, unsure = mask_of(None, count), mask_of(None, count)
        for each in found:
            if each.absent is not None:
                absent |= each.absent
            if each.unsure is not None:
                unsure |= each.unsure
        absent &= ~unsure
        players = tuple(
            tabulated([found[place] for place in places], where, table)
            for places, where, table in zip(self._places, rows, tables, strict=True)
        )
        return PayoffBlock(players, absent, unsure, self, values)

    def exact(self, values: Values, count: int) -> ExactPayoffs:
        """Work the payoffs out in Python integers at all points of a block."""
        import numpy as np

        inputs = inputs_of(values, self._program.names)
        found: list[Any] = self._program.run(inputs, unbounded=True)
        absent, irrational = mask_of(None, count), mask_of(None, count)
        hard = mask_of(None, count)
        for each in found:
            if each.unsure is not None:
                hard |= each.unsure
            if each.absent is not None:
                absent |= each.absent
        absent &= ~hard
        tables = []
        for places in self._places:
            table = np.zeros((len(places), count), dtype=object)
            if not hard.all() and not self._fill(table, [found[place] for place in places]):
                hard |= True
            tables.append(table)
        for row in np.flatnonzero(hard):
            try:
                point = point_at(values, int(row))
                payoffs = [evaluate(formula, point) for formula in self._distinct]
            except IrrationalError:
                irrational[row] = True
            except EvaluationError:
                absent[row] = True
            else:
                absent[row] = False
                for table, places in zip(tables, self._places, strict=True):
                    table[:, row] = _whole([payoffs[place] for place in places])
        for table in tables:
            table[:, absent | irrational] = 0
        return ExactPayoffs(tuple(tables), absent, irrational)

    def _tables(self, count: int, spent: PayoffBlock | None) -> list[NDArray[np.int64]]:
        import numpy as np

        old = [None] * len(self._places) if spent is None else [p.table for p in spent.players]
        return [
            np.empty((len(places), count), dtype=np.int64)
            if table is None or table.shape != (len(places), count)
            else table.view(np.int64)
            for places, table in zip(self._places, old, strict=True)
        ]

    def _fill(self, table: NDArray[Any], found: list[Found]) -> bool:
        """Fill a table from unbounded results; a result that is missing is done by points."""
        exact = [each.exact for each in found if each.exact is not None]
        aligned = Integers(UNBOUNDED).aligned(exact) if len(exact) == len(found) else None
        if aligned is None:
            return False
        for row, term in zip(table, aligned.terms, strict=True):
            row[:] = term.value()
        return True


def _whole(payoffs: list[Fraction]) -> list[int]:
    """Multiply fractions by a positive number that makes them all whole."""
    shared = lcm(*(payoff.denominator for payoff in payoffs))
    return [payoff.numerator * (shared // payoff.denominator) for payoff in payoffs]


def _float_at(formula: Expression, point: Mapping[str, Fraction]) -> float:
    """Round one payoff at one point; nan where there is none."""
    try:
        value = value_at(formula, point)
        return float(value)
    except EvaluationError:
        return float("nan")
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")
