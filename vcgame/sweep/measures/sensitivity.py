"""Sobol indices: which uncertain parameters an outcome's variance comes from.

The first-order index of a parameter is the share of the variance that it explains alone; the
total index the share that would be left if all others were known (Sobol 1993; Homma and Saltelli
1996). They are estimated from the matrices A, B and AB of Saltelli et al. (2010), their formulas
(b) and (f) of table 2. The intervals are bias-corrected and accelerated bootstrap intervals
(Efron 1987) over the rows of the matrices, which takes the rows as independent; those of a
Sobol sequence are spread more evenly, so that the intervals are rather too wide than too narrow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from vcgame.errors import IncompleteError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["MOST_MISSING", "SEED", "Index", "Indices", "sobol"]

SEED: Final = 0
"""Of the bootstrap, so that the same sweep gives the same intervals."""

MOST_MISSING: Final = 0.05
"""So large a share of the rows may lack an answer."""

_LEAST_ROWS: Final = 2
_CONSTANT: Final = 2.0**-44
_BATCH: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Index:
    """A number with its interval; no interval (``None``) where the bootstrap gives none."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Indices:
    """Sobol indices of one outcome.

    Attributes
    ----------
    first, total
        Per uncertain parameter; empty where the outcome is constant, which leaves no variance
        to be explained.
    constant
        The value of an outcome that does not vary; ``None`` where it does.
    rows, left_out
        How many rows the matrices have, and how many of them were left out because the point
        of some matrix has no answer there.
    """

    first: tuple[Index, ...]
    total: tuple[Index, ...]
    constant: float | None
    rows: int
    left_out: int


def sobol(
    values: Floats,
    *,
    confidence: float = 0.95,
    resamples: int = 999,
    seed: int = SEED,
    allow_missing: bool = False,
) -> Indices:
    """Estimate the Sobol indices of an outcome.

    Parameters
    ----------
    values
        Shape (parameters + 2, rows): the outcome at the rows of A, of B, and of every AB, which
        is A with the column of one parameter from B; nan where a point has no answer. Such a
        row is left out of all matrices, and so is one with an infinite value.
    confidence
        Level of the intervals.
    resamples
        How many times the rows are drawn again.
    seed
        Of these draws.
    allow_missing
        Whether to go on where more than `MOST_MISSING` of the rows lack an answer.

    Raises
    ------
    IncompleteError
        If too many rows lack an answer.

    Examples
    --------
    An outcome that is the first of two parameters:

    >>> import numpy as np
    >>> draws = np.random.default_rng(1).random((4, 1024))
    >>> A, B = draws[:2], draws[2:]
    >>> found = sobol(np.array([A[0], B[0], B[0], A[0]]), resamples=99)
    >>> [round(index.value, 1) + 0.0 for index in found.first]
    [1.0, 0.0]
    """
    import numpy as np

    rows = values.shape[1]
    whole = np.isfinite(values).all(axis=0)
    left_out = rows - int(whole.sum())
    if rows < _LEAST_ROWS:
        raise IncompleteError("the sample has one row; draw at least 2, better 1024")
    if rows - left_out < _LEAST_ROWS or (left_out > MOST_MISSING * rows and not allow_missing):
        hint = "" if rows - left_out < _LEAST_ROWS else "; --allow-missing leaves them out"
        raise IncompleteError(
            f"{left_out} of {rows} rows of the sample have points without an answer{hint}"
        )
    kept = values[:, whole]
    base = kept[:2]
    if base.max() - base.min() <= _CONSTANT * np.abs(base).max():
        return Indices((), (), float(base[0, 0]), rows, left_out)
    # Indices do not change with origin and scale; this keeps squares from overflowing.
    kept = kept / np.abs(kept).max()
    kept -= kept[:2].mean()
    kept /= np.abs(kept).max()
    estimate = _estimate(kept)
    terms = _terms(kept)
    bounds = _intervals(terms, confidence, resamples, seed)
    count = len(kept) - 2
    indices = [
        Index(float(value), *(None if np.isnan(bound) else float(bound) for bound in pair))
        for value, pair in zip(estimate, bounds.T, strict=True)
    ]
    return Indices(tuple(indices[:count]), tuple(indices[count:]), None, rows, left_out)


def _estimate(values: Floats) -> Floats:
    """Give all first-order indices, then all total ones."""
    import numpy as np

    rows = values.shape[1]
    if len(values) < 4 or rows & (rows - 1):
        # SciPy takes two or more parameters and 2**k rows, so none may have been left out.
        terms = _terms(values)
        alone: Floats = _ratios(terms.sum(axis=0, keepdims=True), rows)[0]
        return alone
    from scipy.stats import sobol_indices

    function = {"f_A": values[None, 0], "f_B": values[None, 1], "f_AB": values[2:, None]}
    found = sobol_indices(func=function, n=rows)
    return np.asarray(np.concatenate([found.first_order, found.total_order]))


def _terms(values: Floats) -> Floats:
    """Give what the estimators sum, per row: numerators of all indices, then value and square."""
    import numpy as np

    first, second, mixed = values[0], values[1], values[2:]
    terms = [
        *(second * (mixed - first)),
        *(0.5 * (first - mixed) ** 2),
        (first + second) / 2,
        (first**2 + second**2) / 2,
    ]
    return np.stack(terms, axis=1)


def _ratios(sums: Floats, rows: int) -> Floats:
    """Make indices of sums over so many rows; shape (samples, terms)."""
    import numpy as np

    means = sums / rows
    variance = means[:, -1] - means[:, -2] ** 2
    variance[variance <= _CONSTANT * means[:, -1]] = np.nan  # nothing but rounding is left
    return np.asarray(means[:, :-2] / variance[:, None])


def _intervals(terms: Floats, confidence: float, resamples: int, seed: int) -> Floats:
    """Give BCa bounds of all indices, shape (2, indices); nan where there are none.

    The indices are ratios of sums over rows. So a resample needs only how often it holds each
    row, and the jackknife only what is left of the sums without each row.
    """
    import numpy as np
    from scipy.special import ndtr, ndtri

    rows = len(terms)
    sums = terms.sum(axis=0)
    found = _ratios(_resampled(terms, resamples, seed), rows)
    found = found[np.isfinite(found).all(axis=1)]
    estimate = _ratios(sums[None].copy(), rows)[0]
    if not len(found):
        return np.full((2, len(estimate)), np.nan)
    share = ((found < estimate).mean(axis=0) + (found <= estimate).mean(axis=0)) / 2
    middle = ndtri(np.clip(share, 0.5 / len(found), 1 - 0.5 / len(found)))
    skew = _skewness(_ratios(sums - terms, rows - 1))
    bounds = np.empty((2, len(estimate)))
    for place, tail in enumerate(((1 - confidence) / 2, (1 + confidence) / 2)):
        reach = middle + ndtri(tail)
        spread = 1 - skew * reach
        level = np.where(spread > 0, ndtr(middle + reach / np.where(spread > 0, spread, 1)), tail)
        for index, each in enumerate(level):
            bounds[place, index] = np.quantile(found[:, index], each)
    return bounds


def _resampled(terms: Floats, resamples: int, seed: int) -> Floats:
    """Give the sums over rows drawn with replacement, shape (resamples, terms)."""
    import numpy as np

    rows = len(terms)
    generator = np.random.default_rng(seed)
    sums = np.empty((resamples, terms.shape[1]))
    batch = max(1, _BATCH // rows)  # together they make one product of matrices
    for first in range(0, resamples, batch):
        counts = np.empty((min(batch, resamples - first), rows))
        for count in counts:
            count[:] = np.bincount(generator.integers(rows, size=rows), minlength=rows)
        sums[first : first + batch] = counts @ terms
    return sums


def _skewness(without: Floats) -> Floats:
    """Give the acceleration of each index from the indices without each row (the jackknife)."""
    import numpy as np

    without = without[np.isfinite(without).all(axis=1)]
    if not len(without):
        return np.zeros(without.shape[1])
    off = without.mean(axis=0) - without
    scale = 6 * (off**2).sum(axis=0) ** 1.5
    none = np.zeros_like(scale)
    return np.asarray(np.divide((off**3).sum(axis=0), scale, out=none, where=scale > 0))
