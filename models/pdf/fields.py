"""Every field of a form with its caption and value, whichever technique the form is made with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from models.pdf.acroform import AcroField, measure_acroform
from models.pdf.acroform_box import Box
from models.pdf.acroform_caption import printed_captions
from models.pdf.opening import PdfDocument
from models.pdf.xfa_binding import BoundField, XfaForm, bind_form
from models.pdf.xfa_packets import read_xfa
from models.pdf.xfa_words import CaptionSource, FieldKind, Option

#: Who holds the value: the XFA data, the AcroForm, or both (static XFA is drawn by AcroForm).
FieldSource = Literal["xfa", "acroform", "both", "data-only"]
#: Kinds that are no answers of an applicant.
_NO_ANSWERS = frozenset({"button", "barcode", "image"})
#: Share of a form's fields for text that hold any, from which on it is no blank one: blank forms
#: leave most fields empty, and have defaults for a country or a number only.
MIN_ANSWERED_SHARE = 0.75
#: Different ones among these texts, below which they are one placeholder that stands in all fields.
MIN_DIFFERENT_SHARE = 0.5
#: Fields that nobody sees hold what scripts keep: switches, counters, and the form's own number.
_SCRIPT_STATE = re.compile(r"(true|false|[01]|IMM[ _]?\d{4}.*|\.?[A-Z]{2,3}-\d{2}-\d{4})?\Z", re.I)


@dataclass(frozen=True, slots=True)
class FormField:
    """One field. ``path``: where its value is kept, data path or full name; unique in the form.

    ``caption``: its own words, without the star of mandatory fields; ``caption_from``: where they
    were found. ``question``: the fuller words for it, where the form has any; ``section``: heading.
    ``value``: as stored; ``display``: the text of a code. ``index``: among repeated siblings.
    ``page``: from 1; of a dynamic form, the page that its template begins. ``box``: points of the
    upright page from its upper left corner, None for dynamic forms.
    ``pictures``: the patterns that the form demands or shows, in XFA's notation; ``checked``: those
    that it demands, so that an answer of another shape is refused.
    ``is_by_script``: a script has made the answer mandatory, and the form's template does not.
    ``is_default``: the value is one that a blank form has, so nobody need have given it.
    """

    path: str
    place: str
    name: str
    caption: str
    caption_from: CaptionSource
    question: str
    section: str
    value: str
    display: str
    kind: FieldKind
    page: int | None
    box: Box | None
    index: int
    options: tuple[Option, ...]
    pictures: tuple[str, ...]
    source: FieldSource
    is_mandatory: bool
    is_read_only: bool
    is_visible: bool
    is_default: bool
    is_by_script: bool = False
    checked: tuple[str, ...] = ()

    @property
    def is_filled(self) -> bool:
        """Whether somebody has answered: a value that a blank form does not have."""
        return bool(self.value.strip()) and not self.is_default and self.kind not in _NO_ANSWERS

    @property
    def is_open_text(self) -> bool:
        """Whether somebody is asked to write something here."""
        is_open = self.is_visible and not self.is_read_only
        return is_open and self.kind in ("text", "date", "number")


@dataclass(frozen=True, slots=True)
class FormFields:
    """All fields of a document in the form's order. ``xfa``: the form that they are from, if any.

    ``acro``: the fields of the PDF itself, which static forms have as well.
    """

    fields: tuple[FormField, ...]
    xfa: XfaForm | None
    acro: tuple[AcroField, ...]

    @property
    def is_filled(self) -> bool:
        """Whether anybody has answered anything."""
        return any(field.is_filled for field in self.fields)


def measure_fields(document: PdfDocument) -> tuple[FormField, ...]:
    """Every field of a form with its value; empty for a file without fields. Raises XfaRefused."""
    return measure_form(document).fields


def measure_form(document: PdfDocument) -> FormFields:
    """Every field, with the structures that they were read from. Raises XfaRefused."""
    xfa = bind_form(read_xfa(document.pike))
    acro = measure_acroform(document.pike)
    if xfa is None:
        captions = printed_captions(document, acro)
        fields = answered_defaults(tuple(_acro_field(field, captions) for field in acro))
        return FormFields(_unique(fields), None, acro)
    by_place = {field.place: field for field in acro}
    merged = [_xfa_field(xfa, bound, by_place) for bound in xfa.fields]
    placed = {bound.place for bound in xfa.fields}
    rest = [_acro_field(field, {}) for field in acro if field.place not in placed]
    return FormFields(_unique((*merged, *rest)), xfa, acro)


def _unique(fields: tuple[FormField, ...]) -> tuple[FormField, ...]:
    """The fields with a number behind a path that an earlier field has."""
    seen: dict[str, int] = {}
    found: list[FormField] = []
    for field in fields:
        count = seen.get(field.path, 0)
        seen[field.path] = count + 1
        found.append(replace(field, path=f"{field.path}#{count + 1}") if count else field)
    return tuple(found)


def _xfa_field(
    xfa: XfaForm, bound: BoundField, acro_by_place: Mapping[str, AcroField]
) -> FormField:
    template = bound.field
    if template is None:
        return _data_only(bound)
    options = xfa.options(template)
    acro = acro_by_place.get(bound.place)
    value = bound.value if bound.value is not None else template.default
    is_default = _is_default(value, template.default, template.off, template.kind)
    if is_default and acro is not None:
        # Programs other than Adobe's fill the AcroForm field and leave the XFA data as they were.
        value = _acro_value(acro, options) or value
        is_default = _is_default(value, template.default, template.off, template.kind)
    is_drawn = acro is not None and acro.widgets and xfa.kind == "static"
    widget = acro.widgets[0] if acro is not None and is_drawn else None
    is_visible = template.presence == "visible"
    return FormField(
        path=bound.path,
        place=bound.place,
        name=template.name,
        caption=template.caption,
        caption_from=template.caption_from,
        question=template.demands.question or template.assist,
        section=template.section,
        value=value,
        display=_display(value, options, template.kind),
        kind=template.kind,
        page=widget.page if widget is not None and widget.page else template.page,
        box=widget.box if widget is not None else None,
        index=bound.index,
        options=options,
        pictures=template.demands.pictures,
        checked=template.demands.checked,
        source="xfa" if acro is None else "both",
        is_mandatory=template.demands.is_mandatory or (acro is not None and acro.is_required),
        is_read_only=template.access in ("readOnly", "protected", "nonInteractive"),
        is_visible=is_visible,
        is_default=is_default or (not is_visible and bool(_SCRIPT_STATE.match(value.strip()))),
        is_by_script=template.demands.is_by_script and not (acro is not None and acro.is_required),
    )


def _data_only(bound: BoundField) -> FormField:
    """A value of the data that no field of the form shows."""
    value = bound.value or ""
    return FormField(
        path=bound.path,
        place="",
        name=re.sub(r"\[\d+\]\Z", "", bound.path.rpartition("/")[2]),
        caption="",
        caption_from="none",
        question="",
        section="",
        value=value,
        display=value,
        kind="text",
        page=None,
        box=None,
        index=bound.index,
        options=(),
        pictures=(),
        source="data-only",
        is_mandatory=False,
        is_read_only=False,
        is_visible=False,
        is_default=bool(_SCRIPT_STATE.match(value.strip())),
    )


def _acro_field(field: AcroField, printed: Mapping[str, str]) -> FormField:
    caption, source = _acro_caption(field, printed)
    widget = field.widgets[0] if field.widgets else None
    return FormField(
        path=field.name,
        place=field.place,
        name=field.name.rpartition(".")[2],
        caption=caption,
        caption_from=source,
        question=field.label,
        section="",
        value=field.value,
        display=_display(field.value, field.options, field.kind),
        kind=field.kind,
        page=widget.page if widget is not None else None,
        box=widget.box if widget is not None else None,
        index=0,
        options=field.options,
        pictures=(),
        source="acroform",
        is_mandatory=field.is_required,
        is_read_only=field.is_read_only,
        is_visible=True,
        is_default=_is_default(field.value, field.default, "Off", field.kind),
    )


def answered_defaults(fields: tuple[FormField, ...]) -> tuple[FormField, ...]:
    """The fields of an AcroForm, with texts as answers where a form of them cannot be blank.

    Some programs store an answer as the field's default too, so that none seems to be given. A
    blank form leaves most of its fields empty, or says the same in all ("YYYY-MM-DD"): where most
    hold texts of their own, readers see a filled form.
    """
    asked = [field for field in fields if field.is_open_text]
    shown = [field for field in asked if field.value.strip()]
    texts = {field.value for field in shown}
    is_filled = len(shown) >= MIN_ANSWERED_SHARE * len(asked)
    if not is_filled or len(texts) < MIN_DIFFERENT_SHARE * len(shown):
        return fields
    answers = {field.path for field in shown}
    return tuple(replace(one, is_default=False) if one.path in answers else one for one in fields)


def _acro_caption(field: AcroField, printed: Mapping[str, str]) -> tuple[str, CaptionSource]:
    """The alternate name, which authors write for screen readers, else what is printed nearest."""
    if field.label:
        return field.label, "caption"
    near = printed.get(field.name, "")
    return (near, "nearby") if near else ("", "none")


def _acro_value(field: AcroField, options: tuple[Option, ...]) -> str:
    """An AcroForm value in the codes of the XFA template; the states of boxes are often numbers."""
    if field.kind not in ("check-box", "radio-group") or field.value in ("", "Off"):
        return "" if field.value == "Off" else field.value
    codes = [option.value for option in options]
    if field.value in codes or not codes:
        return field.value
    states = [option.value for option in field.options]
    position = states.index(field.value) if field.value in states else -1
    return codes[position] if 0 <= position < len(codes) else field.value


def _display(value: str, options: tuple[Option, ...], kind: FieldKind) -> str:
    """The text of a code; of several codes, which are stored line by line, all texts."""
    if not value or not options or kind == "text":
        return value
    texts = {option.value: option.text for option in options}
    if value in texts:
        return texts[value] or value
    lines = value.splitlines()
    return ", ".join(texts.get(line, line) for line in lines) if len(lines) > 1 else value


def _is_default(value: str, default: str, off: str | None, kind: FieldKind) -> bool:
    if kind in ("check-box", "radio-group") and value in ("", "Off", off or "0"):
        return True
    return value.strip() == default.strip()
