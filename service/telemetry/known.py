"""The values that labels may have: what is not known is counted as ``other``.

A label with an id, a name or anything else that a caller or an uploaded file chooses would tell of
persons, and its series would grow without end. Reports come from worker processes that hostile
files may have taken over: what they say is held against these values too.
"""

from __future__ import annotations

from checks.catalogue import rule_texts
from checks.finding import Outcome
from checks.policies import policy_ids
from checks.report import Recommendation, Status
from service.problem_types import PROBLEM_TYPES

OTHER = "other"
#: Of a request: no route has its address; its client left before an answer began.
NO_ROUTE, NO_ANSWER = "none", "none"

METHODS = frozenset(
    {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"}
)
KINDS = frozenset({"photo", "identity", "form", "document", "unknown"})
VERDICTS = frozenset(verdict.value for verdict in Recommendation)
STATUSES = frozenset(status.value for status in Status)
OUTCOMES = frozenset(outcome.value for outcome in Outcome)
PROBLEMS = frozenset(PROBLEM_TYPES)
#: Why a worker process was replaced: it crashed; it took too long; too much memory; it met an
#: error that docscreen did not foresee; the replacement itself did not start.
REPLACEMENTS = frozenset({"crash", "time-out", "memory", "fault", "start"})
#: Limits that refuse a caller: requests a minute, and at once.
LIMITS = frozenset({"rate", "concurrency"})
#: What the store was used for when it failed.
USES = frozenset({"request", "screening", "delivery", "recovery", "purge", "scrape"})
STORE_ERRORS = frozenset(
    {
        "DatabaseUnusable",
        "ObjectMissing",
        "SealBroken",
        "SealKeyMissing",
        "StoreError",
        "StoresDiffer",
    }
)
#: How an attempt to deliver a message ended: ``Outcome.error`` of ``service.webhooks.sending``.
ATTEMPTS = frozenset(
    {
        "delivered",
        "address-malformed",
        "answer-broken",
        "certificate-refused",
        "connection-refused",
        "encryption-failed",
        "gone",
        "name-unknown",
        "network-refused",
        "redirect-refused",
        "scheme-refused",
        "secret-unreadable",
        "status-refused",
        "timed-out",
        "webhook-deleted",
    }
)
#: What became of spans: the collector took them, or did not.
EXPORTS = frozenset({"taken", "failed"})
_STAGES = """
total checks active_content background barcode_readings barcodes beyond_mm blur cast_shadow census
colour compression contents coverage covering crown cut_photo decoded depiction document exposure
expression eye_covers eye_views eyes face_census face_crop face_patch flat_background form glare
half_difference hands head_place head_pose head_shape head_top holds_form identity is_two_tone
kind layer licence lighting lines_on_document marked_kind media_type metadata mirroring mouth
opened origin outlines own_fields parts person_mask picture pictures plain_region plainness
plainness_beside_shadow portrait print_searches printed_fields printed_photo printed_text
px_per_mm quarter_turns raster read_form recapture red_eyes resolution scale scanned_kind
scanned_pages separation sha256 shadow sharpness shoulders signature_blocks signatures skin_colour
skin_texture spectrum straight subject_mask sure_kind text_lines titles validation working
working_lab zones
"""
#: What a report times: the whole, its checks, and each fact of ``checks`` (a test holds them).
STAGES = frozenset(_STAGES.split())


def rules() -> frozenset[str]:
    """The ids of all rules."""
    return frozenset(rule_texts("en")) - {"common"}  # the texts that rules share


def policies() -> frozenset[str]:
    """The ids of all policies."""
    return frozenset(policy_ids())
