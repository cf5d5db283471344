"""The report on an upload whose screening crashed or took too long: an officer decides."""

from __future__ import annotations

import hashlib
from typing import Any

from checks.catalogue import texts_for
from checks.finding import Finding, Judgement, Outcome
from checks.policies import Policy, PolicyRule
from checks.policy_choice import policy_for
from checks.report import (
    REPORT_SCHEMA,
    FileSummary,
    Kind,
    PolicyReference,
    Recommendation,
    Report,
    Status,
)
from models.media_type import PDF, detect_media_type
from service.engine import engine
from service.screener import Order


def interrupted_report(order: Order) -> dict[str, Any]:
    """A partial report in which no rule is assessed; it recommends a review, never an acceptance.

    Nothing is decoded here: the file has just ended a process that tried.
    """
    content, version = order.untrusted_bytes, order.policy_version
    policy = policy_for(content, order.declared_kind, order.policy_id, version)
    return Report(
        schema=REPORT_SCHEMA,
        screening=order.screening_id,
        created=order.created,
        file=_summary(order),
        kind=Kind(order.declared_kind, "unknown", 0.0),
        policy=PolicyReference(policy.id, policy.version, policy.sha256),
        verdict=Recommendation.REVIEW,
        status=Status.PARTIAL,
        findings=_findings(policy, order),
        facts={},
        timings_ms={"total": 0.0},
        engine=engine(),
    ).as_json()


def _summary(order: Order) -> FileSummary:
    content = order.untrusted_bytes
    digest = hashlib.sha256(content).hexdigest()
    media_type = detect_media_type(content)
    return FileSummary(order.untrusted_name, digest, media_type, len(content), None)


def _findings(policy: Policy, order: Order) -> tuple[Finding, ...]:
    is_pdf = detect_media_type(order.untrusted_bytes) == PDF
    reasons = {"file.readable": "gave-up"} if is_pdf else {}
    rules = policy.rules_on(order.created.date())
    return tuple(_finding(rule, reasons.get(rule.id, "crashed")) for rule in rules)


def _finding(rule: PolicyRule, reason: str) -> Finding:
    judgement = (
        Judgement(Outcome.MANUAL, "manual")
        if rule.is_manual
        else Judgement(Outcome.NOT_ASSESSED, reason, confidence=0.0)
    )
    message, remedy = texts_for(rule.id, judgement, rule.texts)
    return Finding(
        rule=rule.id,
        outcome=judgement.outcome,
        severity=rule.severity,
        reason=judgement.reason,
        measured=None,
        required=None,
        confidence=judgement.confidence,
        message=message,
        remedy=remedy,
        where=(),
        source=rule.source,
    )
