from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from vcgame.model.library import load_model, model_file
from vcgame.model.model import Model
from vcgame.model.reading.builder import build_model
from vcgame.model.toml.document import read_document
from vcgame.sweep.design.axis import parse_axis
from vcgame.sweep.design.design import Design
from vcgame.sweep.design.grid import Grid
from vcgame.sweep.design.sampling import Sampling
from vcgame.sweep.design.uncertain import parse_uncertain
from vcgame.sweep.job import Job
from vcgame.sweep.preparation import prepare_job

HEAD = """
vcgame = 1
id = "toy"
title = "Toy"
form = "strategic"
"""

PENNIES = """
[[players]]
id = "a"
[players.strategies]
up = "up"
down = "down"
[[players]]
id = "b"
[players.strategies]
left = "left"
right = "right"
[payoffs]
"up, left" = ["{win}", 0]
"up, right" = [0, 1]
"down, left" = [0, 1]
"down, right" = ["{win}", 0]
"""

THREE = """
[[players]]
id = "a"
strategies = { yes = "yes", no = "no" }
[[players]]
id = "b"
strategies = { yes = "yes", no = "no" }
[[players]]
id = "c"
strategies = { yes = "yes", no = "no" }
[payoffs]
"yes, yes, yes" = ["x", 0, 1]
"yes, yes, no" = ["x", 0, 0]
"yes, no, yes" = [0, 1, 1]
"yes, no, no" = [0, 1, 0]
"no, yes, yes" = [0, 1, 1]
"no, yes, no" = [0, 1, 0]
"no, no, yes" = ["x", 0, 1]
"no, no, no" = ["x", 0, 0]
"""


@pytest.fixture
def model_of() -> Callable[[str], Model]:
    """Build a model from the text of its file."""
    return lambda text: build_model(read_document(HEAD + text, "toy.toml"))


@pytest.fixture
def pennies(model_of: Callable[[str], Model]) -> Callable[..., Model]:
    """Matching pennies with a formula for what the first player wins."""

    def make(win: str, parameters: str = "x = { value = 1, range = [0, 4] }") -> Model:
        body = f"[parameters]\n{parameters}\n{PENNIES.format(win=win)}"
        return model_of(body)

    return make


@pytest.fixture
def three(model_of: Callable[[str], Model]) -> Model:
    """Matching pennies before a third player: a pure equilibrium only where x is 0."""
    return model_of("[parameters]\nx = { value = 1, range = [0, 4] }\n" + THREE)


@pytest.fixture
def grid_of() -> Callable[..., Grid]:
    """Make a grid from the texts of its axes."""

    def make(model: Model, *axes: str) -> Grid:
        return Grid(model, tuple(parse_axis(model, axis) for axis in axes), model.values())

    return make


@pytest.fixture
def sweep_job() -> Callable[..., Job]:
    """Make the job of a sweep from the id of a model, or from the body of its file."""

    def make(
        source: str,
        *axes: str,
        uncertain: tuple[str, ...] = (),
        sampling: Sampling | None = None,
        **asked: Any,
    ) -> Job:
        if "\n" in source:
            text = HEAD + source
            model = build_model(read_document(text, "toy.toml"))
        else:
            text = model_file(source).read_text(encoding="utf-8")
            model = load_model(source)
        design = Design(
            model,
            model.values(),
            axes=tuple(parse_axis(model, axis) for axis in axes),
            uncertain=tuple(parse_uncertain(model, each) for each in uncertain),
            sampling=sampling,
        )
        return prepare_job(design, text, **asked)

    return make
