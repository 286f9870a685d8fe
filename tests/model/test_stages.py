"""Trees written by stages: what they unfold to, and what is said where they do not hold."""

from __future__ import annotations

import re
import tomllib
from fractions import Fraction
from itertools import product
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vcgame.errors import FileError
from vcgame.forms.point import extensive_game
from vcgame.forms.recall import recall_fault
from vcgame.model.claim import Choices
from vcgame.model.formula.plain import to_text
from vcgame.model.model import Model, Node
from vcgame.model.reading.builder import build_model
from vcgame.model.reading.format import json_schema
from vcgame.model.toml.document import read_document

HEAD = """\
vcgame = 1
id = "rating"
title = "Rating"
parameters = { mu = "1/3", H = 10, L = 4, rH = 1, rL = 5 }
players = [{ id = "firm" }, { id = "buyer" }]
"""
TYPE = """
[[stages]]
id = "type"
chance = { high = "mu", low = "1 - mu" }
sets = { high = { value = "H", fee = "rH" }, low = { value = "L", fee = "rL" } }
"""
RATING = """
[[stages]]
id = "rating"
player = "firm"
moves = ["seek", "skip"]
sets = { seek = { paid = "fee" }, skip = { paid = 0 } }
"""
PRICE = """
[[stages]]
id = "price"
player = "buyer"
moves = ["cheap", "dear"]
observes = ["rating"]
sets = { cheap = { price = "L" }, dear = { price = "H" } }
"""
ENDS = """
[[ends]]
payoffs = ["price - paid", "-(value - price)**2"]
"""
SIGNAL = HEAD + TYPE + RATING + PRICE + ENDS

BY_HAND = (
    (
        HEAD
        + """
nodes = [
  { id = "type", chance = true },
  { id = "rating.high", player = "firm", parent = "type", action = "high", probability = "mu" },
  { id = "rating.low", player = "firm", parent = "type", action = "low", probability = "1 - mu" },
"""
        + "".join(
            f'  {{ id = "price.{t}.{r}", player = "buyer", parent = "rating.{t}", action = "{r}", '
            f'information = "price_{r}" }},\n'
            for t, r in product(("high", "low"), ("seek", "skip"))
        )
        + "".join(
            f'  {{ id = "end.{t}.{r}.{p}", parent = "price.{t}.{r}", action = "{p}", payoffs = '
            f'["{v} - {fee if r == "seek" else 0}", "-({w} - {v})**2"] }},\n'
            for (t, w, fee), r, (p, v) in product(
                (("high", "H", "rH"), ("low", "L", "rL")),
                ("seek", "skip"),
                (("cheap", "L"), ("dear", "H")),
            )
        )
        + "]\n"
    )
    .replace("rating.high", "rating_high")
    .replace("rating.low", "rating_low")
)
BY_HAND = re.sub(r'"((?:price|end)\.[a-z.]+)"', lambda m: f'"{m[1].replace(".", "_")}"', BY_HAND)


def read(text: str) -> Model:
    return build_model(read_document(text, "game"))


def attempt(text: str) -> Model | list[str]:
    """Read a text, or give all complaints about it, without the name of the file."""
    try:
        return read(text)
    except FileError as error:
        return [str(problem).removeprefix("game:") for problem in error.problems]


def problems(text: str) -> list[str]:
    """All complaints about a text that is no model."""
    found = attempt(text)
    assert isinstance(found, list)
    return found


def plain(node: Node) -> tuple[Any, ...]:
    """Everything of a node, with dots in names written as underscores."""

    def name(text: str) -> str:
        return text.replace(".", "_")

    return (
        name(node.id),
        node.player,
        [(a.id, name(a.child), a.probability) for a in node.actions],
        node.payoffs,
        name(node.information),
    )


def sets(model: Model) -> dict[str, list[str]]:
    """The nodes of every information set."""
    found: dict[str, list[str]] = {}
    for node in model.nodes:
        if node.player is not None:
            found.setdefault(node.information, []).append(node.id)
    return found


def test_stages_unfold_to_the_tree_that_is_written_by_hand() -> None:
    unfolded, by_hand = read(SIGNAL), read(BY_HAND)
    assert [plain(node) for node in unfolded.nodes] == [plain(node) for node in by_hand.nodes]
    assert sets(unfolded) == {
        "rating.high": ["rating.high"],
        "rating.low": ["rating.low"],
        "price.seek": ["price.high.seek", "price.low.seek"],
        "price.skip": ["price.high.skip", "price.low.skip"],
    }
    game = extensive_game(unfolded, unfolded.values())
    assert recall_fault(game) is None
    assert game.vertices[game.index("end.low.seek.dear")].payoffs == (Fraction(5), Fraction(-36))


def test_a_stage_with_one_information_set_gives_it_its_name() -> None:
    model = read(SIGNAL.replace('observes = ["rating"]', "observes = []"))
    assert list(sets(model)) == ["rating.high", "rating.low", "price"]
    assert len(sets(model)["price"]) == 4


ENTRY = (
    HEAD.replace("mu", "p")
    + """
[[stages]]
id = "entry"
player = "firm"
moves = ["enter", "leave"]
[[stages]]
id = "reply"
player = "buyer"
moves = ["fight", "yield"]
after = { entry = ["enter"] }
[[stages]]
id = "luck"
chance = { good = "p", bad = "1 - p" }
after = { reply = ["fight"] }
sets = { good = { prize = "H" }, bad = { prize = "-L" } }
[[ends]]
after = { luck = ["good", "bad"] }
payoffs = ["prize", 1]
[[ends]]
after = { reply = ["yield"] }
payoffs = [1, 2]
[[ends]]
payoffs = [0, 3]
"""
)


def test_stages_take_place_only_after_the_moves_that_let_them() -> None:
    model = read(ENTRY)
    assert [node.id for node in model.nodes] == [
        "entry", "reply.enter", "end.leave", "luck.enter.fight", "end.enter.yield",
        "end.enter.fight.good", "end.enter.fight.bad",
    ]  # fmt: skip
    assert sets(model) == {"entry": ["entry"], "reply": ["reply.enter"]}
    payoffs = {node.id: [to_text(u) for u in node.payoffs] for node in model.nodes if node.end}
    assert payoffs == {
        "end.leave": ["0", "3"],
        "end.enter.yield": ["1", "2"],
        "end.enter.fight.good": ["H", "1"],
        "end.enter.fight.bad": ["-L", "1"],
    }


def test_a_stage_may_take_place_in_several_ways() -> None:
    """The player moves after either of two causes, and cannot tell which."""
    text = (
        HEAD
        + """
[[stages]]
id = "draw"
chance = { one = "mu", other = "1 - mu" }
[[stages]]
id = "a"
player = "firm"
moves = ["x", "y"]
after = { draw = ["one"] }
[[stages]]
id = "b"
player = "firm"
moves = ["u", "v"]
after = { draw = ["other"] }
[[stages]]
id = "reply"
player = "buyer"
moves = ["l", "r"]
observes = []
after = [{ a = ["x"] }, { b = ["u", "v"] }]
[[ends]]
after = [{ a = ["y"] }, { b = ["v"], reply = ["l"] }]
payoffs = [1, 1]
[[ends]]
payoffs = [0, 0]
"""
    )
    model = read(text)
    assert jsonschema.Draft202012Validator(json_schema()).is_valid(tomllib.loads(text))
    assert sets(model)["reply"] == ["reply.one.x", "reply.other.u", "reply.other.v"]
    won = [node.id for node in model.nodes if node.end and to_text(node.payoffs[0]) == "1"]
    assert won == ["end.one.y", "end.other.v.l"]
    assert problems(text.replace('{ b = ["u", "v"] }', '{ b = ["x"], c = ["x"] }, 3')) == [
        "25:32: stages[3].after[1].b[0]: b has no move 'x'; known: u, v",
        "25:38: stages[3].after[1].c: no stage 'c'; known: draw, a, b",
        "25:51: stages[3].after[2]: a number stands here; write a table: key = value",
    ]


def claim(choices: str) -> str:
    return f'[[claims]]\nid = "c"\nsays = "c"\nchoices = {choices}\n'


def test_claims_name_information_sets_and_nodes_that_stand_alone() -> None:
    for name in ("reply", '"reply.enter"'):
        model = read(ENTRY + claim(f'{{ {name} = ["fight"] }}'))
        assert model.claims[0].claimed == Choices((("reply.enter", frozenset({"fight"})),))
    model = read(SIGNAL + claim('{ "price.seek" = ["dear"], "rating.high" = ["seek"] }'))
    assert model.claims[0].claimed == Choices(
        (("price.seek", frozenset({"dear"})), ("rating.high", frozenset({"seek"})))
    )
    assert problems(ENTRY + claim('{ reply = ["fight"], "reply.enter" = ["fight"] }')) == [
        (
            "32:32: claims[0].choices.\"reply.enter\": 'reply.enter' is the same as another entry, "
            "by node or by information set; keep one of them"
        )
    ]
    assert problems(SIGNAL + claim('{ "price.high.seek" = ["dear"], price = ["dear"] }')) == [
        (
            "30:13: claims[0].choices.\"price.high.seek\": 'price.high.seek' is one of several "
            "nodes that buyer cannot tell apart; name their information set, 'price.seek'"
        ),
        "30:43: claims[0].choices.price: nobody chooses at 'price'; did you mean 'price.skip'?",
    ]


LEARNS = (
    HEAD
    + """
[[stages]]
id = "draw"
chance = { a = "mu", b = "1 - mu" }
[[stages]]
id = "first"
player = "firm"
moves = ["x", "y"]
[[stages]]
id = "second"
player = "firm"
moves = ["u", "v"]
observes = []
[[ends]]
payoffs = [0, 0]
"""
)


def test_a_player_remembers_its_own_moves_and_what_it_knew() -> None:
    assert sets(read(LEARNS)) == {
        "first.a": ["first.a"],
        "first.b": ["first.b"],
        **{f"second.{h}": [f"second.{h}"] for h in ("a.x", "a.y", "b.x", "b.y")},
    }
    blind = LEARNS.replace('moves = ["x", "y"]', 'moves = ["x", "y"]\nobserves = []')
    assert sets(read(blind)) == {
        "first": ["first.a", "first.b"],
        "second.x": ["second.a.x", "second.b.x"],
        "second.y": ["second.a.y", "second.b.y"],
    }


def test_whether_an_unseen_stage_took_place_is_not_known() -> None:
    text = (
        HEAD
        + """
[[stages]]
id = "draw"
chance = { a = "mu", b = "1 - mu" }
[[stages]]
id = "extra"
player = "firm"
moves = ["x", "y"]
after = { draw = ["a"] }
[[stages]]
id = "reply"
player = "buyer"
moves = ["u", "v"]
observes = []
[[ends]]
payoffs = [0, 0]
"""
    )
    assert sets(read(text))["reply"] == ["reply.b", "reply.a.x", "reply.a.y"]
    seen = sets(read(text.replace("observes = []", 'observes = ["extra"]')))
    assert seen == {
        "extra": ["extra.a"],
        "reply.-": ["reply.b"],
        "reply.x": ["reply.a.x"],
        "reply.y": ["reply.a.y"],
    }


def test_names_of_information_sets_tell_them_apart() -> None:
    """Moves of different stages with one name would give two sets one name."""
    text = (
        HEAD
        + """
[[stages]]
id = "draw"
chance = { one = "mu", other = "1 - mu" }
[[stages]]
id = "a"
player = "firm"
moves = ["x", "y"]
after = { draw = ["one"] }
[[stages]]
id = "b"
player = "firm"
moves = ["x", "y"]
after = { draw = ["other"] }
[[stages]]
id = "reply"
player = "buyer"
moves = ["u", "v"]
observes = ["a", "b"]
[[ends]]
payoffs = [0, 0]
"""
    )
    assert sets(read(text)) == {
        "a": ["a.one"],
        "b": ["b.other"],
        "reply.a=x": ["reply.one.x"],
        "reply.a=y": ["reply.one.y"],
        "reply.b=x": ["reply.other.x"],
        "reply.b=y": ["reply.other.y"],
    }


def test_names_may_be_set_again_from_what_they_meant() -> None:
    text = (
        HEAD
        + """
[[stages]]
id = "one"
player = "firm"
moves = ["spend", "save"]
sets = { spend = { cash = "H - L" }, save = { cash = "H" } }
[[stages]]
id = "two"
player = "firm"
moves = ["spend", "save"]
sets = { spend = { cash = "cash - L" } }
[[ends]]
payoffs = ["cash", 0]
"""
    )
    payoffs = {node.id: to_text(node.payoffs[0]) for node in read(text).nodes if node.end}
    assert payoffs == {
        "end.spend.spend": "H - L - L",
        "end.spend.save": "H - L",
        "end.save.spend": "H - L",
        "end.save.save": "H",
    }


def test_what_moves_set_may_stand_in_probabilities() -> None:
    text = (
        HEAD
        + """
[[stages]]
id = "effort"
player = "firm"
moves = ["much", "little"]
sets = { much = { q = "mu + 1/3" }, little = { q = "mu" } }
[[stages]]
id = "luck"
chance = { good = "q", bad = "1 - q" }
[[ends]]
payoffs = [0, 0]
"""
    )
    luck = {
        n.id: [to_text(a.probability) for a in n.actions if a.probability] for n in read(text).nodes
    }
    assert luck["luck.much"] == ["mu + 1/3", "1 - (mu + 1/3)"]
    assert luck["luck.little"] == ["mu", "1 - mu"]
    wrong = text.replace('little = { q = "mu" }', "little = { q = 2 }").replace('"1 - q"', '"q"')
    assert problems(wrong.replace('"mu + 1/3"', '"1/3"')) == [
        (
            "14:1: stages[1].chance: the probabilities of luck after effort = much sum to 2/3; "
            "they must sum to 1"
        ),
        "14:19: stages[1].chance.good: 2 is no probability; write a number from 0 to 1",
        "14:30: stages[1].chance.bad: 2 is no probability; write a number from 0 to 1",
    ]


MISTAKES = {
    "a stage of the future": (
        ('observes = ["rating"]', 'observes = ["ratings", "price", "rating", "rating"]'),
        [
            "22:13: stages[2].observes[0]: no stage 'ratings'; did you mean 'rating'?",
            "22:24: stages[2].observes[1]: 'price' is this stage itself; name earlier stages",
            "22:43: stages[2].observes[3]: 'rating' stands here twice; keep one",
        ],
    ),
    "chance that looks": (
        ("chance = { high", "observes = []\nchance = { high"),
        ["9:1: stages[0].observes: chance observes nothing; remove it"],
    ),
    "a later stage": (
        ('moves = ["seek", "skip"]', 'moves = ["seek", "skip"]\nafter = { price = ["dear"] }'),
        [
            (
                "16:11: stages[1].after.price: 'price' comes later; put it before rating, "
                "or name earlier stages"
            )
        ],
    ),
    "a move that no stage has": (
        ('observes = ["rating"]', 'after = { rating = ["sek"], type = ["high"] }'),
        ["22:21: stages[2].after.rating[0]: rating has no move 'sek'; did you mean 'seek'?"],
    ),
    "equal stages": (
        ('id = "price"', 'id = "Rating"'),
        [
            (
                "19:6: stages[2].id: 'Rating' differs from 'rating' by case only; choose another "
                "name: tables and databases ignore case"
            )
        ],
    ),
    "equal moves": (
        ('moves = ["seek", "skip"]', 'moves = ["seek", "skip", "seek"]'),
        ["15:26: stages[1].moves[2]: a second move 'seek'; ids are unique"],
    ),
    "nobody": (
        ('player = "firm"\nmoves = ["seek", "skip"]', ""),
        [
            (
                "12:3: stages[1]: nobody moves at 'rating'; write player and moves, or "
                "chance = { move = probability }"
            )
        ],
    ),
    "two who move": (
        ("chance = { high", 'player = "firm"\nmoves = ["high"]\nchance = { high'),
        [
            "7:3: stages[0]: player and chance stand together; keep one of them",
            "12:46: stages[0].sets.low: type has no move 'low'; known: high",
        ],
    ),
    "moves of chance": (
        ("chance = { high", 'moves = ["high"]\nchance = { high'),
        ["9:1: stages[0].moves: chance has its moves with their probabilities; remove moves"],
    ),
    "no moves": (
        ('moves = ["seek", "skip"]', ""),
        [
            (
                "12:3: stages[1]: moves are missing; list what the player can do: "
                'moves = ["build", "wait"]'
            )
        ],
    ),
    "an unknown player": (
        ('player = "buyer"', 'player = "byer"'),
        ["20:10: stages[2].player: no player 'byer'; did you mean 'buyer'?"],
    ),
    "bad names": (
        ('id = "rating"\nplayer', 'id = "end"\nplayer'),
        [
            "13:6: stages[1].id: a stage cannot be called 'end'; the ends of the tree are",
            "22:13: stages[2].observes[0]: no stage 'rating'; known: type, end",
        ],
    ),
    "a move with a dot": (
        ('"seek", "skip"]', '"seek", "skip.it"]'),
        [
            (
                "15:18: stages[1].moves[1]: 'skip.it' is no name; write letters a to z, digits and "
                "_, a letter first"
            ),
            "16:35: stages[1].sets.skip: rating has no move 'skip'; did you mean 'skip.it'?",
        ],
    ),
    "names with a meaning": (
        ('paid = "fee"', 'MU = "fee", Value = 1'),
        [
            (
                "16:19: stages[1].sets.seek.MU: 'MU' has a meaning already (case is ignored); "
                "choose another name"
            ),
            (
                "16:31: stages[1].sets.seek.Value: 'Value' differs from 'value' by case only; "
                "spell it in one way"
            ),
        ],
    ),
    "a name that is not set": (
        ("skip = { paid = 0 }", "skip = { }"),
        [
            (
                "26:12: ends[0].payoffs[0]: 'paid' is not set after type = high, rating = skip, "
                "price = cheap; set it at a move that comes before"
            )
        ],
    ),
    "a name that is set later": (
        ('paid = "fee"', 'paid = "price"'),
        [
            (
                "16:26: stages[1].sets.seek.paid: 'price' is not set after type = high; "
                "set it at a move that comes before"
            )
        ],
    ),
    "a name that is not known": (
        ('"price - paid"', '"price - payd"'),
        ["26:21: ends[0].payoffs[0]: unknown name 'payd' in price - payd; did you mean 'paid'?"],
    ),
    "an entry that never fits": (
        ("[[ends]]", "[[ends]]\npayoffs = [1, 1]\n[[ends]]"),
        [
            (
                "27:3: ends[1]: an earlier entry fits wherever this one does; "
                "put it before that entry, or remove it"
            )
        ],
    ),
    "an end without an entry": (
        ("[[ends]]", '[[ends]]\nafter = { rating = ["seek"] }'),
        [
            (
                "25:3: ends: no entry fits after type = high, rating = skip, price = cheap "
                "(and on 3 more); add an entry for it, or a last one without after"
            )
        ],
    ),
    "an entry for no history": (
        (
            "[[ends]]",
            '[[ends]]\nafter = { rating = ["dear"], x = ["seek"] }\npayoffs = [0, 0]\n[[ends]]',
        ),
        [
            "26:21: ends[0].after.rating[0]: rating has no move 'dear'; known: seek, skip",
            "26:30: ends[0].after.x: no stage 'x'; known: type, rating, price",
        ],
    ),
    "one payoff": (
        ('"price - paid", ', ""),
        ["26:11: ends[0].payoffs: 1 payoff for 2 players; write one formula per player"],
    ),
    "no ends": (
        (ENDS, ""),
        [
            (
                "1:1: ends are missing; add [[ends]] with payoffs, and with after where they "
                "differ by history"
            )
        ],
    ),
    "a tree in two ways": (
        ("[[ends]]", '[[nodes]]\nid = "n"\npayoffs = [0, 0]\n[[ends]]'),
        ["7:3: stages: stages and nodes stand together; write the tree in one of the two ways"],
    ),
    "strategies": (
        ('{ id = "buyer" }', '{ id = "buyer", strategies = { a = "a" } }'),
        ["5:45: players[1].strategies: a tree's strategies follow from its nodes; remove it"],
    ),
    "a label of no move": (
        ("[[ends]]", '[actions]\nsek = "seek"\n[[ends]]'),
        ["26:1: actions.sek: no move 'sek'; did you mean 'seek'?"],
    ),
    "no number": (
        ('high = "mu", low = "1 - mu"', 'high = "1/2", low = "1/3"'),
        ["9:1: stages[0].chance: the probabilities of type sum to 5/6; they must sum to 1"],
    ),
    "mistakes everywhere": (
        ('observes = ["rating"]', 'observe = ["rating"]\nafter = { typ = ["high"] }'),
        [
            "22:1: stages[2].observe: unknown field; did you mean 'observes'?",
            "23:11: stages[2].after.typ: no stage 'typ'; did you mean 'type'?",
        ],
    ),
}


@pytest.mark.parametrize("title", MISTAKES)
def test_a_mistake_is_said_with_its_place(title: str) -> None:
    (old, new), expected = MISTAKES[title]
    assert SIGNAL.count(old) == 1
    assert problems(SIGNAL.replace(old, new)) == expected


def test_a_stage_that_never_takes_place() -> None:
    text = ENTRY.replace('after = { luck = ["good", "bad"] }\n', "").replace(
        'after = { reply = ["fight"] }', 'after = { reply = ["fight"], entry = ["leave"] }'
    )
    found = problems(text.replace('["prize", 1]', "[1, 1]"))
    right = "no history has all these moves; change them, or remove the stage"
    assert found[0] == f"19:1: stages[2].after: the stage never takes place; {right}"


def test_ends_without_stages() -> None:
    text = HEAD + '[[nodes]]\nid = "n"\npayoffs = [0, 0]\n' + ENDS
    right = "write [[stages]], or remove them"
    assert problems(text) == [f"10:3: ends: ends go with stages; {right}"]


def many(stages: int, moves: int, sets: str = "") -> str:
    """A tree of equal stages."""
    names = ", ".join(f'"m{number}"' for number in range(moves))
    entries = "".join(
        f'[[stages]]\nid = "s{n}"\nplayer = "firm"\nmoves = [{names}]\n{sets}'
        for n in range(stages)
    )
    return f"{HEAD}{entries}[[ends]]\npayoffs = [0, 0]\n"


def test_a_tree_that_grows_too_large_is_refused_before_it_is_unfolded() -> None:
    assert len(read(many(11, 2)).nodes) == 2**12 - 1
    for stages, moves in ((12, 2), (100, 2), (20, 500), (2, 71)):
        found = problems(many(stages, moves))
        assert len(found) == 1
        assert "the tree has more than 5000 nodes" in found[0]
    assert len(read(many(1, 500)).nodes) == 501


def test_names_that_grow_too_large_are_refused() -> None:
    start = many(1, 1).replace("[[ends]]", 'sets = { m0 = { k = "H + L" } }\n[[ends]]')
    chain = "".join(
        f'[[stages]]\nid = "t{n}"\nchance = {{ go = 1 }}\nsets = {{ go = {{ k = "k*k" }} }}\n'
        for n in range(60)
    )
    found = problems(start.replace("[[ends]]", f"{chain}[[ends]]"))
    assert len(found) == 1
    assert "at most" in found[0]
    wide = many(11, 2).replace("payoffs = [0, 0]", f'payoffs = ["k + {"+".join("H" * 99)}", "k"]')
    text = "".join(f'm{n} = {{ k = "k + H*{n}" }}, ' for n in range(2))
    first = '[[stages]]\nid = "z"\nchance = { go = 1 }\nsets = { go = { k = 0 } }\n'
    wide = wide.replace("[[stages]]", f"{first}[[stages]]", 1)
    wide = wide.replace('moves = ["m0", "m1"]', f'moves = ["m0", "m1"]\nsets = {{ {text[:-2]} }}')
    found = problems(wide)
    assert len(found) == 1
    assert "the formulas of the unfolded tree have too many parts" in found[0]


LINES = sorted(set(SIGNAL.split("\n")) | set(ENTRY.split("\n")))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_files_spoilt_at_random_are_models_or_are_refused(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([SIGNAL, ENTRY, LEARNS]))
    words = re.findall(r"\w+", text)
    for _ in range(data.draw(st.integers(1, 3))):
        lines = text.split("\n")
        number = data.draw(st.integers(0, len(lines) - 1))
        match data.draw(st.integers(0, 3)):
            case 0:
                del lines[number]
            case 1:
                lines.insert(number, data.draw(st.sampled_from(LINES)))
            case 2:
                other = data.draw(st.integers(0, len(lines) - 1))
                lines[number], lines[other] = lines[other], lines[number]
            case _:
                found = list(re.finditer(r"\w+", lines[number]))
                if found:
                    word, other_word = (
                        data.draw(st.sampled_from(found)),
                        data.draw(st.sampled_from(words)),
                    )
                    line = lines[number]
                    lines[number] = line[: word.start()] + other_word + line[word.end() :]
        text = "\n".join(lines)
    result = attempt(text)
    if isinstance(result, Model):
        assert_sound(result)
    else:
        assert all(problem.isprintable() and "None" not in problem for problem in result)


def assert_sound(model: Model) -> None:
    """A tree: parents first, each node reached once, ids and sets told apart, perfect recall."""
    ids = [node.id for node in model.nodes]
    place = {id: number for number, id in enumerate(ids)}
    assert len(place) == len(ids)
    children = [action.child for node in model.nodes for action in node.actions]
    assert sorted(children) == sorted(ids[1:])
    for node in model.nodes:
        assert all(place[action.child] > place[node.id] for action in node.actions)
        assert bool(node.information) == (node.player is not None)
        assert bool(node.payoffs) == node.end
    for name, nodes in sets(model).items():
        assert name not in place or name in nodes
        kinds = {
            (node.player, tuple(action.id for action in node.actions))
            for node in model.nodes
            if node.id in nodes
        }
        assert len(kinds) == 1


@st.composite
def staged(draw: st.DrawFn) -> tuple[str, list[dict[str, Any]]]:
    """A file with random stages, and what it says."""
    stages: list[dict[str, Any]] = []
    for number in range(draw(st.integers(1, 5))):
        player = draw(st.sampled_from(["firm", "buyer", None]))
        moves = [f"m{n}" for n in range(draw(st.integers(1, 3)))]
        observes = draw(st.none() | st.sets(st.integers(0, max(0, number - 1))))
        after: list[dict[int, list[str]]] = []
        for _ in range(draw(st.integers(0, 2)) if number else 0):
            others = draw(st.sets(st.integers(0, number - 1), max_size=2))
            kept = {n: st.sets(st.sampled_from(stages[n]["moves"]), min_size=1) for n in others}
            after.append({n: sorted(draw(some)) for n, some in kept.items()})
        stages.append(
            {"player": player, "moves": moves, "after": after,
             "observes": None if observes is None or not number or player is None else observes}
        )  # fmt: skip
    text = HEAD
    for number, stage in enumerate(stages):
        text += f'[[stages]]\nid = "s{number}"\n'
        if stage["player"] is None:
            share = f'"1/{len(stage["moves"])}"'
            text += f"chance = {{ {', '.join(f'{m} = {share}' for m in stage['moves'])} }}\n"
        else:
            text += f'player = "{stage["player"]}"\nmoves = {stage["moves"]}\n'
        if stage["observes"] is not None:
            text += f"observes = {[f's{n}' for n in sorted(stage['observes'])]}\n"
        ways = [", ".join(f"s{n} = {m}" for n, m in way.items()) for way in stage["after"]]
        if ways:
            text += f"after = [{', '.join(f'{{ {way} }}' for way in ways)}]\n"
    return text + "[[ends]]\npayoffs = [0, 0]\n", stages


def knowledge(stages: list[dict[str, Any]], number: int, history: dict[int, str]) -> Any:
    """What the player of a stage knows, said without the package: by recursion."""
    stage = stages[number]
    seen = range(number) if stage["observes"] is None else stage["observes"]
    known = {("saw", n, history.get(n)) for n in seen}
    for n in range(number):
        if stages[n]["player"] == stage["player"]:
            known.add(("did", n, history.get(n)))
            if n in history:
                known |= knowledge(stages, n, history)
    return known


@settings(max_examples=150, deadline=None)
@given(staged())
def test_information_sets_are_what_the_players_know(
    drawn: tuple[str, list[dict[str, Any]]],
) -> None:
    text, stages = drawn
    model = attempt(text)
    if not isinstance(model, Model):
        assert all("the stage never takes place" in problem for problem in model)
        return
    assert_sound(model)
    assert recall_fault(extensive_game(model, model.values())) is None
    histories: list[tuple[int, dict[int, str]]] = []
    waiting: list[tuple[int, dict[int, str]]] = [(0, {})]
    ends = 0
    while waiting:
        number, history = waiting.pop()
        if number == len(stages):
            ends += 1
        elif not stages[number]["after"] or any(
            all(history.get(n) in moves for n, moves in way.items())
            for way in stages[number]["after"]
        ):
            histories.append((number, history))
            waiting += [(number + 1, {**history, number: m}) for m in stages[number]["moves"]]
        else:
            waiting.append((number + 1, history))
    assert len(model.nodes) == len(histories) + ends
    nodes = {node.id: node for node in model.nodes}
    told = [
        (number, nodes[".".join((f"s{number}", *history.values()))], history)
        for number, history in histories
        if stages[number]["player"] is not None
    ]
    for (number, node, history), (other, another, past) in product(told, told):
        same = number == other and knowledge(stages, number, history) == knowledge(
            stages, other, past
        )
        assert (node.information == another.information) == same
