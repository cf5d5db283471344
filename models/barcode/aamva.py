"""A licence's barcode by AAMVA's standard: its elements as written, and what they mean."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from models.barcode.aamva_dates import DateProblem, Order
from models.barcode.aamva_fields import Field, FieldName, FieldProblem, LicenceElements, read_fields
from models.barcode.aamva_header import (
    Header,
    HeaderProblem,
    no_header,
    read_header,
    without_mark,
)
from models.barcode.aamva_subfiles import Subfile, SubfileProblem, read_subfiles
from models.barcode.issuers import Issuer, issuers

DocumentKind = Literal["driver-licence", "id-card"]
ProblemKind = (
    HeaderProblem
    | SubfileProblem
    | DateProblem
    | FieldProblem
    | Literal["issuer-unknown", "country-disagrees", "too-long"]
)

#: A PDF417 symbol holds 2,710 digits at most, a chain of them is used by nobody.
MAX_CHARACTERS = 8_000
#: A text without the header is a licence's where it has this many of the standard's elements, the
#: number and the birth date among them.
_ELEMENTS_WITHOUT_HEADER = 6
_KINDS: dict[str, DocumentKind] = {"DL": "driver-licence", "ID": "id-card"}


@dataclass(frozen=True, slots=True)
class Problem:
    """``kind``: what is wrong; ``element``: the element's or subfile's id, empty for the whole."""

    kind: ProblemKind
    element: str


@dataclass(frozen=True, slots=True)
class Licence:
    """``header`` and ``subfiles``: as written. ``fields``: what they mean, by name.

    ``document``: by the subfile, None where neither is there. ``issuer``: None where the number is
    unknown. ``date_order``: the one in which its dates can be read, None where they differ.
    """

    document: DocumentKind | None
    header: Header
    issuer: Issuer | None
    subfiles: tuple[Subfile, ...]
    fields: Mapping[FieldName, Field]
    date_order: Order | None
    problems: tuple[Problem, ...]

    def text(self, name: FieldName) -> str | None:
        """A field that is a text, such as the family name; None where the licence has none."""
        value = self._value(name)
        return value if isinstance(value, str) else None

    def date(self, name: FieldName) -> dt.date | None:
        """A field that is a date; None where the licence has none that can be read."""
        value = self._value(name)
        return value if isinstance(value, dt.date) else None

    def flag(self, name: FieldName) -> bool | None:
        """A field that is yes or no; None where the licence does not tell."""
        value = self._value(name)
        return value if isinstance(value, bool) else None

    def number(self, name: FieldName) -> float | None:
        """A field that is a number, such as the height; None where the licence has none."""
        value = self._value(name)
        return value if isinstance(value, float) else None

    @property
    def given_names(self) -> str | None:
        """All given names as one text, for comparison with documents that do not divide them."""
        parts = [self.text("given_name"), self.text("middle_name")]
        return " ".join(part for part in parts if part) or None

    @property
    def is_name_truncated(self) -> bool:
        """Whether the issuer says that some part of the name was cut off."""
        return any(
            self.flag(name) is True
            for name in ("family_name_truncated", "given_name_truncated", "middle_name_truncated")
        )

    def _value(self, name: FieldName) -> object:
        field = self.fields.get(name)
        return None if field is None else field.value


def parse_licence(untrusted_text: str) -> Licence | None:
    """A licence from the text of its barcode; None where the text is no licence's.

    Nothing is raised, whatever the text: what is wrong with it stands among the problems.
    Source: AAMVA DL/ID-2000 and Card Design Standards 2003 to 2025, Annex D.
    """
    text = without_mark(untrusted_text[: MAX_CHARACTERS + 1])
    header = read_header(text)
    subfiles, notes = read_subfiles(text[:MAX_CHARACTERS], header or no_header())
    if header is None:
        header = no_header()
        if not _is_licence(subfiles):
            return None
    issuer = issuers().get(header.iin or "")
    elements = LicenceElements.of(subfiles, header.version, issuer)
    reading = read_fields(elements)
    problems = [Problem(kind, "") for kind in header.problems]
    if len(untrusted_text) > MAX_CHARACTERS:
        problems.append(Problem("too-long", ""))
    if header.iin is not None and issuer is None:
        problems.append(Problem("issuer-unknown", ""))
    problems += [Problem(note.problem, note.element) for note in notes]
    problems += [Problem(kind, element) for kind, element in reading.problems]
    country = reading.fields.get("country")
    if issuer is not None and country is not None and country.value != issuer.country:
        problems.append(Problem("country-disagrees", country.element))
    return Licence(
        document=_document(header, subfiles),
        header=header,
        issuer=issuer,
        subfiles=subfiles,
        fields=reading.fields,
        date_order=reading.date_order,
        problems=tuple(problems),
    )


def _is_licence(subfiles: tuple[Subfile, ...]) -> bool:
    """Whether a text without a header is a licence's all the same."""
    ids = {element.id for subfile in subfiles for element in subfile.elements if element.name}
    return len(ids) >= _ELEMENTS_WITHOUT_HEADER and {"DAQ", "DBB"} <= ids


def _document(header: Header, subfiles: tuple[Subfile, ...]) -> DocumentKind | None:
    """Licence or card, by the first subfile that says so; a text without header says nothing."""
    if not header.designators:
        return None
    listed = [one.kind for one in header.designators] + [one.kind for one in subfiles]
    return next((_KINDS[kind] for kind in listed if kind in _KINDS), None)
