"""Hostile model files: nothing runs, nothing is touched, and little time and memory is spent."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent / "hostile_models.py"
ROOT = SCRIPT.parents[2]

LOADED = {
    "300 parameters",
    "3,000 definitions",
    "a line of definitions",
    "definitions backwards",
    "many nested formulas",
    "payoffs of unlike fractions",
    "instances",
    "2,500 profiles",
    "a player of many strategies",
    "500 claims at an instance",
    "claims of mixtures",
    "a chain of nodes",
    "a star of nodes",
    "formula: root of a huge number",
    "formula: exponentials",
    "formula: far exponential",
    "formula: irrational tie",
    "formula: division by an irrational zero",
    "formula: irrational power",
    "condition: root of a huge number",
    "condition: far exponential",
    "condition: irrational power",
}
WITHOUT_VALUE = {
    "chance of large numbers",
    "formula: tower of names",
    "formula: division by zero at the default point",
    "formula: hidden division by zero",
    "formula: zero to a negative power",
    "formula: root of a negative number",
    "formula: logarithm of nothing",
    "formula: logarithms",
}
SECONDS = 5.0
"""Each file takes less than a second on a quiet machine; this leaves room for a busy one."""
MEGABYTES = 100
"""Of the whole process, of which the interpreter and its libraries take some 25."""


@pytest.fixture(scope="module")
def outcomes() -> dict[str, tuple[str, float, list[str]]]:
    """What becomes of each file, loaded in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-B", str(SCRIPT)],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return {name: (outcome, seconds, events) for name, outcome, seconds, events in lines}


def test_every_file_loads_or_is_refused(outcomes: dict[str, tuple[str, float, list[str]]]) -> None:
    said = {name: outcome for name, (outcome, _, _) in outcomes.items() if name != "peak"}
    assert {name for name, outcome in said.items() if outcome == "loaded"} == LOADED
    assert {name for name, outcome in said.items() if outcome.startswith("value: ")} == (
        WITHOUT_VALUE
    )
    refused = {name: said[name] for name in said.keys() - LOADED - WITHOUT_VALUE}
    assert len(refused) > 130
    assert all(outcome.startswith("file: x.toml:") for outcome in refused.values())
    # A formula is refused for what it says, and at its place.
    for name, outcome in refused.items():
        if name.startswith("formula: "):
            assert outcome.startswith("file: x.toml:11:"), name
            assert "payoffs.u[0]: " in outcome
        if name.startswith("condition: "):
            assert outcome.startswith("file: x.toml:4:"), name
            assert "assumptions[0]: " in outcome


def test_nothing_is_run_and_no_file_is_touched(
    outcomes: dict[str, tuple[str, float, list[str]]],
) -> None:
    assert {name: events for name, (_, _, events) in outcomes.items() if events} == {}


def test_time_is_bounded(outcomes: dict[str, tuple[str, float, list[str]]]) -> None:
    assert {name: spent for name, (_, spent, _) in outcomes.items() if spent > SECONDS} == {}


def test_memory_is_bounded(outcomes: dict[str, tuple[str, float, list[str]]]) -> None:
    assert int(outcomes["peak"][0]) < MEGABYTES
