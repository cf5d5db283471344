"""Bombs: PDFs whose few bytes unfold to more than a machine can hold or draw."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

import pikepdf

from models.errors import PdfTooComplex

#: One stream after decompression. An XFA template has 2 MiB, a detailed map 20 MiB.
MAX_STREAM_BYTES = 64 * 1024 * 1024
#: All streams but pictures, decompressed: about a second of inflating. The XFA forms of the
#: corpus have 4 MiB, its longest book 20 MiB.
MAX_UNFOLDED_BYTES = 512 * 1024 * 1024
#: What one page draws, counting a form each time that it is drawn. pdfium turns 14 MiB into a
#: million objects, 250 MiB and 0.7 s.
MAX_DRAWN_BYTES = 24 * 1024 * 1024
#: Indirect objects; a 600-page form has some 30,000.
MAX_OBJECTS = 500_000
#: Forms inside one another, as far as pdfium follows them.
MAX_FORM_NESTING = 40

#: How qpdf names the refusal of a stream beyond ``MAX_STREAM_BYTES``.
_BEYOND_LIMIT = "memory limit"
_DRAWN_NAME = re.compile(rb"/([^\s/<>\[\](){}%]{1,128})\s*Do(?![^\s/<>\[\](){}%])")
_ESCAPED_BYTE = re.compile(rb"#([0-9A-Fa-f]{2})")

_Key = tuple[int, int]


class _Drawing:
    """How many bytes a content stream draws, with everything that it draws in turn."""

    def __init__(self) -> None:
        self._drawn_bytes: dict[tuple[_Key, _Key], int] = {}
        self._own_bytes: dict[_Key, int] = {}
        self._calls: dict[_Key, Counter[str]] = {}
        self._unfolded_bytes = 0

    def read(self, stream: pikepdf.Stream) -> None:
        """Decompress one stream, once, and note what it draws by which name."""
        if stream.objgen in self._own_bytes:
            return
        content = unfolded(stream)
        self._own_bytes[stream.objgen] = len(content)
        self._calls[stream.objgen] = _calls(content)
        self._unfolded_bytes += len(content)
        if self._unfolded_bytes > MAX_UNFOLDED_BYTES:
            raise PdfTooComplex("its streams unfold beyond what is read")

    def drawn_bytes(
        self, stream: pikepdf.Stream, resources: pikepdf.Object | None, depth: int = 0
    ) -> int:
        """Bytes drawn by a stream; ``resources``: of the page, for forms that have none."""
        own = _resources(stream)
        resources = own if own is not None else resources
        scope = resources.objgen if resources is not None else (0, 0)
        key = (stream.objgen, scope)
        if key in self._drawn_bytes or depth > MAX_FORM_NESTING:
            return self._drawn_bytes.get(key, 0)
        self.read(stream)
        self._drawn_bytes[key] = total = self._own_bytes[stream.objgen]  # ends a loop
        for name, times in self._calls[stream.objgen].items():
            form = _form(resources, name)
            if form is not None:
                total += times * self.drawn_bytes(form, resources, depth + 1)
        if total > MAX_DRAWN_BYTES:
            raise PdfTooComplex("one page draws more than is read")
        self._drawn_bytes[key] = total
        return total


def refuse_bombs(pike: pikepdf.Pdf) -> None:
    """Refuse a PDF that unfolds beyond the limits above, before anything draws it.

    Pictures are not decompressed here: their readers stop at width x height. Raises PdfTooComplex.
    """
    if len(pike.objects) > MAX_OBJECTS:
        raise PdfTooComplex(f"{len(pike.objects)} objects")
    drawing = _Drawing()
    for stream in _streams(pike):
        kind = stream.get("/Subtype")
        if kind == "/Form" or "/PatternType" in stream:
            drawing.drawn_bytes(stream, None)
        elif kind != "/Image":
            drawing.read(stream)
    for page in pike.pages:
        drawn = sum(
            drawing.drawn_bytes(content, page.obj.get("/Resources"))
            for content in page_contents(page.obj)
        )
        if drawn > MAX_DRAWN_BYTES:
            raise PdfTooComplex("one page draws more than is read")


def page_contents(page: pikepdf.Object) -> tuple[pikepdf.Stream, ...]:
    """The content streams of a page, in the order in which they are drawn."""
    contents = page.get("/Contents")
    parts: Iterable[object] = contents if isinstance(contents, pikepdf.Array) else [contents]
    return tuple(part for part in parts if isinstance(part, pikepdf.Stream))


def unfolded(stream: pikepdf.Stream) -> bytes:
    """A stream without its compression; what cannot be decompressed is empty.

    Raises PdfTooComplex where it is longer than ``MAX_STREAM_BYTES``.
    """
    try:
        content = stream.read_bytes()
    except pikepdf.PdfError as failure:
        if _BEYOND_LIMIT in str(failure):
            raise PdfTooComplex("a stream unfolds beyond what is read") from failure
        return b""
    if len(content) > MAX_STREAM_BYTES:
        raise PdfTooComplex("a stream is longer than what is read")
    return content


def _streams(pike: pikepdf.Pdf) -> Iterator[pikepdf.Stream]:
    try:
        for untrusted_object in pike.objects:
            if isinstance(untrusted_object, pikepdf.Stream):
                yield untrusted_object
    except pikepdf.PdfError as failure:
        if _BEYOND_LIMIT in str(failure):
            raise PdfTooComplex("its objects unfold beyond what is read") from failure
        raise


def _calls(content: bytes) -> Counter[str]:
    """How often a content stream draws each of its named objects."""
    if b"Do" not in content:
        return Counter()
    names = Counter(match[1] for match in _DRAWN_NAME.finditer(content))
    calls: Counter[str] = Counter()
    for name, times in names.items():
        plain = _ESCAPED_BYTE.sub(lambda code: bytes([int(code[1], 16)]), name)
        calls["/" + plain.decode("utf-8", "surrogateescape")] += times
    return calls


def _resources(stream: pikepdf.Stream) -> pikepdf.Object | None:
    resources = stream.get("/Resources")
    return resources if isinstance(resources, pikepdf.Dictionary) else None


def _form(resources: pikepdf.Object | None, name: str) -> pikepdf.Stream | None:
    """The form of that name; None where it is a picture or not there."""
    objects = resources.get("/XObject") if resources is not None else None
    if not isinstance(objects, pikepdf.Dictionary):
        return None
    try:
        named = objects.get(name)
    except (ValueError, UnicodeError):
        return None
    if isinstance(named, pikepdf.Stream) and named.get("/Subtype") != "/Image":
        return named
    return None
