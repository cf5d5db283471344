"""How alike the two halves of the face are: what lies over one of them breaks the likeness."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from models.face_patch import FacePatch
from models.face_regions import LIPS

FloatArray = npt.NDArray[np.float32]

#: Landmarks on the middle line of the face, and pairs that mirror each other in MediaPipe's mesh.
MIDDLE_LINE = (168, 6, 197, 195, 5, 4, 1, 2, 164, 0, 17, 18, 200, 199, 175, 152)
MIRRORED_PAIRS = (
    *((33, 263), (133, 362), (61, 291), (98, 327), (117, 346)),
    *((205, 425), (214, 434), (50, 280), (70, 300), (107, 336)),
)
#: The bare middle of the face below the eyes: hair and ears, which differ anyway, lie outside.
INNER_FACE = (117, 346, 50, 280, 205, 425, 214, 434, 32, 262, 175, 168, 6)
#: Deep shadow counts as this much light, so that noise in it makes no pattern.
DARKEST = 0.02
#: Detail finer than pores and coarser than the nose is left out: light from one side is coarse.
FINE_PX, COARSE_PX = 2.0, 8.0
#: Edges are compared by their strength within this distance, above this strength.
EDGE_REACH_PX, EDGE_FLOOR = 3.0, 0.02


def measure_half_difference(patch: FacePatch) -> float:
    """Unlikeness of the left and the mirrored right half below the eyes: 0 alike, 1 unrelated.

    The least of three unlikenesses (one less Pearson's correlation): of the luminance's detail, of
    its gradients and of the strength of its edges, so that light from one side, a beard's edge or a
    turned head, which disturb one or two of them, do not count by themselves. Own method.
    """
    mirror = _mirror(patch.landmarks)
    inside = _hull(patch, INNER_FACE)
    light = np.log(patch.luminance + np.float32(DARKEST))
    fine = _blurred(light, FINE_PX)
    mirrored = _warped(fine, mirror)
    gradients, other = _gradients(fine), _gradients(mirrored)
    edges = _blurred(np.hypot(*gradients), EDGE_REACH_PX)
    pairs = (
        (_detail(fine)[inside], _detail(mirrored)[inside]),
        (
            np.concatenate([gradient[inside] for gradient in gradients]),
            np.concatenate([gradient[inside] for gradient in other]),
        ),
        (
            np.log(edges[inside] + np.float32(EDGE_FLOOR)),
            np.log(_warped(edges, mirror)[inside] + np.float32(EDGE_FLOOR)),
        ),
    )
    return float(np.clip(min(1.0 - _correlation(*pair) for pair in pairs), 0.0, 1.0))


def inner_face_outline(patch: FacePatch) -> FloatArray:
    """The outline of what is compared, as (n, 2) pixels of the patch."""
    return np.asarray(cv2.convexHull(patch.landmarks[list(INNER_FACE + LIPS)])[:, 0], np.float32)


def _mirror(landmarks: FloatArray) -> FloatArray:
    """The affine map, (2, 3), that lays the face's right half on its left one and back."""
    here = [index for pair in MIRRORED_PAIRS for index in pair] + list(MIDDLE_LINE)
    there = [index for pair in MIRRORED_PAIRS for index in pair[::-1]] + list(MIDDLE_LINE)
    points = np.column_stack([landmarks[here], np.ones(len(here), np.float32)])
    solution, *_ = np.linalg.lstsq(points, landmarks[there], rcond=None)
    return np.asarray(solution.T, np.float32)


def _hull(patch: FacePatch, ids: tuple[int, ...]) -> npt.NDArray[np.bool_]:
    filled = np.zeros(patch.luminance.shape, np.uint8)
    hull = cv2.convexHull(np.rint(patch.landmarks[list(ids)]).astype(np.int32))
    cv2.fillPoly(filled, [hull], 1)
    return filled.astype(np.bool_)


def _warped(values: FloatArray, mirror: FloatArray) -> FloatArray:
    height, width = values.shape
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    warped = cv2.warpAffine(
        values, mirror, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(warped, np.float32)


def _blurred(values: FloatArray, sigma_px: float) -> FloatArray:
    return np.asarray(cv2.GaussianBlur(values, (0, 0), sigma_px), np.float32)


def _detail(values: FloatArray) -> FloatArray:
    return values - _blurred(values, COARSE_PX)


def _gradients(values: FloatArray) -> tuple[FloatArray, FloatArray]:
    across, down = cv2.Sobel(values, cv2.CV_32F, 1, 0), cv2.Sobel(values, cv2.CV_32F, 0, 1)
    return np.asarray(across, np.float32), np.asarray(down, np.float32)


def _correlation(one: FloatArray, other: FloatArray) -> float:
    """Pearson's correlation; 1 where either does not vary, since nothing then differs."""
    one, other = one - one.mean(), other - other.mean()
    spread = float(np.sqrt((one @ one) * (other @ other)))
    return float(one @ other) / spread if spread > 0 else 1.0
