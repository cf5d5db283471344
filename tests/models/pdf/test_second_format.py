"""Files that are a PDF and something else."""

from __future__ import annotations

import io
import zipfile

import pytest

from models.pdf.active_content import measure_active_content
from models.pdf.opening import open_pdf
from models.pdf.second_format import has_second_format
from tests.models.pdf.small_pdfs import painted, shown


def archive(comment: bytes = b"") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as written:
        written.writestr("note.txt", "hello")
        written.comment = comment
    return target.getvalue()


PDF = painted(shown("Hello"))


@pytest.mark.parametrize(
    ("content", "is_second"),
    [
        (PDF, False),
        (PDF + b"\r\n\0\0", False),
        (b"\n\n" + PDF, False),
        (PDF + archive(), True),
        (PDF + archive(b"% a comment behind it\n%%EOF"), True),
        (archive() + PDF, True),
        (b"MZ" + bytes(50) + PDF, True),
        (b"<html><body>" + PDF, True),
        (PDF + b"PK\x05\x06", False),
        (PDF + b"PK\x05\x06" + bytes(18), False),
    ],
)
def test_second_formats(content: bytes, is_second: bool) -> None:
    assert has_second_format(content) is is_second


def test_it_is_listed_with_the_active_content() -> None:
    content = PDF + archive()
    with open_pdf(content) as document:
        assert measure_active_content(document.pike, content).counts == {"second-format": 1}
