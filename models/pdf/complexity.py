"""Bombs: PDFs whose few bytes unfold to more than a machine can hold or draw."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

import pikepdf

from models.errors import PdfTooComplex
from models.pdf.page_pixels import inherited_resources

#: One stream after decompression. An XFA template has 2 MiB, a detailed map 20 MiB.
MAX_STREAM_BYTES = 64 * 1024 * 1024
#: All streams but pictures, decompressed: about a second of inflating. The XFA forms of the
#: corpus have 4 MiB, its longest book 20 MiB.
MAX_UNFOLDED_BYTES = 192 * 1024 * 1024
#: What one page draws, counting a form each time that it is drawn. pdfium turns 12 MiB into a
#: million objects, 300 MiB and 0.7 s. The corpus has 1.2 MB at most.
MAX_DRAWN_BYTES = 12 * 1024 * 1024
#: Indirect objects; a 600-page form has some 30,000. 450,000 take three libraries ten seconds.
MAX_OBJECTS = 100_000
#: Characters that tables of fonts map from codes, each range counted whole; Unicode has 150,000.
MAX_MAPPED_CHARACTERS = 2_000_000
#: What the bytes of a file may hold before any library reads them, which each pay for every one.
#: In 32 MiB of compressed bytes each of two letters stands some 500 times, each of one 130,000.
MAX_MARKS: Mapping[bytes, int] = {
    b" obj": 2 * MAX_OBJECTS,
    b"trailer": 10_000,
    b"startxref": 10_000,
    b"<<": 120_000,
    b"[": 1_000_000,
    b" ": 8_000_000,
}
#: What drawing a form costs beside its own bytes, counted as bytes: some 10 us.
FORM_COST_BYTES = 100
#: Graphics states that a stream saves and does not restore; pdfium keeps 200 bytes of each.
MAX_SAVED_STATES = 50_000
#: Area of a pattern's cell in square points: a letter page is filled with ten million of them.
#: pdfium draws each and cannot be stopped between them; hatchings and halftones have 1 and more.
MIN_TILE_AREA_PT2 = 0.05
#: Forms inside one another, as far as pdfium follows them.
MAX_FORM_NESTING = 40

#: How qpdf names the refusal of a stream beyond ``MAX_STREAM_BYTES``.
_BEYOND_LIMIT = "memory limit"
_DRAWN_NAME = re.compile(rb"/([^\s/<>\[\](){}%]{1,128})\s*Do(?![^\s/<>\[\](){}%])")
_RANGES = re.compile(rb"begin(bf|cid)range(.*?)end\1range", re.DOTALL)
_RANGE = re.compile(rb"<([0-9A-Fa-f]{1,8})>\s{0,9}<([0-9A-Fa-f]{1,8})>\s{0,9}[<\[0-9]")
#: A cross-reference stream that claims a million entries, which are unfolded before they are read.
_HUGE_TABLE = re.compile(rb"/XRef\b[^>]{0,400}/Size\s+\d{7}|/Size\s+\d{7}[^>]{0,400}/XRef\b")
_ESCAPED_BYTE = re.compile(rb"#([0-9A-Fa-f]{2})")

_Key = tuple[int, int]


class _Drawing:
    """How many bytes a content stream draws, with everything that it draws in turn."""

    def __init__(self) -> None:
        self._drawn_bytes: dict[tuple[_Key, _Key], int] = {}
        self._begun: dict[tuple[_Key, _Key], int] = {}
        self._loops = 0
        self._own_bytes: dict[_Key, int] = {}
        self._calls: dict[_Key, Counter[str]] = {}
        self._unfolded_bytes = 0
        self._mapped_characters = 0

    def read(self, stream: pikepdf.Stream) -> None:
        """Decompress one stream, once, and note what it draws by which name."""
        if stream.objgen in self._own_bytes:
            return
        content = unfolded(stream)
        self._own_bytes[stream.objgen] = len(content)
        self._calls[stream.objgen] = _calls(content)
        self._unfolded_bytes += len(content)
        saved = sum(content.count(b"q" + blank) for blank in (b" ", b"\n", b"\r"))
        if saved - content.count(b"Q") > MAX_SAVED_STATES:
            raise PdfTooComplex("it saves more graphics states than anybody restores")
        self._mapped_characters += _mapped_characters(content)
        if self._mapped_characters > MAX_MAPPED_CHARACTERS:
            raise PdfTooComplex("its fonts map more characters than there are")
        if self._unfolded_bytes > MAX_UNFOLDED_BYTES:
            raise PdfTooComplex("its streams unfold beyond what is read")

    def drawn_bytes(
        self, stream: pikepdf.Stream, resources: pikepdf.Object | None, depth: int = 0
    ) -> int:
        """Bytes drawn by a stream; ``resources``: of the page, for forms that have none.

        A form that draws itself more than once is refused: pdfium follows it 40 deep, and each
        time draws twice as much.
        """
        own = _resources(stream)
        resources = own if own is not None else resources
        scope = resources.objgen if resources is not None else (0, 0)
        key = (stream.objgen, scope)
        if key in self._drawn_bytes or depth > MAX_FORM_NESTING:
            return self._drawn_bytes.get(key, 0)
        if key in self._begun:
            self._note_loop(key)
            return 0
        self.read(stream)
        total = self._own_bytes[stream.objgen]
        for name, times in self._calls[stream.objgen].items():
            form = _form(resources, name)
            if form is not None:
                self._begun[key] = times
                drawn = self.drawn_bytes(form, resources, depth + 1)
                total += times * (drawn + FORM_COST_BYTES)
        if total > MAX_DRAWN_BYTES:
            raise PdfTooComplex("one page draws more than is read")
        self._begun.pop(key, None)
        self._loops = self._loops if self._begun else 0
        self._drawn_bytes[key] = total
        return total

    def _note_loop(self, key: tuple[_Key, _Key]) -> None:
        """Refuse a loop that branches; one that does not is a chain as long as pdfium follows."""
        self._loops += 1
        begun = list(self._begun)
        if self._loops > 1 or any(self._begun[k] > 1 for k in begun[begun.index(key) :]):
            raise PdfTooComplex("a form draws itself more than once")


def refuse_crowded(untrusted_content: bytes) -> None:
    """Refuse a file of too many parts by its bytes, before a library reads it.

    Raises PdfTooComplex.
    """
    for mark, most in MAX_MARKS.items():
        if untrusted_content.count(mark) > most:
            raise PdfTooComplex("it has more parts than are read")
    if _HUGE_TABLE.search(untrusted_content):
        raise PdfTooComplex("it claims more objects than are read")


def refuse_bombs(pike: pikepdf.Pdf) -> tuple[int, ...]:
    """Refuse a PDF that unfolds beyond the limits above; return the bytes that each page draws.

    Pictures are not decompressed here: their readers stop at width x height. Raises PdfTooComplex.
    """
    if len(pike.objects) > MAX_OBJECTS:
        raise PdfTooComplex(f"{len(pike.objects)} objects")
    drawing = _Drawing()
    for stream in _streams(pike):
        kind = stream.get("/Subtype")
        refuse_tiny_tiles(stream)
        if kind == "/Form" or "/PatternType" in stream:
            drawing.drawn_bytes(stream, None)
        elif kind != "/Image":
            drawing.read(stream)
    return tuple(_page_bytes(drawing, page.obj) for page in pike.pages)


def refuse_tiny_tiles(stream: pikepdf.Stream) -> None:
    """Raise PdfTooComplex where a tiling pattern repeats in cells too small to be seen."""
    if "/XStep" not in stream or "/YStep" not in stream:
        return
    matrix = stream.get("/Matrix")
    stated: list[Any] = [stream.get("/XStep"), stream.get("/YStep")]
    if isinstance(matrix, pikepdf.Array) and len(matrix) == 6:
        stated += matrix.as_list()[:4]
    else:
        stated += [1, 0, 0, 1]
    if not all(isinstance(number, int | float | Decimal) for number in stated):
        raise PdfTooComplex("a pattern's steps are no numbers")
    x_step, y_step, a, b, c, d = map(float, stated)
    if not abs(x_step * y_step * (a * d - b * c)) >= MIN_TILE_AREA_PT2:
        raise PdfTooComplex("a pattern repeats in cells too small to be seen")


def drawn_form_bytes(form: pikepdf.Stream) -> int:
    """How many bytes a form draws, with the forms inside it. Raises PdfTooComplex."""
    return _Drawing().drawn_bytes(form, None)


def _page_bytes(drawing: _Drawing, page: pikepdf.Object) -> int:
    resources = inherited_resources(page)
    named = resources if isinstance(resources, pikepdf.Dictionary) else None
    drawn = sum(drawing.drawn_bytes(content, named) for content in page_contents(page))
    if drawn > MAX_DRAWN_BYTES:
        raise PdfTooComplex("one page draws more than is read")
    return drawn


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


def _mapped_characters(content: bytes) -> int:
    """How many characters a font's table maps, or a little more; 0 for other streams."""
    if b"beginbfrange" not in content and b"begincidrange" not in content:
        return 0
    spans = (
        int(last, 16) - int(first, 16) + 1
        for section in _RANGES.finditer(content)
        for first, last in _RANGE.findall(section[2])
    )
    return sum(span for span in spans if span > 0)


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
