"""Whether anything was filled in, and whether all that the form itself demands."""

from __future__ import annotations

from dataclasses import dataclass

from checks.finding import Judgement, Outcome
from checks.form_facts import FormFacts
from checks.limits import Floor, Unit
from checks.registry import check


@dataclass(frozen=True, slots=True)
class FilledRule:
    """How many fields somebody must have filled in for the form not to be blank."""

    min_fields: int


@check("form.filled", reasons=("filled", "blank"))
def form_filled(form: FormFacts, rule: FilledRule) -> Judgement:
    """The form was filled in: it is not the blank one.

    Counted are fields with a value that the blank form does not have by itself: version numbers,
    unticked boxes and the form's own lists of countries and codes do not count.
    """
    filled = sum(field.is_filled for field in form.live_form.fields)
    verdict = Floor.at(rule.min_fields).judge(float(filled), Unit("fields"))
    return verdict.because("filled" if verdict.outcome is Outcome.PASS else "blank")
