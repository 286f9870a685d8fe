"""Writing .nfg and .efg files: exact numbers, names in any script."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import prod
from typing import Final

from vcgame.errors import UnsupportedError
from vcgame.model.formula.expression import Expression, Number
from vcgame.model.gambit.lexemes import LIMITS
from vcgame.model.model import Model, Node
from vcgame.model.text import Language

__all__ = ["efg_text", "nfg_text"]

_UNSEEN: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})


def nfg_text(model: Model, language: Language = "en") -> str:
    r"""Write a strategic model without parameters as an .nfg file with payoffs.

    Parameters
    ----------
    model
        The game.
    language
        Of the names.

    Examples
    --------
    >>> from vcgame.model.library import model_of
    >>> text = 'NFG 1 R "Pennies" { "A" "B" } { { "H" "T" } { "H" "T" } } "" 1 -1 0.5 1 2/4 1 1 -1'
    >>> print(nfg_text(model_of("pennies.nfg", text)))
    NFG 1 R "Pennies" { "A" "B" }
    <BLANKLINE>
    { { "H" "T" }
    { "H" "T" }
    }
    ""
    <BLANKLINE>
    1 -1 1/2 1
    1/2 1 1 -1
    <BLANKLINE>
    """
    _check_profiles(model)
    strategies = [[s.name.say(language) for s in player.strategies] for player in model.players]
    ids = [[strategy.id for strategy in player.strategies] for player in model.players]
    lines = ["{ " + "\n".join(_names(own) for own in strategies), "}", _story(model, language), ""]
    # The first player's strategy changes fastest, and has a line for each way of the others.
    for others in product(*reversed(ids[1:])):
        rest = tuple(reversed(others))
        numbers = [_number(value) for own in ids[0] for value in model.payoffs[own, *rest]]
        lines.append(" ".join(numbers))
    return "\n".join([_header("NFG 1 R", model, language), "", *lines]) + "\n"


def efg_text(model: Model, language: Language = "en") -> str:
    """Write a model without parameters as an .efg file.

    A strategic game becomes a tree in which the players move in turn and see nothing.

    Raises
    ------
    UnsupportedError
        For a strategic game whose tree would be too large.
    """
    lines = _tree(model, language) if model.form == "extensive" else _unseen(model, language)
    top = [_header("EFG 2 R", model, language), _story(model, language), ""]
    return "\n".join([*top, *lines]) + "\n"


def _header(kind: str, model: Model, language: Language) -> str:
    players = _names([player.name.say(language) for player in model.players])
    return f"{kind} {_quoted(model.title.say(language))} {players}"


def _story(model: Model, language: Language) -> str:
    text = "" if model.story is None else model.story.say(language).strip()
    return '"' + "\n".join(_quoted(line)[1:-1] for line in text.splitlines()) + '"'


def _names(names: Sequence[str]) -> str:
    return "{ " + " ".join(_distinct(names)) + " }"


def _distinct(names: Sequence[str]) -> list[str]:
    """Quote names; those that are alike get numbers, as Gambit itself would give them."""
    shown = [_quoted(name) for name in names]
    if len(set(shown)) < len(shown):
        shown = [_quoted(f"{name} {place}") for place, name in enumerate(names, 1)]
    return shown


def _quoted(text: str) -> str:
    r"""Write a name: one line, since Gambit takes no other, and no backslash.

    A backslash before a quote could not be told from an escape; it becomes a stroke.
    """
    seen = "".join(" " if unicodedata.category(c) in _UNSEEN else c for c in text)
    return '"' + " ".join(seen.split()).replace("\\", "/").replace('"', '\\"') + '"'


def _number(value: Expression | Fraction | None) -> str:
    if isinstance(value, Number):
        value = value.value
    if not isinstance(value, Fraction):
        raise TypeError("a model without parameters is needed")
    if value.denominator == 1:
        return str(value.numerator)
    return f"{value.numerator}/{value.denominator}"


def _check_profiles(model: Model) -> None:
    profiles = prod(len(player.strategies) for player in model.players)
    if profiles > LIMITS.profiles:
        raise UnsupportedError(
            f"the strategic form of {model.id} has {profiles} profiles; up to {LIMITS.profiles} "
            "are written"
        )


def _payoffs(number: int, values: Sequence[Expression]) -> str:
    return f'{number} "" {{ {", ".join(map(_number, values))} }}'


def _tree(model: Model, language: Language) -> list[str]:
    """Write the nodes of a tree, each before those below it."""
    nodes = {node.id: node for node in model.nodes}
    players = [player.id for player in model.players]
    sets: dict[tuple[str, str], int] = {}
    counts = dict.fromkeys(players, 0)
    lines: list[str] = []
    chances = outcomes = 0
    todo = [model.nodes[0]]
    while todo:
        node = todo.pop()
        todo.extend(nodes[action.child] for action in reversed(node.actions))
        if node.end:
            outcomes += 1
            lines.append(f't "{node.id}" {_payoffs(outcomes, node.payoffs)}')
        elif node.player is None:
            chances += 1
            moves = _chance_moves(model, node, language)
            lines.append(f'c "{node.id}" {chances} "" {moves} 0')
        else:
            key = node.player, node.information or node.id
            if key not in sets:
                counts[node.player] += 1
                sets[key] = counts[node.player]
            moves = _names(_labels(model, node, language))
            place = players.index(node.player) + 1
            lines.append(f'p "{node.id}" {place} {sets[key]} "{key[1]}" {moves} 0')
    return lines


def _labels(model: Model, node: Node, language: Language) -> list[str]:
    named: Mapping[str, str] = {id: text.say(language) for id, text in model.actions.items()}
    return [named.get(action.id, action.id) for action in node.actions]


def _chance_moves(model: Model, node: Node, language: Language) -> str:
    labels = _distinct(_labels(model, node, language))
    parts = [
        f"{label} {_number(action.probability)}"
        for label, action in zip(labels, node.actions, strict=True)
    ]
    return "{ " + " ".join(parts) + " }"


def _unseen(model: Model, language: Language) -> list[str]:
    """Write a table as a tree, player after player."""
    _check_profiles(model)
    sizes = [len(player.strategies) for player in model.players]
    count = sum(prod(sizes[:k]) for k in range(len(sizes) + 1))
    if count > LIMITS.nodes:
        raise UnsupportedError(
            f"as a tree {model.id} has {count} nodes; up to {LIMITS.nodes} are written. "
            "As .nfg it can be written"
        )
    ids = [[strategy.id for strategy in player.strategies] for player in model.players]
    moves = [_names([s.name.say(language) for s in p.strategies]) for p in model.players]
    lines: list[str] = []
    outcomes = 0
    todo: list[tuple[str, ...]] = [()]
    while todo:
        played = todo.pop()
        mover = len(played)
        if mover == len(ids):
            outcomes += 1
            lines.append(f't "" {_payoffs(outcomes, model.payoffs[played])}')
        else:
            todo.extend((*played, id) for id in reversed(ids[mover]))
            name = model.players[mover].id
            lines.append(f'p "" {mover + 1} 1 "{name}" {moves[mover]} 0')
    return lines
