"""Weak perfect Bayesian equilibria of trees with information sets.

An assessment, that is a behaviour strategy of every player and a belief at every information
set, is a weak perfect Bayesian equilibrium if at every set the player's way to go on is best
given the belief there and what the others play, and if beliefs come from Bayes' rule at every
set that is reached with positive probability (Mas-Colell, Whinston and Green 1995, definition
9.C.3). Sets that are not reached may hold any belief, each by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Final

from vcgame.errors import IncompleteError
from vcgame.forms.extensive import ExtensiveGame
from vcgame.solve.numbers import BITS, MOST_BITS, UndecidedError, working_precision
from vcgame.solve.sign import real
from vcgame.solve.trees.assessment import Assessment, AssessmentAnswer, Behaviour
from vcgame.solve.trees.beliefs import Beliefs, belief_range, supporting_beliefs
from vcgame.solve.trees.consistency import decide
from vcgame.solve.trees.deviations import expected_payoffs, largest_gain, reached_ends
from vcgame.solve.trees.search import Supports
from vcgame.solve.trees.structure import Choice, Structure, structure_of
from vcgame.solve.trees.supports import examine

__all__ = ["solve_perfect_bayesian"]

MOST_NODES: Final = 5_000
MOST_SETS: Final = 200
MOST_PURE: Final = 50_000
MOST_MIXED: Final = 8_000
MOST_WORK: Final = 800_000
"""Partial supports that are looked at at most: pure ones, mixed ones (fewer in large trees), and
those times the nodes of the tree."""

MOST_LOOKED: Final = 400_000
"""Nodes and ends that comparisons look at, for pure supports and again for mixed ones."""

MOST_EQUILIBRIA: Final = 2_000
MOST_PATTERNS: Final = 40_000
LEAST_PATTERNS: Final = 20
"""Patterns of belief that are tried for consistency, for all equilibria and for each at least."""

_METHOD: Final = "every support from the ends on, with the polytopes of beliefs and of mixtures"

_Found = tuple[dict[Choice, Any], tuple[Beliefs, ...]]


def solve_perfect_bayesian(
    game: ExtensiveGame,
    *,
    mixed: bool = True,
    bits: int = BITS,
    refine: Callable[[int], ExtensiveGame] | None = None,
) -> AssessmentAnswer:
    """Find the weak perfect Bayesian equilibria of a tree, with the beliefs that support each.

    Parameters
    ----------
    game
        A tree with perfect recall. Payoffs and probabilities are fractions, or balls where an
        irrational function came in.
    mixed
        Whether mixed equilibria are looked for too. Where they form a continuum its extreme
        ones are listed (those of the polytopes of realisation weights).
    bits
        Precision at which the balls of `game` were evaluated, if it has any.
    refine
        Gives the game at a higher precision; called where a tie cannot be decided.

    Returns
    -------
    AssessmentAnswer
        Each equilibrium with the whole polytope of supporting beliefs, and whether some of
        them make it a sequential equilibrium.

    Examples
    --------
    >>> from vcgame.forms.extensive import Move, Vertex
    >>> one, two = (Fraction(1),), (Fraction(2),)
    >>> game = ExtensiveGame(("a",), (
    ...     Vertex("root", 0, (Move("left", 1), Move("right", 2))),
    ...     Vertex("l", None, (), one), Vertex("r", None, (), two)))
    >>> [e.behaviour for e in solve_perfect_bayesian(game).equilibria]
    [((Fraction(0, 1), Fraction(1, 1)),)]
    """
    while True:
        with nullcontext() if game.exact else working_precision(bits):
            try:
                return _solved(game, mixed=mixed)
            except UndecidedError as error:
                if refine is None or 2 * bits > MOST_BITS:
                    return _answer((), f"{error} at {bits} bits", complete=False)
        bits *= 2
        game = refine(bits)


@dataclass(slots=True)
class _Tally:
    """What the search has found so far."""

    found: list[_Found] = field(default_factory=list)
    continua: int = 0
    open: list[str] = field(default_factory=list)
    stopped: str = ""


def _solved(game: ExtensiveGame, *, mixed: bool) -> AssessmentAnswer:
    sets = game.information_sets()
    if len(game.vertices) > MOST_NODES or len(sets) > MOST_SETS:
        return _answer(
            (),
            f"a tree of more than {MOST_NODES} nodes or {MOST_SETS} information sets is too "
            "large for perfect Bayesian equilibria",
            complete=False,
        )
    structure = structure_of(game)
    pure = _Tally()
    _collect(structure, pure, mixed=False)
    blended = _Tally()
    if mixed and not pure.stopped:
        _collect(structure, blended, mixed=True)
    found = _assessed(structure, [*pure.found, *blended.found])
    notes = []
    if blended.continua:
        notes.append(
            f"with {blended.continua} mixed supports the equilibria form a continuum, of which "
            "the extreme ones are listed"
        )
    complete, why = _ground(pure, blended, mixed=mixed)
    degenerate = True if blended.continua else False if complete and mixed else None
    return _answer(found, why, complete=complete, degenerate=degenerate, notes=tuple(notes))


def _answer(
    found: tuple[Assessment, ...],
    why: str,
    *,
    complete: bool,
    degenerate: bool | None = None,
    notes: tuple[str, ...] = (),
) -> AssessmentAnswer:
    return AssessmentAnswer("perfect-bayesian", _METHOD, complete, why, found, degenerate, notes)


def _ground(pure: _Tally, blended: _Tally, *, mixed: bool) -> tuple[bool, str]:
    """Whether these are all, and why."""
    if pure.stopped:
        return False, f"{pure.stopped}; not all pure profiles were examined"
    if not mixed:
        return True, "every pure profile was examined, with all beliefs at every information set"
    if blended.stopped:
        return False, (
            "every pure profile was examined, with all beliefs at every information set, "
            f"but not every mixed one: {blended.stopped}"
        )
    if blended.open:
        return False, (
            "every pure profile was examined, with all beliefs at every information set, but "
            f"{len(blended.open)} mixed supports are beyond reach, the first mixes at "
            f"{blended.open[0]}"
        )
    return True, "every support was examined, with all beliefs at every information set"


def _collect(structure: Structure, tally: _Tally, *, mixed: bool) -> None:
    """Look at all supports: the pure ones, or those that mix somewhere."""
    most, work = (MOST_MIXED, MOST_WORK) if mixed else (MOST_PURE, 5 * MOST_WORK)
    most = min(most, work // len(structure.game.vertices))
    supports = Supports(structure, mixed=mixed, most=most)
    structure.work.limit(MOST_LOOKED)
    try:
        for support in supports:
            if mixed and all(len(moves) == 1 for moves in support):
                continue
            name = ", ".join(
                each.id
                for each, moves in zip(structure.sets, support, strict=True)
                if len(moves) > 1
            )
            try:
                finding = examine(structure, support)
                tally.found += _verified(structure, finding.corners, settled=finding.settled)
            except UndecidedError:
                if not mixed:
                    raise
                tally.open.append(name)
                continue
            tally.continua += finding.continuum
            if not finding.settled:
                tally.open.append(name)
            if len(tally.found) > MOST_EQUILIBRIA:
                tally.stopped = f"more than {MOST_EQUILIBRIA} equilibria were found"
                return
    except UndecidedError:
        raise
    except IncompleteError as error:
        tally.stopped = str(error)


def _verified(
    structure: Structure, corners: tuple[dict[Choice, Any], ...], *, settled: bool
) -> Iterator[_Found]:
    """Check candidates by the definition, and give each with its beliefs."""
    for weights in corners:
        exact = all(isinstance(value, Fraction) for value in weights.values())
        beliefs = supporting_beliefs(structure, weights, trusted=settled and not exact)
        if beliefs is not None:
            yield weights, beliefs
        elif settled:
            raise AssertionError("vcgame is wrong: an equilibrium fails its own check")


def _assessed(structure: Structure, found: list[_Found]) -> tuple[Assessment, ...]:
    """Make the answers, numbered by outcome and sorted."""
    made = []
    patterns = max(LEAST_PATTERNS, MOST_PATTERNS // max(1, len(found)))
    for weights, beliefs in found:
        ends = reached_ends(structure, weights)
        made.append(
            Assessment(
                behaviour=_behaviour(structure, weights),
                payoffs=expected_payoffs(structure, ends),
                outcomes=tuple((end, real(p)) for end, p in ends),
                certificate=largest_gain(
                    structure, weights, [_middle(each.corners) for each in beliefs]
                ),
                beliefs=tuple(map(belief_range, beliefs)),
                consistency=decide(structure, weights, beliefs, most=patterns).verdict,
            )
        )
    made.sort(key=lambda each: (not each.pure, _key(each.behaviour)))
    return _numbered(made)


def _numbered(made: list[Assessment]) -> tuple[Assessment, ...]:
    """Number the outcomes in the order of their first equilibria, and sort by them."""
    numbers: dict[tuple[Any, ...], int] = {}
    numbered = []
    for each in made:
        number = numbers.setdefault(each.outcomes, len(numbers) + 1)
        numbered.append(replace(each, outcome=number))
    return tuple(sorted(numbered, key=lambda each: each.outcome))


def _key(behaviour: Behaviour) -> tuple[tuple[Any, ...], ...]:
    """Earlier moves come first."""
    return tuple(tuple(-p for p in mixture) for mixture in behaviour)


def _behaviour(structure: Structure, weights: Mapping[Choice, Any]) -> Behaviour:
    return tuple(
        tuple(
            real(weights.get((information, move), Fraction(0)))
            for move in structure.moves(information)
        )
        for information in range(len(structure.sets))
    )


def _middle(corners: tuple[tuple[Any, ...], ...]) -> tuple[Any, ...]:
    """Give the mean of some beliefs."""
    if len(corners) == 1:
        return corners[0]
    count = len(corners)
    return tuple(
        sum(values[1:], values[0]) * Fraction(1, count) for values in zip(*corners, strict=True)
    )
