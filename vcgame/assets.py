"""Where models/, experiments/ and seeds/ are: in the wheel, or beside the package."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from vcgame.errors import UsageError

__all__ = ["Shelf", "shelf"]

Shelf = Literal["models", "experiments", "seeds"]


def shelf(name: Shelf) -> Path:
    """Find a folder of shipped files.

    An installed wheel carries the folders in ``vcgame/_bundled``; in a checkout (and with
    ``pip install -e``) they live beside the package.
    """
    package = Path(__file__).resolve().parent
    bundled = package / "_bundled" / name
    if bundled.is_dir():
        return bundled
    beside = package.parent / name
    if beside.is_dir() and (package.parent / "pyproject.toml").is_file():
        return beside
    raise UsageError(f"the folder {name}/ of this installation is missing; install vcgame again")
