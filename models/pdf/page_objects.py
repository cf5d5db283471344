"""What a page paints, in the order in which it is painted, forms inside forms unfolded.

Read through pdfium's object interface, which parses a page without decoding its pictures.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as c

#: Objects looked at on one page. The densest page of the corpus has 6,000; each costs about 10 us.
MAX_PAGE_OBJECTS = 20_000
#: Corners of a path looked at; a table drawn as one path has some hundred.
MAX_SEGMENTS = 64
#: Forms inside one another, as in pdfium.
_MAX_DEPTH = 40
_FILTER_NAME_BYTES = 64

Box = tuple[float, float, float, float]
#: A pdfium handle; its library has no types.
Handle = Any


@dataclass(frozen=True, slots=True)
class Matrix:
    """A PDF transform: x' = a x + c y + e, y' = b x + d y + f."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def then(self, outer: Matrix) -> Matrix:
        """This transform followed by another one."""
        return Matrix(
            self.a * outer.a + self.b * outer.c,
            self.a * outer.b + self.b * outer.d,
            self.c * outer.a + self.d * outer.c,
            self.c * outer.b + self.d * outer.d,
            self.e * outer.a + self.f * outer.c + outer.e,
            self.e * outer.b + self.f * outer.d + outer.f,
        )

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point, transformed."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def box(self, box: Box) -> Box:
        """The upright box around a transformed box."""
        if self == IDENTITY:
            return box
        left, bottom, right, top = box
        corners = [self.point(x, y) for x in (left, right) for y in (bottom, top)]
        return (
            min(x for x, _ in corners),
            min(y for _, y in corners),
            max(x for x, _ in corners),
            max(y for _, y in corners),
        )


IDENTITY = Matrix()


@dataclass(frozen=True, slots=True)
class PaintedText:
    """A run of text. ``box``: left, bottom, right, top in points; ``rgba``: None for a pattern.

    ``address`` tells runs apart: the characters of a page name theirs.
    """

    box: Box
    render_mode: int
    rgba: tuple[int, int, int, int] | None
    address: int


@dataclass(frozen=True, slots=True)
class PaintedImage:
    """A picture. ``matrix`` maps the unit square onto the page; ``clip``: all that shows of it."""

    matrix: Matrix
    clip: Box | None
    width_px: int
    height_px: int
    filters: tuple[str, ...]
    is_translucent: bool


@dataclass(frozen=True, slots=True)
class PaintedPath:
    """Lines and areas. ``is_upright``: straight, along the page's edges, like a table's rules."""

    box: Box
    clip: Box | None
    segments: int
    is_upright: bool
    fills: bool
    rgba: tuple[int, int, int, int] | None


Painted = PaintedText | PaintedImage | PaintedPath


def painted_objects(page: pypdfium2.PdfPage) -> Iterator[Painted]:
    """The first ``MAX_PAGE_OBJECTS`` objects of a page, bottom first; shadings are left out."""
    remaining = [MAX_PAGE_OBJECTS]
    yield from _walk(
        page.raw, c.FPDFPage_CountObjects, c.FPDFPage_GetObject, IDENTITY, 0, remaining
    )


def _walk(
    holder: Handle,
    count: Callable[[Handle], int],
    at: Callable[[Handle, int], Handle],
    outer: Matrix,
    depth: int,
    remaining: list[int],
) -> Iterator[Painted]:
    for index in range(count(holder)):
        if remaining[0] <= 0:
            return
        remaining[0] -= 1
        handle = at(holder, index)
        kind = c.FPDFPageObj_GetType(handle)
        if kind == c.FPDF_PAGEOBJ_TEXT:
            yield _text(handle, outer)
        elif kind == c.FPDF_PAGEOBJ_PATH:
            yield _path(handle, outer)
        elif kind == c.FPDF_PAGEOBJ_IMAGE:
            yield _image(handle, outer)
        elif kind == c.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
            inner = _matrix(handle).then(outer)
            counted, fetched = c.FPDFFormObj_CountObjects, c.FPDFFormObj_GetObject
            yield from _walk(handle, counted, fetched, inner, depth + 1, remaining)


def _text(handle: Handle, outer: Matrix) -> PaintedText:
    return PaintedText(
        box=outer.box(_bounds(handle)),
        render_mode=c.FPDFTextObj_GetTextRenderMode(handle),
        rgba=_fill_rgba(handle),
        address=address_of(handle),
    )


def _image(handle: Handle, outer: Matrix) -> PaintedImage:
    width, height = ctypes.c_uint(), ctypes.c_uint()
    c.FPDFImageObj_GetImagePixelSize(handle, width, height)
    return PaintedImage(
        matrix=_matrix(handle).then(outer),
        clip=_clip(handle, outer),
        width_px=width.value,
        height_px=height.value,
        filters=_filters(handle),
        is_translucent=bool(c.FPDFPageObj_HasTransparency(handle)),
    )


def _path(handle: Handle, outer: Matrix) -> PaintedPath:
    fill_mode, strokes = ctypes.c_int(), ctypes.c_int()
    c.FPDFPath_GetDrawMode(handle, fill_mode, strokes)
    segments = c.FPDFPath_CountSegments(handle)
    is_upright = _is_upright(handle, segments)
    fills = fill_mode.value != c.FPDF_FILLMODE_NONE
    return PaintedPath(
        box=outer.box(_bounds(handle)),
        clip=_clip(handle, outer) if fills and is_upright else None,
        segments=segments,
        is_upright=is_upright,
        fills=fills,
        rgba=_fill_rgba(handle) if fills else None,
    )


def _is_upright(handle: Handle, segments: int) -> bool:
    """Whether each line of a path runs along the page's edges; unknown beyond the limit: no."""
    if segments > MAX_SEGMENTS:
        return False
    x, y = ctypes.c_float(), ctypes.c_float()
    before: tuple[float, float] | None = None
    for index in range(segments):
        segment = c.FPDFPath_GetPathSegment(handle, index)
        kind = c.FPDFPathSegment_GetType(segment)
        if kind == c.FPDF_SEGMENT_BEZIERTO:
            return False
        c.FPDFPathSegment_GetPoint(segment, x, y)
        here = (x.value, y.value)
        along = before is None or min(abs(here[0] - before[0]), abs(here[1] - before[1])) < 0.5
        if kind == c.FPDF_SEGMENT_LINETO and not along:
            return False
        before = here
    return True


def _clip(handle: Handle, outer: Matrix) -> Box | None:
    """The box within which an object shows; None where nothing clips it."""
    path = c.FPDFPageObj_GetClipPath(handle)
    clip: Box | None = None
    for index in range(max(0, c.FPDFClipPath_CountPaths(path))):
        box = _clip_box(path, index)
        if box is not None:
            clip = box if clip is None else common_box(clip, box)
    return None if clip is None else outer.box(clip)


def _clip_box(path: Handle, index: int) -> Box | None:
    x, y = ctypes.c_float(), ctypes.c_float()
    points = []
    for at in range(min(c.FPDFClipPath_CountPathSegments(path, index), MAX_SEGMENTS)):
        c.FPDFPathSegment_GetPoint(c.FPDFClipPath_GetPathSegment(path, index, at), x, y)
        points.append((x.value, y.value))
    if not points:
        return None
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def common_box(first: Box, second: Box) -> Box:
    """Where two boxes overlap; an empty box where they do not."""
    left, bottom = max(first[0], second[0]), max(first[1], second[1])
    return left, bottom, max(left, min(first[2], second[2])), max(bottom, min(first[3], second[3]))


def address_of(handle: Handle) -> int:
    """The address behind a handle, by which two handles are the same object."""
    return ctypes.addressof(handle.contents)


def _bounds(handle: Handle) -> Box:
    edges = [ctypes.c_float() for _ in range(4)]
    if not c.FPDFPageObj_GetBounds(handle, *edges):
        return 0.0, 0.0, 0.0, 0.0
    return edges[0].value, edges[1].value, edges[2].value, edges[3].value


def _matrix(handle: Handle) -> Matrix:
    raw = c.FS_MATRIX()
    if not c.FPDFPageObj_GetMatrix(handle, raw):
        return IDENTITY
    return Matrix(raw.a, raw.b, raw.c, raw.d, raw.e, raw.f)


def _fill_rgba(handle: Handle) -> tuple[int, int, int, int] | None:
    parts = [ctypes.c_uint() for _ in range(4)]
    if not c.FPDFPageObj_GetFillColor(handle, *parts):
        return None
    return parts[0].value, parts[1].value, parts[2].value, parts[3].value


def _filters(handle: Handle) -> tuple[str, ...]:
    name = ctypes.create_string_buffer(_FILTER_NAME_BYTES)
    names = []
    for index in range(max(0, c.FPDFImageObj_GetImageFilterCount(handle))):
        c.FPDFImageObj_GetImageFilter(handle, index, name, _FILTER_NAME_BYTES)
        names.append(name.value.decode("ascii", "replace"))
    return tuple(names)
