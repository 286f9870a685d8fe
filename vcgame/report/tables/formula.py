"""A formula in its two printed forms."""

from __future__ import annotations

from dataclasses import dataclass

from vcgame.model.tex import check_latex

__all__ = ["Math"]


@dataclass(frozen=True, slots=True)
class Math:
    r"""A formula or condition, as LaTeX (without the dollars) and as plain text.

    Examples
    --------
    >>> Math(r"b + \sigma < c", "b + sigma < c").plain
    'b + sigma < c'
    """

    latex: str
    plain: str

    def __post_init__(self) -> None:
        check_latex(self.latex)
