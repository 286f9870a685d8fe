"""When each equilibrium of a strategic game exists: closed forms and reduced conditions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from typing import Final

from vcgame.derive.conditioned import Conditioned, EquilibriumConditions, Supports
from vcgame.derive.faces import Faces
from vcgame.derive.interior import Interior
from vcgame.derive.minors import MAX_SHAPE
from vcgame.derive.proof import Budget, prove
from vcgame.derive.signs.book import SignBook
from vcgame.derive.statement import FALSE, Mixture, is_equilibrium, mixed_equilibria
from vcgame.derive.supports import SupportPairs
from vcgame.derive.tidy import reduced, tidy_formula
from vcgame.errors import NotAlgebraicError, UnsupportedError
from vcgame.model.formula.expression import Condition, Number
from vcgame.model.model import Model

__all__ = [
    "Conditioned",
    "EquilibriumConditions",
    "all_equilibrium_conditions",
    "equilibrium_conditions",
]

MAX_WORK: Final = 2_000
"""Work for all proofs about one game, counted as in `vcgame.derive.proof`."""


def equilibrium_conditions(model: Model, *, ties: bool = False) -> tuple[Conditioned, ...]:
    """Give every equilibrium of a strategic game as formulas, with the conditions it needs.

    First the pure profiles in the file's order, each with its best-reply inequalities; then,
    where payoffs are ratios of polynomials, mixed equilibria in closed form: for two players
    one for each pair of supports of equal size (up to 5 strategies each), for three and
    four players of two strategies each those in which two mix, and those in which all three
    players mix as roots of a quadratic, if it is short. The conditions of a mixed
    equilibrium hold exactly where it is an equilibrium, all its strategies are played, and
    no other mixtures of the same supports make the players indifferent. All are reduced: written
    without fractions, each once, and without those that the assumptions or the others imply, as
    far as that is proved with bounded work.

    Mixed equilibria that are proved never to exist are left out;
    `all_equilibrium_conditions` names them.

    Parameters
    ----------
    model
        A game with ``[payoffs]``.
    ties
        Also list the extreme equilibria of two-player games that exist only where payoffs
        tie, with the equations of the tie among their conditions.

    Raises
    ------
    UnsupportedError
        For trees, and for ties in large games or among other payoffs.

    Examples
    --------
    >>> from vcgame.model.formula.plain import to_text
    >>> from vcgame.model.library import load_model
    >>> mixed = equilibrium_conditions(load_model("subsidy-war"))[-1]
    >>> [to_text(probability) for probability in mixed.profile[0]]
    ['(V - S)/S', '(2*S - V)/S']
    >>> [to_text(condition) for condition in mixed.conditions]
    ['V > S', 'V < 2*S']
    """
    return all_equilibrium_conditions(model, ties=ties).equilibria


def all_equilibrium_conditions(model: Model, *, ties: bool = False) -> EquilibriumConditions:
    """Give what `equilibrium_conditions` gives, and what is left out.

    Examples
    --------
    >>> from vcgame.model.library import load_model
    >>> found = all_equilibrium_conditions(load_model("subsidy-war"))
    >>> len(found.equilibria), found.impossible, found.gaps
    (5, (), ())
    """
    if model.form != "strategic":
        raise UnsupportedError(
            f"{model.id} is {model.called}; conditions of equilibria are for games with [payoffs], "
            f"'vcgame solve {model.id}' answers at a point"
        )
    if model.state_dependent:
        raise UnsupportedError(
            f"payoffs of {model.id} depend on population shares; "
            f"'vcgame dynamics {model.id}' answers"
        )
    book = SignBook(model, Budget(MAX_WORK))
    try:
        payoffs = {
            profile: tuple(map(book.field.fraction, formulas))
            for profile, formulas in model.payoffs.items()
        }
    except NotAlgebraicError as error:
        if ties and _shape(model) != (2, 2):
            raise UnsupportedError(f"no equilibria at ties: {error}") from error
        return _unreduced(model, ties=ties)
    faces = Faces(model, book, payoffs)
    pure = [faces.pure(profile) for profile in model.payoffs]
    if len(model.players) == 2:
        return _of_two_players(model, SupportPairs(model, book, payoffs), pure, ties=ties)
    if ties:
        raise UnsupportedError("equilibria at ties are listed for two players only")
    if len(model.players) < 2:
        return EquilibriumConditions(tuple(pure))
    if not faces.listed:
        return EquilibriumConditions(tuple(pure), gaps=("too_large",))
    found = _gathered(pure, faces.mixed())
    if len(faces.mixers()) < 3:
        return found
    interior = Interior(book, faces) if len(model.players) == 3 else None
    if interior is None or not interior.listed:
        return replace(found, gaps=("many_mixing",))
    inside = tuple(interior.mixed())
    return replace(found, equilibria=found.equilibria + inside, gaps=("special_values",))


def _shape(model: Model) -> tuple[int, ...]:
    return tuple(len(player.strategies) for player in model.players)


def _of_two_players(
    model: Model, pairs: SupportPairs, pure: list[Conditioned], *, ties: bool
) -> EquilibriumConditions:
    """Add the mixed equilibria of two players to the pure ones."""
    if max(_shape(model)) > MAX_SHAPE:
        return EquilibriumConditions(tuple(pure), gaps=("too_large",))
    try:
        found = _gathered(pure, pairs.mixed())
    except NotAlgebraicError:
        return EquilibriumConditions(tuple(pure), gaps=("too_long",))
    if not ties:
        return found
    tied = _gathered(found.equilibria, pairs.tied())
    return EquilibriumConditions(tied.equilibria, found.impossible)


def _gathered(
    pure: Iterable[Conditioned],
    mixed: Iterable[Conditioned | Supports],
) -> EquilibriumConditions:
    found = list(pure)
    impossible = []
    for each in mixed:
        if isinstance(each, Conditioned):
            found.append(each)
        else:
            impossible.append(each)
    return EquilibriumConditions(tuple(dict.fromkeys(found)), tuple(impossible))


def _unreduced(model: Model, *, ties: bool) -> EquilibriumConditions:
    """Treat payoffs that are no ratios of polynomials: the definitions, reduced where possible."""
    budget = Budget(MAX_WORK)
    found = []
    for profile in model.payoffs:
        formulas = tuple(
            tuple(Number(Fraction(int(s.id == chosen))) for s in player.strategies)
            for player, chosen in zip(model.players, profile, strict=True)
        )
        statement = is_equilibrium(model, profile)
        found.append(_defined(model, formulas, profile, statement, budget))
    if _shape(model) != (2, 2):
        return EquilibriumConditions(tuple(found), gaps=("not_ratios",))
    impossible = []
    for mixture, statement in mixed_equilibria(model)[: None if ties else 1]:
        tidied = tuple(tuple(tidy_formula(p) for p in mixed) for mixed in mixture)
        mixed_one = _defined(model, tidied, None, statement, budget)
        if mixed_one.never:
            impossible.append(mixed_one.supports)
        else:
            found.append(mixed_one)
    return EquilibriumConditions(tuple(found), tuple(impossible))


def _defined(
    model: Model,
    formulas: Mixture,
    pure: tuple[str, ...] | None,
    statement: Condition,
    budget: Budget,
) -> Conditioned:
    supports = tuple(
        tuple(
            strategy.id
            for strategy, weight in zip(player.strategies, mixed, strict=True)
            if weight != Number(Fraction(0))
        )
        for player, mixed in zip(model.players, formulas, strict=True)
    )
    never = prove([*model.assumptions, statement], FALSE, budget).found
    conditions = () if never else reduced(model, statement, budget)
    return Conditioned(formulas, pure, conditions, never, supports)
