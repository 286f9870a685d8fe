"""Writing a game without parameters as a model file."""

from __future__ import annotations

import json
import unicodedata
from collections import deque
from dataclasses import replace
from typing import Final

from vcgame.errors import FileError, UnsupportedError
from vcgame.model.formula.expression import Expression, Number
from vcgame.model.formula.plain import to_text
from vcgame.model.gambit.names import ids_of
from vcgame.model.model import Action, Model, Node, Player
from vcgame.model.reading.builder import build_model
from vcgame.model.text import Text
from vcgame.model.toml.document import read_document

__all__ = ["toml_text"]

_UNSEEN: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
_LONGEST_NAME: Final = 400
_LONGEST_STORY: Final = 4_000


def toml_text(model: Model) -> str:
    """Write a model without parameters as a model file, which is read back as the same game.

    Raises
    ------
    UnsupportedError
        If it is larger than a model file may be.

    Examples
    --------
    >>> from vcgame.model.library import model_of
    >>> text = 'NFG 1 R "Pennies" { "A" "B" } { 2 1 } 1 -1 -1 1/3'
    >>> print(toml_text(model_of("pennies.nfg", text)))
    vcgame = 1
    kind = "model"
    id = "pennies"
    title = "Pennies"
    status = "imported"
    form = "strategic"
    <BLANKLINE>
    [[players]]
    id = "A"
    [players.strategies]
    s1 = "1"
    s2 = "2"
    <BLANKLINE>
    [[players]]
    id = "B"
    [players.strategies]
    s1 = "1"
    <BLANKLINE>
    [payoffs]
    "s1, s1" = [1, -1]
    "s2, s1" = [-1, "1/3"]
    <BLANKLINE>
    """
    model = _plainly_named(model)
    blocks = [_head(model), *map(_player, model.players)]
    if model.form == "strategic":
        rows = [f'"{", ".join(ids)}" = {_numbers(row)}' for ids, row in model.payoffs.items()]
        blocks.append(["[payoffs]", *rows])
    else:
        used = {action.id for node in model.nodes for action in node.actions}
        named = [f"{id} = {_name(name)}" for id, name in model.actions.items() if id in used]
        if named:
            blocks.append(["[actions]", *named])
        blocks += _nodes(model)
    text = "\n\n".join("\n".join(block) for block in blocks) + "\n"
    try:
        build_model(read_document(text, f"{model.id}.toml"))
    except FileError as error:
        raise UnsupportedError(
            f"{model.id} does not fit into a model file: {error.problems[0]}; as .nfg or .efg it "
            "can be written"
        ) from error
    return text


def _plainly_named(model: Model) -> Model:
    """Give nodes and information sets of stages, such as price.high, ids that a file can hold."""
    ids = [id for node in model.nodes for id in (node.id, node.information) if id]
    dotted = [id for id in dict.fromkeys(ids) if "." in id]
    if not dotted:
        return model
    plain = [id for id in ids if "." not in id]
    names = dict(zip(dotted, ids_of(dotted, "n", plain), strict=True))
    nodes = tuple(
        replace(
            node,
            id=names.get(node.id, node.id),
            information=names.get(node.information, node.information),
            actions=tuple(
                replace(action, child=names.get(action.child, action.child))
                for action in node.actions
            ),
        )
        for node in model.nodes
    )
    return replace(model, nodes=nodes)


def _head(model: Model) -> list[str]:
    lines = [
        "vcgame = 1",
        'kind = "model"',
        f"id = {_quoted(model.id)}",
        f"title = {_name(model.title)}",
        f"status = {_quoted(model.status)}",
        f"form = {_quoted(model.form)}",
    ]
    if model.story is not None:
        english, chinese = (_story(model.story.en), _story(model.story.zh))
        if english:
            lines.insert(4, f"story.en = {_quoted(english)}")
        if english and chinese:
            lines.insert(5, f"story.zh = {_quoted(chinese)}")
    return lines


def _player(player: Player) -> list[str]:
    lines = ["[[players]]", f"id = {_quoted(player.id)}"]
    if player.name != Text(player.id):
        lines.append(f"name = {_name(player.name)}")
    if player.strategies:
        lines.append("[players.strategies]")
        lines += [f"{strategy.id} = {_name(strategy.name)}" for strategy in player.strategies]
    return lines


def _nodes(model: Model) -> list[list[str]]:
    """Write the nodes, those with fewer moves before them first, as they are read again."""
    nodes = {node.id: node for node in model.nodes}
    members: dict[str, int] = {}
    for node in model.nodes:
        members[node.information] = members.get(node.information, 0) + 1
    blocks = []
    queue: deque[tuple[Node, Node | None, Action | None]] = deque([(model.nodes[0], None, None)])
    while queue:
        node, parent, action = queue.popleft()
        queue.extend((nodes[each.child], node, each) for each in node.actions)
        lines = ["[[nodes]]", f"id = {_quoted(node.id)}"]
        if parent is not None and action is not None:
            lines += [f"parent = {_quoted(parent.id)}", f"action = {_quoted(action.id)}"]
            if action.probability is not None:
                lines.append(f"probability = {_value(action.probability)}")
        if node.end:
            lines.append(f"payoffs = {_numbers(node.payoffs)}")
        elif node.player is None:
            lines.append("chance = true")
        else:
            lines.append(f"player = {_quoted(node.player)}")
            if members[node.information] > 1 or node.information not in ("", node.id):
                lines.append(f"information = {_quoted(node.information)}")
        blocks.append(lines)
    return blocks


def _numbers(values: tuple[Expression, ...]) -> str:
    return "[" + ", ".join(map(_value, values)) + "]"


def _value(value: Expression) -> str:
    if not isinstance(value, Number):
        raise TypeError("a model without parameters is needed")
    text = to_text(value)
    return text if text.lstrip("-").isdigit() else _quoted(text)


def _quoted(text: str) -> str:
    """Write a text as TOML does: the escapes are those of JSON."""
    return json.dumps(text, ensure_ascii=False)


def _name(text: Text) -> str:
    english, chinese = (_line(part)[:_LONGEST_NAME] for part in (text.en, text.zh))
    if not chinese:
        return _quoted(english)
    return f"{{ en = {_quoted(english)}, zh = {_quoted(chinese)} }}"


def _line(text: str) -> str:
    seen = "".join(" " if unicodedata.category(c) in _UNSEEN else c for c in text)
    return " ".join(seen.split())


def _story(text: str) -> str:
    return "\n".join(map(_line, text.splitlines())).strip()[:_LONGEST_STORY].rstrip()
