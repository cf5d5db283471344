"""The invented form on paper: printed pages, and the AcroForm fields that lie on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

import pikepdf
from pikepdf import Array, Dictionary, Name

from samples.forms_design import (
    FIRST_LINE_PT,
    FOOTER,
    OTHER_EDITION,
    PLEASE_WAIT,
    TITLE,
    Language,
    Question,
    column_heads,
    top_pt,
    visible_questions,
)

#: ``as-adobe``: named as XFA names its fields, with help texts; ``plain``: one name, no tree.
Naming = Literal["as-adobe", "plain"]
Page = list[tuple[float, float, str]]
#: Left, bottom, width and height in points.
Frame = tuple[float, float, float, float]

WIDTH_PT, HEIGHT_PT = 612.0, 792.0
CAPTION_X_PT, BOX_X_PT, BOX_WIDTH_PT, BOX_HEIGHT_PT = 50.0, 300.0, 240.0, 18.0
COLUMN_WIDTH_PT = 160.0
_ANSWER_WIDTH_PT = 80.0
_CHARACTERS_A_LINE = 90


def printed_pages(language: Language, values: Mapping[str, str]) -> tuple[Page, Page]:
    """The print of both pages, with answers where they are given."""
    pages: tuple[Page, Page] = (_frame(language, 1), _frame(language, 2))
    for question in visible_questions():
        page = pages[question.page - 1]
        top = top_pt(question) + 14
        if question.column is None:
            page.append((CAPTION_X_PT, top, question.caption(language)))
        for number, answer in enumerate(question.answers):
            if question.kind == "radio-group":
                x = BOX_X_PT + 22 + number * _ANSWER_WIDTH_PT
                page.append((x, top, answer.text(language)))
        value = values.get(question.path, "")
        if value:
            left = _frame_of(question, _chosen(question, value))[0]
            page.append((left + 4, top, _shown(question, value, language)))
    for column, head in enumerate(column_heads(language)):
        pages[1].append((CAPTION_X_PT + column * COLUMN_WIDTH_PT, FIRST_LINE_PT + 14, head))
    return pages


def waiting_page(language: Language) -> Page:
    """The stand-in that other programs than Adobe's show."""
    text = PLEASE_WAIT[language]
    pieces = (text[at : at + _CHARACTERS_A_LINE] for at in range(0, len(text), _CHARACTERS_A_LINE))
    return [(50.0, 60.0 + 16 * line, piece) for line, piece in enumerate(pieces)]


def _frame(language: Language, number: int) -> Page:
    return [
        (50.0, 50.0, TITLE[language]),
        (50.0, 70.0, OTHER_EDITION[language]),
        (50.0, 760.0, FOOTER[language]),
        (500.0, 760.0, f"PAGE {number} / 2"),
    ]


def _chosen(question: Question, value: str) -> int:
    """Which of a question's boxes is ticked."""
    codes = [answer.code for answer in question.answers]
    return codes.index(value) if question.kind == "radio-group" else 0


def _shown(question: Question, value: str, language: Language) -> str:
    if question.kind in ("check-box", "radio-group"):
        return "X"
    return next((a.text(language) for a in question.answers if a.code == value), value)


def _left_pt(question: Question) -> float:
    if question.column is None:
        return BOX_X_PT
    return CAPTION_X_PT + question.column * COLUMN_WIDTH_PT


def answer_frames(page: int) -> list[Frame]:
    """The frames that are printed around the places of a page's answers."""
    frames = []
    for question in visible_questions():
        if question.page == page:
            count = len(question.answers) if question.kind == "radio-group" else 1
            frames += [_frame_of(question, number) for number in range(count)]
    return frames


def add_page(pdf: pikepdf.Pdf, content: Page, frames: Sequence[Frame] = ()) -> None:
    """Add a page of letter size with texts, placed from its upper left corner, and frames."""
    page = pdf.add_blank_page(page_size=(WIDTH_PT, HEIGHT_PT))
    lines = [b"0.5 w"] if frames else []
    lines += [b"%.1f %.1f %.1f %.1f re S" % frame for frame in frames]
    lines.append(b"BT /F1 10 Tf")
    for left, top, text in content:
        lines.append(b"1 0 0 1 %.1f %.1f Tm (%s) Tj" % (left, HEIGHT_PT - top, _escaped(text)))
    lines.append(b"ET")
    page.Contents = pdf.make_stream(b"\n".join(lines))
    page.Resources = Dictionary(Font=Dictionary(F1=_font(pdf)))


def _escaped(text: str) -> bytes:
    plain = text.encode("cp1252", "replace")
    return plain.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _font(pdf: pikepdf.Pdf) -> pikepdf.Object:
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type1,
            BaseFont=Name.Helvetica,
            Encoding=Name.WinAnsiEncoding,
        )
    )


def add_fields(pdf: pikepdf.Pdf, language: Language, naming: Naming) -> None:
    """Lay an AcroForm field over the place of each question's answer."""
    resources = Dictionary(Font=Dictionary(Helv=_font(pdf)))
    pdf.Root.AcroForm = pdf.make_indirect(
        Dictionary(Fields=Array(), DR=resources, DA=pikepdf.String("/Helv 10 Tf 0 g"))
    )
    for question in visible_questions():
        field = pdf.make_indirect(_field(pdf, question, language))
        page = pdf.pages[question.page - 1]
        widgets = list(field.get("/Kids", [field]))
        for widget in widgets:
            widget.P = page.obj
            if widget is not field:
                widget.Parent = field
        page.Annots = Array([*page.obj.get("/Annots", []), *widgets])
        if naming == "plain":
            field.T = pikepdf.String(question.path.replace("/", "_"))
            pdf.Root.AcroForm.Fields.append(field)
        else:
            _hang(pdf, field, question.field_name.split("."))


def _hang(pdf: pikepdf.Pdf, field: pikepdf.Object, steps: list[str]) -> None:
    """Put a field into the tree at its full name, making the nodes above it."""
    parent: pikepdf.Object | None = None
    siblings = pdf.Root.AcroForm.Fields
    for step in steps[:-1]:
        node = next((n for n in siblings if str(n.T) == step), None)
        if node is None:
            node = pdf.make_indirect(Dictionary(T=pikepdf.String(step), Kids=Array()))
            if parent is not None:
                node.Parent = parent
            siblings.append(node)
        parent, siblings = node, node.Kids
    field.T = pikepdf.String(steps[-1])
    if parent is not None:
        field.Parent = parent
    siblings.append(field)


def _field(pdf: pikepdf.Pdf, question: Question, language: Language) -> Dictionary:
    entries: dict[str, object] = {"/TU": pikepdf.String(question.caption(language))}
    if question.is_mandatory:
        entries["/Ff"] = 2
    if question.kind == "radio-group":
        codes = [answer.code for answer in question.answers]
        kids = [_box(pdf, question, n, code) for n, code in enumerate(codes)]
        flags = (1 << 15) + (2 if question.is_mandatory else 0)
        return Dictionary({**entries, "/FT": Name.Btn, "/Ff": flags, "/Kids": Array(kids)})
    if question.kind == "check-box":
        return Dictionary({**_box(pdf, question, 0, "1"), **entries, "/FT": Name.Btn})
    return Dictionary({**_widget(question, 0), **entries, **dict(_type(question, language))})


def _type(question: Question, language: Language) -> Iterator[tuple[str, object]]:
    if question.kind == "signature":
        yield "/FT", Name.Sig
    elif question.kind == "choice-list":
        yield "/FT", Name.Ch
        pairs = ((answer.code, answer.text(language)) for answer in question.answers)
        yield "/Opt", Array([Array([pikepdf.String(c), pikepdf.String(t)]) for c, t in pairs])
    else:
        yield "/FT", Name.Tx


def _widget(question: Question, number: int) -> dict[str, object]:
    left, bottom, width, height = _frame_of(question, number)
    return {
        "/Type": Name.Annot,
        "/Subtype": Name.Widget,
        "/F": 4,
        "/Rect": Array([left, bottom, left + width, bottom + height]),
    }


def _frame_of(question: Question, number: int) -> Frame:
    """Where an answer stands, or one of several boxes to be ticked."""
    left = _left_pt(question) + number * _ANSWER_WIDTH_PT
    is_box = question.kind in ("check-box", "radio-group")
    width = BOX_HEIGHT_PT if is_box else BOX_WIDTH_PT
    if question.column is not None:
        width = COLUMN_WIDTH_PT - 10
    return left, HEIGHT_PT - top_pt(question) - BOX_HEIGHT_PT, width, BOX_HEIGHT_PT


def _box(pdf: pikepdf.Pdf, question: Question, number: int, state: str) -> pikepdf.Object:
    """A box that can be ticked to one state."""
    shown = Array([0, 0, BOX_HEIGHT_PT, BOX_HEIGHT_PT])
    ticked, empty = (
        pdf.make_stream(drawing, {"/Type": Name.XObject, "/Subtype": Name.Form, "/BBox": shown})
        for drawing in (b"2 2 m 16 16 l 2 16 m 16 2 l S", b"")
    )
    states = Dictionary({f"/{state}": ticked, "/Off": empty})
    appearance = Dictionary(N=states)
    return pdf.make_indirect(
        Dictionary({**_widget(question, number), "/AS": Name.Off, "/AP": appearance})
    )
