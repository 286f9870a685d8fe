"""Solution concepts: which there are, and which of them games of a form can be asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, get_args

from vcgame.errors import UnsupportedError
from vcgame.forms.point import check_payoffs
from vcgame.model.model import Form, Model
from vcgame.solve.many.limits import fits

__all__ = [
    "CONCEPTS",
    "Concept",
    "check_concept",
    "concept_of",
    "concepts_of",
    "perfect_information",
    "swept_concept",
]

Concept = Literal["nash", "pure", "subgame-perfect", "perfect-bayesian"]
"""Concepts whose answers are equilibria, which sweeps and lines can follow."""

CONCEPTS: Final[Mapping[str, tuple[Form, ...]]] = {
    "nash": ("strategic", "extensive", "symmetric"),
    "pure": ("strategic",),
    "subgame-perfect": ("extensive",),
    "perfect-bayesian": ("extensive",),
    "quantal-response": ("strategic",),
    "correlated": ("strategic",),
    "coarse-correlated": ("strategic",),
    "stackelberg": ("strategic",),
    "iterated-dominance": ("strategic", "extensive", "symmetric"),
    "rationalisable": ("strategic", "extensive", "symmetric"),
    "risk-dominance": ("strategic", "extensive", "symmetric"),
}
"""Every concept, with the forms of game that it can be asked of."""

_OTHERS: Final[Mapping[Form, str]] = {
    "strategic": "games with [payoffs]",
    "extensive": "trees",
    "symmetric": "games of alike firms",
}


def concepts_of(form: Form) -> tuple[str, ...]:
    """List the concepts that games of a form can be asked for.

    Examples
    --------
    >>> concepts_of("symmetric")
    ('nash', 'iterated-dominance', 'rationalisable', 'risk-dominance')
    """
    return tuple(concept for concept, forms in CONCEPTS.items() if form in forms)


def check_concept(model: Model, concept: str | None, *, swept: bool = False) -> None:
    """Refuse a concept that the form of a model does not allow.

    Parameters
    ----------
    model, concept
        The model, and what it is asked for.
    swept
        Whether a sweep asks, which takes concepts whose answers are equilibria only.

    Raises
    ------
    UnsupportedError
        With the concepts that work.
    """
    if concept is None or model.form in CONCEPTS[concept]:
        return
    # No concept works on payoffs that depend on shares, so none is to be named.
    check_payoffs(model)
    meant = " and ".join(_OTHERS[form] for form in CONCEPTS[concept])
    known = get_args(Concept) if swept else CONCEPTS
    named = ", ".join(repr(each) for each in concepts_of(model.form) if each in known)
    raise UnsupportedError(
        f"{model.id} is {model.called}: {concept!r} is for {meant}; "
        f"concepts that work here: {named}"
    )


def perfect_information(model: Model) -> bool:
    """Whether every node of a tree is alone in its information set."""
    sets = [
        (node.player, node.information or node.id)
        for node in model.nodes
        if node.player is not None
    ]
    return len(set(sets)) == len(sets)


def concept_of(model: Model, concept: Concept | None = None) -> Concept:
    """Name the concept by which `solve` answers: what is asked for, or else what it takes.

    Examples
    --------
    >>> from vcgame.model.library import load_model
    >>> concept_of(load_model("boxed-pigs"))
    'nash'
    """
    if concept is not None:
        return concept
    if model.form == "extensive":
        return "subgame-perfect" if perfect_information(model) else "perfect-bayesian"
    if model.form == "symmetric":
        return "nash"
    sizes = [len(player.strategies) for player in model.players]
    return "nash" if len(sizes) == 2 or (len(sizes) > 2 and fits(sizes)) else "pure"


def swept_concept(model: Model, concept: Concept | None = None) -> Concept:
    """Name the concept by which sweeps answer: left out, one that is fast at every point.

    Examples
    --------
    >>> from vcgame.model.library import load_model
    >>> swept_concept(load_model("boxed-pigs"))
    'nash'
    """
    if concept is not None or model.form != "strategic":
        return concept_of(model, concept)
    sizes = [len(player.strategies) for player in model.players]
    return "nash" if len(sizes) == 2 or sizes == [2, 2, 2] else "pure"
