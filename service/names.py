"""File names as callers give them, made fit to be stored and sent."""

from __future__ import annotations

import re
import unicodedata

#: Signs that turn the direction of what follows: they can make a name look like another.
_TURNING = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})


def storable_name(untrusted_name: str) -> str:
    """A file name that can be written as UTF-8; what cannot becomes a question mark.

    Names on a Linux disk are bytes: Python holds those that are not UTF-8 as lone surrogates.
    """
    return untrusted_name.encode("utf-8", "replace").decode("utf-8")


def base_name(untrusted_name: str) -> str:
    """The last part of a path, of Linux or Windows, without signs that nobody sees.

    Empty where nothing is left: a name says what a file is called and never where it lies.
    """
    last = re.split(r"[/\\]", untrusted_name)[-1]
    seen = "".join(sign for sign in last if not _is_unseen(sign)).strip()
    return "" if seen in (".", "..") else seen


def _is_unseen(sign: str) -> bool:
    return unicodedata.category(sign) == "Cc" or unicodedata.bidirectional(sign) in _TURNING
