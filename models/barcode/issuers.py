"""The jurisdictions that issue licences with an AAMVA barcode."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

Country = Literal["CAN", "USA", "MEX"]
_TABLE = Path(__file__).with_name("issuers.toml")


@dataclass(frozen=True, slots=True)
class Issuer:
    """``iin``: six digits; ``code``: of the province or state, empty for a federal office."""

    iin: str
    code: str
    name: str
    country: Country


@functools.cache
def issuers() -> Mapping[str, Issuer]:
    """All known issuers by their issuer identification number."""
    rows = tomllib.loads(_TABLE.read_text(encoding="utf-8"))["issuer"]
    return MappingProxyType({row["iin"]: Issuer(**row) for row in rows})
