"""The standard streams: what a terminal cannot show is written otherwise, and is no error."""

from __future__ import annotations

import codecs
import io
import os
import sys
from contextlib import suppress
from typing import Final, TextIO

from vcgame.errors import UsageError

__all__ = ["is_terminal", "prepare", "put", "settle", "tell"]

_HANDLER: Final = "vcgame"
_LONGEST: Final = 2_000
_PLAIN: Final = str.maketrans(
    {
        "\N{MINUS SIGN}": "-",
        "\N{EN DASH}": "-",
        "\N{ALMOST EQUAL TO}": "~",
        "\N{RIGHTWARDS ARROW}": "->",
        "\N{ELEMENT OF}": "in",
        "\N{INFINITY}": "inf",
        "\N{LESS-THAN OR EQUAL TO}": "<=",
        "\N{GREATER-THAN OR EQUAL TO}": ">=",
    }
)


def prepare() -> None:
    r"""Let the streams take any text, whatever their encoding.

    Signs that the encoding lacks become ASCII ones where that is usual (GBK has no minus sign),
    and else escapes as JSON has them, ``\u5171``: JSON that is printed stays right, and nothing
    is lost. The encoding itself is the user's choice and is kept.
    """
    codecs.register_error(_HANDLER, _written_otherwise)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_HANDLER)


def _written_otherwise(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    signs = error.object[error.start : error.end]
    return "".join(map(_escaped, signs.translate(_PLAIN))), error.end


def _escaped(sign: str) -> str:
    if sign.isascii():
        return sign
    halves = sign.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{halves[at : at + 4]}" for at in range(0, len(halves), 4))


def is_terminal(stream: TextIO | None) -> bool:
    """Whether somebody looks at a stream; it is ``None`` where it was closed."""
    return stream is not None and stream.isatty()


def put(text: str) -> None:
    """Write to standard output at once; where it was closed, nobody wants to read.

    Raises
    ------
    BrokenPipeError
        If the reader has gone.
    UsageError
        If it cannot be written, e.g. to a full disk.
    """
    if sys.stdout is None:
        return
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise UsageError(f"cannot write the output: {error.strerror or error}") from error


def tell(message: str) -> None:
    """Write a message to standard error, each line with the name of the program."""
    for line in message.splitlines():
        # A message may quote a name from a file, and a terminal obeys control characters.
        clean = "".join(sign if sign.isprintable() else " " for sign in line)
        short = clean if len(clean) <= _LONGEST else f"{clean[:_LONGEST]}..."
        if sys.stderr is not None:
            with suppress(OSError):
                sys.stderr.write(f"vcgame: {short}\n")
                sys.stderr.flush()


def settle() -> None:
    """Empty the streams; one that takes no more is set aside, or Python complains at its end."""
    for stream in (sys.stdout, sys.stderr):
        if stream is None:
            continue
        try:
            stream.flush()
        except OSError:
            with suppress(OSError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
