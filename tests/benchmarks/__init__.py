"""Speed and memory, measured and printed: ``make bench``. No test asserts a time."""

from __future__ import annotations

from models.threads import limit_threads

# Before any module here imports numpy, as in a worker: the variables are read at that moment.
limit_threads()
