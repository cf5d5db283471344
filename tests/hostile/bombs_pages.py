"""Hostile PDFs whose pages are too many, too deep, too large or too costly to draw."""

from __future__ import annotations

from tests.hostile.bomb import bomb
from tests.hostile.raw_pdf import RawPdf


def pages(count: int) -> bytes:
    """Pages of a line each."""
    pdf = RawPdf()
    shown = pdf.packed(b"BT ET 0 0 9 9 re f")
    return pdf.tree([pdf.page(shown) for _ in range(count)]).written()


@bomb("600 pages")
def pages_600() -> bytes:
    return pages(600)


@bomb("50,000 pages")
def pages_50000() -> bytes:
    return pages(50_000)


@bomb("one page that the tree names 200,000 times")
def page_named_200000_times() -> bytes:
    pdf = RawPdf()
    return pdf.tree([pdf.page()] * 200_000).written()


@bomb("a page tree whose node has itself as a child")
def kids_name_their_node() -> bytes:
    pdf = RawPdf()
    pdf.bodies[2] = b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 2 /MediaBox [0 0 9 9] >>"
    pdf.page()
    return pdf.written()


@bomb("a page tree in which two nodes are each other's child")
def kids_loop() -> bytes:
    pdf = RawPdf()
    pdf.bodies[2] = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    pdf.add(b"<< /Type /Pages /Parent 2 0 R /Kids [2 0 R] /Count 1 >>")
    return pdf.written()


def _chain(depth: int) -> RawPdf:
    pdf = RawPdf()
    pdf.bodies[2] = b"<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 612 792] >>"
    for number in range(3, 3 + depth):
        pdf.add(
            b"<< /Type /Pages /Parent %d 0 R /Kids [%d 0 R] /Count 1 >>" % (number - 1, number + 1)
        )
    pdf.add(b"<< /Type /Page /Parent %d 0 R >>" % (2 + depth))
    return pdf


@bomb("a page below 10,000 nodes")
def kids_10000_deep() -> bytes:
    return _chain(10_000).written()


@bomb("a page below 180 nodes, which readers follow")
def kids_180_deep() -> bytes:
    return _chain(180).written()


@bomb("a binary tree of nodes that share their children: 2^40 pages of 40 objects")
def kids_shared() -> bytes:
    pdf = RawPdf()
    pdf.bodies[2] = b"<< /Type /Pages /Kids [3 0 R 3 0 R] /Count 1099511627776 >>"
    for number in range(3, 43):
        pdf.add(
            b"<< /Type /Pages /Parent %d 0 R /Kids [%d 0 R %d 0 R] /Count 2 >>"
            % (number - 1, number + 1, number + 1)
        )
    pdf.add(b"<< /Type /Page /Parent 42 0 R /MediaBox [0 0 9 9] >>")
    return pdf.written()


@bomb("a page tree that claims two billion pages and has one")
def count_of_two_billion() -> bytes:
    pdf = RawPdf().one_page()
    pdf.bodies[2] = pdf.bodies[2].replace(b"/Count 1", b"/Count 2147483647")
    return pdf.written()


@bomb("a page tree that claims a negative number of pages")
def count_is_negative() -> bytes:
    pdf = RawPdf().one_page()
    pdf.bodies[2] = pdf.bodies[2].replace(b"/Count 1", b"/Count -7")
    return pdf.written()


@bomb("a parent that is its own child's child: inherited attributes go round")
def parents_loop() -> bytes:
    pdf = RawPdf()
    pdf.bodies[2] = b"<< /Type /Pages /Parent 3 0 R /Kids [3 0 R] /Count 1 >>"
    pdf.add(b"<< /Type /Page /Parent 2 0 R >>")
    return pdf.written()


BOXES = {
    "huge": b"/MediaBox [0 0 1e30 1e30]",
    "long": b"/MediaBox [0 0 10000000 1]",
    "negative": b"/MediaBox [0 0 -5 -5]",
    "empty": b"/MediaBox [0 0 0 0]",
    "infinite": b"/MediaBox [0 0 NaN Infinity]",
    "crossing": b"/MediaBox [-2147483648 -2147483648 2147483647 2147483647]",
    "unit": b"/MediaBox [0 0 612 792] /UserUnit 1000000000",
    "turned": b"/MediaBox [0 0 612 792] /Rotate 45",
    "far": b"/MediaBox [0 0 612 792] /Rotate 999999999999999999999",
    "crop": b"/MediaBox [0 0 612 792] /CropBox [99999999 99999999 99999999 99999999]",
}


@bomb("pages with huge, negative, infinite, empty and turned boxes")
def odd_boxes() -> bytes:
    pdf = RawPdf()
    shown = pdf.packed(b"0 0 100 100 re f BT 9 0 0 9 1e30 -1e30 Tm ET")
    return pdf.tree([pdf.page(shown, box) for box in BOXES.values()]).written()
