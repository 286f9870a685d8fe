"""Audit files: what is read, and every mistake with its place."""

from __future__ import annotations

import json
import sys
from fractions import Fraction
from pathlib import Path

import jsonschema
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "derive"))
from audit_bench import HEAD, INSPECTION

from vcgame.errors import FileError, UsageError
from vcgame.model.audit import Audit, Listed, StabilityTable, Value
from vcgame.model.audits import audit_files, load_audit, load_checkable
from vcgame.model.model import Model
from vcgame.model.printed_numbers import PrintedComplex, PrintedNumber
from vcgame.model.reading.audits.audit_builder import build_audit
from vcgame.model.reading.audits.audit_format import PRINTED_KINDS, audit_schema
from vcgame.model.reading.audits.printed_numbers import printed_number
from vcgame.model.toml.document import load_document, read_document

ROOT = Path(__file__).resolve().parents[2]


def built(printed: str, game: str = INSPECTION) -> Audit:
    text = f'{game}\n[[printed]]\nid = "p"\nsays = "It is printed."\n{printed}\n'
    return build_audit(read_document(text, "paper.toml"))


def mistakes(printed: str, game: str = INSPECTION) -> list[str]:
    with pytest.raises(FileError) as caught:
        built(printed, game)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("text", "value", "decimals"),
    [
        ("0.50", "1/2", 2),
        ("-0.3875", "-31/80", 4),
        ("2/3", "2/3", None),
        ("12", "12", None),
        ("1e-3", "1/1000", 3),
        ("1.5e1", "15", None),
        ("\N{MINUS SIGN}0.6", "-3/5", 1),
        ("+.25", "1/4", 2),
    ],
)
def test_numbers_keep_their_digits(text: str, value: str, decimals: int | None) -> None:
    assert printed_number(text) == PrintedNumber(Fraction(value), decimals)


def test_what_is_no_number_is_none() -> None:
    assert printed_number("S/P") is None
    assert printed_number("1/0") is None
    assert printed_number("") is None


def test_numbers_of_toml_keep_their_digits_too() -> None:
    for written, decimals in (("0.50", 2), ("0.5", 1), ("1", None), ("-0.5_00", 3)):
        stated = built(f'value = {{ of = "A",   is =   {written} }}').printed[0].stated
        assert isinstance(stated, Value)
        assert isinstance(stated.printed, PrintedNumber)
        assert stated.printed.decimals == decimals
    assert [
        str(PrintedNumber(Fraction(v), d)) for v, d in ((".5", 2), ("-3", None), ("12.3", 1))
    ] == [
        "0.50",
        "-3",
        "12.3",
    ]


def test_complex_eigenvalues() -> None:
    table = "eigenvalues = ['0.1 - 0.27i', '-i']"
    stated = built(f"rest_points = [{{ state = {{ x = 0, y = 0 }}, {table} }}]").printed[0].stated
    assert isinstance(stated, StabilityTable)
    first, second = stated.points[0].eigenvalues
    assert isinstance(first, PrintedComplex)
    assert (str(first), str(second)) == ("0.1 - 0.27i", "-1i")


def test_an_entry_without_when_is_at_the_stated_values() -> None:
    plain, always = built("only_mixed = true").printed[0], built("when = []\nonly_mixed = true")
    assert plain.when is None
    assert always.printed[0].when == ()
    assert not plain.exactly
    exact = built('exactly_when = ["P > S"]\nonly_mixed = true').printed[0]
    assert exact.exactly


def test_parameters_may_lack_a_value() -> None:
    game = INSPECTION.replace("F = { value = 25, range = [0, 60] }", "F = { }")
    audit = built("only_mixed = true", game)
    assert audit.unstated == {"F"}
    assert set(audit.values) == {"A", "P", "S"}


def test_a_model_of_the_library_with_other_values() -> None:
    game = HEAD + 'model = "brand-regulator"\nvalues = { F = "30" }\n'
    audit = built("only_mixed = true", game)
    assert audit.model.id == "brand-regulator"
    assert audit.values["F"] == 30
    assert audit.unstated == frozenset()
    listed = built('equilibria = ["fake, act"]', game).printed[0].stated
    assert listed == Listed((("fake", "act"),))


def test_all_mistakes_are_reported_at_once_with_their_places() -> None:
    game = INSPECTION.replace('"fake, wait" = ["A", 0]', '"fake, wait" = ["B", 0]')
    found = mistakes(
        'where = 3\nvalue = { of = "A + G", is = "x/" }\n[[printed]]\nid = "p"\nsays = "?"', game
    )
    assert len(found) == 6
    assert "paper.toml:26:" in found[0]
    assert "unknown name 'B'" in found[0]
    assert any("printed[0].where: a number stands here" in each for each in found)
    assert any("printed[0].value.of: unknown name 'G'" in each for each in found)
    assert any("printed[0].value.is: " in each for each in found)
    assert any("printed[1]: nothing is printed" in each for each in found)
    assert any("a second entry 'p'" in each for each in found)


@pytest.mark.parametrize(
    ("printed", "wrong", "right"),
    [
        ("only_mixd = true", "unknown field", "did you mean 'only_mixed'?"),
        ("only_mixed = true\norder = []", "only_mixed and order stand together", "one of"),
        ("only_mixed = false", "only_mixed is true or left out", "list the equilibria"),
        ("when = []\nexactly_when = []\nonly_mixed = true", "stand together", "keep one"),
        ('exactly_when = []\npie = { "fake, act" = 1 }', "has no meaning for pie", "write when"),
        ("at = { G = 1 }\nonly_mixed = true", "unknown parameter 'G'", "known: A, F"),
        ("components = 2\nonly_mixed = true", "components goes with equilibria", "remove it"),
        ("complete = true\nonly_mixed = true", "complete goes with", "remove it"),
        ('equilibria = ["fake, ac"]', "'ac' is no strategy of office", "did you mean 'act'?"),
        ("mixed = [{ firms = { fake = 1 } }]", "no player 'firms'", "did you mean 'firm'?"),
        ("mixed = [{ firm = { fak = 1 } }]", "'fak' is no strategy of firm", "'fake'"),
        ("rest_points = [{ state = { x = 0 } }]", "y is missing", "x, y"),
        ("rest_points = [{ state = { x = 0, y = 0, z = 0 } }]", "no coordinate 'z'", "known: x, y"),
        ("rest_points = [{ label = 'sink' }]", "state is missing", "add state"),
        ("rest_points = [{ state = { x = 0, y = 0 }, label = 'sadle' }]", "'sadle'", "'saddle'"),
        ("rest_points = [{ state = { x = 0, y = 0 }, trace_sign = '<' }]", "'<'", "write one of"),
        (
            "rest_points = [{ state = { x = 0, y = 0 }, eigenvalues = [1] }]",
            "1 eigenvalues for 2 coordinates",
            "one per coordinate",
        ),
        ("jacobian = [['x']]", "the Jacobian has another shape", "2 rows of 2 formulas"),
        ("jacobian = [['x', 'y'], ['q', 'y']]", "unknown name 'q'", "known"),
        ("replicator = { z = 'x' }", "no coordinate 'z'", "known: x, y"),
        ("simulated = [{ from = { x = 0, y = 1 } }]", "it has no end", "cycles = true"),
        (
            "simulated = [{ from = { x = 0, y = 1 }, to = { x = 0, y = 0 }, cycles = true }]",
            "to and cycles stand together",
            "write to",
        ),
        ("basin = { of = { x = 1, y = 1 } }", "share is missing", "add share"),
        ('pie = { "fake" = 1 }', "'fake' names 1 strategy", "firm, office"),
        ('pays = { "fake, act" = [1] }', "1 payoffs", "firm, office"),
        ('order = ["offce"]', "no player 'offce'", "did you mean 'office'?"),
        ('optimum = { of = "A", over = "B", at = 1 }', "unknown parameter 'B'", "known"),
        ('optimum = { of = "A", at = 1 }', "over is missing", "add over"),
        ('class = "chickn"', "unknown class 'chickn'", "did you mean 'chicken'?"),
        ('unseen = "story"', "'story' is not allowed", "class"),
        (
            'cases = [{ id = "a", when = [], class = "chicken", includes = [] }]',
            "class and includes stand together",
            "keep one",
        ),
        ('cases = [{ id = "a" }]', "when is missing", "add when"),
        ('value = { of = "A", is = true }', "true or false stands here", "0.3924"),
    ],
)
def test_mistakes_of_an_entry(printed: str, wrong: str, right: str) -> None:
    found = mistakes(printed)
    assert len(found) == 1, found
    assert found[0].startswith("paper.toml:3")
    assert wrong in found[0]
    assert right in found[0]


@pytest.mark.parametrize(
    ("game", "wrong"),
    [
        (HEAD, "the file has no game"),
        (HEAD + 'model = "brand-regulater"', "did you mean 'brand-regulator'?"),
        (HEAD + 'model = "brand-regulator"\ninstance = "x"', "has no instance 'x'"),
        (HEAD + 'model = "brand-regulator"\nvalues = { G = 1 }', "unknown parameter 'G'"),
        (INSPECTION + 'model = "x"', "payoffs"),
        (INSPECTION.replace("assumptions", "instance = 'x'\nassumptions"), "goes with model"),
        (INSPECTION.replace('seen = "All of it."', ""), "seen is missing"),
        (INSPECTION.replace('"F > 0"', '"F > 50"'), "the default values break"),
    ],
)
def test_mistakes_of_the_game(game: str, wrong: str) -> None:
    assert any(wrong in each for each in mistakes("order = []", game))


def test_trees_have_no_tables() -> None:
    tree = (
        HEAD
        + '[[players]]\nid = "a"\n[[nodes]]\nid = "n"\nplayer = "a"\n'
        + '[[nodes]]\nid = "l"\nparent = "n"\naction = "left"\npayoffs = [1]\n'
        + '[[nodes]]\nid = "r"\nparent = "n"\naction = "right"\npayoffs = [0]\n'
    )
    assert built('order = ["a"]', tree).model.form == "extensive"
    for printed in ('unseen = "class"', "rest_points = [{ state = { x = 0 } }]", "basin = { }"):
        assert any("is for strategic games" in each for each in mistakes(printed, tree))


def test_the_shipped_audits_fit_their_schema() -> None:
    schema = audit_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    assert set(audit_files()) == {"boxed-pigs-mistyped", "maintain-abuse", "watermelon-brand"}
    for path in audit_files().values():
        data = json.loads(json.dumps(load_document(path).data, default=float))
        assert list(validator.iter_errors(data)) == []
        first = path.read_text(encoding="utf-8").splitlines()[0]
        named = path.parent / first.removeprefix("#:schema ")
        assert named.resolve() == ROOT / "vcgame-audit.schema.json"


def test_the_schema_file_is_up_to_date() -> None:
    written = json.loads((ROOT / "vcgame-audit.schema.json").read_text(encoding="utf-8"))
    assert written == audit_schema(), "vcgame schema --kind audit > vcgame-audit.schema.json"


def test_every_kind_is_explained() -> None:
    properties = audit_schema()["properties"]["printed"]["items"]["properties"]
    assert set(PRINTED_KINDS) <= set(properties)
    assert all(entry["description"] for entry in properties.values())
    page = (ROOT / "docs" / "audits.md").read_text(encoding="utf-8")
    assert [kind for kind in PRINTED_KINDS if f"`{kind}`" not in page] == []


def test_what_can_be_checked_is_found() -> None:
    assert isinstance(load_checkable("watermelon-brand"), Model)
    assert isinstance(load_checkable("audits/watermelon-brand"), Audit)
    assert isinstance(load_checkable("maintain-abuse"), Audit)
    assert isinstance(load_checkable(str(audit_files()["maintain-abuse"])), Audit)
    assert load_audit("maintain-abuse").id == "maintain-abuse"


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        (str(ROOT / "experiments" / "brand.toml"), "is of the kind 'study'.*vcgame run"),
        (str(ROOT / "seeds" / "zhang-2011.toml"), "is of the kind 'evidence'"),
        ("nothing", "there is no model 'nothing'"),
    ],
)
def test_what_cannot_be_checked_is_said(name: str, wrong: str) -> None:
    with pytest.raises(UsageError, match=wrong):
        load_checkable(name)
    with pytest.raises(UsageError, match="there is no audit 'nothing'"):
        load_audit("nothing")
