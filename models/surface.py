"""Smooth surfaces over part of a picture: the light on a wall, without what stands before it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.quantiles import median

FloatArray = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.intp]

#: More samples than this do not change a surface of ten coefficients.
MAX_SAMPLES = 1500
ROUNDS = 5
#: A deviation of so many robust standard deviations halves a sample's weight twice.
OUTLIER_SPREADS = 2.5
#: Camera noise in CIELAB units: deviations below it never make a sample an outlier.
LEAST_SPREAD = 0.7
#: Keeps the fit determined where the region is a narrow strip.
RIDGE = 1e-4


@dataclass(frozen=True, slots=True)
class Leaning:
    """How much less a sample below the surface counts than one above it (1: alike)."""

    below: float


#: For what may deviate to both sides, such as objects and texture.
BALANCED = Leaning(1.0)
#: For what can only darken, such as shadows: the surface follows the lit parts.
LIT = Leaning(0.4)


@dataclass(frozen=True, slots=True)
class Surface:
    """``coefficients``: (channels, degree + 1, degree + 1) of powers of y and x in -1 .. 1."""

    coefficients: npt.NDArray[np.float64]

    def over(self, rows: int, columns: int) -> FloatArray:
        """The surface on a raster of the whole picture, (rows, columns, channels) float32."""
        degree = self.coefficients.shape[1] - 1
        down, across = (_powers(side, degree).astype(np.float32) for side in (rows, columns))
        surface = np.empty((rows, columns, len(self.coefficients)), np.float32)
        for channel, grid in enumerate(self.coefficients.astype(np.float32)):
            surface[..., channel] = down @ grid @ across.T
        return surface


def fit_surface(values: FloatArray, region: BoolArray, degree: int, leaning: Leaning) -> Surface:
    """The polynomial surface of a degree that most of a region follows.

    ``values``: (rows, columns, channels) float32, lightness first; ``region``: (rows, columns),
    not empty. Method: iteratively reweighted least squares with Cauchy weights on the distance
    over all channels.
    """
    rows, columns = _samples(region)
    vertical, horizontal = (_powers(side, degree) for side in region.shape)
    terms = [(i, j) for i in range(degree + 1) for j in range(degree + 1 - i)]
    down, across = (np.array(axis) for axis in zip(*terms, strict=True))
    basis = vertical[rows][:, down] * horizontal[columns][:, across]
    solution = _robust_solution(basis, values[rows, columns].astype(np.float64), leaning)
    coefficients = np.zeros((values.shape[2], degree + 1, degree + 1))
    coefficients[:, down, across] = solution.T
    return Surface(coefficients)


def _samples(region: BoolArray) -> tuple[IntArray, IntArray]:
    """Rows and columns of pixels spread evenly over a region."""
    step = max(1, int(np.sqrt(np.count_nonzero(region) / MAX_SAMPLES)))
    rows, columns = np.nonzero(region[::step, ::step])
    if rows.size:
        return rows * step, columns * step
    rows, columns = np.nonzero(region)
    return rows, columns


def _powers(side: int, degree: int) -> npt.NDArray[np.float64]:
    positions = (2.0 * np.arange(side) + 1.0) / side - 1.0
    return np.vander(positions, degree + 1, increasing=True)


def _robust_solution(
    basis: npt.NDArray[np.float64], samples: npt.NDArray[np.float64], leaning: Leaning
) -> npt.NDArray[np.float64]:
    ridge = RIDGE * len(basis) * np.eye(basis.shape[1])
    weights = np.ones(len(basis))
    for _ in range(ROUNDS):
        weighted = basis * weights[:, None]
        solution = np.linalg.solve(weighted.T @ basis + ridge, weighted.T @ samples)
        deviation = samples - basis @ solution
        distance = np.sqrt(np.einsum("ij,ij->i", deviation, deviation))
        spread = max(LEAST_SPREAD, 1.48 * median(distance))
        reach = OUTLIER_SPREADS * spread * np.where(deviation[:, 0] < 0, leaning.below, 1.0)
        weights = 1.0 / (1.0 + (distance / reach) ** 2) ** 2
    return np.asarray(solution)
