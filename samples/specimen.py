"""What a specimen is: its file, how it is made, and what docscreen must find in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from samples.camera import Rgb, jpeg, record
from samples.painting import Field
from samples.portrait import Sitting, plate_of, portray
from samples.relief import CHIN_MM, CROWN_MM, PUPIL_MM

Process = Callable[[Rgb], Rgb]

#: Every rule that a compliant photo passes.
COMPLIANT = (
    "file.type",
    "file.size",
    "file.readable",
    "file.pages",
    "photo.dimensions",
    "photo.face-count",
    "photo.face-height",
    "photo.centred",
    "photo.pose",
    "photo.eyes-open",
    "photo.eyes-visible",
    "photo.expression",
    "photo.mouth-closed",
    "photo.sharpness",
    "photo.resolution",
    "photo.compression",
    "photo.exposure",
    "photo.lighting-uniform",
    "photo.glare",
    "photo.background-plain",
    "photo.background-white",
    "photo.background-shadow",
    "photo.background-separation",
    "photo.skin-tone",
    "photo.shoulders",
    "photo.head-covering",
    "photo.occlusion",
    "photo.red-eye",
    "photo.unaltered",
    "photo.recapture",
)


EYES = ("photo.eyes-open", "photo.eyes-visible", "photo.occlusion")
BACKGROUND = (
    "photo.background-plain",
    "photo.background-white",
    "photo.background-shadow",
    "photo.background-separation",
)
DETAIL = (
    "photo.sharpness",
    "photo.resolution",
    "photo.compression",
    "photo.unaltered",
    "photo.recapture",
    "photo.head-covering",
)


@dataclass(frozen=True, slots=True)
class Specimen:
    """A file to screen. ``expect``: rule to outcome under ``policy``, only where it is certain.

    ``kind``: what the file is a specimen of; ``declared``: as what it is sent, by default its kind.
    """

    file: str
    category: str
    make: Callable[[], bytes]
    truth: Mapping[str, Any]
    expect: Mapping[str, str] = field(default_factory=dict)
    kind: str = "photo"
    policy: str = "pr-card"
    declared: str = ""

    @property
    def declared_kind(self) -> str:
        """The kind that the sender declares."""
        return self.declared or self.kind

    def label(self) -> dict[str, Any]:
        """The specimen's line of labels.jsonl."""
        return {
            "file": self.file,
            "kind": self.kind,
            **({"declared": self.declared} if self.declared else {}),
            "policy": self.policy,
            "licence": "Apache-2.0",
            "source": "computed by samples.generate",
            "truth": {"category": self.category, **self.truth, "expect": dict(self.expect)},
        }


@lru_cache(maxsize=4)
def _light_of(sitting: Sitting) -> Field:
    return portray(sitting)


def photo_of(sitting: Sitting, processes: tuple[Process, ...] = ()) -> Rgb:
    """The recorded photo of a sitting, after what happened to it later."""
    rgb = record(_light_of(sitting), sitting.person.seed, exposure=sitting.light.exposure)
    for process in processes:
        rgb = process(rgb)
    return rgb


def compliant(file: str, sitting: Sitting, processes: tuple[Process, ...] = ()) -> Specimen:
    """A photo that every rule accepts."""
    expect = {rule: "pass" for rule in COMPLIANT}
    return Specimen(
        file, "compliant", lambda: jpeg(photo_of(sitting, processes)), _truth(sitting), expect
    )


def faulty(
    file: str,
    rule: str,
    sitting: Sitting,
    processes: tuple[Process, ...] = (),
    *,
    spoils: tuple[str, ...] = (),
    outcome: str = "fail",
    quality: int = 75,
    taken: dt.datetime | None = None,
) -> Specimen:
    """A photo with one fault. ``spoils``: other rules that the fault may touch as well."""
    expect = {other: "pass" for other in COMPLIANT if other not in spoils} | {rule: outcome}
    category = rule.removeprefix("photo.")
    return Specimen(
        file,
        category,
        lambda: jpeg(photo_of(sitting, processes), quality, taken),
        {} if processes or sitting.turn_degrees else _truth(sitting),
        expect,
    )


def _truth(sitting: Sitting) -> dict[str, Any]:
    """Where eyes, chin and crown are, in pixels."""
    plate = plate_of(sitting)
    points = plate.to_px([(-PUPIL_MM, 0.2), (PUPIL_MM, 0.2), (0.0, CHIN_MM), (0.0, CROWN_MM)])
    left, right, chin, crown = ([round(float(value), 1) for value in point] for point in points)
    return {
        "faces": 1,
        "eyes": [left, right],
        "chin": chin,
        "crown_approx": crown,
        "expression": "smiling" if sitting.expression.smile > 0 else "neutral",
    }
