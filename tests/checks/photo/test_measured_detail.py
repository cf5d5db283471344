"""Numbers of detail, traces and date that decided, with limits that no policy has."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest

from checks.finding import Measured, Outcome, Required
from checks.limits import Ceiling, Floor, Range
from checks.photo.alteration import AlterationRule, alteration
from checks.photo.compression import CompressionRule, compression
from checks.photo.recapture import RecaptureRule, recapture
from checks.photo.recency import RecencyRule, recency
from checks.photo.resolution import ResolutionRule, resolution
from checks.photo.sharpness import SharpnessRule, sharpness
from models.alteration import FlatBackground, Stretch
from models.compression import Compression
from models.estimate import Estimate
from models.head_pose import HeadPose
from models.recapture import Recapture
from models.resolution import Resolution
from models.sharpness import Blur
from tests.stated import FACE, stated

FAIL, UNSURE, PASS = Outcome.FAIL, Outcome.UNSURE, Outcome.PASS


def blur(width: float, widest: float, ratio: float = 1.2, spread: float = 0.1) -> Blur:
    return Blur(
        Estimate.within(width, 0.1), Estimate.within(widest, spread), ratio, 0.0, (0, 0, 9, 9)
    )


@pytest.mark.parametrize(
    ("measured", "expected"),
    [
        (blur(0.6, 0.7), (PASS, "sharp", 0.7)),
        (blur(1.15, 1.25), (UNSURE, "soft", 1.25)),
        (blur(2.0, 2.1), (FAIL, "out-of-focus", 2.1)),
        (blur(0.9, 2.4, ratio=3.0), (FAIL, "motion", 2.4)),
        # The direction of a movement is too unsure; the blur all over decides
        (blur(1.5, 1.9, ratio=3.0, spread=1.0), (FAIL, "out-of-focus", 1.5)),
    ],
)
def test_sharpness(measured: Blur, expected: tuple[Any, ...]) -> None:
    found = stated(sharpness, SharpnessRule(1.2, 1.8), blur=measured)
    assert (found[0], found[1], found[3]) == expected
    assert (found[2], *found[4:]) == ("% of the inter-eye distance", None, 1.2)


RESOLUTION = ResolutionRule(Floor(60, 90), Floor(52, 65), 0.6, Ceiling(0.2, 0.5))


@pytest.mark.parametrize(
    ("measured", "expected"),
    [
        (Resolution(216, 210, 0.05, 9), (PASS, "enough", "px between the eyes", 216, 90, None)),
        (
            Resolution(89.7, 89, 0.05, 9),
            (UNSURE, "perhaps-few-pixels", "px between the eyes", 89.7, 90, None),
        ),
        (Resolution(40, 40, 0.05, 9), (FAIL, "few-pixels", "px between the eyes", 40, 60, None)),
        (
            Resolution(216, 60, 0.05, 9),
            (UNSURE, "perhaps-little-detail", "px of detail between the eyes", 60, 65, None),
        ),
        (
            Resolution(216, 40, 0.05, 9),
            (FAIL, "little-detail", "px of detail between the eyes", 40, 52, None),
        ),
        (
            Resolution(216, 210, 0.3, 9),
            (UNSURE, "perhaps-blocks", "block contrast", 0.3, None, 0.2),
        ),
        (Resolution(80, 80, 0.9, 9), (FAIL, "blocks", "block contrast", 0.9, None, 0.5)),
    ],
)
def test_resolution(measured: Resolution, expected: tuple[Any, ...]) -> None:
    assert stated(resolution, RESOLUTION, resolution=measured) == expected


@pytest.mark.parametrize(
    ("quality", "expected"),
    [
        (75, (PASS, "light", "JPEG quality", 75, 60, None)),
        (59.7, (UNSURE, "noticeable", "JPEG quality", 59.7, 60, None)),
        (20, (FAIL, "heavy", "JPEG quality", 20, 36, None)),
    ],
)
def test_compression(quality: float, expected: tuple[Any, ...]) -> None:
    facts = {"compression": Compression(quality, quality, (0, 0))}
    assert stated(compression, CompressionRule(Floor(36, 60)), **facts) == expected


@pytest.mark.parametrize(
    ("peak", "expected"),
    [
        (2.2, (PASS, "no-pattern", "ln power", 2.2, None, 3)),
        (6.0, (UNSURE, "pattern", "ln power", 6, None, 3)),
    ],
)
def test_recapture(peak: float, expected: tuple[Any, ...]) -> None:
    found = stated(recapture, RecaptureRule(3), recapture=Recapture(peak, 4.8, 30))
    assert found == expected


ALTERATION = AlterationRule(
    flat_background_share=0.85,
    stretch=Range(0.93, 1.07),
    skin_texture=0.035,
    skin_texture_inter_eye_px=75,
    skin_texture_blur=1.0,
    readable_quality=60,
    frontal_deg=15,
    retouching_software=("FaceApp",),
    editing_software=("GIMP",),
)
UNTOUCHED: dict[str, Any] = {
    "image": SimpleNamespace(exif={}),
    "head_pose": HeadPose(*(Estimate.within(0, 1),) * 3),
    "stretch": Stretch(Estimate.within(1.0, 0.05)),
    "blur": blur(0.6, 0.6),
    "compression": Compression(None, None, (0, 0)),
    "skin_texture": 0.12,
    "flat_background": FlatBackground(0.05, (240, 241, 240)),
}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (
            {"stretch": Stretch(Estimate.within(1.2, 0.05)), "skin_texture": 0.02},
            (UNSURE, "stretched", "ratio", 1.2, 0.93, 1.07),
        ),
        ({"skin_texture": 0.02}, (UNSURE, "smooth-skin", "% of the eyes' detail", 2, 3.5, None)),
        (
            {"flat_background": FlatBackground(0.99, (255, 255, 255))},
            (UNSURE, "flat-background", "% of the background", 99, None, 85),
        ),
    ],
)
def test_alteration(facts: dict[str, Any], expected: tuple[Any, ...]) -> None:
    assert stated(alteration, ALTERATION, **UNTOUCHED | facts) == expected


@pytest.mark.parametrize(
    ("software", "reason", "measured"),
    [
        ("FaceApp 4.2", "retouching-software", Measured("FaceApp", "program")),
        ("GIMP 2.10", "edited-file", Measured("GIMP", "program")),
        ("Camera 1.0", "no-sign", Measured("none", "signs")),
    ],
)
def test_a_program_is_named(software: str, reason: str, measured: Measured) -> None:
    image = SimpleNamespace(exif={"Software": software})
    photo = SimpleNamespace(**UNTOUCHED | {"image": image, "face": FACE})
    judgement = alteration(photo, ALTERATION)
    assert (judgement.reason, judgement.measured) == (reason, measured)
    assert judgement.required is None


TODAY = dt.date(2026, 11, 22)
RECENCY = RecencyRule(6, (dt.date(2000, 1, 1),), dt.date(1995, 10, 1))


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        (dt.date(2026, 11, 23), (PASS, "recent", "months", round(-1 / 30, 6), None, 6)),
        (dt.date(2026, 8, 22), (PASS, "recent", "months", 3, None, 6)),
        (dt.date(2026, 5, 22), (PASS, "recent", "months", 6, None, 6)),
        (dt.date(2026, 5, 21), (FAIL, "too-old", "months", round(6 + 1 / 30, 6), None, 6)),
        (dt.date(2026, 11, 24), (UNSURE, "future", "days ahead", 2, None, 1)),
        (dt.date(9999, 12, 31), (UNSURE, "future", "days ahead", 2912117, None, 1)),
    ],
)
def test_recency(taken: dt.date, expected: tuple[Any, ...]) -> None:
    assert stated(recency, RECENCY, capture_date=taken, today=TODAY) == expected


@pytest.mark.parametrize(
    ("taken", "measured", "required"),
    [
        (dt.date(2000, 1, 1), Measured("2000-01-01", "date"), None),
        (dt.date(1, 1, 1), Measured("0001-01-01", "date"), None),
        (None, None, Required("months", max=6)),
    ],
)
def test_a_date_that_nobody_set_has_no_limit(
    taken: dt.date | None, measured: Measured | None, required: Required | None
) -> None:
    photo = SimpleNamespace(capture_date=taken, today=TODAY)
    judgement = recency(photo, RECENCY)
    assert (judgement.measured, judgement.required) == (measured, required)
