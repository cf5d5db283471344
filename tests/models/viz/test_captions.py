from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.viz.captions import captions_in
from models.viz.catalogue import catalogue
from samples.identity_captions import CAPTIONS, Language


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("Surname / Nom", "surname"),
        ("Name / Surname", "surname"),
        ("Given names / Prénoms", "given_names"),
        ("Nome / Given names", "given_names"),
        ("Date of birth / Date de naissance", "birth_date"),
        ("Date of issue/Date de délivrance", "issue_date"),
        ("Date d'expiration / Date of expiry", "expiry_date"),
        ("bis / Valid until", "expiry_date"),
        ("bis / au", "expiry_date"),
        ("CARD EXPIRES / CARTE EXPIRE", "expiry_date"),
        ("ID No./No ID", "number"),
        ("UCI / IUC", "client_number"),
        ("N.º personal / Personal No.", "personal_number"),
        # numbered as on licences
        ("1,2 NAME / NOM", "name"),
        ("3 DOB / DDN", "birth_date"),
        ("3DOB/DDN", "birth_date"),
        ("4a ISS / DÉL", "issue_date"),
        ("4b EXP/EXP", "expiry_date"),
        ("4d NUMBER / NUMÉRO", "number"),
        ("9 CLASS / CATÉG.", "vehicle_class"),
        ("15 SEX / SEXE", "sex"),
        ("16 HGT / HAUT", "height"),
        # misread, cut, run together
        ("Sumame/Nom", "surname"),
        ("Vomamen/Given narnes", "given_names"),
        ("Nationality / Nat1onal", "nationality"),
        ("Date of iss", "issue_date"),
        ("DateofbirthDatedenaissance", "birth_date"),
        ("4a I5S /DEL", "issue_date"),
        # a longer caption, badly read, that begins like a shorter one of another field
        ("Deimianas datums/ Date of birth / Date de maissance", "birth_date"),
        # beside a language that the catalogue does not have
        ("Al-laqab / Surname", "surname"),
        ("Cinsi/Sex", "sex"),
    ],
)
def test_a_caption_alone_on_its_line(text: str, field: str) -> None:
    captions = captions_in(text)
    assert [caption.field for caption in captions] == [field]
    assert captions[0].end == len(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sex: M Height: 162 cm", {"sex": "Sex: ", "height": "Height: "}),
        (
            "Geschlecht/Sex Staatsangehörigkeit/Nationality",
            {"sex": "Geschlecht/Sex ", "nationality": "Staatsangehörigkeit/Nationality"},
        ),
        ("Name MAHMUT ABDUL", {"name": "Name "}),
        ("Type: P", {"document_code": "Type: "}),
    ],
)
def test_captions_that_share_their_line(text: str, expected: dict[str, str]) -> None:
    found = {
        "name" if "name" in caption.scores else caption.field: text[caption.start : caption.end]
        for caption in captions_in(text)
    }
    assert found == expected


@pytest.mark.parametrize(
    "text",
    [
        "It mentions a passport, a date of birth and the number X1234567, as letters do, and",
        "To whom it may concern,",
        "DL1234567",
        "SINGH",
        "UTO-OFFICE 7",
        "04 APR 34",
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    ],
)
def test_data_and_running_text_are_no_captions(text: str) -> None:
    assert captions_in(text) == ()


@pytest.mark.parametrize("language", ["en", "fr", "es", "de", "pt", "it", "nl"])
@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("surname", "surname"), ("given_names", "given_names"), ("nationality", "nationality"),
        ("birth", "birth_date"), ("sex", "sex"), ("birth_place", "birth_place"),
        ("issued", "issue_date"), ("expires", "expiry_date"), ("number", "number"),
        ("passport_number", "passport_number"), ("personal_number", "personal_number"),
    ],
)  # fmt: skip
def test_the_catalogue_has_the_captions_of_seven_languages(
    language: Language, name: str, field: str
) -> None:
    text = CAPTIONS[language][name]
    (caption,) = captions_in(text)
    assert field in caption.scores


def test_every_number_of_a_licence_names_one_field() -> None:
    numbers = catalogue().numbers
    assert {"1": "surname", "2": "given_names", "3": "birth_date", "4a": "issue_date",
            "4b": "expiry_date", "4d": "number", "9": "vehicle_class", "15": "sex",
            "16": "height"}.items() <= numbers.items()  # fmt: skip


@given(st.text(max_size=200))
def test_any_text_is_survived(text: str) -> None:
    for caption in captions_in(text):
        assert 0 <= caption.start < caption.end <= len(text)


def test_a_hostile_line_costs_little() -> None:
    start_s = time.process_time()
    captions_in("Name/" * 400)
    captions_in("Surname Nom Date of birth " * 100)
    assert time.process_time() - start_s < 2.0


@pytest.mark.parametrize("text", ["No", "No.", "N0"])
def test_a_scrap_of_a_caption_names_no_number(text: str) -> None:
    """It may be all that was read of "Personal No."; a licence's own number makes it one."""
    assert captions_in(text) == ()
    assert [caption.field for caption in captions_in(f"4d {text}")] == ["number"]
