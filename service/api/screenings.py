"""``POST /v1/screenings``: an upload goes in, its report comes out."""

from __future__ import annotations

import json
from collections import Counter
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile
from fastapi.responses import JSONResponse

from checks.finding import Text
from checks.policies import policy_ids
from service.api.problems import MISSING, FieldFault, Problem, problem_responses
from service.api.state import ServiceState, state_of
from service.names import base_name, storable_name
from service.screener import DEFAULT_POLICY, Order

router = APIRouter(prefix="/v1", tags=["screenings"])

REFERENCE_HEADER = "Docscreen-Reference"
#: What an upload without a file name is called in its report.
NAMELESS = "upload"
LONGEST_NAME = 255

FIELDS = ("file", "policy", "kind", "reference")

REPEATED = Text("Sent more than once", "Envoyé plus d'une fois")
EMPTY = Text("Empty", "Vide")
UNKNOWN = Text("Unknown field", "Champ inconnu")

KindField = Literal["auto", "photo", "identity", "form", "document"]


def require_form(request: Request) -> None:
    """Refuse a body that is no form before anything of it is read."""
    stated = request.headers.get("content-type", "")
    if not stated.lower().startswith("multipart/form-data"):
        raise Problem("unsupported-media-type")


def require_capacity(state: Annotated[ServiceState, Depends(state_of)]) -> None:
    """Refuse an upload that nobody would screen soon."""
    if not state.is_ready:
        raise Problem("not-ready", state.failure_text, headers={"Retry-After": "1"})
    if state.is_full:
        raise Problem("busy", headers={"Retry-After": "5"})


async def require_plain_fields(request: Request) -> None:
    """Refuse a form whose fields are unknown, repeated or empty: one of two would be ignored."""
    sent = (await request.form()).multi_items()
    times = Counter(name for name, _ in sent)
    faults = {name: REPEATED for name, count in times.items() if count > 1}
    faults |= {name: EMPTY for name, value in sent if value == ""}
    faults |= {name: UNKNOWN for name in times if name not in FIELDS}
    if "file" not in times:
        faults["file"] = MISSING
    if faults:
        errors = (FieldFault(storable_name(name)[:100], fault) for name, fault in faults.items())
        raise Problem("invalid-request", errors=tuple(errors))


def _known_policies() -> Text:
    known = ", ".join(policy_ids())
    return Text(f"Known policies: {known}.", f"Politiques connues\u00a0: {known}.")


@router.post(
    "/screenings",
    status_code=201,
    summary="Screen a file",
    response_class=JSONResponse,
    responses=problem_responses(
        "malformed-request",
        "upload-too-large",
        "unsupported-media-type",
        "invalid-request",
        "unknown-policy",
        "not-ready",
        "busy",
    ),
    dependencies=[
        Depends(require_form),
        Depends(require_capacity),
        Depends(require_plain_fields),
    ],
)
async def screen(
    state: Annotated[ServiceState, Depends(state_of)],
    file: Annotated[UploadFile, File(description="The photo, PDF or scan to be screened.")],
    policy: Annotated[
        str, Form(description="Policy to screen under; GET /v1/policies lists them.")
    ] = DEFAULT_POLICY,
    kind: Annotated[KindField, Form(description="What the file is declared to be.")] = "auto",
    reference: Annotated[
        str | None,
        Form(
            pattern=r"^[\x21-\x7e]{1,100}$",
            description="The caller's own id of the upload; it comes back in a header.",
        ),
    ] = None,
) -> Response:
    """Screen one file under a policy.

    The answer is the report (`docscreen/report/1`), with messages in English and French. A file
    that is damaged, no picture or hostile gets a report too: its findings say so.
    """
    if policy not in policy_ids():
        raise Problem("unknown-policy", _known_policies())

    def order_when_due() -> Order:
        name = storable_name(base_name(file.filename or "") or NAMELESS)[:LONGEST_NAME]
        return Order(file.file.read(), name, policy, kind)

    report = await state.screen(order_when_due)
    headers = {"Cache-Control": "no-store"}
    if reference is not None:
        headers[REFERENCE_HEADER] = reference
    content = json.dumps(report, ensure_ascii=False).encode()
    return Response(content, 201, headers, "application/json")
