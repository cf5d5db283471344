"""What every request must keep to: known parameters, each once; JSON called so; true times."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from fastapi import Depends, Path, Query, Request
from fastapi.dependencies.models import Dependant
from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from checks.finding import Text
from service.api.patterns import UUID_PATTERN
from service.api.problems import LONGEST_FIELD, MOST_FAULTS, FieldFault, Problem
from service.names import storable_name

REPEATED = Text("Sent more than once", "Envoyé plus d'une fois")
NO_PARAMETER = Text("Unknown parameter", "Paramètre inconnu")

#: RFC 3339: date, T, time, fraction, zone; a minute may have a second 60.
_RFC_3339 = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:)(\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)
_FIRST = dt.datetime.min.replace(tzinfo=dt.UTC)
_LAST = dt.datetime.max.replace(tzinfo=dt.UTC)


def require_known_query(request: Request) -> None:
    """Refuse unknown and repeated parameters: a mistyped filter would find everything."""
    known = set(_query_names(request.scope["route"].dependant))
    sent = Counter(name for name, _ in request.query_params.multi_items())
    faults = {name: REPEATED for name, count in sent.items() if count > 1}
    faults |= {name: NO_PARAMETER for name in sent if name not in known}
    if faults:
        raise faulty_fields(faults)


def _query_names(dependant: Dependant) -> Iterator[str]:
    yield from (field.alias for field in dependant.query_params)
    for inner in dependant.dependencies:
        yield from _query_names(inner)


async def require_json(request: Request) -> None:
    """Refuse content that does not say that it is JSON; none at all is for others to judge."""
    stated = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    is_json = stated == "application/json" or re.fullmatch(r"application/\S+\+json", stated)
    if not is_json and await request.body():
        raise Problem("unsupported-media-type")


def faulty_fields(faults: Mapping[str, Text]) -> Problem:
    """The refusal of fields by their names, which may be anything that a caller sent."""
    errors = [
        FieldFault(storable_name(name)[:LONGEST_FIELD], fault) for name, fault in faults.items()
    ]
    return Problem("invalid-request", errors=tuple(errors[:MOST_FAULTS]))


def moment_of(untrusted: object) -> dt.datetime:
    """A moment written after RFC 3339, as UTC; beyond the years 1 to 9999 the nearest within."""
    match = _RFC_3339.fullmatch(str(untrusted).upper())
    if match is None:
        raise _no_moment()
    day_and_time, second, fraction, zone = match.groups()
    if day_and_time.startswith("0000"):
        return _FIRST
    text = f"{day_and_time}{'59' if second == '60' else second}{fraction or ''}{zone}"
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise _no_moment() from None
    try:
        return moment.astimezone(dt.UTC)
    except OverflowError:
        return _FIRST if moment.year == 1 else _LAST


def _whole_number(untrusted: object) -> object:
    """Neither true nor "1" is a number in JSON; 1.0 is one."""
    if isinstance(untrusted, (bool, str)):
        raise PydanticCustomError("whole_number", "A whole number is expected")
    return untrusted


def _no_moment() -> PydanticCustomError:
    return PydanticCustomError(
        "moment", "A date and a time with a time zone are expected, such as 2026-11-24T12:00:00Z"
    )


WholeNumber = Annotated[int, BeforeValidator(_whole_number)]
Moment = Annotated[dt.datetime, BeforeValidator(moment_of)]
ScreeningId = Annotated[
    str,
    Path(
        pattern=UUID_PATTERN,
        description="The screening's id.",
        examples=["9f2f9a3e-5d8d-4c9b-8a52-0a4b9d7f7d10"],
    ),
]
Include = Annotated[
    Literal["texts"] | None,
    Query(description="texts: what is written on an identity document too (scope officer)."),
]
KNOWN_QUERY = Depends(require_known_query)
JSON_CONTENT = Depends(require_json)
