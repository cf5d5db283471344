"""The document's facts as the report publishes them (``facts.identity``)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from checks.identity_facts import (
    IdentityFacts,
    PlacedBarcode,
    PlacedField,
    PlacedLicence,
    PlacedZone,
)
from models.barcode.aamva_fields import Value
from models.mrz.values import ZoneDate


def identity_sheet(document: IdentityFacts) -> dict[str, Any]:
    """The measured facts of an identity document as plain data."""
    return {
        "document": document.kind.type,
        "document_confidence": document.kind.confidence,
        "mrz": _zone(document.zones[0]) if document.zones else None,
        "further_mrz": [_zone(zone) for zone in document.zones[1:]],
        "barcode": _licence(document.licence) if document.licence else _plain(document.barcodes),
        "text": [_printed(placed) for placed in document.printed_fields],
    }


def _printed(placed: PlacedField) -> dict[str, Any]:
    field = placed.field
    return {
        "name": field.name,
        "values": list(field.values),
        "raw": field.raw,
        "caption": field.caption,
        "page": placed.page,
        "box": [list(point) for place in placed.where for point in place.points],
        "confidence": round(field.confidence, 4),
    }


def _zone(zone: PlacedZone) -> dict[str, Any]:
    proof = zone.reading.proof
    return {
        "page": zone.page,
        "format": zone.reading.layout.name,
        "lines": list(zone.reading.lines),
        "fields": _zone_fields(zone),
        "check_digits": zone.reading.digit_states,
        "doubtful": sorted(zone.reading.doubtful),
        "corrected": [
            {
                "line": one.line + 1,
                "place": one.place + 1,
                "read": one.read,
                "proved": one.proved,
                "by": one.by,
            }
            for one in proof.corrections
        ],
        "certainty": {
            name: round(zone.reading.certainty_of(name), 4) for name in zone.reading.layout.fields
        },
    }


def _zone_fields(zone: PlacedZone) -> dict[str, Any]:
    """What the zone says; None where no check digit proves it and it was not read clearly.

    Names are shown from a lower certainty on: who reads them sees what is wrong, as with a code he
    does not.
    """
    values, reading = zone.values, zone.reading
    doubtful = reading.doubtful
    illegible = {field for field in reading.layout.fields if not reading.is_legible(field)}
    has_names = not illegible & {"names", "surname", "given_names"}
    return {
        "document_code": values.document_code,
        "issuer": values.issuer,
        "surname": values.surname if has_names else None,
        "given_names": values.given_names if has_names else None,
        "names_cut": values.names_cut,
        "number": values.number,
        "nationality": values.nationality if "nationality" not in doubtful else None,
        "birth_date": _date(values.birth_date) if values.birth_date.raw else None,
        "sex": (values.sex or None) if "sex" not in doubtful else None,
        "expiry_date": _date(values.expiry_date) if values.expiry_date else None,
        "optional": list(values.optional),
    }


def _date(date: ZoneDate) -> str:
    """YYYY-MM-DD, with XX for what the zone leaves open."""
    year = f"{date.year:04}" if date.year is not None else "XXXX"
    month = f"{date.month:02}" if date.month is not None else "XX"
    day = f"{date.day:02}" if date.day is not None else "XX"
    return f"{year}-{month}-{day}"


def _licence(placed: PlacedLicence) -> dict[str, Any]:
    licence = placed.licence
    return {
        "format": "PDF417",
        "standard": "AAMVA",
        "issuer": licence.issuer.code if licence.issuer else None,
        "fields": {name: _value(field.value) for name, field in licence.fields.items()},
        "problems": sorted({problem.kind for problem in licence.problems}),
    }


def _value(value: Value) -> str | float | bool | list[int | None]:
    if isinstance(value, dt.date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _plain(barcodes: tuple[PlacedBarcode, ...]) -> Mapping[str, Any] | None:
    """A barcode that is no licence's: its text is the uploader's own and is not repeated."""
    if not barcodes:
        return None
    return {
        "format": barcodes[0].barcode.format,
        "standard": None,
        "issuer": None,
        "fields": {},
        "problems": [],
    }
