"""What kind of upload a file is, by its content."""

from __future__ import annotations

from checks.file_facts import FileFacts
from checks.form_facts import FormFacts
from checks.identity_facts import IdentityFacts
from checks.photo_facts import PhotoFacts
from checks.policy_choice import UNDECLARED_KIND
from checks.report import Kind

#: In an ID photo the face, chin to crown, fills 0.44 to 0.80 of the height (IMM 5445: 31 to 36 of
#: 70 mm; visitor visa: of 45 mm); in a passport or licence the portrait is below a quarter.
_PORTRAIT_SHARE = 0.25
#: Declared kinds that a program has no part for where it is screened by its rules for photos.
_NEVER_PHOTOS = frozenset({"form", "document"})


def detect_kind(
    file: FileFacts,
    photo: PhotoFacts | None,
    form: FormFacts | None,
    identity: IdentityFacts | None,
) -> Kind:
    """Declared and detected kind: a portrait that fills the picture is a photo.

    A PDF is a form where it has fields or names a form; otherwise a document.
    """
    declared = file.upload.declared_kind
    if identity is not None and identity.kind.type != "none":
        return Kind(declared, "identity", identity.kind.confidence)
    if form is not None:
        return Kind(declared, *_kind_of_pdf(form))
    if photo is None:
        return Kind(declared, "unknown", 1.0)
    if not photo.has_upright_face:
        return Kind(declared, "document", 0.5)
    share = photo.face_height_px.value / photo.height_px
    if share >= _PORTRAIT_SHARE:
        return Kind(declared, "photo", 0.95)
    return Kind(declared, "identity" if len(photo.faces) == 1 else "document", 0.4)


def untaken_kind(policy_kind: str, declared: str, form: FormFacts | None) -> str | None:
    """The kind of an upload about which rules for photos say nothing; None where rules are for it.

    Without a declaration a PDF that is a form is one; anything else may be a photo.
    """
    if policy_kind != "photo":
        return None
    if declared != UNDECLARED_KIND:
        return declared if declared in _NEVER_PHOTOS else None
    return "form" if form is not None and _kind_of_pdf(form)[0] == "form" else None


def _kind_of_pdf(form: FormFacts) -> tuple[str, float]:
    if form.identity is not None:
        return "form", 0.95
    return ("form", 0.8) if form.layer.is_live else ("document", 0.6)
