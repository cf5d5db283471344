"""Hostile PDFs whose XFA forms multiply, nest or claim without end."""

from __future__ import annotations

from tests.hostile.bomb import bomb
from tests.hostile.raw_pdf import RawPdf

_TEMPLATE = b'<template xmlns="http://www.xfa.org/schema/xfa-template/3.3/">%s</template>'
_DATA = b'<xfa:datasets xmlns:xfa="http://www.xfa.org/schema/xfa-data/1.0/"><xfa:data>%s</xfa:data></xfa:datasets>'
_FIELD = b'<field name="f%d"><ui><textEdit/></ui></field>'


def xfa(template: bytes, data: bytes = b"<form1/>", head: bytes = b"") -> bytes:
    """A PDF whose XFA form has this template and these data."""
    pdf = RawPdf(b"/AcroForm << /Fields [] /XFA [(template) 3 0 R (datasets) 4 0 R] >>")
    pdf.packed(head + _TEMPLATE % template)
    pdf.packed(_DATA % data)
    return pdf.one_page().written()


def subform(inside: bytes, name: bytes = b"form1") -> bytes:
    """A subform of that name."""
    return b'<subform name="%s">%s</subform>' % (name, inside)


@bomb("an XFA template that unfolds entities a billion times")
def xfa_laughs() -> bytes:
    lines = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
    head = b'<!DOCTYPE t [<!ENTITY l0 "lol">%s]>' % lines
    return xfa(subform(b"<draw>&l9;</draw>"), head=head)


@bomb("an XFA template that names a file of the machine as an entity")
def xfa_external() -> bytes:
    head = b'<!DOCTYPE t [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    return xfa(subform(b"<draw>&x;</draw>"), head=head)


@bomb("one long entity that is named 50,000 times")
def xfa_quadratic() -> bytes:
    head = b'<!DOCTYPE t [<!ENTITY x "%s">]>' % (b"x" * 50_000)
    return xfa(subform(b"<draw>%s</draw>" % (b"&x;" * 50_000)), head=head)


@bomb("subforms nested 200 deep")
def xfa_nested() -> bytes:
    inside = _FIELD % 1
    for number in range(200):
        inside = subform(inside, b"s%d" % number)
    return xfa(subform(inside))


@bomb("subforms nested 100,000 deep")
def xfa_nested_100000() -> bytes:
    return xfa(b'<subform name="s">' * 100_000 + b"</subform>" * 100_000)


@bomb("15 MB of XFA fields")
def xfa_of_many_fields() -> bytes:
    return xfa(subform(b"".join(_FIELD % n for n in range(300_000))))


@bomb("15 MB of XFA data that no field shows")
def xfa_of_much_data() -> bytes:
    return xfa(subform(_FIELD % 1), b"<form1>%s</form1>" % (b"<a>b</a>" * 1_900_000))


@bomb("15 MB of data of one name that each of 100 fields could show")
def xfa_of_ambiguous_data() -> bytes:
    fields = b"".join(_FIELD % 1 for _ in range(100))
    return xfa(subform(fields), b"<form1>%s</form1>" % (b"<f1>b</f1>" * 1_500_000))


@bomb("a subform that asks for two billion copies, in a subform that asks for as many")
def xfa_of_many_copies() -> bytes:
    occur = b'<occur initial="2147483647" max="-1" min="2147483647"/>'
    return xfa(subform(subform(occur + subform(occur + _FIELD % 1, b"b"), b"a")))


@bomb("a subform of 20,000 fields, repeated by 2,000 groups of data")
def xfa_of_repeated_groups() -> bytes:
    row = subform(b'<occur max="-1"/>' + b"".join(_FIELD % n for n in range(5_000)), b"row")
    return xfa(subform(row), b"<form1>%s</form1>" % (b"<row><f1>x</f1></row>" * 20_000))


@bomb("a list of 800,000 choices that 1,000 fields share")
def xfa_of_long_lists() -> bytes:
    items = b"<items>%s</items>" % (b"<text>a</text>" * 1_000_000)
    return xfa(subform(b'<field name="a"><ui><choiceList/></ui>%s</field>' % items))


@bomb("captions of rich text of 10 MB")
def xfa_of_long_captions() -> bytes:
    text = b'<exData contentType="text/html"><body>%s</body></exData>' % (b"<b>x</b>" * 1_200_000)
    field = b'<field name="a"><caption><value>%s</value></caption></field>' % text
    return xfa(subform(field))


@bomb("attributes: 2 million on one element")
def xfa_of_many_attributes() -> bytes:
    attributes = b"".join(b' a%d="1"' % n for n in range(1_000_000))
    return xfa(b'<subform name="form1"%s/>' % attributes)
