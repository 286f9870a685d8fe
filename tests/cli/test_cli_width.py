"""Tables and paragraphs keep to the width of a page."""

from __future__ import annotations

import itertools
import re

from hypothesis import given
from hypothesis import strategies as st

from vcgame.model.text import Text
from vcgame.report.tables.table import Column, Table
from vcgame.report.tables.text import display_width, to_text, wrapped

SIGNS = st.text("ab 共建，。（）(),=<-", max_size=60).map(lambda text: " ".join(text.split()))


@given(SIGNS, st.integers(1, 40))
def test_wrapping_loses_and_adds_nothing(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(line == line.strip() for line in lines)
    if text.isascii():
        assert " ".join(lines) == text


@given(SIGNS, st.integers(1, 40))
def test_lines_are_as_long_as_they_may_be(text: str, width: int) -> None:
    lines = wrapped(text, width)
    for line in lines:
        if display_width(line) > width:  # nothing in it may be parted
            assert wrapped(line, 1) == [line]
    for line, following in itertools.pairwise(lines):
        first = wrapped(following, 1)[0]
        assert (
            display_width(f"{line}{first}") > width
            or display_width(line) > width
            or (display_width(f"{line} {first}") > width)
        )


@given(SIGNS, st.integers(1, 40))
def test_punctuation_stays_with_its_word(text: str, width: int) -> None:
    for line in wrapped(text, width)[1:]:
        assert line[0] not in "，。）" or f" {line[0]}" in text


def test_chinese_punctuation_neither_starts_nor_ends_a_line() -> None:
    text = "小企业（若得补贴）等待，大企业建设。政府则观望、等待！"
    for width in range(4, 40):
        lines = wrapped(text, width)
        assert not any(line[0] in "，。）、！" for line in lines)
        assert not any(line[-1] == "（" for line in lines)


def test_a_relation_stays_with_its_sides() -> None:
    assert wrapped("if gP >= 0, s >= 0", 9) == ["if", "gP >= 0,", "s >= 0"]


def table(heads: list[str], rows: list[list[str]]) -> Table:
    columns = tuple(Column(f"c{k}", Text(head)) for k, head in enumerate(heads))
    return Table("t", Text("T"), columns, tuple(tuple(row) for row in rows))


@given(
    st.lists(st.lists(SIGNS, min_size=3, max_size=3), min_size=1, max_size=4),
    st.lists(SIGNS.filter(bool), min_size=3, max_size=3),
    st.integers(30, 90),
)
def test_tables_are_as_narrow_as_asked_for_or_as_their_words_allow(
    rows: list[list[str]], heads: list[str], width: int
) -> None:
    lines = to_text(table(heads, rows), "en", width).splitlines()
    rule = next(line for line in lines if re.fullmatch("(-* *)*", line) and "-" in line[:9999])
    (widest,) = [max(map(display_width, lines[2:]))]
    assert widest <= max(width, len(rule))
    assert "".join("".join(lines[2:]).split()).count("建") == sum(
        text.count("建") for text in [*heads, *(cell for row in rows for cell in row)]
    )


def test_headings_are_broken_before_texts() -> None:
    wide = table(["a rather long heading", "b"], [["one two three", "x" * 20]])
    assert to_text(wide, "en", 38).splitlines()[2:] == [
        "a rather long",
        "heading           b",
        "----------------  --------------------",
        "one two three     xxxxxxxxxxxxxxxxxxxx",
    ]


def test_rows_of_several_lines_stand_apart() -> None:
    wide = table(["a", "b"], [["1", "one two"], ["2", "three four five"], ["3", "six"]])
    assert to_text(wide, "en", 13).splitlines()[2:] == [
        "a  b",
        "-  ----------",
        "1  one two",
        "",
        "2  three four",
        "   five",
        "",
        "3  six",
    ]


def test_numbers_are_never_broken() -> None:
    columns = (Column("a", Text("a very long heading"), "right"), Column("b", Text("b")))
    numbers = Table("t", Text("T"), columns, ((12345678, "some words to break"),))
    assert "12345678" in to_text(numbers, "en", 14)
