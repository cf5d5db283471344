"""Both eyes in close-up: the lid opening, the iris and the skin around, at one known size."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from models.aligned_crop import AlignedCrop, aligned_crop
from models.face import Face, FloatArray, Rgb

# Landmark numbers of MediaPipe's canonical face mesh, each outline in order around the eye, from
# the corner that lies left in the picture over the upper lid.
RIGHT_OPENING = (33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7)
LEFT_OPENING = (362, 398, 384, 385, 386, 387, 388, 466, 263, 249, 390, 373, 374, 380, 381, 382)
_CORNER = 8
_PUPIL, _IRIS_RIM = 0, slice(1, 5)
_RIGHT_IRIS_FIRST, _LEFT_IRIS_FIRST = 468, 473

#: The eye's corners are brought this far apart: the iris then has about 28 pixels, enough for a
#: pupil, and a photo of 1000 x 1400 pixels is not enlarged.
EYE_SPAN_PX = 64
#: Reaches from the brow to the upper cheek.
_CROP_SIZE = (96, 112)

#: The eye white begins at so many radii of the iris: landmarks and lens blur are not exact.
_BEYOND_IRIS = 1.12
#: Linear light of the 256 levels of sRGB, by a power of 2.2.
LINEAR_LEVELS = ((np.arange(256) / 255.0) ** 2.2).astype(np.float32)

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class EyeView:
    """One eye. ``crop``: its close-up, which all else refers to.

    Masks (h, w): ``opening`` between the lids, ``iris`` its disc, ``white`` the opening beside the
    iris. ``outline``: the lid opening, (16, 2) crop pixels. ``pupil``: centre and
    ``iris_radius_px`` in crop pixels. ``light``: (h, w) linear luminance 0..1.
    """

    crop: AlignedCrop
    outline: FloatArray
    pupil: tuple[float, float]
    iris_radius_px: float
    opening: Mask
    iris: Mask
    white: Mask
    light: FloatArray


def measure_eye_views(rgb: Rgb, face: Face) -> tuple[EyeView, EyeView]:
    """The person's right and left eye out of an upright (h, w, 3) picture of native resolution."""
    return (
        _view(rgb, face, RIGHT_OPENING, _RIGHT_IRIS_FIRST),
        _view(rgb, face, LEFT_OPENING, _LEFT_IRIS_FIRST),
    )


def _view(rgb: Rgb, face: Face, outline_ids: tuple[int, ...], iris_first: int) -> EyeView:
    outline = face.landmarks[list(outline_ids), :2]
    left, right = face.point(outline_ids[0]), face.point(outline_ids[_CORNER])
    crop = aligned_crop(rgb, left, right, EYE_SPAN_PX, _CROP_SIZE)
    placed = crop.from_picture(outline)
    iris = crop.from_picture(face.landmarks[iris_first : iris_first + 5, :2])
    pupil = (float(iris[_PUPIL, 0]), float(iris[_PUPIL, 1]))
    radius = float(np.hypot(*(iris[_IRIS_RIM] - iris[_PUPIL]).T).mean())
    opening = _polygon(placed)
    return EyeView(
        crop=crop,
        outline=placed,
        pupil=pupil,
        iris_radius_px=radius,
        opening=opening,
        iris=disc(pupil, radius),
        white=opening & ~disc(pupil, _BEYOND_IRIS * radius),
        light=linear_light(crop.rgb),
    )


def disc(centre: tuple[float, float], radius_px: float) -> Mask:
    """The pixels of a crop within a circle."""
    area = np.zeros(_CROP_SIZE[::-1], np.uint8)
    fixed = (round(centre[0] * 16), round(centre[1] * 16))
    cv2.circle(area, fixed, max(1, round(radius_px * 16)), (1,), -1, shift=4)
    return area.astype(np.bool_)


def linear_light(rgb: Rgb) -> FloatArray:
    """Linear luminance 0..1 of sRGB pixels, by a power of 2.2 of the grey value."""
    return np.asarray(cv2.LUT(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), LINEAR_LEVELS), np.float32)


def _polygon(outline: FloatArray) -> Mask:
    area = np.zeros(_CROP_SIZE[::-1], np.uint8)
    cv2.fillPoly(area, [np.round(outline * 16).astype(np.int32)], (1,), shift=4)
    return area.astype(np.bool_)
