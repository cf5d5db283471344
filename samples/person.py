"""Who is drawn: proportions, colours and hair of invented people, and the face that they make."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from samples.painting import Colour

HairCut = Literal["short", "long", "cropped"]


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person. Colours are sRGB 0..255; lengths are factors of the average adult's."""

    name: str
    seed: int
    skin: Colour
    lips: Colour
    hair: Colour
    iris: Colour
    cut: HairCut
    clothes: Colour
    face_width: float = 1.0
    jaw_width: float = 1.0
    nose_width: float = 1.0
    lip_fullness: float = 1.0
    brow_strength: float = 1.0
    beard: float = 0.0


@dataclass(frozen=True, slots=True)
class Expression:
    """What the face does. ``smile`` 0..1 with teeth from 0.5; ``eyes_open`` 0..1."""

    smile: float = 0.0
    jaw_drop_mm: float = 0.0
    eyes_open: float = 1.0


NEUTRAL = Expression()

ALEX = Person(
    "alex",
    11,
    (224, 178, 154),
    (184, 108, 104),
    (74, 52, 38),
    (74, 90, 86),
    "short",
    (52, 62, 84),
    beard=0.45,
)
MARIE = Person(
    "marie",
    12,
    (226, 184, 160),
    (192, 104, 104),
    (120, 82, 50),
    (86, 104, 128),
    "long",
    (92, 40, 56),
    face_width=0.96,
    jaw_width=0.9,
    nose_width=0.9,
    lip_fullness=1.15,
    brow_strength=0.75,
)
AMARA = Person(
    "amara",
    13,
    (134, 88, 64),
    (138, 74, 70),
    (26, 22, 22),
    (58, 38, 28),
    "cropped",
    (120, 44, 40),
    jaw_width=0.95,
    nose_width=1.2,
    lip_fullness=1.35,
    brow_strength=0.9,
)
KWAME = Person(
    "kwame",
    14,
    (104, 68, 50),
    (122, 74, 68),
    (22, 20, 20),
    (46, 32, 26),
    "cropped",
    (42, 74, 66),
    face_width=1.02,
    jaw_width=1.05,
    nose_width=1.22,
    lip_fullness=1.3,
    beard=0.3,
)
MEI = Person(
    "mei",
    15,
    (226, 186, 156),
    (188, 104, 98),
    (30, 26, 26),
    (54, 36, 28),
    "long",
    (48, 70, 92),
    face_width=1.03,
    jaw_width=0.92,
    nose_width=0.95,
    lip_fullness=1.1,
    brow_strength=0.85,
)
OMAR = Person(
    "omar",
    16,
    (190, 140, 110),
    (160, 94, 88),
    (34, 28, 26),
    (66, 46, 32),
    "short",
    (58, 58, 62),
    nose_width=1.05,
    brow_strength=1.3,
    beard=0.8,
)

PEOPLE = (ALEX, MARIE, AMARA, KWAME, MEI, OMAR)
