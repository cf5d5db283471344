"""The requests about screenings."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from typing import Any

import httpx2

from service.client.calls import Call, answer_as, json_of, nothing, retry_after_s
from service.client.errors import ClientMisused
from service.client.reading import AnswerUnreadable, read_json
from service.client.reports import Report
from service.client.screenings import (
    Comparison,
    Conditions,
    RerunOptions,
    Screening,
    ScreeningPage,
    Submission,
    UploadOptions,
    Waiting,
)
from service.client.uploads import Content, StoredObject
from service.client.words import Include, Language, State

_ONE = "/v1/screenings/{screening_id}"
#: Of the options, what the form holds; the others are headers, or the file's.
_FORM_FIELDS = ("policy", "policy_version", "kind", "reference", "include")
_RERUN_MEMBERS = ("policy", "version", "kind")


def submit(upload: Content | StoredObject, options: UploadOptions) -> Call[Submission]:
    """Send a file, or the address of one."""
    stated: Mapping[str, object] = options
    fields = {name: str(stated[name]) for name in _FORM_FIELDS if name in stated}
    if isinstance(upload, StoredObject):
        fields["source"] = upload.address
    return Call(
        "POST /v1/screenings",
        _submission,
        headers=_upload_headers(options),
        fields=fields,
        file=(upload.name, upload.content) if isinstance(upload, Content) else None,
    )


def rerun(screening_id: str, options: RerunOptions) -> Call[Submission]:
    """Screen the same upload again."""
    stated: Mapping[str, object] = options
    return Call(
        f"POST {_ONE}/rerun",
        _submission,
        ids={"screening_id": screening_id},
        query={"include": options["include"]} if "include" in options else {},
        headers=_upload_headers(options),
        json={name: stated[name] for name in _RERUN_MEMBERS if name in stated},
    )


def get(screening_id: str, include: Include | None, known: Screening | None) -> Call[Screening]:
    """One screening; ``known``: as it was, in case it still is so."""
    return Call(
        f"GET {_ONE}",
        _screening(known),
        ids={"screening_id": screening_id},
        query={"include": include} if include else {},
        headers={"If-None-Match": known.etag} if known and known.etag else {},
    )


def find_page(conditions: Conditions, cursor: str | None) -> Call[ScreeningPage]:
    """One page of the screenings that meet every condition. Raises ClientMisused."""
    return Call(
        "GET /v1/screenings", answer_as(ScreeningPage), query=page_query(conditions, cursor)
    )


def page_query(conditions: Mapping[str, Any], cursor: str | None) -> dict[str, str]:
    """The query of one page of a list. Raises ClientMisused for a time without a zone."""
    query = {name: _stated(name, value) for name, value in conditions.items()}
    return query | ({"cursor": cursor} if cursor else {})


def _stated(name: str, value: object) -> str:
    if not isinstance(value, dt.datetime):
        return str(value)
    if value.tzinfo is None:
        raise ClientMisused(f"{name}: a time zone is missing")
    return value.isoformat()


def delete(screening_id: str) -> Call[None]:
    """Delete a screening."""
    return Call(f"DELETE {_ONE}", nothing, ids={"screening_id": screening_id}, gone=(410,))


def hold(screening_id: str) -> Call[None]:
    """Keep a screening."""
    return Call(f"PUT {_ONE}/hold", nothing, ids={"screening_id": screening_id})


def release(screening_id: str) -> Call[None]:
    """Let a screening be deleted again."""
    return Call(f"DELETE {_ONE}/hold", nothing, ids={"screening_id": screening_id})


def compare(screening_id: str, other_id: str) -> Call[Comparison]:
    """Two screenings side by side."""
    ids = {"screening_id": screening_id, "other_id": other_id}
    return Call(f"GET {_ONE}/compare/{{other_id}}", answer_as(Comparison), ids=ids)


def evidence(screening_id: str, language: Language) -> Call[bytes]:
    """The evidence picture."""
    return Call(
        f"GET {_ONE}/evidence",
        lambda response: response.content,
        ids={"screening_id": screening_id},
        query={"lang": language},
    )


def _upload_headers(options: UploadOptions | RerunOptions) -> dict[str, str]:
    """A key makes repetitions safe, whoever asked for one."""
    headers = {"Idempotency-Key": options.get("idempotency_key") or str(uuid.uuid4())}
    if options.get("when") == "later":
        headers["Prefer"] = "respond-async"
    return headers


def _submission(response: httpx2.Response) -> Submission:
    """The report where it came at once, else what is waited for."""
    reference = response.headers.get("docscreen-reference")
    is_repeated = response.headers.get("idempotency-replayed") == "true"
    if response.status_code == httpx2.codes.ACCEPTED:
        waiting = read_json(Waiting, json_of(response))
        return Submission(waiting.id, waiting.state, None, reference, is_repeated)
    report = read_json(Report, json_of(response))
    return Submission(report.screening, State.DONE, report, reference, is_repeated)


def _screening(known: Screening | None) -> Callable[[httpx2.Response], Screening]:
    def read(response: httpx2.Response) -> Screening:
        if response.status_code == httpx2.codes.NOT_MODIFIED:
            if known is None:
                raise AnswerUnreadable("", "304 to a request without a condition")
            return dataclasses.replace(known, retry_after_s=retry_after_s(response))
        return dataclasses.replace(
            read_json(Screening, json_of(response)),
            etag=response.headers.get("etag", ""),
            retry_after_s=retry_after_s(response),
        )

    return read
