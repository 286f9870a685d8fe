"""Model files spoilt at random: each is a model still, or is refused with places and reasons."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vcgame.assets import shelf
from vcgame.errors import EvaluationError, FileError
from vcgame.forms.point import game_at
from vcgame.forms.populations import population_game
from vcgame.forms.symmetric import SymmetricGame
from vcgame.model.model import Model
from vcgame.model.reading.builder import build_model
from vcgame.model.toml.document import read_document

FOLDER = Path(__file__).parent / "model_files"
SOURCES = [*sorted(shelf("models").glob("*/*.toml")), *sorted(FOLDER.glob("*.toml"))]
TEXTS = [path.read_text(encoding="utf-8") for path in SOURCES]
TABLES = [tomllib.loads(text) for text in TEXTS]
LINES = sorted({line for text in TEXTS for line in text.split("\n") if line})
CHARACTERS = "abcqtz_ 019.,;:=+-*/^()[]{}<>\"'\\#\n\t\0\x1b\u200b，＝ａ博𝑥"
VALUES = [
    "0", "-1", "3.5", "1e99", "true", '""', '"b"', '"1/3"', '"1/0"', '"b - c"', '"b > 0"', '"9**9"',
    "[]", "[0, 1]", "{}", '{ en = "x" }', '"build, build"', '"firm_1"', '"lambda"', "'''\n'''",
    '"__import__(\'os\')"', '["b", 3, true]', '"wait, wait"', "1979-05-27", "inf",
]  # fmt: skip
ODD: list[Any] = [
    0, -1, 3.5, True, "", "b", "1/3", "x y", "b > 0", "b +", "9**9**9", [], [0], ["b", "b"], [[]],
    {}, {"en": "x"}, {"a": 1}, [{}], [{"id": "a"}], {"value": 1}, "build, build", "firm_1", "offer",
    10**30, "1" * 200, "\n", "\u202e", None,
]  # fmt: skip


def checked(text: str) -> Model | None:
    """Load a text; hold what is said about a wrong one to the promises."""
    try:
        model = build_model(read_document(text, "x.toml"))
    except FileError as error:
        problems = error.problems
        lines = text.count("\n") + 2
        assert problems
        assert list(problems) == sorted(set(problems))
        for problem in problems:
            assert str(problem).isprintable()
            assert 1 <= problem.line <= lines
            assert problem.column >= 1
            assert problem.wrong
            assert "None" not in f"{problem.wrong}{problem.right}"
        return None
    if model.state_dependent:
        assert population_game(model, len(model.players)).coordinates
        return model
    try:
        game = game_at(model, model.values())
    except EvaluationError:
        return model
    players = (game.firm,) if isinstance(game, SymmetricGame) else game.players
    assert players == tuple(player.id for player in model.players)
    return model


def spoilt(draw: Any, text: str) -> str:
    """Spoil one thing in a text."""
    lines = text.split("\n")
    number = draw(st.integers(0, len(lines) - 1))
    match draw(st.integers(0, 6)):
        case 0:
            del lines[number]
        case 1:
            lines.insert(number, lines[number])
        case 2:
            other = draw(st.integers(0, len(lines) - 1))
            lines[number], lines[other] = lines[other], lines[number]
        case 3:
            lines.insert(number, draw(st.sampled_from(LINES)))
        case 4:
            column = draw(st.integers(0, len(lines[number])))
            character = draw(st.sampled_from(CHARACTERS))
            skipped = draw(st.integers(0, 1))
            line = lines[number]
            lines[number] = line[:column] + character + line[column + skipped :]
        case 5:
            key, sign, _ = lines[number].partition(" = ")
            lines[number] = key + sign + draw(st.sampled_from(VALUES))
        case _:
            words = list(re.finditer(r"\w+", lines[number]))
            if words:
                word = draw(st.sampled_from(words))
                other = draw(st.sampled_from(re.findall(r"\w+", text)))
                line = lines[number]
                lines[number] = line[: word.start()] + other + line[word.end() :]
    return "\n".join(lines)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_texts_spoilt_at_random(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(TEXTS))
    for _ in range(data.draw(st.integers(1, 4))):
        text = spoilt(data.draw, text)
    checked(text)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """List the paths of everything in a table."""
    found = [path] if path else []
    if isinstance(value, dict):
        for key, entry in value.items():
            found += places(entry, (*path, key))
    elif isinstance(value, list):
        for index, entry in enumerate(value):
            found += places(entry, (*path, index))
    return found


PLACES = [places(table) for table in TABLES]


def replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """Copy a table with another value at a path, or without it where the value is None."""
    if not path:
        return new
    first, rest = path[0], path[1:]
    if isinstance(value, dict):
        if first not in value:
            return value
        entries = {**value, first: replaced(value[first], rest, new)}
        return {key: entry for key, entry in entries.items() if entry is not None}
    if isinstance(value, list) and isinstance(first, int) and first < len(value):
        items = [*value[:first], replaced(value[first], rest, new), *value[first + 1 :]]
        return [item for item in items if item is not None]
    return value


def written(value: Any) -> str:
    """Write a value as TOML; a text of JSON is one of TOML too."""
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{json.dumps(k)} = {written(v)}' for k, v in value.items())} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(written, value))}]"
    return json.dumps(value, ensure_ascii=False).replace("\u007f", "\\u007f")


def file(table: dict[str, Any]) -> str:
    return "".join(f"{json.dumps(key)} = {written(value)}\n" for key, value in table.items())


@pytest.mark.parametrize("number", range(len(SOURCES)), ids=[path.stem for path in SOURCES])
def test_files_written_anew_are_models_still(number: int) -> None:
    assert checked(file(TABLES[number])) is not None


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_values_of_the_wrong_kind_anywhere(data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(TABLES) - 1))
    table: Any = TABLES[number]
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(PLACES[number]))
        table = replaced(table, path, data.draw(st.sampled_from(ODD)))
    checked(file(table))


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_names_that_nobody_declares(data: st.DataObject) -> None:
    """Rename one key or one text everywhere but at one place."""
    number = data.draw(st.integers(0, len(TABLES) - 1))
    text = file(TABLES[number])
    words = list(re.finditer(r"[A-Za-z_]\w*", text))
    word = data.draw(st.sampled_from(words))
    checked(text[: word.start()] + word[0] + "x" + text[word.end() :])
