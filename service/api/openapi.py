"""The OpenAPI document: what FastAPI derives, with the report's own schema and an example."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from service.api.callers import describe_access
from service.schema import REPORT_COMPONENT, example_report, report_components
from service.settings import Settings


def publish_openapi(app: FastAPI, settings: Settings) -> None:
    """Make ``/openapi.json`` describe the report of a screening."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _complete(_derived(app))
            describe_access(app.openapi_schema, settings)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's own way to extend the document


def _derived(app: FastAPI) -> dict[str, Any]:
    return get_openapi(
        title=app.title,
        version=app.version,
        description=app.description,
        license_info=app.license_info,
        routes=app.routes,
    )


def _complete(document: dict[str, Any]) -> dict[str, Any]:
    document["components"]["schemas"] |= report_components()
    for path in ("/v1/screenings", "/v1/screenings/{screening_id}/rerun"):
        document["paths"][path]["post"]["responses"] |= _results()
    for path in document["paths"].values():
        for operation in path.values():
            _drop_shadowed_problems(operation["responses"])
    return document


def _results() -> dict[str, Any]:
    """What answers to an upload: its report, or where that will be."""
    location = {
        "Location": {
            "description": "Where the screening is found from now on.",
            "schema": {"type": "string"},
        }
    }
    schema = {"$ref": f"#/components/schemas/{REPORT_COMPONENT}"}
    report = {"schema": schema, "example": example_report()}
    waiting = {
        "schema": {
            "type": "object",
            "required": ["id", "state"],
            "properties": {
                "id": {"type": "string", "description": "The screening's id."},
                "state": {"enum": ["waiting", "running", "failed"]},
            },
        },
        "example": {"id": "9f2f9a3e-5d8d-4c9b-8a52-0a4b9d7f7d10", "state": "waiting"},
    }
    return {
        "201": {
            "description": "The report.",
            "headers": location,
            "content": {"application/json": report},
        },
        "202": {
            "description": "Accepted; Location says where the result will be.",
            "headers": location,
            "content": {"application/json": waiting},
        },
    }


def _drop_shadowed_problems(answers: dict[str, Any]) -> None:
    """Errors come as problem documents alone; FastAPI lists them as plain JSON besides."""
    for status, answer in answers.items():
        content = answer.get("content", {})
        if status[0] in "45" and "application/problem+json" in content:
            schema = content.pop("application/json", {}).get("schema")
            if schema:
                content["application/problem+json"]["schema"] = schema
        elif status == "422":
            answer["content"] = {
                "application/problem+json": {
                    "schema": {"$ref": "#/components/schemas/ProblemDocument"}
                }
            }
