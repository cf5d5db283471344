"""Barcodes whose list of fields is known, and answers that hold the sign between two values."""

from __future__ import annotations

import pytest

from models.pdf.fields import FormField
from models.pdf.validation import Barcode, compare_listed

LIST = ("xfa[0].form[0].form1[0].Job[0].dataNode", "xfa[0].form[0].form1[0].City[0].dataNode")


def field(name: str, value: str) -> FormField:
    return FormField(
        path=f"form1/{name}", place=f"form1[0].{name}[0]", name=name, caption=name,
        caption_from="caption", question="", section="", value=value, display=value, kind="text",
        page=1, box=None, index=0, options=(), pictures=(), source="xfa", is_mandatory=False,
        is_read_only=False, is_visible=True, is_default=False,
    )  # fmt: skip


COMPARED = [
    # fields of job and city, the bar code's values, changed fields, values that may be changed
    (("Cook", "Utopia"), ("Cook", "Utopia"), [], 0),
    (("Cook", "Elsewhere"), ("Cook", "Utopia"), ["City"], 0),
    (("Cook | baker", "Utopia"), ("Cook ", " baker", "Utopia"), [], 0),
    (("Cook | baker", "Elsewhere"), ("Cook ", " baker", "Utopia"), ["City"], 0),
    (("Cook", "Utopia"), ("Cook ", " baker", "Utopia"), [], 1),
    (("Cook", ""), ("Cook",), [], 0),
]


@pytest.mark.parametrize(("answers", "values", "changed", "loose"), COMPARED)
def test_the_sign_between_values_in_an_answer(
    answers: tuple[str, str], values: tuple[str, ...], changed: list[str], loose: int
) -> None:
    fields = [field("Job", answers[0]), field("City", answers[1])]
    found, shifted = compare_listed(fields, [(Barcode("IMM", 1, values), LIST)])
    assert [one.field.name for one in found] == changed
    assert shifted == loose
