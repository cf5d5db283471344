"""A limit to the memory that one PDF may take: beyond it an allocation fails, not the machine."""

from __future__ import annotations

import ctypes
import re
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MEBIBYTE = 1024 * 1024
#: Resident memory of a worker while it reads a PDF, models (500 MiB) included.
MAX_RESIDENT_BYTES = 900 * MEBIBYTE
#: A worker that still holds much from earlier files gets at least so much for the next one.
MIN_ALLOWANCE_BYTES = 256 * MEBIBYTE
#: Beyond this, freed memory is handed back to the system before the next file.
_TRIM_ABOVE_BYTES = 450 * MEBIBYTE

_STATUS = Path("/proc/self/status")
_KIB = re.compile(r"^(VmData|VmRSS):\s*(\d+) kB", re.M)


@contextmanager
def memory_limited() -> Iterator[None]:
    """Let allocations fail that would take this process beyond the limit.

    Linux counts reserved data, not resident memory, so the limit is what is reserved now and the
    difference between what is resident and what may be. A photo is decoded without this limit: its
    own is its number of pixels.
    """
    before = resource.getrlimit(resource.RLIMIT_DATA)
    sizes = _sizes()
    if sizes["VmRSS"] > _TRIM_ABOVE_BYTES:
        ctypes.CDLL(None).malloc_trim(0)
        sizes = _sizes()
    allowance = max(MIN_ALLOWANCE_BYTES, MAX_RESIDENT_BYTES - sizes["VmRSS"])
    resource.setrlimit(resource.RLIMIT_DATA, (sizes["VmData"] + allowance, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, before)


def _sizes() -> dict[str, int]:
    """Reserved data and resident memory of this process in bytes."""
    return {name: int(kib) * 1024 for name, kib in _KIB.findall(_STATUS.read_text())}
