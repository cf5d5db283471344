"""The places of a form where somebody signs, whether somebody did, and the date beside each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from checks.finding import Outcome
from checks.form.questions import bare_words, says
from checks.form_facts import FormFacts
from checks.limits import Floor, worst
from models.pdf.fields import FormField
from models.pdf.signature_block_ink import Writing
from models.pdf.signatures import Signature

#: One letter is a cross or an initial, and no name.
_MIN_LETTERS = 2
#: A name has fewer words; what else was typed onto a page is perhaps a remark.
_NAME_WORDS = 6
_REMARK_SIGNS = frozenset("!?:;0123456789")


@dataclass(frozen=True, slots=True)
class LineRule:
    """What on a line for a signature is none. ``placeholders``: answers that say there is none.

    ``reminders``: words that ask somebody to sign. ``strokes_mm`` and ``height_mm``: of what the
    page itself paints over a line, all strokes together and the tallest of them, as on paper.
    """

    placeholders: tuple[str, ...]
    reminders: tuple[str, ...]
    strokes_mm: Floor
    height_mm: Floor


#: For whoever only asks whether anything at all is written on a line.
ANY_WRITING = LineRule((), (), Floor.at(0.0), Floor.at(0.0))
_NO_STROKES_MM = 0.0


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """One place for a signature. ``written``: pass where signed, unsure where something is there.

    ``digital``: the digital signature on it. ``date``: the field for its date, None where the form
    has none; ``date_text``: what is typed there; ``has_painted_date``: the page shows something.
    """

    field: FormField
    written: Outcome
    digital: Signature | None
    date: FormField | None
    date_text: str
    has_painted_date: bool

    @property
    def is_signed(self) -> bool:
        """Whether somebody has surely signed here."""
        return self.written is Outcome.PASS

    @property
    def claimed_at(self) -> dt.date | None:
        """The day that a digital signature states by the signer's own clock."""
        claimed = self.digital.claimed_at if self.digital else None
        return claimed.date() if claimed else None


def signature_lines(form: FormFacts, rule: LineRule = ANY_WRITING) -> tuple[SignatureLine, ...]:
    """Every place for a signature of a person; that of the department's own is none of them.

    A signature field that lies over a line for a typed name is no place of its own.
    """
    found = form.signatures
    signed = {signature.field_name: signature for signature in found.persons}
    issuers = {signature.field_name for signature in found.digital} - signed.keys()
    names = {field.place: field.name for field in form.form.acro if field.kind == "signature"}
    below = {path: signed[name] for name, path in found.over.items() if name in signed}
    lines = []
    typed = {field.path for field in found.typed}
    for field in form.form.fields:
        name = names.get(field.place, "") if field.kind == "signature" else ""
        if name in issuers or name in found.over:
            continue
        if field.path not in typed and field.kind != "signature":
            continue
        digital = signed.get(name) or below.get(field.path)
        is_drawn = field.path in found.drawn or name in found.drawn
        written = Outcome.PASS if digital or is_drawn else _written(form, field, rule)
        lines.append(_line(form, field, digital, written))
    return tuple(lines)


def _written(form: FormFacts, field: FormField, rule: LineRule) -> Outcome:
    """What the text or the strokes on a line for a typed name are."""
    found = form.signatures
    texts = [field.value] if field.is_filled and field.kind != "signature" else []
    read = [_read(text, rule) for text in texts]
    if field.path in found.notes:
        note = found.notes[field.path]
        outcome = _read(note, rule)
        is_remark = len(note.split()) >= _NAME_WORDS or not _REMARK_SIGNS.isdisjoint(note)
        read.append(Outcome.UNSURE if is_remark and outcome is Outcome.PASS else outcome)
    if field.path in found.paint:
        read.append(_painted(found.paint[field.path], rule))
    return best(read)


def best(outcomes: Iterable[Outcome]) -> Outcome:
    """What the best of several places shows; a fail where there is none."""
    order = (Outcome.PASS, Outcome.UNSURE, Outcome.FAIL)
    return min(outcomes, key=order.index, default=Outcome.FAIL)


def _read(text: str, rule: LineRule) -> Outcome:
    """Whether a text on a line is a name: a pass; a cross or an initial is in doubt."""
    words = bare_words(text)
    if words in {bare_words(word) for word in rule.placeholders} or says(text, rule.reminders):
        return Outcome.FAIL
    letters = [character for character in words if character.isalpha()]
    is_cross = set(letters) == {"x"}
    return Outcome.UNSURE if len(letters) < _MIN_LETTERS or is_cross else Outcome.PASS


def _painted(strokes: Writing, rule: LineRule) -> Outcome:
    """Whether a picture or curves over a line are a signature; print there is perhaps one."""
    if strokes.length_mm <= _NO_STROKES_MM:
        return Outcome.UNSURE if strokes.printed_mm > _NO_STROKES_MM else Outcome.FAIL
    length = rule.strokes_mm.judge(strokes.length_mm)
    if length.outcome is Outcome.FAIL:
        return Outcome.FAIL
    return worst(length, rule.height_mm.judge(strokes.tallest_mm)).outcome


def _line(
    form: FormFacts, field: FormField, digital: Signature | None, written: Outcome
) -> SignatureLine:
    date = _date_beside(form.form.fields, field, form.signatures.dates)
    typed = date.value.strip() if date else ""
    if date and not typed:
        typed = form.signatures.notes.get(date.path, "")
    has_painted = date is not None and date.path in form.signatures.paint
    return SignatureLine(field, written, digital, date, typed, has_painted)


def _date_beside(
    fields: Sequence[FormField], line: FormField, dates: Sequence[FormField]
) -> FormField | None:
    """The nearest of the form's dates of signing on the same page, rather behind than before."""
    order = {field.path: number for number, field in enumerate(fields)}
    place = order[line.path]
    near = [date for date in dates if date.page == line.page]
    return min(
        near,
        key=lambda date: (abs(order[date.path] - place), order[date.path] < place),
        default=None,
    )


def lines_of(
    lines: Sequence[SignatureLine], captions: Iterable[str], apart: Iterable[str] = ()
) -> tuple[SignatureLine, ...]:
    """The lines that name a signer themselves, else those under a heading that does.

    ``apart``: words that name somebody else's line.
    """
    wanted, others = tuple(captions), tuple(apart)
    open_lines = [line for line in lines if not says(_words(line), others)]
    named = tuple(line for line in open_lines if says(_words(line), wanted))
    return named or tuple(line for line in open_lines if says(line.field.section, wanted))


def _words(line: SignatureLine) -> str:
    return f"{line.field.caption} {line.field.question}"


def apart_from_lines(
    lines: Sequence[SignatureLine], named: Iterable[SignatureLine]
) -> tuple[Signature, ...]:
    """Digital signatures that are intact and stand on nobody's line, one for each who signed."""
    own = {line.field.path for line in named}
    free = {
        line.digital.signer: line.digital
        for line in lines
        if line.digital and line.digital.is_intact and line.field.path not in own
    }
    return tuple(free.values())
