"""Models of population games for tests, as texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

from vcgame.model.library import model_of
from vcgame.model.model import Model

HEAD = """vcgame = 1
kind = "model"
id = "{id}"
title = {{ en = "A test game", zh = "测试博弈" }}
status = "textbook"
form = "strategic"
{more}
"""


def population_model(
    strategies: Sequence[Sequence[str]],
    payoffs: Mapping[tuple[str, ...], Sequence[str]],
    parameters: Mapping[str, str | int],
    *,
    assumptions: Sequence[str] = (),
    shares: Mapping[str, str] | None = None,
    one: bool = False,
    id: str = "test-game",
) -> Model:
    """Make a model of players p1, p2, ... with strategies and payoffs."""
    more = ""
    if one:
        more += "populations = 1\n"
    if assumptions:
        more += f"assumptions = [{', '.join(f'{chr(34)}{a}{chr(34)}' for a in assumptions)}]\n"
    text = HEAD.format(id=id, more=more)
    for name, value in parameters.items():
        text += f'[parameters.{name}]\nvalue = "{value}"\n'
    for number, own in enumerate(strategies, start=1):
        text += f'[[players]]\nid = "p{number}"\nname.en = "p{number}"\n[players.strategies]\n'
        text += "".join(f'{each} = {{ en = "{each}", zh = "{each}" }}\n' for each in own)
    if shares:
        text += "[shares]\n"
        text += "".join(f'{name} = {{ of = "{of}" }}\n' for name, of in shares.items())
    text += "[payoffs]\n"
    for profile, values in payoffs.items():
        row = ", ".join(f'"{value}"' for value in values)
        text += f'"{", ".join(profile)}" = [{row}]\n'
    return model_of(f"{id}.toml", text)


def watermelon() -> Model:
    """Su and Liu (2015), base case."""
    names = {"rA": "1/2", "lam": "1/10", "mu": "1/10", "eta": "1/10", "theta": "1/10"}
    names |= {"alpha": "1/2", "beta": "1/2", "s": "1/4", "f": "1/4", "d": "1", "piA": "1"}
    names |= {"piB": "1"}
    return population_model(
        [["high", "low"], ["high", "low"]],
        {
            ("high", "high"): [
                "piA + (1 + rA) - 1 + alpha*s",
                "piB + lam*(1 + rA) - mu + beta*mu*s",
            ],
            ("high", "low"): [
                "piA + (1 + rA) - 1 - d + alpha*s + beta*mu*f",
                "piB + theta*lam*(1 + rA) - beta*mu*f",
            ],
            ("low", "high"): ["piA + eta*(1 + rA) - alpha*f", "piB - mu + beta*mu*s"],
            ("low", "low"): ["piA + eta*(1 + rA) - alpha*f", "piB - beta*mu*f"],
        },
        names,
        assumptions=["d > 0", "mu > 0", "lam > 0", "rA >= 0"],
        id="watermelon",
    )


def regulator(*, rising: bool = False) -> Model:
    """Firms that fake and an association that acts; the fine may rise with the fakers' share."""
    fine = "F*x" if rising else "F"
    return population_model(
        [["fake", "honest"], ["act", "not"]],
        {
            ("fake", "act"): [f"A - {fine}", "P - S"],
            ("fake", "not"): ["A", "0"],
            ("honest", "act"): ["0", "-S"],
            ("honest", "not"): ["0", "0"],
        },
        {"A": 10, "F": 25, "P": 8, "S": 3},
        assumptions=["A > 0", "F > 0", "P > 0", "S > 0"],
        shares={"x": "p1.fake", "y": "p2.act"} if rising else None,
        id="regulator",
    )


def symmetric(
    rows: Sequence[Sequence[str]], parameters: Mapping[str, str | int], **more: object
) -> Model:
    """A symmetric game of two players, played in one population."""
    names = [f"s{k}" for k in range(1, len(rows) + 1)]
    payoffs = {
        (a, b): [rows[i][j], rows[j][i]] for i, a in enumerate(names) for j, b in enumerate(names)
    }
    return population_model([names, names], payoffs, parameters, one=True, **more)  # type: ignore[arg-type]


def cube(
    formulas: Sequence[Sequence[str]], parameters: Mapping[str, str | int], **more: object
) -> Model:
    """A game of three players with strategies c and d."""
    profiles = list(product("cd", repeat=3))
    payoffs = dict(zip(profiles, formulas, strict=True))
    return population_model([["c", "d"]] * 3, payoffs, parameters, **more)  # type: ignore[arg-type]


def public_goods() -> Model:
    """Three players give c or not; each gets r*c/3 of every gift."""
    rows = []
    for profile in product("cd", repeat=3):
        given = profile.count("c")
        rows.append([f"r*c*{given}/3" + (" - c" if own == "c" else "") for own in profile])
    return cube(rows, {"r": 2, "c": 1}, assumptions=["c > 0", "r > 0"], id="public-goods")
