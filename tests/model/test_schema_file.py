"""The schema that the shipped models name in their first line is the one that is generated."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from vcgame.model.library import library_files
from vcgame.model.reading.format import json_schema

ROOT = Path(__file__).resolve().parents[2]


def test_the_schema_file_is_up_to_date():
    written = json.loads((ROOT / "vcgame-model.schema.json").read_text(encoding="utf-8"))
    assert written == json_schema(), "renew it: vcgame schema > vcgame-model.schema.json"


@pytest.mark.parametrize("path", library_files().values(), ids=lambda path: path.stem)
def test_models_point_at_it(path):
    first = path.read_text(encoding="utf-8").splitlines()[0]
    named = first.removeprefix("#:schema ")
    assert (path.parent / named).resolve() == ROOT / "vcgame-model.schema.json"
