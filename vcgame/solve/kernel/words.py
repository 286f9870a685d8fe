"""Bits of many games in words of 64: one bit per game, one row per question."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["ALL", "Words", "pack", "per_game", "to_bool"]

Words = NDArray[np.uint64]
"""Shape (..., games / 64); game ``64*w + b`` is bit ``b`` of word ``w``."""

ALL = np.uint64(0xFFFF_FFFF_FFFF_FFFF)

_STEPS = (
    (32, 0x0000_0000_FFFF_FFFF),
    (16, 0x0000_FFFF_0000_FFFF),
    (8, 0x00FF_00FF_00FF_00FF),
    (4, 0x0F0F_0F0F_0F0F_0F0F),
    (2, 0x3333_3333_3333_3333),
    (1, 0x5555_5555_5555_5555),
)


def pack(flags: NDArray[Any]) -> Words:
    """Pack flags, the last axis a multiple of 64 long."""
    flags = flags.astype(np.bool_, copy=False)
    return np.packbits(flags, axis=-1, bitorder="little").view(np.uint64)


def to_bool(words: Words) -> NDArray[np.bool_]:
    """Unpack words to one flag per game."""
    return np.unpackbits(words.view(np.uint8), axis=-1, bitorder="little").view(np.bool_)


def per_game(rows: Words) -> Words:
    """Turn rows of bits into words per game.

    Parameters
    ----------
    rows
        Shape (rows, words): one bit per game and row.

    Returns
    -------
    array
        Shape (ceil(rows / 64), games): bit ``r % 64`` of word ``r // 64`` of a game is its bit in
        row ``r``.

    Notes
    -----
    A 64 x 64 block of bits is transposed by swapping ever smaller squares off its diagonal
    (Warren 2013, Hacker's Delight, section 7-3).
    """
    count, width = rows.shape
    blocks = -(-count // 64)
    found = np.empty((blocks, width * 64), dtype=np.uint64)
    square = np.empty((64, width), dtype=np.uint64)
    for block in range(blocks):
        part = rows[64 * block : 64 * (block + 1)]
        square[: len(part)] = part
        square[len(part) :] = 0
        _transpose(square)
        found[block].reshape(width, 64)[...] = square.T
    return found


def _transpose(square: Words) -> None:
    width = square.shape[1]
    for step, mask in _STEPS:
        halves = square.reshape(64 // (2 * step), 2, step, width)
        upper, lower = halves[:, 0], halves[:, 1]
        moved = upper >> np.uint64(step)
        moved ^= lower
        moved &= np.uint64(mask)
        lower ^= moved
        moved <<= np.uint64(step)
        upper ^= moved
