"""The holder's picture on the document: where it is, and whether the face in it can be seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from models.document.quad import Quad
from models.document.straighten import StraightDocument, faces_in
from models.face_box import Box, FaceBox, distinct_boxes
from models.quantiles import percentiles
from models.raster import reduced_raster

Rgb = npt.NDArray[np.uint8]

#: Longer side of the copy in which faces are looked for: the full-range detector sees a portrait of
#: a fifth of a page's width, a smaller one is looked for in parts of the document.
SEARCH_SIDE_PX: Final = 700
LEAST_SCORE: Final = 0.45
#: Parts that are looked at where the whole shows no face: left and right, overlapping.
PARTS: Final = ((0.0, 0.55), (0.45, 1.0))
#: From the detector's box to the picture: so many of its widths to each side, up and down.
BESIDE, ABOVE, BELOW = 0.32, 0.55, 0.55
#: The face of a picture that was bleached or is black: levels of luma.
DARK, BRIGHT = 28, 250


@dataclass(frozen=True, slots=True)
class DocumentPortrait:
    """The largest face of the document. Places in pixels of the upright upload.

    ``face``: box of the face; ``picture``: about the picture that it is in; ``score``: 0..1;
    ``face_width_px``: in pixels of the upload. ``luma``: median level of the face, 0..255;
    ``contrast``: 95th less 5th percentile of its luma; ``dark_share``, ``bright_share``: of its
    pixels near black and near white; ``blur_share``: width of its contours as a share of the
    face's width. ``ghosts``: further, smaller faces.
    """

    face: Quad
    picture: Quad
    score: float
    face_width_px: float
    luma: float
    contrast: float
    dark_share: float
    bright_share: float
    blur_share: float
    ghosts: int


def find_portrait(document: StraightDocument) -> DocumentPortrait | None:
    """The holder's picture on a straightened document; None where no face is seen."""
    raster = reduced_raster(document.rgb, SEARCH_SIDE_PX)
    faces = distinct_boxes(_faces(raster.rgb))
    faces = tuple(face for face in faces if face.score >= LEAST_SCORE)
    if not faces:
        return None
    largest = max(faces, key=lambda face: face.width_px)
    face_box = _scaled(largest.box, raster.scale)
    luma = np.asarray(cv2.cvtColor(_cut(document.rgb, face_box), cv2.COLOR_RGB2GRAY), np.float32)
    dark, middle, bright = percentiles(luma, [5, 50, 95])
    face = _on_upload(document, face_box)
    return DocumentPortrait(
        face=face,
        picture=_on_upload(document, _picture_box(face_box)),
        score=largest.score,
        face_width_px=face.width_px,
        luma=float(middle),
        contrast=float(bright - dark),
        dark_share=float((luma <= DARK).mean()),
        bright_share=float((luma >= BRIGHT).mean()),
        blur_share=_blur_share(luma, float(bright - dark)),
        ghosts=len(faces) - 1,
    )


def _faces(rgb: Rgb) -> list[FaceBox]:
    found = list(faces_in(rgb))
    if any(face.score >= LEAST_SCORE for face in found):
        return found
    width = rgb.shape[1]
    for start, end in PARTS:
        left = int(start * width)
        part = np.ascontiguousarray(rgb[:, left : int(end * width)])
        for face in faces_in(part):
            x0, y0, x1, y1 = face.box
            found.append(FaceBox((x0 + left, y0, x1 + left, y1), face.score))
    return found


def _scaled(box: Box, scale: float) -> Box:
    left, top, right, bottom = (side * scale for side in box)
    return left, top, right, bottom


def _picture_box(box: Box) -> Box:
    left, top, right, bottom = box
    width, height = right - left, bottom - top
    return (
        left - BESIDE * width,
        top - ABOVE * height,
        right + BESIDE * width,
        bottom + BELOW * height,
    )


def _cut(rgb: Rgb, box: Box) -> Rgb:
    height, width = rgb.shape[:2]
    left, top = max(0, int(box[0])), max(0, int(box[1]))
    right, bottom = min(width, max(left + 1, int(box[2]))), min(height, max(top + 1, int(box[3])))
    left, top = min(left, width - 1), min(top, height - 1)
    return np.ascontiguousarray(rgb[top : max(bottom, top + 1), left : max(right, left + 1)])


def _on_upload(document: StraightDocument, box: Box) -> Quad:
    height, width = document.rgb.shape[:2]
    left, right = np.clip((box[0], box[2]), 0, width).tolist()
    top, bottom = np.clip((box[1], box[3]), 0, height).tolist()
    return Quad.of(document.on_upload(Quad.rectangle(left, top, right, bottom).points))


def _blur_share(luma: npt.NDArray[np.float32], contrast: float) -> float:
    """Contrast by the steepest slope, as a share of the face's width; noise smoothed away."""
    if min(luma.shape) < 8 or contrast < 1:
        return 1.0
    smooth = cv2.GaussianBlur(luma, (0, 0), max(0.8, luma.shape[1] / 120))
    across = cv2.Sobel(smooth, cv2.CV_32F, 1, 0, ksize=1, scale=0.5)
    down = cv2.Sobel(smooth, cv2.CV_32F, 0, 1, ksize=1, scale=0.5)
    slope = float(percentiles(cv2.magnitude(across, down), [98])[0])
    return float(contrast / max(slope, 1e-3) / luma.shape[1])
