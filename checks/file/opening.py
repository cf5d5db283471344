"""Whether the file is of an accepted type and size, opens, and holds one picture."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from checks.file_facts import FileFacts
from checks.finding import Judgement, Measured, Outcome, Required
from checks.registry import check
from models.errors import (
    AnimatedImage,
    ImageTooLarge,
    ImageTruncated,
    NotAnImage,
    UntrustedInputError,
)

_BYTES_PER_MB = 1024 * 1024
_BYTES_PER_KB = 1024
_LONGEST_EXTENSION = 5


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
    """The largest file that the program takes, in bytes."""

    max_bytes: int


@dataclass(frozen=True, slots=True)
class ReadableRule:
    """No numbers: a file opens or it does not."""


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
    found = Measured(file.media_type, "media type")
    required = Required("media type", any_of=tuple(t.name for t in rule.accepted))
    names = {"accepted": ", ".join(t.name for t in rule.accepted), "type": file.media_type}
    if file.size_bytes == 0:
        return Judgement(Outcome.FAIL, "empty", found, required, details=names)
    accepted = next((t for t in rule.accepted if t.media_type == file.media_type), None)
    if accepted is None:
        return Judgement(Outcome.FAIL, "wrong-type", found, required, details=names)
    extension = _extension(file.upload.untrusted_name)
    if extension and extension not in accepted.extensions:
        details = names | {"type": accepted.name, "extension": accepted.extensions[0]}
        return Judgement(Outcome.FAIL, "misnamed", found, required, details=details)
    return Judgement(Outcome.PASS, "accepted", found, required, details=names)


def _extension(untrusted_name: str) -> str:
    """The extension in lower case, or nothing where the name has none."""
    suffix = PurePath(untrusted_name).suffix.lower().lstrip(".")
    return suffix if len(suffix) <= _LONGEST_EXTENSION and suffix.isalnum() else ""


@check("file.size", reasons=("within", "too-large", "empty"))
def file_size(file: FileFacts, rule: SizeRule) -> Judgement:
    """The file is not larger than the program takes, and not empty. Counted in bytes."""
    size = Measured(file.size_bytes / _BYTES_PER_MB, "MB")
    required = Required("MB", max=rule.max_bytes / _BYTES_PER_MB)
    details = {"kilobytes": file.size_bytes / _BYTES_PER_KB}
    if file.size_bytes == 0:
        return Judgement(Outcome.FAIL, "empty", size, required, details=details)
    if file.size_bytes > rule.max_bytes:
        return Judgement(Outcome.FAIL, "too-large", size, required, details=details)
    return Judgement(Outcome.PASS, "within", size, required, details=details)


@check(
    "file.readable",
    reasons=("readable", "truncated", "damaged", "not-a-picture", "too-many-pixels", "several"),
)
def file_readable(file: FileFacts, rule: ReadableRule) -> Judgement:
    """The file opens and all of it is there.

    Decoded with Pillow (HEIF with libheif) within fixed limits of pixels and sides, which the
    header must already respect.
    """
    if not file.is_picture:
        return Judgement(Outcome.FAIL, "not-a-picture")
    if not isinstance(file.decoded, UntrustedInputError):
        return Judgement(Outcome.PASS, "readable")
    reasons: dict[type, str] = {
        ImageTruncated: "truncated",
        ImageTooLarge: "too-many-pixels",
        AnimatedImage: "several",
        NotAnImage: "not-a-picture",
    }
    return Judgement(Outcome.FAIL, reasons.get(type(file.decoded), "damaged"))


@check("file.pages", reasons=("one", "several"))
def file_pages(file: FileFacts, rule: PagesRule) -> Judgement:
    """The file holds one picture: no animation and no further pages."""
    pages = file.page_count
    measured, required = Measured(pages, "pages"), Required("pages", max=rule.max_pages)
    if pages > rule.max_pages:
        return Judgement(Outcome.FAIL, "several", measured, required)
    return Judgement(Outcome.PASS, "one", measured, required)
