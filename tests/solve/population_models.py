"""Population games from matrices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product

from vcgame.forms.populations import population_game
from vcgame.model.library import model_of
from vcgame.solve.dynamics.replicator import Replicator, replicator_at

IDS = "abcdef"


def made(
    sizes: Sequence[int],
    payoffs: Callable[..., Sequence[object]],
    *,
    extra: str = "",
    populations: int | None = None,
) -> Replicator:
    """A game whose payoffs are numbers or formulas, by the places of the strategies."""
    lines = ["vcgame = 1", 'id = "made"', 'title = "made"', extra, "[parameters]"]
    lines += ['p = { value = 1, meaning = "not used" }']
    for number, size in enumerate(sizes):
        listed = ", ".join(f'{id} = "{id}"' for id in IDS[:size])
        lines += ["[[players]]", f'id = "p{number}"', f"strategies = {{ {listed} }}"]
    lines.append("[payoffs]")
    for profile in product(*(range(size) for size in sizes)):
        name = ", ".join(IDS[place] for place in profile)
        lines.append(f'"{name}" = [{", ".join(f"{str(pay)!r}" for pay in payoffs(*profile))}]')
    model = model_of("made.toml", "\n".join(lines) + "\n")
    return replicator_at(population_game(model, populations), model.values())


def bimatrix(A: Sequence[Sequence[object]], B: Sequence[Sequence[object]]) -> Replicator:
    """Two populations; `B` holds the second one's payoffs, rows for the first one's strategies."""
    return made((len(A), len(A[0])), lambda i, j: (A[i][j], B[i][j]))


def symmetric(A: Sequence[Sequence[object]]) -> Replicator:
    """One population."""
    return made((len(A), len(A)), lambda i, j: (A[i][j], A[j][i]), populations=1)
