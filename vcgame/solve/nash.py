"""All Nash equilibria of a two-player game, exactly.

The set of equilibria of a two-player game is a finite union of products of polytopes. Its
extreme points are the compatible pairs of vertices of the two best-response polytopes, so all
equilibria are known when all vertices are (Mangasarian 1964; von Stengel 2002, section 2.7;
Avis, Rosenberg, Savani and von Stengel 2010). No game is special here: degenerate games, with
their connected sets of equilibria, are solved as any other.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, NamedTuple

from vcgame.errors import UnsupportedError
from vcgame.forms.strategic import StrategicGame
from vcgame.solve.answer import Answer, Equilibrium, Real
from vcgame.solve.bits import indices, mask_of
from vcgame.solve.certificate import Referee
from vcgame.solve.components import compatible, connected, maximal_bicliques
from vcgame.solve.numbers import BITS, MOST_BITS, UndecidedError, working_precision
from vcgame.solve.polytopes import Vertices, all_vertices, some_vertices
from vcgame.solve.vertices import EFFORT, EffortError, Vertex

__all__ = ["MOST_EQUILIBRIA", "solve_nash"]

MOST_EQUILIBRIA = 50_000
"""So many extreme equilibria are listed at most."""

_PATHS = 5
"""Paths get this part of the effort: they cannot make the answer complete."""

_METHOD = "vertices of both best-response polytopes by double description"


def solve_nash(
    game: StrategicGame,
    *,
    effort: int = EFFORT,
    bits: int = BITS,
    refine: Callable[[int], StrategicGame] | None = None,
) -> Answer:
    """Find all extreme Nash equilibria of a two-player game.

    Parameters
    ----------
    game
        Payoffs are fractions, or balls where an irrational function came in. One ball object
        in several cells is taken to be one number.
    effort
        Limit on the work for each best-response polytope. Beyond it the answer holds some
        equilibria only and is marked incomplete.
    bits
        Precision at which the balls of `game` were evaluated.
    refine
        Gives the game at a higher precision; called where a sign cannot be decided.

    Returns
    -------
    Answer
        ``degenerate`` says whether any mixed strategy, in equilibrium or not, has more pure
        best replies than strategies in its support (Avis et al. 2010, definition 1); it
        is enough to look at all vertices. The equilibria stand by component, then supports,
        then best replies; components are numbered in the order of their first equilibria.

    Examples
    --------
    >>> battle = StrategicGame.from_matrices([[2, 0], [0, 1]], [[1, 0], [0, 2]])
    >>> answer = solve_nash(battle)
    >>> answer.complete, answer.degenerate, len(answer.equilibria)
    (True, False, 3)
    >>> [str(p) for p in answer.equilibria[1].profile[0]]
    ['2/3', '1/3']
    """
    if len(game.players) != 2:
        raise UnsupportedError(
            f"all Nash equilibria can be found for two players, and this game has "
            f"{len(game.players)}; the concept 'pure' finds its pure equilibria"
        )
    if game.exact:
        return _solve(game, effort)
    while True:
        with working_precision(bits):
            try:
                return _solve(game, effort, bits)
            except UndecidedError as error:
                if refine is None or 2 * bits > MOST_BITS:
                    return _partly(
                        Referee(game),
                        0,
                        f"{error} at {bits} bits; listed are pure equilibria only",
                    )
        bits *= 2
        game = refine(bits)


def _solve(game: StrategicGame, effort: int, bits: int = 0) -> Answer:
    """Solve a game at one precision (0: exactly)."""
    referee = Referee(game)
    try:
        vertices = all_vertices(*_matrices(referee), effort=effort)
    except EffortError:
        paths = "" if bits else " and those at the ends of Lemke and Howson's paths"
        return _partly(
            referee,
            0 if bits else effort // _PATHS,
            f"a best-response polytope needs more than {effort} steps of work; "
            f"listed are the pure equilibria{paths}",
        )
    why = "all vertices of both best-response polytopes, "
    why += f"every sign decided in balls of {bits} bits" if bits else "exact"
    if vertices.removed:
        why += f", after removing {vertices.removed} strictly dominated strategies (iterated)"
    return _answer(referee, vertices, complete=True, why=why)


def _partly(referee: Referee, effort: int, why: str) -> Answer:
    """Answer with the equilibria that can be had without all vertices."""
    vertices = some_vertices(*_matrices(referee), effort=effort)
    return _answer(referee, vertices, complete=False, why=why)


def _matrices(referee: Referee) -> tuple[list[list[Any]], list[list[Any]]]:
    """Payoffs of both players, cleared of denominators."""
    rows, columns = referee.shape
    first, second = (
        [table[i * columns : (i + 1) * columns] for i in range(rows)] for table in referee.tables
    )
    return first, second


class _Pair(NamedTuple):
    """An equilibrium before it has a number; pairs sort into canonical order."""

    supports: tuple[tuple[int, ...], ...]
    best_replies: tuple[tuple[int, ...], ...]
    profile: tuple[tuple[Real, ...], ...]
    payoffs: tuple[Real, ...]
    certificate: Real
    x: int
    y: int


def _answer(referee: Referee, vertices: Vertices, *, complete: bool, why: str) -> Answer:
    """Pair the vertices, certify every equilibrium and put all into canonical order."""
    crowded = _degenerate(vertices)
    known = crowded or (complete and not vertices.removed)
    graph = compatible(vertices.first, vertices.second)
    if sum([mask.bit_count() for mask in graph]) > MOST_EQUILIBRIA:
        complete, graph = False, _first_edges(graph)
        why = f"there are more than {MOST_EQUILIBRIA} extreme equilibria; so many are listed"
    pairs = _pairs(referee, vertices, graph, strict=complete)
    groups = connected(graph)
    components = _numbered(groups, pairs)
    subsets: tuple[tuple[int, ...], ...] = ()
    notes = []
    if complete:
        bicliques = maximal_bicliques(graph, groups)
        if bicliques is None:
            notes.append("the maximal Nash subsets are too many to be listed")
        else:
            place = {(pair.x, pair.y): k for k, pair in enumerate(pairs)}
            subsets = tuple(
                sorted(
                    [tuple(sorted([place[x, y] for x in xs for y in ys])) for xs, ys in bicliques]
                )
            )
    elif max(components, default=1) > 1:
        notes.append("components that seem apart may be joined by equilibria not listed")
    equilibria = [
        Equilibrium(
            pair.profile,
            pair.payoffs,
            pair.certificate,
            pair.supports,
            pair.best_replies,
            component,
        )
        for pair, component in zip(pairs, components, strict=True)
    ]
    return Answer(
        "nash",
        _METHOD,
        complete,
        why,
        crowded if known else None,
        tuple(equilibria),
        subsets,
        tuple(notes),
    )


def _numbered(groups: list[list[int]], pairs: list[_Pair]) -> list[int]:
    """Sort the pairs by component, numbered in order of first pairs; give the numbers."""
    if len(groups) == 1:
        return [1] * len(pairs)
    group = {x: k for k, members in enumerate(groups) for x in members}
    order: dict[int, int] = {}
    for pair in pairs:
        order.setdefault(group[pair.x], len(order) + 1)
    pairs.sort(key=lambda pair: order[group[pair.x]])
    return [order[group[pair.x]] for pair in pairs]


def _degenerate(vertices: Vertices) -> bool:
    """Whether a vertex has more best replies than strategies in its support."""
    return any(
        vertex.support.bit_count() != vertex.replies.bit_count()
        for side in (vertices.first, vertices.second)
        for vertex in side
    )


def _first_edges(graph: list[int]) -> list[int]:
    """Keep as many compatible pairs as are listed at most."""
    left = MOST_EQUILIBRIA
    kept = []
    for mask in graph:
        members = indices(mask)[:left]
        left -= len(members)
        kept.append(mask_of(members))
    return kept


def _pairs(referee: Referee, vertices: Vertices, graph: list[int], *, strict: bool) -> list[_Pair]:
    """Make the equilibria in canonical order, each judged by the payoffs alone."""
    seconds: dict[int, _Mixture] = {}
    pairs = []
    for x, mask in enumerate(graph):
        if not mask:
            continue
        first = _Mixture(vertices.first[x], strict=strict)
        for y in indices(mask):
            if y not in seconds:
                seconds[y] = _Mixture(vertices.second[y], strict=strict)
            second = seconds[y]
            finding = referee.examine((first.weights, second.weights))
            replies = (second.replies, first.replies)
            if finding.refuted or not finding.agrees(replies):
                raise AssertionError(
                    f"vcgame is wrong: {first.profile}, {second.profile} fails its certificate"
                )
            pairs.append(
                _Pair(
                    (first.support, second.support),
                    replies,
                    (first.profile, second.profile),
                    tuple([_real(value, strict=strict) for value in finding.payoffs]),
                    finding.gain,
                    x,
                    y,
                )
            )
    pairs.sort()
    return pairs


class _Mixture:
    """A vertex as it stands in an equilibrium."""

    __slots__ = ("profile", "replies", "support", "weights")

    def __init__(self, vertex: Vertex, *, strict: bool) -> None:
        self.weights = vertex.weights
        self.support = indices(vertex.support)
        self.replies = indices(vertex.replies)
        self.profile = tuple([_real(p, strict=strict) for p in vertex.probabilities()])


def _real(value: Any, *, strict: bool) -> Real:
    """Keep a fraction; make a float of a ball, if it is sure to twelve digits."""
    if isinstance(value, Fraction):
        return value
    if strict and not value.rad() <= max(1, abs(value.mid())) * 2.0**-40:
        raise UndecidedError("irrational numbers are known to too few digits")
    return float(value.mid())
