"""Which forms a rule is for, and whether there is anything in them that it can judge."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol, TypeVar

from checks.finding import Judgement, Outcome
from checks.form_facts import FormFacts
from models.errors import NotMeasurable
from models.pdf.fields import FormFields
from models.pdf.form_identity import FormIdentity

#: A rule that is for other forms asks nothing of this one.
NOT_FOR_THIS_FORM: Final = Judgement(Outcome.PASS, "not-for-this-form")


class ForForms(Protocol):
    """A part of a policy that is for certain forms, by number."""

    @property
    def forms(self) -> tuple[str, ...]:
        """Numbers such as "IMM 5476"; a schedule is named with its own."""


E = TypeVar("E", bound=ForForms)


def full_name(identity: FormIdentity) -> str:
    """A form's number with its variant and schedule: "IMM 0008DEP", "IMM 5669 Schedule A"."""
    schedule = f" Schedule {identity.schedule}" if identity.schedule else ""
    return f"{identity.number}{identity.variant}{schedule}"


def form_names(identity: FormIdentity) -> frozenset[str]:
    """What a policy may call a form: "IMM 0008" and "IMM 0008DEP", but a schedule only itself."""
    full = full_name(identity)
    if identity.schedule:
        return frozenset({full})
    is_schedule = identity.variant.isdigit()
    return frozenset({full} if is_schedule else {full, identity.number})


def entries_for(entries: Sequence[E], form: FormFacts) -> tuple[E, ...]:
    """The parts of a policy that are for this form. Raises NotMeasurable for an unknown form."""
    names = form_names(form.known_identity)
    return tuple(entry for entry in entries if names & set(entry.forms))


def is_among(form: FormFacts, forms: tuple[str, ...]) -> bool:
    """Whether the form is one of those that a policy names; an unknown one is not."""
    return form.identity is not None and bool(form_names(form.identity) & set(forms))


def is_only_paper(form: FormFacts) -> bool:
    """Whether a person must read the answers: the file is a scan, and no field is alive."""
    return not form.layer.is_live and form.is_paper


def answered_form(form: FormFacts) -> FormFields:
    """The fields of a form that somebody has filled in.

    Raises NotMeasurable where they are on paper, gone, or blank, which `form.filled` reports.
    """
    if is_only_paper(form):
        raise NotMeasurable("paper")
    fields = form.live_form
    if not fields.is_filled:
        raise NotMeasurable("blank-form")
    return fields


def gravest(judgements: Sequence[Judgement]) -> Judgement:
    """The judgement that decides when several must all pass: fail before unsure before pass."""
    order = (Outcome.FAIL, Outcome.UNSURE, Outcome.PASS)
    return min(judgements, key=lambda judgement: order.index(judgement.outcome))
