"""How an evidence picture is laid out: what was screened on the left, what was found beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PIL import Image, ImageDraw

from service.evidence.panel import WIDTH_PX, Panel
from service.evidence.style import FAINT, PAPER, RULE, font
from service.reading_order import DOES_NOT_APPLY, in_reading_order, shown_outcome
from service.words import Language, word

MARGIN_PX, GAP_PX = 36, 40
#: Pages side by side, and the band above each in which its title stands.
_COLUMNS = 2
_TITLE_PX, _TITLE_FONT_PX = 26, 15
#: Outcomes that get a number: those that somebody has to look into.
NUMBERED_OUTCOMES = ("fail", "unsure", "not-assessed")

Finding = dict[str, Any]


def numbered_findings(report: dict[str, Any]) -> list[Finding]:
    """The findings that get a number, in the order of their numbers from 1."""
    return [f for f in in_reading_order(report["findings"]) if f["outcome"] in NUMBERED_OUTCOMES]


def findings_panel(report: dict[str, Any], language: Language) -> Panel:
    """The verdict and all findings, written on a panel that has room for more."""
    panel = Panel(language)
    panel.head(report)
    numbered = numbered_findings(report)
    for number, finding in enumerate(numbered, start=1):
        panel.finding(finding, number)
    if not numbered:
        panel.note(word("all-met", language))
    findings = in_reading_order(report["findings"])
    for outcome in ("pass", "manual", DOES_NOT_APPLY):
        panel.titles([finding for finding in findings if shown_outcome(finding) == outcome])
    return panel


def stacked(pieces: Sequence[Image.Image], gap_px: int) -> Image.Image:
    """Pictures below one another."""
    height = sum(piece.height for piece in pieces) + gap_px * (len(pieces) - 1)
    page = Image.new("RGB", (max(piece.width for piece in pieces), height), PAPER)
    top = 0
    for piece in pieces:
        page.paste(piece, (0, top))
        top += piece.height + gap_px
    return page


def arranged(pages: Sequence[Image.Image], gap_px: int) -> Image.Image:
    """Pages side by side, line by line; a lone one by itself."""
    columns = min(_COLUMNS, len(pages)) or 1
    rows = [pages[start : start + columns] for start in range(0, len(pages), columns)]
    width = max(page.width for page in pages)
    heights = [max(page.height for page in row) for row in rows]
    height = sum(heights) + gap_px * (len(rows) - 1)
    sheet = Image.new("RGB", (columns * width + gap_px * (columns - 1), height), PAPER)
    top = 0
    for row, row_height in zip(rows, heights, strict=True):
        for column, page in enumerate(row):
            sheet.paste(page, (column * (width + gap_px), top))
        top += row_height + gap_px
    return sheet


def titled(picture: Image.Image, title: str) -> Image.Image:
    """A picture with a thin line around it, below its title."""
    sheet = Image.new("RGB", (picture.width + 2, picture.height + 2 + _TITLE_PX), PAPER)
    sheet.paste(picture, (1, _TITLE_PX + 1))
    outline(sheet, 1, _TITLE_PX + 1, picture.size)
    place = (1, _TITLE_PX / 2 - 2)
    ImageDraw.Draw(sheet).text(place, title, fill=FAINT, font=font(_TITLE_FONT_PX), anchor="lm")
    return sheet


def laid_out(shown: Image.Image, panel: Image.Image) -> Image.Image:
    """The whole evidence picture: what is shown on the left, and the panel beside it."""
    height = 2 * MARGIN_PX + max(shown.height, panel.height)
    page = Image.new("RGB", (2 * MARGIN_PX + shown.width + GAP_PX + WIDTH_PX, height), PAPER)
    page.paste(shown, (MARGIN_PX, MARGIN_PX))
    page.paste(panel, (MARGIN_PX + shown.width + GAP_PX, MARGIN_PX))
    return page


def outline(page: Image.Image, left: int, top: int, size: tuple[int, int]) -> None:
    """A thin line around a picture that lies on a page."""
    box = (left - 1, top - 1, left + size[0], top + size[1])
    ImageDraw.Draw(page).rectangle(box, outline=RULE)
