"""Audits of games of alike firms and of trees with information sets."""

from __future__ import annotations

import pytest

from vcgame.derive.audit.examination import examine
from vcgame.derive.audit.row import Row
from vcgame.errors import FileError
from vcgame.model.audit import Audit
from vcgame.model.reading.audits.audit_builder import build_audit
from vcgame.model.toml.document import read_document


def audit_of(model: str, *entry: str) -> Audit:
    lines = ("vcgame = 1", 'kind = "audit"', 'id = "toy"', 'title = "Toy"', 'source = "none"')
    head = (*lines, 'seen = "all"', f'model = "{model}"')
    text = "\n".join((*head, "[[printed]]", 'id = "e"', 'says = "so"', *entry))
    return build_audit(read_document(text, "toy"))


def only_row(model: str, *entry: str) -> Row:
    (row,) = examine(audit_of(model, *entry)).rows
    return row


@pytest.mark.parametrize(
    ("entry", "verdict"),
    [
        (('includes = ["undercut"]', "at = { n = 3, Q = 16, muH = 2, muL = 1, f = 5 }"), "agrees"),
        (('includes = ["hold"]', "at = { n = 6, Q = 16, muH = 2, muL = 1, f = 5 }"), "disagrees"),
        (('includes = ["hold"]', 'when = ["n*f + Q*muH >= n*Q*muL"]'), "agrees"),
        (('includes = ["hold"]', "when = []"), "disagrees"),
    ],
)
def test_claims_of_alike_firms_are_checked(entry: tuple[str, ...], verdict: str) -> None:
    assert only_row("order-war", *entry).verdict == verdict


def test_what_is_right_instead_counts_the_others() -> None:
    row = only_row("order-war", 'includes = ["hold"]', "when = []")
    assert str(row.right) == str(
        only_row("order-war", 'includes = ["hold"]', 'when = ["n >= 2"]').right
    )
    assert row.right is not None
    assert "others" not in str(row.right)


@pytest.mark.parametrize(
    "entry",
    ['unseen = "equilibria"', 'unseen = "class"', "only_mixed = true", "pays = { hold = [1] }"],
)
@pytest.mark.parametrize("model", ["order-war", "quality-rating"])
def test_what_needs_a_table_is_refused(model: str, entry: str) -> None:
    with pytest.raises(FileError, match="is for strategic games; remove the entry"):
        audit_of(model, entry)


@pytest.mark.parametrize(
    ("model", "order", "verdict"),
    [
        ("order-war", '["supplier"]', "disagrees"),
        ("quality-rating", '["firm", "buyer"]', "agrees"),
        ("quality-rating", '["buyer", "firm"]', "disagrees"),
    ],
)
def test_who_moves_first(model: str, order: str, verdict: str) -> None:
    assert only_row(model, f"order = {order}").verdict == verdict


def test_moves_at_information_sets_are_those_of_all_equilibria() -> None:
    entry = 'choices = {{ "rating.low" = {} }}'
    assert only_row("quality-rating", entry.format('["skip"]')).verdict == "agrees"
    row = only_row("quality-rating", entry.format('["seek"]'))
    assert row.verdict == "disagrees"
