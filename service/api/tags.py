"""Entity tags: whether a caller has an answer already. Source: RFC 9110, If-None-Match."""

from __future__ import annotations

import hashlib

from pydantic import BaseModel


def tag_of(document: BaseModel) -> str:
    """The tag of an answer, which changes whenever the answer does."""
    digest = hashlib.sha256(document.model_dump_json().encode()).hexdigest()
    return f'"{digest[:32]}"'


def has_already(tag: str, if_none_match: str | None) -> bool:
    """Whether the header names the tag, weak or not, or any."""
    known = [one.strip().removeprefix("W/") for one in (if_none_match or "").split(",")]
    return tag in known or "*" in known
