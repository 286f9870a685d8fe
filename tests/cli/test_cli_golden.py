"""`vcgame show` and `vcgame solve` of every shipped model, word for word.

When the change of a text is meant, write the files again and read what has changed::

    VCGAME_WRITE_GOLDEN=1 python -m pytest tests/cli/test_cli_golden.py
    git diff tests/cli/golden
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from vcgame.model.library import library_files

FOLDER = Path(__file__).parent / "golden"
NAMES = [f"{command}.{id}" for command in ("show", "solve") for id in library_files()]


@pytest.mark.parametrize("name", NAMES)
def test_text_of_a_shipped_model(name: str, vcgame: Callable[..., Any]) -> None:
    run = vcgame(*name.split("."))
    assert (run.status, run.err) == (0, "")
    path = FOLDER / f"{name}.txt"
    if os.environ.get("VCGAME_WRITE_GOLDEN"):
        FOLDER.mkdir(exist_ok=True)
        path.write_text(run.out, encoding="utf-8")
    assert run.out == path.read_text(encoding="utf-8")


def test_no_text_is_left_over() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(NAMES)
