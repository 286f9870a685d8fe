"""What the table of equilibria says of games of many players, in both languages."""

from __future__ import annotations

import re
from itertools import product

import pytest

from vcgame.model.library import model_of
from vcgame.report.equilibrium_tables import equilibrium_table
from vcgame.report.sentences import reason_text
from vcgame.report.solution_json import solution_json
from vcgame.solve.concepts import concept_of, swept_concept
from vcgame.solve.index import index_note
from vcgame.solve.many import solver
from vcgame.solve.solution import solve

PLAYERS = ("one", "two", "three", "four")


def four_firms(worth):
    """Four firms, each of which may pay 1 for a road that is worth something to all."""
    lines = ["vcgame = 1", 'id = "road"', 'title = { en = "A road", zh = "道路" }', "[parameters]"]
    lines += [f'w = {{ value = {worth}, meaning = "what the road is worth" }}']
    for player in PLAYERS:
        lines += ["[[players]]", f'id = "{player}"']
        lines += ['strategies = { pay = { en = "Pay", zh = "出资" }, free = { en = "Free ride", ']
        lines[-1] += 'zh = "搭便车" } }'
    lines.append("[payoffs]")
    for profile in product(("pay", "free"), repeat=4):
        built = "pay" in profile
        pays = ["w - 1" if s == "pay" else ("w" if built else "0") for s in profile]
        lines.append(
            f'"{", ".join(profile)}" = [{", ".join(f"{chr(34)}{p}{chr(34)}" for p in pays)}]'
        )
    return model_of("road.toml", "\n".join(lines) + "\n")


def english_in(text):
    return set(re.findall("[A-Za-z]{2,}", text)) - {"pay", "free", "one", "two", "three", "four"}


def test_a_complete_search_and_the_sum_of_the_indices_are_said():
    model = four_firms(2)
    assert (concept_of(model), swept_concept(model)) == ("nash", "pure")
    solution = solve(model)
    assert (solution.answer.complete, len(solution.answer.equilibria)) == (True, 15)
    table = equilibrium_table(solution)
    said = " ".join(note.en for note in table.notes)
    assert "every combination of supports searched in full" in said
    assert "The indices sum to +1" in said
    told = " ".join(note.say("zh") for note in table.notes[:-1])
    assert "指数之和为 +1" in told
    assert english_in(told) == set()
    assert solution_json(solution)["complete"] is True


def test_a_continuum_is_said():
    table = equilibrium_table(solve(four_firms(1)))
    said = " ".join(note.en for note in table.notes)
    assert "There are infinitely many equilibria" in said or "infinitely many" in said
    assert "A continuum of equilibria on the supports" in said
    told = " ".join(note.say("zh") for note in table.notes[:-1])
    assert "构成连续统" in told
    assert english_in(told) == set()


def test_what_is_not_decided_is_said(monkeypatch):
    monkeypatch.setattr(solver, "WORK", 0)
    answer = solve(four_firms(2)).answer
    assert answer.why.startswith("not decided on the supports pay/free, pay/free, pay/free")
    for sentence in (answer.method, answer.why, *answer.notes):
        assert english_in(reason_text(sentence).say("zh")) == set(), sentence


@pytest.mark.parametrize("total", [1, -3])
@pytest.mark.parametrize("complete", [True, False])
def test_what_the_sum_of_the_indices_says(total, complete):
    said = reason_text(index_note(total, complete=complete)).say("zh")
    assert english_in(said) == set()
    assert (f"{total}" if total < 0 else "+1") in said
