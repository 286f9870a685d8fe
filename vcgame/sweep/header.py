"""What made a sweep, for the header of its files."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from importlib.metadata import version as version_of
from typing import Any

from vcgame.sweep.design import Grid

__all__ = ["sweep_header"]


def sweep_header(grid: Grid, *, version: str, command: Sequence[str]) -> dict[str, Any]:
    """Describe model, point, design, versions and command; exact numbers are text.

    With it, value number ``k`` of an axis is exactly ``low + (high - low)*k/(count - 1)``, and
    point number ``n`` has the positions that ``n`` has as digits, the last axis running fastest.
    """
    model = grid.model
    return {
        "made_by": f"vcgame {version}",
        "python": platform.python_version(),
        "libraries": {name: version_of(name) for name in ("numpy", "pyarrow")},
        "command": ["vcgame", *command],
        "model": model.id,
        "status": model.status,
        "model_sha256": model.text_hash,
        "parameters": {name: str(value) for name, value in grid.base.items()},
        "design": [
            {
                "name": axis.name,
                "moves": axis.moves,
                "low": str(axis.low),
                "high": str(axis.high),
                "count": axis.count,
            }
            for axis in grid.axes
        ],
        "points": len(grid),
        "players": [player.id for player in model.players],
    }
