"""The readable half of an evidence picture: verdict, findings, background map."""

from __future__ import annotations

from typing import Any

from PIL import Image, ImageDraw

from checks.catalogue import format_value, rule_texts
from service.evidence.background_map import SCALE_END_DELTA_E, BackgroundMap, colour_scale
from service.evidence.style import (
    AMBER,
    BLUE,
    FAINT,
    GREEN,
    INK,
    OUTCOME_COLOURS,
    PAPER,
    RED,
    RULE,
    SMOOTHING,
    VERDICT_COLOURS,
    Colour,
    Font,
    font,
    sign,
    wrapped,
)
from service.reading_order import DOES_NOT_APPLY, shown_outcome
from service.words import Language, measured_phrase, required_phrase, word

WIDTH_PX = 640
_TALLEST_PX = 6000
_INDENT_PX = 40
_BODY, _SMALL = 16, 14


class Panel:
    """Writes from top to bottom and is cut off below the last line."""

    def __init__(self, language: Language) -> None:
        """An empty panel in a language."""
        self._language: Language = language
        self._page = Image.new("RGB", (WIDTH_PX, _TALLEST_PX), PAPER)
        self._draw = ImageDraw.Draw(self._page)
        self._y = 0.0

    def finished(self) -> Image.Image:
        """The panel as high as what was written."""
        return self._page.crop((0, 0, WIDTH_PX, min(round(self._y), _TALLEST_PX)))

    @property
    def height_px(self) -> int:
        """How far the panel is written."""
        return round(self._y)

    def head(self, report: dict[str, Any]) -> None:
        """The verdict on a coloured tag, and the policy."""
        colour = VERDICT_COLOURS[report["verdict"]]
        text = word(report["verdict"], self._language).upper()
        face = font(26, "bold")
        width = round(face.getlength(text)) + 36
        tag = Image.new("RGB", (width * SMOOTHING, 46 * SMOOTHING), PAPER)
        box = (0, 0, tag.width - 1, tag.height - 1)
        ImageDraw.Draw(tag).rounded_rectangle(box, 9 * SMOOTHING, fill=colour)
        self._page.paste(tag.resize((width, 46), Image.Resampling.LANCZOS), (0, 0))
        self._draw.text((width / 2, 23), text, fill="white", font=face, anchor="mm")
        policy = report["policy"]
        texts = (f"{word('policy', self._language)} {policy['id']}", policy["version"])
        for row, line in enumerate(texts):
            place = (width + 18, 12 + 22 * row)
            self._draw.text(place, line, fill=FAINT, font=font(_BODY), anchor="lm")
        self._y = 70

    def finding(self, finding: dict[str, Any], number: int) -> None:
        """One finding that did not pass: title, message, figures."""
        colour = OUTCOME_COLOURS[finding["outcome"]]
        self._page.paste(
            sign(finding["outcome"], 26), (0, round(self._y)), sign(finding["outcome"], 26)
        )
        title = rule_texts(self._language)[finding["rule"]].title
        self._write(f"{number}  {title}", font(18, "bold"), colour, 26)
        self._paragraph(finding["message"][self._language], font(_BODY), INK, 22)
        if figures := self._figures(finding):
            self._paragraph(figures, font(_SMALL), FAINT, 20)
        self._y += 14

    def titles(self, findings: list[dict[str, Any]]) -> None:
        """Findings of one outcome in two columns, by their titles alone."""
        if not findings:
            return
        self._separator()
        outcome = shown_outcome(findings[0])
        ink = FAINT if outcome == DOES_NOT_APPLY else INK
        if outcome == DOES_NOT_APPLY:
            heading = word(outcome, self._language)
            self._draw.text((0, self._y), heading, fill=ink, font=font(_SMALL, "bold"))
            self._y += 24
        column, row_height = WIDTH_PX // 2, 27
        rows = (len(findings) + 1) // 2
        for index, finding in enumerate(findings):
            x, y = column * (index // rows), self._y + row_height * (index % rows)
            mark = sign(outcome, 18)
            self._page.paste(mark, (x, round(y)), mark)
            title = rule_texts(self._language)[finding["rule"]].title
            line = _shortened(title, font(_SMALL), column - 32)
            self._draw.text((x + 26, y + 9), line, fill=ink, font=font(_SMALL), anchor="lm")
        self._y += rows * row_height + 8

    def background(self, drawn: BackgroundMap) -> None:
        """The background map beside its colour scale and the background's mean colour."""
        self._separator()
        top = round(self._y)
        self._page.paste(drawn.picture, (0, top))
        x, width = drawn.picture.width + 24, WIDTH_PX - drawn.picture.width - 24
        for line in wrapped(word("background-map", self._language), font(_BODY, "bold"), width):
            self._draw.text((x, self._y), line, fill=INK, font=font(_BODY, "bold"))
            self._y += 22
        self._y += 10
        self._page.paste(colour_scale(min(width, 300), 16), (x, round(self._y)))
        self._y += 22
        scale_width = min(width, 300)
        for share in (0.0, 0.5, 1.0):
            shown = format_value(SCALE_END_DELTA_E * share, self._language)
            text = f"\N{GREEK CAPITAL LETTER DELTA}E {shown}" if share == 0 else shown
            anchor = {0.0: "la", 0.5: "ma", 1.0: "ra"}[share]
            place = (x + scale_width * share, self._y)
            self._draw.text(place, text, fill=FAINT, font=font(_SMALL), anchor=anchor)
        self._y += 26
        names = ("L*", "a*", "b*")
        values = [format_value(round(value, 1), self._language) for value in drawn.median_lab]
        text = "   ".join(f"{name} {value}" for name, value in zip(names, values, strict=True))
        self._draw.text((x, self._y), text, fill=FAINT, font=font(_SMALL))
        self._y = max(self._y + 24, top + drawn.picture.height) + 20

    def legend(self, language: Language) -> None:
        """What the colours over the photo mean."""
        self._separator()
        keys = (
            (GREEN, 0.35, "legal-band"),
            (BLUE, 0.35, "crown-interval"),
            (RED, 1.0, "place-of-failure"),
            (AMBER, 1.0, "place-of-doubt"),
        )
        for colour, strength, key in keys:
            swatch = tuple(round(255 + (part - 255) * strength) for part in colour)
            box = (2, self._y + 3, 24, self._y + 15)
            self._draw.rounded_rectangle(box, 3, fill=swatch, outline=colour)
            place = (_INDENT_PX, self._y + 9)
            self._draw.text(place, word(key, language), fill=INK, font=font(_SMALL), anchor="lm")
            self._y += 25

    def listing(self, title: str, lines: list[str]) -> None:
        """A heading with plain lines below it."""
        self._separator()
        self._draw.text((0, self._y), title, fill=INK, font=font(_BODY, "bold"))
        self._y += 28
        for line in lines:
            self._paragraph(line, font(_SMALL), INK, 20, indent=0)
        self._y += 8

    def note(self, text: str) -> None:
        """A plain sentence."""
        self._paragraph(text, font(_BODY), INK, 22, indent=0)
        self._y += 14

    def _figures(self, finding: dict[str, Any]) -> str:
        parts = []
        language = self._language
        if phrase := measured_phrase(finding, language):
            parts.append(f"{word('measured', self._language)} {phrase}")
        if finding["required"] and (phrase := required_phrase(finding["required"], language)):
            parts.append(f"{word('required', self._language)} {phrase}")
        source = finding["source"]
        parts.append(source["document"])
        return "  \N{MIDDLE DOT}  ".join(parts)

    def _separator(self) -> None:
        self._draw.line((0, self._y, WIDTH_PX, self._y), fill=RULE, width=2)
        self._y += 16

    def _write(self, text: str, face: Font, colour: Colour, line_px: int) -> None:
        self._draw.text((_INDENT_PX, self._y + 2), text, fill=colour, font=face)
        self._y += line_px

    def _paragraph(
        self, text: str, face: Font, colour: Colour, line_px: int, indent: int = _INDENT_PX
    ) -> None:
        for line in wrapped(text, face, WIDTH_PX - indent):
            self._draw.text((indent, self._y), line, fill=colour, font=face)
            self._y += line_px


def _shortened(text: str, face: Font, width_px: float) -> str:
    """The text, or as much of it as fits with an ellipsis."""
    if face.getlength(text) <= width_px:
        return text
    while text and face.getlength(f"{text}\N{HORIZONTAL ELLIPSIS}") > width_px:
        text = text[:-1]
    return f"{text.rstrip()}\N{HORIZONTAL ELLIPSIS}"
