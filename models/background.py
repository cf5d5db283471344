"""The background behind the person: its colour, its light and the part of the picture it fills."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from models.errors import NotMeasurable
from models.face import Face
from models.person import PersonMask
from models.quantiles import column_medians, median
from models.subject import CERTAIN_BACKGROUND, HAIR_REACH, SubjectMask
from models.surface import BALANCED, Surface, fit_surface

FloatArray = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]

#: A pixel with more of the person than this is not background ...
PERSON_SHARE = 0.10
#: ... but beside a dark outline the dark of a shadow counts as up to this share of the person.
SHADOW_SHARE = 0.5
#: The outline is kept off the background by so many pixels of the background raster (0.3 mm each).
OUTLINE_MARGIN_PX = 2
#: Strands of hair are thinner than this share of the picture's shorter side (about 1.3 mm) ...
STRAND_WIDTH = 0.025
#: ... and differ from what is beside them by more than noise does, in CIELAB lightness.
STRAND_CONTRAST = 3.0
#: Where thin lines cover more than this share of the background far from the person, they are
#: its texture.
TEXTURE_DENSITY = 0.02
#: A surface of degree 3 follows vignettes and light fall-off, but no edge.
ILLUMINATION_DEGREE = 3
#: Shoulders begin so far below the chin, in heights of the eyes over the chin.
SHOULDER_DROP = 0.35
#: Less than this share of the picture cannot be judged as a background.
LEAST_COVERAGE = 0.02


@dataclass(frozen=True, slots=True)
class Background:
    """The background on a raster with a longer side of about 250 px that covers the whole picture.

    ``lab``: (rows, columns, 3) float32 CIELAB (D65). ``region``: (rows, columns) bool, where the
    background is seen free of the person's outline and stray hair. ``wide_region``: also what is
    close to the outline, where shadows lie. ``illumination``: the smooth surface that most of the
    region follows. ``alpha``: share of person. ``scale``: pixels of the upright picture per pixel
    of this raster, along x and along y.
    """

    lab: FloatArray
    region: BoolArray
    wide_region: BoolArray
    illumination: Surface
    alpha: FloatArray
    scale: tuple[float, float]

    @property
    def coverage(self) -> float:
        """Share of the picture (0..1) that is certainly background."""
        return float(self.region.mean())

    @property
    def colours(self) -> FloatArray:
        """CIELAB of every second pixel of the background along both sides, (n, 3) float32."""
        return self.lab[::2, ::2][self.region[::2, ::2]]

    @property
    def lab_median(self) -> tuple[float, float, float]:
        """Median lightness, a* and b* of the background."""
        lightness, a, b = column_medians(self.colours)
        return float(lightness), float(a), float(b)

    @property
    def lab_mean(self) -> tuple[float, float, float]:
        """Mean lightness, a* and b* of the background."""
        lightness, a, b = self.colours.mean(axis=0, dtype=np.float64)
        return float(lightness), float(a), float(b)

    @property
    def lightness_by_part(self) -> tuple[float, float]:
        """Median lightness of the darkest and of the lightest part, in a grid of 3 x 3 parts."""
        medians = [
            median(part[seen, 0])
            for part, seen in zip(
                _parts(self.lab[::2, ::2]), _parts(self.region[::2, ::2]), strict=True
            )
            if seen.mean() > LEAST_COVERAGE
        ]
        return min(medians), max(medians)

    @property
    def difference(self) -> FloatArray:
        """CIELAB difference from the smooth light, (rows, columns); 0 outside the region."""
        difference = np.linalg.norm(self.lab - self.illumination.over(*self.region.shape), axis=2)
        return np.asarray(np.where(self.region, difference, 0.0), np.float32)


def measure_background(mask: SubjectMask, person: PersonMask) -> Background:
    """Find the background around the person and the smooth light on it.

    Raises NotMeasurable where the person fills the picture.
    """
    width, height = mask.rgb.shape[1] // 2, mask.rgb.shape[0] // 2
    small = cv2.resize(mask.rgb, (width, height), interpolation=cv2.INTER_LINEAR)
    unit = small.astype(np.float32) * np.float32(1 / 255)
    lab = np.asarray(cv2.cvtColor(unit, cv2.COLOR_RGB2Lab), np.float32)
    alpha = mask.resized(width, height)
    scale = (2.0 * mask.scale[0], 2.0 * mask.scale[1])
    model = person.resized(width, height) > 1.5 * CERTAIN_BACKGROUND
    strands = _strands(lab)
    region = _free_region(strands, (alpha > PERSON_SHARE) | model)
    wide_region = region | _free_region(strands, (alpha > SHADOW_SHARE) | model)
    if region.mean() < LEAST_COVERAGE:
        raise NotMeasurable("no-background")
    illumination = fit_surface(lab, region, ILLUMINATION_DEGREE, BALANCED)
    return Background(lab, region, wide_region, illumination, alpha, scale)


def cell_means(
    values: FloatArray, region: BoolArray, cell_px: int
) -> tuple[FloatArray, FloatArray]:
    """Means of a region's pixels over square cells, and the share of each cell that is region."""
    size = (region.shape[1] // cell_px, region.shape[0] // cell_px)
    weight = region.astype(np.uint8)
    inside = cv2.bitwise_and(values, values, mask=weight)
    share = cv2.resize(weight.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    total = cv2.resize(inside, size, interpolation=cv2.INTER_AREA).reshape(*share.shape, -1)
    means = total / np.maximum(share, 1e-6)[..., None]
    return np.asarray(means, np.float32), np.asarray(share, np.float32)


def above_shoulders(region: BoolArray, background: Background, face: Face) -> BoolArray:
    """A region down to the shoulders: below, white clothes may pass for a white background.

    The whole region where hardly anything of it is above the shoulders.
    """
    eyes = np.add(face.left_eye, face.right_eye) / 2
    shoulders_px = face.chin[1] + SHOULDER_DROP * (face.chin[1] - float(eyes[1]))
    rows_px = (np.arange(region.shape[0]) + 0.5) * background.scale[1]
    upper = region & (rows_px < shoulders_px)[:, None]
    return upper if upper.mean() >= LEAST_COVERAGE else region


def _free_region(strands: BoolArray, subject: BoolArray) -> BoolArray:
    """What lies outside the subject, its margin and the strands of hair that come out of it."""
    taken = _grown(subject, OUTLINE_MARGIN_PX)
    reach = _grown(subject, round(1.5 * HAIR_REACH * min(subject.shape)))
    if np.any(~reach) and strands[~reach].mean() > TEXTURE_DENSITY:
        return ~taken
    return ~(taken | _grown(strands & reach, 1))


def _parts(values: npt.NDArray[Any]) -> list[npt.NDArray[Any]]:
    return [part for band in np.array_split(values, 3) for part in np.array_split(band, 3, axis=1)]


def _strands(lab: FloatArray) -> BoolArray:
    """Thin dark or light lines: what a closing or an opening by a strand's width removes."""
    lightness = np.ascontiguousarray(lab[..., 0])
    side = max(3, 2 * round(STRAND_WIDTH * min(lightness.shape) / 2) + 1)
    kernel = np.ones((side, side), np.uint8)
    dark = cv2.morphologyEx(lightness, cv2.MORPH_BLACKHAT, kernel)
    light = cv2.morphologyEx(lightness, cv2.MORPH_TOPHAT, kernel)
    return np.asarray(np.maximum(dark, light) > STRAND_CONTRAST)


def _grown(region: BoolArray, margin_px: int) -> BoolArray:
    side = 2 * margin_px + 1
    grown = cv2.dilate(region.astype(np.uint8), np.ones((side, side), np.uint8))
    return np.asarray(grown > 0)
