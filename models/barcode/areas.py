"""Areas of a picture that look like a barcode, whether or not one can be decoded there."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from models.barcode.symbol import Affine

Grey = npt.NDArray[np.uint8]

#: Long side at which areas are looked for: the bars of a licence's PDF417 that fills a third of the
#: picture are still 1 to 2 pixels wide there.
_LOOK_SIDE_PX = 1000
#: Side of the window over which the bars' direction is gathered, in the same pixels.
_WINDOW_PX = 21
#: Share of the gradients that follow one direction: printed bars reach 0.7, lines of text 0.3.
_MIN_COHERENCE = 0.45
#: Mean gradient of a printed symbol (Scharr, 0..255 grey); paper and skin stay below a third of it.
_MIN_GRADIENT = 60.0
#: An area smaller than this share of the picture holds no symbol that could be decoded.
_MIN_SHARE = 0.002
#: Taller or wider than this is an edge or a rule, not a symbol.
_MAX_ELONGATION = 14.0
#: Paper around the area that goes into the cut-out, as a share of its sides (quiet zones).
_MARGIN = 0.12
MAX_AREAS = 4
#: A larger cut-out is reduced: the turned box around an area of a strip can exceed the picture.
_MAX_CUT_OUT_PX = 12_000_000
#: Width at which a cut-out is judged, and the side of the neighbourhood that divides its dark from
#: its light pixels.
_JUDGED_WIDTH_PX, _NEIGHBOURHOOD_PX = 400, 61
#: The least PDF417 has four words and a stop pattern a row: 33 changes between dark and light.
_MIN_CHANGES = 33
#: The bars at both ends run unbroken from top to bottom; print and guilloches do not reach this
#: share of the height on average, scratched and slanted symbols do.
_MIN_GUARDS = 0.6
#: Spread of the dark share from column to column: the rows of a symbol share their start and
#: clock, so columns differ by 0.2 to 0.3; in guilloches and print they differ by 0.1.
_MIN_COLUMN_SPREAD = 0.14


@dataclass(frozen=True, slots=True)
class CutOut:
    """A turned cut-out of the picture with its bars upright, and the way back into the picture."""

    grey: Grey
    to_picture: Affine


def barcode_areas(grey: Grey) -> tuple[CutOut, ...]:
    """The areas with dense parallel bars, largest first, each cut out with the bars upright.

    Method: structure tensor (Bigün and Granlund 1987): its coherence is high where the gradients of
    a whole neighbourhood have one direction, as only bars have.
    """
    scale = min(1.0, _LOOK_SIDE_PX / max(grey.shape))
    small = reduced(grey, scale)
    across = cv2.Scharr(small, cv2.CV_32F, 1, 0) / 16
    down = cv2.Scharr(small, cv2.CV_32F, 0, 1) / 16
    window = (_WINDOW_PX, _WINDOW_PX)
    xx, yy, xy = (cv2.boxFilter(part, -1, window) for part in (across**2, down**2, across * down))
    energy = xx + yy
    coherence = np.hypot(xx - yy, 2 * xy) / np.maximum(energy, 1.0)
    is_bars = (coherence > _MIN_COHERENCE) & (energy > (_MIN_GRADIENT / 4) ** 2)
    mask = cv2.morphologyEx(is_bars.astype(np.uint8), cv2.MORPH_OPEN, np.ones((9, 9), np.uint8))
    mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    by_size = sorted(range(1, count), key=lambda one: -int(stats[one, cv2.CC_STAT_AREA]))
    cut_outs = []
    for label in by_size[:MAX_AREAS]:
        left, top, width, height, size = (int(value) for value in stats[label])
        if size < _MIN_SHARE * mask.size:
            break
        box = (slice(top, top + height), slice(left, left + width))
        inside = labels[box] == label
        tilt = (2 * xy[box])[inside].sum(), (xx - yy)[box][inside].sum()
        angle = 0.5 * np.arctan2(*tilt)
        contours, _ = cv2.findContours(
            inside.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE
        )
        outline = np.vstack([contour[:, 0] for contour in contours])
        points = (outline + np.array([left, top])) / scale
        cut_out = _cut_out(grey, points.astype(np.float64), float(angle))
        if cut_out is not None and _is_like_bars(cut_out.grey):
            cut_outs.append(cut_out)
    return tuple(cut_outs)


def reduced(grey: Grey, scale: float) -> Grey:
    """The picture at a scale of at most 1, at least one pixel high and wide."""
    if scale >= 1.0:
        return grey
    height, width = (max(1, round(side * scale)) for side in grey.shape)
    return np.asarray(cv2.resize(grey, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def _is_like_bars(grey: Grey) -> bool:
    """Whether rows change often between dark and light, between guards of unbroken bars."""
    scale = min(1.0, _JUDGED_WIDTH_PX / grey.shape[1])
    small = reduced(grey, scale)
    height, width = small.shape
    top, left = round(height * 0.2), round(width * _MARGIN / (1 + 2 * _MARGIN))
    core = small[top : height - top, left : width - left].astype(np.float32)
    if min(core.shape) < 5:
        return False
    around = cv2.boxFilter(core, -1, (_NEIGHBOURHOOD_PX, _NEIGHBOURHOOD_PX))
    is_dark = core < around
    changes = np.median(np.count_nonzero(is_dark[:, 1:] != is_dark[:, :-1], axis=1))
    share = is_dark.mean(axis=0)
    fifth = max(1, len(share) // 5)
    guards = (share[:fifth].max() + share[-fifth:].max()) / 2
    if changes < _MIN_CHANGES or guards < _MIN_GUARDS:
        return False
    return bool(share.std() >= _MIN_COLUMN_SPREAD)


def area_around(grey: Grey, points: npt.NDArray[np.float64]) -> CutOut | None:
    """The area around a found symbol's corners (4, 2), turned so that its top edge is level."""
    across = points[1] - points[0] + points[2] - points[3]
    return _cut_out(grey, points, float(np.arctan2(across[1], across[0])))


def _cut_out(grey: Grey, points: npt.NDArray[np.float64], angle: float) -> CutOut | None:
    """The turned bounding box of the points with a margin; None where it is thin or empty.

    ``angle``: radians, of the direction that becomes horizontal.
    """
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    turned = points @ turn.T
    low, high = turned.min(axis=0), turned.max(axis=0)
    size = high - low
    if size.min() < 8 or size.max() / size.min() > _MAX_ELONGATION:
        return None
    margin = np.maximum(size * _MARGIN, 10.0)
    low, high = low - margin, high + margin
    size = high - low
    step = max(1.0, float(np.sqrt(size.prod() / _MAX_CUT_OUT_PX)))
    width, height = (max(1, int(side)) for side in size / step)
    back = np.hstack([turn.T * step, (turn.T @ low)[:, None]])
    cut = cv2.warpAffine(
        grey,
        back,
        (width, height),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return CutOut(np.asarray(cut, np.uint8), back)
