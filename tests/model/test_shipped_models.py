"""The models of the library: complete in two languages, backed by evidence, in their place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from vcgame.assets import shelf
from vcgame.forms.point import game_at
from vcgame.model.evidence import Evidence, build_evidence
from vcgame.model.formula.expression import Expression, Number, names, substitute
from vcgame.model.library import library_files, load_model
from vcgame.model.model import Model
from vcgame.model.point import is_true, value_at
from vcgame.model.text import Text
from vcgame.model.toml.document import load_document

CHINESE = re.compile(r"[\u4e00-\u9fff]")
FILES = library_files()
MODELS = {id: load_model(id) for id in FILES}
LEDGER: dict[str, Evidence] = {
    path.stem: build_evidence(load_document(path)) for path in sorted(shelf("seeds").glob("*.toml"))
}
FIRST = {
    "boxed-pigs",
    "brand-large-small",
    "brand-maintain",
    "brand-two-firms",
    "functional-upgrading",
    "imitate-innovate",
    "subsidy-war",
}

every_model = pytest.mark.parametrize("model", MODELS.values(), ids=list(MODELS))


def texts(model: Model) -> Iterator[tuple[str, Text | None]]:
    """Every text of a model that a reader may see."""
    yield "title", model.title
    yield "story", model.story
    for player in model.players:
        yield f"player {player.id}", player.name
        for strategy in player.strategies:
            yield f"strategy {strategy.id}", strategy.name
    for node in model.nodes:
        for action in node.actions:
            yield f"move {action.id}", model.actions.get(action.id)
    for id, parameter in model.parameters.items():
        yield f"meaning of {id}", parameter.meaning
    for id, instance in model.instances.items():
        yield f"instance {id}", instance.title
    for claim in model.claims:
        yield f"claim {claim.id}", claim.says


def stage_games(model: Model) -> Iterator[Model]:
    """The model itself; where payoffs depend on population shares, with shares written in."""
    if not model.state_dependent:
        yield model
        return
    for value in (Fraction(0), Fraction(1, 3), Fraction(1)):
        shares: dict[str, Expression] = dict.fromkeys(model.shares, Number(value))
        payoffs = {
            profile: tuple(substitute(formula, shares) for formula in formulas)
            for profile, formulas in model.payoffs.items()
        }
        yield replace(model, payoffs=payoffs, shares={})


def test_the_first_seven_are_there() -> None:
    assert MODELS.keys() >= FIRST


@every_model
def test_the_file_is_named_after_the_model_and_lies_with_its_family(model: Model) -> None:
    path = FILES[model.id]
    assert path.stem == model.id
    assert path.parent.name == model.family


@every_model
def test_every_text_is_in_both_languages(model: Model) -> None:
    for what, text in texts(model):
        assert text is not None, what
        assert text.en, what
        assert text.zh, what
        assert not CHINESE.search(text.en), what
        assert CHINESE.search(text.zh), what
    for parameter in model.parameters.values():
        assert parameter.unit is None or (parameter.unit.en and parameter.unit.zh)


@every_model
def test_every_parameter_can_be_swept_and_explained(model: Model) -> None:
    for parameter in model.parameters.values():
        assert parameter.low is not None, parameter.id
        assert parameter.high is not None, parameter.id
        assert parameter.low <= parameter.value <= parameter.high
        plain = parameter.whole or (parameter.low == 0 and parameter.high == 1)
        assert (parameter.unit is None) == plain, parameter.id
    assert model.levers
    used = set().union(*(names(formula) for row in model.payoffs.values() for formula in row))
    for node in model.nodes:
        used |= set().union(*(names(formula) for formula in node.payoffs))
        used |= set().union(*(names(a.probability) for a in node.actions if a.probability))
    used |= set().union(*(names(p.number) for p in model.players if p.number is not None))
    used -= model.shares.keys() | model.counts.keys()
    stated = set().union(*(names(quantity.formula) for quantity in model.definitions.values()))
    assert used <= model.parameters.keys() <= used | stated


@every_model
def test_the_evidence_is_in_the_ledger_and_names_the_model(model: Model) -> None:
    assert model.evidence
    assert len(set(model.evidence)) == len(model.evidence)
    entries = []
    for reference in model.evidence:
        document, _, entry = reference.partition(".")
        assert document in LEDGER, reference
        entries.append(LEDGER[document].interaction(entry))
    assert any(model.id in entry.models for entry in entries)


def test_figures_that_sources_of_instances_cite_are_in_the_ledger() -> None:
    cited = 0
    for model in MODELS.values():
        for instance in model.instances.values():
            for document, entry in re.findall(r"\b([a-z]+-\d{4})\.([a-z-]+)", instance.source):
                assert LEDGER[document].figure(entry).value
                cited += 1
    assert cited >= 1


@every_model
def test_the_default_point_and_every_instance_keep_the_assumptions(model: Model) -> None:
    points = [model.values(), *(model.values(id) for id in model.instances)]
    for point in points:
        assert all(is_true(assumption, point) for assumption in model.assumptions)
        assert all(game_at(fixed, point).exact for fixed in stage_games(model))
        for quantity in model.definitions.values():
            assert isinstance(value_at(quantity.formula, point), Fraction)


@every_model
def test_every_corner_of_the_ranges_that_keeps_the_assumptions_has_a_game(model: Model) -> None:
    for end in ("low", "high"):
        point = {id: getattr(parameter, end) for id, parameter in model.parameters.items()}
        if all(is_true(assumption, point) for assumption in model.assumptions):
            assert all(game_at(fixed, point).exact in (True, False) for fixed in stage_games(model))


@every_model
def test_transfers_are_levers_and_claims_stand_at_their_lines(model: Model) -> None:
    levers = {lever.id for lever in model.levers}
    assert set(model.transfers) <= levers
    lines = Path(model.file).read_text(encoding="utf-8").split("\n")
    for claim in model.claims:
        assert lines[claim.line - 1] == "[[claims]]"
        assert lines[claim.line] == f'id = "{claim.id}"'


def test_the_status_says_where_payoffs_come_from() -> None:
    assert {id: model.status for id, model in MODELS.items() if model.status == "textbook"} == {
        "boxed-pigs": "textbook",
        "brand-quality": "textbook",
        "brand-regulator": "textbook",
        "brand-repeated": "textbook",
        "brand-rising-fine": "textbook",
        "common-technology": "textbook",
        "lemons": "textbook",
    }
    assert all(MODELS[id].status != "published" for id in FIRST)


def test_levers_are_those_of_the_stories() -> None:
    levers = {id: {lever.id for lever in MODELS[id].levers} for id in FIRST}
    assert levers == {
        "boxed-pigs": {"A"},
        "brand-large-small": {"sigma"},
        "brand-maintain": {"tau"},
        "brand-two-firms": {"sigma", "q", "t"},
        "functional-upgrading": {"sigma", "alpha", "s", "gP", "p", "K"},
        "imitate-innovate": {"phi", "sigma"},
        "subsidy-war": {"S"},
    }
