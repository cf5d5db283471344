"""What each fact of an identity document means: the notes on ``facts.identity`` of the schema."""

from __future__ import annotations

from typing import Any, get_args

from checks.identity_kind import DocumentType
from models.barcode.aamva import ProblemKind
from models.barcode.aamva_fields import FieldName
from models.barcode.symbol import Format
from models.mrz.formats import LAYOUTS, FormatName
from models.mrz.zone_reading import DigitState
from models.viz.catalogue import catalogue
from service.redaction import PRINTED_TEXTS, ZONE_TEXTS

_PROBABILITY = {"type": "number", "minimum": 0, "maximum": 1}
_FROM_ONE = {"type": "integer", "minimum": 1}
#: Year, month and day, with XX for what the zone leaves open.
_DATE_PATTERN = r"^(\d{4}|XXXX)-(\d{2}|XX)-(\d{2}|XX)$"
_FIELD_NAMES = sorted({name for layout in LAYOUTS for name in layout.fields})
_CHECK_NAMES = sorted({check.name for layout in LAYOUTS for check in layout.checks})
_PROBLEMS = sorted(kind for group in get_args(ProblemKind) for kind in get_args(group))


def _object(
    text: str, properties: dict[str, Any], on_request: tuple[str, ...] = ()
) -> dict[str, Any]:
    """An object whose members are always there, but for those that HTTP gives on request only."""
    return {
        "type": "object",
        "description": text,
        "properties": properties,
        "required": [name for name in properties if name not in on_request],
    }


def _text(text: str, *examples: str) -> dict[str, Any]:
    return {"type": "string", "description": text, "examples": list(examples)}


def _or_null(schema: dict[str, Any], text: str) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}], "description": text}


def _list(text: str, items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items, "description": text}


def _by_name(text: str, names: list[str], value: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "description": text,
        "propertyNames": {"enum": names},
        "additionalProperties": value,
    }


def _date(text: str, *examples: str) -> dict[str, Any]:
    return {**_text(text, *examples), "pattern": _DATE_PATTERN}


_ZONE_FIELDS = _object(
    "What the zone says, after correction. Fillers at the ends of a field are left off.",
    {
        "document_code": _text("First letters of the zone.", "P", "ID", "V"),
        "issuer": _text("Three letters of the issuing state or organisation.", "UTO", "D"),
        "surname": _or_null(
            _text("Surname in the zone's letters; the only name of who has one.", "ERIKSSON"),
            "Surname; null where the names were not legible.",
        ),
        "given_names": _or_null(
            _text("Given names, divided by spaces; may be empty.", "ANNA MARIA"),
            "Given names; null where the names were not legible.",
        ),
        "names_cut": {
            "type": "boolean",
            "description": "Whether the names fill their field, so that some may be missing.",
        },
        "number": _text(
            "Document number, put together where it runs into the optional data.", "L898902C3"
        ),
        "nationality": _or_null(
            _text(
                "Three letters of the nationality; empty in formats that do not state it.", "UTO"
            ),
            "Nationality; null where it was not legible.",
        ),
        "birth_date": _or_null(
            _date(
                "Date of birth: year, month, day, with XX for what the issuer does not know.",
                "1974-08-12",
                "1957-06-XX",
            ),
            "Date of birth; null in formats that do not state it.",
        ),
        "sex": {
            "enum": ["F", "M", "X", None],
            "description": "X: unspecified, or left open; null where the format does not state it, "
            "or where it was not legible.",
        },
        "expiry_date": _or_null(
            _date("Last day of validity.", "2012-04-15"),
            "Last day of validity; null in formats that do not state it.",
        ),
        "optional": _list(
            "Optional data of the issuer in the order of the zone, such as a personal number; "
            "empty where there are none.",
            {"type": "string"},
        ),
    },
)
_CORRECTION = _object(
    "One character that a check digit proves to be another than was read.",
    {
        "line": {**_FROM_ONE, "description": "Line of the zone from 1."},
        "place": {**_FROM_ONE, "description": "Character in the line from 1."},
        "read": _text("The character as it was read.", "O"),
        "proved": _text("The character that the check digit proves.", "0"),
        "by": {"enum": _CHECK_NAMES, "description": "The check digit that proves it."},
    },
)
_ZONE = _object(
    "A machine-readable zone. Over HTTP its texts come only with include=texts.",
    {
        "page": {**_FROM_ONE, "description": "Page from 1; 1 for a picture."},
        "format": {
            "enum": list(get_args(FormatName)),
            "description": "Format by ICAO 9303; FRA-ID: the French card of 1988 to 2021; "
            "FRA-DL: the line of the French driver's licence.",
        },
        "lines": {
            **_list(
                "The lines from top to bottom, after correction.",
                {"type": "string", "pattern": "^[A-Z0-9<]{30,44}$"},
            ),
            "minItems": 2,
            "maxItems": 3,
        },
        "fields": _ZONE_FIELDS,
        "check_digits": _by_name(
            "State of each check digit of the format: right, wrong, none where an empty field "
            "has a filler in the digit's place, or unproved where it agrees with a reading that is "
            "not clear enough to be proved by it.",
            _CHECK_NAMES,
            {"enum": list(get_args(DigitState))},
        ),
        "doubtful": _list(
            "Check digits that another reading, nearly as likely, would satisfy as well, and "
            "fields that no check digit proves and that are not clear.",
            {"enum": sorted({*_CHECK_NAMES, *_FIELD_NAMES})},
        ),
        "corrected": _list("Characters corrected because a check digit proves them.", _CORRECTION),
        "certainty": _by_name(
            "Probability that the least clear character of each field is read right; 1 where a "
            "check digit proves the field.",
            _FIELD_NAMES,
            _PROBABILITY,
        ),
    },
    ZONE_TEXTS,
)
_BARCODE = _object(
    "A barcode. The text of one that is no licence's is the uploader's own and is not repeated.",
    {
        "format": {"enum": list(get_args(Format)), "description": "Kind of symbol."},
        "standard": {
            "enum": ["AAMVA", None],
            "description": "Standard that its text follows; null where it is no licence's.",
        },
        "issuer": _or_null(
            _text("Province, territory or state.", "ON"),
            "The issuer; null where its number is unknown, or the barcode is no licence's.",
        ),
        "fields": _by_name(
            "Fields by name: dates as YYYY-MM-DD, height in cm, weight in kg, a range of weights "
            "as its two ends (the upper one null where it is open).",
            list(get_args(FieldName)),
            {"type": ["string", "number", "boolean", "array"]},
        ),
        "problems": _list(
            "What is wrong with the barcode's text, as words for programs.",
            {"enum": _PROBLEMS},
        ),
    },
)

_PRINTED = _object(
    "A field that is printed under or beside a caption. Over HTTP its texts come only with "
    "include=texts.",
    {
        "name": {"enum": sorted(catalogue().kinds), "description": "What the caption says."},
        "values": {
            **_list(
                "All that the print may mean in one spelling: dates as YYYY-MM-DD with XX for what "
                "is unknown, several where day and month may be either way round.",
                {"type": "string"},
            ),
            "minItems": 1,
        },
        "raw": _text("The value as it was read.", "12 AUG/AOÛT 74"),
        "caption": _text("The caption as it was read.", "Date of birth / Date de naissance"),
        "page": {**_FROM_ONE, "description": "Page from 1; 1 for a picture."},
        "box": {
            **_list(
                "Corners of the value, clockwise from the upper left as it is read, in pixels of "
                "the upright page.",
                {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
            ),
            "minItems": 4,
        },
        "confidence": {
            **_PROBABILITY,
            "description": "Probability that caption and value were read right.",
        },
    },
    PRINTED_TEXTS,
)

IDENTITY_FACTS: dict[str, Any] = _object(
    "Facts of an identity document, where one was declared. They are personal data.",
    {
        "document": {
            "enum": list(get_args(DocumentType)),
            "description": "Type of document; none where nothing tells it.",
        },
        "document_confidence": {
            **_PROBABILITY,
            "description": "Probability that the type is right.",
        },
        "mrz": _or_null(_ZONE, "The first machine-readable zone; null where there is none."),
        "further_mrz": _list("Further zones, such as those of a second document.", _ZONE),
        "barcode": _or_null(
            _BARCODE,
            "The first licence's barcode, else the first barcode; null where none could be read.",
        ),
        "text": _list("The printed fields that were found, page by page.", _PRINTED),
    },
)
