"""Where values that are known from elsewhere, such as the zone, stand printed on a document.

For documents whose captions were not read or are not there, as on many older cards.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from models.mrz.formats import Layout
from models.mrz.values import ZoneDate, zone_values
from models.text.geometry import TextBox
from models.text.reading import PrintedLine
from models.viz.dates import Event, parse_printed_date
from models.viz.plain import distance, plain

#: Letters in which print and value may differ, one in so many: transliteration and recognition.
_LETTERS_PER_ERROR = 6
#: Shorter values (a sex, a state) are found in any text; they prove nothing.
_MIN_LETTERS = 3
_MAX_WORDS = 8
#: How documents and zones spell one letter (ICAO 9303-3, section 6, table A): zone -> plain.
_ZONE_SPELLINGS = (("ae", "a"), ("oe", "o"), ("ue", "u"), ("aa", "a"), ("ss", "s"), ("th", "t"))


@dataclass(frozen=True, slots=True)
class SeenValue:
    """A known value, found printed. ``likeness``: 0..1, times how clearly the print was read."""

    name: str
    value: str
    raw: str
    likeness: float
    box: TextBox


def values_seen(
    lines: Sequence[PrintedLine], known: Mapping[str, str], today: dt.date
) -> tuple[SeenValue, ...]:
    """The places at which known values are printed, the best one of each.

    ``known``: value by field name, dates as 1985-01-12. Print of the zone itself does not count.
    """
    printed = [line for line in lines if "<<" not in line.text]
    found = (_best(name, value, printed, today) for name, value in known.items() if value)
    return tuple(seen for seen in found if seen is not None)


def known_from_zone(layout: Layout, lines: tuple[str, ...], today: dt.date) -> dict[str, str]:
    """The zone's values by the names that printed fields have; unknown ones are left out."""
    values = zone_values(layout, lines, today)
    known = {
        "surname": values.surname,
        "given_names": values.given_names,
        "number": values.number,
        "birth_date": _iso(values.birth_date),
        "expiry_date": _iso(values.expiry_date),
    }
    return {name: value for name, value in known.items() if value}


def _iso(date: ZoneDate | None) -> str:
    return date.date.isoformat() if date is not None and date.date is not None else ""


def _best(name: str, value: str, lines: Sequence[PrintedLine], today: dt.date) -> SeenValue | None:
    search = _dates_seen if name.endswith("_date") else _texts_seen
    return max(search(name, value, lines, today), key=lambda seen: seen.likeness, default=None)


def _dates_seen(
    name: str, value: str, lines: Sequence[PrintedLine], today: dt.date
) -> Iterator[SeenValue]:
    event: Event = "birth" if name == "birth_date" else "expiry"
    for line in lines:
        for start in _word_starts(line.text):
            date = parse_printed_date(line.text[start:], today, event)
            if date is not None and value in date.readings:
                part = line.part(start, len(line.text))
                likeness = part.confidence / len(date.readings)
                yield SeenValue(name, value, part.text, round(likeness, 3), part.box)


def _texts_seen(
    name: str, value: str, lines: Sequence[PrintedLine], _today: dt.date
) -> Iterator[SeenValue]:
    wanted = plain(value)
    if len(wanted) < _MIN_LETTERS:
        return
    errors = 0 if name.endswith("number") else len(wanted) // _LETTERS_PER_ERROR
    for line in lines:
        starts = _word_starts(line.text)
        for index, start in enumerate(starts):
            for stop in [*starts[index + 1 : index + _MAX_WORDS], len(line.text)]:
                text = line.text[start:stop].rstrip()
                letters = plain(text)
                if abs(len(letters) - len(wanted)) > errors + 2:
                    continue
                off = min(
                    distance(letters, wanted, errors),
                    distance(_shortened(letters), _shortened(wanted), errors),
                )
                if off <= errors:
                    part = line.part(start, start + len(text))
                    likeness = part.confidence * (1 - off / len(wanted))
                    yield SeenValue(name, value, text, round(likeness, 3), part.box)


def _shortened(letters: str) -> str:
    for zone, single in _ZONE_SPELLINGS:
        letters = letters.replace(zone, single)
    return letters


def _word_starts(text: str) -> list[int]:
    return [
        at
        for at, sign in enumerate(text)
        if not sign.isspace() and (at == 0 or text[at - 1] in " /:,.-")
    ]
