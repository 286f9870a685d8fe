"""Start-up is quick because nothing is imported before it is used."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from vcgame import __version__

HEAVY = {"numpy", "scipy", "sympy", "flint", "matplotlib", "pyarrow", "nashpy", "pandas"}
CHILD = """
import contextlib, io, json, sys
out = io.StringIO()
with contextlib.redirect_stdout(out):
    from vcgame.cli import main
    status = main(sys.argv[1:])
print(json.dumps([status, out.getvalue(), sorted(sys.modules)]))
"""


def imported_by(*arguments: str, folder: Path) -> tuple[str, set[str]]:
    """What a command prints, and the modules it needs."""
    done = subprocess.run(
        [sys.executable, "-B", "-c", CHILD, *arguments],
        capture_output=True,
        check=True,
        cwd=folder,
    )
    status, out, modules = json.loads(done.stdout)
    assert status == 0
    return out, set(modules)


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_help_and_version_import_the_command_line_only(option: str, tmp_path: Path) -> None:
    out, modules = imported_by(option, folder=tmp_path)
    assert out.startswith((f"vcgame {__version__}\n", "Usage: vcgame "))
    assert modules & HEAVY == set()
    ours = {name for name in modules if name.partition(".")[0] == "vcgame"}
    assert ours == {"vcgame", "vcgame.cli", "vcgame.cli.streams", "vcgame.errors"}


@pytest.mark.parametrize(
    "arguments",
    [
        ["solve", "brand-two-firms", "--set", "sigma=3/5"],
        ["solve", "boxed-pigs", "--set", "A=6", "--format", "json"],
        ["solve", "functional-upgrading", "--set", "s=3/2", "--lang", "zh"],
        ["show", "imitate-innovate"],
        ["models"],
    ],
)
def test_a_single_solve_imports_no_heavy_library(arguments: list[str], tmp_path: Path) -> None:
    out, modules = imported_by(*arguments, folder=tmp_path)
    assert out
    assert modules & HEAVY == set()
    assert "vcgame.sweep" not in modules


def test_the_package_runs_as_a_program(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-B", "-m", "vcgame", "solve", "boxed-pigs", "--format", "json"],
        capture_output=True,
        check=True,
        cwd=tmp_path,
    )
    assert done.stderr == b""
    assert json.loads(done.stdout)["regime"] == "press, wait"
