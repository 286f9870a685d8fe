"""Components of equilibria by formulas are those that the solver finds, pure in disguise too."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product

import pytest

from vcgame.derive.components import number_of_components
from vcgame.errors import UnsupportedError
from vcgame.forms.point import strategic_game
from vcgame.model.formula.exact import holds
from vcgame.model.formula.expression import Name, Negation, Number, Sum
from vcgame.model.library import model_of
from vcgame.solve.nash import solve_nash

ONE, ZERO = Number(Fraction(1)), Number(Fraction(0))


def square(draw: random.Random) -> str:
    """A game of few different payoffs, which is degenerate more often than not."""
    cells = "".join(
        f'"{i}, {j}" = [{draw.randint(0, 2)}, {draw.randint(0, 2)}]\n'
        for i, j in product("ab", repeat=2)
    )
    players = "".join(
        f'[[players]]\nid = "{id}"\nstrategies = {{ a = "a", b = "b" }}\n' for id in ("one", "two")
    )
    return f'vcgame = 1\nid = "square"\ntitle = "square"\n{players}[payoffs]\n{cells}'


def test_components_are_those_of_the_solver() -> None:
    draw = random.Random(7)  # noqa: S311
    seen = set()
    for _ in range(150):
        model = model_of("square.toml", square(draw))
        answer = solve_nash(strategic_game(model, {}))
        plain = [
            tuple(tuple(Number(Fraction(p)) for p in mixture) for mixture in one.profile)
            for one in answer.equilibria
        ]
        hidden = [list(profile) for profile in plain]
        place, player = draw.randrange(len(plain)), draw.randrange(2)
        share = Name("p")
        hidden[place][player] = (share, Sum((ONE, Negation(share))))
        at = {"p": plain[place][player][0].value}
        for count in range(1, 5):
            right = count == answer.components
            assert holds(number_of_components(plain, count), {}) == right
            disguised = number_of_components([tuple(each) for each in hidden], count)
            assert holds(disguised, at) == right
        seen.add((len(plain), answer.components))
    assert {(1, 1), (2, 1), (2, 2), (3, 1), (3, 3), (4, 1)} <= seen


def test_many_mixtures_of_formulas_are_not_counted() -> None:
    mixture = Name("p"), Sum((ONE, Negation(Name("p"))))
    assert number_of_components([(mixture, mixture)] * 2, 1)
    with pytest.raises(UnsupportedError, match="counted at points"):
        number_of_components([(mixture, mixture)] * 3, 1)


def test_a_plain_number_tells_what_its_formula_is() -> None:
    formula = Name("p")
    pure = (ONE, ZERO)
    for mixture in ((formula, ZERO), (ONE, formula)):
        profiles = [(pure, pure), (mixture, (ZERO, ONE))]
        assert holds(number_of_components(profiles, 1), {"p": Fraction(5)})
    half = (formula, Number(Fraction(1, 2)))
    assert holds(number_of_components([(pure, pure), (half, (ZERO, ONE))], 2), {"p": Fraction(5)})
