"""Passports and travel documents of Utopia: data page, and the spread that a scanner sees."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from samples.identity_design import (
    SPECIMEN_LINE,
    Order,
    ground,
    overprint,
    put_field,
    put_portrait,
    signature,
)
from samples.identity_mrz import composed
from samples.identity_sheet import Drawn, Ink, Mark, Sheet, box_quad

#: A page of a passport, ISO/IEC 7810 ID-3 (ICAO 9303-4), and where the zone's first place begins.
PAGE_MM = (125.0, 88.0)
MRZ_LEFT_MM = 6.0
_TITLE: Ink = (44, 60, 96)


@dataclass(frozen=True, slots=True)
class Booklet:
    """Which booklet: its title's caption, the code of its zone, its word in labels."""

    title: str
    code: str
    document: str


PASSPORT = Booklet("passport", "P", "passport")
SERVICE_PASSPORT = Booklet("passport", "PS", "passport")
CONVENTION_TRAVEL = Booklet("travel", "P", "travel-document")


def passport_page(order: Order, booklet: Booklet = PASSPORT) -> Drawn:
    """The data page with its machine-readable zone of two lines of 44."""
    sheet = Sheet(*PAGE_MM, order.dpi)
    ground(sheet, order)
    mrz = composed("TD3", order.content(booklet.code, order.holder.personal_number), order.faults)
    sheet.rectangle((0, PAGE_MM[1] - 23.2, *PAGE_MM), (250, 250, 248), 0.55)
    sheet.text((44, 7.0), "UTOPIA / UTOPIE", 4.2, "serif bold", _TITLE, 42)
    title = order.caption(booklet.title)
    sheet.text((5, 7.0), title, 3.0, "bold", _TITLE, 36)
    sheet.text((90, 4.4), SPECIMEN_LINE, 1.2, "plain", _TITLE, 31)
    put_portrait(sheet, order, (5, 11, 40, 56), (104, 41, 119, 60))
    _data(sheet, order, booklet)
    signature(sheet, order, (8, 57.5, 36, 63))
    overprint(sheet, (74, 36), 13.0, 18.0)
    sheet.mrz(mrz, MRZ_LEFT_MM)
    dates = (order.issued.isoformat(), order.expires.isoformat())
    return sheet.finished(booklet.document, "mrz_td3", "data page", mrz=mrz, dates=dates)


def passport_spread(order: Order, booklet: Booklet = PASSPORT) -> Drawn:
    """The open booklet: a page of small print above the data page, the fold between them."""
    page = passport_page(order, booklet)
    above = _printed_page(order)
    height = page.rgb.shape[0]
    rgb = np.concatenate([above, page.rgb])
    rows = np.abs(np.arange(2 * height) - height) / (3.0 * page.px_per_mm)
    fold = 1.0 - 0.30 * np.exp(-0.5 * rows**2)
    shaded = np.clip(rgb * fold[:, None, None], 0, 255).astype(np.uint8)
    down = np.array([[1, 0, 0], [0, 1, height], [0, 0, 1]], np.float64)
    coverage = np.concatenate([page.coverage[::-1], page.coverage])
    outline = box_quad(0, 0, page.rgb.shape[1], 2 * height)
    whole = Mark("side", "spread", outline, booklet.document)
    coverage[height - height // 8 : height + height // 8] = 255
    return replace(
        page,
        rgb=shaded,
        coverage=coverage,
        marks=(*(mark.moved(down) for mark in page.marks), whole),
        labels=(*page.labels, "two-page spread"),
    )


def _printed_page(order: Order) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    sheet = Sheet(*PAGE_MM, order.dpi)
    ground(sheet, order, 1)
    sheet.text((12, 20), "SPECIMEN", 5.0, "serif bold", _TITLE)
    notes = (
        "This booklet is a drawing for the tests of a program.",
        "Ce livret est un dessin fait pour les essais d'un logiciel.",
        "It was issued by no authority and entitles to nothing.",
        "Il n'a été délivré par aucune autorité et ne donne aucun droit.",
    )
    for line, note in enumerate(notes):
        sheet.text((12, 30 + 6 * line), note, 2.6, "serif", (60, 60, 70), 104)
    return sheet.pixels()


def _data(sheet: Sheet, order: Order, booklet: Booklet) -> None:
    holder = order.holder
    x, middle, right = 44.0, 68.0, 94.0
    number = "passport_number" if booklet.title == "passport" else "number"
    put_field(sheet, order, "type", (x, 11.5), booklet.code, width_mm=14)
    put_field(sheet, order, "issuer", (60, 11.5), order.issuer, width_mm=26)
    put_field(
        sheet, order, "number", (right, 11.5), order.number,
        caption_text=order.caption(number), width_mm=28,
    )  # fmt: skip
    surname = holder.surname.upper() or holder.given_names.upper()
    put_field(sheet, order, "surname", (x, 18.7), surname, width_mm=76)
    put_field(sheet, order, "given_names", (x, 25.9), holder.given_names.upper(), width_mm=76)
    nationality = "UTOPIAN/UTOPIENNE" if holder.nationality == "UTO" else holder.nationality
    put_field(sheet, order, "nationality", (x, 33.1), nationality, holder.nationality, width_mm=44)
    birth = order.shown(holder.birth)
    put_field(sheet, order, "birth", (x, 40.3), birth, holder.birth.iso, width_mm=34)
    put_field(sheet, order, "sex", (82, 40.3), holder.sex, width_mm=12)
    put_field(sheet, order, "birth_place", (middle + 26, 33.1), holder.birth_place.upper(),
              width_mm=28)  # fmt: skip
    issued, expires = order.shown(order.issued), order.shown(order.expires)
    put_field(sheet, order, "issued", (x, 47.5), issued, order.issued.isoformat(), width_mm=34)
    put_field(sheet, order, "authority", (82, 47.5), "UTO-OFFICE 7", width_mm=20)
    put_field(sheet, order, "expires", (x, 54.7), expires, order.expires.isoformat(), width_mm=34)
    if holder.personal_number:
        put_field(sheet, order, "personal_number", (82, 54.7), holder.personal_number, width_mm=21)
