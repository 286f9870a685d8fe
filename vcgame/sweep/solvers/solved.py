"""Answers at some rows of a block, as arrays; several such lists make up the findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from vcgame.sweep.findings import STATUSES, Findings, Found

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "COLUMNS",
    "Solved",
    "joined_findings",
    "joined_found",
    "made_findings",
    "no_equilibria",
]

COLUMNS: Final = (
    "row",
    "number",
    "component",
    "pure",
    "shares",
    "moves",
    "payoffs",
    "certificate",
)
"""The arrays of a list of equilibria."""


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """What is said about some rows of a block.

    Attributes
    ----------
    rows
        The rows, from 0.
    status
        Per row its place in `STATUSES`.
    message, messages
        Per row the place of its message; place 0 is the empty message.
    regime, regimes
        Per row the place of its regime, -1 without an answer.
    equilibria, components, degenerate
        As in `Findings`.
    found
        The equilibria; their rows are rows of the block, never falling.
    """

    rows: NDArray[np.intp]
    status: NDArray[np.int8]
    message: NDArray[np.int32]
    messages: tuple[str, ...]
    regime: NDArray[np.int32]
    regimes: tuple[str, ...]
    equilibria: NDArray[np.int32]
    components: NDArray[np.int32]
    degenerate: NDArray[np.int8]
    found: Found

    @classmethod
    def without_answer(
        cls, rows: Any, status: str, message: Any, messages: Sequence[str], empty: Found
    ) -> Solved:
        """Say why there is no answer at some rows."""
        import numpy as np

        count = len(rows)
        unknown = np.full(count, -1, dtype=np.int32)
        return cls(
            np.asarray(rows, dtype=np.intp),
            np.full(count, [str(each) for each in STATUSES].index(status), dtype=np.int8),
            np.asarray(message, dtype=np.int32),
            ("", *messages),
            unknown,
            (),
            np.zeros(count, dtype=np.int32),
            unknown,
            np.full(count, -1, dtype=np.int8),
            empty,
        )


def no_equilibria(strategies: int, nodes: int, players: int) -> Found:
    """Give an empty list of equilibria with the columns of a model."""
    import numpy as np

    return Found(
        np.empty(0, dtype=np.int64),
        np.empty(0, dtype=np.int32),
        np.empty(0, dtype=np.int32),
        np.empty(0, dtype=np.bool_),
        np.empty((0, strategies)),
        np.empty((0, nodes), dtype=np.int32),
        np.empty((0, players)),
        np.empty(0),
    )


def joined_found(parts: Sequence[Found]) -> Found:
    """Put lists of equilibria together, in the order of their rows."""
    import numpy as np

    full = [part for part in parts if len(part)] or list(parts[:1])
    if len(full) == 1:
        return full[0]
    columns: list[Any] = [
        # Columns stand together in memory, and stay so.
        np.concatenate([getattr(part, name).T for part in full], axis=-1).T
        for name in COLUMNS
    ]
    outcomes = {
        name: np.concatenate([part.outcomes[name] for part in full]) for name in full[0].outcomes
    }
    if (columns[0][1:] < columns[0][:-1]).any():
        order = np.argsort(columns[0], kind="stable")
        columns = [column[order] for column in columns]
        outcomes = {name: values[order] for name, values in outcomes.items()}
    columns.append(outcomes)
    return Found(*columns)


def made_findings(
    start: int, shown: Mapping[str, NDArray[np.float64]], parts: Sequence[Solved], count: int
) -> Findings:
    """Put the lists of a block, which together name every row once, into findings."""
    import numpy as np

    messages, message_maps = _merged([part.messages[1:] for part in parts])
    regimes, regime_maps = _merged([part.regimes for part in parts])
    if len(parts) == 1:
        (only,) = parts
        return Findings(
            start,
            shown,
            only.status,
            _placed(message_maps[0] + np.int32(1), only.message, above=1),
            ("", *messages),
            _placed(regime_maps[0], only.regime, below=1),
            regimes,
            only.equilibria,
            only.components,
            only.degenerate,
            only.found,
        )
    status = np.empty(count, dtype=np.int8)
    message, regime, equilibria, components = (np.empty(count, dtype=np.int32) for _ in range(4))
    degenerate = np.empty(count, dtype=np.int8)
    for part, to_message, to_regime in zip(parts, message_maps, regime_maps, strict=True):
        rows: Any = slice(None) if len(part.rows) == count else part.rows
        status[rows] = part.status
        message[rows] = _placed(to_message + np.int32(1), part.message, above=1)
        regime[rows] = _placed(to_regime, part.regime, below=1)
        equilibria[rows] = part.equilibria
        components[rows] = part.components
        degenerate[rows] = part.degenerate
    found = joined_found([part.found for part in parts])
    return Findings(
        start,
        shown,
        status,
        message,
        ("", *messages),
        regime,
        regimes,
        equilibria,
        components,
        degenerate,
        found,
    )


def joined_findings(parts: Sequence[Findings]) -> Findings:
    """Put the findings of successive ranges of points together."""
    import numpy as np

    if len(parts) == 1:
        return parts[0]
    messages, message_maps = _merged([part.messages[1:] for part in parts])
    regimes, regime_maps = _merged([part.regimes for part in parts])
    message = [
        _placed(places + np.int32(1), part.message, above=1)
        for part, places in zip(parts, message_maps, strict=True)
    ]
    regime = [
        _placed(places, part.regime, below=1)
        for part, places in zip(parts, regime_maps, strict=True)
    ]
    found = [
        replace(part.found, row=part.found.row + (part.start - parts[0].start)) for part in parts
    ]

    def whole(name: str) -> Any:
        return np.concatenate([getattr(part, name) for part in parts])

    def named(name: str) -> dict[str, Any]:
        columns = [getattr(part, name) for part in parts]
        return {key: np.concatenate([each[key] for each in columns]) for key in columns[0]}

    return Findings(
        parts[0].start,
        named("shown"),
        whole("status"),
        np.concatenate(message),
        ("", *messages),
        np.concatenate(regime),
        regimes,
        whole("equilibria"),
        whole("components"),
        whole("degenerate"),
        joined_found(found),
        named("outcomes"),
    )


def _placed(
    places: NDArray[np.int32], old: NDArray[np.int32], *, above: int = 0, below: int = 0
) -> NDArray[np.int32]:
    """Look places up; `above` keeps 0 as it is, `below` keeps -1."""
    import numpy as np

    table = np.concatenate([np.zeros(above, np.int32), places, np.full(below, -1, np.int32)])
    found: NDArray[np.int32] = table[old]
    return found


def _merged(lists: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], list[NDArray[np.int32]]]:
    """Sort all texts into one list; per list, the new places of its texts."""
    import numpy as np

    whole = tuple(sorted({text for texts in lists for text in texts}))
    place = {text: number for number, text in enumerate(whole)}
    return whole, [np.array([place[text] for text in texts], dtype=np.int32) for texts in lists]
