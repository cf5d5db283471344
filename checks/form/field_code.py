"""Whether the code that sends an application to the right program stands where it must."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from checks.finding import Judgement, Measured, Outcome, Required
from checks.form.applicability import NOT_FOR_THIS_FORM, answered_form, entries_for, gravest
from checks.form.questions import Question, boxes, caption_words, fields_asking, plain
from checks.form_facts import FormFacts
from checks.registry import check
from models.errors import NotMeasurable
from models.pdf.fields import FormField

_TEXT = "text"
_LISTS = frozenset({"choice-list", "radio-group"})
#: A box for the text of "Other" follows its list at most so many fields behind.
_REACH = 4


@dataclass(frozen=True, slots=True)
class FieldCode:
    """A code in one field of certain forms. ``accepted``: the codes exactly as they are asked for.

    ``other``: the answer of the list to choose, and the caption of the box that the code is typed
    into; empty where the code stands in the field itself.
    """

    forms: tuple[str, ...]
    asked: Question
    accepted: tuple[str, ...]
    other: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldCodeRule:
    """All codes that the program asks for."""

    codes: tuple[FieldCode, ...]


@check("form.field-code", reasons=("code", "no-code", "other-code", "not-other"))
def form_field_code(form: FormFacts, rule: FieldCodeRule) -> Judgement:
    """The code of the program stands in the field that the instructions name.

    Fields are found by their captions in English and French. Case, kinds of dashes and spaces do
    not count; what is reported is the code exactly as it is asked for. A code without which an
    application is sorted into the wrong pile costs time, so a near miss is named as such.
    Source: Authorized Paid Representatives Portal, notes on the forms.
    """
    codes = entries_for(rule.codes, form)
    if not codes:
        return NOT_FOR_THIS_FORM
    fields = answered_form(form).fields
    return gravest([_judged(fields, code) for code in codes])


def _judged(fields: Sequence[FormField], code: FieldCode) -> Judgement:
    lists, texts = _answers(fields, code)
    question = (lists or texts)[0]
    details = {"question": question.caption, "expected": " / ".join(code.accepted)}
    where, required = boxes([*lists, *texts]), Required(_TEXT, any_of=code.accepted)
    typed = {plain(field.display): field for field in (*lists, *texts) if field.is_filled}
    held = next((accepted for accepted in code.accepted if plain(accepted) in typed), None)
    if held is None:
        near = next((shown for shown in typed if _resembles(shown, code)), None)
        reason = "no-code" if near is None else "other-code"
        measured = None if near is None else Measured(typed[near].display, _TEXT)
        return Judgement(Outcome.FAIL, reason, measured, required, 0.9, where, details)
    measured = Measured(held, _TEXT)
    chosen = [field for field in lists if field.is_filled]
    if code.other and chosen and not any(_is_other(field.display, code) for field in chosen):
        return Judgement(Outcome.FAIL, "not-other", None, None, 0.9, where, details)
    return Judgement(Outcome.PASS, "code", measured, required, 0.95, details=details)


def _answers(
    fields: Sequence[FormField], code: FieldCode
) -> tuple[tuple[FormField, ...], tuple[FormField, ...]]:
    """The lists that ask the question, and the fields into which the code may be typed."""
    found = fields_asking(fields, code.asked)
    if not found:
        raise NotMeasurable("question-not-found")
    lists = tuple(field for field in found if field.kind in _LISTS)
    texts = [field for field in found if field.kind not in _LISTS]
    for asked in lists if code.other else ():
        place = fields.index(asked) + 1
        behind = [field for field in fields[place : place + _REACH] if field.kind == "text"]
        texts += [field for field in behind if field.is_visible and _is_other(field.caption, code)]
    return lists, tuple(texts)


def _is_other(words: str, code: FieldCode) -> bool:
    return caption_words(words) in {caption_words(other) for other in code.other}


def _resembles(typed: str, code: FieldCode) -> bool:
    """Whether the text names the program of the code: they have their first word in common."""
    return any(plain(accepted).split()[0] in typed for accepted in code.accepted)
