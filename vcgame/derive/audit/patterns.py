"""Patterns of rest points that no game can have, whatever its numbers.

In games whose payoffs depend on the populations only through whom one meets, the gain of a
strategy is linear in every other population's share. Hence, for replicator dynamics:

- only strict equilibria are asymptotically stable where there are several populations, so a
  state at which some population mixes is no sink, and by reversing time no source (Ritzberger
  and Weibull 1995, Proposition 1; Hofbauer and Sigmund 1998, ch. 11);
- the trace of the Jacobian is zero inside a two-by-two game: a saddle where the determinant is
  negative, a centre where it is positive;
- along an edge the gain is constant, so its two ends are not both sinks, nor both sources;
- the types of the corners and of the inside all follow from four signs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product
from typing import Final, Literal

from vcgame.derive.audit.row import Listing, Said, State, said
from vcgame.forms.populations import PopulationGame
from vcgame.model.audit import PrintedPoint
from vcgame.model.formula.expression import constant
from vcgame.model.printed_numbers import Figure, PrintedNumber

__all__ = ["Impossible", "impossible", "inconsistent", "kinds_of"]

Spot = tuple[int, ...] | Literal["mixed", "inside"]
Pattern = Mapping[Spot, str]

_KINDS: Final = {
    "sink": {"sink"},
    "stable": {"sink"},
    "ESS": {"sink"},
    "source": {"source"},
    "saddle": {"saddle"},
    "centre": {"centre"},
    "non-hyperbolic": {"non-hyperbolic", "rising"},
    "unstable": {"source", "saddle", "rising"},
}
"""``rising`` is non-hyperbolic with a positive eigenvalue: not stable, though one is zero."""
_SIGNS: Final = {
    ("-", "-"): {"saddle"},
    ("-", "0"): {"saddle"},
    ("-", "+"): {"saddle"},
    ("+", "-"): {"sink"},
    ("+", "+"): {"source"},
    ("+", "0"): {"centre"},
    ("0", "-"): {"non-hyperbolic"},
    ("0", "0"): {"non-hyperbolic"},
    ("0", "+"): {"non-hyperbolic", "rising"},
}
"""What the signs of determinant and trace say in the plane."""


@dataclass(frozen=True, slots=True)
class Impossible:
    """Printed points that cannot be together as they are labelled, and why."""

    points: tuple[PrintedPoint, ...]
    reason: Said


def kinds_of(label: str) -> frozenset[str]:
    """Give the types by linearisation that a printed label may stand for."""
    return frozenset(_KINDS[label] - {"rising"})


def inconsistent(point: PrintedPoint) -> Said | None:
    """Say where the cells of one line in the plane contradict each other."""
    determinant, trace = _sign_of(point, "determinant"), _sign_of(point, "trace")
    if determinant is None or len(point.state) != 2:
        return None
    traces = [trace] if trace else ["-", "0", "+"]
    kinds = set[str]().union(*(_SIGNS[determinant, each] for each in traces))
    label = "ESS" if point.label is None and point.ess else point.label
    if label is not None and kinds.isdisjoint(_KINDS[label]):
        right = Listing(
            tuple(Said(f"printed_labels.{kind}") for kind in sorted(kinds - {"rising"}))
        )
        shown = trace or "?"
        return said("signs_say", determinant=determinant, trace=shown, what=right)
    return None


def _sign_of(point: PrintedPoint, key: str) -> str | None:
    """Give the printed sign of a cell, or that of the printed number."""
    sign: str | None = getattr(point, f"{key}_sign")
    figure = getattr(point, key)
    if sign is None and isinstance(figure, PrintedNumber):
        sign = "+" if figure.value > 0 else "-" if figure.value < 0 else "0"
        if figure.decimals is not None and not figure.value:
            return None  # a number that was rounded to 0
    return sign


def impossible(game: PopulationGame, points: Sequence[PrintedPoint]) -> Impossible | None:
    """Find printed points that no game can have together, the fewest that contradict."""
    if not game.multilinear:
        return None
    labelled = [(_spot(game, p), kinds, p) for p in points if (kinds := _printed(p))]
    labelled = [each for each in labelled if each[0] is not None]
    if len(game.populations) > 1:
        for spot, kinds, point in labelled:
            if not isinstance(spot, tuple) and kinds <= {"sink", "source"}:
                return Impossible((point,), said("mixed_not_stable"))
    if any(len(population.strategies) != 2 for population in game.populations):
        return None
    patterns = list(_patterns(len(game.populations)))
    if not patterns:
        return _adjacent(labelled)
    if any(_fits(pattern, labelled) for pattern in patterns):
        return None
    fewest = (some for count in (1, 2) for some in combinations(labelled, count))
    chosen = next((s for s in fewest if not any(_fits(p, s) for p in patterns)), labelled)
    return _conflict([point for *_, point in chosen])


def _conflict(points: Sequence[PrintedPoint]) -> Impossible:
    states = Listing(tuple(State(tuple(point.state.items())) for point in points))
    key = "no_game_one" if len(points) == 1 else "no_game"
    return Impossible(tuple(points), said(key, what=states))


def _printed(point: PrintedPoint) -> frozenset[str]:
    """Types that a line can mean, by its label, or by whether it is an ESS."""
    if point.label is not None:
        return frozenset(_KINDS[point.label])
    return frozenset(_KINDS["ESS"]) if point.ess else frozenset()


def _spot(game: PopulationGame, point: PrintedPoint) -> Spot | None:
    """Tell whether a state is a corner, inside, or mixed elsewhere; ``None`` where it is open."""
    values = [_number(point.state[name]) for name in game.coordinates]
    if all(value in (0, 1) for value in values):
        return tuple(int(value or 0) for value in values)
    if any(value is not None and not 0 <= value <= 1 for value in values):
        return None
    return "mixed" if any(value in (0, 1) for value in values) else "inside"


def _number(figure: Figure) -> Fraction | None:
    return figure.value if isinstance(figure, PrintedNumber) else constant(figure)


def _fits(
    pattern: Pattern, some: Sequence[tuple[Spot | None, frozenset[str], PrintedPoint]]
) -> bool:
    return all(
        spot == "mixed" or (spot in pattern and pattern[spot] in kinds)
        for spot, kinds, _ in some
        if spot is not None
    )


def _patterns(populations: int) -> Iterator[Pattern]:
    """Give all patterns of types of a game of one or two populations with two strategies."""
    if populations == 1:
        for first, last in product((-1, 0, 1), repeat=2):
            types: dict[Spot, str] = {(0,): _type(first), (1,): _type(-last)}
            if first * last < 0:
                types["inside"] = _type(last)
            yield types
    if populations == 2:
        for x0, x1, y0, y1 in product((-1, 0, 1), repeat=4):
            types = {
                (0, 0): _type(x0, y0),
                (1, 0): _type(-x0, y1),
                (0, 1): _type(x1, -y0),
                (1, 1): _type(-x1, -y1),
            }
            if x0 * x1 < 0 and y0 * y1 < 0:
                types["inside"] = "saddle" if x1 * y1 > 0 else "centre"
            yield types


def _type(*signs: int) -> str:
    if 0 in signs:
        return "rising" if 1 in signs else "non-hyperbolic"
    if len(set(signs)) > 1:
        return "saddle"
    return "sink" if signs[0] < 0 else "source"


def _adjacent(
    labelled: Sequence[tuple[Spot | None, frozenset[str], PrintedPoint]],
) -> Impossible | None:
    """Find two neighbouring corners that are both sinks, or both sources."""
    for (one, kinds, first), (other, others, second) in combinations(labelled, 2):
        if not (isinstance(one, tuple) and isinstance(other, tuple)):
            continue
        apart = sum(a != b for a, b in zip(one, other, strict=True))
        if apart == 1 and kinds == others and kinds in ({"sink"}, {"source"}):
            return _conflict([first, second])
    return None
