"""Linear conditions: exact feasibility, ties, witnesses inside, and size."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vcgame.derive.decision.linear import linear_point, number_between, simplest_between
from vcgame.derive.decision.satisfaction import decide
from vcgame.model.formula.exact import holds
from vcgame.model.formula.parser import parse_condition
from vcgame.solve.linear.simplex import Programme, Row, Work, WorkError

NAMES = ["x", "y", "z"]


def decided(*texts, names=NAMES, **more):
    return decide([parse_condition(text, names) for text in texts], **more)


def eliminated(rows, unknowns):
    """Fourier-Motzkin: whether rows (coefficients, constant, strict) can hold; equations split."""
    for unknown in range(unknowns):
        rest = [row for row in rows if not row[0][unknown]]
        lower = [row for row in rows if row[0][unknown] > 0]
        upper = [row for row in rows if row[0][unknown] < 0]
        for low, high in product(lower, upper):
            a, b = -high[0][unknown], low[0][unknown]
            joined = [a * p + b * q for p, q in zip(low[0], high[0], strict=True)]
            rest.append((joined, a * low[1] + b * high[1], low[2] or high[2]))
        rows = rest
    return all(constant > 0 or (constant == 0 and not strict) for _, constant, strict in rows)


def expanded(rows, unknowns):
    for row in rows:
        entries = [Fraction(row.coefficients.get(i, 0)) for i in range(unknowns)]
        yield entries, Fraction(row.constant), row.kind == ">"
        if row.kind == "=":
            yield [-value for value in entries], Fraction(-row.constant), False


def satisfied(rows, point):
    for row in rows:
        value = row.constant + sum(c * point[i] for i, c in row.coefficients.items())
        if value < 0 or (value > 0 and row.kind == "=") or (value == 0 and row.kind == ">"):
            return False
    return True


small = st.integers(-3, 3)


@st.composite
def systems(draw):
    unknowns = draw(st.integers(1, 3))
    rows = draw(
        st.lists(
            st.builds(
                lambda entries, constant, kind: Row(dict(enumerate(entries)), constant, kind),
                st.lists(small, min_size=unknowns, max_size=unknowns),
                small,
                st.sampled_from([">", ">=", ">=", ">", "="]),
            ),
            min_size=1,
            max_size=6,
        )
    )
    return unknowns, rows


@given(systems())
@settings(max_examples=200, deadline=None)
def test_feasibility_agrees_with_elimination(system):
    unknowns, rows = system
    expected = eliminated(list(expanded(rows, unknowns)), unknowns)
    programme = Programme(rows, unknowns, Work(10**6))
    assert programme.possible == expected
    if expected:
        assert satisfied(rows, programme.point())
    wish = [Fraction(1)] * unknowns
    found = linear_point(rows, wish, Work(10**7))
    assert (found is not None) == expected
    assert found is None or satisfied(rows, found)
    if satisfied(rows, wish):
        assert found == wish


@given(systems(), st.lists(small, min_size=3, max_size=3))
@settings(max_examples=150, deadline=None)
def test_the_largest_value_agrees_with_elimination(system, goal):
    unknowns, rows = system
    programme = Programme(rows, unknowns, Work(10**6))
    if not programme.possible:
        return
    form = {i: goal[i] for i in range(unknowns)}
    most = programme.largest(form)

    def reached(value, kind):
        more = Row(form, 0, kind)
        bound = [*expanded([*rows, more], unknowns)]
        entries, _, strict = bound[-1]
        bound[-1] = (entries, -Fraction(value), strict)
        return eliminated(bound, unknowns)

    if most is None:
        assert reached(10**6, ">=")
    else:
        assert not reached(most, ">")
        assert reached(most - Fraction(1, 1000), ">")


def test_many_unknowns_and_inequalities():
    draw = random.Random(7)  # noqa: S311  not for secrets
    for trial in range(3):
        names = [f"v{k}" for k in range(20)]
        inside = {name: Fraction(draw.randint(-3, 3)) for name in names}
        texts = []
        for _ in range(40):
            entries = {name: draw.randint(-4, 4) for name in draw.sample(names, 6)}
            value = sum(c * inside[name] for name, c in entries.items())
            side = " + ".join(f"{c}*{name}" for name, c in entries.items())
            texts.append(f"{side} > {value - draw.randint(1, 2)}")
        found = decided(*texts, names=names)
        assert (found.finding, found.method) in {("witness", "linear"), ("witness", "sample")}
        total = " + ".join(f"({text.split('>')[0]})" for text in texts)
        least = sum((Fraction(text.split(">")[1].strip()) for text in texts), Fraction(0))
        assert decided(*texts, f"{total} <= {least}", names=names).finding == "empty", trial


@pytest.mark.parametrize(
    ("texts", "finding"),
    [
        (["x > 0", "x < 0"], "empty"),
        (["x >= 0", "x <= 0"], "witness"),
        (["x >= 0", "x < 0"], "empty"),
        (["x + y > z", "y + z > x", "z + x > y", "x + y + z <= 0"], "empty"),
        (["x + y >= z", "y + z >= x", "z + x >= y", "x + y + z <= 0"], "witness"),
        (["x != 0", "x >= 0", "x <= 0"], "empty"),
        (["x != y", "x + y == 2", "x >= 1", "y >= 1"], "empty"),
        (["x != y", "x + y == 2", "x >= 0", "y >= 1"], "witness"),
        (["x == 1", "x*y == 3", "y < 3"], "empty"),
        (["x*z == 6", "x == 2", "z > 2"], "witness"),
        (["1 < 2"], "witness"),
        (["2 < 1"], "empty"),
        (["x > 1000000", "x < 1000001", "x != 1000000.5"], "witness"),
        (["x*y > 0", "x < 0", "y > 0"], "empty"),
        (["(x - 1)*(y - 2) > 0", "x < 1", "y >= 2"], "empty"),
        (["x*(y - z) > 0", "x > 0", "z > y + x"], "empty"),
    ],
)
def test_ties(texts, finding):
    found = decided(*texts)
    assert found.finding == finding
    if finding == "witness":
        values = dict.fromkeys(NAMES, Fraction(0)) | dict(found.point)
        assert all(holds(parse_condition(text, NAMES), values) for text in texts)


def test_a_witness_keeps_preferred_values_and_has_short_ones():
    prefer = {"x": Fraction(7, 10), "y": Fraction(2), "z": Fraction(5)}
    assert decided("x + y < z", prefer=prefer).point == {"x": Fraction(7, 10), "y": 2, "z": 5}
    found = decided("x + y > z", "z > 3", prefer=prefer)
    assert sum(found.point[name] != prefer[name] for name in NAMES) == 1
    assert all(value.denominator <= 10 for value in found.point.values())
    inside = decided("x > 0", "x < 1/3", prefer=prefer).point["x"]
    assert (0 < inside < Fraction(1, 3), inside.denominator <= 9) == (True, True)


def test_a_box_bounds_names_ends_included():
    box = {"x": (Fraction(0), Fraction(1)), "y": (None, Fraction(0))}
    assert decided("x + y > 1", box=box).finding == "empty"
    assert dict(decided("x + y >= 1", box=box).point) == {"x": 1, "y": 0}
    assert decided("x + y >= 1", "y != 0", box=box).finding == "empty"


def test_work_is_limited():
    rows = [Row({0: 1, 1: 2}, 1, ">"), Row({0: -1, 1: 3}, -1, ">"), Row({1: -5}, 1, ">")]
    with pytest.raises(WorkError):
        Programme(rows, 2, Work(5))
    found = decided("x + 2*y > 1", "3*y > x + 4", "y < z", effort=5)
    assert (found.finding, found.reason) == ("undecided", "the search grew too long")


@given(st.fractions(), st.fractions(min_value=0, max_value=5), st.fractions())
def test_numbers_between(low, width, wish):
    high = low + width
    simple = simplest_between(low, high)
    assert low <= simple <= high
    below = [
        Fraction(n, d) for d in range(1, min(simple.denominator, 12)) for n in [-(-low * d // 1)]
    ]
    assert not any(low <= value <= high for value in below)
    for ends in ((low, high), (low, None), (None, high), (None, None)):
        chosen = number_between(*ends, wish)
        if low != high:
            assert ends[0] is None or chosen > low
            assert ends[1] is None or chosen < high
