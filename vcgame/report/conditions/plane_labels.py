"""Names of boundary curves: which lines share one, letters, formulas that may be broken."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vcgame.report.figures.labels import formula

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Values = npt.NDArray[np.float64]

__all__ = ["breakable", "connected", "length", "letter"]


def length(line: Values) -> float:
    """Give the length of a line of points."""
    import numpy as np

    return float(np.hypot(*np.diff(line, axis=0).T).sum())


def connected(lines: list[Values]) -> list[list[Values]]:
    """Put lines that share an end together, the longest first."""
    parts: list[tuple[set[tuple[float, ...]], list[Values]]] = []
    for line in lines:
        ends = {tuple(line[0].tolist()), tuple(line[-1].tolist())}
        held = [part for part in parts if part[0] & ends]
        parts = [part for part in parts if not part[0] & ends]
        joined = [line, *(other for part in held for other in part[1])]
        parts.append((ends.union(*(part[0] for part in held)), joined))
    groups = [sorted(part, key=length, reverse=True) for _, part in parts]
    return sorted(groups, key=lambda part: sum(map(length, part)), reverse=True)


def letter(number: int) -> str:
    """Give A, B, ..., Z, A2, B2, ... as names of curves.

    Examples
    --------
    >>> letter(1), letter(26)
    ('B', 'A2')
    """
    again = number // 26 + 1
    return chr(ord("A") + number % 26) + (str(again) if again > 1 else "")


def breakable(tex: str, text: str) -> str:
    r"""Write a formula in parts between which a line may end.

    Examples
    --------
    >>> breakable("x^{2} + (a + b) y = 1", "")
    '$x^{2}$ $+\\,(a + b) y$ $=\\,1$'
    """
    depth = 0
    parts = [""]
    for sign in re.split(r"( [-+=] |[{}()]|\\left|\\right)", tex):
        depth += sign in ("{", "(")
        depth -= sign in ("}", ")")
        if depth == 0 and sign in (" + ", " - ", " = "):
            parts.append(sign.strip() + r"\,")
        else:
            parts[-1] += sign
    written = [formula(part, "") for part in parts]
    return " ".join(written) if all(written) else formula(tex, text)
