"""From the ``[[printed]]`` entries of an audit file to values, checked against its game."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, Final

from vcgame.errors import nearest
from vcgame.model import audit
from vcgame.model.claim import Claimed, Equilibria, Threshold
from vcgame.model.formula.expression import Number
from vcgame.model.formula.plain import to_text
from vcgame.model.printed_numbers import Figure, PrintedNumber
from vcgame.model.reading.audits.audit_format import CLAIMED
from vcgame.model.reading.audits.printed_motion import MotionEntries
from vcgame.model.reading.claims.claim_builder import build_claims
from vcgame.model.reading.claims.dynamic_claims import DynamicClaims
from vcgame.model.reading.values import Source
from vcgame.model.toml.document import Path

__all__ = ["PrintedBuilder"]

_TABLES_ONLY: Final = (
    "only_mixed",
    "pays",
    "rest_points",
    "jacobian",
    "replicator",
    "simulated",
    "basin",
    "stable",
    "pie",
    "unseen",
)
_COMPANIONS: Final = {
    "mixed": ("equilibria",),
    "components": ("equilibria",),
    "complete": ("rest_points", "cases"),
    "overlap": ("cases",),
}
_EXACT_KINDS: Final = frozenset({*CLAIMED, "only_mixed", "nonnegative", "stable"})
"""Kinds that can be said to hold if and only if something does."""
_CASE_KINDS: Final = ("class", "equilibria", "includes", "dominant", "stable")


class PrintedBuilder(MotionEntries):
    """Reads entries about one game."""

    def stated(self, kind: str, entry: Mapping[str, Any]) -> audit.Stated | None:
        """Read what an entry states."""
        path: Path = entry["_path"]
        for key, kinds in _COMPANIONS.items():
            if kind not in kinds and self.reporter.given((*path, key)):
                wrong = f"{key} goes with {' and '.join(kinds)}"
                self.reporter.report_key((*path, key), wrong, "remove it")
        if kind not in _EXACT_KINDS and self.reporter.given((*path, "exactly_when")):
            right = (
                "write when, or exactly_when in its lines"
                if kind == "rest_points"
                else "write when"
            )
            wrong = f"exactly_when has no meaning for {kind}"
            self.reporter.report_key((*path, "exactly_when"), wrong, right)
        if self.model is not None and self.model.form != "strategic" and kind in _TABLES_ONLY:
            wrong = f"{kind} is for strategic games"
            self.reporter.report_key((*path, kind), wrong, "remove the entry")
            return None
        if kind == "equilibria":
            return self._listed(entry)
        if kind == "threshold":
            return self._threshold(entry)
        if kind in CLAIMED:
            return self._claimed(kind, entry)
        readers: dict[str, Callable[[Any, Path, Mapping[str, Any]], audit.Stated | None]] = {
            "pays": self._pays,
            "stable": self.stable,
            "value": self._value,
            "rest_points": self.rest_points,
            "jacobian": self.jacobian,
            "replicator": self.replicator,
            "cases": self._cases,
            "simulated": self.simulated,
            "basin": self.basin,
            "nonnegative": self._nonnegative,
            "pie": self._pie,
            "order": self._order,
            "optimum": self._optimum,
        }
        if kind not in entry:
            return None
        if kind == "only_mixed":
            if not entry[kind]:
                right = "list the equilibria instead"
                self.reporter.report((*path, kind), "only_mixed is true or left out", right)
            return audit.OnlyMixed()
        if kind == "unseen":
            return audit.Unseen(entry[kind])
        return readers[kind](entry[kind], (*path, kind), entry)

    def _claimed(self, kind: str, entry: Mapping[str, Any]) -> Claimed | None:
        """Read what can be claimed in model files too."""
        model, kept = self.model, {"_path": entry["_path"], "id": "x"}
        if kind in entry:
            kept[kind] = entry[kind]
        shares, populations = ({}, None) if model is None else (model.shares, model.populations)
        parameters = self.binder.known if model is None else model.parameters
        dynamic = DynamicClaims(self.players, parameters, shares, populations, self.binder)  # type: ignore[arg-type]
        claims = build_claims(
            {"claims": (kept,)},
            "strategic" if model is None else model.form,
            self.players,
            () if model is None else model.nodes,
            parameters,  # type: ignore[arg-type]
            {},
            self.binder,
            dynamic,
        )
        return claims[0].claimed if claims else None

    def _threshold(self, entry: Mapping[str, Any]) -> audit.Stated | None:
        """Read a threshold; a decimal is kept with its digits."""
        given = entry.get("threshold", {})
        value = given.get("value")
        if isinstance(value, PrintedNumber):
            place: Path = (*entry["_path"], "threshold", "value")
            given = {**given, "value": Source(to_text(Number(value.value)), place)}
        claimed = self._claimed("threshold", {**entry, "threshold": given} if given else entry)
        rounded = isinstance(value, PrintedNumber) and value.decimals is not None
        if rounded and isinstance(claimed, Threshold):
            return audit.PrintedThreshold(claimed, value)
        return claimed

    def _listed(self, entry: Mapping[str, Any]) -> audit.Listed | None:
        path: Path = entry["_path"]
        claimed = self._claimed("equilibria", entry)
        mixed = []
        for index, table in enumerate(entry.get("mixed", ())):
            if table is not None:
                mixed.append(self._mixture(table, (*path, "mixed", index)))
        if self.model is None or not isinstance(claimed, Equilibria):
            return None
        pure = tuple(
            tuple(
                player.strategies[mixture.index(Number(Fraction(1)))].id
                for player, mixture in zip(self.players, profile, strict=True)
            )
            for profile in claimed.profiles
        )
        return audit.Listed(pure, tuple(mixed), entry.get("components"))

    def _mixture(
        self, table: Mapping[str, Mapping[str, Any] | None], path: Path
    ) -> dict[str, dict[str, Figure]]:
        known = {player.id: [s.id for s in player.strategies] for player in self.players}
        found: dict[str, dict[str, Figure]] = {}
        for player, entries in table.items():
            if known and player not in known:
                hint = nearest(player, tuple(known))
                self.reporter.report_key((*path, player), f"no player {player!r}", hint)
                continue
            figures = {}
            for strategy, given in (entries or {}).items():
                if known and strategy not in known[player]:
                    wrong = f"{strategy!r} is no strategy of {player}"
                    hint = nearest(strategy, tuple(known[player]))
                    self.reporter.report_key((*path, player, strategy), wrong, hint)
                figure = self.figure(given)
                if figure is not None:
                    figures[strategy] = figure
            found[player] = figures
        return found

    def _pays(self, given: Any, path: Path, entry: Mapping[str, Any]) -> audit.Pays:  # noqa: ARG002
        payoffs = {}
        for key, cells in given.items():
            profile = self.profiles.read(key, (*path, key), in_key=True)
            figures = tuple(self.figure(cell) for cell in cells or ())
            if profile is not None and len(figures) != len(self.players):
                right = f"write one for each of: {', '.join(p.id for p in self.players)}"
                self.reporter.report((*path, key), f"{len(figures)} payoffs", right)
            known = tuple(figure for figure in figures if figure is not None)
            if profile is not None and len(known) == len(self.players):
                payoffs[profile] = known
        return audit.Pays(payoffs)

    def _value(self, given: Any, path: Path, entry: Mapping[str, Any]) -> audit.Value | None:  # noqa: ARG002
        of, printed = self.binder.expression(given.get("of")), self.figure(given.get("is"))
        return None if of is None or printed is None else audit.Value(of, printed)

    def _cases(self, given: Any, path: Path, entry: Mapping[str, Any]) -> audit.Cases:
        cases = [self._case(each, (*path, index)) for index, each in enumerate(given)]
        known = tuple(case for case in cases if case is not None)
        overlap = entry.get("overlap", False)
        return audit.Cases(known, entry.get("complete", True), overlap)

    def _case(self, given: Mapping[str, Any], path: Path) -> audit.Case | None:
        used = [key for key in _CASE_KINDS if self.reporter.given((*path, key))]
        if len(used) > 1:
            wrong = f"{' and '.join(used)} stand together"
            self.reporter.report_key(path, wrong, "keep one of them")
        claimed = self._claimed(used[0], given) if len(used) == 1 else None
        when = self.binder.conditions(given.get("when", ()))
        return audit.Case(given.get("id", ""), when, given.get("says"), claimed)

    def _nonnegative(
        self,
        given: Any,
        path: Path,
        entry: Mapping[str, Any],  # noqa: ARG002
    ) -> audit.Nonnegative:
        return audit.Nonnegative(self.binder.payoffs(given, 0, path))

    def _pie(self, given: Any, path: Path, entry: Mapping[str, Any]) -> audit.Pie:  # noqa: ARG002
        sums = {}
        for key, source in given.items():
            profile = self.profiles.read(key, (*path, key), in_key=True)
            total = self.binder.expression(source)
            if profile is not None and total is not None:
                sums[profile] = total
        return audit.Pie(sums)

    def _order(self, given: Any, path: Path, entry: Mapping[str, Any]) -> audit.MoveOrder:  # noqa: ARG002
        known = tuple(player.id for player in self.players)
        for index, id in enumerate(given):
            if id is not None and known and id not in known:
                self.reporter.report((*path, index), f"no player {id!r}", nearest(id, known))
        return audit.MoveOrder(tuple(id for id in given if id is not None))

    def _optimum(self, given: Any, path: Path, entry: Mapping[str, Any]) -> audit.Optimum | None:  # noqa: ARG002
        of, at = (self.binder.expression(given.get(key)) for key in ("of", "at"))
        over = given.get("over", "")
        if over and self.model is not None:
            self.check_parameter(over, (*path, "over"))
        if of is None or at is None:
            return None
        return audit.Optimum(of, over, at, given.get("maximum", True))
