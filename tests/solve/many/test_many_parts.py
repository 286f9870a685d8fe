"""The parts of the search: forms, polytopes, certified roots, singular roots."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import combinations, product

import numpy as np
import pytest
from many_games import crossing_lines, crossing_points, drawn, gain_game

from vcgame.solve.many.arrays.boxes import Boxes, System
from vcgame.solve.many.arrays.search import search
from vcgame.solve.many.conditional import ruled_out
from vcgame.solve.many.exact import determinant, kernel
from vcgame.solve.many.faces import Face, faces, survivors
from vcgame.solve.many.flat import polytope
from vcgame.solve.many.forms import Form, reduced
from vcgame.solve.many.roots import Roots, certified, weights_of
from vcgame.solve.many.singular import bezout_number, local, only_root
from vcgame.solve.trio import solve_trio


def whole_face(game):
    (face,) = [f for f in faces(game, survivors(game)) if f.unknowns == free(game)]
    return face


def free(game):
    return sum(game.shape) - len(game.shape)


def seeded_face(seed, shape=(3, 3, 3)):
    rng = random.Random(seed)  # noqa: S311 - games, not secrets
    while True:
        game = drawn(rng, shape, -9, 9)
        found = [f for f in faces(game, survivors(game)) if f.unknowns == free(game)]
        if found:
            return found[0]


def test_corners_bound_the_forms_and_their_error():
    face = seeded_face(1)
    system = System(face)
    generator = np.random.default_rng(1)
    low = generator.random((5, system.unknowns)) / 4
    boxes = Boxes(low, low + generator.random((5, system.unknowns)) / 4)
    values = system.equations(boxes)
    for place, (down, up) in enumerate(zip(boxes.low.tolist(), boxes.high.tolist(), strict=True)):
        for number, form in enumerate(face.equations):
            scale = max(map(abs, form.values))
            for corner, chosen in enumerate(product(*zip(down, up, strict=True))):
                right = form.at(weights_of(face, list(map(Fraction, chosen)))) / scale
                assert abs(right - Fraction(float(values[place, number, corner]))) <= system.error
        inside = [a + Fraction(1, 3) * (b - a) for a, b in zip(down, up, strict=True)]
        for number, form in enumerate(face.equations):
            right = float(form.at(weights_of(face, inside)) / max(map(abs, form.values)))
            row = values[place, number]
            assert row.min() - 1e-9 <= right <= row.max() + 1e-9


@pytest.mark.parametrize("seed", range(4))
def test_a_search_finds_what_newton_finds_from_many_starts(seed):
    face = seeded_face(seed, (2, 2, 2, 2))
    # Without inequalities, all roots within the simplices count.
    face = Face(face.supports, face.mixing, face.equations, ())
    roots = Roots(face)
    rest = search(System(face), roots.look)
    assert rest.narrow
    assert not len(rest.boxes)
    generator = np.random.default_rng(seed)
    for start in generator.random((60, 4)):
        found = certified(face, start.tolist())
        if found is None:
            continue
        weights = [w for own in weights_of(face, found.values) for w in own]
        if all(w > 0 for w in weights):
            assert any(root.same(found) for root in roots.found)


def test_rational_roots_are_exact():
    game, inside = crossing_points(4)
    face = whole_face(game)
    roots = Roots(face)
    search(System(face), roots.look)
    shares = {tuple(own[1] for own in profile) for profile in inside}
    assert {root.exact for root in roots.found} >= shares


def test_irrational_roots_are_enclosed_tightly():
    # x y = 1/2 for every pair of players.
    gains = gain_game((2, 2, 2), lambda k, _, p: 2 * p[(k + 1) % 3] * p[(k + 2) % 3] - 1)
    root = certified(whole_face(gains), [0.7, 0.7, 0.7])
    assert root is not None
    assert root.exact is None
    for ball in root.balls:
        assert (2 * ball * ball - 1).contains(0)
        assert ball.rad() < 2.0**-200


def test_there_is_no_certificate_where_there_is_no_root():
    # y z = 2 and the same for each pair: beyond the probabilities; x y = -1: nowhere.
    far = face_of((-2, -2, -2, -1), (-2, -2, -2, -1), (-2, -2, -2, -1))
    root = certified(far, [1.5, 1.5, 1.5])
    assert root is not None
    assert all((ball * ball - 2).contains(0) for ball in root.balls)
    roots = Roots(far)
    assert not len(search(System(far), roots.look).boxes)
    assert not roots.found
    nowhere = face_of((-1, -1, -1, 0), (-1, -1, -1, 0), (1, 1, 1, 2))
    assert certified(nowhere, [0.5, 0.5, 0.5]) is None


def test_the_number_of_roots_there_can_be():
    assert bezout_number(seeded_face(0)) == 10
    for count, most in ((3, 2), (4, 9), (5, 44)):
        assert bezout_number(whole_face(crossing_points(count)[0])) == most
    assert bezout_number(whole_face(crossing_lines()[0])) == 10


def face_of(*forms):
    """Three players with two strategies each."""
    return Face(
        ((0, 1),) * 3,
        (0, 1, 2),
        tuple(
            Form(k, tuple(j for j in range(3) if j != k), (2, 2), values)
            for k, values in enumerate(forms)
        ),
        (),
    )


HALF = (Fraction(1, 2),) * 3


def test_singular_roots_are_told_from_continua():
    plus = (-1, 0, 0, 1)
    cross = (1, -1, -1, 1)
    double = face_of(plus, plus, cross)
    found = local(double, HALF)
    assert (found.corank, found.line, found.continuum) == (1, None, False)
    assert only_root(double, HALF, 1e-7)
    assert only_root(double, HALF, 1e-4)
    assert not only_root(double, HALF, 10.0)
    # x = y and z free.
    line = face_of((-1, -1, 1, 1), (-1, -1, 1, 1), (1, -1, -1, 1))
    found = local(line, HALF)
    assert found.continuum
    assert found.line is not None
    assert not only_root(line, HALF, 1e-7)
    regular = face_of((-1, 0, 0, 1), (-1, 0, 0, 1), (-1, 0, 0, 1))
    assert local(regular, HALF).corank == 0


def test_curves_of_roots_are_recognised():
    rng = random.Random(11)  # noqa: S311 - games, not secrets
    curves = 0
    shares = (Fraction(1, 3), Fraction(1, 2))
    for _ in range(2_000):
        forms = [tuple(rng.choice((-2, -1, 1, 2)) for _ in range(4)) for _ in range(3)]
        face = face_of(*forms)
        for point in product(shares, repeat=3):
            weights = weights_of(face, point)
            if any(form.at(weights) for form in face.equations):
                continue
            near = local(face, point)
            game = gain_game((2, 2, 2), lambda k, _, p, forms=forms: forms[k][corner(k, p)])
            answer = solve_trio(game)
            inside = [note for note in answer.notes if "all three players mix" in note]
            if near.corank == 1:
                assert near.continuum == bool(inside)
                curves += bool(near.continuum and near.line is None)
            elif near.corank == 0:
                assert not inside
    assert curves


def corner(player, profile):
    first, second = [s for k, s in enumerate(profile) if k != player]
    return 2 * first + second


def test_corners_of_polytopes_against_all_choices():
    rng = random.Random(5)  # noqa: S311 - games, not secrets
    for _ in range(40):
        size = rng.randint(2, 4)
        equal = [[rng.randint(-2, 2) for _ in range(size)] for _ in range(rng.randint(0, 1))]
        below = [[rng.randint(-2, 2) for _ in range(size)] for _ in range(rng.randint(0, 3))]
        corners = polytope(size, equal, below)
        bounds = [[-int(j == k) for j in range(size)] for k in range(size)] + below
        expected = set()
        for chosen in combinations(bounds, size - 1):
            for more in ([], *([row] for row in equal)):
                rows = [[1] * size, *more, *chosen]
                for square in combinations(rows[1:], size - 1):
                    point = solved([rows[0], *square])
                    if (
                        point
                        and all(dot(row, point) <= 0 for row in bounds)
                        and not any(dot(row, point) for row in equal)
                    ):
                        expected.add(point)
        assert set(corners) == expected


def dot(row, point):
    return sum(a * p for a, p in zip(row, point, strict=True))


def solved(rows):
    """The point where the first row is 1 and the others are 0, by Cramer's rule."""
    whole = determinant(rows)
    if not whole:
        return None
    found = []
    for k in range(len(rows)):
        changed = [[*row[:k], int(not i), *row[k + 1 :]] for i, row in enumerate(rows)]
        found.append(determinant(changed) / whole)
    return tuple(found)


def test_linear_algebra():
    rng = random.Random(2)  # noqa: S311 - games, not secrets
    for _ in range(30):
        size = rng.randint(1, 4)
        rows = [[rng.randint(-1, 1) for _ in range(size)] for _ in range(size)]
        assert (determinant(rows) == 0) == bool(kernel(rows))
        for vector in kernel(rows):
            assert any(vector)
            assert not any(dot(row, vector) for row in rows)
    assert determinant([]) == 1


def test_factors_of_forms_are_divided_out():
    form = Form(0, (1, 2), (2, 3), (0, 0, 5, 0, 0, -3))
    assert reduced(form).values == (5, 5, 5, -3, -3, -3)
    same = Form(0, (1, 2), (2, 2), (1, 0, 0, -1))
    assert reduced(same) == same


def test_mixtures_that_do_better_rule_a_face_out():
    def face(excess):
        own = Form(0, (1, 2), (2, 2), (-1, 1, 1, -1))
        return Face(((0, 1),) * 3, (0, 1, 2), (own,), (Form(0, (1, 2), (2, 2), excess, 2),))

    assert ruled_out(face((-1, 2, 1, -1)))
    assert not ruled_out(face((-2, 2, 2, -2)))
    assert not ruled_out(face((-2, 1, 1, -1)))
