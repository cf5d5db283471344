"""Whether the file was uploaded in the place for files of its kind."""

from __future__ import annotations

from dataclasses import dataclass

from checks.file_facts import FileFacts
from checks.finding import Judgement, Outcome
from checks.policy_choice import UNDECLARED_KIND
from checks.registry import check


@dataclass(frozen=True, slots=True)
class KindRule:
    """The kind of upload that the other rules of this part of the policy are for."""

    kind: str


@check("file.kind", reasons=("as-declared", "undeclared", "other-kind"))
def file_kind(file: FileFacts, rule: KindRule) -> Judgement:
    """The file was uploaded as what this part of the policy is for.

    Who declares an identity document and has it screened as a photo chose the wrong place or the
    wrong policy. Only an officer can tell which.
    """
    declared = file.upload.declared_kind
    if declared == UNDECLARED_KIND:
        return Judgement(Outcome.PASS, "undeclared")
    if declared == rule.kind:
        return Judgement(Outcome.PASS, "as-declared")
    return Judgement(Outcome.UNSURE, "other-kind", confidence=0.5)
