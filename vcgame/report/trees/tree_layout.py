"""Where the nodes of a tree stand on a page, from left to right.

Nodes of one information set stand in one column, where the tree allows it. Every end has a row of
its own through all columns, and a node stands midway between its first and its last follower, as
in the drawings of Reingold and Tilford (1981); here subtrees are put one below the other as
closely as the outlines of their columns allow.
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["lanes", "levels", "rows"]


def levels(children: Sequence[Sequence[int]], sets: Sequence[Sequence[int]]) -> list[int]:
    """Give the column of each node.

    Nodes of one set share a column, unless two sets lie before each other on different paths;
    then every node stands in the column of its depth.

    Parameters
    ----------
    children
        Per node its followers; parents stand before their children.
    sets
        Groups of nodes that are to share a column.

    Examples
    --------
    >>> levels([[1, 2], [3], [], []], [])
    [0, 1, 1, 2]
    >>> levels([[1, 2], [3], [], []], [(2, 3)])
    [0, 1, 2, 2]
    """
    found = [0] * len(children)
    _push(children, found)
    depths = list(found)
    changed = True
    while changed:
        changed = False
        for group in sets:
            level = max(found[node] for node in group)
            for node in group:
                changed = changed or found[node] < level
                found[node] = level
        _push(children, found)
        if max(found) > len(children):
            return depths
    return found


def _push(children: Sequence[Sequence[int]], found: list[int]) -> None:
    """Move every node behind its parent."""
    for node, below in enumerate(children):
        for child in below:
            found[child] = max(found[child], found[node] + 1)


def rows(
    children: Sequence[Sequence[int]],
    columns: Sequence[int],
    above: Sequence[float],
    below: Sequence[float],
) -> list[float]:
    """Give the height of each node, counted downwards from the top of the drawing.

    Parameters
    ----------
    children, columns
        The tree, and the column of each node as `levels` gives it.
    above, below
        The room that each node needs on either side of its height.

    Examples
    --------
    >>> rows([[1, 2], [], []], [0, 1, 1], [1, 1, 1], [1, 1, 1])
    [2.0, 1.0, 3.0]
    """
    count = max(columns) + 1
    offsets = [0.0] * len(children)
    outlines: list[tuple[list[float], list[float]]] = [([], [])] * len(children)
    for node in reversed(range(len(children))):
        # Left of a node its branch comes in, and right of an end its payoffs stand.
        top, bottom = [-above[node]] * count, [below[node]] * count
        if children[node]:
            inner_top, inner_bottom = _stacked(children[node], offsets, outlines)
            first, last = children[node][0], children[node][-1]
            middle = (offsets[first] + offsets[last]) / 2
            for child in children[node]:
                offsets[child] -= middle
            for column in range(columns[node] + 1, count):
                top[column] = inner_top[column] - middle
                bottom[column] = inner_bottom[column] - middle
        outlines[node] = (top, bottom)
        for child in children[node]:
            outlines[child] = ([], [])
    heights = [0.0] * len(children)
    heights[0] = -min(outlines[0][0])
    for node, followers in enumerate(children):
        for child in followers:
            heights[child] = heights[node] + offsets[child]
    return heights


def _stacked(
    followers: Sequence[int],
    offsets: list[float],
    outlines: Sequence[tuple[list[float], list[float]]],
) -> tuple[list[float], list[float]]:
    """Put subtrees one below the other, and give the outline of all."""
    top, bottom = map(list, outlines[followers[0]])
    offsets[followers[0]] = 0.0
    for child in followers[1:]:
        own_top, own_bottom = outlines[child]
        offset = max(low - high for low, high in zip(bottom, own_top, strict=True))
        offsets[child] = offset
        bottom = [offset + low for low in own_bottom]
    return top, bottom


def lanes(spans: Sequence[tuple[float, float]]) -> list[int]:
    """Give each stretch the first lane in which it meets no other.

    Examples
    --------
    >>> lanes([(0, 2), (1, 3), (2.5, 4)])
    [0, 1, 0]
    """
    taken: list[float] = []
    found = [0] * len(spans)
    for number in sorted(range(len(spans)), key=lambda each: spans[each]):
        low, high = spans[number]
        lane = next((n for n, end in enumerate(taken) if end < low), len(taken))
        if lane == len(taken):
            taken.append(high)
        else:
            taken[lane] = high
        found[number] = lane
    return found
