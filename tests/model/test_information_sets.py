"""Information sets as files give them node by node, and what recall asks of them."""

from __future__ import annotations

import pytest

from vcgame.errors import FileError
from vcgame.forms.point import extensive_game
from vcgame.model.model import Model
from vcgame.model.reading.builder import build_model
from vcgame.model.toml.document import read_document

HEAD = 'vcgame = 1\nid = "game"\ntitle = "Game"\nplayers = [{ id = "firm" }, { id = "buyer" }]\n'


def tree(*lines: str) -> str:
    """A file with one node to a line, from line 5 on; ends get payoffs."""
    return HEAD + "nodes = [\n" + "".join(f"  {{ {line} }},\n" for line in lines) + "]\n"


def node(id: str, parent: str = "", action: str = "", *rest: str) -> str:
    """One node; an end unless something more is said."""
    above = [f'parent = "{parent}"', f'action = "{action}"'] if parent else []
    return ", ".join((f'id = "{id}"', *above, *(rest or ("payoffs = [0, 0]",))))


def read(text: str) -> Model:
    return build_model(read_document(text, "game"))


def problems(text: str) -> list[str]:
    """All complaints about a text: line, field, what is wrong, what would be right."""
    with pytest.raises(FileError) as caught:
        read(text)
    return [
        f"{p.line}: {p.field}: {p.wrong}; {p.right}".rstrip("; ") for p in caught.value.problems
    ]


FIRM, BUYER = 'player = "firm"', 'player = "buyer"'
SIMULTANEOUS = (
    node("start", "", "", FIRM),
    node("one", "start", "x", BUYER, 'information = "reply"'),
    node("other", "start", "y", BUYER, 'information = "reply"'),
    *(node(f"end_{n}_{m}", n, m) for n in ("one", "other") for m in ("u", "v")),
)


def test_nodes_with_one_information_set() -> None:
    model = read(tree(*SIMULTANEOUS))
    assert [node.information for node in model.nodes[:4]] == ["start", "reply", "reply", ""]
    sets = extensive_game(model, {}).information_sets()
    assert [(each.id, each.player, each.vertices, each.actions) for each in sets] == [
        ("start", 0, (0,), ("x", "y")),
        ("reply", 1, (1, 2), ("u", "v")),
    ]
    assert not extensive_game(model, {}).perfect_information


def changed(old: str, new: str) -> str:
    """The file with something else in it."""
    text = tree(*SIMULTANEOUS)
    assert text.count(old) == 1
    return text.replace(old, new)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            'id = "other", parent = "start", action = "y", player = "buyer"',
            'id = "other", parent = "start", action = "y", player = "firm"',
            (
                "8: nodes[2].information: firm moves here, but buyer at 'one', also in 'reply'; "
                "the nodes of an information set have one player"
            ),
        ),
        (
            'parent = "other", action = "v"',
            'parent = "other", action = "w"',
            (
                "8: nodes[2].information: the moves are not those of 'one', also in 'reply'; "
                "a player who cannot tell the nodes apart has the same moves: u, v"
            ),
        ),
        (
            (
                'id = "end_one_u", parent = "one", action = "u", payoffs = [0, 0] },\n'
                '  { id = "end_one_v", parent = "one", action = "v"'
            ),
            (
                'id = "end_one_u", parent = "one", action = "v", payoffs = [0, 0] },\n'
                '  { id = "end_one_v", parent = "one", action = "u"'
            ),
            (
                "8: nodes[2].information: the moves are those of 'one', also in 'reply', in "
                "another order; a player who cannot tell the nodes apart has the same moves: v, u"
            ),
        ),
        (
            'action = "v", payoffs = [0, 0] },\n  { id = "end_other_u"',
            'action = "v", payoffs = [0, 0], information = "e" },\n  { id = "end_other_u"',
            (
                "10: nodes[4].information: only the nodes of players have an information set; "
                "remove it"
            ),
        ),
        (
            'id = "start", player = "firm"',
            'id = "start", player = "firm", information = "Reply"',
            (
                "7: nodes[1].information: 'reply' differs from 'Reply' by case only; "
                "choose another name: tables and databases ignore case"
            ),
        ),
        (
            'id = "start", player = "firm"',
            'id = "start", player = "firm", information = "2nd"',
            (
                "6: nodes[0].information: '2nd' is no name; write letters a to z, digits and _, "
                "a letter first"
            ),
        ),
        (
            'id = "start", player = "firm"',
            'id = "start", player = "firm", information = "other"',
            (
                "6: nodes[0].information: 'other' is the name of a node that is not in the set; "
                'write information = "other" there too, or choose another name'
            ),
        ),
        (
            'id = "start", player = "firm"',
            'id = "start", player = "firm", information = 3',
            "6: nodes[0].information: a number stands here; write a name in quotes",
        ),
    ],
)
def test_a_mistake_is_said_with_its_place(old: str, new: str, expected: str) -> None:
    assert problems(changed(old, new)) == [expected]


RIGHT = "players with perfect recall are needed"


def test_an_absent_minded_player_is_refused() -> None:
    text = tree(
        node("first", "", "", FIRM, 'information = "exit"'),
        node("early", "first", "leave"),
        node("second", "first", "stay", FIRM, 'information = "exit"'),
        node("home", "second", "leave"),
        node("late", "second", "stay"),
    )
    assert problems(text) == [
        (
            "8: nodes[2].information: firm forgets at 'exit' that it has passed it before: 'first' "
            f"and 'second' are in one information set; {RIGHT}"
        )
    ]


def forgetful(set_of_second: str, *, told: bool) -> str:
    """The firm moves after chance, which it sees if it is told, and moves once more."""
    draws = ("a", "b")
    lines = ['id = "draw", chance = true']
    for d in draws:
        first = f'information = "first_{d if told else ""}x"'
        lines.append(node(f"n_{d}", "draw", d, FIRM, first, 'probability = "1/2"'))
    for d in draws:
        for m in ("x", "y"):
            second = f'information = "second_{set_of_second.format(d=d, m=m)}"'
            lines.append(node(f"n_{d}_{m}", f"n_{d}", m, FIRM, second))
    lines += [node(f"e_{d}_{m}_{k}", f"n_{d}_{m}", k) for d in draws for m in "xy" for k in "uv"]
    return tree(*lines)


def test_a_player_that_forgets_its_own_move_is_refused() -> None:
    assert problems(forgetful("{d}", told=True)) == [
        (
            "10: nodes[4].information: firm forgets at 'second_a' which move it made at "
            f"'first_ax': 'n_a_x' and 'n_a_y' are in one information set; {RIGHT}"
        ),
        (
            "12: nodes[6].information: firm forgets at 'second_b' which move it made at "
            f"'first_bx': 'n_b_x' and 'n_b_y' are in one information set; {RIGHT}"
        ),
    ]


def test_a_player_that_forgets_what_it_knew_is_refused() -> None:
    assert problems(forgetful("{m}", told=True)) == [
        f"{line}: nodes[{number}].information: firm forgets at 'second_{m}' what it knew when it "
        f"moved at 'first_ax' or 'first_bx': 'n_a_{m}' and 'n_b_{m}' are in one information set; "
        f"{RIGHT}"
        for line, number, m in ((11, 5, "x"), (12, 6, "y"))
    ]


def test_what_was_never_known_cannot_be_forgotten() -> None:
    assert len(read(forgetful("{m}", told=False)).nodes) == 15
    assert len(read(forgetful("{d}{m}", told=True)).nodes) == 15


def test_a_player_that_forgets_whether_it_moved_is_refused() -> None:
    text = tree(
        'id = "draw", chance = true',
        node("asked", "draw", "a", FIRM, 'probability = "1/2"'),
        node("idle", "draw", "b", FIRM, 'probability = "1/2"', 'information = "later"'),
        node("after", "asked", "x", FIRM, 'information = "later"'),
        node("end_y", "asked", "y"),
        *(node(f"end_{n}_{m}", n, m) for n in ("idle", "after") for m in ("u", "v")),
    )
    assert problems(text) == [
        (
            "9: nodes[3].information: firm forgets at 'later' whether it moved at 'asked': 'idle' "
            f"and 'after' are in one information set; {RIGHT}"
        )
    ]
