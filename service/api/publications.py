"""The rules and policies that the service screens under."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from checks.finding import Text
from service.api.problems import Problem, problem_responses
from service.api.requests import KNOWN_QUERY
from service.rulebook import (
    PolicyEntry,
    RuleEntry,
    all_policies,
    all_rules,
    find_policy,
    find_rule,
)

router = APIRouter(prefix="/v1", tags=["rules and policies"], dependencies=[KNOWN_QUERY])

NO_SUCH_RULE = Text(
    "No policy has such a rule: GET /v1/rules lists them.",
    "Aucune politique ne comporte cette règle\u00a0: GET /v1/rules énumère les règles.",
)
NO_SUCH_POLICY = Text(
    "There is no such policy: GET /v1/policies lists them.",
    "Cette politique n'existe pas\u00a0: GET /v1/policies énumère les politiques.",
)

RuleId = Annotated[str, Path(examples=["photo.face-height"], description="The rule's id.")]
PolicyId = Annotated[str, Path(examples=["pr-card"], description="The policy's id.")]


# Plain functions: reading policies takes file access, which the event loop must not wait for.
@router.get("/rules", summary="All rules")
def list_rules() -> tuple[RuleEntry, ...]:
    """Every rule with its texts in both languages, its method and each policy's numbers."""
    return all_rules()


@router.get("/rules/{rule_id}", summary="One rule", responses=problem_responses("not-found"))
def get_rule(rule_id: RuleId) -> RuleEntry:
    """One rule with its texts, its method and each policy's numbers."""
    entry = find_rule(rule_id)
    if entry is None:
        raise Problem("not-found", NO_SUCH_RULE)
    return entry


@router.get("/policies", summary="All policies")
def list_policies() -> tuple[PolicyEntry, ...]:
    """Every policy: for each kind of upload its version, its frame and the ids of its rules."""
    return all_policies()


@router.get("/policies/{policy_id}", summary="One policy", responses=problem_responses("not-found"))
def get_policy(policy_id: PolicyId) -> PolicyEntry:
    """One policy: for each kind of upload its version, its frame and the ids of its rules."""
    entry = find_policy(policy_id)
    if entry is None:
        raise Problem("not-found", NO_SUCH_POLICY)
    return entry
