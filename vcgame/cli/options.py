"""Options that several commands share, and how their values are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any, TypeVar

import click

from vcgame.errors import UsageError
from vcgame.model.reading.values import exact_number

__all__ = [
    "FORMATS",
    "changes",
    "format_option",
    "instance_option",
    "language_option",
    "model_argument",
    "set_option",
]

F = TypeVar("F", bound=Callable[..., Any])

FORMATS = ("text", "md", "csv", "json", "latex")


def model_argument(function: F) -> F:
    """Take the id of a model of the library, or a path."""
    return click.argument("model")(function)


def language_option(function: F) -> F:
    """Take the language of what is printed."""
    return click.option(
        "--lang",
        "language",
        type=click.Choice(["en", "zh"]),
        default="en",
        show_default=True,
        help="Language of what is printed; messages about mistakes are in English.",
    )(function)


def format_option(function: F) -> F:
    """Take the format of a printed table."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(FORMATS),
        default="text",
        show_default=True,
        help="Format of the table.",
    )(function)


def set_option(function: F) -> F:
    """Take values of parameters."""
    return click.option(
        "--set",
        "settings",
        multiple=True,
        metavar="NAME=VALUE",
        help="Set a parameter, exactly: --set q=1/3. May be repeated.",
    )(function)


def instance_option(function: F) -> F:
    """Take a named instance."""
    return click.option(
        "--instance", metavar="NAME", help="Start from a named instance of the model."
    )(function)


def changes(settings: Iterable[str]) -> dict[str, Fraction]:
    """Read ``NAME=VALUE`` settings.

    Raises
    ------
    UsageError
        For a text of another form, or a name that is set twice.

    Examples
    --------
    >>> changes(["q=1/3", "t = 0.5"])
    {'q': Fraction(1, 3), 't': Fraction(1, 2)}
    """
    values: dict[str, Fraction] = {}
    for setting in settings:
        name, equals, text = (part.strip() for part in setting.partition("="))
        if not equals or not name:
            raise UsageError(f"--set {setting!r} is no setting; write NAME=VALUE, e.g. q=1/3")
        value = exact_number(text)
        if value is None:
            raise UsageError(f"--set {name}: {text!r} is no number; write 3, 0.5 or 2/3")
        if name in values:
            raise UsageError(f"--set {name} stands twice; keep one")
        values[name] = value
    return values
