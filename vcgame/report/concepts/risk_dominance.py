"""Risk dominance and p-dominance of pure equilibria, for people and for programs."""

from __future__ import annotations

from typing import Any

from vcgame.forms.strategic import StrategicGame
from vcgame.forms.symmetric import SymmetricGame
from vcgame.model.model import Model
from vcgame.model.text import Text
from vcgame.report.concepts.dominance import situation_ids
from vcgame.report.naming import both, profile_text, status_note
from vcgame.report.sentences import reason_text
from vcgame.report.tables.cells import exact
from vcgame.report.tables.table import Cell, Column, Table
from vcgame.report.words import word
from vcgame.solve.reasoning.risk_dominance import Dominant, RiskDominance

__all__ = ["risk_dominance_json", "risk_dominance_table"]

Game = StrategicGame | SymmetricGame


def risk_dominance_table(model: Model, game: Game, answer: RiskDominance) -> Table:
    """Tabulate the pure equilibria, how much trust each player needs, and Nash products.

    Parameters
    ----------
    model, game
        What `vcgame.forms.fixed.table_form` gives.
    answer
        The comparison.
    """
    columns = [
        Column("equilibrium", word("equilibrium"), "right"),
        Column("profile", word("profile")),
        Column("strict", word("reasoning.strict"), "center"),
        *(
            Column(
                f"p{place}",
                both(word("reasoning.least_p", player="{player}"), player=player.name),
                "right",
            )
            for place, player in enumerate(model.players, 1)
        ),
        Column("sum", word("reasoning.sum_p"), "right"),
        Column("robust", word("reasoning.robust"), "center"),
    ]
    if answer.products:
        columns += [
            Column("product", word("reasoning.product"), "right"),
            Column("risk_dominant", word("reasoning.risk_dominant"), "center"),
        ]
    rows: list[tuple[Cell, ...]] = []
    for place, each in enumerate(answer.equilibria):
        row: list[Cell] = [place + 1, _profile(model, game, each), each.strict, *each.least]
        row += [answer.total(each), answer.robust(each)]
        if answer.products:
            row += [answer.products[place], answer.dominant == place]
        rows.append(tuple(row))
    because = "complete_because" if answer.complete else "incomplete_because"
    notes = [both(word(because, why="{why}"), why=reason_text(answer.why))]
    if answer.tied:
        notes.append(word("reasoning.tied"))
    if not answer.equilibria:
        notes.append(word("reasoning.no_pure"))
    else:
        notes.append(word("reasoning.p_dominance"))
    notes += [
        Text(f"{text.en[:1].upper()}{text.en[1:]}.", f"{text.say('zh')}。")
        for text in map(reason_text, answer.notes)
    ]
    return Table(
        f"{model.id}.risk-dominance",
        both(word("reasoning.title_risk", model="{model}"), model=model.title),
        tuple(columns),
        tuple(rows),
        (*notes, status_note(model)),
    )


def risk_dominance_json(game: Game, answer: RiskDominance) -> dict[str, Any]:
    """Describe the comparison in plain dictionaries, lists, strings and numbers."""
    players = (game.firm,) if isinstance(game, SymmetricGame) else game.players
    strategies = (game.strategies,) if isinstance(game, SymmetricGame) else game.strategies
    equilibria = []
    for place, each in enumerate(answer.equilibria):
        equilibria.append(
            {
                "profile": [ids[s] for ids, s in zip(strategies, each.profile, strict=True)],
                "strict": each.strict,
                "least_p": dict(zip(players, map(exact, each.least), strict=True)),
                "p": exact(each.p),
                "sum": exact(answer.total(each)),
                "robust": answer.robust(each),
                "set_by": {
                    player: None
                    if worst is None
                    else {
                        "strategy": strategies[number][worst[0]],
                        "others": situation_ids(game, number, worst[1]),
                    }
                    for number, (player, worst) in enumerate(zip(players, each.worst, strict=True))
                },
                "losses": {
                    player: None if loss is None else exact(loss)
                    for player, loss in zip(players, each.losses, strict=True)
                },
                "nash_product": exact(answer.products[place]) if answer.products else None,
            }
        )
    return {
        "concept": answer.concept,
        "method": answer.method,
        "complete": answer.complete,
        "why": answer.why,
        "firms": answer.firms,
        "equilibria": equilibria,
        "risk_dominant": answer.dominant,
        "tied": answer.tied,
        "notes": list(answer.notes),
    }


def _profile(model: Model, game: Game, each: Dominant) -> Text:
    if isinstance(game, SymmetricGame):
        name = model.strategy_name(0, game.strategies[each.profile[0]])
        return both(word("reasoning.all_play", strategy="{strategy}"), strategy=name)
    ids = [own[s] for own, s in zip(game.strategies, each.profile, strict=True)]
    return profile_text(model, ids)
