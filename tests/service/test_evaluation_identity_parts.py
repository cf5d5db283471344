"""The parts that an evaluation of identity documents is made of: zones, barcodes, groups."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from service.evaluation.identity_barcodes import Content, expected_content, is_content
from service.evaluation.identity_groups import groups_of
from service.evaluation.identity_zones import Zone, differences, labelled_zone, wrong_values
from service.evaluation.labels import LabelledFile, read_labels
from tests.service.test_evaluation_identity import LINES, TRUTH, labelled


@pytest.mark.parametrize(
    ("found", "expected", "is_right"),
    [
        (Content(b"AB", "AB"), "AB", True),
        (Content(b"AB", "AB"), "AC", False),
        (Content(b"\x01\xff", "\x01"), "hex:01ff", True),
        (Content(b"AB", "AB"), b"\xef\xbb\xbfAB", True),
        (Content(b"\xe9", "\xe9"), b"\xc3\xa9", True),
        (Content(b"AB", "AB"), b"AC", False),
    ],
)
def test_the_text_of_a_barcode_is_compared(
    found: Content, expected: str | bytes, is_right: bool
) -> None:
    assert is_content(found, expected) is is_right


def test_a_barcode_may_be_that_of_another_file_inside_the_corpus(tmp_path: Path) -> None:
    inner = tmp_path / "corpus" / "inner"
    inner.mkdir(parents=True)
    (inner / "a.png").write_bytes(b"")
    (inner.parent / "text.txt").write_bytes(b"@ANSI")
    (tmp_path / "outside.txt").write_bytes(b"secret")
    entries = [
        {"file": "inner/a.png", "kind": "identity", "truth": {"barcode_file": name}}
        for name in ("text.txt", "../outside.txt", "gone.txt")
    ]
    lines = "\n".join(map(json.dumps, entries))
    (inner.parent / "labels.jsonl").write_text(lines, "utf-8")
    contents = [expected_content(label) for label in read_labels(inner.parent)]
    assert contents == [b"@ANSI", None, None]


def test_lines_of_no_format_have_no_values() -> None:
    assert Zone("TD3", ("P<UTO", "L8")).values is None
    assert Zone("unheard of", LINES).values is None
    stated = labelled_zone({"mrz": ["P<UTO"], "mrz_format": "TD3"})
    assert stated is not None
    assert wrong_values(stated, Zone("TD3", LINES)) == ()


def test_differences_name_places_until_there_are_too_many() -> None:
    truth = Zone("TD3", LINES)
    assert differences(truth, None) == "no zone found"
    assert differences(truth, Zone("TD2", ("A", "B"))) == "read as TD2"
    one_off = (LINES[0], "O" + LINES[1][1:])
    assert differences(truth, Zone("TD3", one_off)) == "line 2 place 1: L read as O"
    assert "and 80 more" in differences(truth, Zone("TD3", ("*" * 44, "*" * 42 + LINES[1][42:])))


@pytest.mark.parametrize(
    ("look", "group"),
    [
        ("tilt=0.37", "tilt: 0.25-0.5"),
        ("tilt=1.00", "tilt: 0.75-1"),
        ("glare=0.30 on mrz", "glare on mrz: 0.25-0.5"),
        ("px_per_mm=11.4", "px_per_mm: 9-12"),
        ("turned=183", "turned: about 180 degrees"),
        ("turned=357", "turned: about 0 degrees"),
        ("photo", "look: photo"),
        ("overprint=SPECIMEN crosses the zone", "look: overprint"),
    ],
)
def test_looks_are_counted_in_bands(look: str, group: str) -> None:
    assert group in groups_of(labelled({"labels": [look]}))


def test_groups_name_category_format_and_source() -> None:
    label = LabelledFile(
        "a.png",
        None,
        "identity",
        TRUTH | {"category": "mrz_td3", "labels": ["checks=all_ok"]},
        "identity",
        "",
        "owner/set:a.png",
    )
    assert groups_of(label) == ("category: mrz_td3", "format: TD3", "source: owner/set")
