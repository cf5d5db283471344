"""Small PDFs built for one test each."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pikepdf

from models.pdf.form_layer import measure_form_layer
from models.pdf.metadata import measure_metadata
from models.pdf.opening import open_pdf
from models.pdf.origin import PdfOrigin, measure_origin
from models.pdf.page_content import PageContent, measure_page, measure_pages
from models.pdf.page_raster import Rgb, render_page

LETTER = (612.0, 792.0)
Build = Callable[[pikepdf.Pdf], None]


def saved(pike: pikepdf.Pdf) -> bytes:
    target = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of widgets that no form lists
        pike.save(target, static_id=True)
    return target.getvalue()


def built(build: Build, pages: int = 1) -> bytes:
    """A PDF of letter pages with a font, changed by a function before it is written."""
    pike = pikepdf.new()
    font = pike.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
    )
    for _ in range(pages):
        page = pike.add_blank_page(page_size=LETTER)
        page.obj.Resources = pikepdf.Dictionary(
            Font=pikepdf.Dictionary(F0=font), XObject=pikepdf.Dictionary()
        )
    build(pike)
    return saved(pike)


def painted(content: bytes | str, **pictures: pikepdf.Dictionary) -> bytes:
    """A page with a content stream; ``pictures``: properties of grey 8 x 8 pictures by name."""
    content = content.encode() if isinstance(content, str) else content

    def build(pike: pikepdf.Pdf) -> None:
        page = pike.pages[0].obj
        page.Contents = pikepdf.Stream(pike, content)
        for name, properties in pictures.items():
            picture = pikepdf.Stream(pike, bytes([128]) * 64)
            picture.stream_dict = pikepdf.Dictionary(
                Type=pikepdf.Name.XObject,
                Subtype=pikepdf.Name.Image,
                Width=8,
                Height=8,
                ColorSpace=pikepdf.Name.DeviceGray,
                BitsPerComponent=8,
            )
            for key, value in properties.items():
                picture[key] = value
            page.Resources.XObject[f"/{name}"] = pike.make_indirect(picture)

    return built(build)


def first_page(content: bytes | str, **pictures: pikepdf.Dictionary) -> PageContent:
    with open_pdf(painted(content, **pictures)) as document:
        return measure_page(document, 1)


def shown(text: str, *, x: float = 72, y: float = 700, size: float = 12, mode: int = 0) -> str:
    """Content that shows a line of text in a render mode."""
    return f"BT /F0 {size} Tf {mode} Tr {x} {y} Td ({text}) Tj ET\n"


def with_widgets(pike: pikepdf.Pdf, count: int = 3) -> None:
    """Give the first page so many live text fields."""
    fields = [
        pike.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Widget,
                FT=pikepdf.Name.Tx,
                T=pikepdf.String(f"field{at}"),
                Rect=pikepdf.Array([72, 600 - 30 * at, 300, 620 - 30 * at]),
            )
        )
        for at in range(count)
    ]
    pike.pages[0].obj.Annots = pikepdf.Array(fields)
    pike.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(fields))


def origin_of(untrusted_content: bytes) -> PdfOrigin:
    with open_pdf(untrusted_content) as document:
        return measure_origin(
            document,
            measure_pages(document),
            measure_form_layer(document.pike),
            measure_metadata(document.pike),
        )


def printed_page() -> Rgb:
    """A page of text, boxes and rules at 300 dpi, as it goes to a printer."""
    content = "".join(
        shown(
            f"{row}. Family name, given name and date of birth of person {row}:", y=740 - 22 * row
        )
        + f"60 {734 - 22 * row} m 552 {734 - 22 * row} l S\n"
        for row in range(30)
    )
    with open_pdf(painted("1 w 40 40 532 712 re S\n" + content)) as document:
        return render_page(document, 1, 300)


def grey_page(level: int = 255) -> Rgb:
    return np.full((1100, 850, 3), level, np.uint8)


def corpus_file(corpus: Path, name: str) -> bytes:
    return (corpus / "form" / name).read_bytes()
