"""The JSON Schema of a report (``docscreen/report/1``), derived from its dataclasses."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from checks.catalogue import texts_for
from checks.finding import Finding, Judgement, Measured, Outcome, Required, Severity, Source, Where
from checks.report import (
    REPORT_SCHEMA,
    Engine,
    FileSummary,
    Kind,
    PolicyReference,
    Recommendation,
    Report,
    Status,
)
from service.schema_identity import IDENTITY_FACTS
from service.schema_pdf import PDF_FACTS
from service.schema_words import FIELD_NOTES, PHOTO_FACTS

DIALECT = "https://json-schema.org/draft/2020-12/schema"
REPORT_COMPONENT = "Report"
#: Grows with the kinds of uploads; a reader ignores members that it does not know.
_FACTS: dict[str, Any] = {
    "type": "object",
    "description": "What was measured, by kind of upload.",
    "properties": {"photo": PHOTO_FACTS, "pdf": PDF_FACTS, "identity": IDENTITY_FACTS},
}
_REFERENCES = {"file": "#/$defs/{model}", "openapi": "#/components/schemas/{model}"}


def report_schema() -> dict[str, Any]:
    """The published schema: a JSON Schema 2020-12 document with descriptions and an example."""
    parts = _parts("file")
    report = parts.pop(REPORT_COMPONENT)
    return {
        "$schema": DIALECT,
        "$id": f"urn:{REPORT_SCHEMA.replace('/', ':')}",
        "title": REPORT_SCHEMA,
        **report,
        "examples": [example_report()],
        "$defs": parts,
    }


def report_components() -> dict[str, Any]:
    """The same schemas by name, as the components of an OpenAPI document."""
    return _parts("openapi")


def _parts(target: str) -> dict[str, Any]:
    schema = TypeAdapter(Report).json_schema(mode="serialization", ref_template=_REFERENCES[target])
    parts: dict[str, Any] = schema.pop("$defs")
    parts[REPORT_COMPONENT] = schema
    for name, part in sorted(parts.items()):
        _annotate(name, part)
    parts[REPORT_COMPONENT]["properties"]["schema"]["const"] = REPORT_SCHEMA
    parts[REPORT_COMPONENT]["properties"]["facts"] = _FACTS
    return dict(sorted(parts.items()))


def _annotate(name: str, part: dict[str, Any]) -> None:
    """Replace pydantic's generated titles by what each field means; every field is present."""
    part.pop("title", None)
    part["description"] = part["description"].replace("``", "`").replace("None", "null")
    for field, schema in part.get("properties", {}).items():
        schema.pop("title", None)
        schema.pop("default", None)
        schema.update(FIELD_NOTES[f"{name}.{field}"])
    if "properties" in part:
        part["required"] = list(part["properties"])


@cache
def example_report() -> dict[str, Any]:
    """A report on an invented photo whose face is too small."""
    judgement = Judgement(
        Outcome.FAIL,
        "too-small",
        Measured(27.4, "mm", 26.8, 28.1),
        Required("mm", 31.0, 36.0),
        0.99,
        (Where("line", ((502.0, 947.5), (498.5, 399.5))),),
    )
    message, remedy = texts_for("photo.face-height", judgement, {})
    finding = Finding(
        rule="photo.face-height",
        outcome=judgement.outcome,
        severity=Severity.RETURN,
        reason=judgement.reason,
        measured=judgement.measured,
        required=judgement.required,
        confidence=judgement.confidence,
        message=message,
        remedy=remedy,
        where=judgement.where,
        source=Source("IMM 5445", "Notes to the photographer"),
    )
    return Report(
        schema=REPORT_SCHEMA,
        screening="3f0e2b34-6b8e-4b60-9d3e-0d7d6a0a6c11",
        created=dt.datetime(2026, 11, 22, 15, 4, 5, tzinfo=dt.UTC),
        file=FileSummary("photo.jpg", "0" * 64, "image/jpeg", 318_204, 1),
        kind=Kind("auto", "photo", 0.98),
        policy=PolicyReference("pr-card", "2026-11-22", "0" * 64),
        verdict=Recommendation.RETURN,
        status=Status.COMPLETE,
        findings=(finding,),
        facts={"photo": {"width": 1000, "height": 1400, "dpi": 300.0, "faces": 1}},
        timings_ms={"total": 71.3, "faces": 21.4},
        engine=Engine("0.1.0", {"face_landmarker.task": "0" * 64}),
    ).as_json()
