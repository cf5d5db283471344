"""Form number, edition, schedule and language from print, OCR and the electronic form."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models.pdf.fields import measure_form
from models.pdf.form_identity import identify_form, identify_text
from models.pdf.opening import open_pdf
from samples.forms import dynamic_form, flattened_form, plain_form, static_form
from samples.forms_design import Language
from tests.models.pdf.small_pdfs import painted, shown

PRINTED = [
    # text, number, variant, schedule, edition, language
    ("IMM 5669 (10-2017) E", "IMM 5669", "", "", "10-2017", "en"),
    ("IMM 5444 (04-2016) F", "IMM 5444", "", "", "04-2016", "fr"),
    ("IMM 0008DEP (10-2017) E", "IMM 0008", "DEP", "", "10-2017", "en"),
    ("IMM 0008 (10-2011) E\u2029Schedule 2", "IMM 0008", "", "2", "10-2011", "en"),
    ("IMM 0008 (10-2011) F\nANNEXE 2", "IMM 0008", "", "2", "10-2011", "fr"),
    ("IMM 1344 (2014-07) E", "IMM 1344", "", "", "07-2014", "en"),
    ("IMM 1344 (2014-13) E", "IMM 1344", "", "", "", "en"),
    ("IMM 1344 E (07-2014)", "IMM 1344", "", "", "07-2014", "en"),
    ("IMM 5645E (04-2017) E", "IMM 5645", "", "", "04-2017", "en"),
    ("IMM5257B_06-2018_1|a|b", "IMM 5257", "B", "", "06-2018", None),
    ("IMM 5710 E : Application", "IMM 5710", "", "", "", "en"),
    ("CIT 0404 (10-2020) E", "CIT 0404", "", "", "10-2020", "en"),
    # as OCR reads it
    ("lMM 5669 (1O-2017) E", "IMM 5669", "", "", "10-2017", "en"),
    ("1MM\n5444 (O4-2O16)\nF PAGE 1 DE 4", "IMM 5444", "", "", "04-2016", "fr"),
    ("IMM OOO8 (10-20I1) E", None, "", "", "", None),
    ("IMM 00O8 (10-20I1) E", "IMM 0008", "", "", "10-2011", "en"),
    ("Imm 56G9 {10-2017} E", "IMM 5669", "", "", "10-2017", "en"),
    # not the form itself
    ("(DISPONIBLE EN FRANÇAIS - IMM 5669 F)", None, "", "", "", None),
    ("(AVAILABLE IN ENGLISH - IMM 5669 E)", None, "", "", "", None),
    ("SWIMM 1234, MMM 1234, IMM, IMM 12", None, "", "", "", None),
    ("IMM 5669 (13-2017) E", "IMM 5669", "", "", "", "en"),
    ("", None, "", "", "", None),
]


@pytest.mark.parametrize(("text", "number", "variant", "schedule", "edition", "language"), PRINTED)
def test_print(
    text: str, number: str | None, variant: str, schedule: str, edition: str, language: str | None
) -> None:
    found = identify_text(text)
    if number is None:
        assert found is None
        return
    assert found is not None
    told = (found.number, found.variant, found.schedule, found.edition, found.language)
    assert told == (number, variant, schedule, edition, language)


@pytest.mark.parametrize(("mode", "number"), [(0, "IMM 9902"), (3, "IMM 9901")])
def test_text_that_nobody_sees_names_no_form(mode: int, number: str) -> None:
    """A line in a render mode beside a visible one that is not as plain."""
    seen, other = shown("IMM 9901", y=40), shown("IMM 9902 (01-2020) E", y=60, mode=mode)
    with open_pdf(painted(seen + other)) as document:
        found = identify_form(document, measure_form(document))
    assert found is not None
    assert found.number == number


def test_a_checklist_is_not_the_form_that_it_lists() -> None:
    text = "Send IMM 0008, IMM 5669 and IMM 5669 signed.\nIMM 5679 (03-2017) E\nPAGE 1 OF 2"
    found = identify_text(text)
    assert found is not None
    assert found.number == "IMM 5679"


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("make", [static_form, dynamic_form, plain_form, flattened_form])
def test_specimens(make: Callable[..., bytes], language: Language) -> None:
    with open_pdf(make(language)) as document:
        found = identify_form(document, measure_form(document))
    assert found is not None
    told = (found.number, found.edition, found.language)
    assert told == ("IMM 9901", "01-2020", language)
