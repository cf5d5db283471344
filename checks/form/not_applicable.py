"""Whether something was answered where "not applicable" is no answer."""

from __future__ import annotations

from dataclasses import dataclass

from checks.finding import Judgement, Outcome
from checks.form.applicability import NOT_FOR_THIS_FORM, answered_form, entries_for
from checks.form.questions import Question, bare_words, boxes, fields_under, quoted
from checks.form_facts import FormFacts
from checks.limits import Ceiling, Unit
from checks.registry import check
from models.errors import NotMeasurable


@dataclass(frozen=True, slots=True)
class Needed:
    """A part of certain forms where everybody has something to say."""

    forms: tuple[str, ...]
    asked: Question


@dataclass(frozen=True, slots=True)
class NotApplicableRule:
    """Where "not applicable" is no answer, and the ways in which it is written."""

    parts: tuple[Needed, ...]
    refused: tuple[str, ...]
    max_refused: int
    most_named: int


@check("form.not-applicable", reasons=("answered", "refused"))
def form_not_applicable(form: FormFacts, rule: NotApplicableRule) -> Judgement:
    """No part of the form that concerns everybody is answered with "not applicable".

    Who was retired, out of work or at home for a time states that, with the place.
    Source: IMM 5445, question 20 (work and education history).
    """
    parts = entries_for(rule.parts, form)
    if not parts:
        return NOT_FOR_THIS_FORM
    fields = answered_form(form).fields
    asked = [field for part in parts for field in fields_under(fields, part.asked)]
    if not asked:
        raise NotMeasurable("question-not-found")
    words = {bare_words(word) for word in rule.refused}
    refused = [field for field in asked if field.is_filled and bare_words(field.value) in words]
    verdict = Ceiling.at(rule.max_refused).judge(len(refused), Unit("refused answers"))
    if verdict.outcome is Outcome.PASS:
        return verdict.because("answered")
    named = {"fields": quoted(refused, rule.most_named)}
    return verdict.because("refused", boxes(refused), named)
