"""What lies over the eyes: tinted lenses, reflections, hair, rims.

Light is compared with the person's own cheek and own eye white, so that skin tone, exposure and
greyscale do not matter.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from models.eye_view import LINEAR_LEVELS, EyeView, Mask
from models.face import Face, FloatArray, Point, Rgb

# Landmarks on the lower and the upper cheek of MediaPipe's canonical face mesh, right then left.
_CHEEKS = ((205, 50), (425, 280))
_CHEEK_RADIUS = 0.05
_FOREHEAD = 151
#: A cheek whose colour departs this much more (density between channels) from the skin below the
#: eye than the forehead does is no skin: a mask lies on it.
_ODD_CHEEK = 0.2
#: The strip of skin below the lower lid, inside any lens: from .. to in eye distances.
_UNDER_LID = (0.08, 0.17)
_UNDER_LID_HALF_WIDTH = 0.17
#: The strip in which strands of hair are looked for: below the lashes.
_STRAND_STRIP = (0.11, 0.22)
_STRAND_STRIP_HALF_WIDTH = 0.20
#: A strand or lock is narrower than this; wrinkles and bags run level and do not respond.
_STRAND_KERNEL = np.ones((1, 15), np.uint8)
#: Share of the light beside it that a strand takes away.
_STRAND_CONTRAST = 0.3
#: Linear luminance that skin, eye white and iris do not reach, but catch-lights do.
_BLOWN_LIGHT = 0.65
_LEAST_THROUGH = 0.4
#: Light of the eye white below which its pixels count as hidden, against the lit part of it.
_HIDDEN_WHITE = 0.3
#: Iris and pupil are darker than this share of the skin, or of the eye white about dark skin.
_IRIS_TO_SKIN = 0.5
_IRIS_TO_WHITE = 0.3
_LEAST_LIGHT = 1e-3
#: Added to both sides of a ratio so that noise in dark skin is no contrast.
_NOISE_LIGHT = 1e-2
#: An iris of fewer visible pixels cannot be measured.
_FEW_PX = 20
#: Steps from pixel to pixel that count as drawn detail, as a share of the grey of the cheek, and
#: in grey levels at least, so that noise in dark pictures is no detail.
_DETAIL_STEP = 0.012
_LEAST_DETAIL_STEP = 0.8
_DETAIL_SMOOTHING_PX = 1.0
_LUMINANCE = np.array([0.2126, 0.7152, 0.0722], np.float32)


@dataclass(frozen=True, slots=True)
class EyeCover:
    """What lies over one eye; shares and ratios 0..1 where nothing else is said.

    ``density``: optical density between cheek and the skin below the eye. ``tint``: largest
    difference of density between colour channels. ``strands``: share of the skin below the eye
    under dark upright lines. ``hidden_white``: share of the eye white in the dark.
    ``iris_seen``: share of the iris' disc that is as dark as irises are. ``blown``: share of the
    lid opening as bright as a mirrored lamp. ``veil``: light of the darkest iris over that of the
    eye white. ``detail``: share of the lid opening in which lids, lashes, iris or veins draw any
    contour; near 0 under a bar or a patch. ``outline``: the lid opening in pixels of the upright
    picture.
    """

    density: float
    tint: float
    strands: float
    hidden_white: float
    iris_seen: float
    blown: float
    veil: float
    detail: float
    outline: tuple[Point, ...]


def measure_eye_covers(
    rgb: Rgb, face: Face, views: tuple[EyeView, EyeView]
) -> tuple[EyeCover, EyeCover]:
    """Measure the person's right and left eye; ``rgb`` (h, w, 3) at native resolution."""
    radius = max(2, round(_CHEEK_RADIUS * face.inter_eye_px))
    forehead = _median_light(_patch(rgb, face.point(_FOREHEAD), radius))
    right, left = (
        _cover(view, _brighter_cheek(rgb, face, cheeks), forehead, face.inter_eye_px)
        for view, cheeks in zip(views, _CHEEKS, strict=True)
    )
    return right, left


def _cover(view: EyeView, cheek: FloatArray, forehead: FloatArray, inter_eye_px: float) -> EyeCover:
    unit_px = inter_eye_px / view.crop.px_per_crop_px
    skin = view.crop.rgb[_below_eye(view, unit_px, _UNDER_LID, _UNDER_LID_HALF_WIDTH)]
    under = _median_light(skin)
    density, tint = _lens(cheek, forehead, _through_lens(under, view))
    white_light = _percentile(view.light[view.white], 80)
    skin_light = min(float(cheek @ _LUMINANCE), float(under @ _LUMINANCE))
    strip = view.light[_below_eye(view, unit_px, _STRAND_STRIP, _STRAND_STRIP_HALF_WIDTH)]
    return EyeCover(
        density=density,
        tint=tint,
        strands=_share_of_strands(strip),
        hidden_white=_share(
            view.light[_inner(view.opening) & view.white] < _HIDDEN_WHITE * white_light
        ),
        iris_seen=_share(
            view.light[view.iris] < max(_IRIS_TO_SKIN * skin_light, _IRIS_TO_WHITE * white_light)
        ),
        blown=_share(view.light[view.opening] > _BLOWN_LIGHT),
        veil=_veil(view.light[view.iris & view.opening], white_light),
        detail=_detail(view, cheek),
        outline=view.crop.to_picture(view.outline),
    )


def _lens(cheek: FloatArray, forehead: FloatArray, under: FloatArray) -> tuple[float, float]:
    """Density and tint of the skin below the eye against the cheek, or a masked one's forehead."""
    density, tint = _density_and_tint(cheek, under)
    by_forehead = _density_and_tint(forehead, under)
    return by_forehead if tint - by_forehead[1] > _ODD_CHEEK else (density, tint)


def _density_and_tint(skin: FloatArray, under: FloatArray) -> tuple[float, float]:
    densities = np.log10((skin + _LEAST_LIGHT) / (under + _LEAST_LIGHT))
    density = float(densities @ _LUMINANCE)
    return density, float(np.abs(densities - density).max())


def _detail(view: EyeView, cheek: FloatArray) -> float:
    """Share of the lid opening where the grey values rise or fall visibly."""
    grey = cv2.cvtColor(view.crop.rgb, cv2.COLOR_RGB2GRAY).astype(np.float32)
    smooth = cv2.GaussianBlur(grey, (0, 0), _DETAIL_SMOOTHING_PX)
    across, down = (cv2.Sobel(smooth, cv2.CV_32F, x, 1 - x, scale=1 / 8) for x in (1, 0))
    cheek_grey = 255.0 * max(0.0, float(cheek @ _LUMINANCE)) ** (1 / 2.2)
    step = max(_LEAST_DETAIL_STEP, _DETAIL_STEP * cheek_grey)
    return _share(np.hypot(across, down)[view.opening] > step)


def _through_lens(under: FloatArray, view: EyeView) -> FloatArray:
    """The light of the skin below the eye without what a lens mirrors.

    The pupil sends back nearly nothing, so the darkest iris shows the mirrored light; it counts
    most on dark skin. At most a share of the skin's light is taken for mirrored.
    """
    mirrored = _percentile(view.light[view.iris & view.opening], 10)
    return np.asarray(np.maximum(under - mirrored, _LEAST_THROUGH * under), np.float32)


def _brighter_cheek(rgb: Rgb, face: Face, cheeks: tuple[int, int]) -> FloatArray:
    """Linear light of the brighter of two cheek patches: the other may lie under hair or beard."""
    radius = max(2, round(_CHEEK_RADIUS * face.inter_eye_px))
    patches = [_median_light(_patch(rgb, face.point(index), radius)) for index in cheeks]
    return max(patches, key=lambda light: float(light @ _LUMINANCE))


def _patch(rgb: Rgb, point: Point, radius: int) -> Rgb:
    """The square about a point; at the picture's edge what is left of it, never nothing."""
    x = min(max(round(point[0]), radius), rgb.shape[1] - 1)
    y = min(max(round(point[1]), radius), rgb.shape[0] - 1)
    step = max(1, radius // 6)
    return rgb[
        max(0, y - radius) : y + radius + 1 : step, max(0, x - radius) : x + radius + 1 : step
    ]


def _median_light(rgb: Rgb) -> FloatArray:
    """Median of the pixels in linear light, (3,)."""
    pixels = np.sort(rgb.reshape(-1, 3), axis=0)
    return np.asarray(LINEAR_LEVELS[pixels[pixels.shape[0] // 2]], np.float32)


def _below_eye(
    view: EyeView, unit_px: float, reach: tuple[float, float], half_width: float
) -> tuple[slice, slice]:
    """A strip below the lower lid, from .. to in eye distances, as rows and columns of the crop."""
    rows, columns = view.light.shape
    lid = float(view.outline[:, 1].max())
    centre = float(view.outline[:, 0].mean())
    top = min(max(0, round(lid + reach[0] * unit_px)), rows - 2)
    bottom = min(max(top + 1, round(lid + reach[1] * unit_px)), rows)
    left = min(max(0, round(centre - half_width * unit_px)), columns - 2)
    right = min(max(left + 1, round(centre + half_width * unit_px)), columns)
    return slice(top, bottom), slice(left, right)


def _share_of_strands(light: FloatArray) -> float:
    """Share of pixels that are clearly darker than what lies closely left and right of them."""
    beside = cv2.morphologyEx(light, cv2.MORPH_CLOSE, _STRAND_KERNEL)
    lost = 1.0 - (light + _NOISE_LIGHT) / (beside + _NOISE_LIGHT)
    return _share(lost > _STRAND_CONTRAST)


def _inner(opening: Mask) -> Mask:
    """The opening without the lashes and shadows at its edge."""
    eroded = cv2.erode(opening.astype(np.uint8), np.ones((5, 3), np.uint8))
    return np.asarray(eroded, np.bool_)


def _veil(iris_light: FloatArray, white_light: float) -> float:
    if iris_light.size < _FEW_PX:
        return 1.0
    return min(1.0, _percentile(iris_light, 10) / max(white_light, _LEAST_LIGHT))


def _percentile(values: FloatArray, percent: int) -> float:
    """The value below which so many of a hundred lie; 0 where there is none."""
    if values.size == 0:
        return 0.0
    place = min(values.size - 1, values.size * percent // 100)
    return float(np.partition(values, place)[place])


def _share(found: Mask) -> float:
    return float(found.mean()) if found.size else 0.0
