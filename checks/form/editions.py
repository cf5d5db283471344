"""Whether the form is of an edition that the program still takes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from checks.finding import Judgement, Measured, Outcome, Required
from checks.form.applicability import form_names, full_name
from checks.form_facts import FormFacts
from checks.registry import check
from models.pdf.form_identity import FormIdentity

_EDITION = "edition"
#: "06-2018", "(06-2018) E", ".ENU-02-2018" and "2018-06", with any usual sign between the parts.
_MONTH_FIRST = re.compile(r"(?<!\d)(?P<month>\d{2})\s?[-\u2010-\u2014/.]\s?(?P<year>\d{4})(?!\d)")
_YEAR_FIRST = re.compile(r"(?<!\d)(?P<year>\d{4})\s?[-\u2010-\u2014/.]\s?(?P<month>\d{2})(?!\d)")
_MONTHS = range(1, 13)
#: Stands in a text where the form tells no edition.
_UNTOLD = "?"

#: Year and month, so that editions are in order.
Edition = tuple[int, int]


def read_edition(text: str) -> Edition | None:
    """Year and month of an edition, however it is written; None where the text names no month."""
    found = _MONTH_FIRST.search(text) or _YEAR_FIRST.search(text)
    if found is None or int(found.group("month")) not in _MONTHS:
        return None
    return int(found.group("year")), int(found.group("month"))


def edition_name(edition: Edition) -> str:
    """An edition as the forms print it: 06-2018."""
    year, month = edition
    return f"{month:02}-{year}"


@dataclass(frozen=True, slots=True)
class FormEditions:
    """The editions of one form, by its number, that the program still takes."""

    form: str
    editions: tuple[str, ...]

    def __post_init__(self) -> None:
        """Raise ValueError where no edition is listed, or one cannot be read."""
        if not self.editions:
            raise ValueError(f"{self.form}: editions lists none; leave the form out instead")
        for edition in self.editions:
            if read_edition(edition) is None:
                raise ValueError(f"{self.form}: {edition} is no edition such as 06-2018")

    @property
    def accepted(self) -> tuple[Edition, ...]:
        """The editions as year and month, the oldest first."""
        return tuple(sorted(found for found in map(read_edition, self.editions) if found))


@dataclass(frozen=True, slots=True)
class EditionRule:
    """The editions that the program takes, form by form; other forms are left to an officer."""

    accepted: tuple[FormEditions, ...]

    def __post_init__(self) -> None:
        """Raise ValueError where a form is listed twice."""
        forms = [entry.form for entry in self.accepted]
        if len(set(forms)) < len(forms):
            raise ValueError("accepted lists a form twice")


@check("form.edition", reasons=("current", "outdated", "not-listed", "no-list", "unknown"))
def form_edition(form: FormFacts, rule: EditionRule) -> Judgement:
    """The form is of an edition that the program still takes.

    Month and year stand beside the form's number. Which editions are taken is policy. One that is
    older than all of them is refused; one that is younger, or lies between them, may be taken by
    now, so that an officer decides, as for forms of which the policy lists no edition.
    """
    told = form.known_identity
    entry = _entry(rule.accepted, told)
    edition = read_edition(told.edition)
    measured = Measured(edition_name(edition), _EDITION) if edition else None
    details = {"form": full_name(told), "edition": edition_name(edition) if edition else _UNTOLD}
    if entry is None:
        return Judgement(Outcome.MANUAL, "no-list", measured, details=details)
    required = Required(_EDITION, any_of=tuple(edition_name(taken) for taken in entry.accepted))
    if edition is None:
        return Judgement(Outcome.UNSURE, "unknown", None, required, 0.5, details=details)
    if edition in entry.accepted:
        return Judgement(Outcome.PASS, "current", measured, required, 0.95, details=details)
    if edition < entry.accepted[0]:
        return Judgement(Outcome.FAIL, "outdated", measured, required, 0.9, details=details)
    return Judgement(Outcome.UNSURE, "not-listed", measured, required, 0.5, details=details)


def _entry(accepted: Sequence[FormEditions], told: FormIdentity) -> FormEditions | None:
    """The list for a form: one for its very variant or schedule before one for its number."""
    names = form_names(told)
    entries = [entry for entry in accepted if entry.form in names]
    return max(entries, key=lambda entry: len(entry.form), default=None)
