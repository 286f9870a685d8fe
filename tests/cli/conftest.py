"""The command line in this process, and model files to try it on."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from vcgame.cli import main

THREE_PLAYERS = """
vcgame = 1
id = "standard"
title = { en = "Three firms choose a standard", zh = "三家企业选择标准" }
[parameters]
g = { value = 2, range = [-1, 4], lever = true, meaning = { en = "gain", zh = "收益" } }
[[players]]
id = "a"
name = { en = "firm A", zh = "企业甲" }
strategies = { old = { en = "old", zh = "旧" }, new = { en = "new", zh = "新" } }
[[players]]
id = "b"
name = { en = "firm B", zh = "企业乙" }
strategies = { old = { en = "old", zh = "旧" }, new = { en = "new", zh = "新" } }
[[players]]
id = "c"
name = { en = "firm C", zh = "企业丙" }
strategies = { old = { en = "old", zh = "旧" }, new = { en = "new", zh = "新" } }
[payoffs]
"old, old, old" = [1, 1, 1]
"old, old, new" = [0, 0, 0]
"old, new, old" = [0, 0, 0]
"old, new, new" = [0, 0, 0]
"new, old, old" = [0, 0, 0]
"new, old, new" = [0, 0, 0]
"new, new, old" = [0, 0, 0]
"new, new, new" = ["g", "g", "g"]
"""

IRRATIONAL = """
vcgame = 1
id = "roots"
title = "Roots"
[parameters]
x = { value = 2, range = [0, 10] }
[[players]]
id = "p"
strategies = { u = "u", d = "d" }
[[players]]
id = "q"
strategies = { l = "l", r = "r" }
[payoffs]
"u, l" = ["sqrt(x)", 1]
"u, r" = ["1/x", "exp(x)"]
"d, l" = [0, "log(x + 1)"]
"d, r" = [3, 0]
"""

# The first payoff is zero, which no precision can show.
UNDECIDABLE = IRRATIONAL.replace('"sqrt(x)"', '"sqrt(x) + sqrt(3) - sqrt(5 + 2*sqrt(6))"').replace(
    '"1/x"', "0"
)

REFUTED = (
    IRRATIONAL
    + """
[[claims]]
id = "wrong"
says = { en = "Up and left is an equilibrium.", zh = "上左是均衡。" }
includes = ["u, l"]
"""
)

CLAIMS = """
vcgame = 1
id = "fair"
title = { en = "Two towns and a fair", zh = "两镇办会" }
[parameters]
v = { value = 3, range = [0, 6], meaning = { en = "worth", zh = "收益" } }
[[players]]
id = "east"
name = { en = "east", zh = "东镇" }
strategies = { join = { en = "join", zh = "参加" }, stay = { en = "stay", zh = "不参加" } }
[[players]]
id = "west"
name = { en = "west", zh = "西镇" }
strategies = { join = { en = "join", zh = "参加" }, stay = { en = "stay", zh = "不参加" } }
[payoffs]
"join, join" = ["v - 2", "v - 2"]
"join, stay" = [-2, 0]
"stay, join" = [0, -2]
"stay, stay" = [0, 0]
[[claims]]
id = "conventions"
says = { en = "Above 2 there are two conventions.", zh = "高于2时有两种惯例。" }
when = ["v > 2"]
includes = ["join, join", "stay, stay"]
[[claims]]
id = "always"
says = { en = "That both stay out is always an equilibrium.", zh = "都不参加总是均衡。" }
includes = ["stay, stay"]
[[claims]]
id = "later"
says = { en = "Joining wins in the end.", zh = "最终都会参加。" }
when = ["v < 0", "v > 1"]
inequality = "v > 0"
"""

MISTAKEN = """
vcgame = 1
id = "mistaken"
title = "Mistaken"
[parameters]
x = { value = "two", range = [0, 10] }
[[players]]
id = "p"
strategies = { u = "u", d = "d" }
[[players]]
id = "q"
strategies = { l = "l", r = "r" }
[payoffs]
"u, l" = ["y", 1]
"u, r" = [0, 0]
"d, l" = [0, 0, 0]
"d, r" = [3, 0]
"""

TIE = """
vcgame = 1
id = "tie"
title = { en = "A tie of three", zh = "三方无差异" }
form = "extensive"
[[players]]
id = "first"
name = { en = "first", zh = "先行者" }
[[players]]
id = "second"
name = { en = "second", zh = "后行者" }
[[nodes]]
id = "start"
player = "first"
[[nodes]]
id = "away"
parent = "start"
action = "out"
payoffs = [1, 0]
[[nodes]]
id = "reply"
player = "second"
parent = "start"
action = "into"
[[nodes]]
id = "e1"
parent = "reply"
action = "a"
payoffs = [0, 2]
[[nodes]]
id = "e2"
parent = "reply"
action = "b"
payoffs = [3, 2]
[[nodes]]
id = "e3"
parent = "reply"
action = "c"
payoffs = [1, 2]
"""


class Run(NamedTuple):
    """What one command did."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def vcgame(capsys: pytest.CaptureFixture[str]) -> Callable[..., Run]:
    """Run a command in this process."""

    def run(*arguments: object) -> Run:
        capsys.readouterr()
        status = main([str(argument) for argument in arguments])
        return Run(status, *capsys.readouterr())

    return run


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def models(folder: Path) -> dict[str, Path]:
    """Model files that are not in the library."""
    texts = {
        "three": THREE_PLAYERS,
        "irrational": IRRATIONAL,
        "undecidable": UNDECIDABLE,
        "refuted": REFUTED,
        "fair": CLAIMS,
        "tie": TIE,
        "mistaken": MISTAKEN,
    }
    files = {name: folder / f"{name}.toml" for name in texts}
    for name, path in files.items():
        path.write_text(texts[name], encoding="utf-8")
    return files


@pytest.fixture
def make_model(folder: Path) -> Callable[..., Path]:
    """Write a model of two players, up (u), middle (m), down (d) against left (l), ..."""

    def make(name: str, rows: list[list[tuple[object, object]]], rest: str = "") -> Path:
        first, second = "umd"[: len(rows)], "lcr"[: len(rows[0])]
        lines = [f'vcgame = 1\nid = "{name}"\ntitle = {{ en = "Made up", zh = "虚构" }}']
        for player, ids in (("p", first), ("q", second)):
            strategies = ", ".join(f'{id} = "{id}"' for id in ids)
            lines.append(f'[[players]]\nid = "{player}"\nstrategies = {{ {strategies} }}')
        lines.append("[payoffs]")
        for row, pairs in zip(first, rows, strict=True):
            for column, (mine, yours) in zip(second, pairs, strict=True):
                lines.append(f'"{row}, {column}" = ["{mine}", "{yours}"]')
        path = folder / f"{name}.toml"
        path.write_text("\n".join([*lines, rest]), encoding="utf-8")
        return path

    return make
