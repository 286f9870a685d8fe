"""``vcgame check`` on audits, and on audits and models together."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from vcgame.model.reading.audits.audit_format import audit_schema
from vcgame.model.reading.format import json_schema
from vcgame.report.study import study_schema

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def fines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The audit that the documentation shows."""
    page = (ROOT / "docs" / "audits.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "fines.toml").write_text(text, encoding="utf-8")
    return "fines.toml"


def test_the_documented_audit_says_what_the_page_says(
    vcgame: Callable[..., Any], fines: str
) -> None:
    run = vcgame("check", fines, "--format", "json")
    assert run.status == 1
    (audit,) = run.json
    found = [(row["entry"], row["where"], row["verdict"]) for row in audit["rows"]]
    assert found[:-1] == [("table-3", "p. 12", "agrees")] * 4
    assert found[-1] == ("proposition-2", "p. 14", "disagrees")
    assert audit["rows"][-1]["right"] == "raising F does not change x"
    assert [row["line"] for row in audit["rows"]] == [29, 29, 29, 29, 37]
    assert audit["unstated"] == ["S"]
    assert audit["values"] == {"A": "10", "F": "25", "P": "8"}
    assert audit["counts"] == {"agrees": 4, "disagrees": 1, "undecided": 0, "missing": 0}


@pytest.mark.parametrize(
    ("form", "language"), [("text", "en"), ("md", "zh"), ("latex", "zh"), ("csv", "en")]
)
def test_all_formats(vcgame: Callable[..., Any], fines: str, form: str, language: str) -> None:
    run = vcgame("check", fines, "--format", form, "--lang", language)
    assert run.status == 1
    assert run.err == ""
    assert ("disagrees" if language == "en" else "不一致") in run.out
    assert "{" not in run.out or form == "latex"


def test_models_and_audits_in_one_call(vcgame: Callable[..., Any]) -> None:
    run = vcgame("check", "--points-only", "boxed-pigs", "maintain-abuse", "--format", "json")
    assert run.status == 0
    assert [set(each) & {"model", "audit"} for each in run.json] == [{"model"}, {"audit"}]
    files = ("boxed-pigs", "maintain-abuse", "boxed-pigs-mistyped")
    run = vcgame("check", "--points-only", *files, "--format", "csv")
    assert run.status == 1
    claims, audits = run.out.removeprefix("\ufeff").split("\r\n\r\n")
    rows = list(csv.DictReader(io.StringIO(audits)))
    assert {row["audit"] for row in rows} == {"maintain-abuse", "boxed-pigs-mistyped"}
    assert "model" in claims.splitlines()[0]


def test_mistakes_of_models_and_audits_together(vcgame: Callable[..., Any], fines: str) -> None:
    text = Path(fines).read_text(encoding="utf-8")
    Path("bad.toml").write_text(text.replace('label = "centre"', 'label = "center"'))
    run = vcgame("check", "bad.toml", "nothing", str(ROOT / "experiments" / "brand.toml"))
    assert run.status == 2
    assert run.out == ""
    assert "did you mean 'centre'?" in run.err
    assert "is of the kind 'study'" in run.err
    assert "'nothing'" in run.err


def test_schemas(vcgame: Callable[..., Any]) -> None:
    assert vcgame("schema").json == json_schema()
    assert vcgame("schema", "--kind", "audit").json == audit_schema()
    assert vcgame("schema", "--kind", "study").json == study_schema()
    assert vcgame("schema", "--kind", "story").status == 2
