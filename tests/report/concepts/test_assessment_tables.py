"""Tables and results for programs of equilibria of trees with information sets."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import pytest
from flint import arb

from vcgame.forms.point import extensive_game
from vcgame.model.reading.builder import build_model
from vcgame.model.toml.document import read_document
from vcgame.report.concepts.assessments import assessment_json, assessment_table
from vcgame.report.concepts.play_text import play_text
from vcgame.report.sentences import reason_text
from vcgame.report.tables.writers import WRITERS, write_table
from vcgame.solve.trees.assessment import Assessment, AssessmentAnswer, BeliefRange
from vcgame.solve.trees.nash import solve_nash_of_tree
from vcgame.solve.trees.subgame_perfect import solve_subgame_perfect

ZERO, ONE, HALF = Fraction(0), Fraction(1), Fraction(1, 2)

TEXT = """
vcgame = 1
kind = "model"
id = "standards"
title = { en = "Standards", zh = "标准之争" }
status = "textbook"
form = "extensive"
[parameters]
w = { value = 2, range = [0, 8], meaning = { en = "worth of staying out", zh = "不进入的收益" } }
[[players]]
id = "leader"
name = { en = "leader", zh = "领先企业" }
[[players]]
id = "rival"
name = { en = "rival", zh = "对手" }
[actions]
"""

ACTIONS = {
    "out": 'out = { en = "stay out", zh = "不进入" }',
    "A": 'A = { en = "old", zh = "旧标准" }',
}


def nodes(rows):
    told = []
    for id, parent, action, rest in rows:
        told.append(f'[[nodes]]\nid = "{id}"')
        if parent:
            told.append(f'parent = "{parent}"\naction = "{action}"')
        told.append(rest)
    return "\n".join(told)


STANDARDS = [
    ("entry", "", "", 'player = "leader"'),
    ("away", "entry", "out", 'payoffs = ["w", 2]'),
    ("own", "entry", "in", 'player = "leader"'),
    ("afterA", "own", "A", 'player = "rival"\ninformation = "reply"'),
    ("afterB", "own", "B", 'player = "rival"\ninformation = "reply"'),
    ("AA", "afterA", "A", "payoffs = [3, 1]"),
    ("AB", "afterA", "B", "payoffs = [0, 0]"),
    ("BA", "afterB", "A", "payoffs = [0, 0]"),
    ("BB", "afterB", "B", "payoffs = [1, 3]"),
]

CHANCE = [
    ("start", "", "", "chance = true"),
    ("hi", "start", "high", 'player = "leader"\nprobability = "1/4"'),
    ("lo", "start", "low", 'player = "leader"\nprobability = "3/4"'),
    ("hA", "hi", "A", "payoffs = [1, 0]"),
    ("hB", "hi", "B", 'player = "rival"\ninformation = "seen"'),
    ("lA", "lo", "A", "payoffs = [1, 0]"),
    ("lB", "lo", "B", 'player = "rival"\ninformation = "seen"'),
    ("h1", "hB", "buy", "payoffs = [3, 1]"),
    ("h2", "hB", "leave", "payoffs = [0, 0]"),
    ("l1", "lB", "buy", "payoffs = [2, -1]"),
    ("l2", "lB", "leave", "payoffs = [0, 0]"),
]


def loaded(rows):
    made = {action for _, _, action, _ in rows}
    names = [line for action, line in ACTIONS.items() if action in made]
    text = "\n".join([TEXT, *names, nodes(rows)])
    model = build_model(read_document(text, "standards.toml"))
    return model, model.values(None, None), extensive_game(model, model.values(None, None))


@pytest.fixture
def standards():
    return loaded(STANDARDS)


def test_subgame_perfect_equilibria(standards):
    model, _, game = standards
    table = assessment_table(model, game, solve_subgame_perfect(game))
    assert [column.key for column in table.columns] == [
        "equilibrium",
        "outcome",
        "play",
        "behaviour",
        "u1",
        "u2",
        "certificate",
    ]
    assert table.column("outcome") == (1, 1, 2)
    assert [text.en for text in table.column("play")] == ["stay out", "stay out", "in → old → old"]
    assert [text.en for text in table.column("behaviour")] == [
        "entry: stay out; own: B; reply: B",
        "entry: stay out; own: 0.75 old + 0.25 B; reply: 0.25 old + 0.75 B",
        "entry: in; own: old; reply: old",
    ]
    assert table.column("behaviour")[0].zh == "entry：不进入；own：B；reply：B"
    assert table.column("certificate") == (0, 0, 0)
    assert table.title.en == "Standards: subgame-perfect equilibria"
    assert table.notes[0].en.startswith("Complete: every Nash equilibrium of every subgame")
    assert "different outcomes among them: 2" in table.notes[1].en


def test_what_is_free_is_any(standards):
    model, _, game = standards
    table = assessment_table(model, game, solve_nash_of_tree(game))
    assert table.column("behaviour")[0].en == "entry: stay out; own: any; reply: B"
    assert any("any behaviour there" in note.en for note in table.notes)
    assert any("joined by others" in note.en for note in table.notes)


@pytest.mark.parametrize("form", sorted(WRITERS))
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_writer_takes_it(standards, form, language):
    model, _, game = standards
    table = assessment_table(model, game, solve_subgame_perfect(game))
    assert "standards" in write_table(table, form, language) or form in ("text", "md", "csv")


def test_no_sentence_stays_english(standards):
    _, _, game = standards
    for answer in (solve_subgame_perfect(game), solve_nash_of_tree(game)):
        for sentence in (answer.method, answer.why, *answer.notes):
            assert reason_text(sentence).zh


@pytest.mark.parametrize(
    "sentence",
    [
        "subgame at n3: every best plan was followed",
        (
            "the subgame at n2 has a continuum of equilibria, between whose ends the payoffs of "
            "players who move before change; the ends were followed"
        ),
        "more than 10000 subgame-perfect equilibria; none is listed",
        "more than 1000 stages would have to be solved; no equilibrium is listed",
        "p has 9 plans of action or more; up to 5 are listed; no equilibrium is listed",
        "the reduced strategic form has 9 profiles; up to 5 are listed",
        "the profiles of the reduced strategic form reach more than 7 ends",
    ],
)
def test_sentences_have_chinese(sentence):
    assert reason_text(sentence).zh


def test_beliefs_and_consistency(standards):
    model, _, game = standards
    answer = solve_subgame_perfect(game)
    span = BeliefRange(2, False, (HALF, ZERO), (ONE, HALF), ((True, True), (True, False)))
    anything = replace(span, low=(ZERO, ZERO), high=(ONE, ONE), closed=((True, True),) * 2)
    sure = replace(span, reached=True, low=(ONE, ZERO), high=(ONE, ZERO))
    cases = [(span, "sequential"), (anything, "not sequential"), (sure, "not decided")]
    listed = [
        replace(each, beliefs=(belief,), consistency=verdict)
        for each, (belief, verdict) in zip(answer.equilibria, cases, strict=True)
    ]
    table = assessment_table(
        model, game, replace(answer, concept="perfect-bayesian", equilibria=tuple(listed))
    )
    assert [text.en for text in table.column("beliefs")] == [
        "reply: P(old) in [0.5, 1]",
        "reply: any belief",
        "reply: P(old) = 1",
    ]
    assert [text.en for text in table.column("sequential")] == ["yes", "no", "not decided"]
    assert table.title.en == "Standards: perfect Bayesian equilibria"
    half_open = replace(listed[0], beliefs=(replace(span, closed=((False, True), (True, False))),))
    table = assessment_table(model, game, replace(answer, equilibria=(half_open,)))
    assert table.column("beliefs")[0].en == "reply: P(old) in (0.5, 1]"


def test_conditions_on_three_nodes():
    rows = [("r", "", "", 'player = "leader"')]
    for k in "xyz":
        rows.append((f"n{k}", "r", k, 'player = "rival"\ninformation = "s"'))
        rows += [(f"{k}{m}", f"n{k}", m, "payoffs = [0, 0]") for m in "ab"]
    model, _, game = loaded(rows)
    span = BeliefRange(
        1,
        False,
        (ZERO,) * 3,
        (ONE, HALF, ONE),
        ((True, True),) * 3,
        ((Fraction(2), Fraction(-1), ZERO),),
    )
    found = Assessment(
        ((ONE, ZERO, ZERO), (ONE, ZERO)), (ZERO, ZERO), ((4, ONE),), ZERO, 1, (span,)
    )
    table = assessment_table(
        model, game, AssessmentAnswer("perfect-bayesian", "m", True, "w", (found,))
    )
    assert table.column("beliefs")[0].en == (
        "s: P(x) in [0, 1], P(y) in [0, 0.5], P(z) in [0, 1], 2 P(x) ≥ P(y)"
    )


def test_play_that_begins_with_chance():
    model, _, game = loaded(CHANCE)
    pooled = play_text(model, game, ((ONE, ZERO), (ONE, ZERO), (ONE, ZERO)))
    assert pooled.en == "[0.25 high: old; 0.75 low: old]"
    mixed = play_text(model, game, ((ZERO, ONE), (HALF, HALF), (HALF, HALF)))
    assert mixed.en == (
        "[0.25 high: B → 0.5 buy + 0.5 leave; 0.75 low: [0.5 old; 0.5 B: 0.5 buy + 0.5 leave]]"
    )
    assert mixed.zh.startswith("［0.25 high：B → 0.5 buy")


def test_irrational_chances_are_told():
    model, _, game = loaded(CHANCE)
    share = arb(2).sqrt() / 4
    vertex = game.vertices[0]
    moves = (
        replace(vertex.moves[0], probability=share),
        replace(vertex.moves[1], probability=1 - share),
    )
    game = replace(game, vertices=(replace(vertex, moves=moves), *game.vertices[1:]))
    pooled = play_text(model, game, ((ONE, ZERO), (ONE, ZERO), (ONE, ZERO)))
    assert pooled.en == "[0.3536 high: old; 0.6464 low: old]"


def test_chance_alone_is_told():
    rows = [
        ("start", "", "", "chance = true"),
        ("h", "start", "high", 'payoffs = [1, 1]\nprobability = "1/4"'),
        ("l", "start", "low", 'payoffs = [0, 0]\nprobability = "3/4"'),
    ]
    model, _, game = loaded(rows)
    assert play_text(model, game, ()).en == "0.25 high + 0.75 low"


def test_results_for_programs(standards):
    model, values, game = standards
    found = assessment_json(model, values, game, solve_nash_of_tree(game))
    assert json.loads(json.dumps(found)) == found
    assert (found["concept"], found["complete"], found["outcomes"]) == ("nash", True, 2)
    first = found["equilibria"][0]
    assert first["behaviour"]["rival"] == {"reply": {"A": "0", "B": "1"}}
    assert first["free"] == {"leader": ["own"]}
    assert first["outcomes"] == {"away": "1"}
    assert (first["payoffs"], first["certificate"]) == ({"leader": "2", "rival": "2"}, "0")
    answer = solve_subgame_perfect(game)
    span = BeliefRange(2, False, (HALF, ZERO), (ONE, ZERO), ((True, True), (True, False)))
    told = replace(answer, equilibria=(replace(answer.equilibria[0], beliefs=(span,)),))
    belief = assessment_json(model, values, game, told)["equilibria"][0]["beliefs"]["rival"]
    assert belief == {
        "reply": {"afterA": {"low": "1/2", "high": "1", "closed": [True, True]}, "afterB": "0"}
    }
    assert assessment_json(model, values, game, told)["equilibria"][0]["belief_conditions"] == {}


def test_conditions_on_beliefs_are_told_to_programs(standards):
    """Ranges of three nodes and more do not say all; without the conditions they say too much."""
    model, values, game = standards
    every = BeliefRange(
        2, False, (ZERO, ZERO), (ONE, ONE), ((True, True),) * 2, ((Fraction(2), Fraction(-1)),)
    )
    answer = solve_subgame_perfect(game)
    told = replace(answer, equilibria=(replace(answer.equilibria[0], beliefs=(every,)),))
    found = assessment_json(model, values, game, told)["equilibria"][0]
    assert found["belief_conditions"] == {"rival": {"reply": [{"afterA": "2", "afterB": "-1"}]}}
    assert json.loads(json.dumps(found)) == found
