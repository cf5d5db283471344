from __future__ import annotations

import datetime as dt

import pytest

from models.mrz.formats import layouts_for
from models.viz.seen import known_from_zone, values_seen
from tests.models.viz.printed import printed_line

TODAY = dt.date(2026, 11, 24)
ZONE = (
    "P<UTOMUELLER<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<<",
    "L898902C36UTO7408122F3204159<<<<<<<<<<<<<<02",
)


def test_the_zones_values_are_found_where_they_are_printed() -> None:
    known = known_from_zone(layouts_for(2, 44)[0], ZONE, TODAY)
    lines = [
        printed_line("MÜLLER", 300, 100),
        printed_line("ANNA MARIA", 300, 140),
        printed_line("geb. 12.08.1974", 300, 180),
        printed_line("Nr. L898902C3", 300, 220),
        printed_line("15 APR 2032", 300, 260),
        *(printed_line(line, 50, 400 + 40 * at) for at, line in enumerate(ZONE)),
    ]
    seen = {one.name: one for one in values_seen(lines, known, TODAY)}
    assert {name: one.raw for name, one in seen.items()} == {
        "surname": "MÜLLER",
        "given_names": "ANNA MARIA",
        "number": "L898902C3",
        "birth_date": "12.08.1974",
        "expiry_date": "15 APR 2032",
    }
    assert seen["surname"].box.centre == lines[0].box.centre
    assert seen["number"].box.centre[0] > lines[3].box.centre[0]
    assert min(one.likeness for one in seen.values()) > 0.75


@pytest.mark.parametrize(
    "print_", ["SCHMIDT-JONES", "L898902C8", "12.08.1975", "P<UTOMUELLER<<ANNA"]
)
def test_other_values_and_the_zone_itself_are_not_the_value(print_: str) -> None:
    known = {"surname": "MUELLER", "number": "L898902C3", "birth_date": "1974-08-12"}
    assert values_seen([printed_line(print_, 10, 10)], known, TODAY) == ()


def test_an_open_date_counts_for_less() -> None:
    (seen,) = values_seen([printed_line("12/08/1974", 9, 9)], {"birth_date": "1974-08-12"}, TODAY)
    assert seen.likeness < 0.6
