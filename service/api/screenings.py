"""``POST /v1/screenings``: an upload goes in, its report comes out."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile
from fastapi.responses import JSONResponse

from checks.finding import Text
from service.access.scopes import Caller, Scope
from service.api.callers import GuardedRoute, caller_with, require_scope
from service.api.field_faults import MISSING
from service.api.patterns import REFERENCE_PATTERN
from service.api.problems import Problem, note_faults, problem_responses
from service.api.requests import KNOWN_QUERY, REPEATED
from service.api.state import ServiceState, capacity, state_of
from service.api.submissions import (
    ONE_KEY,
    IdempotencyKey,
    Prefer,
    field_problem,
    location_of,
    preference_applied,
    refuse_noted,
    require_policy,
    wants_later,
)
from service.names import base_name, storable_name
from service.redaction import without_texts
from service.screener import DEFAULT_POLICY
from service.screenings import Screened
from service.sources import (
    SourceMissing,
    SourceRefused,
    SourceTooLarge,
    SourceTooSlow,
    source_content,
    source_name,
)
from service.store.work import DELETED, KeyReused, Submission

router = APIRouter(
    prefix="/v1", tags=["screenings"], route_class=GuardedRoute, dependencies=[KNOWN_QUERY]
)

REFERENCE_HEADER = "Docscreen-Reference"
#: What an upload without a file name is called in its report.
NAMELESS = "upload"
LONGEST_NAME = 255

FIELDS = ("file", "source", "policy", "policy_version", "kind", "reference", "include")

EMPTY = Text("Empty", "Vide")
UNKNOWN = Text("Unknown field", "Champ inconnu")
ONE_OF_TWO = Text(
    "Send either a file or the address of one", "Envoyez un fichier ou son adresse, pas les deux"
)
NOT_ALLOWED = Text("This service may not read from there", "Ce service n'a pas le droit d'y lire")
NOT_THERE = Text("There is no such object", "Cet objet n'existe pas")
TOO_SLOW = Text(
    "The object could not be read in time: send the file itself, or try again later",
    "L'objet n'a pas pu être lu à temps\u00a0: envoyez le fichier lui-même, ou réessayez plus tard",
)
#: How soon a waiting screening is worth asking for.
POLL_AFTER_S = "1"

KindField = Literal["auto", "photo", "identity", "form", "document"]


def require_form(request: Request) -> None:
    """Refuse a body that is no form before anything of it is read."""
    stated = request.headers.get("content-type", "")
    if not stated.lower().startswith("multipart/form-data"):
        raise Problem("unsupported-media-type")


async def note_odd_fields(request: Request) -> None:
    """Note fields of a form that are unknown, repeated or empty: one of two would be ignored."""
    sent = (await request.form()).multi_items()
    times = Counter(name for name, _ in sent)
    faults = {name: REPEATED for name, count in times.items() if count > 1}
    faults |= {name: EMPTY for name, value in sent if value == ""}
    faults |= {name: UNKNOWN for name in times if name not in FIELDS}
    if "file" not in times and "source" not in times:
        faults["file"] = MISSING
    if "file" in times and "source" in times:
        faults["source"] = ONE_OF_TWO
    note_faults(request, faults)


@dataclass(frozen=True, slots=True)
class Upload:
    """The bytes of an upload and its name; ``again`` reads the bytes once more."""

    untrusted_bytes: bytes
    untrusted_name: str
    again: Callable[[], bytes]


@router.post(
    "/screenings",
    status_code=201,
    summary="Screen a file",
    response_class=JSONResponse,
    responses=problem_responses(
        "malformed-request",
        "unauthenticated",
        "forbidden",
        "gone",
        "upload-too-large",
        "unsupported-media-type",
        "invalid-request",
        "unknown-policy",
        "idempotency-in-progress",
        "idempotency-key-reused",
        "too-many-requests",
        "not-ready",
        "busy",
        "store-unavailable",
    ),
    dependencies=[Depends(require_form), Depends(capacity), ONE_KEY, Depends(note_odd_fields)],
)
async def submit_screening(
    request: Request,
    state: Annotated[ServiceState, Depends(state_of)],
    caller: Annotated[Caller, Depends(caller_with("submit"))],
    file: Annotated[
        UploadFile | None, File(description="The photo, PDF or scan to be screened.")
    ] = None,
    source: Annotated[
        str | None,
        Form(
            max_length=2000,
            description="Instead of a file: the address of an object that the operator lets the "
            "service read, such as s3://bucket/incoming/name.",
        ),
    ] = None,
    policy: Annotated[
        str, Form(description="Policy to screen under; GET /v1/policies lists them.")
    ] = DEFAULT_POLICY,
    policy_version: Annotated[
        str | None,
        Form(
            max_length=32,
            description="Version of the policy, as its reports and GET /v1/policies state it; by "
            "default today's.",
        ),
    ] = None,
    kind: Annotated[KindField, Form(description="What the file is declared to be.")] = "auto",
    reference: Annotated[
        str | None,
        Form(
            pattern=REFERENCE_PATTERN,
            description="The caller's own id of the upload; it comes back in a header.",
        ),
    ] = None,
    include: Annotated[
        Literal["texts"] | None,
        Form(description="texts: what is written on an identity document too (scope officer)."),
    ] = None,
    idempotency_key: IdempotencyKey = None,
    prefer: Prefer = None,
) -> Response:
    """Screen one file under a policy.

    The answer is the report (`docscreen/report/1`), with messages in English and French. A file
    that is damaged, no picture or hostile gets a report too: its findings say so. With
    `Prefer: respond-async`, or where the file is large, the upload is accepted with 202 and
    screened later: `Location` says where the result will be.
    """
    refuse_noted(request)
    if policy_version is None:
        require_policy(policy)
    else:
        await asyncio.to_thread(require_policy, policy, policy_version, kind)
    if include is not None:
        require_scope(caller, Scope.OFFICER)
    upload = await _upload(state, file, source)
    created = state.clock()
    submission = Submission(
        untrusted_bytes=upload.untrusted_bytes,
        untrusted_name=storable_name(base_name(upload.untrusted_name) or NAMELESS)[:LONGEST_NAME],
        policy=policy,
        declared_kind=kind,
        owner=caller.id,
        created=created,
        keep_until=state.screenings.keep_until(policy, created, policy_version),
        reference=reference,
        wanted_version=policy_version,
        idempotency_key=idempotency_key,
    )
    is_large = len(upload.untrusted_bytes) > state.settings.async_over_bytes
    try:
        if wants_later(prefer) or is_large:
            screened = await state.accept_for_later(submission)
        else:
            screened = await state.screenings.screen_now(submission, upload.again)
    except KeyReused:
        raise Problem("idempotency-key-reused") from None
    return answer(screened, reference, include, prefer)


def answer(
    screened: Screened, reference: str | None, include: str | None, prefer: str | None
) -> Response:
    """The report with 201, or 202 where it is not there yet."""
    headers: dict[str, Any] = location_of(screened.row.id)
    if reference is not None:
        headers[REFERENCE_HEADER] = reference
    if screened.is_repeated:
        headers["Idempotency-Replayed"] = "true"
    if screened.report is None:
        if screened.row.state == DELETED:
            raise Problem("gone")
        headers["Retry-After"] = POLL_AFTER_S
        if screened.is_repeated and screened.row.state == "running":
            raise Problem("idempotency-in-progress", headers=headers)
        headers |= preference_applied(prefer)
        waiting = json.dumps({"id": screened.row.id, "state": screened.row.state})
        return Response(waiting, 202, headers, "application/json")
    report = screened.report if include == "texts" else without_texts(screened.report)
    content = json.dumps(report, ensure_ascii=False).encode()
    return Response(content, 201, headers, "application/json")


async def _upload(state: ServiceState, file: UploadFile | None, source: str | None) -> Upload:
    """What was sent, or what lies at the address that was sent."""
    if file is not None:
        stream = file.file

        def again() -> bytes:
            stream.seek(0)
            return stream.read()

        return Upload(await asyncio.to_thread(again), file.filename or "", again)
    assert source is not None
    limit_bytes, prefixes = state.settings.max_upload_bytes, state.settings.source_prefixes
    try:
        content = await source_content(source, prefixes, limit_bytes)
    except SourceRefused:
        raise field_problem("source", NOT_ALLOWED) from None
    except SourceMissing:
        raise field_problem("source", NOT_THERE) from None
    except SourceTooSlow:
        raise field_problem("source", TOO_SLOW) from None
    except SourceTooLarge:
        raise Problem("upload-too-large") from None
    return Upload(content, source_name(source), lambda: content)
