from __future__ import annotations

import datetime as dt
import time

import pytest

from models.text.reading import PrintedLine
from models.viz.fields import printed_fields
from tests.models.viz.printed import caption_above, printed_line

TODAY = dt.date(2026, 11, 24)


def values_of(lines: list[PrintedLine], today: dt.date = TODAY) -> dict[str, str | None]:
    fields = printed_fields(lines, today)
    return {name: field.value for name, field in fields.by_name.items()}


PASSPORT = [
    *caption_above("Passport No. / N° du passeport", "X1234567", 600, 100),
    *caption_above("Surname / Nom", "ERIKSSON", 300, 150),
    *caption_above("Given names / Prénoms", "ANNA-MARIA ZOË", 300, 200),
    *caption_above("Nationality / Nationalité", "UTOPIAN", 300, 250),
    *caption_above("Date of birth / Date de naissance", "12 AUG/AOÛT 74", 300, 300),
    *caption_above("Sex / Sexe", "F", 700, 300),
    *caption_above("Date of issue / Date de délivrance", "16 APR/AVR 2020", 300, 350),
    *caption_above("Authority / Autorité", "PASSPORT 0FFICE", 700, 350),
    *caption_above("Date of expiry / Date d'expiration", "15 APR/AVR 2030", 300, 400),
]


def test_values_below_their_captions() -> None:
    assert values_of(PASSPORT) == {
        "number": "X1234567",
        "surname": "ERIKSSON",
        "given_names": "ANNA-MARIA ZOË",
        "nationality": "UTOPIAN",
        "birth_date": "1974-08-12",
        "sex": "F",
        "issue_date": "2020-04-16",
        "authority": "PASSPORT OFFICE",
        "expiry_date": "2030-04-15",
    }


def test_a_field_says_where_it_stands_and_in_which_languages() -> None:
    field = printed_fields(PASSPORT, TODAY).by_name["surname"]
    assert field.languages == ("en", "fr")
    assert field.caption == "Surname / Nom"
    assert field.box.centre == PASSPORT[3].box.centre
    assert field.caption_box.centre == PASSPORT[2].box.centre
    assert 0.8 < field.confidence <= 0.98


def test_a_field_without_its_caption_is_absent() -> None:
    lines = [line for line in PASSPORT if not line.text.startswith("Surname")]
    fields = printed_fields(lines, TODAY)
    assert "surname" not in fields.by_name
    assert "ERIKSSON" not in {field.raw for field in fields.fields}
    assert "surname" not in fields.without_value


def test_a_caption_without_its_value_is_named() -> None:
    lines = [line for line in PASSPORT if line.text != "12 AUG/AOÛT 74"]
    fields = printed_fields(lines, TODAY)
    assert "birth_date" not in fields.by_name
    assert fields.without_value == ("birth_date",)


def test_a_value_of_another_kind_is_not_taken() -> None:
    lines = caption_above("Date of birth", "UTOPIA", 100, 100)
    assert values_of(lines) == {}


def test_values_on_the_captions_line() -> None:
    lines = [
        printed_line("Surname: ERIKSSON", 100, 100),
        printed_line("Given name: ANNA MARIA", 100, 140),
        printed_line("Sex: F   Height: 162 cm", 100, 180),
        printed_line("Document No: L898902C3", 100, 220),
    ]
    assert values_of(lines) == {
        "surname": "ERIKSSON",
        "given_names": "ANNA MARIA",
        "sex": "F",
        "height": "162",
        "number": "L898902C3",
    }


def test_values_in_the_next_column() -> None:
    rows = [("Surname", "SMITH"), ("Given names", "JOHN"), ("Date of birth", "1985-03-15"),
            ("Date of expiry", "2030-05-31")]  # fmt: skip
    lines = [
        line
        for row, (caption, value) in enumerate(rows)
        for line in (
            printed_line(caption, 100, 100 + 40 * row),
            printed_line(value, 300, 100 + 40 * row),
        )
    ]
    assert values_of(lines) == {
        "surname": "SMITH", "given_names": "JOHN", "birth_date": "1985-03-15",
        "expiry_date": "2030-05-31",
    }  # fmt: skip


def test_a_line_that_holds_two_columns_is_cut() -> None:
    lines = [
        printed_line("Date of birth", 100, 100, 16),
        printed_line("Sex", 300, 100, 16),
        printed_line("14 AUG 1947       M", 100, 120, 22),
    ]
    assert values_of(lines) == {"birth_date": "1947-08-14", "sex": "M"}


def test_the_licence_caption_of_two_lines() -> None:
    lines = [
        printed_line("1,2 NAME / NOM", 300, 100, 15),
        printed_line("O'CONNOR", 300, 117, 20),
        printed_line("ENYA SIOBHAN", 300, 138, 20),
        *caption_above("8 ADDRESS / ADRESSE", "12 EXAMPLE STREET", 300, 165),
        *caption_above("4d NUMBER / NUMÉRO", "O0493-06362-10155", 300, 215),
        *caption_above("4a ISS / DÉL", "2020-04-19", 300, 265),
        *caption_above("4b EXP / EXP", "2030-04-19", 520, 265),
        *caption_above("3 DOB / DDN", "2000-11-04", 520, 315),
    ]
    assert values_of(lines) == {
        "surname": "O'CONNOR",
        "given_names": "ENYA SIOBHAN",
        "address": "12 EXAMPLE STREET",
        "number": "O0493-06362-10155",
        "issue_date": "2020-04-19",
        "expiry_date": "2030-04-19",
        "birth_date": "2000-11-04",
    }


def test_numbers_alone_are_captions_of_a_licence() -> None:
    lines = [
        printed_line("1. DUPONT", 300, 100),
        printed_line("2. MARIE", 300, 130),
        printed_line("3. 12.01.1985 LYON", 300, 160),
        printed_line("4a. 05.03.2019", 300, 190),
        printed_line("4b. 05.03.2034", 300, 220),
        printed_line("5. 12AB34567", 300, 250),
    ]
    assert values_of(lines) == {
        "surname": "DUPONT",
        "given_names": "MARIE",
        "birth_date": "1985-01-12",
        "issue_date": "2019-03-05",
        "expiry_date": "2034-03-05",
        "number": "12AB34567",
    }


def test_a_street_number_is_no_caption() -> None:
    assert values_of([printed_line("12 EXAMPLE STREET", 300, 100)]) == {}


def test_an_address_and_a_long_name_run_over_lines() -> None:
    lines = [
        printed_line("Given names", 100, 100, 15),
        printed_line("MARIA DA CONCEIÇÃO", 100, 117, 20),
        printed_line("APARECIDA", 100, 140, 20),
        printed_line("Address", 100, 190, 15),
        printed_line("95 FABLE ROAD", 100, 207, 20),
        printed_line("MODELVILLE X1X 1X1", 100, 230, 20),
    ]
    assert values_of(lines) == {
        "given_names": "MARIA DA CONCEIÇÃO APARECIDA",
        "address": "95 FABLE ROAD MODELVILLE X1X 1X1",
    }


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ([], {"name": "ERIKSSON"}),
        (caption_above("Prénoms / Given names", "ANNA", 100, 200),
         {"surname": "ERIKSSON", "given_names": "ANNA"}),
    ],
)  # fmt: skip
def test_nom_is_the_surname_beside_given_names_and_else_the_name(
    others: list[PrintedLine],
    expected: dict[str, str],
) -> None:
    assert values_of([*caption_above("Name / Nom", "ERIKSSON", 100, 100), *others]) == expected


def test_an_open_order_of_day_and_month_stays_open() -> None:
    fields = printed_fields(caption_above("Date of expiry", "04/05/2031", 100, 100), TODAY)
    field = fields.by_name["expiry_date"]
    assert field.value is None
    assert set(field.values) == {"2031-05-04", "2031-04-05"}


@pytest.mark.parametrize(("proof", "expected"), [("29/08/2021", "2031-05-04"),
                                                  ("08/29/2021", "2031-04-05")])  # fmt: skip
def test_another_date_of_the_document_proves_the_order(proof: str, expected: str) -> None:
    lines = [
        *caption_above("Date of issue", proof, 100, 100),
        *caption_above("Date of expiry", "04/05/2031", 100, 150),
    ]
    assert values_of(lines)["expiry_date"] == expected


def test_a_date_in_three_pieces_is_put_together() -> None:
    lines = [
        printed_line("Date of birth", 100, 100, 15),
        printed_line("01", 100, 117, 20),
        printed_line("07", 135, 117, 20),
        printed_line("1984", 170, 117, 20),
    ]
    assert values_of(lines) == {"birth_date": "1984-07-01"}


def test_a_field_printed_twice_is_kept_twice() -> None:
    lines = [
        *caption_above("Surname", "ERIKSSON", 100, 100),
        *caption_above("Surname", "ERIKSON", 100, 600),
    ]
    fields = printed_fields(lines, TODAY)
    assert [field.value for field in fields.fields] == ["ERIKSSON", "ERIKSON"]


@pytest.mark.parametrize(
    ("printed", "sex"),
    [("F", "F"), ("F/F", "F"), ("M / M", "M"), ("X", "X"), ("K/M", "M"), ("V/M", "M"), ("K/F", "F"),
     ("FEMALE / FÉMININ", "F")],
)  # fmt: skip
def test_sex_in_one_letter(printed: str, sex: str) -> None:
    assert values_of(caption_above("Sex / Sexe", printed, 100, 100)) == {"sex": sex}


def test_a_visa_states_its_own_number_and_the_passports() -> None:
    lines = [
        *caption_above("Document No. / N° du document", "AB1234567", 100, 100),
        *caption_above("Passport No. / N° de passeport", "X7654321", 100, 150),
    ]
    assert values_of(lines) == {"number": "AB1234567", "passport_number": "X7654321"}


def test_placeholders_and_letters_have_no_fields() -> None:
    lines = [
        *caption_above("Surname", "<surname>", 100, 100),
        printed_line("It mentions a passport, a date of birth and the number X1234567,", 100, 300),
        printed_line("as letters do, and it says nothing about anybody.", 100, 330),
    ]
    assert values_of(lines) == {}


def test_a_page_full_of_captions_costs_little() -> None:
    lines = [
        printed_line("Date of birth / Date de naissance", 30.0 * (at % 4), 12.0 * at, 10)
        for at in range(45)
    ] + [printed_line("12 JAN 1985", 30.0 * (at % 4), 12.0 * at + 6, 10) for at in range(45)]
    start_s = time.process_time()
    printed_fields(lines, TODAY)
    assert time.process_time() - start_s < 2.0


def test_the_line_below_a_name_is_kept_apart_where_it_is_set_otherwise() -> None:
    lines = [
        *caption_above("Given name", "ADIL BƏKIR OğLU", 100, 100),
        printed_line("DIL", 100, 141, 22.0),
        *caption_above("Date of birth", "14.08.1994", 100, 200),
    ]
    (given,) = [one for one in printed_fields(lines, TODAY).fields if one.name == "given_names"]
    assert given.raw == "ADIL BƏKIR OğLU"
    assert given.lines == ("ADIL BƏKIR OğLU", "DIL")


def test_the_lines_of_a_long_name_are_told() -> None:
    lines = [
        *caption_above("Surname", "PAPANDROPOULOUS", 100, 100),
        printed_line("TZAVELAS", 100, 141, 22.0),
    ]
    (surname,) = printed_fields(lines, TODAY).fields
    assert surname.values == ("PAPANDROPOULOUS TZAVELAS",)
    assert surname.lines == ("PAPANDROPOULOUS", "TZAVELAS")


def test_a_day_of_issue_that_has_not_come_leaves_the_past_one_to_its_caption() -> None:
    lines = [
        *caption_above("Date of issue", "09 MAY 2022", 100, 100),
        *caption_above("Date of expiry", "08 MAY 2032", 400, 100),
    ]
    assert values_of(lines) == {"issue_date": "2022-05-09", "expiry_date": "2032-05-08"}
    odd = caption_above("Date of issue", "09 MAY 2032", 100, 100)
    assert values_of(odd) == {"issue_date": "2032-05-09"}
