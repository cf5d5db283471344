"""Whether those who must sign the form have signed it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checks.finding import Judgement, Outcome
from checks.form.applicability import (
    NOT_FOR_THIS_FORM,
    answered_form,
    entries_for,
    is_only_paper,
)
from checks.form.questions import Question, boxes, fields_under
from checks.form.signature_lines import SignatureLine, lines_of, signature_lines
from checks.form_facts import FormFacts
from checks.limits import Floor, Unit
from checks.registry import check
from models.errors import NotMeasurable


@dataclass(frozen=True, slots=True)
class Signer:
    """One who must sign. ``name``: in both languages; ``captions``: how the form names the line.

    ``only_if``: a part of the form; where nothing is filled in there, this signer is not needed.
    """

    name: str
    captions: tuple[str, ...]
    only_if: Question | None = None


@dataclass(frozen=True, slots=True)
class FormSigners:
    """Who must sign certain forms."""

    forms: tuple[str, ...]
    signers: tuple[Signer, ...]


@dataclass(frozen=True, slots=True)
class SignedRule:
    """The forms that must be signed; all others need no signature."""

    required: tuple[FormSigners, ...]


@check(
    "form.signed",
    reasons=(
        "signed",
        "unsigned",
        "on-paper",
        "not-for-this-form",
        "question-not-found",
        "blank-form",
    ),
)
def form_signed(form: FormFacts, rule: SignedRule) -> Judgement:
    """Everybody who must sign the form has signed it.

    A typed name, drawn ink, a stamp or picture, or a person's digital signature will do. The
    signature with which the department certifies its blank forms is nobody's. Which forms are
    signed, and by whom, is policy; signatures on paper are left to an officer.
    Sources: Permanent residence portal for representatives, "Signing"; IMM 5445, question 24.
    """
    entries = entries_for(rule.required, form)
    if not entries:
        return NOT_FOR_THIS_FORM
    if is_only_paper(form):
        return Judgement(Outcome.UNSURE, "on-paper", confidence=0.5)
    if not form.signatures.persons:
        answered_form(form)
    lines = signature_lines(form)
    if not lines:
        raise NotMeasurable("question-not-found")
    signers = [signer for entry in entries for signer in entry.signers if _is_needed(form, signer)]
    missing = _missing(signers, lines)
    verdict = Floor.at(len(signers)).judge(len(signers) - len(missing), Unit("signatures"))
    if verdict.outcome is Outcome.PASS:
        return verdict.because("signed")
    names = "; ".join(signer.name for signer in missing)
    unsigned = [line.field for line in lines if not line.is_signed]
    return verdict.because("unsigned", boxes(unsigned), {"signers": names})


def _is_needed(form: FormFacts, signer: Signer) -> bool:
    if signer.only_if is None:
        return True
    return any(field.is_filled for field in fields_under(form.form.fields, signer.only_if))


def _missing(signers: Sequence[Signer], lines: Sequence[SignatureLine]) -> list[Signer]:
    """Signers without a signature.

    A signer whose line the form does not name may have signed on any line that is nobody else's.
    """
    own = {signer.name: lines_of(lines, signer.captions) for signer in signers}
    taken = [line for found in own.values() for line in found]
    spare = sum(line.is_signed for line in lines if line not in taken)
    missing = []
    for signer, is_signed in _named_signers(signers, own):
        if is_signed is None and spare:
            spare -= 1
        elif not is_signed:
            missing.append(signer)
    return missing


def _named_signers(
    signers: Sequence[Signer], own: dict[str, tuple[SignatureLine, ...]]
) -> Iterator[tuple[Signer, bool | None]]:
    """Whether each has signed on a line of his or her own; None where the form names none."""
    for signer in signers:
        found = own[signer.name]
        yield signer, any(line.is_signed for line in found) if found else None
