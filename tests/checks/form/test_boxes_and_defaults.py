"""Groups of boxes of which none is ticked, and answers that a form states as its defaults."""

from __future__ import annotations

import io
from collections.abc import Mapping

import pikepdf
import pytest

from samples.forms_page import add_page, waiting_page
from tests.checks.form.small_forms import Field, judge, small_form, verdict

APPLYING = "3: I am applying for one or more of the following:"


def boxes(*values: str, question: str = APPLYING) -> list[Field]:
    return [
        Field(
            f"For/Box{n}", f"Permit {n}", value, "check-box", is_mandatory=True, question=question
        )
        for n, value in enumerate(values)
    ]


CONSENT = Field("For/Own", "I agree", "0", "check-box", is_mandatory=True, question="Consent")
BOXES = [
    (boxes("0", "0", "0"), "missing"),
    (boxes("", "0", ""), "missing"),
    (boxes("0", "1", "0"), "complete"),
    (boxes("1", "1"), "complete"),
    # a single box has an answer in either state, and boxes without a common question are no group
    (boxes("0"), "complete"),
    ([CONSENT, *boxes("0", question="Another")], "complete"),
]


@pytest.mark.parametrize(("fields", "reason"), BOXES)
def test_a_group_needs_a_tick(fields: list[Field], reason: str) -> None:
    assert verdict("form.complete", "pr-portal", "IMM 5532", *fields)[1] == reason


def test_a_group_is_named_by_its_question_and_once() -> None:
    fields = [Field("Given", "Given name(s)", "Zoé"), *boxes("0", "0", "0")]
    found = judge("form.complete", "pr-portal", small_form("IMM 5532", fields))
    assert found.details["fields"] == f"{APPLYING} (page 1)"


def test_boxes_that_nobody_must_tick_may_stay_empty() -> None:
    fields = [
        Field(f"For/Box{n}", f"Permit {n}", "0", "check-box", question=APPLYING) for n in (1, 2)
    ]
    assert verdict("form.complete", "pr-portal", "IMM 5532", *fields)[1] == "complete"


def with_defaults(texts: Mapping[str, str], defaults: Mapping[str, str]) -> bytes:
    """An AcroForm of text fields, some of which state their text as the form's own."""
    pdf = pikepdf.new()
    add_page(pdf, waiting_page("en"))
    fields = pikepdf.Array()
    for number, (name, text) in enumerate(texts.items()):
        field = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx,
            T=pikepdf.String(name), TU=pikepdf.String(name), V=pikepdf.String(text),
            DV=pikepdf.String(defaults.get(name, "")),
            Rect=[50, 20 * number, 250, 20 * number + 15],
        )  # fmt: skip
        fields.append(pdf.make_indirect(field))
    pdf.pages[0].obj.Annots = fields
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=fields)
    target = io.BytesIO()
    pdf.save(target, static_id=True)
    return target.getvalue()


ANSWERS = {"Name": "Zoé", "Address": "1 rue Utopie", "City": "Utopia", "Since": "2019-01-01"}
EMPTY = dict.fromkeys(("Phone", "Occupation", "Employer", "Remarks", "Reference"), "")
DEFAULTS = [
    (ANSWERS, ANSWERS, "pass", "filled"),
    (ANSWERS, {}, "pass", "filled"),
    ({**ANSWERS, **EMPTY}, ANSWERS, "unsure", "perhaps-blank"),
    ({"Country": "Canada", **EMPTY}, {"Country": "Canada"}, "fail", "blank"),
    (EMPTY, {}, "fail", "blank"),
]


@pytest.mark.parametrize(("texts", "defaults", "outcome", "reason"), DEFAULTS)
def test_answers_that_are_stated_as_defaults(
    texts: Mapping[str, str], defaults: Mapping[str, str], outcome: str, reason: str
) -> None:
    found = judge("form.filled", "pr-portal", with_defaults(texts, defaults))
    assert (found.outcome.value, found.reason) == (outcome, reason)
