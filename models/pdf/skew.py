"""How much the lines of a page are turned."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

#: Sheets lie askew by a few degrees; further turned ones are turned on purpose.
MAX_SKEW_DEG = 6.0
#: The angles tried: all of them coarsely, then twice as many finer ones around the best.
_STEPS_DEG = (0.5, 0.1, 0.02)
#: Fewer dark pixels say nothing about lines.
MIN_INK_PIXELS = 400
#: A third of the ink of a dense page is enough to see its lines.
_MAX_INK_PIXELS = 25_000

BoolArray = npt.NDArray[np.bool_]


def skew_deg(ink: BoolArray) -> float | None:
    """Degrees by which lines are turned, clockwise positive; None without lines.

    The ink is projected along each of many directions: the profile is most jagged along the lines
    (projection-profile method of Postl, US patent 4,723,297, expired).
    """
    rows, columns = np.nonzero(ink)
    if rows.size < MIN_INK_PIXELS:
        return None
    every = -(-rows.size // _MAX_INK_PIXELS)
    y = rows[::every].astype(np.float32)
    x = columns[::every].astype(np.float32) - ink.shape[1] / 2
    best, reach = 0.0, MAX_SKEW_DEG
    scores: dict[float, float] = {}
    for step in _STEPS_DEG:
        tried = np.arange(best - reach, best + reach + step / 2, step)
        scores = {float(angle): _jaggedness(x, y, float(angle), ink.shape[0]) for angle in tried}
        best, reach = max(scores, key=lambda angle: scores[angle]), step
    # Within a pixel's height all angles look alike: the middle of them is meant.
    top = scores[best]
    return float(np.mean([angle for angle, score in scores.items() if score >= 0.995 * top]))


def _jaggedness(
    x: npt.NDArray[np.float32], y: npt.NDArray[np.float32], angle_deg: float, height: int
) -> float:
    """Energy of the steps between neighbouring lines of the profile along a direction."""
    shifted = y - x * np.float32(np.tan(np.deg2rad(angle_deg)))
    lines = np.clip(np.rint(shifted), 0, height - 1).astype(np.int64)
    profile = np.bincount(lines, minlength=height).astype(np.float64)
    return float((np.diff(profile) ** 2).sum())
