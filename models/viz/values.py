"""What printed data say, in one spelling each: names, dates, sex, numbers."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from models.viz.catalogue import Kind
from models.viz.dates import Event, is_to_come, parse_printed_date
from models.viz.plain import plain, spelt

_EVENTS: Mapping[str, Event] = {
    "birth_date": "birth", "issue_date": "issue", "expiry_date": "expiry",
}  # fmt: skip
#: Letters and words for the sexes, in the languages of the catalogue.
_SEXES: Mapping[str, str] = {
    **dict.fromkeys(
        ("m", "male", "masculin", "masculino", "maschile", "homme", "hombre", "mann", "h", "man"),
        "M",
    ),
    **dict.fromkeys(
        ("f", "female", "feminin", "femenino", "feminino", "femminile", "femme", "mujer", "w",
         "k", "weiblich", "v"),
        "F",
    ),
    "x": "X",
}  # fmt: skip
#: Shorter ones are a card's class or a page; longer ones are several fields or a line of print.
_MIN_NUMBER_SIGNS, _MAX_NUMBER_SIGNS = 4, 26
_MIN_NUMBER_DIGITS_SHARE = 0.3
#: ICAO 9303-3, 4.6.1: names on documents have 39 characters and more only in long spellings.
_MAX_NAME_SIGNS = 90
_MAX_TEXT_SIGNS = 120
_NUMBER_SIGN = re.compile(r"^\s*N[or]?[.:°º]+\s*")
_MEASURE = re.compile(r"(\d{2,3})\s*(cm)?\b|(\d)[.,](\d{2})\s*m?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ParsedValue:
    """``values``: all that the print may mean, in one spelling; ``sure``: 0..1, of this kind."""

    values: tuple[str, ...]
    sure: float


def parse_value(field: str, kind: Kind, text: str, today: dt.date) -> ParsedValue | None:
    """The print as a value of a field; None where it cannot be one."""
    stripped = text.strip().strip(":;,*_|").strip()
    # Data have capitals or digits; "<name>" is a template's placeholder, small letters are scraps.
    is_scrap = stripped.islower() and not any(sign.isdigit() for sign in stripped)
    if not stripped or stripped.startswith("<") or is_scrap:
        return None
    if kind == "date":
        date = parse_printed_date(stripped, today, _EVENTS[field])
        return _date(field, date.readings, today) if date else None
    if kind == "sex":
        return _sex(stripped)
    if kind == "number":
        return _number(stripped)
    if kind == "name":
        return _name(stripped)
    if kind == "measure":
        return _measure(stripped)
    signs = len(stripped)
    is_text = any(sign.isalnum() for sign in stripped) and signs <= _MAX_TEXT_SIGNS
    return ParsedValue((spelt(" ".join(stripped.split())),), 0.6) if is_text else None


def _date(field: str, readings: tuple[str, ...], today: dt.date) -> ParsedValue:
    """A day of issue that has not come is rather another date of the document."""
    is_odd = field == "issue_date" and all(is_to_come(day, today) for day in readings)
    return ParsedValue(readings, 0.4 if is_odd else 1.0)


def _sex(text: str) -> ParsedValue | None:
    """F, F/F, F - FEMALE; one letter, or words that agree."""
    words = [plain(word) for word in re.split(r"[\s/|,.\-\u2013()]+", text)]
    # The state's own letter may stand before ICAO's: "K/F", "V/M", "K/M" (9303-3, table of sex).
    common = {word.upper() for word in words if word in ("m", "f", "x")}
    meant = common or {_SEXES[word] for word in words if word in _SEXES}
    if len(meant) != 1 or not words or words[0] not in _SEXES:
        return None
    return ParsedValue((meant.pop(),), 1.0)


def _number(text: str) -> ParsedValue | None:
    """Letters and digits, with signs between as printed."""
    bare = _NUMBER_SIGN.sub("", text.replace("#", "")).strip()
    signs = plain(bare)
    digits = sum(sign.isdigit() for sign in signs)
    if not _MIN_NUMBER_SIGNS <= len(signs) <= _MAX_NUMBER_SIGNS:
        return None
    if digits < _MIN_NUMBER_DIGITS_SHARE * len(signs) or "<" in bare:
        return None
    letters_in_row = max((len(run) for run in re.findall(r"[^\W\d_]+", bare)), default=0)
    if letters_in_row > 4:
        return None
    return ParsedValue((" ".join(bare.upper().split()),), 0.8)


def _name(text: str) -> ParsedValue | None:
    """Letters with spaces, hyphens, apostrophes and points; accents are kept."""
    # Licences close the surname with a comma; a hyphen read as a dash is one.
    name = spelt(" ".join(re.sub(r"[\u2013\u2014]", "-", text).strip(" ,.;:").split()))
    letters = sum(sign.isalpha() for sign in name)
    others = sum(not (sign.isalpha() or sign in " -'\u2019.,()`\u00b4") for sign in name)
    if not letters or others > 0.1 * len(name) or len(name) > _MAX_NAME_SIGNS:
        return None
    return ParsedValue((name,), 0.7 if others == 0 else 0.4)


def _measure(text: str) -> ParsedValue | None:
    match = _MEASURE.search(text)
    if match is None:
        return ParsedValue((text,), 0.4) if re.match(r"\d\D{1,2}\d{1,2}", text) else None
    return ParsedValue((match[1] or match[3] + match[4],), 0.9)
