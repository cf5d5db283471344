"""The form number on scanned pages, read by OCR where forms print it.

Short lines of print are found first (`print_lines`), and only those at the foot and head of a page
are read, by PP-OCRv6. What may be a foot is looked at again at other sizes; where its digits are
not clear from all looks together, Tesseract must read the same number, or none is told: a wrong
number is worse than none.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt

from models.pdf.form_identity import FormIdentity
from models.pdf.number_decoding import DecodedFoot, decode_foot, plain_text
from models.pdf.number_line import identify_line, may_be_foot
from models.pdf.number_reread import read_again
from models.pdf.opening import PdfDocument
from models.pdf.page_content import PageContent
from models.pdf.page_raster import render_page
from models.pdf.print_lines import (
    LONGER_BY_HEIGHTS,
    READ_HEIGHT_PX,
    PrintLine,
    PrintLines,
    cut_line,
    find_lines,
    upside_down,
)
from models.text.detection import find_text_boxes
from models.text.networks import Tensor
from models.text.recognition import character_probabilities

Grey = npt.NDArray[np.uint8]

#: Small print of 7 points has capitals 21 pixels high at this resolution.
OCR_DPI = 300
#: Number and edition stand in the foot of every page, on some forms in the head too.
FOOT_LINES, HEAD_LINES = 8, 3
#: Each page carries the number; the second is for a first one that cannot be read.
MAX_PAGES_READ = 2
#: The lowest part of a picture has the foot, a photographed desk below it included. Letters of
#: 300 dpi are 8 px high at the detector's size; it draws its boxes wider than the print.
_FOOT_PART, _DETECTION_SIDE_PX = 0.3, 960
_PRINT_IN_BOX, _BOX_ASPECT = 0.75, (4.0, 16.0)
#: All reading in one file. It takes 0.3 s for a clear page, 1.5 s at most; a second more is left to
#: it for a busy machine. The words of the pages have four seconds of their own
#: (``scanned_words``), and a report must come within ten.
READING_TIMEOUT_S = 2.5
#: After that no further page is begun.
ANOTHER_PAGE_S = 1.5
#: The recogniser wants lines with little white above and below: rows left out of a strip.
_MARGIN_PX = 12
#: How a line is seen at each look: the height of its print, what is taken in besides, and the
#: blur in pixels, against grain and the steps of coarse pixels.
_LOOKS = ((READ_HEIGHT_PX, LONGER_BY_HEIGHTS, 0.0), (36, 2.5, 0.0), (40, 2.5, 2.0), (32, 2.5, 1.2))
#: Lines that hold something else miss the pattern of a foot by 5 nats and more; the faintest feet
#: miss it by 4 at their best look, and by more at others.
MAX_MISFIT_NATS, _MAX_MISFIT_ANY_LOOK_NATS = 4.5, 7.0
#: Two first looks as clear as that need no third.
_CLEAR_SHARE = 0.99
#: The number's least clear digit on the mean of all looks, where they differ and where all tell
#: the same number: above that none was wrong in the variants of `tests.accuracy.form_number`.
SURE_NUMBER_SHARE, UNANIMOUS_NUMBER_SHARE = 0.95, 0.75
_UNANIMOUS_LOOKS = 3
#: An edition less clear than that is left out.
SURE_EDITION_SHARE = 0.75
#: Where the network has no more to say than that, two readers that agree do so by chance.
_DOUBTED_SHARE = 0.45
#: Pages with so much of their print in one direction lie in no other.
_CLEAR_DIRECTION = 2.0
#: A page upside down is read as fewer letters or less surely than that.
_UPRIGHT_LETTERS, _UPRIGHT_SHARE = 30, 0.72


def identify_scan(document: PdfDocument, contents: Sequence[PageContent]) -> FormIdentity | None:
    """Read foot and head of the first pages for the form's number; None where there is none.

    The page may lie askew, on its side or upside down. Nothing more is read once the time is up.
    Raises NotMeasurable where Tesseract is not installed.
    """
    started_s = time.monotonic()
    end_s = started_s + READING_TIMEOUT_S
    for page in contents[:MAX_PAGES_READ]:
        if time.monotonic() > started_s + ANOTHER_PAGE_S:
            return None
        rgb = render_page(document, page.number, OCR_DPI)
        told = identify_picture(np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.uint8), end_s)
        if told is not None:
            return told
    return None


def identify_picture(grey: Grey, end_s: float) -> FormIdentity | None:
    """The form whose page a picture shows; None where no number is read before ``end_s``.

    ``end_s``: as ``time.monotonic`` counts.
    """
    for picture, found in _directions(grey):
        told, sureness = _read_lines(picture, _edge_lines(found.lines), end_s)
        upright = picture
        if told is None and sureness < _UPRIGHT_SHARE:
            turned = np.ascontiguousarray(picture[::-1, ::-1])
            lines = [upside_down(line, picture.shape) for line in reversed(found.lines)]
            told, turned_sureness = _read_lines(turned, _edge_lines(lines), end_s)
            upright = turned if turned_sureness > sureness else picture
        if told is None and time.monotonic() < end_s:
            told, _ = _read_lines(upright, _foot_boxes(upright), end_s)
        if told is not None:
            return told
    return None


def _read_lines(
    picture: Grey, lines: Sequence[PrintLine], end_s: float
) -> tuple[FormIdentity | None, float]:
    """The form that the first readable foot tells, and how surely the lines' letters were read.

    Too few letters count as not read at all.
    """
    shares: list[float] = []
    for line in lines:
        if time.monotonic() > end_s:
            break
        probabilities = _look(picture, line, _LOOKS[0])
        shares += _letter_shares(probabilities)
        if may_be_foot(plain_text(probabilities)):
            told = _told(picture, line, probabilities, end_s)
            if told is not None:
                return told, 1.0
    return None, float(np.mean(shares)) if len(shares) >= _UPRIGHT_LETTERS else 0.0


def _look(picture: Grey, line: PrintLine, seen: tuple[int, float, float]) -> Tensor:
    """(steps, characters) probabilities along a line, seen in one way."""
    print_px, longer_by_heights, blur_px = seen
    strip = cut_line(picture, line, print_px, longer_by_heights)[_MARGIN_PX:-_MARGIN_PX]
    if blur_px:
        strip = np.asarray(cv2.GaussianBlur(strip, (0, 0), blur_px), np.uint8)
    return character_probabilities(np.asarray(cv2.cvtColor(strip, cv2.COLOR_GRAY2RGB), np.uint8))


def _letter_shares(probabilities: Tensor) -> list[float]:
    """How surely each letter of a line was read."""
    is_letter = probabilities.argmax(axis=1) > 0
    return [float(share) for share in probabilities.max(axis=1)[is_letter]]


def _told(
    picture: Grey, line: PrintLine, probabilities: Tensor, end_s: float
) -> FormIdentity | None:
    """The form whose foot a line is by all looks at it; None where its number stays in doubt."""
    foot = decode_foot(probabilities)
    if foot is None or foot.misfit_nats > _MAX_MISFIT_ANY_LOOK_NATS:
        return None
    looks = [foot]
    for seen in _LOOKS[1:]:
        if len(looks) > 1 and all(_is_clear(look) for look in looks):
            break
        again = decode_foot(_look(picture, line, seen))
        if again is not None and again.misfit_nats <= _MAX_MISFIT_ANY_LOOK_NATS:
            looks.append(again)
    best = min(looks, key=lambda look: look.misfit_nats)
    mean = replace(best, shares=np.mean([look.shares for look in looks], axis=0))
    told = identify_line(mean.printed())
    if told is None or best.misfit_nats > MAX_MISFIT_NATS or mean.least_share < _DOUBTED_SHARE:
        return None
    is_unanimous = len(looks) >= _UNANIMOUS_LOOKS and len({look.number for look in looks}) == 1
    enough = UNANIMOUS_NUMBER_SHARE if is_unanimous else SURE_NUMBER_SHARE
    if len(looks) == 1 or mean.least_share < enough:
        second = read_again(picture, line, end_s)
        if second is None or second.number != told.number:
            return None
    return told if mean.least_edition_share >= SURE_EDITION_SHARE else replace(told, edition="")


def _is_clear(look: DecodedFoot) -> bool:
    """Whether one look leaves no doubt that the line is a foot, nor of its number."""
    return look.least_share >= _CLEAR_SHARE and look.misfit_nats <= MAX_MISFIT_NATS


def _directions(grey: Grey) -> Iterator[tuple[Grey, PrintLines]]:
    """The picture as it is and on its side, that with more print along its rows first."""
    side = np.ascontiguousarray(np.rot90(grey))
    ways = [(grey, find_lines(grey)), (side, find_lines(side))]
    ways.sort(key=lambda way: way[1].weight, reverse=True)
    yield ways[0]
    if ways[0][1].weight < _CLEAR_DIRECTION * ways[1][1].weight:
        yield ways[1]


def _edge_lines(lines: Sequence[PrintLine]) -> tuple[PrintLine, ...]:
    """The lowest lines from below, then the uppermost; ``lines``: from above."""
    foot = tuple(reversed(lines[-FOOT_LINES:]))
    return foot + tuple(lines[: min(HEAD_LINES, max(0, len(lines) - len(foot)))])


def _foot_boxes(picture: Grey) -> tuple[PrintLine, ...]:
    """Lines of a foot's length in the lowest part, from below, found by the network.

    It is slower than `find_lines`, which the grain of a desk and letters too far apart defeat.
    """
    top = round(picture.shape[0] * (1 - _FOOT_PART))
    part = np.asarray(cv2.cvtColor(picture[top:], cv2.COLOR_GRAY2RGB), np.uint8)
    lines = [
        PrintLine(
            (box.centre[0], box.centre[1] + top),
            box.length,
            box.height * _PRINT_IN_BOX,
            float(np.degrees(box.angle)),
        )
        for box in find_text_boxes(part, _DETECTION_SIDE_PX)
        if _BOX_ASPECT[0] <= box.length / box.height <= _BOX_ASPECT[1]
    ]
    lines.sort(key=lambda line: line.centre[1], reverse=True)
    return tuple(lines[:FOOT_LINES])
