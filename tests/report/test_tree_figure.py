"""Drawings of trees: what they show, and that no label lies on another or on a line."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vcgame.errors import UnsupportedError, UsageError
from vcgame.forms.point import extensive_game
from vcgame.model.library import load_model, model_of
from vcgame.model.model import Model
from vcgame.model.text import Language
from vcgame.report.trees.tree_figure import draw_tree, write_tree
from vcgame.report.trees.tree_layout import lanes, levels, rows
from vcgame.report.trees.tree_picture import TreePicture, tree_picture
from vcgame.solve.subgame import TreeAnswer, solve_tree
from vcgame.solve.trees.assessment import Assessment, AssessmentAnswer, BeliefRange

LANGUAGES: tuple[Language, ...] = ("en", "zh")
HEAD = """\
vcgame = 1
id = "rating"
title = { en = "Rating as a signal", zh = "评级作为信号" }
parameters = { mu = "1/3", H = 10, L = 4, rH = 1, rL = 5 }
players = [
  { id = "firm", name = { en = "leading firm of the cluster", zh = "产业集群中的龙头企业" } },
  { id = "buyer", name = { en = "buyer", zh = "买家" } },
]
[actions]
pooled = { en = "the price that a good of average quality would fetch", zh = "平均价格" }
"""
SIGNAL = (
    HEAD
    + """
[[stages]]
id = "type"
chance = { high = "mu", low = "1 - mu" }
sets = { high = { value = "H", fee = "rH" }, low = { value = "L", fee = "rL" } }
[[stages]]
id = "rating"
player = "firm"
moves = ["seek", "skip"]
sets = { seek = { paid = "fee" }, skip = { paid = 0 } }
[[stages]]
id = "price"
player = "buyer"
moves = ["low", "pooled", "high"]
observes = ["rating"]
sets.low.price = "L"
sets.pooled.price = "mu*H + (1 - mu)*L"
sets.high.price = "H"
[[ends]]
payoffs = ["price - paid", "-(value - price)**2"]
"""
)
LARGE = (
    HEAD
    + """
[[stages]]
id = "lead"
player = "firm"
moves = ["invest", "wait"]
[[stages]]
id = "luck"
chance = { good = "mu", bad = "1 - mu" }
after = { lead = ["invest"] }
[[stages]]
id = "follow"
player = "buyer"
moves = ["pooled", "own", "leave"]
observes = ["lead"]
[[stages]]
id = "again"
player = "firm"
moves = ["raise", "hold"]
observes = ["luck"]
[[stages]]
id = "answer"
player = "buyer"
moves = ["stay", "go"]
after = { follow = ["pooled", "own"] }
observes = []
[[ends]]
after = { answer = ["go"] }
payoffs = ["mu*H/(L + 1) - rH", 0]
[[ends]]
payoffs = ["H", "(H - L)**2*mu + rL"]
"""
)


def signal() -> Model:
    return model_of("signal.toml", SIGNAL)


def upgrading() -> tuple[Model, TreeAnswer]:
    model = load_model("functional-upgrading")
    return model, solve_tree(extensive_game(model, model.values()))


def pooling(model: Model) -> AssessmentAnswer:
    """Both types skip; the buyer believes that who seeks is low, and mixes prices."""
    one, none, half = Fraction(1), Fraction(0), Fraction(1, 2)
    game = extensive_game(model, model.values())
    ends = [
        (game.index(f"end.{t}.skip.{p}"), half) for t in ("high", "low") for p in ("low", "high")
    ]
    found = Assessment(
        behaviour=((none, one), (none, one), (one, none, none), (half, none, half)),
        payoffs=(Fraction(7), Fraction(-18)),
        outcomes=tuple(sorted(ends)),
        certificate=none,
        beliefs=(
            BeliefRange(2, False, (none, half), (half, one), ((True, False), (False, True))),
            BeliefRange(
                3, True, (one / 3, one * 2 / 3), (one / 3, one * 2 / 3), ((True, True),) * 2
            ),
        ),
    )
    return AssessmentAnswer("perfect-bayesian", "by hand", True, "a test", (found,))


def strokes(model: Model, picture: TreePicture) -> dict[str, str]:
    """How the branch that leads to each node is drawn."""
    return {
        model.nodes[branch.child].id: branch.stroke
        for point in picture.points
        for branch in point.branches
    }


def test_the_path_and_the_choices_off_it_are_told_apart() -> None:
    model, answer = upgrading()
    picture = tree_picture(model, model.values(), answer)
    found = strokes(model, picture)
    assert {id for id, stroke in found.items() if stroke == "path"} == {
        "oem_assisted",
        "stay_assisted",
    }
    assert {id for id, stroke in found.items() if stroke == "chosen"} == {
        "launch_assisted_punished",
        "launch_plain_punished",
        "stay_plain",
    }
    assert [point.reached for point in picture.points] == [
        node.id in ("offer", "oem_assisted", "stay_assisted") for node in model.nodes
    ]
    assert picture.notes[0].en == "Equilibrium 1 of 1; payoffs: supplier: 5, buyer: 20.5."
    stays = [node.id for node in model.nodes].index("stay_assisted")
    assert picture.points[stays].payoffs == ("5", "20.5")
    assert picture.sets == ()


def test_without_values_payoffs_and_probabilities_are_formulas() -> None:
    model = signal()
    picture = tree_picture(model)
    shown = [[getattr(u, "plain", u) for u in point.payoffs] for point in picture.points[7:10]]
    assert shown[0] == ["L - rH", "-(H - L)**2"]
    assert shown[2] == ["H - rH", "0"]
    assert [getattr(b.probability, "plain", "") for b in picture.points[0].branches] == [
        "mu",
        "1 - mu",
    ]
    assert picture.sets == ((3, 5), (4, 6))
    assert not picture.solved
    assert set(strokes(model, picture).values()) == {"plain"}


def test_mixing_and_beliefs_are_written() -> None:
    model = signal()
    picture = tree_picture(model, model.values(), pooling(model))
    places = {node.id: number for number, node in enumerate(model.nodes)}
    skipped = picture.points[places["price.high.skip"]]
    assert [(b.probability, b.stroke) for b in skipped.branches] == [
        ("0.5", "path"),
        (None, "plain"),
        ("0.5", "path"),
    ]
    beliefs = {id: picture.points[place].belief for id, place in places.items() if "price" in id}
    assert beliefs == {
        "price.high.seek": "[0, 0.5)",
        "price.low.seek": "(0.5, 1]",
        "price.high.skip": "[1/3]",
        "price.low.skip": "[2/3]",
    }
    sought = [branch.stroke for branch in picture.points[places["price.low.seek"]].branches]
    assert sought == ["chosen", "plain", "plain"]


def test_what_cannot_be_drawn_is_refused_in_one_line() -> None:
    model, answer = upgrading()
    for number, there in ((2, "there is 1"), (0, "there is 1")):
        with pytest.raises(UsageError, match=rf"^equilibrium {number}: {there}$"):
            tree_picture(model, model.values(), answer, equilibrium=number)
    table = load_model("brand-two-firms")
    with pytest.raises(UnsupportedError, match=r"^brand-two-firms is no tree; only trees"):
        tree_picture(table)
    stage = '[[stages]]\nid = "s{}"\nplayer = "firm"\nmoves = ["a", "b"]\n'
    text = HEAD.partition("[actions]")[0] + "".join(map(stage.format, range(8)))
    many = model_of("many.toml", text + "[[ends]]\npayoffs = [0, 0]\n")
    with pytest.raises(UnsupportedError, match=r"has 256 ends; at most 200 are drawn$"):
        tree_picture(many)


def boxes(figure: Any) -> list[tuple[str, Any]]:
    """All texts of a figure, with where they stand."""
    from matplotlib.text import Text

    renderer = figure.canvas.get_renderer()
    texts = [text for text in figure.findobj(Text) if text.get_text() and text.get_visible()]
    return [(text.get_text(), text.get_window_extent(renderer)) for text in texts]


def segments(figure: Any) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """All lines of the drawing, bent ones as short straight pieces."""
    axes = figure.axes[0]
    outlines = [line.get_transform().transform(line.get_xydata()) for line in axes.lines]
    for patch in axes.patches:
        outlines += (
            patch.get_transform().transform_path(patch.get_path()).to_polygons(closed_only=False)
        )
    return [
        (tuple(first), tuple(second)) for outline in outlines for first, second in pairwise(outline)
    ]


def crosses(segment: tuple[tuple[float, float], tuple[float, float]], box: Any) -> bool:
    """Whether a stretch of line comes into a box (Liang and Barsky 1984)."""
    (x, y), (u, v) = segment
    enter, leave = 0.0, 1.0
    for step, room in (
        (x - u, x - box.x0),
        (u - x, box.x1 - x),
        (y - v, y - box.y0),
        (v - y, box.y1 - y),
    ):
        if step == 0:
            if room <= 0:
                return False
        elif step < 0:
            enter = max(enter, room / step)
        else:
            leave = min(leave, room / step)
    return enter < leave


@pytest.mark.usefixtures("silence")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["upgrading", "signal", "large", "large, solved"])
def test_no_label_lies_on_another_or_on_a_line(name: str, language: Language) -> None:
    if name == "upgrading":
        model, answer = upgrading()
        picture = tree_picture(model, model.values(), answer, formulas=True)
    elif name == "signal":
        model = signal()
        picture = tree_picture(model, model.values(), pooling(model))
    else:
        model = model_of("large.toml", LARGE)
        assert sum(node.end for node in model.nodes) == 30
        picture = tree_picture(model, model.values() if "solved" in name else None)
    figure = draw_tree(picture, language)
    figure.canvas.draw()
    texts, page = boxes(figure), figure.bbox
    assert len(texts) >= sum(len(p.branches) + len(p.payoffs) for p in picture.points)
    for text, box in texts:
        assert page.x0 - 2 <= box.x0 <= box.x1 <= page.x1 + 2, text
        assert page.y0 - 2 <= box.y0 <= box.y1 <= page.y1 + 2, text
    for (text, box), (other, another) in combinations(texts, 2):
        assert not box.overlaps(another), (text, other)
    for segment in segments(figure):
        for text, box in texts:
            assert not crosses(segment, box), (text, segment)


@pytest.mark.usefixtures("silence")
def test_the_same_tree_gives_the_same_files(tmp_path: Path) -> None:
    text = HEAD.partition("[actions]")[0] + '[[stages]]\nid = "s"\nplayer = "buyer"\n'
    model = model_of("small.toml", text + 'moves = ["a", "b"]\n[[ends]]\npayoffs = ["H", "mu"]\n')
    for suffix in (".png", ".svg", ".pdf"):
        contents = []
        for number in (1, 2):
            file = tmp_path / f"tree_{number}{suffix}"
            fonts = write_tree(model, file, "zh")
            assert fonts.language == "zh"
            contents.append(file.read_bytes())
        assert contents[0] == contents[1]
        assert len(contents[0]) > 5_000
    with pytest.raises(UsageError, match=r"its name ends in \.png, \.svg, \.pdf"):
        write_tree(model, tmp_path / "tree.gif", "en")


@st.composite
def shapes(draw: st.DrawFn) -> list[list[int]]:
    """Trees, breadth first: per node its followers."""
    children: list[list[int]] = []
    made = 1
    while len(children) < made:
        most = 3 if made < 25 else 0
        count = draw(st.integers(1 if made == 1 else 0, most))
        children.append(list(range(made, made + count)))
        made += count
    return children


@settings(max_examples=100, deadline=None)
@given(shapes(), st.data())
def test_rows_keep_their_distance(children: list[list[int]], data: st.DataObject) -> None:
    size = len(children)
    sets = data.draw(st.lists(st.sets(st.integers(0, size - 1), min_size=2), max_size=3))
    groups = [sorted(group) for group in sets] if size > 1 else []
    columns = levels(children, groups)
    for node, followers in enumerate(children):
        assert all(columns[child] > columns[node] for child in followers)
    lengths = st.integers(1, 4)
    above = [float(data.draw(lengths)) for _ in range(size)]
    below = [float(data.draw(lengths)) for _ in range(size)]
    heights = rows(children, columns, above, below)
    parents = {child: node for node, followers in enumerate(children) for child in followers}
    assert min(h - a for h, a in zip(heights, above, strict=True)) >= -1e-9
    for node, followers in enumerate(children):
        if followers:
            middle = (heights[followers[0]] + heights[followers[-1]]) / 2
            assert heights[node] == pytest.approx(middle)
        assert [heights[c] for c in followers] == sorted(heights[c] for c in followers)
    # Columns that a node takes: its branch comes in from behind its parent; ends go to the right.
    last = max(columns)
    spans = [
        (columns[parents[n]] + 1 if n else 0, columns[n] if children[n] else last)
        for n in range(size)
    ]
    for one, other in combinations(range(size), 2):
        if spans[one][0] <= spans[other][1] and spans[other][0] <= spans[one][1]:
            upper, lower = sorted((one, other), key=heights.__getitem__)
            room = heights[lower] - heights[upper]
            assert room >= below[upper] + above[lower] - 1e-9


def test_sets_that_cross_leave_every_node_at_its_depth() -> None:
    children = [[1, 2], [3], [4], [], []]
    assert levels(children, [(1, 4)]) == [0, 2, 1, 3, 2]
    assert levels(children, [(1, 4), (3, 2)]) == [0, 1, 1, 2, 2]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(1, 9)).map(lambda p: (p[0], p[0] + p[1])))
)
def test_stretches_that_meet_have_different_lanes(spans: list[tuple[int, int]]) -> None:
    found = lanes(spans)
    for (one, a), (other, b) in combinations(zip(spans, found, strict=True), 2):
        if one[0] <= other[1] and other[0] <= one[1]:
            assert a != b
    depth = max((sum(s[0] <= x <= s[1] for s in spans) for x in range(30)), default=0)
    assert len(set(found)) == depth
