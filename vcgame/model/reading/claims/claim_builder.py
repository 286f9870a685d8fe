"""From the ``[[claims]]`` of a file to claims, checked against the game they speak of."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from vcgame.errors import nearest
from vcgame.model.claim import (
    AlikeMixed,
    Better,
    Choices,
    Claim,
    Claimed,
    Counts,
    Discount,
    Dominant,
    Equilibria,
    Includes,
    Inequality,
    Mixture,
    OrderClass,
    Plays,
    Threshold,
)
from vcgame.model.formula.expression import Expression, Number
from vcgame.model.model import Form, Instance, Node, Parameter, Player
from vcgame.model.order import ORDER_CLASSES
from vcgame.model.reading.binder import Binder, Profiles, check_ids, check_probabilities
from vcgame.model.reading.claims.alike_claims import ALIKE_KINDS, alike_shares
from vcgame.model.reading.claims.choice_reader import ChoiceReader
from vcgame.model.reading.claims.claim_format import CLAIM_KINDS
from vcgame.model.reading.claims.discount_claims import discount
from vcgame.model.reading.claims.dynamic_claims import DYNAMIC_KINDS, DynamicClaims
from vcgame.model.reading.claims.threshold_claims import SIDES, threshold
from vcgame.model.reading.claims.tree_claims import plays
from vcgame.model.text import Text
from vcgame.model.toml.document import Path

__all__ = ["build_claims"]

_STRATEGIC: Final = frozenset(
    {"equilibria", "includes", "dominant", "class", "better", "discount", *DYNAMIC_KINDS}
)
_ZERO: Final = Number(Fraction(0))
_ONE: Final = Number(Fraction(1))


def build_claims(
    values: Mapping[str, Any],
    form: Form,
    players: tuple[Player, ...],
    nodes: tuple[Node, ...],
    parameters: Mapping[str, Parameter],
    instances: Mapping[str, Instance],
    binder: Binder,
    dynamic: DynamicClaims,
) -> tuple[Claim, ...]:
    """Check every claim; what cannot be read is reported and left out.

    Where there are no players or nodes, they could not be read, and claims are not held
    against them.
    """
    builder = _ClaimBuilder(form, players, nodes, parameters, instances, binder, dynamic)
    entries = values.get("claims", ())
    claims = [builder.build(entry) for entry in entries]
    ids = [(entry["id"], (*entry["_path"], "id")) for entry in entries if "id" in entry]
    check_ids(binder.reporter, "claim", ids)
    return tuple(claim for claim in claims if claim is not None)


class _ClaimBuilder:
    """Reads the claims of one model."""

    def __init__(
        self,
        form: Form,
        players: tuple[Player, ...],
        nodes: tuple[Node, ...],
        parameters: Mapping[str, Parameter],
        instances: Mapping[str, Instance],
        binder: Binder,
        dynamic: DynamicClaims,
    ) -> None:
        self.form = form
        self.players = players
        self.pure = [_pure_mixtures(player) for player in players]
        self.profiles = Profiles(players, binder.reporter)
        self.chosen = ChoiceReader(nodes, binder.reporter)
        self.parameters = parameters
        self.instances = instances
        self.binder = binder
        self.dynamic = dynamic
        self.reporter = binder.reporter

    def build(self, entry: Mapping[str, Any]) -> Claim | None:
        path: Path = entry["_path"]
        if "when" in entry and "exactly_when" in entry:
            wrong = "when and exactly_when stand together"
            self.reporter.report_key(path, wrong, "keep one of them")
        when = self.binder.conditions(entry.get("when", ()))
        exactly = self.binder.conditions(entry.get("exactly_when", ()))
        claimed = self._claimed(entry, path)
        point = self._point(entry, path)
        if claimed is None or "id" not in entry:
            return None
        return Claim(
            id=entry["id"],
            says=entry.get("says") or Text(entry["id"]),
            claimed=claimed,
            when=exactly or when,
            exactly="exactly_when" in entry,
            point=point,
            line=self.reporter.document.place(path)[0],
        )

    def _point(self, entry: Mapping[str, Any], path: Path) -> tuple[tuple[str, Fraction], ...]:
        point: dict[str, Fraction] = {}
        if "instance" in entry:
            if entry["instance"] in self.instances:
                point = {id: parameter.value for id, parameter in self.parameters.items()}
                point.update(self.instances[entry["instance"]].values)
            else:
                hint = nearest(entry["instance"], tuple(self.instances))
                wrong = f"no instance {entry['instance']!r}"
                self.reporter.report((*path, "instance"), wrong, hint)
        for name, value in entry.get("at", {}).items():
            if name not in self.parameters:
                hint = nearest(name, tuple(self.parameters))
                self.reporter.report_key((*path, "at", name), f"unknown parameter {name!r}", hint)
            elif value is not None and self.parameters[name].whole and value.denominator != 1:
                wrong = f"{value} is no whole number; {name} takes such only"
                self.reporter.report((*path, "at", name), wrong, f"write {round(value)}")
            if value is not None:
                point[name] = value
        return tuple(point.items())

    def _claimed(self, entry: Mapping[str, Any], path: Path) -> Claimed | None:
        used = [k for k in CLAIM_KINDS if self.reporter.given((*path, k))]
        mixing = [k for k in ("mixed", "components") if self.reporter.given((*path, k))]
        if "mixed" in mixing and not used:
            used.append("equilibria")
        kind = entry.get("kind") or (used[0] if used else None)
        if len(used) != 1 or kind != used[0]:
            wrong = (
                f"{' and '.join(used)} stand together" if len(used) > 1 else "nothing is claimed"
            )
            if len(used) == 1:
                wrong = f"kind is {kind!r}, but {used[0]} is claimed"
            right = f"a claim has one of: {', '.join(CLAIM_KINDS)}"
            self.reporter.report_key(path, wrong, right)
            return None
        for key in mixing if kind != "equilibria" else ():
            self.reporter.report_key((*path, key), f"{key} goes with equilibria", "remove it")
        self._check_companions(kind, path)
        if self._misplaced(kind, path) or not (kind in entry or mixing):
            return None
        if kind in DYNAMIC_KINDS:
            return self.dynamic.build(kind, entry, path)
        claimed: Claimed | None = getattr(self, f"_{kind}")(entry, path)
        return claimed

    def _check_companions(self, kind: str | None, path: Path) -> None:
        """Report keys that say more about a kind of claim which is not made here."""
        for key in ("beliefs", "concept"):
            kinds = ("plays",) if key == "beliefs" else ("choices", "plays")
            if kind not in kinds and self.reporter.given((*path, key)):
                wrong = f"{key} goes with {' and '.join(kinds)}"
                self.reporter.report_key((*path, key), wrong, "remove it")
        for key in ("label", "ess"):
            if kind != "rest_point" and self.reporter.given((*path, key)):
                self.reporter.report_key((*path, key), f"{key} goes with rest_point", "remove it")
        if kind not in DYNAMIC_KINDS and self.reporter.given((*path, "populations")):
            wrong = f"populations goes with {', '.join(DYNAMIC_KINDS)}"
            self.reporter.report_key((*path, "populations"), wrong, "remove it")

    def _misplaced(self, kind: str, path: Path) -> bool:
        """Report what is claimed of a tree but has a meaning for tables only, or the reverse."""
        tree = self.form == "extensive"
        if self.form != "symmetric" and kind in ("counts", "symmetric"):
            wrong = f"{kind} is for games of alike firms"
            self.reporter.report_key((*path, kind), wrong, "write equilibria, or plays for a tree")
            return True
        if self.form == "symmetric" and kind not in ALIKE_KINDS:
            key = kind if self.reporter.given((*path, kind)) else "mixed"
            wrong = f"{key} is not for games of alike firms"
            self.reporter.report_key((*path, key), wrong, f"write one of: {', '.join(ALIKE_KINDS)}")
            return True
        wrong_sides = [
            key
            for side in SIDES
            for key in (side if tree else f"choices_{side}",)
            if self.reporter.given((*path, kind, key))
        ]
        if kind == "threshold":
            for key in wrong_sides:
                what, right = f"{key} is for strategic games", f"write choices_{key}"
                if not tree:
                    what, right = f"{key} is for trees", f"write {key.removeprefix('choices_')}"
                self.reporter.report_key((*path, kind, key), what, right)
            return bool(wrong_sides)
        if tree and kind in _STRATEGIC:
            key = kind if self.reporter.given((*path, kind)) else "mixed"
            wrong = f"{key} is for strategic games"
            self.reporter.report_key((*path, key), wrong, "write choices")
        elif not tree and kind in ("choices", "plays"):
            self.reporter.report_key((*path, kind), f"{kind} is for trees", "write equilibria")
        else:
            return False
        return True

    def _equilibria(self, entry: Mapping[str, Any], path: Path) -> Equilibria | None:
        keys = [key for key in ("equilibria", "mixed") if self.reporter.given((*path, key))]
        if all(entry.get(key) == () for key in keys):
            right = "list them: every finite game has one (Nash 1950)"
            self.reporter.report((*path, keys[0]), "no equilibrium is listed", right)
        pure = self._profiles(entry.get("equilibria", ()), (*path, "equilibria"))
        mixed = [
            self._mixture(table, (*path, "mixed", index))
            for index, table in enumerate(entry.get("mixed", ()))
            if table is not None
        ]
        known = tuple(profile for profile in mixed if profile is not None)
        return Equilibria((*pure, *known), entry.get("components"))

    def _includes(self, entry: Mapping[str, Any], path: Path) -> Includes:
        return Includes(self._profiles(entry["includes"], (*path, "includes")))

    def _dominant(self, entry: Mapping[str, Any], path: Path) -> Dominant | None:
        given, where = entry["dominant"], (*path, "dominant")
        id, strategy = given.get("player"), given.get("strategy")
        players = {player.id: player for player in self.players}
        if id is None or not players:
            return None
        if id not in players:
            hint = nearest(id, tuple(players))
            self.reporter.report((*where, "player"), f"no player {id!r}", hint)
            return None
        known = tuple(strategy.id for strategy in players[id].strategies)
        if strategy is not None and strategy not in known:
            wrong = f"{strategy!r} is no strategy of {id}"
            self.reporter.report((*where, "strategy"), wrong, nearest(strategy, known))
        return Dominant(id, strategy or "", given.get("strictly", True))

    def _class(self, entry: Mapping[str, Any], path: Path) -> OrderClass | None:
        where = (*path, "class")
        name = entry["class"]
        if name not in ORDER_CLASSES:
            self.reporter.report(where, f"unknown class {name!r}", nearest(name, ORDER_CLASSES))
            return None
        if self.players and [len(player.strategies) for player in self.players] != [2, 2]:
            self.reporter.report_key(where, "classes are for two-by-two games", "remove the claim")
            return None
        return OrderClass(name)

    def _inequality(self, entry: Mapping[str, Any], path: Path) -> Inequality | None:  # noqa: ARG002
        relation = self.binder.condition(entry["inequality"])
        return None if relation is None else Inequality(relation)

    def _better(self, entry: Mapping[str, Any], path: Path) -> Better | None:
        pair = [
            self.profiles.read(entry["better"][key], (*path, "better", key))
            for key in ("profile", "than")
            if key in entry["better"]
        ]
        if len(pair) != 2 or pair[0] is None or pair[1] is None:
            return None
        return Better(pair[0], pair[1])

    def _discount(self, entry: Mapping[str, Any], path: Path) -> Discount | None:
        where = (*path, "discount")
        return discount(
            entry["discount"], where, self.form, self.players, self.profiles, self.binder
        )

    def _choices(self, entry: Mapping[str, Any], path: Path) -> Choices:
        found = self.chosen.read(entry["choices"], (*path, "choices"))
        return Choices(found.actions, entry.get("concept"))

    def _plays(self, entry: Mapping[str, Any], path: Path) -> Plays:
        return plays(entry, path, self.chosen, self.binder)

    def _counts(self, entry: Mapping[str, Any], path: Path) -> Counts:
        where = (*path, "counts")
        return Counts(alike_shares(entry["counts"], where, self.players, self.binder))

    def _symmetric(self, entry: Mapping[str, Any], path: Path) -> AlikeMixed:
        where = (*path, "symmetric")
        return AlikeMixed(alike_shares(entry["symmetric"], where, self.players, self.binder))

    def _threshold(self, entry: Mapping[str, Any], path: Path) -> Threshold | None:
        sides: list[Equilibria | Choices | None] = []
        given, where = entry["threshold"], (*path, "threshold")
        for side in SIDES:
            key = side if self.form == "strategic" else f"choices_{side}"
            if key not in given:
                sides.append(None)
            elif self.form == "strategic":
                sides.append(Equilibria(self._profiles(given[key], (*where, key))))
            else:
                sides.append(self.chosen.read(given[key], (*where, key)))
        return threshold(given, where, sides, self.parameters, self.binder)

    def _profiles(self, texts: tuple[str | None, ...], path: Path) -> tuple[Mixture, ...]:
        found: dict[tuple[str, ...], Mixture] = {}
        for index, text in enumerate(texts):
            profile = None if text is None else self.profiles.read(text, (*path, index))
            if profile is None:
                continue
            if profile in found:
                self.reporter.report((*path, index), "the profile stands here twice", "keep one")
            chosen = zip(self.pure, profile, strict=True)
            found[profile] = tuple(mixtures[id] for mixtures, id in chosen)
        return tuple(found.values())

    def _mixture(self, table: Mapping[str, Mapping[str, Any] | None], path: Path) -> Mixture | None:
        if not self.players:
            return None
        ids = tuple(player.id for player in self.players)
        for id in table:
            if id not in ids:
                self.reporter.report_key((*path, id), f"no player {id!r}", nearest(id, ids))
        mixture = []
        for player, pure in zip(self.players, self.pure, strict=True):
            if player.id not in table and all(id in ids for id in table):
                right = "write a mixture for every player"
                self.reporter.report_key(path, f"{player.id} is missing", right)
            given: dict[str, Expression | None] = {}
            where = (*path, player.id)
            for strategy, source in (table.get(player.id) or {}).items():
                if strategy not in pure:
                    wrong = f"{strategy!r} is no strategy of {player.id}"
                    self.reporter.report_key(
                        (*where, strategy), wrong, nearest(strategy, tuple(pure))
                    )
                given[strategy] = self.binder.expression(source)
            places = [(formula, (*where, strategy)) for strategy, formula in given.items()]
            if table.get(player.id) is not None:
                check_probabilities(self.reporter, f"of {player.id}", where, places)
            mixture.append(tuple(given.get(strategy) or _ZERO for strategy in pure))
        return tuple(mixture)


def _pure_mixtures(player: Player) -> dict[str, tuple[Expression, ...]]:
    """Give each pure strategy as a mixture; claims share them."""
    ids = [strategy.id for strategy in player.strategies]
    return {own: tuple(_ONE if id == own else _ZERO for id in ids) for own in ids}
