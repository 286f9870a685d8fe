"""Every command explains itself with an example, and the example works."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from vcgame.cli import COMMANDS
from vcgame.model.library import load_model
from vcgame.report.study import Study, load_study
from vcgame.sweep.design.axis import parse_axis
from vcgame.sweep.design.design import Design
from vcgame.sweep.design.sampling import Sampling
from vcgame.sweep.design.uncertain import parse_uncertain


def example_of(text: str) -> list[str]:
    """The words of the example at the end of a help text, which may be broken into lines."""
    found = re.search(r"Example:\s+(vcgame .*)\Z", text, re.DOTALL)
    assert found is not None
    program, *arguments = shlex.split(found[1])
    assert program == "vcgame"
    if ">" in arguments:  # the output goes to a file
        arguments = arguments[: arguments.index(">")]
    return arguments


@pytest.fixture
def short_study(monkeypatch: pytest.MonkeyPatch) -> None:
    """The brand study with its last game only, and without figures."""

    def load(name: str) -> Study:
        study = load_study(name)
        section = replace(study.sections[-1], tables=("payoffs",), maps=(), lines=())
        return replace(study, sections=(section,))

    monkeypatch.setattr("vcgame.cli.run.load_study", load)


@pytest.fixture
def stored_trap(store_sweep: Callable[..., Path], folder: Path) -> None:
    """The sweep that the example of `vcgame sensitivity` reads."""
    model = load_model("brand-two-firms")
    design = Design(
        model,
        model.values(),
        axes=(parse_axis(model, "sigma=0:4:5"),),
        uncertain=(parse_uncertain(model, "c"),),
        sampling=Sampling("saltelli", 8),
    )
    total = {"worst_total": lambda shown: shown["c"]}
    store_sweep(folder / "runs" / "trap", design, total, outcomes=["total"], select=["worst"])


@pytest.mark.parametrize("command", [None, *COMMANDS])
@pytest.mark.usefixtures("short_study", "stored_trap")
def test_the_example_works(command: str | None, vcgame: Callable[..., Any], folder: Path) -> None:
    shown = vcgame(*filter(None, [command]), "--help")
    assert shown.status == 0
    assert shown.err == ""
    arguments = example_of(shown.out)
    assert command is None or arguments[0] == command
    ran = vcgame(*arguments)
    assert ran.status == 0
    assert ran.out or list(folder.iterdir())


@pytest.mark.parametrize("command", COMMANDS)
def test_both_help_options_say_the_same(command: str, vcgame: Callable[..., Any]) -> None:
    assert vcgame(command, "-h") == vcgame(command, "--help")


def test_the_overview_names_every_command_as_its_own_help_does(vcgame: Callable[..., Any]) -> None:
    overview = " ".join(vcgame("--help").out.split())
    for command, summary in COMMANDS.items():
        assert f"{command} {summary}" in overview
        assert f" {summary} " in " ".join(vcgame(command, "--help").out.split())


def test_without_a_command_the_help_goes_to_standard_error(vcgame: Callable[..., Any]) -> None:
    run = vcgame()
    assert run.status == 2
    assert run.out == ""
    assert run.err == vcgame("--help").out
