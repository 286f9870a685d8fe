"""Random models, every point of a random sweep against the same point solved alone.

The models are degenerate on purpose: formulas repeat, thresholds lie on the grid, numbers from
1e-12 to 1e15 meet each other, and formulas have no value here and there.
"""

from __future__ import annotations

import json
import math
import random
import warnings
from collections.abc import Callable
from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from vcgame.errors import EvaluationError, FileError, UnsupportedError
from vcgame.model.model import Model
from vcgame.model.reading.builder import build_model
from vcgame.model.toml.document import read_document
from vcgame.solve.concepts import Concept, swept_concept
from vcgame.solve.solution import solve, within_assumptions
from vcgame.solve.subgame import TreeAnswer
from vcgame.sweep.columns import Column
from vcgame.sweep.design.axis import Axis
from vcgame.sweep.design.design import Design
from vcgame.sweep.design.point_list import PointList
from vcgame.sweep.design.sampling import Sampling
from vcgame.sweep.design.uncertain import Uncertain
from vcgame.sweep.engine import run_sweep
from vcgame.sweep.findings import STATUSES, Findings
from vcgame.sweep.solvers.payoffs import PayoffProgram

HEAD = 'vcgame = 1\nid = "toy"\ntitle = "Toy"\nform = "{}"\n'
PLAIN = ("0", "1", "2", "3", "-1", "-2", "1/2", "1/3", "2/7", "0.1", "0.3", "-0.2", "5", "10")
WIDE = (
    "1e-12",
    "3e-12",
    "1e15",
    "7e14",
    "123456789012345",
    "2.5",
    "-1e15",
    "1e18",
    "1/3",
    "-1e-12",
)
RELATIONS = ("<", "<=", ">", ">=", "==", "!=")
SHAPES = ((1, 1), (1, 3), (2, 2), (3, 2), (3, 3), (4, 3), (5, 5), (6, 2), (2, 2, 2), (2, 3, 2))
PLAYERS = '[[players]]\nid = "p0"\n[[players]]\nid = "p1"\n'


class Maker:
    """Makes one model and a design for it."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - no secret
        self.names = "xyzw"[: self.random.randint(1, 4)]
        self.numbers = self.random.choice((PLAIN, PLAIN, WIDE))
        self.irrational = self.random.random() < 0.4

    def formula(self, depth: int) -> str:
        pick = self.random.choice
        if not depth or self.random.random() < 0.2:
            return pick(self.names) if self.random.random() < 0.65 else f"({pick(self.numbers)})"
        first, second = self.formula(depth - 1), self.formula(depth - 1)
        test = f"{self.formula(depth - 1)} {pick(RELATIONS)} {second}"
        if self.random.random() < 0.3:
            test = f"({test}) {pick(('and', 'or', 'and not'))} ({pick(self.names)} < {first})"
        shapes = [f"({first} {sign} {second})" for sign in "++--**/"]
        shapes += [f"{pick(('min', 'max'))}({first}, {second})", f"abs({first})", f"(-{first})"]
        shapes += [f"({first} if {test} else {second})"] * 2
        shapes += [f"({first})**{pick(('2', '3', '0', '-1', '-2'))}"]
        if self.irrational:
            shapes += [f"sqrt({first})", f"sqrt(({first})**2)", f"log({first})"]
            shapes += [f"exp(min(max({first}, -20), 20))", f"({first})**({pick(('1/2', 'x'))})"]
        return pick(shapes)

    def text(self) -> str:
        shape = self.random.choice((*SHAPES, ()))
        text = HEAD.format("strategic" if shape else "extensive")
        if self.random.random() < 0.4:
            text += f'assumptions = ["{self.formula(1)} {self.random.choice(RELATIONS)} x"]\n'
        text += "[parameters]\n" + "".join(f"{name} = 1\n" for name in self.names)
        if "y" in self.names:
            text += '[define]\nD = { formula = "x*y + x" }\n'
        return text + (self.table(shape) if shape else PLAYERS + self.tree())

    def table(self, shape: tuple[int, ...]) -> str:
        ids = [[f"s{player}{k}" for k in range(size)] for player, size in enumerate(shape)]
        lines = []
        for player, own in enumerate(ids):
            listed = ", ".join(f'{each} = "{each}"' for each in own)
            lines.append(f'[[players]]\nid = "p{player}"\nstrategies = {{ {listed} }}')
        lines.append("[payoffs]")
        shared = [self.formula(self.random.randint(0, 3)) for _ in range(4)]
        for profile in product(*ids):
            cell = [
                self.random.choice((*shared, *shared, "0", "1", self.formula(2))) for _ in shape
            ]
            lines.append(f'"{", ".join(profile)}" = {json.dumps(cell)}')
        return "\n".join(lines) + "\n"

    def tree(self, parent: str = "", line: str = "", depth: int = 3) -> str:
        own = f"{parent}n{line[-1:]}"
        text = f'[[nodes]]\nid = "{own}"\n'
        if parent:
            text += f'parent = "{parent}"\naction = "a{line}"\n'
        if not depth:
            return text + f"payoffs = {json.dumps([self.formula(2), self.formula(1)])}\n"
        text += f'player = "p{self.random.randint(0, 1)}"\n'
        return text + "".join(self.tree(own, str(k), depth - 1) for k in range(2))

    def bounds(self) -> tuple[Fraction, Fraction]:
        pick = self.random.choice
        if self.numbers is WIDE:
            low = Fraction(pick(("0", "1e-12", "-1e15", "1/3", "-1e-9")))
            return low, low + Fraction(pick(("1e-12", "1", "1e15", "3e6")))
        low = Fraction(pick(("-2", "-1", "0", "1/2", "-1/3", "0.1")))
        return low, low + Fraction(pick(("1", "2", "4", "0.4", "4/3")))

    def design(self, model: Model) -> Design:
        pick = self.random.choice
        base = {name: Fraction(pick(self.numbers)) for name in self.names}
        if self.random.random() < 0.25:
            values = {
                name: [Fraction(pick(PLAIN + WIDE)) for _ in range(25)] for name in self.names
            }
            return Design(model, base, listed=PointList.of(values))
        free = self.random.sample(self.names, len(self.names))
        axes = []
        if "y" in free and self.random.random() < 0.5:
            axes.append(Axis("D", *self.bounds(), 4, "y"))
            free.remove("y")
        name = free.pop()
        axes.append(Axis(name, *self.bounds(), pick((5, 9)), name))
        if not free or self.random.random() < 0.5:
            return Design(model, base, axes=tuple(axes))
        decimals = None if self.numbers is PLAIN else 0
        low, high = self.bounds()
        drawn = Uncertain(free[0], low, max(high, low + 1), decimals)
        sampling = Sampling(pick(("random", "lhs", "sobol")), pick((1, 4)), seed=7)
        return Design(model, base, axes=tuple(axes), uncertain=(drawn,), sampling=sampling)


def made(seed: int) -> Design:
    """Make models until one is free of mistakes at its default values."""
    for attempt in range(50):
        maker = Maker(1_000_000 * attempt + seed)
        try:
            model = build_model(read_document(maker.text(), "toy.toml"))
        except FileError:
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # few draws of a Sobol sequence
            return maker.design(model)
    raise AssertionError(f"no model from the seed {seed}")


def float_of(value: object) -> float:
    try:
        return float(value)  # type: ignore[arg-type]
    except OverflowError:
        return math.inf if value > 0 else -math.inf  # type: ignore[operator]


def check_point(
    findings: Findings, row: int, model: Model, point: dict[str, Fraction], concept: Concept | None
) -> None:
    place = findings.regime[row]
    said = (
        STATUSES[findings.status[row]],
        findings.messages[findings.message[row]],
        findings.regimes[place] if place >= 0 else "",
    )
    alone, expected = None, ("", "", "")
    try:
        broken = within_assumptions(model, point)
        if broken is None:
            pure = swept_concept(model, concept) == "pure"
            alone = solve(model, point, concept="pure" if pure else concept)
        else:
            expected = ("outside", broken, "")
    except EvaluationError as error:
        expected = ("error", str(error), "")
    if alone is None:
        assert said == expected
        return
    answer = alone.answer
    tree = isinstance(answer, TreeAnswer)
    state = ("ok", "") if answer.complete else ("incomplete", answer.why)
    assert said == (*state, alone.regime)
    assert findings.degenerate[row] == (-1 if answer.degenerate is None else answer.degenerate)
    assert findings.components[row] == (-1 if tree else answer.components)
    found = findings.found
    first, last = np.searchsorted(found.row, [row, row + 1]).tolist()
    assert findings.equilibria[row] == last - first
    for k, each in zip(range(first, last), answer.equilibria, strict=True):
        for player, (mine, exact) in enumerate(zip(found.payoffs[k], each.payoffs, strict=True)):
            theirs = float_of(exact)
            scale = abs(theirs)
            if not tree:
                scale = max(abs(float_of(payoff)) for payoff in alone.game.payoffs[player])
            assert mine == theirs or abs(mine - theirs) <= 1e-9 * scale
        if tree:
            moves = [move for move in found.moves[k].tolist() if move >= 0]
            assert moves == [move for _, move in each.choices]
            continue
        assert (found.component[k], found.pure[k]) == (each.component, each.pure)
        shares = [float(share) for mixture in each.profile for share in mixture]
        assert found.shares[k].tolist() == pytest.approx(shares, rel=0, abs=1e-9)
        assert [share == 0 for share in found.shares[k]] == [share == 0 for share in shares]


def check_sweep(design: Design, block: int, concept: Concept | None = None) -> None:
    whole = design.block(0, len(design))
    seen = 0
    for findings in run_sweep(design, block=block, concept=concept):
        for row in range(len(findings)):
            number = findings.start + row
            assert number == seen
            seen += 1
            if number in whole.failures:
                message = findings.messages[findings.message[row]]
                assert message == whole.failures[number]
                continue
            check_point(findings, row, design.model, whole.point(number), concept)
    assert seen == len(design)


@pytest.mark.parametrize("seed", range(240))
def test_random_sweeps_are_answered_as_alone(seed: int) -> None:
    design = made(seed)
    blocks = (1, 2, 3, 5, 7, 11, 17, 16_384, 16_384)
    pure = seed % 6 == 0 and design.model.form == "strategic"
    check_sweep(design, blocks[seed % len(blocks)], "pure" if pure else None)


def game_text(sizes: tuple[int, ...], cells: list[list[str]], head: str = "") -> str:
    """Write a strategic model of one parameter, x."""
    ids = [[f"s{player}{k}" for k in range(size)] for player, size in enumerate(sizes)]
    text = head + "[parameters]\nx = 9\n"
    for player, own in enumerate(ids):
        listed = ", ".join(f'{each} = "{each}"' for each in own)
        text += f'[[players]]\nid = "p{player}"\nstrategies = {{ {listed} }}\n'
    text += "[payoffs]\n"
    for profile, cell in zip(product(*ids), cells, strict=True):
        text += f'"{", ".join(profile)}" = {json.dumps(cell)}\n'
    return text


def along_x(model: Model, low: str, high: str, count: int) -> Design:
    return Design(
        model, model.values(), axes=(Axis("x", Fraction(low), Fraction(high), count, "x"),)
    )


@pytest.mark.parametrize("concept", ["pure", None])
def test_a_block_without_any_pure_equilibrium(
    model_of: Callable[[str], Model], concept: Concept | None
) -> None:
    # Two play matching pennies; the third looks on.
    pennies = [["x", "0", "0"], ["0", "x", "0"], ["0", "x", "0"], ["x", "0", "0"]]
    model = model_of(game_text((2, 2, 1), pennies))
    check_sweep(along_x(model, "1", "3", 3), 2, concept)
    table = [cell[:2] for cell in pennies]
    check_sweep(along_x(model_of(game_text((2, 2), table)), "1", "3", 3), 2, concept)


@pytest.mark.parametrize("sizes", [(2, 2), (2, 2, 2), (6, 1)])
def test_a_concept_for_trees_is_refused(
    model_of: Callable[[str], Model], sizes: tuple[int, ...]
) -> None:
    cells = [["x"] * len(sizes)] * math.prod(sizes)
    design = along_x(model_of(game_text(sizes, cells)), "1", "3", 3)
    with pytest.raises(
        UnsupportedError, match="'subgame-perfect' is for trees; concepts that work here: 'nash'"
    ):
        next(run_sweep(design, concept="subgame-perfect"))


def test_payoffs_keep_their_digits_where_floats_lose_them(model_of: Callable[[str], Model]) -> None:
    lost = "(exp(x)*1e18 + x/3) - exp(x)*1e18"
    cells = [[lost, "0"], ["0", "1"], ["0", "1"], [lost, "x"]]
    model = model_of(game_text((2, 2), cells))
    check_sweep(along_x(model, "0", "4", 9), 4)
    program = PayoffProgram.of(model)
    block = program.run({"x": Column(np.array([1, 2, 5]), 7)}, 3)
    assert block.players[0].tier == "floats"
    found = block.floats()[0, 0].tolist()
    assert found == pytest.approx([1 / 21, 2 / 21, 5 / 21], rel=1e-9)


def test_a_condition_may_be_irrational_where_payoffs_are_not(
    model_of: Callable[[str], Model],
) -> None:
    # Three players: with rational payoffs all equilibria, with others the pure ones only.
    cells = [["x if sqrt(x) < 2 else -x", "0", "0"], *([["0", "1", "1"]] * 3)]
    cells += [["0", "1", "1"]] * 3 + [["x", "1/2", "1"]]
    model = model_of(game_text((2, 2, 2), cells))
    check_sweep(along_x(model, "1", "5", 9), 4)
    assert solve(model, {"x": Fraction(2)}).answer.degenerate is not None


def test_assumptions_that_are_not_decided_say_so(model_of: Callable[[str], Model]) -> None:
    head = 'assumptions = ["sqrt(x)*sqrt(3) >= sqrt(12)"]\n'
    model = model_of(game_text((2, 1), [["x", "0"], ["1", "0"]], head))
    design = along_x(model, "1", "8", 8)
    check_sweep(design, 3)
    (findings,) = run_sweep(design)
    assert findings.messages[findings.message[3]].endswith("(an irrational tie, not decided)")
    assert not findings.messages[findings.message[2]].endswith("decided)")


def test_one_profile_without_a_value_is_an_error(model_of: Callable[[str], Model]) -> None:
    model = model_of(game_text((1, 1), [["x if x/x < exp(2) else 1", "x"]]))
    check_sweep(along_x(model, "0", "4", 5), 16_384)
