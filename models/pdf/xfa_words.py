"""The words in which a form's fields are described, whatever the technique of the form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FieldKind = Literal[
    "text",
    "number",
    "date",
    "check-box",
    "radio-group",
    "choice-list",
    "signature",
    "barcode",
    "button",
    "image",
]
#: Where the words of a caption were found, from the best to the last resort: the field's own
#: caption, the head of its table column, its help text for screen readers, text printed near it.
CaptionSource = Literal["caption", "column", "assist", "nearby", "none"]
Presence = Literal["visible", "invisible", "hidden", "inactive"]
#: How a field finds its value: by its name in turn, by a path, by its name anywhere, or not at all.
BindingMatch = Literal["once", "dataRef", "global", "none"]


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that a list or a group of boxes offers. ``value``: the code that is stored."""

    value: str
    text: str


@dataclass(frozen=True, slots=True)
class ListReference:
    """Where a list takes its answers from: a path into the data, and in each entry text and code.

    ``text_at`` and ``code_at``: ``$`` for the entry's own text, else the name of its part.
    """

    path: str
    text_at: str
    code_at: str
