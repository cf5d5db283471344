"""Sections of a form that go with the boxes ticked in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from checks.finding import Judgement, Measured, Outcome, Required
from checks.form.questions import Question, boxes, fields_asking, fields_under
from models.pdf.fields import FormField

_BOXES = frozenset({"check-box", "radio-group"})
_SECTIONS = "filled sections"


@dataclass(frozen=True, slots=True)
class Part:
    """A box or a section by the name that the combinations use."""

    name: str
    asked: Question


@dataclass(frozen=True, slots=True)
class Combination:
    """The sections that must be filled in where exactly these boxes are ticked."""

    ticked: tuple[str, ...]
    sections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SectionChoice:
    """The boxes of certain forms that decide which of their sections are filled in."""

    forms: tuple[str, ...]
    boxes: tuple[Part, ...]
    sections: tuple[Part, ...]
    combinations: tuple[Combination, ...]


def judge_sections(
    fields: Sequence[FormField], signed: frozenset[str], choice: SectionChoice
) -> Judgement | None:
    """Whether the sections of the ticked boxes are filled in; None where the form has no such box.

    ``signed``: paths of fields that hold a signature, which fill a section as well.
    """
    asked = {part.name: _boxes_of(fields, part) for part in choice.boxes}
    if not any(asked.values()):
        return None
    ticked = {name for name, found in asked.items() if any(field.is_filled for field in found)}
    needed = next((c.sections for c in choice.combinations if set(c.ticked) == ticked), None)
    every = [field for found in asked.values() for field in found]
    if needed is None:
        return Judgement(Outcome.FAIL, "no-choice", confidence=0.9, where=boxes(every))
    filled = [
        part.name for part in choice.sections if is_filled_section(fields, signed, part.asked)
    ]
    empty = [name for name in needed if name not in filled]
    count = float(len(needed) - len(empty))
    measured = Measured(count, _SECTIONS)
    required = Required(_SECTIONS, min=len(needed))
    if not empty:
        return Judgement(Outcome.PASS, "as-asked", measured, required, 0.9)
    details = {"sections": ", ".join(empty)}
    return Judgement(Outcome.FAIL, "section-empty", measured, required, 0.9, (), details)


def _boxes_of(fields: Sequence[FormField], part: Part) -> list[FormField]:
    return [field for field in fields_asking(fields, part.asked) if field.kind in _BOXES]


def is_filled_section(
    fields: Sequence[FormField], signed: frozenset[str], section: Question
) -> bool:
    """Whether anything but a ticked box was given in a section; ``signed``: as above."""
    found = fields_under(fields, section)
    return any(
        field.path in signed or (field.is_filled and field.kind not in _BOXES) for field in found
    )
