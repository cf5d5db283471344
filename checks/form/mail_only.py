"""Whether the form asks for something that cannot be applied for on line."""

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
class MailOnly:
    """What certain forms may ask for that is applied for by mail. ``answers``: box captions.

    ``marking``: what is written on the envelope and on the first page of such an application.
    """

    forms: tuple[str, ...]
    asked: Question
    answers: tuple[str, ...]
    marking: str


@dataclass(frozen=True, slots=True)
class MailOnlyRule:
    """All that the program takes by mail only."""

    applications: tuple[MailOnly, ...]


@check("form.mail-only", reasons=("on-line", "by-mail", "marked"))
def form_mail_only(form: FormFacts, rule: MailOnlyRule) -> Judgement:
    """The form asks for nothing that is applied for by mail only, such as a permit for one stay.

    Told by the ticked boxes, and by the marking that an application by mail bears on its first
    page, in print or in any field.
    Source: Authorized Paid Representatives Portal, temporary resident permit (inside Canada).
    """
    applications = entries_for(rule.applications, form)
    if not applications:
        return NOT_FOR_THIS_FORM
    for application in applications:
        if _is_marked(form, application):
            details = {"marking": application.marking}
            return Judgement(Outcome.FAIL, "marked", confidence=0.9, details=details)
    fields = answered_form(form).fields
    asked = [(one, boxes_asking(fields, one.asked)) for one in applications]
    if not any(found for _, found in asked):
        raise NotMeasurable("question-not-found")
    for application, found in asked:
        if is_chosen(found, application.answers):
            details = {"marking": application.marking}
            where = boxes(field for field in found if field.is_filled)
            return Judgement(Outcome.FAIL, "by-mail", None, None, 0.9, where, details)
    return Judgement(Outcome.PASS, "on-line", confidence=0.9)


def _is_marked(form: FormFacts, application: MailOnly) -> bool:
    marking = plain(application.marking)
    texts = [page.visible_text for page in form.contents if page.number == 1]
    texts += [field.value for field in form.form.fields if field.is_filled]
    return any(marking in plain(text) for text in texts)
