"""What a picture shows, told from its largest face and its lines of print, before any is read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from models.face_box import Box
from models.face_census import FaceCensus
from models.text.geometry import TextBox

KindName = Literal["photo", "identity", "form", "document", "unknown"]
#: "portrait": a face that fills the picture; "face": one without print around it; "face-and-print":
#: a small face among lines of print; "zone", "barcode", "title", "form-number": what was read;
#: "print": a page of print, no more; "nothing": neither face nor print.
By = Literal[
    "portrait", "face", "face-and-print", "zone", "barcode", "title", "form-number", "print",
    "nothing",
]  # fmt: skip

#: Share of the picture that the box of the largest face's landmarks fills. In ID photos, framed as
#: asked, it is 0.11 or more, in loose ones 0.07; of 48 real documents and 60 drawn ones none
#: reaches 0.055. Measured by `tests.accuracy.kind`.
PORTRAIT_SHARE: Final = 0.08
#: The smallest portrait on an A4 sheet fills 0.003; engravings in books were taken for faces of
#: 0.0024 and less.
LEAST_FACE_SHARE: Final = 0.003
#: What counts as a line of print: so many times longer than high, its height between these shares
#: of the picture's longer side. Curls, folds and letters on clothes are shorter, higher or specks.
LINE_SHAPE: Final = 4.0
LINE_HEIGHT: Final = (0.005, 0.06)
#: Of 200 pictures of people, drawn ones included, none has more than 2 such lines around the face;
#: real documents with a face have 8 or more, drawn and photographed ones 5 or more.
MOST_LINES_OF_PHOTO: Final = 2
LEAST_LINES_OF_DOCUMENT: Final = 5
#: More lines are a form's or a letter's, with or without a photo on it. Documents have 31, two
#: pages of a passport 52.
MOST_LINES_OF_DOCUMENT: Final = 60
#: Fewer lines are no page of print; a driver's licence has two on its back.
LEAST_LINES_OF_PAGE: Final = 3


@dataclass(frozen=True, slots=True)
class PictureKind:
    """``confidence``: the probability (0..1) that ``name`` is right; ``by``: what told it."""

    name: KindName
    confidence: float
    by: By


@dataclass(frozen=True, slots=True)
class Sight:
    """What was seen: ``face_share`` of the picture, 0 without a face; ``lines`` around the face."""

    face_share: float
    lines: int


def portrait_at_sight(face_share: float) -> PictureKind | None:
    """A photo where the face fills the picture; None where print has to be looked for."""
    return PictureKind("photo", 0.97, "portrait") if face_share >= PORTRAIT_SHARE else None


def kind_at_sight(sight: Sight) -> PictureKind | None:
    """What face and print leave no doubt of; None where the print has to be read."""
    portrait = portrait_at_sight(sight.face_share)
    if portrait is not None:
        return portrait
    has_face = sight.face_share >= LEAST_FACE_SHARE
    if has_face and LEAST_LINES_OF_DOCUMENT <= sight.lines <= MOST_LINES_OF_DOCUMENT:
        return PictureKind("identity", 0.9, "face-and-print")
    if sight.face_share > 0 and sight.lines <= MOST_LINES_OF_PHOTO:
        return PictureKind("photo", 0.8, "face")
    return None


def kind_unread(sight: Sight) -> PictureKind:
    """What is left to say where nothing that was read tells the kind."""
    if sight.face_share >= LEAST_FACE_SHARE and sight.lines <= MOST_LINES_OF_DOCUMENT:
        return PictureKind("photo", 0.5, "face")
    if sight.lines >= LEAST_LINES_OF_PAGE:
        return PictureKind("document", 0.6, "print")
    return PictureKind("unknown", 0.5, "nothing")


def largest_face_share(census: FaceCensus, width_px: int, height_px: int) -> float:
    """Share of the picture that the largest face's box fills; 0 without a face."""
    box = _largest_box(census)
    return 0.0 if box is None else (box[2] - box[0]) * (box[3] - box[1]) / (width_px * height_px)


def lines_around_face(
    boxes: Iterable[TextBox], census: FaceCensus, longer_side_px: int
) -> tuple[TextBox, ...]:
    """The boxes that have a line's shape and size and whose middle lies beside the largest face."""
    lowest, highest = (share * longer_side_px for share in LINE_HEIGHT)
    face = _largest_box(census)
    return tuple(
        box
        for box in boxes
        if box.length >= LINE_SHAPE * box.height
        and lowest <= box.height <= highest
        and not _holds(face, box.centre)
    )


def _largest_box(census: FaceCensus) -> Box | None:
    return census.sightings[0].box if census.sightings else None


def _holds(face: Box | None, point: tuple[float, float]) -> bool:
    if face is None:
        return False
    return face[0] <= point[0] <= face[2] and face[1] <= point[1] <= face[3]
