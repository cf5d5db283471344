"""Whether a representative who is paid is a member of a body that regulates such work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from checks.finding import Judgement, Outcome
from checks.form.answers import boxes_asking, chosen_words
from checks.form.applicability import NOT_FOR_THIS_FORM, answered_form, entries_for
from checks.form.questions import Question, boxes, fields_asking, fields_under, says
from checks.form_facts import FormFacts
from checks.registry import check
from models.errors import NotMeasurable
from models.pdf.fields import FormField


@dataclass(frozen=True, slots=True)
class Representation:
    """How certain forms ask for the representative of an applicant.

    ``appointed``: the section that is filled in where one is appointed; ``asked``: whether he or
    she is paid; ``paid`` and ``unpaid``: how these answers are worded, or a part of it;
    ``membership``: the number of membership; ``bodies``: how the bodies are named.
    """

    forms: tuple[str, ...]
    appointed: Question
    asked: Question
    paid: tuple[str, ...]
    unpaid: tuple[str, ...]
    membership: Question
    bodies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RepresentativeRule:
    """The forms with which a representative is appointed."""

    appointments: tuple[Representation, ...]


@check(
    "form.representative",
    reasons=(
        "member",
        "unpaid",
        "nobody-appointed",
        "paid-or-not",
        "both",
        "no-membership",
        "no-body",
    ),
)
def form_representative(form: FormFacts, rule: RepresentativeRule) -> Judgement:
    """A representative who is paid states the number of membership and the body that gave it.

    Bodies are the consultants' college (once the ICCRC), the law societies and the Chambre des
    notaires du Québec. Whether the number is in their registers is not asked, and nothing is
    looked up.
    Source: IMM 5445, "Use of a Representative (IMM 5476)", question 6.
    """
    entries = entries_for(rule.appointments, form)
    if not entries:
        return NOT_FOR_THIS_FORM
    entry, fields = entries[0], answered_form(form).fields
    asked = boxes_asking(fields, entry.asked)
    if not asked:
        raise NotMeasurable("question-not-found")
    words = [chosen_words(field) for field in asked if field.is_filled]
    is_unpaid = any(says(word, entry.unpaid) for word in words)
    is_paid = any(says(word, entry.paid) and not says(word, entry.unpaid) for word in words)
    if is_paid and is_unpaid:
        return Judgement(Outcome.FAIL, "both", confidence=0.9, where=boxes(asked))
    if is_paid:
        return _membership_judged(fields, entry)
    if is_unpaid:
        return Judgement(Outcome.PASS, "unpaid", confidence=0.9)
    if any(field.is_filled for field in fields_under(fields, entry.appointed)):
        return Judgement(Outcome.FAIL, "paid-or-not", confidence=0.9, where=boxes(asked))
    return Judgement(Outcome.PASS, "nobody-appointed", confidence=0.9)


def _membership_judged(fields: Sequence[FormField], entry: Representation) -> Judgement:
    numbers = [field for field in fields_asking(fields, entry.membership) if field.kind == "text"]
    if not numbers:
        raise NotMeasurable("question-not-found")
    given = [field for field in numbers if field.is_filled]
    if not given:
        return Judgement(Outcome.FAIL, "no-membership", confidence=0.9, where=boxes(numbers))
    chosen = [chosen_words(field) for field in fields if field.kind != "text"]
    named = [f"{field.caption} {field.question} {field.section}" for field in given]
    typed = [field.value for field in fields if field.kind == "text" and field.is_filled]
    if any(says(text, entry.bodies) for text in (*chosen, *named, *typed)):
        return Judgement(Outcome.PASS, "member", confidence=0.9)
    return Judgement(Outcome.FAIL, "no-body", confidence=0.8, where=boxes(given))
