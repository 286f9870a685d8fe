from __future__ import annotations

from fractions import Fraction

import pytest

from vcgame.errors import UsageError
from vcgame.model.text import Text
from vcgame.report.tables.table import Cell, Column, Table

HEAD = (Column("a", Text("A")), Column("b", Text("B")))


def table(*rows: tuple[Cell, ...], columns: tuple[Column, ...] = HEAD, name: str = "t") -> Table:
    return Table(name, Text("T"), columns, rows)


def test_a_column_by_its_key() -> None:
    cells = table((1, None), (Fraction(1, 3), "x"))
    assert cells.column("a") == (1, Fraction(1, 3))
    with pytest.raises(UsageError, match="no column 'c'"):
        cells.column("c")


@pytest.mark.parametrize(
    ("make", "wrong"),
    [
        (lambda: table((1,)), "row 1: 1 cells for 2 columns"),
        (lambda: table((1, 2), (1, 2, 3)), "row 2: 3 cells"),
        (lambda: table(columns=(HEAD[0], HEAD[0])), "column a stands twice"),
        (lambda: table(columns=()), "at least one column"),
        (lambda: table(name="../x"), "ASCII letters"),
        (lambda: table((1, [2])), "column b: a cell cannot be of type list"),  # type: ignore[arg-type]
        (lambda: table((float("nan"), 1)), "a missing value is None"),
        (lambda: Column("1a", Text("A")), "column key '1a'"),
        (lambda: Column("a" * 33, Text("A")), "at most 32"),
        (lambda: Column("a", Text("A"), "middle"), "align is one of"),  # type: ignore[arg-type]
        (lambda: Column("a", Text("A"), digits=0), "digits"),
    ],
)
def test_mistakes_are_named(make: object, wrong: str) -> None:
    assert callable(make)
    with pytest.raises(UsageError, match=wrong):
        make()
