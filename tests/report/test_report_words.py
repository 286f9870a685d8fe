from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import vcgame
from vcgame.errors import UsageError
from vcgame.model.text import Text
from vcgame.report.words import catalogue, places, say, word

SOURCES = sorted(Path(vcgame.__file__).parent.rglob("*.py"))


def said_in(source: str) -> set[str]:
    """Give the keys that a module says, where they stand as texts in the call."""
    tree = ast.parse(source)
    imported = any(
        isinstance(node, ast.ImportFrom) and node.module == "vcgame.report.words"
        for node in ast.walk(tree)
    )
    keys = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
            first = node.args[0]
            choices = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
            if node.func.id in ("say", "word"):
                keys |= {part.value for part in choices if isinstance(part, ast.Constant)}
    return {str(key) for key in keys} if imported else set()


def test_both_catalogues_hold_the_same_keys_and_places() -> None:
    english, chinese = catalogue("en"), catalogue("zh")
    assert english.keys() == chinese.keys()
    different = [key for key in english if places(english[key]) != places(chinese[key])]
    assert different == []


def test_no_word_is_empty_and_chinese_is_chinese() -> None:
    for key, text in catalogue("zh").items():
        assert catalogue("en")[key].strip()
        wide = re.search(r"[\u3000-\u9fff\uff00-\uffef]", text)
        assert wide is not None, key


def test_every_word_that_the_engine_says_is_there() -> None:
    said = set[str]().union(*(said_in(path.read_text(encoding="utf-8")) for path in SOURCES))
    assert {"with_unit", "notes", "yes"} <= said
    assert said - catalogue("en").keys() == set()


def test_words_and_sentences() -> None:
    assert say("verdicts.refuted", "en", point="b = 2") == "refuted at b = 2"
    assert say("verdicts.refuted", "zh", point="b = {c}") == "在 b = {c} 处被推翻"
    assert word("classes.boxed_pigs") == Text("boxed pigs", "智猪博弈")


@pytest.mark.parametrize(
    ("key", "values", "wrong"),
    [
        ("equilibriun", {}, "did you mean 'equilibrium'"),
        ("with_unit", {"what": "c"}, "needs unit, what, got what"),
        ("payoff", {"what": "c"}, "needs nothing"),
    ],
)
def test_mistakes_are_named(key: str, values: dict[str, str], wrong: str) -> None:
    with pytest.raises(UsageError, match=wrong):
        say(key, "en", **values)


@pytest.mark.parametrize("template", ["{0}", "{}", "{a.b}", "{a[0]}", "{a!r}", "{a:>9}", "{a"])
def test_a_template_is_no_program(template: str) -> None:
    with pytest.raises(UsageError, match="template"):
        places(template)
