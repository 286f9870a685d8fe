"""Values of one parameter at which the equilibria may change.

First the range is cut where ``min``, ``max``, ``abs`` or ``a if c else b`` turn from one branch
to another, so that in between all formulas are ratios of polynomials. There the signs that
decide are those of

- payoff differences, for pure equilibria and for the moves in a tree;
- the minors of both payoff matrices bordered by ones: they decide which vertices the
  best-response polytopes have, and which further replies are best at each (two players);
- assumptions, probabilities of chance, and divisors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import combinations, product
from typing import Any, Final

from vcgame.derive.algebra import Algebra
from vcgame.derive.branches import comparisons_in
from vcgame.derive.isolated import Root, isolated_roots
from vcgame.derive.minors import all_minors
from vcgame.derive.resolved import Resolver
from vcgame.errors import EvaluationError, NotAlgebraicError, UnsupportedError
from vcgame.forms.point import check_payoffs
from vcgame.model.formula.expression import Condition, Expression, Number, substitute
from vcgame.model.formula.flint_numbers import as_fraction
from vcgame.model.model import Model
from vcgame.solve.concepts import perfect_information

__all__ = ["OneLever", "Ratios"]

MAX_CELLS: Final = 200
MAX_VALUES: Final = 2_000


class Ratios:
    """The numbers of a game as ratios of polynomials: payoffs, and probabilities of chance."""

    def __init__(self, lever: OneLever, resolver: Resolver) -> None:
        self.model = lever.model
        self.payoffs = {
            where: tuple(map(resolver.ratio, formulas)) for where, formulas in lever.payoffs.items()
        }
        self.chances = {
            where: tuple(map(resolver.ratio, formulas)) for where, formulas in lever.chances.items()
        }
        self.one = lever.algebra.field.one

    def matrices(self) -> tuple[list[list[Any]], list[list[Any]]]:
        """Payoffs of two players, each by own strategies and those of the other."""
        rows, columns = ([s.id for s in player.strategies] for player in self.model.players)
        return (
            [[self.payoffs[r, c][0] for c in columns] for r in rows],
            [[self.payoffs[r, c][1] for r in rows] for c in columns],
        )

    def chance(self) -> Iterator[Any]:
        """What must not be negative, or be zero, for the moves of chance to have probabilities."""
        for weights in self.chances.values():
            yield from weights
            yield sum(weights) - self.one

    def proper(self, root: Root) -> bool:
        """Whether the moves of chance have probabilities at a number."""
        return all(
            all(root.sign(weight) >= 0 for weight in weights)
            and root.sign(sum(weights) - self.one) == 0
            for weights in self.chances.values()
        )

    def signs(self) -> Iterator[Any]:
        """All ratios whose signs decide which equilibria there are."""
        if self.model.form == "extensive":
            yield from self._tree()
            return
        ids = [[strategy.id for strategy in player.strategies] for player in self.model.players]
        for profile, values in self.payoffs.items():
            for player, strategies in enumerate(ids):
                for other in strategies[strategies.index(profile[player]) + 1 :]:
                    swapped = (*profile[:player], other, *profile[player + 1 :])
                    yield values[player] - self.payoffs[swapped][player]
        if len(ids) == 2 and max(map(len, ids)) > 2:
            for matrix in self.matrices():
                yield from all_minors(matrix).values()

    def _tree(self) -> Iterator[Any]:
        """Differences between all that the moves at a node can lead to.

        Raises
        ------
        UnsupportedError
            With information sets, where moves cannot be followed node by node.
        """
        if not perfect_information(self.model):
            raise UnsupportedError(
                f"{self.model.id} has information sets: what decides its equilibria is not "
                f"known node by node; 'vcgame conditions {self.model.id}' gives the pure ones"
            )
        players = [player.id for player in self.model.players]
        values: dict[str, set[tuple[Any, ...]]] = {}
        for node in reversed(self.model.nodes):
            below = [values.pop(action.child) for action in node.actions]
            if node.end:
                values[node.id] = {self.payoffs[node.id]}
            elif node.player is None:
                weights = self.chances[node.id]
                yield from weights
                yield from (weight - self.one for weight in weights)
                yield sum(weights) - self.one
                values[node.id] = set(self._means(node.id, below))
            else:
                mover = players.index(node.player)
                for one, other in combinations(below, 2):
                    own = {value[mover] for value in one}
                    rivals = {value[mover] for value in other}
                    yield from (value - rival for value in own for rival in rivals)
                values[node.id] = set().union(*below)
            if len(values[node.id]) > MAX_VALUES:
                raise NotAlgebraicError(f"more than {MAX_VALUES} outcomes at {node.id}")

    def _means(self, node: str, below: list[set[tuple[Any, ...]]]) -> Iterator[tuple[Any, ...]]:
        for number, combination in enumerate(product(*below)):
            if number > MAX_VALUES:
                raise NotAlgebraicError(f"more than {MAX_VALUES} outcomes at {node}")
            yield tuple(
                sum(w * v for w, v in zip(self.chances[node], column, strict=True))
                for column in zip(*combination, strict=True)
            )


class OneLever:
    """A model with all parameters fixed but one.

    Parameters
    ----------
    model, parameter, point
        The model, the parameter that moves, and the values of all others.
    formulas
        The payoffs by where they are paid, if the model's form does not tell.
    """

    def __init__(
        self,
        model: Model,
        parameter: str,
        point: Mapping[str, Fraction],
        *,
        formulas: Iterable[tuple[Any, Iterable[Expression]]] | None = None,
    ) -> None:
        check_payoffs(model)
        if model.form == "symmetric" and formulas is None:
            raise UnsupportedError(
                f"{model.id} is {model.called}: thresholds of a parameter are for games with a "
                f"table of payoffs and trees; 'vcgame sweep {model.id}' answers on a grid"
            )
        self.model = model
        self.parameter = parameter
        self.algebra = Algebra([parameter])
        fixed: dict[str, Expression] = {
            name: Number(value) for name, value in point.items() if name != parameter
        }
        paid: Iterable[tuple[Any, Iterable[Expression]]] = model.payoffs.items()
        if model.form == "extensive":
            paid = [(node.id, node.payoffs) for node in model.nodes]
        self.payoffs = {
            where: tuple(substitute(formula, fixed) for formula in each)
            for where, each in (paid if formulas is None else formulas)
        }
        nothing = Number(Fraction(0))
        self.chances = {
            node.id: tuple(substitute(a.probability or nothing, fixed) for a in node.actions)
            for node in model.nodes
            if node.player is None and node.actions
        }
        self.assumptions: list[Condition] = [substitute(a, fixed) for a in model.assumptions]

    def candidates(
        self,
        low: Fraction | None,
        high: Fraction | None,
        deciding: Callable[[Ratios], Iterable[Any]] = Ratios.signs,
    ) -> tuple[Root, ...]:
        """Give all values strictly inside a range at which the equilibria may change, in order.

        Parameters
        ----------
        low, high
            The range; ``None`` leaves it open on that side.
        deciding
            The ratios whose signs decide; those that decide the equilibria if it is left out.

        Raises
        ------
        NotAlgebraicError
            Where a formula is no ratio of polynomials, or there are too many of them.
        """
        found: set[Any] = set()
        left, right = self._ends(low, high, deciding)
        waiting, cells = [(left, right)], 0
        while waiting:
            cells += 1
            if cells > MAX_CELLS:
                raise NotAlgebraicError(f"min, max, abs and if make more than {MAX_CELLS} pieces")
            left, right = waiting.pop()
            tests, inside = self._cell(left, right, deciding)
            found |= tests
            cuts = isolated_roots(sorted(tests, key=str), left, right)
            if cuts:
                ends = [left, *(end for root in cuts for end in (root.low, root.high)), right]
                waiting += list(zip(ends[::2], ends[1::2], strict=True))
            else:
                found |= inside
        return isolated_roots(sorted(found, key=str), low, high)

    def _ends(
        self,
        low: Fraction | None,
        high: Fraction | None,
        deciding: Callable[[Ratios], Iterable[Any]],
    ) -> tuple[Fraction, Fraction]:
        """Give the ends of a range, or numbers beyond which nothing changes on an open side.

        From some number on the branches stay as they are; the roots of the polynomials that
        decide there are bounded by their coefficients (Cauchy 1829).
        """
        ends = []
        for given, other, side in ((low, high, -1), (high, low, 1)):
            bound = Fraction(1) if other is None else abs(other) + 1
            for _ in range(MAX_CELLS):
                if given is not None:
                    break
                near, far = sorted((side * bound, 3 * side * bound))
                tests, inside = self._cell(near, far, deciding)
                reach = max(map(_root_bound, tests | inside), default=bound)
                if reach <= bound:
                    break
                bound = reach
            else:
                raise NotAlgebraicError("the branches of min, max, abs and if do not settle")
            ends.append(side * bound if given is None else given)
        return ends[0], ends[1]

    def _cell(
        self, left: Fraction, right: Fraction, deciding: Callable[[Ratios], Iterable[Any]]
    ) -> tuple[set[Any], set[Any]]:
        """Resolve the branches as they are taken inside an interval.

        Returns the polynomials that say which branch is taken, and those whose signs decide
        then. Where tests have no value in the interval, nothing can change there.
        """
        for share in (Fraction(1, 2), Fraction(3, 7), Fraction(5, 9)):
            inside: set[Any] = set()
            middle = left + (right - left) * share
            resolver = Resolver(self.algebra, Root(middle, middle).sign)
            try:
                inside.update(deciding(Ratios(self, resolver)))
                inside.update(self._bounds(resolver))
            except EvaluationError:
                continue
            return _primitive(resolver.tests), _primitive([*inside, *resolver.divisors])
        return _primitive(resolver.tests), _primitive(inside)

    def at(self, root: Root) -> Ratios | None:
        """Give the numbers of the game at a value; ``None`` outside the assumptions.

        Raises
        ------
        EvaluationError
            Where a formula has no value.
        """
        resolver = Resolver(self.algebra, root.sign)
        if not all(map(resolver.holds, self.assumptions)):
            return None
        ratios = Ratios(self, resolver)
        if not all(map(root.sign, resolver.divisors)):
            raise EvaluationError("a division by zero")
        return ratios

    def _bounds(self, resolver: Resolver) -> Iterator[Any]:
        """What the assumptions compare; one without a value excludes the place anyway."""
        for assumption in self.assumptions:
            for comparison in comparisons_in(assumption):
                try:
                    yield resolver.ratio(comparison.left) - resolver.ratio(comparison.right)
                except EvaluationError:
                    continue


def _root_bound(polynomial: Any) -> Fraction:
    """Bound the size of the roots of a monic polynomial."""
    return 1 + max(abs(as_fraction(value)) for value in polynomial.coeffs())


def _primitive(ratios: Iterable[Any]) -> set[Any]:
    """Numerators and denominators, each up to a number."""
    parts = (part for ratio in ratios for part in (ratio.numer, ratio.denom))
    return {part.monic() for part in parts if part and not part.is_ground}
