"""Nationalities that are printed as words, as the codes of the states that they may be."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from models.viz.plain import plain

_TABLE = Path(__file__).with_name("nationalities.toml")
#: What stands between a word and its translation.
_BETWEEN = re.compile(r"[/|,;()]")


def states_named(text: str) -> frozenset[str]:
    """The states whose nationality a text names; none where a word of it is not known.

    Two languages of one nationality name the states that they share. Codes as in ICAO 9303-3, 5.
    """
    words = [letters for part in _BETWEEN.split(text) if (letters := plain(part))]
    meant = [_states_of(word) for word in words]
    return frozenset.intersection(*meant) if meant else frozenset()


def _states_of(word: str) -> frozenset[str]:
    return frozenset(
        code for code, begins in _beginnings().items() if any(map(word.startswith, begins))
    )


@functools.cache
def _beginnings() -> Mapping[str, tuple[str, ...]]:
    rows: dict[str, list[str]] = tomllib.loads(_TABLE.read_text(encoding="utf-8"))
    return MappingProxyType({code: tuple(begins) for code, begins in rows.items()})
