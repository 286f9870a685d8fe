"""Sets of small numbers as bit masks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

__all__ = ["holders", "incidence", "indices", "mask_of", "ones"]


def ones(mask: int) -> Iterator[int]:
    """Members of a set, ascending.

    Examples
    --------
    >>> list(ones(0b1101))
    [0, 2, 3]
    """
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def indices(mask: int) -> tuple[int, ...]:
    """Members of a set as a tuple, ascending."""
    members = []
    while mask:
        low = mask & -mask
        members.append(low.bit_length() - 1)
        mask ^= low
    return tuple(members)


def mask_of(members: Iterable[int]) -> int:
    """Make the mask of a set.

    Examples
    --------
    >>> mask_of([0, 2, 3])
    13
    """
    mask = 0
    for member in members:
        mask |= 1 << member
    return mask


def incidence(masks: Iterable[int], width: int) -> list[int]:
    """Turn a family of sets around: per member, the mask of the sets that hold it.

    Examples
    --------
    >>> incidence([0b01, 0b11], 2)
    [3, 2]
    """
    holding = [0] * width
    for position, mask in enumerate(masks):
        own = 1 << position
        while mask:
            low = mask & -mask
            holding[low.bit_length() - 1] |= own
            mask ^= low
    return holding


def holders(holding: list[int], mask: int, universe: int) -> int:
    """Mask of the sets of a family that hold all of `mask`.

    Parameters
    ----------
    holding
        The family, as `incidence` gives it.
    mask
        The members asked for.
    universe
        The mask of the whole family.
    """
    found = universe
    while mask and found:
        low = mask & -mask
        found &= holding[low.bit_length() - 1]
        mask ^= low
    return found
