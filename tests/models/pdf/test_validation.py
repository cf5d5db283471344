"""Completeness by the form's own demands, the validation flag, and barcodes against fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from models.pdf.fields import measure_form
from models.pdf.opening import open_pdf
from models.pdf.validation import FormValidation, measure_validation
from models.pdf.xfa_picture import fits_pictures
from samples.forms import dynamic_form, plain_form, static_form
from samples.forms_xfa import barcode_text

ANSWERS = {
    "Page1/Name/FamilyName": "Tremblay-Côté",
    "Page1/Name/GivenName": "Zoé",
    "Page1/Birth/Date": "1990-02-03",
    "Page1/UCI": "11-1111-1111",
    "Page1/Citizenship": "901",
    "Page1/Purpose/Purpose": "02",
    "Page1/Refused": "N",
}


def validated(values: Mapping[str, str]) -> dict[str, str]:
    """The answers with what the form's Validate button adds."""
    codes = {
        "Page1/ApplicationValidatedFlag": "Yes",
        "Page2/Codes/Text": barcode_text(1, dict(values)),
        "Page2/Codes/Text[1]": barcode_text(2, dict(values)),
    }
    return {**values, **codes}


def measure(content: bytes) -> FormValidation:
    return measure_validation(measure_form(open_pdf(content)))


@pytest.mark.parametrize("make", [static_form, dynamic_form, plain_form])
def test_a_blank_form_lacks_its_mandatory_answers(make: Callable[..., bytes]) -> None:
    found = measure(make("en"))
    assert [(field.caption, field.page) for field in found.missing] == [
        ("Family name", 1),
        ("Given name(s)", 1),
        ("Citizenship", 1),
        ("Have you ever been refused a visa?", 1),
    ]
    assert found.is_flagged is None
    assert found.is_consistent is None


@pytest.mark.parametrize("make", [static_form, dynamic_form, plain_form])
def test_a_filled_form_lacks_nothing(make: Callable[..., bytes]) -> None:
    assert measure(make("en", ANSWERS)).missing == ()


@pytest.mark.parametrize("make", [static_form, dynamic_form])
def test_a_validated_form_agrees_with_its_barcodes(make: Callable[..., bytes]) -> None:
    found = measure(make("fr", validated(ANSWERS)))
    assert found.is_flagged is True
    assert [code.label for code in found.barcodes] == ["IMM9901_01-2020_1", "IMM9901_01-2020_2"]
    assert found.is_consistent is True


@pytest.mark.parametrize("path", list(ANSWERS))
def test_a_change_after_validation_shows(path: str) -> None:
    changed = {**validated(ANSWERS), path: "1991-01-01" if "Date" in path else "03"}
    found = measure(dynamic_form("en", changed))
    assert [item.field.path for item in found.disagreements] == [f"form1/{path}"]
    assert found.is_consistent is False


def test_without_a_list_of_fields_values_are_looked_for_in_all_barcodes() -> None:
    codes = {"Page1_UCI": "IMM9901_01-2020_7|Tremblay|1990|02|03|Montréal|"}
    values = {"Page1_Name_FamilyName": "Tremblay", "Page1_Birth_Date": "1990-02-03"}
    as_paths = {name.replace("_", "/"): value for name, value in {**codes, **values}.items()}
    found = measure(plain_form("en", {**as_paths, "Page1/Details": "changed later"}))
    assert found.not_in_fields == 1  # Montréal
    assert "Brief description of duties" in [field.caption for field in found.not_encoded]
    assert "Family name" not in [field.caption for field in found.not_encoded]
    assert "Date of birth" not in [field.caption for field in found.not_encoded]


def test_an_unset_flag() -> None:
    found = measure(dynamic_form("en", {"Page1/ApplicationValidatedFlag": "No"}))
    assert found.is_flagged is False


def test_a_date_of_another_shape_is_malformed() -> None:
    found = measure(dynamic_form("en", {**ANSWERS, "Page1/Birth/Date": "3 February 1990"}))
    assert [field.caption for field in found.malformed] == ["Date of birth"]


PICTURES = [
    # value, pictures, fits
    ("2020-01-31", ("date{YYYY-MM-DD}",), True),
    ("20200131", ("date{YYYY-MM-DD}|date{YYYYMMDD}",), True),
    ("31/01/2020", ("date{YYYY-MM-DD}", "date{DD/MM/YYYY}"), True),
    ("31.01.2020", ("date{YYYY-MM-DD}",), False),
    ("K1A 0B1", ("text{A9A 9A9}",), True),
    ("K1A0B1", ("text{A9A 9A9}",), False),
    ("anything", ("num{999}",), None),
    ("anything", (), None),
]


@pytest.mark.parametrize(("value", "pictures", "fits"), PICTURES)
def test_pictures(value: str, pictures: tuple[str, ...], fits: bool | None) -> None:
    assert fits_pictures(value, pictures) is fits
