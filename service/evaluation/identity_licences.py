"""What a label expects of a licence's barcode, in the words of docscreen, and what is not so.

Labels (``aamva_expected``) name fields as another parser's tests do: ``"height": "5, 10 in"``,
``"compliance_type": "fullycompliant"``.
"""

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
#: The designator of a text's first subfile, with its offset and length (Annex D, D.12.4).
_DESIGNATOR = re.compile(r"(DL|ID)\d{8}")
_DESIGNATED = {"DL": "driver-licence", "ID": "id-card"}
DOCUMENT_KIND = "document_kind"


def designated_kind(text: str) -> str | None:
    """The type of document that a text's own designator names; None where it has none."""
    found = _DESIGNATOR.search(text)
    return _DESIGNATED[found[1]] if found else None


def wrong_fields(licence: Licence, expected: Mapping[str, object]) -> list[str]:
    """The names of the expected fields that the licence does not give as expected."""
    return [name for name, value in expected.items() if not _is_right(licence, name, value)]


def _is_right(licence: Licence, name: str, expected: object) -> bool:
    fields: Mapping[str, object] = {field.name: field.value for field in licence.fields.values()}
    match name:
        case "document_kind":
            return licence.document == expected
        case "aamva_version":
            version = _VERSIONS.get(str(expected).removeprefix("aamva"))
            return licence.header.version == version
        case "country":
            # Version 01 has no element for it: the issuer tells.
            country = fields.get("country", licence.issuer.country if licence.issuer else None)
            return country == _VALUES.get(str(expected))
        case "height":
            return _is_close(fields.get("height_cm"), _height_cm(str(expected)), 0.1)
        case "weight":
            return _weight_is_right(fields, str(expected))
    value = fields.get(_RENAMED.get(name, name))
    if isinstance(value, dt.date):
        value = value.isoformat()
    return value == (_VALUES.get(expected, expected) if isinstance(expected, str) else expected)


def _height_cm(expected: str) -> float | None:
    found = re.fullmatch(r"(?:(\d+), )?(\d+) (in|cm)", expected)
    if found is None:
        return None
    if found[3] == "cm":
        return float(found[2])
    return (int(found[1] or 0) * 12 + int(found[2])) * _CM_PER_INCH


def _weight_is_right(fields: Mapping[str, object], expected: str) -> bool:
    """Pounds to a tenth of a kilogram; a class by its number in the standard's table."""
    pounds = re.fullmatch(r"(\d+) lb", expected)
    if pounds is not None:
        return _is_close(fields.get("weight_kg"), int(pounds[1]) * _KG_PER_POUND, 0.1)
    ends = re.fullmatch(r"WeightRange\.Lbs(\d+)To(\d+)", expected)
    if ends is None or int(ends[1]) not in _CLASS_STARTS_LB:
        return False
    number = _CLASS_STARTS_LB.index(int(ends[1]))
    return fields.get("weight_class_kg") == weight_class_kg(str(number))


def _is_close(value: object, expected: float | None, tolerance: float) -> bool:
    if expected is None or not isinstance(value, int | float):
        return False
    return abs(value - expected) <= tolerance
