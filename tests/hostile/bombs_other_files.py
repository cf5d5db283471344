"""Files that are no PDF, are something else as well, or break off."""

from __future__ import annotations

import io
import zipfile

from PIL import Image

from tests.hostile.bomb import bomb
from tests.hostile.bombs_structure import small


def archive(name: str, content: bytes) -> bytes:
    """A ZIP file of one member."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr(name, content)
    return target.getvalue()


def picture(form: str) -> bytes:
    """A small picture."""
    target = io.BytesIO()
    Image.new("RGB", (64, 64), "white").save(target, form)
    return target.getvalue()


@bomb("an empty file")
def nothing() -> bytes:
    return b""


@bomb("one byte")
def one_byte() -> bytes:
    return b"%"


@bomb("a header and no more")
def header_only() -> bytes:
    return b"%PDF-1.7\n"


@bomb("a header and an end")
def header_and_end() -> bytes:
    return b"%PDF-1.7\n%%EOF\n"


@bomb("a text that was renamed")
def renamed_text() -> bytes:
    return b"Dear officer, this is my form.\n" * 200


@bomb("an archive that was renamed")
def renamed_archive() -> bytes:
    return archive("form.txt", b"text")


@bomb("a Word document that was renamed")
def renamed_document() -> bytes:
    return archive("word/document.xml", b"<w:document/>")


@bomb("a web page that was renamed")
def renamed_web_page() -> bytes:
    return b"<!DOCTYPE html><html><body>The form</body></html>"


@bomb("a picture that was renamed")
def renamed_picture() -> bytes:
    return picture("PNG")


@bomb("a PDF that is an archive as well")
def pdf_and_archive() -> bytes:
    return small().written() + archive("form.exe", b"MZ")


@bomb("a PDF behind a JPEG")
def pdf_behind_picture() -> bytes:
    return picture("JPEG")[:700] + small().written()


@bomb("a text that only mentions the header of a PDF")
def text_with_header() -> bytes:
    return b"How a PDF begins: %PDF-1.7\n" * 50


@bomb("a PDF cut in half")
def half() -> bytes:
    content = small().written()
    return content[: len(content) // 2]
