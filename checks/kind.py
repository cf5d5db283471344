"""What kind of upload a file is, by its content."""

from __future__ import annotations

from checks.file_facts import FileFacts
from checks.form_facts import FormFacts
from checks.identity_facts import IdentityFacts
from checks.picture_facts import PictureFacts
from checks.picture_kind import PictureKind, kind_at_sight, kind_unread
from checks.policy_choice import UNDECLARED_KIND
from checks.report import Kind

#: Declared kinds that a program has no part for where it is screened by its rules for photos.
_NEVER_PHOTOS = frozenset({"form", "document"})
#: What an undeclared picture may show instead of a person whose photo the rules are for.
_OTHER_KINDS = frozenset({"form", "identity"})


def detect_kind(file: FileFacts, form: FormFacts | None, identity: IdentityFacts | None) -> Kind:
    """Declared and detected kind: a portrait that fills the picture is a photo.

    A PDF is a form where it has fields or names a form; otherwise a document.
    """
    declared = file.upload.declared_kind
    if identity is not None and identity.kind.type != "none":
        return Kind(declared, "identity", identity.kind.confidence)
    if form is not None:
        return Kind(declared, *_kind_of_pdf(form))
    if file.picture is not None:
        seen = file.picture.kind if identity is None else _at_sight(file.picture)
        return Kind(declared, seen.name, seen.confidence)
    seen_on_page = file.scanned_kind
    if seen_on_page is not None:
        return Kind(declared, seen_on_page.name, seen_on_page.confidence)
    return Kind(declared, "unknown", 1.0)


def untaken_kind(policy_kind: str, file: FileFacts, form: FormFacts | None) -> str | None:
    """The kind of an upload about which rules for photos say nothing; None where rules are for it.

    Without a declaration a file is what it shows; what shows nothing clearly may be a photo.
    """
    if policy_kind != "photo":
        return None
    declared = file.upload.declared_kind
    if declared != UNDECLARED_KIND:
        return declared if declared in _NEVER_PHOTOS else None
    if form is not None:
        return "form" if _kind_of_pdf(form)[0] == "form" else None
    seen = None if file.picture is None else file.picture.kind.name
    return seen if seen in _OTHER_KINDS else None


def _at_sight(picture: PictureFacts) -> PictureKind:
    """The kind without reading the print again: the document's own rules have read it."""
    return kind_at_sight(picture.sight) or kind_unread(picture.sight)


def _kind_of_pdf(form: FormFacts) -> tuple[str, float]:
    if form.identity is not None:
        return "form", 0.95
    return ("form", 0.8) if form.layer.is_live else ("document", 0.6)
