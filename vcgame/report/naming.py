"""How parts of a model are called in print: symbols, profiles, outcomes, regimes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from vcgame.forms.extensive import ExtensiveGame, Vertex
from vcgame.model.formula.expression import Expression, Node, Number
from vcgame.model.formula.latex import name_to_latex, to_latex
from vcgame.model.formula.plain import to_text
from vcgame.model.model import Model
from vcgame.model.text import Text
from vcgame.report.tables.cells import exact, number
from vcgame.report.tables.formula import Math
from vcgame.report.words import word
from vcgame.solve.subgame import TreeEquilibrium

__all__ = [
    "both",
    "formula_cell",
    "joined",
    "labelled",
    "mixture_text",
    "outcome_text",
    "point_text",
    "profile_text",
    "status_note",
    "symbol",
    "symbols",
]


def both(template: Text, **values: Text) -> Text:
    """Put names into a sentence, each language into its own."""
    return Text(
        template.en.format(**{key: value.en for key, value in values.items()}),
        template.say("zh").format(**{key: value.say("zh") for key, value in values.items()}),
    )


def joined(texts: Iterable[Text], english: str = ", ", chinese: str = "，") -> Text:
    """Join texts, each language in its own way."""
    texts = list(texts)
    return Text(
        english.join(text.en for text in texts), chinese.join(text.say("zh") for text in texts)
    )


def labelled(key: str, what: Text) -> Text:
    """Write a word of the catalogue, a colon and a text."""
    return both(word("labelled", label="{label}", what="{what}"), label=word(key), what=what)


def symbols(model: Model) -> dict[str, str]:
    """Give the printed symbols that the author chose."""
    chosen = {id: parameter.tex for id, parameter in model.parameters.items()}
    chosen |= {id: quantity.tex for id, quantity in model.definitions.items()}
    chosen |= {id: share.tex for id, share in model.shares.items()}
    chosen |= {id: count.tex for id, count in model.counts.items()}
    return {id: tex for id, tex in chosen.items() if tex}


def symbol(model: Model, name: str) -> Math:
    """Give the symbol of a parameter, derived quantity or population share."""
    return Math(symbols(model).get(name) or name_to_latex(name), name)


def formula_cell(model: Model, node: Node) -> Math:
    """Write a formula or condition for a table."""
    return Math(to_latex(node, symbols(model)), to_text(node))


def point_text(values: Mapping[str, Fraction]) -> str:
    """Write the values of parameters, exactly.

    Examples
    --------
    >>> point_text({"b": Fraction(3), "q": Fraction(1, 5)})
    'b = 3, q = 1/5'
    """
    return ", ".join(f"{name} = {exact(value)}" for name, value in values.items())


def profile_text(model: Model, ids: Sequence[str]) -> Text:
    """Write a pure profile with the labels of its strategies: ``(build, wait)``."""
    names = joined(model.strategy_name(index, id) for index, id in enumerate(ids))
    return Text(f"({names.en})", f"（{names.zh}）")


def mixture_text(model: Model, index: int, mixture: Sequence[Any]) -> Text:
    """Write what one player plays: a strategy, or strategies with their probabilities."""
    strategies = model.players[index].strategies
    played = [
        (strategy.name, probability)
        for strategy, probability in zip(strategies, mixture, strict=True)
        if not _is_zero(probability)
    ]
    if len(played) == 1:
        return played[0][0]
    parts = [
        Text(f"{_probability(p)} {name.en}", f"{_probability(p)} {name.say('zh')}")
        for name, p in played
    ]
    return joined(parts, " + ", " + ")


def _is_zero(probability: Any) -> bool:
    if isinstance(probability, Number):
        return probability.value == 0
    return not isinstance(probability, Expression) and bool(probability == 0)


def _probability(probability: Any) -> str:
    if isinstance(probability, (Fraction, float)):
        return number(probability)
    return to_text(probability)


def outcome_text(model: Model, game: ExtensiveGame, equilibrium: TreeEquilibrium) -> Text:
    """Write the moves on the path of an equilibrium.

    Moves of chance are left out where nobody moves after them; elsewhere the path parts at
    them: ``wait → [boom: build; slump: stay]``.
    """
    choices = dict(equilibrium.choices)
    after = _moving_after(game)

    def path(place: int) -> list[Text]:
        vertex = game.vertices[place]
        if place not in after:
            return []
        if vertex.player is None:
            return [_parted(model, vertex, path)]
        move = vertex.moves[choices[place]]
        return [model.actions.get(move.action, Text(move.action)), *path(move.child)]

    return joined(path(0), " → ", " → ")


def _parted(model: Model, chance: Vertex, path: Callable[[int], list[Text]]) -> Text:
    """Write what happens after each move of chance that can happen."""
    parts = []
    for move in chance.moves:
        then = joined(path(move.child), " → ", " → ")
        name = model.actions.get(move.action, Text(move.action))
        template = word("labelled", label="{label}", what="{what}")
        parts.append(both(template, label=name, what=then) if then.en else name)
    names = joined(parts, "; ", "；")
    return Text(f"[{names.en}]", f"［{names.say('zh')}］")


def _moving_after(game: ExtensiveGame) -> set[int]:
    """Find the vertices at or below which a player moves."""
    found: set[int] = set()
    for place in reversed(range(len(game.vertices))):
        vertex = game.vertices[place]
        if vertex.player is not None or any(move.child in found for move in vertex.moves):
            found.add(place)
    return found


def status_note(model: Model) -> Text:
    """Say how far the payoffs of a model can be cited."""
    return word(f"status_notes.{model.status}")
