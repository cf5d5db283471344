"""Which type of document an upload shows, by what stands on it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from models.barcode.aamva import Licence
from models.mrz.zone_reading import ZoneReading

DocumentType = Literal[
    "passport", "travel-document", "visa", "id-card", "driver-licence", "none"
]  # fmt: skip

#: ICAO 9303-3, 5: nationality codes of stateless persons and refugees, who hold no passport.
_WITHOUT_NATIONALITY = frozenset({"XXA", "XXB", "XXC", "XXX"})


#: ISO/IEC 7810, ID-1: the size of licences and of all but a few identity cards, which their zone
#: tells apart.
CARD_MM = (85.6, 54.0)
CARD_TYPES = frozenset({"id-card", "driver-licence"})

#: What a document says of its holder; two of these and a title make a document.
_HOLDERS_DATA = frozenset(
    {"surname", "given_names", "name", "birth_date", "number", "expiry_date", "issue_date", "sex"}
)
_FEWEST_DATA = 2
#: Titles that were printed as such and read have 0.6 and more, mentions in running text 0.3.
_TITLE_FROM = 0.5


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """``type`` with the probability (0..1) that it is right; ``by``: what told it.

    ``title``: the kind of title that was read where no zone and no barcode told the type; cards of
    schools, banks and health insurers have one and may be no identity document.
    """

    type: DocumentType
    confidence: float
    by: Literal["zone", "barcode", "title", "nothing"]
    title: str = ""

    @property
    def is_unknown(self) -> bool:
        """Whether nothing on it says what it is."""
        return self.type == "none" and not self.title


def kind_of_zone(zone: ZoneReading) -> DocumentKind:
    """The type that a machine-readable zone states. Source: ICAO 9303-4 to -7, document codes."""
    if zone.layout.name in ("MRVA", "MRVB"):
        return DocumentKind("visa", 0.99, "zone")
    if zone.layout.name == "TD3":
        nationality = zone.layout.fields["nationality"].of(zone.lines)
        if nationality in _WITHOUT_NATIONALITY:
            return DocumentKind("travel-document", 0.9, "zone")
        return DocumentKind("passport", 0.97, "zone")
    if zone.layout.name == "FRA-DL":
        return DocumentKind("driver-licence", 0.97, "zone")
    return DocumentKind("id-card", 0.95, "zone")


def kind_of_booklet(kind: DocumentKind, evidence: Mapping[str, float]) -> DocumentKind:
    """A passport by its zone, or the travel document that its title says it is.

    Booklets for refugees and stateless people have the zone of a passport, and some state a
    nationality. ``evidence``: probability of each title. A passport that mentions travel documents
    is called a passport as well.
    """
    told = evidence.get("travel-document", 0.0)
    if kind.type != "passport" or told < max(_TITLE_FROM, evidence.get("passport", 0.0)):
        return kind
    return DocumentKind("travel-document", 0.9, "title")


def kind_of_licence(licence: Licence) -> DocumentKind:
    """The type that the barcode of a licence states; cards for identification only are id-cards."""
    if licence.document is None:
        return DocumentKind("driver-licence", 0.7, "barcode")
    return DocumentKind(licence.document, 0.99, "barcode")


#: The type that each kind of title stands for; payment and student cards are no identity documents.
_TITLES: Mapping[str, DocumentType] = {
    "passport": "passport",
    "travel-document": "travel-document",
    "visa": "visa",
    "driver-licence": "driver-licence",
    "id-card": "id-card",
    "pr-card": "id-card",
    "residence-permit": "id-card",
    "photo-card": "id-card",
    "health-card": "id-card",
    "citizenship": "id-card",
    "status-card": "id-card",
    "student-card": "none",
    "bank-card": "none",
}


def kind_of_titles(evidence: Mapping[str, float], fields: Collection[str]) -> DocumentKind:
    """The type that the print names, believed where the holder's data are printed as well.

    ``evidence``: probability of each title; ``fields``: names of the printed fields. A cover or a
    letter about passports has the word and no data.
    """
    title, likelihood = max(evidence.items(), key=lambda item: item[1], default=("", 0.0))
    has_holder = len(_HOLDERS_DATA & set(fields)) >= _FEWEST_DATA
    type_ = _TITLES.get(title, "none")
    if type_ == "none" and likelihood >= _TITLE_FROM:
        return DocumentKind("none", 0.5, "title", title)
    if type_ == "none" or not has_holder:
        return DocumentKind("none", 0.5, "nothing")
    return DocumentKind(type_, min(0.9, likelihood), "title", title)
