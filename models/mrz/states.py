"""Codes of states and organisations that issue travel documents."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path


@functools.cache
def _state_codes() -> frozenset[str]:
    lists = tomllib.loads(Path(__file__).with_name("states.toml").read_text(encoding="utf-8"))
    return frozenset(code for codes in lists.values() for code in codes)


def is_state_code(code: str) -> bool:
    """Whether a zone's three letters (fillers left off) name a state or organisation."""
    return code in _state_codes()
