"""Screenings as the HTTP interface shows them."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import BaseModel, Field

from checks.finding import Text
from service.comparison import FindingChange
from service.store.tables import ScreeningRow

State = Literal["waiting", "running", "done", "failed"]

NO_SUCH_SCREENING = Text("There is no such screening.", "Cet examen n'existe pas.")
UNKNOWN_CURSOR = Text("No page of this service gave it out", "Aucune page ne l'a fourni")
REPORT_NOTE = "The report (docscreen/report/1); null until the screening is done."


class ScreeningSummary(BaseModel):
    """A screening without its report."""

    id: str = Field(description="The screening's id; its report carries the same.")
    state: State = Field(
        description="waiting, running, done, or failed where no attempt gave a result."
    )
    created: dt.datetime = Field(description="When the upload was accepted.")
    completed: dt.datetime | None = Field(description="When the result was kept.")
    reference: str | None = Field(description="The caller's own id of the upload.")
    policy: str = Field(description="The policy's id.", examples=["pr-card"])
    policy_version: str | None = Field(description="The policy's version; null until done.")
    declared_kind: str = Field(description="What the caller declared.")
    detected_kind: str | None = Field(description="What it was found to be; null until done.")
    media_type: str | None = Field(description="The file's media type; null until done.")
    bytes: int = Field(description="The file's size.")
    verdict: Literal["accept", "review", "return"] | None = Field(
        description="The recommendation; null until done."
    )
    status: Literal["complete", "partial"] | None = Field(
        description="partial where a check could not be run to its end; null until done."
    )
    supersedes: str | None = Field(description="The screening in whose place this one stands.")
    keep_until: dt.datetime = Field(description="When it will be deleted, unless it is held.")
    legal_hold: bool = Field(description="Whether it is kept until it is released.")
    failure: str | None = Field(description="Why no attempt gave a result.")


class ScreeningDocument(ScreeningSummary):
    """A screening with its report."""

    superseded_by: list[str] = Field(description="Screenings in whose favour this one is past.")
    report: dict[str, Any] | None = Field(description=REPORT_NOTE)


class ScreeningPage(BaseModel):
    """Screenings from the newest on."""

    items: list[ScreeningSummary] = Field(description="At most as many as were asked for.")
    next: str | None = Field(description="The cursor of the next page; null on the last one.")


class Change(BaseModel):
    """One rule in two screenings."""

    rule: str = Field(description="The rule's id.", examples=["photo.face-height"])
    change: Literal["same", "better", "worse", "other", "added", "removed"] = Field(
        description="other: the outcome is worth the same, but something else differs."
    )
    before: dict[str, Any] | None = Field(description="The finding in the first screening.")
    after: dict[str, Any] | None = Field(description="The finding in the second screening.")


class Comparison(BaseModel):
    """Two screenings side by side."""

    before: ScreeningSummary = Field(description="The first screening.")
    after: ScreeningSummary = Field(description="The second screening.")
    is_same_file: bool = Field(description="Whether both screened the same bytes.")
    changes: list[Change] = Field(description="Every rule that either has a finding of.")


class RerunRequest(BaseModel, extra="forbid"):
    """How to screen an upload again."""

    policy: str | None = Field(None, description="Another policy; by default the same one.")
    version: str | None = Field(
        None,
        max_length=32,
        description="Version of the policy, as reports state it; by default today's.",
    )
    kind: Literal["auto", "photo", "identity", "form", "document"] | None = Field(
        None, description="Another declared kind; by default the same one."
    )


def summary_of(row: ScreeningRow) -> ScreeningSummary:
    """A row of the store without its report."""
    return ScreeningSummary.model_validate(_members(row))


def document_of(
    row: ScreeningRow, report: dict[str, Any] | None, superseded_by: tuple[str, ...]
) -> ScreeningDocument:
    """A row of the store with its report."""
    more = {"report": report, "superseded_by": list(superseded_by)}
    return ScreeningDocument.model_validate(_members(row) | more)


def change_of(change: FindingChange) -> Change:
    """One rule's change."""
    return Change(
        rule=change.rule,
        change=change.change,
        before=dict(change.before) if change.before is not None else None,
        after=dict(change.after) if change.after is not None else None,
    )


def _members(row: ScreeningRow) -> dict[str, Any]:
    names = set(ScreeningSummary.model_fields) - {"bytes"}
    return {name: getattr(row, name) for name in names} | {"bytes": row.size_bytes}
