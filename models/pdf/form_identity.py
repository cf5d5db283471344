"""Which form a file is: its number, edition, schedule and language, and what told them.

Government forms print all of it at the foot of each page, ``IMM 5669 (10-2017) E``; the electronic
ones repeat it in title, field names and barcodes. A file's own name tells nothing: it may be any.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import pikepdf

from models.errors import PdfDamaged
from models.pdf.acroform_text import object_text
from models.pdf.fields import FormFields
from models.pdf.opening import PdfDocument
from models.pdf.page_content import PageContent, measure_page

Language = Literal["en", "fr"]
IdentitySignal = Literal[
    "template", "field", "form-version", "page-text", "title", "barcode", "internal-name", "text"
]

#: Pages whose text is read; the number stands at the foot of each.
MAX_PAGES_READ = 4
#: Characters of text looked at: some pages of print.
MAX_CHARACTERS = 60_000
#: Editions before and after these years are misread; numbered forms are younger than 1990.
_YEARS = range(1990, 2100)
_MONTHS = range(1, 13)

#: How OCR misreads digits, and the digits meant.
_DIGIT = "0-9OoQDIl|SsBGZz"
_MEANT = str.maketrans("OoQDIl|SsBGZz", "0000111558622")
_NUMBER = re.compile(
    rf"(?<![A-Za-z0-9])(?:(?P<imm>[Ii1l|!]\s?[Mm]\s?[Mm])|CIT)[\s_.:-]{{0,3}}"
    rf"(?P<number>[{_DIGIT}](?:[ \t]?[{_DIGIT}]){{3}})"
    rf"(?P<variant>[A-Z]{{1,4}})?(?![a-z])"
)
_DASH = r"\s?[-\u2010-\u2014/.]\s?"
#: "(06-2018)", or the year first.
_EDITION = re.compile(
    rf"(?:[\s-]{{0,3}}(?P<before>[EF])\b)?[\s_,]{{0,3}}[(\[{{]?\s?"
    rf"(?:(?P<month>[{_DIGIT}]{{2}}){_DASH}(?P<year>[{_DIGIT}]{{4}})"
    rf"|(?P<year_first>[{_DIGIT}]{{4}}){_DASH}(?P<month_last>[{_DIGIT}]{{2}}))(?![0-9])"
    rf"\s?[)\]}}]?(?:[\s_-]{{0,3}}(?P<after>[EF])\b)?"
)
_LANGUAGE = re.compile(r"[\s_-]{0,3}(?P<after>[EF])\b")
_SCHEDULE = re.compile(
    r"\b(?:schedule|annexe)\s*[:\s]?\s*([0-9]{1,2}[A-Z]?|[A-Z])\b", re.IGNORECASE
)
#: A form that is named as the other language's edition, or as one to be sent along.
_OTHER_EDITION = re.compile(r"(disponible|available|offert)\b[^()]{0,40}\Z", re.IGNORECASE)
_FORM_VERSION = re.compile(r"\.?(ENU|ENG|FRA|FRC|FR|EN)-(\d{2})-(\d{4})\Z")
_LANGUAGE_CODES: dict[str, Language] = {"E": "en", "F": "fr", "ENU": "en", "FRA": "fr"}


@dataclass(frozen=True, slots=True)
class FormIdentity:
    """``number``: such as "IMM 5257"; ``variant``: letters behind it ("DEP", "B").

    ``schedule``: its number or letter; ``edition``: month and year, "06-2018". Each but the number
    is empty, or None, where nothing tells it. ``signals``: what told, the strongest first.
    """

    number: str
    variant: str
    schedule: str
    edition: str
    language: Language | None
    signals: tuple[IdentitySignal, ...]


@dataclass(frozen=True, slots=True)
class _Clue:
    """One mention of a form. ``rank``: how much of the print at a page's foot it has."""

    number: str
    variant: str
    schedule: str
    edition: str
    language: Language | None
    signal: IdentitySignal

    @property
    def rank(self) -> int:
        """More is better: the edition counts most, since only the form itself prints it."""
        return 2 * bool(self.edition) + (self.language is not None)


def identify_text(untrusted_text: str) -> FormIdentity | None:
    """The form that a page's text belongs to, read by OCR or not; None where it names none.

    Of several numbers the one printed with an edition wins, then the one named most often.
    """
    clues = list(_clues(untrusted_text[:MAX_CHARACTERS], "text"))
    return _identity(_sorted_by_weight(clues))


def identify_form(
    document: PdfDocument, form: FormFields, contents: Sequence[PageContent] | None = None
) -> FormIdentity | None:
    """The form that a PDF is, by the strongest signal that it carries; None where there is none.

    Of a page's text only what is seen counts. ``contents``: its pages, where they are measured.
    """
    clues = [*_form_clues(form)]
    if form.xfa is None or form.xfa.kind == "static":
        clues += _sorted_by_weight(list(_clues(_page_text(document, contents), "page-text")))
    clues += _clues(_title(document), "title")
    clues += _name_clues(form)
    with_edition = [clue for clue in clues if clue.edition]
    first = with_edition[0] if with_edition else clues[0] if clues else None
    same = [clue for clue in clues if first is not None and clue.number == first.number]
    return _identity(same, _form_version(form))


def _identity(
    clues: Sequence[_Clue], version: tuple[str, Language] | None = None
) -> FormIdentity | None:
    """All that the clues to one form tell together, each from the first that tells it."""
    if not clues:
        return None
    first = max(clues, key=lambda clue: clue.rank)
    same = [first, *(clue for clue in clues if clue.number == first.number)]
    edition = next((clue.edition for clue in same if clue.edition), "")
    language = next((clue.language for clue in same if clue.language is not None), None)
    signals: list[IdentitySignal] = [clue.signal for clue in same]
    if version is not None:
        signals.append("form-version")
    return FormIdentity(
        number=first.number,
        variant=next((clue.variant for clue in same if clue.variant), ""),
        schedule=next((clue.schedule for clue in same if clue.schedule), ""),
        edition=edition or (version[0] if version is not None else ""),
        language=language or (version[1] if version is not None else None),
        signals=tuple(dict.fromkeys(signals)),
    )


def _sorted_by_weight(clues: list[_Clue]) -> list[_Clue]:
    """The clues to the number with most weight: its best mention, then how often it occurs."""
    if not clues:
        return []
    weights: dict[str, tuple[int, int]] = {}
    for clue in clues:
        rank, count = weights.get(clue.number, (0, 0))
        weights[clue.number] = max(rank, clue.rank), count + 1
    best = max(weights, key=lambda number: weights[number])
    return [clue for clue in clues if clue.number == best]


def _clues(text: str, signal: IdentitySignal) -> Iterator[_Clue]:
    """Every mention of a form in a text, but not those of another language's edition."""
    for found in _NUMBER.finditer(text):
        number = found.group("number").replace(" ", "").replace("\t", "")
        if sum(character.isdigit() for character in number) < 2:
            continue
        if _OTHER_EDITION.search(text[max(0, found.start() - 60) : found.start()]):
            continue
        variant = found.group("variant") or ""
        language = _LANGUAGE_CODES.get(variant)
        rest = text[found.end() : found.end() + 60]
        edition, stated = _edition_and_language(rest)
        schedule = _SCHEDULE.search(text[found.end() : found.end() + 40].split("IMM")[0])
        series = "IMM" if found.group("imm") else "CIT"
        yield _Clue(
            number=f"{series} {number.translate(_MEANT)}",
            variant="" if language is not None else variant,
            schedule=schedule.group(1).upper() if schedule is not None else "",
            edition=edition,
            language=language or stated,
            signal=signal,
        )


def _edition_and_language(rest: str) -> tuple[str, Language | None]:
    """Edition and language that follow a number."""
    found = _EDITION.match(rest)
    if found is None:
        letter = _LANGUAGE.match(rest)
        return "", _LANGUAGE_CODES.get(letter.group("after")) if letter is not None else None
    month = (found.group("month") or found.group("month_last")).translate(_MEANT)
    year = (found.group("year") or found.group("year_first")).translate(_MEANT)
    language = _LANGUAGE_CODES.get(found.group("after") or found.group("before") or "")
    if int(month) not in _MONTHS or int(year) not in _YEARS:
        return "", language
    return f"{month}-{year}", language


def _form_clues(form: FormFields) -> Iterator[_Clue]:
    """What the electronic form prints on every page, and what its own number field holds."""
    if form.xfa is None:
        return
    for text in form.xfa.template.texts:
        yield from _clues(text, "template")
    for field in form.fields:
        if field.is_default and not field.is_visible and field.value:
            yield from _clues(field.value, "field")


def _name_clues(form: FormFields) -> Iterator[_Clue]:
    """What barcodes are headed with, and what the outermost part of the form is called."""
    names = [field.place.partition("[")[0] for field in form.fields[:1]]
    if form.xfa is not None:
        names.append(form.xfa.template.root.name)
        yield from _clues(form.xfa.template.descriptions.get("title", ""), "title")
    for field in form.fields:
        if field.kind == "barcode":
            yield from _clues(field.caption, "barcode")
    for name in names:
        yield from _clues(name, "internal-name")


def _form_version(form: FormFields) -> tuple[str, Language] | None:
    """Edition and language as a hidden field such as ``FormVersion`` holds them."""
    for field in form.fields:
        found = None if field.is_visible else _FORM_VERSION.match(field.value.strip())
        if found is not None:
            language: Language = "fr" if found.group(1).startswith("FR") else "en"
            return f"{found.group(2)}-{found.group(3)}", language
    return None


def _title(document: PdfDocument) -> str:
    info = document.pike.trailer.get("/Info")
    title = info.get("/Title") if isinstance(info, pikepdf.Dictionary) else None
    return object_text(title)[:MAX_CHARACTERS]


def _page_text(document: PdfDocument, contents: Sequence[PageContent] | None) -> str:
    """What is seen of the first pages' text; none of a page that pdfium cannot read."""
    if contents is not None:
        return "\n".join(page.visible_text for page in contents[:MAX_PAGES_READ])[:MAX_CHARACTERS]
    texts: list[str] = []
    for number in range(1, min(document.page_count, MAX_PAGES_READ) + 1):
        try:
            texts.append(measure_page(document, number).visible_text)
        except PdfDamaged:
            continue
    return "\n".join(texts)[:MAX_CHARACTERS]
