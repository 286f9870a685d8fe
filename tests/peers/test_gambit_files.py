"""What Gambit reads is read as the same game; what it refuses is refused."""

from __future__ import annotations

import io
import re
from fractions import Fraction
from pathlib import Path

import pygambit
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vcgame.errors import FileError
from vcgame.forms.fixed import plan_model
from vcgame.model.formula.expression import Number
from vcgame.model.gambit.writing import efg_text, nfg_text
from vcgame.model.library import load_model, model_of
from vcgame.model.model import Model

GAMES = sorted((Path(__file__).parents[1] / "model" / "gambit" / "games").iterdir())
CATALOGUE = sorted(
    path
    for path in (Path(pygambit.__file__).parent / "catalog_data").rglob("*.?fg")
    if path.suffix in (".efg", ".nfg")
)
FORGETFUL = {"fig5_12", "fig10.7", "wichardt2008"}  # and both games of Gilboa (1997)

TREE = 'EFG 2 R "T" { "A" "B" }\n'
MOVE = 'p "" 1 1 "i" { "L" "R" } 0\n'
ENDS = 't "" 1 "x" { 1, 2 }\nt "" 2 "y" { 3 4 }\n'
TABLE = 'NFG 1 R "T" { "A" "B" } '


def theirs(kind: str, text: str | bytes):
    """The game as Gambit writes it again, or None if it refuses it."""
    data = text.encode() if isinstance(text, str) else text
    read = pygambit.read_efg if kind == "efg" else pygambit.read_nfg
    try:
        game = read(io.BytesIO(data))
    except ValueError:
        return None
    return game.to_efg() if kind == "efg" else game.to_nfg()


QUOTED = r'"(?:[^"\\]|\\.)*"'


def tree_of_text(text: str) -> list[tuple]:
    """The nodes of a tree as Gambit writes it, each on a line of its own."""
    plain = re.sub(QUOTED, '""', text)
    top, body = plain.split("\n\n", 1)
    players = top.split("{", 1)[1].split("}", 1)[0].count('""')
    nodes = []
    for line in body.strip().splitlines():
        kind = line[0]
        braces = re.findall(r"\{([^}]*)\}", line)
        words = re.sub(r"\{[^}]*\}", "|", line).replace('""', "")[1:].split()
        moves = braces.pop(0) if kind != "t" else ""
        paid = (Fraction(0),) * players
        if braces:
            paid = tuple(Fraction(value) for value in braces[0].split(","))
        if kind == "t":
            nodes.append(("t", None, (), paid))
        elif kind == "c":
            chances = tuple(Fraction(v) for v in moves.replace('""', " ").split())
            nodes.append(("c", None, chances, paid))
        else:
            key = (int(words[0]), int(words[1]))
            nodes.append(("p", key, (None,) * moves.count('""'), paid))
    return folded(nodes)


def folded(nodes: list[tuple]) -> list[tuple]:
    """Add the payoffs on the way up at the ends."""
    found, position = [], 0

    def walk(before: tuple) -> None:
        nonlocal position
        kind, key, moves, paid = nodes[position]
        position += 1
        total = tuple(a + b for a, b in zip(before, paid, strict=True))
        found.append((kind, key, moves, total if kind == "t" else None))
        for _ in moves:
            walk(total)

    walk((Fraction(0),) * len(nodes[0][3]))
    return renumbered(found)


def renumbered(nodes: list[tuple]) -> list[tuple]:
    """Number the information sets of all players in the order in which they come."""
    numbers: dict = {}
    return [
        (kind, None if key is None else (key[0], numbers.setdefault(key, len(numbers))), *rest)
        for kind, key, *rest in nodes
    ]


def tree_of_model(model: Model) -> list[tuple]:
    nodes = {node.id: node for node in model.nodes}
    players = [player.id for player in model.players]
    found = []

    def walk(id: str) -> None:
        node = nodes[id]
        if node.end:
            found.append(("t", None, (), tuple(formula.value for formula in node.payoffs)))
            return
        key = None
        if node.player is not None:
            key = (players.index(node.player) + 1, node.information)
        moves = tuple(a.probability and a.probability.value for a in node.actions)
        if node.player is None:
            moves = tuple(action.probability.value for action in node.actions)
        found.append(("c" if key is None else "p", key, moves, None))
        for action in node.actions:
            walk(action.child)

    walk(model.nodes[0].id)
    return renumbered(found)


def table_of_text(text: str) -> tuple[tuple[int, ...], list[tuple]]:
    """Shape and payoffs of a table as Gambit writes it, the first strategy changing fastest."""
    plain = re.sub(QUOTED, '""', text)
    strategies, rest = plain.split("\n\n", 1)[1].split("\n}\n", 1)
    shape = tuple(line.count('""') for line in strategies.splitlines())
    listed, numbers = rest.rsplit("}", 1)
    outcomes = [
        tuple(Fraction(v) for v in row.replace('""', "").split(","))
        for row in re.findall(r'\{ ""([^}]*)\}', listed)
    ]
    nothing = (Fraction(0),) * len(shape)
    return shape, [([nothing, *outcomes])[int(n)] for n in numbers.split()]


def table_of_model(model: Model) -> tuple[tuple[int, ...], list[tuple]]:
    shape = tuple(len(player.strategies) for player in model.players)
    ids = [[strategy.id for strategy in player.strategies] for player in model.players]
    rows = sorted(
        model.payoffs,
        key=lambda profile: [own.index(s) for own, s in zip(ids, profile, strict=True)][::-1],
    )
    return shape, [tuple(formula.value for formula in model.payoffs[row]) for row in rows]


def agree(kind: str, text: str | bytes, model: Model) -> None:
    written = theirs(kind, text)
    assert written is not None
    if kind == "efg":
        assert tree_of_model(model) == tree_of_text(written)
    else:
        assert table_of_model(model) == table_of_text(written)


@pytest.mark.parametrize("path", [*GAMES, *CATALOGUE], ids=lambda path: path.stem)
def test_files_are_read_alike(path: Path):
    kind, data = path.suffix[1:], path.read_bytes()
    if path.stem in FORGETFUL or path.parent.name == "gilboa1997":
        assert not pygambit.read_efg(str(path)).is_perfect_recall
        with pytest.raises(FileError, match=r":\d+:1: .* forgets at .*perfect recall are needed"):
            load_model(path)
        return
    model = load_model(path)
    agree(kind, data, model)
    write = efg_text if kind == "efg" else nfg_text
    again = write(model)
    agree(kind, again, model)
    agree(kind, again, model_of(f"again.{kind}", again))


@pytest.mark.parametrize("path", [p for p in GAMES if p.suffix == ".efg"], ids=lambda p: p.stem)
def test_reduced_forms_are_those_of_gambit(path: Path):
    plans = plan_model(load_model(path))
    game = pygambit.read_efg(str(path))
    shape, payoffs = table_of_model(plans)
    assert shape == tuple(len(game.get_strategies(player)) for player in game.players)
    gambit = pygambit.read_nfg(io.BytesIO(nfg_text(plans).encode()))
    mine, yours = (
        sorted(
            tuple(Fraction(str(each.get_payoffs(profile)[player])) for player in each.players)
            for profile in profiles(each)
        )
        for each in (gambit, game)
    )
    assert mine == yours == sorted(payoffs)


def profiles(game):
    from itertools import product

    players = list(game.players)
    for chosen in product(*(game.get_strategies(player) for player in players)):
        yield dict(zip(players, chosen, strict=True))


def pay(*values: str) -> str:
    return TREE + MOVE + f't "" 1 "x" {{ {", ".join(values)} }}\nt "" 2 "y" {{ 3 4 }}\n'


def chance(inside: str) -> str:
    return TREE + f'c "" 1 "" {{ {inside} }} 0\n' + ENDS


def twice(first: str, second: str) -> str:
    ends = 't "" 1 "x" { 1, 2 }\nt "" 2 "y" { 3 4 }\n'
    return TREE + MOVE + f"{first} 0\n" + ends + f'{second} 0\nt "" 3 "u" {{ 5 6 }}\nt "" 1\n'


P1 = 'p "" 2 1 "j" { "a" "b" }'
C1 = 'c "" 1 "e" { "a" 1/3 "b" 2/3 }'

READ = {
    "data type D": TREE.replace("R", "D") + MOVE + ENDS,
    "glued R": TREE.replace("2 R", "2R") + MOVE + ENDS,
    "comment": TREE + '"two\nlines, \\"quoted\\""\n' + MOVE + ENDS,
    "one line": (TREE + MOVE + ENDS).replace("\n", " "),
    "crlf": (TREE + MOVE + ENDS).replace("\n", "\r\n"),
    "cr": (TREE + MOVE + ENDS).replace("\n", "\r"),
    "tabs": (TREE + MOVE + ENDS).replace(" ", "\t"),
    "form feed": TREE + "\f\v" + MOVE + ENDS,
    "space first": " \n\t" + TREE + MOVE + ENDS,
    "glued": 'EFG 2 R "T"{"A""B"}\np "" 1 1"i"{"L""R"}0\nt "" 1"x"{1,2}t "" 2"y"{3,4}',
    "no commas": pay("1 2"),
    "comma apart": pay("1 ", " 2"),
    "comma behind": pay("1", "2", ""),
    "exponents": pay("1e-3", "1.5e2"),
    "large exponents": pay("1E2", "1.5E+2"),
    "points": pay("1.", "-.5"),
    "point and exponent": pay("5.e1", "-0"),
    "zeros first": pay("010", "007.5"),
    "fractions": pay("-1/2", "1/02"),
    "long numbers": pay("123456789012345678901234567890", "0.1234567890123456789012345"),
    "far exponents": pay("1e300", "1e-300"),
    "glued numbers": TREE + MOVE + 't "" 1 "x" {1-2}\nt "" 2 "y" {3 4}\n',
    "no outcome": TREE + MOVE + 't "" 0\nt "" 1 "y" { 1, 0 }\n',
    "outcome again": TREE + MOVE + 't "" 2 "y" { 1, 0 }\nt "" 2\n',
    "outcome in full again": TREE + MOVE + 't "" 2 "y" { 1, 0 }\nt "" 2 "y" { 1, 0 }\n',
    "outcomes alike": TREE + MOVE + 't "" 2 "x" { 1, 0 }\nt "" 1 "x" { 5, 6 }\n',
    "outcomes without names": TREE + MOVE + 't "" 2 "" { 1, 0 }\nt "" 1 "" { 5, 6 }\n',
    "outcome below zero": TREE + MOVE + 't "" -1 "y" { 1, 0 }\nt "" 2 "z" { 5, 6 }\n',
    "outcome on the way": TREE + MOVE.replace(" 0\n", ' 3 "z" { 10, 1/3 }\n') + ENDS,
    "moves alike": TREE + MOVE.replace('"R"', '"L"') + ENDS,
    "moves without names": TREE + MOVE.replace('"L" "R"', '"" ""') + ENDS,
    "players alike": TREE.replace('"B"', '"A"') + MOVE + ENDS,
    "players without names": TREE.replace('"A" "B"', '"" ""') + MOVE + ENDS,
    "title empty": TREE.replace('"T"', '""') + MOVE + ENDS,
    "title of two lines": TREE.replace('"T"', '"T\nU"') + MOVE + ENDS,
    "quotes": TREE.replace('"T"', '"a \\"b\\" \\c \\\\"').replace('\\\\"', '\\\\ "') + MOVE + ENDS,
    "control character": TREE.replace('"T"', '"T\x01"') + MOVE + ENDS,
    "any script": TREE.replace('"A"', '"甲"') + MOVE.replace('"L"', '"左"') + ENDS,
    "one move": TREE + 'p "" 1 1 "i" { "L" } 0\nt "" 1 "x" { 1, 2 }\n',
    "set 0": TREE + MOVE.replace("1 1", "1 0") + ENDS,
    "set below zero": TREE + MOVE.replace("1 1", "1 -5") + ENDS,
    "plus before a place": TREE + MOVE.replace("1 1", "+1 001") + ENDS,
    "end only": TREE + 't "" 1 "x" { 1, 2 }\n',
    "nothing only": TREE + 't "" 0\n',
    "text behind": TREE + MOVE + ENDS + 'zzz "open',
    "nodes behind": TREE + MOVE + ENDS + ENDS,
    "chance": chance('"a" 1/3 "b" 2/3'),
    "chance in decimals": chance('"a" 0.3 "b" .7'),
    "chance in exponents": chance('"a" 5e-1 "b" 1/2'),
    "sure chance": chance('"a" 0 "b" 1'),
    "chance alike": chance('"a" 1/3 "a" 2/3'),
    "set again": twice(P1, P1),
    "set by number": twice(P1, 'p "" 2 1'),
    "chance again": twice(C1, C1),
    "chance by number": twice(C1, 'c "" 1'),
    "same number, other player": TREE + MOVE + P1 + " 0\n" + ENDS + 't "" 3 "u" { 5 6 }\n',
}

REFUSED = {
    "other version": TREE.replace("2 R", "1 R") + MOVE + ENDS,
    "other type": TREE.replace("R", "I") + MOVE + ENDS,
    "small letters": TREE.replace("EFG", "efg") + MOVE + ENDS,
    "no title": 'EFG 2 R { "A" "B" }\n' + MOVE + ENDS,
    "title without quotes": TREE.replace('"T"', "T") + MOVE + ENDS,
    "player without quotes": TREE.replace('"A"', "A") + MOVE + ENDS,
    "comma between players": TREE.replace('" "', '", "') + MOVE + ENDS,
    "comma between moves": TREE + MOVE.replace('" "', '", "', 2) + ENDS,
    "comma in chance": chance('"a" 1/3, "b" 2/3'),
    "two comments": TREE + '"a" "b"\n' + MOVE + ENDS,
    "comment in braces": TREE + "{ }\n" + MOVE + ENDS,
    "hash": TREE + "# hello\n" + MOVE + ENDS,
    "two commas": pay("1", "", "2"),
    "comma first": pay("", "1", "2"),
    "plus": pay("+1", "1"),
    "fraction of decimals": pay("1.0/2", "1"),
    "fraction of three": pay("1/2/3", "1"),
    "divided by zero": pay("1/0", "1"),
    "below zero below": pay("1/-2", "1"),
    "infinity": pay("inf", "1"),
    "hexadecimal": pay("0x10", "1"),
    "underscore": pay("1_000", "1"),
    "apart": pay("- 1", "1"),
    "two minus": pay("--1", "1"),
    "two points": pay("1..2", "1"),
    "power broken": pay("1e", "1"),
    "power no whole number": pay("1e2.5", "1"),
    "quoted number": pay('"1"', "1"),
    "one payoff": pay("1"),
    "three payoffs": pay("1", "2", "3"),
    "set unknown": TREE + 'p "" 1 1 0\n' + ENDS,
    "set without name": TREE + 'p "" 1 1 { "L" "R" } 0\n' + ENDS,
    "set without moves": TREE + 'p "" 1 1 "i" 0\n' + ENDS,
    "no moves": TREE + 'p "" 1 1 "i" { } 0\n' + ENDS,
    "no outcome number": TREE + 'p "" 1 1 "i" { "L" "R" }\n' + ENDS,
    "outcome unknown": TREE + MOVE + 't "" 1\nt "" 2 "y" { 1, 0 }\n',
    "outcome without name": TREE + MOVE + 't "" 1 { 1, 2 }\nt "" 2 "y" { 1, 0 }\n',
    "outcome by name": TREE + MOVE + 't "" 2 "y" { 1, 0 }\nt "" 2 "y"\n',
    "outcome called otherwise": TREE + MOVE + 't "" 2 "y" { 1, 0 }\nt "" 2 "z" { 1, 0 }\n',
    "outcome pays otherwise": TREE + MOVE + 't "" 2 "y" { 1, 0 }\nt "" 2 "y" { 5, 6 }\n',
    "outcome 0 defined": TREE + MOVE + 't "" 0 "y" { 1, 0 }\nt "" 2 "z" { 5, 6 }\n',
    "node without label": TREE + MOVE.replace('p ""', "p") + ENDS,
    "node unknown": TREE + MOVE.replace("p", "P") + ENDS,
    "node of a word": TREE + MOVE.replace("p", "player") + ENDS,
    "too few nodes": TREE + MOVE + 't "" 1 "x" { 1 2 }\n',
    "player 3": TREE + MOVE.replace("1 1", "3 1") + ENDS,
    "player 0": TREE + MOVE.replace("1 1", "0 1") + ENDS,
    "set of many digits": TREE + MOVE.replace("1 1", "1 99999999999999999999") + ENDS,
    "sum of chance": chance('"a" 1/3 "b" 1/3'),
    "sum nearly": chance('"a" 0.333333333 "b" 0.666666666'),
    "chance below zero": chance('"a" -1/3 "b" 4/3'),
    "chance without numbers": chance('"a" "b"'),
    "set called otherwise": twice(P1, P1.replace("j", "k")),
    "set with other moves": twice(P1, P1.replace('"b"', '"c"')),
    "set turned": twice(P1, 'p "" 2 1 "j" { "b" "a" }'),
    "set by name": twice(P1, 'p "" 2 1 "j"'),
    "set by moves": twice(P1, 'p "" 2 1 { "a" "b" }'),
    "chance otherwise": twice(C1, C1.replace("1/3", "1/2").replace("2/3", "1/2")),
    "chance called otherwise": twice(C1, C1.replace("e", "f")),
    "not closed": TREE + MOVE + 't "" 1 "x { 1, 2 }',
    "nul": TREE + "\0" + MOVE + ENDS,
    "no players": 'EFG 2 R "T" { }\nt "" 1 "x" { 1 }',
    "not UTF-8": (TREE.replace("A", "é") + MOVE + ENDS).encode("latin-1"),
    "UTF-16": (TREE + MOVE + ENDS).encode("utf-16"),
}

TABLES_READ = {
    "numbers of strategies": TABLE + "{ 2 2 } 1 1 2 2 3 3 4 4",
    "names of strategies": TABLE + '{ { "U" "D" } { "L" "R" } } 1 1 2 2 3 3 4 4',
    "comment": TABLE + '{ { "U" "D" } { "L" "R" } }\n"com\nment"\n1 1 2 2 3 3 4 4\n\n',
    "all kinds of numbers": TABLE + "{ 2 2 } 1.5 1e2 -2 1/3 3 3 4 .5",
    "type D": TABLE.replace("R", "D") + "{ 2 2 } 1.5 1e2 -2 1/3 3 3 4 4",
    "outcomes": TABLE + '{ 2 2 } "c" { { "a" 1, 2 } { "b" 3 4 } { "" 5, 6 } } 1 2 3 0',
    "outcomes alike": TABLE + '{ 2 2 } { { "a" 1, 2 } { "a" 3 4 } } 1 2 2 1',
    "no outcomes": TABLE + "{ 2 2 } { } 0 0 0 0",
    "outcome 01": TABLE + '{ 2 2 } { { "a" 1, 2 } } 01 1 1 0',
    "one strategy": TABLE + "{ 1 2 } 1 1 2 2",
    "one player": 'NFG 1 R "T" { "A" } { 3 } 1 2 3',
    "three players": 'NFG 1 R "T" { "A" "B" "C" } { 2 3 2 } ' + " ".join(str(k) for k in range(36)),
    "strategies alike": TABLE + '{ { "U" "U" } { "L" "" } } 1 1 2 2 3 3 4 4',
    "players without names": 'NFG 1 R "T" { "" "" } { 2 2 } 1 1 2 2 3 3 4 4',
    "glued": 'NFG 1 R "T"{"A""B"}{{"U""D"}{"L""R"}}"c"1 1-2 2 3 3 4 4',
    "dimensions as decimals": TABLE + "{ 2.0 2 } 1 1 2 2 3 3 4 4",
}

TABLES_REFUSED = {
    "few": TABLE + "{ 2 2 } 1 1 2 2 3 3 4",
    "many": TABLE + "{ 2 2 } 1 1 2 2 3 3 4 4 5",
    "comment first": TABLE + '"c" { 2 2 } 1 1 2 2 3 3 4 4',
    "commas in dimensions": TABLE + "{ 2, 2 } 1 1 2 2 3 3 4 4",
    "few dimensions": TABLE + "{ 2 } 1 1 2 2",
    "many dimensions": TABLE + "{ 2 2 2 } " + "1 " * 24,
    "no strategies": TABLE + "{ 0 2 } ",
    "strategies below zero": TABLE + "{ -1 2 } 1 1",
    "strategies of nobody": TABLE + '{ { } { "L" "R" } } 1 1 2 2',
    "both forms": TABLE + '{ 2 { "L" "R" } } 1 1 2 2 3 3 4 4',
    "both forms turned": TABLE + '{ { "L" "R" } 2 } 1 1 2 2 3 3 4 4',
    "unquoted": TABLE + "{ { U D } { L R } } 1 1 2 2 3 3 4 4",
    "outcome without name": TABLE + '{ 2 2 } { { 1, 2 } { "b" 3 4 } } 1 2 1 1',
    "outcome unknown": TABLE + '{ 2 2 } { { "a" 1, 2 } } 1 2 1 1',
    "outcome below zero": TABLE + '{ 2 2 } { { "a" 1, 2 } } 1 -1 1 1',
    "outcomes few": TABLE + '{ 2 2 } { { "a" 1, 2 } } 1 1 1',
    "outcomes many": TABLE + '{ 2 2 } { { "a" 1, 2 } } 1 1 1 1 1',
    "outcome of one": TABLE + '{ 2 2 } { { "a" 1 } } 1 1 1 1',
    "outcome of three": TABLE + '{ 2 2 } { { "a" 1 2 3 } } 1 1 1 1',
    "commas between outcomes": TABLE + '{ 2 2 } { { "a" 1, 2 } } 1, 1, 1, 1',
    "other version": TABLE.replace("1 R", "2 R") + "{ 2 2 } 1 1 2 2 3 3 4 4",
    "no type": TABLE.replace("R ", "") + "{ 2 2 } 1 1 2 2 3 3 4 4",
    "garbage": TABLE + "{ 2 2 } 1 1 2 2 3 3 4 x",
    "nothing": TABLE + "{ 2 2 }",
    "empty": "",
    "a tree": TREE + 't "" 0',
    "fraction apart": TABLE + "{ 2 1 } 1 /2 1 2 3",
}


@pytest.mark.parametrize("name", READ)
def test_odd_trees_are_read_alike(name: str):
    agree("efg", READ[name], model_of("game.efg", READ[name]))


@pytest.mark.parametrize("name", TABLES_READ)
def test_odd_tables_are_read_alike(name: str):
    agree("nfg", TABLES_READ[name], model_of("game.nfg", TABLES_READ[name]))


@pytest.mark.parametrize("name", REFUSED)
def test_what_gambit_refuses_in_trees_is_refused(name: str, tmp_path: Path):
    refused("efg", REFUSED[name], tmp_path)


@pytest.mark.parametrize("name", TABLES_REFUSED)
def test_what_gambit_refuses_in_tables_is_refused(name: str, tmp_path: Path):
    refused("nfg", TABLES_REFUSED[name], tmp_path)


def refused(kind: str, text: str | bytes, folder: Path) -> None:
    assert theirs(kind, text) is None or text == REFUSED["power broken"]
    path = folder / f"game.{kind}"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(FileError) as caught:
        load_model(path)
    for problem in caught.value.problems:
        assert re.match(rf"{re.escape(str(path))}:\d+:\d+: \S.*", str(problem))


numbers = st.fractions(-50, 50, max_denominator=12)
labels = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=6)


@settings(max_examples=40)
@given(st.data())
def test_written_tables_are_read_by_gambit(data: st.DataObject):
    shape = data.draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))
    count = len(shape)
    for size in shape:
        count *= size
    values = data.draw(st.lists(numbers, min_size=count, max_size=count))
    players = " ".join(f'"p{k}"' for k in range(len(shape)))
    text = f'NFG 1 R "T" {{ {players} }} {{ {" ".join(map(str, shape))} }} ' + " ".join(
        map(str, values)
    )
    model = model_of("game.nfg", text)
    agree("nfg", nfg_text(model), model)
    agree("nfg", text, model_of("again.nfg", nfg_text(model)))
    if count < 60:
        unseen = model_of("tree.efg", efg_text(model))
        agree("efg", efg_text(model), unseen)
        assert table_of_model(plan_model(unseen)) == table_of_model(model)


@settings(max_examples=40)
@given(names=st.lists(labels, min_size=2, max_size=2), title=labels, comment=labels)
def test_written_names_are_read_by_gambit(names: list[str], title: str, comment: str):
    from dataclasses import replace

    from vcgame.model.model import Player, Strategy
    from vcgame.model.text import Text

    model = load_model("boxed-pigs")
    strategies = tuple(Strategy(id, Text(name or id)) for id, name in zip("ud", names, strict=True))
    zero = (Number(Fraction(1)), Number(Fraction(2)))
    model = replace(
        model,
        title=Text(title or "T"),
        story=Text(comment),
        players=(Player("one", Text("one"), strategies), Player("two", Text("two"), strategies)),
        payoffs={(a, b): zero for a in "ud" for b in "ud"},
    )
    agree("nfg", nfg_text(model), model)
    agree("nfg", nfg_text(model), model_of("again.nfg", nfg_text(model)))
