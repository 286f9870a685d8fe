"""Regimes in words from their labels, where there is no rational point to solve at."""

from __future__ import annotations

from fractions import Fraction
from math import prod

from vcgame.derive.plane.deciding import Regime
from vcgame.derive.plane.places import Coordinate
from vcgame.model.model import Model
from vcgame.model.text import Text
from vcgame.report.naming import both, joined, profile_text
from vcgame.report.regimes import listed
from vcgame.report.tables.cells import exact
from vcgame.report.words import word

__all__ = ["component_count", "coordinate_text", "regime_words"]

_DIGITS = 7

Played = tuple[tuple[str, ...], ...]
Parsed = tuple[Played, Played]
"""Per player what is played, and all best replies."""


def regime_words(model: Model, regime: Regime) -> Text:
    """Name a regime as `vcgame.report.regimes.regime_text` does for a solution.

    Examples
    --------
    >>> from vcgame.model.library import load_model
    >>> model = load_model("brand-two-firms")
    >>> tie = "build, free_ride[build] | free_ride[build], free_ride"
    >>> regime_words(model, Regime("solved", tie)).en
    '(build, free-ride); (free-ride, free-ride)'
    """
    if regime.label is None:
        return word("outside_assumptions" if regime.status == "outside" else "no_value")
    if regime.label == "none":
        return word("none")
    parsed = _parsed(regime.label)
    pure = [played for played, _ in parsed if all(len(each) == 1 for each in played)]
    count = prod(len(player.strategies) for player in model.players)
    if len(set(pure)) == count > 1:
        return word("every_profile")
    texts = []
    for group in _components(parsed):
        named = [_name(model, played) for played, _ in group]
        if len(group) == 1:
            texts.append(named[0])
            continue
        names = sorted(dict.fromkeys(named), key=lambda text: text.en)
        texts.append(both(word("continuum_of", what="{what}"), what=listed(names)))
    return joined(dict.fromkeys(sorted(texts, key=lambda text: text.en)), "; ", "；")


def component_count(model: Model, regime: Regime) -> int | None:
    """Count the connected components of the equilibria of a regime.

    ``None`` where there is nothing to count.

    Examples
    --------
    >>> from vcgame.model.library import load_model
    >>> component_count(load_model("boxed-pigs"), Regime("solved", "press, wait"))
    1
    """
    if regime.label is None:
        return None
    if regime.label == "none":
        return 0
    if len(model.players) != 2:
        return None
    return len(_components(_parsed(regime.label)))


def _parsed(label: str) -> list[Parsed]:
    """Read what is played and the best replies out of a label."""
    found = []
    for equilibrium in label.split(" | "):
        played, replies = [], []
        for part in equilibrium.split(", "):
            support, _, others = part.rstrip("]").partition("[")
            own = tuple(support.split("+"))
            played.append(own)
            replies.append(tuple(sorted((*own, *(others.split("+") if others else ())))))
        found.append((tuple(played), tuple(replies)))
    return found


def _components(parsed: list[Parsed]) -> list[list[Parsed]]:
    """Group extreme equilibria that share what one player plays.

    A player's mixture is known by its support and the other's best replies to it, and all
    that lies between two equilibria with the same mixture is an equilibrium (Avis, Rosenberg,
    Savani and von Stengel 2010). With more than two players none hang together here.
    """
    groups: list[tuple[set[tuple[int, object, object]], list[Parsed]]] = []
    for played, replies in parsed:
        marks: set[tuple[int, object, object]] = {(-1, played, replies)}
        if len(played) == 2:
            marks = {(0, played[0], replies[1]), (1, played[1], replies[0])}
        held = [group for group in groups if group[0] & marks]
        groups = [group for group in groups if not group[0] & marks]
        members = [each for group in held for each in group[1]]
        groups.append((marks.union(*(group[0] for group in held)), [*members, (played, replies)]))
    return [members for _, members in groups]


def _name(model: Model, played: Played) -> Text:
    if all(len(each) == 1 for each in played):
        return profile_text(model, [each[0] for each in played])
    sizes = [len(player.strategies) for player in model.players]
    if sizes == [2, 2] == [len(each) for each in played]:
        return word("mixed_equilibrium")
    mixtures = [
        joined((model.strategy_name(number, each) for each in own), " + ", " + ")
        for number, own in enumerate(played)
    ]
    names = joined(mixtures)
    return Text(f"({names.en})", f"（{names.say('zh')}）")


def coordinate_text(coordinate: Coordinate) -> str:
    """Write a number: exactly, or the digits of an irrational one that are certain.

    Examples
    --------
    >>> from fractions import Fraction
    >>> coordinate_text(Coordinate(Fraction(1, 3), Fraction(1, 3)))
    '1/3'
    >>> coordinate_text(Coordinate(Fraction(141421356, 10**8), Fraction(141421357, 10**8)))
    '1.414213...'
    """
    if coordinate.rational:
        return exact(coordinate.low)
    size = min(abs(coordinate.low), abs(coordinate.high))
    scaled = int(size * 10 ** (_DIGITS - 1))
    whole, rest = divmod(scaled, 10 ** (_DIGITS - 1))
    sign = "-" if coordinate.high <= Fraction(0) else ""
    return f"{sign}{whole}.{rest:0{_DIGITS - 1}d}..."
