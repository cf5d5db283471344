"""Drawn identity documents, their photos and scans: what their labels say is where they say."""

from __future__ import annotations

import itertools
import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from samples import identity_sheet
from samples.camera import Rgb
from samples.generate import main
from samples.identity import (
    KINDS,
    LABELS_NAME,
    Kind,
    Taken,
    identity_document,
    identity_specimen,
    label_of,
    write_identity_specimens,
    wrong_digits,
)
from samples.identity_camera import CameraLook, camera_look, photographed
from samples.identity_mrz import check_digit
from samples.identity_paper import ScanSetting, flatbed
from samples.identity_sheet import PITCH_MM, Drawn, FontAbsentError, Quad, Sheet, font
from service.cli.samples import run_identity_samples
from service.errors import UsageError

DPI = 150.0
#: Sizes of ISO/IEC 7810 in millimetres, and the zone of each kind that has one on some side.
SIZES_MM = {
    "passport": (125.0, 88.0),
    "passport-spread": (125.0, 176.0),
    "travel-document": (125.0, 88.0),
    "id-card": (85.6, 54.0),
    "pr-card": (85.6, 54.0),
    "td2-card": (105.0, 74.0),
    "french-card": (105.0, 74.0),
    "french-licence": (85.6, 54.0),
    "visa-a": (120.0, 80.0),
    "visa-b": (105.0, 74.0),
    "driver-licence": (85.6, 54.0),
}
ZONES = {
    "passport": "TD3",
    "passport-spread": "TD3",
    "travel-document": "TD3",
    "id-card": "TD1",
    "pr-card": "TD1",
    "td2-card": "TD2",
    "french-card": "FR2X36",
    "french-licence": "FR1X30",
    "visa-a": "MRVA",
    "visa-b": "MRVB",
    "visa-a-page": "MRVA",
}


@cache
def drawn(kind: Kind) -> tuple[Drawn, ...]:
    return identity_document(7, kind, dpi=DPI)


def upright(quad: Quad) -> tuple[float, float, float, float]:
    points = np.array(quad)
    left, top = points.min(axis=0)
    right, bottom = points.max(axis=0)
    return float(left), float(top), float(right), float(bottom)


def inside(document: Drawn) -> bool:
    height, width = document.rgb.shape[:2]
    boxes = [upright(mark.quad) for mark in document.marks]
    # Letters may hang over their line's end by a pixel or two.
    return all(b[0] > -3 and b[1] > -3 and b[2] < width + 3 and b[3] < height + 3 for b in boxes)


def darkness(rgb: Rgb, quad: Quad) -> float:
    """The share of dark pixels in an upright box."""
    left, top, right, bottom = (round(side) for side in upright(quad))
    return float((rgb[max(0, top) : bottom, max(0, left) : right].min(axis=2) < 110).mean())


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_drawn_with_its_size_and_zone(kind: Kind) -> None:
    sides = drawn(kind)
    zones = [side.mrz.format for side in sides if side.mrz]
    assert zones == ([ZONES[kind]] if kind in ZONES else [])
    for side in sides:
        assert inside(side)
        assert side.coverage.shape == side.rgb.shape[:2]
        assert side.of_kind("side")
        if kind in SIZES_MM:
            size = [extent / side.px_per_mm for extent in side.rgb.shape[1::-1]]
            assert size == pytest.approx(SIZES_MM[kind], abs=0.2)


@pytest.mark.parametrize("kind", ["passport", "td2-card", "visa-a", "id-card"])
def test_the_zone_lies_where_it_must_at_ten_characters_an_inch(kind: Kind) -> None:
    side = drawn(kind)[-1]
    assert side.mrz is not None
    lines = side.of_kind("mrz")
    assert [mark.value for mark in lines] == list(side.mrz.lines)
    height_mm = side.rgb.shape[0] / side.px_per_mm
    for mark in lines:
        left, top, right, _ = upright(mark.quad)
        pitch = (right - left) / len(mark.value) / side.px_per_mm
        assert pitch == pytest.approx(PITCH_MM, abs=1e-6)
        assert 3.0 <= left / side.px_per_mm <= 7.0
        assert top / side.px_per_mm >= height_mm - 23.2
        assert 0.05 < darkness(side.rgb, mark.quad) < 0.5


def test_every_character_stands_in_its_own_cell() -> None:
    sheet = Sheet(125.0, 30.0, 300.0)
    quad = sheet.mrz_line("0<M8W" * 8 + "Z<<4", 6.0, 15.0)
    left, top, right, bottom = (round(side) for side in upright(quad))
    ink = sheet.pixels()[top:bottom].min(axis=(0, 2)) < 128
    columns = np.flatnonzero(ink)
    assert left <= columns.min() and columns.max() <= right
    # At 300 dpi a cell is 30 pixels wide; between two glyphs there is paper.
    edges = [left + 30 * place for place in range(45)]
    assert not ink[edges].any()
    assert all(ink[start:end].any() for start, end in itertools.pairwise(edges))
    assert not (sheet.pixels()[: top - 3] < 200).any()
    assert not (sheet.pixels()[bottom + 3 :] < 200).any()


def test_printed_data_are_where_the_label_says() -> None:
    (passport,) = drawn("passport")
    fields = {mark.name: mark for mark in passport.of_kind("field")}
    wanted = {"surname", "given_names", "number", "birth", "sex", "issued", "expires"}
    assert wanted <= set(fields)
    for name in wanted:
        if fields[name].printed:
            assert darkness(passport.rgb, fields[name].quad) > 0.08, name
    assert fields["expires"].value == passport.expires


def test_check_digits_are_wrong_where_asked() -> None:
    (right,) = drawn("passport")
    (wrong,) = identity_document(7, "passport", faults=wrong_digits("birth"), dpi=DPI)
    assert right.mrz is not None and wrong.mrz is not None
    assert right.mrz.lines[1][19] == check_digit(right.mrz.lines[1][13:19])
    assert wrong.mrz.lines[1][19] != check_digit(wrong.mrz.lines[1][13:19])
    truths = [label_of(document)["truth"] for document in (right, wrong)]
    assert [truth["check_digits"] for truth in truths] == ["pass", "fail"]
    assert truths[1]["wrong_check_digits"] == ["birth"]


def test_a_licence_says_the_same_on_both_sides() -> None:
    front, back = identity_document(7, "driver-licence")
    (symbol,) = zxingcpp.read_barcodes(back.rgb)
    text = symbol.bytes.decode("latin-1")
    assert text == back.barcode
    fields = {mark.name: mark.value for mark in front.of_kind("field")}
    assert f"DAQ{fields['number']}\n" in text
    for element, name in (("DBB", "birth"), ("DBD", "issued"), ("DBA", "expires")):
        assert element + fields[name].replace("-", "").replace("X", "0") in text
    label = label_of(back)["truth"]
    assert (label["category"], label["barcode"]) == ("aamva_pdf417", text)


def test_some_cards_have_a_number_longer_than_its_field() -> None:
    front, back = identity_document(5, "id-card", dpi=DPI)
    number = next(mark.value for mark in front.of_kind("field") if mark.name == "number")
    assert len(number) == 12
    assert back.mrz is not None
    assert back.mrz.lines[0][5:19] == f"{number[:9]}<{number[9:]}{check_digit(number)}"


def test_a_photo_moves_the_labels_with_the_document() -> None:
    (passport,) = drawn("passport")
    plain = CameraLook(px_per_mm=passport.px_per_mm, noise=0.0, margin=0.1, turn_deg=90.0)
    photo = photographed(passport, plain)
    assert photo.rgb.shape[0] > photo.rgb.shape[1]
    first = np.array(photo.of_kind("mrz")[0].quad)
    # Turned clockwise by a quarter, a line is read downwards.
    assert first[1][1] - first[0][1] == pytest.approx(44 * PITCH_MM * passport.px_per_mm, rel=0.01)
    assert abs(first[1][0] - first[0][0]) < 2
    portrait = photo.of_kind("portrait")[0].quad
    left, top, right, bottom = (round(side) for side in upright(portrait))
    seen = np.rot90(photo.rgb[top:bottom, left:right], 1)
    left, top, right, bottom = (round(s) for s in upright(passport.of_kind("portrait")[0].quad))
    kept = passport.rgb[top:bottom, left:right]
    size = (40, 52)
    small = [np.asarray(Image.fromarray(np.ascontiguousarray(picture)).convert("L").resize(size),
                        float) for picture in (seen, kept)]  # fmt: skip
    assert np.corrcoef(small[0].ravel(), small[1].ravel())[0, 1] > 0.97


@pytest.mark.parametrize("seed", range(4))
def test_ordinary_photos_are_the_same_each_time_and_hold_all_labels(seed: int) -> None:
    side = drawn("id-card")[1]
    look = camera_look(seed)
    first, again = (photographed(side, look, seed) for _ in range(2))
    assert np.array_equal(first.rgb, again.rgb)
    assert first.marks == again.marks
    assert inside(first)


@pytest.mark.parametrize(
    ("look", "darker"),
    [
        (CameraLook(low_light=0.8), True),
        (CameraLook(shadow=0.9), True),
        (CameraLook(glare=0.9, glare_on="mrz"), False),
    ],
    ids=["low light", "shadow", "glare"],
)
def test_light_does_what_is_asked(look: CameraLook, darker: bool) -> None:
    side = drawn("id-card")[1]
    plain, changed = photographed(side, CameraLook(), 1), photographed(side, look, 1)
    assert bool(changed.rgb.mean() < plain.rgb.mean()) is darker


@pytest.mark.parametrize(
    "look",
    [CameraLook(defocus=0.8), CameraLook(motion=0.8), CameraLook(glare=1.0, glare_on="mrz")],
    ids=["defocus", "motion", "glare"],
)
def test_faults_take_detail_from_the_zone(look: CameraLook) -> None:
    def detail(photo: Drawn) -> float:
        left, top, right, bottom = (round(s) for s in upright(photo.of_kind("mrz")[1].quad))
        part = photo.rgb[top:bottom, left:right].astype(float).mean(axis=2)
        return float(np.abs(np.diff(part, axis=1)).mean())

    side = drawn("id-card")[1]
    assert detail(photographed(side, look, 1)) < 0.75 * detail(photographed(side, CameraLook(), 1))


def test_a_mirrored_picture_has_its_lines_from_right_to_left() -> None:
    side = drawn("id-card")[1]
    quad = photographed(side, CameraLook(view="mirrored")).of_kind("mrz")[0].quad
    assert quad[1][0] < quad[0][0]


def test_a_cut_off_document_leaves_the_picture() -> None:
    side = drawn("id-card")[1]
    assert not inside(photographed(side, CameraLook(cut_off=0.8)))


def test_front_and_back_lie_on_one_page_with_both_labels() -> None:
    page = flatbed(drawn("id-card"), ScanSetting(dpi=150.0, turn_deg=1.0), 3)
    assert [mark.name for mark in page.of_kind("side")] == ["front", "back"]
    assert page.rgb.shape[:2] == (1754, 1240)
    assert inside(page)
    assert page.mrz is not None
    label = label_of(page)
    assert label["truth"]["category"] == "mrz_td1"
    assert "front and back stacked" in label["truth"]["labels"]


def test_a_specimen_is_the_same_each_time() -> None:
    first, again = (identity_specimen(3, "pr-card", Taken("photo", "back"), dpi=DPI)
                    for _ in range(2))  # fmt: skip
    assert np.array_equal(first[0], again[0])
    assert first[1] == again[1]
    assert first[1]["truth"]["mrz"][0][:5] == "CACAN"


def test_files_and_labels_are_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--out", str(tmp_path), "--identity", "2", "--seed", "11"]) == 0
    lines = [json.loads(line) for line in (tmp_path / LABELS_NAME).read_text("utf-8").splitlines()]
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == sorted([LABELS_NAME, *(line["file"] for line in lines)])
    assert all(line["kind"] == "identity" and len(line["sha256"]) == 64 for line in lines)
    assert lines[0]["file"] in capsys.readouterr().out
    assert (
        write_identity_specimens(tmp_path / "again", 1, 11)[0].read_bytes()
        == (tmp_path / lines[0]["file"]).read_bytes()
    )


def test_the_command_needs_a_folder() -> None:
    with pytest.raises(UsageError, match="--out"):
        run_identity_samples(2, 0, None)


def test_the_folder_of_the_clone_is_left_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--identity", "2"]) == 2
    assert "--out" in capsys.readouterr().err


def test_an_absent_font_is_named_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    files = {**identity_sheet._FILES, "ocr-b": "no-such-font.otf"}
    monkeypatch.setattr(identity_sheet, "_FILES", files)
    with pytest.raises(FontAbsentError, match="fonts-ocr-b"):
        font("ocr-b", 31.125)
