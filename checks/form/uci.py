"""Whether the client identifier can be one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from checks.finding import Judgement, Measured, Outcome, Required
from checks.form.applicability import answered_form, gravest
from checks.form.questions import Question, boxes, fields_asking
from checks.form_facts import FormFacts
from checks.registry import check
from models.pdf.fields import FormField

_SHAPE = "shape of a number"
_SEPARATORS = re.compile(r"[\s\u2010-\u2015-]+")


@dataclass(frozen=True, slots=True)
class UciRule:
    """Where the identifier is asked, its shapes without dashes (0: a digit), known stand-ins."""

    asked: Question
    shapes: tuple[str, ...]
    placeholders: tuple[str, ...]


@check("form.uci", reasons=("plausible", "none-given", "wrong-shape", "placeholder", "blank-form"))
def form_uci(form: FormFacts, rule: UciRule) -> Judgement:
    """The UCI (client ID) has 8 or 10 digits and is no stand-in such as 1111-1111.

    Dashes and spaces do not count; no check digit is known. Who has no identifier leaves the field
    empty. The report states the shape of what was typed, not the number itself.
    Sources: IMM 5445, UCI; the department's correspondence for numbers of 10 digits.
    """
    typed = [
        field for field in fields_asking(answered_form(form).fields, rule.asked) if field.is_filled
    ]
    if not typed:
        return Judgement(Outcome.PASS, "none-given")
    return gravest([_judged(field, rule) for field in typed])


def _judged(field: FormField, rule: UciRule) -> Judgement:
    digits = _SEPARATORS.sub("", field.value)
    shape = re.sub(r"\d", "0", re.sub(r"\D", "?", digits))
    measured, required = Measured(shape, _SHAPE), Required(_SHAPE, any_of=rule.shapes)
    if shape not in rule.shapes:
        where = boxes([field])
        return Judgement(Outcome.FAIL, "wrong-shape", measured, required, 0.95, where)
    if len(set(digits)) == 1 or digits in rule.placeholders:
        return Judgement(Outcome.FAIL, "placeholder", confidence=0.9, where=boxes([field]))
    return Judgement(Outcome.PASS, "plausible", measured, required, 0.9)
