"""Things in front of the face, and a second face."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt
from numpy.random import Generator

from service.evaluation.degradations.clean_photo import CleanPhoto
from service.evaluation.degradations.light import (
    FloatArray,
    Rgb,
    blurred,
    mixed,
    to_linear,
    to_srgb,
)
from service.evaluation.degradations.registry import degradation

# Outline of the face in MediaPipe's canonical mesh, clockwise from the top of the forehead.
_FACE_OVAL = (
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
    152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
)  # fmt: skip
_COVER_SIDE_EFFECTS = (
    "photo.expression",
    "photo.mouth-closed",
    "photo.lighting-uniform",
    "photo.skin-tone",
    "photo.exposure",
    "photo.glare",
    "photo.face-count",
    "photo.pose",
    "photo.eyes-open",
    "photo.eyes-visible",
    "photo.face-height",
    "photo.centred",
)


def _polygon_cover(
    photo: CleanPhoto, points: npt.NDArray[np.float32], soft_px: float
) -> FloatArray:
    cover = np.zeros(photo.alpha.shape, np.float32)
    cv2.fillPoly(cover, [np.rint(points).astype(np.int32)], 1.0, cv2.LINE_AA)
    return blurred(cover, soft_px)


def _cloth(photo: CleanPhoto, colour: tuple[float, float, float], rng: Generator) -> FloatArray:
    """Linear light of woven cloth rounded like the head, (h, w, 3)."""
    columns, _ = photo.grid
    across = np.clip((columns - photo.face_centre[0]) / (0.75 * photo.face_width_px), -1, 1)
    weave = 1.0 + 0.05 * blurred(rng.standard_normal(columns.shape, np.float32), 1.0)
    shade = np.sqrt(np.clip(1.05 - across**2, 0.1, 1)) * weave
    return np.asarray(shade[..., None] * np.asarray(colour, np.float32), np.float32)


@degradation(
    "face-mask",
    quantity="share of the way from chin to eyes that cloth covers",
    unit="share",
    strengths=(0, 0.15, 0.3, 0.45, 0.6, 0.75),
    rules=("photo.occlusion",),
    faults=((0.45, 1),),
    response="doubt",
    side_effects=_COVER_SIDE_EFFECTS,
)
def face_mask(photo: CleanPhoto, strength: float, rng: Generator) -> Rgb:
    """A scarf or medical mask that comes up from the chin."""
    oval = photo.points(*_FACE_OVAL)
    eye_y = float(photo.eyes[:, 1].mean())
    edge_y = float(photo.chin[1]) - strength * (float(photo.chin[1]) - eye_y)
    lower = oval[oval[:, 1] > edge_y]
    middle = photo.face_centre[0]
    lower = (lower - [middle, edge_y]) * [1.05, 1.06] + [middle, edge_y]
    rim = np.array(
        [(lower[:, 0].min(), edge_y + 6), (middle, edge_y - 0.05 * photo.face_width_px),
         (lower[:, 0].max(), edge_y + 6)], np.float32
    )  # fmt: skip
    outline = cv2.convexHull(np.concatenate([lower, rim]).astype(np.float32))[:, 0]
    cover = _polygon_cover(photo, np.asarray(outline, np.float32), 0.8)
    light = to_linear(photo.rgb)
    light = light * (1.0 - 0.25 * blurred(cover, 5.0))[..., None].astype(np.float32)
    return to_srgb(mixed(light, _cloth(photo, (0.30, 0.52, 0.62), rng), cover))


@degradation(
    "hand",
    quantity="how far the hand reaches over the face from one side",
    unit="face widths",
    strengths=(0, 0.15, 0.3, 0.45, 0.6, 0.75),
    rules=("photo.occlusion",),
    faults=((0.45, 1),),
    response="doubt",
    side_effects=(
        *_COVER_SIDE_EFFECTS,
        "photo.background-plain",
        "photo.background-shadow",
        "photo.background-white",
    ),
)
def hand(photo: CleanPhoto, strength: float, rng: Generator) -> Rgb:
    """A hand of the person's own skin laid on the cheek: four fingers from one side."""
    side = float(rng.choice((-1.0, 1.0)))
    width = photo.face_width_px
    edge_x = float(photo.face_centre[0]) + side * 0.55 * width
    light = to_linear(photo.rgb)
    cheek = photo.points(205 if side < 0 else 425)[0].astype(int)
    patch = light[cheek[1] - 12 : cheek[1] + 12, cheek[0] - 12 : cheek[0] + 12]
    skin = patch.reshape(-1, 3).mean(axis=0) * np.float32(0.9)
    columns, rows = photo.grid
    half = 0.078 * width
    covered = np.zeros(columns.shape, np.float32)
    fingers = np.zeros((*columns.shape, 3), np.float32)
    lean = float(rng.uniform(-0.25, 0.1))
    for offset, length in ((-0.18, 0.9), (-0.02, 1.0), (0.14, 0.95), (0.29, 0.75)):
        reach = strength * width * length
        along = np.clip((columns - edge_x) * -side, -0.6 * width, reach - half)
        middle_y = float(photo.points(4)[0][1]) + offset * width + lean * (along - reach)
        distance = np.hypot(columns - (edge_x - side * along), rows - middle_y)
        cover = np.clip(half + 0.5 - distance, 0, 1)
        shade = np.sqrt(np.clip(1.08 - (distance / half) ** 2, 0.12, 1))
        fingers = mixed(fingers, shade[..., None] * skin, cover)
        covered = np.maximum(covered, cover)
    grain = 1.0 + 0.06 * blurred(rng.standard_normal(columns.shape, np.float32), 1.5)
    light = light * (1.0 - 0.35 * blurred(covered, 6.0))[..., None]
    return to_srgb(mixed(light, fingers * grain[..., None], blurred(covered, 0.8)))


@degradation(
    "hat",
    quantity="share of the way from crown to brows that a cap covers",
    unit="share",
    strengths=(0, 0.4, 0.6, 0.8, 1),
    rules=("photo.head-covering",),
    faults=((0.6, 1),),
    response="doubt",
    side_effects=(*_COVER_SIDE_EFFECTS, "photo.occlusion", "photo.background-shadow",
                  "photo.background-separation", "photo.shoulders"),
)  # fmt: skip
def hat(photo: CleanPhoto, strength: float, rng: Generator) -> Rgb:
    """A knitted cap from above the crown down to a line on the forehead."""
    brow_y = float(photo.points(105, 334)[:, 1].mean())
    crown_y = float(photo.crown[1])
    edge_y = crown_y + strength * (brow_y - crown_y)
    middle = float(photo.face_centre[0])
    rows = np.nonzero(photo.alpha[int(max(edge_y, 0))] > 0.5)[0]
    near = rows[np.abs(rows - middle) < 0.85 * photo.face_width_px]
    half = max(0.5 * float(np.ptp(near)) if near.size else 0.0, 0.5 * photo.face_width_px) + 8
    top_y = crown_y - 0.12 * photo.face_width_px
    angle = np.linspace(np.pi, 2 * np.pi, 60)
    dome = np.stack([middle + half * np.cos(angle), edge_y + (edge_y - top_y) * np.sin(angle)], 1)
    cover = _polygon_cover(photo, dome.astype(np.float32), 0.9)
    light = to_linear(photo.rgb)
    below = np.roll(blurred(cover, 8.0), 10, axis=0) * (1 - cover) * photo.alpha
    light = light * (1.0 - 0.4 * below)[..., None].astype(np.float32)
    colours = ((0.03, 0.04, 0.09), (0.10, 0.02, 0.02), (0.02, 0.02, 0.02))
    colour = colours[int(rng.integers(len(colours)))]
    return to_srgb(mixed(light, _cloth(photo, colour, rng), cover))


@degradation(
    "two-faces",
    quantity="height of the second face against the first",
    unit="ratio",
    strengths=(0, 0.12, 0.2, 0.3, 0.45, 0.6, 0.8),
    rules=("photo.face-count",),
    faults=((0.3, 9),),
    side_effects=("photo.background-white", "photo.background-plain", "photo.background-shadow",
                  "photo.background-separation", "photo.shoulders", "photo.unaltered"),
)  # fmt: skip
def two_faces(photo: CleanPhoto, strength: float, rng: Generator) -> Rgb:
    """A second face beside the head: a portrait hung on the wall, mirrored from the same photo."""
    side = float(rng.choice((-1.0, 1.0)))
    width, height = photo.size
    place_x = width / 2 + side * (0.5 - 0.5 * min(0.36, 0.4 * strength) - 0.02) * width
    place_y = float(photo.crown[1]) + 0.3 * strength * photo.face_width_px
    x, y = photo.face_centre
    matrix = np.array(
        [[-strength, 0, place_x + strength * x], [0, strength, place_y - strength * y]], np.float32
    )
    small = cv2.GaussianBlur(photo.rgb, (0, 0), max(0.3, 0.35 / strength))
    portrait = np.asarray(cv2.warpAffine(small, matrix, (width, height)), np.uint8)
    half_x, half_y = 0.62 * strength * photo.face_width_px, 0.72 * strength * photo.face_width_px
    columns, rows = photo.grid
    outside = np.maximum(np.abs(columns - place_x) - half_x, np.abs(rows - place_y) - half_y)
    behind = 1.0 - photo.alpha
    frame = np.clip(0.4 * photo.px_per_mm - outside, 0, 1) * behind
    light = mixed(to_linear(photo.rgb), np.full(3, 0.02, np.float32), frame)
    return to_srgb(mixed(light, to_linear(portrait), np.clip(-outside, 0, 1) * behind))
