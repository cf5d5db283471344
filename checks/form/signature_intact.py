"""Whether digital signatures still hold for what the file says now."""

from __future__ import annotations

from dataclasses import dataclass

from checks.finding import Judgement, Outcome
from checks.form.applicability import gravest
from checks.form_facts import FormFacts
from checks.registry import check
from models.pdf.signatures import Signature


@dataclass(frozen=True, slots=True)
class IntactRule:
    """``changes``: what may be added after signing, in the words of `facts.pdf.signatures`."""

    changes: tuple[str, ...]


@check(
    "form.signature-intact",
    reasons=("intact", "none", "broken", "changed-after", "filled-after", "unexamined"),
)
def form_signature_intact(form: FormFacts, rule: IntactRule) -> Judgement:
    """What a digital signature covers is what was signed, and nothing was changed afterwards.

    pyHanko computes the digest of the signed bytes and compares later revisions of the file with
    the signed one. Whether the certificate can be trusted is not asked, and nothing is looked up.
    Answers that were added after a signature, other than by the next signer, go to an officer. The
    department's own signature on its blank forms is not judged.
    Source: ISO 32000-1, 12.8 (digital signatures).
    """
    persons = form.signatures.persons
    if not persons:
        return Judgement(Outcome.PASS, "none")
    is_closed = any(signature.coverage == "whole-file" for signature in persons)
    return gravest([_judged(signature, rule, is_closed=is_closed) for signature in persons])


def _judged(signature: Signature, rule: IntactRule, *, is_closed: bool) -> Judgement:
    """One signature. ``is_closed``: the last signature covers the whole file as it is."""
    if signature.is_intact is False:
        return Judgement(Outcome.FAIL, "broken", confidence=0.99)
    if signature.is_intact is None or signature.modification == "unknown":
        return Judgement(Outcome.UNSURE, "unexamined", confidence=0.5)
    if signature.modification in rule.changes and signature.coverage != "unclear":
        return Judgement(Outcome.PASS, "intact", confidence=0.95)
    if signature.modification == "form-filling":
        if is_closed:
            return Judgement(Outcome.PASS, "intact", confidence=0.9)
        return Judgement(Outcome.UNSURE, "filled-after", confidence=0.5)
    if signature.modification == "other":
        return Judgement(Outcome.FAIL, "changed-after", confidence=0.9)
    return Judgement(Outcome.UNSURE, "unexamined", confidence=0.5)
