"""Which part of a policy an upload is screened under."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checks.policies import Policy
from checks.policy_versions import policy_in_version
from models.media_type import PDF, detect_media_type

if TYPE_CHECKING:  # the facts load the numeric libraries, which whoever starts a worker must not
    from checks.file_facts import FileFacts

#: What a caller declares who leaves it to docscreen to tell the kind.
UNDECLARED_KIND = "auto"


def policy_for(
    untrusted_bytes: bytes, declared_kind: str, policy_id: str, version: str | None = None
) -> Policy:
    """The part for the declared kind; undeclared, that for forms if the file is a PDF.

    Nothing is opened. Where the program asks nothing of such a kind, its first part. ``version``:
    None is today's. Raises PolicyError.
    """
    if declared_kind != UNDECLARED_KIND:
        return policy_in_version(policy_id, declared_kind, version)
    is_pdf = detect_media_type(untrusted_bytes) == PDF
    return policy_in_version(policy_id, "form" if is_pdf else None, version)


def policy_by_content(file: FileFacts, policy_id: str, version: str | None = None) -> Policy:
    """The part for the declared kind; undeclared, that for what the file shows.

    A PDF is a form unless its first page is the scan of an identity document. Where the program
    asks nothing of such a kind, its first part. ``version``: None is today's. Raises PolicyError.
    """
    declared = file.upload.declared_kind
    if declared != UNDECLARED_KIND:
        return policy_in_version(policy_id, declared, version)
    if file.is_pdf:
        kind = "form" if file.scanned_kind is None else "identity"
        return policy_in_version(policy_id, kind, version)
    return policy_in_version(policy_id, file.picture.kind.name if file.picture else None, version)
