"""What the values of a licence's elements mean: names, sex, height, weight, colours, flags."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Sex = Literal["female", "male", "unspecified"]
Compliance = Literal["full", "material", "none"]

#: Written where there is nothing to write (the standard asks for NONE and unavl).
_NOTHING = frozenset({"", "NONE", "UNAVL", "UNAVAIL", "UNAVAILABLE", "N/A", "NA", "NMN", "NMI"})
_SEXES: dict[str, Sex] = {
    "1": "male", "M": "male", "2": "female", "F": "female",
    "9": "unspecified", "X": "unspecified", "0": "unspecified",
}  # fmt: skip
#: ANSI D20's codes, by the names that it gives them.
_EYES = {
    "BLK": "black", "BLU": "blue", "BRO": "brown", "BRN": "brown", "GRY": "gray", "GRN": "green",
    "HAZ": "hazel", "MAR": "maroon", "PNK": "pink", "DIC": "dichromatic",
}  # fmt: skip
_HAIR = {
    "BAL": "bald", "BLK": "black", "BLN": "blond", "BLD": "blond", "BRO": "brown", "BRN": "brown",
    "GRY": "gray", "RED": "red", "SDY": "sandy", "WHI": "white",
}  # fmt: skip
_UNKNOWN_COLOURS = frozenset({"UNK", "UNKNOWN", "XXX"})
#: Upper ends of the weight classes 0 to 8 in kilograms (Card Design Standard, element DCE).
_WEIGHT_CLASS_ENDS_KG = (31, 45, 59, 70, 86, 100, 113, 127, 145)
_CM_PER_INCH, _KG_PER_POUND = 2.54, 0.45359237
#: Heights in bare digits: 36 to 91 are inches, 92 to 250 centimetres (91 inches are 231 cm); three
#: digits with less than 12 behind a 3 to 7 are feet and inches (all above 250).
_BARE_INCHES, _BARE_CM, _FEET = range(36, 92), range(92, 251), range(3, 8)
_HEIGHT = re.compile(r"\s*(\d{1,3})\s*(CM|IN|\")?\.?\s*\Z", re.IGNORECASE)
_FEET_INCHES = re.compile(
    r"\s*([3-7])\s*(?:'|-|FT\.?)\s*-?\s*(\d{1,2})\s*(?:\"|''|IN\.?)?\s*\Z", re.IGNORECASE
)
_NUMBER = re.compile(r"\s*(\d{1,3})\s*(LBS?|KGS?)?\s*\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Names:
    """``given``: the first given name, ``middle``: the others; None where there is none.

    ``is_undivided``: a full name that nothing divides into its parts, which are then all None.
    """

    family: str | None
    given: str | None
    middle: str | None
    suffix: str | None
    is_undivided: bool = False


def stated(raw: str | None) -> str | None:
    """The value with single spaces, or None where it says that there is none."""
    value = " ".join((raw or "").split())
    return None if value.upper() in _NOTHING else value


def divided_full_name(raw: str) -> Names:
    """A full name of version 01: family, first, middle, suffix, by the separator it was given.

    AAMVA DL/ID-2000 writes a comma in barcodes and @ or $ on magnetic stripes; cards have all.
    """
    divider = next((one for one in ",@$" if one in raw), None)
    if divider is None:
        return Names(None, None, None, None, is_undivided=stated(raw) is not None)
    parts = [stated(part) for part in raw.split(divider)] + [None] * 3
    family, given, middle, suffix = parts[:4]
    if middle is None:
        given, middle = first_and_rest(given)
    return Names(family, given, middle, suffix)


def first_and_rest(given: str | None) -> tuple[str | None, str | None]:
    """The first of several given names, and the others; cards divide them by comma or space."""
    words = re.split(r"[,\s]+", (given or "").strip(", "), maxsplit=1)
    return words[0] or None, stated(words[1]) if len(words) > 1 else None


def sex(raw: str) -> Sex | None:
    """The sex that a code stands for; None for a code that is none."""
    return _SEXES.get(raw.strip().upper())


def colour_of_eyes(raw: str) -> str | None:
    """The colour's name; empty where it is stated as unknown, None where it cannot be read."""
    return _colour(raw, _EYES)


def colour_of_hair(raw: str) -> str | None:
    """The colour's name; empty where it is stated as unknown, None where it cannot be read."""
    return _colour(raw, _HAIR)


def _colour(raw: str, codes: dict[str, str]) -> str | None:
    """By code, by name, or by the beginning of just one colour's name ("BR")."""
    value = raw.strip().upper()
    if value in _UNKNOWN_COLOURS or stated(value) is None:
        return ""
    if value in codes:
        return codes[value]
    begun = {name for name in codes.values() if name.upper().startswith(value)}
    return begun.pop() if len(begun) == 1 else None


def height_cm(raw: str) -> float | None:
    """A height in centimetres, from inches, centimetres or feet and inches; None if unreadable."""
    if found := _FEET_INCHES.match(raw):
        return _from_feet(int(found[1]), int(found[2]))
    found = _HEIGHT.match(raw)
    if found is None:
        return None
    number, unit = int(found[1]), (found[2] or "").upper()
    if unit == "CM":
        return float(number) if number else None
    if (unit and number in range(12, 108)) or (not unit and number in _BARE_INCHES):
        return round(number * _CM_PER_INCH, 1)
    if not unit and number in _BARE_CM:
        return float(number)
    return None if number % 100 >= 12 else _from_feet(number // 100, number % 100)


def _from_feet(feet: int, inches: int) -> float | None:
    if feet not in _FEET or inches >= 12:
        return None
    return round((feet * 12 + inches) * _CM_PER_INCH, 1)


def weight_kg(raw: str, unit: Literal["lb", "kg"]) -> float | None:
    """A weight in kilograms; the value's own unit, where written, counts more than the element's.

    None where it is unreadable or zero.
    """
    found = _NUMBER.match(raw)
    if found is None or int(found[1]) == 0:
        return None
    written = (found[2] or unit)[:1].upper()
    return round(int(found[1]) * (_KG_PER_POUND if written == "L" else 1.0), 1)


def weight_class_kg(raw: str) -> tuple[int, int | None] | None:
    """The ends of a weight class in kilograms, the last one open; None where it is no class."""
    value = raw.strip()
    if len(value) != 1 or value not in "0123456789":
        return None
    number = int(value)
    low = _WEIGHT_CLASS_ENDS_KG[number - 1] + 1 if number else 0
    return low, _WEIGHT_CLASS_ENDS_KG[number] if number < 9 else None


def truncation(raw: str) -> bool | None:
    """T: the name was cut off; N: it was not; None where the issuer does not know (U)."""
    return {"T": True, "N": False}.get(raw.strip().upper())


def flag(raw: str) -> bool | None:
    """1 or Y: it holds; empty, 0, 2 or N: it does not; None for all else."""
    value = raw.strip().upper()
    if value in ("1", "Y", "YES"):
        return True
    return False if value in ("", "0", "2", "N", "NO", "NONE") else None


def compliance(raw: str) -> Compliance | None:
    """Whether the card complies with the REAL ID Act: fully, materially, or not at all."""
    codes: dict[str, Compliance] = {"F": "full", "M": "material", "N": "none"}
    return codes.get(raw.strip().upper())


def postal_code(raw: str) -> str | None:
    """Letters and digits alone, without the zeros that fill an American code up to nine digits."""
    value = "".join(character for character in raw.upper() if character.isalnum())
    if len(value) > 5 and value.isdigit() and value.endswith("0000"):
        value = value[:-4]
    return stated(value)


def country(raw: str) -> str | None:
    """The country's ISO 3166-1 code of three letters; None for what the standard does not know."""
    codes = {"US": "USA", "CA": "CAN", "CDN": "CAN", "MX": "MEX"}
    value = raw.strip().upper()
    value = codes.get(value, value)
    return value if value in ("USA", "CAN", "MEX") else None
