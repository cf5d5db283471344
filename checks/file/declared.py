"""Whether the file was uploaded in the place for files of its kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from checks.file_facts import FileFacts
from checks.finding import Judgement, Outcome, Text
from checks.picture_facts import PictureFacts
from checks.picture_kind import MOST_LINES_OF_PHOTO, PictureKind, portrait_at_sight
from checks.policy_choice import UNDECLARED_KIND
from checks.registry import check

#: How the texts name the kinds of uploads.
_KINDS = {
    "form": Text("forms", "formulaires"),
    "identity": Text("identity documents", "pièces d'identité"),
}
_OTHER = Text("documents of this kind", "documents de ce genre")
#: Reasons beside which no other rule has anything to say: the file is not what they are about.
SPEAKS_ALONE: Final = frozenset(
    {"not-taken", "shows-photo", "shows-identity", "shows-form", "page-of-print"}
)
_SHOWS: Final = {"photo": "shows-photo", "identity": "shows-identity", "form": "shows-form"}


@dataclass(frozen=True, slots=True)
class KindRule:
    """The kind of upload that the other rules of this part of the policy are for.

    ``sure_from``: how sure (0..1) it must be that a picture shows another kind before it is
    returned for that; without it no picture is.
    """

    kind: str
    sure_from: float = 1.0

    def __post_init__(self) -> None:
        """Raise ValueError where a picture would be returned on a guess."""
        if not 0.5 < self.sure_from <= 1.0:
            raise ValueError("sure_from lies above 0.5 and is at most 1")


@check(
    "file.kind",
    reasons=(
        "as-declared",
        "undeclared",
        "other-kind",
        "not-taken",
        "shows-photo",
        "shows-identity",
        "shows-form",
        "page-of-print",
    ),
)
def file_kind(file: FileFacts, rule: KindRule) -> Judgement:
    """The file was uploaded as what this part of the policy is for.

    Who declares a form, and has it screened under a program that takes photos only, chose the wrong
    place or the wrong policy. Only an officer can tell which. About forms and other documents no
    rule for photos says anything, so that this one speaks alone; a PDF that is a form counts as one
    whatever it was declared to be.

    A picture that clearly shows another kind than was declared is returned with nothing else said:
    a portrait that fills the picture, with no print around it, where a document or a form is due;
    an identity document whose zone, barcode or title was read, or a page with a form's number,
    where another kind is due. Whatever is less clear is left to the rules of the declared kind.
    """
    declared = file.upload.declared_kind
    if declared == UNDECLARED_KIND:
        return _undeclared(file, rule)
    if declared != rule.kind or (rule.kind != "form" and file.holds_form):
        return Judgement(Outcome.UNSURE, "other-kind", confidence=0.5)
    seen = None if file.picture is None else _contradiction(file.picture, rule.kind)
    if seen is None or seen.confidence < rule.sure_from:
        return Judgement(Outcome.PASS, "as-declared")
    return Judgement(Outcome.FAIL, _SHOWS[seen.name], confidence=seen.confidence)


def _undeclared(file: FileFacts, rule: KindRule) -> Judgement:
    """A page of print that is neither form nor identity document has no rules of its own."""
    kind = file.picture.kind if file.picture is not None else None
    if rule.kind == "photo" and kind is not None and kind.name == "document":
        return Judgement(Outcome.UNSURE, "page-of-print", confidence=0.5)
    return Judgement(Outcome.PASS, "undeclared")


def _contradiction(picture: PictureFacts, kind: str) -> PictureKind | None:
    """What a picture shows where that is another kind than was declared, however surely."""
    portrait = portrait_at_sight(picture.face_share)
    if portrait is not None:
        return portrait if kind != "photo" and _is_bare_portrait(picture) else None
    if kind == "identity":
        return None  # the rules for identity documents say themselves what they did not find
    seen = picture.sure_kind
    return seen if seen.name != kind and seen.name in _SHOWS else None


def _is_bare_portrait(picture: PictureFacts) -> bool:
    """Whether nothing of a document is seen beside the face."""
    if len(picture.lines) > MOST_LINES_OF_PHOTO:
        return False
    document = picture.document
    return not document.zones and document.licence is None


def not_taken(kind: str) -> Judgement:
    """The program takes no uploads of this kind."""
    named = _KINDS.get(kind, _OTHER)
    details = {"kind_en": named.en, "kind_fr": named.fr}
    return Judgement(Outcome.UNSURE, "not-taken", confidence=0.5, details=details)
