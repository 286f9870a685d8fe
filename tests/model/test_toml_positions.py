"""Properties of the TOML reader: places are exact, and it agrees with the standard library.

The places are checked against a writer that notes where it writes each key and value, and the
data against ``tomllib``, on random documents, on damaged ones, and on noise.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from vcgame.errors import FileError
from vcgame.model.toml.document import Document, Path, Position, read_document
from vcgame.model.toml.lexemes import LIMITS

BARE = re.compile(r"[A-Za-z0-9_-]+")
KEY = re.compile(BARE.pattern + r"""|"(?:[^"\\]|\\.)*"|'[^']*'""")
WORD = re.compile(r"[A-Za-z0-9_.+-]+")

# --- random documents -----------------------------------------------------------------------


@dataclass
class Table:
    """A table: how it is written ("inline", "dotted", "header" or, as an item, "item")."""

    style: str
    entries: dict[str, Any] = field(default_factory=dict)


@dataclass
class Raw:
    """A value as it is written."""

    text: str
    plain: bool = False


@dataclass
class Array:
    items: list[Any]


@dataclass
class Tables:
    """An array of tables."""

    items: list[Table]


def quoted(text: str) -> str:
    short = {"\\": "\\\\", '"': '\\"', "\t": "\\t", "é": "\\u00e9", "😀": "\\U0001F600"}
    return '"' + "".join(short.get(c, c) for c in text) + '"'


def string_styles(text: str) -> list[Raw]:
    styles = [Raw(quoted(text), plain=quoted(text) == f'"{text}"')]
    if "'" not in text:
        styles.append(Raw(f"'{text}'", plain=True))
    return styles


def block_styles(text: str) -> list[Raw]:
    basic = text.replace('"""', "x").removesuffix('"').removesuffix('"')
    literal = text.replace("'''", "x").removesuffix("'").removesuffix("'")
    return [
        Raw(f'"""{basic}"""'),
        Raw(f'"""\n{basic}\\\n  # text\\u0041\\\\"""'),
        Raw(f'"""{basic}x"""""'),
        Raw(f"'''{literal}'''"),
        Raw(f"'''\n{literal}\\x''''"),
    ]


TEXTS = st.text(alphabet="ab =[]{}#.,'\"\\\té集😀-", max_size=8)
NAMES = st.one_of(st.text(alphabet="abcdefghijk_-0", min_size=1, max_size=3), TEXTS)
NUMBERS = ["0", "-12_0", "+7", "0xFf", "0o17", "0b1_0", "0.10", "-1e-5", "6.02E+2_3"]
SCALARS = st.one_of(
    st.sampled_from(["true", "false", *NUMBERS]).map(Raw),
    TEXTS.flatmap(lambda text: st.sampled_from(string_styles(text))),
    st.text(alphabet="ab =[]#'\"\né集", max_size=10).flatmap(
        lambda text: st.sampled_from(block_styles(text))
    ),
)


def tables(style: str, entries: st.SearchStrategy[Any], least: int = 0) -> st.SearchStrategy[Any]:
    return st.dictionaries(NAMES, entries, min_size=least, max_size=4).map(
        lambda found: Table(style, found)
    )


def closed(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    dotted = tables("dotted", inner, 1)
    return st.lists(inner, max_size=3).map(Array) | tables("inline", inner | dotted)


def opened(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    item = tables("item", PAIRED | inner)
    return tables("header", PAIRED | inner) | st.lists(item, min_size=1, max_size=3).map(Tables)


CLOSED = st.recursive(SCALARS, closed, max_leaves=6)
PAIRED = st.recursive(CLOSED, lambda inner: tables("dotted", inner, 1), max_leaves=4)
HEADED = st.recursive(tables("header", PAIRED), opened, max_leaves=6)
DOCUMENTS = tables("header", PAIRED | HEADED)


def has_header(value: Any) -> bool:
    return isinstance(value, Tables) or (isinstance(value, Table) and value.style == "header")


def flat(names: tuple[str, ...], value: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Give the pairs that a value is written as: several, if it is a dotted table."""
    if isinstance(value, Table) and value.style == "dotted":
        for name, inner in value.entries.items():
            yield from flat((*names, name), inner)
    else:
        yield names, value


@dataclass
class Writer:
    """Writes a document in random white space and comments, noting every place."""

    draw: Any
    newline: str
    text: str = ""
    places: dict[Path, Position] = field(default_factory=dict)

    def put(self, piece: str) -> None:
        self.text += piece.replace("\n", self.newline)

    def pick(self, *pieces: str) -> None:
        self.put(self.draw(st.sampled_from(pieces)))

    def gap(self) -> None:
        self.pick("", " ", "\t ")

    def blank(self) -> None:
        self.pick("", " ", "\n", "\n  ", " # [x] = '\n\t", "\n\n#\n")

    def line_end(self) -> None:
        self.pick("\n", " \n", ' # it\'s """\n', "\n\n  # [a]\n", "#\n \t")

    def here(self) -> tuple[int, int]:
        return self.text.count("\n") + 1, len(self.text) - self.text.rfind("\n")

    def note(self, path: Path, plain: bool = False) -> None:
        """Note that a key, or an item without a key, begins here."""
        self.places.setdefault(path, Position(*self.here(), *self.here(), plain))

    def key(self, name: str) -> None:
        styles = [quoted(name)]
        if BARE.fullmatch(name):
            styles += [name, name]
        if "'" not in name:
            styles.append(f"'{name}'")
        self.pick(*styles)

    def dot(self) -> None:
        self.gap()
        self.put(".")
        self.gap()

    def pair(self, base: Path, names: tuple[str, ...], value: Any) -> None:
        for end in range(1, len(names)):
            self.note((*base, *names[:end]))
            self.key(names[end - 1])
            self.dot()
        place = self.here()
        self.key(names[-1])
        self.gap()
        self.put("=")
        self.gap()
        plain = isinstance(value, Raw) and value.plain
        self.places[*base, *names] = Position(*place, *self.here(), plain)
        self.value((*base, *names), value)

    def value(self, path: Path, value: Any) -> None:
        if isinstance(value, Raw):
            self.put(value.text)
        elif isinstance(value, Array):
            self.put("[")
            for index, item in enumerate(value.items):
                self.put("," if index else "")
                self.blank()
                self.note((*path, index), isinstance(item, Raw) and item.plain)
                self.value((*path, index), item)
                self.blank()
            self.pick("]", *([",]", ", # so\n]"] if value.items else [" ]"]))
        else:
            self.put("{")
            pairs = [pair for name, inner in value.entries.items() for pair in flat((name,), inner)]
            for index, (names, inner) in enumerate(pairs):
                self.put("," if index else "")
                self.gap()
                self.pair(path, names, inner)
                self.gap()
            self.put("}")

    def table(self, table: Table, base: Path, names: tuple[tuple[str, Path], ...]) -> None:
        """Write the pairs of a table, then the tables under their own headers."""
        for name, value in table.entries.items():
            if not has_header(value):
                for parts, inner in flat((name,), value):
                    self.gap()
                    self.pair(base, parts, inner)
                    self.line_end()
        for name, value in table.entries.items():
            path = (*base, name)
            deeper = (*names, (name, path))
            if isinstance(value, Tables):
                for index, item in enumerate(value.items):
                    self.header(deeper, (*path, index))
                    self.table(item, (*path, index), deeper)
            elif has_header(value):
                inner = value.entries.values()
                optional = all(map(has_header, inner)) and any(
                    isinstance(other, Tables) for other in inner
                )
                if not (optional and self.draw(st.booleans())):
                    self.header(deeper)
                self.table(value, path, deeper)

    def header(self, names: tuple[tuple[str, Path], ...], item: Path | None = None) -> None:
        self.put("[" if item is None else "[[")
        self.gap()
        for part, (name, path) in enumerate(names):
            if part:
                self.dot()
            self.note(path)
            if item is not None and part == len(names) - 1:
                self.note(item)
            self.key(name)
        self.gap()
        self.put("]" if item is None else "]]")
        self.line_end()


@st.composite
def written(draw: Any) -> Writer:
    writer = Writer(draw, draw(st.sampled_from(["\n", "\r\n"])))
    writer.line_end()
    writer.table(draw(DOCUMENTS), (), ())
    return writer


# --- oracles --------------------------------------------------------------------------------


class Written(str):
    """A decimal as its text."""

    __slots__ = ()


def paths(data: Any, base: Path = ()) -> Iterator[Path]:
    for name, value in data.items() if isinstance(data, dict) else enumerate(data):
        yield (*base, name)
        if isinstance(value, (dict, list)):
            yield from paths(value, (*base, name))


def exactly(data: Any) -> Any:
    if isinstance(data, dict):
        return {name: exactly(value) for name, value in data.items()}
    if isinstance(data, list):
        return [exactly(value) for value in data]
    return Fraction(data.replace("_", "")) if isinstance(data, Written) else data


def has_left_out(data: Any) -> bool:
    """Say whether data hold something that TOML allows and game files do not."""
    if isinstance(data, (dict, list)):
        return any(map(has_left_out, data.values() if isinstance(data, dict) else data))
    if isinstance(data, Written):
        exponent = re.search(r"[eE]([+-]?[0-9_]+)", data)
        return data[-3:] in ("nan", "inf") or (
            exponent is not None
            and (len(exponent[1].lstrip("+-")) > 3 or abs(int(exponent[1])) > LIMITS.exponent)
        )
    return isinstance(data, (dt.date, dt.time))


def lines_of(text: str) -> list[str]:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")


def check_places(text: str, document: Document) -> None:
    """Hold the text at each place against the key and the value."""
    lines = lines_of(text)
    for path, position in document.positions.items():
        value: Any = document.data
        for part in path:
            value = value[part]
        key = lines[position.line - 1][position.column - 1 :]
        rest = lines[position.value_line - 1][position.value_column - 1 :]
        if isinstance(path[-1], str):
            token = KEY.match(key)
            assert token is not None
            assert tomllib.loads(f"{token[0]} = 1") == {path[-1]: 1}
        if isinstance(value, (dict, list)):
            assert rest == key or rest[0] == ("{" if isinstance(value, dict) else "[")
        elif rest[:3] in ('"""', "'''"):
            assert isinstance(value, str)
            assert not position.plain
        else:
            token = KEY.match(rest) if rest[0] in "\"'" else WORD.match(rest)
            assert token is not None
            assert exactly(tomllib.loads(f"k = {token[0]}", parse_float=Written)) == {"k": value}
            assert position.plain == (token[0][1:-1] == value)


def check_problems(text: str, error: FileError) -> None:
    lines = lines_of(text)
    assert error.problems
    for problem in error.problems:
        assert "\n" not in str(problem)
        assert 1 <= problem.line <= len(lines)
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1


def agree(text: str) -> Document | None:
    """Read a text in both ways; what only the reader refuses must be outside its language."""
    try:
        theirs = tomllib.loads(text.removeprefix("\ufeff"), parse_float=Written)
    except tomllib.TOMLDecodeError:
        theirs = None
    try:
        document = read_document(text, "x.toml")
    except FileError as caught:
        error = caught
    else:
        assert theirs is not None
        assert document.data == exactly(theirs)
        assert set(document.positions) == set(paths(theirs))
        check_places(text, document)
        return document
    check_problems(text, error)
    if theirs is not None and not has_left_out(theirs):
        assert re.search(r"at most \d+ are allowed|more than \d+", str(error)), error
    return None


# --- properties -----------------------------------------------------------------------------


@settings(deadline=None, max_examples=150)
@given(written())
def test_every_key_and_value_is_where_it_was_written(writer: Writer) -> None:
    document = agree(writer.text)
    assert document is not None
    assert dict(document.positions) == writer.places


PIECES = st.sampled_from(
    [
        *"abeuU0179_-+.=,#'\"\\[]{}() \n\r\t\x00\x0b\x7f\ufeff集“，", "\r\n", "'''", '"""', "[[",
        "]]", "[a]\n", "[[a]]\n", "[a.b]\n", "a=1\n", "a.b=1\n", "a = {", "b = [", "}\n", "]\n",
        "true", "inf", "nan", "1e5", "1e101", "0x", "0.5", "2020-01-01", "07:32:00", "\\u0041",
        "\\\n", "# c\n", '"a"', "'a'", ", ", " = ",
    ]
)  # fmt: skip
NOISE = st.builds(
    str.format,
    st.sampled_from(
        ["{}", "a = {}", "a = [{}]", "[{}]", 'a = "{}"', 'a = """{}"""', "a = '''{}'''"]
    ),
    st.lists(PIECES, max_size=6).map("".join) | st.lists(PIECES, max_size=30).map("".join),
)
BYTES = st.one_of(
    st.binary(max_size=60), NOISE.map(str.encode), NOISE.map(lambda text: text.encode("utf-16"))
)
STATEMENTS = st.builds(
    str.format,
    st.sampled_from(
        ["[{0}]", "[[{0}]]", "{0} = 1", "{0} = {{}}", "{0} = [{{}}]", "{0} = {{ {0} = 2 }}"]
    ),
    st.sampled_from(["a", "b", "a.b", "a.a", "b.a", "a.b.c", "a.b.a.b"]),
)


@settings(deadline=None, max_examples=500)
@given(NOISE)
@example("a = 1\r")
@example("\ufeff\ufeffa = 1")
@example('a = """"""""')
@example("a = '''''''''")
@example('a = """\\\r\n  x"""')
@example("a=[[],{},[{}]]\na.b=1")
def test_noise_is_read_as_by_the_standard_library_or_refused(text: str) -> None:
    agree(text)


@settings(deadline=None, max_examples=600)
@given(st.lists(STATEMENTS, max_size=6).map("\n".join))
def test_tables_clash_where_the_standard_library_says_so(text: str) -> None:
    agree(text)


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    agree(text)


@settings(deadline=None, max_examples=200)
@given(BYTES)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        document = read_document(data, "x.toml")
    except FileError as caught:
        error = caught
    else:
        assert document == read_document(data.decode("utf-8"), "x.toml")
        return
    assert all("\n" not in str(problem) for problem in error.problems)


@settings(deadline=None, max_examples=150)
@given(written(), st.data())
def test_a_damaged_document_is_read_as_by_the_standard_library_or_refused(
    writer: Writer, data: st.DataObject
) -> None:
    text = writer.text
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.sampled_from([0, 0, 1, 1, 2, 9])))
        piece = data.draw(st.one_of(st.just(""), PIECES, st.just(text[start:end] * 2)))
        text = text[:start] + piece + text[end:]
    agree(text)
