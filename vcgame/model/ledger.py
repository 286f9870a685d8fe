"""The evidence ledger of the project: which documents there are, loaded by reference."""

from __future__ import annotations

from collections.abc import Iterable

from vcgame.assets import shelf
from vcgame.errors import UsageError, nearest
from vcgame.model.evidence import Evidence, build_evidence
from vcgame.model.toml.document import load_document

__all__ = ["load_ledger"]


def load_ledger(references: Iterable[str]) -> dict[str, Evidence]:
    """Load the documents behind references such as ``zhang-2011.brand-game``.

    Raises
    ------
    UsageError
        For a document or an entry that the ledger does not have.

    Examples
    --------
    >>> load_ledger(["zhang-2011.brand-game"])["zhang-2011"].citation.year
    2011
    """
    files = {path.stem: path for path in sorted(shelf("seeds").glob("*.toml"))}
    ledger: dict[str, Evidence] = {}
    for reference in references:
        document, _, entry = reference.partition(".")
        if document not in files:
            hint = nearest(document, tuple(files))
            raise UsageError(f"evidence {reference!r}: no document {document!r}; {hint}")
        if document not in ledger:
            ledger[document] = build_evidence(load_document(files[document]))
        ledger[document].interaction(entry)
    return ledger
