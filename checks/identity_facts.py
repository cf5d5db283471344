"""Everything measured about one identity document; each fact is measured once and shared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from checks.document_picture import DocumentPicture
from checks.facts import Stopwatch, fact
from checks.finding import Where
from checks.identity_beside import nearest_zone
from checks.identity_kind import (
    CARD_MM,
    CARD_TYPES,
    DocumentKind,
    kind_of_booklet,
    kind_of_licence,
    kind_of_titles,
    kind_of_zone,
)
from models.barcode.aamva import Licence, parse_licence
from models.barcode.reading import BarcodeReading, read_barcodes
from models.barcode.symbol import Barcode
from models.errors import NotMeasurable
from models.mrz.reading import ZoneReader
from models.mrz.values import ZoneValues, zone_values
from models.mrz.zone_reading import ZoneReading
from models.text.geometry import TextBox
from models.text.print_search import PrintSearch
from models.text.reading import PrintedText, read_printed_text
from models.viz.fields import PrintedField, printed_fields
from models.viz.title import title_evidence

Rgb = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class PlacedZone:
    """A machine-readable zone, the page on which it stands and what it says."""

    page: int
    reading: ZoneReading
    values: ZoneValues

    @property
    def where(self) -> tuple[Where, ...]:
        """The lines of the zone."""
        return tuple(box_place(box, self.page) for box in self.reading.boxes)

    @property
    def is_proved(self) -> bool:
        """Whether at least one check digit holds; a template's line has none that does."""
        states = self.reading.proof.checks.values()
        return "pass" in states or "fail" not in states


@dataclass(frozen=True, slots=True)
class PlacedBarcode:
    """A barcode and the page on which it stands."""

    page: int
    barcode: Barcode

    @property
    def where(self) -> tuple[Where, ...]:
        """The symbol's four corners."""
        return (Where("polygon", self.barcode.polygon, self.page),)


@dataclass(frozen=True, slots=True)
class PlacedLicence:
    """What the barcode of a licence, or of a card of the same kind, says."""

    licence: Licence
    where: tuple[Where, ...]


@dataclass(frozen=True, slots=True)
class PlacedField:
    """A printed field and the page on which it stands."""

    page: int
    field: PrintedField

    @property
    def where(self) -> tuple[Where, ...]:
        """The printed value."""
        return (box_place(self.field.box, self.page),)


class IdentityFacts:
    """Facts of one upload that shows an identity document: one picture, or the pages of a PDF."""

    def __init__(self, pages: Sequence[Rgb], today: dt.date, stopwatch: Stopwatch) -> None:
        self.pages = tuple(pages)
        self.today = today
        self.stopwatch = stopwatch

    @fact
    def print_searches(self) -> tuple[PrintSearch, ...]:
        """Where the print of each page lies, for all who read it."""
        return tuple(PrintSearch(page) for page in self.pages)

    @fact
    def zones(self) -> tuple[PlacedZone, ...]:
        """Every machine-readable zone, page by page."""
        return tuple(
            PlacedZone(number, reading, zone_values(reading.layout, reading.lines, self.today))
            for number, search in enumerate(self.print_searches, start=1)
            for reading in ZoneReader(search.rgb, search).zones()
        )

    @fact
    def printed_text(self) -> tuple[PrintedText, ...]:
        """All print of each page but the zones, read in the direction of its zone, if any."""
        return tuple(
            self._text_of(number, search)
            for number, search in enumerate(self.print_searches, start=1)
        )

    def _text_of(self, number: int, search: PrintSearch) -> PrintedText:
        boxes = [box for zone in self.zones if zone.page == number for box in zone.reading.boxes]
        angle = boxes[0].angle if boxes else None
        return read_printed_text(search.rgb, angle=angle, known=boxes, search=search)

    @fact
    def printed_fields(self) -> tuple[PlacedField, ...]:
        """Every field that is printed under a caption, page by page."""
        return tuple(
            PlacedField(number, field)
            for number, text in enumerate(self.printed_text, start=1)
            for field in printed_fields(text.lines, self.today).fields
        )

    @fact
    def own_fields(self) -> tuple[PlacedField, ...]:
        """The printed fields of the document that is judged; others may lie beside it."""
        return tuple(one for one in self.printed_fields if self._is_own(one))

    def _is_own(self, placed: PlacedField) -> bool:
        if placed.page not in {zone.page for zone in self.zones[1:]}:
            return True
        beside = [zone for zone in self.zones if zone.page == placed.page]
        nearest = nearest_zone(placed.field.box, [zone.reading.boxes for zone in beside])
        return beside[nearest] is self.zones[0]

    def all_printed(self, name: str) -> tuple[PlacedField, ...]:
        """The document's printed fields of a name, the clearest first."""
        found = [placed for placed in self.own_fields if placed.field.name == name]
        return tuple(sorted(found, key=lambda placed: -placed.field.confidence))

    def printed(self, name: str) -> PlacedField | None:
        """The clearest printed field of a name; None where none was found."""
        return next(iter(self.all_printed(name)), None)

    @fact
    def kind(self) -> DocumentKind:
        """Which type of document it is, by its zone, else its barcode, else its title."""
        if self.zones:
            kind = kind_of_zone(self.zones[0].reading)
            return kind_of_booklet(kind, self.titles) if kind.type == "passport" else kind
        if self.licence is not None:
            return kind_of_licence(self.licence.licence)
        return kind_of_titles(self.titles, {placed.field.name for placed in self.printed_fields})

    @fact
    def titles(self) -> Mapping[str, float]:
        """How surely the print names each kind of document, 0..1."""
        return title_evidence([line for text in self.printed_text for line in text.lines])

    @property
    def zone(self) -> PlacedZone:
        """The first zone. Raises NotMeasurable where there is none."""
        if not self.zones:
            raise NotMeasurable("no-zone")
        return self.zones[0]

    @property
    def documents_by_zone(self) -> int:
        """How many documents of their own the zones prove: by their numbers, visas left out."""
        proved = [
            zone
            for zone in self.zones
            if zone.reading.proof.checks.get("number") == "pass"
            and kind_of_zone(zone.reading).type != "visa"
        ]
        return len({zone.values.number for zone in proved})

    @fact
    def barcode_readings(self) -> tuple[BarcodeReading, ...]:
        """What the search for barcodes found on each page."""
        return tuple(read_barcodes(page) for page in self.pages)

    @fact
    def barcodes(self) -> tuple[PlacedBarcode, ...]:
        """Every barcode that could be decoded, page by page."""
        return tuple(
            PlacedBarcode(number, barcode)
            for number, reading in enumerate(self.barcode_readings, start=1)
            for barcode in reading.barcodes
        )

    @property
    def unread_barcodes(self) -> int:
        """How many places look like a barcode that could not be decoded."""
        return sum(reading.unread_areas for reading in self.barcode_readings)

    @fact
    def licence(self) -> PlacedLicence | None:
        """The first barcode that is a licence's; None where there is none."""
        for found in self.barcodes:
            licence = parse_licence(found.barcode.untrusted_text)
            if licence is not None:
                return PlacedLicence(licence, found.where)
        return None

    @fact
    def pictures(self) -> tuple[DocumentPicture, ...]:
        """The picture of each page, whose quality is measured when asked for."""
        return tuple(self._picture(number, page) for number, page in enumerate(self.pages, start=1))

    def _picture(self, number: int, page: Rgb) -> DocumentPicture:
        return DocumentPicture(
            number,
            page,
            [zone.reading for zone in self.zones if zone.page == number],
            [one.barcode.polygon for one in self.barcodes if one.page == number],
            CARD_MM if self.kind.type in CARD_TYPES else None,
            self.stopwatch,
        )

    @property
    def picture(self) -> DocumentPicture:
        """The page with the machine-readable zone, or the first."""
        return self.pictures[self.zones[0].page - 1 if self.zones else 0]


def box_place(box: TextBox, page: int) -> Where:
    """The place of a line of print."""
    return Where("polygon", tuple((float(x), float(y)) for x, y in box.corners), page)
