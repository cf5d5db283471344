"""A machine-readable zone as labelled beside the zone as read, and what differs."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.mrz.formats import LAYOUTS, Layout
from models.mrz.values import zone_values

#: Other names of the same formats in labels.
_FORMATS: Mapping[str, str] = {"FR2X36": "FRA-ID", "FR1X30": "FRA-DL"}
#: Check digits as labels name them.
_DIGITS: Mapping[str, str] = {
    "birth": "birth_date", "expiry": "expiry_date", "personal": "personal_number",
}  # fmt: skip
#: What a check digit proves, or what an officer relies on as if it did; names have no digit.
VALUES = ("number", "birth", "expiry", "sex", "nationality")
NAMES = "names"
#: Values without a check digit, which are left out of a report where they are in doubt.
WITHHELD = frozenset({"sex", "nationality"})
#: The fields of a zone, or their check digits, that say a value.
_FIELDS_OF: Mapping[str, frozenset[str]] = {
    "number": frozenset({"number"}),
    "birth": frozenset({"birth_date"}),
    "expiry": frozenset({"expiry_date"}),
    "sex": frozenset({"sex"}),
    "nationality": frozenset({"nationality"}),
    NAMES: frozenset({"names", "surname", "given_names"}),
}
#: Differences named one by one; a zone that differs in more was not read at all.
_MAX_PLACES = 6
#: Centuries do not matter where the printed six characters of dates are compared.
_ANY_DAY = dt.date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class Zone:
    """Format, lines from top to bottom, and ``failing``: check digits that do not hold.

    ``failing`` is None in a label that does not name them; ``has_wrong_digits``, too.
    """

    format: str
    lines: tuple[str, ...]
    failing: frozenset[str] | None = None
    has_wrong_digits: bool | None = None
    doubtful: frozenset[str] = frozenset()
    unproved: frozenset[str] = frozenset()

    @property
    def layout(self) -> Layout | None:
        """The layout of the format; None where the lines are not of its length or number."""
        layout = next((one for one in LAYOUTS if one.name == self.format), None)
        if (
            layout is None
            or [len(line) for line in self.lines] != [layout.line_length] * layout.line_count
        ):
            return None
        return layout

    @property
    def values(self) -> dict[str, str] | None:
        """What the zone says, as printed; None where its lines are of no format."""
        if self.layout is None:
            return None
        said = zone_values(self.layout, self.lines, _ANY_DAY)
        return {
            "number": said.number,
            "birth": said.birth_date.raw,
            "expiry": said.expiry_date.raw if said.expiry_date else "",
            "sex": said.sex,
            "nationality": said.nationality,
            NAMES: f"{said.surname}<<{said.given_names}",
        }


def labelled_zone(truth: Mapping[str, Any]) -> Zone | None:
    """The zone that a label states; None where it states none."""
    lines = truth.get("mrz")
    if not isinstance(lines, list) or not lines:
        return None
    named = truth.get("wrong_check_digits")
    states = {"pass": False, "fail": True}
    stated = str(truth.get("mrz_format", ""))
    return Zone(
        format=_FORMATS.get(stated, stated),
        lines=tuple(map(str, lines)),
        failing=frozenset(_DIGITS.get(str(name), str(name)) for name in named)
        if isinstance(named, list)
        else None,
        has_wrong_digits=states.get(str(truth.get("check_digits"))),
    )


def reported_zones(identity: Mapping[str, Any]) -> tuple[Zone, ...]:
    """The zones of ``facts.identity`` in a report."""
    first = identity.get("mrz")
    entries = [first] if isinstance(first, dict) else []
    return tuple(_reported(entry) for entry in (*entries, *identity.get("further_mrz", [])))


def _reported(entry: Mapping[str, Any]) -> Zone:
    checks: Mapping[str, str] = entry["check_digits"]
    failing = frozenset(name for name, state in checks.items() if state == "fail")
    unproved = frozenset(name for name, state in checks.items() if state == "unproved")
    doubtful = frozenset(entry.get("doubtful", ()))
    lines = tuple(entry["lines"])
    return Zone(entry["format"], lines, failing, bool(failing), doubtful, unproved)


def right_lines(labelled: Zone, found: Zone | None) -> int:
    """How many of the labelled lines were read exactly, each in its place."""
    lines = found.lines if found is not None else ()
    return sum(one == other for one, other in zip(labelled.lines, lines, strict=False))


def wrong_values(labelled: Zone, found: Zone) -> tuple[str, ...]:
    """Values that were read otherwise than printed; nothing where the label's lines are no zone."""
    expected, read = labelled.values, found.values
    if expected is None:
        return ()
    return tuple(name for name in expected if read is None or expected[name] != read[name])


def unmarked_values(labelled: Zone, found: Zone) -> tuple[str, ...]:
    """Wrong values of which nothing says that they are in doubt."""
    wrong = wrong_values(labelled, found)
    return tuple(name for name in wrong if not _FIELDS_OF[name] & found.doubtful)


def wrong_as_reported(labelled: Zone, found: Zone) -> tuple[str, ...]:
    """Wrong values that a report states: without a digit to prove them, doubtful ones are null."""
    unmarked = unmarked_values(labelled, found)
    return tuple(
        name for name in wrong_values(labelled, found) if name not in WITHHELD or name in unmarked
    )


def differences(labelled: Zone, found: Zone | None) -> str:
    """Where the lines differ, such as ``line 2 place 11: 0 read as O``."""
    if found is None:
        return "no zone found"
    if [len(line) for line in labelled.lines] != [len(line) for line in found.lines]:
        return f"read as {found.format}"
    places = [
        f"line {row} place {column}: {right} read as {wrong}"
        for row, (line, read) in enumerate(zip(labelled.lines, found.lines, strict=True), 1)
        for column, (right, wrong) in enumerate(zip(line, read, strict=True), 1)
        if right != wrong
    ]
    more = f" and {len(places) - _MAX_PLACES} more" if len(places) > _MAX_PLACES else ""
    return ", ".join(itertools.islice(places, _MAX_PLACES)) + more
