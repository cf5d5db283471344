"""The split of a corpus: limits are set on one half of the people and reported on the other."""

from __future__ import annotations

import hashlib
import re
from typing import Literal

Split = Literal["calibration", "held-out"]

_PERSON_NUMBER = re.compile(r"_(\d{3})(?=[_fm.])")


def split_of(file: str) -> Split:
    """The half of a corpus file, by a hash of the person's number, else of the file's name.

    All pictures of one person fall into the same half, and adding files moves none.
    """
    numbered = _PERSON_NUMBER.search(file)
    key = numbered.group(1) if numbered else file.rsplit("/", 1)[-1]
    first_byte = hashlib.sha256(key.encode()).digest()[0]
    return "calibration" if first_byte < 128 else "held-out"
