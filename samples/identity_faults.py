"""Uploads of identity documents for a clone: as they should be, and each with one fault.

Dates must not age: valid documents expire in 2045, expired ones did so in 2015.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache, partial

from samples.camera import jpeg
from samples.identity import JURISDICTIONS, Kind, identity_document, wrong_digits
from samples.identity_barcode import CardFacts, aamva_text, pdf417_picture
from samples.identity_camera import CameraLook, photographed
from samples.identity_design import Order, ordered
from samples.identity_licence import Symbol, discriminator, licence_card, licence_order
from samples.identity_mrz import Faults, MrzContent
from samples.identity_paper import ScanSetting, flatbed, stacked
from samples.identity_people import Holder, PartialDate, invented_holder
from samples.identity_sheet import MM_PER_INCH, Drawn
from samples.picture_pdf import PagePicture, picture_pdf
from samples.print_and_scan import SCANNER_PRODUCERS
from samples.specimen import Specimen

#: A representative's account takes passports, cards and licences; a visa's application passports.
POLICY, PASSPORTS_ONLY = "pr-portal", "visitor-visa"
_ISSUED, _EXPIRES = dt.date(2025, 12, 1), dt.date(2045, 11, 30)
_ISSUED_LONG_AGO, _EXPIRED = dt.date(2005, 6, 1), dt.date(2015, 5, 31)
#: No calendar has this day.
_NO_DAY = PartialDate(1990, 2, 30)
_QUALITY, _SCAN_DPI = 58, 200.0
_LOOK = CameraLook(px_per_mm=7.5, turn_deg=1.5, tilt=0.12, tilt_axis_deg=30.0, margin=0.06)
_CARD_LOOK, _TWO_SIDES_LOOK = replace(_LOOK, px_per_mm=10.0), replace(_LOOK, px_per_mm=8.0)
#: Seeds whose cards of a province have a plain number; the other person's.
_SEED, _OTHER_SEED = 13, 21
#: AAMVA has given no such number to any issuer.
_UNKNOWN_ISSUER = "636999"
_GOOD = {
    rule: "pass"
    for rule in (
        "file.kind", "file.type", "file.size", "identity.document-type", "identity.mrz-present",
        "identity.mrz-check-digits", "identity.mrz-plausible", "identity.expiry",
        "identity.expiry-soon", "identity.barcode", "identity.fields-agree",
        "identity.name-agrees", "identity.edges", "identity.resolution", "identity.sharpness",
        "identity.glare", "identity.shadow", "identity.colour-cast", "identity.portrait",
        "identity.elements",
    )
}  # fmt: skip
#: Something that a copy must show is not there or cannot be read.
_UNREAD = {"identity.elements": "unsure"}
#: G and 6 count the same: in soft print no check digit tells them apart.
_DOUBTED = {"identity.mrz-check-digits": "unsure"}
_TWO_BACKS = _UNREAD | {"identity.portrait": "unsure"}
#: The outline of a side that shows little but a barcode is not sure.
_BACK = {rule: outcome for rule, outcome in _GOOD.items() if rule != "identity.edges"} | _UNREAD
_NO_ZONE = {"identity.mrz-check-digits": "not-assessed", "identity.mrz-plausible": "not-assessed"}
_NO_DATE = {"identity.expiry": "not-assessed", "identity.expiry-soon": "not-assessed"}

_SMALL = replace(_LOOK, px_per_mm=6.4)
#: What is wrong, the rule that finds it and its outcome, the camera, and what else comes of it.
_BAD_PICTURES: tuple[tuple[str, str, str, CameraLook, dict[str, str]], ...] = (
    ("finger", "edges", "unsure", replace(_SMALL, finger=0.8), {}),
    ("side-cut", "edges", "fail", replace(_SMALL, cut_off=0.2), {}),
    ("orange-light", "colour-cast", "fail", replace(_SMALL, cast=1.5), {}),
    ("few-pixels", "resolution", "fail", replace(_LOOK, px_per_mm=3.8), {}),
    ("out-of-focus", "sharpness", "fail", replace(_LOOK, defocus=1.0), _UNREAD | _DOUBTED),
    ("reflection", "glare", "fail", replace(_SMALL, glare=0.7, glare_on="text"), _UNREAD),
    ("shadow", "shadow", "fail", replace(_SMALL, shadow=0.95), {}),
)


def passports() -> tuple[Specimen, ...]:
    """Passports and a visa."""
    return (
        _identity("identity-passport.jpg", "valid", "passport", _passport, _GOOD),
        _identity(
            "identity-passport-sideways.jpg", "valid", "passport",
            lambda: _photo(_drawn("passport", _valid), replace(_LOOK, turn_deg=90.0)), _GOOD,
        ),
        _identity("identity-passport-scan.pdf", "valid", "passport", _scan, _GOOD),
        _identity(
            "identity-passport-expired.jpg", "expiry", "passport",
            lambda: _photo(_drawn("passport", _expired)),
            _GOOD | {"identity.expiry": "fail", "identity.expiry-soon": "fail"},
        ),
        _identity(
            "identity-passport-wrong-digit.jpg", "mrz-check-digits", "passport",
            lambda: _photo(_drawn("passport", _valid, wrong_digits("number", "composite"))),
            _GOOD | {"identity.mrz-check-digits": "fail"},
        ),
        _identity(
            "identity-passport-no-such-birth.jpg", "mrz-plausible", "passport",
            lambda: _photo(_drawn("passport", _born_on_no_day)),
            _GOOD | {"identity.mrz-plausible": "fail"},
        ),
        _identity(
            "identity-visa.jpg", "document-type", "visa",
            lambda: _photo(_drawn("visa-a", _valid)), _GOOD | {"identity.document-type": "fail"},
            PASSPORTS_ONLY,
        ),
    )  # fmt: skip


def cards() -> tuple[Specimen, ...]:
    """Cards and licences, one side or both."""
    return (
        _identity(
            "identity-card-both-sides.jpg", "valid", "id-card",
            lambda: _card_photo(*_sides("id-card", _valid)), _GOOD,
        ),
        _identity(
            "identity-licence-back.jpg", "valid", "driver-licence",
            lambda: _card_photo(_licence_back(_SEED)), _BACK,
        ),
        _identity(
            "identity-licence-front.jpg", "barcode", "driver-licence",
            lambda: _card_photo(_drawn("driver-licence", _valid)),
            _GOOD | {"identity.barcode": "unsure"},
        ),
        _identity(
            "identity-licence-unknown-issuer.jpg", "barcode", "driver-licence",
            lambda: _card_photo(_licence_back(_SEED, _of_unknown_issuer)),
            _BACK | {"identity.barcode": "unsure"},
        ),
        _identity(
            "identity-two-cards.jpg", "valid", "id-card",
            lambda: _card_photo(_card_back(_SEED), _licence_back(_SEED)), _GOOD | _TWO_BACKS,
        ),
        _identity(
            "identity-two-people.jpg", "fields-agree", "id-card",
            lambda: _card_photo(_card_back(_OTHER_SEED), _licence_back(_SEED)),
            _GOOD | _TWO_BACKS
            | {"identity.fields-agree": "fail", "identity.name-agrees": "fail"},
        ),
    )  # fmt: skip


def faulty_documents() -> tuple[Specimen, ...]:
    """What shows too little of a document, or contradicts itself."""
    return (
        _identity(
            "identity-passport-cut-off.jpg", "mrz-present", "passport",
            lambda: _photo(_without_zone(_drawn("passport", _valid))),
            _GOOD | {"identity.mrz-present": "unsure", "identity.edges": "unsure"} | _NO_ZONE,
        ),
        _identity(
            "identity-print-differs.jpg", "fields-agree", "passport",
            lambda: _photo(_drawn("passport", _other_zone)),
            _GOOD | {"identity.fields-agree": "fail", "identity.name-agrees": "fail"},
        ),
        _identity(
            "identity-letter.jpg", "document-type", "letter",
            lambda: _photo(_drawn("letter", _valid), replace(_LOOK, px_per_mm=4.0)),
            _GOOD | _UNREAD | {"identity.document-type": "unsure"} | _NO_ZONE | _NO_DATE,
        ),
    )  # fmt: skip


def faulty_pictures() -> tuple[Specimen, ...]:
    """A good document that was photographed badly, in one way each."""
    return tuple(
        _identity(
            f"identity-passport-{name}.jpg", rule, "passport",
            partial(_passport, look),
            _GOOD | {f"identity.{rule}": outcome} | also,
        )
        for name, rule, outcome, look, also in _BAD_PICTURES
    )  # fmt: skip


def _identity(
    file: str,
    category: str,
    document: str,
    make: Callable[[], bytes],
    expect: Mapping[str, str],
    policy: str = POLICY,
) -> Specimen:
    return Specimen(file, category, make, {"document": document}, expect, "identity", policy)


@lru_cache(maxsize=4)
def _holder(seed: int) -> Holder:
    """A grown-up with a plain name whose birth is wholly known."""
    holder = invented_holder(seed, names="plain", age_years=36)
    return replace(holder, birth=PartialDate(holder.birth.year, 8, 1 + seed % 28))


def _valid(order: Order) -> Order:
    return replace(order, issued=_ISSUED, expires=_EXPIRES, palette=0, face="plain")


def _expired(order: Order) -> Order:
    return replace(_valid(order), issued=_ISSUED_LONG_AGO, expires=_EXPIRED)


def _born_on_no_day(order: Order) -> Order:
    return replace(_valid(order), holder=replace(order.holder, birth=_NO_DAY))


@dataclass(frozen=True, slots=True)
class _OrderWithOtherZone(Order):
    """A document whose zone states another person than its print."""

    def content(self, document_code: str, optional: str = "", optional_2: str = "") -> MrzContent:
        """What the zone states."""
        content = Order.content(self, document_code, optional, optional_2)
        other = _holder(_OTHER_SEED)
        return replace(
            content,
            surname=other.surname,
            given_names=other.given_names,
            birth=other.birth.in_mrz,
        )


def _other_zone(order: Order) -> Order:
    valid = _valid(order)
    return _OrderWithOtherZone(**{part.name: getattr(valid, part.name) for part in fields(Order)})


def _sides(
    kind: Kind, adapt: Callable[[Order], Order], faults: Faults | None = None
) -> tuple[Drawn, ...]:
    return identity_document(_SEED, kind, holder=_holder(_SEED), faults=faults, adapt=adapt)


def _drawn(kind: Kind, adapt: Callable[[Order], Order], faults: Faults | None = None) -> Drawn:
    return _sides(kind, adapt, faults)[0]


def _photo(drawn: Drawn, look: CameraLook = _LOOK) -> bytes:
    return jpeg(photographed(drawn, look, _SEED).rgb, _QUALITY)


def _card_photo(*sides: Drawn) -> bytes:
    if len(sides) == 1:
        return _photo(sides[0], _CARD_LOOK)
    return _photo(stacked(sides), _TWO_SIDES_LOOK)


def _passport(look: CameraLook = _LOOK) -> bytes:
    return _photo(_drawn("passport", _valid), look)


def _scan() -> bytes:
    setting = ScanSetting(_SCAN_DPI, "cut out", turn_deg=1.0, noise_levels=0.5)
    scanned = flatbed([_drawn("passport", _valid)], setting, _SEED)
    page = PagePicture(scanned.rgb, scanned.px_per_mm * MM_PER_INCH, "jpeg", _QUALITY)
    return picture_pdf([page], SCANNER_PRODUCERS[0])


def _without_zone(drawn: Drawn) -> Drawn:
    """The page above the zone, as who photographs the portrait frames it."""
    top = min(y for mark in drawn.of_kind("mrz") for _, y in mark.quad)
    kept = int(top - 4 * drawn.px_per_mm)
    rgb, coverage = drawn.rgb[:kept], drawn.coverage[:kept]
    marks = tuple(mark for mark in drawn.marks if mark.kind != "mrz")
    return replace(drawn, rgb=rgb, coverage=coverage, marks=marks, mrz=None)


def _licence(seed: int) -> tuple[Order, str]:
    jurisdiction = JURISDICTIONS[seed % len(JURISDICTIONS)]
    return licence_order(_valid(ordered(seed, _holder(seed))), jurisdiction), jurisdiction


def _licence_back(seed: int, change: Callable[[str], str] = str) -> Drawn:
    """The back of a licence with its barcode; ``change`` alters the barcode's text."""
    order, jurisdiction = _licence(seed)
    facts = CardFacts("DL", order.number, order.issued, order.expires, discriminator(order))
    text = change(aamva_text(order.holder, jurisdiction, 10, facts))
    return licence_card(
        order, "driver-licence", jurisdiction, Symbol(text, pdf417_picture(text, 6))
    )[1]


def _of_unknown_issuer(text: str) -> str:
    at = text.index("ANSI ") + len("ANSI ")
    return text[:at] + _UNKNOWN_ISSUER + text[at + len(_UNKNOWN_ISSUER) :]


def _card_back(seed: int) -> Drawn:
    """The back of an identity card that has the number of the same person's licence."""
    number = _licence(seed)[0].number
    sides = identity_document(
        seed,
        "id-card",
        holder=replace(_holder(seed), personal_number=""),
        adapt=lambda order: replace(_valid(order), number=number),
    )
    return sides[1]
