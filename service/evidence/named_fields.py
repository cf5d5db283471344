"""The fields of a form that findings name and no page shows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from checks.form_facts import FormFacts
from service.words import Language

#: Shorter captions are words that occur in any sentence.
_SHORTEST_CAPTION = 3
MAX_NAMED = 40


@dataclass(frozen=True, slots=True)
class NamedField:
    """A field with the number of the finding that names it; ``page`` of its template, if known."""

    number: int
    caption: str
    page: int | None


def named_fields(
    form: FormFacts, findings: list[dict[str, Any]], language: Language
) -> tuple[NamedField, ...]:
    """The fields of a dynamic form whose captions stand in the messages, in order, each once.

    The pages of other forms show their fields themselves.
    """
    if form.xfa != "dynamic":
        return ()
    named: dict[tuple[int, str], NamedField] = {}
    for number, finding in enumerate(findings, start=1):
        captions = {field.caption.strip() for field in form.form.fields if field.is_visible}
        told = _named_captions(captions, finding["message"][language])
        for field in form.form.fields:
            caption = field.caption.strip()
            if field.is_visible and caption in told:
                named.setdefault((number, caption), NamedField(number, caption, field.page))
    return tuple(named.values())[:MAX_NAMED]


def _named_captions(captions: set[str], message: str) -> set[str]:
    """The captions in a message, the longest first: what one names names no shorter one too."""
    told = set()
    for caption in sorted(captions, key=len, reverse=True):
        if len(caption) < _SHORTEST_CAPTION or caption not in message:
            continue
        message, times = re.subn(rf"(?<!\w){re.escape(caption)}(?!\w)", "\0", message)
        if times:
            told.add(caption)
    return told
