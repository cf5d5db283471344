"""Medians and percentiles of flat samples, several times faster than NumPy's general ones.

A photo asks for some hundred of them. NumPy's functions spend most of that time on axes, masks
and partial sorting; its plain sort is vectorised (Bramas 2017, Intel's x86-simd-sort).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt

Real = TypeVar("Real", np.float32, np.float64)


def median(values: npt.ArrayLike) -> float:
    """Median of all values, which must not be empty; as ``numpy.median``."""
    ordered = np.sort(values, axis=None)
    middle = ordered.size // 2
    if ordered.size % 2:
        return float(ordered[middle])
    return (float(ordered[middle - 1]) + float(ordered[middle])) / 2


def percentile(values: npt.ArrayLike, percent: float) -> float:
    """One percentile of all values, which must not be empty; as ``numpy.percentile``."""
    return float(percentiles(values, (percent,))[0])


def percentiles(values: npt.ArrayLike, percents: Sequence[float]) -> npt.NDArray[np.float64]:
    """Percentiles of all values, linearly interpolated; as ``numpy.percentile``."""
    ordered = np.sort(values, axis=None)
    places = np.asarray(percents, np.float64) / 100 * (ordered.size - 1)
    before = np.floor(places).astype(np.intp)
    after = np.minimum(before + 1, ordered.size - 1)
    share = places - before
    lower, upper = ordered[before].astype(np.float64), ordered[after].astype(np.float64)
    return np.asarray(lower + (upper - lower) * share)


def column_medians(values: npt.NDArray[Real]) -> npt.NDArray[Real]:
    """Median of each column of a (rows, columns) array with rows; as ``numpy.median`` on axis 0."""
    ordered = np.sort(values, axis=0)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return np.asarray(ordered[middle], values.dtype)
    return np.asarray((ordered[middle - 1] + ordered[middle]) / 2, values.dtype)
