"""All equilibria of small games of three and more players, pure and mixed.

Every combination of supports is a face of the product of simplices. Signs rule most faces out.
On a face where one or two players mix, the equilibria are found by exact linear algebra; where
more mix, all roots of the polynomial equations are found by branch and prune over boxes, each
certified in ball arithmetic, and exactly where it is rational. A search that ends has looked at
all: it is a proof, up to the bounded rounding errors that it allows for, that none is missing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import prod

from vcgame.forms.strategic import StrategicGame
from vcgame.solve.answer import Answer
from vcgame.solve.index import index_note
from vcgame.solve.many.conditional import ruled_out
from vcgame.solve.many.faces import Face, faces, survivors
from vcgame.solve.many.flat import flat
from vcgame.solve.many.limits import fits
from vcgame.solve.many.listing import Listing
from vcgame.solve.many.roots import Roots, weights_of
from vcgame.solve.numbers import BITS
from vcgame.solve.pure import solve_pure

__all__ = ["WORK", "solve_many", "within_limits"]

WORK = 120_000
"""So many boxes are looked at, at most, in one game."""

_METHOD = "branch and prune on every combination of supports"
_WHY = (
    "every combination of supports searched in full; every root certified in ball arithmetic, "
    "exact where it is rational"
)
_INFINITE = (
    "there are infinitely many equilibria; listed are the pure ones, the isolated ones and the "
    "ends of straight segments"
)
_BENT = (
    "there are infinitely many equilibria; listed are the pure ones, the ends of straight segments "
    "and isolated ones, of which some may be missing on the supports with a continuum"
)
_NAMED = 6
_FEW = 2_000


def within_limits(game: StrategicGame) -> bool:
    """Whether a game is small enough to be solved for all its equilibria.

    Examples
    --------
    >>> from fractions import Fraction
    >>> zeros = (Fraction(0),) * 27
    >>> within_limits(StrategicGame(("a", "b", "c"), (("x", "y", "z"),) * 3, (zeros,) * 3))
    True
    """
    return fits(game.shape) or (
        game.exact and prod(game.shape) <= _FEW and fits(tuple(map(len, survivors(game))))
    )


def solve_many(
    game: StrategicGame,
    *,
    bits: int = BITS,
    refine: Callable[[int], StrategicGame] | None = None,
    work: int | None = None,
) -> Answer:
    """Find all equilibria of a game of three or more players.

    Parameters
    ----------
    game
        Within `vcgame.solve.many.limits` once dominated strategies are removed (3x3x3 has six
        free probabilities of at most seven). For a larger game, or one with irrational
        payoffs, only the pure equilibria are found, and the answer says so.
    bits, refine
        As for `solve_pure`, for irrational payoffs.
    work
        So many boxes are looked at, at most, on the faces where three or more mix; `WORK` if
        left out.

    Returns
    -------
    Answer
        Probabilities and payoffs are fractions, or floats next to the irrational numbers. The
        certificate is exactly 0: the conditions of the equilibrium were verified for the
        numbers themselves. ``complete`` is true where the search ended on all combinations of
        supports and there are finitely many equilibria. The notes name the supports with a
        continuum, those not decided, and the sum of the indices.

    Examples
    --------
    Four firms can each pay for a road that is worth twice its cost to each of them. In each
    of the equilibria some of them, and all alike, may pay, and the others never do.

    >>> from fractions import Fraction
    >>> from itertools import product
    >>> payoffs = tuple([
    ...     tuple([Fraction(1 if p[k] else 2 * max(p)) for p in product(range(2), repeat=4)])
    ...     for k in range(4)
    ... ])
    >>> names = ("a", "b", "c", "d")
    >>> answer = solve_many(StrategicGame(names, (("free", "pay"),) * 4, payoffs))
    >>> mixed = [e for e in answer.equilibria if all(len(s) == 2 for s in e.supports)]
    >>> answer.complete, len(answer.equilibria), round(mixed[0].profile[0][0] ** 3, 12)
    (True, 15, 0.5)
    """
    if not (game.exact and within_limits(game)):
        return _pure_only(game, bits, refine)
    return _Search(game, WORK if work is None else work).answer()


def _pure_only(
    game: StrategicGame, bits: int, refine: Callable[[int], StrategicGame] | None
) -> Answer:
    answer = solve_pure(game, bits=bits, refine=refine)
    if not answer.complete:
        return replace(answer, concept="nash")
    count = len(game.players)
    why = f"mixed equilibria of {count} players are not searched; listed are the pure equilibria"
    return replace(answer, concept="nash", complete=False, why=why)


class _Search:
    """The search over all faces of one game."""

    def __init__(self, game: StrategicGame, work: int) -> None:
        self.game = game
        self.listing = Listing(game)
        self.continua: list[str] = []
        self.undecided: list[str] = []
        self.bent = False
        self.work = work

    def answer(self) -> Answer:
        """Solve all faces and say how complete the list is."""
        for face in faces(self.game, survivors(self.game)):
            if len(face.mixing) <= 2:
                self._flat(face)
            else:
                self._curved(face)
        listed = self.listing.ordered()
        indices = self.listing.indices
        infinite, undecided = bool(self.continua), bool(self.undecided)
        degenerate: bool | None = infinite or None in indices
        if undecided and not degenerate:
            degenerate = None
        why, notes = _WHY, []
        if undecided:
            why = f"not decided on the supports {_several(self.undecided)}"
        if infinite:
            known = _BENT if self.bent else _INFINITE
            why = f"{known}; {why}" if undecided else known
            notes = [f"a continuum of equilibria on the supports {_several(self.continua)}"]
        if self.bent:
            notes.append("components that seem apart may be joined by equilibria not listed")
        if not degenerate:
            total = sum(index for index in indices if index is not None)
            if total != 1 and not undecided:
                raise AssertionError(f"vcgame is wrong: the indices sum to {total}")
            notes.append(index_note(total, complete=not undecided))
        complete = not infinite and not undecided
        return Answer("nash", _METHOD, complete, why, degenerate, tuple(listed), (), tuple(notes))

    def _flat(self, face: Face) -> None:
        """Take over what exact linear algebra finds."""
        found = flat(face)
        profiles = [self.listing.add(face, point) for point in found.points]
        if found.continuum:
            self.continua.append(self._name(face))
            if not found.bent:
                self.listing.join(profiles)
        if not found.decided:
            self.undecided.append(self._name(face))
        self.bent = self.bent or found.bent

    def _curved(self, face: Face) -> None:
        """Search a face on which three or more players mix."""
        from vcgame.solve.many.arrays.boxes import System
        from vcgame.solve.many.arrays.leftover import (
            deficient,
            free_continuum,
            likely_roots,
            settled,
        )
        from vcgame.solve.many.arrays.search import MOST_BOXES, search

        system = System(face)
        most = min(MOST_BOXES, self.work)
        if deficient(face):
            if ruled_out(face):
                return
            if free_continuum(face, system):
                self.continua.append(self._name(face))
                self.bent = True
                return
            most = min(_FEW, most)
        roots = Roots(face)
        rest = search(system, roots.look, most=most)
        self.work -= rest.looked
        if not rest.narrow:
            for start in likely_roots(system, rest.boxes):
                roots.keep(start)
        decided = [self.listing.try_root(face, root) for root in roots.found]
        if len(rest.boxes) and not ruled_out(face):
            more = settled(face, system, rest)
            decided.append(more.decided)
            for point in more.points:
                self.listing.add(face, weights_of(face, point))
            for ends in more.segments:
                self.listing.join([self.listing.add(face, weights_of(face, end)) for end in ends])
            if more.continuum:
                self.continua.append(self._name(face))
                self.bent = True
        if not all(decided):
            self.undecided.append(self._name(face))

    def _name(self, face: Face) -> str:
        """Name a combination of supports by the ids of the strategies."""
        return ", ".join(
            "/".join(ids[s] for s in support)
            for ids, support in zip(self.game.strategies, face.supports, strict=True)
        )


def _several(names: list[str]) -> str:
    """Name some of many, those with the most strategies first."""
    names = sorted(names, key=lambda name: -name.count("/"))
    listed = "; ".join(names[:_NAMED])
    return listed if len(names) <= _NAMED else f"{listed} and {len(names) - _NAMED} more"
