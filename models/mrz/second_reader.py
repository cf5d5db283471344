"""A line of the zone as Tesseract reads it: a second opinion that shares nothing with the first."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt
import pytesseract

from models.mrz.lattice import ALPHABET
from models.text.geometry import TextBox, line_crop

Rgb = npt.NDArray[np.uint8]

#: Tesseract was trained on letters of about 30 px; a band of this height holds them with margins.
_BAND_HEIGHT_PX = 64
_MARGIN_ALONG, _MARGIN_ACROSS = 0.5, 0.15
#: One line takes 0.2 s; a picture that takes longer is no line of print.
_TIMEOUT_S = 1.0
_CONFIGURATION = (
    f"--psm 7 -c tessedit_char_whitelist={ALPHABET} -c load_system_dawg=0 -c load_freq_dawg=0"
)


def second_reading(rgb: Rgb, box: TextBox) -> str:
    """The line's characters by Tesseract; empty where it is not installed or took too long."""
    band = line_crop(rgb, box.padded(_MARGIN_ALONG * box.height, _MARGIN_ACROSS * box.height))
    scale = _BAND_HEIGHT_PX / band.shape[0]
    size = (max(1, round(band.shape[1] * scale)), _BAND_HEIGHT_PX)
    grey = cv2.cvtColor(
        np.asarray(cv2.resize(band, size, interpolation=cv2.INTER_CUBIC), np.uint8),
        cv2.COLOR_RGB2GRAY,
    )
    try:
        read = pytesseract.image_to_string(
            grey, lang="eng", config=_CONFIGURATION, timeout=_TIMEOUT_S
        )
    except pytesseract.TesseractNotFoundError:
        return ""  # an opinion less: what the first reader leaves in doubt stays in doubt
    except RuntimeError:  # pytesseract's only sign that the time is up
        return ""
    return "".join(str(read).split())
