"""What each fact of a PDF means: the notes on ``facts.pdf`` that the published schema carries."""

from __future__ import annotations

from typing import Any, get_args

from models.pdf.active_content import ActiveKind
from models.pdf.page_origin import Origin
from models.pdf.signatures import Coverage, Modification, Problem
from models.pdf.xfa_packets import XfaKind

_ORIGIN = {"type": "string", "enum": list(get_args(Origin))}
_PROBABILITY = {"type": "number", "minimum": 0, "maximum": 1}
_COUNT = {"type": "integer", "minimum": 0}


def _object(text: str, properties: dict[str, Any]) -> dict[str, Any]:
    """An object all of whose members are always there."""
    return {
        "type": "object",
        "description": text,
        "properties": properties,
        "required": list(properties),
    }


def _text(text: str, *, nullable: str = "") -> dict[str, Any]:
    kinds = ["string", "null"] if nullable else "string"
    return {"type": kinds, "description": f"{text} {nullable}".strip()}


def _word(text: str, kind: Any, *others: None) -> dict[str, Any]:
    return {"enum": [*get_args(kind), *others], "description": text}


def _flag(text: str) -> dict[str, Any]:
    return {"type": "boolean", "description": text}


_UNKNOWN = "null where nothing tells it."

_PAGE_ORIGIN = _object(
    "One page.",
    {
        "page": {"type": "integer", "minimum": 1, "description": "Page number from 1."},
        "origin": {**_ORIGIN, "description": "Where the page comes from."},
        "confidence": {**_PROBABILITY, "description": "Probability that this is right."},
    },
)
_FORM = _object(
    "Which form the file is, and how much of it is filled in.",
    {
        "number": _text("The form's number, such as IMM 5257;", nullable=_UNKNOWN),
        "variant": _text("Letters behind the number; may be empty;", nullable=_UNKNOWN),
        "schedule": _text("Number or letter of a schedule; may be empty;", nullable=_UNKNOWN),
        "edition": _text("Month and year, such as 06-2018; may be empty;", nullable=_UNKNOWN),
        "language": {"enum": ["en", "fr", None], "description": f"Its language; {_UNKNOWN}"},
        "fields": {**_COUNT, "description": "Fields of the form."},
        "filled_fields": {
            **_COUNT,
            "description": "Fields with a value that the blank form does not have.",
        },
        "filled": {
            "type": ["boolean", "null"],
            "description": "Whether anybody has filled in anything; null where the file has no "
            "fields: what is written on paper is not read.",
        },
    },
)
_SIGNATURE = _object(
    "One digital signature; who signed is left out.",
    {
        "issuers_own": _flag("The department's own, which certifies the blank form."),
        "intact": {
            "type": ["boolean", "null"],
            "description": "Whether the covered bytes are those that were signed; null where that "
            "cannot be computed.",
        },
        "coverage": _word("What it covers.", Coverage),
        "modification": _word("What was added after signing.", Modification),
        "problem": _word("Why it could not be examined; null where it was.", Problem, None),
    },
)

PDF_FACTS: dict[str, Any] = _object(
    "Facts of a PDF. What applicants wrote is not among them.",
    {
        "origin": {
            **_ORIGIN,
            "description": "Where the file comes from: a form with live fields, a form printed to "
            "PDF, a document, a scan without or with a text layer, a photograph of paper, a "
            "mixture, or nothing that can be read.",
        },
        "origin_confidence": {**_PROBABILITY, "description": "Probability that it is right."},
        "origin_signals": {
            "type": "array",
            "items": {"type": "string"},
            "description": "What decided, as words for programs.",
        },
        "page_origins": {
            "type": "array",
            "items": _PAGE_ORIGIN,
            "description": "The origin of each page; of very long files, of evenly spread pages.",
        },
        "pages": {
            **_COUNT,
            "description": "Pages of the file; one of a dynamic XFA form, whatever Adobe shows.",
        },
        "xfa": _word("Whether it is an XFA form, and who draws its pages.", XfaKind),
        "form": _FORM,
        "signatures": {
            "type": "array",
            "items": _SIGNATURE,
            "description": "Its digital signatures, in the order of the form.",
        },
        "encrypted": _flag("Encrypted, though no password is needed to read it."),
        "repaired": _flag("The file breaks the format's rules and was read in spite of it."),
        "problems": {
            "type": "array",
            "items": {"type": "string"},
            "description": "What the reading libraries met, as words for programs.",
        },
        "active_content": {
            "type": "object",
            "propertyNames": {"enum": list(get_args(ActiveKind))},
            "additionalProperties": {"type": "integer", "minimum": 1},
            "description": "What the file can start, send or carry, counted by kind.",
        },
        "producer": _text("The program that says it wrote the file; may be empty."),
        "creator": _text("The program that says it made the document; may be empty."),
        "tagged": _flag("Whether the file names its headings and paragraphs."),
    },
)
