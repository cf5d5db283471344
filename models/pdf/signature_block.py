"""Places to sign on scanned pages, found by their captions: what is written there, and its date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from models.pdf.scanned_words import ScannedPage, ScannedWord, row_words
from models.pdf.signature_block_area import Layout, WritingArea, writing_area
from models.pdf.signature_block_captions import (
    Phrase,
    date_captions,
    letters,
    phrases,
    signature_captions,
)
from models.pdf.signature_block_ink import PRINT_HEIGHT_MM, Writing, measure_writing
from models.pdf.straightened_page import Box

#: A date stands in the row of its signature, or so near below or above it.
_ROW_MM, _STACKED_MM, _FAR_MM = 6.0, 18.0, 120.0
#: Rows of dates looked at twice, and how much more than the date's height.
_MAX_ROWS, _ROW_MARGIN_MM = 3, 1.6
#: A heading has at most so many words; as many of them are looked at above a caption.
_HEADING_WORDS, _HEADINGS = 8, 14
#: A date without a line of its own is written as far beside its caption.
_BESIDE_DATE_MM = 9.0


@dataclass(frozen=True, slots=True)
class DateBlock:
    """The place for a date. ``text``: the print in it; ``box``: in points from the upper left.

    ``print_confidence``: how sure that print was read, 0..100; 0 of what is as tall as handwriting.
    ``is_in_row``: whether it stands in the row of its signature.
    """

    caption: str
    confidence: float
    box: Box
    layout: Layout
    writing: Writing
    text: str
    print_confidence: float
    is_in_row: bool


@dataclass(frozen=True, slots=True)
class SignatureBlock:
    """A place to sign. ``headings``: short lines above its caption, the nearest first.

    ``confidence``: how sure the caption was read, 0..100. ``box``: the place to write in points
    from the page's upper left corner.
    """

    page: int
    caption: str
    confidence: float
    headings: tuple[str, ...]
    box: Box
    layout: Layout
    writing: Writing
    date: DateBlock | None


def signature_blocks(pages: Sequence[ScannedPage]) -> tuple[SignatureBlock, ...]:
    """The places to sign on the pages that were read, in the order of the pages."""
    ordered = sorted(pages, key=lambda page: page.page.number)
    return tuple(block for page in ordered for block in _blocks_of(_read_again(page)))


def _read_again(page: ScannedPage) -> ScannedPage:
    """The page with what a second look finds in rows of a date that show no signature.

    Tesseract passes over single words far from others.
    """
    captions = tuple(signature_captions(page))
    alone = [
        date
        for date in date_captions(page)
        if not any(_is_in_row(page, caption, date) for caption in captions)
    ]
    margin = page.page.px(_ROW_MARGIN_MM)
    added: list[ScannedWord] = []
    for date in alone[:_MAX_ROWS]:
        row = row_words(page, date.box[1] - margin, date.box[3] + margin, date.box[0] - margin)
        again = replace(page, words=row)
        added += [word for caption in signature_captions(again) for word in caption.words]
    return replace(page, words=(*page.words, *added))


def _blocks_of(page: ScannedPage) -> Iterator[SignatureBlock]:
    captions = list(signature_captions(page))
    every = phrases(page.words)
    areas = [writing_area(page, caption) for caption in captions]
    dates = [_date_beside(page, caption, captions) for caption in captions]
    date_areas = [
        None if date is None else _date_area(page, date, caption, area)
        for date, caption, area in zip(dates, captions, areas, strict=True)
    ]
    taken = [area.box for area in (*areas, *date_areas) if area is not None]
    for at, caption in enumerate(captions):
        area, date, date_area = areas[at], dates[at], date_areas[at]
        others = [box for box in taken if box != area.box]
        block = None
        if date is not None and date_area is not None:
            block = _date_block(page, date, date_area, caption, taken)
        yield SignatureBlock(
            page=page.page.number,
            caption=caption.text,
            confidence=caption.confidence,
            headings=_headings(caption, captions, every),
            box=page.page.box_pt(area.box),
            layout=area.layout,
            writing=measure_writing(page, area.box, caption.words, others),
            date=block,
        )


def _headings(
    caption: Phrase, captions: Sequence[Phrase], every: Sequence[Phrase]
) -> tuple[str, ...]:
    """Short lines between this caption and the one for a signature before it."""
    top = caption.box[1]
    before = [other.box[3] for other in captions if other.box[3] < top - caption.height]
    start = max(before, default=0.0)
    above = [
        phrase
        for phrase in every
        if start < phrase.box[1] and phrase.box[3] < top and phrase.confidence > 0
        and 0 < len(letters(phrase.text)) <= _HEADING_WORDS
    ]  # fmt: skip
    return tuple(phrase.text for phrase in reversed(above[-_HEADINGS:]))


def _middle(phrase: Phrase) -> tuple[float, float]:
    left, top, right, bottom = phrase.box
    return (left + right) / 2, (top + bottom) / 2


def _date_beside(page: ScannedPage, caption: Phrase, captions: Sequence[Phrase]) -> Phrase | None:
    """The caption of a signature's date: behind it in its row, else near below or above it."""
    dates = date_captions(page)
    behind = [
        date
        for date in dates
        if _is_in_row(page, caption, date)
        and 0 < date.box[0] - caption.box[0] <= page.page.px(_FAR_MM + 60)
        and not any(
            _is_in_row(page, caption, other) and caption.box[0] < other.box[0] < date.box[0]
            for other in captions
        )
    ]
    if behind:
        return min(behind, key=lambda date: date.box[0])
    stacked = [date for date in dates if _is_stacked(page, caption, date, captions)]
    return min(stacked, key=lambda date: abs(_middle(date)[1] - _middle(caption)[1]), default=None)


def _is_in_row(page: ScannedPage, caption: Phrase, other: Phrase) -> bool:
    return abs(caption.box[1] - other.box[1]) <= page.page.px(_ROW_MM)


def _is_stacked(
    page: ScannedPage, caption: Phrase, date: Phrase, captions: Sequence[Phrase]
) -> bool:
    """Whether a date stands below or above a caption, nearer to it than to any other."""
    y = _middle(date)[1]
    away = abs(y - _middle(caption)[1])
    is_aligned = abs(date.box[0] - caption.box[0]) <= page.page.px(_FAR_MM / 3)
    others = [abs(y - _middle(other)[1]) for other in captions if other is not caption]
    return is_aligned and away <= page.page.px(_STACKED_MM) and away < min(others, default=1e9)


def _date_area(page: ScannedPage, date: Phrase, caption: Phrase, area: WritingArea) -> WritingArea:
    """The place of a date: its own, or beside that of the signature whose line it lacks."""
    own = writing_area(page, date)
    if own.layout != "none" or area.layout != "line-above":
        return own
    if not _is_in_row(page, caption, date):
        return own
    beside = page.page.px(_BESIDE_DATE_MM)
    left = max(date.box[0] - beside, area.box[2] + page.page.px(1.0))
    return WritingArea((left, area.box[1], date.box[2] + beside, date.box[1]), "line-above")


def _print_confidence(page: ScannedPage, words: Sequence[ScannedWord]) -> float:
    """How surely words were read that are no higher than print; 0 of others."""
    tallest = max((word.box[3] - word.box[1] for word in words), default=0.0)
    if not words or page.page.mm(tallest) > PRINT_HEIGHT_MM:
        return 0.0
    return min(word.confidence for word in words)


def _date_block(
    page: ScannedPage, date: Phrase, area: WritingArea, caption: Phrase, taken: Sequence[Box]
) -> DateBlock:
    left, top, right, bottom = area.box
    inside = [
        word
        for word in page.words
        if word not in date.words
        and left <= (word.box[0] + word.box[2]) / 2 <= right
        and top <= (word.box[1] + word.box[3]) / 2 <= bottom
    ]
    others = [box for box in taken if box != area.box]
    return DateBlock(
        caption=date.text,
        confidence=date.confidence,
        box=page.page.box_pt(area.box),
        layout=area.layout,
        writing=measure_writing(page, area.box, date.words, others),
        text=" ".join(word.text for word in inside),
        print_confidence=_print_confidence(page, inside),
        is_in_row=_is_in_row(page, caption, date),
    )
