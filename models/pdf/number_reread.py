"""A form's foot read once more by another reader, where the first leaves its number in doubt.

Tesseract reads the line at several sizes in one call; it makes other mistakes than a network does.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pytesseract

from models.errors import NotMeasurable
from models.pdf.form_identity import FormIdentity
from models.pdf.number_line import identify_line
from models.pdf.print_lines import LONGER_BY_HEIGHTS, STRIP_HEIGHT_PX, PrintLine, cut_line

Grey = npt.NDArray[np.uint8]

#: How a line is cut when Tesseract reads it.
_AGAIN = ((40, LONGER_BY_HEIGHTS), (48, 2.5), (32, LONGER_BY_HEIGHTS), (44, 0.5), (36, 0.5))
#: So many readings must tell one number, and one more for each that tells another.
AGREEING_READINGS = 2
#: A number read less surely may be misread the same way at every size.
SURE_NUMBER_PERCENT = 75.0
_NUMBER_DIGITS = 2
#: One uniform block of text.
_LAYOUT = "--psm 6"
#: Digits and the letters of a number are those of every Latin language.
_LANGUAGE = "eng"

# Tesseract's threads wait for each other: on busy cores one alone is four times as fast.
os.environ.setdefault("OMP_THREAD_LIMIT", "1")


@dataclass(frozen=True, slots=True)
class _Word:
    """A word that was read. ``middle_px``: of its height, from the picture's upper edge."""

    text: str
    middle_px: float
    sure_percent: float


def read_again(picture: Grey, line: PrintLine, end_s: float) -> FormIdentity | None:
    """The form that Tesseract reads in a line of several sizes; None where they do not agree."""
    words = _read_strips([cut_line(picture, line, *again) for again in _AGAIN], end_s)
    return _agreed([identify_line(_text(read)) for read in words.values() if _is_sure(read)])


def _read_strips(strips: Sequence[Grey], end_s: float) -> dict[int, list[_Word]]:
    """The words of each strip by its place, all read in one call."""
    width = max(strip.shape[1] for strip in strips)
    rows = [np.pad(s, ((0, 0), (0, width - s.shape[1])), constant_values=255) for s in strips]
    words: dict[int, list[_Word]] = {}
    for word in _read(np.vstack(rows), end_s):
        words.setdefault(int(word.middle_px // STRIP_HEIGHT_PX), []).append(word)
    return words


def _is_sure(words: Sequence[_Word]) -> bool:
    """Whether the first word with the digits of a number was read surely."""
    for word in words:
        if sum(character.isdigit() for character in word.text) >= _NUMBER_DIGITS:
            return word.sure_percent >= SURE_NUMBER_PERCENT
    return False


def _text(words: Sequence[_Word]) -> str:
    return " ".join(word.text for word in words)


def _agreed(untold: Sequence[FormIdentity | None]) -> FormIdentity | None:
    """What most readings of one line tell; None where none leads by enough."""
    readings = [reading for reading in untold if reading is not None]
    counted = Counter(reading.number for reading in readings).most_common()
    if not counted or counted[0][1] < AGREEING_READINGS + len(readings) - counted[0][1]:
        return None
    return next(reading for reading in readings if reading.number == counted[0][0])


def _read(grey: Grey, end_s: float) -> list[_Word]:
    """The words in a picture of print; none where the time is up.

    Raises NotMeasurable where Tesseract is not installed.
    """
    left_s = end_s - time.monotonic()
    if left_s <= 0:
        return []
    try:
        table = pytesseract.image_to_data(
            grey,
            lang=_LANGUAGE,
            config=_LAYOUT,
            timeout=left_s,
            output_type=pytesseract.Output.DICT,
        )
    except pytesseract.TesseractNotFoundError as absent:
        raise NotMeasurable("no-text-reader") from absent
    except RuntimeError:  # pytesseract's only sign that the time is up
        return []
    keys = ("text", "top", "height", "conf")
    return [
        _Word(str(text), top + height / 2, float(sure))
        for text, top, height, sure in zip(*(table[key] for key in keys), strict=True)
        if str(text).strip()
    ]
