r"""Fractions written in a line, with a stroke, so that long ones may be broken into lines.

TeX never breaks ``\frac`` and ``\sqrt``; a formula without them is broken behind its signs.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["has_bars", "in_line"]

_BARS: Final = re.compile(r"\\(frac|sqrt)\{")
# One symbol or number, perhaps with an index and a power.
_SINGLE: Final = re.compile(
    r"(?:\d[\d.]*|[A-Za-z]|\\[A-Za-z]+)(?:_(?:\w|\{[^{}]*\}))?(?:\^(?:\d|\{[^{}]*\}))?\Z"
)
_POWER: Final = re.compile(r"(?:\\left)?\([^()]*\)\^(?:\d|\{[^{}]*\})\Z")
# What may follow a fraction without being taken for a part of its lower half.
_APART: Final = re.compile(
    r"\s*(?:\Z|[-+,;)=<>]|\\right|\\(?:le|ge|ne|wedge|vee|text|;)(?![A-Za-z]))"
)


def has_bars(latex: str) -> bool:
    r"""Whether a formula has a part that TeX cannot break.

    Examples
    --------
    >>> has_bars(r"\frac{a}{b}"), has_bars(r"a \left(b - c\right)")
    (True, False)
    """
    return bool(_BARS.search(latex))


def in_line(latex: str) -> str:
    r"""Write fractions with a stroke and roots as powers.

    Examples
    --------
    >>> print(in_line(r"x = -\frac{a + b}{2 c} d,\; \frac{1}{R_B} - \sqrt{b^{2} - a c}"))
    x = -((a + b)/(2 c)) d,\; 1/R_B - (b^{2} - a c)^{1/2}
    """
    written = ""
    rest = latex
    while match := _BARS.search(rest):
        written += rest[: match.start()]
        first, rest = _group(rest[match.end() - 1 :])
        first = in_line(first)
        if match[1] == "sqrt":
            written += f"({first})^{{1/2}}"
            continue
        second, rest = _group(rest)
        whole = f"{_bracketed(first)}/{_bracketed(in_line(second), single=True)}"
        written += whole if _APART.match(rest) else f"({whole})"
    return written + rest


def _group(text: str) -> tuple[str, str]:
    """Part what stands in the braces at the start of a text from what follows."""
    depth = 0
    for place, sign in enumerate(text):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth == 0:
            return text[1:place], text[place + 1 :]
    return text[1:], ""


def _bracketed(latex: str, *, single: bool = False) -> str:
    """Put brackets around a sum; with `single` around everything but one symbol."""
    if single:
        plain = _SINGLE.match(latex) and "^" not in latex
        return latex if plain or _POWER.match(latex) else f"({latex})"
    return f"({latex})" if _is_sum(latex) else latex


def _is_sum(latex: str) -> bool:
    """Whether a plus or minus stands outside all brackets."""
    depth = 0
    for sign in latex:
        depth += {"{": 1, "(": 1, "}": -1, ")": -1}.get(sign, 0)
        if depth == 0 and sign in "+-":
            return True
    return False
