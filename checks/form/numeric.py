"""Whether dates are written in numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from checks.finding import Judgement, Outcome
from checks.form.applicability import answered_form
from checks.form.questions import boxes, plain, quoted, says
from checks.form_facts import FormFacts
from checks.limits import Ceiling, Unit
from checks.registry import check
from models.pdf.fields import FormField

#: "3 February 1990", "1er mars 2020", "Feb. 3, 1990", "03-Feb-1990" or "February 1990".
_IN_WORDS = re.compile(
    r"(?:\d{1,2}(?:st|nd|rd|th|er)?[\s./-]*(?:of\s|de\s)?)?[^\W\d_]{3,}\.?[\s.,/-]*"
    r"(?:\d{1,2}(?:st|nd|rd|th)?,?\s+)?\d{4}"
)


@dataclass(frozen=True, slots=True)
class NumericRule:
    """How text fields for dates are captioned; ``most_named``: how many a message names."""

    captions: tuple[str, ...]
    max_in_words: int
    most_named: int


@check("form.dates-numeric", reasons=("numeric", "in-words"))
def form_dates_numeric(form: FormFacts, rule: NumericRule) -> Judgement:
    """Dates are written in numbers, not in words.

    Looked at are the form's date fields and text fields whose caption asks for a date; a year
    beside a word, with or without a day, is a date in words. What is no date is not judged here.
    Source: IMM 5445, question 7 (date of birth in numerical format).
    """
    fields = answered_form(form).fields
    worded = [field for field in fields if _is_date(field, rule) and _is_in_words(field)]
    verdict = Ceiling.at(rule.max_in_words).judge(len(worded), Unit("dates in words"))
    if verdict.outcome is Outcome.PASS:
        return verdict.because("numeric")
    return verdict.because("in-words", boxes(worded), {"fields": quoted(worded, rule.most_named)})


def _is_date(field: FormField, rule: NumericRule) -> bool:
    if not field.is_visible or field.kind not in ("date", "text"):
        return False
    return field.kind == "date" or says(field.caption, rule.captions)


def _is_in_words(field: FormField) -> bool:
    return field.is_filled and bool(_IN_WORDS.fullmatch(plain(field.value)))
