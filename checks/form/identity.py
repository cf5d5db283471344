"""Which form the file is, and whether it belongs here."""

from __future__ import annotations

from dataclasses import dataclass

from checks.finding import Judgement, Measured, Outcome, Required
from checks.form.applicability import full_name
from checks.form_facts import FormFacts
from checks.registry import check

_FORM = "form"


@dataclass(frozen=True, slots=True)
class RecognisedRule:
    """The forms that the program asks for, by number."""

    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WrongChannelRule:
    """Forms that are filled in on line and never uploaded as a file.

    By number; a schedule or variant is meant only where it is named itself.
    """

    online: tuple[str, ...]


@check("form.recognised", reasons=("asked-for", "other-form", "unknown"))
def form_recognised(form: FormFacts, rule: RecognisedRule) -> Judgement:
    """The file is one of the forms that the program asks for.

    The number is taken from the form's template, its fields, its title or the print at the foot of
    its pages, never from the file's name; on paper it is read by OCR. Other documents may be
    uploaded in the same place: an officer decides about what bears no number. One that the program
    does not ask for is named; the policy says what that leads to.
    """
    required = Required(_FORM, any_of=rule.forms)
    if form.identity is None:
        return Judgement(Outcome.UNSURE, "unknown", None, required, 0.5)
    measured = Measured(form.identity.number, _FORM)
    details = {"form": form.identity.number}
    if form.identity.number in rule.forms:
        return Judgement(Outcome.PASS, "asked-for", measured, required, 0.95, details=details)
    return Judgement(Outcome.FAIL, "other-form", measured, required, 0.9, details=details)


@check("form.wrong-channel", reasons=("right-place", "filled-on-line"))
def form_wrong_channel(form: FormFacts, rule: WrongChannelRule) -> Judgement:
    """The form is one that the portal takes as a file, not one that it wants filled in on line.

    By the form's number, however the file came about.
    """
    told = form.known_identity
    measured = Measured(told.number, _FORM)
    details = {"form": told.number}
    if full_name(told) in rule.online:
        return Judgement(Outcome.FAIL, "filled-on-line", measured, None, 0.95, details=details)
    return Judgement(Outcome.PASS, "right-place", measured, None, 0.95, details=details)
