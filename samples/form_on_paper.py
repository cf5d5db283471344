"""Last pages of invented forms that are signed on paper, in the layouts that forms have.

Each is printed, signed by a simulated pen, and comes back through a scanner or a telephone.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pikepdf

from samples.camera import Rgb
from samples.forms_design import EDITION, Language
from samples.forms_page import Frame, Page, add_page
from samples.forms_variants import sheets
from samples.handwriting import Dirt, Hand, Place, dated, signed, soiled, stamped
from samples.print_and_scan import scan_look, scanned_pdf
from samples.specimen import Specimen

#: Where the caption stands: below a line, before one, in a box's corner, before a box, or, as on
#: the department's older forms, below a line with the date's caption behind it without one.
Layout = Literal["below-line", "before-line", "in-box", "before-box", "declaration"]
LAYOUTS: tuple[Layout, ...] = ("below-line", "before-line", "in-box", "before-box", "declaration")
#: What is in the place of the signature.
Signature = Hand | Literal["empty", "typed", "stamp"]
DateMark = Literal["empty", "hand", "typed"]

_SIGNATURE = {"en": "Signature of applicant", "fr": "Signature du demandeur"}
_BARE = {"en": "Signature", "fr": "Signature"}
_DECLARED = {"en": "Declaration of applicant", "fr": "Déclaration du demandeur"}
_DATE = {"en": "Date (YYYY-MM-DD)", "fr": "Date (AAAA-MM-JJ)"}
_SENTENCES = {
    "en": (
        "I declare that the answers on this form are true, complete and correct. SPECIMEN",
        "Whoever signs below has read every question and has understood all of them.",
    ),
    "fr": (
        "Je déclare que les réponses dans ce formulaire sont vraies et complètes. SPÉCIMEN",
        "La personne qui signe ci-dessous a lu toutes les questions et les a comprises.",
    ),
}
_QUESTIONS = {
    "en": ("Family name", "Given name(s)", "City and country of birth", "Home address"),
    "fr": ("Nom de famille", "Prénom(s)", "Ville et pays de naissance", "Adresse du domicile"),
}
_ANSWERS = ("EXEMPLE", "Alex", "Streslau, Ruritania", "12 Invented Street")
_RENEWAL = "IMM 5444"


@dataclass(frozen=True, slots=True)
class PaperForm:
    """A page to be signed. ``signature_place``, ``date_place``: where one writes, in points."""

    content: bytes
    signature_place: Place
    date_place: Place


def paper_form(
    number: str,
    layout: Layout,
    language: Language,
    top_pt: float = 430.0,
    typed_name: str = "",
    typed_date: str = "",
) -> PaperForm:
    """The page before anybody signs by hand. ``top_pt``: where its block for signatures begins."""
    page: Page = [
        (50.0, 50.0, "SPECIMEN"),
        (50.0, 760.0, f"{number} ({EDITION}) {'E' if language == 'en' else 'F'}"),
        (500.0, 760.0, "PAGE 1 / 1"),
    ]
    frames: list[Frame] = []
    for at, (question, answer) in enumerate(zip(_QUESTIONS[language], _ANSWERS, strict=True)):
        top = 110.0 + 26.0 * at
        page += [(50.0, top, question), (304.0, top, answer)]
        frames.append((300.0, 792.0 - top - 5.0, 240.0, 18.0))
    page += [
        (50.0, top_pt - 82.0 + 14.0 * at, text) for at, text in enumerate(_SENTENCES[language])
    ]
    place, date_place = _BLOCKS[layout](page, frames, language, top_pt)
    for text, (left, _, _, bottom) in ((typed_name, place), (typed_date, date_place)):
        if text:
            page.append((left + 8.0, bottom - 4.0, text))
    pdf = pikepdf.new()
    add_page(pdf, page, frames)
    target = io.BytesIO()
    pdf.save(target, static_id=True)
    return PaperForm(target.getvalue(), place, date_place)


def paper_page(
    form: PaperForm,
    signature: Signature,
    date: DateMark,
    seed: int,
    dirt: Dirt | None = None,
    day: str = "2026-11-20",
) -> Rgb:
    """The printed page with what a hand, a stamp and a desk left on it; typed text is print."""
    rng = np.random.default_rng([6, seed])
    page = sheets(form.content)[0]
    return marked(page, form.signature_place, form.date_place, signature, date, rng, dirt, day)


def marked(
    page: Rgb,
    place: Place,
    date_place: Place,
    signature: Signature,
    date: DateMark,
    rng: np.random.Generator,
    dirt: Dirt | None = None,
    day: str = "2026-11-20",
) -> Rgb:
    """A page with a signature, its date and dirt in their places."""
    if signature == "stamp":
        page = stamped(page, place, rng)
    elif signature != "empty" and signature != "typed":
        page = signed(page, place, signature, rng)
    if date == "hand":
        page = dated(page, date_place, day, rng)
    return soiled(page, place, dirt, rng) if dirt else page


def _below_line(
    page: Page, frames: list[Frame], language: Language, top: float
) -> tuple[Place, Place]:
    frames += [(50.0, 792.0 - top, 300.0, 0.0), (390.0, 792.0 - top, 150.0, 0.0)]
    page += [(50.0, top + 12.0, _SIGNATURE[language]), (390.0, top + 12.0, _DATE[language])]
    return (50.0, top - 34.0, 350.0, top), (390.0, top - 20.0, 540.0, top)


def _before_line(
    page: Page, frames: list[Frame], language: Language, top: float
) -> tuple[Place, Place]:
    frames += [(170.0, 792.0 - top, 180.0, 0.0), (460.0, 792.0 - top, 90.0, 0.0)]
    page += [(50.0, top - 2.0, _SIGNATURE[language] + ":"), (362.0, top - 2.0, _DATE[language])]
    return (170.0, top - 30.0, 350.0, top), (460.0, top - 18.0, 550.0, top)


def _in_box(page: Page, frames: list[Frame], language: Language, top: float) -> tuple[Place, Place]:
    foot = top + 42.0
    frames += [(50.0, 792.0 - foot, 320.0, 42.0), (370.0, 792.0 - foot, 180.0, 42.0)]
    page += [(54.0, top + 10.0, _SIGNATURE[language]), (374.0, top + 10.0, _DATE[language])]
    return (54.0, top + 13.0, 368.0, foot - 1.0), (376.0, top + 16.0, 545.0, foot - 2.0)


def _before_box(
    page: Page, frames: list[Frame], language: Language, top: float
) -> tuple[Place, Place]:
    for at, caption in enumerate((_SIGNATURE[language], _DATE[language])):
        y = top + 36.0 * at
        page.append((50.0, y + 16.0, caption))
        frames.append((230.0, 792.0 - y - 28.0, 310.0, 28.0))
    return (234.0, top + 1.0, 536.0, top + 27.0), (234.0, top + 38.0, 400.0, top + 63.0)


def _declaration(
    page: Page, frames: list[Frame], language: Language, top: float
) -> tuple[Place, Place]:
    frames += [(30.0, 792.0 - top - 20.0, 560.0, 70.0), (50.0, 792.0 - top, 390.0, 0.0)]
    page += [
        (50.0, top - 38.0, _DECLARED[language]),
        (220.0, top + 12.0, _BARE[language]),
        (470.0, top + 12.0, _DATE[language]),
    ]
    return (50.0, top - 32.0, 440.0, top), (465.0, top - 18.0, 570.0, top)


_BLOCKS = {
    "below-line": _below_line,
    "before-line": _before_line,
    "in-box": _in_box,
    "before-box": _before_box,
    "declaration": _declaration,
}


def signed_on_paper() -> tuple[Specimen, ...]:
    """Applications for a PR card that came by mail: signed and dated, unsigned, and undated."""
    return (
        _specimen("form-paper-signed.pdf", "in-box", "cursive", "2026-11-20", 51,
                  {"form.signed": "pass", "form.dated": "pass"}),
        _specimen("form-paper-unsigned.pdf", "before-line", "empty", "", 52,
                  {"form.signed": "fail"}),
        _specimen("form-paper-undated.pdf", "below-line", "scribble", "", 53,
                  {"form.signed": "pass", "form.dated": "fail"}),
    )  # fmt: skip


def _specimen(
    file: str,
    layout: Layout,
    signature: Signature,
    typed_date: str,
    seed: int,
    expect: Mapping[str, str],
) -> Specimen:
    truth = {
        "opens": "yes", "encrypted": False, "needs_password": False, "origin_any": ["scanned"],
        "xfa": "none", "pages": 1, "form": _RENEWAL,
        "signature": "empty" if signature == "empty" else "signed",
    }  # fmt: skip
    category = "signed-by-hand" if signature != "empty" else "signed"
    return Specimen(
        file, category, lambda: _scan(layout, signature, typed_date, seed), truth,
        {"form.origin": "pass", **expect}, kind="form", policy="pr-card",
    )  # fmt: skip


def _scan(layout: Layout, signature: Signature, typed_date: str, seed: int) -> bytes:
    """By an office scanner in black and white, which keeps the file small."""
    form = paper_form(_RENEWAL, layout, "en", typed_date=typed_date)
    page = paper_page(form, signature, "typed" if typed_date else "empty", seed)
    look = replace(
        scan_look(seed), dpi=200, codec="ccitt", skew_deg=0.5, noise_levels=1.5, edge_mm=0.0
    )
    return scanned_pdf([page], look, seed)
