from __future__ import annotations

import pytest

from vcgame.errors import UsageError
from vcgame.model.tex import check_latex
from vcgame.report.tables.formula import Math


@pytest.mark.parametrize(
    "latex",
    [
        "",
        r"\frac{c - b}{2} \le \sigma^{*}",
        r"\mu_H \ge 0 \land \lnot (q t < 1)",
        r"\begin{cases} a & x > 0 \\ b & \text{否则} \end{cases}",
        r"\left\{ x \mid x \in [0, 1] \right\}",
        r"5\%\ \&\ \_",
    ],
)
def test_what_prints_is_taken(latex: str) -> None:
    assert Math(latex, "plain").latex == latex


@pytest.mark.parametrize(
    ("latex", "wrong"),
    [
        (r"\input{/etc/passwd}", r"\\input is not allowed"),
        (r"\immediate\write18{ls}", r"\\immediate is not allowed"),
        (r"\csname input\endcsname", r"\\csname is not allowed"),
        (r"^^5cinput x", r"'\^\^'"),
        (r"a $ b", r"'\$'"),
        ("a % b", "'%'"),
        ("a\nb", "cannot stand"),
        (r"a & b", "& stands outside"),
        (r"a \\ b", "stands outside"),
        (r"\begin{cases} a \\& b \end{cases} & c", "& stands outside"),
        (r"\begin{tabular} a", "only the environments"),
        (r"\begin {document}", "only the environments"),
        (r"\begin{cases} a", "without its"),
        (r"a \end{cases}", "without its"),
        ("{a", "braces"),
        ("}a{", "braces"),
        ("a\\", "is not allowed"),
        (r"\@a", r"\\@ is not allowed"),
    ],
)
def test_what_does_more_is_refused(latex: str, wrong: str) -> None:
    with pytest.raises(UsageError, match=wrong):
        check_latex(latex)
