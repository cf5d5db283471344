"""Digital signatures: who signed, whether the file is intact since, and what was added later.

pyHanko computes digests and compares revisions. No certificate is looked up or trusted: the names
are what the certificates claim, and no network is used.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from asn1crypto import x509
from pyhanko.pdf_utils.generic import DictionaryObject
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import (
    DEFAULT_DIFF_POLICY,
    ModificationLevel,
    SuspiciousModification,
)
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from models.pdf.acroform import AcroField
from models.pdf.opening import PdfDocument

Coverage = Literal["whole-file", "revision", "unclear"]
Modification = Literal["none", "form-filling", "other", "unknown"]
Problem = Literal["not-a-signature", "broken-signature", "unreadable-file"]

#: Signatures of one file that are examined; each may compare all revisions of the file.
MAX_SIGNATURES = 20
#: Beyond this the comparison of revisions takes seconds; the digest is still computed.
MAX_BYTES_COMPARED = 20 * 1024 * 1024

#: Bytes that say nothing behind a file's end: white space and zeros (ISO 32000-1, 7.2.2).
_NOTHING = b"\0\t\n\f\r "

#: The department that publishes the forms certifies them before anybody fills them in.
_ISSUER = re.compile(
    r"(immigration,?\s+refugees\s+and\s+citizenship|immigration,?\s+réfugiés\s+et\s+citoyenneté)"
    r"\s+canada|citizenship\s+and\s+immigration\s+(canada|-)|citoyenneté\s+et\s+immigration\s+canada",
    re.IGNORECASE,
)

_log = logging.getLogger("docscreen.signatures")
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Signature:
    """One digital signature. ``signer``: the common name that its certificate claims.

    ``is_issuers_own``: the department's own, which certifies the blank form: nobody has signed.
    ``is_timestamp``: of a time-stamping service, which attests a date and no will.
    ``is_intact``: the covered bytes are those that were signed; None where it cannot be computed.
    ``coverage``: the whole file, or the file as it was when signed (a ``revision``).
    ``modification``: what was added after signing. ``claimed_at``: by the signer's own clock.
    """

    field_name: str
    signer: str
    is_issuers_own: bool
    is_timestamp: bool
    is_intact: bool | None
    coverage: Coverage
    modification: Modification
    claimed_at: dt.datetime | None
    problem: Problem | None


def measure_digital_signatures(
    document: PdfDocument, fields: tuple[AcroField, ...]
) -> tuple[Signature, ...]:
    """Every signed signature field, in the order of the form. Never raises for what is signed."""
    names = [field.name for field in fields if field.is_signed][:MAX_SIGNATURES]
    if not names:
        return ()
    try:
        reader = PdfFileReader(io.BytesIO(document.content), strict=False)
        if reader.encrypted:
            reader.decrypt(b"")
        untrusted = dict(_signature_fields(reader))
    except Exception as failure:
        # pyHanko answers a broken file with whatever its parsing trips over.
        _note("file", failure)
        return tuple(_unexamined(name, "unreadable-file") for name in names)
    content = document.content
    return tuple(_signature(reader, untrusted, name, content) for name in names)


def _signature_fields(reader: PdfFileReader) -> Iterator[tuple[str, DictionaryObject]]:
    for name, _, reference in enumerate_sig_fields(reader, filled_status=True):
        yield name, reference.get_object()


def _unexamined(name: str, problem: Problem) -> Signature:
    """A signature of which no more is known than that its field holds something."""
    return Signature(
        field_name=name,
        signer="",
        is_issuers_own=False,
        is_timestamp=False,
        is_intact=None,
        coverage="unclear",
        modification="unknown",
        claimed_at=None,
        problem=problem,
    )


def _signature(
    reader: PdfFileReader, untrusted: Mapping[str, DictionaryObject], name: str, content: bytes
) -> Signature:
    try:
        embedded = EmbeddedPdfSignature(reader, untrusted[name], name)
    except Exception as failure:
        _note("field", failure)
        return _unexamined(name, "not-a-signature")
    try:
        return _examined(embedded, name, content)
    except Exception as failure:
        _note("signature", failure)
        return _unexamined(name, "broken-signature")


def _note(part: str, failure: Exception) -> None:
    """Say which kind of error ended an examination; its message may quote what was signed."""
    _log.info("signatures: the %s was not examined: %s", part, type(failure).__name__)


def _examined(embedded: EmbeddedPdfSignature, name: str, content: bytes) -> Signature:
    certificate = embedded.signer_cert
    is_timestamp = embedded.sig_object_type == "/DocTimeStamp"
    return Signature(
        field_name=name,
        signer=_common_name(certificate),
        is_issuers_own=_is_issuers_own(embedded, certificate),
        is_timestamp=is_timestamp,
        is_intact=_is_intact(embedded, certificate),
        coverage=_coverage(embedded, content),
        modification=_modification(embedded, len(content)),
        claimed_at=embedded.self_reported_timestamp,
        problem=None,
    )


def _is_issuers_own(embedded: EmbeddedPdfSignature, certificate: x509.Certificate) -> bool:
    """Whether the department certified its blank form: its name, and a limit to later changes."""
    named = _ISSUER.search(str(certificate.subject.human_friendly)) is not None
    return named and embedded.docmdp_level is not None


def _common_name(certificate: x509.Certificate) -> str:
    claimed = certificate.subject.native.get("common_name", "")
    return ", ".join(claimed) if isinstance(claimed, list) else str(claimed)


def _is_intact(embedded: EmbeddedPdfSignature, certificate: x509.Certificate) -> bool | None:
    """Whether the digest of the covered bytes is the signed one, and the signature is its own."""
    try:
        digest = embedded.compute_digest()
        content_type = embedded.signed_data["encap_content_info"]["content_type"].native
        if content_type == "tst_info":
            return _is_stamped(embedded, certificate, digest)
        return all(validate_sig_integrity(embedded.signer_info, certificate, content_type, digest))
    except Exception as failure:
        # An algorithm that is not installed, or a structure that contradicts itself.
        _note("digest", failure)
        return None


def _is_stamped(
    embedded: EmbeddedPdfSignature, certificate: x509.Certificate, digest: bytes
) -> bool:
    """Whether a time stamp holds the digest of the covered bytes, and is itself intact."""
    stamp = embedded.signed_data["encap_content_info"]["content"]
    imprint = stamp.parsed["message_imprint"]["hashed_message"].native
    own_digest = hashlib.new(embedded.md_algorithm, bytes(stamp)).digest()
    parts = validate_sig_integrity(embedded.signer_info, certificate, "tst_info", own_digest)
    return imprint == digest and all(parts)


def _coverage(embedded: EmbeddedPdfSignature, content: bytes) -> Coverage:
    """How much is covered; line ends and zeros that a transfer appended are nothing added."""
    level = embedded.evaluate_signature_coverage()
    if level == SignatureCoverageLevel.ENTIRE_FILE:
        return "whole-file"
    if level != SignatureCoverageLevel.ENTIRE_REVISION:
        return "unclear"
    _, _, start, length = embedded.byte_range
    return "revision" if content[start + length :].strip(_NOTHING) else "whole-file"


def _modification(embedded: EmbeddedPdfSignature, file_bytes: int) -> Modification:
    """What later revisions changed, by pyHanko's policy: it allows form filling and time stamps."""
    if file_bytes > MAX_BYTES_COMPARED:
        return "unknown"
    try:
        embedded.compute_integrity_info(skip_diff=True)
        result = embedded.evaluate_modifications(DEFAULT_DIFF_POLICY)
    except Exception as failure:
        # The comparison meets the same broken structures as the reader.
        _note("later revisions", failure)
        return "unknown"
    if isinstance(result, SuspiciousModification):
        return "other"
    if result.modification_level <= ModificationLevel.LTA_UPDATES:
        return "none"
    is_filling = result.modification_level == ModificationLevel.FORM_FILLING
    return "form-filling" if is_filling else "other"
