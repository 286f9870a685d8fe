"""The solver of games of alike firms."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from itertools import islice
from typing import Final

from vcgame.forms.symmetric import SymmetricGame
from vcgame.solve.numbers import BITS, MOST_BITS, UndecidedError, working_precision
from vcgame.solve.symmetric.answer import SymmetricAnswer, SymmetricEquilibrium
from vcgame.solve.symmetric.counts import pure_equilibria
from vcgame.solve.symmetric.curve import SearchError
from vcgame.solve.symmetric.efficiency import efficiency_of
from vcgame.solve.symmetric.mixed import MOST_TERMS, Mixed, mixed_equilibria
from vcgame.solve.symmetric.survivors import MOST_STRATEGIES, wide_supports
from vcgame.solve.symmetric.triples import MOST_FIRMS, triple_equilibria

__all__ = ["CONCEPT", "MOST_EQUILIBRIA", "solve_symmetric"]

CONCEPT: Final = "pure-or-symmetric"
MOST_EQUILIBRIA: Final = 10_000
"""Equilibria that are listed at most."""

METHOD: Final = "counts of firms, and Bernstein polynomials with certified roots"
COMPLETE: Final = "all counts are compared, and every root of the expected gain is certified"
ASYMMETRIC: Final = "mixed equilibria in which firms play differently are not searched"
TIE: Final = "a tie between irrational payoffs could not be decided"
MANY: Final = f"there are more than {MOST_EQUILIBRIA} pure equilibria, the others are not listed"
WIDE: Final = "mixed equilibria over three or more strategies are not searched"
WIDER: Final = "mixed equilibria over four or more strategies are not searched"


def solve_symmetric(
    game: SymmetricGame,
    *,
    refine: Callable[[int], SymmetricGame] | None = None,
    welfare: SymmetricGame | None = None,
    bits: int = BITS,
    most_terms: int = MOST_TERMS,
) -> SymmetricAnswer:
    """Find the pure equilibria of alike firms, and those in which all mix alike.

    Parameters
    ----------
    game
        The game.
    refine
        Gives the game at a higher precision; called where a tie cannot be decided.
    welfare
        The same game with the payoffs that make up the total, those without transfers; left out,
        the payoffs of the game itself do.
    bits
        Precision of irrational payoffs.
    most_terms
        Terms of sums that the search for mixed equilibria may add up.

    Examples
    --------
    >>> volunteer = SymmetricGame("firm", 3, ("help", "wait"), ((3, 3, 3), (0, 4, 4)))
    >>> answer = solve_symmetric(volunteer)
    >>> [each.counts for each in answer.equilibria], answer.equilibria[-1].mixture[1]
    ([(1, 2), ()], Fraction(1, 2))
    """
    while True:
        with nullcontext() if game.exact else working_precision(bits):
            found = list(islice(pure_equilibria(game), MOST_EQUILIBRIA + 1))
            more = 4 * bits
            if None in found and refine is not None and more <= MOST_BITS:
                game, bits = refine(more), more
                continue
            try:
                mixed = mixed_equilibria(game, most=most_terms)
            except UndecidedError:
                if refine is not None and more <= MOST_BITS:
                    game, bits = refine(more), more
                    continue
                mixed = Mixed(missing=[TIE])
            return _answer(game, found, mixed, welfare or game)


def _wide(game: SymmetricGame) -> tuple[list[SymmetricEquilibrium], list[str]]:
    """Find the equilibria over three strategies, and say what is not searched."""
    supports = wide_supports(game) if len(game.strategies) > 2 else ()
    if not supports:
        return [], []
    largest = max(map(len, supports))
    if game.number > MOST_FIRMS or not game.exact or largest > MOST_STRATEGIES:
        return [], [WIDE]
    found: list[SymmetricEquilibrium] = []
    missing = []
    for support in supports:
        if len(support) == 3:
            try:
                found += triple_equilibria(game, support)
            except SearchError as error:
                missing.append(str(error))
    if largest > 3:
        missing.append(WIDER)
    return found, missing


def _answer(
    game: SymmetricGame,
    found: list[SymmetricEquilibrium | None],
    mixed: Mixed,
    welfare: SymmetricGame,
) -> SymmetricAnswer:
    pure = [each for each in found if each is not None]
    missing = []
    if len(pure) < len(found):
        missing.append(TIE)
    if len(found) > MOST_EQUILIBRIA:
        missing.append(MANY)
    missing += mixed.missing
    wide, unsearched = _wide(game)
    missing += unsearched
    equilibria = (*pure[:MOST_EQUILIBRIA], *mixed.equilibria, *wide)
    regular = [each.regular for each in equilibria]
    degenerate: bool | None = False in regular or bool(mixed.continua)
    if missing and not degenerate:
        degenerate = None
    missing = list(dict.fromkeys(missing))
    return SymmetricAnswer(
        CONCEPT,
        METHOD,
        not missing,
        "; ".join(missing) if missing else COMPLETE,
        degenerate,
        equilibria,
        tuple(mixed.continua),
        efficiency_of(welfare, equilibria),
        (ASYMMETRIC,),
    )
