"""Faces of the state space, and what must vanish for a state on them to rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any, Final

from vcgame.derive.dynamics.answer import Place
from vcgame.derive.dynamics.space import Space
from vcgame.errors import UnsupportedError
from vcgame.model.formula.polynomials import Ratio

__all__ = ["MAX_FACES", "Face", "faces"]

MAX_FACES: Final = 1_024


@dataclass(frozen=True, slots=True)
class Face:
    """The states in which each population plays certain strategies and no others.

    Attributes
    ----------
    present
        Per population the places of the strategies played.
    unknowns
        Coordinates that are free on the face.
    fixed
        Every other coordinate as a ratio in the free ones.
    gaps
        Payoff differences, on the face, of strategies played in one population: they vanish
        at rest.
    outer
        Per strategy not played: its payoff less that of those played in its population; on the
        face it is the rate at which the strategy would come in.
    """

    present: tuple[tuple[int, ...], ...]
    place: Place
    unknowns: tuple[str, ...]
    fixed: Mapping[str, Ratio]
    gaps: tuple[Ratio, ...]
    outer: tuple[Ratio, ...]

    @property
    def equations(self) -> tuple[Any, ...]:
        """Polynomials whose common zeros inside the face rest."""
        return tuple(gap.numer for gap in self.gaps)


def faces(space: Space) -> tuple[Face, ...]:
    """Give all faces: corners first, the interior last.

    Raises
    ------
    UnsupportedError
        If there are more than 1,024.
    """
    count = 1
    for population in space.game.populations:
        count *= 2 ** len(population.strategies) - 1
    if count > MAX_FACES:
        raise UnsupportedError(
            f"{space.game.model.id} has {count} faces; rest points are found for up to {MAX_FACES}"
        )
    found = [_face(space, present) for present in _supports(space)]
    return tuple(sorted(found, key=lambda face: len(face.unknowns)))


def _supports(space: Space) -> Iterator[tuple[tuple[int, ...], ...]]:
    options = []
    for population in space.game.populations:
        size = len(population.strategies)
        # Of two strategies the one not counted comes first: (0, 0), (0, 1), (1, 0), (1, 1).
        order = (1 - population.counted[0], population.counted[0]) if size == 2 else range(size)
        options.append(
            [tuple(sorted(each)) for k in range(1, size + 1) for each in combinations(order, k)]
        )
    yield from product(*options)


def _face(space: Space, present: tuple[tuple[int, ...], ...]) -> Face:
    fixed: dict[str, Ratio] = {}
    unknowns: list[str] = []
    for population, played in zip(space.game.populations, present, strict=True):
        counted = population.counted
        inside = [
            coordinate
            for coordinate, place in zip(population.coordinates, counted, strict=True)
            if place in played
        ]
        for coordinate in population.coordinates:
            if coordinate not in inside:
                fixed[coordinate] = Ratio(space.zero, space.one)
        if all(place in counted for place in played):  # those played share everything
            *inside, last = inside
            rest = space.one
            for coordinate in inside:
                rest -= space.generators[coordinate]
            fixed[last] = Ratio(rest, space.one)
        unknowns += inside
    gaps: list[Ratio] = []
    outer: list[Ratio] = []
    for number, played in enumerate(present):
        payoffs = [space.put(payoff, fixed) for payoff in space.payoffs[number]]
        base = payoffs[played[-1]]
        gaps += [space.lowest(payoffs[place] - base) for place in played[:-1]]
        outer += [
            space.lowest(payoff - base)
            for place, payoff in enumerate(payoffs)
            if place not in played
        ]
    return Face(
        present,
        _place(len(unknowns), len(space.coordinates)),
        tuple(unknowns),
        fixed,
        tuple(gaps),
        tuple(outer),
    )


def _place(free: int, all_: int) -> Place:
    if free == 0:
        return "corner"
    if free == all_:
        return "interior"
    return "edge" if free == 1 else "face"
