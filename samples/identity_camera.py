"""A camera for specimen documents: where it stands, what light falls, what the sensor makes of it.

Every strength lies between 0 (none) and 1 (as strong as uploads get before nothing can be read).
The labelled places move with the picture.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import cv2
import numpy as np
import numpy.typing as npt

from samples.camera import Rgb, jpeg_pixels
from samples.identity_light import exposed, glare_band, shadow_edge
from samples.identity_paper import on_paper, photocopied
from samples.identity_scene import desk, fingertip
from samples.identity_sheet import Drawn, Mark
from samples.painting import Field, blurred

Matrix = npt.NDArray[np.float64]
Place = Literal["mrz", "portrait", "text", "elsewhere"]
Copy = Literal["original", "photocopy", "colour print"]
View = Literal["as it is", "mirrored"]

#: The camera is so many times the document's longer side away: a telephone held over a desk.
_DISTANCE = 2.2
_LARGEST_TILT_DEG = 42.0
#: A blur of strength 1 spreads by so much of the document, a movement goes so far.
_DEFOCUS_MM, _MOTION_MM = 0.34, 1.5
_NOISE_LEVELS = 26.0
_FINGER_MM = 15.0


@dataclass(frozen=True, slots=True)
class CameraLook:
    """How a document is photographed.

    ``px_per_mm``: scale in the picture; ``turn_deg``: clockwise in the picture's plane, any angle;
    ``tilt``: obliqueness, about an axis at ``tilt_axis_deg``; ``margin``: desk around the document
    as a share of its size; ``glare_on`` and ``finger_on``: what the band and the finger cover;
    ``cut_off``: how much of the document lies outside of the picture (1: a quarter);
    ``cast``: -1 blue to 1 orange light.
    """

    px_per_mm: float = 10.0
    turn_deg: float = 0.0
    tilt: float = 0.0
    tilt_axis_deg: float = 0.0
    margin: float = 0.12
    clutter: float = 0.0
    glare: float = 0.0
    glare_on: Place = "elsewhere"
    shadow: float = 0.0
    defocus: float = 0.0
    motion: float = 0.0
    motion_deg: float = 0.0
    noise: float = 0.08
    low_light: float = 0.0
    cast: float = 0.0
    finger: float = 0.0
    finger_on: Place = "elsewhere"
    cut_off: float = 0.0
    jpeg_quality: int = 88
    copy: Copy = "original"
    view: View = "as it is"


def camera_look(seed: int) -> CameraLook:
    """An ordinary snapshot by a telephone: legible, seldom straight."""
    rng = np.random.default_rng([81, seed])
    return CameraLook(
        px_per_mm=float(rng.uniform(8.0, 14.0)),
        turn_deg=float(rng.choice([0, 0, 0, 0, 0, 90, 180, 270]) + rng.normal(0, 3.0)),
        tilt=float(rng.uniform(0.0, 0.45)),
        tilt_axis_deg=float(rng.uniform(0, 360)),
        margin=float(rng.uniform(0.04, 0.35)),
        clutter=float(rng.choice([0.0, 0.3, 0.7])),
        glare=float(rng.choice([0.0, 0.0, 0.3])),
        shadow=float(rng.choice([0.0, 0.3, 0.5])),
        defocus=float(rng.uniform(0.0, 0.25)),
        motion=float(rng.choice([0.0, 0.0, 0.12])),
        motion_deg=float(rng.uniform(0, 180)),
        noise=float(rng.uniform(0.04, 0.2)),
        low_light=float(rng.choice([0.0, 0.0, 0.2])),
        cast=float(rng.normal(0, 0.2)),
        finger=float(rng.choice([0.0, 0.0, 0.0, 0.5])),
        jpeg_quality=int(rng.integers(72, 94)),
    )


def photographed(drawn: Drawn, look: CameraLook, seed: int = 0) -> Drawn:
    """The document as the camera records it, with all its marks where they now are."""
    rng = np.random.default_rng([82, seed])
    if look.copy != "original":
        drawn = on_paper(drawn)
    paper = photocopied(drawn.rgb, look.copy, drawn.px_per_mm, rng)
    homography, (width, height) = _projection(drawn, look)
    if look.cut_off > 0:
        homography, (width, height) = _cut(homography, (width, height), drawn, look, rng)
    seen, inside = _projected(drawn, paper, homography, (width, height), look)
    scene = desk(height, width, look.clutter, rng)
    under = _blurred(inside, 1.2 * look.px_per_mm)
    scene *= (1.0 - 0.45 * under)[..., None]
    light = scene * (1.0 - inside[..., None]) + seen * inside[..., None]
    marks = tuple(mark.moved(homography) for mark in drawn.marks)
    light = _covered(light, marks, look, rng)
    light = shadow_edge(light, look.shadow, rng)
    light = glare_band(light, _target(marks, look.glare_on, rng), look.px_per_mm, look.glare, rng)
    rgb = _sensed(light, look, rng)
    if look.view == "mirrored":
        rgb = np.ascontiguousarray(rgb[:, ::-1])
        flip = np.array([[-1, 0, width], [0, 1, 0], [0, 0, 1]], np.float64)
        marks = tuple(mark.moved(flip) for mark in marks)
    coverage = np.round(inside * 255).astype(np.uint8)
    return replace(
        drawn,
        rgb=rgb,
        coverage=coverage if look.view == "as it is" else np.ascontiguousarray(coverage[:, ::-1]),
        px_per_mm=look.px_per_mm,
        marks=marks,
        labels=(*drawn.labels, *look_labels(look)),
    )


def look_labels(look: CameraLook) -> tuple[str, ...]:
    """What a label says of a photo: every fault whose strength can be noticed."""
    named = {
        f"turned={round(look.turn_deg) % 360}": abs((look.turn_deg + 45) % 90 - 45) > 5
        or round(look.turn_deg / 90) % 4 != 0,
        f"tilt={look.tilt:.2f}": look.tilt >= 0.1,
        f"glare={look.glare:.2f} on {look.glare_on}": look.glare > 0,
        f"shadow={look.shadow:.2f}": look.shadow > 0,
        f"defocus={look.defocus:.2f}": look.defocus >= 0.1,
        f"motion={look.motion:.2f}": look.motion > 0,
        f"noise={look.noise:.2f}": look.noise >= 0.25,
        f"low light={look.low_light:.2f}": look.low_light > 0,
        f"clutter={look.clutter:.2f}": look.clutter > 0,
        f"finger={look.finger:.2f} on {look.finger_on}": look.finger > 0,
        f"cut off={look.cut_off:.2f}": look.cut_off > 0,
        look.copy: look.copy != "original",
        look.view: look.view != "as it is",
    }
    return (
        "photo",
        f"px_per_mm={look.px_per_mm:.1f}",
        *(text for text, is_so in named.items() if is_so),
    )


def _projection(drawn: Drawn, look: CameraLook) -> tuple[Matrix, tuple[int, int]]:
    """From pixels of the drawing to pixels of the picture, and the picture's size."""
    height, width = drawn.rgb.shape[:2]
    size_mm = np.array([width, height]) / drawn.px_per_mm
    corners = np.array([(0, 0), (1, 0), (1, 1), (0, 1)]) * size_mm - size_mm / 2
    turn, axis = np.deg2rad(look.turn_deg), np.deg2rad(look.tilt_axis_deg)
    tilt = np.deg2rad(look.tilt * _LARGEST_TILT_DEG)
    turned = corners @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    across = turned @ np.array([-np.sin(axis), np.cos(axis)])
    along = turned @ np.array([np.cos(axis), np.sin(axis)])
    distance = _DISTANCE * float(max(size_mm))
    shrink = distance / (distance + across * np.sin(tilt))
    flat = np.outer(along * shrink, [np.cos(axis), np.sin(axis)])
    flat += np.outer(across * np.cos(tilt) * shrink, [-np.sin(axis), np.cos(axis)])
    seen = flat * look.px_per_mm
    margin = look.margin * float(max(size_mm)) * look.px_per_mm
    seen += margin - seen.min(axis=0)
    frame = np.ceil(seen.max(axis=0) + margin).astype(int)
    source = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    matrix = cv2.getPerspectiveTransform(source, seen.astype(np.float32))
    return np.asarray(matrix, np.float64), (int(frame[0]), int(frame[1]))


def _cut(
    homography: Matrix,
    size: tuple[int, int],
    drawn: Drawn,
    look: CameraLook,
    rng: np.random.Generator,
) -> tuple[Matrix, tuple[int, int]]:
    """A frame that ends before the document does, on one side."""
    width, height = size
    margin = look.margin * max(drawn.rgb.shape[:2]) / drawn.px_per_mm * look.px_per_mm
    side = int(rng.integers(4))
    share = 0.25 * look.cut_off
    lost = [round(margin + share * (extent - 2 * margin)) for extent in (width, height)]
    left, top = (lost[0] if side == 0 else 0), (lost[1] if side == 1 else 0)
    shift = np.array([[1, 0, -left], [0, 1, -top], [0, 0, 1]], np.float64)
    width -= lost[0] if side in (0, 2) else 0
    height -= lost[1] if side in (1, 3) else 0
    return np.asarray(shift @ homography, np.float64), (width, height)


def _projected(
    drawn: Drawn, paper: Field, homography: Matrix, size: tuple[int, int], look: CameraLook
) -> tuple[Field, Field]:
    """The document in the picture, and where it lies.

    Drawn finer than the picture, it is blurred first as much as the picture will.
    """
    reduction = drawn.px_per_mm / look.px_per_mm
    smooth = _blurred(paper, 0.45 * reduction) if reduction > 1.1 else paper
    seen = cv2.warpPerspective(
        smooth, homography, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    cover = drawn.coverage.astype(np.float32) / 255.0
    inside = cv2.warpPerspective(cover, homography, size, flags=cv2.INTER_LINEAR)
    return np.clip(seen, 0, 255).astype(np.float32), np.asarray(inside, np.float32)


def _target(marks: tuple[Mark, ...], place: Place, rng: np.random.Generator) -> tuple[float, float]:
    """The middle of what a thing covers, in pixels; of the document where that is not there."""
    wanted = {
        "mrz": ("mrz",),
        "portrait": ("portrait",),
        "text": ("field",),
        "elsewhere": ("side",),
    }
    found = [mark for mark in marks if mark.kind in wanted[place]]
    found = found or [mark for mark in marks if mark.kind == "side"]
    if place == "text":
        found = [found[int(rng.integers(len(found)))]]
    points = np.array([point for mark in found for point in mark.quad])
    low, high = points.min(axis=0), points.max(axis=0)
    middle = (low + high) / 2
    if place == "elsewhere":
        middle = low + (high - low) * rng.uniform(0.05, 0.95, 2)
    return float(middle[0]), float(middle[1])


def _covered(
    light: Field, marks: tuple[Mark, ...], look: CameraLook, rng: np.random.Generator
) -> Field:
    """A finger that holds the document: over its edge, or over what it shall cover."""
    if look.finger <= 0:
        return light
    height, width = light.shape[:2]
    side = np.array(next(mark.quad for mark in marks if mark.kind == "side"))
    middle = side.mean(axis=0)
    if look.finger_on == "elsewhere":
        first = int(rng.integers(4))
        edge = side[first] + (side[(first + 1) % 4] - side[first]) * rng.uniform(0.2, 0.8)
        tip = (
            edge + (middle - edge) / np.hypot(*(middle - edge)) * look.finger * 10 * look.px_per_mm
        )
        outward = edge - middle
    else:
        x, y = _target(marks, look.finger_on, rng)
        tip, outward = np.array([x, y]), np.array([x, y]) - middle
    thickness = _FINGER_MM * (0.6 + 0.4 * look.finger) * look.px_per_mm
    painted, cover = fingertip(
        height, width, (tip[0], tip[1]), (outward[0], outward[1]), thickness, rng
    )
    shade = 1.0 - 0.3 * _blurred(cover, 2.0 * look.px_per_mm)
    shaded = light * shade[..., None]
    return np.asarray(shaded * (1 - cover[..., None]) + painted * cover[..., None], np.float32)


def _sensed(light: Field, look: CameraLook, rng: np.random.Generator) -> Rgb:
    """Lens, sensor and file: blur, movement, exposure, noise, compression."""
    spread = max(0.45, look.defocus * _DEFOCUS_MM * look.px_per_mm)
    seen = _blurred(light, spread)
    length = look.motion * _MOTION_MM * look.px_per_mm
    if length >= 1.0:
        seen = _smeared(seen, length, look.motion_deg)
    dark = exposed(seen, look.low_light, look.cast)
    grain = rng.standard_normal(dark.shape, dtype=np.float32)
    grain = np.asarray(cv2.GaussianBlur(grain, (0, 0), 0.6), np.float32) * 1.9
    levels = look.noise * _NOISE_LEVELS * (1.0 + look.low_light)
    recorded = dark + grain * levels * (0.45 + 0.55 * np.sqrt(np.clip(dark, 0, 255) / 255))
    return jpeg_pixels(np.clip(np.round(recorded), 0, 255).astype(np.uint8), look.jpeg_quality)


def _smeared(light: Field, length_px: float, angle_deg: float) -> Field:
    size = 2 * int(np.ceil(length_px / 2)) + 3
    kernel = np.zeros((size, size), np.float32)
    reach = np.array([np.cos(np.deg2rad(angle_deg)), np.sin(np.deg2rad(angle_deg))]) * length_px / 2
    middle = size // 2
    ends = [(round((middle + sign * reach[0]) * 16), round((middle + sign * reach[1]) * 16))
            for sign in (-1, 1)]  # fmt: skip
    cv2.line(kernel, ends[0], ends[1], 1.0, 1, cv2.LINE_AA, 4)
    return np.asarray(cv2.filter2D(light, -1, kernel / max(1e-6, float(kernel.sum()))), np.float32)


def _blurred(values: Field, sigma_px: float) -> Field:
    return values if sigma_px < 0.2 else blurred(values, sigma_px)
