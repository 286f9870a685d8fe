"""Names of the payoff orders of two-by-two games."""

from __future__ import annotations

from typing import Final

__all__ = ["ORDER_CLASSES"]

ORDER_CLASSES: Final = (
    "prisoners_dilemma",
    "deadlock",
    "compromise",
    "harmony",
    "stag_hunt",
    "chicken",
    "boxed_pigs",
    "battle_of_the_sexes",
    "coordination",
    "matching_pennies",
)
"""What each name means is written as payoff orders in `vcgame.forms.order`."""
