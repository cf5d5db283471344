"""How clearly hair, face and shoulders stand out from the background along the outline."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from models.background import Background, FloatArray
from models.face import Face
from models.quantiles import percentiles
from models.subject import CELL_PX, CERTAIN_BACKGROUND, CERTAIN_PERSON, eroded, side_colours

#: A cell lies on the outline where its share of person is between these.
OUTLINE_SHARES = (0.2, 0.8)
#: The weak contrast of a part is undercut by this share of its outline (percent).
WEAK_PERCENTILE = 25
#: Fewer cells of outline (1 mm each) than this say nothing about a part.
LEAST_CELLS = 4


@dataclass(frozen=True, slots=True)
class PartContrast:
    """Contrast along the outline of one part, in CIELAB units (delta E 1976).

    ``weak``: a quarter of the outline has less; ``typical``: half of it has less. ``weakest``:
    (x, y) in pixels of the upright picture, where the contrast is lowest.
    """

    weak: float
    typical: float
    weakest: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Separation:
    """Contrast of each part with the background beside it; None where no outline is seen.

    ``hair``: above the eyes (also a bald head or headwear); ``face``: from the eyes to the chin;
    ``shoulders``: below the chin.
    """

    hair: PartContrast | None
    face: PartContrast | None
    shoulders: PartContrast | None


def measure_separation(background: Background, face: Face) -> Separation:
    """Compare the mean colours on both sides of the outline, millimetre by millimetre."""
    alpha = background.alpha
    outside = side_colours(background.lab, eroded(alpha < CERTAIN_BACKGROUND))
    inside = side_colours(background.lab, eroded(alpha > CERTAIN_PERSON))
    contrast = np.linalg.norm(inside.mean - outside.mean, axis=2)
    size = (contrast.shape[1], contrast.shape[0])
    share = cv2.resize(alpha, size, interpolation=cv2.INTER_AREA)
    rows, columns = np.nonzero((share > OUTLINE_SHARES[0]) & (share < OUTLINE_SHARES[1]))
    cell_px = CELL_PX / 2
    points = np.column_stack(
        [
            (columns + 0.5) * cell_px * background.scale[0],
            (rows + 0.5) * cell_px * background.scale[1],
        ]
    )
    values = contrast[rows, columns]
    height = _height_above_chin(points, face)
    return Separation(
        hair=_part(points, values, height > 1.0),
        face=_part(points, values, (height > 0.0) & (height <= 1.0)),
        shoulders=_part(points, values, height <= 0.0),
    )


def _height_above_chin(points: npt.NDArray[np.float64], face: Face) -> npt.NDArray[np.float64]:
    """Height over the chin along the face's own upright, 1 at the eyes."""
    up = np.array(face.up)
    eyes = (np.array(face.left_eye) + np.array(face.right_eye)) / 2
    unit = max(1.0, float((eyes - face.chin) @ up))
    return np.asarray((points - face.chin) @ up / unit)


def _part(
    points: npt.NDArray[np.float64], values: FloatArray, chosen: npt.NDArray[np.bool_]
) -> PartContrast | None:
    if int(chosen.sum()) < LEAST_CELLS:
        return None
    own = values[chosen]
    x, y = points[chosen][int(own.argmin())]
    weak, typical = percentiles(own, (WEAK_PERCENTILE, 50))
    return PartContrast(float(weak), float(typical), (float(x), float(y)))
