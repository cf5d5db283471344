"""Face boxes: where the two detectors see a face, and how sure they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from mediapipe.tasks.python import vision

from models.landmarker import far_face_detector, mediapipe_image, near_face_detector
from models.quantiles import percentiles
from models.raster import Raster, reduced_raster

Rgb = npt.NDArray[np.uint8]
Box = tuple[float, float, float, float]

#: Two boxes that share this much of the smaller one show one face.
SAME_FACE_OVERLAP = 0.5
#: The detectors look at 128 and 192 px; a copy of this size loses nothing and converts faster.
DETECTOR_SIDE_PX = 384
#: Tiles a side when nothing was found in the whole picture: each covers half of it, overlapping,
#: so that a face of 2.5 % of the picture's width still covers ten pixels of the network's input.
TILES_A_SIDE = 3
#: Beside a face that fills the middle, others can stand to the left or right above the shoulders:
#: two tiles of half the width and this share of the height show them twice as large.
BESIDE_HEAD_SHARE = 0.6
#: A narrower tile shows no face, and an empty one would break the detector's graph.
MIN_TILE_PX = 8


@dataclass(frozen=True, slots=True)
class FaceBox:
    """``box``: left, top, right, bottom in pixels of the upright picture; ``score``: 0..1."""

    box: Box
    score: float

    @property
    def width_px(self) -> float:
        """Width of the box in pixels."""
        return self.box[2] - self.box[0]


def near_face_boxes(raster: Raster) -> tuple[FaceBox, ...]:
    """Faces that fill much of the picture (BlazeFace, short range)."""
    return _boxes(near_face_detector(), raster)


def far_face_boxes(raster: Raster) -> tuple[FaceBox, ...]:
    """Faces of at least about 5 % of the picture's width (BlazeFace, full range)."""
    return _boxes(far_face_detector(), raster)


def tiled_face_boxes(raster: Raster) -> tuple[FaceBox, ...]:
    """Faces of at least about 2.5 % of the picture's width, looked for in overlapping tiles."""
    height, width = raster.height // 2, raster.width // 2
    if min(height, width) < MIN_TILE_PX:
        return ()
    steps = np.linspace(0.0, 1.0, TILES_A_SIDE)
    found: list[FaceBox] = []
    for top in (int(step * height) for step in steps):
        for left in (int(step * width) for step in steps):
            tile = Raster(raster.rgb[top : top + height, left : left + width], raster.scale)
            found += (_moved(face, left, top, raster.scale) for face in far_face_boxes(tile))
    return distinct_boxes(found)


def face_boxes_beside_head(raster: Raster) -> tuple[FaceBox, ...]:
    """Faces in the left and the right upper part of an ID photo, down to 5 % of its width."""
    height, width = round(raster.height * BESIDE_HEAD_SHARE), raster.width // 2
    if min(height, width) < MIN_TILE_PX:
        return ()
    found: list[FaceBox] = []
    for left in (0, raster.width - width):
        tile = Raster(raster.rgb[:height, left : left + width], raster.scale)
        found += (_moved(face, left, 0, raster.scale) for face in far_face_boxes(tile))
    return distinct_boxes(found)


def distinct_boxes(boxes: Iterable[FaceBox]) -> tuple[FaceBox, ...]:
    """One box for each face, the surest first (non-maximum suppression)."""
    kept: list[FaceBox] = []
    for candidate in sorted(boxes, key=lambda box: -box.score):
        if all(overlap(candidate.box, other.box) < SAME_FACE_OVERLAP for other in kept):
            kept.append(candidate)
    return tuple(kept)


def overlap(one: Box, other: Box) -> float:
    """Share of the smaller of two boxes that lies in the other, 0..1."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    if width <= 0 or height <= 0:
        return 0.0
    smaller = min((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return width * height / max(smaller, 1e-6)


def _boxes(detector: vision.FaceDetector, raster: Raster) -> tuple[FaceBox, ...]:
    reduced = reduced_raster(raster.rgb, DETECTOR_SIDE_PX)
    scale = raster.scale * reduced.scale
    result = detector.detect(mediapipe_image(reduced.rgb))
    return tuple(
        FaceBox(
            (
                found.bounding_box.origin_x * scale,
                found.bounding_box.origin_y * scale,
                (found.bounding_box.origin_x + found.bounding_box.width) * scale,
                (found.bounding_box.origin_y + found.bounding_box.height) * scale,
            ),
            float(found.categories[0].score),
        )
        for found in result.detections
    )


def _moved(face: FaceBox, left_px: int, top_px: int, scale: float) -> FaceBox:
    x, y = left_px * scale, top_px * scale
    left, top, right, bottom = face.box
    return FaceBox((left + x, top + y, right + x, bottom + y), face.score)


def close_up_score(raster: Raster, box: Box) -> float:
    """How sure the short-range detector is when it sees the face alone, centred and well lit.

    The box is brought to half of a square, its 1st to 99th percentile stretched to full contrast:
    a dark or small face is then recognised, and a flower that resembled one no longer is.
    """
    left, top, right, bottom = (side / raster.scale for side in box)
    reach = max(right - left, bottom - top, 1.0) * 0.9
    zoom = 128 / reach
    centre_x, centre_y = (left + right) / 2, (top + bottom) / 2
    shift = np.array(
        [[zoom, 0, 128 - centre_x * zoom], [0, zoom, 128 - centre_y * zoom]], np.float32
    )
    crop = cv2.warpAffine(
        raster.rgb, shift, (256, 256), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE
    ).astype(np.float32)
    dark, bright = percentiles(crop, [1, 99])
    stretched = np.clip((crop - dark) * (255 / (bright - dark + 1)), 0, 255).astype(np.uint8)
    return max((face.score for face in near_face_boxes(Raster(stretched, 1.0))), default=0.0)
