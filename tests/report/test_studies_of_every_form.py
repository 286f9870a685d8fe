"""Studies of trees with information sets, of alike firms and of repeated games."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from vcgame.cli.reproduce import command
from vcgame.errors import FileError
from vcgame.model.library import library_models
from vcgame.model.text import Language
from vcgame.model.toml.document import read_document
from vcgame.report import study_run
from vcgame.report.study import TABLES, Study, build_study, load_study, study_files
from vcgame.report.study_run import StudyResult, run_study

HEAD = 'vcgame = 1\nkind = "study"\nid = "forms"\ntitle = { en = "Forms", zh = "形式" }\n'
NEW = (
    "order-war",
    "brand-many-firms",
    "brand-quality",
    "brand-repeated",
    "innovate-many",
    "common-technology",
    "leading-firm",
    "quality-rating",
    "trust-network",
    "subsidy-war",
    "functional-upgrading",
)


def study(*games: str) -> Study:
    return build_study(read_document(HEAD + "".join(games), "study.toml"))


def game(model: str, *lines: str) -> str:
    return "\n".join(["[[games]]", f'model = "{model}"', *lines]) + "\n"


def mistakes(*games: str) -> list[str]:
    with pytest.raises(FileError) as caught:
        study(*games)
    return str(caught.value).splitlines()


def run(found: Study, folder: Path, language: Language = "en") -> StudyResult:
    return run_study(found, folder, language, made_by={"made_by": "vcgame test"})


@pytest.fixture(autouse=True)
def no_claims(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(study_run, "check_claims", lambda _: ())


def test_every_game_of_a_new_form_is_in_some_study() -> None:
    studied = {section.model.id for name in study_files() for section in load_study(name).sections}
    assert set(NEW) <= studied
    assert set(NEW) <= {model.id for model in library_models()}


def test_the_help_of_reproduce_names_every_study() -> None:
    assert command.help is not None
    told = command.help.replace("\n", " ")
    assert all(name in told for name in study_files())


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_tree_with_information_sets(tmp_path: Path, language: Language) -> None:
    tables = 'tables = ["equilibria", "conditions", "thresholds"]'
    found = study(game("quality-rating", tables, "tree = true", 'lines = ["rL"]'))
    result = run(found, tmp_path, language)
    drawn = {name for name in result.files if name.endswith(".png")}
    stems = ("tree-1", "tree-2", "rL")  # a tree for each of the two outcomes
    assert drawn == {f"figures/quality-rating.{stem}.png" for stem in stems}
    page = (tmp_path / "README.md").read_text(encoding="utf-8")
    if language == "zh":
        assert "完美贝叶斯均衡有 2 种不同结果" in page
        assert "且只看纯策略均衡：" in page
        return
    separating = "high quality: seek a rating → pay for high; low quality: no rating → pay for low"
    for sentence in (
        "perfect Bayesian equilibria have 2 different outcomes: ",
        f"Together the players get between −2, at “\\[{POOLING}\\]”, and 6, at “\\[{separating}",
        f"“\\[{separating}\\]” is the outcome of an equilibrium if and only if ",
        f"“\\[{POOLING}\\]” is always the outcome of an equilibrium.",
        "No lever alone leaves it as the only pure equilibrium.",
        f"“\\[{separating}\\]” is an equilibrium for $r_L \\ge 6$, and nowhere the only one.",
        "the tree, with equilibrium 2 of 4.",
        "P(high quality) in",
    ):
        assert sentence in page, sentence


POOLING = "high quality: no rating → pay the average; low quality: no rating → pay the average"


def test_alike_firms(tmp_path: Path) -> None:
    tables = 'tables = ["equilibria", "conditions", "thresholds"]'
    found = study(
        game("order-war", tables, 'lines = ["f", "n"]', 'counts = ["f=0:12:25", "n=2:9:8"]'),
        game("common-technology", 'instance = "volunteer"', 'tables = ["equilibria"]'),
    )
    result = run(found, tmp_path)
    drawn = {name for name in result.files if name.endswith(".png")}
    stems = ("f", "n", "counts-f", "counts-n")
    assert drawn == {f"figures/order-war.{stem}.png" for stem in stems}
    page = (tmp_path / "README.md").read_text(encoding="utf-8")
    for sentence in (
        "all undercut is the only equilibrium in pure strategies or with all firms mixing alike.",
        "“all hold the price” is an equilibrium for $f \\ge 32/3$, and the only one for $f > 32/3",
        "This alone leaves it as the only pure equilibrium: $f > 32/3$.",
        "The bound 32/3 is not attained: there the equilibria are 5 hold the price, 1 undercut; ",
        "of pure equilibria:",
        "there are 2 equilibria in pure strategies or with all firms mixing alike: 1 contribute",
        "How robust is “1 contribute, 4 wait”?",  # the mixed one is not followed
    ):
        assert sentence in page, sentence
    (lines,) = [name for name in result.files if name.endswith("order-war.thresholds.csv")]
    told = (tmp_path / lines).read_text(encoding="utf-8-sig")
    assert "f = 8/3" in told
    assert "4 <= f" not in told  # thresholds are stretches of their own
    assert "Only pure equilibria" in page


def test_a_game_that_is_repeated(tmp_path: Path) -> None:
    plan = [
        "[games.repeated]",
        'detection = "q"',
        'payoffs_at = ["1/2"]',
        'patience = ["q=0.1:1:4"]',
    ]
    found = study(game("brand-repeated", 'tables = ["payoffs", "repeated"]', *plan))
    result = run(found, tmp_path)
    names = {name for name in result.files if name.startswith("tables/") and name.endswith("md")}
    kinds = ("payoffs", "repeated.stage", "repeated.grim-trigger", "repeated.critical-deltas")
    wanted = {f"tables/brand-repeated.{kind}.md" for kind in kinds}
    assert wanted <= names
    drawn = {name for name in result.files if name.endswith(".png")}
    assert drawn == {
        "figures/brand-repeated.patience-q.png",
        "figures/brand-repeated.payoffs-1-2.png",
    }
    page = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert "#### Repeated without end" in page
    assert "grim trigger keeps up (maintain, maintain) from δ = 1/2 on." in page
    assert re.search(r"\| \(maintain, maintain\) \| \(abuse, abuse\) \| 0\.5 \|", page)


def test_whole_numbers_are_tried_one_by_one(tmp_path: Path) -> None:
    found = study(game("trust-network", 'tables = ["thresholds"]', 'lines = ["formal"]'))
    run(found, tmp_path)
    page = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert "This alone makes it the only equilibrium: $\\mathit{formal} = 1$." in page
    assert "![" in page


def test_tables_that_a_game_gets_by_itself() -> None:
    (war,) = study(game("order-war")).sections
    assert war.tables == TABLES
    (quality,) = study(game("brand-quality")).sections
    assert "repeated" not in quality.tables  # it claims nothing of the kind
    (asked,) = study(game("brand-quality", 'tables = ["repeated"]')).sections
    assert asked.tables == ("repeated",)
    (tree,) = study(game("leading-firm")).sections
    assert "conditions" in tree.tables
    assert "repeated" not in tree.tables


@pytest.mark.parametrize(
    ("model", "lines", "line", "field", "said"),
    [
        ("order-war", ["tree = true"], 7, "tree", "only trees are drawn as one"),
        ("boxed-pigs", ['counts = ["A=1:2:3"]'], 7, "counts", "games of alike firms"),
        ("leading-firm", ["[games.repeated]"], 7, "repeated", "the repeated reading is for games"),
        ("leading-firm", ['tables = ["repeated"]'], 7, "tables[0]", "has no table 'repeated'"),
        ("order-war", ['counts = ["n=2:9:3"]'], 7, "counts[0]", "n takes whole numbers only"),
        ("order-war", ['counts = ["f=0:9:1"]'], 7, "counts[0]", "2 to 1001 are allowed"),
        ("order-war", ['counts = ["k=0:9:2"]'], 7, "counts[0]", "'k'"),
        (
            "order-war",
            ["[games.repeated]", 'payoffs_at = ["1/2"]'],
            8,
            "repeated.payoffs_at",
            "sets of payoffs are drawn of two",
        ),
        (
            "subsidy-war",
            ["[games.repeated]", 'payoffs_at = ["1"]'],
            8,
            "repeated.payoffs_at[0]",
            "'1' is no discount factor",
        ),
        (
            "subsidy-war",
            ["[games.repeated]", 'detection = "x"'],
            8,
            "repeated.detection",
            "unknown name 'x'",
        ),
        (
            "subsidy-war",
            ["[games.repeated]", 'target = "no, no"'],
            8,
            "repeated.target",
            "write one such as 'none, none'",
        ),
        ("brand-rising-fine", [], 6, "model", "depend on population shares"),
        (
            "quality-rating",
            ["[[games.maps]]", 'id = "m"', 'title = "Map"', 'x = "rH=0:1:3"', 'y = "rL=1:2:3"'],
            7,
            "maps",
            "trees without information sets",
        ),
    ],
)
def test_what_a_form_cannot_do_is_refused(
    model: str, lines: list[str], line: int, field: str, said: str
) -> None:
    found = mistakes(game(model, *lines))
    start = f"study.toml:{line}:"
    matching = [each for each in found if each.startswith(start) and f"games[0].{field}: " in each]
    assert any(said in each for each in matching), found
