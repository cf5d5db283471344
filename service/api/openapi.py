"""The OpenAPI document: what FastAPI derives, made complete (see ``service.api.contract``)."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from service.api.callers import describe_access
from service.api.contract import completed
from service.api.links import add_links
from service.api.webhook_documents import describe_targets
from service.api.webhook_messages import describe_messages
from service.schema import REPORT_COMPONENT, example_report, report_components
from service.settings import Settings


def publish_openapi(app: FastAPI, settings: Settings) -> None:
    """Make ``/openapi.json`` the whole contract: every answer, with headers and an example."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = _derived(app)
            document["components"]["schemas"] |= report_components()
            for operation_id in ("submit_screening", "rerun_screening"):
                _operation(document, operation_id)["responses"] |= _results()
            app.openapi_schema = add_links(completed(document))
            describe_access(app.openapi_schema, settings)
            describe_messages(app.openapi_schema)
            describe_targets(app.openapi_schema, settings.webhook_allow_http)
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


def _operation(document: dict[str, Any], operation_id: str) -> dict[str, Any]:
    operations = [one for path in document["paths"].values() for one in path.values()]
    found: dict[str, Any] = next(one for one in operations if one["operationId"] == operation_id)
    return found


def _results() -> dict[str, Any]:
    """What answers to an upload: its report, or where that will be."""
    schema = {"$ref": f"#/components/schemas/{REPORT_COMPONENT}"}
    waiting = {
        "type": "object",
        "required": ["id", "state"],
        "properties": {
            "id": {"type": "string", "description": "The screening's id."},
            "state": {"enum": ["waiting", "running", "failed"]},
        },
    }
    example = {"id": "9f2f9a3e-5d8d-4c9b-8a52-0a4b9d7f7d10", "state": "waiting"}
    return {
        "201": {
            "description": "The report.",
            "content": {"application/json": {"schema": schema, "example": example_report()}},
        },
        "202": {
            "description": "Accepted; Location says where the result will be.",
            "content": {"application/json": {"schema": waiting, "example": example}},
        },
    }
