"""Every sentence of the solvers is known in Chinese; programs get it in English."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest  # noqa: TC002  the annotations of fixtures are read

from vcgame.forms.extensive import ExtensiveGame, Move, Vertex
from vcgame.forms.strategic import StrategicGame
from vcgame.model.library import library_files
from vcgame.report.sentences import reason_text
from vcgame.report.words import catalogue, places
from vcgame.solve.nash import solve_nash
from vcgame.solve.nashpy_process import Result
from vcgame.solve.peer import compared
from vcgame.solve.pure import solve_pure
from vcgame.solve.subgame import solve_tree

PIGS = StrategicGame.from_matrices([[5, 2], [9, 0]], [[1, 4], [-1, 0]])
COIN = StrategicGame.from_matrices([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])


def english_in(text: str, allowed: set[str] = frozenset()) -> set[str]:
    return set(re.findall("[A-Za-z]{2,}", text)) - allowed - {"nashpy"}


def test_known_sentences_have_every_number_and_name() -> None:
    for key, template in catalogue("en").items():
        if key.startswith("said."):
            numbers = {name: str(7 + place) for place, name in enumerate(sorted(places(template)))}
            sentence = template.format(**numbers)
            said = reason_text(sentence)
            assert said.en == sentence
            assert not re.search("[A-Za-z]{4,}", said.zh.replace("nashpy", ""))
            assert all(number in said.zh for number in numbers.values()), key


def test_a_sentence_that_is_not_known_stays_as_it_is() -> None:
    assert reason_text("something new").say("zh") == "something new"
    assert reason_text("").say("zh") == ""


def answers(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Answers of all solvers, complete and not."""
    big = [[(3 * i + 5 * j) % 7 for j in range(6)] for i in range(6)]
    found: list[Any] = [
        solve_nash(PIGS),
        solve_nash(StrategicGame.from_matrices([[5, 2, 0], [9, 3, 1]], [[1, 4, 0], [-1, 0, -2]])),
        solve_nash(StrategicGame.from_matrices(big, big), effort=3),
        solve_pure(PIGS),
        solve_pure(COIN),
    ]
    monkeypatch.setattr("vcgame.solve.nash.MOST_EQUILIBRIA", 1)
    monkeypatch.setattr("vcgame.solve.pure.MOST_EQUILIBRIA", 1)
    same = StrategicGame.from_matrices([[1, 0], [0, 1]], [[1, 0], [0, 1]])
    return [*found, solve_nash(same), solve_pure(same)]


def test_what_solvers_say_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    for answer in answers(monkeypatch):
        for sentence in (answer.method, answer.why, *answer.notes):
            assert english_in(reason_text(sentence).say("zh")) == set(), sentence


def test_what_is_said_of_trees_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    zero = Fraction(0)
    tree = ExtensiveGame(
        ("a",),
        (
            Vertex("root", 0, (Move("left", 1), Move("right", 2))),
            Vertex("l", None, (), (zero,)),
            Vertex("r", None, (), (zero,)),
        ),
    )
    found = [solve_tree(tree)]
    for name in (
        "subgame.MAX_EQUILIBRIA",
        "subgame.MAX_MOVES",
        "mixing.MAX_CASES",
        "mixing.MAX_WORK",
    ):
        with monkeypatch.context() as patch:
            patch.setattr(f"vcgame.solve.{name}", 1)
            found.append(solve_tree(tree))
    assert {answer.complete for answer in found} == {True, False}
    for answer in found:
        for sentence in (answer.method, answer.why, *answer.notes):
            assert english_in(reason_text(sentence).say("zh")) == set(), sentence


def test_what_is_said_of_nashpy_is_known() -> None:
    exact = solve_nash(PIGS)
    results = [
        Result("Lemke-Howson, label 0", None, "RuntimeError: no end after 5000 pivots"),
        Result("vertex enumeration", ((1.0, 0.0), (0.0, 1.0))),
        Result("vertex enumeration", ((0.5, 0.5), (0.5, 0.5))),
        Result("vertex enumeration", ((0.5, 0.25), (1.0, 0.0))),
        Result("its process", None, "was stopped after 30 seconds"),
        Result("warnings", None, "2 in all, the first: 7"),
    ]
    ids = {"row", "column"}
    for answer in (compared(PIGS, exact, results), compared(COIN, solve_nash(COIN), [])):
        for sentence in (answer.method, answer.why, *answer.notes):
            assert english_in(reason_text(sentence).say("zh"), ids) == set(), sentence
    assert "nashpy missed" in compared(COIN, solve_nash(COIN), []).why


WRONG_CLAIMS = [
    'equilibria = ["u, l"]',
    'equilibria = ["u, l", "m, c"]\ncomponents = 1',
    'includes = ["u, c"]',
    'dominant = { player = "p", strategy = "u" }',
    'dominant = { player = "q", strategy = "c" }',
    'class = "chicken"',
    'inequality = "x > 4"',
    'better = { profile = "m, c", than = "u, l" }',
    'exactly_when = ["x > 5"]\nincludes = ["m, c"]',
    'when = ["x > 5", "x < 4"]\nincludes = ["m, c"]',
    'threshold = { parameter = "x", value = 3, below = ["u, l"], above = ["m, c"] }',
]


def test_what_is_said_of_wrong_claims_is_known(
    vcgame: Callable[..., Any], make_model: Callable[..., Path]
) -> None:
    says = 'says = { en = "Something.", zh = "某事。" }'
    claims = [f'[[claims]]\nid = "c{k}"\n{says}\n{claim}' for k, claim in enumerate(WRONG_CLAIMS)]
    rest = "\n".join(["[parameters]", "x = { value = 2, range = [1, 10] }", *claims])
    make_model("wrong", [[("x", "x"), (0, 0)], [(0, 0), (1, 1)]], rest)
    run = vcgame("check", "wrong.toml", "--points-only", "--lang", "zh", "--format", "csv")
    assert run.status == 1
    lines = run.out.splitlines()[1:]
    assert len(lines) == len(WRONG_CLAIMS)
    assert sum("被否定" in line for line in lines) == len(WRONG_CLAIMS) - 1
    for line in lines:
        assert english_in(line, {"wrong"}) == set()


def test_what_is_said_of_wrong_moves_is_known(vcgame: Callable[..., Any], folder: Path) -> None:
    text = library_files()["functional-upgrading"].read_text(encoding="utf-8")
    right = 'choices = { reply_plain = ["punish"] }'
    assert right in text
    text = text[: text.index(right)] + right.replace("punish", "accommodate") + "\n"
    (folder / "wrong.toml").write_text(text, encoding="utf-8")
    run = vcgame("check", "wrong.toml", "--points-only", "--lang", "zh", "--format", "json")
    assert run.status == 1
    reason = run.json[0]["claims"][-1]["reason"]
    assert reason_text(reason).say("zh").startswith("在 reply_plain 处：")


def test_irrational_games_are_spoken_of_in_chinese(
    vcgame: Callable[..., Any], models: dict[str, Path]
) -> None:
    ids = {"roots", "Roots", "standard"}
    for name, concept in itertools.product(("irrational", "undecidable"), ("nash", "pure")):
        out = vcgame("solve", models[name], "--concept", concept, "--lang", "zh").out
        assert english_in(out, ids) == set()
