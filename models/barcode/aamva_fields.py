"""The fields of a licence, each with the element that it was read from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from models.barcode import aamva_values as values
from models.barcode.aamva_dates import DateProblem, Order, read_dates, usual_order
from models.barcode.aamva_subfiles import Subfile
from models.barcode.issuers import Issuer

FieldName = Literal[
    "family_name", "given_name", "middle_name", "name_suffix", "name_prefix", "full_name",
    "family_name_truncated", "given_name_truncated", "middle_name_truncated",
    "birth_date", "issue_date", "expiry_date", "revision_date", "hazmat_expiry_date",
    "under_18_until", "under_19_until", "under_21_until",
    "sex", "height_cm", "weight_kg", "weight_class_kg", "eye_colour", "hair_colour",
    "street_1", "street_2", "city", "region", "postal_code", "country",
    "document_number", "document_discriminator", "inventory_control_number", "audit_information",
    "birth_place", "vehicle_class", "restrictions", "endorsements", "compliance",
    "limited_term", "organ_donor", "veteran", "commercial", "enhanced", "permit",
    "alias_family_name", "alias_given_name",
]  # fmt: skip
FieldProblem = Literal["value-unreadable", "name-undivided", "element-missing", "dates-contradict"]
_Measure = tuple[str, Callable[[str], float | None]]
Value = str | dt.date | bool | float | tuple[int, int | None]

_DATES: dict[str, FieldName] = {
    "DBB": "birth_date", "DBD": "issue_date", "DBA": "expiry_date", "DDB": "revision_date",
    "DDC": "hazmat_expiry_date", "DDH": "under_18_until", "DDI": "under_19_until",
    "DDJ": "under_21_until",
}  # fmt: skip
#: Texts, by the elements that may hold them, the first stated one counting.
_TEXTS: dict[FieldName, tuple[str, ...]] = {
    "name_prefix": ("DAF",), "street_1": ("DAG", "DAL"), "street_2": ("DAH", "DAM"),
    "city": ("DAI", "DAN"), "region": ("DAJ", "DAO"), "document_number": ("DAQ",),
    "document_discriminator": ("DCF",), "inventory_control_number": ("DCK",),
    "audit_information": ("DCJ",), "birth_place": ("DCI",), "vehicle_class": ("DCA", "DAR"),
    "restrictions": ("DCB", "DAS"), "endorsements": ("DCD", "DAT"),
}  # fmt: skip
_CODES: dict[FieldName, tuple[str, Callable[[str], Value | None]]] = {
    "sex": ("DBC", values.sex),
    "country": ("DCG", values.country),
    "compliance": ("DDA", values.compliance),
    "eye_colour": ("DAY", values.colour_of_eyes),
    "hair_colour": ("DAZ", values.colour_of_hair),
    "weight_class_kg": ("DCE", values.weight_class_kg),
}
_TRUNCATIONS: dict[FieldName, str] = {
    "family_name_truncated": "DDE", "given_name_truncated": "DDF", "middle_name_truncated": "DDG"
}  # fmt: skip
_FLAGS: dict[FieldName, str] = {
    "limited_term": "DDD", "organ_donor": "DDK", "veteran": "DDL", "commercial": "DDM",
    "enhanced": "DDO", "permit": "DDP",
}  # fmt: skip
#: Without one of these a licence identifies nobody.
_NEEDED: tuple[tuple[FieldName, str], ...] = (
    ("family_name", "DCS"), ("document_number", "DAQ"), ("birth_date", "DBB"),
    ("expiry_date", "DBA"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """``value``: what it means; ``element``: the id it came from; ``raw``: as written there."""

    name: FieldName
    value: Value
    element: str
    raw: str


@dataclass(frozen=True, slots=True)
class FieldReading:
    """All fields that could be read, and (problem, element id) of those that could not."""

    fields: Mapping[FieldName, Field]
    date_order: Order | None
    problems: tuple[tuple[FieldProblem | DateProblem, str], ...]


@dataclass(frozen=True, slots=True)
class LicenceElements:
    """The common elements' raw values by id, with what is needed to understand them."""

    raws: Mapping[str, str]
    version: int | None
    issuer: Issuer | None

    @classmethod
    def of(
        cls, subfiles: tuple[Subfile, ...], version: int | None, issuer: Issuer | None
    ) -> LicenceElements:
        """The elements of the licence's or card's subfiles; the first of an id counts."""
        raws: dict[str, str] = {}
        for subfile in subfiles:
            if subfile.kind[0] != "Z":
                for element in subfile.elements:
                    raws.setdefault(element.id, element.raw)
        return cls(raws, version, issuer)

    def stated(self, *ids: str) -> tuple[str, str] | None:
        """The first of the elements that states something: its id and its value."""
        for id in ids:
            value = values.stated(self.raws.get(id))
            if value is not None:
                return id, value
        return None


def read_fields(elements: LicenceElements) -> FieldReading:
    """Everything that the common elements say."""
    problems: list[tuple[FieldProblem | DateProblem, str]] = []
    country = values.country(elements.raws.get("DCG", ""))
    if country is None and elements.issuer is not None:
        country = elements.issuer.country
    dates = read_dates(
        {id: elements.raws[id] for id in _DATES if id in elements.raws},
        usual_order(elements.version, country),
    )
    problems += dates.problems
    found = [Field(_DATES[id], date, id, elements.raws[id]) for id, date in dates.read.items()]
    found += _name_fields(elements, problems)
    found += _text_fields(elements)
    found += _code_fields(elements, problems)
    found += _flag_fields(elements, problems)
    found += _body_fields(elements, problems)
    fields = {field.name: field for field in found}
    problems += [("element-missing", id) for name, id in _NEEDED if name not in fields]
    born, issued, expires = (
        fields[name].value if name in fields else None
        for name in ("birth_date", "issue_date", "expiry_date")
    )
    in_order = [one for one in (born, issued, expires) if isinstance(one, dt.date)]
    if in_order != sorted(in_order):
        problems.append(("dates-contradict", ""))
    unrepeated = tuple(dict.fromkeys(problems))
    return FieldReading(MappingProxyType(fields), dates.order, unrepeated)


def _name_fields(
    elements: LicenceElements, problems: list[tuple[FieldProblem | DateProblem, str]]
) -> Iterator[Field]:
    """Names from their own elements, else from the given names in one, else from the full name."""
    full = elements.raws.get("DAA", "")
    whole = values.divided_full_name(full)
    if values.stated(full) is not None:
        yield Field("full_name", " ".join(full.split()), "DAA", full)
    family = elements.stated("DCS", "DAB")
    given = elements.stated("DAC", "DCT")
    middle = elements.stated("DAD")
    if whole.is_undivided and family is None:
        problems.append(("name-undivided", "DAA"))
    parts: list[tuple[FieldName, tuple[str, str] | None, str | None]] = [
        ("family_name", family, whole.family),
        ("name_suffix", elements.stated("DCU", "DAE"), whole.suffix),
        ("alias_family_name", elements.stated("DBN", "DBO"), None),
        ("alias_given_name", elements.stated("DBG", "DBP"), None),
    ]
    if elements.version == 1:
        # DBG and DBN are the medical indicator and the alias's full name there.
        parts[2:] = [("alias_family_name", elements.stated("DBO"), None)]
        parts.append(("alias_given_name", elements.stated("DBP"), None))
    if given is None:
        parts += [("given_name", None, whole.given), ("middle_name", middle, whole.middle)]
    elif middle is not None or elements.raws.get("DAD", "").strip():
        parts += [("given_name", given, None), ("middle_name", middle, None)]
    else:
        first, rest = values.first_and_rest(given[1])
        parts.append(("given_name", (given[0], first) if first else None, None))
        parts.append(("middle_name", (given[0], rest) if rest else None, None))
    for name, own, from_full in parts:
        if own is not None:
            yield Field(name, own[1], own[0], elements.raws[own[0]])
        elif from_full is not None:
            yield Field(name, from_full, "DAA", full)


def _text_fields(elements: LicenceElements) -> Iterator[Field]:
    for name, ids in _TEXTS.items():
        found = elements.stated(*ids)
        if found is not None:
            yield Field(name, found[1], found[0], elements.raws[found[0]])
    found = elements.stated("DAK", "DAP")
    code = values.postal_code(found[1]) if found is not None else None
    if found is not None and code is not None:
        yield Field("postal_code", code, found[0], elements.raws[found[0]])


def _code_fields(
    elements: LicenceElements, problems: list[tuple[FieldProblem | DateProblem, str]]
) -> Iterator[Field]:
    for name, (id, meaning) in _CODES.items():
        raw = elements.raws.get(id, "")
        if values.stated(raw) is None:
            continue
        value = meaning(raw)
        if value is None:
            problems.append(("value-unreadable", id))
        elif value != "":
            yield Field(name, value, id, raw)


def _flag_fields(
    elements: LicenceElements, problems: list[tuple[FieldProblem | DateProblem, str]]
) -> Iterator[Field]:
    for name, id in _TRUNCATIONS.items():
        cut = values.truncation(elements.raws.get(id, ""))
        if cut is not None:
            yield Field(name, cut, id, elements.raws[id])
    flags = dict(_FLAGS)
    if elements.version == 1:
        flags["organ_donor"] = "DBH"
    for name, id in flags.items():
        if id not in elements.raws:
            continue
        value = values.flag(elements.raws[id])
        if value is None:
            problems.append(("value-unreadable", id))
        else:
            yield Field(name, value, id, elements.raws[id])


def _body_fields(
    elements: LicenceElements, problems: list[tuple[FieldProblem | DateProblem, str]]
) -> Iterator[Field]:
    """Height and weight, each from the first of its elements that can be read."""
    measures: tuple[tuple[FieldName, tuple[_Measure, ...]], ...] = (
        (
            "height_cm",
            (("DAU", values.height_cm), ("DAV", lambda raw: values.height_cm(f"{raw} CM"))),
        ),
        (
            "weight_kg",
            (
                ("DAW", lambda raw: values.weight_kg(raw, "lb")),
                ("DAX", lambda raw: values.weight_kg(raw, "kg")),
            ),
        ),
    )
    for name, ways in measures:
        for id, measure in ways:
            raw = elements.raws.get(id, "")
            if not raw.strip(" 0"):
                continue
            value = measure(raw)
            if value is not None:
                yield Field(name, value, id, raw)
                break
            problems.append(("value-unreadable", id))
