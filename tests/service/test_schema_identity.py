"""The published schema of ``facts.identity`` against documents that were really read."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any, get_args

import jsonschema
import pytest

from checks.identity_sheet import identity_sheet
from models.barcode.aamva_fields import FieldName
from models.mrz.formats import LAYOUTS
from models.viz.catalogue import catalogue
from samples.identity_mrz import MrzFormat
from service.identity_words import field_word
from service.redaction import PRINTED_TEXTS, ZONE_TEXTS
from service.schema import report_components, report_schema
from service.schema_identity import IDENTITY_FACTS
from tests.checks.identity.documents import (
    barcode,
    document,
    licence,
    placed_zone,
    printed_field,
)
from tests.specimens import specimen_report

SPECIMENS = (
    "identity-passport.jpg", "identity-two-cards.jpg", "identity-licence-unknown-issuer.jpg",
)  # fmt: skip


def parts_of(schema: Any) -> Iterator[dict[str, Any]]:
    """Every schema below one."""
    if isinstance(schema, dict):
        yield schema
        for value in schema.values():
            yield from parts_of(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from parts_of(value)


@pytest.mark.parametrize("name", SPECIMENS)
def test_reports_on_specimens_meet_the_schema(name: str) -> None:
    report = specimen_report(name).as_json()
    assert report["facts"]["identity"]["document"] != "none"
    jsonschema.validate(report, report_schema())


@pytest.mark.parametrize("name", ["TD1", "TD2", "TD3", "MRVA", "MRVB"])
def test_every_format_meets_it(name: MrzFormat) -> None:
    sheet = identity_sheet(document(placed_zone(name=name), placed_zone()))
    jsonschema.validate(sheet, IDENTITY_FACTS)
    assert len(sheet["further_mrz"]) == 1


def test_barcodes_meet_it() -> None:
    for symbol in (licence(), barcode("https://example.org"), barcode("@\n\x1e\rANSI 636999")):
        sheet = identity_sheet(document(barcodes=[symbol]))
        jsonschema.validate(sheet, IDENTITY_FACTS)
        assert "example.org" not in str(sheet)


def test_printed_fields_meet_it() -> None:
    printed = [
        printed_field("birth_date", "1957-12-06", "1957-06-12"), printed_field("sex", "F"),
    ]  # fmt: skip
    sheet = identity_sheet(document(printed=printed))
    assert [one["name"] for one in sheet["text"]] == ["birth_date", "sex"]
    jsonschema.validate(sheet, IDENTITY_FACTS)


def test_a_document_that_shows_nothing_meets_it() -> None:
    sheet = identity_sheet(document())
    assert (sheet["document"], sheet["mrz"], sheet["barcode"]) == ("none", None, None)
    jsonschema.validate(sheet, IDENTITY_FACTS)


def test_every_member_is_described_and_required() -> None:
    objects = [part for part in parts_of(IDENTITY_FACTS) if "properties" in part]
    assert len(objects) >= 5
    for part in objects:
        missing = part["properties"].keys() - part["required"]
        assert missing in (set(), {*ZONE_TEXTS}, {*PRINTED_TEXTS})
        for name, member in part["properties"].items():
            assert member.get("description", "").endswith("."), name


def test_examples_meet_their_own_schema() -> None:
    with_examples = [part for part in parts_of(IDENTITY_FACTS) if part.get("examples")]
    assert len(with_examples) > 8
    for part in with_examples:
        for example in part["examples"]:
            jsonschema.validate(example, part)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("document",), "library-card"),
        (("document_confidence",), 1.2),
        (("mrz", "format"), "TD4"),
        (("mrz", "fields", "birth_date"), "12 Aug 1974"),
        (("mrz", "check_digits", "number"), "right"),
        (("mrz", "lines", 0), "lower case"),
        (("mrz", "certainty", "number"), -0.1),
    ],
)
def test_wrong_values_break_it(path: tuple[str | int, ...], value: object) -> None:
    sheet = copy.deepcopy(identity_sheet(document(placed_zone())))
    part: Any = sheet
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(sheet, IDENTITY_FACTS)


def test_it_is_part_of_the_report_and_of_openapi() -> None:
    assert report_schema()["properties"]["facts"]["properties"]["identity"] == IDENTITY_FACTS
    components = report_components()["Report"]["properties"]["facts"]["properties"]
    assert components["identity"] == IDENTITY_FACTS


def test_every_field_that_can_be_printed_has_its_words() -> None:
    """The words of ``docscreen read`` know every name that the schema knows."""
    zone = {name for layout in LAYOUTS for name in layout.fields} - {"names"}
    checks = {check.name for layout in LAYOUTS for check in layout.checks}
    for name in (*zone, *checks, *get_args(FieldName), *catalogue().kinds):
        assert field_word(name, "en").strip()
        assert field_word(name, "fr").strip()
