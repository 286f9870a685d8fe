"""What authors may leave out of a model file, and the many ways to write the same thing."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vcgame.errors import FileError, UsageError
from vcgame.forms.point import strategic_game
from vcgame.model.claim import Equilibria, StableStates
from vcgame.model.formula.plain import to_text
from vcgame.model.library import load_model
from vcgame.model.model import Model
from vcgame.model.reading.builder import build_model
from vcgame.model.reading.values import exact_number
from vcgame.model.text import Text
from vcgame.model.toml.document import read_document

SMALLEST = """
vcgame = 1
id = "smallest"
title = "A choice"
players = [{ id = "a", strategies = { left = "left", right = "right" } }]
payoffs = { left = [0], right = [1] }
"""

SMALLEST_TREE = """
vcgame = 1
id = "smallest-tree"
title = "An end"
players = [{ id = "a" }]
nodes = [{ id = "end", payoffs = [1] }]
"""

GAME = """
vcgame = 1
id = "game"
title = "A game"

[parameters]
b = {b}

[[players]]
id = "row"
strategies = { up = "up", down = "down" }

[[players]]
id = "column"
strategies = { left = "left" }

[payoffs]
"up, left" = ["b", 1]
"down, left" = ["2*b", -0.5]
"""


def built(text: str | bytes) -> Model:
    return build_model(read_document(text, "game.toml"))


def parameter(written: str) -> Fraction:
    return built(GAME.replace("{b}", written)).parameters["b"].value


def test_the_smallest_table() -> None:
    model = built(SMALLEST)
    assert model.form == "strategic"
    assert model.status == "reconstruction"
    assert model.title == Text("A choice", "")
    assert model.title.say("zh") == "A choice"
    assert model.players[0].name == Text("a")
    assert dict(model.parameters) == {}
    assert [*model.claims, *model.evidence, *model.assumptions, *model.transfers] == []
    assert model.story is None
    assert model.values() == {}
    game = strategic_game(model, {})
    assert (game.shape, game.payoffs) == ((2,), ((0, 1),))


def test_the_smallest_tree() -> None:
    model = built(SMALLEST_TREE)
    assert model.form == "extensive"
    assert [node.id for node in model.nodes] == ["end"]
    assert model.nodes[0].end
    assert model.nodes[0].player is None


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("3", Fraction(3)),
        ("-3", Fraction(-3)),
        ("+3", Fraction(3)),
        ("1_000", Fraction(1000)),
        ("0x1F", Fraction(31)),
        ("0.5", Fraction(1, 2)),
        ("0.1", Fraction(1, 10)),
        ("1e3", Fraction(1000)),
        ("2.5e-3", Fraction(1, 400)),
        ('"3"', Fraction(3)),
        ('"0.1"', Fraction(1, 10)),
        ('".5"', Fraction(1, 2)),
        ('"1/3"', Fraction(1, 3)),
        ('" -1 / 3 "', Fraction(-1, 3)),
        ('"2.5/3"', Fraction(5, 6)),
        ('"1e2/3"', Fraction(100, 3)),
        ("'1/3'", Fraction(1, 3)),
        ('{ value = "1/3" }', Fraction(1, 3)),
        ('{ value = 2, range = ["1/2", 3.5] }', Fraction(2)),
    ],
)
def test_numbers_are_exact_however_written(written: str, value: Fraction) -> None:
    assert parameter(written) == value


NO_NUMBERS = [
    '"1/3/4"', '"1,5"', '"１"', '"٣"', '"1_0"', '"0x1F"', '"1."', '"1/"', '"/3"', '"1e100"',
    '"inf"', '"nan"', '"-"', '"½"', '"9**9"', '"b"', '"1/0"', '"3%"', '"1 2"', "[1]", "true", "{}",
]  # fmt: skip


@pytest.mark.parametrize("written", [*NO_NUMBERS, f'"{"1" * 41}"'])
def test_what_is_no_number(written: str) -> None:
    with pytest.raises(FileError, match=r"^game.toml:7:[15]: parameters.b: "):
        parameter(written)


@given(st.fractions(), st.sampled_from(["", " "]))
def test_every_short_fraction_is_read_back(value: Fraction, gap: str) -> None:
    assert exact_number(f"{gap}{value.numerator}{gap}/{gap}{value.denominator}") == value


@given(st.decimals(-(10**6), 10**6, allow_nan=False, places=6))
def test_a_decimal_means_the_same_with_and_without_quotes(value: object) -> None:
    written = f"{value:f}"
    assert parameter(written) == parameter(f'"{written}"') == Fraction(written)


def test_a_bare_number_is_a_formula() -> None:
    model = built(GAME.replace("{b}", "1"))
    assert to_text(model.payoffs[("down", "left")][1]) == "-0.5"
    for written, text in (("1e-100", "1e-100"), ("12e100", "12e100"), ("-7", "-7")):
        payoffs = built(GAME.replace("{b}", "1").replace("-0.5", written)).payoffs
        assert to_text(payoffs[("down", "left")][1]) == text


def test_line_ends_and_a_byte_order_mark_change_nothing() -> None:
    text = GAME.replace("{b}", "1").replace("A game", "博弈")
    plain = built(text)
    windows = built(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert windows.title == plain.title
    assert windows.payoffs == plain.payoffs
    assert windows.players == plain.players
    wrong = b"\xef\xbb\xbf" + text.replace("\n", "\r\n").replace('"2*b"', '"2*c"').encode()
    with pytest.raises(FileError, match=r"^game.toml:19:20: .*unknown name 'c'"):
        built(wrong)


def test_chinese_labels_and_the_fall_back_to_english() -> None:
    text = """
vcgame = 1
id = "labels"
title = { en = "Two firms", zh = "两家企业" }
story.en = "They meet."
story.zh = '''
他们
相遇。'''

[[players]]
id = "firm"
name.en = "firm"
name.zh = "企业"
strategies.build = { en = "build", zh = "共建" }
strategies.wait.en = "wait"

[payoffs]
build = [1]
wait = [0]
"""
    model = built(text)
    firm = model.players[0]
    assert model.title.say("zh") == "两家企业"
    assert model.story == Text("They meet.", "他们\n相遇。")
    assert firm.name.say("zh") == "企业"
    assert [strategy.name.say("zh") for strategy in firm.strategies] == ["共建", "wait"]
    assert model.strategy_name(0, "build") == Text("build", "共建")
    assert model.player("firm") is firm


def test_derived_quantities_stand_in_any_order() -> None:
    definitions = '[define]\nnet = "gross - tax"\ngross = "2*b"\ntax = "gross/10"\n'
    model = built(GAME.replace('"2*b"', '"net"').replace("{b}", f"3\n{definitions}"))
    assert list(model.definitions) == ["net", "gross", "tax"]
    assert to_text(model.definitions["net"].formula) == "2*b - 2*b/10"
    assert strategic_game(model, model.values()).payoff((1, 0))[0] == Fraction(27, 5)


def test_profiles_may_be_spaced_and_ordered_as_one_likes() -> None:
    text = GAME.replace("{b}", "3")
    loose = text.replace('"up, left"', '" up,left "').replace('"down, left"', "'down ,  left'")
    assert built(loose).payoffs == built(text).payoffs
    head, payoffs = text.split("[payoffs]\n")
    swapped = "\n".join(reversed(payoffs.strip().split("\n")))
    assert list(built(f"{head}[payoffs]\n{swapped}").payoffs) == list(built(text).payoffs)


def test_nodes_may_stand_before_their_parents() -> None:
    text = """
vcgame = 1
id = "tree"
title = "A tree"

[[players]]
id = "a"

[[nodes]]
id = "left"
parent = "start"
action = "go_left"
payoffs = [1]

[[nodes]]
id = "right"
parent = "start"
action = "go_right"
payoffs = [2]

[[nodes]]
id = "start"
player = "a"
chance = false
"""
    model = built(text)
    assert [node.id for node in model.nodes] == ["start", "left", "right"]
    assert [action.id for action in model.nodes[0].actions] == ["go_left", "go_right"]
    assert model.strategy_name(0, "go_left") == Text("go_left")


def test_claims_in_their_shortest_form() -> None:
    claims = """
[[claims]]
id = "all"
says = "That is all."
equilibria = ["down,left"]

[[claims]]
id = "mixing"
says = "They may mix."
mixed = [{ row = { up = 0.5, down = "1/2" }, column = { left = 1 } }]

[[claims]]
id = "later"
says = "It is stable."
kind = "stable"
stable = [{ x = "b/2" }]
"""
    first, second, third = built(GAME.replace("{b}", "3") + claims).claims
    assert isinstance(first.claimed, Equilibria)
    assert isinstance(second.claimed, Equilibria)
    assert isinstance(third.claimed, StableStates)
    assert [claim.kind for claim in (first, second, third)] == ["equilibria"] * 2 + ["stable"]
    assert first.when == ()
    assert not first.exactly
    assert first.line == 21
    assert [[to_text(p) for p in mixture] for mixture in second.claimed.profiles[0]] == [
        ["0.5", "1/2"],
        ["1"],
    ]


def test_the_point_of_a_claim() -> None:
    rest = '[instances.high]\nsource = "ours"\nvalues = { b = 9 }\n'
    claims = """
[[claims]]
id = "high"
says = "At the instance."
instance = "high"
inequality = "b + c > 0"

[[claims]]
id = "both"
says = "At the instance, with one value changed."
instance = "high"
at = { c = "1/2" }
inequality = "b + c > 0"
"""
    model = built(GAME.replace("{b}", f"3\nc = 4\n{rest}") + claims)
    points = [dict(claim.point) for claim in model.claims]
    assert points == [{"b": 9, "c": 4}, {"b": 9, "c": Fraction(1, 2)}]
    assert model.instances["high"].title == Text("high")
    assert model.values("high", {"c": Fraction(1)}) == {"b": 9, "c": 1}
    with pytest.raises(UsageError, match=r"no instance 'hihg'; did you mean 'high'\?"):
        model.values("hihg")
    with pytest.raises(UsageError, match="no parameter 'd'; known: b, c"):
        model.values(changes={"d": Fraction(0)})


def test_levers_and_words_of_python_in_labels() -> None:
    text = GAME.replace("{b}", "{ value = 3, lever = true, unit = 'import' }")
    model = built(text.replace("A game", "lambda, if and or not"))
    assert [lever.id for lever in model.levers] == ["b"]
    assert model.title.en == "lambda, if and or not"


def test_a_file_anywhere_is_loaded_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "博弈 1.toml"
    path.write_text(GAME.replace("{b}", "3"), encoding="utf-8")
    assert load_model(path).id == load_model(str(path)).id == "game"
    assert load_model(path).file == str(path)
    assert len(load_model(path).text_hash) == 64
    path.write_text(GAME.replace("{b}", "3 yuan"), encoding="utf-8")
    with pytest.raises(FileError) as caught:
        load_model(path)
    assert caught.value.problems[0].file == str(path)
