"""Every labelled fact of one identity document beside what the product found.

A case names places and single characters that differ, never a whole line or value: an operator's
own corpus may show real documents.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from models.barcode.aamva import Licence, parse_licence
from service.evaluation.form_accuracy import FactCase
from service.evaluation.identity_barcodes import expected_content, is_content
from service.evaluation.identity_licences import DOCUMENT_KIND, designated_kind, wrong_fields
from service.evaluation.identity_zones import (
    Zone,
    differences,
    labelled_zone,
    reported_zones,
    right_lines,
)
from service.evaluation.screened import ScreenedFile

ZONE, FORMAT, NO_ZONE = "zone, every line", "zone format", "no zone invented"
DIGITS, FAILING = "check digits hold or not", "which check digits fail"
DOCUMENT, EXPIRY = "document type", "valid or expired"
BARCODE, RENDERED = "barcode, whole text", "barcode rendered from a file"
LICENCE, CONTRADICTED = "licence text, every field", "label that contradicts its own text"
#: Facts in the order in which they are shown.
FACTS = (
    ZONE, FORMAT, NO_ZONE, DIGITS, FAILING, DOCUMENT, EXPIRY, BARCODE, RENDERED, LICENCE,
)  # fmt: skip
NONE = "none"
#: What may be told of things that labels name more finely than a report does. A closed passport and
#: a health card are what they are, but no rule takes them: "none" is right as well.
_TYPES: Mapping[str, frozenset[str]] = {
    "photo-card": frozenset({"id-card"}),
    "health-card": frozenset({"id-card", NONE}),
    "passport-cover": frozenset({"passport", NONE}),
    **dict.fromkeys(("bank-card", "student-card", "template", "letter"), frozenset({NONE})),
}
_EXPIRY_RULE = "identity.expiry"
_EXPIRY_WORDS = {"pass": "valid", "fail": "expired"}


def is_text(one: ScreenedFile) -> bool:
    """Whether the file is the text of a licence's barcode and no picture."""
    return isinstance(one.label.truth.get("aamva_expected"), dict)


def found_zone(one: ScreenedFile) -> Zone | None:
    """The zone that the product reports first."""
    zones = reported_zones(one.identity or {})
    return zones[0] if zones else None


def fact_cases(one: ScreenedFile) -> Iterator[FactCase]:
    """Every fact that the label states and the product answers."""
    if is_text(one):
        yield from _licence_cases(one)
        return
    yield from _zone_cases(one)
    yield from _document_cases(one)
    yield from _barcode_cases(one)


def _case(one: ScreenedFile, fact: str, expected: str, found: str, detail: str = "") -> FactCase:
    is_right = expected == found
    return FactCase(one.label.file, fact, expected, found, detail or _failure(one), is_right)


def _failure(one: ScreenedFile) -> str:
    return one.failure or ""


def _zone_cases(one: ScreenedFile) -> Iterator[FactCase]:
    truth, labelled, found = one.label.truth, labelled_zone(one.label.truth), found_zone(one)
    if labelled is None:
        if "mrz" not in truth:
            zones = reported_zones(one.identity or {})
            listed = ", ".join(zone.format for zone in zones) or NONE
            yield _case(one, NO_ZONE, NONE, listed)
        return
    detail = one.failure or differences(labelled, found)
    right = f"{right_lines(labelled, found)} lines right"
    yield _case(one, ZONE, f"{len(labelled.lines)} lines right", right, detail)
    yield _case(one, FORMAT, labelled.format, found.format if found else NONE)
    yield from _digit_cases(one, labelled, found)


def _digit_cases(one: ScreenedFile, labelled: Zone, found: Zone | None) -> Iterator[FactCase]:
    if labelled.has_wrong_digits is not None:
        expected = _state(labelled.has_wrong_digits)
        yield _case(one, DIGITS, expected, _state(found.has_wrong_digits) if found else NONE)
    if labelled.failing is not None:
        failing = _listed(found.failing) if found and found.failing is not None else "not read"
        yield _case(one, FAILING, _listed(labelled.failing), failing)


def _state(has_wrong_digits: bool | None) -> str:
    return "fail" if has_wrong_digits else "pass"


def _listed(names: frozenset[str]) -> str:
    return ", ".join(sorted(names)) or NONE


def _document_cases(one: ScreenedFile) -> Iterator[FactCase]:
    stated = one.label.truth.get("document")
    if isinstance(stated, str):
        found = str((one.identity or {}).get("document", NONE))
        accepted = _accepted_types(one, stated)
        expected = found if found in accepted else " or ".join(sorted(accepted))
        yield _case(one, DOCUMENT, expected, found)
    expires, outcome = one.label.truth.get("expires"), one.outcome(_EXPIRY_RULE)
    if isinstance(expires, str) and outcome is not None and _shows_expiry(one):
        expected = "expired" if expires < str(one.report.get("created", ""))[:10] else "valid"
        finding = one.finding(_EXPIRY_RULE) or {}
        found = _EXPIRY_WORDS.get(outcome, f"open ({finding.get('reason', outcome)})")
        yield _case(one, EXPIRY, expected, found)


def _accepted_types(one: ScreenedFile, stated: str) -> frozenset[str]:
    """The type labelled, in the report's words, and the one that the barcode's own text designates.

    A label may call every card with such a barcode a licence; the text knows identity cards.
    """
    content = expected_content(one.label) if "barcode_file" in one.label.truth else None
    text = content.decode("utf-8", "replace") if isinstance(content, bytes) else ""
    designated = designated_kind(text)
    types = _TYPES.get(stated, frozenset({stated}))
    return types if designated is None else types | {designated}


def _shows_expiry(one: ScreenedFile) -> bool:
    """Whether a zone or a barcode that a machine can read states the day."""
    labelled = labelled_zone(one.label.truth)
    has_day = labelled is not None and labelled.format != "FRA-ID"
    return has_day or isinstance(one.label.truth.get("barcode"), str)


def _barcode_cases(one: ScreenedFile) -> Iterator[FactCase]:
    expected = expected_content(one.label)
    if expected is None:
        return
    fact = RENDERED if "barcode_file" in one.label.truth else BARCODE
    if one.barcodes is None:
        found = "not read"
    elif any(is_content(content, expected) for content in one.barcodes):
        found = "as labelled"
    else:
        found = "another text" if one.barcodes else NONE
    yield _case(one, fact, "as labelled", found)


def _licence_cases(one: ScreenedFile) -> Iterator[FactCase]:
    licence, expected, text = licence_of(one)
    if licence is None:
        yield _case(one, LICENCE, f"{len(expected)} fields", NONE, "no licence")
        return
    wrong = wrong_fields(licence, expected)
    right = len(expected) - len(wrong)
    detail = ", ".join(wrong)
    yield _case(one, LICENCE, f"{len(expected)} fields", f"{right} fields", detail)
    stated = one.label.truth["aamva_expected"].get(DOCUMENT_KIND)
    designated = designated_kind(text)
    if stated is not None and designated is not None and stated != designated:
        yield _case(one, CONTRADICTED, str(stated), designated, "the text's designator")


def licence_of(one: ScreenedFile) -> tuple[Licence | None, dict[str, object], str]:
    """A text as read, the fields expected of it, and the text.

    Where the label's type of document contradicts the designator in the text, the text counts;
    such labels are listed.
    """
    expected: dict[str, object] = dict(one.label.truth["aamva_expected"])
    text = "" if one.label.path is None else one.label.path.read_text("utf-8", "replace")
    designated = designated_kind(text)
    if DOCUMENT_KIND in expected and designated is not None:
        expected[DOCUMENT_KIND] = designated
    return parse_licence(text), expected, text
