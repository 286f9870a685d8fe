"""What is written is read as the same game: .nfg, .efg, and model files."""

from __future__ import annotations

from collections import deque
from fractions import Fraction
from math import prod
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vcgame.errors import UnsupportedError
from vcgame.forms.fixed import fixed_model, plan_model
from vcgame.forms.point import extensive_game, strategic_game
from vcgame.model.gambit.toml_text import toml_text
from vcgame.model.gambit.writing import efg_text, nfg_text
from vcgame.model.library import load_model, model_of
from vcgame.model.model import Model

GAMES = sorted((Path(__file__).parent / "games").iterdir())

numbers = st.fractions(-100, 100, max_denominator=60)
names = st.text(st.characters(blacklist_categories=("Cs",)), max_size=30)


def label(name: str) -> str:
    """Quote a name as a file would have it; a backslash at the end would hide the quote."""
    return '"' + name.replace("\\", "/").replace('"', '\\"') + '"'


@st.composite
def tables(draw: st.DrawFn) -> str:
    shape = draw(st.lists(st.integers(1, 3), min_size=1, max_size=4))
    players = draw(st.lists(names, min_size=len(shape), max_size=len(shape)))
    strategies = [draw(st.lists(names, min_size=size, max_size=size)) for size in shape]
    count = len(shape) * prod(shape)
    values = draw(st.lists(numbers, min_size=count, max_size=count))
    rows = " ".join("{ " + " ".join(map(label, own)) + " }" for own in strategies)
    head = f"NFG 1 R {label(draw(names))} {{ {' '.join(map(label, players))} }} {{ {rows} }}"
    return f"{head} {label(draw(names))} {' '.join(map(str, values))}"


@st.composite
def trees(draw: st.DrawFn) -> str:
    """A tree with chance, outcomes on the way, and sets of two nodes after moves of others."""
    players = draw(st.integers(1, 3))
    lines, sets = [], 0
    open_nodes = deque([0])
    while open_nodes and len(lines) < 25:
        depth = open_nodes.pop()
        kind = draw(st.sampled_from("cptt")) if depth < 3 else "t"
        size = draw(st.integers(1, 3))
        paid = ", ".join(str(draw(numbers)) for _ in range(players))
        outcome = draw(st.sampled_from(["0", f'{len(lines) + 1} "" {{ {paid} }}']))
        if kind == "t":
            lines.append(f"t {label(draw(names))} {outcome}")
            continue
        moves = draw(st.lists(names, min_size=size, max_size=size))
        if kind == "c":
            weights = draw(st.lists(st.integers(0, 5), min_size=size, max_size=size))
            total = sum(weights) or 1
            weights = weights if sum(weights) else [1, *[0] * (size - 1)]
            shown = [f"{label(m)} {w}/{total}" for m, w in zip(moves, weights, strict=True)]
            lines.append(f'c "" {len(lines) + 1} "" {{ {" ".join(shown)} }} {outcome}')
        else:
            sets += 1
            shown = [label(move) for move in moves]
            who = draw(st.integers(1, players))
            lines.append(
                f'p "" {who} {sets} {label(draw(names))} {{ {" ".join(shown)} }} {outcome}'
            )
        open_nodes.extend([depth + 1] * size)
    lines += ['t "" 0'] * len(open_nodes)
    called = " ".join(label(str(k)) for k in range(players))
    return "\n".join([f'EFG 2 R "T" {{ {called} }}', *lines])


def shape_of(model: Model) -> list:
    """The tree without its names."""
    game = extensive_game(model, {})
    places: dict = {}
    return [
        (
            vertex.player,
            None
            if vertex.player is None
            else places.setdefault((vertex.player, vertex.information or vertex.id), len(places)),
            [(move.child, move.probability) for move in vertex.moves],
            vertex.payoffs,
        )
        for vertex in game.vertices
    ]


def same(first: Model, second: Model) -> None:
    assert first.form == second.form
    if first.form == "extensive":
        assert shape_of(first) == shape_of(second)
    else:
        mine, yours = strategic_game(first, {}), strategic_game(second, {})
        assert (mine.shape, mine.payoffs) == (yours.shape, yours.payoffs)


def printed(model: Model) -> list[str]:
    """Names of all that is printed of a game."""
    strategies = [s.name.en for player in model.players for s in player.strategies]
    return [model.title.en, *(p.name.en for p in model.players), *strategies]


@settings(max_examples=20)
@given(tables())
def test_tables_come_back(text: str):
    model = model_of("g.nfg", text)
    again = model_of("g.nfg", nfg_text(model))
    same(model, again)
    assert model_of("g.nfg", nfg_text(again)) == again
    back = model_of("g.toml", toml_text(model))
    same(model, back)
    assert printed(back) == printed(model)
    assert back.players == model.players
    tree = model_of("g.efg", efg_text(model))
    game = strategic_game(plan_model(tree), {})
    assert (game.shape, game.payoffs) == (
        strategic_game(model, {}).shape,
        strategic_game(model, {}).payoffs,
    )


@settings(max_examples=25)
@given(trees())
def test_trees_come_back(text: str):
    model = model_of("g.efg", text)
    again = model_of("g.efg", efg_text(model))
    same(model, again)
    same(model, model_of("g.efg", efg_text(again)))
    back = model_of("g.toml", toml_text(model))
    same(model, back)
    assert back.actions == model.actions
    assert [n.information for n in back.nodes] == [n.information for n in model.nodes]


@pytest.mark.parametrize("path", GAMES, ids=lambda path: path.name)
def test_files_come_back(path: Path):
    model = load_model(path)
    write = efg_text if model.form == "extensive" else nfg_text
    same(model, model_of(path.name, write(model)))
    back = model_of("g.toml", toml_text(model))
    same(model, back)
    assert [(n.id, n.player, n.information) for n in back.nodes] == [
        (n.id, n.player, n.information) for n in model.nodes
    ]
    assert (back.actions, back.players, back.title) == (model.actions, model.players, model.title)
    assert (back.status, back.id) == ("imported", model.id)


def test_models_of_the_library_are_written_at_a_point():
    for id in ("boxed-pigs", "brand-two-firms", "functional-upgrading", "subsidy-war"):
        model = load_model(id)
        fixed = fixed_model(model, model.values())
        endings = {"extensive": ("efg", efg_text), "strategic": ("nfg", nfg_text)}
        ending, write = endings[model.form]
        for language in ("en", "zh"):
            same(fixed, model_of(f"g.{ending}", write(fixed, language)))
        back = model_of("g.toml", toml_text(fixed))
        same(fixed, back)
        assert back.players == fixed.players


def test_chinese_names_are_written():
    model = load_model("boxed-pigs")
    fixed = fixed_model(model, {"A": Fraction(1, 2)})
    text = nfg_text(fixed, "zh")
    assert text.startswith('NFG 1 R "智猪博弈" { "大猪" "小猪" }')
    assert "13/2 5/2 9 1/2" in text


def test_irrational_payoffs_are_refused():
    model = load_model("boxed-pigs")
    text = toml_text(fixed_model(model, model.values())).replace("[5, 1]", '["sqrt(2)", 1]')
    irrational = model_of("roots.toml", text)
    with pytest.raises(UnsupportedError, match=r"irrational payoffs .* choose values"):
        fixed_model(irrational, {})


def test_large_tables_are_refused_as_trees_and_large_numbers_as_model_files():
    values = "1 " * 2 * 10_000
    model = model_of("g.nfg", f'NFG 1 R "T" {{ "A" "B" }} {{ 100 100 }} {values}')
    with pytest.raises(UnsupportedError, match=r"10101 nodes.*As \.nfg it can be written"):
        efg_text(model)
    long = model_of("g.nfg", f'NFG 1 R "T" {{ "A" }} {{ 1 }} {"1" * 300}')
    with pytest.raises(UnsupportedError, match=r"does not fit into a model file: .*as \.nfg"):
        toml_text(long)


def test_plans_of_a_tree():
    plans = plan_model(load_model(GAMES[0].parent / "outside.efg"))
    names = [[strategy.name.en for strategy in player.strategies] for player in plans.players]
    assert names == [["out", "in · B", "in · S"], ["B", "S"]]
    game = strategic_game(plans, {})
    assert game.payoff((1, 0)) == (3, 1)
    assert game.payoff((0, 1)) == (2, 2)
