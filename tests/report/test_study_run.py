from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from vcgame.errors import IncompleteError, UsageError
from vcgame.model.text import Language
from vcgame.model.toml.document import read_document
from vcgame.report import study_run
from vcgame.report.study import Study, build_study
from vcgame.report.study_run import StudyResult, run_study
from vcgame.report.words import catalogue, places

MADE_BY = {"made_by": "vcgame test", "command": "vcgame run toy"}
HEAD = 'vcgame = 1\nkind = "study"\nid = "toy"\n'
HEAD += 'title = { en = "Toys | <x>", zh = "玩具" }\n'
HEAD += 'introduction = { en = "Games to play with.", zh = "供试验的博弈。" }\n'
MAP = '[[games.maps]]\nid = "m"\ntitle = {{ en = "Map of {0}", zh = "{0}图" }}\n'
MAP += 'x = "{1}"\ny = "{2}"\n'


def study_of(*games: str) -> Study:
    return build_study(read_document(HEAD + "".join(games), "study.toml"))


def game(path: Path | str, *lines: str) -> str:
    return "\n".join(["[[games]]", f'model = "{path}"', *lines]) + "\n"


def run(study: Study, folder: Path, language: Language = "en") -> StudyResult:
    return run_study(study, folder, language, made_by=MADE_BY)


def page_of(folder: Path) -> str:
    return (folder / "README.md").read_text(encoding="utf-8")


class Ran(NamedTuple):
    """A study of a tie, three players, irrational payoffs and a tree, with all that it wrote."""

    study: Study
    language: Language
    out: Path
    result: StudyResult
    said: list[str]


@pytest.fixture(scope="module", params=["en", "zh"])
def ran(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    toys = Path(__file__).parent / "toys"
    trap, three, roots, tree = (
        toys / f"{name}.toml" for name in ("trap", "three", "roots", "tree")
    )
    study = study_of(
        game(trap, 'lines = ["s"]', MAP.format("trap", "c=0:8:9", "s=0:4:5")),
        game(trap, 'instance = "tie"', 'tables = ["equilibria", "numbers"]', 'lines = ["s"]'),
        game(three, 'lines = ["x"]'),
        game(roots, 'lines = ["x"]', MAP.format("roots", "x=1:4:4", "y=1:4:4")),
        game(tree, 'lines = ["s"]', MAP.format("tree", "p=0:1:6", "g=0:8:5")),
    )
    out = tmp_path_factory.mktemp("study") / "out"
    said: list[str] = []
    result = run_study(study, out, request.param, made_by=MADE_BY, said=said.append)
    return Ran(study, request.param, out, result, said)


def test_a_run_writes_all_that_it_says(ran: Ran) -> None:
    every_kind, language, out, result, said = ran
    written = {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()}
    assert written == set(result.files)
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["files"]) == written - {"manifest.json"}
    assert manifest["command"] == "vcgame run toy"
    assert (manifest["study"], manifest["language"]) == ("toy", language)
    models = {section.model.id: section.model.text_hash for section in every_kind.sections}
    assert manifest["models"] == models
    tables = {name for name in written if name.startswith("tables/")}
    assert len(tables) == 3 * sum(len(section.tables) for section in every_kind.sections)
    assert {name for name in written if name.endswith(".png")} == {
        f"figures/{stem}.png" for stem in ("trap.m", "trap.s", "trap.tie.s", "three.x", "roots.m")
    } | {f"figures/{stem}.png" for stem in ("tree.m", "tree.s")}
    assert result.refuted == 2
    assert result.warnings == ()
    assert said[:3] == ["trap", "trap: m", "trap: s"]
    page = page_of(out)
    for link in re.findall(r"\]\((figures/[^)]+)\)", page):
        assert link in written
    assert page.count("![") == 7
    labels = [
        line
        for name in tables
        if name.endswith(".tex")
        for line in (out / name).read_text(encoding="utf-8").splitlines()
        if r"\label" in line
    ]
    assert len(labels) == len(set(labels)) == len(tables) / 3
    for name in tables:
        if name.endswith(".csv"):
            rows = list(csv.reader((out / name).read_text(encoding="utf-8-sig").splitlines()))
            assert len({len(row) for row in rows}) == 1
    status = {"en": "Reconstruction: the sources tell", "zh": "重构：文献只有文字叙述"}[language]
    captions = [line for line in page.splitlines() if line.startswith("*") and "PDF" in line]
    assert len(captions) == 7
    assert sum(status in caption for caption in captions) == 5  # of trap and tree
    assert "NaN" not in page
    assert "+/-" not in page
    known = {name for text in catalogue(language).values() for name in places(text)}
    assert not {name for name in known if len(name) > 1 and f"{{{name}}}" in page}


def test_the_page_tells_of_every_kind(ran: Ran) -> None:
    page = page_of(ran.out)
    if ran.language == "zh":
        check_chinese(page)
        return
    for sentence in (
        "# Toys \\| &lt;x&gt;",
        "| 1 | A trap | reconstruction | (ride, ride) | 1 proved, 1 refuted, 1 not decided |",
        "Two firms may &lt;b&gt;build&lt;/b&gt; a \\*brand\\* \\| or not.",
        "(ride, ride) is the only equilibrium. The payoffs there are 0 each.",
        "The payoffs have the order of the prisoners' dilemma game.",
        "Together the players get 0, while (build, build) would give them 4: a loss of 4.",
        "(build, build) would pay every player more: 2 each.",
        "Totals leave out what is merely transferred ($\\sigma$).",
        "What would lead to (build, build)? This alone makes it the only equilibrium: ",
        "(build, build) is an equilibrium for $\\sigma \\ge 1$, and the only one for $\\sigma > 1",
        "The bound 1 is not attained: there every profile is an equilibrium.",
        "- **Refuted**: “Building always pays.” It fails at b = ",
        "- Not decided: “Stable.” (nothing satisfies its conditions).",
        "## 2. A trap: at the tie",
        "At the instance “at the tie” ($b = 3$, $c = 4$, $\\sigma = 1$), the game is degenerate: ",
        "What would leave nothing but (build, build)?",
        "there is no equilibrium in pure strategies; mixed ones were not looked for.",
        "For $x = 0$: (no, yes, yes); (yes, no, yes). For $x > 0$: none.",
        "the only equilibrium is mixed: 0.5 up + 0.5 down (a); 0.8394 left + 0.1606 right (b).",
        "thresholds were not worked out",
        "| enter → boom → yield | $g + s$ | $3$ |",
        "subgame perfection leaves 2 outcomes: stay; enter → \\[boom: yield; slump: fight\\].",
        "What would leave nothing but “stay”? This alone makes it the only equilibrium: $g < 4$.",
        "### 1. A trap (reconstruction)",
        "#### When each profile is an equilibrium",
    ):
        assert sentence in page, sentence
    assert page.count("the sources tell the story only, the payoffs are ours") == 8  # and no note
    assert "No lever alone" not in page.split("## 4. Roots")[1].split("## 5.")[0]


def check_chinese(page: str) -> None:
    for sentence in (
        "# 玩具",
        "（搭便车，搭便车）是唯一均衡。此时的支付：各 0。",
        "支付的大小顺序与囚徒困境相同。",
        "各方合计得 0，而（共建，共建）合计可得 4，损失 4。",
        "怎样才能达到（共建，共建）？以下一项足以使其成为唯一均衡：$\\sigma > 1$。",
        "临界值 1 不能取到：在该处所有策略组合都是均衡。",
        "未判定：“稳定。”",
        "子博弈完美性留下 2 个结果",
        "### 1. 陷阱（重构）",
    ):
        assert sentence in page, sentence
    prose = "".join(line for line in page.splitlines() if not line.startswith(("|", "!", "#")))
    assert "；；" not in prose
    assert "。 " not in prose.replace("。* ", "")


@pytest.mark.parametrize(
    ("change", "sentences"),
    [
        (
            ("b = { value = 3", "b = { value = 5"),
            [
                "(build, build) is the only equilibrium. The payoffs there are 6 each.",
                "The payoffs have the order of the harmony game.",
                "Together the players get 12, and no other outcome gives them more.",
                "How robust is (build, build)? One lever at a time, everything else as here:",
                "no value in the range changes the equilibria.",
            ],
        ),
        (
            ("b = { value = 3", "b = { value = 2"),
            [
                "Every outcome gives the players 0 together.",
                "How robust is (ride, ride)?",
                "(ride, ride) is an equilibrium for $\\sigma \\le 2$, and the only one for $",
                "$\\sigma < 2$. The bound 2 is not attained: there every profile is an equ",
                "For $\\sigma > 2$: (build, build), which gives the players 0 together.",
            ],
        ),
        (
            ("range = [0, 4]\nlever", "range = [0, 1]\nlever"),
            [
                "(build, build) is an equilibrium for $\\sigma = 1$, and nowhere the only one.",
                "No lever alone makes it the only equilibrium.",
            ],
        ),
        (
            ("range = [0, 4]\nlever", 'range = [0, "1/2"]\nlever'),
            ["no value in the range changes the equilibria."],
        ),
        (
            ('"build, build" = ["2*b - c + s", "2*b - c + s"]', '"build, build" = ["2*b", "2*b"]'),
            [
                "there are 3 equilibria: (build, build); (ride, ride); mixed equilibrium.",
                "The payoffs have the order of the stag hunt game.",
                "Together the players get between 0, at (ride, ride), and 12, at (build, build)",
                "What would leave nothing but (build, build)? This alone makes it the only equilib",
                "(build, build) is an equilibrium whatever its value, and the only one for $",
                "The bound 1 is not attained: there the equilibria are (build, build); (ride, ri",
            ],
        ),
        (
            ('"ride, build" = ["b", ', '"ride, build" = ["b + 3", '),
            [
                "Together the players get 0, while (ride, build) would give them 5: a loss of 5.",
                "(ride, build) is an equilibrium for $\\sigma \\ge 1$",
            ],
        ),
        (
            ('transfers = ["s"]', "transfers = []"),
            ["Together the players get 0, while (build, build) would give them 4: a loss of 4."],
        ),
        (('when = ["s > 0"]', 'when = ["s > c - b"]'), ["2 proved, 1 not decided."]),
    ],
)
def test_the_words_change_with_the_model(
    tmp_path: Path, toy_file: Callable[..., Path], change: tuple[str, str], sentences: list[str]
) -> None:
    tables = 'tables = ["payoffs"]'
    run(study_of(game(toy_file("trap"), tables)), tmp_path / "plain")
    result = run(study_of(game(toy_file("trap", change), tables)), tmp_path / "changed")
    plain, changed = page_of(tmp_path / "plain"), page_of(tmp_path / "changed")
    for sentence in sentences:
        assert sentence in changed, sentence
    assert plain != changed
    assert changed.count("**Refuted**") == result.refuted
    assert ("merely transferred" in changed) == ("transfers = []" not in change[1])


def test_every_number_of_the_analysis_is_a_result(
    tmp_path: Path, toy_file: Callable[..., Path]
) -> None:
    # Odd values, so that no number can come from anywhere else.
    path = toy_file(
        "trap",
        ("b = { value = 3", 'b = { value = "37/7"'),
        ("c = { value = 4", "c = { value = 7.25"),
        ("range = [0, 4]\nlever", "range = [0, 19]\nlever"),
    )
    result = run(study_of(game(path, 'tables = ["payoffs"]')), tmp_path / "out")
    text = page_of(tmp_path / "out").split("## 1. A trap")[1].split("## Tables")[0]
    text = re.sub(r"\|.*\|", "", text)  # the matrix of formulas
    text = text.replace("firm 1", "").replace("firm 2", "")
    numbers = set(re.findall(r"\d+(?:[./]\d+)?", text))
    b, c = "37/7", "29/4"
    threshold = "55/28"  # c - b
    total = "93/14"  # 2 (2 b - c)
    each = "93/28"
    (verdict,) = [v for v in result.findings[0].verdicts if v.outcome == "refuted"]
    refuted = set(re.findall(r"\d+(?:/\d+)?", " ".join(map(str, (verdict.point or {}).values()))))
    found = {b, c, "0", "19", threshold, total, each}
    assert found <= numbers
    assert numbers <= found | refuted | {"3", "1"}  # three claims, one of each kind


def test_a_run_gives_the_same_bytes_again(tmp_path: Path, toy_file: Callable[..., Path]) -> None:
    study = study_of(
        game(toy_file("trap"), 'lines = ["s"]', MAP.format("trap", "c=0:8:9", "s=0:4:5"))
    )
    outputs = []
    for name in ("first", "second"):
        run(study, tmp_path / name, "zh")
        files = [path for path in (tmp_path / name).rglob("*") if path.is_file()]
        outputs.append({str(p.relative_to(tmp_path / name)): p.read_bytes() for p in files})
    assert outputs[0] == outputs[1]
    run(study, tmp_path / "first", "zh")  # over the files that are there
    for name, content in outputs[1].items():
        assert (tmp_path / "first" / name).read_bytes() == content


def test_evidence_is_listed_by_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(study_run, "check_claims", lambda _: ())
    study = study_of(game("brand-two-firms", 'tables = ["evidence"]'))
    run(study, tmp_path / "out")
    listed = page_of(tmp_path / "out").split("#### Evidence")[1]
    documents = [line for line in listed.splitlines() if line and not line.startswith("-")]
    stories = [line for line in listed.splitlines() if line.startswith("- ")]
    assert [line[:13] for line in documents] == ["Zhang Congqun", "Wang Faming a"]
    assert [re.findall(r"`([^`]+)`", line)[0] for line in stories] == [
        "zhang-2011.brand-game",
        "zhang-2011.shared-brand",
        "wangfm-2006.weak-brand",
    ]


def test_claims_are_checked_once_for_several_points(
    tmp_path: Path, toy_file: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    check = study_run.check_claims
    monkeypatch.setattr(study_run, "check_claims", lambda m: asked.append(m.id) or check(m))
    path, tables = toy_file("trap"), 'tables = ["claims"]'
    result = run(
        study_of(game(path, tables), game(path, 'instance = "tie"', tables)), tmp_path / "out"
    )
    assert asked == ["trap"]
    assert [len(each.verdicts) for each in result.findings] == [3, 3]


def test_levers_whose_thresholds_cannot_be_found_do_not_end_the_run(
    tmp_path: Path, toy_file: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def incomplete(*_: object) -> None:
        raise IncompleteError("no exact thresholds: too many equilibria")

    monkeypatch.setattr(study_run, "any_line", incomplete)
    study = study_of(game(toy_file("trap"), 'tables = ["thresholds"]', 'lines = ["s"]'))
    run(study, tmp_path / "out")
    page = page_of(tmp_path / "out")
    assert "**subsidy**: thresholds were not worked out: no exact thresholds: too many" in page
    assert "No lever alone" not in page
    assert "![" not in page


def test_a_folder_that_is_none_or_holds_other_things_is_refused(
    tmp_path: Path, toy_file: Callable[..., Path]
) -> None:
    study = study_of(game(toy_file("trap"), 'tables = ["payoffs"]'))
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="no folder"):
        run(study, tmp_path / "file")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "README.md").write_text("mine")
    with pytest.raises(UsageError, match="holds other files"):
        run(study, tmp_path / "mine")
    assert page_of(tmp_path / "mine") == "mine"
    with pytest.raises(UsageError, match="cannot write"):
        run(study, tmp_path / "file" / "below")
