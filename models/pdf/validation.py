"""Whether a form is complete by its own demands, and whether it was validated: no script is run.

The form states which fields must be answered. Its Validate button checks them, sets a flag and
writes all answers into the strings of its barcodes; so strings that differ from the fields tell
that somebody changed the form afterwards.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from models.pdf.fields import FormField, FormFields
from models.pdf.xfa_picture import fits_pictures

#: Characters of one barcode string; a PDF417 symbol holds 1,850.
MAX_BARCODE_CHARACTERS = 20_000
#: "IMM5257_06-2018_1|Smith|..." with number, edition of the barcode and its place among them.
_BARCODE = re.compile(r"(?P<label>[A-Z]{3}\d{4}[A-Z]{0,4}_\d{2}-\d{4}_(?P<place>\d{1,2}))\|")
_FLAG_NAME = re.compile(r"validated?flag", re.IGNORECASE)
_YES = frozenset({"yes", "y", "true", "1", "oui", "o"})
_NO = frozenset({"no", "n", "false", "0", "non"})
_MANIFEST_PREFIX = re.compile(r"\A\$?xfa(\[0\])?\.form(\[0\])?\.")
_UNNAMED = re.compile(r"#(?!pageSet)")
_PARTS = re.compile(r"[-/.\s]+")


@dataclass(frozen=True, slots=True)
class Barcode:
    """The string of one barcode. ``label``: as it is headed; ``place``: its number on the form."""

    label: str
    place: int
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A field whose value is another than the one its barcode holds; both are personal data."""

    field: FormField
    barcode: Barcode
    encoded: str


@dataclass(frozen=True, slots=True)
class FormValidation:
    """What the form itself says of its completeness.

    ``missing``: mandatory fields without an answer; ``malformed``: answers of another shape than
    the form demands. ``is_flagged``: the form's own flag, None where it was never set.
    ``disagreements``: where the form lists what each barcode encodes, fields that differ from it.
    ``not_encoded``: filled fields whose value no barcode holds; ``not_in_fields``: how many values
    of barcodes no field holds. Both are for forms that do not list it, else empty.
    """

    missing: tuple[FormField, ...]
    malformed: tuple[FormField, ...]
    is_flagged: bool | None
    barcodes: tuple[Barcode, ...]
    disagreements: tuple[Disagreement, ...]
    not_encoded: tuple[FormField, ...]
    not_in_fields: int

    @property
    def is_consistent(self) -> bool | None:
        """Whether the barcodes hold what the fields hold; None without barcodes."""
        if not self.barcodes:
            return None
        return not (self.disagreements or self.not_encoded or self.not_in_fields)


def measure_validation(form: FormFields) -> FormValidation:
    """Completeness, validation flag and barcodes of a form."""
    barcodes = tuple(_barcodes(form.fields))
    lists = form.xfa.template.barcodes if form.xfa is not None else {}
    listed = [(code, encoded) for code in barcodes if (encoded := _listed(code, lists))]
    unlisted = [code for code in barcodes if not _listed(code, lists)]
    not_encoded, not_in_fields = _loose_comparison(form.fields, unlisted if not listed else [])
    return FormValidation(
        missing=tuple(field for field in form.fields if _is_missing(field)),
        malformed=tuple(field for field in form.fields if _is_malformed(field)),
        is_flagged=_flag(form.fields),
        barcodes=barcodes,
        disagreements=tuple(_disagreements(form.fields, listed)),
        not_encoded=not_encoded,
        not_in_fields=not_in_fields,
    )


def _is_missing(field: FormField) -> bool:
    """Whether a field that must be answered is not; nobody can answer a field that is hidden."""
    if not field.is_mandatory or not field.is_visible or field.is_read_only:
        return False
    is_unticked = field.source == "acroform" and field.value == "Off"
    return not field.value.strip() or is_unticked


def _is_malformed(field: FormField) -> bool:
    """Whether a visible answer has none of the shapes that the form shows for it."""
    if not field.is_filled or not field.is_visible:
        return False
    return fits_pictures(field.value, field.pictures) is False


def _flag(fields: Sequence[FormField]) -> bool | None:
    """The form's own flag: set where any of its copies is, as scripts keep several."""
    values = {field.value.strip().casefold() for field in fields if _FLAG_NAME.search(field.name)}
    if values & _YES:
        return True
    return False if values & _NO else None


def _barcodes(fields: Sequence[FormField]) -> Iterator[Barcode]:
    """Each barcode string once: a barcode field and a text field often hold the same one."""
    seen: set[str] = set()
    for field in fields:
        text = field.value.strip()[:MAX_BARCODE_CHARACTERS]
        found = _BARCODE.match(text)
        if found is None or text in seen:
            continue
        seen.add(text)
        values = text[found.end() :].removesuffix("|").split("|")
        yield Barcode(found.group("label"), int(found.group("place")), tuple(values))


def _listed(code: Barcode, lists: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The places of the fields that a barcode encodes, as the form lists them by its number."""
    return lists.get(f"barcode{code.place}", ())


def _disagreements(
    fields: Sequence[FormField], listed: Sequence[tuple[Barcode, tuple[str, ...]]]
) -> Iterator[Disagreement]:
    by_place = {field.place: field for field in fields}
    for code, references in listed:
        for reference, encoded in zip(references, code.values, strict=False):
            field = by_place.get(_place(reference))
            if field is not None and _normal(field.value) != _normal(encoded):
                yield Disagreement(field, code, encoded)


def _place(reference: str) -> str:
    """A path of Adobe's, xfa[0].form[0].form1[0].Page1[0].Name[0].dataNode, as a field's place."""
    path = _MANIFEST_PREFIX.sub("", reference).removesuffix(".dataNode")
    return ".".join(part for part in path.split(".") if not _UNNAMED.match(part))


def _loose_comparison(
    fields: Sequence[FormField], codes: Sequence[Barcode]
) -> tuple[tuple[FormField, ...], int]:
    """Compare without knowing which value belongs to which field."""
    if not codes:
        return (), 0
    encoded = {_normal(value) for code in codes for value in code.values} - {""}
    answers = [field for field in fields if field.is_visible and field.is_filled]
    not_encoded = tuple(field for field in answers if not _is_encoded(field, encoded))
    known: set[str] = set()
    for field in fields:
        for text in (field.value, field.display):
            known.add(_normal(text))
            known.update(_normal(part) for part in _PARTS.split(text))
    return not_encoded, len(encoded - known)


def _is_encoded(field: FormField, encoded: set[str]) -> bool:
    """Whether a barcode holds a value, its text, or each of its parts, as dates are split."""
    if _normal(field.value) in encoded or _normal(field.display) in encoded:
        return True
    parts = [_normal(part) for part in _PARTS.split(field.value) if part]
    return len(parts) > 1 and all(part in encoded for part in parts)


def _normal(text: str) -> str:
    """A value without case, spaces and line ends, which barcodes do not keep."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if not character.isspace())
