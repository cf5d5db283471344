"""What somebody chose: the words of a ticked box or of a chosen entry, whatever holds them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from checks.form.questions import Question, caption_words, fields_under
from models.pdf.fields import FormField

_BOXES = frozenset({"check-box", "radio-group", "choice-list"})


def boxes_asking(fields: Sequence[FormField], asked: Question) -> tuple[FormField, ...]:
    """The boxes and lists that belong to a question; empty where the form lacks it."""
    return tuple(field for field in fields_under(fields, asked) if field.kind in _BOXES)


def chosen_words(field: FormField) -> str:
    """What a box or list says when it is chosen; empty where nothing is."""
    if not field.is_filled:
        return ""
    return field.caption if field.kind == "check-box" else field.display


def is_chosen(fields: Iterable[FormField], answers: Iterable[str]) -> bool:
    """Whether one of the answers, in exactly these words, is chosen."""
    words = {caption_words(answer) for answer in answers}
    return any(caption_words(chosen_words(field)) in words for field in fields)
