"""Specimens of identity documents: drawn, photographed or scanned, with labels of all they say.

``identity_specimen`` makes one from a seed; ``write_identity_specimens`` fills a folder.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np

from samples.camera import Rgb, jpeg
from samples.identity_barcode import CardFacts, aamva_text, pdf417_picture
from samples.identity_camera import CameraLook, camera_look, photographed
from samples.identity_cards import (
    french_layout_card,
    french_licence,
    id_card,
    resident_card,
    td2_card,
)
from samples.identity_design import Order, ordered
from samples.identity_licence import (
    LicenceKind,
    Symbol,
    discriminator,
    health_card,
    licence_card,
    licence_order,
)
from samples.identity_mrz import Digit, Faults
from samples.identity_others import (
    bank_card,
    passport_cover,
    student_card,
    template,
    text_page,
)
from samples.identity_paper import ScanSetting, flatbed, stacked
from samples.identity_passport import CONVENTION_TRAVEL, PASSPORT, passport_page, passport_spread
from samples.identity_people import NATIONALITIES, Holder, invented_holder
from samples.identity_sheet import MM_PER_INCH, Drawn, Mark, Quad
from samples.identity_visa import visa, visa_page
from samples.picture_pdf import PagePicture, picture_pdf
from samples.print_and_scan import SCANNER_PRODUCERS

Kind = Literal[
    "passport", "passport-spread", "travel-document", "id-card", "pr-card", "td2-card",
    "french-card", "french-licence", "visa-a", "visa-b", "visa-a-page", "driver-licence",
    "photo-card", "health-card", "bank-card", "student-card", "passport-cover", "template",
    "letter",
]  # fmt: skip
Taking = Literal["drawing", "photo", "scan on A4", "scan cut out"]
Sides = Literal["front", "back", "both"]

#: The kinds that a set of specimens goes through in turn.
KINDS: tuple[Kind, ...] = (
    "passport", "id-card", "pr-card", "driver-licence", "passport-spread", "visa-a", "td2-card",
    "photo-card", "visa-b", "travel-document", "french-card", "health-card", "bank-card",
    "student-card", "passport-cover", "template", "letter", "visa-a-page", "french-licence",
)  # fmt: skip
JURISDICTIONS = ("ON", "QC", "BC", "AB", "MB", "NS", "SK", "NB")
DIGITS: tuple[Digit, ...] = ("number", "birth", "expiry", "composite")
#: Versions of AAMVA's standard; the symbols are drawn finer than they are printed.
_VERSIONS = (8, 9, 10, 4, 1, 6)
_MODULE_PX = 6
#: Pictures of ordinary telephones, as they are uploaded, have no longer side.
_LONGEST_PX = 2600
LABELS_NAME = "labels.jsonl"


@dataclass(frozen=True, slots=True)
class Taken:
    """How a specimen comes into a file: ``sides`` of cards; ``look`` and ``scan``: by the seed."""

    by: Taking = "photo"
    sides: Sides = "both"
    look: CameraLook | None = None
    scan: ScanSetting | None = None


def identity_document(
    seed: int,
    kind: Kind = "passport",
    *,
    holder: Holder | None = None,
    faults: Faults | None = None,
    dpi: float = 300.0,
    adapt: Callable[[Order], Order] | None = None,
) -> tuple[Drawn, ...]:
    """The sides of a document, drawn flat: the front, or front and back.

    ``holder``, ``faults``: those of the seed by default; ``adapt`` changes the order otherwise.
    """
    order = ordered(seed, holder or _holder(seed, kind), dpi)
    if faults is not None:
        order = replace(order, faults=faults)
    if adapt is not None:
        order = adapt(order)
    if kind in ("driver-licence", "photo-card"):
        return _licence(order, "driver-licence" if kind == "driver-licence" else "photo-card")
    return _DRAWERS[kind](order)


def identity_specimen(
    seed: int,
    kind: Kind | None = None,
    taken: Taken | None = None,
    *,
    holder: Holder | None = None,
    faults: Faults | None = None,
    dpi: float = 300.0,
) -> tuple[Rgb, dict[str, Any]]:
    """One specimen and its label in the form of the corpus, without a file's name.

    Without ``kind`` and ``taken`` the seed chooses: most are photos, some scans.
    """
    drawn = identity_picture(seed, kind, taken, holder=holder, faults=faults, dpi=dpi)
    return drawn.rgb, label_of(drawn)


def identity_picture(
    seed: int,
    kind: Kind | None = None,
    taken: Taken | None = None,
    *,
    holder: Holder | None = None,
    faults: Faults | None = None,
    dpi: float = 300.0,
) -> Drawn:
    """As ``identity_specimen``, before the label is written."""
    chosen = kind or KINDS[seed % len(KINDS)]
    taken = taken or _taken(seed)
    sides = identity_document(seed, chosen, holder=holder, faults=faults, dpi=dpi)
    if taken.sides != "both" and len(sides) > 1:
        sides = (sides[0],) if taken.sides == "front" else (sides[1],)
    if taken.by in ("scan on A4", "scan cut out"):
        page: Literal["A4", "cut out"] = "A4" if taken.by == "scan on A4" else "cut out"
        return flatbed(sides, taken.scan or _scan(seed, page), seed)
    drawn = sides[0] if len(sides) == 1 else stacked(sides)
    if taken.by == "drawing":
        return replace(drawn, labels=(*drawn.labels, "drawing"))
    return photographed(drawn, taken.look or _ordinary(seed, drawn), seed)


def label_of(drawn: Drawn, file: str = "", content: bytes = b"") -> dict[str, Any]:
    """The label of a picture, in the form of the corpus' lines, with places in pixels."""
    truth: dict[str, Any] = {
        "category": drawn.category,
        "labels": list(drawn.labels),
        "document": drawn.document,
    }
    if drawn.mrz is not None:
        truth |= {
            "mrz_format": drawn.mrz.format,
            "mrz": list(drawn.mrz.lines),
            "mrz_boxes": [_rounded(mark.quad) for mark in drawn.of_kind("mrz")],
            "check_digits": "fail" if drawn.mrz.wrong else "pass",
            "wrong_check_digits": sorted(drawn.mrz.wrong),
        }
    if drawn.barcode:
        truth["barcode"] = drawn.barcode
        truth["barcode_boxes"] = [_rounded(mark.quad) for mark in drawn.of_kind("barcode")]
    truth["fields"] = {mark.name: _field(mark) for mark in reversed(drawn.of_kind("field"))}
    truth["portraits"] = [_rounded(mark.quad) for mark in drawn.of_kind("portrait")]
    truth["ghosts"] = [_rounded(mark.quad) for mark in drawn.of_kind("ghost")]
    truth["sides"] = [
        {"side": mark.name, "corners": _rounded(mark.quad)} for mark in drawn.of_kind("side")
    ]
    truth |= {"issued": drawn.issued or None, "expires": drawn.expires or None}
    truth["px_per_mm"] = round(drawn.px_per_mm, 2)
    return {
        "file": file,
        "kind": "identity",
        "source": "computed by samples.identity",
        "licence": "Apache-2.0",
        "sha256": hashlib.sha256(content).hexdigest() if content else "",
        "truth": truth,
    }


def write_identity_specimens(
    folder: Path, count: int, seed: int = 0, *, quality: int = 85
) -> list[Path]:
    """Write ``count`` files with labels.jsonl; every kind comes in turn.

    They are JPEG files; every other scan is a PDF of one page that holds the picture unchanged.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths, lines = [], []
    for index in range(seed, seed + count):
        drawn = identity_picture(index)
        content, ending = _file(drawn, index, quality)
        path = folder / f"identity-{index:05d}-{drawn.document}.{ending}"
        path.write_bytes(content)
        lines.append(json.dumps(label_of(drawn, path.name, content), ensure_ascii=False))
        paths.append(path)
    (folder / LABELS_NAME).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return paths


def wrong_digits(*digits: Digit) -> Faults:
    """Check digits that shall not hold."""
    return Faults(wrong=frozenset(digits))


def _holder(seed: int, kind: Kind) -> Holder:
    if kind == "pr-card":
        return invented_holder(seed, nationality=NATIONALITIES[seed % len(NATIONALITIES)])
    return invented_holder(seed)


def _licence(order: Order, kind: LicenceKind) -> tuple[Drawn, ...]:
    jurisdiction = JURISDICTIONS[order.seed % len(JURISDICTIONS)]
    order = licence_order(order, jurisdiction)
    facts = CardFacts(
        kind="DL" if kind == "driver-licence" else "ID",
        number=order.number,
        issued=order.issued,
        expires=order.expires,
        discriminator=discriminator(order),
    )
    version = _VERSIONS[order.seed % len(_VERSIONS)]
    text = aamva_text(order.holder, jurisdiction, version, facts)
    symbol = Symbol(text, pdf417_picture(text, _MODULE_PX))
    return licence_card(order, kind, jurisdiction, symbol)


def _taken(seed: int) -> Taken:
    rng = np.random.default_rng([78, seed])
    ways: tuple[Taking, ...] = ("photo", "photo", "photo", "scan on A4", "scan cut out")
    sides: tuple[Sides, ...] = ("back", "back", "both", "front")
    return Taken(ways[int(rng.integers(len(ways)))], sides[int(rng.integers(len(sides)))])


def _ordinary(seed: int, drawn: Drawn) -> CameraLook:
    """The look of a seed, from further away where the document is large."""
    look = camera_look(seed)
    longest_mm = max(drawn.rgb.shape[:2]) / drawn.px_per_mm
    largest = _LONGEST_PX / (longest_mm * (1.3 + 2 * look.margin))
    return replace(look, px_per_mm=min(look.px_per_mm, largest))


def _scan(seed: int, page: Literal["A4", "cut out"]) -> ScanSetting:
    rng = np.random.default_rng([79, seed])
    return ScanSetting(
        dpi=float(rng.choice([150, 200, 300])),
        page=page,
        turn_deg=float(rng.choice([0.0, 90.0, 180.0, 270.0], p=[0.7, 0.1, 0.1, 0.1]))
        + float(rng.normal(0, 1.5)),
        noise_levels=float(rng.uniform(0.5, 4.0)),
        jpeg_quality=int(rng.integers(65, 93)),
        tone="grey" if rng.random() < 0.25 else "colour",
    )


def _file(drawn: Drawn, index: int, quality: int) -> tuple[bytes, str]:
    """The bytes of a file and how its name ends."""
    if "scan" in drawn.labels and index % 2 == 0:
        page = PagePicture(drawn.rgb, drawn.px_per_mm * MM_PER_INCH, "jpeg", quality)
        return picture_pdf([page], SCANNER_PRODUCERS[0]), "pdf"
    return jpeg(drawn.rgb, quality), "jpg"


def _field(mark: Mark) -> dict[str, Any]:
    return {
        "value": mark.value,
        "printed": mark.printed,
        "caption": mark.caption,
        "box": _rounded(mark.quad),
    }


def _rounded(quad: Quad) -> list[list[float]]:
    return [[round(x, 1), round(y, 1)] for x, y in quad]


_DRAWERS: Mapping[Kind, Callable[[Order], tuple[Drawn, ...]]] = {
    "passport": lambda order: (passport_page(order, PASSPORT),),
    "passport-spread": lambda order: (passport_spread(order),),
    "travel-document": lambda order: (passport_page(order, CONVENTION_TRAVEL),),
    "id-card": id_card,
    "pr-card": resident_card,
    "td2-card": lambda order: (td2_card(order),),
    "french-card": lambda order: (french_layout_card(order),),
    "french-licence": lambda order: (french_licence(order),),
    "visa-a": lambda order: (visa(order, "A"),),
    "visa-b": lambda order: (visa(order, "B"),),
    "visa-a-page": lambda order: (visa_page(order, "A"),),
    "health-card": lambda order: (health_card(order),),
    "bank-card": lambda order: (bank_card(order),),
    "student-card": lambda order: (student_card(order),),
    "passport-cover": lambda order: (passport_cover(order),),
    "template": lambda order: (template(order),),
    "letter": lambda order: (text_page(order),),
}
