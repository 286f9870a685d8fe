"""Equilibria of alike firms, for people and for programs."""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction
from math import lgamma
from typing import Any, Final

from vcgame.forms.symmetric import SymmetricGame
from vcgame.model.model import Model
from vcgame.model.text import Text
from vcgame.report.naming import both, joined, mixture_text, status_note
from vcgame.report.sentences import reason_text
from vcgame.report.tables.cells import exact, for_json, number
from vcgame.report.tables.table import Cell, Column, Table
from vcgame.report.words import word
from vcgame.solve.answer import Real
from vcgame.solve.symmetric.answer import Inefficiency, SymmetricAnswer, SymmetricEquilibrium

__all__ = [
    "counts_text",
    "symmetric_json",
    "symmetric_name",
    "symmetric_names",
    "symmetric_regime",
    "symmetric_table",
]

_FEW_FIRMS: Final = 1_000
"""Up to so many firms the number of profiles is counted exactly for programs."""

_SHOWN: Final = 10**9

_LONG: Final = 10
"""Digits below which a number of profiles is worked out exactly, however many the firms."""


def symmetric_table(model: Model, game: SymmetricGame, answer: SymmetricAnswer) -> Table:
    """Tabulate the equilibria of alike firms: who plays what, what it pays, and the total.

    Parameters
    ----------
    model, game
        The model, and the game at the point.
    answer
        Its equilibria.
    """
    firm = model.players[0]
    columns = [
        Column("equilibrium", word("equilibrium"), "right"),
        Column("play", word("alike.play")),
        *(
            Column(
                f"u_{strategy.id}"[:32],
                both(word("payoff_of", player="{player}"), player=strategy.name),
                "right",
            )
            for strategy in firm.strategies
        ),
    ]
    totals = None if answer.efficiency is None else answer.efficiency.totals
    if totals is not None:
        columns.append(Column("total", word("alike.total"), "right"))
    columns += [
        Column("profiles", word("alike.profiles"), "right"),
        Column("strict", word("alike.strict"), "center"),
        Column("certificate", word("certificate"), "right"),
    ]
    rows: list[tuple[Cell, ...]] = []
    for place, found in enumerate(answer.equilibria):
        row: list[Cell] = [place + 1, symmetric_name(model, found), *found.payoffs]
        if totals is not None:
            row.append(totals[place])
        rows.append((*row, _profiles(found), found.strict, found.certificate))
    title = both(
        word("alike.title", model="{model}", count=game.number, firms="{firms}"),
        model=model.title,
        firms=firm.name,
    )
    return Table(
        f"{model.id}.equilibria", title, tuple(columns), tuple(rows), _notes(model, answer)
    )


def symmetric_json(game: SymmetricGame, answer: SymmetricAnswer) -> dict[str, Any]:
    """Describe the equilibria in plain dictionaries, lists, strings and numbers.

    Pure equilibria have ``counts``, by strategy; in the others every firm mixes as ``profile``
    says.
    """
    efficiency = answer.efficiency
    described: dict[str, Any] = {
        "firms": game.number,
        "components": None,
        "equilibria": [
            _equilibrium(game, answer, place) for place in range(len(answer.equilibria))
        ],
        "continua": [[game.strategies[place] for place in each] for each in answer.continua],
        "efficiency": None,
        "notes": list(answer.notes),
    }
    if efficiency is not None:
        described["efficiency"] = {
            "optimum": for_json(efficiency.optimum),
            "counts": dict(zip(game.strategies, efficiency.counts, strict=True)),
            "pure": _ratios(efficiency.pure),
            "all": _ratios(efficiency.every),
        }
    return described


def symmetric_names(model: Model, answer: SymmetricAnswer) -> list[Text]:
    """Name every equilibrium, in the order of the answer."""
    return [symmetric_name(model, found) for found in answer.equilibria]


def symmetric_name(model: Model, found: SymmetricEquilibrium) -> Text:
    """Name an equilibrium: how many firms play what, or with which probabilities all mix."""
    if found.pure:
        return counts_text(model, found.counts)
    template = word("alike.mix", what="{what}")
    return both(template, what=mixture_text(model, 0, found.mixture))


def counts_text(model: Model, counts: Iterable[int]) -> Text:
    """Write how many firms play each strategy: ``3 build, 1 free-ride``."""
    played = [
        (strategy.name, count)
        for strategy, count in zip(model.players[0].strategies, counts, strict=True)
        if count
    ]
    if len(played) == 1:
        return both(word("alike.all", what="{what}"), what=played[0][0])
    parts = (
        both(word("alike.count", count=count, what="{what}"), what=name) for name, count in played
    )
    return joined(parts, ", ", "，")


def symmetric_regime(model: Model, answer: SymmetricAnswer) -> Text:
    """Name the set of equilibria for people."""
    strategies = model.players[0].strategies
    texts = []
    run: list[SymmetricEquilibrium] = []
    for found in answer.equilibria:
        if run and (not found.pure or len(strategies) > 2 or not _follows(run[-1], found)):
            texts += _run_text(model, run)
            run = []
        run.append(found)
    texts += _run_text(model, run)
    for each in answer.continua:
        names = joined((strategies[place].name for place in each), ", ", "、")
        texts.append(both(word("alike.continuum", what="{what}"), what=names))
    return joined(texts, "; ", "；") if texts else word("none")


def _follows(before: SymmetricEquilibrium, found: SymmetricEquilibrium) -> bool:
    return before.pure and found.counts[0] == before.counts[0] + 1


def _run_text(model: Model, run: list[SymmetricEquilibrium]) -> list[Text]:
    """Write equilibria whose counts follow each other, three and more of them, as a span."""
    if len(run) < 3:
        return [symmetric_name(model, found) for found in run]
    first, last = run[0].counts[0], run[-1].counts[0]
    name = model.players[0].strategies[0].name
    return [both(word("alike.span", first=first, last=last, what="{what}"), what=name)]


def _notes(model: Model, answer: SymmetricAnswer) -> tuple[Text, ...]:
    because = "complete_because" if answer.complete else "incomplete_because"
    reasons = joined(map(reason_text, answer.why.split("; ")), "; ", "；")
    notes = [both(word(because, why="{why}"), why=reasons)]
    for each in answer.continua:
        names = joined((model.players[0].strategies[p].name for p in each), ", ", "、")
        notes.append(both(word("alike.continuum_note", what="{what}"), what=names))
    notes += [_sentence(reason_text(note)) for note in answer.notes]
    efficiency = answer.efficiency
    if efficiency is not None:
        notes.append(
            both(
                word("alike.optimum", total=number(efficiency.optimum), what="{what}"),
                what=counts_text(model, efficiency.counts),
            )
        )
        if efficiency.pure is not None:
            notes.append(_price_note("pure", efficiency.optimum, efficiency.pure))
        if efficiency.every is not None and efficiency.every != efficiency.pure:
            notes.append(_price_note("every", efficiency.optimum, efficiency.every))
    return (*notes, status_note(model))


def _price_note(key: str, optimum: Real, prices: Inefficiency) -> Text:
    if prices.anarchy is not None and prices.stability is not None:
        anarchy, stability = number(prices.anarchy), number(prices.stability)
        return word(f"alike.prices_{key}", anarchy=anarchy, stability=stability)
    losses = [
        number(optimum - total)
        if isinstance(optimum, Fraction) and isinstance(total, Fraction)
        else number(float(optimum) - float(total))
        for total in (prices.worst, prices.best)
    ]
    return word(f"alike.losses_{key}", worst=losses[0], best=losses[1])


def _sentence(text: Text) -> Text:
    return Text(f"{text.en[:1].upper()}{text.en[1:]}.", f"{text.say('zh')}。")


def _profiles(found: SymmetricEquilibrium) -> Cell:
    """Tell how many profiles an equilibrium is, roughly where there are very many."""
    if not found.pure:
        return 1
    exactly = _few_profiles(found)
    return Text(f"≈10^{_digits(found):.1f}") if exactly is None else exactly


def _few_profiles(found: SymmetricEquilibrium) -> int | None:
    """Count the profiles where they are not very many, however many the firms are."""
    if _digits(found) > _LONG:
        return None
    exactly = found.profiles()
    return exactly if exactly < _SHOWN else None


def _digits(found: SymmetricEquilibrium) -> float:
    """Give the decimal logarithm of the number of profiles."""
    natural = lgamma(sum(found.counts) + 1) - sum(lgamma(count + 1) for count in found.counts)
    return natural / math.log(10)


def _equilibrium(game: SymmetricGame, answer: SymmetricAnswer, place: int) -> dict[str, Any]:
    found, efficiency = answer.equilibria[place], answer.efficiency
    profiles: int | None = 1
    if found.pure:
        few = sum(found.counts) <= _FEW_FIRMS
        profiles = found.profiles() if few else _few_profiles(found)
    return {
        "counts": dict(zip(game.strategies, found.counts, strict=True)) if found.pure else None,
        "profile": {
            game.firm: {
                id: for_json(share)
                for id, share in zip(game.strategies, found.mixture, strict=True)
            }
        }
        if not found.pure
        else None,
        "enclosure": None if found.enclosure is None else [float(end) for end in found.enclosure],
        "payoffs": {
            id: None if value is None else for_json(value)
            for id, value in zip(game.strategies, found.payoffs, strict=True)
        },
        "total": None if efficiency is None else for_json(efficiency.totals[place]),
        "certificate": for_json(found.certificate),
        "component": None,
        "pure": found.pure,
        "strict": found.strict,
        "profiles": None if profiles is None else exact(Fraction(profiles)),
    }


def _ratios(prices: Inefficiency | None) -> dict[str, Any] | None:
    if prices is None:
        return None
    return {
        "worst": for_json(prices.worst),
        "best": for_json(prices.best),
        "price_of_anarchy": None if prices.anarchy is None else for_json(prices.anarchy),
        "price_of_stability": None if prices.stability is None else for_json(prices.stability),
    }
