"""The evidence ledger in seeds/, and its reader."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vcgame.assets import shelf
from vcgame.errors import FileError, UsageError
from vcgame.model.evidence import EVIDENCE, Citation, Evidence, build_evidence
from vcgame.model.text import Text
from vcgame.model.toml.document import load_document, read_document

FILES = sorted(shelf("seeds").glob("*.toml"))
TABLES = {path.name: tomllib.loads(path.read_text(encoding="utf-8")) for path in FILES}
LEDGER = {
    evidence.id: evidence for evidence in (build_evidence(load_document(path)) for path in FILES)
}

CHINESE = re.compile(r"[\u4e00-\u9fff]")
LANGUAGES = {"en", "zh"}

SMALL = """
vcgame = 1
kind = "evidence"
id = "small-2020"
title = "A small page"

[citation]
type = "page"
authors = ["A. Author"]
year = 2020
published = "A site"
source = "page.txt"
held = "all"

[[interactions]]
id = "first"
where = "sec. 1"
players = "two firms"
story = "They meet."
models = []

[[figures]]
id = "price"
where = "sec. 2"
value = ["1/3", 0.1, 4]
unit = "yuan"
meaning = "price"
"""


def small(old: str = "", new: str = "") -> Evidence:
    assert old in SMALL
    return build_evidence(read_document(SMALL.replace(old, new, 1), "small.toml"))


def texts(value: Any, path: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Every table of languages in a file, with its path."""
    if isinstance(value, dict):
        if value.keys() & LANGUAGES:
            yield path, value
        else:
            for key, entry in value.items():
                yield from texts(entry, f"{path}.{key}")
    elif isinstance(value, list):
        for index, entry in enumerate(value):
            yield from texts(entry, f"{path}[{index}]")


def test_the_five_documents_are_there() -> None:
    assert set(LEDGER) == {"wangyq-2006", "wangfm-2006", "torch-nd", "zha-2017", "zhang-2011"}
    assert len(FILES) == 5


@pytest.mark.parametrize("name", TABLES)
def test_every_text_is_in_both_languages(name: str) -> None:
    found = dict(texts(TABLES[name]))
    for path, languages in found.items():
        assert languages.keys() == LANGUAGES, path
        assert languages["en"].strip(), path
        assert not CHINESE.search(languages["en"]), path
        assert CHINESE.search(languages["zh"]), path
    # What may be said once for both languages is a unit that is a sign.
    for table in TABLES[name]["interactions"]:
        assert all(isinstance(table[key], dict) for key in ("players", "story"))
    for table in TABLES[name]["figures"]:
        assert isinstance(table["meaning"], dict)
        assert isinstance(table["unit"], dict) or table["unit"] == "%"


@pytest.mark.parametrize("name", TABLES)
def test_stories_are_summaries_and_not_extracts(name: str) -> None:
    for table in TABLES[name]["interactions"]:
        assert 40 <= len(table["story"]["en"]) <= 400, table["id"]
        assert 20 <= len(table["story"]["zh"]) <= 160, table["id"]


@pytest.mark.parametrize("name", TABLES)
def test_names_are_unique_in_a_file_and_plain(name: str) -> None:
    ids = [table["id"] for table in TABLES[name]["interactions"] + TABLES[name]["figures"]]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", id) for id in ids)


@pytest.mark.parametrize("name", TABLES)
def test_models_are_named_once_and_every_value_is_exact_text(name: str) -> None:
    for table in TABLES[name]["interactions"]:
        models = table["models"]
        assert len(models) == len(set(models)), table["id"]
        assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", model) for model in models), table["id"]
    for table in TABLES[name]["figures"]:
        assert all(isinstance(value, str) for value in table["value"]), table["id"]
        assert all(Fraction(value) > 0 for value in table["value"]), table["id"]


@pytest.mark.parametrize("name", TABLES)
def test_the_schema_for_editors_accepts_the_file(name: str) -> None:
    schema = EVIDENCE.schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(TABLES[name], schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**TABLES[name], "interactions": []}, schema)


@pytest.mark.parametrize(
    ("document", "interaction", "where", "model"),
    [
        ("zhang-2011", "brand-game", "ch. 4 sec. 2", "brand-two-firms"),
        ("zhang-2011", "shared-brand", "ch. 1 sec. 1 part 3", "brand-many-firms"),
        ("zhang-2011", "squeeze-effect", "ch. 1 sec. 2 part 1", "leading-firm"),
        ("zhang-2011", "common-technology", "ch. 3", "common-technology"),
        ("zha-2017", "buyer-hinders", "sec. 1(1)", "functional-upgrading"),
        ("zha-2017", "order-war", "sec. 1(1)", "order-war"),
        ("zha-2017", "lost-incentive", "sec. 1(2)", "innovate-many"),
        ("zha-2017", "rd-alliance", "sec. 2(2)", "patent-alliance"),
        ("wangyq-2006", "brand-company", "sec. 3(8)", "brand-company"),
        ("wangyq-2006", "forced-brand", "sec. 1(1)", "brand-tripartite"),
        ("wangyq-2006", "land-for-firms", "sec. 1(1)", "subsidy-war"),
        ("wangyq-2006", "herd-imitation", "sec. 1(2)", "imitate-innovate"),
        ("wangyq-2006", "quality-decline", "sec. 1(2)", "lemons"),
        ("wangyq-2006", "same-industry", "sec. 1(3)", "industry-homogenisation"),
        ("wangyq-2006", "divided-towns", "sec. 1(4)", "park-discount"),
        ("wangyq-2006", "life-cycle-policy", "sec. 1(5)", "upgrade-path"),
        ("wangyq-2006", "park-huddle", "sec. 2(2)", "park-discount"),
        ("wangyq-2006", "captive-chain", "sec. 2(4)", "functional-upgrading"),
        ("wangyq-2006", "cluster-initiative", "sec. 2(5)", "market-or-state"),
        ("wangfm-2006", "loss-making-production", "sec. 1", "loss-making-production"),
        ("wangfm-2006", "bottom-up-top-down", "sec. 2", "market-or-state"),
        ("wangfm-2006", "counterfeit-shoes", "sec. 3(1)", "counterfeit-enforcement"),
        ("wangfm-2006", "price-war-lemons", "sec. 3(2)", "lemons"),
        ("wangfm-2006", "weak-brand", "sec. 3(2)", "brand-many-firms"),
        ("wangfm-2006", "kin-trust", "sec. 3(3)", "trust-network"),
        ("wangfm-2006", "imitation-free-riding", "sec. 3(4)", "imitate-innovate"),
        ("wangfm-2006", "university-transfer", "sec. 4(3)", "patent-alliance"),
        ("wangfm-2006", "public-rating", "sec. 4(4)", "quality-rating"),
        ("torch-nd", "upgrade-ladder", "sec. 2", "upgrade-path"),
    ],
)
def test_what_models_rest_on_can_be_cited(
    document: str, interaction: str, where: str, model: str
) -> None:
    entry = LEDGER[document].interaction(interaction)
    assert entry.where.startswith(where)
    assert model in entry.models


def test_the_figures_that_models_are_calibrated_on() -> None:
    before, after = LEDGER["wangfm-2006"].figure("razor-price").value
    assert (before - after) / before == Fraction(4, 17)
    zhejiang = {figure.id: figure for figure in LEDGER["wangfm-2006"].figures}
    assert zhejiang["clusters"].value == (Fraction(149),)
    assert zhejiang["cluster-share"].sense == "about"
    # 149 clusters of at least 10^9 yuan each must fit into 10^12 yuan.
    least = zhejiang["clusters"].value[0] * zhejiang["cluster-threshold"].value[0]
    assert least <= zhejiang["cluster-output"].value[0]
    assert zhejiang["cluster-threshold"].unit == zhejiang["cluster-output"].unit
    assert zhejiang["weavers-in-loss"].value == (Fraction(100),)
    assert zhejiang["firms-at-a-stand"].value == (Fraction(20),)
    assert LEDGER["wangyq-2006"].figure("national-parks").value == (Fraction(53),)
    assert LEDGER["wangyq-2006"].figure("all-parks").sense == "order"


@pytest.mark.parametrize(
    ("document", "english", "chinese"),
    [
        (
            "wangyq-2006",
            (
                "Wang Yeqiang (2006). Rethinking the strategy of industrial clusters "
                "[产业集群战略的重新思考]. Journal with ISSN 1004-0633 "
                "(name not printed) (5): 51-54. Article no. 1004-0633(2006)05-051-04."
            ),
            (
                "王业强. 产业集群战略的重新思考[J]. 刊名未印出（ISSN 1004-0633）, 2006(5): 51-54. "
                "文章编号 1004-0633(2006)05-051-04."
            ),
        ),
        (
            "wangfm-2006",
            (
                "Wang Faming and Zhou Caiming (2006). Policies for industrial clusters: the case "
                "of Zhejiang [产业集群政策研究——以浙江为例]. Technology Economics 25(6)."
            ),
            "王发明, 周才明. 产业集群政策研究——以浙江为例[J]. 技术经济, 2006, 25(6).",
        ),
        (
            "torch-nd",
            (
                "Torch Centre, Ministry of Science and Technology (n.d.). Changing the mode of "
                "economic development: China's traditional industrial clusters must upgrade "
                "[实现经济发展方式转变：中国传统产业集群要升级]. "
                "Web site of the Torch Centre, section on theory."
            ),
            (
                "科技部火炬中心. 实现经济发展方式转变：中国传统产业集群要升级[EB/OL]. "
                "科技部火炬中心网站，理论研究栏目, [日期不详]."
            ),
        ),
        (
            "zha-2017",
            (
                "Zha Yongdong (2017). Upgrading of local industrial clusters: difficulties and "
                "ways out [地方产业集群升级的困境与出路探析]. "
                "Statistics Bureau of Daguan District, Anqing, 2017-08-11. "
                "Index no. 003116789/201708-00002."
            ),
            (
                "查永东. 地方产业集群升级的困境与出路探析[EB/OL]. 安庆市大观区统计局, 2017-08-11. "
                "索引号 003116789/201708-00002."
            ),
        ),
        (
            "zhang-2011",
            (
                "Zhang Congqun et al. (2011). Research on the upgrading of industrial clusters "
                "[产业集群升级研究]. Beijing: Economic Science Press. ISBN 978-7-5141-1127-9."
            ),
            (
                "张聪群, 李金勇, 刘杨根, 等. 产业集群升级研究[M]. 北京：经济科学出版社, 2011. "
                "ISBN 978-7-5141-1127-9."
            ),
        ),
    ],
)
def test_references(document: str, english: str, chinese: str) -> None:
    assert LEDGER[document].cite("en") == english
    assert LEDGER[document].cite("zh") == chinese


def test_what_is_not_printed_in_a_document_is_said() -> None:
    year_of = LEDGER["wangfm-2006"].citation
    assert year_of.year == 2006
    assert year_of.inferred is not None
    assert "volume 25" in year_of.inferred.en
    assert LEDGER["torch-nd"].citation.year is None


NAMES = st.text(st.characters(categories=("Lu", "Ll")), min_size=1, max_size=8)


@given(st.lists(NAMES, min_size=1, max_size=6), st.integers(1900, 2100) | st.none())
def test_a_reference_names_the_authors_in_order(names: list[str], year: int | None) -> None:
    citation = Citation(
        type="book",
        authors=tuple(Text(name, name + "著") for name in names),
        published=Text("Press"),
        source="book.txt",
        held=Text("all"),
        year=year,
    )
    book = Evidence("book", Text("Title"), citation, ())
    english, chinese = book.cite("en"), book.cite("zh")
    who, when = english.removesuffix("). Title. Press.").rsplit(" (", 1)
    assert when == ("n.d." if year is None else str(year))
    if len(names) > 3:
        assert who == f"{names[0]} et al."
        assert chinese.startswith(", ".join(f"{name}著" for name in names[:3]) + ", 等. ")
    else:
        assert re.split(", | and ", who) == names
        assert chinese.startswith(", ".join(f"{name}著" for name in names) + ". ")
    assert chinese.endswith(f"Title[M]. Press, {'[日期不详]' if year is None else year}.")


def test_numbers_are_read_exactly() -> None:
    figure = small().figure("price")
    assert figure.value == (Fraction(1, 3), Fraction(1, 10), Fraction(4))
    assert figure.sense == "exact"
    assert small().citation.identifier is None
    assert small().cite("zh") == "A. Author. A small page[EB/OL]. A site, 2020."


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('id = "price"', 'id = "first"', "small.toml:23:6: figures[0].id: 'first' stands twice"),
        ('story = "They meet."\n', "", "story is missing"),
        ('kind = "evidence"', 'kind = "model"', "'model' is not allowed"),
        ("models = []", 'model = "lemons"', "did you mean 'models'"),
        ('"1/3"', '"1/0"', "divides by zero"),
        ('value = ["1/3", 0.1, 4]', "value = []", "the list has 0 items"),
        ('unit = "yuan"', 'unit = "yuan"\nsense = "exactly"', "'exactly' is not allowed"),
        ("year = 2020", 'year = 2020\nday = "2019-12-31"', "2019-12-31 is not in the year 2020"),
        (
            "year = 2020",
            'day = "2019-12-31"',
            "2019-12-31 stands without its year; write year = 2019",
        ),
        ("year = 2020", 'year = 2020\nday = "31.12.2020"', "is not a date"),
        ("year = 2020", 'year = 2020\nday = "2020-02-30"', "there is no day 2020-02-30"),
        ('type = "page"', 'type = "film"', "'film' is not allowed"),
    ],
)
def test_mistakes_are_reported_with_their_place(old: str, new: str, message: str) -> None:
    with pytest.raises(FileError) as caught:
        small(old, new)
    assert message in str(caught.value)
    assert str(caught.value).startswith("small.toml:")


def test_all_mistakes_are_reported_at_once() -> None:
    broken = SMALL.replace("models = []", "").replace('unit = "yuan"', "")
    with pytest.raises(FileError) as caught:
        build_evidence(read_document(broken, "small.toml"))
    assert [problem.wrong for problem in caught.value.problems] == [
        "models is missing",
        "unit is missing",
    ]


@pytest.mark.parametrize("text", ["", "citation = 3", "interactions = 3\nfigures = 4"])
def test_a_file_of_another_shape_is_refused(text: str) -> None:
    with pytest.raises(FileError):
        build_evidence(read_document(text, "small.toml"))


def test_an_unknown_entry_is_answered_with_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"no interaction 'brand-gam'; did you mean 'brand-game'"):
        LEDGER["zhang-2011"].interaction("brand-gam")
    with pytest.raises(UsageError, match=r"no figure 'razor'; did you mean 'razor-price'"):
        LEDGER["wangfm-2006"].figure("razor")
    with pytest.raises(UsageError, match="none is declared"):
        LEDGER["zha-2017"].figure("price")
