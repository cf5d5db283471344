"""Whether an application needs a letter beside the form, which the form alone cannot show."""

from __future__ import annotations

from dataclasses import dataclass

from checks.finding import Judgement, Outcome
from checks.form.answers import boxes_asking, is_chosen
from checks.form.applicability import NOT_FOR_THIS_FORM, answered_form, entries_for
from checks.form.questions import Question, boxes, plain
from checks.form_facts import FormFacts
from checks.registry import check
from models.errors import NotMeasurable


@dataclass(frozen=True, slots=True)
class LetterCase:
    """Answers of certain forms that may call for a letter.

    ``unless``: codes anywhere in the form that send it to another program, without such a letter.
    """

    forms: tuple[str, ...]
    asked: Question
    answers: tuple[str, ...]
    unless: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LetterRule:
    """All cases in which the program asks for a letter."""

    cases: tuple[LetterCase, ...]


@check("form.letter", reasons=("none-needed", "letter", "unanswered"))
def form_letter(form: FormFacts, rule: LetterRule) -> Judgement:
    """Who asks for an open work permit as a holder of a post-graduation one attaches a letter.

    The form shows that an open work permit is asked for, but neither under which policy nor what is
    sent along: the applicant is reminded, and an officer looks for the letter. A form that bears
    the code of another program needs none.
    Source: Authorized Paid Representatives Portal, open work permit for PGWP holders.
    """
    cases = entries_for(rule.cases, form)
    if not cases:
        return NOT_FOR_THIS_FORM
    fields = answered_form(form).fields
    asked = [(case, boxes_asking(fields, case.asked)) for case in cases]
    if not any(found for _, found in asked):
        raise NotMeasurable("question-not-found")
    typed = {plain(field.display) for field in fields if field.is_filled}
    for case, found in asked:
        if typed & {plain(code) for code in case.unless}:
            continue
        if is_chosen(found, case.answers):
            return Judgement(Outcome.MANUAL, "letter", where=boxes(found))
        if not any(field.is_filled for field in found):
            return Judgement(Outcome.UNSURE, "unanswered", confidence=0.5, where=boxes(found))
    return Judgement(Outcome.PASS, "none-needed", confidence=0.9)
