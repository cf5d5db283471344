"""Making a clean photo: a portrait framed as the rules ask, before a white background."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from models.face import CHIN, Face
from models.person import PersonMask
from service.evaluation.degradations.canvas import Matrix, moved, moved_plane
from service.evaluation.degradations.clean_photo import CleanPhoto, Point
from service.evaluation.degradations.light import (
    FloatArray,
    Rgb,
    blurred,
    lightness_to_luminance,
    to_linear,
    to_srgb,
)
from service.evaluation.degradations.registry import seeded

#: Pixels of the frame's width and height: within what digital applications accept.
FRAME_PX = (1000, 1400)
FRAME_HEIGHT_MM = 70.0
FACE_HEIGHT_MM = 33.5
#: Where the middle of the face may stand, from the top of the frame: as high as the original
#: allows without inventing cloth below its edge.
FACE_CENTRE_FROM_TOP = (0.47, 0.52)
#: Lightness of well lit white paper: white, and still below clipping.
WHITE_LIGHTNESS = 96.5
#: Width of the wall's own shades that the whitening evens out.
_WALL_DETAIL_PX = 50.0
#: The largest share of the frame that may lie beyond the edges of the original.
MAX_INVENTED_SHARE = 0.16
#: The largest cover of the original's top edge by the person: hair must not be cut off.
MAX_COVERED_TOP = 0.3


@dataclass(frozen=True, slots=True)
class Portrait:
    """An original picture with its face, mask and crown, before framing."""

    name: str
    groups: tuple[str, ...]
    rgb: Rgb
    face: Face
    mask: PersonMask
    crown: Point
    face_height_px: float


def invented_share(portrait: Portrait) -> float:
    """Share of the frame that lies beyond the original's edges when its face is framed."""
    height, width = portrait.rgb.shape[:2]
    covered = cv2.warpAffine(
        np.ones((height, width), np.uint8), _framing_matrix(portrait), FRAME_PX
    )
    return 1.0 - float(covered.mean())


def is_usable(portrait: Portrait) -> bool:
    """Whether the original shows the whole head and nearly all of the frame around it."""
    top = portrait.mask.alpha[: max(2, portrait.mask.alpha.shape[0] // 64)]
    return float(top.max()) <= MAX_COVERED_TOP and invented_share(portrait) <= MAX_INVENTED_SHARE


def clean_photo(portrait: Portrait) -> CleanPhoto:
    """Frame a portrait with a face of 33.5 mm and turn its plain background white.

    The background is lit, not replaced: each background pixel is multiplied by what white paper
    would reflect more than its own wall, so hair, grain and edges stay those of the camera.
    """
    matrix = _framing_matrix(portrait)
    rng = seeded("framing", portrait.name)
    framed = moved(portrait.rgb, matrix, FRAME_PX, rng)
    height, width = portrait.rgb.shape[:2]
    alpha = moved_plane(portrait.mask.resized(width, height), matrix, FRAME_PX)
    linear, alpha = _with_white_background(to_linear(framed), alpha)
    landmarks = portrait.face.landmarks.copy()
    landmarks[:, :2] = landmarks[:, :2] @ matrix[:, :2].T + matrix[:, 2]
    landmarks[:, 2] *= np.hypot(*matrix[0, :2])
    crown = np.asarray(portrait.crown, np.float32) @ matrix[:, :2].T + matrix[:, 2]
    return CleanPhoto(
        name=portrait.name,
        groups=portrait.groups,
        rgb=to_srgb(linear),
        landmarks=landmarks,
        alpha=alpha,
        crown=(float(crown[0]), float(crown[1])),
        px_per_mm=FRAME_PX[1] / FRAME_HEIGHT_MM,
        face_height_mm=FACE_HEIGHT_MM,
    )


def _framing_matrix(portrait: Portrait) -> Matrix:
    """Scale and shift that set the face to its nominal height in the middle of the frame."""
    scale = FACE_HEIGHT_MM / FRAME_HEIGHT_MM * FRAME_PX[1] / portrait.face_height_px
    chin = portrait.face.landmarks[CHIN, :2]
    middle = (chin + np.asarray(portrait.crown, np.float32)) / 2
    middle[0] = (portrait.face.left_eye[0] + portrait.face.right_eye[0]) / 2
    below_px = (portrait.rgb.shape[0] - middle[1]) * scale
    from_top = np.clip(1.0 - below_px / FRAME_PX[1], *FACE_CENTRE_FROM_TOP)
    target = np.array([FRAME_PX[0] / 2, FRAME_PX[1] * from_top])
    shift = target - scale * middle
    return np.array([[scale, 0, shift[0]], [0, scale, shift[1]]], np.float32)


def _with_white_background(linear: FloatArray, mask: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The picture with its background lit white, and the mask refined by the wall's own colour."""
    wall = _wall_model(linear, mask)
    alpha = _refined_alpha(linear, mask, wall)
    gain = np.clip(lightness_to_luminance(WHITE_LIGHTNESS) / np.maximum(wall, 0.02), 0.5, 6.0)
    lit = linear * (1.0 + (gain - 1.0) * (1.0 - alpha)[..., None])
    return np.asarray(lit, np.float32), alpha


def _wall_model(linear: FloatArray, mask: FloatArray) -> FloatArray:
    """Smooth colour of the wall everywhere: a quadratic, corrected where wall is in sight."""
    away = cv2.erode((mask < 0.02).astype(np.float32), np.ones((25, 25), np.uint8))
    wall = np.asarray(away, np.float32)
    broad = _quadratic_fit(linear, wall)
    seen = blurred(wall, _WALL_DETAIL_PX)[..., None]
    rest = blurred((linear - broad) * wall[..., None], _WALL_DETAIL_PX)
    return np.asarray(broad + rest / np.maximum(seen, 0.05), np.float32)


def _quadratic_fit(linear: FloatArray, wall: FloatArray) -> FloatArray:
    """A quadratic in both directions, fitted to every twelfth pixel that is surely wall."""
    height, width = wall.shape
    sample = np.zeros(wall.shape, bool)
    sample[::12, ::12] = True
    rows, columns = np.nonzero((wall > 0) & sample)
    if rows.size < 50:
        bright = np.quantile(linear, 0.9, axis=(0, 1)).astype(np.float32)
        return np.asarray(np.broadcast_to(bright, linear.shape), np.float32)
    terms = _quadratic_terms(columns / width, rows / height)
    seen = linear[rows, columns].astype(np.float64)
    weights, *_ = np.linalg.lstsq(terms, seen, rcond=None)
    down, across = np.mgrid[0:1:36j, 0:1:26j]
    coarse = _quadratic_terms(across.ravel(), down.ravel()) @ weights
    coarse = np.clip(coarse, seen.min(axis=0), seen.max(axis=0)).reshape(36, 26, 3)
    whole = cv2.resize(coarse.astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    return np.asarray(whole, np.float32)


def _quadratic_terms(
    across: npt.NDArray[np.float64], down: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    return np.stack(
        [np.ones_like(across), across, down, across * down, across**2, down**2], axis=-1
    )


def _refined_alpha(linear: FloatArray, mask: FloatArray, wall: FloatArray) -> FloatArray:
    """The mask, decided near its edge by how far each pixel is from the wall's colour."""
    ratio = np.abs(np.log(np.maximum(linear, 1e-3) / np.maximum(wall, 1e-3))).max(axis=2)
    differs = np.clip((blurred(ratio.astype(np.float32), 0.7) - 0.10) / 0.30, 0.0, 1.0)
    round_kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (31, 31))
    inner = blurred(np.asarray(cv2.erode(mask, round_kernel), np.float32), 6.0)
    outer = blurred(np.asarray(cv2.dilate(mask, round_kernel, iterations=2), np.float32), 6.0)
    refined = np.maximum(np.clip(inner * 1.1, 0, 1), differs * np.clip(outer * 1.2, 0, 1))
    return np.asarray(refined, np.float32)
