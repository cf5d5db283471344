"""Cards with a machine-readable zone: identity, permanent resident and the larger TD2 card."""

from __future__ import annotations

from dataclasses import replace

from samples.identity_design import (
    SPECIMEN_LINE,
    Order,
    ground,
    overprint,
    put_field,
    put_portrait,
    signature,
)
from samples.identity_mrz import Mrz, composed
from samples.identity_sheet import BLACK, Drawn, Ink, Sheet

#: Cards of ISO/IEC 7810: ID-1 (ICAO 9303-5) and ID-2 (9303-6); the zone begins 4 mm from the left.
ID_1_MM, ID_2_MM = (85.6, 54.0), (105.0, 74.0)
MRZ_LEFT_MM = 4.7
_TITLE: Ink = (44, 60, 96)
_GOLD: Ink = (196, 164, 88)


def id_card(order: Order) -> tuple[Drawn, Drawn]:
    """Utopia's identity card: portrait in front, zone of three lines of 30 behind.

    Every sixth has a number that is longer than the nine characters of its field.
    """
    if order.seed % 6 == 5 and len(order.number) <= 9:
        longer = f"{order.number:0<9}{order.seed % 900 + 100}"
        order = replace(order, number=longer, holder=replace(order.holder, personal_number=""))
    front = Sheet(*ID_1_MM, order.dpi)
    ground(front, order)
    _heading(front, order, "UTOPIA / UTOPIE", order.caption("id"))
    put_portrait(front, order, (4, 12, 27, 42), (69, 30, 81, 46))
    _chip(front, (6, 44, 6 + 9, 52))
    _holder(front, order, 30.0)
    signature(front, order, (17, 44, 28, 51))
    overprint(front, (54, 30), 8.5, 16.0)
    mrz = composed("TD1", order.content("I", order.holder.personal_number), order.faults)
    back = _back(order, mrz, "id-card")
    return _front(front, order, "id-card"), back


def resident_card(order: Order) -> tuple[Drawn, Drawn]:
    """A permanent resident's card whose zone says CAN; the design is our own and nobody's card."""
    order = replace(order, issuer="CAN", languages=("en", "fr"))
    front = Sheet(*ID_1_MM, order.dpi)
    ground(front, order)
    _heading(front, order, "SPECIMEN CANADA", order.caption("resident"))
    put_portrait(front, order, (59, 12, 82, 42), (4, 33, 14, 46))
    _holder(front, order, 5.0, 52.0)
    signature(front, order, (60, 43, 80, 50))
    overprint(front, (33, 30), 8.5, 16.0)
    mrz = composed("TD1", order.content("CA"), order.faults)
    return _front(front, order, "pr-card"), _back(order, mrz, "pr-card")


def td2_card(order: Order) -> Drawn:
    """A card of 105 x 74 mm with data, portrait and a zone of two lines of 36 on one side."""
    sheet = Sheet(*ID_2_MM, order.dpi)
    ground(sheet, order)
    sheet.rectangle((0, ID_2_MM[1] - 23.2, *ID_2_MM), (250, 250, 248), 0.55)
    _heading(sheet, order, "UTOPIA / UTOPIE", order.caption("id"))
    put_portrait(sheet, order, (4, 12, 32, 48), (88, 34, 100, 50))
    _holder(sheet, order, 35.0, 62.0)
    overprint(sheet, (66, 30), 10.0, 16.0)
    content = order.content("I", order.holder.personal_number[:7])
    mrz = composed("TD2", content, order.faults)
    sheet.mrz(mrz, MRZ_LEFT_MM)
    return sheet.finished("id-card", "mrz_td2", "front", mrz=mrz, dates=_dates(order))


def french_layout_card(order: Order) -> Drawn:
    """A card of our own design whose zone has the layout of France's old card, 2 lines of 36."""
    order = replace(order, issuer="FRA", languages=("fr",), number=_twelve_signs(order))
    sheet = Sheet(*ID_2_MM, order.dpi)
    ground(sheet, order)
    sheet.rectangle((0, ID_2_MM[1] - 23.2, *ID_2_MM), (250, 250, 248), 0.55)
    _heading(sheet, order, "SPÉCIMEN - DESSIN", "CARTE D'IDENTITÉ - SPECIMEN")
    put_portrait(sheet, order, (4, 12, 32, 48))
    put_field(sheet, order, "number", (35, 13.5), order.number, width_mm=50)
    put_field(sheet, order, "surname", (35, 20.5), order.holder.surname.upper(), width_mm=60)
    put_field(sheet, order, "given_names", (35, 27.5), order.holder.given_names, width_mm=60)
    put_field(sheet, order, "sex", (35, 34.5), order.holder.sex, width_mm=10)
    birth = order.shown(order.holder.birth)
    put_field(sheet, order, "birth", (50, 34.5), birth, order.holder.birth.iso, width_mm=40)
    put_field(sheet, order, "birth_place", (35, 41.5), order.holder.birth_place, width_mm=40)
    overprint(sheet, (66, 30), 10.0, 16.0)
    content = replace(order.content("ID"), office=f"{order.number[4:7]}{order.seed % 1000:03d}")
    mrz = composed("FR2X36", content, order.faults)
    sheet.mrz(mrz, MRZ_LEFT_MM)
    return sheet.finished(
        "id-card", "mrz_fr2x36", "front", mrz=mrz, dates=(order.issued.isoformat(), "")
    )


def french_licence(order: Order) -> Drawn:
    """The back of a licence of our own design with the one line of France's driver's licence."""
    order = replace(order, issuer="FRA", languages=("fr",), number=_nine_signs(order))
    sheet = Sheet(*ID_1_MM, order.dpi)
    ground(sheet, order, 1)
    sheet.rectangle((0, ID_1_MM[1] - 14.0, *ID_1_MM), (250, 250, 248), 0.55)
    _heading(sheet, order, "SPÉCIMEN - DESSIN", "PERMIS DE CONDUIRE - SPECIMEN")
    put_field(sheet, order, "number", (5, 13), order.number, width_mm=34, em_mm=2.4)
    issued, expires = _dates(order)
    put_field(sheet, order, "issued", (5, 19), order.shown(order.issued), issued, width_mm=30)
    put_field(sheet, order, "expires", (42, 19), order.shown(order.expires), expires, width_mm=30)
    overprint(sheet, (62, 26), 6.0, 8.0)
    mrz = composed("FR1X30", order.content("D1"), order.faults)
    sheet.mrz(mrz, MRZ_LEFT_MM)
    return sheet.finished("driver-licence", "mrz_fr1x30", "back", mrz=mrz, dates=(issued, expires))


def _nine_signs(order: Order) -> str:
    """Year of issue, two letters, a serial number of five."""
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    pair = letters[order.seed % 24] + letters[order.seed // 24 % 24]
    return f"{order.issued:%y}{pair}{(order.seed * 7919 + 10007) % 100000:05d}"


def _twelve_signs(order: Order) -> str:
    """Year and month of issue, three signs of an office, a serial number of five."""
    serial = (order.seed * 7919 + 10007) % 100000
    return f"{order.issued:%y%m}{'0' + str(order.seed % 89 + 10)}{serial:05d}"


def _dates(order: Order) -> tuple[str, str]:
    return order.issued.isoformat(), order.expires.isoformat()


def _front(sheet: Sheet, order: Order, document: str) -> Drawn:
    return sheet.finished(document, "id_front_no_mrz", "front", dates=_dates(order))


def _heading(sheet: Sheet, order: Order, state: str, title: str) -> None:
    sheet.text((4, 6.2), state, 3.6, "serif bold", _TITLE, sheet.width_mm * 0.5)
    sheet.text((4, 9.8), title, 2.3, "bold", _TITLE, sheet.width_mm - 30)
    sheet.text((sheet.width_mm * 0.62, 4.0), SPECIMEN_LINE, 1.0, "plain", _TITLE, 31)


def _holder(sheet: Sheet, order: Order, x: float, width_mm: float = 52.0) -> None:
    holder = order.holder
    half, row, em = width_mm / 2, 5.9, 2.5
    surname = holder.surname.upper() or holder.given_names.upper()
    tops = [13.0 + row * index for index in range(6)]
    put_field(sheet, order, "surname", (x, tops[0]), surname, width_mm=width_mm, em_mm=em)
    put_field(
        sheet, order, "given_names", (x, tops[1]), holder.given_names.upper(),
        width_mm=width_mm, em_mm=em,
    )  # fmt: skip
    put_field(sheet, order, "sex", (x, tops[2]), holder.sex, width_mm=half - 2, em_mm=em)
    put_field(
        sheet, order, "nationality", (x + half, tops[2]), holder.nationality,
        width_mm=half, em_mm=em,
    )  # fmt: skip
    birth = order.shown(holder.birth)
    put_field(
        sheet, order, "birth", (x, tops[3]), birth, holder.birth.iso, width_mm=half - 2, em_mm=em
    )
    put_field(
        sheet, order, "number", (x + half, tops[3]), order.number, width_mm=half - 2, em_mm=em
    )
    issued, expires = _dates(order)
    ghost_mm = 12.0 if x < 10 else 0.0
    put_field(
        sheet, order, "issued", (x + ghost_mm, tops[4]), order.shown(order.issued), issued,
        width_mm=half - 2 - ghost_mm / 3, em_mm=em,
    )  # fmt: skip
    put_field(
        sheet, order, "expires", (x + ghost_mm, tops[5]), order.shown(order.expires), expires,
        width_mm=half - 2, em_mm=em,
    )  # fmt: skip


def _back(order: Order, mrz: Mrz, document: str) -> Drawn:
    sheet = Sheet(*ID_1_MM, order.dpi)
    ground(sheet, order, 1)
    sheet.rectangle((0, ID_1_MM[1] - 23.2, *ID_1_MM), (250, 250, 248), 0.5)
    holder = order.holder
    sheet.rectangle((0, 3, ID_1_MM[0], 4.2), _TITLE, 0.5)
    put_field(sheet, order, "birth_place", (5, 8), holder.birth_place, width_mm=34, em_mm=2.4)
    put_field(
        sheet, order, "height", (5, 14), f"{holder.height_cm} cm", str(holder.height_cm),
        width_mm=20, em_mm=2.4,
    )  # fmt: skip
    put_field(sheet, order, "authority", (5, 20), "UTO-OFFICE 7", width_mm=34, em_mm=2.4)
    address = f"{holder.street}, {holder.city}"
    put_field(sheet, order, "address", (42, 8), address, width_mm=40, em_mm=2.4)
    if holder.personal_number:
        put_field(
            sheet, order, "personal_number", (42, 14), holder.personal_number,
            width_mm=30, em_mm=2.4,
        )  # fmt: skip
    overprint(sheet, (62, 22), 6.0, 8.0)
    sheet.mrz(mrz, MRZ_LEFT_MM)
    return sheet.finished(document, "mrz_td1", "back", mrz=mrz, dates=_dates(order))


def _chip(sheet: Sheet, box_mm: tuple[float, float, float, float]) -> None:
    left, top, right, bottom = box_mm
    sheet.rectangle(box_mm, _GOLD)
    for share in (0.33, 0.66):
        y, x = top + share * (bottom - top), left + share * (right - left)
        sheet.rectangle((left, y, right, y + 0.2), BLACK, 0.5)
        sheet.rectangle((x, top, x + 0.2, bottom), BLACK, 0.5)
