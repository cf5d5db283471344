"""What becomes of a specimen form: renumbered, locked, printed to PDF, made to start a program."""

from __future__ import annotations

import io

import numpy as np
import pikepdf
from pikepdf import Dictionary, Name

from models.pdf.opening import open_pdf
from models.pdf.page_raster import render_page
from samples.camera import Rgb
from samples.forms_design import EDITION, NUMBER
from samples.print_and_scan import PAGE_DPI

#: What a program that prints to PDF writes as its name.
_PRINTER = "Microsoft: Print To PDF"
_PASSWORD = "SPECIMEN"


def renumbered(content: bytes, number: str, edition: str = EDITION) -> bytes:
    """The invented form under another number of four digits, such as ``IMM 5406``.

    The number changes wherever the form carries it: in print, title, template and bar codes.
    """
    words = {NUMBER: number, NUMBER.replace(" ", ""): number.replace(" ", ""), EDITION: edition}
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for part in pdf.objects:
            if isinstance(part, pikepdf.Stream):
                text = part.read_bytes()
                changed = _replaced(text, words)
                if changed != text:
                    part.write(changed)
        title = str(pdf.docinfo["/Title"]).encode()
        pdf.docinfo["/Title"] = pikepdf.String(_replaced(title, words).decode())
        return _saved(pdf)


def _replaced(text: bytes, words: dict[str, str]) -> bytes:
    for old, new in words.items():
        text = text.replace(old.encode(), new.encode())
    return text


def printed_to_pdf(content: bytes) -> bytes:
    """A flattened form that says which program printed it."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.docinfo["/Producer"] = pikepdf.String(_PRINTER)
        return _saved(pdf)


def locked(content: bytes) -> bytes:
    """A form that opens with a password only.

    With RC4, the one cipher of the format that draws no random numbers: the same bytes each time.
    """
    lock = pikepdf.Encryption(owner=_PASSWORD, user=_PASSWORD, R=3, aes=False, metadata=False)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        target = io.BytesIO()
        pdf.save(target, encryption=lock, static_id=True)
        return target.getvalue()


def launching(content: bytes) -> bytes:
    """A form that starts a program, which does not exist, when it is opened."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.Root.OpenAction = Dictionary(S=Name.Launch, F=pikepdf.String("specimen-program"))
        return _saved(pdf)


def with_pages_of(content: bytes, other: bytes) -> bytes:
    """A file with the pages of another one behind its own."""
    with pikepdf.open(io.BytesIO(content)) as pdf, pikepdf.open(io.BytesIO(other)) as added:
        pdf.pages.extend(added.pages)
        return _saved(pdf)


def sheets(content: bytes) -> list[Rgb]:
    """The pages of a form as a printer puts them on paper."""
    with open_pdf(content) as document:
        numbers = range(1, document.page_count + 1)
        return [np.asarray(render_page(document, number, PAGE_DPI)) for number in numbers]


def _saved(pdf: pikepdf.Pdf) -> bytes:
    target = io.BytesIO()
    pdf.save(target, static_id=True)
    return target.getvalue()
