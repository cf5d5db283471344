"""Whether the file is of an accepted type and size, opens, and holds no more than it may."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Literal

from checks.file_facts import FileFacts
from checks.finding import Judgement, Measured, Outcome, Required
from checks.limits import Ceiling, Floor, Unit
from checks.registry import check
from models.errors import (
    AnimatedImage,
    ImageTooLarge,
    ImageTruncated,
    NotAnImage,
    PdfPasswordNeeded,
    PdfPublicKeyEncrypted,
    PdfTooComplex,
    PdfTooManyPages,
    UntrustedInputError,
)
from models.media_type import READABLE_NAMES, format_name

#: SI prefixes, as disks, networks and Apple's and Linux' file lists count.
_BYTES_PER_MB = 1_000_000
_BYTES_PER_KB = 1_000
_LONGEST_EXTENSION = 5
_MEDIA_TYPE = "media type"
_EXTENSION = "file extension"


@dataclass(frozen=True, slots=True)
class AcceptedType:
    """A media type with its name for people and the extensions that belong to it."""

    media_type: str
    name: str
    extensions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TypeRule:
    """The types that the program takes."""

    accepted: tuple[AcceptedType, ...]


@dataclass(frozen=True, slots=True)
class SizeRule:
    """The largest file that the program takes, in bytes.

    The programs write "4 MB" and do not say of how many bytes: between 1000 and 1024 to the kB an
    officer decides.
    """

    max_bytes: Ceiling


@dataclass(frozen=True, slots=True)
class ReadableRule:
    """What the file must hold: a picture, or the pages of a PDF."""

    holds: Literal["picture", "pdf"]


@dataclass(frozen=True, slots=True)
class PagesRule:
    """How many pictures or pages one file may hold."""

    max_pages: int


@check("file.type", reasons=("accepted", "wrong-type", "misnamed", "empty"))
def file_type(file: FileFacts, rule: TypeRule) -> Judgement:
    """The file is of a type that the program takes, and its name says so.

    The type is read from the content, never from the name or from what the sender declares. A name
    whose extension belongs to another type is reported: portals that go by the name refuse it.
    """
    if file.size_bytes == 0:
        return _empty()
    found = Measured(file.media_type, _MEDIA_TYPE)
    required = Required(_MEDIA_TYPE, any_of=tuple(t.media_type for t in rule.accepted))
    names = {"accepted": ", ".join(t.name for t in rule.accepted), "type": file.media_type}
    accepted = next((t for t in rule.accepted if t.media_type == file.media_type), None)
    if accepted is None:
        return Judgement(Outcome.FAIL, "wrong-type", found, required, details=names)
    extension = _extension(file.upload.untrusted_name)
    if extension and extension not in accepted.extensions:
        return _misnamed(extension, accepted)
    return Judgement(Outcome.PASS, "accepted", found, required, details=names)


def _empty() -> Judgement:
    """A file without a single byte, whatever else is asked of it."""
    return Floor.at(1).judge(0, Unit("bytes")).because("empty")


def _misnamed(extension: str, accepted: AcceptedType) -> Judgement:
    """The content is of an accepted type, and the name's extension belongs to another."""
    return Judgement(
        Outcome.FAIL,
        "misnamed",
        Measured(extension, _EXTENSION),
        Required(_EXTENSION, any_of=accepted.extensions),
        details={"type": accepted.name, "extension": accepted.extensions[0]},
    )


def _extension(untrusted_name: str) -> str:
    """The extension in lower case, or nothing where the name has none."""
    suffix = PurePath(untrusted_name).suffix.lower().lstrip(".")
    return suffix if len(suffix) <= _LONGEST_EXTENSION and suffix.isalnum() else ""


@check("file.size", reasons=("within", "perhaps-too-large", "too-large", "empty"))
def file_size(file: FileFacts, rule: SizeRule) -> Judgement:
    """The file is not larger than the program takes, and not empty. Counted in bytes.

    1 kB is 1000 bytes and 1 MB a million. The programs say "4 MB": what is larger than 4 million
    bytes and not larger than 4 x 1024 x 1024, which Windows also calls 4 MB, is left to an officer.
    """
    if file.size_bytes == 0:
        return _empty()
    verdict = replace(
        rule.max_bytes.judge(file.size_bytes),
        measured=Measured(file.size_bytes / _BYTES_PER_MB, "MB"),
        required=Required("MB", max=rule.max_bytes.pass_up_to / _BYTES_PER_MB),
    )
    reasons = {
        Outcome.PASS: "within",
        Outcome.UNSURE: "perhaps-too-large",
        Outcome.FAIL: "too-large",
    }
    details = {"kilobytes": file.size_bytes / _BYTES_PER_KB}
    return verdict.because(reasons[verdict.outcome], details=details)


@check(
    "file.readable",
    reasons=(
        "readable", "truncated", "damaged", "not-a-picture", "unknown-format", "too-many-pixels",
        "several", "two-tones", "not-a-pdf", "pdf-damaged", "pdf-too-complex", "pdf-repaired",
        "pdf-readable", "locked", "gave-up",
    ),
)  # fmt: skip
def file_readable(file: FileFacts, rule: ReadableRule) -> Judgement:
    """The file opens and all of it is there; a photo is in continuous tone.

    Decoded with Pillow (HEIF with libheif) within fixed limits of pixels and sides, which the
    header must already respect. A picture of two tones, as a fax or a black and white copy has,
    opens but shows no face that could be measured: the photo's other rules are not assessed. A PDF
    is opened by qpdf, repaired where that is possible, or else by PDFium; one that only some
    readers open is left to an officer, since the department's own may not. So is a file whose
    reading had to be stopped, because it took more time or memory than any file may.
    """
    if rule.holds == "pdf":
        return _pdf_readable(file)
    if not file.is_picture:
        return Judgement(Outcome.FAIL, "not-a-picture")
    if not isinstance(file.decoded, UntrustedInputError):
        if file.is_two_tone:
            return Judgement(Outcome.FAIL, "two-tones")
        return Judgement(Outcome.PASS, "readable")
    reasons: dict[type, str] = {
        ImageTruncated: "truncated",
        ImageTooLarge: "too-many-pixels",
        AnimatedImage: "several",
    }
    reason = reasons.get(type(file.decoded), "damaged")
    name = format_name(file.media_type)
    if isinstance(file.decoded, NotAnImage) and name not in READABLE_NAMES:
        reason = "unknown-format"
    names = {"type": name, "readable": ", ".join(READABLE_NAMES)}
    return Judgement(Outcome.FAIL, reason, details=names)


def _pdf_readable(file: FileFacts) -> Judgement:
    """Whether the file is a PDF that opens; a password is judged by a rule of its own."""
    if not file.is_pdf:
        return Judgement(Outcome.FAIL, "not-a-pdf")
    opened = file.opened
    if isinstance(opened, (PdfPasswordNeeded, PdfPublicKeyEncrypted)):
        return Judgement(Outcome.NOT_ASSESSED, "locked", confidence=0.0)
    if isinstance(opened, (PdfTooComplex, PdfTooManyPages)):
        return Judgement(Outcome.FAIL, "pdf-too-complex")
    if isinstance(opened, UntrustedInputError):
        return Judgement(Outcome.FAIL, "pdf-damaged")
    if opened.was_repaired:
        return Judgement(Outcome.UNSURE, "pdf-repaired", confidence=0.5)
    return Judgement(Outcome.PASS, "pdf-readable")


@check("file.pages", reasons=("one", "within", "several", "too-many"))
def file_pages(file: FileFacts, rule: PagesRule) -> Judgement:
    """The file holds as many pictures or pages as the program takes."""
    pages = file.page_count
    measured, required = Measured(pages, "pages"), Required("pages", max=rule.max_pages)
    within, beyond = ("one", "several") if rule.max_pages == 1 else ("within", "too-many")
    if pages > rule.max_pages:
        return Judgement(Outcome.FAIL, beyond, measured, required)
    return Judgement(Outcome.PASS, within, measured, required)
