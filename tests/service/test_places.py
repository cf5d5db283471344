"""Places for requests: how many there are, and how long one may have to wait on them."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from service.api.places import Places, WaitingPlaces
from service.api.problems import Problem


def refusal(places: Places) -> str:
    """What a refused request is told about when to come back."""
    with pytest.raises(Problem) as refused, places.one():
        pass
    assert refused.value.kind.id == "busy"
    return dict(refused.value.headers or {})["Retry-After"]


def test_beyond_the_places_a_request_is_refused() -> None:
    places = Places(2, 5)
    with places.one():
        with places.one():
            assert refusal(places) == "5"
        with places.one():
            assert places.taken == 2
    assert places.taken == 0


def test_a_place_is_free_again_after_a_failure() -> None:
    places = Places(1, 5)
    with pytest.raises(KeyError), places.one():
        raise KeyError
    assert places.pause_s() == 0


def test_nobody_waits_longer_than_is_bearable() -> None:
    places = WaitingPlaces(workers=2, waiting=100, retry_after_s=5, max_wait_s=20.0)
    for _ in range(50):
        places.note_screening(4.0)
    assert places.expected_wait_s() == 0
    with ExitStack() as stack:
        for _ in range(11):
            stack.enter_context(places.one())
        assert places.expected_wait_s() == pytest.approx(20.0, abs=0.1)
        stack.enter_context(places.one())
        assert refusal(places) == "5", "two seconds too long: not sooner than usual"
        for _ in range(200):
            places.note_screening(60.0)
        assert refusal(places) == "60"
        for _ in range(50):
            places.note_screening(0.1)
        assert places.pause_s() == 0, "photos again: they are screened soon"


def test_with_fast_screenings_the_number_decides() -> None:
    places = WaitingPlaces(workers=1, waiting=2, retry_after_s=5, max_wait_s=20.0)
    places.note_screening(0.1)
    with places.one(), places.one(), places.one():
        assert refusal(places) == "5"
