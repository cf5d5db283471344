"""Visas of Utopia in both sizes: labels that are glued onto a page of a passport."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np

from samples.identity_design import (
    SPECIMEN_LINE,
    Order,
    ground,
    overprint,
    put_field,
    put_portrait,
)
from samples.identity_mrz import MrzFormat, composed
from samples.identity_sheet import Drawn, Ink, Sheet

#: Sizes of the labels (ICAO 9303-7) and where their zone begins from the left.
_SIZES_MM = {"A": (120.0, 80.0), "B": (105.0, 74.0)}
_MRZ_LEFT_MM = {"A": 4.6, "B": 6.0}
_TITLE: Ink = (64, 44, 96)
#: Those whose nationality is the issuer's need no visa.
_NATIONALITIES = ("XXX", "XXA", "XXB", "IND", "NGA", "BRA", "D")


def visa(order: Order, size: Literal["A", "B"]) -> Drawn:
    """A visa; its holder is of another nationality, and its zone has no composite check digit."""
    if order.holder.nationality == order.issuer:
        nationality = _NATIONALITIES[order.seed % len(_NATIONALITIES)]
        order = replace(order, holder=replace(order.holder, nationality=nationality))
    width, height = _SIZES_MM[size]
    sheet = Sheet(width, height, order.dpi)
    ground(sheet, order, 2)
    sheet.rectangle((0, height - 23.2, width, height), (250, 250, 248), 0.55)
    sheet.text((5, 6.6), f"{order.caption('visa')}  SPECIMEN", 4.2, "serif bold", _TITLE, 60)
    sheet.text((width - 34, 4.0), SPECIMEN_LINE, 1.1, "plain", _TITLE, 31)
    put_portrait(sheet, order, (5, 10, 29, 41))
    _data(sheet, order, width)
    overprint(sheet, (width * 0.62, 30), 11.0, 14.0)
    mrz_format: MrzFormat = "MRVA" if size == "A" else "MRVB"
    mrz = composed(mrz_format, order.content("V"), order.faults)
    sheet.mrz(mrz, _MRZ_LEFT_MM[size])
    dates = (order.issued.isoformat(), order.expires.isoformat())
    return sheet.finished(
        "visa", f"mrz_{mrz_format.lower()}", "label", corner_mm=0.5, mrz=mrz, dates=dates
    )


def visa_page(order: Order, size: Literal["A", "B"]) -> Drawn:
    """The label on its page of a passport of 125 x 88 mm."""
    label = visa(order, size)
    page = Sheet(125.0, 88.0, order.dpi)
    ground(page, replace(order, palette=order.palette + 1), 3)
    page.text((52, 86.5), "VISAS  SPECIMEN  17", 2.0, "serif", _TITLE)
    height, width = label.rgb.shape[:2]
    left, top = (page.size_px[0] - width) // 2, round(1.5 * page.px_per_mm)
    rgb = page.pixels().copy()
    rgb[top : top + height, left : left + width] = label.rgb
    shift = np.array([[1, 0, left], [0, 1, top], [0, 0, 1]], np.float64)
    page.paint(rgb)
    whole = page.finished("visa", label.category, "page", mrz=label.mrz)
    inner = tuple(mark.moved(shift) for mark in label.marks)
    return replace(label, rgb=rgb, coverage=whole.coverage, marks=(*inner, *whole.marks))


def _data(sheet: Sheet, order: Order, width_mm: float) -> None:
    holder = order.holder
    x, right, em = 33.0, width_mm - 40.0, 2.6
    issued, expires = order.issued.isoformat(), order.expires.isoformat()
    rows: tuple[tuple[str, float, float, str, str], ...] = (
        ("issued_at", x, 11.5, "ZENITH", "ZENITH"),
        ("number", right, 11.5, order.number, order.number),
        ("from", x, 18.0, order.shown(order.issued), issued),
        ("until", right, 18.0, order.shown(order.expires), expires),
        ("entries", x, 24.5, "MULT", "MULT"),
        ("stay", right, 24.5, "90", "90"),
        ("surname", x, 31.0, holder.surname.upper(), holder.surname.upper()),
        ("given_names", x, 37.5, holder.given_names.upper(), holder.given_names.upper()),
        ("birth", x, 44.0, order.shown(holder.birth), holder.birth.iso),
        ("sex", right - 8, 44.0, holder.sex, holder.sex),
        ("nationality", right + 8, 44.0, holder.nationality, holder.nationality),
    )
    names = {"from": "issued", "until": "expires"}
    for field, left, top, text, value in rows:
        room = width_mm - x - 5 if field in ("surname", "given_names") else right - x - 3
        room = min(room, width_mm - left - 3, right - x - 10 if field == "birth" else room)
        put_field(
            sheet, order, names.get(field, field), (left, top), text, value,
            caption_text=order.caption(field), width_mm=room, em_mm=em,
        )  # fmt: skip
