"""Pictures of two tones: faxes, black and white copies and 1-bit files, dithered or not."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

Rgb = npt.NDArray[np.uint8]

#: Luma levels between these are mid-tones.
DARK_BELOW, LIGHT_FROM = 48, 208
#: A picture of two tones has no more mid-tones than this. Labelled photos, drawings and pictures
#: without a face: at least 0.17; dithered or cut at one level, saved as JPEG of quality 40: 0.02.
FEW_MID_TONES = 0.03
#: Less than this of one tone is a blank sheet: one tone, not two.
LEAST_OF_A_TONE = 0.02
#: In no tile of so many a side are more of the pixels than this mid-tones: a small photo on a dark
#: scanner lid or a white sheet fills a tile of its own (0.32 and more; two tones: at most 0.03).
TILES_A_SIDE, FEW_IN_A_TILE = 6, 0.15
#: Pixels along the shorter side that are looked at: single ones, since means would be mid-tones.
SAMPLES = 300


def is_two_tone(rgb: Rgb) -> bool:
    """Whether a picture at native size is almost wholly of one dark and one light tone."""
    step = max(1, min(rgb.shape[:2]) // SAMPLES)
    luma = cv2.cvtColor(np.ascontiguousarray(rgb[::step, ::step]), cv2.COLOR_RGB2GRAY)
    shares = np.bincount(luma.ravel(), minlength=256) / luma.size
    dark, light = float(shares[:DARK_BELOW].sum()), float(shares[LIGHT_FROM:].sum())
    is_few = 1.0 - dark - light < FEW_MID_TONES and min(dark, light) >= LEAST_OF_A_TONE
    return is_few and _most_in_a_tile((luma >= DARK_BELOW) & (luma < LIGHT_FROM)) < FEW_IN_A_TILE


def _most_in_a_tile(is_mid_tone: npt.NDArray[np.bool_]) -> float:
    """The largest share of mid-tones that any tile has."""
    shares = cv2.resize(
        is_mid_tone.astype(np.float32), (TILES_A_SIDE, TILES_A_SIDE), interpolation=cv2.INTER_AREA
    )
    return float(shares.max())
