"""What ``vcgame repeated --format json`` prints; scripts rely on it.

Exact numbers are strings, floats are JSON numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from vcgame.model.formula.plain import to_text
from vcgame.model.model import Model
from vcgame.report.repeated.names import departures
from vcgame.report.repeated.set_tables import Formulas
from vcgame.solve.repeated.answer import RepeatedAnswer
from vcgame.solve.repeated.grim import Trigger
from vcgame.solve.repeated.horizon import Horizon
from vcgame.solve.repeated.payoff_set import PayoffSet
from vcgame.solve.repeated.polygon import Polygon

__all__ = ["repeated_json"]


def repeated_json(
    model: Model,
    values: Mapping[str, Fraction],
    answer: RepeatedAnswer,
    formulas: Sequence[Formulas] = (),
) -> dict[str, Any]:
    """Describe the repeated reading in plain dictionaries, lists, strings and numbers.

    Examples
    --------
    >>> from vcgame.model.library import load_model
    >>> from vcgame.solve.repeated.repeated import repeated_model
    >>> war = load_model("subsidy-war")
    >>> told = repeated_json(war, war.values(), repeated_model(war, war.values()))
    >>> told["grim_trigger"][0]["delta"]
    '4/7'
    """
    facts = answer.facts
    return {
        "model": model.id,
        "status": model.status,
        "parameters": {name: str(value) for name, value in values.items()},
        "concept": answer.concept,
        "method": answer.method,
        "complete": answer.complete,
        "why": answer.why,
        "players": list(facts.players),
        "number_of_players": facts.number,
        "stage_equilibria": [
            {"profile": list(ids), "payoffs": list(map(str, payoffs))}
            for ids, payoffs in facts.equilibria
        ],
        "pure_minmax": list(map(str, facts.minmax)),
        "mixed_minmax": [_number(value) for value in facts.mixed_minmax],
        "feasible": _polygon(facts.feasible),
        "individually_rational": _polygon(facts.rational),
        "detection": str(answer.detection),
        "grim_trigger": [_trigger(model, trigger) for trigger in answer.triggers],
        "penal_codes": [
            {
                "target": list(code.target),
                "low": _number(code.low),
                "high": _number(code.high),
                "exact": code.exact,
                "ground": code.ground,
                "reason": code.reason or None,
            }
            for code in answer.codes
        ],
        "formulas": [
            {
                "target": list(target),
                "punishment": list(reversion),
                "cases": [
                    {
                        "kind": case.kind,
                        "delta": None if case.formula is None else to_text(case.formula),
                        "conditions": [to_text(condition) for condition in case.conditions],
                        "binding": _binding(model, case.binding),
                    }
                    for case in cases
                ],
            }
            for target, reversion, cases in formulas
        ],
        "payoff_set": None if answer.payoffs is None else _set(answer.payoffs),
        "finite": None if answer.horizon is None else _horizon(answer.horizon),
        "notes": list(answer.notes),
    }


def _number(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def _polygon(polygon: Polygon) -> list[list[str]]:
    return [[str(x), str(y)] for x, y in polygon]


def _binding(model: Model, binding: Sequence[tuple[int, str]]) -> list[dict[str, str]]:
    return [
        {"player": model.players[player].id, "deviation": strategy} for player, strategy in binding
    ]


def _trigger(model: Model, trigger: Trigger) -> dict[str, Any]:
    patience = trigger.patience
    return {
        "target": list(trigger.target),
        "punishment": None if trigger.reversion is None else list(trigger.reversion),
        "delta": _number(patience.low),
        "highest": _number(patience.high),
        "attained": patience.low is not None,
        "binding": _binding(model, departures(model, trigger)),
        "reason": patience.reason or None,
        "severest": trigger.severest,
        "incentives": [
            {
                "player": model.players[each.player].id,
                "target": str(each.target),
                "deviation": _number(each.deviation),
                "punishment": str(each.punishment),
            }
            for each in trigger.incentives
        ],
    }


def _set(found: PayoffSet) -> dict[str, Any]:
    threats = found.threats
    return {
        "delta": str(found.delta),
        "status": found.status,
        "outer": _polygon(found.outer),
        "inner": _polygon(found.inner),
        "gap": _number(found.gap),
        "wanted": str(found.wanted),
        "worst": None if threats is None else list(map(str, threats)),
        "steps": found.steps,
    }


def _horizon(horizon: Horizon) -> dict[str, Any]:
    return {
        "rounds": horizon.rounds,
        "delta": str(horizon.delta),
        "kind": horizon.kind,
        "payoffs": [list(map(str, point)) for point in horizon.payoffs],
        "done": horizon.done,
        "first": [{"target": list(target), "rounds": least} for target, least in horizon.first],
    }
