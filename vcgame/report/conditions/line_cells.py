"""How stretches of a lever, exact numbers and equilibria along it are written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from vcgame.derive.lines.algebraic import Algebraic
from vcgame.derive.lines.equilibrium_line import LineEquilibrium, LineRow
from vcgame.derive.lines.extremes import Tie
from vcgame.derive.lines.stretches import Stretch
from vcgame.model.formula.plain import to_text
from vcgame.model.model import Model
from vcgame.model.text import Text
from vcgame.report.naming import both, formula_cell, joined, profile_text, symbol
from vcgame.report.regimes import listed
from vcgame.report.tables.cells import exact
from vcgame.report.tables.formula import Math
from vcgame.report.words import word

__all__ = [
    "equilibrium_text",
    "number_cell",
    "number_json",
    "regime_cell",
    "root_notes",
    "stretch_cell",
    "stretch_json",
    "tie_text",
    "ties_text",
]


def number_cell(model: Model, number: Algebraic) -> Math:
    """Write an exact number: a fraction, a closed radical, or digits that a note explains."""
    closed = number.closed
    if closed is not None:
        value = number.rational
        cell = formula_cell(model, closed)
        return cell if value is None else Math(cell.latex, exact(value))
    decimal = number.decimal(cut=True)
    return Math(rf"{decimal}\ldots", f"{decimal}...")


def root_notes(lever: str, numbers: Iterable[Algebraic | None]) -> list[Text]:
    """Say of every number that has no closed form which root it is."""
    told: dict[Text, None] = {}
    for number in numbers:
        if number is not None and number.closed is None:
            equation = to_text(number.equation(lever))
            cut, near = number.decimal(cut=True), number.decimal()
            told[word("lines.root", cut=cut, equation=equation, near=near)] = None
    return list(told)


def stretch_cell(model: Model, lever: str, stretch: Stretch) -> Math:
    r"""Write where a stretch lies: ``A = 1``, ``0 < A \le 1``, ``A > 6``."""
    name = symbol(model, lever)
    low, high = (
        None if end is None else number_cell(model, end) for end in (stretch.low, stretch.high)
    )
    if stretch.point and low is not None:
        return Math(f"{name.latex} = {low.latex}", f"{name.plain} = {low.plain}")
    if low is None and high is None:
        return Math(rf"{name.latex} \in \mathbb{{R}}", f"every {name.plain}")
    if low is None and high is not None:
        signs = (r"\le", "<=") if stretch.closed_high else ("<", "<")
        return _chain(name, signs, high)
    if high is None and low is not None:
        signs = (r"\ge", ">=") if stretch.closed_low else (">", ">")
        return _chain(name, signs, low)
    first = (r"\le", "<=") if stretch.closed_low else ("<", "<")
    last = (r"\le", "<=") if stretch.closed_high else ("<", "<")
    whole = _chain(name, last, high)
    return _chain(low, first, whole)


def _chain(left: Math | None, signs: tuple[str, str], right: Math | None) -> Math:
    if left is None or right is None:
        raise TypeError("a bound is missing")
    return Math(f"{left.latex} {signs[0]} {right.latex}", f"{left.plain} {signs[1]} {right.plain}")


def equilibrium_text(model: Model, found: LineEquilibrium) -> Text:
    """Name an equilibrium by what is played."""
    ids = [[strategy.id for strategy in player.strategies] for player in model.players]
    if found.pure:
        return profile_text(
            model, [own[support[0]] for own, support in zip(ids, found.supports, strict=True)]
        )
    if [len(own) for own in ids] == [2, 2] == [len(support) for support in found.supports]:
        return word("mixed_equilibrium")
    parts = [
        joined((model.strategy_name(number, ids[number][place]) for place in support), " + ", " + ")
        for number, support in enumerate(found.supports)
    ]
    whole = joined(parts)
    return Text(f"({whole.en})", f"（{whole.say('zh')}）")


def regime_cell(model: Model, row: LineRow | None) -> Text:
    """Name all equilibria of a row; those of one component hang together."""
    if row is None:
        return Text("")
    if row.standing != "inside":
        return word("outside_assumptions" if row.standing == "outside" else "no_value")
    if not row.equilibria:
        return word("none")
    groups: dict[int, list[Text]] = {}
    for number, found in enumerate(row.equilibria):
        key = -number if found.component is None else found.component
        groups.setdefault(key, []).append(equilibrium_text(model, found))
    texts = []
    for names in groups.values():
        if len(names) == 1:
            texts.append(names[0])
        else:
            each = sorted(dict.fromkeys(names), key=lambda text: text.en)
            texts.append(both(word("continuum_of", what="{what}"), what=listed(each)))
    return joined(texts, "; ", "；")


def tie_text(model: Model, tie: Tie, *, alone: bool = False) -> Text:
    """Say who is indifferent between what, and where; `alone` leaves the place out."""
    names = {
        "player": model.players[tie.player].name,
        "first": model.strategy_name(tie.player, tie.first),
        "second": model.strategy_name(tie.player, tie.second),
    }
    if alone:
        template = word("lines.tied_alone", player="{player}", first="{first}", second="{second}")
        return both(template, **names)
    template = word(
        "lines.tie",
        player="{player}",
        first="{first}",
        second="{second}",
        profile="{profile}",
    )
    return both(template, **names, profile=profile_text(model, tie.profile))


def ties_text(model: Model, ties: Sequence[Tie]) -> Text:
    """Say it of all ties."""
    return joined((tie_text(model, tie) for tie in ties), "; ", "；")


def number_json(lever: str, number: Algebraic | None) -> dict[str, Any] | None:
    """Describe a number: exactly, in digits, and by the polynomial whose root it is."""
    if number is None:
        return None
    value = number.rational
    return {
        "exact": exact(value) if value is not None else _exact(lever, number),
        "decimal": number.decimal(),
        "closed": number.closed is not None,
        "root_of": None if value is not None else to_text(number.equation(lever)),
    }


def _exact(lever: str, number: Algebraic) -> str:
    if number.closed is None and number.itself:
        return f"root of {to_text(number.equation(lever))} near {number.decimal()}"
    return to_text(number.formula(lever))


def stretch_json(lever: str, stretch: Stretch) -> dict[str, Any]:
    """Describe where a stretch lies; an end without a number is open to infinity."""
    return {
        "low": number_json(lever, stretch.low),
        "high": number_json(lever, stretch.high),
        "closed": [stretch.closed_low, stretch.closed_high],
        "point": stretch.point,
    }
