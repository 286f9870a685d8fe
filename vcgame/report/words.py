"""The engine's own words, one catalogue per language.

A word is found by its key, in ``words/en.toml`` and ``words/zh.toml``. It may be a template
with named places, ``held at {points} exact points``, and nothing else: no attributes, indices
or format codes, so that a template is text and not a program.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from string import Formatter

from vcgame.errors import UsageError, nearest
from vcgame.model.text import Language, Text

__all__ = ["catalogue", "places", "say", "word"]


@cache
def catalogue(language: Language) -> Mapping[str, str]:
    """Give all words of a language; the keys of grouped words are joined by dots."""
    text = (files("vcgame.report") / "words" / f"{language}.toml").read_text(encoding="utf-8")
    words: dict[str, str] = {}
    for key, value in tomllib.loads(text).items():
        if isinstance(value, str):
            words[key] = value
        else:
            words.update({f"{key}.{name}": entry for name, entry in value.items()})
    return words


@cache
def places(template: str) -> frozenset[str]:
    """Give the names of a template's places.

    Examples
    --------
    >>> sorted(places("{what} ({unit})"))
    ['unit', 'what']
    """
    names = set()
    try:
        for _, name, code, conversion in Formatter().parse(template):
            if name is None:
                continue
            if not name.isidentifier() or code or conversion:
                raise UsageError(f"template {template!r}: only plain names may stand in braces")
            names.add(name)
    except ValueError as error:
        raise UsageError(f"template {template!r}: {error}") from error
    return frozenset(names)


def say(key: str, language: Language, /, **values: str | int) -> str:
    """Say a word or sentence in a language.

    Raises
    ------
    UsageError
        For an unknown key, and for values that are not those the sentence has places for.

    Examples
    --------
    >>> say("verdicts.held", "en", points=1000)
    'held at 1000 exact points'
    >>> say("classes.chicken", "zh")
    '斗鸡博弈'
    """
    words = catalogue(language)
    if key not in words:
        raise UsageError(f"no word {key!r}: {nearest(key, tuple(words))}")
    template = words[key]
    if places(template) != values.keys():
        needed = ", ".join(sorted(places(template))) or "nothing"
        raise UsageError(f"word {key!r} needs {needed}, got {', '.join(sorted(values))}")
    return template.format(**values)


def word(key: str, /, **values: str | int) -> Text:
    """Give a word in both languages.

    Examples
    --------
    >>> word("payoff")
    Text(en='payoff', zh='支付')
    """
    return Text(say(key, "en", **values), say(key, "zh", **values))
