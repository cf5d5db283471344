"""Facts: everything measured about one upload, computed when first asked for, once, and timed."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")


class Stopwatch:
    """Exclusive time of each fact in milliseconds: a fact's own time without that of its parts."""

    def __init__(self) -> None:
        self.timings_ms: dict[str, float] = {}
        self._started = time.perf_counter()
        self._inner_ms: list[float] = []

    @property
    def elapsed_ms(self) -> float:
        """Milliseconds since the screening began."""
        return (time.perf_counter() - self._started) * 1000.0

    def time(self, name: str, work: Callable[[], T]) -> T:
        """Run ``work`` and add its exclusive time under ``name``."""
        self._inner_ms.append(0.0)
        started = time.perf_counter()
        try:
            return work()
        finally:
            elapsed_ms = (time.perf_counter() - started) * 1000.0
            own_ms = elapsed_ms - self._inner_ms.pop()
            self.timings_ms[name] = self.timings_ms.get(name, 0.0) + own_ms
            if self._inner_ms:
                self._inner_ms[-1] += elapsed_ms


class fact(Generic[T]):
    """A property that is measured once per upload and timed by the owner's ``stopwatch``.

    A measurement that raised is not cached: the next rule that needs it meets the same error.
    """

    def __init__(self, measure: Callable[[Any], T]) -> None:
        self._measure = measure
        self._name = measure.__name__
        self.__doc__ = measure.__doc__

    @overload
    def __get__(self, owner: None, owner_type: type) -> fact[T]: ...
    @overload
    def __get__(self, owner: object, owner_type: type) -> T: ...
    def __get__(self, owner: Any, owner_type: type) -> fact[T] | T:
        """Return the cached measurement, or measure it now."""
        if owner is None:
            return self
        value: T = owner.stopwatch.time(self._name, lambda: self._measure(owner))
        owner.__dict__[self._name] = value
        return value
