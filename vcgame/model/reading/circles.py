"""Circles among names that each lead to one other name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

__all__ = ["circles", "shown_circle"]

_SHOWN = 8


def circles(following: Mapping[str, str]) -> Iterator[list[str]]:
    """Give each circle once, beginning with the name of it that stands first.

    Examples
    --------
    >>> list(circles({"a": "b", "b": "c", "c": "b", "d": "d"}))
    [['b', 'c'], ['d']]
    """
    place = {name: number for number, name in enumerate(following)}
    settled: set[str] = set()
    for name in following:
        way: dict[str, None] = {}
        while name not in settled and name not in way:
            way[name] = None
            name = following[name]
        if name in way:
            steps = list(way)
            circle = steps[steps.index(name) :]
            first = circle.index(min(circle, key=place.__getitem__))
            yield circle[first:] + circle[:first]
        settled.update(way)


def shown_circle(circle: list[str]) -> str:
    """Write a circle for a message.

    Examples
    --------
    >>> shown_circle(["a", "b"])
    'a, b, a'
    """
    return ", ".join([*circle[:_SHOWN], *(["..."] if len(circle) > _SHOWN else []), circle[0]])
