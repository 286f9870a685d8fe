"""``vcgame schema``: for editors."""

from __future__ import annotations

import json

import click

from vcgame.cli.streams import put
from vcgame.model.reading.format import json_schema

__all__ = ["command"]


@click.command(epilog="Example:  vcgame schema > vcgame-model.schema.json")
def command() -> None:
    """Print the JSON Schema of the files, for editors.

    An editor that reads it completes keys, shows what they mean, and underlines mistakes:
    put the line `#:schema ./vcgame-model.schema.json` on top of a model file.
    """
    put(json.dumps(json_schema(), indent=2) + "\n")
