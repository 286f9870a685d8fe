"""Model files made to run code, or to cost much time or memory; run as a script, it loads all.

Each line that the script prints is JSON: the name of a file, what became of it, the seconds that
loading and evaluating it took, and whatever else the interpreter was asked to do meanwhile.
"""

from __future__ import annotations

import json
import re
import sys
import time
from pathlib import Path
from typing import Any

HEAD = 'vcgame = 1\nid = "hostile"\ntitle = "hostile"\n'
ONE = '[[players]]\nid = "a"\n'
CHOICE = f"{ONE}strategies = {{ u = 'u', d = 'd' }}\n[payoffs]\nu = [1]\nd = [0]\n"
LONG = "7" * 40
HUGE = f"{LONG}/{'3' * 39}1"


def of(formula: str, *, condition: bool = False) -> str:
    """Put a formula into a file of two parameters."""
    quoted = json.dumps(formula, ensure_ascii=False)
    given = f"assumptions = [{quoted}]\n" if condition else ""
    payoffs = CHOICE if condition else CHOICE.replace("u = [1]", f"u = [{quoted}]")
    return f"{HEAD}{given}[parameters]\nx = 2\ny = {{ value = 0 }}\n{payoffs}"


def defined(*lines: str, top: str = "", values: str = "x = 2") -> str:
    """Put derived quantities into a file."""
    return f"{HEAD}{top}[parameters]\n{values}\n[define]\n" + "\n".join(lines) + f"\n{CHOICE}"


def nodes(*entries: str) -> str:
    return HEAD + ONE + "".join(f"[[nodes]]\n{entry}\n" for entry in entries)


def chain(length: int) -> str:
    """A tree in which every node has one move."""
    inner = [f'{{id="n{i + 1}",parent="n{i}",action="m",player="a"}}' for i in range(length - 2)]
    last = f'{{id="z",parent="n{length - 2}",action="m",payoffs=[1]}}'
    first = '{id="n0",player="a"}'
    return f"{HEAD}nodes = [{','.join([first, *inner, last])}]\n{ONE}"


def claims(count: int, text: str) -> str:
    return "".join(f'[[claims]]\nid = "c{i}"\nsays = "."\n{text}\n' for i in range(count))


def table(first: int, second: int, payoff: str = "0") -> str:
    """A table for two players, with all its payoffs."""
    players = "".join(
        f'[[players]]\nid = "p{k}"\nstrategies = {{ {", ".join(f"s{i}=0" for i in range(n))} }}\n'
        for k, n in enumerate((first, second))
    ).replace("=0", "='s'")
    rows = "".join(
        f'"s{i},s{j}"=[{payoff},{payoff}]\n' for i in range(first) for j in range(second)
    )
    return f"{players}[payoffs]\n{rows}"


FORMULAS = {
    "attribute": "x.__class__",
    "dunder": "__import__('os').system('true')",
    "dunder name": "__builtins__",
    "two underscores": "x__y",
    "lambda": "(lambda: x)()",
    "comprehension": "[x for x in (x,)]",
    "generator": "sum(x for y in x)",
    "f-string": "f'{x}'",
    "import": "import os",
    "walrus": "(x := 3)",
    "await": "await x",
    "star": "max(*x)",
    "keyword": "max(x, key=y)",
    "call of a call": "max(x, y)(x)",
    "open": "open('/etc/passwd')",
    "eval": "eval('1')",
    "subscript": "x[0]",
    "string": "'x' * 10**9",
    "bytes": "b'x'",
    "ellipsis": "...",
    "semicolon": "x; import os",
    "comment": "x # y",
    "backslash": "x \\\n + y",
    "null": "x\0y",
    "escape": "x\x1b[31m",
    "tower": "9**9**9**9",
    "carets": "9^9^9^9^9",
    "factorial": "x!",
    "negative tower": "x**-9**9**9",
    "tower of names": "x**x**x**x**x**x**x**x",
    "huge integer": "9" * 3900,
    "huge exponent": "1e9999999",
    "huge power": "x**9999999",
    "root of a huge number": "(10**60)**(1/64)",
    "product of powers": "*".join(["x**64"] * 500),
    "brackets": "(" * 1900 + "x" + ")" * 1900,
    "open brackets": "(" * 3999,
    "signs": "-" * 3990 + "x",
    "not": "not " * 990 + "x > 0",
    "powers": "**".join(["x"] * 1300),
    "conditionals": "x if x > 0 else " * 240 + "x",
    "calls": "max(x," * 560 + "x" + ")" * 560,
    "comparisons": "<".join(["x"] * 1990),
    "cyrillic": "\u0445 + 1",
    "full width": "\uff58 + 1",
    "mathematical": "\U0001d465 + 1",
    "zero width": "x\u200b + 1",
    "right to left": "x\u202e + 1",
    "digits of another script": "\u0663 + x",
    "not a number": "nan",
    "infinity": "inf",
    "minus infinity": "-inf",
    "division by zero": "1/0",
    "division by zero at the default point": "1/y",
    "hidden division by zero": "1/(x - x)",
    "zero to a negative power": "y**-1",
    "root of a negative number": "sqrt(-x)",
    "logarithm of nothing": "log(y)",
    "exponentials": "exp(exp(exp(exp(exp(exp(100))))))",
    "far exponential": "exp(1e100)",
    "logarithms": "log(log(log(log(x))))",
    "irrational tie": "sqrt(x)*sqrt(x) - x",
    "division by an irrational zero": "1/(sqrt(x)*sqrt(x) - x)",
    "irrational power": "x**sqrt(x)**sqrt(x)",
}

DOUBLED = [f'd{i} = "d{i - 1} + d{i - 1}"' for i in range(1, 400)]
SQUARED = [f'd{i} = "d{i - 1}*d{i - 1}"' for i in range(1, 400)]
MOST = "+".join(["x**64"] * 600)

FILES: dict[str, Any] = {
    "40 kB of dots": lambda: ".".join(["a"] * 20_000) + " = 1",
    "40 kB of a header": lambda: "[" + ".".join(["a"] * 20_000) + "]",
    "nested arrays": lambda: "a = " + "[" * 100_000,
    "nested tables": lambda: "a = " + "{a=" * 80_000,
    "exponent of seven digits": lambda: "a = 1e9999999",
    "digits": lambda: "a = " + "9" * 200_000,
    "hexadecimal digits": lambda: "a = 0x" + "f" * 200_000,
    "date": lambda: "a = 1979-05-27T07:32:00Z",
    "too large": lambda: "#" * 300_000,
    "null": lambda: "a = 'x\0y'",
    "UTF-16": lambda: "a = 1".encode("utf-16"),
    "no UTF-8": lambda: b"a = '\xff'",
    "20,000 tiny keys": lambda: "".join(f"a{i}=1\n" for i in range(20_000)),
    "20,000 tables": lambda: "".join(f"[a{i}]\n" for i in range(20_000)),
    "unknown fields": lambda: HEAD + "".join(f"k{i}=1\n" for i in range(15_000)) + CHOICE,
    "long keys": lambda: HEAD + "".join(f"{'k' * 900}{i}=1\n" for i in range(250)) + CHOICE,
    "300 parameters": lambda: defined(*[], values="".join(f"p{i}=1\n" for i in range(300))),
    "9,000 parameters": lambda: defined(values="".join(f"p{i}=1\n" for i in range(9_000))),
    "parameters alike": lambda: defined(
        *(f'a_longer_name_{i}="a_longer_names_{i}"' for i in range(4_000)),
        values="".join(f"a_longer_name_here_{i}=1\n" for i in range(400)),
    ),
    "3,000 definitions": lambda: defined(*(f'd{i}="x+{i}"' for i in range(3_000))),
    "a line of definitions": lambda: defined(
        'd0="x"', *(f'd{i}="d{i - 1}"' for i in range(1, 2_000))
    ),
    "definitions backwards": lambda: defined(
        *(f'd{i}="d{i + 1}"' for i in range(2_000)), 'd2000="x"'
    ),
    "a circle of definitions": lambda: defined(
        *(f'd{i}="d{i + 1}"' for i in range(2_000)), 'd2000="d0"'
    ),
    "circles of definitions": lambda: defined(
        *(f'd{i}="e{i}"\ne{i}="d{i}"' for i in range(2_000))
    ),
    "definitions that all use all": lambda: defined(
        *(f'd{i}="{"+".join(f"d{j}" for j in range(i))}+x"' for i in range(1, 200)), 'd0="x"'
    ),
    "doubling": lambda: defined('d0="x"', *DOUBLED),
    "squaring": lambda: defined('d0="x"', *SQUARED),
    "doubling used often": lambda: defined(
        'd0="x"', *DOUBLED[:12], *(f'e{i}="d12"' for i in range(4_000))
    ),
    "doubling of conditionals": lambda: defined(
        'd0="x"', *(f'd{i}="d{i - 1} if d{i - 1} > 0 else d{i - 1}"' for i in range(1, 60))
    ),
    "doubled numbers": lambda: defined(
        f'd0="{LONG * 2}"', *(f'd{i}="d{i - 1}*d{i - 1}"' for i in range(1, 30))
    ),
    "250 kB of formulas": lambda: defined(
        *(f'd{i}="{"+".join(["x"] * 990)}"' for i in range(125))
    ),
    "many nested formulas": lambda: defined(
        *(f'd{i}="{"-(" * 29}x{")" * 29}"' for i in range(1_200))
    ),
    "instances": lambda: defined(
        values="".join(f"p{i}=1\n" for i in range(400))
        + "[instances]\n"
        + "".join(f'i{i}={{source=".",values={{p1=1}}}}\n' for i in range(200))
    ).replace("[define]\n", ""),
    "2,000 instances": lambda: HEAD
    + "[instances]\n"
    + "".join(f'i{i}={{source=".",values={{}}}}\n' for i in range(2_000))
    + CHOICE,
    "assumptions at all instances": lambda: HEAD
    + "assumptions = ["
    + ",".join('"' + "+".join(["x"] * 900) + ' > 0"' for _ in range(50))
    + "]\n[parameters]\nx=1\n[instances]\n"
    + "".join(f'i{i}={{source=".",values={{x={i + 1}}}}}\n' for i in range(200))
    + CHOICE,
    "assumptions of large powers": lambda: defined(
        top=f"assumptions = [{','.join([json.dumps(MOST + ' > 0')] * 50)}]\n",
        values=f'x = "{HUGE}"',
    ),
    "payoffs of unlike fractions": lambda: HEAD
    + "[parameters]\n"
    + "".join(f'x{i} = "{LONG}{i}/{"3" * 37}{i}1"\n'.replace(LONG, LONG[:38]) for i in range(9))
    + table(1, 30, json.dumps("+".join(f"x{i % 9}**40" for i in range(200)))),
    "2,500 profiles": lambda: HEAD + table(50, 50),
    "a hundred million profiles": lambda: HEAD
    + "".join(
        f'[[players]]\nid = "p{k}"\nstrategies = {{ {",".join(f"s{i}=0" for i in range(20))} }}\n'
        for k in range(20)
    ).replace("=0", "='s'")
    + "[payoffs]\nu = [1]\n",
    "a player of many strategies": lambda: HEAD + table(1, 500) + claims(
        50, "equilibria = [" + ",".join(f'"s0,s{i}"' for i in range(100)) + "]"
    ),
    "4,000 players": lambda: HEAD + "".join(f'[[players]]\nid = "p{i}"\n' for i in range(4_000)),
    "4,000 claims": lambda: HEAD + CHOICE + claims(4_000, 'includes = ["u"]'),
    "500 claims at an instance": lambda: HEAD
    + "[parameters]\n"
    + "".join(f"p{i}=1\n" for i in range(500))
    + '[instances.i]\nsource="."\nvalues={}\n'
    + CHOICE
    + claims(500, 'instance = "i"\ninequality = "p1 > 0"'),
    "claims of mixtures": lambda: HEAD + table(1, 400) + claims(
        90, "mixed = [" + ",".join(["{p0={s0=1},p1={s0=1}}"] * 20) + "]"
    ),
    "claims that all are wrong": lambda: HEAD + CHOICE + claims(500, 'equilibria = ["w", "v"]'),
    "a chain of nodes": lambda: chain(3_900),
    "a longer chain of nodes": lambda: chain(4_200),
    "a star of nodes": lambda: nodes(
        'id="r"\nplayer="a"',
        *(f'id="n{i}"\nparent="r"\naction="m{i}"\npayoffs=[1]' for i in range(2_000)),
    ),
    "equal moves": lambda: nodes(
        'id="r"\nplayer="a"',
        *(f'id="n{i}"\nparent="r"\naction="m"\npayoffs=[1]' for i in range(1_200)),
    ),
    "orphans": lambda: nodes(
        'id="r"\nplayer="a"',
        *(f'id="n{i}"\nparent="x{i}"\naction="m"\npayoffs=[1]' for i in range(1_200)),
    ),
    "many roots": lambda: nodes(*(f'id="n{i}"\npayoffs=[1]' for i in range(1_200))),
    "a circle of parents": lambda: nodes(
        *(f'id="n{i}"\nparent="n{(i + 1) % 1200}"\naction="m"\nplayer="a"' for i in range(1_200))
    ),
    "circles of parents": lambda: nodes(
        *(f'id="n{i}"\nparent="n{i ^ 1}"\naction="m"\nplayer="a"' for i in range(1_200))
    ),
    "nodes that are their own parents": lambda: nodes(
        *(f'id="n{i}"\nparent="n{i}"\naction="m"\nplayer="a"' for i in range(1_200))
    ),
    "equal nodes": lambda: nodes(*['id="n"\npayoffs=[1]'] * 1_200),
    "chance of large numbers": lambda: nodes(
        'id="r"\nchance=true',
        *(
            f'id="n{i}"\nparent="r"\naction="m{i}"\nprobability="1/{i + 2}**60"\npayoffs=[1]'
            for i in range(1_000)
        ),
    ),
}  # fmt: skip
FILES |= {f"formula: {name}": (lambda text=text: of(text)) for name, text in FORMULAS.items()}
FILES |= {
    f"condition: {name}": (lambda text=text: of(f"{text} > 0", condition=True))
    for name, text in FORMULAS.items()
}


def loaded(content: str | bytes) -> str:
    """Load a file and evaluate its game; say what became of it."""
    from vcgame.errors import EvaluationError, FileError
    from vcgame.forms.point import game_at
    from vcgame.model.reading.builder import build_model
    from vcgame.model.toml.document import read_document

    try:
        model = build_model(read_document(content, "x.toml"))
    except FileError as error:
        return f"file: {str(error)[:200]}"
    try:
        game_at(model, model.values())
    except EvaluationError as error:
        return f"value: {str(error)[:200]}"
    return "loaded"


def peak() -> int:
    """Bytes that this process has held at most."""
    status = Path("/proc/self/status")
    if status.exists():  # on Linux ru_maxrss counts what the parent process held, too
        found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text())
        assert found is not None
        return int(found[1]) << 10
    import resource  # where there is one

    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used if sys.platform == "darwin" else used << 10


def main() -> None:
    # What is imported on first use is imported before the watch begins.
    for formula in ("exp(x) + 1/0", "exp(x)", "z", "\0", "\u0445"):
        loaded(of(formula))
    content = {name: make() for name, make in FILES.items()}
    seen: set[str] = set()

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if event == "compile" and arguments[1] in (None, "<unknown>"):
            return  # the syntax tree of a formula
        if not event.startswith(("object.", "sys._getframe", "builtins.id")):
            seen.add(f"{event} {str(arguments)[:80]}")

    sys.addaudithook(watch)
    for name, text in content.items():
        seen.clear()
        start = time.process_time()
        outcome = loaded(text)
        seconds = time.process_time() - start
        events = sorted(seen)
        print(json.dumps([name, outcome, round(seconds, 3), events]), flush=True)  # noqa: T201
    print(json.dumps(["peak", str(peak() >> 20), 0, []]))  # noqa: T201


if __name__ == "__main__":
    main()
