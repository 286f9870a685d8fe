"""Every command in every format and both languages."""

from __future__ import annotations

import csv
import html
import io
import itertools
import json
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from vcgame.assets import shelf
from vcgame.model.library import library_files, library_models
from vcgame.report.tables.text import display_width

Models = dict[str, Path]

SOLVED = [model.id for model in library_models() if not model.state_dependent]
FORMATS = ("text", "md", "csv", "json", "latex")
COMMANDS: dict[str, list[str]] = {
    "models": ["models"],
    "show": ["show", "functional-upgrading"],
    "solve": ["solve", "boxed-pigs", "--set", "A=6"],
    "solve tree": ["solve", "functional-upgrading", "--set", "s=3/2"],
    "solve pure": ["solve", "boxed-pigs", "--concept", "pure"],
    "check": ["check", "fair.toml", "three.toml", "--points-only"],
    "payoffs": ["table", "functional-upgrading", "payoffs"],
    "numbers": ["table", "brand-large-small", "numbers", "--set", "VL=25/2"],
    "conditions": ["table", "brand-two-firms", "conditions"],
    "thresholds": ["table", "boxed-pigs", "thresholds"],
    "sweep": ["sweep", "boxed-pigs", "--vary", "A=0:7:15"],
}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", COMMANDS)
def test_every_format(
    name: str, form: str, language: str, vcgame: Callable[..., Any], models: Models
) -> None:
    run = vcgame(*COMMANDS[name], "--format", form, "--lang", language)
    assert run.status == 0
    assert run.out.endswith("\n")
    assert not run.out.endswith("\n\n")
    if form == "json":
        json.loads(run.out)
    elif form == "csv":
        blocks = [list(csv.reader(io.StringIO(block))) for block in run.out[1:].split("\r\n\r\n")]
        assert run.out[0] == "\ufeff"
        assert run.out.count("\ufeff") == 1
        assert all(len({len(row) for row in block}) == 1 for block in blocks)
    elif form == "latex":
        assert run.out.count(r"\begin{table}") == run.out.count(r"\end{table}") >= 1
    elif form == "md":
        assert re.search(r"^\| :?-+:? \|", run.out, re.MULTILINE)
    chinese = re.search("[\u4e00-\u9fff]", run.out) is not None
    if name.startswith("solve") and form == "json":
        assert not chinese  # it is for programs, and the same in both languages
    else:
        assert chinese == (language == "zh") or name == "show"  # citations give both titles


def strings(value: Any) -> Iterator[str]:
    """Keys and texts of a file, but not the English ones."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield key
            if key != "en":
                yield from strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)
    elif isinstance(value, str):
        yield value


def words(text: str) -> set[str]:
    return set(re.findall(r"[A-Za-z][A-Za-z_]+", text))


@pytest.fixture
def known(models: Models) -> set[str]:
    """Ids, formulas, names and citations: all Latin words that Chinese output may hold."""
    files = [*library_files().values(), *shelf("seeds").glob("*.toml"), *models.values()]
    texts = (text for file in files for text in strings(tomllib.loads(file.read_text("utf-8"))))
    return set().union(*map(words, texts)) | {"EB", "OL"}


CHINESE = {
    **COMMANDS,
    **{f"show {id}": ["show", id] for id in library_files()},
    **{f"solve {id}": ["solve", id] for id in SOLVED},
    "parameters": ["table", "imitate-innovate", "parameters"],
    "evidence": ["table", "imitate-innovate", "evidence"],
}


@pytest.mark.parametrize("form", ["text", "md"])
@pytest.mark.parametrize("name", CHINESE)
def test_chinese_output_holds_no_english_words(
    name: str, form: str, vcgame: Callable[..., Any], known: set[str], models: Models
) -> None:
    out = vcgame(*CHINESE[name], "--lang", "zh", "--format", form).out
    if form == "md":
        out = html.unescape(re.sub(r"\$[^$]*\$", " ", out)).replace("\\", "")
    assert words(out) - known == set()


@pytest.mark.parametrize("name", [name for name in CHINESE if not name.startswith("show")])
def test_chinese_tables_are_aligned(name: str, vcgame: Callable[..., Any], models: Models) -> None:
    lines = vcgame(*CHINESE[name], "--lang", "zh").out.splitlines()
    (rule,) = [place for place, line in enumerate(lines) if re.fullmatch("-+(  -+)+", line)][:1]
    body = list(itertools.takewhile(lambda line: not line.startswith("注："), lines[rule + 1 :]))
    assert body
    gaps = [match.start() for match in re.finditer("  ", lines[rule])]
    for line in body:
        if re.fullmatch("-+(  -+)+|.*：论断", line):
            break  # `check` goes on with another model
        columns = "".join(sign + "\0" * (display_width(sign) - 1) for sign in line)
        assert all(columns[gap : gap + 2].strip() == "" for gap in gaps), line


def test_text_keeps_to_the_page(vcgame: Callable[..., Any]) -> None:
    for id in library_files():
        for language in ("en", "zh"):
            for line in vcgame("show", id, "--lang", language).out.splitlines():
                assert display_width(line) <= 120
