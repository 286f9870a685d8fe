"""Rows about single payoffs: printed ones, the pie that is shared, and who moves first."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from vcgame.derive.audit.bench import Bench, MissingValueError, outcome
from vcgame.derive.audit.formula_rows import number_row
from vcgame.derive.audit.game_rows import pure_profile
from vcgame.derive.audit.identity import identical
from vcgame.derive.audit.row import Listing, Row, Shown, said
from vcgame.derive.tidy import tidy_formula
from vcgame.errors import EvaluationError
from vcgame.model.audit import MoveOrder, Pays, Pie, Printed
from vcgame.model.claim import Inequality
from vcgame.model.formula.expression import Comparison, Expression, Sum, names
from vcgame.model.point import value_at
from vcgame.model.printed_numbers import PrintedNumber
from vcgame.model.text import Text

__all__ = ["order_rows", "pays_rows", "pie_rows"]


def pays_rows(bench: Bench, printed: Printed, stated: Pays) -> Iterator[Row]:
    """Check printed payoffs at pure profiles."""
    bench.check_table()
    for ids, figures in stated.payoffs.items():
        formulas = bench.model.payoffs[ids]
        for player, formula, figure in zip(bench.model.players, formulas, figures, strict=True):
            what = said("payoff_at", player=player.name, what=pure_profile(bench, ids))
            if isinstance(figure, PrintedNumber):
                point = bench.values(printed.point, names(formula))
                yield number_row(bench, printed, value_at(formula, point), figure, what=what)
                continue
            same = identical(formula, figure)
            right = None if same else tidy_formula(formula)
            verdict = "agrees" if same else "disagrees"
            yield bench.row(printed, verdict, what=what, printed=figure, right=right)  # type: ignore[arg-type]


def pie_rows(bench: Bench, printed: Printed, pie: Pie) -> Iterator[Row]:
    """Check profile by profile that the payoffs sum to what there is to be shared."""
    bench.check_table()
    for ids, total in pie.sums.items():
        whole = Sum(bench.model.payoffs[ids])
        what = said("pie_at", what=pure_profile(bench, ids))
        cells: dict[str, Any] = {"what": what, "printed": total}
        if identical(whole, total):
            yield bench.row(printed, "agrees", **cells)
        elif printed.when is not None:
            gap = Inequality(_equal(whole, total))
            verdict = bench.claim_verdict(printed, gap)
            word, reason = outcome(verdict, at_point=False)
            right = tidy_formula(whole) if word == "disagrees" else None
            yield bench.row(printed, word, right=right, reason=reason, **cells)
        else:
            yield _pie_row(bench, printed, whole, total, cells)


def _equal(first: Expression, second: Expression) -> Any:
    return Comparison(first, "==", second)


def _pie_row(
    bench: Bench, printed: Printed, whole: Expression, total: Expression, cells: dict[str, Any]
) -> Row:
    """Compare a sum of payoffs with the pie at the stated values."""
    try:
        point = bench.values(printed.point, names(whole) | names(total))
    except MissingValueError:
        right = tidy_formula(whole)
        return bench.row(printed, "disagrees", right=right, reason=said("not_the_pie"), **cells)
    try:
        found, wanted = value_at(whole, point), value_at(total, point)
    except EvaluationError as error:
        return bench.unclear(printed, error, **cells)
    if not (isinstance(found, Fraction) and isinstance(wanted, Fraction)):
        return bench.row(printed, "undecided", reason=said("too_close"), **cells)
    if found == wanted:
        return bench.row(printed, "agrees", **cells)
    reason = said("pie_is", found=found, wanted=wanted)
    return bench.row(printed, "disagrees", right=found, reason=reason, **cells)


def order_rows(bench: Bench, printed: Printed, order: MoveOrder) -> Iterator[Row]:
    """Check that the order of moves stated is the one that the game has."""
    used = _order(bench)
    cells: dict[str, Any] = {"printed": _movers(bench, order.players)}
    if used is None:
        yield bench.row(printed, "undecided", reason=said("order_varies"), **cells)
    elif used == order.players:
        yield bench.row(printed, "agrees", **cells)
    else:
        right = _movers(bench, used)
        yield bench.row(printed, "disagrees", right=right, reason=said("other_order"), **cells)


def _movers(bench: Bench, ids: tuple[str, ...]) -> Shown:
    if not ids:
        return said("at_once")
    return Listing(tuple(_player_name(bench, id) for id in ids))


def _player_name(bench: Bench, id: str) -> Text:
    return bench.model.player(id).name


def _order(bench: Bench) -> tuple[str, ...] | None:
    """Players in the order of their first moves; ``None`` if that differs between paths."""
    if bench.model.form != "extensive":
        return ()
    before: dict[str, tuple[str, ...]] = {bench.model.nodes[0].id: ()}
    orders: set[tuple[str, ...]] = set()
    for node in bench.model.nodes:
        path = before[node.id]
        if node.player is not None and node.player not in path:
            path = (*path, node.player)
        before.update((action.child, path) for action in node.actions)
        if node.end:
            orders.add(path)
    longest = max(orders, key=len)
    return longest if all(each == longest[: len(each)] for each in orders) else None
