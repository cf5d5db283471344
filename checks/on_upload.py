"""From the photo on its sheet to the upload: places, and what is not certain without an edge."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from checks.finding import Judgement, Outcome, Point, Where
from checks.photo_facts import PhotoFacts

#: Rules that depend on where the photo ends or on its scale. Where paper may surround the photo and
#: its edge was not found, what they measured may be the paper, and a fail is left to an officer.
EDGE_BOUND_RULES: Final = frozenset(
    {
        "photo.background-plain",
        "photo.background-separation",
        "photo.background-shadow",
        "photo.background-white",
        "photo.centred",
        "photo.face-height",
        "photo.glare",
        "photo.shoulders",
        "photo.unaltered",
    }
)
#: The reason that takes the place of a fail's.
EDGE_NOT_FOUND: Final = "edge-not-found"


def on_upload(rule_id: str, photo: PhotoFacts, judgement: Judgement) -> Judgement:
    """The judgement with places in pixels of the upright picture as it was uploaded."""
    doubtful = photo.scale.surround == "sheet" and rule_id in EDGE_BOUND_RULES
    if doubtful and judgement.outcome is Outcome.FAIL:
        judgement = replace(
            judgement, outcome=Outcome.UNSURE, reason=EDGE_NOT_FOUND, confidence=0.5
        )
    if photo.cut_photo is None or not judgement.where:
        return judgement
    straight = photo.cut_photo.is_straight
    return replace(
        judgement, where=tuple(_moved(photo, place, straight) for place in judgement.where)
    )


def _moved(photo: PhotoFacts, place: Where, straight: bool) -> Where:
    """A place of the photo on its sheet; a box is none any more where the photo lies turned."""
    if place.shape == "box" and not straight:
        (left, top), (right, bottom) = place.points
        corners: tuple[Point, ...] = ((left, top), (right, top), (right, bottom), (left, bottom))
        return Where("polygon", tuple(map(photo.on_upload, corners)), place.page)
    return replace(place, points=tuple(map(photo.on_upload, place.points)))
