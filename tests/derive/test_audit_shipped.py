"""The shipped audits, larger ones on models of the library, and the words that rows are said in."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from audit_bench import HEAD, audited, verdicts, wrong

import vcgame
from vcgame.derive.audit.examination import examine
from vcgame.derive.audit.matching import matched
from vcgame.derive.audit.row import Said
from vcgame.model.audits import load_audit
from vcgame.report.words import catalogue, places

WATERMELON = HEAD + 'model = "watermelon-brand"\ninstance = "base"\n'
TRIPARTITE = HEAD + 'model = "brand-tripartite"\n'


def test_the_watermelon_brand_is_right() -> None:
    report = examine(load_audit("watermelon-brand"))
    assert len(report.rows) >= 38
    assert {row.verdict for row in report.rows} == {"agrees"}


def test_the_mistyped_pigs_are_caught() -> None:
    report = examine(load_audit("boxed-pigs-mistyped"))
    found = [row.id for row in report.rows if row.verdict == "disagrees"]
    assert found == ["pie", "equal-payoffs", "class"]


def test_the_payoff_order_is_classed_as_chicken_and_nothing_is_laid_to_the_source() -> None:
    report = examine(load_audit("maintain-abuse"))
    rows = {row.id: row for row in report.rows}
    assert rows["class"].verdict == rows["equilibria"].verdict == "missing"
    assert rows["class"].right == Said("classes.chicken")
    assert report.count("disagrees") == 0
    assert len(rows["equilibria"].right.items) == 3


def test_a_basin_measured_with_a_ruler() -> None:
    basin = "basin = {{ of = {{ x = 1, y = 1 }}, share = '{share}' }}"
    assert verdicts(WATERMELON, basin.format(share="0.582")) == ["agrees"]
    (row,) = wrong(WATERMELON, basin.format(share="0.526"))
    assert row.reason.key == "audit.by_ruler"
    assert abs(row.right - 0.582) < 0.001


@pytest.mark.parametrize(
    ("x", "y", "good"), [("0.5556", "0.3924", True), ("0.5555", "0.3924", False)]
)
def test_digits_of_the_saddle(x: str, y: str, good: bool) -> None:
    table = f'complete = false\nrest_points = [{{ state = {{ x = "{x}", y = "{y}" }} }}]'
    assert verdicts(WATERMELON, table) == (["agrees"] if good else ["disagrees"])


CORNER = "complete = false\n[[printed.rest_points]]\n"


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (
            "when = []\n" + CORNER + "state = { x = 0, y = 0, z = 0 }\nlabel = 'ESS'\n"
            "eigenvalues = ['fg + pa - m + l', 'b - c - h', 'fa - k + d']\n"
            "exactly_when = ['b < c + h', 'fa + d < k', 'fg + pa + l < m']",
            ["agrees", "agrees", "agrees"],
        ),
        (
            "when = []\n" + CORNER + "state = { x = 1, y = 0, z = 0 }\n"
            "eigenvalues = ['c + h - b', 'u - k - r', 'v - m + s']",
            ["agrees", "disagrees"],
        ),
        (
            "when = []\n" + CORNER + "state = { x = 1, y = 0, z = 0 }\n"
            "label = 'ESS'\nwhen = ['b > c + h', 'u < k + r']",
            ["agrees", "disagrees"],
        ),
        (
            CORNER + "state = { x = 1, y = 1, z = 1 }\nlabel = 'ESS'\ness = true\n"
            "determinant = -1\ntrace = -3\neigenvalues = [-1, -1, -1]",
            ["agrees"] * 6,
        ),
        (
            CORNER + "state = { x = '1/3', y = '2/3', z = 1 }\nlabel = 'ESS'",
            ["disagrees", "agrees", "disagrees"],
        ),
    ],
)
def test_three_populations(printed: str, expected: list[str]) -> None:
    assert verdicts(TRIPARTITE, printed) == expected


def test_neighbouring_corners_of_a_cube_are_not_both_stable() -> None:
    corners = (
        "complete = false\nrest_points = ["
        "{ state = { x = 0, y = 0, z = 0 }, label = 'ESS', when = [] },"
        "{ state = { x = 0, y = 1, z = 0 }, label = 'ESS', when = [] }]"
    )
    row = wrong(TRIPARTITE, corners)[0]
    assert row.reason.key == "audit.no_game"


def keys_said() -> set[str]:
    """Keys of all sentences that the audit says, where they are plain texts."""
    found = set()
    folder = Path(vcgame.__file__).parent / "derive" / "audit"
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                first = node.args[0] if node.args else None
                if node.func.id == "said" and isinstance(first, ast.Constant):
                    found.add((f"audit.{first.value}", frozenset(k.arg for k in node.keywords)))
    return found


def test_every_sentence_is_in_the_catalogue_with_its_places() -> None:
    said = keys_said()
    assert len(said) > 50
    words = catalogue("en")
    for key, parts in said:
        assert key in words, key
        if None not in parts:  # not handed over as a mapping
            assert places(words[key]) == parts, key


def test_pairing() -> None:
    assert matched([])
    assert matched([[False, True, True], [True, True, False], [True, False, False]])
    assert not matched([[True, False, False], [True, False, False], [True, True, True]])


def test_where_it_stands_is_kept() -> None:
    report = audited(WATERMELON, 'where = "p. 3"\nincludes = ["high, high"]')
    assert [row.where for row in report.rows] == ["p. 3"]
