"""Annotations counted by subtype, also where a program wrote names as it liked."""

from __future__ import annotations

import pikepdf
import pytest

from models.pdf.page_annotations import MAX_ANNOTATIONS, annotation_counts


def page_with(*subtypes: bytes, entry: bytes = b"/Subtype") -> pikepdf.Object:
    """A page whose annotations have these subtypes, written byte by byte."""
    annotations = b" ".join(b"<</Type/Annot %s %s>>" % (entry, one) for one in subtypes)
    return pikepdf.Object.parse(b"<</Type/Page/Annots [%s]>>" % annotations)


NAMES = [
    ((b"/Ink", b"/Ink", b"/Widget"), {"Ink": 2, "Widget": 1}),
    ((b"/Caf#e9",), {"Caf\u00e9": 1}),  # Windows-1252, no UTF-8
    ((b"/Caf#c3#a9",), {"Caf\u00e9": 1}),
    ((b"/#ff#fe",), {"\u00ff\u00fe": 1}),
    ((b"/" + b"A" * 200,), {"A" * 40: 1}),
    ((b"(Ink)", b"12", b"null"), {"none": 3}),
    ((), {}),
]


@pytest.mark.parametrize(("subtypes", "counts"), NAMES)
def test_annotations_by_subtype(subtypes: tuple[bytes, ...], counts: dict[str, int]) -> None:
    assert annotation_counts(page_with(*subtypes)) == counts


def test_annotations_without_a_subtype() -> None:
    assert annotation_counts(page_with(b"/Ink", entry=b"/Other")) == {"none": 1}


def test_a_page_with_very_many_annotations_is_counted_to_a_limit() -> None:
    page = page_with(*[b"/Ink"] * (MAX_ANNOTATIONS + 10))
    assert annotation_counts(page) == {"Ink": MAX_ANNOTATIONS}


@pytest.mark.parametrize("value", [pikepdf.String("x"), pikepdf.Dictionary(), 7])
def test_what_is_no_list_has_no_annotations(value: object) -> None:
    assert annotation_counts(pikepdf.Dictionary(Annots=value)) == {}
