from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from vcgame.errors import FileError, UsageError
from vcgame.model.toml.document import read_document
from vcgame.report.study import TABLES, Study, build_study, load_study, study_files, study_schema

HEAD = 'vcgame = 1\nkind = "study"\nid = "toy"\ntitle = "Toys"\n'


def study(text: str) -> Study:
    return build_study(read_document(HEAD + text, "study.toml"))


def mistakes(text: str, head: str = HEAD) -> list[str]:
    with pytest.raises(FileError) as caught:
        build_study(read_document(head + text, "study.toml"))
    return str(caught.value).splitlines()


def test_the_studies_of_the_library_are_sound() -> None:
    assert "brand" in study_files()
    for name in study_files():
        found = load_study(name)
        assert found.id == name
        assert found.title.say("zh") != found.title.en


def test_a_game_alone_gets_every_table_that_suits_it(toy_file: Callable[..., Path]) -> None:
    (pigs,) = study('[[games]]\nmodel = "boxed-pigs"').sections
    assert pigs.tables == tuple(table for table in TABLES if table != "repeated")
    assert (pigs.name, pigs.instance, pigs.maps, pigs.lines) == ("boxed-pigs", None, (), ())
    (tree,) = study('[[games]]\nmodel = "functional-upgrading"').sections
    assert tree.tables == tuple(table for table in TABLES if table != "repeated")
    (three,) = study(f'[[games]]\nmodel = "{toy_file("three")}"').sections
    assert three.tables == (
        "payoffs",
        "numbers",
        "parameters",
        "equilibria",
        "conditions",
        "thresholds",
    )


def test_a_game_of_an_instance_is_named_after_it() -> None:
    found = study('[[games]]\nmodel = "imitate-innovate"\ninstance = "razor"')
    (section,) = found.sections
    assert section.name == "imitate-innovate.razor"
    assert section.model.title.en == "Innovate or imitate: razors of Wenzhou"
    assert section.model.title.zh == "创新还是模仿：温州剃须刀"


def test_maps_and_lines_are_read() -> None:
    (section,) = study(
        '[[games]]\nmodel = "brand-two-firms"\ntables = ["payoffs"]\nlines = ["sigma", "c"]\n'
        '[[games.maps]]\nid = "m"\ntitle = { en = "Map", zh = "图" }\nx = "c=1:8:5"\n'
        'y = "fine/t=0:4:3"\n'
    ).sections
    (plan,) = section.maps
    assert (plan.id, plan.title.zh, plan.x.count, plan.y.moves) == ("m", "图", 5, "t")
    assert section.lines == ("sigma", "c")


def test_all_mistakes_are_said_at_once_with_line_and_field() -> None:
    said = mistakes(
        """
colour = "red"
[[games]]
model = "brand-two-frims"
[[games]]
model = "brand-two-firms"
instance = "razor"
tables = ["payoffs", "payofs"]
lines = ["sigam", "beta"]
[[games.maps]]
id = "m"
title = "Map"
x = "c=8:0:5"
y = "sigma=0:4:1"
[[games.maps]]
id = "bad id"
x = "c=0:8:5"
[[games]]
instance = "razor"
[[games]]
model = "functional-upgrading"
tables = ["repeated"]
"""
    )
    fields = {tuple(line.split(": ")[:2]) for line in said}
    places = {(int(where.split(":")[1]), field) for where, field in fields}
    assert places == {
        (6, "colour"),
        (8, "games[0].model"),
        (11, "games[1].instance"),
        (12, "games[1].tables[1]"),
        (13, "games[1].lines[0]"),
        (13, "games[1].lines[1]"),
        (17, "games[1].maps[0].x"),
        (18, "games[1].maps[0].y"),
        (20, "games[1].maps[1].id"),
        (19, "games[1].maps[1]"),
        (22, "games[2]"),
        (26, "games[3].tables[0]"),
    }
    text = "\n".join(said)
    assert "did you mean 'brand-two-firms'?" in text
    assert "did you mean 'payoffs'?" in text
    assert "did you mean 'sigma'?" in text
    assert all(f"{key} is missing" in text for key in ("title", "y", "model"))


@pytest.mark.parametrize(
    ("head", "wrong"),
    [
        ("", "vcgame: "),
        (HEAD.replace('"study"', '"model"'), "kind: "),
        (HEAD.replace('"toy"', '"To y"'), "id: "),
        (HEAD.replace('title = "Toys"\n', ""), "title: "),
        (HEAD.replace("vcgame = 1", "vcgame = 2"), "vcgame: "),
    ],
)
def test_mistakes_in_the_head(head: str, wrong: str) -> None:
    said = mistakes('[[games]]\nmodel = "boxed-pigs"', head)
    assert any(wrong in line for line in said)


def test_a_study_has_games() -> None:
    assert any("games" in line for line in mistakes(""))
    assert any("games" in line for line in mistakes("games = []"))


def test_a_game_stands_once() -> None:
    game = '[[games]]\nmodel = "boxed-pigs"\n'
    assert any("boxed-pigs stands here twice" in line for line in mistakes(game + game))


def test_a_model_with_mistakes_is_counted(toy_file: Callable[..., Path]) -> None:
    path = toy_file("trap", ('"ride, ride"', '"ride, drive"'), ("b > 0", "bb > 0"))
    (said,) = mistakes(f'[[games]]\nmodel = "{path}"')
    assert re.search(r"games\[0\]\.model: .*trap\.toml has [2-9] mistake", said)
    assert "vcgame check" in said


def test_a_point_outside_the_assumptions_is_a_mistake(toy_file: Callable[..., Path]) -> None:
    path = toy_file("trap", ("c = 4, s = 1", "c = 0, s = 1"))
    said = mistakes(f'[[games]]\nmodel = "{path}"\ninstance = "tie"')
    assert said
    assert all("c > 0" in line or "mistake" in line for line in said)


def test_studies_are_found_by_id_or_path(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(HEAD + '[[games]]\nmodel = "boxed-pigs"\n', encoding="utf-8")
    assert load_study(str(path)).id == "toy"
    with pytest.raises(UsageError, match="did you mean 'brand'"):
        load_study("brnad")
    with pytest.raises(UsageError, match="there is no file"):
        load_study(str(tmp_path / "other.toml"))


def test_the_schema_names_every_key() -> None:
    schema = study_schema()
    assert json.loads(json.dumps(schema)) == schema
    text = json.dumps(schema)
    for key in ("games", "maps", "lines", "tables", "introduction", "instance", *TABLES):
        assert f'"{key}"' in text
