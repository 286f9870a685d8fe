"""How every file of Gambit begins: format, version, title and players."""

from __future__ import annotations

from typing import Final

from vcgame.model.gambit.lexemes import LIMITS, Lexemes

__all__ = ["read_header", "read_names"]

_VERSIONS: Final = {"EFG": "2", "NFG": "1"}


def read_header(lexemes: Lexemes, kind: str) -> tuple[str, tuple[str, ...]]:
    """Read the first line; give the title and the names of the players.

    Parameters
    ----------
    lexemes
        The file, at its beginning.
    kind
        ``"EFG"`` or ``"NFG"``.
    """
    version = _VERSIONS[kind]
    first = lexemes.take()
    if first.text != kind:
        right = f'the first words are {kind} {version} R "title" {{ "player" "player" }}'
        lexemes.fail(first.at, f"{first.shown} stands here", right)
    second = lexemes.take()
    numbers = second.text.removesuffix("R").removesuffix("D")
    if numbers != version:
        lexemes.fail(second.at, f"the version is {second.shown}", f"write {kind} {version} R")
    if numbers == second.text:
        third = lexemes.take()
        if third.text not in ("R", "D"):
            lexemes.fail(third.at, f"{third.shown} stands here", f"write {kind} {version} R")
    title = lexemes.expect("text", "the title in double quotes").text
    lexemes.expect("{", 'the names of the players, { "A" "B" }')
    at = lexemes.peek().at
    players = read_names(lexemes, "the name of a player in double quotes, or }")
    if not players:
        lexemes.fail(at, "the game has no players", "name at least one")
    if len(players) > LIMITS.players:
        right = f"at most {LIMITS.players} are allowed"
        lexemes.fail(at, f"the game has {len(players)} players", right)
    return title, players


def read_names(lexemes: Lexemes, what: str) -> tuple[str, ...]:
    """Read quoted names up to a closing brace; the opening one has been read."""
    names: list[str] = []
    while lexemes.peek().kind != "}":
        names.append(lexemes.expect("text", what).text)
    lexemes.take()
    return tuple(names)
