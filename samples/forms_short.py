"""Short specimen forms of a few questions each, for rules about one question of one form.

Only Adobe's programs would draw them; their questions are those of the form whose number they bear.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal
from xml.sax.saxutils import escape

import pikepdf

from samples.forms_filling import fill_datasets
from samples.forms_page import add_page, waiting_page

_TEMPLATE = "http://www.xfa.org/schema/xfa-template/3.3/"
_PREAMBLE = '<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/">'
_CONFIG = (
    '<config xmlns="http://www.xfa.org/schema/xci/3.0/"><acrobat><acrobat7>'
    "<dynamicRender>required</dynamicRender></acrobat7></acrobat></config>"
)
_UI = {
    "text": "<textEdit/>",
    "date": "<dateTimeEdit/>",
    "check-box": "<checkButton/>",
    "choice-list": "<choiceList/>",
}
_EDITION = "01-2020"
_ROOT = "form1"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question with its answer. ``path``: part and name; ``options``: texts by code."""

    path: str
    caption: str
    answer: str = ""
    kind: Literal["text", "date", "check-box", "choice-list"] = "text"
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """Questions below a heading; ``rows``: a table's, one below another."""

    name: str
    heading: str
    rows: Sequence[Sequence[Asked]]


def short_form(number: str, parts: Iterable[Part]) -> bytes:
    """A dynamic form with these parts in this order, filled in with the answers."""
    asked = list(parts)
    pdf = pikepdf.new()
    pdf.docinfo["/Title"] = pikepdf.String(f"{number} : SPECIMEN")
    add_page(pdf, waiting_page("en"))
    packets = {
        "preamble": _PREAMBLE,
        "config": _CONFIG,
        "template": _template(number, asked),
        "postamble": "</xdp:xdp>",
    }
    pieces = pikepdf.Array()
    for name, text in packets.items():
        pieces.append(pikepdf.String(name))
        pieces.append(pdf.make_indirect(pikepdf.Stream(pdf, text.encode())))
    pdf.Root.NeedsRendering = True
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(), XFA=pieces)
    target = io.BytesIO()
    pdf.save(target, static_id=True)
    return fill_datasets(target.getvalue(), dict(_answers(asked)))


def _answers(parts: list[Part]) -> Iterable[tuple[str, str]]:
    for part in parts:
        for number, row in enumerate(part.rows):
            for asked in row:
                if asked.answer:
                    yield f"{_ROOT}/{part.name}/Row{number}/{asked.path}", asked.answer


def _template(number: str, parts: list[Part]) -> str:
    footer = _draw(f"{number} ({_EDITION}) E")
    return (
        f'<template xmlns="{_TEMPLATE}"><subform name="{_ROOT}" layout="tb">'
        f"<pageSet><pageArea name='Page1'>{footer}{_draw('SPECIMEN')}</pageArea></pageSet>"
        f"{''.join(map(_part, parts))}</subform></template>"
    )


def _part(part: Part) -> str:
    rows = (
        f'<subform name="Row{number}" layout="tb">{"".join(map(_field, row))}</subform>'
        for number, row in enumerate(part.rows)
    )
    heading = _draw(part.heading) if part.heading else ""
    return f'{heading}<subform name="{part.name}" layout="tb">{"".join(rows)}</subform>'


def _field(asked: Asked) -> str:
    items = ""
    if asked.kind == "check-box":
        items = "<items><integer>1</integer><integer>0</integer></items>"
    elif asked.options:
        shown = "".join(f"<text>{escape(text)}</text>" for text in asked.options.values())
        codes = "".join(f"<text>{code}</text>" for code in asked.options)
        items = f'<items>{shown}</items><items save="1">{codes}</items>'
    caption = f"<caption>{_value(asked.caption)}</caption>"
    return f'<field name="{asked.path}"><ui>{_UI[asked.kind]}</ui>{caption}{items}</field>'


def _draw(text: str) -> str:
    return f"<draw>{_value(text)}</draw>"


def _value(text: str) -> str:
    return f"<value><text>{escape(text)}</text></value>"
