"""Specimen documents with one planted fact each, and what the rules must say of it.

The issuer's order is changed for the whole document (``adapt``: an expired one) or for its zone or
barcode alone (``recode``: another number than the print's). Today is always the day of the
specimens' world.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from dataclasses import dataclass, fields, replace

import numpy as np

from samples.camera import jpeg
from samples.identity import JURISDICTIONS, Kind, identity_document
from samples.identity_barcode import CardFacts, aamva_text, pdf417_picture
from samples.identity_camera import CameraLook, photographed
from samples.identity_design import TODAY, Order, ordered
from samples.identity_licence import (
    LicenceKind,
    Symbol,
    discriminator,
    licence_card,
    licence_order,
)
from samples.identity_mrz import Digit, MrzContent
from samples.identity_paper import ScanSetting, flatbed, stacked
from samples.identity_people import NATIONALITIES, Holder, PartialDate, invented_holder
from samples.identity_sheet import Drawn
from tests.accuracy.identity_changes import Change
from tests.accuracy.identity_plants import (
    DOCUMENTS,
    FAIL,
    LICENCES,
    PASS,
    PLANTS,
    RULES,
    VISAS,
    Expected,
    Plant,
)

_MODULE_PX, _VERSIONS = 6, (8, 9, 10, 4, 1, 6)
_QUALITY = 90
#: Everybody was born before the first document was issued.
_LATEST_BIRTH = 2017


@dataclass(frozen=True, slots=True)
class Case:
    """One specimen: what was planted on which kind, and how its picture came about."""

    seed: int
    plant: str
    kind: Kind
    taking: str

    @property
    def document(self) -> str:
        """The type of document that a report must tell."""
        return DOCUMENTS.get(self.kind, "id-card")

    @property
    def expected(self) -> Expected:
        """What each rule may rightly say; rules that are left open are absent."""
        stated: dict[str, tuple[str, ...]] = dict.fromkeys(RULES, PASS)
        stated |= PLANTS[self.plant].expected
        if self.kind in VISAS:
            stated["identity.document-type"] = FAIL
        if self.kind == "french-card":
            stated |= {"identity.expiry": (), "identity.expiry-soon": ()}
        # No barcode, no rule for it; a licence has no zone.
        silent = "identity.mrz-plausible" if self.kind in LICENCES else "identity.barcode"
        stated[silent] = PASS
        return {rule: outcomes for rule, outcomes in stated.items() if outcomes}


def case_of(seed: int) -> Case:
    """The case of a seed: facts come in turn, kinds and ways of taking by chance."""
    rng = np.random.default_rng([95, seed])
    name = tuple(PLANTS)[seed % len(PLANTS)]
    kinds = PLANTS[name].kinds
    taking = ("drawing", "drawing", "photo", "scan")[int(rng.integers(4))]
    return Case(seed, name, kinds[int(rng.integers(len(kinds)))], taking)


def picture_of(case: Case) -> bytes:
    """The file of a case, as it is uploaded."""
    sides = sides_of(case)
    if case.taking == "scan":
        return jpeg(flatbed(sides, _scan(case), case.seed).rgb, _QUALITY)
    drawn = sides[0] if len(sides) == 1 else stacked(sides)
    if case.taking == "photo":
        drawn = photographed(drawn, look_of(case), case.seed)
    return jpeg(drawn.rgb, _QUALITY)


def sides_of(case: Case) -> tuple[Drawn, ...]:
    """The sides of the document, drawn flat."""
    plant = PLANTS[case.plant]
    rng = np.random.default_rng([96, case.seed])
    holder = holder_of(case, plant)

    def adapt(order: Order) -> Order:
        return plant.adapt(_dated(order, case.seed), np.random.default_rng([97, case.seed]))

    recode = functools.partial(_recoded, plant.recode, case.seed)
    if case.kind in ("driver-licence", "photo-card"):
        order = adapt(ordered(case.seed, holder))
        return _licence(order, case.kind, recode)
    faults = None
    if plant.wrong_digit:
        digits = _digits(case.kind)
        wrong = digits[int(rng.integers(len(digits)))]
        faults = replace(ordered(case.seed, holder).faults, wrong=frozenset([wrong]))
    return identity_document(
        case.seed, case.kind, holder=holder, faults=faults,
        adapt=lambda order: _coded(adapt(order), recode),
    )  # fmt: skip


def holder_of(case: Case, plant: Plant) -> Holder:
    """The person of a seed, with a name that can show the fact."""
    names = plant.names[case.seed % len(plant.names)] if plant.names else None
    own = "UTO"
    if case.kind == "pr-card":
        own = NATIONALITIES[case.seed % len(NATIONALITIES)]
    holder = invented_holder(case.seed, names, own)
    birth = replace(holder.birth, year=min(holder.birth.year, _LATEST_BIRTH))
    if case.kind in LICENCES:  # whose standard knows no birth that is partly unknown
        birth = PartialDate(birth.year, birth.month or 7, birth.day or 7)
    return replace(holder, birth=birth)


def _dated(order: Order, seed: int) -> Order:
    """The order issued in the last four years and valid for the next one at least."""
    rng = np.random.default_rng([98, seed])
    issued = TODAY - dt.timedelta(days=int(rng.integers(30, 1400)))
    return replace(order, issued=issued, expires=TODAY + dt.timedelta(int(rng.integers(400, 2200))))


def _recoded(change: Change, seed: int, order: Order) -> Order:
    return change(order, np.random.default_rng([99, seed]))


def _digits(kind: Kind) -> tuple[Digit, ...]:
    if kind in VISAS:
        return ("number", "birth", "expiry")
    if kind == "french-card":
        return ("number", "birth", "composite")
    return ("number", "birth", "expiry", "composite")


@dataclass(frozen=True, slots=True)
class _CodedOrder(Order):
    """An order of which the zone states something else than the print."""

    recode: Callable[[Order], Order] = lambda order: order

    def content(self, document_code: str, optional: str = "", optional_2: str = "") -> MrzContent:
        """What the zone states."""
        printed = Order(**{part.name: getattr(self, part.name) for part in fields(Order)})
        return Order.content(self.recode(printed), document_code, optional, optional_2)


def _coded(order: Order, recode: Callable[[Order], Order]) -> Order:
    return _CodedOrder(
        **{part.name: getattr(order, part.name) for part in fields(Order)}, recode=recode
    )


def _licence(
    order: Order, kind: LicenceKind, recode: Callable[[Order], Order]
) -> tuple[Drawn, ...]:
    jurisdiction = JURISDICTIONS[order.seed % len(JURISDICTIONS)]
    order = licence_order(order, jurisdiction)
    coded = recode(order)
    facts = CardFacts(
        kind="DL" if kind == "driver-licence" else "ID",
        number=coded.number,
        issued=coded.issued,
        expires=coded.expires,
        discriminator=discriminator(order),
    )
    version = _VERSIONS[order.seed % len(_VERSIONS)]
    text = aamva_text(coded.holder, jurisdiction, version, facts)
    return licence_card(order, kind, jurisdiction, Symbol(text, pdf417_picture(text, _MODULE_PX)))


def look_of(case: Case) -> CameraLook:
    """A careful snapshot: everything on the document can be read.

    Modules of a licence's barcode are 0.19 mm wide and need 2 to 3 px.
    """
    rng = np.random.default_rng([93, case.seed])
    nearest, furthest = (18.0, 14.0) if case.kind in LICENCES else (12.0, 9.0)
    return CameraLook(
        px_per_mm=float(rng.uniform(furthest, nearest)),
        turn_deg=float(rng.normal(0, 2.0)),
        tilt=float(rng.uniform(0.0, 0.25)),
        tilt_axis_deg=float(rng.uniform(0, 360)),
        margin=float(rng.uniform(0.04, 0.2)),
        shadow=float(rng.choice([0.0, 0.0, 0.3])),
        defocus=float(rng.uniform(0.0, 0.12)),
        noise=float(rng.uniform(0.04, 0.12)),
        cast=float(rng.normal(0, 0.15)),
        jpeg_quality=int(rng.integers(80, 94)),
    )


def _scan(case: Case) -> ScanSetting:
    """An ordinary scan; modules of a licence's barcode have less than 2 px at 200 dpi."""
    rng = np.random.default_rng([94, case.seed])
    return ScanSetting(
        dpi=300.0 if case.kind in LICENCES else float(rng.choice([200, 300])),
        page="A4" if rng.random() < 0.4 else "cut out",
        turn_deg=float(rng.normal(0, 1.2)),
        noise_levels=float(rng.uniform(0.5, 3.0)),
        jpeg_quality=int(rng.integers(75, 93)),
        tone="grey" if rng.random() < 0.25 else "colour",
    )
