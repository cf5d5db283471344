"""JPEG damage: how coarsely the picture was ever quantised, whatever file it is in now.

A JPEG encoder rounds each 8 x 8 block's frequencies to multiples of a step. The decoded pixels keep
these multiples through a later save at high quality, a change to PNG and a crop, so the steps can
be read back from the pixels (Fan & de Queiroz, IEEE Trans. Image Processing 12(2), 2003; Lukas &
Fridrich, DFRWS 2003). They are stated as the quality number of the encoder of the Independent JPEG
Group whose table has the same steps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from models.face_crop import FaceCrop, neighbour_steps
from models.quantiles import median

Array = npt.NDArray[np.float32]

BLOCK_PX = 8
#: Steps of the luminance table at quality 50 (ITU-T T.81, table K.1) for the frequencies used:
#: (down, across).
MEAN = (0, 0)
STEPS_AT_50 = {MEAN: 16, (0, 1): 11, (1, 0): 12, (1, 1): 12, (0, 2): 10, (2, 0): 14}
#: Steps sought. Below 4 rounding to 8 bits hides them; 170 is quality 5.
CANDIDATE_STEPS = np.concatenate([np.arange(4, 64), np.arange(64, 172, 2)])
#: Sizes of coefficients that are counted, in whole units; of 8-bit blocks none is larger.
BINS = 1025
MID_GREY = np.float32(128)
#: Coefficients that a step would round to nothing say nothing about it.
SILENT_SHARE = 0.4
#: Agreement of the coefficients with multiples of a step, 1 perfect and 0 none; chance gives 0.1.
LEAST_AGREEMENT = 0.5
FEWEST_COEFFICIENTS = 40
NEARLY_BEST = 0.85
#: No single size counts for more than this share of the blocks: a plain wall has one mean.
LARGEST_CROWD = np.float32(0.02)
#: Frequencies that must keep steps where the block means keep none.
FEWEST_PLACES = 3
#: A contour's jump counts no more than this many luma levels where the block grid is sought.
LARGEST_STEP = 12.0


Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Compression:
    """How coarsely a picture was rounded.

    ``pixel_quality``: quality 1..100 of the coarsest JPEG encoding that shows in the pixels,
    None where none shows (better than about 85, or never a JPEG). ``file_quality``: quality that
    the file's own table states, None for other formats. ``grid``: where blocks begin, 0..7.
    """

    pixel_quality: float | None
    file_quality: float | None
    grid: Place

    @property
    def quality(self) -> float:
        """The lowest known quality; 100 where nothing is known of any JPEG encoding."""
        known = (q for q in (self.pixel_quality, self.file_quality) if q is not None)
        return min(known, default=100.0)


def measure_compression(crop: FaceCrop, jpeg_quantisation: tuple[int, ...] | None) -> Compression:
    """JPEG quality of a native crop of the picture; the table is the file's, in natural order."""
    grid = _block_grid(crop.luma)
    stated = table_quality(jpeg_quantisation) if jpeg_quantisation else None
    return Compression(_pixel_quality(crop.luma, grid), stated, grid)


def table_quality(table: tuple[int, ...]) -> float:
    """Quality number whose table has the same coarseness at low frequencies."""
    return _quality_of(
        {(down, right): table[down * BLOCK_PX + right] for down, right in STEPS_AT_50}
    )


def _quality_of(steps: Mapping[Place, int]) -> float:
    """Invert the encoder's scaling of its quality-50 table (libjpeg, jpeg_quality_scaling)."""
    percent = median([100 * step / STEPS_AT_50[place] for place, step in steps.items()])
    quality = (200 - percent) / 2 if percent <= 100 else 5000 / percent
    return float(np.clip(quality, 1, 100))


def _block_grid(luma: Array) -> Place:
    """Where blocks begin, across and down: the likely start whose means keep the widest steps."""
    across, down = (_likely_starts(steps) for steps in neighbour_steps(luma, LARGEST_STEP))
    candidates = [(left, top) for left in across for top in down]
    steps = _mean_steps([_block_means(luma, grid) for grid in candidates])
    return candidates[int(np.argmax(steps))]


def _likely_starts(steps: Array) -> tuple[int, int]:
    """The two likeliest lines modulo 8 that differ more from the line before than lines nearby."""
    excess = steps[1:-1] - 0.5 * (steps[:-2] + steps[2:])
    whole = excess[: excess.size // BLOCK_PX * BLOCK_PX].reshape(-1, BLOCK_PX).mean(axis=0)
    order = np.argsort(-whole)
    return int((order[0] + 2) % BLOCK_PX), int((order[1] + 2) % BLOCK_PX)


def _whole_blocks(luma: Array, grid: Place) -> Array:
    left, top = grid
    rows = (luma.shape[0] - top) // BLOCK_PX * BLOCK_PX
    columns = (luma.shape[1] - left) // BLOCK_PX * BLOCK_PX
    return luma[top : top + rows, left : left + columns]


def _block_means(luma: Array, grid: Place) -> Array:
    """Coefficients of frequency 0 of all blocks: eight times their mean above mid-grey."""
    whole = _whole_blocks(luma, grid)
    size = (whole.shape[1] // BLOCK_PX, whole.shape[0] // BLOCK_PX)
    means = cv2.resize(whole, size, interpolation=cv2.INTER_AREA)
    return np.asarray((means - MID_GREY) * BLOCK_PX, np.float32)


def _pixel_quality(luma: Array, grid: Place) -> float | None:
    """Quality by the steps that the coefficients of blocks on this grid keep, None without."""
    waves = _waves(luma, grid)
    steps = dict(zip(waves, _wave_steps(list(waves.values())), strict=True))
    steps[MEAN] = _mean_steps([_block_means(luma, grid)])[0]
    known = {place: step for place, step in steps.items() if step}
    if MEAN not in known and len(known) < FEWEST_PLACES:
        return None
    return _quality_of(known)


def _waves(luma: Array, grid: Place) -> dict[Place, Array]:
    """Discrete cosine coefficients of all blocks at the low frequencies of the table."""
    whole = np.ascontiguousarray(_whole_blocks(luma, grid))
    rows, columns = (side // BLOCK_PX for side in whole.shape)
    cosines = _cosines()
    across = whole.reshape(-1, BLOCK_PX) @ cosines.T
    across = across.reshape(rows, BLOCK_PX, columns * 3)
    both = np.matmul(cosines, across).reshape(rows, 3, columns, 3)
    return {place: both[:, place[0], :, place[1]] for place in STEPS_AT_50 if place != MEAN}


def _mean_steps(series: list[Array]) -> list[int]:
    """For each series of block means the step whose multiples they keep to, 0 where none."""
    histograms = _histograms(series)
    most = np.maximum(histograms.sum(axis=1, keepdims=True) * LARGEST_CROWD, 1)
    histograms = np.minimum(histograms, most)
    agreement = histograms @ _combs().agreement / histograms.sum(axis=1, keepdims=True)
    return [_widest(row) for row in agreement]


def _wave_steps(series: list[Array]) -> list[int]:
    """The same for other coefficients; those that a step rounds to nothing say nothing of it."""
    histograms, combs = _histograms(series), _combs()
    count = histograms @ combs.speaks
    heard = histograms @ combs.heard / np.maximum(count, 1)
    return [_widest(row) for row in np.where(count >= FEWEST_COEFFICIENTS, heard, 0.0)]


def _widest(agreement: npt.NDArray[np.floating[Any]]) -> int:
    """Divisors of a step agree as well as the step itself, so the widest good one is right."""
    least = max(LEAST_AGREEMENT, NEARLY_BEST * float(agreement.max()))
    good = np.nonzero(agreement >= least)[0]
    return int(CANDIDATE_STEPS[good[-1]]) if good.size else 0


def _histograms(series: list[Array]) -> Array:
    """Number of values by absolute size: one row for each series, one column for each size."""
    sizes = [np.minimum(np.abs(values) + 0.5, BINS - 1).astype(np.intp) for values in series]
    rows = [np.bincount(size.ravel(), minlength=BINS) for size in sizes]
    return np.asarray(rows, np.float32)


@dataclass(frozen=True, slots=True)
class _Combs:
    """By coefficient size (rows) and step (columns).

    ``agreement``: 1 at multiples of the step,
    -1 between them; ``speaks``: 1 where the step would not round the coefficient to nothing.
    """

    agreement: Array
    speaks: Array
    heard: Array


@cache
def _combs() -> _Combs:
    sizes = np.arange(BINS)[:, None]
    agreement = np.cos(2 * np.pi * sizes / CANDIDATE_STEPS).astype(np.float32)
    speaks = (sizes > SILENT_SHARE * CANDIDATE_STEPS).astype(np.float32)
    return _Combs(agreement, speaks, agreement * speaks)


@cache
def _cosines() -> Array:
    """The first three rows of the orthonormal 8-point discrete cosine transform."""
    places = (2 * np.arange(BLOCK_PX) + 1) * np.pi / (2 * BLOCK_PX)
    rows = [np.cos(order * places) * (0.5 if order else np.sqrt(0.125)) for order in range(3)]
    return np.asarray(rows, np.float32)
