"""Framing and pose: face height, position, tilt, turn."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt
from numpy.random import Generator
from scipy.interpolate import RBFInterpolator

from service.evaluation.degradations.canvas import moved, scaled_about
from service.evaluation.degradations.clean_photo import CleanPhoto
from service.evaluation.degradations.light import Rgb
from service.evaluation.degradations.registry import degradation

_FRAMING_SIDE_EFFECTS = ("photo.shoulders", "photo.centred", "photo.face-height", "photo.unaltered")


@degradation(
    "face-height",
    quantity="chin to crown on the finished photo",
    unit="mm",
    strengths=(33.5, *range(25, 46)),
    rules=("photo.face-height",),
    accept=(32.0, 35.0),
    faults=((0, 29.0), (38.0, 99)),
    side_effects=("photo.shoulders", "photo.centred", "photo.unaltered", "photo.sharpness",
                  "photo.resolution"),
)  # fmt: skip
def face_height(photo: CleanPhoto, strength: float, rng: Generator) -> Rgb:
    """The same photo taken from nearer or farther: scaled about the middle of the face."""
    matrix = scaled_about(photo.face_centre, strength / photo.face_height_mm)
    return moved(photo.rgb, matrix, photo.size, rng)


@degradation(
    "off-centre",
    quantity="shift of the face to one side",
    unit="mm",
    strengths=(0, 1, 2, 3, 5, 7, 9, 12),
    rules=("photo.centred",),
    accept=(0, 2),
    faults=((9, 99),),
    side_effects=_FRAMING_SIDE_EFFECTS,
)
def off_centre(photo: CleanPhoto, strength: float, rng: Generator) -> Rgb:
    """The camera points beside the face: the picture shifts to one side."""
    shift_px = float(rng.choice((-1.0, 1.0))) * strength * photo.px_per_mm
    matrix = scaled_about(photo.face_centre, 1.0, (shift_px, 0.0))
    return moved(photo.rgb, matrix, photo.size, rng)


@degradation(
    "tilt",
    quantity="tilt of the head towards a shoulder, camera and body with it",
    unit="degrees",
    strengths=(0, 2, 4, 6, 8, 10, 14, 20, 30),
    rules=("photo.pose",),
    accept=(0, 4),
    faults=((14, 90),),
    side_effects=_FRAMING_SIDE_EFFECTS,
)
def tilt(photo: CleanPhoto, strength: float, rng: Generator) -> Rgb:
    """The picture turned in its plane about the middle of the face."""
    angle = float(rng.choice((-1.0, 1.0))) * strength
    centre = (float(photo.face_centre[0]), float(photo.face_centre[1]))
    matrix = np.asarray(cv2.getRotationMatrix2D(centre, angle, 1.0), np.float32)
    return moved(photo.rgb, matrix, photo.size, rng)


@degradation(
    "turn",
    quantity="turn of the head to one side",
    unit="degrees",
    strengths=(0, 3, 6, 9, 12, 15, 18, 21),
    rules=("photo.pose",),
    accept=(0, 3),
    faults=((18, 90),),
    response="doubt",
    side_effects=("photo.centred", "photo.face-height", "photo.unaltered", "photo.expression",
                  "photo.lighting-uniform", "photo.shoulders"),
)  # fmt: skip
def turn(photo: CleanPhoto, strength: float, rng: Generator) -> Rgb:
    """The head turned about its vertical axis, by a warp of the picture.

    Landmarks move as the rotated mesh does, the rest of the head as a ball, shoulders stay.
    Approximate: what the turn would newly show or hide is stretched or squeezed instead, and
    since ears and hair stay behind, MediaPipe's pose reads about two thirds of the angle.
    """
    moved_points, sources = _turned_points(photo, float(rng.choice((-1.0, 1.0))) * strength)
    return _warped(photo.rgb, moved_points, sources)


def _turned_points(
    photo: CleanPhoto, degrees: float
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Where control points go to, and where they come from, each (n, 2)."""
    angle = np.deg2rad(degrees)
    centre = photo.face_centre.astype(np.float64)
    half_width, half_height = 0.62 * photo.face_width_px, np.hypot(*(photo.chin - centre)) * 1.05
    mesh = photo.landmarks[:468:5].astype(np.float64)
    depth = mesh[:, 2] - 0.55 * photo.face_width_px  # axis of the neck behind the face
    x = centre[0] + (mesh[:, 0] - centre[0]) * np.cos(angle) - depth * np.sin(angle)
    x -= 0.55 * photo.face_width_px * np.sin(angle) * 0.5
    around = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    outline = (
        centre + np.stack([half_width * np.sin(around), half_height * np.cos(around)], 1) * 1.25
    )
    outline = outline[outline[:, 1] < photo.chin[1]]
    fixed = _frame_points(photo)
    sources = np.concatenate([mesh[:, :2], outline, fixed])
    targets = np.concatenate([np.stack([x, mesh[:, 1]], 1), outline, fixed])
    return targets, sources


def _frame_points(photo: CleanPhoto) -> npt.NDArray[np.float64]:
    """Points that stay where they are: the frame's edge and the shoulders."""
    width, height = photo.size
    edge = [(x, y) for x in np.linspace(0, width, 6) for y in (0, height)]
    edge += [(x, y) for x in (0, width) for y in np.linspace(0, height, 8)[1:-1]]
    shoulder_y = photo.chin[1] + 0.45 * photo.face_width_px
    edge += [(x, shoulder_y) for x in np.linspace(0, width, 6)]
    return np.array(edge, np.float64)


def _warped(rgb: Rgb, targets: npt.NDArray[np.float64], sources: npt.NDArray[np.float64]) -> Rgb:
    """Move every target point's pixel from its source, smoothly between the points."""
    height, width = rgb.shape[:2]
    rows, columns = np.mgrid[0:height:57j, 0:width:41j]
    nodes = np.stack([columns.ravel(), rows.ravel()], 1)
    spread = RBFInterpolator(targets, sources - targets, neighbors=24, smoothing=2.0)
    offsets = spread(nodes).reshape(57, 41, 2).astype(np.float32)
    fields = cv2.resize(offsets, (width, height), interpolation=cv2.INTER_CUBIC)
    across, down = np.meshgrid(
        np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)
    )
    return np.asarray(
        cv2.remap(
            rgb,
            across + fields[..., 0],
            down + fields[..., 1],
            cv2.INTER_CUBIC,
            borderMode=cv2.BORDER_REPLICATE,
        ),
        np.uint8,
    )
