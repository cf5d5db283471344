"""Whether the form has all the answers that it demands itself."""

from __future__ import annotations

from dataclasses import dataclass

from checks.finding import Judgement, Outcome
from checks.form.applicability import answered_form
from checks.form.questions import boxes, quoted
from checks.form_facts import FormFacts
from checks.limits import Ceiling, Unit, decisive
from checks.registry import check
from models.pdf.fields import FormField


@dataclass(frozen=True, slots=True)
class CompleteRule:
    """How many mandatory answers may be missing or misshapen, and how many a message names."""

    max_missing: int
    max_malformed: int
    most_named: int


@check("form.complete", reasons=("complete", "validated", "missing", "malformed", "blank-form"))
def form_complete(form: FormFacts, rule: CompleteRule) -> Judgement:
    """Every question that the form marks as mandatory is answered.

    The form's template says which fields must be answered and how dates are written, and the form
    keeps what its own scripts made of that; no script is run. Shapes of other answers are not
    judged: scripts change those of postal codes with the country. A form that was validated and
    not changed since has passed its own, stricter test.
    Source: IMM 5445, "Be complete and accurate".
    """
    answered_form(form)
    found = form.validation
    if found.is_flagged and found.barcodes and found.is_consistent:
        return Judgement(Outcome.PASS, "validated", confidence=0.95)
    malformed = tuple(field for field in found.malformed if _is_date(field))
    verdicts = {
        "missing": Ceiling.at(rule.max_missing).judge(len(found.missing), Unit("empty fields")),
        "malformed": Ceiling.at(rule.max_malformed).judge(
            len(malformed), Unit("misshapen answers")
        ),
    }
    name, verdict = decisive(verdicts)
    if verdict.outcome is Outcome.PASS:
        return verdict.because("complete")
    fields = found.missing if name == "missing" else malformed
    return verdict.because(name, boxes(fields), {"fields": quoted(fields, rule.most_named)})


def _is_date(field: FormField) -> bool:
    return field.kind == "date" or any("date" in picture for picture in field.pictures)
