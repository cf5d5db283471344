"""Whether questions with one answer have just one, and the sections that follow are filled in."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checks.finding import Judgement, Outcome
from checks.form.applicability import answered_form, entries_for, gravest
from checks.form.questions import Question, boxes, caption_words, fields_under
from checks.form.sections import SectionChoice, judge_sections
from checks.form.signature_lines import signature_lines
from checks.form_facts import FormFacts
from checks.limits import Range, Unit
from checks.registry import check
from models.errors import NotMeasurable
from models.estimate import Estimate
from models.pdf.fields import FormField

_BOXES = frozenset({"check-box", "radio-group", "choice-list"})
_TICKED = Unit("ticked boxes")


@dataclass(frozen=True, slots=True)
class OneBox:
    """A question of certain forms that has one answer; ``name``: in both languages."""

    forms: tuple[str, ...]
    name: str
    asked: Question


@dataclass(frozen=True, slots=True)
class ChoicesRule:
    """The questions with one answer, and the boxes that decide which sections are filled in.

    ``ticked``: how many boxes of a question are ticked; ``yes`` and ``no``: captions of the boxes
    of which never both are.
    """

    questions: tuple[OneBox, ...]
    sections: tuple[SectionChoice, ...]
    ticked: Range
    yes: tuple[str, ...]
    no: tuple[str, ...]


@check("form.choices", reasons=("as-asked", "none", "several", "no-choice", "section-empty"))
def form_choices(form: FormFacts, rule: ChoicesRule) -> Judgement:
    """Each question that has one answer has exactly one box ticked.

    Which questions these are is policy, form by form; in every known form, Yes and No of one
    question are never both ticked. Where the ticked box decides which sections follow (IMM 5476),
    those must be filled in.
    Sources: IMM 5445, questions 3, 6, 10, 15, 17 and 18, and "Use of a Representative".
    """
    both = _both_ticked(form, rule) if form.layer.is_live else ()
    questions = entries_for(rule.questions, form)
    sections = entries_for(rule.sections, form)
    if not questions and not sections and not both:
        return Judgement(Outcome.PASS, "not-for-this-form")
    fields = answered_form(form).fields
    judged = [_question_judged(found, name, rule) for name, found in _asked(fields, questions)]
    judged += [_question_judged(pair, pair[0].question or pair[0].section, rule) for pair in both]
    signed = frozenset(line.field.path for line in signature_lines(form) if line.is_signed)
    parts = (judge_sections(fields, signed, choice) for choice in sections)
    judged += [judgement for judgement in parts if judgement is not None]
    if not judged:
        raise NotMeasurable("question-not-found")
    return gravest(judged)


def _asked(
    fields: Sequence[FormField], questions: Sequence[OneBox]
) -> Iterator[tuple[str, Sequence[FormField]]]:
    """The questions that this edition has, with their boxes."""
    for question in questions:
        found = [f for f in fields_under(fields, question.asked) if f.kind in _BOXES]
        if found:
            yield question.name, found


def _question_judged(found: Sequence[FormField], name: str, rule: ChoicesRule) -> Judgement:
    ticked = [field for field in found if field.is_filled]
    verdict = rule.ticked.judge(Estimate.exact(float(len(ticked))), _TICKED)
    if verdict.outcome is Outcome.PASS:
        return verdict.because("as-asked")
    reason = "several" if ticked else "none"
    return verdict.because(reason, boxes(ticked or found), {"question": name})


def _both_ticked(form: FormFacts, rule: ChoicesRule) -> tuple[tuple[FormField, FormField], ...]:
    """Neighbouring boxes for Yes and No that are both ticked."""
    yes = {caption_words(word) for word in rule.yes}
    no = {caption_words(word) for word in rule.no}
    ticked = [
        field if field.kind == "check-box" and field.is_filled else None
        for field in form.form.fields
    ]
    pairs = []
    for first, second in itertools.pairwise(ticked):
        if first is None or second is None:
            continue
        words = caption_words(first.caption), caption_words(second.caption)
        if (words[0] in yes and words[1] in no) or (words[0] in no and words[1] in yes):
            pairs.append((first, second))
    return tuple(pairs)
