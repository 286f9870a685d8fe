"""What the README shows is what happens."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from vcgame.cli import main

ROOT = Path(__file__).resolve().parents[2]
PAGES = (
    "README.md",
    "docs/sweeps.md",
    "docs/conditions.md",
    "docs/dynamics.md",
    "docs/audits.md",
    "docs/repeated.md",
    "docs/trees.md",
    "docs/firms.md",
    "docs/concepts.md",
)


def blocks_of(page: str) -> list[tuple[str, str]]:
    """The code of a page: its kind and its text."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.findall(r"```(\w+)\n(.*?)```", text, re.DOTALL)


TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = blocks_of("README.md")


def console_blocks() -> list[list[tuple[str, str]]]:
    """Commands of each console block, each with the output that follows it, if any."""
    found = []
    for page in PAGES:
        for kind, body in blocks_of(page):
            if kind == "console":
                parts = re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]
                found.append([(part.partition("\n")[0], part.partition("\n")[2]) for part in parts])
    return found


def block(kind: str, start: str) -> str:
    """The one block of a kind that begins so."""
    (body,) = [body for each, body in BLOCKS if each == kind and body.startswith(start)]
    return body


@pytest.fixture
def in_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_pages_have_console_blocks() -> None:
    assert len(console_blocks()) >= 6


@pytest.mark.parametrize("commands", console_blocks(), ids=lambda commands: commands[0][0][:30])
def test_commands_print_what_is_shown(
    commands: list[tuple[str, str]], in_empty_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for command, output in commands:
        program, *arguments = shlex.split(command)
        assert program == "vcgame"
        assert main(arguments) == 0, capsys.readouterr().err
        printed = capsys.readouterr().out
        assert printed
        if output.strip():
            assert printed.rstrip() == output.rstrip()
        if "--out" in arguments:
            assert (in_empty_folder / arguments[arguments.index("--out") + 1]).exists()


def test_the_model_is_complete_and_its_claim_is_proved(
    in_empty_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (in_empty_folder / "two-towns.toml").write_text(block("toml", "vcgame = 1"), encoding="utf-8")
    assert main(["check", "two-towns.toml"]) == 0
    assert "proved" in capsys.readouterr().out


def test_the_mistake_is_reported_as_shown(
    in_empty_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = block("toml", "vcgame = 1").replace('"join, stay" = ["-c"', '"join, stay" = ["-d"')
    (in_empty_folder / "two-towns.toml").write_text(model, encoding="utf-8")
    assert main(["solve", "two-towns.toml"]) == 2
    assert capsys.readouterr().err == block("text", "vcgame: two-towns")


def test_the_python_example_runs(capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(block("python", "import vcgame"), "README.md", "exec"), {})  # noqa: S102
    for kind, body in blocks_of("docs/sweeps.md"):
        if kind == "python":
            exec(compile(body, "docs/sweeps.md", "exec"), {})  # noqa: S102
    printed = capsys.readouterr().out
    assert printed.count("Fraction") > 3
    assert "\n1\n6\n" in printed


def test_the_commands_of_the_table_exist() -> None:
    from vcgame.cli import COMMANDS

    named = set(re.findall(r"^\| `vcgame (\w+)", TEXT, flags=re.MULTILINE)) | {"reproduce"}
    assert named == set(COMMANDS)
