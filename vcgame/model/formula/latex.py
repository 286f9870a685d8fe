r"""Formulas as LaTeX.

How a name is printed, unless the model gives its symbol (``tex``):

- at an underscore, subscripts begin: ``p_max_2`` is ``p_{\mathrm{max},2}``;
- digits at the end are a subscript: ``D1`` is ``D_{1}``, ``s10`` is ``s_{10}``;
- capitals after small letters are a subscript: ``gA`` is ``g_{A}``, ``muH2`` is ``\mu_{H2}``;
- names of Greek letters, and ``lam``, become these letters; other words stay words:
  ``fine`` is ``\mathit{fine}``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise

from vcgame.model.formula.expression import (
    And,
    Call,
    Comparison,
    Conditional,
    Name,
    Negation,
    Node,
    Not,
    Number,
    Or,
    Power,
    Product,
    Quotient,
    Sum,
    constant,
)
from vcgame.model.formula.plain import decimal

__all__ = ["name_to_latex", "to_latex"]

# How tightly each kind binds, loosest first.
_CHOICE, _OR, _AND, _NOT, _RELATION, _SUM, _SIGN, _PRODUCT, _FUNCTION, _POWER, _ATOM = range(11)

_GREEK = {
    match[0]: "\\" + match[0]
    for match in re.finditer(
        r"\w+",
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau "
        "upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega",
    )
} | {"lam": r"\lambda"}
# The long names of the relations are known to matplotlib too.
_RELATIONS = {"<": "<", "<=": r"\leq", ">": ">", ">=": r"\geq", "==": "=", "!=": r"\ne"}
_MOST_ZEROS = 5


def to_latex(
    node: Node, tex: Mapping[str, str] | None = None, *, otherwise: str = r"\text{otherwise}"
) -> str:
    r"""Write a formula for a paper, without dollar signs.

    Parameters
    ----------
    node
        An expression or a condition.
    tex
        Printed symbols of names; the other names are printed by the rules above.
    otherwise
        What the last line of a conditional says.

    Examples
    --------
    >>> from vcgame.model.formula.parser import parse_expression
    >>> formula = parse_expression("-2*muH*(D1 - c)^2/(1 + lam)", ["muH", "D1", "c", "lam"])
    >>> print(to_latex(formula))
    -\frac{2 \mu_{H} \left(D_{1} - c\right)^{2}}{1 + \lambda}
    """
    return _Writer(tex or {}, otherwise).write(node)[0]


def name_to_latex(name: str) -> str:
    r"""Write a name as a symbol.

    Examples
    --------
    >>> [name_to_latex(name) for name in ("s10", "gA", "sigma_max", "fine")]
    ['s_{10}', 'g_{A}', '\\sigma_{\\mathrm{max}}', '\\mathit{fine}']
    """
    head, *parts = (part for part in name.split("_") if part)
    match = re.fullmatch(r"([A-Za-z]|[a-z]+|[A-Z]+|[A-Z][a-z]+)(\d*)", head) or re.fullmatch(
        r"([a-z]+)([A-Z]+\d*)", head
    )
    tail = ""
    if match:
        head, tail = match.groups()
    subscripts = [tail] if tail else []
    for part in parts:
        plain = len(part) == 1 or part.isdigit()
        subscripts.append(part if plain else _GREEK.get(part, rf"\mathrm{{{part}}}"))
    symbol = head if len(head) == 1 else _GREEK.get(head, rf"\mathit{{{head}}}")
    return f"{symbol}_{{{','.join(subscripts)}}}" if subscripts else symbol


class _Writer:
    """Writes the nodes of one formula."""

    def __init__(self, tex: Mapping[str, str], otherwise: str) -> None:
        self.tex = tex
        self.otherwise = otherwise

    def at(self, node: Node, least: int) -> str:
        """Write a part, in brackets if it binds less tightly than `least`."""
        text, level = self.write(node)
        return text if level >= least else _bracketed(text)

    def write(self, node: Node) -> tuple[str, int]:
        """Give the text and how tightly its outermost operator binds."""
        negative, body, level = self.signed(node)
        return ("-" + body, _SIGN) if negative else (body, level)

    def signed(self, node: Node) -> tuple[bool, str, int]:
        """Split a minus sign off the front of a product, a quotient or a number."""
        match node:
            case Number(value):
                return value < 0, *_number(abs(value))
            case Negation(operand):
                return True, self.at(operand, _PRODUCT), _PRODUCT
            case Product(factors):
                negative, first, level = self.signed(factors[0])
                texts = [first if level >= _PRODUCT else _bracketed(first)]
                texts += [self.at(factor, _PRODUCT) for factor in factors[1:]]
                return negative, _juxtaposed(texts), _PRODUCT
            case Quotient(numerator, denominator):
                if isinstance(numerator, Negation):
                    negative, above = True, self.write(numerator.operand)[0]
                else:
                    negative, above, _ = self.signed(numerator)
                below, _ = self.write(denominator)
                return negative, rf"\frac{{{above}}}{{{below}}}", _FUNCTION
            case Sum(terms):
                text = self.at(terms[0], _SUM)
                for term in terms[1:]:
                    negative, body, level = self.signed(term)
                    body = body if level > _SUM else _bracketed(body)
                    text += f" - {body}" if negative else f" + {body}"
                return False, text, _SUM
            case _:
                return False, *self.atom(node)

    def atom(self, node: Node) -> tuple[str, int]:
        match node:
            case Name(id_):
                return self.tex.get(id_) or name_to_latex(id_), _ATOM
            case Power(base, exponent):
                below = self.at(base, _ATOM)
                if isinstance(base, Name) and ("^" in below or "'" in below):
                    below = f"{{{below}}}"
                return f"{below}^{{{self.exponent(exponent)}}}", _POWER
            case Call("sqrt", (argument,)):
                return rf"\sqrt{{{self.write(argument)[0]}}}", _ATOM
            case Call("abs", (argument,)):
                return rf"\left|{self.write(argument)[0]}\right|", _ATOM
            case Call("min" | "max" as function, arguments):
                inside = ", ".join(self.write(argument)[0] for argument in arguments)
                return rf"\{function}\left\{{{inside}\right\}}", _ATOM
            case Call(function, (argument,)):
                symbol = r"\ln" if function == "log" else rf"\{function}"
                return symbol + _bracketed(self.write(argument)[0]), _FUNCTION
            case _:
                return self.choice(node)

    def choice(self, node: Node) -> tuple[str, int]:
        match node:
            case Conditional():
                lines = []
                last: Node = node
                while isinstance(last, Conditional):
                    lines.append(f"{self.write(last.then)[0]} & {self.write(last.test)[0]}")
                    last = last.otherwise
                lines.append(f"{self.write(last)[0]} & {self.otherwise}")
                return r"\begin{cases} " + r" \\ ".join(lines) + r" \end{cases}", _CHOICE
            case Comparison(left, relation, right):
                sign = _RELATIONS[relation]
                return f"{self.at(left, _SUM)} {sign} {self.at(right, _SUM)}", _RELATION
            case And(parts):
                return r" \wedge ".join(self.at(part, _NOT) for part in parts), _AND
            case Or(parts):
                return r" \vee ".join(self.at(part, _NOT) for part in parts), _OR
            case Not(part):
                return rf"\neg {_bracketed(self.write(part)[0])}", _NOT
            case _:
                raise TypeError(f"{type(node).__name__} is no formula")

    def exponent(self, node: Node) -> str:
        """Write an exponent; a rational number on one line."""
        value = constant(node)
        if value is not None and value.denominator != 1 and isinstance(node, Quotient | Negation):
            return f"{value.numerator}/{value.denominator}"
        return self.write(node)[0]


def _bracketed(text: str) -> str:
    return rf"\left({text}\right)"


def _juxtaposed(factors: list[str]) -> str:
    """Join factors: a dot before a digit, a thin space around words, else a space."""
    text = factors[0]
    for before, factor in pairwise(factors):
        numbers = before[-1].isdigit() and factor.startswith(r"\frac")
        if factor[0].isdigit() or numbers:
            text += r" \cdot " + factor
        elif r"\mathit" in (before[:7], factor[:7]):
            text += r" \, " + factor
        else:
            text += " " + factor
    return text


def _number(value: Fraction) -> tuple[str, int]:
    """Write a number that is not negative: in decimals, by a power of ten, or as a fraction."""
    parts = decimal(value)
    if parts is None:
        return rf"\frac{{{value.numerator}}}{{{value.denominator}}}", _FUNCTION
    mantissa, power = parts
    digits = str(mantissa)
    if 0 <= power <= _MOST_ZEROS:
        return str(value), _ATOM
    if power < 0 and -power - len(digits) <= _MOST_ZEROS:
        digits = digits.rjust(1 - power, "0")
        return f"{digits[:power]}.{digits[power:]}", _ATOM
    if mantissa == 1:
        return f"10^{{{power}}}", _POWER
    return rf"{mantissa} \cdot 10^{{{power}}}", _PRODUCT
