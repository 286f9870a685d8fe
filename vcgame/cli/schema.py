"""``vcgame schema``: for editors."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import click

from vcgame.cli.streams import put
from vcgame.model.reading.audits.audit_format import audit_schema
from vcgame.model.reading.format import json_schema
from vcgame.report.study import study_schema

__all__ = ["KINDS", "command"]

KINDS: Mapping[str, Callable[[], dict[str, Any]]] = {
    "model": json_schema,
    "study": study_schema,
    "audit": audit_schema,
}
"""Kinds of files that an author writes, with their schemas."""


@click.command(epilog="Example:  vcgame schema --kind audit > vcgame-audit.schema.json")
@click.option(
    "--kind",
    type=click.Choice(list(KINDS)),
    default="model",
    show_default=True,
    help="Kind of file.",
)
def command(kind: str) -> None:
    """Print the JSON Schema of the files, for editors.

    An editor that reads it completes keys, shows what they mean, and underlines mistakes:
    put the line `#:schema ./vcgame-model.schema.json` on top of a model file.
    """
    put(json.dumps(KINDS[kind](), indent=2) + "\n")
