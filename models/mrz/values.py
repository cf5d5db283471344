"""The fields of a machine-readable zone as values: names, dates, sex, numbers."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

from models.mrz.covered import long_number_of
from models.mrz.formats import Layout

#: A holder is at most so old, which settles the century of a birth year of two digits.
MAX_AGE_YEARS = 110
#: No document is valid longer from the day on which it is read; cards for life print other dates.
MAX_VALIDITY_YEARS = 20


@dataclass(frozen=True, slots=True)
class ZoneDate:
    """A date of six characters. Unknown parts are None; ``date`` only where all are known.

    ``raw``: as printed, YYMMDD with fillers for what is unknown.
    """

    raw: str
    year: int | None
    month: int | None
    day: int | None

    @property
    def date(self) -> dt.date | None:
        """The day, where year, month and day are known and exist in the calendar."""
        if self.year is None or self.month is None or self.day is None:
            return None
        return dt.date(self.year, self.month, self.day) if self.exists else None

    @property
    def exists(self) -> bool:
        """Whether the known parts are possible in the calendar."""
        if self.month is not None and not 1 <= self.month <= 12:
            return False
        if self.day is None:
            return True
        most = 31
        if self.month is not None:
            most = calendar.monthrange(self.year or 2000, self.month)[1]
        return 1 <= self.day <= most


@dataclass(frozen=True, slots=True)
class ZoneValues:
    """What a zone says. ``names_cut``: the names fill their field, so some may be missing.

    ``birth_date.raw`` and ``sex`` are empty in a format without them. ``number`` without fillers,
    put together where a card's number runs into the optional data.
    """

    document_code: str
    issuer: str
    surname: str
    given_names: str
    names_cut: bool
    number: str
    nationality: str
    birth_date: ZoneDate
    sex: str
    expiry_date: ZoneDate | None
    optional: tuple[str, ...]


def zone_values(layout: Layout, lines: tuple[str, ...], today: dt.date) -> ZoneValues:
    """Take the zone apart. Source: ICAO 9303-3, 4.3 to 4.8; parts 4 to 7 for the places."""
    field = {name: span.of(lines) for name, span in layout.fields.items()}
    surname, given_names, names_cut = _names(field)
    number = field["number"]
    optional = [
        field[name]
        for name in ("optional_1", "optional_2", "personal_number", "office")
        if name in field
    ]
    if layout.name == "TD1" and lines[0][14] == "<":
        longer = long_number_of(lines[0])
        if longer is not None:
            number, optional[0] = longer[0], lines[0][15:].partition("<")[2]
    expiry = field.get("expiry_date")
    expires = _expiry_date(expiry, today) if expiry else None
    return ZoneValues(
        document_code=_plain(field["document_code"]),
        issuer=_plain(field["issuer"]),
        surname=surname,
        given_names=given_names,
        names_cut=names_cut,
        number=_plain(number),
        nationality=_plain(field.get("nationality", "")),
        birth_date=_birth_date(field.get("birth_date", ""), _last_day(expires, today)),
        sex="X" if field.get("sex") == "<" else field.get("sex", ""),
        expiry_date=expires,
        optional=tuple(text for text in map(_plain, optional) if text),
    )


def _plain(text: str) -> str:
    """Fillers at the ends go, those within become spaces."""
    return " ".join(part for part in text.split("<") if part)


def _names(field: dict[str, str]) -> tuple[str, str, bool]:
    if "surname" in field:  # the French card has a field for each, the licence no given names
        given_names = field.get("given_names", "")
        is_cut = field["surname"][-1] != "<" or given_names[-1:] != "<"
        return _plain(field["surname"]), _plain(given_names), is_cut
    names = field["names"]
    primary, _, secondary = names.partition("<<")
    # ICAO 9303-3, 4.6: a name that ends at the last place must be taken to have been cut.
    return _plain(primary), _plain(secondary), names[-1] != "<"


def _parts(raw: str) -> tuple[int | None, int | None, int | None]:
    year, month, day = (
        int(raw[at : at + 2]) if raw[at : at + 2].isdigit() else None for at in (0, 2, 4)
    )
    return year, month or None, day or None


def _last_day(expires: ZoneDate | None, today: dt.date) -> dt.date:
    """The last day on which the holder may have been born: documents are issued to the living."""
    expiry = expires.date if expires else None
    return min(today, expiry) if expiry else today


def _birth_date(raw: str, last: dt.date) -> ZoneDate:
    """A date of birth lies before the expiry and not in the future: the latest such century."""
    year, month, day = _parts(raw)
    if year is None:
        return ZoneDate(raw, None, month, day)
    full = last.year // 100 * 100 + year
    if (full, month or 1, day or 1) > (last.year, last.month, last.day):
        full -= 100
    return ZoneDate(raw, full, month, day)


def _expiry_date(raw: str, today: dt.date) -> ZoneDate:
    """An expiry lies less than so many years ahead, or it is long past."""
    year, month, day = _parts(raw)
    if year is None:
        return ZoneDate(raw, None, month, day)
    full = today.year // 100 * 100 + year
    if full > today.year + MAX_VALIDITY_YEARS:
        full -= 100
    elif full < today.year - (100 - MAX_VALIDITY_YEARS):
        full += 100
    return ZoneDate(raw, full, month, day)
