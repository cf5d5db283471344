"""Small forms built for one test each: a number, a few captioned fields and their answers."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

import pikepdf

from checks.catalogue import COMMON_REASONS, texts_for
from checks.facts import Stopwatch
from checks.finding import Judgement, Outcome
from checks.form_facts import FormFacts
from checks.policies import load_policy
from checks.registry import registered_checks
from models.errors import NotMeasurable
from models.pdf.opening import open_pdf
from samples.forms_filling import fill_datasets
from samples.forms_page import add_page, waiting_page
from tests.agreement import disagreement

TODAY = dt.date(2024, 5, 31)
YES_NO = {"Y": "Yes", "N": "No"}
_TEMPLATE = "http://www.xfa.org/schema/xfa-template/3.3/"
_UI = {
    "text": "<textEdit/>",
    "date": "<dateTimeEdit/>",
    "check-box": "<checkButton/>",
    "choice-list": "<choiceList/>",
}


@dataclass(frozen=True)
class Field:
    """One field. ``path``: below the form's root; ``heading``: printed before it.

    ``question``: what a screen reader says, which names the whole question; ``shown_as``: the
    picture that shows how to answer.
    """

    path: str
    caption: str
    value: str = ""
    kind: str = "text"
    options: Mapping[str, str] = field(default_factory=dict)
    heading: str = ""
    is_mandatory: bool = False
    question: str = ""
    shown_as: str = ""


def small_form(number: str, fields: Iterable[Field]) -> bytes:
    """A dynamic form with these fields in this order, filled in with their values."""
    asked = list(fields)
    pdf = pikepdf.new()
    add_page(pdf, waiting_page("en"))
    packets = {
        "preamble": '<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/">',
        "config": '<config xmlns="http://www.xfa.org/schema/xci/3.0/"><acrobat><acrobat7>'
        "<dynamicRender>required</dynamicRender></acrobat7></acrobat></config>",
        "template": _template(number, asked),
        "postamble": "</xdp:xdp>",
    }
    pieces = pikepdf.Array()
    for name, text in packets.items():
        pieces.append(pikepdf.String(name))
        pieces.append(pdf.make_indirect(pikepdf.Stream(pdf, text.encode())))
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(), XFA=pieces)
    target = io.BytesIO()
    pdf.save(target, static_id=True)
    values = {f"form1/{one.path}": one.value for one in asked if one.value}
    return fill_datasets(target.getvalue(), values) if values else target.getvalue()


def _template(number: str, fields: list[Field]) -> str:
    footer = f"<draw><value><text>{number} (10-2018) E</text></value></draw>"
    return (
        f'<template xmlns="{_TEMPLATE}"><subform name="form1" layout="tb">'
        f"<pageSet><pageArea name='Page1'>{footer}</pageArea></pageSet>"
        f"{_nested(fields, 0)}</subform></template>"
    )


def _nested(fields: list[Field], depth: int) -> str:
    parts: list[str] = []
    done: set[str] = set()
    for one in fields:
        steps = one.path.split("/")
        if len(steps) == depth + 1:
            parts.append(_field(one, steps[-1]))
        elif steps[depth] not in done:
            done.add(steps[depth])
            inner = [f for f in fields if f.path.split("/")[depth : depth + 1] == [steps[depth]]]
            content = _nested(inner, depth + 1)
            # The heading of a table stands before its first row, not in it.
            heading = _heading(one) if depth == 1 else ""
            parts.append(f'{heading}<subform name="{steps[depth]}" layout="tb">{content}</subform>')
    return "".join(parts)


def _heading(one: Field) -> str:
    if not one.heading:
        return ""
    return f"<draw><value><text>{escape(one.heading)}</text></value></draw>"


def _field(one: Field, name: str) -> str:
    caption = f"<caption><value><text>{escape(one.caption)}</text></value></caption>"
    demand = '<validate nullTest="error"/>' if one.is_mandatory else ""
    if one.question:
        demand += f"<assist><speak>{escape(one.question)}</speak></assist>"
    if one.shown_as:
        demand += f"<format><picture>{one.shown_as}</picture></format>"
    before = _heading(one) if one.path.count("/") < 2 else ""
    if one.kind == "radio-group":
        members = "".join(
            f'<field name="{code}"><ui><checkButton/></ui><caption><value><text>{text}</text>'
            f"</value></caption><items><text>{code}</text></items></field>"
            for code, text in one.options.items()
        )
        return f'{before}<exclGroup name="{name}">{caption}{members}{demand}</exclGroup>'
    items = "<items><integer>1</integer><integer>0</integer></items>"
    if one.kind != "check-box":
        shown = "".join(f"<text>{text}</text>" for text in one.options.values())
        codes = "".join(f"<text>{code}</text>" for code in one.options)
        items = f'<items>{shown}</items><items save="1">{codes}</items>' if codes else ""
    ui = f"<ui>{_UI[one.kind]}</ui>"
    return f'{before}<field name="{name}">{ui}{caption}{items}{demand}</field>'


def form_facts(content: bytes, today: dt.date = TODAY) -> FormFacts:
    return FormFacts(open_pdf(content), today, Stopwatch())


def parameters(rule: str, policy: str) -> Any:
    return load_policy(policy, "form").rules[rule].parameters


def judge(rule: str, policy: str, content: bytes, today: dt.date = TODAY) -> Judgement:
    """What a rule finds under a policy, with texts in both languages and numbers that agree."""
    check = registered_checks()[rule]
    facts = form_facts(content, today)
    try:
        judgement = check.function(facts, parameters(rule, policy))
    except NotMeasurable as absent:
        judgement = Judgement(Outcome.NOT_ASSESSED, absent.reason)
    texts_for(rule, judgement, {})
    assert judgement.reason in {*check.reasons, *COMMON_REASONS}
    assert disagreement(judgement.outcome, judgement.measured, judgement.required) == ""
    return judgement


def verdict(rule: str, policy: str, number: str, *fields: Field) -> tuple[str, str]:
    """Outcome and reason of a rule for a form of these fields, and one that is filled in at all."""
    name = Field("Given", "Given name(s)", "Zoé")
    found = judge(rule, policy, small_form(number, [name, *fields]))
    return found.outcome.value, found.reason
