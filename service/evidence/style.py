"""Colours, fonts and signs of the evidence pictures."""

from __future__ import annotations

from functools import cache
from typing import Literal

from PIL import Image, ImageDraw, ImageFont

from service.reading_order import DOES_NOT_APPLY

Colour = tuple[int, int, int]
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
Weight = Literal["regular", "bold"]

PAPER: Colour = (250, 250, 247)
INK: Colour = (31, 41, 51)
FAINT: Colour = (101, 112, 125)
RULE: Colour = (222, 226, 230)
GREEN: Colour = (22, 128, 82)
AMBER: Colour = (191, 111, 0)
RED: Colour = (196, 38, 38)
BLUE: Colour = (21, 101, 192)

OUTCOME_COLOURS: dict[str, Colour] = {
    "pass": GREEN,
    "fail": RED,
    "unsure": AMBER,
    "not-assessed": FAINT,
    "manual": BLUE,
    DOES_NOT_APPLY: FAINT,
}
VERDICT_COLOURS: dict[str, Colour] = {"accept": GREEN, "review": AMBER, "return": RED}

_FILES: dict[Weight, str] = {"regular": "DejaVuSans.ttf", "bold": "DejaVuSans-Bold.ttf"}

#: Shapes are drawn this many times larger and reduced, which makes their edges smooth.
SMOOTHING = 3


@cache
def font(size_px: int, weight: Weight = "regular") -> Font:
    """DejaVu Sans, which Debian's fonts-dejavu-core installs; else Pillow's own font."""
    try:
        return ImageFont.truetype(_FILES[weight], size_px)
    except OSError:
        return ImageFont.load_default(size_px)


def wrapped(text: str, face: Font, width_px: float) -> list[str]:
    """The text in lines no wider than ``width_px``; a longer single word keeps its line."""
    lines = [""]
    for part in text.split(" "):
        longer = f"{lines[-1]} {part}".strip()
        if lines[-1] and face.getlength(longer) > width_px:
            lines.append(part)
        else:
            lines[-1] = longer
    return lines


def sign(outcome: str, size_px: int) -> Image.Image:
    """A filled disc with the outcome's mark: tick, cross, question mark, dash or ring."""
    side = size_px * SMOOTHING
    disc = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    draw = ImageDraw.Draw(disc)
    draw.ellipse((0, 0, side - 1, side - 1), fill=OUTCOME_COLOURS[outcome])
    stroke = max(2, side // 9)
    for line in _MARKS[outcome]:
        points = [(x * side, y * side) for x, y in line]
        draw.line(points, fill="white", width=stroke, joint="curve")
    if outcome == "unsure":
        face = font(round(side * 0.7), "bold")
        draw.text((side / 2, side * 0.52), "?", fill="white", font=face, anchor="mm")
    if outcome == "manual":
        inner = side * 0.3
        draw.ellipse((inner, inner, side - inner, side - inner), outline="white", width=stroke)
    return disc.resize((size_px, size_px), Image.Resampling.LANCZOS)


_MARKS: dict[str, tuple[tuple[tuple[float, float], ...], ...]] = {
    "pass": (((0.27, 0.52), (0.44, 0.69), (0.74, 0.33)),),
    "fail": (((0.32, 0.32), (0.68, 0.68)), ((0.68, 0.32), (0.32, 0.68))),
    "unsure": (),
    "not-assessed": (((0.3, 0.5), (0.7, 0.5)),),
    "manual": (),
    DOES_NOT_APPLY: (((0.3, 0.5), (0.7, 0.5)),),
}
