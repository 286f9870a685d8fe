"""The JSON Schema of model files, for editors: it says what the readers say."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vcgame.assets import shelf
from vcgame.model.formula.parser import valid_name
from vcgame.model.reading.fields import ID, Field, ListOf, OneOrMore, Record, TableOf, valid_id
from vcgame.model.reading.format import MODEL, json_schema
from vcgame.model.reading.values import (
    Choice,
    Flag,
    Formula,
    Label,
    Line,
    Number,
    Reader,
    Reporter,
    Whole,
)
from vcgame.model.toml.document import read_document

SCHEMA = json_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
FOLDER = Path(__file__).parent / "model_files"
SHIPPED = sorted(shelf("models").glob("*/*.toml"))


def valid(text: str) -> bool:
    return bool(VALIDATOR.is_valid(tomllib.loads(text)))


def fields(reader: Any, path: str = "") -> Iterator[tuple[str, Field]]:
    """Every field of a format, with its path."""
    if isinstance(reader, Record):
        for key, field in reader.fields.items():
            yield f"{path}.{key}", field
            yield from fields(field.reader, f"{path}.{key}")
    elif isinstance(reader, ListOf | TableOf):
        yield from fields(reader.item, f"{path}[]")


def test_it_is_a_schema_and_can_be_written() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert SCHEMA["required"] == ["vcgame", "id", "title", "players"]


def test_every_field_has_a_meaning() -> None:
    found = dict(fields(MODEL))
    assert len(found) > 70
    for path, field in found.items():
        assert len(field.meaning) >= 5, path
        assert not field.meaning.endswith("."), path
        assert field.meaning.isprintable(), path
    assert SCHEMA["properties"]["status"]["description"] == found[".status"].meaning


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_shipped_models_are_accepted(path: Path) -> None:
    VALIDATOR.validate(tomllib.loads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", ["table", "tree"])
def test_the_files_of_the_tests_are_accepted(name: str) -> None:
    assert valid((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("vcgame = 1", "vcgame = 2"),
        ("vcgame = 1", 'vcgame = "1"'),
        ("vcgame = 1\n", ""),
        ('id = "two-firms"', 'id = "Two Firms"'),
        ('id = "two-firms"', 'id = ""'),
        ('title = { en = "Two firms"', 'title = { de = "Zwei", en = "Two firms"'),
        ('title = { en = "Two firms", ', "title = { "),
        ('status = "textbook"', 'status = "textbok"'),
        ('status = "textbook"', 'stauts = "textbook"'),
        ('status = "textbook"', 'form = "table"'),
        ('"zhang-2011.brand-game"', '"zhang-2011"'),
        ('assumptions = ["b > 0", "q*t < 9"]', 'assumptions = "b > 0"'),
        ('assumptions = ["b > 0", "q*t < 9"]', "assumptions = [3]"),
        ("b = 3", 'b = "three"'),
        ("b = 3", "b = true"),
        ("b = 3", "lambda.x = 3"),
        ("b = 3", '"b c" = 3'),
        ('value = "1/2", ', ""),
        ("range = [0, 1]", "range = [0]"),
        ("range = [0, 1]", "range = [0, 1, 2]"),
        ("lever = true", "lever = 1"),
        ("[instances.mild]", '[instances."Mild one"]'),
        ('source = "our choice"\n', ""),
        ('id = "rival"\nstrategies = { build = "build", wait = "wait" }', 'id = "rival"\ni = 1'),
        ('strategies = { build = "build", wait = "wait" }', "strategies = {}"),
        ('["b - 4", "b - fine"]', '"b - 4"'),
        ('["b - 4", "b - fine"]', "[true, 1]"),
        ('says = "Nobody builds."\n', ""),
        ('says = "Nobody builds."', "says = []"),
        ("strictly = true", 'strictly = "yes"'),
        (', than = "wait, wait"', ""),
        ('parameter = "t", ', ""),
        ("at = { q = 1 }", 'at = { q = "x" }'),
        ('equilibria = ["wait, wait"]', 'equilibria = "wait, wait"'),
        ('equilibria = ["wait, wait"]', "equilibria = []\ncomponents = 0"),
        ('equilibria = ["wait, wait"]', 'kind = "trap"'),
    ],
)
def test_what_a_schema_can_see_is_refused(old: str, new: str) -> None:
    text = (FOLDER / "table.toml").read_text(encoding="utf-8")
    assert text.count(old) >= 1
    assert not valid(text.replace(old, new, 1))


READERS: list[Reader] = [
    Line(),
    Line("an id", ID, 64),
    Line("a short text", longest=3),
    Label(),
    Number(),
    Whole(0, 5),
    Flag(),
    Choice(("strategic", "extensive")),
    Formula(),
    Formula(condition=True),
    ListOf(Number(), 2, 3),
    OneOrMore(Number(), 2),
    TableOf(Flag(), valid_name, "[A-Za-z][A-Za-z0-9_]{0,23}", smallest=1, largest=2),
    TableOf(Number(), valid_id, ID),
    Record({"value": Field(Number(), "a value", required=True), "b": Field(Flag(), "a flag")}),
    Record({"value": Field(Number(), "a value", required=True)}, short=Number()),
]
TEXTS = st.sampled_from(
    [
        "1",
        "1/3",
        " 2.5/3 ",
        "1e3",
        "-.5",
        "+1/-2",
        "a",
        "b-c",
        "strategic",
        "x > 0",
        "\u4e2d",
        "abc",
    ]
)
SIMPLE = st.one_of(
    TEXTS,
    st.text(min_size=1, max_size=5),
    st.booleans(),
    st.integers(-3, 8),
    st.fractions(max_denominator=8).filter(lambda value: 8 % value.denominator == 0),
)
KEYS = st.one_of(st.sampled_from(["value", "b", "en", "zh", "x1"]), st.text(max_size=3))
JSON = st.recursive(
    SIMPLE,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=6,
)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: type(reader).__name__)
def test_every_reader_gives_a_schema(reader: Reader) -> None:
    jsonschema.Draft202012Validator.check_schema(reader.schema())


def as_json(value: Any) -> Any:
    """Turn exact decimals into the numbers of JSON."""
    if isinstance(value, dict):
        return {key: as_json(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    return float(value) if isinstance(value, Fraction) else value


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: type(reader).__name__)
@settings(max_examples=30)
@given(value=JSON)
def test_what_a_reader_accepts_no_editor_marks(reader: Reader, value: Any) -> None:
    reporter = Reporter(read_document("", "x.toml"))
    reader.read(value, ("key",), reporter)
    if not reporter.problems:
        jsonschema.Draft202012Validator(reader.schema()).validate(as_json(value))


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: type(reader).__name__)
@settings(max_examples=30)
@given(value=SIMPLE.filter(lambda value: not isinstance(value, str)))
def test_what_an_editor_accepts_of_plain_values_the_reader_does(reader: Reader, value: Any) -> None:
    reporter = Reporter(read_document("", "x.toml"))
    reader.read(value, ("key",), reporter)
    whole = isinstance(value, Fraction) and value.denominator == 1
    if jsonschema.Draft202012Validator(reader.schema()).is_valid(as_json(value)) and not whole:
        assert reporter.problems == []
