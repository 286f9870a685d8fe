from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vcgame.errors import FileError, UsageError
from vcgame.model.library import load_model
from vcgame.sweep.design import points_file
from vcgame.sweep.design.point_list import PointList
from vcgame.sweep.design.points_file import read_points

BRAND = load_model("brand-two-firms")


@pytest.fixture
def csv_of(tmp_path: Path) -> Callable[[str | bytes], Path]:
    """Write a CSV file."""

    def write(text: str | bytes) -> Path:
        path = tmp_path / "points.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


@pytest.fixture
def parquet_of(tmp_path: Path) -> Callable[..., Path]:
    """Write a Parquet file."""

    def write(columns: dict[str, Any]) -> Path:
        path = tmp_path / "points.parquet"
        pq.write_table(pa.table(columns), path)
        return path

    return write


def mistakes(path: Path) -> list[str]:
    with pytest.raises(FileError) as caught:
        read_points(BRAND, path)
    return str(caught.value).splitlines()


def test_numbers_in_text_are_exact(csv_of: Callable[[str], Path]) -> None:
    path = csv_of('b, c ,sigma\n0.1,1/3,-2\n"1e-3", 2 / 4 ,+.5\n')
    assert read_points(BRAND, path).values() == {
        "b": [Fraction(1, 10), Fraction(1, 1000)],
        "c": [Fraction(1, 3), Fraction(1, 2)],
        "sigma": [Fraction(-2), Fraction(1, 2)],
    }


@pytest.mark.parametrize(
    "text",
    ["b,c\r\n1,2\r\n", "\ufeffb,c\n1,2", "b,c\n\n1,2\n\n\n", '"b","c"\n"1","2"\n', "\nb,c\n1,2\n"],
)
def test_files_of_other_programs_are_read(csv_of: Callable[[str], Path], text: str) -> None:
    assert read_points(BRAND, csv_of(text)) == PointList.of(
        {"b": [Fraction(1)], "c": [Fraction(2)]}
    )


@given(
    values=st.lists(
        st.fractions(max_denominator=1000) | st.integers(-(10**30), 10**30), min_size=1, max_size=20
    )
)
def test_any_fractions_come_back(values: list[Fraction], tmp_path_factory: Any) -> None:
    path = tmp_path_factory.mktemp("points") / "points.csv"
    path.write_text("b\n" + "".join(f"{value}\n" for value in values))
    assert read_points(BRAND, path).values() == {"b": values}


@given(values=st.lists(st.floats(-1e15, 1e15, allow_subnormal=False), min_size=1, max_size=20))
def test_floats_are_the_decimals_that_they_print_as(
    values: list[float], tmp_path_factory: Any
) -> None:
    values = [value for value in values if value == 0 or abs(value) > 1e-90]
    path = tmp_path_factory.mktemp("points") / "points.parquet"
    pq.write_table(pa.table({"b": [*values, 0.1]}), path)
    expected = [Fraction(repr(value)) for value in [*values, 0.1]]
    assert read_points(BRAND, path).values() == {"b": expected}


def test_every_kind_of_number_in_parquet(parquet_of: Callable[..., Path]) -> None:
    path = parquet_of(
        {
            "b": pa.array([Decimal("0.10"), Decimal("-3.25")]),
            "c": pa.array([0.1, 2.5], pa.float32()),
            "q": pa.array(["1/3", "0.5"]).dictionary_encode(),
            "sigma": pa.array(np.array([0.1, 2.5], np.float16)),
            "t": pa.array([1, 2**62], pa.int64()),
        }
    )
    assert read_points(BRAND, path).values() == {
        "b": [Fraction(1, 10), Fraction(-13, 4)],
        "c": [Fraction(1, 10), Fraction(5, 2)],
        "q": [Fraction(1, 3), Fraction(1, 2)],
        "sigma": [Fraction(1, 10), Fraction(5, 2)],
        "t": [Fraction(1), Fraction(2**62)],
    }


def test_numbers_of_many_batches_share_one_denominator(parquet_of: Callable[..., Path]) -> None:
    count = 40_000
    tenths = [number / 10 for number in range(count)]
    texts = ["1/3", *["2"] * (count - 2), "1/7"]
    points = read_points(BRAND, parquet_of({"b": tenths, "c": texts}))
    assert len(points) == count
    assert points.columns["b"].denominator == 10
    assert points.columns["b"].numerators.tolist() == list(range(count))
    assert points.columns["c"].denominator == 21
    assert points.columns["c"].numerators.tolist() == [7, *[42] * (count - 2), 3]


@pytest.mark.parametrize(
    ("cells", "denominator", "kind"),
    [
        (["0.50", "2.5"], 2, np.int64),
        (["0.1000000000000000000000000", "7"], 10, np.int64),
        ([".5", "1e0"], 2, np.int64),
        (["-0.5", "+1"], 2, np.int64),
        (["9223372036854775807", "0"], 1, np.int64),
        (["9223372036854775808", "0"], 1, object),
        (["9223372036854775807", "0.5"], 2, object),
        (["0", "0"], 1, np.int64),
    ],
)
def test_the_denominator_is_the_least(
    csv_of: Callable[[str], Path], cells: list[str], denominator: int, kind: type
) -> None:
    column = read_points(BRAND, csv_of("b\n" + "\n".join(cells))).columns["b"]
    assert column.denominator == denominator
    assert column.numerators.dtype == kind
    assert [column.fraction(row) for row in range(2)] == [Fraction(cell) for cell in cells]


def test_every_mistake_of_the_header_is_told_at_once(csv_of: Callable[[str], Path]) -> None:
    assert mistakes(csv_of("bb,sigma,,sigma,fine,unknown\n1,2,3,4,5,6\n")) == [
        "points.csv:1:1: brand-two-firms has no parameter 'bb'; did you mean 'b'?",
        "points.csv:1:3: the column has no name; name it after a parameter",
        "points.csv:1:4: sigma: the column stands here twice; remove one",
        "points.csv:1:5: fine: fine is a derived quantity; name the columns after parameters",
        "points.csv:1:6: brand-two-firms has no parameter 'unknown'; known: "
        + ", ".join(BRAND.parameters),
    ]


def test_every_mistake_of_the_rows_is_told_at_once(csv_of: Callable[[str], Path]) -> None:
    assert mistakes(csv_of("b,c\n1.,x\n,2\n3\n4,5,6\nnan,inf\n1/0,  \n7,8\n")) == [
        "points.csv:2:1: b: '1.' is no number; write 3, 0.5 or 1/3",
        "points.csv:2:2: c: 'x' is no number; write 3, 0.5 or 1/3",
        "points.csv:3:1: b: the value is missing; write a number",
        "points.csv:4:1: the row has 1 cells; the header has 2",
        "points.csv:5:1: the row has 3 cells; the header has 2",
        "points.csv:6:1: b: 'nan' is no number; write 3, 0.5 or 1/3",
        "points.csv:6:2: c: 'inf' is no number; write 3, 0.5 or 1/3",
        "points.csv:7:1: b: '1/0' is no number; write 3, 0.5 or 1/3",
        "points.csv:7:2: c: the value is missing; write a number",
    ]


def test_mistakes_of_parquet_name_the_row(parquet_of: Callable[..., Path]) -> None:
    path = parquet_of({"b": [1.5, float("nan"), None], "c": [True, None, False]})
    assert mistakes(path) == [
        "points.parquet:1:2: c: 'True' is no number; write 3, 0.5 or 1/3",
        "points.parquet:2:1: b: 'nan' is no number; write 3, 0.5 or 1/3",
        "points.parquet:2:2: c: the value is missing; write a number",
        "points.parquet:3:1: b: the value is missing; write a number",
        "points.parquet:3:2: c: 'False' is no number; write 3, 0.5 or 1/3",
    ]


def test_columns_that_hold_no_numbers(parquet_of: Callable[..., Path]) -> None:
    path = parquet_of({"b": [[1.0]], "c": [b"x"], "t": [1]})
    assert mistakes(path) == [
        "points.parquet:1:1: b: the column holds list<element: double>, no numbers",
        "points.parquet:1:2: c: the column holds binary, no numbers",
    ]


@pytest.mark.parametrize("rows", [20, 21, 40_000])
def test_after_twenty_mistakes_checking_stops(csv_of: Callable[[str], Path], rows: int) -> None:
    found = mistakes(csv_of("b\n" + "x\n" * rows))
    assert found[:20] == [
        f"points.csv:{line}:1: b: 'x' is no number; write 3, 0.5 or 1/3" for line in range(2, 22)
    ]
    stopped = "points.csv:22:1: b: checking stopped, after 20 mistakes"
    assert found[20:] == ([stopped] if rows > 20 else [])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "points.csv:1:1: the file is empty; begin with a header"),
        ("b,c\n", "points.csv:1:1: no point stands here; write at least one row of numbers"),
        (b"b\n1\n\xff\n", "points.csv:3:1: the line is not in UTF-8"),
        ("b\n1\n".encode("utf-16"), "points.csv:1:1: the line is not in UTF-8"),
        (b'b\n1\n"2\n\xff\n', "points.csv:4:1: the line is not in UTF-8"),
        ('"b\n', "points.csv:1:1: no CSV: unexpected end of data"),
        ('b\n1\n"2\n', "points.csv:3:1: no CSV: unexpected end of data"),
        ('b\nx\n"2"3\n', "points.csv:2:1: b: 'x' is no number; write 3, 0.5 or 1/3"),
        ("b\n" + "1" * 1_000_000, "points.csv:2:1: the line has more than 1000000 characters"),
    ],
)
def test_files_that_are_no_list(
    csv_of: Callable[[str | bytes], Path], text: str | bytes, said: str
) -> None:
    assert mistakes(csv_of(text))[0] == said


def test_an_empty_parquet_file(parquet_of: Callable[..., Path]) -> None:
    path = parquet_of({"b": pa.array([], pa.float64())})
    said = "points.parquet:1:1: no point stands here; write at least one row of numbers"
    assert mistakes(path) == [said]


def test_fractions_without_a_common_denominator(csv_of: Callable[[str], Path]) -> None:
    found = mistakes(csv_of("b\n" + "".join(f"1/{n}\n" for n in range(10**9, 10**9 + 100))))
    said = "b: the fractions of this column have no common denominator of 150 digits"
    assert found == [f"points.csv:101:1: {said}; write decimals"]


def test_a_list_has_a_longest_length(
    csv_of: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(points_file, "MAX_ROWS", 3)
    assert len(read_points(BRAND, csv_of("b\n1\n2\n3\n"))) == 3
    found = mistakes(csv_of("b\n1\n2\n3\n4\n"))
    assert found == ["points.csv:5:1: more than 3 rows stand here; use a smaller list"]


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    cases = {
        "points.txt": "is no .csv or .parquet file",
        "missing.csv": "cannot read .*missing.csv: there is no such file",
        "folder.csv": "there is no such file",
        "text.parquet": "cannot read .*text.parquet as Parquet: ",
        "cut.parquet": "cannot read .*cut.parquet as Parquet: ",
    }
    (tmp_path / "points.txt").write_text("b\n1\n")
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "text.parquet").write_text("b\n1\n")
    pq.write_table(pa.table({"b": [1.0] * 1000}), tmp_path / "cut.parquet")
    whole = (tmp_path / "cut.parquet").read_bytes()
    (tmp_path / "cut.parquet").write_bytes(whole[: len(whole) // 2])
    for name, said in cases.items():
        with pytest.raises(UsageError, match=said) as caught:
            read_points(BRAND, tmp_path / name)
        assert "\n" not in str(caught.value)


def test_a_damaged_page_is_told(tmp_path: Path) -> None:
    path = tmp_path / "points.parquet"
    table = pa.table({"b": np.random.default_rng(1).random(50_000)})
    pq.write_table(table, path, compression="zstd", use_dictionary=False)
    damaged = bytearray(path.read_bytes())
    damaged[1000:200_000] = bytes(199_000)
    path.write_bytes(damaged)
    with pytest.raises(UsageError, match=r"cannot read .*points\.parquet: "):
        read_points(BRAND, path)


def test_only_the_numbers_are_kept(csv_of: Callable[[str], Path]) -> None:
    rows = 20_000
    path = csv_of("b,c\n" + "".join(f"0.{n % 1000:03},{n % 7}\n" for n in range(rows)))
    tracemalloc.start()
    points = read_points(BRAND, path)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(points) == rows
    assert rows * 2 * 8 <= kept < rows * 2 * 8 + 200_000
