"""Which type of document an upload shows, by what stands on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from models.barcode.aamva import Licence
from models.mrz.reading import ZoneReading

DocumentType = Literal[
    "passport", "travel-document", "visa", "id-card", "driver-licence", "none"
]  # fmt: skip

#: ICAO 9303-3, 5: nationality codes of stateless persons and refugees, who hold no passport.
_WITHOUT_NATIONALITY = frozenset({"XXA", "XXB", "XXC", "XXX"})


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """``type`` with the probability (0..1) that it is right; ``by``: what told it."""

    type: DocumentType
    confidence: float
    by: Literal["zone", "barcode", "title", "nothing"]


def kind_of_zone(zone: ZoneReading) -> DocumentKind:
    """The type that a machine-readable zone states. Source: ICAO 9303-4 to -7, document codes."""
    if zone.layout.name in ("MRVA", "MRVB"):
        return DocumentKind("visa", 0.99, "zone")
    if zone.layout.name == "TD3":
        nationality = zone.layout.fields["nationality"].of(zone.lines)
        if nationality in _WITHOUT_NATIONALITY:
            return DocumentKind("travel-document", 0.9, "zone")
        return DocumentKind("passport", 0.97, "zone")
    return DocumentKind("id-card", 0.95, "zone")


def kind_of_licence(licence: Licence) -> DocumentKind:
    """The type that the barcode of a licence states; cards for identification only are id-cards."""
    if licence.document is None:
        return DocumentKind("driver-licence", 0.7, "barcode")
    return DocumentKind(licence.document, 0.99, "barcode")
