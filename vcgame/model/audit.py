"""Audits: a published game, its numbers, and what the publication prints about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from vcgame.model.claim import Claimed, Threshold
from vcgame.model.formula.expression import Condition, Expression
from vcgame.model.model import Model
from vcgame.model.printed_numbers import Figure, PrintedComplex, PrintedNumber, Sign
from vcgame.model.text import Text

__all__ = [
    "Audit",
    "Basin",
    "Case",
    "Cases",
    "Jacobian",
    "Listed",
    "MoveOrder",
    "Nonnegative",
    "OnlyMixed",
    "Optimum",
    "Pays",
    "Pie",
    "Printed",
    "PrintedPoint",
    "PrintedThreshold",
    "Replicator",
    "Run",
    "Simulated",
    "StabilityTable",
    "StableOnes",
    "Stated",
    "Unseen",
    "Value",
]


@dataclass(frozen=True, slots=True)
class Listed:
    """These are all equilibria (all extreme ones of a degenerate game).

    Attributes
    ----------
    pure
        The pure ones, as ids of the strategies.
    mixed
        The mixed ones: per player the probabilities that are printed.
    components
        How many components they form, where that is printed.
    """

    pure: tuple[tuple[str, ...], ...]
    mixed: tuple[Mapping[str, Mapping[str, Figure]], ...] = ()
    components: int | None = None


@dataclass(frozen=True, slots=True)
class OnlyMixed:
    """There are equilibria in mixed strategies only."""


@dataclass(frozen=True, slots=True)
class Pays:
    """Payoffs of the players at pure profiles."""

    payoffs: Mapping[tuple[str, ...], tuple[Figure, ...]]


@dataclass(frozen=True, slots=True)
class Value:
    """A formula has a value."""

    of: Expression
    printed: Figure


@dataclass(frozen=True, slots=True)
class PrintedPoint:
    """One line of a printed table of rest points.

    Attributes
    ----------
    state
        Per coordinate its value.
    label
        Its type; ``"ESS"``, ``"stable"`` and ``"unstable"`` as papers use them, or one of the
        engine's labels.
    ess
        Whether it is said to be an ESS.
    determinant, trace
        Of the Jacobian there.
    determinant_sign, trace_sign
        Their signs.
    eigenvalues
        Of the Jacobian there, in any order.
    when
        Conditions under which the line is stated; ``None`` for the stated values.
    exactly
        Whether the label is said not to be right elsewhere.
    """

    state: Mapping[str, Figure]
    label: str | None = None
    ess: bool | None = None
    determinant: Figure | None = None
    trace: Figure | None = None
    determinant_sign: Sign | None = None
    trace_sign: Sign | None = None
    eigenvalues: tuple[Figure | PrintedComplex, ...] = ()
    when: tuple[Condition, ...] | None = None
    exactly: bool = False


@dataclass(frozen=True, slots=True)
class StabilityTable:
    """A printed table of rest points; `complete` if these are said to be all."""

    points: tuple[PrintedPoint, ...]
    complete: bool = True


@dataclass(frozen=True, slots=True)
class StableOnes:
    """These are all evolutionarily stable states (of several populations: strict equilibria)."""

    states: tuple[Mapping[str, Figure], ...]


@dataclass(frozen=True, slots=True)
class PrintedThreshold:
    """A threshold whose value is printed as a rounded decimal."""

    threshold: Threshold
    printed: PrintedNumber


@dataclass(frozen=True, slots=True)
class Jacobian:
    """The Jacobian of the replicator equations, row by row, in the order of the coordinates."""

    rows: tuple[tuple[Expression, ...], ...]


@dataclass(frozen=True, slots=True)
class Replicator:
    """The replicator equations: per coordinate its rate of change."""

    rates: Mapping[str, Expression]


@dataclass(frozen=True, slots=True)
class Case:
    """One case of a distinction: its conditions, and what is said to hold then, if anything."""

    id: str
    when: tuple[Condition, ...]
    says: Text | None = None
    claimed: Claimed | None = None


@dataclass(frozen=True, slots=True)
class Cases:
    """A distinction of cases.

    Attributes
    ----------
    cases
        The cases.
    complete
        Whether nothing is said to be left over.
    overlapping
        Whether several may hold together, as conditions of several stable states do.
    """

    cases: tuple[Case, ...]
    complete: bool = True
    overlapping: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """A simulated path: where it begins and ends; `end` is ``None`` if it goes round."""

    start: Mapping[str, Figure]
    end: Mapping[str, Figure] | None
    point: tuple[tuple[str, Fraction], ...] = ()


@dataclass(frozen=True, slots=True)
class Simulated:
    """Simulated paths."""

    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Basin:
    """The share of all states from which a rest point is reached."""

    of: Mapping[str, Figure]
    share: Figure


@dataclass(frozen=True, slots=True)
class Nonnegative:
    """Quantities are not negative."""

    quantities: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Pie:
    """Payoffs sum to what there is to be shared, profile by profile."""

    sums: Mapping[tuple[str, ...], Expression]


@dataclass(frozen=True, slots=True)
class MoveOrder:
    """Players move in this order; all at once where nobody is named."""

    players: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Optimum:
    """A formula is greatest (or least) where a parameter takes a value."""

    of: Expression
    over: str
    at: Expression
    maximum: bool = True


@dataclass(frozen=True, slots=True)
class Unseen:
    """Something that the source must say, but that was not seen; the audit works it out."""

    what: Literal["class", "equilibria"]


Stated = (
    Claimed
    | Listed
    | OnlyMixed
    | Pays
    | Value
    | StabilityTable
    | StableOnes
    | PrintedThreshold
    | Jacobian
    | Replicator
    | Cases
    | Simulated
    | Basin
    | Nonnegative
    | Pie
    | MoveOrder
    | Optimum
    | Unseen
)


@dataclass(frozen=True, slots=True)
class Printed:
    """One thing that the source prints.

    Attributes
    ----------
    id, says, where
        Its name, what the source says in our words, and the page or table where it stands.
    stated
        The same as something that can be worked out.
    when
        Conditions under which it is stated, for all values of the parameters that satisfy
        them; ``None`` if it is stated at the stated values.
    exactly
        Whether it is also stated not to hold elsewhere.
    point
        Values that some parameters are fixed at.
    line
        Where it stands in its file.
    """

    id: str
    says: Text
    where: str
    stated: Stated
    when: tuple[Condition, ...] | None
    exactly: bool
    point: tuple[tuple[str, Fraction], ...]
    line: int


@dataclass(frozen=True, slots=True)
class Audit:
    """A game as a source states it, and what the source prints about it.

    Attributes
    ----------
    source, seen
        The citation, and what of the source was seen.
    model
        The game.
    values
        The stated values of the parameters.
    unstated
        Parameters without a stated value.
    printed
        What the source prints, in the order of the file.
    remarks
        What the auditor adds.
    """

    id: str
    title: Text
    source: str
    seen: Text
    model: Model
    values: Mapping[str, Fraction]
    unstated: frozenset[str]
    printed: tuple[Printed, ...]
    remarks: tuple[Text, ...] = ()
    file: str = ""
    text_hash: str = ""
