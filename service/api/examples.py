"""Examples of answers and requests for the OpenAPI document, by the name of their schema."""

from __future__ import annotations

from functools import cache
from typing import Any

from service.problem_types import PROBLEM_TYPES
from service.schema import example_report

SCREENING_ID = "3f0e2b34-6b8e-4b60-9d3e-0d7d6a0a6c11"
LATER_ID = "9f2f9a3e-5d8d-4c9b-8a52-0a4b9d7f7d10"
WEBHOOK_ID = "0f0a3a52-5b0e-4c55-9d3f-6b1a4d1f7a10"
DELIVERY_ID = "5d1f1f0c-1d5e-4b52-8a5e-0d4f3c2b1a00"

#: What belongs together, and what it is about.
TAGS = {
    "screenings": "Uploads, their reports, and what is done with them afterwards.",
    "webhooks": "Addresses that are told when a screening ends (Standard Webhooks).",
    "rules and policies": "What is checked, how, and under which numbers.",
    "problems": "The kinds of errors and what to do about each.",
    "health": "Whether the process lives and whether it can screen.",
}

#: One value of each parameter.
PARAMETERS: dict[str, Any] = {
    "Idempotency-Key": "5f0c2a3e-application-17-photo",
    "Prefer": "respond-async",
    "If-None-Match": '"5f2b1c0a9d8e7f605f2b1c0a9d8e7f60"',
    "screening_id": SCREENING_ID,
    "other_id": LATER_ID,
    "webhook_id": WEBHOOK_ID,
    "delivery_id": DELIVERY_ID,
    "rule_id": "photo.face-height",
    "policy_id": "pr-card",
    "type_id": "busy",
    "include": "texts",
    "reference": "application-17/photo",
    "verdict": "return",
    "rule": "photo.face-height",
    "outcome": "fail",
    "policy": "pr-card",
    "kind": "photo",
    "state": "waiting",
    "created_from": "2026-11-01T00:00:00Z",
    "created_before": "2026-12-01T00:00:00Z",
    "limit": 50,
    "cursor": DELIVERY_ID,
    "lang": "fr",
}

_SUMMARY: dict[str, Any] = {
    "id": SCREENING_ID,
    "state": "done",
    "created": "2026-11-22T15:04:05Z",
    "completed": "2026-11-22T15:04:06Z",
    "reference": "application-17/photo",
    "policy": "pr-card",
    "policy_version": "2026-11-22",
    "declared_kind": "auto",
    "detected_kind": "photo",
    "media_type": "image/jpeg",
    "bytes": 318204,
    "verdict": "return",
    "status": "complete",
    "supersedes": None,
    "keep_until": "2027-05-21T15:04:05Z",
    "legal_hold": False,
    "failure": None,
}
_WEBHOOK: dict[str, Any] = {
    "id": WEBHOOK_ID,
    "url": "https://portal.example/hooks/docscreen",
    "owner": None,
    "created": "2026-11-22T15:00:00Z",
    "enabled": True,
}
_DELIVERY: dict[str, Any] = {
    "id": DELIVERY_ID,
    "message_id": "msg_2f0a3a525b0e4c559d3f6b1a4d1f7a10",
    "type": "screening.completed",
    "screening": SCREENING_ID,
    "state": "delivered",
    "attempts": 1,
    "created": "2026-11-22T15:04:06Z",
    "due": None,
    "delivered": "2026-11-22T15:04:07Z",
    "last_status": 204,
    "last_error": None,
}
_RULE: dict[str, Any] = {
    "id": "photo.face-height",
    "title": {"en": "Height of the face", "fr": "Hauteur du visage"},
    "requirement": {
        "en": "From chin to the top of the head the face is 31 to 36 mm high.",
        "fr": "Du menton au sommet de la tête, le visage mesure de 31 à 36 mm.",
    },
    "method": "The distance from chin to crown, in millimetres of the finished photo.",
    "reasons": {
        "too-small": {
            "message": {
                "en": "The face is only {value} mm high.",
                "fr": "Le visage ne mesure que {value} mm.",
            },
            "remedy": {
                "en": "Have the photo taken again closer to the camera.",
                "fr": "Faites reprendre la photo de plus près.",
            },
        }
    },
    "settings": [
        {
            "policy": "pr-card",
            "kind": "photo",
            "severity": "return",
            "manual": False,
            "parameters": {"min_mm": 31.0, "max_mm": 36.0},
            "source": {
                "document": "IMM 5445",
                "section": "Notes to the photographer",
                "url": None,
            },
            "effective_from": None,
            "effective_to": None,
        }
    ],
}
_POLICY: dict[str, Any] = {
    "id": "pr-card",
    "parts": [
        {
            "kind": "photo",
            "title": {
                "en": "Photo for a permanent resident card",
                "fr": "Photo pour une carte de résident permanent",
            },
            "version": "2026-11-22",
            "sha256": "0" * 64,
            "frame": {"width_mm": 50.0, "height_mm": 70.0},
            "rules": ["photo.face-count", "photo.face-height"],
            "versions": [
                {
                    "version": "2026-11-22",
                    "sha256": "0" * 64,
                    "is_current": True,
                    "is_usable": True,
                }
            ],
        }
    ],
}


@cache
def examples() -> dict[str, Any]:
    """One example of each schema that an operation takes or answers with."""
    report = example_report()
    finding = report["findings"][0]
    return {
        "ScreeningDocument": _SUMMARY | {"superseded_by": [], "report": report},
        "ScreeningPage": {"items": [_SUMMARY], "next": "WyIyMDI2LTExLTIyVDE1OjA0OjA1KzAwOjAwIl0"},
        "Comparison": {
            "before": _SUMMARY,
            "after": _SUMMARY | {"id": LATER_ID, "supersedes": SCREENING_ID},
            "is_same_file": True,
            "changes": [
                {"rule": finding["rule"], "change": "same", "before": finding, "after": finding}
            ],
        },
        "RerunRequest": {"policy": "citizenship"},
        "SubmissionForm": {
            "file": "(the file's bytes)",
            "policy": "pr-card",
            "kind": "photo",
            "reference": "application-17/photo",
        },
        "NewWebhook": {"url": "https://portal.example/hooks/docscreen"},
        "Rotation": {"overlap_s": 86400},
        "Webhook": _WEBHOOK,
        "WebhookWithSecret": _WEBHOOK
        | {"secret": "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="},
        "WebhookList": {"items": [_WEBHOOK]},
        "Delivery": _DELIVERY,
        "DeliveryPage": {"items": [_DELIVERY], "next": None},
        "Replayed": {"deliveries": 1},
        "RuleEntry": _RULE,
        "PolicyEntry": _POLICY,
        "ProblemPage": _problem_page(),
        "Health": {"status": "ready"},
    }


def _problem_page() -> dict[str, Any]:
    kind = PROBLEM_TYPES["busy"]
    return {
        "type": kind.uri,
        "status": kind.status,
        "title": {"en": kind.title.en, "fr": kind.title.fr},
        "remedy": {"en": kind.remedy.en, "fr": kind.remedy.fr},
        "retry_after_s": kind.retry_after_s,
    }
