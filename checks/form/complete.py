"""Whether the form has all the answers that it demands itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from checks.finding import Judgement, Outcome
from checks.form.applicability import answered_form
from checks.form.dates import dates_asked, read_date, read_month, years_after
from checks.form.periods import PeriodWords
from checks.form.questions import Question, boxes, fields_asking, quoted, quoted_rows
from checks.form.real_dates import impossible_dates
from checks.form_facts import FormFacts
from checks.limits import Ceiling, Unit, decisive
from checks.registry import check
from models.pdf.fields import FormField


@dataclass(frozen=True, slots=True)
class CompleteRule:
    """How many mandatory answers may be missing or misshapen, and how many a message names.

    ``dates``: how text fields for dates are captioned; ``words``: of periods that may go on;
    ``born``: the applicant's date of birth; ``max_age_years``: nobody is older.
    """

    max_missing: int
    max_malformed: int
    most_named: int
    dates: tuple[str, ...]
    words: PeriodWords
    born: Question
    max_age_years: int


@check(
    "form.complete",
    reasons=(
        "complete",
        "validated",
        "missing",
        "malformed",
        "perhaps-missing",
        "no-such-date",
        "birth-date",
    ),
)
def form_complete(form: FormFacts, rule: CompleteRule) -> Judgement:
    """Every question that the form marks as mandatory is answered, with dates that exist.

    The form's template says which fields must be answered and how dates are written, and the form
    keeps what its own scripts made of that; no script is run. Where scripts demand an answer at
    times only, or hide the question, an officer looks whether it is needed. Shapes of other
    answers are not judged: scripts change those of postal codes with the country. Nor are a date
    that is clear in another shape, and the words for the end of a period that goes on ("present").
    A form that was validated and not changed since has passed its own, stricter test. Dates must be
    days or months of the calendar, and the applicant's birth must lie in the past, within the
    length of a life.
    Sources: the form itself; IMM 5445, "Be complete and accurate".
    """
    fields = answered_form(form).fields
    found = form.validation
    wrong = _wrong_dates(form, fields, rule)
    if wrong is not None:
        return wrong
    is_validated = found.is_flagged and found.barcodes and found.is_consistent
    if is_validated and not found.unticked:
        return Judgement(Outcome.PASS, "validated", confidence=0.95)
    malformed = tuple(
        field
        for field in found.malformed
        if _is_unclear_date(field) and not rule.words.is_ongoing_end(field)
    )
    verdicts = {
        "missing": Ceiling.at(rule.max_missing).judge(len(found.missing), Unit("empty fields")),
        "malformed": Ceiling.at(rule.max_malformed).judge(
            len(malformed), Unit("misshapen answers")
        ),
    }
    name, verdict = decisive(verdicts)
    if verdict.outcome is Outcome.PASS:
        return _perhaps_complete(found.perhaps_missing, found.unticked, rule)
    if name == "malformed":
        named = quoted_rows(malformed, fields, rule.most_named)
        return verdict.because(name, boxes(malformed), named)
    return verdict.because(name, boxes(found.missing), _named(found.missing, found.unticked, rule))


def _wrong_dates(
    form: FormFacts, fields: Sequence[FormField], rule: CompleteRule
) -> Judgement | None:
    """Dates that no calendar has, and a birth in the future or too long ago; None where none is."""
    impossible = impossible_dates(fields, rule.dates)
    verdict = Ceiling.at(rule.max_malformed).judge(len(impossible), Unit("impossible dates"))
    if verdict.outcome is not Outcome.PASS:
        named = quoted_rows(impossible, fields, rule.most_named)
        return verdict.because("no-such-date", boxes(impossible), named)
    born = dates_asked(fields, rule.born)
    oldest = years_after(form.today, -rule.max_age_years)
    if not born or any(oldest <= day <= form.today for day in born):
        return None
    where = boxes(fields_asking(fields, rule.born)[:1])
    return Judgement(Outcome.FAIL, "birth-date", confidence=0.95, where=where)


def _perhaps_complete(
    perhaps: Sequence[FormField], unticked: Sequence[FormField], rule: CompleteRule
) -> Judgement:
    """All that is mandatory in any case is there; what is so only at times may be missing."""
    verdict = Ceiling.at(rule.max_missing).judge(len(perhaps), Unit("empty fields"))
    if verdict.outcome is Outcome.PASS:
        return verdict.because("complete")
    named = _named(perhaps, unticked, rule)
    return verdict.doubted().because("perhaps-missing", boxes(perhaps), named)


def _named(
    fields: Sequence[FormField], unticked: Sequence[FormField], rule: CompleteRule
) -> dict[str, str]:
    """Fields by their captions; a group of boxes by its question, not by its first box."""
    asked = [replace(one, caption=one.question) if one in unticked else one for one in fields]
    return {"fields": quoted(asked, rule.most_named)}


def _is_unclear_date(field: FormField) -> bool:
    """Whether a date is asked for, and what was written means none or several."""
    if field.kind != "date" and not any("date" in picture for picture in field.pictures):
        return False
    takes_month = any("date" in picture and "D" not in picture for picture in field.pictures)
    is_month = takes_month and read_month(field.value) is not None
    return not is_month and len(read_date(field.value)) != 1
