"""The smallest parts of a TOML text, read within bounds: keys, strings, numbers.

A reader of untrusted text must know what a part costs before it works on it. Each function
here takes the text and an offset, looks at every character once, and gives the offset behind
the part, or raises :class:`ReadingError` with the offset of the mistake. The grammar is that of
TOML 1.0.0 (https://toml.io/en/v1.0.0), less what has no exact meaning in a game: dates, times,
``inf`` and ``nan``. It stays so where a newer standard library reads a newer TOML, so that a
file means the same under every Python.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

__all__ = [
    "LIMITS",
    "LOOKALIKES",
    "Limits",
    "Path",
    "ReadingError",
    "dotted",
    "exact",
    "is_plain",
    "key_part",
    "printable",
    "scalar",
    "string",
]

Path = tuple[str | int, ...]
"""A key path: the names of tables and keys, and the indices of arrays (from 0)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may hold, so that reading it is quick and small whatever it says.

    Parameters
    ----------
    size
        Bytes of the whole file.
    depth
        Parts of one dotted key or table header.
    nesting
        Brackets and braces inside each other.
    entries
        Parts of keys and headers, and items of arrays, all counted together.
    digits
        Digits of one number, without its exponent.
    exponent
        The largest power of ten, of either sign, that a decimal may carry.
    string
        Characters of one string, as written.
    key
        Characters of one part of a key, as written.
    problems
        Mistakes after which reading stops.

    Notes
    -----
    Some eighty texts made to be costly, near every limit, took at most 0.45 s and 28 MB
    (CPython 3.11 to 3.13, one core).
    """

    size: int = 262_144
    depth: int = 8
    nesting: int = 16
    entries: int = 20_000
    digits: int = 100
    exponent: int = 100
    string: int = 8_000
    key: int = 1_000
    problems: int = 100


LIMITS = Limits()

LOOKALIKES: Final = {
    "\u201c": '"', "\u201d": '"', "\u2018": "'", "\u2019": "'", "\u300c": '"', "\u300d": '"',
    "\uff02": '"', "\uff07": "'", "\uff1d": "=", "\uff0c": ",", "\uff0e": ".", "\uff03": "#",
    "\uff3b": "[", "\uff3d": "]", "\u3010": "[", "\u3011": "]", "\uff5b": "{", "\uff5d": "}",
    "\u3001": ",", "\u3000": "an ordinary space", "\xa0": "an ordinary space",
}  # fmt: skip
"""What input methods and word processors write, and the character of TOML that is meant."""


class ReadingError(Exception):
    """A mistake at an offset of the text; it never leaves the reader.

    ``final`` says that nothing behind it can be understood.
    """

    def __init__(self, at: int, wrong: str, right: str = "", *, final: bool = False) -> None:
        self.at = at
        self.wrong = wrong
        self.right = right
        self.final = final
        super().__init__(wrong)


_BARE = re.compile(r"[A-Za-z0-9_-]++")
_BASIC = re.compile(r'"((?:[^"\\\n]++|\\[^\n])*+)"')
_LITERAL = re.compile(r"'([^'\n]*+)'")
# A block ends at its first three quotes; one or two more belong to its text.
_BASIC_BLOCK = re.compile(r'"""((?:[^"\\]++|\\[\s\S]|"(?!""))*+)"""("{0,2})')
_LITERAL_BLOCK = re.compile(r"'''((?:[^']++|'(?!''))*+)'''('{0,2})")
_PLAIN = re.compile(r""""(?!"")[^"\\\n]*+"|'(?!'')[^'\n]*+'""")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([\s\S]))")
_CONTINUATION = re.compile(r"\\[ \t]*+\n")
_SHORT_ESCAPES = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", '"': '"', "\\": "\\"}

_WORD = re.compile(r"[^ \t\n,\]}#]++")
_REST = re.compile(r"[^\n,\]}#]++")
_NO_KEY = re.compile(r"[^\s=.\[\]#\"']++")
_NUMBER = re.compile(
    r"[+-]?(?P<decimal>(?:0|[1-9](?:_?[0-9])*+)(?:\.[0-9](?:_?[0-9])*+)?)"
    r"(?:[eE](?P<exponent>[+-]?[0-9](?:_?[0-9])*+))?"
    r"|0(?:x(?P<hex>[0-9A-Fa-f](?:_?[0-9A-Fa-f])*+)"
    r"|o(?P<oct>[0-7](?:_?[0-7])*+)"
    r"|b(?P<bin>[01](?:_?[01])*+))"
)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{2}:[0-9]{2}")
_NOT_FINITE = re.compile(r"[+-]?(?:inf|nan)")
_FRACTION = re.compile(r"[+-]?[0-9]+[ \t]*+/[ \t]*+[0-9]+")
_NUMERIC = re.compile(r"[+-]?\.?[0-9]")
_LEADING_ZERO = re.compile(r"[+-]?0[0-9_]")
_OPEN_POINT = re.compile(r"[+-]?(?:\.[0-9]|[0-9_]+\.(?![0-9]))")


def printable(text: str, most: int = 200) -> str:
    r"""Shorten a text and escape whatever would not print as itself on one line.

    Examples
    --------
    >>> printable("a\tb")
    'a\\tb'
    """
    cut = text if len(text) <= most else text[: most - 3] + "..."
    if cut.isprintable():
        return cut
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in cut
    )


def dotted(path: Path) -> str:
    """Write a key path as TOML writes it, with the indices of arrays in brackets.

    Examples
    --------
    >>> dotted(("payoffs", "build, build", 0))
    'payoffs."build, build"[0]'
    """
    shown = ""
    for part in path:
        if isinstance(part, int):
            shown += f"[{part}]"
            continue
        if _BARE.fullmatch(part) is None:
            part = '"' + part.replace("\\", "\\\\").replace('"', '\\"') + '"'
        shown += f".{part}" if shown else part
    return printable(shown, 400)


def key_part(text: str, at: int) -> tuple[str, int]:
    """Read one part of a key: bare, or a string of one line.

    Examples
    --------
    >>> key_part('"build, build" = 1', 0)
    ('build, build', 14)
    """
    if text[at : at + 1] in ('"', "'"):
        match = _one_line(text, at)
        name, length = match[1], len(match[1])
        if text[at] == '"' and "\\" in name:
            name = _unescaped(text, match.start(1), match.end(1), block=False)
    else:
        bare = _BARE.match(text, at)
        if bare is None:
            raise ReadingError(at, *_no_key(text, at))
        match, name, length = bare, bare[0], len(bare[0])
    if length > LIMITS.key:
        raise ReadingError(at, f"a key of {length} characters", f"at most {LIMITS.key} are allowed")
    return name, match.end()


def _no_key(text: str, at: int) -> tuple[str, str]:
    found = _NO_KEY.match(text, at)
    if found is not None and found[0].isidentifier():
        shown = printable(found[0], 40)
        return f"the key {shown} needs quotes", f'write "{shown}"'
    return (
        "a key is missing here",
        "a key has letters, digits, '_' and '-', or stands in quotes",
    )


def string(text: str, at: int) -> int:
    """Give the end of a string of any of the four kinds, its escapes and its length checked."""
    quote = text[at]
    block = text.startswith(quote * 3, at)
    if not block:
        match = _one_line(text, at)
    else:
        found = (_BASIC_BLOCK if quote == '"' else _LITERAL_BLOCK).match(text, at)
        if found is None:
            wrong = "a text of several lines that is not closed"
            raise ReadingError(at, wrong, f"end it with {quote * 3}", final=True)
        match = found
    length = len(match[1])
    if length > LIMITS.string:
        raise ReadingError(
            at, f"a text of {length} characters", f"at most {LIMITS.string} are allowed"
        )
    if quote == '"' and "\\" in match[1]:
        _unescaped(text, match.start(1), match.end(1), block=block)
    return match.end()


def is_plain(text: str, at: int) -> bool:
    """Say whether a string of one line without escapes stands here.

    Only then does its n-th character stand n columns behind its opening quote.
    """
    return _PLAIN.match(text, at) is not None


def _one_line(text: str, at: int) -> re.Match[str]:
    quote = text[at]
    match = (_BASIC if quote == '"' else _LITERAL).match(text, at)
    if match is None:
        raise ReadingError(at, "a text that is not closed on its line", f"end it with {quote}")
    return match


def _unescaped(text: str, start: int, end: int, *, block: bool) -> str:
    pieces: list[str] = []
    done = start
    for match in _ESCAPE.finditer(text, start, end):
        at = match.start()
        digits = match[1] or match[2]
        if digits is not None:
            code = int(digits, 16)
            if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
                raise ReadingError(at, f"{match[0]} is not a character of Unicode")
            character, after = chr(code), match.end()
        elif match[3] in _SHORT_ESCAPES:
            character, after = _SHORT_ESCAPES[match[3]], match.end()
        else:
            line_end = _CONTINUATION.match(text, at, end) if block else None
            if line_end is None:
                raise ReadingError(at, *_no_escape(match[3]))
            character, after = "", line_end.end()
        pieces += (text[done:at], character)
        done = after
    pieces.append(text[done:end])
    return "".join(pieces)


def _no_escape(letter: str) -> tuple[str, str]:
    if letter in "uU":
        count = 4 if letter == "u" else 8
        return f"\\{letter} needs {count} hexadecimal digits", ""
    return (
        f"\\{printable(letter)} is no escape of TOML",
        "write \\\\ for a backslash, or use single quotes",
    )


def scalar(text: str, at: int) -> int:
    """Give the end of a number or truth value, its digits and exponent checked.

    Examples
    --------
    >>> scalar("1_000.5, 2", 0)
    7
    """
    match = _WORD.match(text, at)
    word = "" if match is None else match[0]
    if word not in ("true", "false"):
        number = _NUMBER.fullmatch(word)
        if number is None:
            rest = _REST.match(text, at)
            raise ReadingError(at, *_no_value("" if rest is None else rest[0].strip()))
        _check_number(at, number)
    return at + len(word)


def _check_number(at: int, number: re.Match[str]) -> None:
    written = number["decimal"] or number["hex"] or number["oct"] or number["bin"]
    digits = len(written) - written.count("_") - written.count(".")
    if digits > LIMITS.digits:
        raise ReadingError(
            at, f"a number of {digits} digits", f"at most {LIMITS.digits} are allowed"
        )
    exponent = (number["exponent"] or "0").replace("_", "")
    if len(exponent.lstrip("+-")) > 3 or abs(int(exponent)) > LIMITS.exponent:
        raise ReadingError(
            at,
            f"the power of ten {printable(exponent, 12)} is too large",
            f"it has at most 3 digits and lies between -{LIMITS.exponent} and {LIMITS.exponent}",
        )


def _no_value(found: str) -> tuple[str, str]:
    """Say what is wrong with a text that stands in the place of a value."""
    shown = printable(found, 40)
    if not found:
        return "a value is missing here", 'give a number, true, false, "text", [...] or {...}'
    if _DATE.match(found):
        return "a date or time is not allowed here", f'write it as text: "{shown}"'
    if _NOT_FINITE.fullmatch(found):
        return f"{shown} is not a number to calculate with", "give a finite number"
    if _FRACTION.fullmatch(found):
        return "a fraction is not a number of TOML", f'write it as text: "{shown}"'
    if _LEADING_ZERO.match(found):
        return f"{shown} begins with a zero", "leave out the zeros in front"
    if _OPEN_POINT.match(found):
        return f"{shown} has a point without digits on both sides", "write 0.5 or 5.0"
    if _NUMERIC.match(found):
        lookalike = next((c for c in found if c in LOOKALIKES), None)
        if lookalike is not None:
            right = f"write {LOOKALIKES[lookalike]} and not {printable(lookalike)}"
            return f"{shown} is not a number", right
        return f"{shown} is not a number", f'a formula or a text needs quotes: "{shown}"'
    if found in ("True", "False", "TRUE", "FALSE"):
        return f"{shown} is not a value", f"write {found.lower()}"
    if '"' in found or "'" in found:
        return f"{shown} is not a value", "a text begins and ends with the same quote"
    return f"{shown} is not a value", f'a text needs quotes: "{shown}"'


def exact(number: str) -> Fraction:
    """Read a decimal as the rational number that it says, never through binary.

    Only for numbers that :func:`scalar` has accepted.

    Examples
    --------
    >>> exact("0.1")
    Fraction(1, 10)
    >>> exact("-1_0.5e-1")
    Fraction(-21, 20)
    """
    return Fraction(number.replace("_", ""))
