"""Random games: what an independent look finds is confirmed, and any change of it is found."""

from __future__ import annotations

import sys
from fractions import Fraction
from itertools import product
from pathlib import Path

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
from audit_bench import HEAD, TWO_ALIKE, verdicts

Cells = tuple[int, ...]

NAMES = ("hot", "niche")
CORNERS = tuple(product((0, 1), repeat=2))


@st.composite
def regular_games(draw: st.DrawFn) -> tuple[Cells, Cells]:
    """Payoffs of two players, without ties between the replies to a strategy."""
    numbers = st.integers(-6, 6)
    first, second = (tuple(draw(numbers) for _ in range(4)) for _ in range(2))
    assume(first[0] != first[2])
    assume(first[1] != first[3])
    assume(second[0] != second[1])
    assume(second[2] != second[3])
    assume(first[0] - first[2] != first[1] - first[3])
    assume(second[0] - second[1] != second[2] - second[3])
    return first, second


def written(first: Cells, second: Cells) -> str:
    cells = "".join(
        f'"{a}, {b}" = [{first[2 * i + j]}, {second[2 * i + j]}]\n'
        for (i, a), (j, b) in product(enumerate(NAMES), repeat=2)
    )
    return HEAD + 'shares = { x = "one.hot", y = "two.hot" }\n' + TWO_ALIKE + "[payoffs]\n" + cells


def rates(first: Cells, second: Cells, x: float, y: float) -> np.ndarray:
    own = (first[0] - first[2]) * y + (first[1] - first[3]) * (1 - y)
    other = (second[0] - second[1]) * x + (second[2] - second[3]) * (1 - x)
    return np.array([x * (1 - x) * own, y * (1 - y) * other])


def label_at(first: Cells, second: Cells, x: float, y: float) -> str:
    """The type of a rest point by numbers: central differences, exact for cubics but for h^2."""
    h = 1e-5
    columns = [
        (rates(first, second, x + h * a, y + h * b) - rates(first, second, x - h * a, y - h * b))
        / (2 * h)
        for a, b in ((1, 0), (0, 1))
    ]
    parts = np.linalg.eigvals(np.array(columns).T)
    signs = {int(np.sign(round(float(value.real), 6))) for value in parts}
    kinds = {(-1,): "sink", (1,): "source", (-1, 1): "saddle", (0,): "centre"}
    return kinds[tuple(sorted(signs))]


def inside(first: Cells, second: Cells) -> tuple[Fraction, Fraction] | None:
    """The mixed equilibrium, by the indifference of both."""
    low, high = first[1] - first[3], first[0] - first[2]
    y = Fraction(-low, high - low)
    low, high = second[2] - second[3], second[0] - second[1]
    x = Fraction(-low, high - low)
    return (x, y) if 0 < x < 1 and 0 < y < 1 else None


def table(first: Cells, second: Cells) -> list[tuple[str, str, str]]:
    lines = [(str(x), str(y), label_at(first, second, x, y)) for x, y in CORNERS]
    mixed = inside(first, second)
    if mixed is not None:
        x, y = mixed
        lines.append((f"{float(x):.6f}", f"{float(y):.6f}", label_at(first, second, x, y)))
    return lines


def printed(lines: list[tuple[str, str, str]]) -> str:
    rows = (f"{{ state = {{ x = '{x}', y = '{y}' }}, label = '{kind}' }}" for x, y, kind in lines)
    return f"rest_points = [{', '.join(rows)}]"


@settings(max_examples=30)
@given(regular_games())
def test_a_right_table_agrees(game: tuple[Cells, Cells]) -> None:
    assert set(verdicts(written(*game), printed(table(*game)))) == {"agrees"}


@settings(max_examples=20)
@given(regular_games(), st.data())
def test_a_wrong_label_is_found(game: tuple[Cells, Cells], data: st.DataObject) -> None:
    lines = table(*game)
    place = data.draw(st.integers(0, len(lines) - 1))
    x, y, kind = lines[place]
    other = data.draw(st.sampled_from(sorted({"sink", "source", "saddle", "centre"} - {kind})))
    lines[place] = (x, y, other)
    assert "disagrees" in verdicts(written(*game), printed(lines))


@settings(max_examples=20)
@given(regular_games(), st.data())
def test_lists_of_equilibria(game: tuple[Cells, Cells], data: st.DataObject) -> None:
    first, second = game
    pure = [
        f"{a}, {b}"
        for (i, a), (j, b) in product(enumerate(NAMES), repeat=2)
        if first[2 * i + j] > first[2 * (1 - i) + j] and second[2 * i + j] > second[2 * i + 1 - j]
    ]
    mixed = inside(first, second)
    stated = f"equilibria = {pure}\n"
    if mixed is not None:
        x, y = mixed
        shown = f"one = {{ hot = '{float(x):.5f}' }}, two = {{ hot = '{float(y):.5f}' }}"
        stated += f"mixed = [{{ {shown} }}]"
    right = stated if pure else stated.replace("equilibria = []\n", "")
    assert verdicts(written(*game), right) == ["agrees"]
    every = [f"{a}, {b}" for a, b in product(NAMES, repeat=2)]
    added = data.draw(st.sampled_from([each for each in every if each not in pure]))
    wrong = stated.replace(f"equilibria = {pure}", f"equilibria = {[*pure, added]}")
    assert verdicts(written(*game), wrong) == ["disagrees"]


@settings(max_examples=30)
@given(st.fractions(-5, 5, max_denominator=97), st.integers(1, 6))
def test_rounded_numbers_agree_and_others_do_not(value: Fraction, digits: int) -> None:
    game = written((1, 0, 0, 1), (1, 0, 0, 1))
    unit = Fraction(1, 10**digits)
    rounded = round(value / unit) * unit

    def verdict(number: Fraction) -> str:
        sign = "-" if number < 0 else ""
        whole = str(abs(int(number / unit))).rjust(digits + 1, "0")
        shown = f"{sign}{whole[:-digits]}.{whole[-digits:]}"
        (only,) = verdicts(game, f"value = {{ of = '{value}', is = '{shown}' }}")
        return only

    assert verdict(rounded) == "agrees"
    assert verdict(rounded + 2 * unit) == "disagrees"
