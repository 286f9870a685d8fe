"""A claim about a critical discount factor at one exact point, put to the solvers."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from vcgame.forms.point import strategic_game
from vcgame.forms.symmetric_point import symmetric_game
from vcgame.model.claim import Discount
from vcgame.model.formula.flint_numbers import as_fmpq
from vcgame.model.model import Model
from vcgame.model.point import value_at
from vcgame.solve.numbers import UndecidedError
from vcgame.solve.repeated.alike import AlikeStage, alike_triggers
from vcgame.solve.repeated.grim import Trigger, grim_triggers
from vcgame.solve.repeated.penal import kept_up, penal_code
from vcgame.solve.repeated.stage import Stage

__all__ = ["DiscountProbe"]

MOST_SETS: Final = 25
"""So many points of one claim are put to sets of payoffs, which take their time."""


class DiscountProbe:
    """Compares a claimed discount factor with what the solvers find.

    Parameters
    ----------
    model
        A game with payoffs, or of alike firms.
    claimed
        What is claimed.
    """

    def __init__(self, model: Model, claimed: Discount) -> None:
        self.model = model
        self.claimed = claimed
        self._sets = MOST_SETS

    def finding(self, point: Mapping[str, Fraction]) -> tuple[bool, str] | None:
        """Whether the claim is true at a point, and what was found there.

        ``None`` where there is no game: the number of firms is not whole.

        Raises
        ------
        UndecidedError
            Where an irrational number, or a penal code that is only enclosed, leaves it open.
        """
        if self.model.form == "symmetric" and not self._whole(point):
            return None
        said = value_at(self.claimed.delta, point)
        if self.claimed.code == "optimal":
            return self._optimal(point, said)
        return self._grim(point, said)

    def _whole(self, point: Mapping[str, Fraction]) -> bool:
        number = self.model.players[0].number
        if number is None:
            return False
        found = value_at(number, point)
        return isinstance(found, Fraction) and found.denominator == 1 and found >= 2

    def _grim(self, point: Mapping[str, Fraction], said: Any) -> tuple[bool, str]:
        detection = Fraction(1)
        if self.claimed.detection is not None:
            detection = value_at(self.claimed.detection, point)
            if not isinstance(detection, Fraction):
                raise UndecidedError("the claimed probability of detection is irrational")
            if not 0 <= detection <= 1:
                return False, f"the probability of detection is {detection}"
        triggers = self._triggers(point, detection)
        if not triggers:
            return False, "there is no stage equilibrium to revert to"
        # Without a punishment, that which meets each deviator with its worst comes last.
        found = triggers[-1].patience
        if found.low is None:
            return False, "no discount factor below 1 is enough"
        if found.high is not None:
            return False, f"above {found.high} it is not kept up"
        return _same(said, found.low), f"the least discount factor is {found.low}"

    def _triggers(self, point: Mapping[str, Fraction], detection: Fraction) -> tuple[Trigger, ...]:
        target, punishment = self.claimed.target, self.claimed.punishment
        if self.model.form == "symmetric":
            alike = AlikeStage(symmetric_game(self.model, point))
            place = alike.game.strategies.index
            common = [e for e in alike.equilibria if punishment in (None, (_id(alike, e),))]
            return alike_triggers(alike, place(target[0]), common, detection)
        stage = Stage(strategic_game(self.model, point))
        known = stage.game.strategies
        chosen = tuple(ids.index(id) for ids, id in zip(known, target, strict=True))
        settled = [
            profile
            for profile in stage.equilibria
            if punishment in (None, tuple(ids[k] for ids, k in zip(known, profile, strict=True)))
        ]
        return grim_triggers(stage, chosen, settled, detection)

    def _optimal(self, point: Mapping[str, Fraction], said: Any) -> tuple[bool, str]:
        if self.model.form == "symmetric":
            raise UndecidedError("penal codes of alike firms are not enclosed")
        stage = Stage(strategic_game(self.model, point))
        ids = zip(stage.game.strategies, self.claimed.target, strict=True)
        target = tuple(own.index(id) for own, id in ids)
        code = penal_code(stage, target, closely=False)
        if code.low is None:
            return False, "no discount factor below 1 is enough"
        if code.exact:
            return _same(said, code.low), f"the least discount factor is {code.low}"
        if not isinstance(said, Fraction):
            raise UndecidedError("the claimed discount factor is irrational")
        if said < code.low or (code.high is not None and said > code.high):
            most = "1" if code.high is None else str(code.high)
            return False, f"the least discount factor is from {code.low} to {most}"
        self._sets -= 1
        if self._sets < 0 or code.ground != "not_tried":
            raise UndecidedError("the penal code is only enclosed")
        kept = kept_up(stage, target, said)
        if kept is False:
            return False, f"at {said} it is not kept up"
        if kept and said == code.low:
            return True, f"the least discount factor is {said}"
        raise UndecidedError("the penal code is only enclosed")


def _id(stage: AlikeStage, place: int) -> str:
    return stage.game.strategies[place]


def _same(said: Any, found: Fraction) -> bool:
    """Whether a claimed number, which may be a ball, is a fraction."""
    if isinstance(said, Fraction):
        return said == found
    if said.contains(as_fmpq(found)):
        raise UndecidedError("the claimed discount factor is irrational")
    return False
