"""What warms a process up: a drawn face and none, a form, a word; so every network runs."""

from __future__ import annotations

import io

import cv2
import numpy as np
import numpy.typing as npt
import pikepdf

from models.text.detection import find_text_boxes
from models.text.recognition import character_probabilities

#: A dynamic XFA form of one field: the longest way through the reading of PDFs.
_XFA = (
    ("preamble", b'<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/">'),
    (
        "template",
        b'<template xmlns="http://www.xfa.org/schema/xfa-template/3.3/"><subform name="form1">'
        b'<field name="Word"><ui><textEdit/></ui>'
        b"<caption><value><text>Word</text></value></caption></field></subform></template>",
    ),
    (
        "datasets",
        b'<xfa:datasets xmlns:xfa="http://www.xfa.org/schema/xfa-data/1.0/"><xfa:data><form1>'
        b"<Word>warm</Word></form1></xfa:data></xfa:datasets>",
    ),
    ("postamble", b"</xdp:xdp>"),
)
_LETTERS = b"BT /F1 12 Tf 72 720 Td (IMM 0000 \\(01-2020\\) E) Tj ET 72 700 200 1 re f"

_ZONE = (
    "P<UTOWARM<<UP<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<",
    "L898902C36UTO7408122F1204159<<<<<<<<<<<<<<06",
)
_SKIN, _HAIR, _SHADE = (215, 175, 150), (60, 45, 35), (180, 135, 115)
_LIP, _MOUTH, _COAT = (175, 85, 85), (120, 50, 50), (70, 80, 110)


def drawn_portrait() -> npt.NDArray[np.uint8]:
    """A simple frontal face on white, (700, 500, 3) uint8 sRGB, that the face detector finds."""
    page = np.full((700, 500, 3), 255, np.uint8)
    cv2.ellipse(page, (250, 700), (220, 190), 0, 0, 360, _COAT, cv2.FILLED)
    cv2.rectangle(page, (205, 470), (295, 560), _SHADE, cv2.FILLED)
    cv2.ellipse(page, (250, 330), (135, 190), 0, 0, 360, _HAIR, cv2.FILLED)
    cv2.ellipse(page, (250, 350), (120, 165), 0, 0, 360, _SKIN, cv2.FILLED)
    for eye_x in (200, 300):
        _draw_eye(page, eye_x)
    cv2.line(page, (250, 330), (240, 390), _SHADE, 5)
    cv2.line(page, (240, 392), (262, 392), _SHADE, 5)
    cv2.ellipse(page, (250, 440), (42, 12), 0, 0, 360, _LIP, cv2.FILLED)
    cv2.line(page, (210, 440), (290, 440), _MOUTH, 3)
    return np.asarray(cv2.GaussianBlur(page, (0, 0), 2), np.uint8)


def _draw_eye(page: npt.NDArray[np.uint8], eye_x: int) -> None:
    cv2.ellipse(page, (eye_x, 320), (24, 11), 0, 0, 360, (250, 250, 250), cv2.FILLED)
    cv2.circle(page, (eye_x, 320), 10, _HAIR, cv2.FILLED)
    cv2.ellipse(page, (eye_x, 292), (32, 8), 0, 180, 360, _HAIR, 6)


def warm_up_jpegs(width_px: int = 1000) -> tuple[bytes, ...]:
    """The drawn portrait and an empty page as JPEGs of the given width, 5 : 7.

    The empty page is for the networks that are asked only where no face was found at first.
    """
    size = (width_px, width_px * 7 // 5)
    portrait = cv2.resize(drawn_portrait(), size, interpolation=cv2.INTER_CUBIC)
    return _jpeg(portrait), _jpeg(np.full((700, 500, 3), 200, np.uint8))


def read_a_word() -> None:
    """Let the networks that read print look at one word; a whole document would take a second."""
    page = np.full((160, 320, 3), 235, np.uint8)
    cv2.putText(page, "UTOPIA", (20, 90), cv2.FONT_HERSHEY_PLAIN, 3, _HAIR, 3)
    find_text_boxes(page, 320)
    character_probabilities(page[40:110])


def warm_up_pdf() -> bytes:
    """A form of one page and one field."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(612, 792))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    page.obj.Contents = pdf.make_stream(_LETTERS)
    packets = pikepdf.Array()
    for name, content in _XFA:
        packets.append(pikepdf.String(name))
        packets.append(pdf.make_stream(content))
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(), XFA=packets)
    target = io.BytesIO()
    pdf.save(target)
    return target.getvalue()


def _jpeg(rgb: npt.NDArray[np.generic]) -> bytes:
    _, encoded = cv2.imencode(".jpg", cv2.cvtColor(np.asarray(rgb, np.uint8), cv2.COLOR_RGB2BGR))
    return encoded.tobytes()
