"""Where a line of print lies: a rectangle turned by any angle, in pixels of the upright picture."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TextBox:
    """One line of print. ``centre``, ``length`` and ``height`` in pixels.

    ``angle``: radians from the picture's x axis to the reading direction, clockwise on the screen;
    whether the print stands on its head is not known until it is read.
    """

    centre: tuple[float, float]
    length: float
    height: float
    angle: float

    @property
    def along(self) -> tuple[float, float]:
        """Unit vector of the reading direction."""
        return math.cos(self.angle), math.sin(self.angle)

    @property
    def down(self) -> tuple[float, float]:
        """Unit vector from the line's top to its foot."""
        return -math.sin(self.angle), math.cos(self.angle)

    @property
    def corners(self) -> Points:
        """(4, 2): top left, top right, bottom right, bottom left as the line is read."""
        centre = np.array(self.centre)
        half = np.array(self.along) * self.length / 2
        rise = np.array(self.down) * self.height / 2
        top, foot = centre - rise, centre + rise
        return np.array([top - half, top + half, foot + half, foot - half], np.float32)

    def offset_to(self, other: TextBox) -> tuple[float, float]:
        """From this centre to another's: along the reading direction, and towards the foot."""
        delta = np.subtract(other.centre, self.centre)
        return float(delta @ np.array(self.along)), float(delta @ np.array(self.down))

    def reversed(self) -> TextBox:
        """The same place, read from the other end."""
        return TextBox(self.centre, self.length, self.height, self.angle + math.pi)

    def padded(self, along_px: float, across_px: float) -> TextBox:
        """The box made longer and higher by so much at each side."""
        return TextBox(
            self.centre, self.length + 2 * along_px, self.height + 2 * across_px, self.angle
        )


def line_crop(rgb: npt.NDArray[np.uint8], box: TextBox) -> npt.NDArray[np.uint8]:
    """The line cut out and laid straight, at the picture's own resolution."""
    width, height = max(1, round(box.length)), max(1, round(box.height))
    target = np.array([[0, 0], [width, 0], [width, height]], np.float32)
    transform = cv2.getAffineTransform(box.corners[:3], target)
    return np.asarray(
        cv2.warpAffine(
            rgb, transform, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        ),
        np.uint8,
    )
