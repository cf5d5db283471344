"""Changes of a photo whose effect on every measurement is known beforehand."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from checks.file_facts import Upload
from checks.finding import Finding, Outcome
from checks.policies import load_policy
from checks.report import Engine
from checks.screening import Occasion, Screening, screen

Rgb = npt.NDArray[np.uint8]
SPECIMENS = Path(__file__).resolve().parent.parent / "samples" / "specimens"
OCCASION = Occasion("m-1", dt.datetime(2026, 11, 22, tzinfo=dt.UTC), Engine("1", {}))
#: Findings that name a side of the picture or of the person, and their mirror images.
MIRRORED = {"left": "right", "right": "left"}


def screened(rgb: Rgb, quality: int = 95) -> Screening:
    target = io.BytesIO()
    Image.fromarray(rgb).save(target, "JPEG", quality=quality)
    return screen(Upload(target.getvalue(), "p.jpg", "photo"), load_policy("pr-card"), OCCASION)


def findings(rgb: Rgb, quality: int = 95) -> dict[str, Finding]:
    return {finding.rule: finding for finding in screened(rgb, quality).report.findings}


@pytest.fixture(scope="module")
def specimen() -> Rgb:
    with Image.open(SPECIMENS / "portrait.jpg") as photo:
        return np.asarray(photo.convert("RGB"), np.uint8)


@pytest.fixture(scope="module", params=["specimen", "astronaut"])
def photo(request: pytest.FixtureRequest, specimen: Rgb, astronaut: Rgb) -> Rgb:
    return specimen if request.param == "specimen" else astronaut


def height_mm(rgb: Rgb) -> float:
    sheet = screened(rgb).report.facts["photo"]
    return float(sheet["face_height_mm"]["value"])


@pytest.mark.parametrize("factor", [0.75, 1.4])
def test_pixels_do_not_change_millimetres(photo: Rgb, factor: float) -> None:
    resized = cv2.resize(photo, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    assert height_mm(np.asarray(resized, np.uint8)) == pytest.approx(height_mm(photo), abs=0.8)


def test_a_wider_frame_makes_the_face_smaller(specimen: Rgb) -> None:
    border = np.median(specimen[:40], axis=(0, 1)).astype(int).tolist()
    framed = cv2.copyMakeBorder(specimen, 140, 140, 100, 100, cv2.BORDER_CONSTANT, value=border)
    expected = height_mm(specimen) * 1400 / 1680
    assert height_mm(np.asarray(framed, np.uint8)) == pytest.approx(expected, abs=0.8)


def test_a_mirror_swaps_sides(specimen: Rgb) -> None:
    moved = np.roll(specimen, 170, axis=1)
    there = findings(moved)["photo.centred"]
    mirrored = findings(np.ascontiguousarray(moved[:, ::-1]))["photo.centred"]
    assert there.outcome is Outcome.FAIL
    assert there.reason in MIRRORED
    assert mirrored.reason == MIRRORED[there.reason]


def test_a_mirror_changes_no_outcome(specimen: Rgb) -> None:
    straight = findings(specimen)
    mirrored = findings(np.ascontiguousarray(specimen[:, ::-1]))
    assert {r: f.outcome for r, f in straight.items()} == {
        r: f.outcome for r, f in mirrored.items()
    }


def test_black_and_white_adds_no_fault(photo: Rgb) -> None:
    grey = cv2.cvtColor(cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    in_colour, without = findings(photo), findings(np.asarray(grey, np.uint8))
    failed = {rule for rule, finding in without.items() if finding.outcome is Outcome.FAIL}
    assert failed <= {r for r, finding in in_colour.items() if finding.outcome is Outcome.FAIL}


def exposed(rgb: Rgb, stops: float) -> Rgb:
    """The photo with so many stops more light, clipped as a sensor clips."""
    light = (rgb.astype(np.float32) / 255.0) ** 2.2 * 2.0**stops
    return np.asarray(np.round(np.clip(light, 0.0, 1.0) ** (1 / 2.2) * 255.0), np.uint8)


def luminance(rgb: Rgb) -> float:
    facts = screened(rgb).photo
    assert facts is not None
    return facts.exposure.skin_luminance


def test_less_light_is_measured_as_less(photo: Rgb) -> None:
    measured = [luminance(exposed(photo, stops)) for stops in (-3.0, -2.0, -1.0, 0.0)]
    assert measured == sorted(measured)
    assert measured[2] == pytest.approx(measured[3] / 2.0, rel=0.25)


def test_too_little_and_too_much_light_fail(specimen: Rgb) -> None:
    assert findings(exposed(specimen, -4.0))["photo.exposure"].outcome is Outcome.FAIL
    assert findings(exposed(specimen, 2.0))["photo.exposure"].outcome is Outcome.FAIL


def sharpness(rgb: Rgb) -> float:
    measured = findings(rgb)["photo.sharpness"].measured
    assert measured is not None
    return float(measured.value)


def test_blur_is_measured_in_its_order(photo: Rgb) -> None:
    height = photo.shape[0]
    blurs = [cv2.GaussianBlur(photo, (0, 0), share * height) for share in (0.002, 0.005, 0.01)]
    values = [sharpness(np.asarray(blur, np.uint8)) for blur in (photo, *blurs)]
    assert values in (sorted(values), sorted(values, reverse=True))
    assert values[0] != values[-1]


def test_more_compression_never_looks_better(specimen: Rgb) -> None:
    order = (Outcome.PASS, Outcome.UNSURE, Outcome.FAIL)
    outcomes = [
        findings(specimen, quality)["photo.compression"].outcome for quality in (90, 40, 15, 5)
    ]
    ranks = [order.index(outcome) for outcome in outcomes]
    assert ranks == sorted(ranks)
    assert ranks[0] == 0
    assert ranks[-1] == 2


def test_lossless_storage_changes_nothing(specimen: Rgb) -> None:
    def stored(form: str) -> dict[str, Outcome]:
        target = io.BytesIO()
        Image.fromarray(specimen).save(target, form, lossless=True)
        upload = Upload(target.getvalue(), f"photo.{form.lower()}", "photo")
        report = screen(upload, load_policy("pr-card"), OCCASION).report
        return {f.rule: f.outcome for f in report.findings if f.rule.startswith("photo.")}

    assert stored("PNG") == stored("WEBP") == stored("TIFF")


def test_screening_twice_finds_the_same(photo: Rgb) -> None:
    first, second = screened(photo).report.as_json(), screened(photo).report.as_json()
    assert first["findings"] == second["findings"]
    assert first["facts"] == second["facts"]
