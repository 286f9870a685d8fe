"""Every kind of mistake in a TOML text: where it is, how it is said, and what is still read."""

from __future__ import annotations

import pytest

from vcgame.errors import FileError
from vcgame.model.toml.document import read_document
from vcgame.model.toml.lexemes import LIMITS

NO_VALUE = 'a value is missing here; give a number, true, false, "text", [...] or {...}'
NO_KEY = "a key is missing here; a key has letters, digits, '_' and '-', or stands in quotes"
DATE = "a date or time is not allowed here; write it as text:"
QUOTES = "a formula or a text needs quotes:"
NO_ESCAPE = "is no escape of TOML; write \\\\ for a backslash, or use single quotes"
OPEN_TABLE = (
    "an inline table that is not closed on its line; end it with "
    "}, or give the table a header of its own"
)
HELD = "nothing can be added to it, it is defined"
ENDS = "the line should end before:"
NO_COMMA = "',' or ']' is missing before this; the array that begins on line"
STATEMENT = "each statement has its own line"
DOUBLED = 'a quotation mark inside such a text is written \\"'
APOSTROPHE = "an apostrophe inside a text needs double quotes around the text"


def complaints(text: str) -> list[str]:
    with pytest.raises(FileError) as caught:
        read_document(text, "x")
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        # values
        (
            "id = brand two # x",
            '1:6: id: brand two is not a value; a text needs quotes: "brand two"',
        ),
        ("a = [1, two]", '1:9: a[1]: two is not a value; a text needs quotes: "two"'),
        ("a = True", "1:5: a: True is not a value; write true"),
        ("a = truer", '1:5: a: truer is not a value; a text needs quotes: "truer"'),
        ("a = x'y'", "1:5: a: x'y' is not a value; a text begins and ends with the same quote"),
        ("a = 1/3", '1:5: a: a fraction is not a number of TOML; write it as text: "1/3"'),
        ("a = .5", "1:5: a: .5 has a point without digits on both sides; write 0.5 or 5.0"),
        ("a = -5.", "1:5: a: -5. has a point without digits on both sides; write 0.5 or 5.0"),
        ("a = 5.e1", "1:5: a: 5.e1 has a point without digits on both sides; write 0.5 or 5.0"),
        ("a = 007", "1:5: a: 007 begins with a zero; leave out the zeros in front"),
        ("a = -0xA", f'1:5: a: -0xA is not a number; {QUOTES} "-0xA"'),
        ("a = 1__0", f'1:5: a: 1__0 is not a number; {QUOTES} "1__0"'),
        ("a = 2*b", f'1:5: a: 2*b is not a number; {QUOTES} "2*b"'),
        ("a = 2020-01-31", f'1:5: a: {DATE} "2020-01-31"'),
        ("a = 2020-01-31 07:32:00Z", f'1:5: a: {DATE} "2020-01-31 07:32:00Z"'),
        ("a = [07:32:00]", f'1:6: a[0]: {DATE} "07:32:00"'),
        ("a = nan", "1:5: a: nan is not a number to calculate with; give a finite number"),
        ("a = -inf", "1:5: a: -inf is not a number to calculate with; give a finite number"),
        ("a = ", f"1:5: a: {NO_VALUE}"),
        ("a = # no", f"1:5: a: {NO_VALUE}"),
        ("a = [1,,2]", f"1:8: a[1]: {NO_VALUE}"),
        # strings
        ('a = "x', '1:5: a: a text that is not closed on its line; end it with "'),
        ("a = 'x\ny'", "1:5: a: a text that is not closed on its line; end it with '"),
        ('a = "x\\"', '1:5: a: a text that is not closed on its line; end it with "'),
        ('\na = """x\n', '2:5: a: a text of several lines that is not closed; end it with """'),
        ("a = '''x''\n", "1:5: a: a text of several lines that is not closed; end it with '''"),
        ('a = "\\mu"', f"1:6: a: \\m {NO_ESCAPE}"),
        ('a = """x\n \\q"""', f"2:2: a: \\q {NO_ESCAPE}"),
        ('a = "\\\\\\u12"', "1:8: a: \\u needs 4 hexadecimal digits"),
        ('a = "\\U0000004"', "1:6: a: \\U needs 8 hexadecimal digits"),
        ('a = "\\ud800"', "1:6: a: \\ud800 is not a character of Unicode"),
        ('a = "\\U00110000"', "1:6: a: \\U00110000 is not a character of Unicode"),
        ('"\\q" = 1', f"1:2: \\q {NO_ESCAPE}"),
        ('a = "he "said" so"', f'1:10: a: {ENDS} said" so"; {DOUBLED}'),
        ("a = 'it's'", f"1:9: a: {ENDS} s'; {APOSTROPHE}"),
        # keys and headers
        ("a", "1:2: '=' is missing after the key; write key = value"),
        ("a b = 1", "1:3: '=' is missing after the key; write key = value"),
        ("= 1", f"1:1: {NO_KEY}"),
        ("a. = 1", f"1:4: {NO_KEY}"),
        ("[]", f"1:2: {NO_KEY}"),
        ('"""a""" = 1', "1:3: '=' is missing after the key; write key = value"),
        ("集群 = 1", '1:1: the key 集群 needs quotes; write "集群"'),
        ("[a", "1:3: a table header ends with ]"),
        ("[[a]", "1:4: a table header ends with ]]"),
        ("[[a] ]", "1:4: a table header ends with ]]"),
        ("[a] b = 1", f"1:5: a: {ENDS} b = 1; {STATEMENT}"),
        ("a = 1 b = 2", f"1:7: a: {ENDS} b = 2; {STATEMENT}"),
        ("a = 1, 2", f"1:6: a: {ENDS} , 2; {STATEMENT}"),
        # arrays and inline tables
        ("a = [1, 2", "1:5: a: an array that is not closed; end it with ]"),
        (
            "\na = [\n  [1 2],\n]",
            f"3:6: a[0]: {NO_COMMA} 3 is not closed",
        ),
        ("a = { b = 1, }", "1:14: a: a comma before the closing brace; leave the comma out"),
        ("a = { b = 1 c = 2 }", "1:13: a: ',' or '}' is missing before this"),
        ("a = { b = 1,\nc = 2 }", f"1:5: a: {OPEN_TABLE}"),
        ("a = {", f"1:5: a: {OPEN_TABLE}"),
        ("a = { b = 1 # so", f"1:5: a: {OPEN_TABLE}"),
        # what input methods write
        ("a = “x”", '1:5: a: “x” is not a value; write " and not “'),
        ("a ＝ 1", "1:3: '=' is missing after the key; write = and not ＝"),
        ("a = [1，2]", "1:6: a[0]: 1，2 is not a number; write , and not ，"),
        ("a = ['x'，'y']", "1:9: a: ',' or ']' is missing before this; write , and not ，"),
        ("【a】", "1:1: a key is missing here; write [ and not 【"),
        ("\u3000a = 1", "1:1: a key is missing here; write an ordinary space and not \\u3000"),
    ],
)
def test_is_said_as(text: str, complaint: str) -> None:
    assert complaints(text)[0] == f"x:{complaint}"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("a = 1\n\na = 2", "3:1: a: defined twice, first on line 1"),
        ("a.b = 1\na.b = 2", "2:3: a.b: defined twice, first on line 1"),
        ('[p]\n"x, y" = 1\n"x, y" = 2', '3:1: p."x, y": defined twice, first on line 2'),
        ("[p]\n'a' = 1\n\"\\u0061\" = 2", "3:1: p.a: defined twice, first on line 2"),
        ("[a]\n[b]\n[a]", "3:2: a: defined twice, first on line 1"),
        ("[a]\n[[a]]", "2:3: a: defined twice, first on line 1"),
        ("[[a]]\n[a]", "2:2: a: defined twice, first on line 1"),
        ("a = []\n[[a]]", "2:3: a: defined twice, first on line 1"),
        ("a = {}\n[a]", "2:2: a: defined twice, first on line 1"),
        ("a.b = 1\n[a]", "2:2: a: defined twice, first on line 1"),
        ("[a.b.c]\n[a]\nb = 1", "3:1: a.b: defined twice, first on line 1"),
        ("[a.b]\n[[a]]", "2:3: a: defined twice, first on line 1"),
        ("[[a]]\n[a.b]\n[[a]]\n[a.b]\n[a.b]", "5:4: a[1].b: defined twice, first on line 4"),
        ("a = { b = 1, b = 2 }", "1:14: a.b: defined twice, first on line 1"),
        ("a = [0, { b.c = 1, b.c = 2 }]", "1:22: a[1].b.c: defined twice, first on line 1"),
        ("a = 1\na.b = 2", f"2:1: a: {HELD} on line 1"),
        ("a = { b = 1 }\na.c = 2", f"2:1: a: {HELD} on line 1"),
        ("a = [{}]\n[a.b]", f"2:2: a: {HELD} on line 1"),
        ("[a.b]\n[a]\nb.c = 1", f"3:1: a.b: {HELD} on line 1"),
        ("[[a.b]]\n[a]\nb.c = 1", f"3:1: a.b: {HELD} on line 1"),
        ("a = { b = 1, b.c = 2 }", f"1:14: a.b: {HELD} on line 1"),
    ],
)
def test_clash(text: str, complaint: str) -> None:
    assert [said.partition(";")[0] for said in complaints(text)] == [f"x:{complaint}"]


@pytest.mark.parametrize(
    "text",
    [
        "[a.b]\n[a]\nc = 1",
        "a.b = 1\na.c = 2",
        "a.b = 1\n[a.c]",
        "[a.b.c]\n[a]\nb.d = 1",
        "[[a]]\nb.c = 1\n[[a]]\nb.c = 1",
        "[[a]]\n[a.b]\n[[a.c]]\n[[a]]\n[a.b]\n[[a.c]]",
        "[[a.b]]\n[a]\nc = 1\n[[a.b]]",
    ],
)
def test_tables_written_in_pieces_do_not_clash(text: str) -> None:
    assert read_document(text, "x").data


def test_all_mistakes_of_a_file_are_reported_at_once() -> None:
    text = """\
id = brand
value = 1/3
when = 2020-01-01
[payoffs]
"a, a" = ["1", "2"]
"a, a" = ["1", "2"]
"a, b" = ["1" "2"]
"b, a" = ["1",
  "2",
"b, b" = ["1", nan]
[payoffs]
"c, c" = 1
[claims
"c, c" = 1
"c, c" = x
"""
    places = [said.split(":")[1] for said in complaints(text)]
    assert places == ["1", "2", "3", "6", "7", "10", "10", "11", "13", "15"]


def test_after_a_mistake_in_brackets_the_next_statement_is_found() -> None:
    text = 'a = [\n  x,\n  "y = 1",\n  [1],\n  { b = 2 },\n]\nc = y\n  [d] # d\ne = z\n'
    assert [said.split(": ")[0] for said in complaints(text)] == ["x:2:3", "x:7:5", "x:9:5"]
    assert complaints(text)[2].startswith("x:9:5: d.e: z is not a value")


def test_after_an_open_block_nothing_is_guessed() -> None:
    assert len(complaints("a = '''\nb = x\nc = y")) == 1


def test_reading_stops_after_many_mistakes() -> None:
    said = complaints("a = x\n" * 3 * LIMITS.problems)
    assert "reading stopped here, after" in said[-1]
    assert len(said) <= LIMITS.problems + 2
    assert len(complaints("".join(f"k{i} = x\n" for i in range(LIMITS.problems)))) == 100
