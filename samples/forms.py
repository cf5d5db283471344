"""Specimen forms, generated: static and dynamic XFA, a plain AcroForm, and a flattened print.

Each is filled from a mapping of question paths, such as ``Page1/Name/FamilyName``, to values.
"""

from __future__ import annotations

import io
from collections.abc import Mapping

import pikepdf

from samples.forms_design import FOOTER, ROOT, TITLE, Language, visible_questions
from samples.forms_filling import fill_acroform, fill_datasets
from samples.forms_page import add_fields, add_page, answer_frames, printed_pages, waiting_page
from samples.forms_xfa import Rendering, packets

__all__ = [
    "dynamic_form",
    "fill_acroform",
    "fill_datasets",
    "flattened_form",
    "plain_form",
    "static_form",
]


def dynamic_form(language: Language, values: Mapping[str, str] | None = None) -> bytes:
    """A form that only Adobe's programs draw: its one page asks the reader to wait."""
    pdf = _new_pdf(language)
    add_page(pdf, waiting_page(language))
    pdf.Root.NeedsRendering = True
    pdf.Root.AcroForm = pdf.make_indirect(pikepdf.Dictionary(Fields=pikepdf.Array()))
    _add_xfa(pdf, language, "dynamic")
    return _filled_data(_bytes_of(pdf), values or {})


def static_form(language: Language, values: Mapping[str, str] | None = None) -> bytes:
    """A form with real pages, whose fields are XFA and AcroForm at once."""
    pdf = _new_pdf(language)
    _add_printed_pages(pdf, language, {})
    add_fields(pdf, language, "as-adobe")
    _add_xfa(pdf, language, "static")
    return _filled_data(_bytes_of(pdf), values or {})


def plain_form(language: Language, values: Mapping[str, str] | None = None) -> bytes:
    """A form of AcroForm fields only, as office programs make them."""
    pdf = _new_pdf(language)
    _add_printed_pages(pdf, language, {})
    add_fields(pdf, language, "plain")
    named = {question.path: question.path.replace("/", "_") for question in visible_questions()}
    answers = {named[path]: value for path, value in (values or {}).items()}
    return fill_acroform(_bytes_of(pdf), answers)


def flattened_form(language: Language, values: Mapping[str, str] | None = None) -> bytes:
    """What printing a filled form to PDF leaves: text on pages, and no field."""
    pdf = _new_pdf(language)
    _add_printed_pages(pdf, language, values or {})
    return _bytes_of(pdf)


def _add_printed_pages(pdf: pikepdf.Pdf, language: Language, values: Mapping[str, str]) -> None:
    for number, content in enumerate(printed_pages(language, values), start=1):
        add_page(pdf, content, answer_frames(number))


def _new_pdf(language: Language) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    title = f"{FOOTER[language].partition('(')[0].strip()} : {TITLE[language]}"
    pdf.docinfo["/Title"] = pikepdf.String(title)
    return pdf


def _add_xfa(pdf: pikepdf.Pdf, language: Language, rendering: Rendering) -> None:
    pieces = pikepdf.Array()
    for name, content in packets(language, rendering):
        pieces.append(pikepdf.String(name))
        pieces.append(pdf.make_indirect(pikepdf.Stream(pdf, content)))
    pdf.Root.AcroForm.XFA = pieces


def _filled_data(content: bytes, values: Mapping[str, str]) -> bytes:
    data = {f"{ROOT}/{path}": value for path, value in values.items()}
    return fill_datasets(content, data) if data else content


def _bytes_of(pdf: pikepdf.Pdf) -> bytes:
    target = io.BytesIO()
    pdf.save(target, static_id=True)
    return target.getvalue()
