from __future__ import annotations

import subprocess
import sys
from collections import Counter
from fractions import Fraction
from math import isqrt, pi
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import qmc, sobol_indices

from vcgame.errors import UsageError
from vcgame.sweep.columns import Column
from vcgame.sweep.design.draws import Draws
from vcgame.sweep.design.permutation import random_permutation
from vcgame.sweep.design.sampling import MAX_SEED, METHODS, Method, Sampling, matrix_row
from vcgame.sweep.design.sobol import BITS, sobol_sequence
from vcgame.sweep.design.streams import random_words
from vcgame.sweep.design.uncertain import Uncertain

UNIT = Uncertain("x", Fraction(0), Fraction(1))


def uncertain(count: int, values: int = 1000) -> tuple[Uncertain, ...]:
    """Give parameters with the values 0, 1, ..., `values` - 1."""
    return tuple(
        Uncertain(f"p{number}", Fraction(0), Fraction(values - 1), 0) for number in range(count)
    )


def numerators(draws: Draws, start: int, stop: int) -> list[list[int]]:
    columns = draws.columns(start, stop).values()
    return [cast("Column", column).numerators.tolist() for column in columns]


@given(start=st.integers(0, 10**6), length=st.integers(0, 40), skipped=st.integers(0, 40))
def test_words_of_a_stream_do_not_depend_on_where_reading_begins(
    start: int, length: int, skipped: int
) -> None:
    whole = random_words(7, 3, start, start + skipped + length)
    part = random_words(7, 3, start + skipped, start + skipped + length)
    assert len(whole) == skipped + length
    assert part.tolist() == whole[skipped:].tolist()


def test_words_are_those_of_philox() -> None:
    # NumPy's generator, read in order, is the reference; 1 is added to the counter beforehand.
    reference = np.random.Philox(key=np.array([5, 9], dtype=np.uint64)).random_raw(9)
    assert random_words(5, 9, 0, 9).tolist() == np.asarray(reference).tolist()
    assert random_words(5, 8, 0, 9).tolist() != np.asarray(reference).tolist()
    assert random_words(MAX_SEED, 9, 10**9, 10**9 + 1).shape == (1,)


@given(size=st.integers(1, 3000), seed=st.integers(0, MAX_SEED))
def test_permutations_are_bijections(size: int, seed: int) -> None:
    permutation = random_permutation(size, seed, 0)
    images = permutation.images(np.arange(size)).tolist()
    assert sorted(images) == list(range(size))
    assert permutation.images(np.array([size - 1, 0])).tolist() == [images[-1], images[0]]


def test_a_large_permutation_has_no_image_twice() -> None:
    size = 10**9
    numbers = np.concatenate([np.arange(100_000), np.arange(size - 100_000, size)])
    images = random_permutation(size, 1, 0).images(numbers)
    assert len(np.unique(images)) == len(numbers)
    assert 0 <= images.min() < size // 1000
    assert size - size // 1000 < images.max() < size
    tables = random_permutation(size, 1, 0).tables
    assert sum(table.size for table in tables) < 16 * isqrt(size)


def test_small_permutations_are_drawn_alike() -> None:
    # Of 6 permutations of three numbers each has a sixth of the 3,000 seeds; 5 standard
    # deviations are 102, and the network adds a little of its own.
    found = Counter(
        tuple(random_permutation(3, seed, 0).images(np.arange(3)).tolist()) for seed in range(3000)
    )
    assert len(found) == 6
    assert all(380 < count < 620 for count in found.values())


@pytest.mark.parametrize("dimensions", [1, 2, 7, 40])
def test_sobol_points_without_scrambling_are_those_of_scipy(dimensions: int) -> None:
    points = 1 << 14
    engine = qmc.Sobol(dimensions, scramble=False, bits=30)
    expected = engine.random(points)
    sequence = sobol_sequence(dimensions, points, None)
    for dimension in range(dimensions):
        found = sequence.words(dimension, 0, points) / 2**BITS
        assert (found == expected[:, dimension]).all()


def test_far_sobol_points_are_those_of_scipy() -> None:
    far = (1 << 20) + 12_345
    engine = qmc.Sobol(5, scramble=False, bits=30)
    engine.fast_forward(far)
    expected = engine.random(5000)
    sequence = sobol_sequence(5, 1 << 21, None)
    for dimension in range(5):
        assert (
            sequence.words(dimension, far, far + 5000) / 2**BITS == expected[:, dimension]
        ).all()


@pytest.mark.parametrize("seed", [0, 1, 12345])
def test_scrambled_sobol_points_are_a_net(seed: int) -> None:
    # The first two dimensions are a (0, m, 2)-net in base 2: of 2**m points exactly one lies in
    # every box of sides 2**-k and 2**-(m - k). Scrambling keeps that, and so does any next
    # block of 2**m points.
    size = 8
    sequence = sobol_sequence(2, 1 << 13, seed)
    plain = sobol_sequence(2, 1 << 13, None)
    for start in (0, 256, 4096, 7936):
        first, second = (sequence.words(each, start, start + 256) for each in range(2))
        assert first.tolist() != plain.words(0, start, start + 256).tolist()
        for bits in range(size + 1):
            boxes = ((first >> (BITS - bits)) << (size - bits)) + (second >> (BITS - size + bits))
            assert sorted(boxes.tolist()) == list(range(256))


def test_every_dimension_of_a_scrambled_sequence_is_stratified() -> None:
    sequence = sobol_sequence(30, 1 << 10, 99)
    for dimension in range(30):
        words = sequence.words(dimension, 0, 1 << 10)
        assert sorted((words >> (BITS - 10)).tolist()) == list(range(1 << 10))
        assert len(set((words & ((1 << 20) - 1)).tolist())) > 1000


@pytest.mark.parametrize("method", METHODS)
@given(data=st.data())
def test_draws_do_not_depend_on_the_range(method: Method, data: st.DataObject) -> None:
    rows = 1 << data.draw(st.integers(0, 7))
    rows += data.draw(st.integers(0, 20)) if method != "saltelli" else 0
    draws = Draws(uncertain(3), Sampling(method, rows, data.draw(st.integers(0, 5))))
    whole = numerators(draws, 0, len(draws))
    start = data.draw(st.integers(0, len(draws) - 1))
    stop = data.draw(st.integers(start + 1, len(draws)))
    assert numerators(draws, start, stop) == [column[start:stop] for column in whole]


@pytest.mark.parametrize("rows", [1, 2, 3, 7, 10, 64, 100, 1000])
@pytest.mark.parametrize("values", [1 << 20, 1_000_003, 4000])
def test_a_latin_hypercube_has_one_draw_in_every_stratum(rows: int, values: int) -> None:
    # Value number k stands for the shares from k/values to (k + 1)/values, so it may stand for a
    # draw of either stratum where a border lies inside.
    draws = Draws(uncertain(3, values), Sampling("lhs", rows, seed=rows))
    for column in numerators(draws, 0, rows):
        for stratum, value in enumerate(sorted(column)):
            assert value * rows < (stratum + 1) * values
            assert (value + 1) * rows > stratum * values


@pytest.mark.parametrize("rows", [2, 3, 5, 49, 1000, 4096])
def test_a_latin_hypercube_takes_each_of_as_many_values_once(rows: int) -> None:
    first, second = numerators(Draws(uncertain(2, rows), Sampling("lhs", rows, 8)), 0, rows)
    assert sorted(first) == sorted(second) == list(range(rows))
    assert rows < 49 or first != second


def test_random_draws_are_uniform_and_independent() -> None:
    draws = Draws(uncertain(2, 10), Sampling("random", 100_000, seed=2))
    first, second = numerators(draws, 0, 100_000)
    counts = np.bincount(np.array(first) * 10 + second, minlength=100)
    # 1,000 expected in each cell; chi-square with 99 degrees of freedom passes 160 once in 10**4.
    assert ((counts - 1000) ** 2 / 1000).sum() < 160


@pytest.mark.parametrize("method", METHODS)
def test_values_are_the_decimals_between_the_bounds(method: Method) -> None:
    drawn = (
        Uncertain("third", Fraction(1, 3), Fraction(2, 3), 1),
        Uncertain("below", Fraction(-1), Fraction(-1, 2), 1),
        Uncertain("tiny", Fraction(0), Fraction(1, 10**12), 14),
    )
    columns = Draws(drawn, Sampling(method, 512, 3)).columns(0, 512)
    third, below, tiny = (cast("Column", columns[each.name]) for each in drawn)
    assert (third.denominator, set(third.numerators.tolist())) == (10, {4, 5, 6})
    assert (below.denominator, set(below.numerators.tolist())) == (10, set(range(-10, -4)))
    assert tiny.denominator == 10**14
    assert tiny.numerators.min() >= 0
    assert tiny.numerators.max() <= 100


def test_a_parameter_with_one_value_does_not_vary() -> None:
    draws = Draws((Uncertain("q", Fraction(1, 3), Fraction(5, 12), 1),), Sampling("random", 4))
    assert draws.columns(0, 4) == {"q": Fraction(2, 5)}


def test_numbers_beyond_64_bits_are_python_integers() -> None:
    low = Fraction(10**25)
    draws = Draws((Uncertain("p0", low, low + 9, 0),), Sampling("sobol", 32))
    column = cast("Column", draws.columns(0, 32)["p0"])
    assert column.numerators.dtype == object
    assert {value - 10**25 for value in column.numerators} == set(range(10))


@pytest.mark.parametrize("rows", [1, 8, 64])
def test_saltelli_matrices_stand_one_after_the_other(rows: int) -> None:
    count = 3
    draws = Draws(uncertain(count), Sampling("saltelli", rows, seed=6))
    assert len(draws) == rows * (count + 2)
    found = np.array(numerators(draws, 0, len(draws))).reshape(count, count + 2, rows)
    first, second = found[:, 0], found[:, 1]
    for matrix in range(count):
        expected = first.copy()
        expected[matrix] = second[matrix]
        assert (found[:, 2 + matrix] == expected).all()
    base = Draws(uncertain(2 * count), Sampling("sobol", rows, seed=6))
    assert np.concatenate([first, second]).tolist() == numerators(base, 0, rows)
    assert [matrix_row(draw, rows) for draw in range(len(draws))] == [
        (matrix, row) for matrix in range(count + 2) for row in range(rows)
    ]


def test_sobol_indices_of_the_ishigami_function() -> None:
    # Ishigami and Homma (1990), with a = 7 and b = 1/10: the known indices.
    bound = Fraction(pi)
    drawn = tuple(Uncertain(name, -bound, bound) for name in ("x1", "x2", "x3"))
    rows = 1 << 13
    draws = Draws(drawn, Sampling("saltelli", rows, seed=1))
    columns = draws.columns(0, len(draws))
    x1, x2, x3 = (cast("Column", columns[each.name]).floats() for each in drawn)
    y = np.sin(x1) + 7 * np.sin(x2) ** 2 + 0.1 * x3**4 * np.sin(x1)
    y = y.reshape(len(drawn) + 2, rows)
    function: dict[str, Any] = {"f_A": y[None, 0], "f_B": y[None, 1], "f_AB": y[2:, None]}
    found = sobol_indices(func=function, n=rows)
    assert found.first_order.ravel() == pytest.approx([0.3139, 0.4424, 0], abs=0.01)
    assert found.total_order.ravel() == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.01)


SCRIPT = """
from fractions import Fraction
from vcgame.sweep.design.draws import Draws
from vcgame.sweep.design.sampling import METHODS, Sampling
from vcgame.sweep.design.uncertain import Uncertain
drawn = tuple(Uncertain(name, Fraction(0), Fraction(999_999), 0) for name in "ab")
for method in METHODS:
    draws = Draws(drawn, Sampling(method, 1024, 2026)).columns(1000, 1003)
    print(method, *(number for column in draws.values() for number in column.numerators))
"""


def test_draws_are_the_same_in_every_process_and_on_every_machine() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == PINNED


PINNED = [
    "random 552774 535947 882142 780843 716797 260494",
    "lhs 78692 658436 956317 36305 1826 33087",
    "sobol 25014 637739 828013 692079 142224 908967",
    "saltelli 25014 637739 828013 692079 142224 908967",
]


@pytest.mark.parametrize(
    ("method", "rows", "seed", "said"),
    [
        ("halton", 8, 0, "no way to draw called 'halton'; known: random, lhs, sobol, saltelli"),
        ("sobel", 8, 0, "did you mean 'sobol'"),
        ("random", 0, 0, "0 draws; 1 to 1000000000 are allowed"),
        ("random", 10**9 + 1, 0, "1000000001 draws"),
        ("lhs", 8, -1, "the seed -1 is not from 0 to"),
        ("lhs", 8, MAX_SEED + 1, "is not from 0 to 9223372036854775807"),
        ("saltelli", 1000, 0, "a power of 2 draws, not 1000; take 512 or 1024"),
    ],
)
def test_mistakes_in_a_plan(method: Any, rows: int, seed: int, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        Sampling(method, rows, seed)


def test_more_parameters_than_sobol_sequences_have_dimensions() -> None:
    drawn = uncertain(10_601)
    assert len(Draws(drawn, Sampling("sobol", 4))) == 4
    with pytest.raises(UsageError, match="saltelli takes fewer uncertain parameters than 10601"):
        Draws(drawn, Sampling("saltelli", 4))
