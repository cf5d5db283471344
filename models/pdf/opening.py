"""Opening an untrusted PDF: with the empty password, repaired where that is possible."""

from __future__ import annotations

import io
import logging
import re
import warnings
from types import TracebackType

import pikepdf
import pypdf
import pypdfium2
import pypdfium2.raw as pdfium_c
from pikepdf import settings as qpdf_settings

from models.errors import (
    NotAPdf,
    PdfDamaged,
    PdfPasswordNeeded,
    PdfPublicKeyEncrypted,
    PdfTooComplex,
    PdfTooManyPages,
)
from models.pdf.complexity import MAX_STREAM_BYTES, refuse_bombs, refuse_crowded

#: Readers accept bytes before the header, but only so many (Acrobat's implementation note 13 to
#: PDF 1.7, H.3); a header further down belongs to a file inside another file.
MAX_BYTES_BEFORE_HEADER = 1024
#: A page object costs about 2 KiB in each of three libraries; applications have tens of pages.
MAX_PAGES = 2_000
#: A damaged file warns once per broken object; one that warns so often is made to cost time.
MAX_WARNINGS = 2_000
#: Arrays and dictionaries inside one another; forms have about ten levels, XFA trees fewer.
MAX_NESTING = 200

_HEADER = b"%PDF-"
#: The security handler for certificates (ISO 32000-1, 7.6.4).
_PUBLIC_KEY_HANDLER = re.compile(rb"/Filter\s*/Adobe\.(PubSec|PPKLite)")

# Library messages quote the file's contents, which must not reach a log.
for _library in ("pypdf", "pikepdf", "pypdfium2"):
    logging.getLogger(_library).setLevel(logging.CRITICAL)
qpdf_settings.set_qpdf_limits(
    doc_max_warnings=MAX_WARNINGS,
    parser_max_nesting=MAX_NESTING,
    flate_max_memory=MAX_STREAM_BYTES,
    run_length_max_memory=MAX_STREAM_BYTES,
    png_max_memory=MAX_STREAM_BYTES,
    tiff_max_memory=MAX_STREAM_BYTES,
)


class PdfDocument:
    """An opened PDF as three libraries see it; close it after use.

    ``content``: the bytes as uploaded. ``pike``: its objects, repaired by qpdf where needed.
    ``is_encrypted``: encrypted, though no password is needed to read it.
    ``was_repaired``: the file broke the format's rules and was read in spite of it.
    ``drawn_bytes``: how much each page draws, forms inside forms included. ``undrawable``: pages
    that took too long to draw, which nobody tries again.
    """

    def __init__(
        self,
        content: bytes,
        pike: pikepdf.Pdf,
        *,
        is_encrypted: bool,
        was_repaired: bool,
        problems: tuple[str, ...],
    ) -> None:
        self.content = content
        self.pike = pike
        self.is_encrypted = is_encrypted
        self.was_repaired = was_repaired
        self.page_count = len(pike.pages)
        self.drawn_bytes: tuple[int, ...] = ()
        self.undrawable: set[int] = set()
        self._problems = list(problems)
        self._pdfium: pypdfium2.PdfDocument | None = None
        self._reader: pypdf.PdfReader | None = None
        self._repaired: bytes | None = None

    def __repr__(self) -> str:
        """Name the size only: the content is personal."""
        return f"PdfDocument({self.page_count} pages, {len(self.content)} bytes)"

    @property
    def problems(self) -> tuple[str, ...]:
        """Stable codes of what the libraries met so far, in the order in which they met it.

        ``qpdf-cannot-read``, ``pdfium-cannot-read``, ``pypdf-cannot-read``: that library reads only
        the copy which another one repaired; ``syntax-errors``: qpdf warned;
        ``bytes-before-header``; ``page-count-differs``: pdfium and qpdf count other pages.
        """
        return tuple(self._problems)

    @property
    def pdfium(self) -> pypdfium2.PdfDocument:
        """The document in pdfium, which draws it. Raises PdfDamaged."""
        if self._pdfium is None:
            self._pdfium = self._open_pdfium()
            if len(self._pdfium) != self.page_count:
                self._problems.append("page-count-differs")
        return self._pdfium

    @property
    def reader(self) -> pypdf.PdfReader:
        """The document in pypdf, decrypted with the empty password. Raises PdfDamaged."""
        if self._reader is None:
            self._reader = self._open_reader()
        return self._reader

    @property
    def repaired_content(self) -> bytes:
        """The file as qpdf writes it anew: decrypted, its structure repaired."""
        if self._repaired is None:
            copy = io.BytesIO()
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")  # of forms whose fields no page shows
                    self.pike.save(copy, encryption=False, static_id=True)
            except Exception as failure:
                raise PdfDamaged(f"it cannot be rewritten: {type(failure).__name__}") from failure
            self._repaired = copy.getvalue()
        return self._repaired

    def close(self) -> None:
        """Free what the libraries hold."""
        if self._pdfium is not None:
            self._pdfium.close()
        if self._reader is not None:
            self._reader.close()
        self.pike.close()

    def __enter__(self) -> PdfDocument:
        """Use the document in a ``with`` block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the document."""
        self.close()

    def _open_pdfium(self) -> pypdfium2.PdfDocument:
        try:
            return pypdfium2.PdfDocument(self.content)
        except pypdfium2.PdfiumError:
            self._problems.append("pdfium-cannot-read")
        try:
            return pypdfium2.PdfDocument(self.repaired_content)
        except pypdfium2.PdfiumError as failure:
            raise PdfDamaged("it cannot be drawn, not even after a repair") from failure

    def _open_reader(self) -> pypdf.PdfReader:
        try:
            return _pypdf_reader(self.content)
        except Exception:  # pypdf answers a broken file with whatever its parsing trips over
            self._problems.append("pypdf-cannot-read")
        try:
            return _pypdf_reader(self.repaired_content)
        except Exception as failure:
            raise PdfDamaged(f"its objects cannot be read: {type(failure).__name__}") from failure


def open_pdf(untrusted_content: bytes) -> PdfDocument:
    """Open a PDF that needs no password, by whichever library can read it.

    qpdf reads first. What it cannot read pdfium may: then a copy that pdfium writes takes the
    file's place. Raises NotAPdf, PdfPasswordNeeded, PdfPublicKeyEncrypted, PdfDamaged,
    PdfTooManyPages or PdfTooComplex.
    """
    header_at = untrusted_content.find(_HEADER, 0, MAX_BYTES_BEFORE_HEADER + len(_HEADER))
    if header_at < 0:
        raise NotAPdf("no PDF header stands at the beginning")
    refuse_crowded(untrusted_content)
    document = _opened(untrusted_content, ("bytes-before-header",) if header_at > 0 else ())
    try:
        document.drawn_bytes = refuse_bombs(document.pike)
        if document.was_repaired:
            _ = document.pdfium  # libraries disagree on such files: ask at once, and say so
    except BaseException:  # whatever it is goes on to the caller; only the file is closed first
        document.close()
        raise
    return document


def _opened(untrusted_content: bytes, problems: tuple[str, ...]) -> PdfDocument:
    try:
        pike = _pike(untrusted_content)
    except (PdfTooManyPages, PdfTooComplex):
        raise
    except MemoryError as failure:
        raise PdfTooComplex("reading it takes more memory than there is") from failure
    except Exception as failure:
        return _rescued(untrusted_content, problems, failure)
    warned = bool(pike.get_warnings())
    return PdfDocument(
        untrusted_content,
        pike,
        is_encrypted=pike.is_encrypted,
        was_repaired=warned,
        problems=(*problems, *(("syntax-errors",) if warned else ())),
    )


def _pike(content: bytes) -> pikepdf.Pdf:
    """The document in qpdf, its page tree walked once."""
    pike = pikepdf.open(io.BytesIO(content))
    pages = len(pike.pages)
    if not pages:
        raise PdfDamaged("it has no pages")
    if pages > MAX_PAGES:
        raise PdfTooManyPages(pages)
    return pike


def _rescued(
    untrusted_content: bytes, problems: tuple[str, ...], failure: Exception
) -> PdfDocument:
    """The document as pdfium rewrites it, where qpdf failed; or the refusal that tells why."""
    try:
        with pypdfium2.PdfDocument(untrusted_content) as untrusted_pdfium:
            is_encrypted = pdfium_c.FPDF_GetSecurityHandlerRevision(untrusted_pdfium) > 0
            pike = _pike(_rewritten(untrusted_pdfium))
    except (PdfTooManyPages, PdfTooComplex):
        raise
    except Exception as second:
        raise _refusal(untrusted_content, failure) from second
    return PdfDocument(
        untrusted_content,
        pike,
        is_encrypted=is_encrypted,
        was_repaired=True,
        problems=(*problems, "qpdf-cannot-read"),
    )


def _rewritten(untrusted_pdfium: pypdfium2.PdfDocument) -> bytes:
    """The bytes that pdfium writes for a document all of whose pages it can load, decrypted."""
    if len(untrusted_pdfium) > MAX_PAGES:
        raise PdfTooManyPages(len(untrusted_pdfium))
    for page in untrusted_pdfium:
        page.close()
    copy = io.BytesIO()
    untrusted_pdfium.save(copy, flags=pdfium_c.FPDF_REMOVE_SECURITY)
    return copy.getvalue()


def _refusal(untrusted_content: bytes, failure: Exception) -> Exception:
    """The error that says why neither library opened the file."""
    if isinstance(failure, pikepdf.PasswordError):
        return PdfPasswordNeeded("it opens only with a password")
    if _PUBLIC_KEY_HANDLER.search(untrusted_content):
        return PdfPublicKeyEncrypted("it is encrypted for the holders of certain certificates")
    if isinstance(failure, PdfDamaged):
        return failure
    return PdfDamaged(f"no reader could open it: {type(failure).__name__}")


def _pypdf_reader(content: bytes) -> pypdf.PdfReader:
    """The document in pypdf, its catalogue and pages reached once."""
    reader = pypdf.PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        raise PdfPasswordNeeded("pypdf cannot decrypt it with the empty password")
    _ = reader.root_object, len(reader.pages)
    return reader
