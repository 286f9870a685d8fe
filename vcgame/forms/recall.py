"""Perfect recall of a tree in numbers, which solvers and readers of files ask for."""

from __future__ import annotations

from vcgame.errors import UnsupportedError
from vcgame.forms.extensive import ExtensiveGame
from vcgame.model.recall import Turn, lapses

__all__ = ["check_recall", "recall_fault"]


def recall_fault(game: ExtensiveGame) -> str | None:
    """Say why a tree breaks perfect recall, or give ``None``.

    Absent-mindedness, where a path passes an information set twice, is one way to break it
    (Kuhn 1953; Selten 1975).

    Examples
    --------
    >>> from fractions import Fraction
    >>> from vcgame.forms.extensive import Move, Vertex
    >>> ends = [Vertex(f"end{n}", None, (), (Fraction(n),)) for n in range(4)]
    >>> game = ExtensiveGame(("firm",), (
    ...     Vertex("build", 0, (Move("yes", 1), Move("no", 2))),
    ...     Vertex("sell_1", 0, (Move("a", 3), Move("b", 4)), (), "sell"),
    ...     Vertex("sell_2", 0, (Move("a", 5), Move("b", 6)), (), "sell"), *ends))
    >>> print(recall_fault(game))  # doctest: +NORMALIZE_WHITESPACE
    firm forgets at 'sell' which move it made at 'build': 'sell_1' and 'sell_2' are in one
    information set
    """
    turns = [
        Turn(
            vertex.id,
            None if vertex.player is None else game.players[vertex.player],
            vertex.information or vertex.id,
            tuple((move.action, move.child) for move in vertex.moves),
        )
        for vertex in game.vertices
    ]
    lapse = next(lapses(turns), None)
    return None if lapse is None else str(lapse)


def check_recall(game: ExtensiveGame) -> None:
    """Refuse a tree without perfect recall.

    Raises
    ------
    UnsupportedError
        With the reason.
    """
    fault = recall_fault(game)
    if fault is not None:
        raise UnsupportedError(f"{fault}; players with perfect recall are needed")
