"""The crown: the natural top of the head under the hair, with its uncertainty."""

from __future__ import annotations

from dataclasses import dataclass

from models.estimate import Estimate
from models.face import Face, Point
from models.person import PersonMask
from models.raster import Raster


@dataclass(frozen=True, slots=True)
class Crown:
    """``point``: the crown in pixels of the upright picture; ``face_height_px``: chin to crown."""

    point: Point
    face_height_px: Estimate


def measure_crown(raster: Raster, face: Face, mask: PersonMask) -> Crown:
    """Estimate the crown from landmarks and mask."""
    height = face.inter_eye_px * 3.05
    chin, up = face.chin, face.up
    point = (chin[0] + up[0] * height, chin[1] + up[1] * height)
    return Crown(point, Estimate.within(height, 0.05 * height))
