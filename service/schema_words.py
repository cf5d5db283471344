"""What each field of a report means: the notes that the published schema carries."""

from __future__ import annotations

from typing import Any

_SHA256 = {"pattern": "^[0-9a-f]{64}$"}
_POINT = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
_INTERVAL = {
    "type": "object",
    "properties": {name: {"type": "number"} for name in ("value", "low", "high")},
    "required": ["value", "low", "high"],
}


def _note(text: str, **constraints: Any) -> dict[str, Any]:
    return {"description": text, **constraints}


_PROBABILITY = {"minimum": 0, "maximum": 1}

#: Description and constraints by dataclass and field.
FIELD_NOTES: dict[str, dict[str, Any]] = {
    "Engine.version": _note("Version of docscreen."),
    "Engine.models": _note("SHA-256 of each weight file, by its name."),
    "FileSummary.name": _note("File name as the caller sent it."),
    "FileSummary.sha256": _note("SHA-256 of the bytes received.", **_SHA256),
    "FileSummary.media_type": _note("True media type by content, never by name."),
    "FileSummary.bytes": _note("Size of the file.", minimum=0),
    "FileSummary.pages": _note("Number of pages; null where the file does not open."),
    "Finding.rule": _note(
        "The rule's id; ids never change their meaning.", pattern="^[a-z]+\\.[a-z0-9-]+$"
    ),
    "Finding.outcome": _note("What the check concluded."),
    "Finding.severity": _note("What a failure of the rule leads to under the policy."),
    "Finding.reason": _note("Why, as a word for programs; see the rule's page."),
    "Finding.measured": _note("What was measured; null where nothing was."),
    "Finding.required": _note("What the policy requires; null where that is no number or list."),
    "Finding.confidence": _note("Probability that the outcome is right.", **_PROBABILITY),
    "Finding.message": _note("What was found, for the applicant."),
    "Finding.remedy": _note("What to do about it, for the applicant; may be empty."),
    "Finding.where": _note("Where in the file."),
    "Finding.source": _note("Where the requirement is written."),
    "Kind.declared": _note("What the caller declared: auto, photo, identity, form, document."),
    "Kind.detected": _note("What the file was found to be."),
    "Kind.confidence": _note("Probability that the detected kind is right.", **_PROBABILITY),
    "Measured.value": _note("The value in the unit, or a word."),
    "Measured.unit": _note("The unit, such as mm, px or degrees."),
    "Measured.low": _note("Lower end of the value's 95 % interval; null where it has none."),
    "Measured.high": _note("Upper end of the value's 95 % interval; null where it has none."),
    "PolicyReference.id": _note("The policy's id."),
    "PolicyReference.version": _note("The policy's version."),
    "PolicyReference.sha256": _note("SHA-256 of the policy with all it extends.", **_SHA256),
    "Report.schema": _note("Name and version of this schema."),
    "Report.screening": _note("Id of the screening."),
    "Report.created": _note("When the screening was made, in UTC.", format="date-time"),
    "Report.file": _note("The file as it was received."),
    "Report.kind": _note("The declared and the detected kind."),
    "Report.policy": _note("Under which policy the file was screened."),
    "Report.verdict": _note("The recommendation, drawn from outcomes and severities."),
    "Report.status": _note("partial where a check crashed or the screening was interrupted."),
    "Report.findings": _note("One finding for each rule in force."),
    "Report.facts": _note("What was measured, by kind of upload."),
    "Report.timings_ms": _note("Milliseconds: total, and each fact's own time, longest first."),
    "Report.engine": _note("Which program and which weights measured."),
    "Required.unit": _note("The unit of the limits; that of the measured value."),
    "Required.min": _note("Least allowed value; null where there is none."),
    "Required.max": _note("Greatest allowed value; null where there is none."),
    "Required.any_of": _note("The allowed words; null where a number is required."),
    "Source.document": _note("The document, such as IMM 5445."),
    "Source.section": _note("The section of the document."),
    "Source.url": _note("Its address; null where there is none."),
    "Text.en": _note("In English."),
    "Text.fr": _note("In French."),
    "Where.shape": _note("What the points are: corners of a box, ends of a line, a polygon."),
    "Where.points": _note(
        "Points as [x, y] in pixels of the upright page; of a PDF's page 72 to the inch."
    ),
    "Where.page": _note("Page number from 1.", minimum=1),
}

PHOTO_FACTS: dict[str, Any] = {
    "type": "object",
    "description": "Facts of a photo; points are [x, y] in pixels of the upright picture.",
    "properties": {
        "width": {"type": "integer", "description": "Width in pixels."},
        "height": {"type": "integer", "description": "Height in pixels."},
        "dpi": {
            "type": ["number", "null"],
            "description": "Pixels per inch as the file states them; often meaningless.",
        },
        "faces": {"type": "integer", "description": "Number of faces found."},
        "print": {
            "type": "array",
            "items": _POINT,
            "minItems": 4,
            "maxItems": 4,
            "description": "Corners of a printed photo that was found on a scanned sheet; "
            "absent elsewhere.",
        },
        "chin": {**_POINT, "description": "Lowest point of the chin."},
        "crown": {**_POINT, "description": "Natural top of the head under the hair."},
        "eyes": {
            "type": "array",
            "items": _POINT,
            "minItems": 2,
            "maxItems": 2,
            "description": "Centres of the person's right and left eye.",
        },
        "face_height_mm": {
            **_INTERVAL,
            "description": "Chin to crown in millimetres of the finished photo.",
        },
        "face_height_ratio": {
            "type": "number",
            "description": "Chin to crown as a share of the picture's height.",
        },
    },
    "required": ["width", "height", "faces"],
}
