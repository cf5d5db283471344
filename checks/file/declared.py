"""Whether the file was uploaded in the place for files of its kind."""

from __future__ import annotations

from dataclasses import dataclass

from checks.file_facts import FileFacts
from checks.finding import Judgement, Outcome, Text
from checks.policy_choice import UNDECLARED_KIND
from checks.registry import check

#: How the texts name the kinds of uploads.
_KINDS = {
    "form": Text("forms", "formulaires"),
}
_OTHER = Text("documents of this kind", "documents de ce genre")


@dataclass(frozen=True, slots=True)
class KindRule:
    """The kind of upload that the other rules of this part of the policy are for."""

    kind: str


@check("file.kind", reasons=("as-declared", "undeclared", "other-kind", "not-taken"))
def file_kind(file: FileFacts, rule: KindRule) -> Judgement:
    """The file was uploaded as what this part of the policy is for.

    Who declares a form, and has it screened under a program that takes photos only, chose the wrong
    place or the wrong policy. Only an officer can tell which. About forms and other documents no
    rule for photos says anything, so that this one speaks alone; a PDF that is a form counts as one
    whatever it was declared to be.
    """
    declared = file.upload.declared_kind
    if declared == UNDECLARED_KIND:
        return Judgement(Outcome.PASS, "undeclared")
    if declared == rule.kind and (rule.kind == "form" or not file.holds_form):
        return Judgement(Outcome.PASS, "as-declared")
    return Judgement(Outcome.UNSURE, "other-kind", confidence=0.5)


def not_taken(kind: str) -> Judgement:
    """The program takes no uploads of this kind."""
    named = _KINDS.get(kind, _OTHER)
    details = {"kind_en": named.en, "kind_fr": named.fr}
    return Judgement(Outcome.UNSURE, "not-taken", confidence=0.5, details=details)
