"""The packets of an XFA form, and the refusal of XML that is not safe to read."""

from __future__ import annotations

import io

import pikepdf
import pytest

from models.pdf.opening import open_pdf
from models.pdf.xfa_packets import read_xfa
from models.pdf.xfa_xml import MAX_PACKET_BYTES, XfaRefused, local_name, parse_packet, text_of
from samples.forms import dynamic_form, plain_form, static_form
from samples.forms_xfa import packets

LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x a="&b;">&b;</x>'
EXTERNAL = b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>'
DEEP = b"<a>" * 5_000 + b"x" + b"</a>" * 5_000

REFUSED = [
    # name, XML, reason
    ("billion laughs", LAUGHS, "entities"),
    ("billion laughs in UTF-16", LAUGHS.decode().encode("utf-16"), "entities"),
    ("billion laughs in UTF-16 without a mark", LAUGHS.decode().encode("utf-16-be"), "entities"),
    ("external entity", EXTERNAL, "entities"),
    ("nested 5,000 deep", DEEP, "too-deep"),
    ("50 MB of text", b"<a>" + b"x" * 50_000_000 + b"</a>", "too-large"),
    ("one text of 12 MB", b"<a>" + b"x" * 12_000_000 + b"</a>", "too-large"),
    ("no XML at all", b"%PDF-1.4 nothing here", "not-xml"),
]


@pytest.mark.parametrize(
    ("xml", "reason"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_unsafe_xml_is_refused_with_its_reason(xml: bytes, reason: str) -> None:
    with pytest.raises(XfaRefused) as refused:
        parse_packet(xml)
    assert refused.value.reason == reason


READ = [
    # name, XML, text
    ("bare ampersand", b"<a>Smith & Sons</a>", "Smith & Sons"),
    ("bare less-than", b"<a>1 < 2</a>", "1 < 2"),
    ("unknown entity", b"<a>caf&eacute;</a>", "caf&eacute;"),
    ("known references", b"<a>&lt;&amp;&#233;</a>", "<&\xe9"),
    ("UTF-16", "<a>é</a>".encode("utf-16"), "\xe9"),
    ("Latin 1", '<?xml version="1.0" encoding="ISO-8859-1"?><a>é</a>'.encode("latin-1"), "\xe9"),
    ("undeclared prefix", b"<xfa:a>x</xfa:a>", "x"),
]


@pytest.mark.parametrize(("xml", "text"), [c[1:] for c in READ], ids=[c[0] for c in READ])
def test_imperfect_xml_loses_no_character(xml: bytes, text: str) -> None:
    root = parse_packet(xml)
    assert text_of(root) == text
    assert local_name(root) == "a"


def test_limit_of_a_packet_leaves_room_for_real_forms() -> None:
    assert MAX_PACKET_BYTES > 4 * 2_100_000


def test_kinds() -> None:
    kinds = {
        make.__name__: read_xfa(open_pdf(make("en")).pike).kind
        for make in (static_form, dynamic_form, plain_form)
    }
    assert kinds == {"static_form": "static", "dynamic_form": "dynamic", "plain_form": "none"}


def _with_xfa(entry: object) -> pikepdf.Pdf:
    pdf = pikepdf.open(io.BytesIO(plain_form("en")))
    pdf.Root.AcroForm.XFA = entry
    return pdf


def test_one_stream_holds_the_same_packets() -> None:
    whole = b"".join(content for _, content in packets("en", "dynamic"))
    pdf = _with_xfa(pikepdf.Stream(pikepdf.open(io.BytesIO(plain_form("en"))), b""))
    pdf.Root.AcroForm.XFA = pdf.make_indirect(pikepdf.Stream(pdf, whole))
    found = read_xfa(pdf)
    assert found.kind == "dynamic"
    assert set(found.untrusted_by_name) == {"config", "template", "datasets"}


def test_pieces_cut_anywhere_are_joined() -> None:
    whole = b"".join(content for _, content in packets("en", "dynamic"))
    pdf = _with_xfa(pikepdf.Array())
    for name, part in (("xdp:xdp", whole[:700]), ("</xdp:xdp>", whole[700:])):
        pdf.Root.AcroForm.XFA.append(pikepdf.String(name))
        pdf.Root.AcroForm.XFA.append(pdf.make_indirect(pikepdf.Stream(pdf, part)))
    assert set(read_xfa(pdf).untrusted_by_name) == {"config", "template", "datasets"}


@pytest.mark.parametrize("entry", [pikepdf.Array(), pikepdf.Array([1, 2]), pikepdf.String("x")])
def test_nonsense_is_no_form(entry: object) -> None:
    assert read_xfa(_with_xfa(entry)).kind == "none"
