"""File names as callers give them, made fit to be stored and sent."""

from __future__ import annotations


def storable_name(untrusted_name: str) -> str:
    """A file name that can be written as UTF-8; what cannot becomes a question mark.

    Names on a Linux disk are bytes: Python holds those that are not UTF-8 as lone surrogates.
    """
    return untrusted_name.encode("utf-8", "replace").decode("utf-8")
