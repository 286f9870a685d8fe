"""Pure profiles of a tree in words: what is reached, done elsewhere, and believed."""

from __future__ import annotations

from collections.abc import Mapping

from vcgame.derive.trees.answer import BeliefBound, TreeConditioned
from vcgame.model.model import Model, Node
from vcgame.model.text import Text
from vcgame.report.naming import both, formula_cell, joined
from vcgame.report.tables.formula import Math
from vcgame.report.words import word

__all__ = ["belief_text", "elsewhere_text", "play_text", "plays_text"]


def play_text(model: Model, found: TreeConditioned) -> Text:
    """Write the moves on the path of a profile; it parts at chance: ``[high: seek; low: skip]``."""
    chosen = dict(found.moves)
    nodes = {node.id: node for node in model.nodes}
    moving = _moving(model)

    def path(node: Node) -> list[Text]:
        if node.id not in moving:
            return []
        if node.player is None:
            return [_parted(model, node, {a.child: path(nodes[a.child]) for a in node.actions})]
        made = chosen[node.information or node.id]
        child = next(action.child for action in node.actions if action.id == made)
        return [model.actions.get(made, Text(made)), *path(nodes[child])]

    return joined(path(model.nodes[0]), " → ", " → ")


def _parted(model: Model, chance: Node, after: Mapping[str, list[Text]]) -> Text:
    parts = []
    for action in chance.actions:
        then = joined(after[action.child], " → ", " → ")
        name = model.actions.get(action.id, Text(action.id))
        template = word("labelled", label="{label}", what="{what}")
        parts.append(both(template, label=name, what=then) if then.en else name)
    names = joined(parts, "; ", "；")
    return Text(f"[{names.en}]", f"［{names.say('zh')}］")


def _moving(model: Model) -> set[str]:
    """Find the nodes at or below which a player moves."""
    found: set[str] = set()
    for node in reversed(model.nodes):
        if node.player is not None or any(action.child in found for action in node.actions):
            found.add(node.id)
    return found


def plays_text(model: Model, found: tuple[TreeConditioned, ...]) -> Text:
    """Name what several profiles lead to, each once."""
    texts = dict.fromkeys(play_text(model, each) for each in found)
    return joined(texts, "; ", "；") if texts else word("none")


def elsewhere_text(model: Model, found: TreeConditioned) -> Text:
    """Write the moves where play does not come, by information set."""
    reached = _reached(model, found)
    parts = [
        both(
            word("labelled", label="{label}", what="{what}"),
            label=Text(id),
            what=model.actions.get(action, Text(action)),
        )
        for id, action in found.moves
        if id not in reached
    ]
    return joined(parts, "; ", "；") if parts else Text("")


def _reached(model: Model, found: TreeConditioned) -> set[str]:
    """Information sets with a node that leads to an end that is reached."""
    parents = {action.child: node for node in model.nodes for action in node.actions}
    seen: set[str] = set()
    for end in found.ends:
        place = end
        while place in parents:
            node = parents[place]
            if node.player is not None:
                seen.add(node.information or node.id)
            place = node.id
    return seen


def belief_text(model: Model, bounds: tuple[BeliefBound, ...]) -> Math:
    """Write what must be believed: ``P(price.low.skip) >= 1/2``."""
    cells = [_belief(model, each) for each in bounds]
    return Math(r",\; ".join(cell.latex for cell in cells), ", ".join(cell.plain for cell in cells))


def _belief(model: Model, each: BeliefBound) -> Math:
    node = each.node.replace("_", r"\_")
    left = Math(rf"P(\text{{{node}}})", f"P({each.node})")
    if each.bound is not None and each.relation is not None:
        cell = formula_cell(model, each.bound)
        sign = r"\ge" if each.relation == ">=" else r"\le"
        return Math(
            rf"{left.latex} {sign} {cell.latex}", f"{left.plain} {each.relation} {cell.plain}"
        )
    first, second = (formula_cell(model, gain) for gain in each.gains)
    return Math(
        rf"(1 - {left.latex})({first.latex}) + {left.latex}({second.latex}) \ge 0",
        f"(1 - {left.plain})*({first.plain}) + {left.plain}*({second.plain}) >= 0",
    )
