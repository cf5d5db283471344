"""The relief of the head: how far each point of it lies before the ears, in millimetres.

Proportions of the average adult (DIN 33402-2, ISO 7250-1): pupils 63 mm apart, 114 mm from pupils
to chin, 112 mm from pupils to crown, face 138 mm and mouth 50 mm wide.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import PchipInterpolator

from samples.painting import Field, Plate, bump, soft_step, twin_bumps
from samples.person import Expression, Person

PUPIL_MM = 31.5
CHIN_MM = 114.0
CROWN_MM = -112.0
MOUTH_MM = 74.0
NOSE_BASE_MM = 53.0
_HEAD_CENTRE_MM = 0.0
#: Half the outline of the head without hair, from chin to crown: (distance from midline, height).
_OUTLINE = (
    (0.0, 114.0),
    (13.0, 113.0),
    (26.0, 108.5),
    (38.0, 99.0),
    (49.0, 85.0),
    (56.5, 68.0),
    (61.5, 49.0),
    (65.5, 27.0),
    (68.5, 4.0),
    (70.5, -20.0),
    (71.5, -42.0),
    (68.5, -66.0),
    (58.0, -90.0),
    (40.0, -105.0),
    (20.0, -111.0),
    (0.0, -112.0),
)


@dataclass(frozen=True, slots=True)
class HeadRelief:
    """``depth_mm``: towards the camera; ``inside``: coverage of the head 0..1.

    ``features_mm``: the part of the depth that nose, brows, cheeks and mouth add.
    ``reach``: 0 in the middle of the face, 1 on its outline, beyond 1 outside.
    """

    depth_mm: Field
    inside: Field
    reach: Field
    features_mm: Field


def head_outline_radius(person: Person, angles: Field) -> Field:
    """Distance of the head's outline from its centre by angle: 0 is the chin, pi the crown."""
    points = np.asarray(_OUTLINE)
    widths = points[:, 0] * person.face_width
    jaw = np.clip((points[:, 1] - 20.0) / 60.0, 0.0, 1.0)
    widths *= 1.0 + (person.jaw_width - 1.0) * jaw
    heights = points[:, 1] - _HEAD_CENTRE_MM
    spline = PchipInterpolator(np.arctan2(widths, heights), np.hypot(widths, heights))
    return np.asarray(spline(angles), np.float32)


def head_relief(plate: Plate, person: Person, expression: Expression) -> HeadRelief:
    """The relief of a person's head with the face that the person makes."""
    down = _with_dropped_jaw(plate.down, expression)
    angles = np.arctan2(np.abs(plate.across), down - _HEAD_CENTRE_MM)
    radius = head_outline_radius(person, angles)
    reach = np.hypot(plate.across, down - _HEAD_CENTRE_MM) / radius
    inside = soft_step(0.5, -0.5, (reach - 1.0) * radius)
    dome = 74.0 * np.clip(1.0 - reach**2.5, 0.0, 1.0) ** 0.5
    features = _features(plate, person, expression) * np.clip(1.0 - reach**6, 0.0, 1.0)
    return HeadRelief(
        depth_mm=np.asarray(dome + features, np.float32),
        inside=inside,
        reach=np.asarray(reach, np.float32),
        features_mm=np.asarray(features, np.float32),
    )


def _with_dropped_jaw(down: Field, expression: Expression) -> Field:
    """Heights before the jaw dropped: everything below the mouth moved down."""
    moved = soft_step(MOUTH_MM - 10.0, MOUTH_MM + 14.0 + expression.jaw_drop_mm, down)
    return np.asarray(down - expression.jaw_drop_mm * moved, np.float32)


def _features(plate: Plate, person: Person, expression: Expression) -> Field:
    return (
        _nose(plate, person)
        + _brow_and_sockets(plate)
        + _cheeks(plate, expression)
        + _mouth_and_chin(plate, person, expression)
    )


def _nose(plate: Plate, person: Person) -> Field:
    """Bridge, tip and wings."""
    down, width = plate.down, person.nose_width
    ridge = PchipInterpolator(
        (-40.0, -26.0, -8.0, 8.0, 26.0, 40.0, 46.0, 52.0, 57.0, 70.0),
        (0.0, 1.5, 3.0, 8.0, 15.0, 21.0, 20.0, 11.0, 1.0, 0.0),
    )
    spread = PchipInterpolator((-40.0, -8.0, 10.0, 40.0, 60.0), (8.5, 5.2, 5.8, 7.2, 7.2))
    clipped = np.clip(down, -40.0, 60.0)
    lateral = plate.across / (np.asarray(spread(clipped), np.float32) * width)
    bridge = np.asarray(ridge(np.clip(down, -40.0, 70.0)), np.float32)
    body = bridge * np.exp(-0.5 * np.abs(lateral) ** 2.3)
    wings = 6.5 * twin_bumps(plate, (12.8 * width, 46.0), (3.8 * width, 4.3), 20.0)
    crease = -0.9 * twin_bumps(plate, (18.5 * width, 45.0), (1.6, 4.5), 18.0)
    tip = 2.5 * bump(plate, (0.0, 42.5), (5.5 * width, 5.0))
    return np.asarray(body + wings + crease + tip, np.float32)


def _brow_and_sockets(plate: Plate) -> Field:
    sockets = -6.5 * twin_bumps(plate, (27.0, -4.0), (13.0, 8.5), -6.0)
    inner = -3.0 * twin_bumps(plate, (15.0, -4.0), (4.5, 7.0))
    brow = 2.8 * twin_bumps(plate, (28.0, -20.0), (17.0, 5.5), -6.0)
    eyeballs = 4.8 * twin_bumps(plate, (PUPIL_MM, 0.0), (12.5, 8.5))
    bags = -0.7 * twin_bumps(plate, (29.0, 14.0), (11.0, 2.6), 10.0)
    forehead = 2.0 * bump(plate, (0.0, -50.0), (38.0, 18.0))
    temples = -3.0 * twin_bumps(plate, (62.0, -26.0), (9.0, 18.0))
    return np.asarray(sockets + inner + brow + eyeballs + bags + forehead + temples, np.float32)


def _cheeks(plate: Plate, expression: Expression) -> Field:
    lift = 5.0 * expression.smile
    bones = 4.0 * twin_bumps(plate, (45.0, 24.0 - lift), (15.0, 12.0), -20.0)
    apples = (1.5 + 4.5 * expression.smile) * twin_bumps(plate, (36.0, 36.0 - lift), (12.0, 11.0))
    hollows = -3.0 * twin_bumps(plate, (47.0, 62.0), (9.0, 17.0), -18.0)
    fold_depth = -(0.9 + 2.2 * expression.smile)
    spread_out = 3.5 * expression.smile
    folds = fold_depth * twin_bumps(plate, (26.5 + spread_out, 58.0), (1.6, 12.5), -24.0)
    return np.asarray(bones + apples + hollows + folds, np.float32)


def _mouth_and_chin(plate: Plate, person: Person, expression: Expression) -> Field:
    full, drop = person.lip_fullness, expression.jaw_drop_mm
    barrel = 5.0 * bump(plate, (0.0, 74.0), (24.0, 15.0))
    philtrum = -1.1 * bump(plate, (0.0, 61.0), (2.4, 5.5))
    columns = 0.6 * twin_bumps(plate, (4.6, 61.5), (1.8, 5.0))
    upper = 2.4 * full * bump(plate, (0.0, MOUTH_MM - 4.2), (17.0, 3.0))
    lower = 4.0 * full * bump(plate, (0.0, MOUTH_MM + 5.0 + drop), (14.0, 3.8))
    corners = -2.0 * twin_bumps(plate, (27.0, MOUTH_MM + 1.0), (3.0, 4.0))
    furrow = -3.6 * bump(plate, (0.0, MOUTH_MM + 15.5 + drop), (16.0, 4.0))
    chin = 5.0 * bump(plate, (0.0, 101.0 + drop), (13.0, 8.0))
    parts = barrel + philtrum + columns + upper + lower + corners + furrow + chin
    return np.asarray(parts, np.float32)
