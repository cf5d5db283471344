"""The series of a metric by the values of its labels, of which there are only so many."""

from __future__ import annotations

from collections.abc import Collection
from typing import Generic, TypeVar

from prometheus_client import Counter, Histogram

from service.telemetry.known import OTHER

Family = TypeVar("Family", Counter, Histogram)


class Bounded(Generic[Family]):
    """A metric whose labels have known values only; anything else is counted as ``other``.

    What was found once is found again without asking the library, which takes locks for it.
    """

    def __init__(self, family: Family, *known: Collection[str] | None) -> None:
        """``known``: the values of each label in its order; None where the code gives them."""
        self._family: Family = family
        self._known = known
        self._children: dict[tuple[str, ...], Family] = {}

    def of(self, *values: str) -> Family:
        """The series of some values."""
        child = self._children.get(values)
        if child is None:
            bounded = tuple(map(_bounded, values, self._known))
            child = self._family.labels(*bounded)
            if bounded == values:
                self._children[values] = child
        return child


def _bounded(value: str, known: Collection[str] | None) -> str:
    return value if known is None or value in known else OTHER


def word(untrusted: object) -> str:
    """A value of a report as a label's: whatever is no text is ``other``."""
    return untrusted if isinstance(untrusted, str) else OTHER
