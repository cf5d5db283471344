"""What counts as a signature on a line: names typed into it or over it, pictures, placeholders."""

from __future__ import annotations

import io
from collections.abc import Mapping

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from checks.finding import Judgement
from samples.forms_signing import signed_form
from tests.checks.form.small_forms import Field, judge, small_form, verdict

#: Places of the two lines, in points from the lower left corner of a letter page.
FIRST, SECOND = (220, 300, 520, 322), (220, 220, 520, 242)
FIRST_DATE, SECOND_DATE = (220, 270, 520, 288), (220, 190, 520, 208)
ELSEWHERE = (60, 660, 300, 682)
DECLARANTS = ("Signature of declarant", "Signature of second declarant")
#: Curves as a pen leaves them, 20 to 22 points high; and what a form is made of.
_CURVES = "1.2 w {x} {y} m {a} {h} {b} {y} {c} {h} c {d} {y} {e} {h} {f} {y} c S\n"
BOX = "0.5 w 220 300 300 22 re S 220 300 m 520 300 l S\n"


def strokes(place: tuple[int, int, int, int]) -> str:
    """A signature drawn as curves over a place."""
    left, bottom, _, top = place
    steps = {name: left + 10 + 15 * number for number, name in enumerate("xabcdef")}
    return _CURVES.format(**steps, y=bottom + 1, h=top + 8)


def declaration(
    values: Mapping[str, str] = {},
    content: str = "",
    captions: tuple[str, str] = DECLARANTS,
    number: str = "IMM 5409",
) -> pikepdf.Pdf:
    """A form with two lines for signatures, a date for each, and a name that is filled in."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(612, 792))
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    fonts = Dictionary(Font=Dictionary(F1=pdf.make_indirect(font)))
    page.obj.Resources = fonts
    printed = f"BT /F1 9 Tf 60 30 Td ({number} \\(10-2018\\) E) Tj ET\n"
    page.obj.Contents = pdf.make_stream((printed + content).encode())
    asked = (
        ("name", "Full name", ELSEWHERE),
        ("s1", captions[0], FIRST),
        ("d1", "Date signed (YYYY-MM-DD)", FIRST_DATE),
        ("s2", captions[1], SECOND),
        ("d2", "Date signed (YYYY-MM-DD)", SECOND_DATE),
    )
    widgets = [
        pdf.make_indirect(
            Dictionary(
                Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=name, TU=caption,
                Rect=Array(place), F=4, P=page.obj, V={"name": "Specimen", **values}.get(name, ""),
            )
        )
        for name, caption, place in asked
    ]  # fmt: skip
    page.obj.Annots = Array(widgets)
    pdf.Root.AcroForm = Dictionary(Fields=Array(widgets), DR=fonts)
    return pdf


def saved(pdf: pikepdf.Pdf) -> bytes:
    target = io.BytesIO()
    pdf.save(target, static_id=True)
    return target.getvalue()


def with_note(
    pdf: pikepdf.Pdf, text: str, place: tuple[int, int, int, int], **more: object
) -> None:
    left, bottom, right, top = place
    rectangle = Array([left + 5, bottom + 2, right - 100, top - 1])
    note = Dictionary(Type=Name.Annot, Subtype=Name.FreeText, F=4, Rect=rectangle, Contents=text)
    for key, value in more.items():
        note[f"/{key}"] = value
    pdf.pages[0].Annots.append(pdf.make_indirect(note))


def judged(content: bytes) -> Judgement:
    return judge("form.signed", "pr-portal", content)


def test_both_declarants_sign() -> None:
    both = judged(saved(declaration({"s1": "Anne Specimen", "s2": "Luc Specimen"})))
    assert (both.outcome.value, both.reason) == ("pass", "signed")
    first = judged(saved(declaration({"s1": "Anne Specimen"})))
    assert (first.outcome.value, first.reason) == ("fail", "unsigned")
    assert first.details["signers_en"] == "second declarant"
    assert first.details["signers_fr"] == "deuxième déclarant"
    assert [place.points[0][1] for place in first.where] == [792 - SECOND[3]]
    second = judged(saved(declaration({"s2": "Luc Specimen"})))
    assert second.details["signers_en"] == "first declarant"


def test_lines_of_one_caption_are_one_persons_each() -> None:
    captions = ("Signature of declarant", "Signature of declarant")
    both = declaration({"s1": "Anne Specimen", "s2": "Luc Specimen"}, captions=captions)
    assert judged(saved(both)).reason == "signed"
    assert (
        judged(saved(declaration({"s2": "Luc Specimen"}, captions=captions))).reason == "unsigned"
    )


NOTES = [
    ("Anne Specimen", "pass", "signed"),
    ("please sign here!", "fail", "unsigned"),
    ("N/A", "fail", "unsigned"),
    ("see page 4", "unsure", "unclear"),
]


@pytest.mark.parametrize(("text", "outcome", "reason"), NOTES)
def test_a_name_typed_onto_the_page(text: str, outcome: str, reason: str) -> None:
    pdf = declaration({"s2": "Luc Specimen"})
    with_note(pdf, text, FIRST)
    found = judged(saved(pdf))
    assert (found.outcome.value, found.reason) == (outcome, reason)


def test_notes_that_are_hidden_point_somewhere_or_lie_elsewhere_sign_nothing() -> None:
    for place, more in (
        (FIRST, {"F": 2}),
        (FIRST, {"IT": Name.FreeTextCallout}),
        (ELSEWHERE, {}),
    ):
        pdf = declaration({"s2": "Luc Specimen"})
        with_note(pdf, "Anne Specimen", place, **more)
        assert judged(saved(pdf)).reason == "unsigned"


def with_picture(pdf: pikepdf.Pdf, place: tuple[int, int, int, int], pixels: bytes) -> None:
    """A grey picture of 40 by 8 pixels, painted into the page."""
    size = {"/Type": Name.XObject, "/Subtype": Name.Image, "/Width": 40, "/Height": 8}
    grey = {"/ColorSpace": Name.DeviceGray, "/BitsPerComponent": 8}
    page = pdf.pages[0]
    page.obj.Resources.XObject = Dictionary(Im=pdf.make_stream(pixels, {**size, **grey}))
    left, bottom, right, top = place
    drawing = f"\nq {right - left} 0 0 {top - bottom} {left} {bottom} cm /Im Do Q"
    page.contents_add(drawing.encode())


def zigzag() -> bytes:
    rows = [[255] * 40 for _ in range(8)]
    for x in range(4, 36):
        rows[abs(x % 12 - 6) + 1][x] = 0
    return bytes(value for row in rows for value in row)


PAINTED = [
    (strokes(FIRST), "signed"),
    (strokes(ELSEWHERE), "unsigned"),
    (BOX, "unsigned"),
]


@pytest.mark.parametrize(("content", "reason"), PAINTED)
def test_strokes_that_the_page_itself_paints(content: str, reason: str) -> None:
    assert judged(saved(declaration({"s2": "Luc Specimen"}, content))).reason == reason


def test_a_picture_that_the_page_itself_paints() -> None:
    for place, pixels, reason in (
        (FIRST, zigzag(), "signed"),
        (FIRST, b"\xff" * 320, "unsigned"),  # white
        ((0, 60, 612, 792), zigzag(), "unsigned"),  # a background
        (ELSEWHERE, zigzag(), "unsigned"),
    ):
        pdf = declaration({"s2": "Luc Specimen"})
        with_picture(pdf, place, pixels)
        assert judged(saved(pdf)).reason == reason, (place, reason)


def test_a_form_that_draws_its_fields_with_curves_is_unsigned() -> None:
    every = (FIRST, SECOND, FIRST_DATE, SECOND_DATE, ELSEWHERE)
    pdf = declaration({}, "".join(strokes(place) for place in every))
    extra = pdf.pages[0].Annots[0].copy()
    extra.T, extra.TU = pikepdf.String("more"), pikepdf.String("Address")
    widget = pdf.make_indirect(extra)
    pdf.pages[0].Annots.append(widget)
    pdf.Root.AcroForm.Fields.append(widget)
    assert judged(saved(pdf)).reason == "unsigned"


def test_a_digital_signature_that_stands_on_no_line() -> None:
    filled = saved(declaration({}))
    one = judged(signed_form(filled, "Anne Specimen", "Hidden", "approving"))
    assert (one.outcome.value, one.reason) == ("fail", "unsigned-in-part")
    two = signed_form(filled, "Anne Specimen", "Hidden", "approving")
    both = judged(signed_form(two, "Luc Specimen", "Second", "approving"))
    assert (both.outcome.value, both.reason) == ("pass", "signed")
    same = judged(signed_form(two, "Anne Specimen", "Second", "approving"))
    assert same.reason == "unsigned-in-part"
    typed = saved(declaration({"s1": "Anne Specimen"}))
    mixed = judged(signed_form(typed, "Luc Specimen", "Hidden", "approving"))
    assert (mixed.outcome.value, mixed.reason) == ("unsure", "unclear-who")
    assert mixed.details["signers_en"] == "second declarant"


def test_the_only_signer_may_sign_digitally_anywhere() -> None:
    name = Field("Given", "Given name(s)", "Zoé")
    form = small_form("IMM 5444", [name, Field("Sign/Name", "Signature of applicant", "")])
    signed = signed_form(form, "Zoé Specimen", "Hidden", "approving")
    assert judge("form.signed", "pr-card", form).reason == "unsigned"
    assert judge("form.signed", "pr-card", signed).reason == "signed"
    changed = signed.replace(b"\xbf\xf7\xa2\xfe", b"\xbf\xf7\xa2\xff", 1)
    assert changed != signed
    assert judge("form.signed", "pr-card", changed).reason == "unsigned"


TYPED = [
    ("N/A", "fail", "unsigned"),
    ("n.a.", "fail", "unsigned"),
    ("-", "fail", "unsigned"),
    ("\u2014", "fail", "unsigned"),
    ("None", "fail", "unsigned"),
    ("Sans objet", "fail", "unsigned"),
    ("Sign here", "fail", "unsigned"),
    ("X", "unsure", "unclear"),
    ("xxx", "unsure", "unclear"),
    ("2024-05-01", "unsure", "unclear"),
    ("Nadia Specimen", "pass", "signed"),
    ("Xi", "pass", "signed"),
]


@pytest.mark.parametrize(("name", "outcome", "reason"), TYPED)
def test_what_is_no_name(name: str, outcome: str, reason: str) -> None:
    field = Field("Sign/Name", "Signature of applicant", name)
    assert verdict("form.signed", "pr-card", "IMM 5444", field) == (outcome, reason)


CHILD = [
    ("Ann Specimen", "pass", "signed"),
    ("N/A", "fail", "parent-missing"),
    ("X", "unsure", "unclear"),
]


@pytest.mark.parametrize(("parent", "outcome", "reason"), CHILD)
def test_a_parent_signs_with_a_name(parent: str, outcome: str, reason: str) -> None:
    fields = [
        Field("Born", "7. Date of birth", "2018-01-01", "date"),
        Field("App/Name", "Signature of applicant", "Zoé"),
        Field("Parent/Name", "Signature of parent or legal guardian", parent),
    ]
    found = verdict("form.minor-signers", "pr-card", "IMM 5444", *fields)
    assert found == (outcome, reason)


def test_a_digital_signature_elsewhere_may_be_the_parents() -> None:
    fields = [
        Field("Born", "7. Date of birth", "2018-01-01", "date"),
        Field("App/Name", "Signature of applicant", "Zoé"),
        Field("Parent/Name", "Signature of parent or legal guardian", ""),
    ]
    signed = signed_form(small_form("IMM 5444", fields), "Ann Specimen", "Hidden", "approving")
    found = judge("form.minor-signers", "pr-card", signed)
    assert (found.outcome.value, found.reason) == ("unsure", "unclear")


def dated(values: Mapping[str, str], content: str = "", note: str = "") -> Judgement:
    """What the date of the first of two signatures is found to be; the second is right."""
    captions = ("Signature of applicant", "Signature of parent or guardian")
    signed = {"s1": "Zoé", "s2": "Ann", "d2": "2024-05-30"}
    pdf = declaration({**signed, **values}, content, captions, "IMM 5444")
    if note:
        with_note(pdf, note, FIRST_DATE)
    return judge("form.dated", "pr-card", saved(pdf))


def test_a_date_that_fails_shows_its_place() -> None:
    for date, reason in (("2024-07-01", "post-dated"), ("2023-01-01", "stale"), ("", "undated")):
        found = dated({"d1": date})
        assert (found.outcome.value, found.reason) == ("fail", reason)
        assert [place.points[0][1] for place in found.where] == [792 - FIRST_DATE[3]]


def test_a_date_typed_onto_the_page_is_read() -> None:
    assert dated({}, note="2024-05-29").reason == "dated"
    assert dated({}, note="2024-07-01").reason == "post-dated"


def test_a_date_that_the_page_itself_paints_is_left_to_an_officer() -> None:
    found = dated({}, strokes(FIRST_DATE))
    assert (found.outcome.value, found.reason) == ("unsure", "date-by-hand")
