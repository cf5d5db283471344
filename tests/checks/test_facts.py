from __future__ import annotations

import pytest

from checks.facts import Stopwatch, fact
from models.errors import NotMeasurable


class Owner:
    def __init__(self) -> None:
        self.stopwatch = Stopwatch()
        self.measured: list[str] = []

    @fact
    def part(self) -> int:
        """A part."""
        self.measured.append("part")
        return 2

    @fact
    def whole(self) -> int:
        """Needs the part twice."""
        self.measured.append("whole")
        return self.part * self.part

    @fact
    def absent(self) -> int:
        """Cannot be measured."""
        self.measured.append("absent")
        raise NotMeasurable("no-face")


def test_facts_are_measured_when_asked_for_and_once() -> None:
    owner = Owner()
    assert owner.measured == []
    assert (owner.whole, owner.whole, owner.part) == (4, 4, 2)
    assert owner.measured == ["whole", "part"]


def test_time_of_a_part_is_not_counted_twice() -> None:
    owner = Owner()
    assert owner.whole == 4
    assert set(owner.stopwatch.timings_ms) == {"whole", "part"}
    assert sum(owner.stopwatch.timings_ms.values()) <= owner.stopwatch.elapsed_ms


def test_what_cannot_be_measured_says_why_each_time() -> None:
    owner = Owner()
    for _ in range(2):
        with pytest.raises(NotMeasurable) as absence:
            _ = owner.absent
        assert absence.value.reason == "no-face"
