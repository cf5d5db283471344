"""Real blank forms: identity, blankness, captions, and every value that is written into them."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from models.pdf.fields import FormField, FormFields, measure_form
from models.pdf.form_identity import identify_form
from models.pdf.opening import open_pdf
from models.pdf.validation import measure_validation
from samples.forms import fill_acroform, fill_datasets

pytestmark = pytest.mark.accuracy

#: Milliseconds from bytes to all fields of a 2 MB form; three times what a quiet machine needs.
MAX_MS = 360.0
_NO_ANSWERS = frozenset({"button", "barcode", "image", "signature"})


def labels(corpus: Path, folder: str) -> list[dict[str, Any]]:
    lines = (corpus / "form" / "labels.jsonl").read_text(encoding="utf-8").splitlines()
    return [label for label in map(json.loads, lines) if label["file"].startswith(folder)]


def known_value(field: FormField, number: int) -> str:
    """A value that no other field has, in the alphabet of its kind; long ones among them."""
    if field.options:
        return field.options[number % len(field.options)].value or "ZZ"
    if field.kind == "date":
        return f"20{number % 100:02}-{number % 12 + 1:02}-{number % 28 + 1:02}"
    return f'É{number} à & <b> "ç" ]]> \'' + " lorem ipsum" * (number % 60)


def stored_in_data(form: FormFields) -> dict[str, FormField]:
    """The fields whose values the data hold, once each."""
    return {
        field.path: field
        for field in form.fields
        if "/" in field.path and "#" not in field.path and field.kind not in _NO_ANSWERS
    }


def read(content: bytes) -> FormFields:
    with open_pdf(content) as document:
        return measure_form(document)


def xfa_files(corpus: Path) -> list[Path]:
    found = [*labels(corpus, "ircc_forms/"), *labels(corpus, "digital_form/")]
    names = [label["file"] for label in found if label["truth"].get("xfa") in ("static", "dynamic")]
    assert len(names) >= 10
    return [corpus / "form" / name for name in names]


def test_every_value_comes_back_under_its_caption(corpus: Path) -> None:
    written = 0
    for path in xfa_files(corpus):
        content = path.read_bytes()
        blank = stored_in_data(read(content))
        values = {p: known_value(field, n) for n, (p, field) in enumerate(blank.items())}
        filled = stored_in_data(read(fill_datasets(content, values)))
        assert {p: field.value for p, field in filled.items()} == values, path.name
        assert {p: f.caption for p, f in filled.items()} == {p: f.caption for p, f in blank.items()}
        for field in filled.values():
            texts = [option.text for option in field.options if option.value == field.value]
            assert not texts or field.display in (*texts, field.value), field.path
        written += len(values)
    assert written > 1_000


def test_repeated_parts_of_a_form_that_starts_without_them(corpus: Path) -> None:
    content = (corpus / "form" / "ircc_forms" / "helloworld__imm0008enu_2d.pdf").read_bytes()
    group = "form1/Page1/dependants"
    values = {
        f"{group}{index}/q1/{name}": f"{name} {index}"
        for index in ("", "[1]", "[2]", "[3]")
        for name in ("FamilyName", "GivenName")
    }
    filled = {field.path: field for field in read(fill_datasets(content, values)).fields}
    assert {path: filled[path].value for path in values} == values
    assert all("name" in filled[path].caption.casefold() for path in values)


def test_boxes_of_a_static_form_outside_the_data(corpus: Path) -> None:
    content = (corpus / "form" / "ircc_forms" / "helloworld__imm5679e.pdf").read_bytes()
    names = [field.name for field in read(content).acro]
    assert len(names) == 13
    for name in names:
        ticked = [f for f in read(fill_acroform(content, {name: "1"})).fields if f.is_filled]
        assert len(ticked) == 1
        assert name.replace("#subform[1].", "") == ticked[0].place
        assert ticked[0].caption[0].isdigit()


def test_blank_forms_are_not_filled_and_known(corpus: Path) -> None:
    for label in labels(corpus, "ircc_forms/"):
        with open_pdf((corpus / "form" / label["file"]).read_bytes()) as document:
            form = measure_form(document)
            identity = identify_form(document, form)
        assert form.is_filled is label["truth"]["filled"], label["file"]
        assert identity is not None
        assert identity.number == label["truth"]["form"], label["file"]
        assert identity.edition, label["file"]
        assert identity.language == "en"
        assert measure_validation(form).is_flagged is not True


def test_every_visible_field_has_a_caption(corpus: Path) -> None:
    for label in labels(corpus, "ircc_forms/"):
        form = read((corpus / "form" / label["file"]).read_bytes())
        without = [f.path for f in form.fields if f.is_visible and not f.caption]
        assert without == [], label["file"]


def test_pages_that_the_template_gives_are_those_of_the_widgets(corpus: Path) -> None:
    compared = 0
    for path in xfa_files(corpus):
        form = read(path.read_bytes())
        if form.xfa is None or form.xfa.kind == "dynamic":
            continue
        page_by_place = {acro.place: acro.widgets[0].page for acro in form.acro if acro.widgets}
        for bound in form.xfa.fields:
            if bound.field is not None and bound.place in page_by_place:
                assert bound.field.page == page_by_place[bound.place], bound.place
                compared += 1
    assert compared > 300


@pytest.mark.parametrize(
    ("name", "pages"),
    # as the forms themselves had counted when they were saved (field PageCount)
    [("helloworld__imm0008enu_2d.pdf", 5), ("Competitive-Tracker-Public__imm5710e.pdf", 5)],
)
def test_pages_of_dynamic_forms(corpus: Path, name: str, pages: int) -> None:
    form = read((corpus / "form" / "ircc_forms" / name).read_bytes())
    assert max(field.page or 0 for field in form.fields if field.is_visible) == pages


def test_time(corpus: Path) -> None:
    content = (corpus / "form" / "ircc_forms" / "helloworld__imm0008enu_2d.pdf").read_bytes()
    times = []
    for _ in range(3):
        started = time.perf_counter()
        read(content)
        times.append((time.perf_counter() - started) * 1000.0)
    assert min(times) < MAX_MS
