"""Logit quantal response equilibria, for people and for programs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from vcgame.forms.strategic import StrategicGame
from vcgame.model.model import Model
from vcgame.model.text import Text
from vcgame.report.naming import both, mixture_text, status_note
from vcgame.report.sentences import reason_text
from vcgame.report.tables.cells import for_json, number
from vcgame.report.tables.table import Cell, Column, Table
from vcgame.report.words import word
from vcgame.solve.quantal.answer import LogitAnswer, LogitPoint

__all__ = ["logit_json", "logit_table"]

MOST_ROWS = 20
"""So many points of a branch are printed, besides turning points and bifurcations."""


def logit_table(model: Model, answer: LogitAnswer) -> Table:
    """Tabulate points of the branch, with what deviating would gain, and the limit.

    Parameters
    ----------
    model
        The model.
    answer
        The branch, or its points at one lambda.
    """
    proved = any(point.error is not None for point in answer.points)
    columns = [
        Column("precision", word("logit.precision"), "right"),
        *(Column(f"x{i}", player.name) for i, player in enumerate(model.players, 1)),
        *(
            Column(f"u{i}", both(word("payoff_of", player="{player}"), player=player.name), "right")
            for i, player in enumerate(model.players, 1)
        ),
        Column("regret", word("logit.regret"), "right"),
    ]
    if proved:
        columns.append(Column("error", word("logit.error"), "right"))
    columns.append(Column("event", word("logit.event")))
    shown = _thinned(answer.points)
    rows: list[tuple[Cell, ...]] = []
    for point in shown:
        mixtures = [mixture_text(model, i, mixture) for i, mixture in enumerate(point.profile)]
        row: list[Cell] = [point.precision, *mixtures, *point.payoffs, point.regret]
        if proved:
            row.append(None if point.error is None else f"{point.error:.0e}")
        rows.append((*row, word(f"logit.{point.event}") if point.event else ""))
    if answer.limit is not None and not proved:
        found = answer.limit.equilibrium
        names = [mixture_text(model, i, mixture) for i, mixture in enumerate(found.profile)]
        rows.append((math.inf, *names, *found.payoffs, found.certificate, word("logit.limit")))
    title = word("logit.title_at" if proved else "logit.title", model="{model}")
    return Table(
        f"{model.id}.logit",
        both(title, model=model.title),
        tuple(columns),
        tuple(rows),
        _notes(model, answer, len(shown)),
    )


def logit_json(game: StrategicGame, answer: LogitAnswer) -> dict[str, Any]:
    """Describe all points and the limit in plain dictionaries, lists, strings and numbers."""
    limit: dict[str, Any] | None = None
    if answer.limit is not None:
        found = answer.limit.equilibrium
        limit = {
            "profile": _profile(game, found.profile),
            "payoffs": _values(game, found.payoffs),
            "certificate": for_json(found.certificate),
            "distance": answer.limit.distance,
            "isolated": answer.limit.isolated,
        }
    return {
        "concept": answer.concept,
        "method": answer.method,
        "complete": answer.complete,
        "why": answer.why,
        "points": [_point(game, point) for point in answer.points],
        "limit": limit,
        "end": _point(game, answer.end),
        "notes": list(answer.notes),
    }


def _thinned(points: Sequence[LogitPoint]) -> list[LogitPoint]:
    """Keep the ends, what happens, and some points between; all in their order."""
    if len(points) <= MOST_ROWS:
        return list(points)
    last = len(points) - 1
    kept = {round(k * last / (MOST_ROWS - 1)) for k in range(MOST_ROWS)}
    kept |= {place for place, point in enumerate(points) if point.event}
    return [points[place] for place in sorted(kept)]


def _notes(model: Model, answer: LogitAnswer, shown: int) -> tuple[Text, ...]:
    because = "complete_because" if answer.complete else "incomplete_because"
    notes = [both(word(because, why="{why}"), why=reason_text(answer.why)), word("logit.no_nash")]
    if answer.limit is not None:
        notes.append(word("logit.distance", size=number(answer.limit.distance)))
        if not answer.limit.isolated:
            notes.append(word("logit.not_isolated"))
    if shown < len(answer.points):
        notes.append(word("logit.thinned", shown=shown, count=len(answer.points)))
    for note in answer.notes:
        text = reason_text(note)
        notes.append(Text(f"{text.en[:1].upper()}{text.en[1:]}.", f"{text.say('zh')}。"))
    return (*notes, status_note(model))


def _point(game: StrategicGame, point: LogitPoint) -> dict[str, Any]:
    return {
        "lambda": point.precision,
        "profile": _profile(game, point.profile),
        "logs": _profile(game, point.logs),
        "payoffs": _values(game, point.payoffs),
        "regret": point.regret,
        "relative_regret": point.relative,
        "residual": point.residual,
        "event": point.event or None,
        "error": point.error,
    }


def _profile(game: StrategicGame, rows: Sequence[Sequence[Any]]) -> dict[str, dict[str, Any]]:
    return {
        player: {id: for_json(p) for id, p in zip(ids, row, strict=True)}
        for player, ids, row in zip(game.players, game.strategies, rows, strict=True)
    }


def _values(game: StrategicGame, values: Sequence[Any]) -> dict[str, str | float]:
    return {player: for_json(u) for player, u in zip(game.players, values, strict=True)}
