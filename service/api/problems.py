"""Errors as RFC 9457 problem documents, in English or French."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from checks.finding import Text
from service.api.language import preferred_language
from service.errors import StoreError
from service.problem_types import PROBLEM_TYPES
from service.words import Language, in_language

_log = logging.getLogger("docscreen.api")

MEDIA_TYPE = "application/problem+json"

_TYPE_OF_STATUS = {
    400: "malformed-request",
    404: "not-found",
    405: "method-not-allowed",
    413: "upload-too-large",
    415: "unsupported-media-type",
}


@dataclass(frozen=True, slots=True)
class FieldFault:
    """What is wrong with one field of the request, in both languages."""

    field: str
    fault: Text


MISSING = Text("Field required", "Champ obligatoire")
_NO_FILE = Text("A file is expected", "Un fichier est attendu")

#: The framework's messages are English; its kinds of faults in French, with what they quote.
_FRENCH_FAULTS = {
    "missing": MISSING.fr,
    "literal_error": "Valeurs acceptées\u00a0: {expected}",
    "string_pattern_mismatch": "Doit correspondre à l'expression «\u00a0{pattern}\u00a0»",
    "string_type": "Un texte est attendu",
}
_FRENCH_FOR_OTHERS = "Valeur non valide"


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
        super().__init__(self.kind.status, self.kind.title.en, dict(headers or {}))
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
    app.add_exception_handler(Exception, _answer_fault)


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
        example = Problem(type_id).document("en").model_dump(exclude_none=True)
        entry["content"][MEDIA_TYPE]["examples"][type_id] = {"value": example}
    return described


async def _answer_problem(request: Request, problem: Exception) -> JSONResponse:
    assert isinstance(problem, Problem)
    return problem.response(preferred_language(request.headers))


async def _answer_http_exception(request: Request, refusal: Exception) -> JSONResponse:
    assert isinstance(refusal, HTTPException)
    type_id = _TYPE_OF_STATUS.get(refusal.status_code, "internal-error")
    problem = Problem(type_id, headers=refusal.headers)
    return problem.response(preferred_language(request.headers))


async def _answer_validation_error(request: Request, refusal: Exception) -> JSONResponse:
    assert isinstance(refusal, RequestValidationError)
    # The values that were sent are left out: they may be personal.
    errors = tuple(
        FieldFault(".".join(map(str, error["loc"][1:])), _field_fault(error))
        for error in refusal.errors()
    )
    problem = Problem("invalid-request", errors=errors)
    return problem.response(preferred_language(request.headers))


async def _answer_store_error(request: Request, failure: Exception) -> JSONResponse:
    _log.error("%s: %s", type(failure).__name__, failure)
    problem = Problem("store-unavailable", headers={"Retry-After": "5"})
    return problem.response(preferred_language(request.headers))


async def _answer_fault(request: Request, bug: Exception) -> JSONResponse:
    # The place is logged and not the message, which may quote what was uploaded.
    place = traceback.extract_tb(bug.__traceback__)[-1]
    _log.error("%s in %s line %s", type(bug).__name__, Path(place.filename).name, place.lineno)
    return Problem("internal-error").response(preferred_language(request.headers))


def _field_fault(error: Mapping[str, Any]) -> Text:
    """What is wrong with a field, without the framework's class names."""
    if "UploadFile" in error["msg"]:
        return _NO_FILE
    quoted = {
        name: str(value).replace(" or ", " ou ") for name, value in error.get("ctx", {}).items()
    }
    french = _FRENCH_FAULTS.get(error["type"], _FRENCH_FOR_OTHERS)
    return Text(error["msg"], french.format_map(quoted))
