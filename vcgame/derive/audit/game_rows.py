"""Rows that need the payoffs only: equilibria, classes, dominance, the pie, who moves first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from vcgame.derive.audit.bench import Bench, outcome
from vcgame.derive.audit.right_values import always_equilibria, right_class, right_value
from vcgame.derive.audit.rounding import rounds_to
from vcgame.derive.audit.row import Listing, Profile, Row, Said, Sentence, Shown, said
from vcgame.derive.statement import all_of, is_equilibrium
from vcgame.errors import UnsupportedError
from vcgame.model.audit import Listed, OnlyMixed, Printed, Unseen
from vcgame.model.claim import (
    Claimed,
    Equilibria,
    Includes,
    Inequality,
    Mixture,
    OrderClass,
    Statics,
    Threshold,
)
from vcgame.model.formula.expression import (
    Comparison,
    Expression,
    Name,
    Negation,
    Not,
    Number,
    Sum,
    constant,
)
from vcgame.model.point import value_at
from vcgame.model.printed_numbers import Figure, PrintedNumber
from vcgame.solve.answer import Equilibrium

__all__ = [
    "claim_rows",
    "listed_rows",
    "only_mixed_rows",
    "profiles_at",
    "pure_profile",
    "unseen_rows",
]

_ONE = Number(Fraction(1))
_ZERO = Number(Fraction(0))


def claim_rows(bench: Bench, printed: Printed, claimed: Claimed) -> Iterator[Row]:
    """Check what model files can claim too, with the right value where it is refuted."""
    verdict = bench.claim_verdict(printed, claimed)
    word, reason = outcome(verdict, at_point=printed.when is None)
    right: Shown | None = None
    if word == "disagrees":
        right = right_value(bench, printed, claimed, verdict.point)
    yield bench.row(printed, word, printed=_shown(claimed), right=right, reason=reason)


def _shown(claimed: Claimed) -> Shown | None:
    """Show what is printed, where that is short."""
    match claimed:
        case OrderClass(name):
            return Said(f"classes.{name}")
        case Inequality(relation):
            return relation
        case Threshold(parameter, value):
            return Comparison(Name(parameter), "==", value)
        case Statics(parameter, effect, quantity):
            return said(f"effect_{effect}", parameter=parameter, what=quantity)
        case Equilibria(profiles) | Includes(profiles):
            return Listing(tuple(Profile(profile) for profile in profiles))
    return None


def profiles_at(bench: Bench, point: dict[str, Fraction]) -> Listing:
    """Give all equilibria of a strategic game at a point."""
    return Listing(tuple(Profile(e.profile) for e in bench.answer(point).equilibria))


def listed_rows(bench: Bench, printed: Printed, listed: Listed) -> Iterator[Row]:
    """Check a list that is said to hold all equilibria."""
    if printed.when is not None:
        yield from claim_rows(bench, printed, _claimed(bench, listed))
        return
    point = bench.game_values(printed.point)
    answer = bench.answer(point)
    found = list(answer.equilibria)
    shown = _shown(_claimed(bench, listed))
    cells: dict[str, Any] = {"right": profiles_at(bench, point), "printed": shown}
    unclear = False
    for pure in listed.pure:
        match = next((e for e in found if _is_pure(bench, e, pure)), None)
        if match is None:
            reason = said("no_equilibrium", what=pure_profile(bench, pure))
            yield bench.row(printed, "disagrees", reason=reason, **cells)
            return
        found.remove(match)
    for mixture in listed.mixed:
        verdicts = [(_fits(bench, e, mixture, point), e) for e in found if not e.pure]
        match = next((e for good, e in verdicts if good), None)
        if match is None and any(good is None for good, _ in verdicts):
            unclear = True
            continue
        if match is None:
            yield bench.row(printed, "disagrees", reason=said("no_such_mixture"), **cells)
            return
        found.remove(match)
    if unclear:
        yield bench.row(printed, "undecided", reason=said("too_close"), **cells)
    elif found:
        left = Listing(tuple(Profile(e.profile) for e in found))
        yield bench.row(printed, "disagrees", reason=said("overlooked", what=left), **cells)
    elif listed.components not in (None, answer.components):
        reason = said("components", count=answer.components)
        yield bench.row(printed, "disagrees", reason=reason, **cells)
    elif not answer.complete:
        yield bench.row(printed, "undecided", printed=shown, reason=Sentence(answer.why))
    else:
        yield bench.row(printed, "agrees", printed=shown)


def _claimed(bench: Bench, listed: Listed) -> Equilibria:
    """Write a printed list as a claim; where one probability is left out, it is the rest."""
    players = bench.model.players
    profiles: list[Mixture] = [
        tuple(
            tuple(_ONE if s.id == own else _ZERO for s in player.strategies)
            for player, own in zip(players, pure, strict=True)
        )
        for pure in listed.pure
    ]
    profiles += [
        tuple(
            _completed([s.id for s in player.strategies], mixture.get(player.id, {}))
            for player in players
        )
        for mixture in listed.mixed
    ]
    return Equilibria(tuple(profiles), listed.components)


def _completed(ids: list[str], given: Any) -> tuple[Expression, ...]:
    known = {id: _formula(figure) for id, figure in given.items()}
    left = [id for id in ids if id not in known]
    rest: Expression = _ZERO
    if len(left) == 1:
        rest = Sum((_ONE, *(Negation(p) for p in known.values()))) if known else _ONE
        value = constant(rest)
        rest = rest if value is None else Number(value)
    return tuple(known.get(id, rest) for id in ids)


def _formula(figure: Figure) -> Expression:
    return Number(figure.value) if isinstance(figure, PrintedNumber) else figure


def _is_pure(bench: Bench, equilibrium: Equilibrium, pure: Sequence[str]) -> bool:
    return equilibrium.pure and pure_profile(bench, pure).mixtures == tuple(
        tuple(Fraction(int(p == 1)) for p in mixture) for mixture in equilibrium.profile
    )


def pure_profile(bench: Bench, pure: Sequence[str]) -> Profile:
    """Write the ids of a pure profile as a profile."""
    return Profile(
        tuple(
            tuple(Fraction(int(s.id == own)) for s in player.strategies)
            for player, own in zip(bench.model.players, pure, strict=True)
        )
    )


def _fits(bench: Bench, equilibrium: Equilibrium, mixture: Any, point: Any) -> bool | None:
    """Whether an equilibrium has the printed probabilities."""
    verdicts = []
    for player, probabilities in zip(bench.model.players, equilibrium.profile, strict=True):
        for strategy, value in zip(player.strategies, probabilities, strict=True):
            figure = mixture.get(player.id, {}).get(strategy.id)
            if isinstance(figure, PrintedNumber):
                verdicts.append(rounds_to(value, figure))
            elif figure is not None:
                gap = value_at(figure, point)
                same = isinstance(gap, Fraction) and isinstance(value, Fraction)
                verdicts.append(gap == value if same else None)
    return False if False in verdicts else None if None in verdicts else True


def only_mixed_rows(bench: Bench, printed: Printed, stated: OnlyMixed) -> Iterator[Row]:  # noqa: ARG001
    """Check that no pure profile is an equilibrium, by listing all equilibria."""
    bench.check_table()
    if printed.when is not None:
        none = all_of(Not(is_equilibrium(bench.model, ids)) for ids in bench.model.payoffs)
        yield from claim_rows(bench, printed, Inequality(none))
        return
    point = bench.game_values(printed.point)
    answer = bench.answer(point)
    pure = tuple(Profile(e.profile) for e in answer.equilibria if e.pure)
    if pure:
        reason = said("pure_too", what=Listing(pure))
        yield bench.row(printed, "disagrees", right=profiles_at(bench, point), reason=reason)
    else:
        yield bench.row(printed, "agrees")


def unseen_rows(bench: Bench, printed: Printed, unseen: Unseen) -> Iterator[Row]:
    """Work out what the source must say but was not seen."""
    try:
        bench.check_table()
        if unseen.what == "class":
            right = right_class(bench, printed, None)
        else:
            right = _equilibria_of(bench, printed)
    except UnsupportedError as error:
        yield bench.row(printed, "undecided", reason=Sentence(str(error)))
        return
    yield bench.row(printed, "missing", right=right, reason=said("unseen"))


def _equilibria_of(bench: Bench, printed: Printed) -> Shown:
    if printed.when is not None:
        return always_equilibria(bench, printed)
    return profiles_at(bench, bench.game_values(printed.point))
