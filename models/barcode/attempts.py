"""The treatments that make a worn, small, blurred or badly lit symbol readable."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import zxingcpp

from models.barcode.areas import CutOut, Grey
from models.barcode.symbol import Affine

_LOCAL: Final = zxingcpp.Binarizer.LocalAverage
_GLOBAL: Final = zxingcpp.Binarizer.GlobalHistogram
#: Enlarged cut-outs stay below this, so that one attempt takes tens of milliseconds.
_MAX_ATTEMPT_PX = 4_000_000
#: A cut-out of this width has 4 to 10 pixels a module of a licence; larger ones are also tried
#: reduced, which averages noise and screens away.
_REDUCE_ABOVE_PX = 900


@dataclass(frozen=True, slots=True)
class Attempt:
    """One picture to search, the way to make it black and white, and the way back."""

    name: str
    grey: Grey
    binarizer: zxingcpp.Binarizer
    to_picture: Affine


@dataclass(frozen=True, slots=True)
class _Step:
    """A treatment. ``scale``: enlargement; ``turn_degrees``: a small turn."""

    name: str
    scale: float
    turn_degrees: float
    treat: Callable[[Grey, float], Grey]
    binarizer: zxingcpp.Binarizer


def _plain(grey: Grey, scale: float) -> Grey:
    return grey


def _sharp(grey: Grey, scale: float) -> Grey:
    """Unsharp mask as wide as a blurred bar."""
    soft = cv2.GaussianBlur(grey, (0, 0), 1.5 * scale)
    return np.asarray(cv2.addWeighted(grey, 2.5, soft, -1.5, 0), np.uint8)


def _even(grey: Grey, scale: float) -> Grey:
    """Contrast equalised in tiles, for shadows and glare that fades (CLAHE, Zuiderveld 1994)."""
    return np.asarray(cv2.createCLAHE(3.0, (8, 8)).apply(grey), np.uint8)


def _calm(grey: Grey, scale: float) -> Grey:
    """Noise smoothed along the bars only, and a little across."""
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), 0.6 * scale, None, 1.4 * scale), np.uint8)


#: Cheap ones first. Of 24 worn symbols that the first look missed and a treatment opened, the first
#: opened 15 and the third 4 (tests/accuracy/barcodes.py).
_STEPS: Final = (
    _Step("global-threshold", 1.0, 0.0, _plain, _GLOBAL),
    _Step("straightened", 1.0, 0.0, _plain, _LOCAL),
    _Step("enlarged", 2.0, 0.0, _plain, _LOCAL),
    _Step("sharpened", 2.0, 0.0, _sharp, _LOCAL),
    _Step("enlarged-global", 3.0, 0.0, _plain, _GLOBAL),
    _Step("calmed", 2.0, 0.0, _calm, _LOCAL),
    _Step("equalised", 2.0, 0.0, _even, _LOCAL),
    _Step("turned", 2.0, 1.5, _plain, _LOCAL),
    _Step("turned", 2.0, -1.5, _plain, _LOCAL),
    _Step("reduced", 0.5, 0.0, _plain, _LOCAL),
    _Step("reduced-global", 0.5, 0.0, _plain, _GLOBAL),
    _Step("sharpened-turned", 3.0, 1.0, _sharp, _GLOBAL),
    _Step("sharpened-turned", 3.0, -1.0, _sharp, _GLOBAL),
    _Step("calmed-global", 3.0, 0.0, _calm, _GLOBAL),
    _Step("turned", 1.5, 3.0, _plain, _LOCAL),
    _Step("turned", 1.5, -3.0, _plain, _LOCAL),
)


def attempts(cut_out: CutOut) -> Iterator[Attempt]:
    """The treatments of a cut-out, cheap ones first."""
    for step in _STEPS:
        if step.scale < 1.0 and cut_out.grey.shape[1] < _REDUCE_ABOVE_PX:
            continue
        scale = min(step.scale, float(np.sqrt(_MAX_ATTEMPT_PX / cut_out.grey.size)))
        grey, back = _resampled(cut_out.grey, scale, step.turn_degrees)
        yield Attempt(
            step.name, step.treat(grey, scale), step.binarizer, _then(back, cut_out.to_picture)
        )


def _resampled(grey: Grey, scale: float, turn_degrees: float) -> tuple[Grey, Affine]:
    """The picture scaled and turned about its middle, and the map back to its own pixels."""
    height, width = grey.shape
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    middle = ((size[0] - 1) / 2, (size[1] - 1) / 2)
    back = np.array(cv2.getRotationMatrix2D(middle, turn_degrees, 1.0), np.float64) / scale
    # Pixel centres: the middle of the first pixel of the scaled picture lies half of it inside.
    back[:, 2] += 0.5 / scale - 0.5
    if scale < 1.0 and turn_degrees == 0.0:
        resized = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
        return np.asarray(resized, np.uint8), back
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    turned = cv2.warpAffine(grey, back, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(turned, np.uint8), back


def _then(first: Affine, second: Affine) -> Affine:
    """The affine map that applies one after the other."""
    linear = second[:, :2] @ first[:, :2]
    return np.hstack([linear, (second[:, :2] @ first[:, 2] + second[:, 2])[:, None]])
