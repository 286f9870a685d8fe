"""Text in two languages, with one fallback rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["LANGUAGES", "Language", "Text"]

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Text:
    """A title, label or sentence in English and Chinese.

    Examples
    --------
    >>> Text("build", "共建").say("zh")
    '共建'
    >>> Text("build").say("zh")
    'build'
    """

    en: str
    zh: str = ""

    def say(self, language: Language) -> str:
        """Give the text in a language, or in English where it has no other."""
        return self.zh if language == "zh" and self.zh else self.en
