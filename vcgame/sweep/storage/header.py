"""What made a sweep: the text that goes with its files, and how two of them differ."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version as version_of
from typing import Any, Final

from vcgame.model.model import Model
from vcgame.solve.concepts import swept_concept
from vcgame.sweep.job import Job
from vcgame.sweep.storage.tables import fingerprint

__all__ = ["FORMAT", "header_difference", "sweep_header"]

FORMAT: Final = 1
"""Version of the folder of a sweep."""

_SAID: Final[Mapping[str, str]] = {
    "format": "its format is",
    "model": "its model is",
    "model_sha256": "the text of the model has changed: SHA-256",
    "design": "its design differs:",
    "points": "its number of points is",
    "options": "its options differ:",
    "columns": "its columns differ:",
    "part_points": "the points of a part are",
    "made_by": "it was begun with",
    "libraries": "it was begun with",
    "sweep": "its contents differ: fingerprint",
}
"""What has to be equal for a sweep to be the same, in the order of telling."""

_LONGEST: Final = 60


def sweep_header(
    model: Model,
    job: Job,
    *,
    version: str,
    command: Sequence[str],
    seed: int | None = None,
) -> dict[str, Any]:
    """Describe model, design, options, versions and command; exact numbers are text.

    Times and the name of the machine are left out, so that the same sweep has the same header.
    """
    options = {name: value for name, value in job.options.items() if name != "columns"}
    return {
        "format": FORMAT,
        "made_by": f"vcgame {version}",
        "python": platform.python_version(),
        "libraries": {name: version_of(name) for name in ("numpy", "pyarrow")},
        "command": ["vcgame", *command],
        "model": model.id,
        "status": model.status,
        "model_sha256": model.text_hash,
        "players": [player.id for player in model.players],
        "concept": swept_concept(model, job.options["concept"]),
        "design": dict(job.design),
        "seed": seed,
        "options": options,
        "points": job.points,
        "part_points": job.part_points,
        "parts": job.parts,
        "sweep": fingerprint(job),
        "columns": job.options["columns"],
    }


def header_difference(there: Mapping[str, Any], here: Mapping[str, Any]) -> str:
    """Say in a few words what first differs, or give an empty text.

    The command may differ: another spelling, or another engine, makes the same sweep.

    Examples
    --------
    >>> header_difference({"model": "pigs", "points": 3}, {"model": "pigs", "points": 4})
    'its number of points is 3, here it is 4'
    >>> axes = [{"design": {"axes": [{"name": "c", "count": count}]}} for count in (3, 4)]
    >>> header_difference(*axes)
    'its design differs: axes[0].count is 3, here it is 4'
    """
    for name, said in _SAID.items():
        for path, old, new in _differences(there.get(name), here.get(name), ""):
            where = f" {path.lstrip('.')} is" if path and said.endswith(":") else ""
            label = f" {path.lstrip('.')}" if path and not said.endswith(":") else ""
            return f"{said}{where}{label} {_short(old)}, here it is {_short(new)}"
    return ""


def _differences(old: Any, new: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    """Walk two JSON values side by side."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for name in dict.fromkeys((*new, *old)):
            yield from _differences(old.get(name), new.get(name), f"{path}.{name}")
    elif isinstance(old, list | tuple) and isinstance(new, list | tuple) and len(old) == len(new):
        for place, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from _differences(one, other, f"{path}[{place}]")
    elif isinstance(old, list | tuple) and isinstance(new, list | tuple):
        if list(old) != list(new):
            yield path, old, new
    elif old != new:
        yield path, old, new


def _short(value: Any) -> str:
    text = "absent" if value is None else str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
