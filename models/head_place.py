"""Where the head stands in the picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.crown import Crown
from models.face import CHEEK_SIDES, Face, Point
from models.head_shape import FEATURES, HeadShape


@dataclass(frozen=True, slots=True)
class HeadPlace:
    """The head's place in the picture and its distance from the edges.

    ``sideways_share``: face middle right of the picture's middle, in shares of the width.
    ``height_share``: head middle below the picture's middle, in shares of the height.
    ``margin_share``: nearest distance of the head to top or side, in shares of the face height;
    negative where the head is cut. ``head_box``: two corners in pixels of the upright picture.
    """

    sideways_share: float
    height_share: float
    margin_share: float
    head_box: tuple[Point, Point]


def measure_head_place(
    face: Face, crown: Crown, shape: HeadShape, width_px: int, height_px: int
) -> HeadPlace:
    """Measure the head's place from pupils, cheeks, chin, crown and the outline of the head."""
    across = [face.left_eye[0], face.right_eye[0], *(face.point(i)[0] for i in CHEEK_SIDES)]
    middle_x = float(np.mean(across))
    middle_y = (crown.point[1] + crown.chin[1]) / 2
    half_width = float(shape.features[FEATURES.index("half_width_at_0")]) * shape.frame.unit_px
    half_face = face.width_px / 2
    half = min(half_width, half_face * 1.25)
    left, right = middle_x - half, middle_x + half
    top, bottom = min(crown.point[1], crown.chin[1]), max(crown.point[1], crown.chin[1])
    nearest_px = min(left, width_px - right, top, height_px - bottom)
    return HeadPlace(
        sideways_share=(middle_x - width_px / 2) / width_px,
        height_share=(middle_y - height_px / 2) / height_px,
        margin_share=nearest_px / max(crown.face_height_px.value, 1.0),
        head_box=((left, top), (right, bottom)),
    )
