"""Every kind of mistake of a model file: where it is, and how it is said."""

from __future__ import annotations

import pickle
import re
from pathlib import Path

import pytest

from vcgame.errors import ExpressionError, FileError, Problem, nearest
from vcgame.model.reading.binder import MAX_PARTS
from vcgame.model.reading.builder import MAX_PROFILES, build_model
from vcgame.model.toml.document import read_document
from vcgame.model.toml.lexemes import LIMITS

FILES = Path(__file__).parent / "model_files"
MOST = "at most 4000 are allowed"
BASES = {
    name: (FILES / f"{name.lower()}.toml").read_text(encoding="utf-8") for name in ("TABLE", "TREE")
}


def problems(text: str) -> list[str]:
    """All complaints about a text, without the name of the file."""
    try:
        build_model(read_document(text, "game"))
    except FileError as error:
        return [str(problem).removeprefix("game:") for problem in error.problems]
    return []


def read_cases() -> list[tuple[str, str, list[str]]]:
    """Read the table of mistakes: a title, the text of a file, its problems."""
    cases = []
    for block in (FILES / "mistakes.txt").read_text(encoding="utf-8").strip().split("\n\n"):
        first, *lines = block.split("\n")
        if first.startswith("#"):
            continue
        base = first.removeprefix("@ ")
        edits: list[tuple[list[str], list[str]]] = []
        for line in lines:
            if line.startswith("-"):
                if not edits or edits[-1][1]:
                    edits.append(([], []))
                edits[-1][0].append(line[2:])
            elif line.startswith("+"):
                edits[-1][1].append(line[2:])
        text = "\n" + BASES[base]
        for old, new in edits:
            before = "".join(f"\n{line}" for line in old) + "\n"
            assert before in text, block
            text = text.replace(before, "".join(f"\n{line}" for line in new) + "\n", 1)
        expected = [line[2:] for line in lines if line.startswith("!")]
        assert expected, block
        title = " ".join(line[2:] for line in lines if line.startswith("+"))[:60]
        cases.append((f"{base} {title}", text[1:], expected))
    return cases


CASES = read_cases()


@pytest.mark.parametrize(
    ("text", "expected"), [pytest.param(*case[1:], id=case[0]) for case in CASES]
)
def test_a_mistake_is_said_with_its_place(text: str, expected: list[str]) -> None:
    assert problems(text) == expected


@pytest.mark.parametrize("name", BASES)
def test_the_files_themselves_are_right(name: str) -> None:
    assert problems(BASES[name]) == []


def test_there_are_ten_problems_in_files_with_ten_mistakes() -> None:
    assert [len(expected) for _, _, expected in CASES[-2:]] == [10, 10]


def test_every_problem_is_one_line_that_ends_without_a_stop() -> None:
    for _, _, expected in CASES:
        for problem in expected:
            assert problem.isprintable()
            assert not problem.endswith((".", ";", " ")) or problem.endswith("...")
            assert "None" not in problem
            assert "  " not in problem


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in CASES])
def test_a_place_is_that_of_the_key_or_value(text: str, expected: list[str]) -> None:
    lines = text.split("\n")
    for problem in expected:
        line, column, said = problem.split(":", 2)
        pointed = lines[int(line) - 1][int(column) - 1 :]
        field, _, wrong = said.strip().partition(": ")
        name = re.search(r"unknown name '(\w+)'", wrong)
        plain = "\\" not in lines[int(line) - 1] and not pointed.startswith("'''")
        if (line, column) == ("1", "1"):
            assert " missing; " in said
        elif name and plain:
            assert pointed.startswith(name[1])
        elif " in " in wrong:
            assert pointed[0] not in " #,"
        else:
            keys = re.findall(r'"[^"]*"|[^."\[\]]+', field)
            assert re.match(r"[\"'\[{0-9+-]|true", pointed) or pointed.startswith(
                (keys[-1], keys[-2] if len(keys) > 1 else keys[-1], keys[0])
            )


def table(old: str, new: str) -> str:
    assert BASES["TABLE"].count(old) == 1
    return BASES["TABLE"].replace(old, new)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            'source = "our choice"',
            f'source = "{501 * "x"}"',
            "21:10: instances.mild.source: the text has 501 characters; at most 500 are allowed",
        ),
        (
            'tex = "q"',
            'tex = "q\u200b_1"',
            "12:44: parameters.q.tex: the text holds a control character (U+200B); remove it",
        ),
        (
            '"b > 0", "q*t < 9"',
            51 * '"b > 0", ',
            "7:15: assumptions: the list has 51 items; it needs at most 50",
        ),
        (
            "[define]",
            "[define]\n" + f'long = "{4001 * "b"}"',
            f"16:9: define.long: the formula has 4001 characters in {'b' * 13}...; {MOST}",
        ),
        (
            "b = 3",
            "b = 3\n" + "\n".join(f"b_{i} = 1" for i in range(498)),
            "10:2: parameters: the table has 501 entries; at most 500 are allowed",
        ),
        (
            '[[players]]\nid = "rival"',
            "[[players]]\n" * 19 + '[[players]]\nid = "rival"',
            "24:3: players: the list has 21 items; it needs 1 to 20",
        ),
    ],
)
def test_too_much_of_something(old: str, new: str, expected: str) -> None:
    assert problems(table(old, new)) == [expected]


def test_too_many_profiles_are_one_problem() -> None:
    many = "{ " + ", ".join(f's{i} = "s"' for i in range(142)) + " }"
    text = table('strategies = { build = "build", wait = "wait" }', f"strategies = {many}")
    labels = '{ build = "build", wait = { en = "wait", zh = "等待" } }'
    assert MAX_PROFILES < 142**2
    expected = "24:3: players: the game has 20164 profiles; at most 20000 are allowed"
    assert problems(text.replace(labels, many)) == [expected]


def test_a_table_of_payoffs_and_nodes_cannot_stand_together() -> None:
    nodes = '[actions]\nbuild = "x"\n[[nodes]]\nid = "a"\n'
    assert problems(BASES["TABLE"] + nodes) == [
        '72:2: actions: actions are for trees; write form = "extensive"',
        '74:3: nodes: nodes are for trees; write form = "extensive"',
    ]
    payoffs = '[payoffs]\n"enter, fight" = [0, 0]\n'
    assert problems(BASES["TREE"] + payoffs) == [
        "70:2: payoffs: a tree has no table of payoffs; payoffs stand at the end nodes"
    ]


def test_a_game_without_payoffs_and_nodes() -> None:
    text = 'vcgame = 1\nid = "x"\ntitle = "x"\n\n[[players]]\nid = "a"\n'
    right = "add [[nodes]] with id, and with player, chance = true or payoffs"
    assert problems(text) == [f"1:1: nodes are missing; {right}"]
    right = 'add [payoffs] with a line "u" = [ ... ] for every profile'
    assert problems(f'{text}strategies = {{ u = "up" }}') == [f"1:1: payoffs are missing; {right}"]
    assert problems("") == [
        "1:1: id is missing; add id: name of the model",
        f"1:1: nodes are missing; {problems(text)[0].partition('; ')[2]}",
        "1:1: players is missing; add players: the players, in order",
        "1:1: title is missing; add title: title of the model",
        "1:1: vcgame is missing; add vcgame: version of the format, which is 1",
    ]


def test_a_key_of_the_top_below_a_header() -> None:
    text = BASES["TREE"].replace('id = "owner"', 'id = "owner"\nform = "extensive"')
    right = "it belongs to the top of the file, before the first [ ]"
    assert problems(text) == [f"14:1: players[1].form: unknown field; {right}"]


@pytest.mark.parametrize("kind", ["study", "evidence", "audit"])
def test_a_file_of_another_kind(kind: str) -> None:
    text = f'vcgame = 1\nkind = "{kind}"\ncolour = "red"\n'
    said = f"2:8: kind: this file is of the kind '{kind}'; give the file of a model"
    assert problems(text) == [said]


def test_single_brackets_where_double_ones_are_needed() -> None:
    head, nodes, _ = BASES["TREE"].partition("[[nodes]]")
    right = "write [[nodes]], in two pairs of brackets, above each one"
    expected = [f"18:2: nodes: a table stands here; {right}"]
    assert problems(f'{head}[nodes]\nid = "start"\nplayer = "entrant"\n') == expected
    assert nodes


def test_checking_stops_after_many_mistakes() -> None:
    wrong = "".join(f"field_{i} = 1\n" for i in range(500))
    found = problems(wrong + BASES["TABLE"])
    assert len(found) == LIMITS.problems + 1
    assert found[0].startswith("1:1: field_0: unknown field; known: vcgame, kind, id, title")
    assert found[-1] == "571:45: checking stopped, after 100 mistakes"


def test_formulas_grow_too_large_only_together() -> None:
    long = "+".join(999 * ["b"])
    wrong = "up to here, the formulas of the file have too many parts"
    right = f"at most {MAX_PARTS} are allowed, derived quantities written out"
    definitions = "".join(f'd{i} = "{long}"\n' for i in range(101))
    expected = [f"76:7: define.d60: {wrong}; {right}"]
    assert problems(table("[define]\n", f"[define]\n{definitions}")) == expected


def test_hostile_names_do_not_reach_the_terminal() -> None:
    text = table("b = 3", '"\\u001b[31m" = 3').replace('"b > 0"', '"[31m > \\u001b[0m"')
    found = problems(text)
    assert found
    assert all(problem.isprintable() for problem in found)
    long = problems(table("at = { q = 1 }", f"at = {{ {'k' * 900} = 1 }}"))
    assert len(long) == 1
    assert len(long[0]) < 1100


@pytest.mark.parametrize(
    ("name", "known", "said"),
    [
        ("sigam", ["tau", "sigma"], "did you mean 'sigma'?"),
        ("Sigma", ["sigma_1", "sigma"], "did you mean 'sigma'?"),
        ("C", ["b", "c"], "did you mean 'c'?"),
        ("x", ["b", "c"], "known: b, c"),
        ("x", [], "none is declared"),
        ("x", [f"a{i}" for i in range(13)], f"known: {', '.join(f'a{i}' for i in range(12))}, ..."),
        ("x", ["\x1b[31m"], "known: ?[31m"),
        ("y" * 70, ["x" + "y" * 39], f"did you mean 'x{'y' * 39}'?"),
        ("y" * 90, ["Y" * 90], f"did you mean '{'Y' * 64}'?"),
    ],
)
def test_the_nearest_name(name: str, known: list[str], said: str) -> None:
    assert nearest(name, known) == said


def test_errors_survive_a_process_border() -> None:
    error = FileError((Problem("b", 2, 1, "x", "wrong", "right"), Problem("a", 1, 1, "", "w")))
    again = pickle.loads(pickle.dumps(error))  # noqa: S301  (our own)
    assert again.problems == error.problems
    assert str(again) == "a:1:1: w\nb:2:1: x: wrong; right"
    formula = ExpressionError("wrong", "a + b", column=4, length=1, right="right")
    again = pickle.loads(pickle.dumps(formula))  # noqa: S301
    assert (str(again), again.text, again.column) == ("wrong; right", "a + b", 4)
