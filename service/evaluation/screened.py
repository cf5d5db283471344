"""A corpus file together with what the product found in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from checks.file_facts import Upload
from checks.policy_choice import policy_for
from checks.screening import Occasion, screen
from service.engine import engine
from service.evaluation.labels import LabelledFile

if TYPE_CHECKING:
    from service.evaluation.identity_barcodes import Content


def screen_bytes(untrusted_bytes: bytes, name: str, policy_id: str) -> dict[str, Any]:
    """The report, as JSON data, that the product gives for these bytes."""
    occasion = Occasion("evaluation", dt.datetime.now(dt.UTC), engine())
    upload = Upload(untrusted_bytes, name)
    policy = policy_for(untrusted_bytes, upload.declared_kind, policy_id)
    with screen(upload, policy, occasion) as screening:
        return screening.report.as_json()


@dataclass(frozen=True, slots=True)
class ScreenedFile:
    """A labelled file with its report as JSON data; ``report`` is empty where screening failed.

    ``barcodes``: what they say, None where the label does not know it or decoding failed.
    """

    label: LabelledFile
    report: Mapping[str, Any]
    failure: str | None
    barcodes: tuple[Content, ...] | None = None

    @property
    def facts(self) -> Mapping[str, Any]:
        """``facts.photo`` of the report, empty where nothing was measured."""
        photo = self.report.get("facts", {}).get("photo", {})
        return photo if isinstance(photo, dict) else {}

    @property
    def pdf(self) -> Mapping[str, Any] | None:
        """``facts.pdf`` of the report; None where the file did not open as a PDF."""
        pdf = self.report.get("facts", {}).get("pdf")
        return pdf if isinstance(pdf, dict) else None

    @property
    def identity(self) -> Mapping[str, Any] | None:
        """``facts.identity`` of the report; None where no document was measured."""
        identity = self.report.get("facts", {}).get("identity")
        return identity if isinstance(identity, dict) else None

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that the report has a finding for."""
        return tuple(str(entry["rule"]) for entry in self.report.get("findings", []))

    def finding(self, rule: str) -> Mapping[str, Any] | None:
        """The finding of one rule, or None where the policy has no such rule."""
        findings = self.report.get("findings", [])
        return next((entry for entry in findings if entry["rule"] == rule), None)

    def outcome(self, rule: str) -> str | None:
        """The outcome of one rule; ``not-assessed`` where the file could not be screened."""
        if self.failure is not None:
            return "not-assessed"
        finding = self.finding(rule)
        return None if finding is None else str(finding["outcome"])
