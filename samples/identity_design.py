"""What all specimen documents share: the order for one, grounds of fine lines, drawn portraits."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from samples.camera import Rgb, record
from samples.identity_captions import (
    DATE_STYLES,
    LANGUAGES,
    DateStyle,
    Language,
    caption,
    printed_date,
)
from samples.identity_mrz import Faults, MrzContent
from samples.identity_people import Holder, PartialDate, invented_holder
from samples.identity_sheet import BLACK, Face, Ink, Mark, Sheet, font
from samples.painting import Colour
from samples.person import Person
from samples.portrait import Sitting, portray

Tone = Literal["colour", "grey"]

#: Day on which the specimens' world stands: documents are issued before it.
TODAY = dt.date(2026, 1, 1)
SPECIMEN_LINE = "SPECIMEN - OWN DESIGN, NO STATE'S DOCUMENT"
_PALETTES: tuple[tuple[Ink, Ink, Ink], ...] = (
    ((236, 243, 247), (120, 168, 196), (196, 150, 178)),
    ((244, 240, 230), (176, 150, 96), (116, 160, 132)),
    ((238, 245, 236), (110, 168, 122), (168, 164, 92)),
    ((246, 238, 240), (192, 128, 140), (124, 140, 188)),
    ((240, 240, 248), (132, 132, 192), (110, 176, 176)),
)


@dataclass(frozen=True, slots=True)
class Order:
    """One document to draw. ``languages``: of its captions; ``number``: the document's number.

    ``palette``: which colours of the ground; ``face``: type of the printed data.
    """

    seed: int
    holder: Holder
    number: str
    issued: dt.date
    expires: dt.date
    languages: tuple[Language, ...] = ("en", "fr")
    date_style: DateStyle = "two months"
    face: Face = "bold"
    tone: Tone = "colour"
    palette: int = 0
    dpi: float = 300.0
    issuer: str = "UTO"
    faults: Faults = field(default_factory=Faults)

    def shown(self, date: PartialDate | dt.date) -> str:
        """A date in the issuer's style."""
        whole = PartialDate.of(date) if isinstance(date, dt.date) else date
        return printed_date(whole, self.date_style, self.languages)

    def caption(self, name: str) -> str:
        """A field's caption in the issuer's languages."""
        return caption(name, self.languages)

    def content(self, document_code: str, optional: str = "", optional_2: str = "") -> MrzContent:
        """What a zone of this document states."""
        holder = self.holder
        return MrzContent(
            document_code=document_code,
            issuer=self.issuer,
            number=self.number,
            surname=holder.surname or holder.given_names,
            given_names=holder.given_names if holder.surname else "",
            nationality=holder.nationality,
            birth=holder.birth.in_mrz,
            sex="<" if holder.sex == "X" else holder.sex,
            expiry=PartialDate.of(self.expires).in_mrz,
            optional=optional,
            optional_2=optional_2,
        )


def ordered(seed: int, holder: Holder | None = None, dpi: float = 300.0) -> Order:
    """The document of a seed: its holder, number, dates, languages and looks."""
    rng = np.random.default_rng([72, seed])
    holder = holder or invented_holder(seed)
    issued = TODAY - dt.timedelta(days=int(rng.integers(20, 3200)))
    # One whose birth is later than that got the document as an infant.
    issued = max(issued, dt.date(holder.birth.year, 12, 31)) if holder.birth.year < 2025 else TODAY
    issued = min(issued, TODAY - dt.timedelta(days=1))
    years = 5 if issued.year - holder.birth.year < 18 else 10
    expires = _years_later(issued, years)
    languages = _languages(rng)
    faces: tuple[Face, ...] = ("bold", "mono bold", "serif", "ocr-b", "plain")
    return Order(
        seed=seed,
        holder=holder,
        number=_number(rng),
        issued=issued,
        expires=expires,
        languages=languages,
        date_style=DATE_STYLES[int(rng.integers(len(DATE_STYLES)))],
        face=faces[int(rng.integers(len(faces)))],
        tone="grey" if rng.random() < 0.3 else "colour",
        palette=int(rng.integers(len(_PALETTES))),
        dpi=dpi,
        faults=Faults(
            empty_personal_digit="<" if rng.random() < 0.5 else "0",
            spelling="two letters" if rng.random() < 0.75 else "one letter",
        ),
    )


def ground(sheet: Sheet, order: Order, side: int = 0) -> None:
    """Paper with two sets of fine wavy lines and a rosette, in three pale colours."""
    rng = np.random.default_rng([73, order.seed, side])
    width, height = sheet.size_px
    base, first, second = _PALETTES[order.palette % len(_PALETTES)]
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    fade = (columns / width * 0.6 + rows / height * 0.4)[..., None]
    towards = 0.72 * 255 + 0.28 * np.array(second, np.float32)
    paper = np.array(base, np.float32) * (1 - 0.35 * fade) + 0.35 * fade * towards
    canvas = np.ascontiguousarray(np.clip(paper, 0, 255).astype(np.uint8))
    lines = canvas.copy()
    _waves(lines, sheet, first, rng)
    _waves(lines, sheet, second, rng)
    _rosette(lines, sheet, first, rng)
    sheet.paint(cv2.addWeighted(lines, 0.45, canvas, 0.55, 0.0).astype(np.uint8))


def overprint(sheet: Sheet, at_mm: tuple[float, float], em_mm: float, turn_deg: float) -> None:
    """The word SPECIMEN in pale red letters across the data, so that nobody mistakes the picture.

    ``at_mm``: the word's middle.
    """
    drawn = font("bold", em_mm * sheet.px_per_mm)
    left, top, right, bottom = drawn.getbbox("SPECIMEN")
    word = Image.new("L", (round(right - left) + 4, round(bottom - top) + 4), 0)
    ImageDraw.Draw(word).text((2 - left, 2 - top), "SPECIMEN", fill=76, font=drawn)
    word = word.rotate(turn_deg, Image.Resampling.BICUBIC, expand=True)
    x, y = (round(side * sheet.px_per_mm) for side in at_mm)
    red = Image.new("RGB", word.size, (196, 40, 48))
    sheet.image.paste(red, (x - word.width // 2, y - word.height // 2), word)


def put_field(
    sheet: Sheet,
    order: Order,
    name: str,
    at_mm: tuple[float, float],
    text: str,
    value: str | None = None,
    *,
    caption_text: str | None = None,
    width_mm: float = 40.0,
    em_mm: float = 3.0,
) -> None:
    """A caption and below it the printed data; ``at_mm``: where the caption's baseline begins."""
    label = order.caption(name) if caption_text is None else caption_text
    x, y = at_mm
    if label:
        sheet.text(at_mm, label, 1.75, "plain", (70, 74, 92), width_mm)
    # OCR-B is wider than other faces of the same height.
    size = em_mm * (0.92 if order.face in ("ocr-b", "mono bold") else 1.0)
    below = 1.1 * em_mm + 0.15 if label else 0.0
    quad = sheet.text((x, y + below), text, size, order.face, BLACK, width_mm)
    sheet.marks.append(Mark("field", name, quad, text if value is None else value, text, label))


def put_portrait(
    sheet: Sheet,
    order: Order,
    box_mm: tuple[float, float, float, float],
    ghost_mm: tuple[float, float, float, float] | None = None,
) -> None:
    """The holder's drawn portrait, and its faint repetition where one is asked for."""
    width = round((box_mm[2] - box_mm[0]) * sheet.px_per_mm)
    height = round((box_mm[3] - box_mm[1]) * sheet.px_per_mm)
    rgb = portrait_of(order.holder.look, width, height)
    if order.tone == "grey":
        rgb = np.repeat(_grey(rgb)[..., None], 3, axis=2)
    sheet.picture(rgb, box_mm, "portrait", "portrait", strength=0.95)
    if ghost_mm is not None:
        pale = (
            _grey(rgb)[..., None].astype(np.float32) * np.array((0.9, 0.95, 1.1), np.float32) + 24
        )
        tinted = np.clip(pale, 0, 255).astype(np.uint8)
        sheet.picture(tinted, ghost_mm, "ghost", "ghost", strength=0.45)


@lru_cache(maxsize=16)
def portrait_of(look: Person, width_px: int, height_px: int) -> Rgb:
    """A portrait in a box of a size; the face takes seven tenths of a box of 35 x 45 mm."""
    background: Colour = (238, 238, 236)
    share = 0.70 * min(1.0, (width_px / height_px) / (35.0 / 45.0))
    sitting = Sitting(
        look,
        width_px=width_px,
        height_px=height_px,
        face_height_mm=70.0 * share,
        eyes_from_top=0.46,
        background=background,
    )
    return record(portray(sitting), look.seed)


def signature(sheet: Sheet, order: Order, box_mm: tuple[float, float, float, float]) -> None:
    """A scrawl in a box (left, top, right, bottom)."""
    rng = np.random.default_rng([74, order.seed])
    left, top, right, bottom = box_mm
    steps = np.linspace(0.0, 1.0, 160)
    waves = rng.uniform(4, 11, 3)[:, None] * steps * 2 * np.pi + rng.uniform(0, 6, 3)[:, None]
    y = 0.5 + 0.18 * np.sin(waves[0]) + 0.16 * np.sin(waves[1]) * (1 - steps) + 0.1 * (steps - 0.5)
    x = np.clip(steps + 0.05 * np.sin(waves[2]), 0, 1)
    points = [
        (
            (left + px * (right - left)) * sheet.px_per_mm,
            (top + py * (bottom - top)) * sheet.px_per_mm,
        )
        for px, py in zip(x, y, strict=True)
    ]
    width = max(1, round(0.28 * sheet.px_per_mm))
    ImageDraw.Draw(sheet.image).line(points, fill=(32, 36, 84), width=width, joint="curve")


def _grey(rgb: Rgb) -> npt.NDArray[np.uint8]:
    return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.uint8)


def _waves(lines: Rgb, sheet: Sheet, ink: Ink, rng: np.random.Generator) -> None:
    width, height = sheet.size_px
    x = np.linspace(-5, width + 5, 160)
    pitch = rng.uniform(0.9, 1.6) * sheet.px_per_mm
    length, swing = rng.uniform(14, 40) * sheet.px_per_mm, rng.uniform(1.5, 6.0) * sheet.px_per_mm
    slope, phase = rng.uniform(-0.5, 0.5), rng.uniform(0, 6)
    start = -swing - max(0.0, slope * width)
    for index in range(int((height + 2 * swing + abs(slope) * width) / pitch) + 1):
        shape = np.sin(x / length * 2 * np.pi + phase + 0.15 * index)
        y = start + index * pitch + slope * x + swing * shape
        points = np.round(np.stack([x, y], 1) * 16).astype(np.int32)
        cv2.polylines(lines, [points], False, ink, 1, cv2.LINE_AA, 4)


def _rosette(lines: Rgb, sheet: Sheet, ink: Ink, rng: np.random.Generator) -> None:
    width, height = sheet.size_px
    centre = np.array([rng.uniform(0.55, 0.8) * width, rng.uniform(0.3, 0.5) * height])
    turns = np.linspace(0, 2 * np.pi, 720)
    petals = int(rng.integers(7, 15))
    for ring in np.linspace(0.35, 1.0, 12):
        radius = 0.30 * height * ring * (1 + 0.22 * np.cos(petals * turns + 6 * ring))
        points = centre + np.stack([np.cos(turns), np.sin(turns)], 1) * radius[:, None]
        cv2.polylines(lines, [np.round(points * 16).astype(np.int32)], True, ink, 1, cv2.LINE_AA, 4)


def _languages(rng: np.random.Generator) -> tuple[Language, ...]:
    """English and French half of the time; else another language with one of the two."""
    if rng.random() < 0.5:
        return ("en", "fr")
    own = LANGUAGES[2 + int(rng.integers(len(LANGUAGES) - 2))]
    return (own, "en") if rng.random() < 0.7 else (own, "fr")


def _number(rng: np.random.Generator) -> str:
    letters = "".join(rng.choice(list("ACDEFGHJKLMNPRTUVWXYZ"), int(rng.integers(1, 4))))
    wanted = int(rng.choice([8, 9, 9]))
    return letters + "".join(str(d) for d in rng.integers(0, 10, wanted - len(letters)))


def _years_later(day: dt.date, years: int) -> dt.date:
    leap_safe = day if (day.month, day.day) != (2, 29) else day.replace(day=28)
    return leap_safe.replace(year=day.year + years)
