"""What `vcgame show`, `solve`, `conditions` and `dynamics` say of shipped models, word for word.

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

from vcgame.model.library import library_models

FOLDER = Path(__file__).parent / "golden"
MODELS = list(library_models())
TABLES = [model.id for model in MODELS if model.form == "strategic"]
NAMES = [
    *(f"show.{model.id}" for model in MODELS),
    *(f"solve.{model.id}" for model in MODELS if not model.state_dependent),
    *(
        f"conditions.{model.id}"
        for model in MODELS
        if model.id in TABLES and len(model.players) == 2 and not model.state_dependent
    ),
    *(f"dynamics.{id}" for id in TABLES),
]


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
