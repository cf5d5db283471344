"""The drawing surface of specimen documents: millimetres in, pixels and labelled places out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from samples.camera import Rgb
from samples.identity_mrz import Mrz

Ink = tuple[int, int, int]
Quad = tuple[tuple[float, float], ...]
Coverage = npt.NDArray[np.uint8]
MarkKind = Literal["side", "field", "mrz", "portrait", "ghost", "barcode"]
Face = Literal["plain", "bold", "serif", "serif bold", "mono", "mono bold", "ocr-b"]

MM_PER_INCH = 25.4
#: One character of OCR-B takes 2.54 mm (ISO 1073-2, ICAO 9303-3): ten an inch.
PITCH_MM = 2.54
#: Lines of a zone lie a quarter of an inch apart; the lowest one's middle is so far from the edge.
LINE_SPACING_MM, LOWEST_LINE_MM = 6.35, 9.4
#: Where three lines have to go into the same 23.2 mm.
LOWEST_OF_THREE_MM = 7.1
BLACK: Ink = (28, 27, 30)

_FILES: dict[Face, str] = {
    "plain": "DejaVuSans.ttf",
    "bold": "DejaVuSans-Bold.ttf",
    "serif": "DejaVuSerif.ttf",
    "serif bold": "DejaVuSerif-Bold.ttf",
    "mono": "DejaVuSansMono.ttf",
    "mono bold": "DejaVuSansMono-Bold.ttf",
    "ocr-b": "OCRB.otf",
}
#: Advance of every character of the OCR-B font, and the middle of its capitals, in em.
_OCR_B_ADVANCE, _OCR_B_MIDDLE = 0.723, 0.355


class FontAbsentError(RuntimeError):
    """A font of the specimens is not installed."""


@lru_cache(maxsize=64)
def font(face: Face, em_px: float) -> ImageFont.FreeTypeFont:
    """A font in a size. Raises FontAbsentError with the package that holds it."""
    try:
        return ImageFont.truetype(_FILES[face], em_px)
    except OSError as error:
        package = "fonts-ocr-b" if face == "ocr-b" else "fonts-dejavu-core"
        raise FontAbsentError(
            f"specimens of identity documents need the font {_FILES[face]}: "
            f"install the Debian package {package}, or run .ci/setup"
        ) from error


@dataclass(frozen=True, slots=True)
class Mark:
    """Something whose place in the picture is known; ``quad`` in pixels, clockwise, as it is read.

    ``value``: as a machine compares it (dates in ISO form); ``printed``: as it stands there.
    """

    kind: MarkKind
    name: str
    quad: Quad
    value: str = ""
    printed: str = ""
    caption: str = ""

    def moved(self, homography: npt.NDArray[np.float64]) -> Mark:
        """The mark after its picture was mapped by a 3 x 3 matrix."""
        points = np.asarray(self.quad, np.float64).reshape(-1, 1, 2)
        mapped = cv2.perspectiveTransform(points, homography).reshape(-1, 2)
        return replace(self, quad=tuple((float(x), float(y)) for x, y in mapped))


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture of a document and all that is known of it.

    ``coverage``: 255 where the document is; ``issued`` and ``expires``: ISO dates, empty for none.
    """

    rgb: Rgb
    coverage: Coverage
    px_per_mm: float
    document: str
    category: str
    marks: tuple[Mark, ...]
    mrz: Mrz | None = None
    barcode: str = ""
    issued: str = ""
    expires: str = ""
    labels: tuple[str, ...] = ()

    def of_kind(self, kind: MarkKind) -> tuple[Mark, ...]:
        """The marks of a kind, in the order in which they were drawn."""
        return tuple(mark for mark in self.marks if mark.kind == kind)


@dataclass(slots=True)
class Sheet:
    """One side of a document while it is drawn; the origin is its upper left corner."""

    width_mm: float
    height_mm: float
    dpi: float = 300.0
    image: Image.Image = field(init=False)
    marks: list[Mark] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        """Begin with white paper."""
        self.image = Image.new("RGB", self.size_px, "white")

    @property
    def px_per_mm(self) -> float:
        """Pixels of a millimetre."""
        return self.dpi / MM_PER_INCH

    @property
    def size_px(self) -> tuple[int, int]:
        """Width and height."""
        return round(self.width_mm * self.px_per_mm), round(self.height_mm * self.px_per_mm)

    def paint(self, rgb: Rgb) -> None:
        """Cover the whole side with a picture of its size."""
        self.image = Image.fromarray(rgb)

    def rectangle(
        self, box_mm: tuple[float, float, float, float], fill: Ink, strength: float = 1.0
    ) -> None:
        """A rectangle (left, top, right, bottom) that lets shine through what is under it."""
        left, top, right, bottom = (round(side * self.px_per_mm) for side in box_mm)
        region = self.image.crop((left, top, right, bottom))
        colour = Image.new("RGB", region.size, fill)
        self.image.paste(Image.blend(region, colour, strength), (left, top))

    def text(
        self,
        at_mm: tuple[float, float],
        text: str,
        em_mm: float,
        face: Face = "plain",
        ink: Ink = BLACK,
        max_width_mm: float | None = None,
    ) -> Quad:
        """One line whose baseline begins at a point; narrower type where it would be too long."""
        em_px = em_mm * self.px_per_mm
        if face == "ocr-b" and not text.isascii():
            face = "mono"  # OCR-B has no letters with marks
        drawn = font(face, em_px)
        room_px = (max_width_mm or self.width_mm - at_mm[0]) * self.px_per_mm
        if drawn.getlength(text) > room_px:
            drawn = font(face, em_px * room_px / drawn.getlength(text))
        x, y = (side * self.px_per_mm for side in at_mm)
        pen = ImageDraw.Draw(self.image)
        pen.text((x, y), text, fill=ink, font=drawn, anchor="ls")
        left, top, right, bottom = pen.textbbox((x, y), text, font=drawn, anchor="ls")
        return box_quad(left, top, right, bottom)

    def mrz(self, mrz: Mrz, left_mm: float, ink: Ink = BLACK, shift_mm: float = 0.0) -> None:
        """The zone in OCR-B at the bottom, each character on its place of ten an inch."""
        lowest = LOWEST_OF_THREE_MM if len(mrz.lines) == 3 else LOWEST_LINE_MM
        for place, line in enumerate(mrz.lines):
            from_bottom = lowest + LINE_SPACING_MM * (len(mrz.lines) - 1 - place)
            middle_mm = self.height_mm - from_bottom + shift_mm
            self.marks.append(
                Mark("mrz", f"line {place + 1}", self.mrz_line(line, left_mm, middle_mm, ink), line)
            )

    def mrz_line(self, line: str, left_mm: float, middle_mm: float, ink: Ink = BLACK) -> Quad:
        """One line of OCR-B whose capitals have their middle at a height."""
        em_mm = PITCH_MM / _OCR_B_ADVANCE
        drawn = font("ocr-b", em_mm * self.px_per_mm)
        baseline = (middle_mm + _OCR_B_MIDDLE * em_mm) * self.px_per_mm
        pen = ImageDraw.Draw(self.image)
        for place, sign in enumerate(line):
            x = (left_mm + place * PITCH_MM) * self.px_per_mm
            pen.text((x, baseline), sign, fill=ink, font=drawn, anchor="ls")
        half = 0.5 * em_mm * 0.80
        edges = (left_mm, middle_mm - half, left_mm + len(line) * PITCH_MM, middle_mm + half)
        return box_quad(*(edge * self.px_per_mm for edge in edges))

    def picture(
        self,
        rgb: Rgb,
        box_mm: tuple[float, float, float, float],
        kind: MarkKind,
        name: str = "",
        value: str = "",
        strength: float = 1.0,
    ) -> None:
        """A picture in a box (left, top, right, bottom); a faint one lets the ground through."""
        left, top, right, bottom = (round(side * self.px_per_mm) for side in box_mm)
        fitted = Image.fromarray(rgb).resize((right - left, bottom - top), Image.Resampling.LANCZOS)
        ground = self.image.crop((left, top, right, bottom))
        self.image.paste(Image.blend(ground, fitted, strength), (left, top))
        self.marks.append(Mark(kind, name or kind, box_quad(left, top, right, bottom), value))

    def pixels(self) -> Rgb:
        """What is drawn so far."""
        return np.asarray(self.image, np.uint8)

    def finished(
        self,
        document: str,
        category: str,
        side: str = "front",
        corner_mm: float = 3.18,
        mrz: Mrz | None = None,
        barcode: str = "",
        dates: Sequence[str] = ("", ""),
    ) -> Drawn:
        """The side with its labels, cut to corners of a radius."""
        width, height = self.size_px
        outline = Mark("side", side, box_quad(0, 0, width, height), document)
        return Drawn(
            rgb=self.pixels(),
            coverage=rounded_sheet(width, height, corner_mm * self.px_per_mm),
            px_per_mm=self.px_per_mm,
            document=document,
            category=category,
            marks=(outline, *self.marks),
            mrz=mrz,
            barcode=barcode,
            issued=dates[0],
            expires=dates[1],
        )


def box_quad(left: float, top: float, right: float, bottom: float) -> Quad:
    """The corners of an upright box, clockwise from the upper left one."""
    left, top, right, bottom = float(left), float(top), float(right), float(bottom)
    return ((left, top), (right, top), (right, bottom), (left, bottom))


def rounded_sheet(width: int, height: int, radius_px: float) -> Coverage:
    """255 inside a sheet with round corners, 0 in the corners that are cut away."""
    whole = Image.new("L", (width * 2, height * 2), 0)
    ImageDraw.Draw(whole).rounded_rectangle(
        (0, 0, width * 2 - 1, height * 2 - 1), radius_px * 2, fill=255
    )
    return np.asarray(whole.resize((width, height), Image.Resampling.BOX), np.uint8)
