"""Whether the client identifier can be one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from checks.finding import Judgement, Measured, Outcome, Required
from checks.form.applicability import answered_form, gravest
from checks.form.questions import Question, bare_words, boxes, fields_asking, says
from checks.form_facts import FormFacts
from checks.registry import check
from models.pdf.fields import FormField

_SHAPE = "shape of a number"
#: Letters before a number, with the sign behind them: "UCI: ".
_LABEL = re.compile(r"\A(?P<words>[^\d:#]*[^\W\d][^\d:#]*)[:#\s]+(?=\d)")
_SEPARATORS = re.compile(r"[\s\u2010-\u2015-]+")


@dataclass(frozen=True, slots=True)
class UciRule:
    """Where the identifier is asked, its shapes without dashes (0: a digit), known stand-ins.

    ``not_given``: what is written by who has none.
    """

    asked: Question
    not_given: tuple[str, ...]
    shapes: tuple[str, ...]
    placeholders: tuple[str, ...]


@check("form.uci", reasons=("plausible", "none-given", "wrong-shape", "placeholder"))
def form_uci(form: FormFacts, rule: UciRule) -> Judgement:
    """The UCI (client ID) has 8 or 10 digits and is no stand-in such as 1111-1111.

    Dashes, spaces and the field's own name before the number do not count; no check digit is known.
    Who has no identifier writes so, or leaves the field empty. The report states the shape of what
    was typed, not the number itself.
    Sources: IMM 5445, UCI; the department's correspondence for numbers of 10 digits.
    """
    none = {bare_words(word) for word in rule.not_given}
    asked = fields_asking(answered_form(form).fields, rule.asked)
    typed = [field for field in asked if field.is_filled and bare_words(field.value) not in none]
    if not typed:
        return Judgement(Outcome.PASS, "none-given")
    return gravest([_judged(field, rule) for field in typed])


def _judged(field: FormField, rule: UciRule) -> Judgement:
    label = _LABEL.match(field.value)
    is_named = label is not None and says(label.group("words"), rule.asked.captions)
    number = field.value[label.end() :] if label is not None and is_named else field.value
    digits = _SEPARATORS.sub("", number)
    shape = re.sub(r"\d", "0", re.sub(r"\D", "?", digits))
    measured, required = Measured(shape, _SHAPE), Required(_SHAPE, any_of=rule.shapes)
    if shape not in rule.shapes:
        where = boxes([field])
        return Judgement(Outcome.FAIL, "wrong-shape", measured, required, 0.95, where)
    if len(set(digits)) == 1 or digits in rule.placeholders:
        return Judgement(Outcome.FAIL, "placeholder", confidence=0.9, where=boxes([field]))
    return Judgement(Outcome.PASS, "plausible", measured, required, 0.9)
