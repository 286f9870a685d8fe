"""What a study file asks for: games with their tables and figures."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from vcgame.model.formula.expression import Expression
from vcgame.model.model import Model
from vcgame.model.text import Text
from vcgame.report.repeated.reading import SURELY
from vcgame.sweep.design.axis import Axis

__all__ = ["MapPlan", "RepeatedPlan", "Section", "Study"]


@dataclass(frozen=True, slots=True)
class MapPlan:
    """A map of regimes to draw."""

    id: str
    title: Text
    x: Axis
    y: Axis


@dataclass(frozen=True, slots=True)
class RepeatedPlan:
    """How a game is repeated, and what is drawn of that.

    Attributes
    ----------
    chance
        Probability that a deviation is detected, a formula.
    target, punishment
        The path, and the stage equilibrium that follows a deviation, if they are named.
    payoffs_at
        Discount factors whose sets of payoffs are drawn.
    patience
        Axes over which the least discount factor is drawn.
    """

    chance: Expression = SURELY
    target: str | None = None
    punishment: str | None = None
    payoffs_at: tuple[Fraction, ...] = ()
    patience: tuple[Axis, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """One game of a study.

    Attributes
    ----------
    model, instance
        The game, and the instance that is analysed.
    tables
        Kinds, in order.
    maps, lines
        Maps of regimes, and levers whose thresholds are drawn.
    tree
        Whether the tree is drawn.
    counts
        Axes over which it is drawn how many alike firms do what.
    repeated
        How the game is repeated.
    """

    model: Model
    instance: str | None
    tables: tuple[str, ...]
    maps: tuple[MapPlan, ...]
    lines: tuple[str, ...]
    tree: bool = False
    counts: tuple[Axis, ...] = ()
    repeated: RepeatedPlan | None = None

    @property
    def name(self) -> str:
        """Name for files: the model, and the instance if there is one."""
        return self.model.id if self.instance is None else f"{self.model.id}.{self.instance}"


@dataclass(frozen=True, slots=True)
class Study:
    """What to solve, tabulate and draw."""

    id: str
    title: Text
    introduction: Text | None
    sections: tuple[Section, ...]
    text_hash: str
