"""The PDF417 symbols of invented licence holders, for every version of AAMVA's standard."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt
import zxingcpp

from models.barcode.aamva_values import height_cm
from models.barcode.issuers import Issuer, issuers
from samples.identity_people import Holder, PartialDate

Rgb = npt.NDArray[np.uint8]
SubfileKind = Literal["DL", "ID"]

#: Longest values: DL/ID-2000 for the full name, Card Design Standards (Annex D) for the others.
_MAX_FULL_NAME, _MAX_FAMILY, _MAX_GIVEN_NAMES, _MAX_NAME = 125, 40, 80, 40
_MAX_STREET, _MAX_CITY, _MAX_POSTAL = 35, 20, 11
#: Letters that have no decomposition into a letter of ISO 8859-1.
_LETTERS = str.maketrans({"Ł": "L", "Đ": "D", "Œ": "OE", "Ħ": "H", "Ŧ": "T", "Ŋ": "N", "ẞ": "SS"})
#: Data columns of the symbol: licences are about four times as wide as high.
_COLUMNS = 13
#: AAMVA asks for level 3 at least and recommends 5.
_ERROR_CORRECTION_LEVEL = 5


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What the card states besides its holder. ``own``: elements of the jurisdiction's subfile."""

    kind: SubfileKind = "DL"
    number: str = "S1234-56789-00000"
    issued: dt.date = dt.date(2022, 3, 14)
    expires: dt.date = dt.date(2032, 3, 14)
    discriminator: str = "DX1234567"
    own: tuple[str, ...] = field(default=("SPECIMEN",))


_DEFAULT_CARD = CardFacts()


def aamva_text(
    person: Holder, jurisdiction: str, version: int, card: CardFacts = _DEFAULT_CARD
) -> str:
    """The text of a holder's symbol. ``jurisdiction``: such as "ON" or "NY"; ``version``: 1 to 10.

    Dates stand in the country's order; unknown parts of a birth date are zeros. Names that are too
    long for their element are cut, and said to be from version 04 on. Raises KeyError for a
    jurisdiction that issues no such licences.
    """
    issuer = issuer_of(jurisdiction)
    elements = _names(person, version) + _dates(person, issuer, version, card)
    elements += _looks(person, issuer, version) + _address(person, issuer, jurisdiction)
    elements += _card(card, issuer, version)
    own_kind = f"Z{jurisdiction[0]}"
    own = [(f"{own_kind}{chr(ord('A') + at)}", value) for at, value in enumerate(card.own)]
    return _with_header(issuer.iin, version, [(card.kind, elements), (own_kind, own)])


def pdf417_picture(text: str, module_px: int) -> Rgb:
    """The symbol of a text with its quiet zone, (h, w, 3), black on white."""
    symbol = zxingcpp.create_barcode(
        text,
        zxingcpp.BarcodeFormat.PDF417,
        ec_level=str(_ERROR_CORRECTION_LEVEL),
        options=f"columns={_COLUMNS}",
    )
    grey = np.array(zxingcpp.write_barcode_to_image(symbol, scale=module_px), np.uint8)
    return np.repeat(grey[..., None], 3, axis=2)


def issuer_of(jurisdiction: str) -> Issuer:
    """The issuer of a province, territory or state; KeyError where there is none."""
    codes: dict[str, Issuer] = {}
    for issuer in issuers().values():
        # Alberta's first number is its present one.
        codes.setdefault(issuer.code or issuer.name, issuer)
    return codes[jurisdiction]


def in_element(value: str, length: int) -> str:
    """A value in capitals and in letters of ISO 8859-1, cut to an element's length."""
    capitals = value.upper().translate(_LETTERS)
    letters = []
    for letter in unicodedata.normalize("NFC", capitals):
        if ord(letter) < 256:
            letters.append(letter)
        else:
            plain = unicodedata.normalize("NFKD", letter)
            letters += [part for part in plain if ord(part) < 256]
    return " ".join("".join(letters).split())[:length].rstrip()


def _names(person: Holder, version: int) -> list[tuple[str, str]]:
    """Family and given names as the version divides them; one-name people have a family name."""
    family = person.surname or person.given_names
    given = person.given_names if person.surname else ""
    if version == 1:
        first, _, middle = in_element(given, _MAX_FULL_NAME).partition(" ")
        full = ",".join((in_element(family, _MAX_FULL_NAME), first, middle, ""))
        return [("DAA", full[:_MAX_FULL_NAME])]
    names = [("DCS", in_element(family, _MAX_FAMILY))]
    if version in (2, 3):
        return [*names, ("DCT", in_element(given, _MAX_GIVEN_NAMES) or "NONE")]
    first, _, middle = given.partition(" ")
    names += [
        ("DAC", in_element(first, _MAX_NAME) or "NONE"),
        ("DAD", in_element(middle, _MAX_NAME) or "NONE"),
    ]
    whole = ((family, "DDE"), (first, "DDF"), (middle, "DDG"))
    for name, element in whole:
        is_cut = len(in_element(name, 1000)) > _MAX_NAME
        names.append((element, "T" if is_cut else "N"))
    return names


def _dates(person: Holder, issuer: Issuer, version: int, card: CardFacts) -> list[tuple[str, str]]:
    year_first = version == 1 or issuer.country == "CAN"
    issued, expires = PartialDate.of(card.issued), PartialDate.of(card.expires)
    return [
        (element, _date(date, "CCYYMMDD" if year_first else "MMDDCCYY"))
        for element, date in (("DBB", person.birth), ("DBD", issued), ("DBA", expires))
    ]


def _date(date: PartialDate, order: Literal["CCYYMMDD", "MMDDCCYY"]) -> str:
    year, month, day = f"{date.year:04d}", f"{date.month or 0:02d}", f"{date.day or 0:02d}"
    return year + month + day if order == "CCYYMMDD" else month + day + year


def _looks(person: Holder, issuer: Issuer, version: int) -> list[tuple[str, str]]:
    sexes = {"M": "M", "F": "F", "X": "X"} if version == 1 else {"M": "1", "F": "2", "X": "9"}
    return [
        ("DBC", sexes[person.sex]),
        ("DAY", "BRO" if person.eyes == "BRN" else person.eyes),
        ("DAU", _height(person.height_cm, issuer, version)),
    ]


def _height(tall_cm: int, issuer: Issuer, version: int) -> str:
    """Centimetres in Canada; elsewhere inches, which version 01 writes as feet and inches."""
    if issuer.country == "CAN":
        return f"{tall_cm:03d} CM"
    inches = round(tall_cm / 2.54)
    written = f"{inches // 12}{inches % 12:02d}" if version == 1 else f"{inches:03d} IN"
    if height_cm(written) is None:
        raise ValueError(f"{tall_cm} cm is no height of a holder")
    return written


def _address(person: Holder, issuer: Issuer, jurisdiction: str) -> list[tuple[str, str]]:
    return [
        ("DAG", in_element(person.street, _MAX_STREET)),
        ("DAI", in_element(person.city, _MAX_CITY)),
        ("DAJ", jurisdiction),
        ("DAK", in_element(person.postal_code, _MAX_POSTAL)),
    ]


def _card(card: CardFacts, issuer: Issuer, version: int) -> list[tuple[str, str]]:
    elements = [("DAQ", in_element(card.number, 25))]
    if card.kind == "DL":
        first = ("DAR", "DAS", "DAT") if version == 1 else ("DCA", "DCB", "DCD")
        elements += list(zip(first, ("G", "X", "NONE"), strict=True))
    if version > 1:
        elements += [("DCF", in_element(card.discriminator, 25)), ("DCG", issuer.country)]
    return elements


def _with_header(iin: str, version: int, subfiles: list[tuple[str, list[tuple[str, str]]]]) -> str:
    """The subfiles behind a header that says where each begins and how long it is."""
    numbers = f"{version:02d}" if version == 1 else f"{version:02d}00"
    head = f"@\n\x1e\rANSI {iin}{numbers}{len(subfiles):02d}"
    at = len(head) + 10 * len(subfiles)
    designators, bodies = "", ""
    for kind, elements in subfiles:
        body = kind + "\n".join(id + value for id, value in elements) + "\r"
        designators += f"{kind}{at:04d}{len(body):04d}"
        bodies += body
        at += len(body)
    return head + designators + bodies
