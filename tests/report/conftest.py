from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from vcgame.model.model import Model
from vcgame.model.reading.builder import build_model
from vcgame.model.text import Text
from vcgame.model.toml.document import read_document
from vcgame.report.figures.axis import Axis, Mark
from vcgame.report.figures.regime_map import Curve, RegimeMap
from vcgame.report.words import word

YUAN = Text("10^4 yuan", "万元")


class _Records(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@pytest.fixture
def silence() -> Iterator[None]:
    """matplotlib only logs a glyph that it cannot draw, so a log record is a failure."""
    records = _Records()
    logger = logging.getLogger("matplotlib")
    logger.addHandler(records)
    yield
    logger.removeHandler(records)
    assert records.messages == []


@pytest.fixture
def brand_map() -> Callable[..., RegimeMap]:
    """Two alike firms, b = 3 and q t = 1/2: subsidy across, cost of building up."""

    def make(points: int = 33) -> RegimeMap:
        x, y = np.meshgrid(np.linspace(0, 5, points), np.linspace(0, 8, points))
        dominant, worth = 3 + x + 0.5 - y, 6 - y
        codes = np.where(dominant > 0, np.where(worth > 0, 0, 1), np.where(worth > 0, 2, 3))
        codes[dominant == 0] = 4
        return RegimeMap(
            Text("Regional brand: two alike firms", "区域品牌：两家同质企业"),
            Axis(Text("subsidy", "补贴"), r"\sigma", YUAN, 0, 5),
            Axis(Text("cost of building", "共建成本"), "c", YUAN, 0, 8),
            codes,
            (
                Text("building is dominant", "共建占优"),
                Text("building is dominant but wasteful", "共建占优但无效率"),
                word("classes.prisoners_dilemma"),
                Text("free riding is dominant and right", "搭便车占优且有效率"),
                Text("every profile is an equilibrium", "所有策略组合均为均衡"),
            ),
            (
                Curve(r"c=b+\sigma+qt", Text("building dominant", "共建占优的边界"), dominant),
                Curve("c=2b", Text("worth building", "社会合意的边界"), worth),
            ),
            (Mark(0, 4, Text("default", "基准点")), Mark(2, 4, Text("policy", "政策点"))),
            (Text("Reconstruction; US$ 1 = 7 yuan.", "重构：支付函数为本文设定。"),),
        )

    return make


TOYS = Path(__file__).parent / "toys"


def toy_text(id: str, *changes: tuple[str, str]) -> str:
    text = (TOYS / f"{id}.toml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


@pytest.fixture
def toy() -> Callable[..., Model]:
    """Build one of the small models, parts of its text replaced."""
    return lambda id, *changes: build_model(read_document(toy_text(id, *changes), f"{id}.toml"))


@pytest.fixture
def toy_file(tmp_path: Path) -> Callable[..., Path]:
    """Write the file of one of the small models, parts of its text replaced."""

    def write(id: str, *changes: tuple[str, str]) -> Path:
        path = tmp_path / f"{id}.toml"
        path.write_text(toy_text(id, *changes), encoding="utf-8")
        return path

    return write
