"""Sharpness, resolution, compression, recapture, alteration and date, as the policy judges them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from checks.catalogue import texts_for
from checks.facts import Stopwatch
from checks.finding import Judgement, Outcome
from checks.photo_facts import PhotoFacts
from checks.policies import PolicyRule, load_policy
from checks.registry import registered_checks
from models.alteration import FlatBackground
from models.compression import Compression
from models.estimate import Estimate
from models.face_census import FaceCensus, Sighting
from models.image import decode_image
from models.recapture import Recapture
from models.resolution import Resolution
from models.sharpness import Blur
from service.evaluation.split import split_of
from tests.conftest import decoded, facts_of
from tests.drawn_detail import Rgb, blurred, drawn_eyes, enlarged, moved, saved_as_jpeg

RULES = (
    "photo.sharpness",
    "photo.resolution",
    "photo.compression",
    "photo.recapture",
    "photo.unaltered",
)
TODAY = dt.date(2026, 11, 22)


@cache
def shipped(rule: str) -> PolicyRule:
    return load_policy("pr-card").rules[rule]


def judged(photo: PhotoFacts, rule: str) -> Judgement:
    judgement = registered_checks()[rule].function(photo, shipped(rule).parameters)
    assert judgement.reason in registered_checks()[rule].reasons
    for text in texts_for(rule, judgement, {}):
        assert "{" not in text.en + text.fr
    return judgement


def photo_with(facts: Mapping[str, Any]) -> PhotoFacts:
    """A photo of drawn eyes of which some facts are already known."""
    picture, face = drawn_eyes(200)
    photo = facts_of(picture)
    photo.__dict__.update({"face_census": FaceCensus((Sighting(face.box, 1.0, face),)), **facts})
    return photo


def blur(width: float, widest: float, ratio: float = 1.2, spread: float = 0.1) -> Blur:
    return Blur(
        Estimate.within(width, spread), Estimate.within(widest, spread), ratio, 0.0, (0, 0, 9, 9)
    )


@pytest.mark.parametrize(
    ("measured", "outcome", "reason"),
    [
        (blur(0.6, 0.7), Outcome.PASS, "sharp"),
        (blur(1.15, 1.2), Outcome.UNSURE, "soft"),
        (blur(2.0, 2.1), Outcome.FAIL, "out-of-focus"),
        (blur(0.9, 2.4, ratio=3.0), Outcome.FAIL, "motion"),
        (blur(2.0, 2.1, spread=1.2), Outcome.UNSURE, "soft"),
        (None, Outcome.UNSURE, "no-contours"),
    ],
)
def test_sharpness(measured: Blur | None, outcome: Outcome, reason: str) -> None:
    judgement = judged(photo_with({"blur": measured}), "photo.sharpness")
    assert (judgement.outcome, judgement.reason) == (outcome, reason)


@pytest.mark.parametrize(
    ("measured", "outcome", "reason"),
    [
        (Resolution(216, 210, 0.05, 9), Outcome.PASS, "enough"),
        (Resolution(80, 80, 0.05, 9), Outcome.UNSURE, "perhaps-few-pixels"),
        (Resolution(40, 40, 0.05, 9), Outcome.FAIL, "few-pixels"),
        (Resolution(216, 60, 0.05, 9), Outcome.UNSURE, "perhaps-little-detail"),
        (Resolution(216, 40, 0.05, 9), Outcome.FAIL, "little-detail"),
        (Resolution(216, 210, 0.3, 9), Outcome.UNSURE, "perhaps-blocks"),
        (Resolution(216, 210, 0.9, 9), Outcome.FAIL, "blocks"),
    ],
)
def test_resolution(measured: Resolution, outcome: Outcome, reason: str) -> None:
    judgement = judged(photo_with({"resolution": measured}), "photo.resolution")
    assert (judgement.outcome, judgement.reason) == (outcome, reason)


@pytest.mark.parametrize(
    ("measured", "outcome", "reason"),
    [
        (Compression(None, None, (0, 0)), Outcome.PASS, "light"),
        (Compression(75, 95, (0, 0)), Outcome.PASS, "light"),
        (Compression(50, 95, (0, 0)), Outcome.UNSURE, "noticeable"),
        (Compression(20, 20, (0, 0)), Outcome.FAIL, "heavy"),
        (Compression(None, 20, (0, 0)), Outcome.FAIL, "heavy"),
        (Compression(20, 95, (3, 5)), Outcome.FAIL, "heavy-before"),
        (Compression(20, None, (3, 5)), Outcome.FAIL, "heavy-before"),
    ],
)
def test_compression(measured: Compression, outcome: Outcome, reason: str) -> None:
    judgement = judged(photo_with({"compression": measured}), "photo.compression")
    assert (judgement.outcome, judgement.reason) == (outcome, reason)


@pytest.mark.parametrize(
    ("peak", "outcome", "reason"),
    [(2.2, Outcome.PASS, "no-pattern"), (6.0, Outcome.UNSURE, "pattern")],
)
def test_recapture_never_fails(peak: float, outcome: Outcome, reason: str) -> None:
    judgement = judged(photo_with({"recapture": Recapture(peak, 4.8, 30)}), "photo.recapture")
    assert (judgement.outcome, judgement.reason) == (outcome, reason)


WHITE = FlatBackground(0.99, (255, 255, 255))
POOR = Compression(20, 20, (0, 0))
UNTOUCHED: dict[str, Any] = {
    "blur": blur(0.6, 0.6),
    "compression": Compression(None, None, (0, 0)),
    "skin_texture": 0.12,
    "flat_background": FlatBackground(0.05, (240, 241, 240)),
}


@pytest.mark.parametrize(
    ("facts", "outcome", "reason"),
    [
        ({}, Outcome.PASS, "no-sign"),
        ({"flat_background": None}, Outcome.PASS, "no-sign"),
        ({"flat_background": WHITE}, Outcome.UNSURE, "flat-background"),
        ({"flat_background": WHITE, "compression": POOR}, Outcome.PASS, "no-sign"),
        ({"skin_texture": 0.02}, Outcome.UNSURE, "smooth-skin"),
        # Soft pictures show no skin texture, compression flattens skin and walls
        ({"skin_texture": 0.02, "blur": blur(1.5, 1.5)}, Outcome.PASS, "no-sign"),
        ({"skin_texture": 0.02, "compression": POOR}, Outcome.PASS, "no-sign"),
    ],
)
def test_alteration_never_fails(
    astronaut: Rgb, facts: dict[str, Any], outcome: Outcome, reason: str
) -> None:
    photo = facts_of(np.asarray(np.kron(astronaut, np.ones((2, 2, 1), np.uint8)), np.uint8))
    photo.__dict__.update(UNTOUCHED | facts)
    judgement = judged(photo, "photo.unaltered")
    assert (judgement.outcome, judgement.reason) == (outcome, reason)


@pytest.mark.parametrize(
    ("software", "outcome", "reason"),
    [
        ("FaceApp 4.2", Outcome.UNSURE, "retouching-software"),
        ("Adobe Photoshop CS3 Macintosh", Outcome.PASS, "edited-file"),
        ("Nikon Ver.1.01", Outcome.PASS, "no-sign"),
    ],
)
def test_only_programs_that_retouch_are_a_sign(
    astronaut: Rgb, software: str, outcome: Outcome, reason: str
) -> None:
    photo = with_exif(astronaut, {"Software": software})
    photo.__dict__.update(UNTOUCHED)
    judgement = judged(photo, "photo.unaltered")
    assert (judgement.outcome, judgement.reason) == (outcome, reason)


def with_exif(rgb: Rgb, exif: Mapping[str, str]) -> PhotoFacts:
    image = dataclasses.replace(decoded(rgb), exif=exif)
    return PhotoFacts(image, load_policy("pr-card").photo_frame, TODAY, Stopwatch())


@pytest.mark.parametrize(
    ("stated", "outcome", "reason"),
    [
        ("2026:10:01 09:30:00", Outcome.PASS, "recent"),
        ("2026:05:22 09:30:00", Outcome.PASS, "recent"),
        ("2026:05:21 09:30:00", Outcome.FAIL, "too-old"),
        ("2027:01:05 09:30:00", Outcome.UNSURE, "future"),
        ("2000:01:01 00:00:00", Outcome.UNSURE, "unset-clock"),
        ("0001:01:01 00:00:00", Outcome.UNSURE, "unset-clock"),
        ("", Outcome.MANUAL, "no-date"),
    ],
)
def test_the_date_of_the_camera(stated: str, outcome: Outcome, reason: str) -> None:
    photo = with_exif(drawn_eyes(40)[0], {"DateTimeOriginal": stated})
    judgement = judged(photo, "photo.recent")
    assert (judgement.outcome, judgement.reason) == (outcome, reason)


def test_a_photo_without_date_asks_for_no_review() -> None:
    assert shipped("photo.recent").expected_manual


@pytest.fixture(scope="module")
def held_out_portraits(corpus: Path) -> list[Rgb]:
    """Neutral studio portraits of unseen people, one of each group."""
    found: dict[str, Path] = {}
    for line in (corpus / "photo" / "labels.jsonl").read_text("utf-8").splitlines():
        label = json.loads(line)
        group = (label["truth"].get("group") or {}).get("eth")
        if "frontal_neutral" in label["file"] and group and split_of(label["file"]) == "held-out":
            found.setdefault(group, corpus / "photo" / label["file"])
    assert len(found) >= 3
    return [decode_image(path.read_bytes()).rgb for path in found.values()]


def test_studio_portraits_of_every_group_pass(held_out_portraits: list[Rgb]) -> None:
    for picture in held_out_portraits:
        photo = facts_of(picture)
        for rule in RULES:
            assert judged(photo, rule).outcome is Outcome.PASS, rule


def dotted(rgb: Rgb) -> Rgb:
    rows, columns = np.mgrid[: rgb.shape[0], : rgb.shape[1]]
    dots: npt.NDArray[np.float64] = np.cos(1.1 * columns + 0.7 * rows) * np.cos(
        1.1 * rows - 0.7 * columns
    )
    return np.asarray(np.clip(rgb + 10 * dots[..., None], 0, 255), np.uint8)


@pytest.mark.parametrize(
    ("fault", "rule", "outcome"),
    [
        (lambda rgb: blurred(rgb, 5), "photo.sharpness", Outcome.FAIL),
        (lambda rgb: moved(rgb, 26, 20), "photo.sharpness", Outcome.FAIL),
        (lambda rgb: enlarged(rgb, 8), "photo.resolution", Outcome.FAIL),
        (lambda rgb: saved_as_jpeg(rgb, 15)[0], "photo.compression", Outcome.FAIL),
        (dotted, "photo.recapture", Outcome.UNSURE),
    ],
)
def test_clear_faults_are_found_in_every_group(
    held_out_portraits: list[Rgb], fault: Any, rule: str, outcome: Outcome
) -> None:
    for picture in held_out_portraits:
        assert judged(facts_of(fault(picture)), rule).outcome is outcome
