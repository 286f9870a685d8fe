"""Files of Gambit become models: names, numbers, trees; and mistakes are told with their place."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vcgame.errors import FileError, UsageError
from vcgame.forms.point import extensive_game, strategic_game
from vcgame.model.formula.parser import valid_label
from vcgame.model.gambit.lexemes import LIMITS
from vcgame.model.gambit.names import ids_of
from vcgame.model.library import load_model, model_of
from vcgame.solve.nash import solve_nash
from vcgame.solve.solution import solve

GAMES = Path(__file__).parent / "games"
TREE = 'EFG 2 R "T" { "A" "B" }\n'
MOVE = 'p "" 1 1 "i" { "L" "R" } 0\n'
ENDS = 't "" 1 "x" { 1, 2 }\nt "" 2 "y" { 3 4 }\n'
TABLE = 'NFG 1 R "T" { "A" "B" } '


def mistakes(name: str, text: str) -> list[str]:
    with pytest.raises(FileError) as caught:
        model_of(name, text)
    return [str(problem) for problem in caught.value.problems]


def test_a_table_has_the_first_players_strategy_changing_fastest():
    model = model_of("g.nfg", TABLE + '{ { "U" "D" } { "L" "M" "R" } } 1 2 3 4 5 6 7 8 9 10 11 12')
    rows = {profile: [f.value for f in payoffs] for profile, payoffs in model.payoffs.items()}
    assert rows == {
        ("U", "L"): [1, 2],
        ("U", "M"): [5, 6],
        ("U", "R"): [9, 10],
        ("D", "L"): [3, 4],
        ("D", "M"): [7, 8],
        ("D", "R"): [11, 12],
    }
    assert list(rows) == [(a, b) for a in "UD" for b in "LMR"]


def test_numbers_are_exact():
    model = load_model(GAMES / "alone.nfg")
    values = [payoffs[0].value for payoffs in model.payoffs.values()]
    assert values == [1, Fraction(-5, 2), Fraction(1, 3), Fraction(1, 1000)]


def test_outcomes_of_tables():
    game = strategic_game(load_model(GAMES / "three-outcomes.nfg"), {})
    assert game.payoff((0, 0, 0)) == (1, 1, 1)
    assert game.payoff((1, 1, 1)) == (Fraction(5, 2),) * 3
    assert sum(any(game.payoff(p)) for p in game.profiles()) == 2


def test_payoffs_on_the_way_add_up():
    game = extensive_game(load_model(GAMES / "toll.efg"), {})
    ends = [vertex.payoffs for vertex in game.vertices if vertex.end]
    assert ends == [
        (1, Fraction(1, 2)),
        (Fraction(11, 4), Fraction(3, 2)),
        (Fraction(5, 2), Fraction(7, 4)),
        (Fraction(1, 2), Fraction(3, 4)),
    ]


def test_information_sets_and_names():
    model = load_model(GAMES / "cards.efg")
    assert {node.id: node.information for node in model.nodes if node.player} == {
        "holds_red": "holds_red",
        "holds_black": "holds_black",
        "n4": "raised",
        "n6": "raised",
    }
    assert [action.probability.value for action in model.nodes[0].actions] == [Fraction(1, 2)] * 2
    assert model.title.en == "One card"
    assert model.story is not None
    assert model.story.en.endswith("does not see it.")
    assert model.status == "imported"
    assert (model.id, model.form) == ("cards", "extensive")


def test_names_in_any_script_keep_what_is_printed():
    model = load_model(GAMES / "names.efg")
    assert [(p.id, p.name.en) for p in model.players] == [
        ("p1", "龙头企业"),
        ("p2", "龙头企业"),
        ("p3", "p3"),
    ]
    assert [a.id for a in model.nodes[0].actions] == ["a1", "a2", "a3"]
    assert model.actions["a1"].en == model.actions["a2"].en == "投资"
    assert model.title.en == '集群："品牌"博弈'


def test_a_move_has_one_id_wherever_it_stands():
    model = load_model(GAMES / "outside.efg")
    by_node = {node.id: [action.id for action in node.actions] for node in model.nodes}
    assert by_node["battle"] == by_node["n4"] == by_node["n5"] == ["B", "S"]


@given(st.lists(st.text(max_size=40), max_size=12), st.lists(st.sampled_from("aAbB"), max_size=3))
def test_ids_are_valid_and_unlike_each_other(names: list[str], taken: list[str]):
    ids = ids_of(names, "s", taken)
    assert len(ids) == len(names)
    assert all(valid_label(id) is None for id in ids)
    lower = [id.lower() for id in ids]
    assert len(set(lower)) == len(lower)
    assert not set(lower) & {id.lower() for id in taken}
    assert ids_of(names, "s", taken) == ids


def test_byte_order_mark_and_line_ends(tmp_path: Path):
    text = (GAMES / "horse.efg").read_text(encoding="utf-8")
    path = tmp_path / "HORSE.EFG"
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert load_model(path).nodes == load_model(GAMES / "horse.efg").nodes
    assert load_model(str(path)).text_hash == load_model(GAMES / "horse.efg").text_hash


def test_commas_between_payoffs_of_tables():
    assert (
        model_of("g.nfg", TABLE + "{ 2 1 } 1, 2, 3, 4").payoffs
        == model_of("g.nfg", TABLE + "{ 2 1 } 1 2 3 4").payoffs
    )


def test_an_outcome_may_be_defined_after_its_first_use():
    later = model_of("g.efg", TREE + MOVE + 't "" 2\nt "" 2 "y" { 1, 0 }\n')
    assert [[f.value for f in n.payoffs] for n in later.nodes[1:]] == [[1, 0], [1, 0]]


def test_text_behind_the_tree_is_told():
    model = model_of("g.efg", TREE + MOVE + ENDS + "what is this")
    assert model.story is not None
    assert model.story.en == (
        "The tree is complete before line 5 of its file; the rest was not read."
    )


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("g.nfg", "NFG 2 R", "g.nfg:1:5: the version is 2; write NFG 1 R"),
        (
            "g.nfg",
            TABLE + "{ 2 2 } 1 1 2 2 3 3 4 4 5",
            "g.nfg:1:49: 5 stands behind the last payoff; the game has 4 profiles and 2 players",
        ),
        (
            "g.nfg",
            TABLE + "{ 2 2 } 1 1 2 2\n3 3 4",
            (
                "g.nfg:2:6: the end of the file stands here; write the payoff of player 2: a "
                "number such as 3, -0.5, 2/3 or 1e-3"
            ),
        ),
        ("g.nfg", TABLE + "{ 501 2 }", "g.nfg:1:27: player 1 has 501 strategies; write 1 to 500"),
        (
            "g.nfg",
            TABLE + "{ 500 500 }",
            "g.nfg:1:25: the game has 250000 profiles; at most 20000 are allowed",
        ),
        (
            "g.nfg",
            TABLE + '{ 2 1 } { { "a" 1 2 } } 1 2',
            "g.nfg:1:51: there is no outcome 2; outcomes 1 to 1 are listed, and 0 pays nothing",
        ),
        (
            "g.efg",
            TREE + MOVE + 't "" 1 "x" { +1, 2 }\n',
            "g.efg:3:14: +1 has a plus sign; write 1",
        ),
        (
            "g.efg",
            TREE + MOVE + 't "" 1 "x" { 1/0, 2 }\n',
            "g.efg:3:14: 1/0 divides by zero; write another number",
        ),
        (
            "g.efg",
            TREE + MOVE + 't "" 1 "x" { 1, 2 }\n',
            (
                "g.efg:4:1: the tree is not complete at the end of the file; write the node behind "
                "move 2 of 2, 'R', of its parent"
            ),
        ),
        (
            "g.efg",
            TREE + 'c "" 1 "" { "a" 0.333 "b" 0.666 } 0\n' + ENDS,
            (
                "g.efg:2:11: the probabilities sum to 999/1000, which is not 1; fractions are "
                "exact: write 1/3 and not 0.333"
            ),
        ),
        (
            "g.efg",
            TREE + MOVE + MOVE + ENDS + 't "" 0',
            (
                "g.efg:3:1: A forgets at 'h1' that it has passed it before: 'n1' and 'n2' are in "
                "one information set; players with perfect recall are needed"
            ),
        ),
        (
            "g.efg",
            TREE + MOVE + 't "" 1 "x { 1, 2 }',
            'g.efg:3:8: a text that is not closed; end it with "',
        ),
        (
            "g.efg",
            TREE + MOVE + f't "" 1 "x" {{ {"1" * 401}, 2 }}',
            "g.efg:3:14: a number of 401 digits; at most 400 are allowed",
        ),
        (
            "g.efg",
            TREE + MOVE + 't "" 1 "x" { 1e401, 2 }',
            "g.efg:3:14: the power of ten of 1e401 is too large; it lies between -400 and 400",
        ),
    ],
)
def test_a_mistake_is_told_with_its_place(name: str, text: str, said: str):
    text = text.replace('"i"', '"h1"') if "forgets" in said else text
    assert mistakes(name, text) == [said]


def test_all_mistakes_that_can_be_told_apart_are_told_at_once():
    text = (
        TREE
        + 'p "" 3 1 "i" { "L" "R" } 0\n'
        + 'c "" 1 "" { "a" 1/3 "b" 1/3 } 0\nt "" 9\nt "" 1 "x" { 1, 2 }\nt "" 1 "y" { 1, 3 }\n'
    )
    assert [line.split(": ", 1)[1].split(";")[0] for line in mistakes("g.efg", text)] == [
        "there is no player 3",
        "the probabilities sum to 2/3, which is not 1",
        "outcome 9 is nowhere defined",
        "outcome 1 has other payoffs than before",
        "outcome 1 is called 'y', and was called 'x' before",
    ]


def test_size_is_bounded(tmp_path: Path):
    deep = TREE + "".join(
        f'p "" 1 {k} "s{k}" {{ "a" "b" }} 0\nt "" 0\n' for k in range(LIMITS.depth + 2)
    )
    assert "more than 500 moves follow one another" in mistakes("g.efg", deep)[0]
    moves = " ".join(f'"{k}"' for k in range(5_001))
    wide = TREE + f'p "" 1 1 "" {{ {moves} }} 0\n' + 't "" 0\n' * 5_001
    assert "more than 5000 nodes" in mistakes("g.efg", wide)[0]
    large = tmp_path / "large.nfg"
    large.write_bytes(b" " * (LIMITS.size + 1))
    with pytest.raises(FileError, match=r"large\.nfg:1:1: the file is too large; at most 2097152"):
        load_model(large)


def test_a_tree_as_deep_as_allowed_is_solved():
    count = LIMITS.depth - 1
    text = TREE + "".join(
        f'p "" {k % 2 + 1} {k} "s{k}" {{ "stop" "go" }} 0\nt "" {k + 1} "" {{ {k}, {count - k} }}\n'
        for k in range(count)
    )
    text += f't "" {count + 1} "" {{ {count}, 0 }}'
    assert solve(model_of("deep.efg", text)).answer.complete


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("a.gbt", "a workbook of Gambit's graphical interface"),
        ("a.agg", "an action-graph game"),
        ("a.BAGG", "a Bayesian action-graph game"),
    ],
)
def test_other_formats_are_refused_in_one_line(name: str, what: str, tmp_path: Path):
    path = tmp_path / name
    path.write_text("#AGG", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        load_model(str(path))
    assert str(caught.value) == (
        f"{path} is {what}, which is not read; save the game as .nfg or .efg with Gambit"
    )


def test_a_missing_file_is_told(tmp_path: Path):
    with pytest.raises(UsageError, match=r"there is no file .*none\.efg"):
        load_model(str(tmp_path / "none.efg"))
    with pytest.raises(UsageError, match=r"none\.efg: there is no such file"):
        load_model(tmp_path / "none.efg")


@given(st.text(st.sampled_from('"{}, \n\\pct01/-.eREFGN2xé\u3000\xa0\x85\x1c\x00'), max_size=60))
def test_any_text_is_read_or_refused(rest: str):
    for name, top in (("g.efg", TREE), ("g.nfg", TABLE + "{ 2 1 } ")):
        for text in (rest, top + rest, top + MOVE + rest):
            try:
                model_of(name, text)
            except FileError as error:
                assert error.problems  # noqa: PT017  (either outcome is right)


def test_games_from_files_are_solved():
    answer = solve(load_model(GAMES / "battle.nfg")).answer
    assert len(answer.equilibria) == 3
    stones = strategic_game(load_model(GAMES / "stones.nfg"), {})
    assert [e.profile[0] for e in solve_nash(stones).equilibria] == [(Fraction(1, 3),) * 3]
    bargain = solve(load_model(GAMES / "bargain.efg"), concept="subgame-perfect").answer
    assert (Fraction(9, 10), Fraction(1, 10)) in [e.payoffs for e in bargain.equilibria]
