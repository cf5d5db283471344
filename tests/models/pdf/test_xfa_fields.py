"""Known values written into specimens come back, every one, under their captions."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from models.pdf.fields import FormField, FormFields, measure_fields, measure_form
from models.pdf.opening import open_pdf
from samples.forms import dynamic_form, fill_acroform, fill_datasets, plain_form, static_form
from samples.forms_design import QUESTIONS, ROOT, Language, Question, visible_questions

Make = Callable[..., bytes]
LANGUAGES: tuple[Language, ...] = ("en", "fr")


def known_value(question: Question, number: int) -> str:
    """A value that no other field has, in the alphabet of its kind."""
    if question.kind == "date":
        return f"19{number:02}-01-{number % 28 + 1:02}"
    if question.answers:
        return question.answers[number % len(question.answers)].code
    if question.kind == "check-box":
        return "1"
    return f"É{number} <b>à & ç</b> ]]> \"'" + " lorem ipsum" * (20 * (number % 3))


def known_values() -> dict[str, str]:
    answerable = [question for question in QUESTIONS if question.kind != "signature"]
    return {q.path: known_value(q, number) for number, q in enumerate(answerable)}


def read(content: bytes) -> FormFields:
    return measure_form(open_pdf(content))


def by_path(form: FormFields) -> Mapping[str, FormField]:
    return {field.path: field for field in form.fields}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("make", [static_form, dynamic_form])
def test_every_value_of_an_xfa_form_comes_back(make: Make, language: Language) -> None:
    values = known_values()
    fields = by_path(read(make(language, values)))
    for question in QUESTIONS:
        field = fields[question.data_path]
        assert field.value == values.get(question.path, question.default), question.path
        if not question.is_hidden:
            assert field.caption == question.caption(language), question.path
        assert field.page == question.page


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_value_of_an_acroform_comes_back(language: Language) -> None:
    questions = [q for q in visible_questions() if q.kind != "signature"]
    values = {q.path: known_value(q, number) for number, q in enumerate(questions)}
    fields = by_path(read(plain_form(language, values)))
    for question in questions:
        field = fields[question.path.replace("/", "_")]
        assert field.value == values[question.path]
        assert field.caption == question.caption(language)
        assert field.is_filled


@pytest.mark.parametrize("make", [static_form, dynamic_form, plain_form])
def test_a_blank_form_is_not_filled(make: Make) -> None:
    form = read(make("en"))
    assert not form.is_filled
    assert [field.path for field in form.fields if field.is_filled] == []


@pytest.mark.parametrize("make", [static_form, dynamic_form])
@pytest.mark.parametrize("path", [q.path for q in visible_questions() if q.kind != "signature"])
def test_one_answer_fills_a_form(make: Make, path: str) -> None:
    assert read(make("en", {path: known_values()[path]})).is_filled


def test_codes_are_resolved_by_the_forms_own_lists() -> None:
    values = {"Page1/Citizenship": "902", "Page1/Purpose/Purpose": "03", "Page1/Refused": "N"}
    english, french = (by_path(read(dynamic_form(lang, values))) for lang in LANGUAGES)
    shown = [english[f"{ROOT}/{path}"].display for path in values]
    assert shown == ["Ruritania & Graustark", "Other", "No"]
    shown = [french[f"{ROOT}/{path}"].display for path in values]
    assert shown == ["Ruritanie & Graustark", "Autre", "Non"]


def test_repeated_siblings_keep_their_order() -> None:
    values = {"Page2/Note": "first", "Page2/Note[1]": "second"}
    notes = [f for f in read(dynamic_form("en", values)).fields if f.name == "Note"]
    assert [(note.index, note.value) for note in notes] == [(0, "first"), (1, "second")]


def test_more_siblings_than_the_template_has_stay_under_its_caption() -> None:
    content = fill_datasets(dynamic_form("en"), {f"{ROOT}/Page2/Note[4]": "fifth"})
    notes = [f for f in read(content).fields if f.name == "Note"]
    assert [(note.index, note.value, note.caption) for note in notes][-1] == (4, "fifth", "Note")


def test_values_that_no_field_takes_are_kept() -> None:
    content = fill_datasets(dynamic_form("en"), {f"{ROOT}/Page1/Nowhere": "x"})
    last = read(content).fields[-1]
    assert (last.path, last.value, last.source) == (f"{ROOT}/Page1/Nowhere", "x", "data-only")


def test_a_value_further_out_goes_to_the_field_of_its_name() -> None:
    content = fill_datasets(dynamic_form("en"), {f"{ROOT}/FamilyName": "Moreau"})
    assert [f.caption for f in read(content).fields if f.value == "Moreau"] == ["Family name"]


def test_a_static_form_filled_by_another_program_is_read_from_its_acroform() -> None:
    names = {q.path: q.field_name for q in visible_questions()}
    values = {"Page1/Name/FamilyName": "Moreau", "Page1/Refused": "N", "Page1/Citizenship": "901"}
    content = fill_acroform(static_form("en"), {names[p]: v for p, v in values.items()})
    fields = by_path(read(content))
    assert {path: fields[f"{ROOT}/{path}"].value for path in values} == values
    assert fields[f"{ROOT}/Page1/Citizenship"].display == "Utopia"


def test_static_fields_have_the_box_of_their_widget() -> None:
    fields = {field.caption: field for field in measure_fields(open_pdf(static_form("en")))}
    assert fields["Family name"].box == pytest.approx((300, 110, 540, 128))
    assert fields["Family name"].source == "both"
    assert fields["Activity"].page == 2
