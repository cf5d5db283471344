"""Errors as RFC 9457 problem documents, in English or French."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.routing import compile_path

from checks.finding import Text
from service.api.field_faults import MISSING, field_fault
from service.api.language import preferred_language
from service.errors import StoreError
from service.log_lines import log_failure
from service.names import storable_name
from service.problem_type import ProblemType
from service.problem_types import PROBLEM_TYPES
from service.telemetry.notes import note_problem, note_store_error
from service.words import Language, in_language

_log = logging.getLogger("docscreen.api")

MEDIA_TYPE = "application/problem+json"

_TYPE_OF_STATUS = {
    400: "malformed-request",
    404: "not-found",
    405: "method-not-allowed",
    408: "upload-stalled",
    413: "upload-too-large",
    415: "unsupported-media-type",
}


@dataclass(frozen=True, slots=True)
class FieldFault:
    """What is wrong with one field of the request, in both languages."""

    field: str
    fault: Text


#: A request can have any number of faults: so many are told, and names of fields so long.
MOST_FAULTS, LONGEST_FIELD = 20, 100


class FieldError(BaseModel):
    """What is wrong with one field of the request."""

    field: str = Field(description="The field's name.", examples=["file"])
    detail: str = Field(description="What is wrong with it.", examples=["Field required"])


class ProblemDocument(BaseModel):
    """An error (RFC 9457)."""

    type: str = Field(
        description="Which kind of error; the id never changes.",
        examples=["/problems/upload-too-large"],
    )
    title: str = Field(description="The kind of error in words.")
    status: int = Field(description="The HTTP status.", examples=[413])
    detail: str = Field(description="What happened and what to do about it.")
    errors: list[FieldError] | None = Field(
        None, description="The fields that are missing or wrong, where some are."
    )


class Problem(HTTPException):
    """An error that is answered with a problem document."""

    def __init__(
        self,
        type_id: str,
        happening: Text | None = None,
        *,
        errors: tuple[FieldFault, ...] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """``happening``: what this request met; the type's remedy follows it in the document."""
        self.kind = PROBLEM_TYPES[type_id]
        super().__init__(self.kind.status, self.kind.title.en, _retry_after(self.kind, headers))
        self.errors = errors
        self.happening = happening

    def document(self, language: Language) -> ProblemDocument:
        """The problem document in a language."""
        happening = in_language(self.happening, language) if self.happening else ""
        remedy = in_language(self.kind.remedy, language)
        return ProblemDocument(
            type=self.kind.uri,
            title=in_language(self.kind.title, language),
            status=self.kind.status,
            detail=f"{happening} {remedy}".strip(),
            errors=[
                FieldError(field=error.field, detail=in_language(error.fault, language))
                for error in self.errors
            ]
            or None,
        )

    def response(self, language: Language) -> JSONResponse:
        """The HTTP answer in a language."""
        note_problem(self.kind.id)
        headers = {
            **(self.headers or {}),
            "Content-Language": language,
            "Vary": "Accept-Language",
            "Cache-Control": "no-store",
        }
        content = self.document(language).model_dump(exclude_none=True)
        return JSONResponse(content, self.kind.status, headers, MEDIA_TYPE)


def install_problem_handlers(app: FastAPI) -> None:
    """Answer every error of an application with a problem document."""
    app.add_exception_handler(Problem, _answer_problem)
    app.add_exception_handler(HTTPException, _answer_http_exception)
    app.add_exception_handler(RequestValidationError, _answer_validation_error)
    app.add_exception_handler(StoreError, _answer_store_error)
    app.add_exception_handler(Exception, answer_fault)


def problem_responses(*type_ids: str) -> dict[int | str, dict[str, Any]]:
    """The OpenAPI description of the problems that an operation may answer with."""
    described: dict[int | str, dict[str, Any]] = {}
    for type_id in type_ids:
        kind = PROBLEM_TYPES[type_id]
        entry = described.setdefault(
            kind.status,
            {
                "model": ProblemDocument,
                "description": "",
                "content": {MEDIA_TYPE: {"examples": {}}},
            },
        )
        entry["description"] = f"{entry['description']} {kind.title.en}.".strip()
        errors = (FieldFault("file", MISSING),) if type_id == "invalid-request" else ()
        problem = Problem(type_id, errors=errors)
        example = problem.document("en").model_dump(exclude_none=True)
        entry["content"][MEDIA_TYPE]["examples"][type_id] = {"value": example}
    return described


async def _answer_problem(request: Request, problem: Exception) -> JSONResponse:
    assert isinstance(problem, Problem)
    return problem.response(preferred_language(request.headers))


async def _answer_http_exception(request: Request, refusal: Exception) -> JSONResponse:
    assert isinstance(refusal, HTTPException)
    type_id = _TYPE_OF_STATUS.get(refusal.status_code, "internal-error")
    headers = dict(refusal.headers or {})
    if refusal.status_code == 405:
        headers["Allow"] = _allowed(request, headers.get("Allow", ""))
    problem = Problem(type_id, headers=headers)
    return problem.response(preferred_language(request.headers))


def _allowed(request: Request, of_one_route: str) -> str:
    """Every method that an address takes; the framework names those of the first route alone."""
    methods = {method.strip() for method in of_one_route.split(",") if method.strip()}
    for path, operations in request.app.openapi()["paths"].items():
        if compile_path(path)[0].match(request.url.path):
            methods |= {method.upper() for method in operations}
    if "GET" in methods:
        methods.add("HEAD")
    return ", ".join(sorted(methods))


async def _answer_validation_error(request: Request, refusal: Exception) -> JSONResponse:
    assert isinstance(refusal, RequestValidationError)
    found = refusal.errors()
    if any(error["type"] == "json_invalid" for error in found):
        return Problem("malformed-request").response(preferred_language(request.headers))
    # The values that were sent are left out: they may be personal.
    noted = noted_faults(request)
    others = [(_field_name(error["loc"]), field_fault(error)) for error in found[:MOST_FAULTS]]
    told = (*noted.items(), *(one for one in others if one[0] not in noted))
    errors = tuple(FieldFault(name, fault) for name, fault in told[:MOST_FAULTS])
    problem = Problem("invalid-request", errors=errors)
    return problem.response(preferred_language(request.headers))


def note_faults(request: Request, faults: Mapping[str, Text]) -> None:
    """Keep faults of a request until its other fields are judged: all are told at once."""
    request.state.faults = noted_faults(request) | {
        storable_name(name)[:LONGEST_FIELD]: fault for name, fault in faults.items()
    }


def noted_faults(request: Request) -> dict[str, Text]:
    """The faults that were noted so far, by the fields' names."""
    return dict(getattr(request.state, "faults", {}))


async def _answer_store_error(request: Request, failure: Exception) -> JSONResponse:
    log_failure(_log, logging.ERROR, "store-unavailable", failure)
    note_store_error(type(failure).__name__)
    problem = Problem("store-unavailable", headers={"Retry-After": "5"})
    return problem.response(preferred_language(request.headers))


async def answer_fault(request: Request, bug: Exception) -> JSONResponse:
    """The answer to a fault of our own; only its kind and place are logged."""
    log_failure(_log, logging.ERROR, "fault", bug)
    return Problem("internal-error").response(preferred_language(request.headers))


def _retry_after(kind: ProblemType, headers: Mapping[str, str] | None) -> dict[str, str]:
    """The headers of an answer, with a Retry-After wherever its type promises one."""
    stated = dict(headers or {})
    if kind.retry_after_s is not None:
        stated.setdefault("Retry-After", str(kind.retry_after_s))
    return stated


def _field_name(place: Sequence[str | int]) -> str:
    """A field's name in the request; a body as a whole is called so."""
    return storable_name(".".join(map(str, place[1:])))[:LONGEST_FIELD] or str(place[0])
