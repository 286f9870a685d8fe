"""What ``[[stages]]`` and ``[[ends]]`` say, with every name in them checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from vcgame.errors import nearest
from vcgame.model.formula.parser import valid_label
from vcgame.model.model import Player
from vcgame.model.reading.binder import Binder, check_ids
from vcgame.model.reading.values import Reporter, Source
from vcgame.model.toml.document import Path

__all__ = ["END", "After", "End", "History", "Stage", "fits", "read_ends", "read_stages"]

History = Mapping[str, str]
"""The moves made so far, by stage, in the order of the stages that took place."""

After = tuple[Mapping[str, frozenset[str]], ...]
"""Ways in which a history may have gone; no way at all stands for all of them."""

END: Final = "end"
"""What the ids of ends begin with; no stage is called so."""

MAX_NAMES: Final = 100
"""Names that the moves of all stages together may set."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: somebody moves, wherever it takes place.

    Attributes
    ----------
    player
        Who moves; ``None`` for chance.
    moves
        What can be done, with the probability where chance moves.
    observes
        Earlier stages whose moves the player sees here.
    after
        The moves at earlier stages that let it take place.
    sets
        Per move, formulas for the names that it gives a meaning.
    """

    id: str
    path: Path
    player: str | None
    moves: Mapping[str, Source | None]
    observes: frozenset[str] = frozenset()
    after: After = ()
    sets: Mapping[str, Mapping[str, Source | None]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class End:
    """The payoffs of the ends that fit: one entry of ``[[ends]]``."""

    path: Path
    after: After
    payoffs: tuple[Source | None, ...] | None


def fits(after: After, history: History) -> bool:
    """Tell whether a history went in one of some ways: at each stage named, by a move named.

    Examples
    --------
    >>> fits(({"entry": frozenset({"enter"})},), {"entry": "enter", "reply": "fight"})
    True
    >>> fits(({"reply": frozenset({"fight"})},), {"entry": "leave"})
    False
    """
    for way in after:
        for stage, moves in way.items():
            if history.get(stage) not in moves:
                break
        else:
            return True
    return not after


def read_stages(
    values: Mapping[str, Any], players: tuple[Player, ...], binder: Binder
) -> tuple[Stage, ...]:
    """Read the stages; those without a readable id are left out.

    Every mistake is reported; after one, what is returned must not be unfolded.
    """
    reporter, entries = binder.reporter, values["stages"]
    ids = [(entry["id"], (*entry["_path"], "id")) for entry in entries if "id" in entry]
    check_ids(reporter, "stage", ids)
    earlier: dict[str, tuple[str, ...]] = {}
    later = [id for id, _ in ids]
    # Where a stage's id or moves cannot be read, others may rightly name them.
    complete = len(ids) == len(entries)
    stages = []
    for entry in entries:
        if "id" not in entry:
            continue
        stage = _Entry(entry, players, earlier, later, reporter, complete).read()
        stages.append(stage)
        earlier[stage.id] = tuple(stage.moves)
    _check_labels(values, stages, reporter)
    _check_names(stages, binder)
    return tuple(stages)


def read_ends(
    values: Mapping[str, Any], stages: Sequence[Stage], reporter: Reporter
) -> tuple[End, ...]:
    """Read the entries of ``[[ends]]``, first to last."""
    if "ends" not in values:
        right = "add [[ends]] with payoffs, and with after where they differ by history"
        reporter.report_key((), "ends are missing", right)
        return ()
    moves = {stage.id: tuple(stage.moves) for stage in stages}
    complete = len(stages) == len(values["stages"])
    return tuple(
        End(
            entry["_path"],
            _after(entry, moves, (), reporter, complete=complete),
            entry.get("payoffs"),
        )
        for entry in values["ends"]
    )


class _Entry:
    """Reads one stage."""

    def __init__(
        self,
        entry: Mapping[str, Any],
        players: tuple[Player, ...],
        earlier: Mapping[str, tuple[str, ...]],
        ids: Sequence[str],
        reporter: Reporter,
        complete: bool,
    ) -> None:
        self.entry = entry
        self.players = tuple(player.id for player in players)
        self.earlier = earlier
        self.ids = ids
        self.reporter = reporter
        self.complete = complete

    def read(self) -> Stage:
        entry, path = self.entry, self.entry["_path"]
        complaint = valid_label(entry["id"])
        if complaint is None and entry["id"].lower() == END:
            complaint = f"a stage cannot be called {entry['id']!r}; the ends of the tree are"
        if complaint is not None:
            self.reporter.report((*path, "id"), complaint)
        by_chance = self._by_chance()
        moves = self._moves(by_chance=by_chance)
        return Stage(
            entry["id"],
            path,
            None if by_chance else entry.get("player", ""),
            moves,
            self._observes(by_chance=by_chance),
            _after(entry, self.earlier, self.ids, self.reporter, complete=self.complete),
            self._sets(tuple(moves)),
        )

    def _by_chance(self) -> bool:
        """Tell who moves."""
        report, path = self.reporter.report_key, self.entry["_path"]
        player, chance = (self.reporter.given((*path, key)) for key in ("player", "chance"))
        if player and chance:
            report(path, "player and chance stand together", "keep one of them")
        elif not player and not chance:
            right = "write player and moves, or chance = { move = probability }"
            report(path, f"nobody moves at {self.entry['id']!r}", right)
        id = self.entry.get("player")
        if id is not None and self.players and id not in self.players:
            hint = nearest(id, self.players)
            self.reporter.report((*path, "player"), f"no player {id!r}", hint)
        return chance and not player

    def _moves(self, *, by_chance: bool) -> dict[str, Source | None]:
        """Read the moves, and what chance takes them with."""
        path = self.entry["_path"]
        given = self.reporter.given((*path, "moves"))
        if by_chance:
            if given:
                wrong, right = "chance has its moves with their probabilities", "remove moves"
                self.reporter.report_key((*path, "moves"), wrong, right)
            chance: dict[str, Source | None] = self.entry.get("chance", {})
            places = [(move, (*path, "chance", move)) for move in chance]
            check_ids(self.reporter, "move", places, in_key=True)
            return dict(chance)
        if not given and self.reporter.given((*path, "player")):
            right = 'list what the player can do: moves = ["build", "wait"]'
            self.reporter.report_key(path, "moves are missing", right)
        listed: dict[str, Path] = {}
        places = []
        for index, move in enumerate(self.entry.get("moves", ())):
            if move is None:
                continue
            place = (*path, "moves", index)
            complaint = valid_label(move)
            if complaint is not None:
                self.reporter.report(place, complaint)
            places.append((move, place))
            listed[move] = place
        check_ids(self.reporter, "move", places)
        return dict.fromkeys(listed)

    def _observes(self, *, by_chance: bool) -> frozenset[str]:
        path = (*self.entry["_path"], "observes")
        if not self.reporter.given(path):
            return frozenset(self.earlier)
        if by_chance:
            self.reporter.report_key(path, "chance observes nothing", "remove it")
            return frozenset()
        seen: set[str] = set()
        for index, id in enumerate(self.entry.get("observes", ())):
            if id is None:
                continue
            if id in seen:
                self.reporter.report((*path, index), f"{id!r} stands here twice", "keep one")
            seen.add(id)
            complaint = _no_earlier_stage(id, self.entry["id"], self.earlier, self.ids)
            if complaint and (self.complete or id in self.ids):
                self.reporter.report((*path, index), *complaint)
        return frozenset(seen)

    def _sets(self, moves: tuple[str, ...]) -> dict[str, dict[str, Source | None]]:
        sets: dict[str, dict[str, Source | None]] = {}
        for move, given in self.entry.get("sets", {}).items():
            if moves and move not in moves:
                path = (*self.entry["_path"], "sets", move)
                wrong = f"{self.entry['id']} has no move {move!r}"
                self.reporter.report_key(path, wrong, nearest(move, moves))
            if given is not None:
                sets[move] = given
        return sets


def _after(
    entry: Mapping[str, Any],
    earlier: Mapping[str, tuple[str, ...]],
    ids: Sequence[str],
    reporter: Reporter,
    *,
    complete: bool,
) -> After:
    """Read the moves after which something holds, of the stages that stand before it."""
    ways = []
    for path, table in entry.get("after", ()):
        way: dict[str, frozenset[str]] = {}
        for id, moves in (table or {}).items():
            complaint = _no_earlier_stage(id, entry.get("id"), earlier, ids)
            if complaint:
                if complete or id in ids:
                    reporter.report_key((*path, id), *complaint)
                continue
            for index, move in enumerate(moves or ()):
                if move is not None and earlier[id] and move not in earlier[id]:
                    wrong = f"{id} has no move {move!r}"
                    reporter.report((*path, id, index), wrong, nearest(move, earlier[id]))
            way[id] = frozenset(move for move in moves or () if move is not None)
        ways.append(way)
    return tuple(ways)


def _no_earlier_stage(
    id: str, own: str | None, earlier: Mapping[str, Any], ids: Sequence[str]
) -> tuple[str, str] | None:
    """Say why a name means no earlier stage."""
    if id in earlier:
        return None
    if id == own:
        return f"{id!r} is this stage itself", "name earlier stages"
    if id in ids:
        return f"{id!r} comes later", f"put it before {own}, or name earlier stages"
    return f"no stage {id!r}", nearest(id, tuple(earlier))


def _check_labels(values: Mapping[str, Any], stages: Sequence[Stage], reporter: Reporter) -> None:
    """Report labels of moves that no stage has."""
    moves = tuple(dict.fromkeys(move for stage in stages for move in stage.moves))
    if not all(stage.moves for stage in stages) or len(stages) < len(values["stages"]):
        return
    for label in values.get("actions", {}):
        if label not in moves:
            reporter.report_key(("actions", label), f"no move {label!r}", nearest(label, moves))


def _check_names(stages: Sequence[Stage], binder: Binder) -> None:
    """Report names that moves set but that mean something else, whatever their case."""
    taken = {name.lower(): name for name in binder.known}
    spelt: dict[str, str] = {}
    for stage in stages:
        for move, given in stage.sets.items():
            for name in given:
                path = (*stage.path, "sets", move, name)
                other = spelt.setdefault(name.lower(), name)
                if name.lower() in taken:
                    wrong = f"{name!r} has a meaning already (case is ignored)"
                    binder.reporter.report_key(path, wrong, "choose another name")
                elif other != name:
                    wrong = f"{name!r} differs from {other!r} by case only"
                    binder.reporter.report_key(path, wrong, "spell it in one way")
    if len(spelt) > MAX_NAMES:
        wrong = f"the moves set {len(spelt)} names"
        binder.reporter.report_key(("stages",), wrong, f"at most {MAX_NAMES} are allowed")
