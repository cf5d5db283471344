"""The XFA packets of the invented form: template, data with lists, and configuration."""

from __future__ import annotations

from typing import Literal
from xml.sax.saxutils import escape

from samples.forms_design import (
    BARCODES,
    FOOTER,
    OTHER_EDITION,
    QUESTIONS,
    ROOT,
    TITLE,
    Answer,
    Language,
    Question,
    barcode_label,
    column_heads,
    top_pt,
)

Rendering = Literal["static", "dynamic"]
_TEMPLATE = "http://www.xfa.org/schema/xfa-template/3.3/"
_DATA = "http://www.xfa.org/schema/xfa-data/1.0/"
_HTML = "http://www.w3.org/1999/xhtml"
_UI = {
    "text": "<textEdit/>",
    "date": "<dateTimeEdit/>",
    "check-box": "<checkButton/>",
    "choice-list": "<choiceList/>",
    "signature": "<signature/>",
}


def packets(language: Language, rendering: Rendering) -> tuple[tuple[str, bytes], ...]:
    """The pieces of the form's XDP document, in the order in which Adobe writes them."""
    forbidden = "required" if rendering == "dynamic" else "forbidden"
    config = (
        '<config xmlns="http://www.xfa.org/schema/xci/3.0/"><acrobat><acrobat7>'
        f"<dynamicRender>{forbidden}</dynamicRender></acrobat7></acrobat></config>"
    )
    texts = (
        ("preamble", '<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/">'),
        ("config", config),
        ("template", template(language)),
        ("datasets", datasets(language)),
        ("postamble", "</xdp:xdp>"),
    )
    return tuple((name, text.encode("utf-8")) for name, text in texts)


def datasets(language: Language) -> str:
    """Empty data behind the lists that the form carries, as the real forms have them."""
    lists: dict[str, tuple[Answer, ...]] = {
        question.list_name: question.answers for question in QUESTIONS if question.list_name
    }
    entries = "".join(_list(name, answers, language) for name, answers in lists.items())
    return (
        f'<xfa:datasets xmlns:xfa="{_DATA}"><LOVFile><LOV>{entries}</LOV></LOVFile>'
        "<xfa:data/></xfa:datasets>"
    )


def _list(name: str, answers: tuple[Answer, ...], language: Language) -> str:
    outer, inner = name.split(".")
    entries = "".join(
        f'<{inner} lic="{answer.code}">{escape(answer.text(language))}</{inner}>'
        for answer in answers
    )
    return f"<{outer}>{entries}</{outer}>"


def template(language: Language) -> str:
    """The template: two pages of subforms, with every way in which real forms caption fields."""
    pages = "".join(_page(number, language) for number in (1, 2))
    return (
        f'<template xmlns="{_TEMPLATE}"><subform name="{ROOT}" layout="tb">'
        f"<pageSet><pageArea name='Page1'>{_draw(FOOTER[language], 700)}"
        f"{_draw(OTHER_EDITION[language], 720)}{_draw(TITLE[language], 20)}</pageArea></pageSet>"
        f"{pages}<variables>{_manifests()}</variables></subform></template>"
    )


def _page(number: int, language: Language) -> str:
    questions = [question for question in QUESTIONS if question.page == number]
    begin = '<breakBefore targetType="pageArea" startNew="1"/>' if number > 1 else ""
    content = _nested(questions, 1, language)
    return f'<subform name="Page{number}">{begin}{content}</subform>'


def _nested(questions: list[Question], depth: int, language: Language) -> str:
    """Subforms by the steps of the questions' paths, each step's questions together."""
    parts: list[str] = []
    done: set[str] = set()
    for question in questions:
        steps = question.path.split("/")
        if len(steps) == depth + 1:
            parts.append(_field(question, language))
        elif steps[depth] not in done:
            done.add(steps[depth])
            inner = [q for q in questions if q.path.split("/")[depth : depth + 1] == [steps[depth]]]
            inner = [q for q in inner if len(q.path.split("/")) > depth + 1]
            parts.append(_subform(steps[depth], _nested(inner, depth + 1, language), language))
    return "".join(parts)


def _subform(name: str, content: str, language: Language) -> str:
    if name == "History":
        heads = "".join(f"<draw>{_value(head)}</draw>" for head in column_heads(language))
        header = f'<subform name="HeaderRow" layout="row">{heads}</subform>'
        return f'<subform name="{name}" layout="table">{header}{content}</subform>'
    layout = ' layout="row"' if name.startswith("Row") else ""
    return f'<subform name="{name}"{layout}>{content}</subform>'


def _field(question: Question, language: Language) -> str:
    name = question.path.rpartition("/")[2].partition("[")[0]
    presence = ' presence="hidden"' if question.is_hidden else ""
    place = f'x="300pt" y="{top_pt(question)}pt" w="240pt" h="20pt"'
    if question.kind == "radio-group":
        return _boxes(question, name, place, language)
    return (
        f'<field name="{name}" {place}{presence}><ui>{_UI[question.kind]}</ui>'
        f"{_caption(question, language)}{_answers(question, language)}{_demand(question)}"
        f"{_default(question, language)}{_date_picture(question)}</field>"
    )


def _boxes(question: Question, name: str, place: str, language: Language) -> str:
    """A group of boxes without a caption: its question is printed beside it."""
    members = "".join(
        f'<field name="{answer.en}" w="40pt" h="20pt"><ui><checkButton/></ui>'
        f"<caption>{_value(answer.text(language))}</caption>"
        f"<items><text>{answer.code}</text></items></field>"
        for answer in question.answers
    )
    printed = _draw(question.caption(language), top_pt(question))
    return f'{printed}<exclGroup name="{name}" {place}>{members}{_demand(question)}</exclGroup>'


def _caption(question: Question, language: Language) -> str:
    """Plain, with a star, as rich text, or as help text only, by the kind of question."""
    words = question.caption(language)
    if not words or question.column is not None:
        return ""
    if question.kind == "date":
        rich = f'<body xmlns="{_HTML}"><p>* {escape(words)}</p></body>'
        return f'<caption><value><exData contentType="text/html">{rich}</exData></value></caption>'
    if question.path == "Page1/UCI":
        return f"<assist><toolTip>{escape(words)}</toolTip></assist>"
    star = "* " if question.is_mandatory else ""
    return f"<caption>{_value(star + words)}</caption>"


def _answers(question: Question, language: Language) -> str:
    if question.kind == "check-box":
        return "<items><integer>1</integer><integer>0</integer></items>"
    if question.list_name:
        path = f"xfa.datasets.LOVFile.LOV.{question.list_name}[*]"
        return f'<bindItems ref="{path}" labelRef="$" valueRef="lic"/>'
    if not question.answers:
        return ""
    shown = "".join(f"<text>{escape(a.text(language))}</text>" for a in question.answers)
    codes = "".join(f"<text>{a.code}</text>" for a in question.answers)
    return f'<items>{shown}</items><items save="1" presence="hidden">{codes}</items>'


def _demand(question: Question) -> str:
    return '<validate nullTest="error"/>' if question.is_mandatory else ""


def _default(question: Question, language: Language) -> str:
    default = question.default
    if language == "fr":
        default = default.replace("ENU", "FRA")
    return _value(default) if default else ""


def _date_picture(question: Question) -> str:
    if question.kind != "date":
        return ""
    return "<format><picture>date{YYYY-MM-DD}</picture></format>"


def _value(text: str) -> str:
    return f"<value><text>{escape(text)}</text></value>"


def _draw(text: str, top: float) -> str:
    return f'<draw x="50pt" y="{top}pt" w="240pt" h="20pt">{_value(text)}</draw>'


def _manifests() -> str:
    """What each barcode encodes, as the real forms list it, with an empty barcode field each."""
    parts: list[str] = []
    for place, paths in enumerate(BARCODES, start=1):
        refs = "".join(f"<ref>xfa[0].form[0].{_som(path)}.dataNode</ref>" for path in paths)
        parts.append(f'<manifest name="barcode{place}">{refs}</manifest>')
    return "".join(parts)


def _som(path: str) -> str:
    return next(question.field_name for question in QUESTIONS if question.path == path)


def barcode_text(place: int, values: dict[str, str]) -> str:
    """The string that the form's Validate button would write for one barcode."""
    encoded = (values.get(path, "") for path in BARCODES[place - 1])
    return "|".join([barcode_label(place), *encoded]) + "|"
