"""AcroForm fields: trees, orphans, states, drawn values, boxes on turned pages."""

from __future__ import annotations

import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from models.pdf.acroform import AcroField, measure_acroform
from models.pdf.acroform_box import Box, PageFrame
from models.pdf.fields import measure_fields
from models.pdf.opening import open_pdf
from samples.forms import fill_acroform, plain_form


def opened() -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(plain_form("en")))


def named(pdf: pikepdf.Pdf) -> dict[str, AcroField]:
    return {field.name: field for field in measure_acroform(pdf)}


def test_flags_states_and_options() -> None:
    fields = named(opened())
    assert fields["Page1_Name_FamilyName"].is_required
    assert not fields["Page1_Details"].is_required
    refused, phone = fields["Page1_Refused"], fields["Page1_Phone_CanadaUS"]
    assert (refused.kind, [o.value for o in refused.options]) == ("radio-group", ["Y", "N"])
    assert len(refused.widgets) == 2
    assert (phone.kind, phone.widgets[0].states, phone.widgets[0].state) == (
        "check-box",
        ("1",),
        "Off",
    )
    country = fields["Page1_Citizenship"]
    assert [(o.value, o.text) for o in country.options][1] == ("901", "Utopia")


def test_widgets_without_a_field_tree_are_fields() -> None:
    content = fill_acroform(plain_form("en"), {"Page1_UCI": "1234", "Page1_Refused": "N"})
    with_tree = pikepdf.open(io.BytesIO(content))
    without = pikepdf.open(io.BytesIO(content))
    del without.Root["/AcroForm"]
    tree, orphans = named(with_tree), named(without)
    assert set(tree) == set(orphans)
    assert all(field.is_orphan for field in orphans.values())
    assert orphans["Page1_UCI"].value == "1234"
    assert orphans["Page1_Refused"].value == "N"


def draw(pdf: pikepdf.Pdf, field: pikepdf.Object, drawing: bytes) -> None:
    resources = Dictionary(Font=pdf.Root.AcroForm.DR.Font)
    form = {"/Type": Name.XObject, "/Subtype": Name.Form, "/BBox": Array([0, 0, 240, 18])}
    stream = pdf.make_stream(drawing, {**form, "/Resources": resources})
    field.AP = Dictionary(N=stream)


DRAWN = [
    # drawing, text
    (b"/Tx BMC BT /Helv 10 Tf (Zo\xe9 \\(SPECIMEN\\)) Tj ET EMC", "Zoé (SPECIMEN)"),
    (b"BT /Helv 10 Tf [(Trem) 20 (blay) -400 (C\xf4t\xe9)] TJ ET", "Tremblay Côté"),
    (b"BT /Helv 10 Tf (first line) Tj 0 -12 Td (second line) Tj ET", "first line second line"),
    (b"q 1 g 0 0 240 18 re f Q", ""),
    (b"BT /Helv 10 Tf (cut sho", ""),
]


@pytest.mark.parametrize(("drawing", "text"), DRAWN)
def test_values_that_are_only_drawn(drawing: bytes, text: str) -> None:
    pdf = opened()
    field = next(f for f in pdf.Root.AcroForm.Fields if str(f.T) == "Page1_UCI")
    draw(pdf, field, drawing)
    found = named(pdf)["Page1_UCI"]
    assert (found.value, found.is_drawn_only) == (text, bool(text))


def test_a_font_with_a_unicode_map() -> None:
    pdf = opened()
    field = next(f for f in pdf.Root.AcroForm.Fields if str(f.T) == "Page1_UCI")
    draw(pdf, field, b"BT /F0 10 Tf <00010002> Tj <0010> Tj ET")
    cmap = b"1 beginbfchar <0010> <00E9> endbfchar 1 beginbfrange <0001> <0002> <0041> endbfrange"
    font = Dictionary(Type=Name.Font, Subtype=Name.Type0, ToUnicode=pdf.make_stream(cmap))
    field.AP.N.Resources = Dictionary(Font=Dictionary(F0=font))
    assert named(pdf)["Page1_UCI"].value == "ABé"


def test_a_tree_that_loops_ends() -> None:
    pdf = opened()
    node = pdf.make_indirect(Dictionary(T=String("loop"), Kids=Array()))
    node.Kids.append(node)
    pdf.Root.AcroForm.Fields.append(node)
    assert "Page1_UCI" in named(pdf)


def test_nonsense_in_the_tree_is_passed_over() -> None:
    pdf = opened()
    pdf.Root.AcroForm.Fields = Array([1, String("x"), Dictionary(T=String("y"), Ff=String("z"))])
    assert "y" in named(pdf)


def test_names_in_an_old_encoding() -> None:
    pdf = opened()
    field = next(f for f in pdf.Root.AcroForm.Fields if str(f.T) == "Page1_Phone_CanadaUS")
    field.AP.N["/" + "Ja\udce9"] = field.AP.N["/1"]
    del field.AP.N["/1"]
    field.V = pikepdf.Object.parse(b"/Ja\xe9")
    found = named(pdf)["Page1_Phone_CanadaUS"]
    assert (found.value, [o.value for o in found.options]) == ("Jaé", ["Jaé"])


TURNED = [
    # degrees, box of a rectangle near the upper left corner of a page of 600 x 800
    (0, (10.0, 20.0, 110.0, 40.0)),
    (90, (760.0, 10.0, 780.0, 110.0)),
    (180, (490.0, 760.0, 590.0, 780.0)),
    (270, (20.0, 490.0, 40.0, 590.0)),
]


@pytest.mark.parametrize(("degrees", "box"), TURNED)
def test_boxes_on_turned_pages(degrees: int, box: Box) -> None:
    page = Dictionary(MediaBox=Array([0, 0, 600, 800]), Rotate=degrees)
    assert PageFrame(page).box(Array([10, 760, 110, 780])) == box


def test_boxes_on_cropped_pages() -> None:
    page = Dictionary(MediaBox=Array([0, 0, 600, 800]), CropBox=Array([100, 100, 500, 700]))
    assert PageFrame(page).box(Array([110, 680, 120, 690])) == (10, 10, 20, 20)


def test_without_help_texts_the_nearest_print_is_the_caption() -> None:
    pdf = opened()
    for field in pdf.Root.AcroForm.Fields:
        del field["/TU"]
    target = io.BytesIO()
    pdf.save(target)
    with open_pdf(target.getvalue()) as document:
        captions = {field.name: field.caption for field in measure_fields(document)}
    assert captions["Page1_Name_FamilyName"] == "Family name"
    assert captions["Page1_Citizenship"] == "Citizenship"
    assert captions["Page2_Sign_TypedName"] == "Signature of applicant"
