"""Lines of print as the recogniser gives them, laid out by hand."""

from __future__ import annotations

from models.text.geometry import TextBox
from models.text.reading import PrintedLine

#: Advance of a letter against the line's height.
ADVANCE = 0.5


def printed_line(
    text: str, left: float, top: float, height: float = 20.0, confidence: float = 0.98
) -> PrintedLine:
    """A line of evenly spaced letters in an upright picture."""
    length = max(1.0, ADVANCE * height * len(text))
    box = TextBox((left + length / 2, top + height / 2), length, height, 0.0)
    places = tuple((at + 0.5) / len(text) for at in range(len(text)))
    return PrintedLine(text, box, confidence, (confidence,) * len(text), places)


def caption_above(caption: str, value: str, left: float, top: float) -> list[PrintedLine]:
    """A caption of 15 px with its value of 22 px below, as on passports."""
    return [printed_line(caption, left, top, 15.0), printed_line(value, left, top + 17, 22.0)]
