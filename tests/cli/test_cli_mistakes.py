"""Whatever a user writes: a status of the list, one clear line per mistake, no traceback."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vcgame.cli import main

MODELS = ["boxed-pigs", "functional-upgrading", "imitate-innovate"]
NAMES = ["A", "s", "beta", "C", "nope", ""]
WORDS = st.sampled_from(
    ["", "-", "--", "..", "/", "//", ".toml", "x.toml", "nul\\x", "1e999", "9" * 5000, "nan", "inf"]
) | st.text(st.characters(exclude_characters="\0"), max_size=12)
NUMBERS = st.sampled_from(
    ["0", "1", "-1", "1/2", "2/0", "1e9", "1e99", "-1e99", "9" * 40, "0.1", "½", "١", "1_0", "nan"]
)
VALUES = st.builds("{}={}".format, st.sampled_from(NAMES), NUMBERS | WORDS)
AXES = st.builds(
    "{}={}:{}:{}".format,
    st.sampled_from([*NAMES, "net_cost/C", "threat/p", "/", "A/A"]),
    NUMBERS,
    NUMBERS,
    st.sampled_from(["0", "1", "2", "3", "-1", "x", "", "1e3", "10000000000000"]),
)
OPTIONS = st.one_of(
    st.tuples(st.just("--set"), VALUES),
    st.tuples(st.just("--instance"), st.sampled_from(["razor", "strong-assistance"]) | WORDS),
    st.tuples(st.just("--concept"), st.sampled_from(["nash", "pure", "subgame-perfect"]) | WORDS),
    st.tuples(st.just("--solver"), st.just("exact") | WORDS),
    st.tuples(st.just("--format"), st.sampled_from(["text", "md", "csv", "json", "latex"]) | WORDS),
    st.tuples(st.just("--lang"), st.sampled_from(["en", "zh"]) | WORDS),
    st.tuples(st.just("--family"), st.just("brand") | WORDS),
    st.tuples(st.sampled_from(["--to", "--out"]), WORDS | st.sampled_from(["a.csv", "b/c.csv"])),
    st.tuples(st.just("--exact")),
    st.tuples(WORDS),
)
LINES = re.compile(r"(vcgame: [^\n]+\n)+")


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    command=st.sampled_from(["models", "show", "solve", "table", "sweep", "schema", "run", "nope"]),
    model=st.sampled_from(MODELS) | WORDS,
    kind=st.sampled_from(["payoffs", "numbers", "parameters", "equilibria", "evidence", "other"]),
    options=st.lists(OPTIONS, max_size=4),
    axes=st.lists(AXES, max_size=2),
)
def test_no_argument_makes_a_traceback(
    folder: Path,
    command: str,
    model: str,
    kind: str,
    options: list[tuple[str, ...]],
    axes: list[str],
) -> None:
    arguments = [command]
    if command in ("show", "solve", "table", "sweep"):
        arguments.append(model)
    if command == "table":
        arguments.append(kind)
    if command == "run":
        arguments.append(model)
    if command == "sweep":
        arguments += [word for axis in axes for word in ("--vary", axis)]
    arguments += [word for option in options for word in option]
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main(arguments)
    assert status in (0, 2, 3, 4), (arguments, err.getvalue())
    if status == 2:
        assert LINES.fullmatch(err.getvalue()), arguments
        assert out.getvalue() == ""
