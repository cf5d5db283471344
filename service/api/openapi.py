"""The OpenAPI document: what FastAPI derives, with the report's own schema and an example."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from service.schema import REPORT_COMPONENT, example_report, report_components


def publish_openapi(app: FastAPI) -> None:
    """Make ``/openapi.json`` describe the report of a screening."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _complete(_derived(app))
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
    answers = document["paths"]["/v1/screenings"]["post"]["responses"]
    answers["201"] = {
        "description": "The report.",
        "content": {
            "application/json": {
                "schema": {"$ref": f"#/components/schemas/{REPORT_COMPONENT}"},
                "example": example_report(),
            }
        },
    }
    for path in document["paths"].values():
        for operation in path.values():
            _drop_shadowed_problems(operation["responses"])
    return document


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
