"""Pages that print a form number, with what they print, and pages that print none.

IRCC's static forms where the corpus is there, the invented form always; on some of both another
number stands in the place of the printed one, so that no reader passes by knowing a few numbers.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pikepdf

from models.errors import UntrustedInputError
from models.pdf.opening import open_pdf
from models.pdf.page_content import measure_pages
from models.pdf.page_raster import Rgb, render_page
from samples.forms import flattened_form
from samples.forms_design import EDITION, NUMBER, Language
from samples.print_and_scan import PAGE_DPI

#: Left, bottom, width, height in points: where both kinds of form print their number.
_NUMBER_PLACE = (18.0, 14.0, 200.0, 28.0)
_BASELINE_PT = 25.0
#: IRCC prints its numbers 8 points high.
_SIZES_PT = (7.0, 8.0, 9.0)
#: Numbers that are put in the place of the printed one: real and invented, all ten digits.
_OTHER_NUMBERS = (
    ("IMM 5444", "04-2016"), ("IMM 1344", "07-2014"), ("IMM 5406", "10-2013"),
    ("IMM 0008", "11-2017"), ("IMM 5257", "06-2018"), ("IMM 5983", "09-2021"),
    ("IMM 5707", "08-2019"), ("IMM 5562", "12-2012"), ("IMM 1295", "05-2015"),
)  # fmt: skip
#: Pages whose other print names no form of its own.
_IRCC_PAGES = {"IMM 5669": ("5669e.pdf", "12-2012", 4), "IMM 5679": ("5679e.pdf", "03-2017", 2)}
_PAGES_WITHOUT_OTHER_NUMBERS = {"IMM 5669": (2, 3, 4), "IMM 5679": ()}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of ``PAGE_DPI`` and the number that it prints; an empty one for a page without."""

    name: str
    rgb: Rgb
    number: str = ""
    edition: str = ""
    language: Language | None = None


def numbered_sheets(corpus: Path) -> list[Sheet]:
    """Every page with a number; those of IRCC are missing where the corpus is not there."""
    return [*_invented(), *_invented_renumbered(), *_of_ircc(corpus)]


def unnumbered_sheets(corpus: Path) -> list[Sheet]:
    """Pages of forms with the number painted over, and other pages that a program wrote."""
    sheets = [
        Sheet(f"invented {language}", _page(_stamped(flattened_form(language), 2, "", 8.0), 2))
        for language in ("en", "fr")
    ]
    for number, (name, _, _) in _IRCC_PAGES.items():
        for path in corpus.glob(f"ircc_forms/*{name}"):
            for page in _PAGES_WITHOUT_OTHER_NUMBERS[number]:
                sheets.append(
                    Sheet(f"{number} {page}", _page(_stamped(path.read_bytes(), page, "", 8), page))
                )
    for pattern in ("digital_doc/*.pdf", "digital_form/*.pdf"):
        for path in sorted(corpus.glob(pattern)):
            sheets += [Sheet(path.name, rgb) for rgb in _dense_pages(path)]
    return sheets


def _invented() -> Iterator[Sheet]:
    for language in _languages():
        content = flattened_form(language)
        for page in (1, 2):
            name = f"invented {language} {page}"
            yield Sheet(name, _page(content, page), NUMBER, EDITION, language)


def _invented_renumbered() -> Iterator[Sheet]:
    for at, (number, edition) in enumerate(_OTHER_NUMBERS):
        language, size_pt = _languages()[at % 2], _SIZES_PT[at % 3]
        print_ = f"{number} ({edition}) {'E' if language == 'en' else 'F'}"
        stamped = _stamped(flattened_form(language), 2, print_, size_pt)
        name = f"invented as {print_} {size_pt} pt"
        yield Sheet(name, _page(stamped, 2), number, edition, language)


def _of_ircc(corpus: Path) -> Iterator[Sheet]:
    for number, (name, edition, pages) in _IRCC_PAGES.items():
        for path in corpus.glob(f"ircc_forms/*{name}"):
            content = path.read_bytes()
            for page in range(1, pages + 1):
                yield Sheet(f"{number} {page}", _page(content, page), number, edition, "en")
            others = _OTHER_NUMBERS[: len(_PAGES_WITHOUT_OTHER_NUMBERS[number]) * 2]
            for at, (other, other_edition) in enumerate(others):
                page = _PAGES_WITHOUT_OTHER_NUMBERS[number][at % 3]
                print_ = f"{other} ({other_edition}) E"
                stamped = _stamped(content, page, print_, 8.0)
                yield Sheet(
                    f"{number} as {other}", _page(stamped, page), other, other_edition, "en"
                )


def _stamped(content: bytes, page: int, print_: str, size_pt: float) -> bytes:
    """The form with other print, or none, at the foot of one page, where the number stood."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        changed = pdf.pages[page - 1]
        name = changed.add_resource(pdf.make_indirect(font), pikepdf.Name.Font)
        place = " ".join(f"{part:.1f}" for part in _NUMBER_PLACE)
        escaped = print_.replace("(", r"\(").replace(")", r"\)")
        drawing = f"Q q 1 g {place} re f 0 g BT {name} {size_pt} Tf 22 {_BASELINE_PT} Td"
        changed.contents_add(b"q", prepend=True)
        changed.contents_add(f"{drawing} ({escaped}) Tj ET Q".encode())
        target = io.BytesIO()
        pdf.save(target, encryption=False)
        return target.getvalue()


def _page(content: bytes, number: int) -> Rgb:
    with open_pdf(content) as document:
        return np.asarray(render_page(document, number, PAGE_DPI))


def _dense_pages(path: Path) -> Iterator[Rgb]:
    """The first pages of a file, of the size of a sheet and with enough print."""
    try:
        opened = open_pdf(path.read_bytes())
    except UntrustedInputError as refusal:
        print(f"no source of pages: {path.name} is refused: {refusal}")
        return
    with opened as document:
        for page in measure_pages(document)[:2]:
            is_sheet = min(page.width_pt, page.height_pt) > 400 and page.height_pt < 1000
            if is_sheet and page.visible_characters >= 150 and not page.is_placeholder:
                yield np.asarray(render_page(document, page.number, PAGE_DPI))


def _languages() -> tuple[Language, Language]:
    return "en", "fr"
