"""Things that are sent as identity documents and are none: bank card, cover, template, letter."""

from __future__ import annotations

import numpy as np

from samples.identity_design import Order, ground, overprint, put_portrait
from samples.identity_sheet import Drawn, Ink, Sheet

_CARD_MM, _PAGE_MM, _A4_MM = (85.6, 54.0), (125.0, 88.0), (210.0, 297.0)
_WHITE: Ink = (248, 248, 250)
_GOLD: Ink = (206, 176, 104)
_PARAGRAPHS = (
    "SPECIMEN LETTER", "", "To whom it may concern,", "",
    "This page is a letter and not an identity document. It was written for the tests of",
    "a program that must tell one from the other, and it says nothing about anybody.",
    "It mentions a passport, a date of birth and the number X1234567, as letters do, and",
    "it has a line of signs that could be mistaken for something else:", "",
    "<<<<< cut here <<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<", "",
    "La présente page est une lettre et non une pièce d'identité. Elle a été écrite pour",
    "les essais d'un logiciel qui doit distinguer l'une de l'autre.", "",
    "Yours truly, / Veuillez agréer nos salutations,", "", "The Office of Specimens",
)  # fmt: skip


def bank_card(order: Order) -> Drawn:
    """A payment card: a long number, a name, an expiry, no state."""
    sheet = Sheet(*_CARD_MM, order.dpi)
    rng = np.random.default_rng([75, order.seed])
    colour = rng.integers(20, 140, 3)
    rows = np.linspace(1.25, 0.7, sheet.size_px[1])[:, None, None]
    plain = np.clip(rows * colour, 0, 255) * np.ones((1, sheet.size_px[0], 1))
    sheet.paint(plain.astype(np.uint8))
    sheet.text((6, 10), "SPECIMEN BANK", 4.4, "bold", _WHITE)
    sheet.rectangle((8, 17, 20, 26), _GOLD)
    digits = "".join(str(digit) for digit in rng.integers(0, 10, 12))
    number = f"0000 {digits[:4]} {digits[4:8]} {digits[8:]}"
    sheet.text((6, 36), number, 5.6, "mono", _WHITE, 74)
    sheet.text((34, 42), f"VALID THRU  {order.expires:%m/%y}", 2.4, "mono", _WHITE)
    names = f"{order.holder.given_names} {order.holder.surname}".strip().upper()
    sheet.text((6, 49), names, 3.2, "mono", _WHITE, 60)
    return sheet.finished("bank-card", "no_mrz", dates=("", ""))


def student_card(order: Order) -> Drawn:
    """A university's card: portrait, name, number and bars, no state and no zone."""
    sheet = Sheet(*_CARD_MM, order.dpi)
    ground(sheet, order)
    sheet.rectangle((0, 0, _CARD_MM[0], 11), (110, 24, 44), 0.9)
    sheet.text((4, 7.5), "SPECIMEN UNIVERSITY", 4.0, "serif bold", _WHITE, 70)
    put_portrait(sheet, order, (60, 14, 81, 41))
    names = f"{order.holder.given_names} {order.holder.surname}".strip()
    sheet.text((5, 20), names, 3.6, "bold", max_width_mm=52)
    sheet.text((5, 26), "Student / Étudiant", 2.8)
    sheet.text((5, 32), f"ID {order.seed % 10**7 + 10**6}", 3.2, "mono")
    sheet.text((5, 37), f"Valid to {order.expires:%m/%Y}", 2.6)
    rng = np.random.default_rng([76, order.seed])
    left = 8.0
    while left < 70:
        width = float(rng.choice([0.3, 0.6, 0.9]))
        sheet.rectangle((left, 43, left + width, 51), (20, 20, 20))
        left += width + float(rng.choice([0.3, 0.6]))
    return sheet.finished("student-card", "no_mrz", dates=("", ""))


def passport_cover(order: Order) -> Drawn:
    """The closed booklet from outside: a dark cover with gilt letters."""
    sheet = Sheet(88.0, 125.0, order.dpi)
    rng = np.random.default_rng([77, order.seed])
    colour = np.array(((28, 36, 78), (92, 22, 34), (22, 62, 46))[int(rng.integers(3))], float)
    width, height = sheet.size_px
    grain = 1.0 + 0.08 * rng.standard_normal((height, width, 1))
    sheet.paint(np.clip(colour * grain, 0, 255).astype(np.uint8))
    _centred(sheet, 22, "UTOPIA · UTOPIE", 6.0)
    _centred(sheet, 68, "*", 46.0)
    _centred(sheet, 92, order.caption("passport").split(" / ")[0], 7.0)
    _centred(sheet, 104, "SPECIMEN", 5.0)
    sheet.rectangle((38, 112, 50, 118), _GOLD, 0.9)
    return sheet.finished("passport-cover", "no_mrz", "cover", dates=("", ""))


def template(order: Order) -> Drawn:
    """A designer's template of a data page: placeholders instead of data, a zone that is none."""
    sheet = Sheet(*_PAGE_MM, order.dpi)
    ground(sheet, order)
    sheet.rectangle((0, _PAGE_MM[1] - 23.2, *_PAGE_MM), (250, 250, 248), 0.55)
    sheet.rectangle((5, 11, 40, 56), (170, 174, 182))
    sheet.text((13, 35), "PHOTO", 5.0, "bold", _WHITE)
    for line, name in enumerate(("Surname", "Given name", "Nationality", "Birthdate", "Expiry")):
        sheet.text((44, 16 + 8 * line), name, 1.8)
        sheet.text((44, 20 + 8 * line), f"<{name.lower()}>", 3.0, "bold")
    overprint(sheet, (82, 36), 11.0, 18.0)
    for line in (1, 2):
        from_bottom = 9.4 + 6.35 * (2 - line)
        sheet.mrz_line(f"MRZ<LINE<{line}", 6.0, _PAGE_MM[1] - from_bottom)
    return sheet.finished("template", "no_mrz", dates=("", ""))


def text_page(order: Order) -> Drawn:
    """A letter on A4."""
    sheet = Sheet(*_A4_MM, order.dpi)
    for line, text in enumerate(_PARAGRAPHS):
        sheet.text((25, 40 + 6.5 * line), text, 4.0, "serif", max_width_mm=165)
    return sheet.finished("letter", "no_mrz", "page", corner_mm=0.0, dates=("", ""))


def _centred(sheet: Sheet, baseline_mm: float, text: str, em_mm: float) -> None:
    """A line of gilt letters in the middle of the cover."""
    quad = sheet.text((-500.0, baseline_mm), text, em_mm, "serif bold", _GOLD, 1000.0)
    width_mm = (quad[1][0] - quad[0][0]) / sheet.px_per_mm
    sheet.text(((sheet.width_mm - width_mm) / 2, baseline_mm), text, em_mm, "serif bold", _GOLD)
