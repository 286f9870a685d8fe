"""What was decided about conditions: they contradict each other, or a point satisfies them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

__all__ = ["Decision", "Finding"]

Finding = Literal["empty", "witness", "undecided"]


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether some real values of the parameters satisfy conditions.

    Attributes
    ----------
    finding
        ``"empty"``: proved that none do; ``"witness"``: some do; else ``"undecided"``.
    method
        How it was found out, in a few words: ``"linear"``, ``"certificate"``, ``"sample"``,
        ``"z3"``, ``"cells"``.
    point
        For a witness: rational values that satisfy all conditions, checked exactly. ``None``
        where it is only known that irrational ones do; `reason` then describes them.
    reason
        Why nothing was decided, or what irrational point it is.
    """

    finding: Finding
    method: str = ""
    point: Mapping[str, Fraction] | None = None
    reason: str = ""
