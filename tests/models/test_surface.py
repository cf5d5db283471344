from __future__ import annotations

import numpy as np
import numpy.typing as npt

from models.surface import BALANCED, LIT, Leaning, fit_surface

FloatArray = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]
SHAPE = (60, 80)
EVERYWHERE = np.ones(SHAPE, np.bool_)


def fitted(values: FloatArray, region: BoolArray, degree: int, leaning: Leaning) -> FloatArray:
    return fit_surface(values, region, degree, leaning).over(*region.shape)


def bowl() -> FloatArray:
    """A cubic surface in three channels."""
    y, x = np.mgrid[-1 : 1 : SHAPE[0] * 1j, -1 : 1 : SHAPE[1] * 1j]
    planes = [80 - 9 * x**2 - 4 * y**2 + 3 * x**3, 2 * x + y, 1 - x * y]
    return np.asarray(np.dstack(planes), np.float32)


def test_a_cubic_surface_is_recovered() -> None:
    surface = fitted(bowl(), EVERYWHERE, 3, BALANCED)
    assert np.abs(surface - bowl()).max() < 0.1


def test_an_object_does_not_bend_the_surface() -> None:
    values = bowl()
    values[10:25, 10:30] += (-40, 20, 0)
    surface = fitted(values, EVERYWHERE, 3, BALANCED)
    assert np.abs(surface - bowl()).max() < 1.0


def test_only_the_region_counts() -> None:
    values = bowl()
    values[:, 40:] = 0
    left = EVERYWHERE.copy()
    left[:, 40:] = False
    surface = fitted(values, left, 3, BALANCED)
    assert np.abs(surface - bowl())[:, :40].max() < 0.2


def test_a_surface_that_leans_to_the_light_stays_above_a_large_shadow() -> None:
    values = np.full((*SHAPE, 1), 90, np.float32)
    values[:, :30] -= 6
    values += np.random.default_rng(3).normal(0, 0.8, values.shape).astype(np.float32)
    balanced = fitted(values, EVERYWHERE, 2, BALANCED)
    lit = fitted(values, EVERYWHERE, 2, LIT)
    assert lit[:, :30].mean() > balanced[:, :30].mean()
    assert abs(float(lit[:, 50:].mean()) - 90) < 1.0


def test_a_region_thinner_than_the_sampling_is_still_sampled() -> None:
    line = np.zeros((400, 400), np.bool_)
    line[201, 1::2] = True
    values = np.full((400, 400, 1), 55, np.float32)
    assert np.abs(fitted(values, line, 1, BALANCED)[201] - 55).max() < 0.5


def test_a_surface_is_the_same_on_any_raster() -> None:
    surface = fit_surface(bowl(), EVERYWHERE, 3, BALANCED)
    coarse = surface.over(SHAPE[0] // 4, SHAPE[1] // 4)
    cells = surface.over(*SHAPE).reshape(SHAPE[0] // 4, 4, SHAPE[1] // 4, 4, 3).mean(axis=(1, 3))
    assert np.abs(coarse - cells).max() < 0.1
