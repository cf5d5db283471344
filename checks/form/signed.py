"""Whether those who must sign the form have signed it."""

from __future__ import annotations

from collections.abc import Sequence
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
    paper_signers,
    places,
    writing_verdict,
)
from checks.form.questions import boxes, fields_under
from checks.form.signature_lines import (
    LineRule,
    SignatureLine,
    apart_from_lines,
    signature_lines,
)
from checks.form.signers import Signer, Signing, names_of, signings
from checks.form_facts import FormFacts
from checks.limits import Floor, Unit, Verdict
from checks.registry import check
from models.errors import NotMeasurable


@dataclass(frozen=True, slots=True)
class FormSigners:
    """Who must sign certain forms."""

    forms: tuple[str, ...]
    signers: tuple[Signer, ...]


@dataclass(frozen=True, slots=True)
class SignedRule:
    """The forms that must be signed; all others need no signature."""

    required: tuple[FormSigners, ...]
    on_line: LineRule
    on_paper: PaperWriting


@check(
    "form.signed",
    reasons=(
        "signed",
        "unsigned",
        "unsigned-in-part",
        "unclear",
        "unclear-who",
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

    A typed name, drawn ink, a stamp or picture, or a person's digital signature will do, and so
    will a name that was typed onto the page and strokes that the page itself paints there. "N/A" is
    no name; of a cross or an initial an officer judges. A digital signature that stands on nobody's
    line is the only signer's. The signature with which the department certifies its blank forms is
    nobody's. Which forms are signed, and by whom, is policy; one line is one person's.

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
    lines = signature_lines(form, rule.on_line)
    if not lines:
        raise NotMeasurable("question-not-found")
    signers = [signer for entry in entries for signer in entry.signers if _is_needed(form, signer)]
    return _signed_on_lines(signings(signers, lines), lines)


def _signed_on_lines(found: Sequence[Signing], lines: Sequence[SignatureLine]) -> Judgement:
    missing = [one for one in found if one.written is Outcome.FAIL]
    doubtful = [one for one in found if one.written is Outcome.UNSURE]
    own = [line for one in found for line in one.lines]
    # Signers whose line the form does not name have been given these signatures already.
    apart = apart_from_lines(lines, own) if all(one.lines for one in found) else ()
    covered = min(len(apart), len(missing))
    if covered == len(found):
        missing, covered = [], 0
    unsigned = boxes(line.field for line in lines if line.written is Outcome.FAIL)
    if len(missing) > covered:
        verdict = _count(found, len(missing) - covered)
        reason = "unsigned-in-part" if covered else "unsigned"
        return verdict.because(reason, unsigned, _names(missing))
    if missing:
        verdict = _count(found, len(missing)).doubted()
        return verdict.because("unclear-who", unsigned, _names(missing))
    verdict = _count(found, len(doubtful))
    if doubtful:
        where = boxes(line.field for one in doubtful for line in one.lines if not line.is_signed)
        return verdict.doubted().because("unclear", where, _names(doubtful))
    return verdict.because("signed")


def _count(found: Sequence[Signing], missing: int) -> Verdict:
    return Floor.at(len(found)).judge(len(found) - missing, Unit("signatures"))


def _names(found: Sequence[Signing]) -> dict[str, str]:
    return names_of(one.signer for one in found)


def _is_needed(form: FormFacts, signer: Signer) -> bool:
    if signer.only_if is None:
        return True
    return any(field.is_filled for field in fields_under(form.form.fields, signer.only_if))


def _signed_on_paper(form: FormFacts, rule: SignedRule, signers: Sequence[Signer]) -> Judgement:
    found = paper_signers(signers, form.signature_blocks, rule.on_paper)
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
    return PaperSigner(only.signer, lines, best)


def _paper_judgement(verdicts: Sequence[tuple[PaperSigner, Verdict]]) -> Judgement:
    """The gravest of the verdicts, with the places of all that share it."""
    reasons = {
        Outcome.FAIL: "unsigned-on-paper",
        Outcome.UNSURE: "unclear-on-paper",
        Outcome.PASS: "signed",
    }
    for outcome, reason in reasons.items():
        same = [(own, verdict) for own, verdict in verdicts if verdict.outcome is outcome]
        if same:
            names = names_of(own.signer for own, _ in same)
            where = places([block for own, _ in same for block in own.blocks])
            return same[0][1].because(reason, where, names)
    return DOUBTFUL.because("on-paper")
