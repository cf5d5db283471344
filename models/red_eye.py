"""Red eyes: pupils that throw the flash's light back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.eye_view import LINEAR_LEVELS, EyeView, disc
from models.face import FloatArray, Point, Rgb

#: The middle of the iris, where a pupil is at its smallest: coloured irises lie outside it.
_PUPIL_SHARE = 0.45
#: Share of the middle that must be seen between the lids.
_SEEN_SHARE = 0.6
_FEW_PX = 20
#: Darker eye whites are no reference for colour: no eye is seen there, as behind sunglasses.
_DARKEST_WHITE = 0.012
#: Dim eye whites count as this bright, so that neither noise nor brown hair is a red pupil.
_LEAST_WHITE = 0.10
#: The ring about the pupil, as shares of the iris' radius: an iris is darker than the eye white,
#: a lowered lid is not.
_RING = (0.65, 0.95)
_BRIGHTEST_RING = 0.85


@dataclass(frozen=True, slots=True)
class RedEye:
    """``redness``: red light of the pupil beyond its green and blue, 1 is that of the eye white.

    ``box``: the pupil as four corners in pixels of the upright picture.
    """

    redness: float
    box: tuple[Point, ...]


def measure_red_eyes(views: tuple[EyeView, EyeView]) -> tuple[RedEye, ...]:
    """Measure each eye whose pupil can be seen, the person's right one first; maybe none.

    Each channel is divided by that of the eye white, so a red cast cancels out. A dark pupil has
    nearly no light of any colour, a brown iris lies outside its middle, a catch-light is white.
    """
    return tuple(
        RedEye(redness, _box(view)) for view in views if (redness := _redness(view)) is not None
    )


def _redness(view: EyeView) -> float | None:
    """The 60th percentile over the pupil, so that a catch-light does not decide.

    None where the pupil is hidden: by a lid, a dark lens, or something as bright as the eye white.
    """
    middle = disc(view.pupil, _PUPIL_SHARE * view.iris_radius_px)
    seen = middle & view.opening
    if seen.sum() < _SEEN_SHARE * middle.sum() or view.white.sum() < _FEW_PX:
        return None
    white_light = _median(view.light[view.white])
    outer, inner = (disc(view.pupil, share * view.iris_radius_px) for share in reversed(_RING))
    ring_light = _median(view.light[outer & ~inner & view.opening])
    if ring_light > _BRIGHTEST_RING * white_light or white_light < _DARKEST_WHITE:
        return None
    reference = _white_colour(view.crop.rgb[view.white & (view.light >= white_light)])
    pupil = np.divide(LINEAR_LEVELS[view.crop.rgb[seen]], reference)
    beyond = np.sort(pupil[:, 0] - np.maximum(pupil[:, 1], pupil[:, 2]))
    return float(beyond[beyond.size * 6 // 10])


def _white_colour(rgb: Rgb) -> FloatArray:
    """Median colour of the brighter half of the eye white, in linear light; never too dim."""
    ordered = np.sort(rgb, axis=0)
    median = LINEAR_LEVELS[ordered[ordered.shape[0] // 2]]
    return np.asarray(np.maximum(median, np.float32(_LEAST_WHITE)), np.float32)


def _median(values: FloatArray) -> float:
    """The middle value; 0 where there is none."""
    return float(np.partition(values, values.size // 2)[values.size // 2]) if values.size else 0.0


def _box(view: EyeView) -> tuple[Point, ...]:
    reach = _PUPIL_SHARE * view.iris_radius_px
    (x, y) = view.pupil
    corners = [
        (x - reach, y - reach),
        (x + reach, y - reach),
        (x + reach, y + reach),
        (x - reach, y + reach),
    ]
    return view.crop.to_picture(np.array(corners, np.float32))
