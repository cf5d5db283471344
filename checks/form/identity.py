"""Which form the file is, of which edition, and whether it belongs here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from checks.finding import Judgement, Measured, Outcome, Required
from checks.form_facts import FormFacts
from checks.registry import check

_FORM, _EDITION = "form", "edition"


@dataclass(frozen=True, slots=True)
class RecognisedRule:
    """The forms that the program asks for, by number."""

    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormEditions:
    """The editions (month-year) of one form that the program still takes."""

    form: str
    editions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EditionRule:
    """The editions that the program takes, form by form; other forms are left to an officer."""

    accepted: tuple[FormEditions, ...]

    @property
    def by_form(self) -> Mapping[str, tuple[str, ...]]:
        """The accepted editions by form number."""
        return {entry.form: entry.editions for entry in self.accepted}


@dataclass(frozen=True, slots=True)
class WrongChannelRule:
    """Forms that are filled in on line and never uploaded as a file, by number."""

    online: tuple[str, ...]


@check("form.recognised", reasons=("asked-for", "other-form", "unknown"))
def form_recognised(form: FormFacts, rule: RecognisedRule) -> Judgement:
    """The file is one of the forms that the program asks for.

    The number is taken from the form's template, its fields, its title or the print at the foot of
    its pages, never from the file's name; on paper it is read by OCR. Other documents may be
    uploaded in the same place: an officer decides about what bears no number.
    """
    required = Required(_FORM, any_of=rule.forms)
    if form.identity is None:
        return Judgement(Outcome.UNSURE, "unknown", None, required, 0.5)
    measured = Measured(form.identity.number, _FORM)
    details = {"form": form.identity.number}
    if form.identity.number in rule.forms:
        return Judgement(Outcome.PASS, "asked-for", measured, required, 0.95, details=details)
    return Judgement(Outcome.UNSURE, "other-form", measured, required, 0.5, details=details)


@check("form.edition", reasons=("current", "outdated", "unlisted", "unknown"))
def form_edition(form: FormFacts, rule: EditionRule) -> Judgement:
    """The form is of an edition that the program still takes.

    Month and year stand beside the form's number. Which editions are taken is policy; where the
    policy lists none for a form, an officer compares with the department's page.
    """
    told = form.known_identity
    measured = Measured(told.edition, _EDITION) if told.edition else None
    details = {"form": told.number, "edition": told.edition}
    accepted = rule.by_form.get(told.number)
    if accepted is None:
        return Judgement(Outcome.MANUAL, "unlisted", measured, details=details)
    required = Required(_EDITION, any_of=accepted)
    if not told.edition:
        return Judgement(Outcome.UNSURE, "unknown", None, required, 0.5, details=details)
    if told.edition in accepted:
        return Judgement(Outcome.PASS, "current", measured, required, 0.95, details=details)
    return Judgement(Outcome.FAIL, "outdated", measured, required, 0.9, details=details)


@check("form.wrong-channel", reasons=("right-place", "filled-on-line"))
def form_wrong_channel(form: FormFacts, rule: WrongChannelRule) -> Judgement:
    """The form is one that the portal takes as a file, not one that it wants filled in on line.

    By the form's number, however the file came about.
    """
    told = form.known_identity
    measured = Measured(told.number, _FORM)
    details = {"form": told.number}
    if told.number in rule.online and not told.variant and not told.schedule:
        return Judgement(Outcome.FAIL, "filled-on-line", measured, None, 0.95, details=details)
    return Judgement(Outcome.PASS, "right-place", measured, None, 0.95, details=details)
