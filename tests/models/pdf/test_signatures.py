"""Digital, typed and missing signatures of specimens, and of every file of the signed corpus."""

from __future__ import annotations

import io
import json
import socket
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from models.pdf.fields import measure_form
from models.pdf.opening import open_pdf
from models.pdf.signatures_lines import SignatureFacts, measure_signatures
from samples.forms import dynamic_form, fill_datasets, plain_form, static_form
from samples.forms_signing import filled_afterwards, signed_form

PERSON = "Zoé Specimen"
ISSUER = "Immigration, Refugees and Citizenship Canada"
FIELD = "Page2_Sign_Digital"


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a signature was looked up on the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)


def measure(content: bytes) -> SignatureFacts:
    with open_pdf(content) as document:
        return measure_signatures(document, measure_form(document))


def test_a_persons_signature() -> None:
    facts = measure(signed_form(plain_form("en"), PERSON, FIELD, "approving"))
    (signature,) = facts.digital
    assert (signature.signer, signature.field_name) == (PERSON, FIELD)
    assert signature.is_intact is True
    assert (signature.coverage, signature.modification) == ("whole-file", "none")
    assert signature.claimed_at is not None
    assert facts.persons == facts.digital
    assert facts.unsigned == ()


def test_the_issuers_certifying_signature_is_nobodys() -> None:
    facts = measure(signed_form(plain_form("en"), ISSUER, "Certified", "certifying"))
    assert [signature.is_issuers_own for signature in facts.digital] == [True]
    assert facts.persons == ()
    assert facts.unsigned == (FIELD,)


def test_a_person_of_the_issuers_name_who_certifies_nothing_is_a_person() -> None:
    facts = measure(signed_form(plain_form("en"), ISSUER, FIELD, "approving"))
    assert len(facts.persons) == 1


def test_filling_in_after_signing_shows() -> None:
    signed = signed_form(plain_form("en"), PERSON, FIELD, "approving")
    (signature,) = measure(filled_afterwards(signed, "Page1_UCI", "1234-5678")).digital
    assert signature.is_intact is True
    assert (signature.coverage, signature.modification) == ("revision", "form-filling")


@pytest.mark.parametrize(
    ("appended", "coverage"),
    [(b"\r\n\n", "whole-file"), (b"\n\0\0 \t", "whole-file"), (b"\n% a remark", "revision")],
)
def test_line_ends_and_zeros_behind_the_end_add_nothing(appended: bytes, coverage: str) -> None:
    signed = signed_form(plain_form("en"), PERSON, FIELD, "approving")
    (signature,) = measure(signed + appended).digital
    assert signature.is_intact is True
    assert signature.coverage == coverage


def test_changed_bytes_break_the_signature() -> None:
    signed = signed_form(plain_form("en"), PERSON, FIELD, "approving")
    changed = signed.replace(b"SPECIMEN APPLICATION FORM", b"SPECIMEN APPLICATION FARM", 1)
    assert changed != signed
    assert [signature.is_intact for signature in measure(changed).digital] == [False]


def test_two_signatures() -> None:
    certified = signed_form(plain_form("en"), ISSUER, "Certified", "certifying")
    facts = measure(signed_form(certified, PERSON, FIELD, "approving"))
    assert {signature.signer for signature in facts.digital} == {ISSUER, PERSON}
    assert [signature.signer for signature in facts.persons] == [PERSON]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_typed_name_and_date(language: str) -> None:
    make = dynamic_form if language == "en" else static_form
    values = {"Page2/Sign/TypedName": "Zoé", "Page2/Sign/Date": "2024-05-06"}
    facts = measure(make("en" if language == "en" else "fr", values))
    assert [field.value for field in facts.typed] == ["Zoé"]
    assert [field.value for field in facts.dates] == ["2024-05-06"]


def test_a_date_of_birth_is_no_date_of_signing() -> None:
    facts = measure(fill_datasets(dynamic_form("en"), {"form1/Page1/Birth/Date": "1990-01-01"}))
    assert [field.value for field in facts.dates] == [""]


def with_annotation(subtype: str, rectangle: list[int]) -> bytes:
    with pikepdf.open(io.BytesIO(plain_form("en"))) as pdf:
        annotation = Dictionary(
            Type=Name.Annot, Subtype=Name(f"/{subtype}"), Rect=Array(rectangle), F=4
        )
        pdf.pages[1].Annots.append(pdf.make_indirect(annotation))
        target = io.BytesIO()
        pdf.save(target)
    return target.getvalue()


MARKS = [
    # subtype, rectangle, fields that show it
    ("Ink", [310, 465, 420, 482], ("Page2_Sign_TypedName",)),
    ("Stamp", [310, 405, 420, 421], (FIELD,)),
    ("Stamp", [310, 405, 420, 482], (FIELD, "Page2_Sign_TypedName")),
    ("Ink", [10, 10, 40, 40], ()),
    ("Square", [310, 405, 420, 482], ()),
]


@pytest.mark.parametrize(("subtype", "rectangle", "fields"), MARKS)
def test_ink_and_stamps_over_the_place_for_a_signature(
    subtype: str, rectangle: list[int], fields: tuple[str, ...]
) -> None:
    assert measure(with_annotation(subtype, rectangle)).drawn == fields


def test_an_image_in_the_signature_field() -> None:
    with pikepdf.open(io.BytesIO(plain_form("en"))) as pdf:
        field = next(f for f in pdf.Root.AcroForm.Fields if str(f.T) == FIELD)
        image = {"/Type": Name.XObject, "/Subtype": Name.Image, "/Width": 1, "/Height": 1}
        grey = {"/ColorSpace": Name.DeviceGray, "/BitsPerComponent": 8}
        picture = pdf.make_stream(b"\0", {**image, **grey})
        form = {"/Type": Name.XObject, "/Subtype": Name.Form, "/BBox": Array([0, 0, 240, 18])}
        resources = Dictionary(XObject=Dictionary(Im0=picture))
        drawing = pdf.make_stream(b"240 0 0 18 0 0 cm /Im0 Do", {**form, "/Resources": resources})
        field.AP = Dictionary(N=drawing)
        target = io.BytesIO()
        pdf.save(target)
    assert measure(target.getvalue()).drawn == (FIELD,)


@pytest.mark.accuracy
def test_signed_corpus(corpus: Path) -> None:
    lines = (corpus / "form" / "labels.jsonl").read_text(encoding="utf-8").splitlines()
    labels = [json.loads(line) for line in lines]
    signed = [label for label in labels if label["truth"].get("signed") is not None]
    assert len(signed) > 10
    counts = {
        label["file"]: len(measure((corpus / "form" / label["file"]).read_bytes()).digital)
        for label in signed
    }
    assert counts == {label["file"]: label["truth"]["signature_values"] for label in signed}
