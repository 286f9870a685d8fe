"""Formulas as they are printed."""

from __future__ import annotations

from fractions import Fraction

import pytest

from vcgame.model.formula.expression import Name, Number, Power, Product
from vcgame.model.formula.latex import name_to_latex, to_latex
from vcgame.model.formula.parser import parse_condition, parse_expression

KNOWN = ["a", "b", "c", "x", "n", "muH", "D1", "lam", "fine", "tax", "m_s"]


def printed(text: str) -> str:
    return to_latex(parse_expression(text, KNOWN), {"m_s": r"\mu_s^*"})


@pytest.mark.parametrize(
    ("name", "symbol"),
    [
        ("a", "a"),
        ("E", "E"),
        ("s10", "s_{10}"),
        ("D1", "D_{1}"),
        ("sigma", r"\sigma"),
        ("lam", r"\lambda"),
        ("lam2", r"\lambda_{2}"),
        ("Gamma", r"\Gamma"),
        ("muH", r"\mu_{H}"),
        ("muH2", r"\mu_{H2}"),
        ("gA", "g_{A}"),
        ("sLH", "s_{LH}"),
        ("fine", r"\mathit{fine}"),
        ("fine2", r"\mathit{fine}_{2}"),
        ("TC", r"\mathit{TC}"),
        ("Fmax", r"\mathit{Fmax}"),
        ("a1b", r"\mathit{a1b}"),
        ("p_1", "p_{1}"),
        ("p_max", r"p_{\mathrm{max}}"),
        ("q_1_b", "q_{1,b}"),
        ("theta_sigma", r"\theta_{\sigma}"),
        ("c2_low", r"c_{2,\mathrm{low}}"),
        ("x_", "x"),
    ],
)
def test_names(name: str, symbol: str) -> None:
    assert name_to_latex(name) == symbol


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("2*b - c", "2 b - c"),
        ("(a - b)*c", r"\left(a - b\right) c"),
        ("a - (b - c)", r"a - \left(b - c\right)"),
        ("a - -b", r"a - \left(-b\right)"),
        ("a + -b*c", "a - b c"),
        ("-(a + b)", r"-\left(a + b\right)"),
        ("a*-b", r"a \left(-b\right)"),
        ("-(-a)", r"-\left(-a\right)"),
        ("a/b", r"\frac{a}{b}"),
        ("-a/b", r"-\frac{a}{b}"),
        ("-(a + b)/c", r"-\frac{a + b}{c}"),
        ("(a + b)/(2*c)", r"\frac{a + b}{2 c}"),
        ("a/b/c", r"\frac{\frac{a}{b}}{c}"),
        ("2*3*a*4", r"2 \cdot 3 a \cdot 4"),
        ("2*(1/2)*a", r"2 \cdot \frac{1}{2} a"),
        ("a*2^n", r"a \cdot 2^{n}"),
        ("0.25*a", "0.25 a"),
        ("a*1e-9", r"a \cdot 10^{-9}"),
        ("3e10*a", r"3 \cdot 10^{10} a"),
        ("fine*a*tax", r"\mathit{fine} \, a \, \mathit{tax}"),
        ("muH^2*D1", r"\mu_{H}^{2} D_{1}"),
        ("-a^2", "-a^{2}"),
        ("(-a)^2", r"\left(-a\right)^{2}"),
        ("(a/b)^2", r"\left(\frac{a}{b}\right)^{2}"),
        ("(a^b)^c", r"\left(a^{b}\right)^{c}"),
        ("a^b^c", "a^{b^{c}}"),
        ("a^(1/2)", "a^{1/2}"),
        ("a^-(2/3)", "a^{-2/3}"),
        ("a^(n/2)", r"a^{\frac{n}{2}}"),
        ("sqrt(a + 1)^2", r"\sqrt{a + 1}^{2}"),
        ("exp(-lam*x)", r"\exp\left(-\lambda x\right)"),
        ("log(a)^2", r"\left(\ln\left(a\right)\right)^{2}"),
        ("abs(a - b)*max(a, 0)", r"\left|a - b\right| \max\left\{a, 0\right\}"),
        ("m_s^2 + m_s", r"{\mu_s^*}^{2} + \mu_s^*"),
        (
            "a if x > 0 else b if x == 0 else c",
            r"\begin{cases} a & x > 0 \\ b & x = 0 \\ c & \text{otherwise} \end{cases}",
        ),
        (
            "(a if x > 0 else b) + c",
            r"\left(\begin{cases} a & x > 0 \\ b & \text{otherwise} \end{cases}\right) + c",
        ),
        (
            "-(a if x > 0 else b)*c",
            r"-\left(\begin{cases} a & x > 0 \\ b & \text{otherwise} \end{cases}\right) c",
        ),
    ],
)
def test_formulas(text: str, latex: str) -> None:
    assert printed(text) == latex


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("a <= b", r"a \leq b"),
        ("a >= b", r"a \geq b"),
        ("a != b", r"a \ne b"),
        ("0 < x <= 1", r"0 < x \wedge x \leq 1"),
        ("a < b and (a > 0 or b == 0)", r"a < b \wedge \left(a > 0 \vee b = 0\right)"),
        ("a < b or a > 0 and b == 0", r"a < b \vee \left(a > 0 \wedge b = 0\right)"),
        ("not a < b", r"\neg \left(a < b\right)"),
    ],
)
def test_conditions(text: str, latex: str) -> None:
    assert to_latex(parse_condition(text, KNOWN)) == latex


def test_the_last_line_of_cases_can_be_in_another_language() -> None:
    formula = parse_expression("a if x > 0 else b", KNOWN)
    assert r"b & \text{其他}" in to_latex(formula, otherwise=r"\text{其他}")


def test_numbers_of_programs() -> None:
    third, minus = Number(Fraction(1, 3)), Number(Fraction(-2))
    assert to_latex(Product((third, Name("a")))) == r"\frac{1}{3} a"
    assert to_latex(Product((Name("a"), minus))) == r"a \left(-2\right)"
    assert to_latex(Product((minus, Name("a")))) == "-2 a"
    assert to_latex(Power(third, minus)) == r"\left(\frac{1}{3}\right)^{-2}"
    assert to_latex(Power(Number(Fraction(10**9)), Name("n"))) == r"\left(10^{9}\right)^{n}"
