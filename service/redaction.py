"""Reports without what they quote from documents: given out unless it is asked for and allowed."""

from __future__ import annotations

from typing import Any

from checks.catalogue import plain_message, quotes_a_document

#: Parts of ``facts.identity`` that say what is written on the document.
ZONE_TEXTS = ("lines", "fields", "corrected")
PRINTED_TEXTS = ("values", "raw")


def without_texts(report: dict[str, Any]) -> dict[str, Any]:
    """The report with the texts of an identity document left out; all else as it is.

    Of zones remain the format, the state of each check digit and how clearly each field was read;
    of barcodes the format and the issuer; of printed fields where each stands and what it is.
    Findings of rules that quote a document keep their outcome, reason and remedy, and say it
    without what was measured and without dates.
    """
    identity = report["facts"].get("identity")
    if not identity:
        return report
    plain = {
        **identity,
        "mrz": _zone(identity["mrz"]),
        "further_mrz": [_zone(zone) for zone in identity["further_mrz"]],
        "barcode": _barcode(identity["barcode"]),
        "text": [_field(field) for field in identity["text"]],
    }
    return {
        **report,
        "findings": [_finding(finding) for finding in report["findings"]],
        "facts": {**report["facts"], "identity": plain},
    }


def _finding(finding: dict[str, Any]) -> dict[str, Any]:
    if not quotes_a_document(finding["rule"]):
        return finding
    required = finding["required"] or {}
    limits = {name: required[name] for name in ("min", "max") if required.get(name) is not None}
    message = plain_message(finding["rule"], finding["reason"], limits)
    return {**finding, "message": {"en": message.en, "fr": message.fr}, "measured": None}


def _zone(zone: dict[str, Any] | None) -> dict[str, Any] | None:
    if zone is None:
        return None
    return {name: value for name, value in zone.items() if name not in ZONE_TEXTS}


def _barcode(barcode: dict[str, Any] | None) -> dict[str, Any] | None:
    return {**barcode, "fields": {}} if barcode is not None else None


def _field(field: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in field.items() if name not in PRINTED_TEXTS}
