"""``docscreen fields``: every value under its caption, and clear refusals."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from samples.form_answers import typed_answers
from samples.forms import static_form
from samples.forms_design import QUESTIONS
from samples.generate import SPECIMENS_FOLDER
from tests.checks.form.small_forms import Field, small_form
from tests.service.conftest import CommandLine

FILLED = SPECIMENS_FOLDER / "form-filled.pdf"
FRENCH = SPECIMENS_FOLDER / "form-fields-only.pdf"


@pytest.mark.parametrize("path", [FILLED, FRENCH])
def test_every_answer_comes_back_under_its_caption(docscreen: CommandLine, path: Path) -> None:
    (line,) = docscreen("fields", "--json", path).out.splitlines()
    listing = json.loads(line)
    language = listing["form"]["language"]
    found = {(field["caption"], field["value"]) for field in listing["fields"]}
    captions = {question.path: question.caption(language) for question in QUESTIONS}
    assert {(captions[name], answer) for name, answer in typed_answers().items()} <= found
    assert listing["form"]["number"] == "IMM 1344"
    assert listing["total"] == len(listing["fields"])


def test_codes_are_shown_with_their_text(docscreen: CommandLine) -> None:
    table = docscreen("fields", FILLED).out
    (citizenship,) = [line for line in table.splitlines() if "Citizenship" in line]
    assert citizenship.split() == ["1", "Citizenship", "901", "Utopia"]
    assert "17 of 28 fields" in table


def test_questions_stand_beside_captions_and_dates_on_one_line(
    docscreen: CommandLine, tmp_path: Path
) -> None:
    parts = (("YYYY", "1991"), ("MM", "03"), ("DD", "07"))
    fields = [
        Field(f"Who/Birth/P{n}", words, value, question=f"4: Date of Birth ({words})")
        for n, (words, value) in enumerate(parts)
    ]
    name = Field("Who/Name/Family", "Family name", "Roy", question="1: Name in full (Family name)")
    form = tmp_path / "form.pdf"
    form.write_bytes(small_form("IMM 5444", [name, *fields]))
    rows = [" ".join(line.split()) for line in docscreen("fields", form).out.splitlines()]
    assert "1 Family name 1: Name in full (Family name) Roy" in rows
    assert "1 YYYY-MM-DD 4: Date of Birth 1991-03-07" in rows


def test_only_the_filled_ones(docscreen: CommandLine) -> None:
    listing = json.loads(docscreen("fields", "--json", "--filled", FILLED).out)
    assert all(field["filled"] for field in listing["fields"])
    assert len(listing["fields"]) == listing["filled"] < listing["total"]


def test_french_words_around_the_table(docscreen: CommandLine) -> None:
    table = docscreen("fields", FRENCH, "--lang", "fr").out
    assert "valeur" in table
    assert "champs remplis" in table


def test_several_forms_are_a_line_each(docscreen: CommandLine) -> None:
    run = docscreen("fields", "--json", FILLED, FRENCH)
    assert [Path(json.loads(line)["file"]).name for line in run.out.splitlines()] == [
        FILLED.name,
        FRENCH.name,
    ]


def test_a_scan_has_no_fields(docscreen: CommandLine) -> None:
    run = docscreen("fields", SPECIMENS_FOLDER / "form-scanned.pdf")
    assert run.status == 0
    assert "no field that can be read" in run.out


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("form-with-password.pdf", "password"),
        ("note.jpg", "no PDF"),
        ("portrait.jpg", "no PDF"),
        ("nothing.pdf", "no such file"),
    ],
)
def test_what_is_no_readable_form_is_a_usage_error(
    docscreen: CommandLine, name: str, said: str
) -> None:
    run = docscreen("fields", SPECIMENS_FOLDER / name)
    assert run.status == 2
    assert said in run.err
    assert len(run.err.splitlines()) == 1
    assert run.out == ""


def test_one_that_cannot_be_read_does_not_hide_the_others(docscreen: CommandLine) -> None:
    run = docscreen("fields", "--json", SPECIMENS_FOLDER / "note.jpg", FILLED)
    assert run.status == 2
    assert json.loads(run.out)["filled"] == 17


def test_values_cannot_steer_the_terminal(docscreen: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "form.pdf"
    path.write_bytes(static_form("en", {"Page1/Details": "a\u009b31mred\nsecond"}))
    table = docscreen("fields", "--filled", path).out
    assert "\u009b" not in table
    assert "second" in table


def test_a_form_comes_from_standard_input(docscreen: CommandLine) -> None:
    listing = json.loads(docscreen("fields", "--json", "-", stdin=FILLED.read_bytes()).out)
    assert listing["file"] == "stdin"
