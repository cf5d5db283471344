"""Answers to the application for a PR card that delay it, and its declaration on lost cards."""

from __future__ import annotations

from dataclasses import dataclass

from checks.finding import Judgement, Outcome
from checks.form.answers import boxes_asking, chosen_words, is_chosen
from checks.form.applicability import NOT_FOR_THIS_FORM, answered_form, entries_for, is_among
from checks.form.questions import Question, boxes, fields_asking, fields_under, plain, says
from checks.form.sections import is_filled_section
from checks.form.signature_lines import signature_lines
from checks.form_facts import FormFacts
from checks.registry import check
from models.errors import NotMeasurable
from models.pdf.fields import FormField

_TYPED = frozenset({"text", "date", "number"})


@dataclass(frozen=True, slots=True)
class AddressRule:
    """The address that certain forms ask for.

    ``apart``: how other addresses are named that stand beside it; ``postal``: its postal code;
    ``not_given``: what is written where there is no answer.
    """

    forms: tuple[str, ...]
    asked: Question
    apart: tuple[str, ...]
    postal: Question
    not_given: tuple[str, ...]


@check("form.residential-address", reasons=("given", "missing", "no-postal-code"))
def form_residential_address(form: FormFacts, rule: AddressRule) -> Judgement:
    """The residential address in Canada is given, with its postal code.

    Cards are not sent to the address of somebody else: without the applicant's own, processing
    waits. Whether the address exists is not asked.
    Source: IMM 5445, questions 12 and 13.
    """
    if not is_among(form, rule.forms):
        return NOT_FOR_THIS_FORM
    fields = answered_form(form).fields
    found = [
        field
        for field in fields_under(fields, rule.asked)
        if field.kind in _TYPED and not _says(field, rule.apart)
    ]
    if not found:
        raise NotMeasurable("question-not-found")
    given = [field for field in found if _is_given(field, rule)]
    if not given:
        return Judgement(Outcome.FAIL, "missing", confidence=0.9, where=boxes(found))
    postal = fields_asking(found, rule.postal)
    if postal and not any(field in given for field in postal):
        return Judgement(Outcome.FAIL, "no-postal-code", confidence=0.9, where=boxes(postal))
    return Judgement(Outcome.PASS, "given", confidence=0.9)


def _says(field: FormField, captions: tuple[str, ...]) -> bool:
    return any(says(text, captions) for text in (field.section, field.question, field.caption))


def _is_given(field: FormField, rule: AddressRule) -> bool:
    return field.is_filled and plain(field.value) not in {plain(word) for word in rule.not_given}


@dataclass(frozen=True, slots=True)
class ConsentRule:
    """A consent that certain forms ask for, and the words for giving and refusing it."""

    forms: tuple[str, ...]
    asked: Question
    yes: tuple[str, ...]
    no: tuple[str, ...]


@check("form.entry-history", reasons=("consented", "refused", "unanswered"))
def form_entry_history(form: FormFacts, rule: ConsentRule) -> Judgement:
    """The history of entries to Canada may be asked from the border agency.

    Nobody need consent; who does not may have to send for the history, which takes time.
    Source: IMM 5445, question 23.1.
    """
    if not is_among(form, rule.forms):
        return NOT_FOR_THIS_FORM
    found = boxes_asking(answered_form(form).fields, rule.asked)
    if not found:
        raise NotMeasurable("question-not-found")
    is_refused, is_given = is_chosen(found, rule.no), is_chosen(found, rule.yes)
    if is_refused and not is_given:
        return Judgement(Outcome.FAIL, "refused", confidence=0.95, where=boxes(found))
    if is_given and not is_refused:
        return Judgement(Outcome.PASS, "consented", confidence=0.95)
    return Judgement(Outcome.UNSURE, "unanswered", confidence=0.5, where=boxes(found))


@dataclass(frozen=True, slots=True)
class DeclarationCase:
    """A section of certain forms that is for one purpose of the application only.

    ``asked``: what the application is for; ``answers``: words of the boxes that call for the
    section.
    """

    forms: tuple[str, ...]
    asked: Question
    answers: tuple[str, ...]
    section: Question


@dataclass(frozen=True, slots=True)
class DeclarationRule:
    """All such sections."""

    declarations: tuple[DeclarationCase, ...]


@check("form.lost-card", reasons=("as-asked", "not-needed", "section-empty"))
def form_lost_card(form: FormFacts, rule: DeclarationRule) -> Judgement:
    """Who replaces a lost card declares how it was lost, and nobody else does.

    Lost stands for stolen, destroyed and never received too. Compared are the boxes that say what
    the application is for, and whether anything is written or signed in the section.
    Source: IMM 5445, questions 3 and 25.
    """
    entries = entries_for(rule.declarations, form)
    if not entries:
        return NOT_FOR_THIS_FORM
    entry, fields = entries[0], answered_form(form).fields
    asked, section = boxes_asking(fields, entry.asked), fields_under(fields, entry.section)
    if not asked or not section:
        raise NotMeasurable("question-not-found")
    signed = frozenset(line.field.path for line in signature_lines(form) if line.is_signed)
    is_made = is_filled_section(fields, signed, entry.section)
    is_needed = any(says(chosen_words(field), entry.answers) for field in asked)
    if is_made == is_needed:
        return Judgement(Outcome.PASS, "as-asked", confidence=0.9)
    reason = "not-needed" if is_made else "section-empty"
    return Judgement(Outcome.FAIL, reason, confidence=0.8, where=boxes(section))
