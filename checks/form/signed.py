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
from checks.form.paper_signatures import (
    DOUBTFUL,
    PaperSigner,
    PaperWriting,
    is_unnamed,
    paper_signer,
    places,
    writing_verdict,
)
from checks.form.questions import Question, boxes, fields_under
from checks.form.signature_lines import SignatureLine, lines_of, signature_lines
from checks.form_facts import FormFacts
from checks.limits import Floor, Unit, Verdict
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
    on_paper: PaperWriting


@check(
    "form.signed",
    reasons=(
        "signed",
        "unsigned",
        "unsigned-on-paper",
        "unclear-on-paper",
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
    signed, and by whom, is policy.

    On paper the place for a signature is found by its caption (OCR), and the strokes in it that are
    neither print nor ruled lines are measured. A signature is missing where the caption was surely
    read and its place is empty; whatever is less sure is left to an officer.
    Sources: Permanent residence portal for representatives, "Signing"; IMM 5445, question 24.
    """
    entries = entries_for(rule.required, form)
    if not entries:
        return NOT_FOR_THIS_FORM
    if is_only_paper(form):
        return _signed_on_paper(form, rule, [one for entry in entries for one in entry.signers])
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


def _signed_on_paper(form: FormFacts, rule: SignedRule, signers: Sequence[Signer]) -> Judgement:
    blocks = form.signature_blocks
    found = [paper_signer(one.name, one.captions, blocks, rule.on_paper) for one in signers]
    if len(signers) == 1:
        found = [_on_any_line(form, rule, found[0])]
    verdicts: list[tuple[PaperSigner, Verdict]] = []
    for signer, own in zip(signers, found, strict=True):
        verdict = own.verdict
        if verdict is None and signer.only_if is None:
            return Judgement(Outcome.UNSURE, "on-paper", confidence=0.5)
        if verdict is None:
            continue
        is_all_read = form.scanned_pages.is_complete
        if verdict.outcome is Outcome.FAIL and not (is_all_read and signer.only_if is None):
            verdict = verdict.doubted()
        verdicts.append((own, verdict))
    return _paper_judgement(verdicts)


def _on_any_line(form: FormFacts, rule: SignedRule, only: PaperSigner) -> PaperSigner:
    """The only signer, who may use every line of which the form does not say whose it is."""
    lines = tuple(block for block in form.signature_blocks if is_unnamed(block))
    if only.verdict is not None or not lines:
        return only
    verdicts = [writing_verdict(block, rule.on_paper) for block in lines]
    order = (Outcome.PASS, Outcome.UNSURE, Outcome.FAIL)
    best = min(verdicts, key=lambda verdict: order.index(verdict.outcome))
    return PaperSigner(only.name, lines, best)


def _paper_judgement(verdicts: Sequence[tuple[PaperSigner, Verdict]]) -> Judgement:
    """The gravest of the verdicts, with the places of all that share it."""
    reasons = {
        Outcome.FAIL: "unsigned-on-paper",
        Outcome.UNSURE: "unclear-on-paper",
        Outcome.PASS: "signed",
    }
    for outcome, reason in reasons.items():
        same = [(signer, verdict) for signer, verdict in verdicts if verdict.outcome is outcome]
        if same:
            names = "; ".join(signer.name for signer, _ in same)
            where = places([block for signer, _ in same for block in signer.blocks])
            return same[0][1].because(reason, where, {"signers": names})
    return DOUBTFUL.because("on-paper")
