"""What repetition changes, in sentences for the page of a study."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from vcgame.model.model import Model
from vcgame.model.text import Language
from vcgame.report.lever_prose import quoted
from vcgame.report.repeated.names import path_text
from vcgame.report.tables.cells import exact
from vcgame.report.words import say
from vcgame.solve.repeated.answer import RepeatedAnswer

__all__ = ["repeated_sentences"]

_MOST_PATHS: Final = 3
"""Paths that are told of; of more the table tells."""


def repeated_sentences(model: Model, answer: RepeatedAnswer, language: Language) -> Iterator[str]:
    """Say from which discount factor on grim trigger keeps up what, fit for Markdown.

    Of several stage equilibria to revert to, the one that takes least patience counts.

    Examples
    --------
    >>> from vcgame.model.library import load_model
    >>> from vcgame.solve.repeated.repeated import repeated_model
    >>> war = load_model("subsidy-war")
    >>> print(*repeated_sentences(war, repeated_model(war, war.values()), "en"))
    Repeated without end, grim trigger keeps up (no subsidy, no subsidy) from δ = 4/7 on.
    """
    least: dict[tuple[str, ...], Fraction | None] = {}
    for trigger in answer.triggers:
        low, known = trigger.patience.low, least.get(trigger.target)
        least[trigger.target] = low if known is None or (low is not None and low < known) else known
    told = list(least.items())[:_MOST_PATHS]
    for target, low in told:
        path = quoted(path_text(model, target), language)
        if low is None:
            yield say("repeated.told_never", language, path=path)
        elif low == 0:
            yield say("repeated.told_always", language, path=path)
        else:
            yield say("repeated.told", language, path=path, delta=exact(low))
    if told and answer.detection != 1:
        yield say("repeated.told_detection", language, q=exact(answer.detection))
