"""Driver's licences and cards of no province: numbered data in front, a PDF417 symbol behind."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from samples.camera import Rgb
from samples.identity_design import (
    SPECIMEN_LINE,
    Order,
    ground,
    overprint,
    put_field,
    put_portrait,
    signature,
)
from samples.identity_sheet import BLACK, Drawn, Ink, Sheet

LicenceKind = Literal["driver-licence", "photo-card"]

CARD_MM = (85.6, 54.0)
#: The symbol's largest box on the back: left, top, right, bottom.
_SYMBOL_MM = (5.0, 7.0, 80.6, 27.0)
_TITLE: Ink = (120, 40, 52)
#: Captions as Canadian cards have them, in both languages, numbered as ISO/IEC 18013-1 does.
_CAPTIONS = {
    "surname": "1,2 NAME / NOM",
    "given_names": "",
    "address": "8 ADDRESS / ADRESSE",
    "city": "",
    "number": "4d NUMBER / NUMÉRO",
    "issued": "4a ISS / DÉL",
    "expires": "4b EXP / EXP",
    "birth": "3 DOB / DDN",
    "discriminator": "5 DD / RÉF",
    "sex": "15 SEX / SEXE",
    "height": "16 HGT / HAUT",
    "eyes": "18 EYES / YEUX",
    "class": "9 CLASS / CATÉG.",
    "restrictions": "12 REST. / COND.",
}
_ROOMS_MM = {
    "surname": 53.0, "given_names": 53.0, "address": 53.0, "city": 53.0, "issued": 19.0,
    "expires": 19.0, "restrictions": 16.0, "sex": 11.0, "height": 13.5, "class": 13.5,
    "eyes": 13.5,
}  # fmt: skip
_TITLES = {
    "driver-licence": "DRIVER'S LICENCE / PERMIS DE CONDUIRE",
    "photo-card": "PHOTO CARD / CARTE-PHOTO",
}


@dataclass(frozen=True, slots=True)
class Symbol:
    """A PDF417 symbol: its text and its picture with the quiet zone."""

    text: str
    picture: Rgb


def licence_order(order: Order, jurisdiction: str) -> Order:
    """The order with a number in the jurisdiction's form and its plain data."""
    digits = _digits(order, 14)
    letter = order.holder.surname[:1].upper() or "S"
    letter = letter if letter.isascii() and letter.isalpha() else "S"
    number = {
        "ON": f"{letter}{digits[:4]}-{digits[4:9]}-{digits[9:]}",
        "QC": f"{letter}{digits[:4]}-{digits[4:10]}-{digits[10:12]}",
        "AB": f"{digits[:6]}-{digits[6:9]}",
    }.get(jurisdiction, digits[:7])
    # These cards print dates as 2019-05-31 or 2019/05/31, data in upright letters.
    face = order.face if order.face in ("bold", "plain") else "bold"
    return replace(order, number=number, date_style="iso", languages=("en", "fr"), face=face)


def licence_card(
    order: Order, kind: LicenceKind, jurisdiction: str, symbol: Symbol
) -> tuple[Drawn, Drawn]:
    """Front with portrait and numbered data; back with the symbol. ``order`` from licence_order."""
    front = Sheet(*CARD_MM, order.dpi)
    ground(front, order)
    front.text((4, 5.2), f"SPECIMEN PROVINCE {jurisdiction}", 3.0, "bold", _TITLE, 56)
    front.text((4, 8.6), _TITLES[kind], 2.2, "bold", _TITLE, 60)
    front.text((62, 3.6), SPECIMEN_LINE, 0.9, "plain", _TITLE, 21)
    put_portrait(front, order, (4, 11, 28, 42), (71.5, 30, 82.5, 44))
    signature(front, order, (5, 43.5, 27, 51))
    _numbered(front, order, kind)
    overprint(front, (56, 30), 8.0, 16.0)
    dates = (order.issued.isoformat(), order.expires.isoformat())
    finished = front.finished(kind, "id_front_no_mrz", "front", dates=dates)
    return finished, _back(order, kind, symbol, dates)


def health_card(order: Order) -> Drawn:
    """A health-insurance card: portrait, name and number, no machine-readable zone."""
    sheet = Sheet(*CARD_MM, order.dpi)
    ground(sheet, order)
    holder = order.holder
    sheet.rectangle((0, 0, CARD_MM[0], 9), (24, 110, 96), 0.75)
    sheet.text((4, 6.2), "HEALTH · SANTÉ  SPECIMEN", 3.4, "bold", (255, 255, 255), 60)
    put_portrait(sheet, order, (62, 12, 82, 38))
    digits = _digits(order, 10)
    number = f"{digits[:4]}-{digits[4:7]}-{digits[7:]}-{order.number[:1]}X"
    put_field(sheet, order, "number", (4, 14), number, caption_text="", width_mm=55, em_mm=4.2)
    names = f"{holder.given_names} {holder.surname}".strip().upper()
    put_field(sheet, order, "name", (4, 20), names, width_mm=55)
    birth = order.shown(holder.birth)
    put_field(sheet, order, "birth", (4, 27.5), birth, holder.birth.iso, width_mm=26)
    put_field(sheet, order, "sex", (34, 27.5), holder.sex, width_mm=12)
    issued, expires = order.issued.isoformat(), order.expires.isoformat()
    put_field(sheet, order, "issued", (4, 35), order.shown(order.issued), issued, width_mm=26)
    put_field(sheet, order, "expires", (34, 35), order.shown(order.expires), expires, width_mm=26)
    sheet.text((4, 50), SPECIMEN_LINE, 1.2, "plain", _TITLE)
    overprint(sheet, (36, 30), 8.0, 14.0)
    return sheet.finished("health-card", "id_front_no_mrz", "front", dates=(issued, expires))


def _digits(order: Order, length: int) -> str:
    rng = np.random.default_rng([80, order.seed])
    return "".join(str(digit) for digit in rng.integers(0, 10, length))


def _numbered(sheet: Sheet, order: Order, kind: LicenceKind) -> None:
    holder = order.holder
    surname = (holder.surname or holder.given_names).upper()
    issued, expires = order.issued.isoformat(), order.expires.isoformat()
    city = f"{holder.city.upper()}, {holder.postal_code}"
    rows: list[tuple[str, float, float, str, str]] = [
        ("surname", 30, 12.2, surname, surname),
        ("given_names", 30, 18.0, holder.given_names.upper(), holder.given_names.upper()),
        ("address", 30, 20.8, holder.street.upper(), holder.street.upper()),
        ("city", 30, 26.4, city, city),
        ("number", 30, 29.2, order.number, order.number),
        ("issued", 30, 34.6, order.shown(order.issued), issued),
        ("expires", 50, 34.6, order.shown(order.expires), expires),
        ("sex", 30, 40.0, holder.sex, holder.sex),
        ("height", 42, 40.0, f"{holder.height_cm} cm", str(holder.height_cm)),
        ("birth", 60, 47.4, order.shown(holder.birth), holder.birth.iso),
        ("discriminator", 30, 47.4, discriminator(order), discriminator(order)),
    ]
    if kind == "driver-licence":
        rows += [("class", 57, 40.0, "G", "G"), ("restrictions", 57, 29.2, "X", "X")]
    else:
        rows += [("eyes", 57, 40.0, holder.eyes, holder.eyes)]
    for name, left, top, text, value in rows:
        room = _ROOMS_MM.get(name, 25.0)
        put_field(
            sheet, order, name, (left, top), text, value,
            caption_text=_CAPTIONS[name], width_mm=room, em_mm=2.4,
        )  # fmt: skip


def discriminator(order: Order) -> str:
    """The document discriminator that stands on the card and in the symbol."""
    return f"DX{_digits(order, 7)[::-1]}"


def _back(order: Order, kind: LicenceKind, symbol: Symbol, dates: tuple[str, str]) -> Drawn:
    sheet = Sheet(*CARD_MM, order.dpi)
    ground(sheet, order, 1)
    left, top, right, bottom = _SYMBOL_MM
    height_px, width_px = symbol.picture.shape[:2]
    scale = min((right - left) / width_px, (bottom - top) / height_px)
    box = (left, top, left + width_px * scale, top + height_px * scale)
    sheet.picture(symbol.picture, box, "barcode", "pdf417", symbol.text)
    sheet.rectangle((0, 38, CARD_MM[0], 50), (40, 36, 34), 0.9)
    sheet.text((5, 33), "SPECIMEN - 9 CLASS G: any car of Utopia", 1.8, "plain", BLACK)
    sheet.text((5, 36), SPECIMEN_LINE, 1.4, "plain", _TITLE)
    return sheet.finished(kind, "aamva_pdf417", "back", barcode=symbol.text, dates=dates)
