"""One picture of a computed document with one fault, and its machine-readable zone as read."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from models.mrz.reading import ZoneReader
from models.mrz.zone_reading import ZoneReading
from samples.identity import Kind, identity_document
from samples.identity_camera import CameraLook, photographed
from samples.identity_mrz import Mrz
from service.evaluation.identity_zones import (
    VALUES,
    WITHHELD,
    Zone,
    labelled_zone,
    right_lines,
    unmarked_values,
    wrong_values,
)

KINDS: tuple[Kind, ...] = (
    "passport", "id-card", "visa-a", "pr-card", "td2-card", "travel-document", "visa-b",
    "french-card", "passport-spread", "visa-a-page",
)  # fmt: skip
#: Drawing a document takes as long as taking and reading a picture of it.
LOOKS_OF_A_DOCUMENT = 8
STRENGTHS = (0.2, 0.4, 0.6, 0.8, 1.0)
CLEAN = "none"
_PX_PER_MM, _LEAST_PX_PER_MM = 10.0, 2.0
_LARGEST_TURN_DEG = 45.0
_WORST_QUALITY, _QUALITY = 8, 90

#: Without a factor in common with the number of pairs: a short run has faults of every kind.
_STRIDE = 29

Fault = Callable[[CameraLook, float, float], CameraLook]
#: Name -> the look with the fault in a strength of 0 to 1; the last argument is a random angle.
FAULTS: dict[str, Fault] = {
    "tilt": lambda look, s, a: dataclasses.replace(look, tilt=s, tilt_axis_deg=a),
    "turn (1: 45 degrees)": lambda look, s, a: dataclasses.replace(
        look, turn_deg=_LARGEST_TURN_DEG * s * (1 if a < 180 else -1)
    ),
    "glare on the zone": lambda look, s, _: dataclasses.replace(look, glare=s, glare_on="mrz"),
    "shadow": lambda look, s, _: dataclasses.replace(look, shadow=s),
    "defocus": lambda look, s, _: dataclasses.replace(look, defocus=s),
    "motion": lambda look, s, a: dataclasses.replace(look, motion=s, motion_deg=a),
    "noise": lambda look, s, _: dataclasses.replace(look, noise=s),
    "low light": lambda look, s, _: dataclasses.replace(look, low_light=s),
    "colour of light": lambda look, s, a: dataclasses.replace(look, cast=s if a < 180 else -s),
    "few pixels (1: 2 a mm)": lambda look, s, _: dataclasses.replace(
        look, px_per_mm=_PX_PER_MM * (_LEAST_PX_PER_MM / _PX_PER_MM) ** s
    ),
    "compression (1: quality 8)": lambda look, s, _: dataclasses.replace(
        look, jpeg_quality=round(_QUALITY + (_WORST_QUALITY - _QUALITY) * s)
    ),
    "clutter": lambda look, s, _: dataclasses.replace(look, clutter=s, margin=0.3),
    "finger on the zone": lambda look, s, _: dataclasses.replace(look, finger=s, finger_on="mrz"),
    "cut off": lambda look, s, _: dataclasses.replace(look, cut_off=s),
}
#: Faults that take characters away: nothing can read these, and nothing may guess them.
HIDING = frozenset({"finger on the zone", "cut off"})
PAIRS = ((CLEAN, 0.0), *((fault, strength) for fault in FAULTS for strength in STRENGTHS))


@dataclass(frozen=True, slots=True)
class Reading:
    """One picture of a zone as read.

    ``found``: whether there was a zone at all; ``wrong``: values and names read otherwise than
    printed, where one was found; ``unmarked``: those of which the reading does not say so;
    ``doubtful``: check digits that prove nothing certain; ``is_green``: every check digit holds as
    read; ``cpu_ms``: processor time, which other work on the machine does not lengthen.
    """

    number: int
    kind: str
    format: str
    fault: str
    strength: float
    lines: int
    right_lines: int
    found: bool
    is_green: bool
    wrong: tuple[str, ...]
    unmarked: tuple[str, ...]
    doubtful: tuple[str, ...]
    cpu_ms: float

    @property
    def is_exact(self) -> bool:
        """Every character of every line is right."""
        return self.right_lines == self.lines

    @property
    def is_wrong_though_green(self) -> bool:
        """Every check digit holds, yet a value is wrong; names have no check digit."""
        return self.is_green and any(name in VALUES for name in self.wrong)

    @property
    def is_proved(self) -> bool:
        """Every check digit holds and none of them is unproved: the report shows all green."""
        return self.is_green and not self.doubtful

    @property
    def is_wrong_as_reported(self) -> bool:
        """A wrong value stands in the report: doubtful ones without a digit are left out of it."""
        stated = (name for name in self.wrong if name not in WITHHELD or name in self.unmarked)
        return any(name in VALUES for name in stated)

    @property
    def is_believed_though_wrong(self) -> bool:
        """What must never be: every check digit holds, nothing marks the value, and it is wrong."""
        return self.is_green and any(name in VALUES for name in self.unmarked)


def read_document(numbers: tuple[int, ...]) -> list[Reading]:
    """The readings of one document; all numbers belong to it."""
    index = numbers[0] // LOOKS_OF_A_DOCUMENT
    kind = KINDS[index % len(KINDS)]
    flat = next(side for side in identity_document(index, kind) if side.mrz is not None)
    assert flat.mrz is not None
    labelled = _labelled(flat.mrz)
    readings = []
    for number in numbers:
        fault, strength = PAIRS[number * _STRIDE % len(PAIRS)]
        rgb = photographed(flat, look_of(number, fault, strength), number).rgb
        started = time.process_time()
        zones = ZoneReader(rgb).zones()
        cpu_ms = (time.process_time() - started) * 1000
        found = _found(zones[0]) if zones else None
        readings.append(
            Reading(
                number, kind, labelled.format, fault, strength, len(labelled.lines),
                right_lines(labelled, found), found is not None,
                found is not None and not found.failing,
                wrong_values(labelled, found) if found else (),
                unmarked_values(labelled, found) if found else (),
                tuple(sorted(zones[0].proof.doubtful)) if zones else (), cpu_ms,
            )
        )  # fmt: skip
    return readings


def look_of(number: int, fault: str, strength: float) -> CameraLook:
    """A good snapshot with one fault."""
    rng = np.random.default_rng([91, number])
    look = CameraLook(
        px_per_mm=_PX_PER_MM,
        turn_deg=float(rng.normal(0, 1.0)),
        margin=float(rng.uniform(0.04, 0.15)),
        noise=0.05,
        jpeg_quality=_QUALITY,
    )
    angle = float(rng.uniform(0, 360))
    return look if fault == CLEAN else FAULTS[fault](look, strength, angle)


def _labelled(mrz: Mrz) -> Zone:
    zone = labelled_zone({"mrz": list(mrz.lines), "mrz_format": mrz.format})
    assert zone is not None
    return zone


def _found(reading: ZoneReading) -> Zone:
    failing = frozenset(name for name, state in reading.proof.checks.items() if state == "fail")
    return Zone(reading.layout.name, reading.lines, failing, bool(failing), reading.doubtful)
