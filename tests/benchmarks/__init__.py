"""Speed and memory, measured and printed: ``make bench``. No test asserts a time."""

from __future__ import annotations
