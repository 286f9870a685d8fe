"""Small audits for tests: games, and what somebody prints about them."""

from __future__ import annotations

from vcgame.derive.audit.examination import examine
from vcgame.derive.audit.row import AuditReport, Row
from vcgame.model.reading.audits.audit_builder import build_audit
from vcgame.model.toml.document import read_document

HEAD = """
vcgame = 1
kind = "audit"
id = "paper"
title = "A paper"
source = "Somebody (2020)"
seen = "All of it."
"""

FIRMS = """
[[players]]
id = "firm"
strategies = { fake = "fake", honest = "honest" }
[[players]]
id = "office"
strategies = { act = "act", wait = "wait" }
"""

INSPECTION = (
    HEAD
    + """
assumptions = ["A > 0", "F > 0", "P > 0", "S > 0"]
shares = { x = "firm.fake", y = "office.act" }
[parameters]
A = { value = 10, range = [0, 40] }
F = { value = 25, range = [0, 60] }
P = { value = 8, range = [0, 20] }
S = { value = 3, range = [0, 10] }
"""
    + FIRMS
    + """
[payoffs]
"fake, act" = ["A - F", "P - S"]
"fake, wait" = ["A", 0]
"honest, act" = [0, "-S"]
"honest, wait" = [0, 0]
"""
)
"""Firms that fake and an office that inspects: a centre at (S/P, A/F) = (.375, .4)."""

TWO_ALIKE = """
[[players]]
id = "one"
strategies = { hot = "hot", niche = "niche" }
[[players]]
id = "two"
strategies = { hot = "hot", niche = "niche" }
"""


def symmetric(t: str, r: str, p: str, s: str, head: str = "") -> str:
    """A symmetric game: R for both hot, T for niche against hot, and so on."""
    return (
        HEAD
        + head
        + TWO_ALIKE
        + f"""
[payoffs]
"hot, hot" = ["{r}", "{r}"]
"hot, niche" = ["{s}", "{t}"]
"niche, hot" = ["{t}", "{s}"]
"niche, niche" = ["{p}", "{p}"]
"""
    )


BISTABLE = symmetric("1", "3", "2", "0", 'shares = { x = "one.hot", y = "two.hot" }\n')
"""A stag hunt: saddle at (1/2, 1/2), both corners of the diagonal sinks."""


def audited(game: str, printed: str) -> AuditReport:
    """Audit one printed entry of a game."""
    text = f'{game}\n[[printed]]\nid = "p"\nsays = "It is printed."\n{printed}\n'
    return examine(build_audit(read_document(text, "paper.toml")))


def verdicts(game: str, printed: str) -> list[str]:
    """Give the verdicts of one printed entry."""
    return [row.verdict for row in audited(game, printed).rows]


def wrong(game: str, printed: str) -> list[Row]:
    """Give the rows that disagree."""
    return [row for row in audited(game, printed).rows if row.verdict == "disagrees"]
