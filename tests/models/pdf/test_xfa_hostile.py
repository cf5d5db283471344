"""Forms made to cost time: refused or read within a second or two, never an open end."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from models.pdf.acroform import measure_acroform
from models.pdf.xfa_binding import XfaForm, bind_form
from models.pdf.xfa_packets import XfaPackets
from models.pdf.xfa_xml import XfaRefused
from samples.forms import plain_form

#: Seconds of processor time, twice what the slowest of these needs: a hang, not a slow machine.
MAX_S = 6.0
_TEMPLATE = "http://www.xfa.org/schema/xfa-template/3.3/"
_DATA = "http://www.xfa.org/schema/xfa-data/1.0/"


@pytest.fixture(autouse=True)
def _quick() -> Iterator[None]:
    started = time.process_time()
    yield
    assert time.process_time() - started < MAX_S


def bound(content: str, data: str = "") -> XfaForm | None:
    template = f'<template xmlns="{_TEMPLATE}"><subform name="f">{content}</subform></template>'
    datasets = f'<x:datasets xmlns:x="{_DATA}"><x:data><f>{data}</f></x:data></x:datasets>'
    packets = {"template": template.encode(), "datasets": datasets.encode()}
    return bind_form(XfaPackets("dynamic", packets))


def _copies_of_copies() -> str:
    begin = "".join(f'<subform name="s{n}"><occur min="50" max="-1"/>' for n in range(8))
    return begin + "</subform>" * 8


def _unnamed_copies() -> str:
    return '<subform><occur min="50" max="-1"/>' * 8 + "</subform>" * 8


REFUSED: list[tuple[str, Callable[[], XfaForm | None], str]] = [
    ("copies of copies", lambda: bound(_copies_of_copies()), "too-large"),
    ("unnamed copies of copies", lambda: bound(_unnamed_copies()), "too-large"),
    ("subforms 150 deep", lambda: bound("<subform>" * 150 + "</subform>" * 150), "too-deep"),
    ("30,000 fields", lambda: bound('<field name="a"/>' * 30_000), "too-large"),
    ("60,000 values", lambda: bound('<field name="a"/>', "<b>1</b>" * 60_000), "too-large"),
    (
        "40,000 copies by data",
        lambda: bound(
            '<subform name="r"><occur max="-1"/><field name="a"/></subform>',
            "<r><a>1</a></r>" * 40_000,
        ),
        "too-large",
    ),
]


@pytest.mark.parametrize(
    ("make", "reason"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_refused(make: Callable[[], XfaForm | None], reason: str) -> None:
    with pytest.raises(XfaRefused) as refused:
        make()
    assert refused.value.reason == reason


def test_many_fields_among_many_texts() -> None:
    text = '<draw x="1mm" y="1mm"><value><text>words</text></value></draw>'
    field = '<field name="a" x="50mm" y="90mm"/>'
    form = bound(text * 9_000 + field * 9_000)
    assert form is not None
    assert len(form.fields) == 9_000


def test_many_global_fields_and_many_values() -> None:
    fields = "".join(f'<field name="n{n}"><bind match="global"/></field>' for n in range(9_000))
    form = bound(fields, "<g>" + "<v>1</v>" * 9_000 + "</g>")
    assert form is not None
    assert len(form.fields) == 18_000


def test_many_rows_of_a_table_without_heads() -> None:
    row = '<subform layout="row" name="r">' + '<field name="c"/>' * 5 + "</subform>"
    form = bound(f'<subform name="t" layout="table">{row * 2_500}</subform>')
    assert form is not None
    assert len(form.fields) == 12_500


def test_appearances_that_draw_each_other() -> None:
    with pikepdf.open(io.BytesIO(plain_form("en"))) as pdf:
        form = {"/Type": Name.XObject, "/Subtype": Name.Form, "/BBox": Array([0, 0, 9, 9])}
        inner = pdf.make_stream(b"BT (x) Tj ET", form)
        for _ in range(3):
            resources = Dictionary(XObject=Dictionary(X=inner))
            inner = pdf.make_stream(b"/X Do " * 5_000, {**form, "/Resources": resources})
        for field in pdf.Root.AcroForm.Fields:
            field.AP = Dictionary(N=inner)
        assert len(measure_acroform(pdf)) == 24
