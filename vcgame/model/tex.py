r"""Which LaTeX a symbol or formula may be made of.

Symbols can come from a model file (``tex = "\mu_H"``), and LaTeX is a programming language
that can read and write files. So a formula is held to a list of commands that only print.
"""

from __future__ import annotations

import re

from vcgame.errors import UsageError

__all__ = ["check_latex"]

_COMMANDS = """
    alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi
    pi varpi rho varrho sigma varsigma tau upsilon phi varphi chi psi omega
    Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega ell hbar
    frac dfrac tfrac sqrt binom left right big Big bigl bigr Bigl Bigr
    min max exp log ln sin cos tan arg det sup inf lim gcd deg dim Pr
    cdot times div pm mp ast star circ bullet oplus otimes
    le leq ge geq ne neq equiv approx sim simeq cong propto ll gg prec succ
    land lor lnot neg wedge vee in notin ni subset subseteq supset supseteq cup cap setminus
    emptyset varnothing infty forall exists partial nabla prime
    to gets mapsto rightarrow leftarrow leftrightarrow Rightarrow Leftarrow Leftrightarrow
    implies iff longrightarrow Longrightarrow Longleftrightarrow uparrow downarrow
    sum prod int bigcup bigcap
    ldots cdots dots vdots mid vert Vert lvert rvert lVert rVert langle rangle
    lfloor rfloor lceil rceil lbrace rbrace colon
    quad qquad bar hat tilde vec dot ddot overline underline widehat widetilde
    text textrm textit textbf mathrm mathit mathbf mathsf mathtt mathcal mathbb mathfrak
    operatorname boldsymbol displaystyle textstyle scriptstyle limits nolimits phantom
    begin end
"""
_PRINTING = frozenset(_COMMANDS.split())
_ENVIRONMENTS = frozenset({"aligned", "array", "bmatrix", "cases", "matrix", "pmatrix", "vmatrix"})
_COMMAND = re.compile(r"\\(?:([A-Za-z]+)|(.)|\Z)", re.DOTALL)
_SIGNS = frozenset(r",:;! {}|_&%\#")
_LAYOUT = re.compile(r"\\(begin|end)\b\s*(?:\{([^{}]*)\})?|(\\\\|&)|\\[^\\]")


def check_latex(latex: str) -> None:
    r"""Refuse LaTeX that does more than print, or that would break the table around it.

    Raises
    ------
    UsageError
        For an unknown command, an unbalanced brace, or a sign that ends math mode.

    Examples
    --------
    >>> check_latex(r"\frac{\mu_H}{n} \le c")
    >>> check_latex(r"\input{/etc/passwd}")
    Traceback (most recent call last):
        ...
    vcgame.errors.UsageError: formula '\\input{/etc/passwd}': \input is not allowed
    """
    where = f"formula {latex[:80]!r}"
    for match in _COMMAND.finditer(latex):
        word, sign = match.groups()
        if word is not None and word not in _PRINTING:
            raise UsageError(f"{where}: \\{word} is not allowed")
        if word is None and (sign is None or sign not in _SIGNS):
            raise UsageError(f"{where}: \\{sign or ''} is not allowed")
    _check_environments(latex, where)
    bare = _COMMAND.sub("", latex)
    wrong = sorted({sign for sign in bare if sign in "$%#~" or not sign.isprintable()})
    if wrong or "^^" in bare:
        shown = " ".join(repr(sign) for sign in wrong) or "'^^'"
        raise UsageError(f"{where}: {shown} cannot stand in a formula")
    depth = 0
    for sign in bare:
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth < 0:
            break
    if depth:
        raise UsageError(f"{where}: the braces do not match")


def _check_environments(latex: str, where: str) -> None:
    """Hold cell and row ends inside environments, else they would end those of the table."""
    within: list[str] = []
    for match in _LAYOUT.finditer(latex):
        command, name, end = match.groups()
        if end is not None and not within:
            raise UsageError(f"{where}: {end} stands outside an environment")
        if command is not None and name not in _ENVIRONMENTS:
            raise UsageError(f"{where}: only the environments {', '.join(sorted(_ENVIRONMENTS))}")
        if command == "begin":
            within.append(name)
        elif command == "end" and (not within or within.pop() != name):
            raise UsageError(f"{where}: \\end{{{name}}} without its \\begin")
    if within:
        raise UsageError(f"{where}: \\begin{{{within[-1]}}} without its \\end")
