"""Evidence pictures: what is measured is drawn, at any resolution, in both languages."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import numpy as np
import pytest
from PIL import Image

from checks.file_facts import Upload
from checks.policies import load_policy
from checks.report import Engine
from checks.screening import Occasion, Screening, screen
from service.evidence import draw_photo_evidence
from service.evidence.background_map import background_map
from service.evidence.style import font, wrapped
from service.words import Language
from tests.conftest import REPOSITORY, Rgb, facts_of
from tests.printed_sheet import A4_MM, GREY, Sheet
from tests.service.conftest import ID_COLUMNS, ID_ROWS


def screened(rgb: Rgb, policy: str = "pr-card") -> Screening:
    stream = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(rgb)).save(stream, "PNG")
    occasion = Occasion("test", dt.datetime(2026, 11, 22, tzinfo=dt.UTC), Engine("0", {}))
    return screen(Upload(stream.getvalue(), "a.png"), load_policy(policy), occasion)


def drawn(screening: Screening, language: Language) -> Image.Image:
    assert screening.photo is not None
    return draw_photo_evidence(screening.report.as_json(), screening.photo, language)


@pytest.fixture(scope="module")
def framed(astronaut: Rgb) -> Screening:
    """The public-domain portrait framed as an ID photo, screened."""
    return screened(astronaut[ID_ROWS, ID_COLUMNS])


def has_colour(picture: Image.Image, colour: tuple[int, int, int]) -> bool:
    pixels = np.asarray(picture, np.int16)
    return bool((np.abs(pixels - colour).max(axis=2) <= 3).any())


def test_the_photo_and_the_measures_are_drawn(framed: Screening) -> None:
    picture = drawn(framed, "en")
    assert picture.height >= 1100
    assert has_colour(picture, (21, 101, 192)), "no crown, chin and eye lines"


def test_languages_differ_in_words_alone(framed: Screening) -> None:
    english, french = drawn(framed, "en"), drawn(framed, "fr")
    assert english.width == french.width
    assert english.tobytes() != french.tobytes()


@pytest.mark.parametrize("factor", [0.6, 4.0])
def test_every_resolution_is_shown_at_one_size(astronaut: Rgb, factor: float) -> None:
    rows = astronaut[ID_ROWS, ID_COLUMNS]
    size = (round(rows.shape[1] * factor), round(rows.shape[0] * factor))
    picture = drawn(screened(np.asarray(Image.fromarray(rows).resize(size))), "en")
    assert abs(picture.width - 1538) <= 10


def test_a_picture_without_a_face_says_so() -> None:
    grey = np.full((700, 500, 3), 128, np.uint8)
    picture = drawn(screened(grey), "en")
    assert has_colour(picture, (196, 38, 38))


def test_a_wide_and_a_narrow_picture_fit() -> None:
    for shape in ((60, 900, 3), (900, 60, 3)):
        assert drawn(screened(np.full(shape, 90, np.uint8)), "fr").width > 700


def test_places_of_any_finding_are_drawn(framed: Screening) -> None:
    report: dict[str, Any] = framed.report.as_json()
    assert framed.photo is not None
    before = draw_photo_evidence(report, framed.photo, "en")
    shapes = [
        {"page": 1, "shape": "box", "points": [[20, 200], [60, 240]]},
        {"page": 1, "shape": "line", "points": [[20, 250], [60, 280]]},
        {"page": 1, "shape": "polygon", "points": [[150, 200], [200, 210], [180, 260]]},
    ]
    finding = {**report["findings"][0], "rule": "photo.face-height", "outcome": "pass"}
    other = {**report["findings"][-1], "outcome": "fail", "where": shapes}
    after = draw_photo_evidence({**report, "findings": [finding, other]}, framed.photo, "en")
    for x, y in ((40, 220), (40, 265), (177, 225)):
        at = 36 + round(x * 1100 / 314), 36 + round(y * 1100 / 314)
        assert before.getpixel(at) != after.getpixel(at)


def test_the_background_map_shows_a_stain(astronaut: Rgb) -> None:
    plain = facts_of(np.full((700, 500, 3), 230, np.uint8))
    stained_rgb = np.full((700, 500, 3), 230, np.uint8)
    stained_rgb[50:150, 50:150] = (120, 60, 60)
    maps = [background_map(photo, (400, 350)) for photo in (plain, facts_of(stained_rgb))]
    assert maps[0] is not None
    assert maps[1] is not None
    inside = [m.picture.getpixel((50, 50)) for m in maps if m is not None]
    outside = [m.picture.getpixel((220, 300)) for m in maps if m is not None]
    assert outside[0] == outside[1]
    assert inside[0] != inside[1]


def test_text_is_wrapped_at_its_width() -> None:
    face = font(16)
    lines = wrapped("one two three four five six seven " * 4, face, 200)
    assert len(lines) > 3
    assert all(face.getlength(line) <= 200 for line in lines)
    assert wrapped("indivisibly" * 10, face, 50) == ["indivisibly" * 10]


def test_a_scan_shows_the_print_with_places_on_it() -> None:
    photo = Image.open(REPOSITORY / "samples" / "specimens" / "out-of-focus.jpg").convert("RGB")
    sheet = Sheet(A4_MM, GREY, (60.0, 75.0), skew_deg=3.0)
    screening = screened(sheet.scan(np.asarray(photo, np.uint8)), "pr-portal")
    assert screening.photo is not None
    picture = drawn(screening, "en")
    assert picture.height >= 1100, "the whole page was drawn and not the print"
    places = [place for finding in screening.report.findings for place in finding.where]
    on_print = [screening.photo.from_upload(point) for place in places for point in place.points]
    width, height = screening.photo.width_px, screening.photo.height_px
    assert on_print
    assert all(-1 <= x <= width + 1 and -1 <= y <= height + 1 for x, y in on_print)
