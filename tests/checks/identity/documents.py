"""Documents whose facts are stated, not measured, and the judgement of one rule on them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from checks.catalogue import texts_for
from checks.facts import Stopwatch
from checks.finding import Judgement, Outcome
from checks.identity_facts import IdentityFacts, PlacedBarcode, PlacedField, PlacedZone
from checks.identity_kind import DocumentKind
from checks.policies import load_policy
from checks.registry import registered_checks
from models.barcode.symbol import Barcode
from models.errors import NotMeasurable
from models.mrz.proof import prove
from models.mrz.values import zone_values
from models.mrz.zone_reading import ZoneReading
from models.text.geometry import TextBox
from models.text.reading import PrintedText
from models.viz.fields import PrintedField
from samples.identity_barcode import CardFacts, aamva_text
from samples.identity_mrz import Faults, MrzContent, MrzFormat, composed
from samples.identity_people import Holder, PartialDate, invented_holder
from tests.models.mrz.zones import BY_NAME, Doubts, decoded_lines

TODAY = dt.date(2026, 11, 22)
CONTENT = MrzContent(
    "P", "UTO", "V37470457", "Tessema", "Meklit", "UTO", "570612", "F", "321211"
)  # fmt: skip
#: The holder of CONTENT, for barcodes.
HOLDER: Holder = invented_holder(1)
CORNERS = ((10.0, 10.0), (300.0, 10.0), (300.0, 80.0), (10.0, 80.0))


def placed_zone(
    content: MrzContent = CONTENT,
    name: MrzFormat = "TD3",
    faults: Faults | None = None,
    doubts: Doubts | None = None,
) -> PlacedZone:
    """A zone that was read as composed; ``doubts``: characters that were not read clearly."""
    return zone_of_lines(name, composed(name, content, faults).lines, doubts)


def zone_of_lines(name: str, lines: tuple[str, ...], doubts: Doubts | None = None) -> PlacedZone:
    """A zone of any format that was read as these lines."""
    layout = BY_NAME[name]
    decoded = decoded_lines(layout, lines, doubts)
    boxes = tuple(TextBox((300.0, 400.0 + 30 * at), 500.0, 20.0, 0.0) for at in range(len(lines)))
    reading = ZoneReading(layout, decoded, prove(layout, decoded), boxes, -0.01)
    return PlacedZone(1, reading, zone_values(layout, reading.lines, TODAY))


def barcode(text: str) -> PlacedBarcode:
    """A PDF417 symbol with a text."""
    return PlacedBarcode(
        1,
        Barcode("PDF417", text, text.encode("latin-1", "replace"), CORNERS, 0.0, "", 1.0, "as-is"),
    )


def licence(
    holder: Holder = HOLDER, expires: dt.date = dt.date(2032, 12, 11), number: str = "V37470457"
) -> PlacedBarcode:
    """The barcode of an Ontario licence."""
    facts = CardFacts("DL", number, dt.date(2022, 12, 11), expires)
    return barcode(aamva_text(holder, "ON", 10, facts))


def tessema(**changes: Any) -> Holder:
    """The holder of CONTENT, or nearly."""
    birth = PartialDate(1957, 6, 12)
    own = replace(HOLDER, surname="Tessema", given_names="Meklit", sex="F", birth=birth)
    return replace(own, **changes)


def printed_field(name: str, *values: str, confidence: float = 0.97) -> PlacedField:
    """A printed field; ``values``: all that its print may mean."""
    box = TextBox((200.0, 200.0), 120.0, 20.0, 0.0)
    caption_box = TextBox((200.0, 180.0), 60.0, 12.0, 0.0)
    field = PrintedField(name, values[0], values, box, name, caption_box, ("en",), confidence)
    return PlacedField(1, field)


def document(
    *zones: PlacedZone,
    barcodes: Sequence[PlacedBarcode] = (),
    printed: Sequence[PlacedField] = (),
    kind: DocumentKind | None = None,
    today: dt.date = TODAY,
    **stated: Any,
) -> IdentityFacts:
    """The facts of a document with these parts; ``stated``: further facts."""
    facts = IdentityFacts((np.full((600, 800, 3), 255, np.uint8),), today, Stopwatch())
    known: dict[str, Any] = {"zones": zones, "barcodes": tuple(barcodes)}
    known |= {
        "printed_text": (PrintedText((), 0.0, 0),),
        "printed_fields": tuple(printed),
        **stated,
    }
    if kind is not None:
        known["kind"] = kind
    facts.__dict__.update(known)
    return facts


def judged(
    rule: str,
    facts: IdentityFacts,
    policy: str = "pr-portal",
    parameters: object = None,
) -> Judgement:
    """What a rule of a policy says; its texts must be written in both languages."""
    entry = load_policy(policy, "identity").rules[rule]
    try:
        judgement = registered_checks()[rule].function(facts, parameters or entry.parameters)
    except NotMeasurable as absent:
        judgement = Judgement(Outcome.NOT_ASSESSED, absent.reason, confidence=0.0)
    assert judgement.outcome is Outcome.NOT_ASSESSED or (
        judgement.reason in registered_checks()[rule].reasons or judgement.reason == NOT_CONCERNED
    )
    message, remedy = texts_for(rule, judgement, entry.texts)
    assert message.en
    assert message.fr != message.en
    assert "{" not in message.en + message.fr + remedy.en + remedy.fr
    assert bool(remedy.en) == bool(remedy.fr) == (judgement.outcome is not Outcome.PASS)
    return judgement


NOT_CONCERNED = "not-for-this-document"
PASSPORT_BY_TITLE = DocumentKind("passport", 0.85, "title")
LICENCE_BY_TITLE = DocumentKind("driver-licence", 0.85, "title")
CARD_BY_TITLE = DocumentKind("id-card", 0.85, "title")
