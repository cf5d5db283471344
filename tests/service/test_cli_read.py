"""``docscreen read``: zone, check digits and barcode of documents, and clear refusals."""

from __future__ import annotations

import json
import logging
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from models.errors import NotAnImage
from samples.generate import SPECIMENS_FOLDER
from service.cli.read import _print_tables, _shown
from service.identity_listing import identity_listing
from service.identity_words import field_word, identity_word
from tests.service.conftest import CommandLine

PASSPORT = SPECIMENS_FOLDER / "identity-passport.jpg"
WRONG = SPECIMENS_FOLDER / "identity-passport-wrong-digit.jpg"
TWO_CARDS = SPECIMENS_FOLDER / "identity-two-cards.jpg"
NOTHING = SPECIMENS_FOLDER / "nobody.jpg"


@cache
def listing_of(path: Path) -> dict[str, Any]:
    return {"file": path.name, **identity_listing(path.read_bytes())}


def tables(capsys: pytest.CaptureFixture[str], path: Path, french: bool = False) -> str:
    _print_tables(listing_of(path), "fr" if french else "en")
    return capsys.readouterr().out


def test_the_command_reads_one_after_another_and_goes_on_after_a_refusal(
    docscreen: CommandLine, tmp_path: Path
) -> None:
    note = tmp_path / "note.txt"
    note.write_text("no picture")
    run = docscreen(
        "read", "--json", note, PASSPORT, NOTHING, DOCSCREEN_SCREENING_TIMEOUT_S="60"
    )  # fmt: skip
    assert run.status == 2
    assert run.err.splitlines() == [
        f"docscreen: {note}: neither a picture nor a PDF that can be drawn"
    ]
    passport, nothing = (json.loads(line) for line in run.out.splitlines())
    assert passport["document"] == "passport"
    assert passport["mrz"]["format"] == "TD3"
    assert passport["mrz"]["fields"]["surname"] == "HADDAD"
    assert passport["mrz"]["fields"]["expiry_date"] == "2045-11-30"
    assert set(passport["mrz"]["check_digits"].values()) <= {"pass", "none"}
    assert (nothing["document"], nothing["mrz"], nothing["barcode"]) == ("none", None, None)


def test_a_file_that_takes_too_long_is_refused(docscreen: CommandLine) -> None:
    run = docscreen("read", PASSPORT, DOCSCREEN_SCREENING_TIMEOUT_S="0.01")
    assert run.status == 2
    assert "took longer than 0.01 s" in run.err
    assert run.out == ""


def test_the_zone_as_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    shown = tables(capsys, PASSPORT)
    assert "Machine-readable zone TD3, page 1" in shown
    assert listing_of(PASSPORT)["mrz"]["lines"][1] in shown
    (number, *_) = [line for line in shown.splitlines() if "document number" in line]
    assert "right" in number
    assert "wrong" not in shown


def test_printed_data_as_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    _, _, printed = tables(capsys, PASSPORT).partition("Printed data")
    rows = [" ".join(line.split()) for line in printed.splitlines()]
    assert any(row.startswith("surname HADDAD") for row in rows)
    assert any(row.startswith("date of expiry 2045-11-30") for row in rows)


def test_wrong_digits_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    lines = tables(capsys, WRONG).splitlines()[1:]
    wrong = [line.strip() for line in lines if "wrong" in line]
    assert [line.split("  ")[0] for line in wrong] == ["document number", "all of the zone"]


def test_zone_and_barcode_in_french(capsys: pytest.CaptureFixture[str]) -> None:
    shown = tables(capsys, TWO_CARDS, french=True)
    assert "Zone de lecture automatique TD1" in shown
    assert "Code à barres PDF417, AAMVA" in shown
    assert "date de naissance" in shown
    assert "juste" in shown
    assert "date of birth" not in shown


def test_what_shows_nothing_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert "no machine-readable zone" in tables(capsys, NOTHING)


def test_corrected_and_doubtful_characters_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    listing = json.loads(json.dumps(listing_of(PASSPORT)))
    correction = {"line": 2, "place": 6, "read": "O", "proved": "0", "by": "number"}
    listing["mrz"] |= {"corrected": [correction], "doubtful": ["number"]}
    _print_tables(listing, "en")
    shown = " ".join(capsys.readouterr().out.split())
    assert "line 2, place 6: read O, proved 0 (check digit: document number)" in shown
    assert "right, in doubt" in shown


def test_values_cannot_steer_the_terminal() -> None:
    assert (
        _shown("a\u009b31mred\u202e", "en")
        == "a\N{REPLACEMENT CHARACTER}31mred\N{REPLACEMENT CHARACTER}"
    )
    assert _shown(True, "fr") == "oui"
    assert _shown([60, None], "en") == "60 - "
    assert _shown(197.0, "en") == "197"


def test_a_picture_comes_from_a_pdf_too() -> None:
    listing = identity_listing((SPECIMENS_FOLDER / "identity-passport-scan.pdf").read_bytes())
    assert listing["pages"] == 1
    assert listing["mrz"]["lines"] == listing_of(PASSPORT)["mrz"]["lines"]


def test_what_is_neither_picture_nor_pdf_is_refused() -> None:
    with pytest.raises(NotAnImage, match="neither a picture nor a PDF"):
        identity_listing(b"plain text")


def test_nothing_of_the_holder_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        identity_listing(PASSPORT.read_bytes())
    assert "HADDAD" not in caplog.text


def test_every_word_is_there_in_both_languages() -> None:
    assert identity_word("id-card", "fr") == "carte d'identité"
    assert field_word("composite", "en") == "all of the zone"
    with pytest.raises(KeyError):
        field_word("no such field", "en")
