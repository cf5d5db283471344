"""The printed words of a scanned page with their places, read by OCR."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
import pytesseract

from models.errors import NotMeasurable, PdfDamaged
from models.pdf.opening import PdfDocument
from models.pdf.ruled_lines import RuledLine, ruled_lines, without_lines
from models.pdf.straightened_page import INK_LEVEL, Box, Grey, StraightPage, straight_page

#: Pages read of one file: forms are signed on one of their last pages.
MAX_PAGES_READ = 4
#: A dense page takes about a second and a half; one that takes longer is no print.
PAGE_TIMEOUT_S = 3.5
#: All pages of one file together. With the two seconds and a half of ``scanned_text`` that is less
#: than seven: a report must come within ten, which leaves three for drawing the pages, for rows
#: that are read twice and for all other checks.
FILE_TIMEOUT_S = 4.0
#: Of the words of a page that stands on its head a fifth seem sure, of others four fifths or more.
_MIN_SURE_SHARE, _SURE_WORD = 0.5, 70.0
#: Letters of headings are as high; what is taller is written by hand, or a picture.
_PRINT_MM = 5.0
_LANGUAGES = "eng+fra"
#: Captions stand anywhere on a form: words are looked for, and no columns.
_LAYOUT = "--psm 11"
#: A single row is read as one block of text.
_ROW_LAYOUT, ROW_TIMEOUT_S = "--psm 6", 1.0
#: Threads of Tesseract that wait for each other make a page of one second take eight.
os.environ.setdefault("OMP_THREAD_LIMIT", "1")


@dataclass(frozen=True, slots=True)
class ScannedWord:
    """A word. ``box``: left, top, right, bottom in pixels of the straightened sheet.

    ``confidence``: Tesseract's, 0..100. ``line``: the same for words of one line, as it read them.
    """

    text: str
    box: Box
    confidence: float
    line: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """A straightened page with its words and its ruled lines."""

    page: StraightPage
    words: tuple[ScannedWord, ...]
    lines: tuple[RuledLine, ...]


@dataclass(frozen=True, slots=True)
class ScannedPages:
    """The pages that were read. ``is_complete``: they are all that are on paper."""

    pages: tuple[ScannedPage, ...]
    is_complete: bool


def read_pages(document: PdfDocument, numbers: Sequence[int]) -> ScannedPages:
    """Read pages by number, the last first, as many as the time allows.

    Method: Tesseract on the straightened page without its ruled lines, and once more on its head
    where hardly a word is sure. Raises NotMeasurable where Tesseract is not installed.
    """
    end_s = time.monotonic() + FILE_TIMEOUT_S
    pages = []
    for number in sorted(numbers, reverse=True)[:MAX_PAGES_READ]:
        if end_s - time.monotonic() <= 0:
            break
        try:
            straight = straight_page(document, number)
        except PdfDamaged:
            continue
        read = _read(straight, end_s)
        if read is not None:
            pages.append(read)
    return ScannedPages(tuple(pages), len(pages) == len(numbers))


def _read(page: StraightPage, end_s: float) -> ScannedPage | None:
    """The page the right way up; None where the time ended before it was read."""
    lines = ruled_lines(page)
    words = _words(_print_of(page, lines), end_s)
    if words is None or _sure(words) >= _MIN_SURE_SHARE:
        return None if words is None else ScannedPage(page, words, lines)
    turned = page.turned(2)
    turned_lines = ruled_lines(turned)
    other = _words(_print_of(turned, turned_lines), end_s)
    if other is not None and _sure(other) > _sure(words):
        return ScannedPage(turned, other, turned_lines)
    return ScannedPage(page, words, lines)


def _print_of(page: StraightPage, lines: Sequence[RuledLine]) -> Grey:
    """The page without its lines and without strokes that are taller than print.

    A signature that runs over its caption would else hide it.
    """
    grey = without_lines(page, tuple(lines))
    ink = (grey < INK_LEVEL).astype(np.uint8)
    _, labels, statistics, _ = cv2.connectedComponentsWithStats(ink)
    is_tall = statistics[:, cv2.CC_STAT_HEIGHT] > page.px(_PRINT_MM)
    is_tall[0] = False
    strokes = cv2.dilate(is_tall[labels].astype(np.uint8), np.ones((3, 3), np.uint8))
    return np.where(strokes.astype(np.bool_), np.uint8(255), grey)


def _sure(words: Sequence[ScannedWord]) -> float:
    """Share of the words of some letters that were surely read; all of a page without words."""
    long = [word.confidence >= _SURE_WORD for word in words if len(word.text) >= 3]
    return sum(long) / len(long) if long else 1.0


def row_words(
    page: ScannedPage, top: float, bottom: float, right: float
) -> tuple[ScannedWord, ...]:
    """The words of one row up to an edge, read once more as a row; none where it took too long."""
    first = max(0, round(top))
    window = np.s_[first : max(first + 1, round(bottom)), : max(1, round(right))]
    end_s = time.monotonic() + ROW_TIMEOUT_S
    # A ruled line beside single words hides some of them, and without it others.
    read: list[ScannedWord] = []
    for grey in (page.page.grey, _print_of(page.page, page.lines)):
        read += _words(np.ascontiguousarray(grey[window]), end_s, _ROW_LAYOUT) or ()
        if _sure(read) >= _MIN_SURE_SHARE and read:
            break
    return tuple(
        replace(word, box=(word.box[0], word.box[1] + first, word.box[2], word.box[3] + first),
                line=(-1 - first, *word.line[1:]))
        for word in read
    )  # fmt: skip


def _words(grey: Grey, end_s: float, layout: str = _LAYOUT) -> tuple[ScannedWord, ...] | None:
    """The words of a picture; None where reading it took too long."""
    left_s = min(end_s - time.monotonic(), PAGE_TIMEOUT_S)
    if left_s <= 0:
        return None
    margin = cv2.copyMakeBorder(grey, 8, 8, 8, 8, cv2.BORDER_CONSTANT, value=(255,))
    try:
        table = pytesseract.image_to_data(
            np.asarray(margin),
            lang=_LANGUAGES,
            config=layout,
            timeout=left_s,
            output_type=pytesseract.Output.DICT,
        )
    except pytesseract.TesseractNotFoundError as absent:
        raise NotMeasurable("no-text-reader") from absent
    except RuntimeError:  # pytesseract's only sign that the time is up
        return None
    rows = range(len(table["text"]))
    return tuple(_word(table, at) for at in rows if table["text"][at].strip())


def _word(table: dict[str, list[str]], at: int) -> ScannedWord:
    left, top = int(table["left"][at]) - 8, int(table["top"][at]) - 8
    box = (
        float(left),
        float(top),
        float(left + int(table["width"][at])),
        float(top + int(table["height"][at])),
    )
    line = int(table["block_num"][at]), int(table["par_num"][at]), int(table["line_num"][at])
    return ScannedWord(table["text"][at].strip(), box, float(table["conf"][at]), line)
