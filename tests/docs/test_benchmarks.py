"""The benchmarks run, at a size that measures nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(tmp_path: Path, *parts: str) -> str:
    results = tmp_path / "results.md"
    done = subprocess.run(
        [
            *(sys.executable, "benchmarks/run.py", "--tiny", "--seed", "7"),
            *("--to", str(results), "--parts", *parts),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return results.read_text(encoding="utf-8")


@pytest.mark.slow
def test_solvers_side_by_side(tmp_path: Path) -> None:
    text = run(tmp_path, "pairs", "trios")
    for solver in ("vcgame kernel, labels", "QuantEcon", "Gambit enummixed", "nashpy", "enumpoly"):
        assert f" {solver}" in text
    assert "Seed 7" in text
    # 8 games of 2x2 and 4 of 3x3, with 3 ways to solve integer games and 5 to solve the others
    assert "| games with a missed equilibrium, kernel | 0 | 0 of 96 | met |" in text
    assert "| games with a false equilibrium, kernel | 0 | 0 of 96 | met |" in text


@pytest.mark.slow
def test_sweep(tmp_path: Path) -> None:
    text = run(tmp_path, "sweep")
    for stage in ("payoffs", "solving, kernel", "writing, Parquet", "writing, disk"):
        assert f"| {stage} |" in text
    assert "sweep of 5,000 points against QuantEcon" in text
