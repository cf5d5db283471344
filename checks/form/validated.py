"""Whether the form was validated, and not changed since."""

from __future__ import annotations

from dataclasses import dataclass

from checks.finding import Judgement, Outcome
from checks.form.applicability import NOT_FOR_THIS_FORM, answered_form, is_among
from checks.form.questions import boxes, quoted
from checks.form_facts import FormFacts
from checks.limits import Ceiling, Unit
from checks.registry import check


@dataclass(frozen=True, slots=True)
class ValidatedRule:
    """The forms with a Validate button; ``max_changed``: fields that may differ from the bar codes.

    ``most_named``: how many of them a message names.
    """

    forms: tuple[str, ...]
    max_changed: int
    most_named: int


@check(
    "form.validated",
    reasons=("validated", "not-validated", "no-barcodes", "changed-after", "perhaps-changed"),
)
def form_validated(form: FormFacts, rule: ValidatedRule) -> Judgement:
    """The form was validated with its own button and not changed afterwards.

    Validating sets a flag and writes the answers into the strings of the bar codes. A form whose
    fields differ from these strings was changed since. A form that has such a flag is judged by it,
    whether or not the policy lists it.
    Source: forms with a 2D bar code, "Validate".
    """
    if not is_among(form, rule.forms) and not _has_button(form):
        return NOT_FOR_THIS_FORM
    answered_form(form)
    found = form.validation
    if found.is_flagged is False or not (found.is_flagged or found.barcodes):
        return Judgement(Outcome.FAIL, "not-validated", confidence=0.95)
    if not found.barcodes:
        return Judgement(Outcome.UNSURE, "no-barcodes", confidence=0.5)
    return _compared(form, rule)


def _has_button(form: FormFacts) -> bool:
    """Whether a form that the policy does not list has a flag or bar codes all the same."""
    if not form.layer.is_live:
        return False
    return form.validation.is_flagged is not None or bool(form.validation.barcodes)


def _compared(form: FormFacts, rule: ValidatedRule) -> Judgement:
    """Whether the bar codes hold what the fields hold."""
    found = form.validation
    fields = tuple(difference.field for difference in found.disagreements)
    verdict = Ceiling.at(rule.max_changed).judge(len(fields), Unit("changed fields"))
    if verdict.outcome is Outcome.FAIL:
        named = {"fields": quoted(fields, rule.most_named)}
        return verdict.because("changed-after", boxes(fields), named)
    if found.not_in_fields:
        # The form does not list which field each value of its bar codes is from.
        loose = Ceiling.at(rule.max_changed).judge(found.not_in_fields, Unit("changed fields"))
        return loose.doubted().because("perhaps-changed")
    return verdict.because("validated")
