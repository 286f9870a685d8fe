"""Sentences of the solvers in both languages.

Solvers give their methods, grounds and notes in English, since programs read them too. The
catalogue holds the same sentences under ``said``, with places where numbers or names stand. A
sentence is recognised by its English form and said again in Chinese.
"""

from __future__ import annotations

import re
from functools import cache

from vcgame.model.text import Text
from vcgame.report.words import catalogue, places, word

__all__ = ["reason_text"]

_GROUP = "said."
_IDS = {"game": "classes", "concept": "claim_kinds"}
_NUMBERS = frozenset({"bits", "count", "label", "of", "seconds", "steps"})


def reason_text(sentence: str) -> Text:
    """Give a sentence of a solver in both languages; one that is not known stays English.

    Examples
    --------
    >>> reason_text("nashpy missed 1 of 3 equilibria").say("zh")
    'nashpy 遗漏了 3 个均衡中的 1 个'
    """
    for key, pattern in _patterns():
        found = pattern.fullmatch(sentence)
        if found is not None:
            parts = {name: _chinese(name, part) for name, part in found.groupdict().items()}
            return Text(sentence, word(key, **parts).zh)
    return Text(sentence)


def _chinese(place: str, part: str) -> str:
    """Say a part of a sentence: a sentence of its own, an id that has a name, or what it is."""
    named = f"{_IDS.get(place)}.{part}"
    return catalogue("zh").get(named) or reason_text(part).say("zh")


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Give the sentences of the catalogue; those that leave less open come first."""
    said = {key: text for key, text in catalogue("en").items() if key.startswith(_GROUP)}
    order = sorted(said, key=lambda key: (len(places(said[key])), -len(said[key])))
    return tuple((key, _pattern(said[key])) for key in order)


def _pattern(template: str) -> re.Pattern[str]:
    text = re.escape(template)
    for name in places(template):
        inside = r"\d+(?:\.\d+)?" if name in _NUMBERS else r".+?"
        text = text.replace(re.escape(f"{{{name}}}"), f"(?P<{name}>{inside})")
    return re.compile(text, re.DOTALL)
