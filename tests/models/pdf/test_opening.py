"""Opening: every file gives a document or a typed refusal."""

from __future__ import annotations

import io
import json
import time
from pathlib import Path

import pikepdf
import pytest

from models.errors import (
    NotAPdf,
    PdfDamaged,
    PdfPasswordNeeded,
    PdfPublicKeyEncrypted,
    PdfTooManyPages,
    UntrustedInputError,
)
from models.pdf import opening
from models.pdf.opening import open_pdf
from tests.models.pdf.small_pdfs import built, corpus_file, painted, shown

TEXT = painted(shown("Hello"))


def encrypted(user: str) -> bytes:
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(TEXT)) as pike:
        pike.save(target, encryption=pikepdf.Encryption(owner="owner", user=user, R=6))
    return target.getvalue()


def test_a_sound_file_opens_without_problems() -> None:
    with open_pdf(TEXT) as document:
        assert (document.page_count, document.is_encrypted, document.was_repaired) == (
            1,
            False,
            False,
        )
        assert len(document.pdfium) == len(document.reader.pages) == 1
        assert document.problems == ()


def test_the_empty_password_is_no_password() -> None:
    with open_pdf(encrypted("")) as document:
        assert document.is_encrypted
        assert len(document.reader.pages) == 1


def test_a_password_is_asked_for() -> None:
    with pytest.raises(PdfPasswordNeeded):
        open_pdf(encrypted("secret"))


@pytest.mark.parametrize(
    "content",
    [b"", b"Dear Sir or Madam,\n" * 50, b"\x89PNG\r\n\x1a\n" + bytes(200), bytes(2000) + TEXT],
)
def test_other_files_are_no_pdfs(content: bytes) -> None:
    with pytest.raises(NotAPdf):
        open_pdf(content)


@pytest.mark.parametrize("content", [b"%PDF-1.7\n", b"%PDF-1.7\nDear Sir", TEXT[:200]])
def test_a_header_alone_is_damaged(content: bytes) -> None:
    with pytest.raises(PdfDamaged):
        open_pdf(content)


def test_bytes_before_the_header_are_named() -> None:
    with open_pdf(b"Content-Type: application/pdf\r\n\r\n" + TEXT) as document:
        assert "bytes-before-header" in document.problems


def test_a_lost_cross_reference_is_repaired() -> None:
    with open_pdf(TEXT[: TEXT.rindex(b"xref\n")]) as document:
        assert document.was_repaired
        assert "syntax-errors" in document.problems
        assert len(document.pdfium) == 1


def test_too_many_pages_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MAX_PAGES", 3)
    with pytest.raises(PdfTooManyPages) as refusal:
        open_pdf(built(lambda pike: None, pages=4))
    assert refusal.value.pages == 4


def test_six_hundred_pages_open() -> None:
    with open_pdf(built(lambda pike: None, pages=600)) as document:
        assert document.page_count == 600


def test_a_page_tree_that_loops_is_refused() -> None:
    def loop(pike: pikepdf.Pdf) -> None:
        pike.Root.Pages.Kids.append(pike.Root.Pages)

    with pytest.raises(UntrustedInputError):
        open_pdf(built(loop))


def test_certificates_are_named() -> None:
    handler = b"trailer << /Root 1 0 R /Encrypt << /Filter /Adobe.PubSec /V 4 >> >>"
    with pytest.raises(PdfPublicKeyEncrypted):
        open_pdf(b"%PDF-1.7\n" + handler)


def test_nothing_of_the_content_is_shown() -> None:
    with open_pdf(painted(shown("Zbigniewska"))) as document:
        assert "Zbigniewska" not in repr(document)


@pytest.mark.accuracy
def test_every_labelled_file_opens_or_is_refused_in_time(corpus: Path) -> None:
    for line in (corpus / "form" / "labels.jsonl").read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        truth, started = label["truth"], time.perf_counter()
        try:
            with open_pdf(corpus_file(corpus, label["file"])) as document:
                opened, locked = "yes", False
                assert document.pdfium is not None
        except UntrustedInputError as refusal:
            opened = "no"
            locked = isinstance(refusal, PdfPasswordNeeded | PdfPublicKeyEncrypted)
        assert time.perf_counter() - started < 3.0, label["file"]
        assert truth["opens"] in (opened, "either"), label["file"]
        assert truth["opens"] == "either" or locked == truth["needs_password"], label["file"]
