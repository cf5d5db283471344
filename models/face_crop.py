"""The face at native resolution: the evidence that shrinking would destroy."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from models.face import Face

#: Side in inter-eye distances: eyes, nose and mouth, and little hair.
SIDE_IN_INTER_EYE = 1.8
#: Enough 8 x 8 blocks and frequencies for statistics, and few enough for milliseconds.
SHORTEST_SIDE_PX = 192
LONGEST_SIDE_PX = 512
#: A multiple of this keeps the Fourier transform fast.
SIDE_STEP_PX = 64


@dataclass(frozen=True, slots=True)
class FaceCrop:
    """A square of the picture, unscaled.

    ``luma``: (side, side) float32, 0..255 (BT.601). ``red_less_blue``: (side / 2, side / 2)
    float32, difference of the two channels averaged over 2 x 2 pixels. ``left``, ``top``: position
    in pixels of the upright picture.
    """

    luma: npt.NDArray[np.float32]
    red_less_blue: npt.NDArray[np.float32]
    left: int
    top: int

    @property
    def box(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """Upper left and lower right corner in pixels of the upright picture."""
        rows, columns = self.luma.shape
        return (self.left, self.top), (self.left + columns, self.top + rows)


def measure_face_crop(rgb: npt.NDArray[np.uint8], face: Face) -> FaceCrop:
    """Cut a square around the middle of the face out of an upright (h, w, 3) uint8 picture.

    In a smaller picture the square is as large as the picture allows.
    """
    height, width = rgb.shape[:2]
    wanted = round(SIDE_IN_INTER_EYE * face.inter_eye_px / SIDE_STEP_PX) * SIDE_STEP_PX
    side = min(max(wanted, SHORTEST_SIDE_PX), LONGEST_SIDE_PX, height, width)
    centre_x, centre_y = face.landmarks[:, :2].mean(axis=0)
    left = int(np.clip(round(float(centre_x)) - side // 2, 0, width - side))
    top = int(np.clip(round(float(centre_y)) - side // 2, 0, height - side))
    patch = rgb[top : top + side, left : left + side]
    luma = cv2.cvtColor(patch, cv2.COLOR_RGB2GRAY).astype(np.float32)
    half = cv2.resize(patch, (side // 2, side // 2), interpolation=cv2.INTER_AREA)
    colour = cv2.subtract(half[..., 0], half[..., 2], dtype=cv2.CV_32F)
    return FaceCrop(luma, np.asarray(colour, np.float32), left, top)


def neighbour_steps(
    luma: npt.NDArray[np.float32], largest_step: float
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Mean difference between each column and the next, and between each row and the next.

    A difference above ``largest_step`` luma levels counts no more, so that contours do not drown
    what is repeated along a whole line.
    """
    across = np.minimum(cv2.absdiff(luma[:, 1:], luma[:, :-1]), np.float32(largest_step))
    down = np.minimum(cv2.absdiff(luma[1:], luma[:-1]), np.float32(largest_step))
    columns = cv2.reduce(across, 0, cv2.REDUCE_AVG).ravel()
    rows = cv2.reduce(down, 1, cv2.REDUCE_AVG).ravel()
    return np.asarray(columns, np.float32), np.asarray(rows, np.float32)
