"""By how many quarter turns a picture lies on its side or stands on its head."""

from __future__ import annotations

import numpy as np

from models.face import Face
from models.face_box import near_face_boxes
from models.raster import Raster

#: A face whose upright axis points to a side by more than this is lying, not tilted.
_LYING_AXIS = 0.8
#: Upright faces score 0.9 and more; only below this is it worth looking from the other side.
_CERTAIN_SCORE = 0.88
#: By so much the face must score better when the picture is turned round. London portraits:
#: upright 0.94 to 0.98, on their heads 0.66 to 0.81.
_SCORE_GAIN = 0.12


def measure_quarter_turns(raster: Raster, face: Face) -> int:
    """Quarter turns to the left that bring the picture upright: 0, 1, 2 or 3.

    A lying face shows by the axis of its landmarks. On a picture that stands on its head the
    landmarker imagines an upright face; there the face detector scores higher on the picture
    turned round.
    """
    across = face.up[0]
    if abs(across) > _LYING_AXIS:
        return 3 if across < 0 else 1
    score = _best_score(raster)
    if score >= _CERTAIN_SCORE:
        return 0
    turned = Raster(np.ascontiguousarray(raster.rgb[::-1, ::-1]), raster.scale)
    return 2 if _best_score(turned) >= max(score + _SCORE_GAIN, _CERTAIN_SCORE) else 0


def _best_score(raster: Raster) -> float:
    return max((box.score for box in near_face_boxes(raster)), default=0.0)
