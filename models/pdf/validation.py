"""Whether a form is complete by its own demands, and whether it was validated: no script is run.

The form states which fields must be answered. Its Validate button checks them, sets a flag and
writes all answers into the strings of its barcodes; so strings that differ from the fields tell
that somebody changed the form afterwards.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from models.pdf.fields import FormField, FormFields
from models.pdf.xfa_picture import fits_pictures
from models.pdf.xfa_scripts import find_switches

#: Characters of one barcode string; a PDF417 symbol holds 1,850.
MAX_BARCODE_CHARACTERS = 20_000
#: "IMM5257_06-2018_1|Smith|..." with number, edition of the barcode and its place among them.
_BARCODE = re.compile(r"(?P<label>[A-Z]{3}\d{4}[A-Z]{0,4}_\d{2}-\d{4}_(?P<place>\d{1,2}))\|")
_BETWEEN = "|"
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

    ``missing``: fields without an answer that are mandatory in any case; ``perhaps_missing``: those
    that scripts make mandatory, or free or hidden, by what else is answered. ``malformed``: answers
    of another shape than the form demands.
    ``unticked``: of those missing, the first box of each group that has none ticked.
    ``is_flagged``: the form's own flag, None where it was never set.
    ``disagreements``: where the form lists what each barcode encodes, fields that differ from it.
    ``not_encoded``: filled fields whose value no barcode holds; ``not_in_fields``: how many values
    of barcodes no field holds. Both are for forms that do not list it, and for barcodes with more
    values than the form lists, of which nobody can say which field each is from; else empty.
    """

    missing: tuple[FormField, ...]
    perhaps_missing: tuple[FormField, ...]
    malformed: tuple[FormField, ...]
    unticked: tuple[FormField, ...]
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
    disagreements, shifted = compare_listed(form.fields, listed)
    unticked = tuple(_unticked_groups(form.fields))
    missing = [field for field in form.fields if _is_missing(field) or field in unticked]
    at_times = _demanded_at_times(form, missing, unticked)
    return FormValidation(
        missing=tuple(field for field in missing if field.path not in at_times),
        perhaps_missing=tuple(field for field in missing if field.path in at_times),
        malformed=tuple(field for field in form.fields if _is_malformed(field)),
        unticked=unticked,
        is_flagged=_flag(form.fields),
        barcodes=barcodes,
        disagreements=disagreements,
        not_encoded=not_encoded,
        not_in_fields=not_in_fields + shifted,
    )


def _is_missing(field: FormField) -> bool:
    """Whether a field that must be answered is not; nobody can answer a field that is hidden."""
    if not field.is_mandatory or not field.is_visible or field.is_read_only:
        return False
    return not field.value.strip() or _is_none_ticked(field)


def _is_none_ticked(field: FormField) -> bool:
    """Whether what a box or a group of boxes stores only says that none is ticked.

    A single box of an XFA form has a value in either state, so that it is answered in both.
    """
    if field.kind == "radio-group":
        codes = {option.value for option in field.options}
        return field.value in ("Off", "0") and field.value not in codes
    return field.source == "acroform" and field.kind == "check-box" and field.value == "Off"


def _unticked_groups(fields: Sequence[FormField]) -> Iterator[FormField]:
    """The first box of each group of boxes to one question that are mandatory and all unticked.

    An XFA form demands an answer of each box until one is ticked; a single box is no group.
    """
    for key, group in itertools.groupby(fields, _group_key):
        boxes = list(group)
        if key is None or len(boxes) == 1 or any(box.is_filled for box in boxes):
            continue
        if all(box.is_mandatory and box.is_visible and not box.is_read_only for box in boxes):
            yield boxes[0]


def _group_key(field: FormField) -> tuple[str, str] | None:
    """What boxes of one question have in common: its words, and the part of the form."""
    if field.kind != "check-box" or field.source == "acroform" or not field.question:
        return None
    return field.place.rpartition(".")[0], field.question


def _demanded_at_times(
    form: FormFields, missing: Sequence[FormField], unticked: Sequence[FormField]
) -> frozenset[str]:
    """The paths of fields whose answer is mandatory or not by what scripts did, or would do.

    A group of boxes is always by scripts, which demand all of them until one is ticked.
    """
    if form.xfa is None or not missing:
        return frozenset()
    bound = [one for one in form.xfa.fields if one.field is not None]
    members = {one.place: one.field.members for one in bound if one.field is not None}
    steps = {re.sub(r"\[\d+\]\Z", "", step) for one in bound for step in one.place.split(".")}
    known = steps.union(*members.values())
    scripts = form.xfa.template.scripts
    switches = find_switches(scripts, known)
    return frozenset(
        field.path
        for field in missing
        if (field.is_by_script and field not in unticked)
        or switches.may_switch(field.place, members.get(field.place, ()))
    )


def _is_malformed(field: FormField) -> bool:
    """Whether a visible answer has none of the shapes that the form shows for it."""
    if not field.is_filled or not field.is_visible:
        return False
    demanded = field.pictures if field.kind == "date" else field.checked
    return fits_pictures(field.value, demanded) is False


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
        values = text[found.end() :].removesuffix(_BETWEEN).split(_BETWEEN)
        yield Barcode(found.group("label"), int(found.group("place")), tuple(values))


def _listed(code: Barcode, lists: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The places of the fields that a barcode encodes, as the form lists them by its number."""
    return lists.get(f"barcode{code.place}", ())


def compare_listed(
    fields: Sequence[FormField], listed: Sequence[tuple[Barcode, tuple[str, ...]]]
) -> tuple[tuple[Disagreement, ...], int]:
    """Fields that differ from their barcode, and values that cannot be told to be from any.

    The sign between two values may stand in an answer as well, which then takes several places.
    """
    by_place = {field.place: field for field in fields}
    found: list[Disagreement] = []
    shifted = 0
    for code, references in listed:
        different: list[Disagreement] = []
        rest = list(code.values)
        for field in (by_place.get(_place(reference)) for reference in references):
            if not rest:
                break
            encoded = _taken(rest, field)
            if field is not None and _normal(field.value) != _normal(encoded):
                different.append(Disagreement(field, code, encoded))
        if different and any(rest):
            shifted += len(different)  # an answer that held the sign was changed, or never did
        else:
            found += different
    return tuple(found), shifted


def _taken(rest: list[str], field: FormField | None) -> str:
    """Take the next value off a barcode: several pieces where the answer holds their sign."""
    pieces = 1 + (field.value.count(_BETWEEN) if field is not None else 0)
    together = _BETWEEN.join(rest[:pieces])
    if field is None or _normal(together) != _normal(field.value):
        pieces = 1
    taken = _BETWEEN.join(rest[:pieces])
    del rest[:pieces]
    return taken


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
