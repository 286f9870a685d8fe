"""Reading .nfg files: strategic games with payoffs or with outcomes."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import prod

from vcgame.model.gambit.game import GambitTable
from vcgame.model.gambit.header import read_header, read_names
from vcgame.model.gambit.lexemes import LIMITS, Lexemes

__all__ = ["read_nfg"]

Payoffs = tuple[Fraction, ...]


def read_nfg(text: str, name: str) -> GambitTable:
    r"""Read a strategic game.

    Parameters
    ----------
    text
        The file, its lines ended by ``\n``.
    name
        What messages call it.

    Raises
    ------
    FileError
        With every mistake that can be told apart.

    Examples
    --------
    >>> text = 'NFG 1 R "Pennies" { "A" "B" } { 2 2 } 1 -1 -1 1 -1 1 1 -1'
    >>> [[int(u) for u in cell] for cell in read_nfg(text, "pennies.nfg").payoffs]
    [[1, -1], [-1, 1], [-1, 1], [1, -1]]
    """
    lexemes = Lexemes(text, name)
    title, players = read_header(lexemes, "NFG")
    strategies = _strategies(lexemes, len(players))
    comment = lexemes.take().text if lexemes.peek().kind == "text" else ""
    shape = tuple(len(names) for names in strategies)
    if lexemes.peek().kind == "{":
        listed = _chosen(lexemes, shape, _outcomes(lexemes, len(players)))
    else:
        listed = [_payoffs(lexemes, len(players)) for _ in range(prod(shape))]
    end = lexemes.peek()
    if end.kind != "end":
        right = f"the game has {prod(shape)} profiles and {len(players)} players"
        lexemes.fail(end.at, f"{end.shown} stands behind the last payoff", right)
    lexemes.finish()
    # In the file the first player's strategy changes fastest.
    steps = [prod(shape[:player]) for player in range(len(shape))]
    rows = tuple(
        listed[sum(place * step for place, step in zip(profile, steps, strict=True))]
        for profile in product(*(range(count) for count in shape))
    )
    return GambitTable(title, players, strategies, rows, comment)


def _strategies(lexemes: Lexemes, players: int) -> tuple[tuple[str, ...], ...]:
    """Read the names of the strategies, or their numbers."""
    at = lexemes.expect("{", 'the strategies, { 2 2 } or { { "U" "D" } { "L" "R" } }').at
    strategies: list[tuple[str, ...]] = []
    named = lexemes.peek().kind == "{"
    while lexemes.peek().kind != "}":
        place = lexemes.peek().at
        if named:
            lexemes.expect("{", 'the strategies of the next player, { "L" "R" }')
            names = read_names(lexemes, "the name of a strategy in double quotes, or }")
            count = len(names)
        else:
            count = lexemes.whole("how many strategies the next player has")
            names = tuple(str(k) for k in range(1, min(count, LIMITS.strategies) + 1))
        if not 1 <= count <= LIMITS.strategies:
            right = f"write 1 to {LIMITS.strategies}"
            lexemes.fail(place, f"player {len(strategies) + 1} has {count} strategies", right)
        strategies.append(names)
    lexemes.take()
    if len(strategies) != players:
        wrong = f"strategies of {len(strategies)} players stand here"
        lexemes.fail(at, wrong, f"the game has {players} players")
    profiles = prod(len(names) for names in strategies)
    if profiles > LIMITS.profiles:
        right = f"at most {LIMITS.profiles} are allowed"
        lexemes.fail(at, f"the game has {profiles} profiles", right)
    return tuple(strategies)


def _payoffs(lexemes: Lexemes, players: int) -> Payoffs:
    """Read one number per player; one comma may stand behind each."""
    found = []
    for player in range(players):
        found.append(lexemes.number(f"the payoff of player {player + 1}"))
        if lexemes.peek().kind == ",":
            lexemes.take()
    return tuple(found)


def _outcomes(lexemes: Lexemes, players: int) -> list[Payoffs]:
    """Read the list of outcomes; the first of those that are given has number 1."""
    lexemes.take()
    outcomes = [(Fraction(0),) * players]
    while lexemes.peek().kind != "}":
        at = lexemes.expect("{", 'an outcome, { "name" 1, 2 }, or }').at
        lexemes.expect("text", "the name of the outcome in double quotes")
        outcomes.append(_payoffs(lexemes, players))
        lexemes.expect("}", f"}}: an outcome has one payoff for each of {players} players")
        if len(outcomes) > LIMITS.outcomes:
            lexemes.fail(at, "too many outcomes", f"at most {LIMITS.outcomes} are allowed")
    lexemes.take()
    return outcomes


def _chosen(lexemes: Lexemes, shape: tuple[int, ...], outcomes: list[Payoffs]) -> list[Payoffs]:
    """Read the outcome of each profile."""
    listed = []
    for _ in range(prod(shape)):
        at = lexemes.peek().at
        number = lexemes.whole("the number of the outcome of the next profile")
        if not 0 <= number < len(outcomes):
            right = f"outcomes 1 to {len(outcomes) - 1} are listed, and 0 pays nothing"
            lexemes.note(at, f"there is no outcome {number}", right)
            number = 0
        listed.append(outcomes[number])
    return listed
