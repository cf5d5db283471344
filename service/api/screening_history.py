"""Stored screenings: get, list, delete, hold, screen again, compare, evidence."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Header, Query, Response

from models.errors import PolicyError
from service.access.scopes import Caller, Scope
from service.api.callers import GuardedRoute, caller_with, require_scope
from service.api.patterns import ID_PATTERN, REFERENCE_PATTERN
from service.api.problems import Problem, problem_responses
from service.api.requests import JSON_CONTENT, KNOWN_QUERY, Include, Moment, ScreeningId
from service.api.screening_documents import (
    NO_SUCH_SCREENING,
    UNKNOWN_CURSOR,
    Comparison,
    RerunRequest,
    ScreeningDocument,
    ScreeningPage,
    State,
    change_of,
    document_of,
    summary_of,
)
from service.api.screenings import POLL_AFTER_S, answer
from service.api.state import ServiceState, capacity, state_of
from service.api.submissions import (
    IdempotencyKey,
    Prefer,
    field_problem,
    require_known_ids,
    require_one_key,
    require_policy,
    wants_later,
)
from service.api.tags import has_already, tag_of
from service.comparison import compared
from service.redaction import without_texts
from service.store import lifecycle
from service.store.search import CursorUnknown, ScreeningQuery, search, superseded_by
from service.store.tables import ScreeningRow
from service.store.work import DELETED, RUNNING, WAITING, KeyReused, Submission

router = APIRouter(
    prefix="/v1", tags=["screenings"], route_class=GuardedRoute, dependencies=[KNOWN_QUERY]
)

#: Screenings on one page, unless fewer are asked for; more would be slow to read and to send.
PAGE_SIZE, LARGEST_PAGE = 50, 200

Reader = Annotated[Caller, Depends(caller_with("read"))]
Officer = Annotated[Caller, Depends(caller_with("officer"))]
Service = Annotated[ServiceState, Depends(state_of)]

_MISSING = problem_responses(
    "unauthenticated", "forbidden", "not-found", "gone", "too-many-requests"
)


def _existing(state: ServiceState, screening_id: str) -> ScreeningRow:
    row = state.screenings.store.get(screening_id)
    if row is None:
        raise Problem("not-found", NO_SUCH_SCREENING)
    if row.state == DELETED:
        raise Problem("gone")
    return row


def _report(state: ServiceState, row: ScreeningRow, include: str | None) -> dict[str, Any] | None:
    report = state.screenings.store.report_of(row)
    return without_texts(report) if report is not None and include is None else report


@router.get("/screenings", summary="Find screenings", responses=problem_responses(
    "unauthenticated", "forbidden", "invalid-request", "too-many-requests"
))  # fmt: skip
def list_screenings(
    state: Service,
    _caller: Reader,
    reference: Annotated[str | None, Query(pattern=REFERENCE_PATTERN)] = None,
    verdict: Annotated[Literal["accept", "review", "return"] | None, Query()] = None,
    rule: Annotated[
        str | None, Query(pattern=ID_PATTERN, description="A rule with a finding.")
    ] = None,
    outcome: Annotated[
        Literal["pass", "fail", "unsure", "not-assessed", "manual"] | None,
        Query(description="The outcome that the rule, or any rule, must have."),
    ] = None,
    policy: Annotated[str | None, Query(pattern=ID_PATTERN)] = None,
    kind: Annotated[
        Literal["photo", "identity", "form", "document", "unknown"] | None,
        Query(description="What the file was found to be."),
    ] = None,
    screening_state: Annotated[State | None, Query(alias="state")] = None,
    created_from: Annotated[Moment | None, Query(description="Accepted then or later.")] = None,
    created_before: Annotated[Moment | None, Query(description="Accepted before.")] = None,
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = PAGE_SIZE,
    cursor: Annotated[
        str | None, Query(max_length=200, description="The member next of the page before.")
    ] = None,
) -> ScreeningPage:
    """Screenings that meet every condition, from the newest on."""
    require_known_ids(rule, policy)
    query = ScreeningQuery(
        reference, verdict, rule, outcome, policy, kind, screening_state,
        created_from, created_before,
    )  # fmt: skip
    try:
        page = search(state.screenings.store.database, query, limit, cursor)
    except CursorUnknown:
        raise field_problem("cursor", UNKNOWN_CURSOR) from None
    return ScreeningPage(items=[summary_of(row) for row in page.rows], next=page.next_cursor)


@router.get(
    "/screenings/{screening_id}",
    summary="One screening",
    response_model=ScreeningDocument,
    responses={304: {"description": "The caller has this already."}, **_MISSING},
)
def get_screening(
    state: Service,
    caller: Reader,
    screening_id: ScreeningId,
    response: Response,
    include: Include = None,
    if_none_match: Annotated[str | None, Header()] = None,
) -> ScreeningDocument | Response:
    """A screening with its report, once it is done. `ETag` changes whenever the answer would."""
    if include is not None:
        require_scope(caller, Scope.OFFICER)
    row = _existing(state, screening_id)
    later = superseded_by(state.screenings.store.database, screening_id)
    document = document_of(row, _report(state, row, include), later)
    headers = {"ETag": tag_of(document), "Cache-Control": "private, no-cache"}
    if row.state in (WAITING, RUNNING):
        headers["Retry-After"] = POLL_AFTER_S
    if has_already(headers["ETag"], if_none_match):
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    return document


@router.delete(
    "/screenings/{screening_id}",
    status_code=204,
    summary="Delete a screening",
    responses=_MISSING | problem_responses("on-hold", "being-screened"),
)
def delete_screening(state: Service, caller: Officer, screening_id: ScreeningId) -> None:
    """Delete the upload with every screening of it; the audit keeps that they were there.

    What superseded it, or was superseded by it, is deleted too: no report of the upload remains.
    """
    _existing(state, screening_id)
    try:
        lifecycle.delete_screening(state.screenings.store, screening_id, caller.id, state.clock())
    except lifecycle.OnHold:
        raise Problem("on-hold") from None
    except lifecycle.BeingScreened:
        raise Problem("being-screened", headers={"Retry-After": "5"}) from None


@router.put(
    "/screenings/{screening_id}/hold",
    status_code=204,
    summary="Hold a screening",
    responses=_MISSING,
)
def hold_screening(state: Service, caller: Officer, screening_id: ScreeningId) -> None:
    """Keep an upload's screenings beyond the time that their policy allows, until released."""
    _existing(state, screening_id)
    lifecycle.hold(state.screenings.store, screening_id, caller.id, state.clock())


@router.delete(
    "/screenings/{screening_id}/hold",
    status_code=204,
    summary="Release a screening",
    responses=_MISSING,
)
def release_screening(state: Service, caller: Officer, screening_id: ScreeningId) -> None:
    """Let an upload's screenings be deleted again."""
    _existing(state, screening_id)
    lifecycle.release_hold(state.screenings.store, screening_id, caller.id, state.clock())


@router.post(
    "/screenings/{screening_id}/rerun",
    status_code=201,
    summary="Screen again",
    responses=_MISSING
    | problem_responses(
        "invalid-request",
        "unknown-policy",
        "idempotency-in-progress",
        "idempotency-key-reused",
        "not-ready",
        "busy",
        "store-unavailable",
    ),
    dependencies=[JSON_CONTENT, Depends(capacity), Depends(require_one_key)],
)
async def rerun_screening(
    state: Service,
    caller: Officer,
    screening_id: ScreeningId,
    request: RerunRequest | None = None,
    include: Include = None,
    idempotency_key: IdempotencyKey = None,
    prefer: Prefer = None,
) -> Response:
    """Screen the same upload again, under another policy or version; this supersedes the first.

    Without a version it is today's. The answer is the new report, as that of `POST /v1/screenings`.
    """
    asked = request or RerunRequest.model_validate({})
    row = await asyncio.to_thread(_existing, state, screening_id)
    policy = asked.policy or row.policy
    kind = asked.kind or row.declared_kind
    meant = row.detected_kind if kind == "auto" else kind
    await asyncio.to_thread(require_policy, policy, asked.version, meant)
    task = await asyncio.to_thread(state.screenings.store.task_of, row)
    created = state.clock()
    submission = Submission(
        untrusted_bytes=task.untrusted_bytes,
        untrusted_name=task.untrusted_name,
        policy=policy,
        declared_kind=kind,
        owner=caller.id,
        created=created,
        keep_until=row.keep_until,  # nothing is kept longer because it was looked at again
        reference=row.reference,
        supersedes=row.id,
        wanted_version=asked.version,
        idempotency_key=idempotency_key,
    )
    try:
        if wants_later(prefer):
            screened = await state.accept_for_later(submission)
        else:
            content = task.untrusted_bytes
            screened = await state.screenings.screen_now(submission, lambda: content)
    except KeyReused:
        raise Problem("idempotency-key-reused") from None
    return answer(screened, row.reference, include, prefer)


@router.get(
    "/screenings/{screening_id}/compare/{other_id}",
    summary="Compare two screenings",
    responses=_MISSING | problem_responses("not-done"),
)
def compare_screenings(
    state: Service, _caller: Reader, screening_id: ScreeningId, other_id: ScreeningId
) -> Comparison:
    """Finding by finding: what is the same, better, worse, added or removed in the second one."""
    rows = [_existing(state, one) for one in (screening_id, other_id)]
    before, after = (_report(state, row, None) for row in rows)
    if before is None or after is None:
        raise Problem("not-done", headers={"Retry-After": "1"})
    return Comparison(
        before=summary_of(rows[0]),
        after=summary_of(rows[1]),
        is_same_file=before["file"]["sha256"] == after["file"]["sha256"],
        changes=[change_of(one) for one in compared(before, after)],
    )


@router.get(
    "/screenings/{screening_id}/evidence",
    summary="The evidence picture",
    response_class=Response,
    responses={
        200: {"content": {"image/png": {}}, "description": "The picture with what was measured."},
        **_MISSING,
        **problem_responses("nothing-to-show", "not-ready", "busy", "store-unavailable"),
    },
    dependencies=[Depends(capacity)],
)
async def get_evidence(
    state: Service,
    _caller: Officer,
    screening_id: ScreeningId,
    lang: Annotated[Literal["en", "fr"], Query(description="Language of its words.")] = "en",
) -> Response:
    """The upright upload with the measurements drawn into it, drawn anew from the stored upload."""
    row = await asyncio.to_thread(_existing, state, screening_id)
    try:
        picture = await state.screenings.evidence(row, lang)
    except PolicyError:  # an update took away the version that it was screened under
        picture = None
    if picture is None:
        raise Problem("nothing-to-show")
    return Response(picture, media_type="image/png", headers={"Cache-Control": "private, no-store"})
