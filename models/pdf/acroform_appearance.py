"""What a widget draws: the text and pictures of its normal appearance.

Only there is the value of a form whose values some program drew and did not store. Text is decoded
by the font's ``ToUnicode`` map, else as Windows-1252, which is what form fields are written in.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pikepdf

from models.pdf.acroform_text import key_text, object_text
from models.pdf.xfa_xml import one_line

#: One appearance with all that it draws. A field's text has some hundred bytes; more is a drawing.
MAX_APPEARANCE_BYTES = 200_000
#: What following one more stream costs at least, so that empty ones cannot be followed for ever.
_STREAM_COST_BYTES = 200
#: Forms inside one another: Acrobat's signatures use three layers.
MAX_LAYERS = 4
#: Codes of one font's map; a form's field uses a few hundred.
MAX_CODES = 20_000
#: A string that moves back by so much of an em, in thousandths, has a word space there.
_WORD_SPACE = -180

_SHOWS_TEXT = re.compile(rb"T[jJ]|['\"]")
_RANGE = re.compile(rb"<([0-9A-Fa-f]{2,8})>\s*<([0-9A-Fa-f]{2,8})>\s*<([0-9A-Fa-f]{4,16})>")
_CHARACTER = re.compile(rb"<([0-9A-Fa-f]{2,8})>\s*<([0-9A-Fa-f]{4,16})>")
_SECTION = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Drawn:
    """``text``: on one line. ``has_picture``: an image, or strokes that are more than a frame.

    ``read_bytes``: how much had to be followed to know.
    """

    text: str
    has_picture: bool
    read_bytes: int


def appearance_states(untrusted_widget: pikepdf.Object) -> tuple[str, ...]:
    """The states that a box can be ticked to, by the names of its appearances."""
    normal = _normal(untrusted_widget)
    if not isinstance(normal, pikepdf.Dictionary):
        return ()
    names = normal.keys()  # as text: pikepdf types what iteration gives as objects
    return tuple(key_text(name) for name in names if name != "/Off")


def appearance_text(untrusted_widget: pikepdf.Object) -> Drawn:
    """What the normal appearance draws; nothing where it has none or cannot be read."""
    normal = _normal(untrusted_widget)
    if not isinstance(normal, pikepdf.Stream):
        return Drawn("", False, 0)
    pen = _Pen()
    with warnings.catch_warnings():
        # pikepdf warns of an appearance that ends early; what it drew until then counts.
        warnings.simplefilter("ignore")
        pen.draw(normal, {}, 0)
    return Drawn(one_line("".join(pen.text)), pen.has_picture, pen.read_bytes)


def _normal(untrusted_widget: pikepdf.Object) -> pikepdf.Object | None:
    appearances = untrusted_widget.get("/AP")
    return appearances.get("/N") if isinstance(appearances, pikepdf.Dictionary) else None


class _Pen:
    """Follows the drawing instructions and keeps what they write."""

    #: Strokes that a frame and a line need at most; a signature drawn by hand has dozens.
    _FRAME_STROKES = 12

    def __init__(self) -> None:
        self.text: list[str] = []
        self.read_bytes = 0
        self._images = 0
        self._strokes = 0

    @property
    def has_picture(self) -> bool:
        """Whether an image or a drawing by hand was drawn."""
        return self._images > 0 or self._strokes > self._FRAME_STROKES

    def draw(
        self, stream: pikepdf.Object, outer: Mapping[str, Mapping[int, str]], layer: int
    ) -> None:
        """Follow one stream and the forms that it draws."""
        if self.read_bytes > MAX_APPEARANCE_BYTES:
            return
        try:
            content = stream.read_bytes()
            self.read_bytes += len(content) + _STREAM_COST_BYTES
            if self.read_bytes > MAX_APPEARANCE_BYTES or layer > MAX_LAYERS:
                return
            self._strokes += sum(content.count(stroke) for stroke in (b" c\n", b" l\n", b" l "))
            if not _SHOWS_TEXT.search(content) and b"Do" not in content:
                return
            resources = stream.get("/Resources")
            fonts = {**outer, **dict(_fonts(resources))}
            self._follow(stream, resources, fonts, layer)
        except (pikepdf.PdfError, TypeError, ValueError):
            return  # a damaged appearance draws nothing that could be read

    def _follow(
        self,
        stream: pikepdf.Object,
        resources: pikepdf.Object | None,
        fonts: Mapping[str, Mapping[int, str]],
        layer: int,
    ) -> None:
        font: Mapping[int, str] | None = None
        for instruction in pikepdf.parse_content_stream(stream):
            operands, name = list(instruction.operands), bytes(instruction.operator)
            if name == b"Tf" and operands:
                font = fonts.get(object_text(operands[0]))
            elif name in (b"Tj", b"'", b'"') and operands:
                self._show([operands[-1]], font)
            elif name == b"TJ" and operands and isinstance(operands[0], pikepdf.Array):
                self._show(list(operands[0].as_list()), font)
            elif name in (b"Td", b"TD", b"T*", b"Tm", b"ET"):
                self.text.append(" ")
            elif name == b"Do" and operands:
                self._do(resources, object_text(operands[0]), fonts, layer)

    def _show(self, parts: list[pikepdf.Object], font: Mapping[int, str] | None) -> None:
        for part in parts:
            if isinstance(part, pikepdf.String):
                self.text.append(_decoded(bytes(part), font))
            elif _number(part) < _WORD_SPACE:
                self.text.append(" ")

    def _do(
        self,
        resources: pikepdf.Object | None,
        name: str,
        fonts: Mapping[str, Mapping[int, str]],
        layer: int,
    ) -> None:
        objects = resources.get("/XObject") if isinstance(resources, pikepdf.Dictionary) else None
        drawn = objects.get(f"/{name}") if isinstance(objects, pikepdf.Dictionary) else None
        if not isinstance(drawn, pikepdf.Stream):
            return
        if drawn.get("/Subtype") == "/Image":
            self._images += 1
        elif drawn.get("/Subtype") == "/Form":
            self.draw(drawn, fonts, layer + 1)


def _number(value: object) -> float:
    try:
        return float(object_text(value))
    except ValueError:
        return 0.0


def _fonts(resources: pikepdf.Object | None) -> Iterator[tuple[str, Mapping[int, str]]]:
    """The maps to Unicode of the fonts that have one, by resource name."""
    fonts = resources.get("/Font") if isinstance(resources, pikepdf.Dictionary) else None
    if not isinstance(fonts, pikepdf.Dictionary):
        return
    names = fonts.keys()  # as text: pikepdf types what iteration gives as objects
    for key in names:
        font = fonts.get(key)
        to_unicode = font.get("/ToUnicode") if isinstance(font, pikepdf.Dictionary) else None
        if isinstance(to_unicode, pikepdf.Stream):
            yield key_text(key), _code_map(to_unicode.read_bytes())


def _code_map(cmap: bytes) -> Mapping[int, str]:
    """Characters by code; key -1 holds the bytes of one code as a text of that length."""
    codes: dict[int, str] = {}
    width = 1
    for section in _SECTION.finditer(cmap[:MAX_APPEARANCE_BYTES]):
        if section.group(1) == b"bfchar":
            for code, text in _CHARACTER.findall(section.group(2)):
                width = len(code) // 2
                codes[int(code, 16)] = _utf16(text)
            continue
        for first, last, text in _RANGE.findall(section.group(2)):
            width = len(first) // 2
            start = _utf16(text)
            for code in range(int(first, 16), min(int(last, 16), int(first, 16) + 255) + 1):
                if len(codes) < MAX_CODES and start:
                    codes[code] = start[:-1] + chr(ord(start[-1]) + code - int(first, 16))
    codes[-1] = "x" * width
    return codes


def _utf16(hexadecimal: bytes) -> str:
    return bytes.fromhex(hexadecimal.decode("ascii")).decode("utf-16-be", "replace")


def _decoded(shown: bytes, font: Mapping[int, str] | None) -> str:
    if font is None:
        return shown.decode("cp1252", "replace")
    width = len(font[-1])
    codes = [int.from_bytes(shown[at : at + width]) for at in range(0, len(shown), width)]
    return "".join(font.get(code, "") for code in codes)
