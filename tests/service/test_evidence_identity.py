"""Evidence pictures of identity documents: upright, cut to the document, what was read marked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from checks.facts import Stopwatch
from checks.identity_facts import IdentityFacts
from models.mrz.proof import Correction
from samples.camera import Rgb
from samples.generate import SPECIMENS_FOLDER
from samples.identity import identity_document
from service.evidence import draw_identity_evidence, write_evidence
from service.evidence.identity_view import view_of
from service.evidence.layout import MARGIN_PX
from service.evidence.style import AMBER, BLUE, RED
from tests.checks.identity.documents import TODAY, document, licence, placed_zone
from tests.specimens import specimen_report

WITHIN_PX = (860, 1100)


def measured(rgb: Rgb) -> IdentityFacts:
    return IdentityFacts((np.ascontiguousarray(rgb),), TODAY, Stopwatch())


def specimen(name: str) -> IdentityFacts:
    with Image.open(SPECIMENS_FOLDER / name) as picture:
        return measured(np.asarray(picture.convert("RGB"), np.uint8))


def count_of(picture: Image.Image, colour: tuple[int, int, int]) -> int:
    pixels = np.asarray(picture, np.int16)
    return int((np.abs(pixels - colour).max(axis=2) <= 12).sum())


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_a_page_is_shown_upright_whichever_way_it_lies(quarters: int) -> None:
    (drawn,) = identity_document(13, "passport", dpi=150.0)
    facts = measured(np.rot90(drawn.rgb, -quarters))
    view = view_of(facts, 1, (), WITHIN_PX)
    assert view.picture.width > view.picture.height
    boxes = facts.zone.reading.boxes
    middles = [view.on_view(box.centre) for box in boxes]
    assert middles[1][1] > middles[0][1]
    foot = view.picture.height / view.reduction
    assert all(y > 0.6 * foot for _, y in middles)
    reference = Image.fromarray(drawn.rgb).resize(view.picture.size)
    assert np.abs(np.asarray(view.picture, float) - np.asarray(reference, float)).mean() < 25


def test_a_passport_on_a_desk_is_cut_to_the_passport() -> None:
    (drawn,) = identity_document(13, "passport", dpi=150.0)
    height, width = drawn.rgb.shape[:2]
    desk = np.full((3 * height, 3 * width, 3), 90, np.uint8)
    desk[height : 2 * height, width : 2 * width] = drawn.rgb
    view = view_of(measured(desk), 1, (), WITHIN_PX)
    shown = view.picture.width / view.reduction, view.picture.height / view.reduction
    assert width < shown[0] < 1.4 * width
    assert height < shown[1] < 1.5 * height
    corner = view.on_view((float(width), float(height)))
    assert 0 <= corner[0] < 0.25 * width
    assert 0 <= corner[1] < 0.3 * height


def test_places_of_findings_are_never_cut_off() -> None:
    facts = document(placed_zone())
    far = {"shape": "box", "points": [[790, 5], [795, 9]], "page": 1}
    narrow, wide = view_of(facts, 1, (), WITHIN_PX), view_of(facts, 1, [far], WITHIN_PX)
    assert narrow.on_view((795, 9))[0] > narrow.picture.width / narrow.reduction - 200
    x, y = wide.on_view((795, 9))
    assert 0 <= x <= wide.picture.width / wide.reduction
    assert 0 <= y <= wide.picture.height / wide.reduction


def test_without_a_zone_the_whole_page_is_shown() -> None:
    view = view_of(document(), 1, (), (800, 800))
    assert view.picture.size == (800, 600)
    assert view.on_view((10.0, 20.0)) == (10.0, 20.0)


def test_zone_and_barcode_are_outlined() -> None:
    facts = document(placed_zone(), barcodes=[licence()])
    report = specimen_report("identity-passport.jpg").as_json()
    picture = draw_identity_evidence(report, facts, "en")
    nothing = draw_identity_evidence(report, document(), "en")
    left = (0, 0, MARGIN_PX + 860, 600)
    assert count_of(nothing.crop(left), BLUE) == 0
    assert count_of(picture.crop(left), BLUE) > 1000


def test_a_corrected_character_is_outlined() -> None:
    zone = placed_zone()
    report = specimen_report("identity-passport.jpg").as_json()
    plain = draw_identity_evidence(report, document(zone), "en")
    proof = zone.reading.proof
    correction = Correction(1, 3, "B", proof.lines[1][3], "number")
    corrected = replace(zone.reading, proof=replace(proof, corrections=(correction,)))
    marked = draw_identity_evidence(report, document(replace(zone, reading=corrected)), "en")
    assert count_of(marked, AMBER) > count_of(plain, AMBER) + 20


def test_failed_rules_are_drawn_where_they_are(tmp_path: Path) -> None:
    name = "identity-passport-wrong-digit.jpg"
    facts, report = specimen(name), specimen_report(name)
    write_evidence(report, facts, "fr", tmp_path / "a.png")
    with Image.open(tmp_path / "a.png") as picture:
        assert picture.format == "PNG"
        left = picture.convert("RGB").crop((MARGIN_PX, MARGIN_PX, MARGIN_PX + 860, 700))
    assert count_of(left, RED) > 500
    clean = draw_identity_evidence(
        specimen_report("identity-passport.jpg").as_json(), facts, "fr"
    ).crop((MARGIN_PX, MARGIN_PX, MARGIN_PX + 860, 700))
    assert count_of(clean, RED) < 100


def test_both_sides_of_a_card_stay_in_the_picture() -> None:
    facts = specimen("identity-card-both-sides.jpg")
    view = view_of(facts, 1, (), WITHIN_PX)
    assert view.picture.height > view.picture.width
