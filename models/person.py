"""The person mask: which part of the picture is the person, which is background."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from models.landmarker import mediapipe_image, person_segmenter
from models.raster import shrunk

#: The segmenter works on 256 x 256; a larger answer is interpolation and costs time.
MASK_SIDE_PX = 256


@dataclass(frozen=True, slots=True)
class PersonMask:
    """``alpha``: (rows, columns) float32, 0 background .. 1 person, covering the whole picture."""

    alpha: npt.NDArray[np.float32]

    def resized(self, width: int, height: int) -> npt.NDArray[np.float32]:
        """The mask interpolated to another raster of the same picture."""
        return np.asarray(
            cv2.resize(self.alpha, (width, height), interpolation=cv2.INTER_LINEAR), np.float32
        )


def measure_person_mask(rgb: npt.NDArray[np.uint8]) -> PersonMask:
    """Segment the person in an (h, w, 3) uint8 picture (MediaPipe selfie segmentation)."""
    small = shrunk(rgb, MASK_SIDE_PX, MASK_SIDE_PX)
    result = person_segmenter().segment(mediapipe_image(small))
    alpha = np.asarray(result.confidence_masks[0].numpy_view(), np.float32)
    return PersonMask(np.ascontiguousarray(alpha.reshape(MASK_SIDE_PX, MASK_SIDE_PX)).copy())
