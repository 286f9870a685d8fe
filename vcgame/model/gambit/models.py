"""Models from files of Gambit: a game without parameters, its numbers as formulas."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path, PurePath
from typing import Any, Final

from vcgame.errors import FileError, UsageError
from vcgame.model.formula.expression import Number
from vcgame.model.gambit.efg import read_efg
from vcgame.model.gambit.game import GambitNode, GambitTable, GambitTree
from vcgame.model.gambit.lexemes import LIMITS, problem_at
from vcgame.model.gambit.names import ids_of, model_id, printed
from vcgame.model.gambit.nfg import read_nfg
from vcgame.model.model import Action, Model, Node, Player, Strategy
from vcgame.model.recall import lapses_of
from vcgame.model.text import Text
from vcgame.model.toml.content import decoded, file_bytes
from vcgame.model.toml.lexemes import printable

__all__ = ["OTHER_FORMATS", "SUFFIXES", "gambit_model", "load_gambit"]

SUFFIXES: Final = (".nfg", ".efg")
"""Endings of the files that are read; case is ignored."""

OTHER_FORMATS: Final = {
    ".gbt": "a workbook of Gambit's graphical interface",
    ".agg": "an action-graph game",
    ".bagg": "a Bayesian action-graph game",
}
"""Endings of files of Gambit that are not read, and what they are."""


def load_gambit(path: Path) -> Model:
    """Load the game of a file of Gambit.

    Raises
    ------
    UsageError
        If there is no such file, or its format is none that is read.
    FileError
        With the mistakes of the file.
    """
    shown = printable(str(path), 1000)
    other = OTHER_FORMATS.get(path.suffix.lower())
    if other is not None:
        raise UsageError(
            f"{shown} is {other}, which is not read; save the game as .nfg or .efg with Gambit"
        )
    data = file_bytes(path, shown, LIMITS.size)
    if len(data) > LIMITS.size:
        right = f"at most {LIMITS.size} bytes are allowed"
        raise FileError((problem_at("", 0, shown, "the file is too large", right),))
    return gambit_model(decoded(data, shown), shown)


def gambit_model(text: str, name: str) -> Model:
    """Make a model of the text of a file of Gambit; its name tells which format it has.

    Parameters
    ----------
    text
        The text, with or without a byte order mark, its lines ended in any way.
    name
        The name of the file, ending in ``.nfg`` or ``.efg``.

    Raises
    ------
    FileError
        With the mistakes of the text.

    Examples
    --------
    >>> text = 'NFG 1 R "Pennies" { "Even" "Odd" } { 2 2 } 1 -1 -1 1 -1 1 1 -1'
    >>> model = gambit_model(text, "pennies.nfg")
    >>> model.id, [player.id for player in model.players]
    ('pennies', ['Even', 'Odd'])
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if PurePath(name).suffix.lower() == ".nfg":
        return _table_model(read_nfg(text, name), text, name)
    return _tree_model(read_efg(text, name), text, name)


def _table_model(game: GambitTable, text: str, name: str) -> Model:
    players = tuple(
        Player(
            player.id,
            player.name,
            tuple(
                Strategy(id, printed(label, id))
                for id, label in zip(ids_of(own, "s"), own, strict=True)
            ),
        )
        for player, own in zip(_players(game.players), game.strategies, strict=True)
    )
    profiles = product(*([strategy.id for strategy in player.strategies] for player in players))
    return Model(
        **_about(game, text, name),
        form="strategic",
        players=players,
        parameters={},
        payoffs={
            profile: tuple(map(Number, row))
            for profile, row in zip(profiles, game.payoffs, strict=True)
        },
    )


def _tree_model(game: GambitTree, text: str, name: str) -> Model:
    players = _players(game.players)
    order = _by_level(game.nodes)
    moves, actions = _moves(game.nodes, order)
    sets, ids = _node_ids(game.nodes, order)
    nodes = []
    for place in order:
        node = game.nodes[place]
        nodes.append(
            Node(
                ids[place],
                None if node.player is None else players[node.player].id,
                tuple(
                    Action(id, ids[child], probability)
                    for id, child, probability in zip(
                        moves[place], node.children, _chances(node), strict=True
                    )
                ),
                tuple(map(Number, node.payoffs)),
                "" if node.player is None else sets.get(_set(node), ids[place]),
            )
        )
    offsets = {ids[place]: game.nodes[place].at for place in order}
    problems = [
        problem_at(
            text, offsets[lapse.second], name, str(lapse), "players with perfect recall are needed"
        )
        for lapse in lapses_of(nodes)
    ]
    if problems:
        raise FileError(tuple(problems[: LIMITS.problems]))
    return Model(
        **_about(game, text, name),
        form="extensive",
        players=players,
        parameters={},
        nodes=tuple(nodes),
        actions=actions,
    )


def _about(game: GambitTable | GambitTree, text: str, name: str) -> dict[str, Any]:
    """Give what models of both forms have in common."""
    id = model_id(PurePath(name).stem)
    return {
        "id": id,
        "title": printed(game.title, id),
        "status": "imported",
        "story": Text(game.comment.strip()) if game.comment.strip() else None,
        "file": name,
        "text_hash": hashlib.sha256(text.encode("utf-8", "replace")).hexdigest(),
    }


def _players(names: Sequence[str]) -> tuple[Player, ...]:
    return tuple(
        Player(id, printed(name, id)) for id, name in zip(ids_of(names, "p"), names, strict=True)
    )


def _by_level(nodes: Sequence[GambitNode]) -> list[int]:
    """Order nodes as model files do: those with fewer moves before them first."""
    order: list[int] = []
    queue = deque([0])
    while queue:
        order.append(queue.popleft())
        queue.extend(nodes[order[-1]].children)
    return order


def _chances(node: GambitNode) -> list[Number | None]:
    if not node.probabilities:
        return [None] * len(node.actions)
    return [Number(probability) for probability in node.probabilities]


_Move = tuple[str, int]
"""The name of a move, and how many of its node that are called so come before it."""


def _moves(
    nodes: Sequence[GambitNode], order: Sequence[int]
) -> tuple[dict[int, tuple[str, ...]], Mapping[str, Text]]:
    """Give the ids of each node's moves, and their printed names where these differ.

    A name has the same id at every node. A name that stands twice at a node has two.
    """
    own: dict[int, list[_Move]] = {}
    known: dict[_Move, None] = {}
    for place in order:
        seen: dict[str, int] = {}
        own[place] = []
        for name in nodes[place].actions:
            own[place].append((name, seen.get(name, 0)))
            seen[name] = seen.get(name, 0) + 1
        known |= dict.fromkeys(own[place])
    ids = dict(zip(known, ids_of([name for name, _ in known], "a"), strict=True))
    names = {id: printed(name, id) for (name, _), id in ids.items()}
    return (
        {place: tuple(ids[move] for move in moves) for place, moves in own.items()},
        {id: text for id, text in names.items() if text.en != id},
    )


def _set(node: GambitNode) -> tuple[int | None, int]:
    return node.player, node.set_number


def _node_ids(
    nodes: Sequence[GambitNode], order: Sequence[int]
) -> tuple[dict[tuple[int | None, int], str], dict[int, str]]:
    """Give the ids of the information sets of several nodes, and those of all nodes.

    A node that is told from all others has the name of its set where it has none of its own.
    """
    members: dict[tuple[int | None, int], list[int]] = {}
    for place in order:
        if nodes[place].player is not None:
            members.setdefault(_set(nodes[place]), []).append(place)
    joint = {key: nodes[own[0]].set_label for key, own in members.items() if len(own) > 1}
    sets = dict(zip(joint, ids_of(list(joint.values()), "h"), strict=True))
    labels = []
    for place in order:
        node = nodes[place]
        alone = node.player is not None and _set(node) not in joint
        labels.append(node.label or (node.set_label if alone else ""))
    ids = ids_of(labels, "n", taken=tuple(sets.values()))
    return sets, dict(zip(order, ids, strict=True))
