"""Tables of what the author of a model wrote: players, payoffs, parameters, claims, evidence."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from vcgame.derive.tidy import tidy_formula
from vcgame.forms.point import check_payoffs
from vcgame.model.claim import Claim
from vcgame.model.evidence import Evidence
from vcgame.model.formula.expression import Expression, Number, Product, Sum, size
from vcgame.model.formula.plain import to_text
from vcgame.model.model import Model, Node
from vcgame.model.point import value_at
from vcgame.model.text import Language, Text
from vcgame.report.concepts.symmetric_payoffs import symmetric_payoff_table
from vcgame.report.naming import (
    both,
    formula_cell,
    joined,
    point_text,
    profile_text,
    status_note,
    symbol,
)
from vcgame.report.tables.cells import MINUS, number
from vcgame.report.tables.formula import Math
from vcgame.report.tables.table import Cell, Column, Table
from vcgame.report.words import word
from vcgame.solve.answer import Real

__all__ = [
    "evidence_table",
    "instance_table",
    "node_table",
    "parameter_table",
    "payoff_table",
    "player_table",
    "readable_formula",
    "share_table",
    "statement_table",
]


def player_table(model: Model) -> Table:
    """Tabulate the players; in a game with [payoffs], with their strategies."""
    columns = [Column("player", word("player")), Column("name", word("name"))]
    if model.form != "extensive":
        columns.append(Column("strategies", word("strategies")))
    rows: list[tuple[Cell, ...]] = []
    for player in model.players:
        names = joined(_with_id(strategy.name, strategy.id) for strategy in player.strategies)
        rows.append((player.id, player.name, names)[: len(columns)])
    return Table(f"{model.id}.players", _title(model, "players"), tuple(columns), tuple(rows))


def _with_id(name: Text, id: str) -> Text:
    """Add the id that settings and results use, where the name differs from it."""
    return Text(*(each if each == id else f"{each} [{id}]" for each in (name.en, name.say("zh"))))


def share_table(model: Model) -> Table:
    """Tabulate the named shares of populations."""
    columns = (
        Column("symbol", word("symbol")),
        Column("player", word("player")),
        Column("strategy", word("strategy")),
    )
    rows = tuple(
        (symbol(model, share.id), player.name, model.strategy_name(index, share.strategy))
        for share in model.shares.values()
        for index, player in enumerate(model.players)
        if player.id == share.player
    )
    return Table(f"{model.id}.shares", _title(model, "shares"), columns, rows)


def node_table(model: Model) -> Table:
    """Tabulate the nodes of a tree at which somebody moves: who, what, and how one gets there.

    Information sets have a column where some player cannot tell two nodes apart.
    """
    names = {player.id: player.name for player in model.players}
    before: dict[str, tuple[Text, ...]] = {model.nodes[0].id: ()}
    rows: list[tuple[Cell, ...]] = []
    for node in model.nodes:
        if node.end:
            continue
        moves = []
        for action in node.actions:
            name = model.actions.get(action.id, Text(action.id))
            before[action.child] = (*before[node.id], name)
            move = _with_id(name, action.id)
            if action.probability is not None:
                chance = Text(formula_cell(model, action.probability).plain)
                move = both(word("with_probability", what="{what}", p="{p}"), what=move, p=chance)
            moves.append(move)
        mover = word("chance") if node.player is None else names[node.player]
        history = joined(before[node.id], " → ", " → ") if before[node.id] else None
        told = node.information or None
        rows.append((node.id, history, mover, told, joined(moves, "; ", "；")))
    columns = [
        Column("node", word("node")),
        Column("history", word("after_moves")),
        Column("player", word("mover")),
        Column("information", word("trees.information")),
        Column("moves", word("history")),
    ]
    sets = [node.information for node in model.nodes if node.player is not None]
    if len(set(sets)) == len(sets):
        del columns[3]
        rows = [(*row[:3], row[4]) for row in rows]
    return Table(f"{model.id}.nodes", _title(model, "nodes"), tuple(columns), tuple(rows))


def payoff_table(model: Model, values: Mapping[str, Fraction] | None = None) -> Table:
    """Tabulate payoffs: as formulas, or as numbers at a point.

    Two players give the usual matrix, more players a list of profiles; a tree gives a list
    of the histories of moves, with expectations over the moves of chance that come last; alike
    firms give one line per strategy, or per spread of the others at a point.
    """
    if model.form == "extensive":
        return _tree_table(model, values)
    if model.form == "symmetric":
        return symmetric_payoff_table(model, values)
    if values is not None:
        check_payoffs(model)
    if len(model.players) == 2:
        return _matrix_table(model, values)
    columns = (Column("profile", word("profile")), *_payoff_columns(model))
    rows = tuple(
        (profile_text(model, ids), *(_payoff_cell(model, u, values) for u in formulas))
        for ids, formulas in model.payoffs.items()
    )
    notes = (status_note(model),)
    return Table(f"{model.id}.payoffs", _title(model, "payoffs"), columns, rows, notes)


def _title(model: Model, kind: str) -> Text:
    return both(word(f"titles.{kind}", model="{model}"), model=model.title)


def _payoff_columns(model: Model) -> tuple[Column, ...]:
    return tuple(
        Column(f"u{number}", both(word("payoff_of", player="{player}"), player=player.name))
        for number, player in enumerate(model.players, 1)
    )


def _payoff_cell(model: Model, payoff: Expression, values: Mapping[str, Fraction] | None) -> Cell:
    return formula_cell(model, payoff) if values is None else _real(value_at(payoff, values))


def _real(value: object) -> Real:
    return value if isinstance(value, Fraction) else float(value)  # type: ignore[arg-type]


def _matrix_table(model: Model, values: Mapping[str, Fraction] | None) -> Table:
    first, second = model.players
    heading = both(
        word("row_column", row="{row}", column="{column}"), row=first.name, column=second.name
    )
    columns = [Column("strategy", heading)]
    columns += [
        Column(f"c{number}_{strategy.id}"[:32], strategy.name, "center")
        for number, strategy in enumerate(second.strategies, 1)
    ]
    rows = []
    for row in first.strategies:
        cells: list[Cell] = [row.name]
        for column in second.strategies:
            pair = model.payoffs[row.id, column.id]
            cells.append(_pair(model, pair, values))
        rows.append(tuple(cells))
    notes = (both(word("notes_of.matrix", row="{row}"), row=first.name), status_note(model))
    return Table(
        f"{model.id}.payoffs", _title(model, "payoffs"), tuple(columns), tuple(rows), notes
    )


def _pair(
    model: Model, pair: tuple[Expression, ...], values: Mapping[str, Fraction] | None
) -> Math:
    if values is None:
        parts = [formula_cell(model, payoff) for payoff in pair]
    else:
        parts = [_number_cell(model, value_at(payoff, values)) for payoff in pair]
    return Math(r",\; ".join(part.latex for part in parts), ", ".join(p.plain for p in parts))


def _number_cell(model: Model, value: object) -> Math:
    """Write a number as part of a formula: exactly, or rounded where that would be too long."""
    real = _real(value)
    text = number(real).replace(MINUS, "-")
    if isinstance(real, Fraction) and "≈" not in text:
        return formula_cell(model, Number(real))
    power = text.replace("e", r"\times 10^{") + "}" if "e" in text else text
    return Math(power.replace("≈", r"\approx ").replace("∞", r"\infty "), text)


def _tree_table(model: Model, values: Mapping[str, Fraction] | None) -> Table:
    nodes = {node.id: node for node in model.nodes}
    moving = _moving(model)
    expected = False
    rows = []
    waiting: list[tuple[Node, tuple[Text, ...]]] = [(model.nodes[0], ())]
    while waiting:
        node, history = waiting.pop(0)
        if node.id not in moving:
            expected = expected or not node.end
            payoffs = map(readable_formula, _expected(node, nodes))
            cells = [_payoff_cell(model, payoff, values) for payoff in payoffs]
            rows.append((joined(history, " → ", " → "), *cells))
            continue
        waiting[:0] = [
            (nodes[action.child], (*history, model.actions.get(action.id, Text(action.id))))
            for action in node.actions
        ]
    columns = (Column("history", word("history")), *_payoff_columns(model))
    notes = [word("notes_of.expectation")] if expected else []
    notes.append(status_note(model))
    title = _title(model, "payoffs")
    return Table(f"{model.id}.payoffs", title, columns, tuple(rows), tuple(notes))


def readable_formula(payoff: Expression) -> Expression:
    """Tidy a formula, unless that only multiplies its brackets out.

    Examples
    --------
    >>> from vcgame.model.formula.parser import parse_expression
    >>> from vcgame.model.formula.plain import to_text
    >>> for text in ("a - 0", "(a - b)**2"):
    ...     print(to_text(readable_formula(parse_expression(text, "ab"))))
    a
    (a - b)**2
    """
    tidied = tidy_formula(payoff)
    return tidied if size(tidied) <= size(payoff) else payoff


def _moving(model: Model) -> set[str]:
    """Find the nodes at or below which a player moves."""
    found: set[str] = set()
    for node in reversed(model.nodes):
        if node.player is not None or any(action.child in found for action in node.actions):
            found.add(node.id)
    return found


def _expected(node: Node, nodes: Mapping[str, Node]) -> tuple[Expression, ...]:
    """Payoffs of an end, or expected payoffs after moves of chance alone."""
    if node.end:
        return node.payoffs
    weighted = []
    for action in node.actions:
        below = _expected(nodes[action.child], nodes)
        probability = action.probability or Number(Fraction(0))
        weighted.append([Product((probability, payoff)) for payoff in below])
    return tuple(Sum(tuple(column)) for column in zip(*weighted, strict=True))


def parameter_table(model: Model, values: Mapping[str, Fraction] | None = None) -> Table:
    """Tabulate parameters and derived quantities with their values, ranges and meanings."""
    values = values or model.values()
    columns = (
        Column("symbol", word("symbol")),
        Column("value", word("value"), "right"),
        Column("range", word("range"), "center"),
        Column("lever", word("lever"), "center"),
        Column("meaning", word("meaning")),
    )
    rows: list[tuple[Cell, ...]] = []
    for id, parameter in model.parameters.items():
        bounds = None
        if parameter.low is not None and parameter.high is not None:
            bounds = f"{parameter.low} .. {parameter.high}"
        meaning = parameter.meaning or Text(id)
        if parameter.unit is not None:
            meaning = both(
                word("with_unit", what="{what}", unit="{unit}"), what=meaning, unit=parameter.unit
            )
        lever = word("yes") if parameter.lever else None
        rows.append((symbol(model, id), values[id], bounds, lever, meaning))
    for id, definition in model.definitions.items():
        formula = formula_cell(model, definition.formula)
        value = _real(value_at(definition.formula, values))
        rows.append((symbol(model, id), value, None, None, formula))
    title = _title(model, "parameters")
    return Table(f"{model.id}.parameters", title, columns, tuple(rows), (status_note(model),))


def instance_table(model: Model) -> Table:
    """Tabulate the named sets of parameters with their sources."""
    columns = (
        Column("instance", word("instance")),
        Column("title", word("title")),
        Column("values", word("parameters")),
        Column("source", word("source")),
    )
    rows = tuple(
        (each.id, each.title, point_text(each.values), each.source)
        for each in model.instances.values()
    )
    return Table(f"{model.id}.instances", _title(model, "instances"), columns, rows)


def statement_table(model: Model) -> Table:
    """Tabulate the claims with their conditions; `claim_table` has the verdicts on them."""
    columns = (
        Column("claim", word("claim")),
        Column("kind", word("kind")),
        Column("condition", word("condition")),
        Column("says", word("statement")),
    )
    rows = tuple(
        (claim.id, word(f"claim_kinds.{claim.kind}"), _claim_condition(claim), claim.says)
        for claim in model.claims
    )
    return Table(f"{model.id}.statements", _title(model, "claims"), columns, rows)


def _claim_condition(claim: Claim) -> Text | None:
    """Write where a claim is said to hold; ``None`` if everywhere."""
    parts = [point_text(dict(claim.point))] if claim.point else []
    if claim.when:
        conditions = Text(", ".join(map(to_text, claim.when)))
        key = "if_and_only_if" if claim.exactly else "if"
        told = both(word(key, what="{what}"), what=conditions)
        return joined([*map(Text, parts), told], "; ", "；")
    return Text(parts[0]) if parts else None


def evidence_table(model: Model, ledger: Mapping[str, Evidence], language: Language) -> Table:
    """Tabulate what a model rests on: the story, its place, and the document."""
    columns = (
        Column("entry", word("evidence")),
        Column("where", word("place")),
        Column("story", word("story")),
        Column("source", word("source")),
    )
    rows: list[tuple[Cell, ...]] = []
    for reference in model.evidence:
        document, _, entry = reference.partition(".")
        source = ledger[document]
        found = source.interaction(entry)
        rows.append((reference, found.where, found.story, source.cite(language)))
    title = _title(model, "evidence")
    return Table(f"{model.id}.evidence", title, columns, tuple(rows), (status_note(model),))
