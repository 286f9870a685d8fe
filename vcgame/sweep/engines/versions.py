"""What decides the bytes of a part, so that two processes can tell whether they agree."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from vcgame import __version__

__all__ = ["difference", "versions"]

SOLVING: Final = ("numpy", "scipy", "pyarrow")
TALKING: Final = ("distributed",)
SHOWING: Final = ("cli", "report")
"""Packages of ours that have no part in the result."""


def versions(*, solving: bool = True) -> dict[str, str]:
    """Give the versions of this process that matter to the result of a sweep.

    Parameters
    ----------
    solving
        Whether this process makes parts; a scheduler only hands them out.

    Examples
    --------
    >>> list(versions())
    ['python', 'vcgame', 'distributed', 'numpy', 'scipy', 'pyarrow']
    """
    own = {
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "vcgame": f"{__version__} (source {_source()})",
    }
    needed = (*TALKING, *SOLVING) if solving else TALKING
    return {**own, **{name: _version(name) for name in needed}}


def difference(here: Mapping[str, str], there: Mapping[str, str]) -> str:
    """Say in what another process differs, or give an empty text.

    Examples
    --------
    >>> difference({"python": "3.12", "numpy": "2.4.6"}, {"python": "3.12", "numpy": "2.3.0"})
    'numpy 2.3.0 instead of 2.4.6'
    """
    return ", ".join(
        f"{name} {found} instead of {here[name]}"
        for name, found in there.items()
        if found != here[name]
    )


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "(none)"


@cache
def _source() -> str:
    """Mark the source itself: two states of one version may differ in what they find."""
    package = Path(__file__).parents[2]
    digest = sha256()
    for path in sorted(package.rglob("*.py")):
        within = path.relative_to(package)
        if within.parts[0] not in SHOWING:
            digest.update(within.as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:8]
