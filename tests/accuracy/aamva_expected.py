"""The corpus's expected fields of licences, in the words of docscreen."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from models.barcode.aamva import Licence
from models.barcode.aamva_fields import FieldName
from models.barcode.aamva_values import weight_class_kg

#: Names of the labels that differ from the fields'.
_RENAMED: dict[str, FieldName] = {
    "jurisdiction": "region", "suffix": "name_suffix", "is_veteran": "veteran",
    "under21_until": "under_21_until", "has_temporary_lawful_status": "limited_term",
    "compliance_type": "compliance",
}  # fmt: skip
_VALUES = {
    "usa": "USA", "canada": "CAN", "fullycompliant": "full", "materiallycompliant": "material",
    "noncompliant": "none",
}  # fmt: skip
_VERSIONS = {"2000": 1, "2003": 2, "2005": 3, "2009": 4, "2010": 5, "2011": 6, "2012": 7,
             "2013": 8, "2016": 9, "2020": 10}  # fmt: skip
#: Where the weight classes 0 to 9 begin in pounds (Card Design Standard, element DCE).
_CLASS_STARTS_LB = (0, 71, 101, 131, 161, 191, 221, 251, 281, 321)
_CM_PER_INCH, _KG_PER_POUND = 2.54, 0.45359237


def wrong_fields(licence: Licence, expected: Mapping[str, object]) -> list[str]:
    """The names of the expected fields that the licence does not give as expected."""
    return [name for name, value in expected.items() if not _is_right(licence, name, value)]


def _is_right(licence: Licence, name: str, expected: object) -> bool:
    fields: Mapping[str, object] = {field.name: field.value for field in licence.fields.values()}
    match name:
        case "document_kind":
            return licence.document == expected
        case "aamva_version":
            return licence.header.version == _VERSIONS[str(expected).removeprefix("aamva")]
        case "country":
            # Version 01 has no element for it: the issuer tells.
            country = fields.get("country", licence.issuer.country if licence.issuer else None)
            return country == _VALUES[str(expected)]
        case "height":
            return _is_close(fields.get("height_cm"), _height_cm(str(expected)), 0.1)
        case "weight":
            return _weight_is_right(fields, str(expected))
    value = fields.get(_RENAMED.get(name, name))
    if isinstance(value, dt.date):
        value = value.isoformat()
    return value == (_VALUES.get(expected, expected) if isinstance(expected, str) else expected)


def _height_cm(expected: str) -> float:
    found = re.fullmatch(r"(?:(\d+), )?(\d+) (in|cm)", expected)
    assert found is not None, expected
    if found[3] == "cm":
        return float(found[2])
    return (int(found[1] or 0) * 12 + int(found[2])) * _CM_PER_INCH


def _weight_is_right(fields: Mapping[str, object], expected: str) -> bool:
    """Pounds to a tenth of a kilogram; a class by its number in the standard's table."""
    ends = re.fullmatch(r"WeightRange\.Lbs(\d+)To(\d+)", expected)
    if ends is None:
        pounds = int(expected.removesuffix(" lb"))
        return _is_close(fields.get("weight_kg"), pounds * _KG_PER_POUND, 0.1)
    value = fields.get("weight_class_kg")
    number = _CLASS_STARTS_LB.index(int(ends[1]))
    return value == weight_class_kg(str(number))


def _is_close(value: object, expected: float, tolerance: float) -> bool:
    return isinstance(value, int | float) and abs(value - expected) <= tolerance
