"""Nash equilibria of a tree, told in behaviour strategies."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from fractions import Fraction
from typing import Final

from vcgame.errors import UnsupportedError
from vcgame.forms.extensive import ExtensiveGame
from vcgame.forms.recall import check_recall
from vcgame.forms.reduced import reduced_form
from vcgame.solve.numbers import BITS, MOST_BITS, UndecidedError, working_precision
from vcgame.solve.trees.assessment import AssessmentAnswer
from vcgame.solve.trees.play import FREE, TreeReferee, assessed, homes_of, in_order
from vcgame.solve.trees.stage_nash import solve_stage

__all__ = ["solve_nash_of_tree"]

MOST_MIXTURES: Final = 1_500_000
"""Mixtures at all information sets, in all equilibria that are listed together, at most."""

_METHOD: Final = "reduced strategic form"


def solve_nash_of_tree(
    game: ExtensiveGame,
    *,
    bits: int = BITS,
    refine: Callable[[int], ExtensiveGame] | None = None,
) -> AssessmentAnswer:
    """Find the Nash equilibria of a tree with perfect recall.

    Parameters
    ----------
    game
        Payoffs and probabilities are fractions, or balls where an irrational function came in.
    bits
        Precision at which the balls of `game` were evaluated, if it has any.
    refine
        Gives the game at a higher precision; called where a tie cannot be decided.

    Returns
    -------
    AssessmentAnswer
        Where two players have a choice, all extreme equilibria: extreme as realisation plans
        (von Stengel 1996), so that no two reach the ends alike whatever the others do. With
        irrational payoffs some may be listed besides that are not extreme. What a player does
        where its own moves never lead is left `free`, and does not make the game degenerate.

    Raises
    ------
    UnsupportedError
        Without perfect recall.

    Examples
    --------
    An entrant stays out or goes in; only then the incumbent fights or shares.

    >>> from vcgame.forms.extensive import Move, Vertex
    >>> def end(id, *payoffs):
    ...     return Vertex(id, None, (), tuple(map(Fraction, payoffs)))
    >>> game = ExtensiveGame(("entrant", "incumbent"), (
    ...     Vertex("entry", 0, (Move("out", 1), Move("in", 2))),
    ...     end("o", 0, 2),
    ...     Vertex("reply", 1, (Move("fight", 3), Move("share", 4))),
    ...     end("f", -1, -1), end("s", 1, 1)))
    >>> answer = solve_nash_of_tree(game)
    >>> [[str(p) for p in each.behaviour[1]] for each in answer.equilibria if each.outcome == 1]
    [['1', '0'], ['1/2', '1/2']]
    """
    check_recall(game)
    while True:
        final = game.exact or refine is None or 2 * bits > MOST_BITS
        with nullcontext() if game.exact else working_precision(bits):
            try:
                return _solved(game, bits, final=final)
            except UnsupportedError as error:
                return AssessmentAnswer("nash", _METHOD, False, str(error), ())
            except UndecidedError:
                if refine is None:
                    raise
        bits *= 2
        game = refine(bits)


def _solved(game: ExtensiveGame, bits: int, *, final: bool) -> AssessmentAnswer:
    answer = solve_stage(reduced_form(game), {}, bits=bits, final=final)
    referee = TreeReferee(game, every_subgame=False)
    homes = homes_of(game)
    most = MOST_MIXTURES // max(1, len(game.information_sets()))
    complete, why = answer.complete, answer.why
    if len(answer.equilibria) > most:
        complete = False
        why = f"there are more than {most} extreme equilibria; so many are listed"
    found = []
    for each in answer.equilibria[:most]:
        certificate = referee.largest_gain(each.behaviour)
        if isinstance(certificate, Fraction) and certificate != 0:
            raise AssertionError(f"vcgame is wrong: {each.behaviour} fails its certificate")
        found.append(assessed(game, each.behaviour, certificate, each.free, homes=homes))
    notes = list(answer.notes)
    if any(each.free for each in found):
        notes.append(FREE)
    return AssessmentAnswer(
        "nash",
        f"{_METHOD}: {answer.method}",
        complete,
        why,
        in_order(found),
        answer.degenerate,
        tuple(notes),
    )
