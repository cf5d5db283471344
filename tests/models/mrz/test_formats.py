"""Layouts of zones: every example fits its own, and fields and check digits do not overlap."""

from __future__ import annotations

import itertools

import pytest

from models.mrz.covered import check_state
from models.mrz.formats import ALLOWED, LAYOUTS, Layout, Span, layouts_for
from tests.models.mrz.zones import BY_NAME, EXAMPLES, TD3

SIZES = {
    "TD1": (3, 30), "TD2": (2, 36), "TD3": (2, 44), "MRVA": (2, 44), "MRVB": (2, 36),
    "FRA-ID": (2, 36), "FRA-DL": (1, 30),
}  # fmt: skip


def places(span: Span) -> set[tuple[int, int]]:
    return {(span.line, place) for place in range(span.start, span.end)}


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_sizes_of_icao(layout: Layout) -> None:
    assert (layout.line_count, layout.line_length) == SIZES[layout.name]
    assert {len(kinds) for kinds in layout.kinds} == {layout.line_length}
    assert set("".join(layout.kinds)) <= set(ALLOWED)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_every_place_belongs_to_one_field_or_one_check_digit(layout: Layout) -> None:
    parts = [*layout.fields.values(), *(check.digit for check in layout.checks)]
    for first, second in itertools.combinations(parts, 2):
        assert not places(first) & places(second)
    covered = set().union(*map(places, parts))
    assert covered == {
        (line, place) for line in range(layout.line_count) for place in range(layout.line_length)
    }


@pytest.mark.parametrize(("name", "lines"), EXAMPLES)
def test_examples_fit_their_layout_and_all_their_digits_hold(
    name: str, lines: tuple[str, ...]
) -> None:
    layout = BY_NAME[name]
    for text, kinds in zip(lines, layout.kinds, strict=True):
        assert all(one in ALLOWED[kind] for one, kind in zip(text, kinds, strict=True))
    assert {check_state(check, lines) for check in layout.checks} == {"pass"}


def test_formats_of_one_size() -> None:
    assert [layout.name for layout in layouts_for(2, 44)] == ["TD3", "MRVA"]
    assert [layout.name for layout in layouts_for(2, 36)] == ["TD2", "MRVB", "FRA-ID"]
    assert layouts_for(3, 44) == ()


def test_a_span_cuts_its_characters_out() -> None:
    assert BY_NAME["TD3"].fields["number"].of(TD3) == "L898902C3"
    assert BY_NAME["TD3"].fields["nationality"].of(TD3) == "UTO"
