"""Which part of a policy an upload is screened under."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checks.policies import Policy, load_policy
from models.media_type import PDF, detect_media_type

if TYPE_CHECKING:  # the facts load the numeric libraries, which whoever starts a worker must not
    from checks.file_facts import FileFacts

#: What a caller declares who leaves it to docscreen to tell the kind.
UNDECLARED_KIND = "auto"


def policy_for(untrusted_bytes: bytes, declared_kind: str, policy_id: str) -> Policy:
    """The part for the declared kind; undeclared, that for forms if the file is a PDF.

    Nothing is opened. Where the program asks nothing of such a kind, its first part. Raises
    PolicyError.
    """
    if declared_kind != UNDECLARED_KIND:
        return load_policy(policy_id, declared_kind)
    is_pdf = detect_media_type(untrusted_bytes) == PDF
    return load_policy(policy_id, "form" if is_pdf else None)


def policy_by_content(file: FileFacts, policy_id: str) -> Policy:
    """The part for the declared kind; undeclared, that for what the file shows.

    A PDF is a form unless its first page is the scan of an identity document. Where the program
    asks nothing of such a kind, its first part. Raises PolicyError.
    """
    declared = file.upload.declared_kind
    if declared != UNDECLARED_KIND:
        return load_policy(policy_id, declared)
    if file.is_pdf:
        return load_policy(policy_id, "form" if file.scanned_kind is None else "identity")
    return load_policy(policy_id, file.picture.kind.name if file.picture else None)
