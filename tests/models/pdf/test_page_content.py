"""What a page shows: cover, text that is seen or not, drawings, annotations."""

from __future__ import annotations

import pikepdf
import pytest

from models.pdf.opening import open_pdf
from models.pdf.page_content import MAX_MEASURED_PAGES, measure_page, measure_pages
from tests.models.pdf.small_pdfs import built, first_page, painted, shown

WHOLE = "q 612 0 0 792 0 0 cm /Im Do Q\n"
PLAIN = pikepdf.Dictionary()


def test_a_blank_page_shows_nothing() -> None:
    page = first_page("")
    assert (page.image_cover, page.visible_characters, page.images, page.dpi) == (0, 0, (), None)
    assert (page.width_pt, page.height_pt) == (612, 792)


@pytest.mark.parametrize(
    ("content", "cover"),
    [
        pytest.param(WHOLE, 1.0, id="whole page"),
        pytest.param("q 306 0 0 792 0 0 cm /Im Do Q", 0.5, id="half"),
        pytest.param(WHOLE * 2, 1.0, id="stacked: once"),
        pytest.param(
            "".join(f"q 612 0 0 79.2 0 {79.2 * row} cm /Im Do Q\n" for row in range(10)),
            1.0,
            id="strips: together",
        ),
        pytest.param("q 0 0 306 396 re W n 612 0 0 792 0 0 cm /Im Do Q", 0.25, id="clipped"),
        pytest.param(WHOLE + "1 g 0 0 612 396 re f", 0.5, id="painted over"),
        pytest.param("q 612 0 0 792 1000 0 cm /Im Do Q", 0.0, id="off the page"),
        pytest.param("q 0 612 -792 0 702 90 cm /Im Do Q", 0.773, id="turned"),
    ],
)
def test_cover_is_what_a_viewer_sees(content: str, cover: float) -> None:
    assert first_page(content, Im=PLAIN).image_cover == pytest.approx(cover, abs=0.02)


def test_pictures_inside_forms_count() -> None:
    def nest(pike: pikepdf.Pdf) -> None:
        picture = pikepdf.Stream(
            pike,
            bytes(64),
            Subtype=pikepdf.Name.Image,
            Width=8,
            Height=8,
            ColorSpace=pikepdf.Name.DeviceGray,
            BitsPerComponent=8,
        )
        form = pikepdf.Stream(pike, b"q 100 0 0 100 0 0 cm /Im Do Q")
        form["/Subtype"] = pikepdf.Name.Form
        form["/BBox"] = pikepdf.Array([0, 0, 100, 100])
        form["/Resources"] = pikepdf.Dictionary(
            XObject=pikepdf.Dictionary(Im=pike.make_indirect(picture))
        )
        page = pike.pages[0].obj
        page.Resources.XObject.Fm = pike.make_indirect(form)
        page.Contents = pikepdf.Stream(pike, b"q 6.12 0 0 7.92 0 0 cm /Fm Do Q")

    with open_pdf(built(nest)) as document:
        page = measure_page(document, 1)
    assert page.image_cover == pytest.approx(1.0, abs=0.02)
    assert page.dpi == pytest.approx(72 * 8 / (612 * 792) ** 0.5, rel=0.01)


@pytest.mark.parametrize(
    ("content", "look"),
    [
        pytest.param(shown("secret", mode=3), "unmarked", id="neither filled nor stroked"),
        pytest.param(shown("secret", mode=7), "unmarked", id="clip only"),
        pytest.param(shown("secret", x=-500), "off-page", id="left of the page"),
        pytest.param(shown("secret", y=900), "off-page", id="above the page"),
        pytest.param("1 g " + shown("secret"), "white", id="white on paper"),
        pytest.param(shown("secret") + WHOLE, "covered", id="under a picture"),
        pytest.param(shown("secret") + "1 g 0 0 612 792 re f", "covered", id="under white"),
    ],
)
def test_text_that_nobody_sees(content: str, look: str) -> None:
    page = first_page(content, Im=PLAIN)
    assert (page.visible_characters, dict(page.invisible_characters)) == (0, {look: 6})
    assert "secret" not in page.visible_text


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(shown("public"), id="black on paper"),
        pytest.param("0 g 0 600 612 192 re f 1 g " + shown("public"), id="white on black"),
        pytest.param(WHOLE + "1 g " + shown("public"), id="white on a picture"),
        pytest.param("1 g 0 0 612 792 re f 0 g " + shown("public"), id="on white"),
    ],
)
def test_text_that_is_seen(content: str) -> None:
    page = first_page(content, Im=PLAIN)
    assert (page.visible_characters, page.hidden_characters) == (6, 0)
    assert "public" in page.visible_text


def test_seen_and_hidden_text_are_told_apart() -> None:
    page = first_page(shown("public") + shown("hidden layer", y=600, mode=3))
    assert (page.visible_characters, dict(page.invisible_characters)) == (6, {"unmarked": 11})
    assert "hidden" not in page.visible_text


def test_stencils_and_masks_hide_nothing() -> None:
    mask = pikepdf.Dictionary(ImageMask=True, BitsPerComponent=1)
    page = first_page(shown("public") + WHOLE, Im=mask)
    assert page.visible_characters == 6
    assert page.images[0].is_stencil


def test_rules_are_no_drawing() -> None:
    rules = "".join(f"72 {y} m 540 {y} l S 72 {y} 100 10 re S\n" for y in range(100, 700, 20))
    page = first_page("20 20 572 752 re S\n" + rules)
    assert (page.rule_paths, page.drawing_paths) == (61, 0)


def test_curves_are_a_drawing() -> None:
    page = first_page("100 100 m 150 300 250 300 300 100 c S 100 100 m 400 500 l S")
    assert (page.rule_paths, page.drawing_paths) == (0, 2)


@pytest.mark.parametrize(
    ("name", "codec"), [("DCTDecode", "dct"), ("JBIG2Decode", "jbig2"), ("FlateDecode", "flate")]
)
def test_codecs_are_named(name: str, codec: str) -> None:
    page = first_page(WHOLE, Im=pikepdf.Dictionary(Filter=pikepdf.Name(f"/{name}")))
    assert page.codecs == {codec}


def test_annotations_by_subtype() -> None:
    def annotate(pike: pikepdf.Pdf) -> None:
        subtypes = ["FreeText", "FreeText", "Stamp", "Ink"]
        pike.pages[0].obj.Annots = pikepdf.Array(
            pikepdf.Dictionary(Subtype=pikepdf.Name(f"/{subtype}"), Rect=[0, 0, 1, 1])
            for subtype in subtypes
        )

    with open_pdf(built(annotate)) as document:
        assert measure_page(document, 1).annotations == {"FreeText": 2, "Stamp": 1, "Ink": 1}


@pytest.mark.parametrize("text", ["Please wait... If this message", "Veuillez patienter..."])
def test_the_stand_in_page_of_a_dynamic_form(text: str) -> None:
    assert first_page(shown(text)).is_placeholder
    assert not first_page(shown("Please sign here")).is_placeholder


def test_a_huge_page_box_is_measured() -> None:
    def enlarge(pike: pikepdf.Pdf) -> None:
        pike.pages[0].obj.MediaBox = pikepdf.Array([0, 0, 10**9, 10**9])

    with open_pdf(built(enlarge)) as document:
        assert measure_page(document, 1).image_cover == 0


def test_long_documents_are_sampled() -> None:
    with open_pdf(built(lambda pike: None, pages=MAX_MEASURED_PAGES + 100)) as document:
        numbers = [page.number for page in measure_pages(document)]
    assert len(numbers) == len(set(numbers)) == MAX_MEASURED_PAGES
    assert (numbers[0], numbers[-1]) == (1, MAX_MEASURED_PAGES + 100)


def test_the_text_of_a_page_is_not_shown() -> None:
    assert "Zbigniewska" not in repr(first_page(shown("Zbigniewska")))


def test_painting_twice_changes_nothing() -> None:
    content = painted(shown("public") + WHOLE, Im=PLAIN)
    with open_pdf(content) as document:
        assert measure_page(document, 1) == measure_page(document, 1)
