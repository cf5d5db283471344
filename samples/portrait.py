"""A whole portrait: background, body, head, eyes, mouth and hair, as linear light."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np

from samples.body import paint_clothes, paint_ears, paint_neck
from samples.eyes import paint_brows, paint_eyes
from samples.hair import paint_back_hair, paint_hair, shadow_of_hair
from samples.lighting import STUDIO, StudioLight, diffuse
from samples.mouth import paint_mouth, paint_nostrils
from samples.painting import Colour, Field, Plate, blurred, linear, make_plate, over, part_of
from samples.person import NEUTRAL, Expression, Person
from samples.relief import CHIN_MM, CROWN_MM, head_relief
from samples.skin import lit_skin

#: The finished photo's height in millimetres, and the face's height in the middle of 31 to 36 mm.
FRAME_HEIGHT_MM = 70.0
FACE_HEIGHT_MM = 33.5
#: The head tilts about a point of the neck that lies below the pupils.
_NECK_MM = 120.0
_HEAD_BOX_MM = (-90.0, -130.0, 90.0, 150.0)


Painter = Callable[[Plate, Field], Field]


@dataclass(frozen=True, slots=True)
class Sitting:
    """How a portrait is taken. Millimetres are those of the finished photo of 50 x 70 mm.

    ``face_from_left``, ``eyes_from_top``: where the point between the pupils stands, as shares.
    ``backdrop`` paints behind the person, ``touches`` paint over the person.
    """

    person: Person
    expression: Expression = NEUTRAL
    light: StudioLight = STUDIO
    width_px: int = 715
    height_px: int = 1000
    face_height_mm: float = FACE_HEIGHT_MM
    face_from_left: float = 0.5
    eyes_from_top: float = 0.45
    tilt_degrees: float = 0.0
    turn_degrees: float = 0.0
    shoulder_slope_degrees: float = 0.0
    background: Colour = (247, 247, 246)
    backdrop: tuple[Painter, ...] = ()
    touches: tuple[Painter, ...] = ()


def plate_of(sitting: Sitting) -> Plate:
    """The plate of a sitting: the scale at which chin to crown has the face's height."""
    face_px = sitting.face_height_mm / FRAME_HEIGHT_MM * sitting.height_px
    px_per_mm = face_px / (CHIN_MM - CROWN_MM)
    x, y = sitting.width_px * sitting.face_from_left, sitting.height_px * sitting.eyes_from_top
    tilt = np.deg2rad(sitting.tilt_degrees)
    centre = (
        x + float(np.sin(tilt)) * _NECK_MM * px_per_mm,
        y + float(1.0 - np.cos(tilt)) * _NECK_MM * px_per_mm,
    )
    return make_plate(sitting.width_px, sitting.height_px, px_per_mm, centre, sitting.tilt_degrees)


def empty_room(sitting: Sitting) -> Field:
    """The background alone."""
    plate = plate_of(sitting)
    picture = np.empty((*plate.shape, 3), np.float32)
    picture[:] = linear(sitting.background)
    for paint in sitting.backdrop:
        picture = paint(plate, picture)
    return picture


def portray(sitting: Sitting, behind: Field | None = None) -> Field:
    """The light that the lens collects, (height, width, 3), linear, 1 is white paper.

    ``behind``: what is already there, such as another person; the sitting's background otherwise.
    """
    rng = np.random.default_rng(sitting.person.seed)
    plate, person, light = plate_of(sitting), sitting.person, sitting.light
    body = plate_of(replace(sitting, tilt_degrees=sitting.shoulder_slope_degrees))
    picture = empty_room(sitting) if behind is None else behind.copy()
    picture = paint_back_hair(plate, picture, person, rng)
    picture = paint_neck(body, picture, person, light, rng)
    picture = paint_clothes(body, picture, person, light, rng)
    picture = paint_ears(plate, picture, person, light, rng)
    face_part, place = part_of(plate, _HEAD_BOX_MM)
    picture[place] = _paint_face(face_part, picture[place], sitting, rng)
    picture = paint_hair(plate, picture, person, rng)
    for paint in sitting.touches:
        picture = paint(plate, picture)
    return turned(plate, picture, sitting)


def turned(plate: Plate, picture: Field, sitting: Sitting) -> Field:
    """The head turned about its vertical axis: what lies nearer to the camera moves further."""
    if sitting.turn_degrees == 0.0:
        return picture
    relief = head_relief(plate, sitting.person, sitting.expression)
    dome = 70.0 * np.clip(1.0 - (0.90 * relief.reach) ** 2, 0.0, 1.0) + 0.6 * relief.features_mm
    shift = np.sin(np.deg2rad(sitting.turn_degrees)) * dome * plate.px_per_mm
    shift = blurred(np.asarray(shift, np.float32), 1.0 * plate.px_per_mm)
    height, width = plate.shape
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    source = columns.copy()
    for _ in range(8):
        source = columns - cv2.remap(shift, source, rows, cv2.INTER_LINEAR)
    moved = cv2.remap(picture, source, rows, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(np.clip(moved, 0.0, None), np.float32)


def _paint_face(plate: Plate, picture: Field, sitting: Sitting, rng: np.random.Generator) -> Field:
    person, expression, light = sitting.person, sitting.expression, sitting.light
    relief = head_relief(plate, person, expression)
    shade = diffuse(relief.depth_mm, plate, light)
    face = lit_skin(plate, person, relief.depth_mm, light, rng)
    face = paint_nostrils(plate, face, person)
    face = paint_mouth(plate, face, shade, relief.depth_mm, person, expression, light, rng)
    face = paint_eyes(plate, face, shade, person, expression, rng)
    face = paint_brows(plate, face, person, rng)
    face = face * (1.0 - shadow_of_hair(plate, person))[..., None]
    return over(picture, face, relief.inside)
