"""Rest points in numbers: where nothing moves at one point of the parameters, and what is near.

Rational where the equations of a face are linear or factor over the rationals; the sign of an
eigenvalue is then decided exactly, as long as at most two shares are free.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from vcgame.errors import UnsupportedError
from vcgame.solve.dynamics.face_solutions import solutions_on
from vcgame.solve.dynamics.local import Kind, linearised
from vcgame.solve.dynamics.replicator import Face, Replicator, faces

__all__ = ["RestState", "RestStates", "rest_states"]

_MOST_FACES = 3_000


@dataclass(frozen=True, slots=True)
class RestState:
    """A state at which nothing moves.

    Attributes
    ----------
    values
        Coordinates; fractions are exact.
    face
        The strategies played there.
    kind
        What it is by linearisation.
    eigenvalues
        Of the Jacobian: those across the face, one per absent strategy, before those along it.
    signs
        Of their real parts.
    """

    values: tuple[Fraction | float, ...]
    face: Face
    kind: Kind
    eigenvalues: tuple[complex, ...]
    signs: tuple[int, ...]

    @property
    def place(self) -> tuple[float, ...]:
        """Coordinates as floats."""
        return tuple(map(float, self.values))

    def attracts(self, face: Face, *, backward: bool = False) -> bool:
        """Whether all states of a face that are close enough go here (or came from here)."""
        kept = self.kept(face)
        wanted = 1 if backward else -1
        return kept is not None and all(self.signs[place] == wanted for place in kept)

    def kept(self, face: Face) -> tuple[int, ...] | None:
        """Give the places of the eigenvalues for movement within a face that touches the point.

        ``None`` for other faces.
        """
        pairs = zip(self.face.present, face.present, strict=True)
        if not all(set(own) <= set(other) for own, other in pairs):
            return None
        absent = [
            (population, strategy)
            for population, size in enumerate(face.replicator.sizes)
            for strategy in range(size)
            if strategy not in self.face.present[population]
        ]
        across = [
            place for place, (p, strategy) in enumerate(absent) if strategy in face.present[p]
        ]
        return (*across, *range(len(absent), len(self.signs)))


@dataclass(frozen=True, slots=True)
class RestStates:
    """All rest points that were found.

    Attributes
    ----------
    points
        Isolated ones (on their faces), corners first, the inside last.
    lines
        Faces with a line or more of them.
    complete
        Whether these are all for sure: so it is where equations are linear or have one unknown.
    """

    points: tuple[RestState, ...]
    lines: tuple[Face, ...]
    complete: bool


def rest_states(replicator: Replicator) -> RestStates:
    """Find the rest points, face by face.

    Equations that are linear are solved exactly, and polynomials in one unknown by isolating
    their roots; elsewhere Newton's method runs from many starts, which may miss some.

    Raises
    ------
    UnsupportedError
        If there are more than 3,000 faces.

    Examples
    --------
    >>> from vcgame.forms.populations import population_game
    >>> from vcgame.model.library import load_model
    >>> from vcgame.solve.dynamics.replicator import replicator_at
    >>> model = load_model("subsidy-war")
    >>> dynamics = replicator_at(population_game(model), model.values(changes={"S": 8}))
    >>> [(point.kind, *map(str, point.values)) for point in rest_states(dynamics).points[3:]]
    [('sink', '0', '0'), ('saddle', '1/4', '1/4')]
    """
    count = 1
    for size in replicator.sizes:
        count *= 2**size - 1
    if count > _MOST_FACES:
        raise UnsupportedError(
            f"{replicator.game.model.id} has {count} faces; at most {_MOST_FACES} are searched"
        )
    points: list[RestState] = []
    lines: list[Face] = []
    complete = True
    for face in faces(replicator):
        found, whole, sure = solutions_on(face)
        complete = complete and sure
        if whole:
            lines.append(face)
        points += [RestState(values, face, *linearised(face, values)) for values in found]
    return RestStates(tuple(points), tuple(lines), complete)
