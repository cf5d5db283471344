"""One screening in this process: from an order to the report's JSON."""

from __future__ import annotations

import datetime as dt
import uuid
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from models.media_type import PDF, detect_media_type
from models.threads import limit_threads
from service.memory import memory_limited
from service.quiet import native_notices_dropped
from service.words import Language

#: Kinds that a caller may declare; ``auto`` leaves it to docscreen.
KINDS = ("auto", "photo", "identity", "form", "document")
DEFAULT_POLICY = "pr-card"


@dataclass(frozen=True, slots=True)
class EvidenceOrder:
    """Where an evidence picture is written to, and in which language."""

    path: Path
    language: Language


@dataclass(frozen=True, slots=True)
class Order:
    """One upload to be screened: its bytes, what the caller declared, and when it came.

    ``policy_version``: None is today's.
    """

    untrusted_bytes: bytes
    untrusted_name: str
    policy_id: str = DEFAULT_POLICY
    declared_kind: str = "auto"
    evidence: EvidenceOrder | None = None
    screening_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    created: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))
    policy_version: str | None = None


def prepare() -> None:
    """Verify the weights, load every model and use each once, so that the next screening is fast.

    Raises WeightsError where a weight file is missing or not the vetted one.
    """
    limit_threads()
    from checks.policies import all_policy_parts
    from service.engine import engine

    engine()
    with native_notices_dropped():
        from service.warm_up import read_a_word, warm_up_jpegs, warm_up_pdf

        all_policy_parts()
        for content in warm_up_jpegs():
            perform(Order(content, "warm-up.jpg"))
        perform(Order(warm_up_pdf(), "warm-up.pdf"))
        read_a_word()


def perform(order: Order) -> dict[str, Any]:
    """Screen one upload; draw the evidence picture where the order names a file for it.

    Raises PolicyError for an unknown policy or version, OSError where the evidence cannot be
    written and MemoryError for a PDF that takes more memory than it may.
    """
    from checks.file_facts import Upload
    from checks.screening import Occasion, screen_by_content
    from service.engine import engine

    upload = Upload(order.untrusted_bytes, order.untrusted_name, order.declared_kind)
    occasion = Occasion(order.screening_id, order.created, engine())
    limited = memory_limited if detect_media_type(order.untrusted_bytes) == PDF else nullcontext
    screened = partial(screen_by_content, upload, order.policy_id, occasion, order.policy_version)
    with limited(), native_notices_dropped(), screened() as screening:
        measured = screening.identity or screening.photo or screening.form
        if order.evidence is not None and measured is not None:
            from service.evidence import write_evidence

            wanted = order.evidence
            write_evidence(screening.report, measured, wanted.language, wanted.path)
        return screening.report.as_json()
