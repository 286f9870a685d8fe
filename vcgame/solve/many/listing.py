"""The equilibria of one game as they are found, each with its certificate, and how they join."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from vcgame.forms.strategic import StrategicGame
from vcgame.solve.answer import Equilibrium
from vcgame.solve.certificate import Referee
from vcgame.solve.components import connected
from vcgame.solve.index import index_at, index_of
from vcgame.solve.many.boundary import on_smaller_face
from vcgame.solve.many.faces import Face, Gains
from vcgame.solve.many.forms import Form, implied
from vcgame.solve.many.roots import ROOT_BITS, Root, weights_of
from vcgame.solve.numbers import cleared, working_precision

__all__ = ["Listing", "Profile"]

Profile = tuple[tuple[Fraction, ...], ...]


class Listing:
    """Collects equilibria; each is certified by the payoffs alone before it is listed.

    Parameters
    ----------
    game
        Its payoffs are rational.

    Attributes
    ----------
    indices
        The index of each equilibrium, in the order in which they were found; ``None`` for one
        that is not regular.
    """

    def __init__(self, game: StrategicGame) -> None:
        self.game = game
        self._referee = Referee(game)
        self._exact: dict[Profile, Equilibrium] = {}
        self._others: list[Equilibrium] = []
        self._joined: list[list[Profile]] = []
        self._gains = Gains(game)
        self.indices: list[int | None] = []

    def add(self, face: Face, weights: Sequence[Sequence[Fraction | int]]) -> Profile:
        """List an equilibrium in fractions, once; give its profile."""
        profile = self._profile(face, weights)
        if profile not in self._exact:
            finding = self._referee.examine([cleared(own)[0] for own in profile])
            if finding.gain:
                raise AssertionError(f"vcgame is wrong: {profile} fails its certificate")
            found = Equilibrium(
                profile,
                finding.payoffs,
                finding.gain,
                tuple([tuple([s for s, p in enumerate(own) if p]) for own in profile]),
                tuple([replies or () for replies in finding.best_replies]),
            )
            self._exact[profile] = found
            self.indices.append(index_of(self.game, found))
        return profile

    def join(self, profiles: list[Profile]) -> None:
        """Say that equilibria which are listed lie on one continuum."""
        if profiles:
            self._joined.append(profiles)

    def try_root(self, face: Face, root: Root) -> bool:
        """List a root that is an equilibrium; say whether that is decided."""
        with working_precision(ROOT_BITS):
            weights = weights_of(face, root.values)
            every = [weight for own in weights for weight in own]
            # A root with a probability of zero belongs to a smaller face.
            if any(bool(weight < 0) or bool(weight == 0) for weight in every):
                return True
            if not all(weight > 0 for weight in every):
                return on_smaller_face(face, root, weights)
            ties = []
            for form in face.excess:
                value = form.at(weights)
                if value > 0:
                    return True
                if not value < 0:
                    if not (value == 0 or implied(form, face.equations)):
                        return False
                    ties.append(form)
            if root.exact is None:
                self._irrational(face, weights, ties)
            else:
                self.add(face, weights)
        return True

    def ordered(self) -> list[Equilibrium]:
        """Give all in canonical order, with the numbers of their components."""
        listed = sorted(
            [*self._exact.values(), *self._others],
            key=lambda each: (each.supports, each.best_replies, each.profile),
        )
        place = {each.profile: k for k, each in enumerate(listed)}
        masks = [1 << k for k in range(len(listed))]
        for profiles in self._joined:
            first, *others = [place[profile] for profile in profiles]
            for other in others:
                masks[first] |= 1 << other
        return [
            replace(listed[k], component=number)
            for number, members in enumerate(sorted(map(sorted, connected(masks))), start=1)
            for k in members
        ]

    def _irrational(self, face: Face, weights: list[list[Any]], ties: list[Form]) -> None:
        """List an equilibrium whose probabilities are known to lie in balls."""
        profile: list[list[Any]] = [[0] * size for size in self.game.shape]
        for player, (support, own) in enumerate(zip(face.supports, weights, strict=True)):
            for strategy, weight in zip(support, own, strict=True):
                profile[player][strategy] = weight
        finding = self._referee.examine(profile)
        if finding.refuted:
            raise AssertionError(f"vcgame is wrong: {face.supports} fails its certificate")
        replies = [
            tuple(sorted({*support, *[tie.strategy for tie in ties if tie.player == player]}))
            for player, support in enumerate(face.supports)
        ]
        self.indices.append(None if ties else index_at(self._gains, face.supports, weights))
        self._others.append(
            Equilibrium(
                tuple([tuple([_real(p) for p in own]) for own in profile]),
                tuple([_real(value) for value in finding.payoffs]),
                # The indifferences hold at the root itself, and the other strategies are worse.
                Fraction(0),
                face.supports,
                tuple(replies),
            )
        )

    def _profile(self, face: Face, weights: Sequence[Sequence[Fraction | int]]) -> Profile:
        """Give the probabilities of all strategies."""
        profile = []
        for size, support, own in zip(self.game.shape, face.supports, weights, strict=True):
            played = dict(zip(support, own, strict=True))
            profile.append(tuple([Fraction(played.get(s, 0)) for s in range(size)]))
        return tuple(profile)


def _real(value: Any) -> Fraction | float:
    return Fraction(value) if isinstance(value, int | Fraction) else float(value.mid())
