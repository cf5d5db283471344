"""Whether anything was filled in, and whether all that the form itself demands."""

from __future__ import annotations

from dataclasses import dataclass

from checks.finding import Judgement, Outcome
from checks.form_facts import FormFacts
from checks.limits import Floor, Unit
from checks.registry import check
from models.pdf.fields import FormField


@dataclass(frozen=True, slots=True)
class FilledRule:
    """How many fields somebody must have filled in for the form not to be blank.

    ``min_texts``: different texts that a form shows by itself from which on it may not be blank.
    """

    min_fields: int
    min_texts: int


@check("form.filled", reasons=("filled", "blank", "perhaps-blank"))
def form_filled(form: FormFacts, rule: FilledRule) -> Judgement:
    """The form was filled in: it is not the blank one.

    Counted are fields with a value that the blank form does not have by itself: version numbers,
    unticked boxes and the form's own lists of countries and codes do not count. A PDF form without
    XFA may state as its default what somebody typed: where it holds several such texts and no other
    answer, an officer looks.
    """
    fields = form.live_form.fields
    filled = sum(field.is_filled for field in fields)
    verdict = Floor.at(rule.min_fields).judge(float(filled), Unit("fields"))
    if verdict.outcome is Outcome.PASS:
        return verdict.because("filled")
    typed = {field.value for field in fields if field.source == "acroform" and _is_typed(field)}
    is_blank = Floor.at(rule.min_texts).judge(float(len(typed)), Unit("fields"))
    if is_blank.outcome is Outcome.PASS:
        return verdict.doubted().because("perhaps-blank")
    return verdict.because("blank")


def _is_typed(field: FormField) -> bool:
    """Whether a field for writing shows text, if only the form's own."""
    return field.is_open_text and bool(field.value.strip())
