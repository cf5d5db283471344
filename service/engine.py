"""Which program and which weights screen: stated in every report."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version

from checks.report import Engine
from models.weights import verify_weights

DISTRIBUTION = "docscreen"


@cache
def engine() -> Engine:
    """Version and weight digests, verified once per process. Raises WeightsError."""
    return Engine(version(DISTRIBUTION), verify_weights())
