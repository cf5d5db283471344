"""Which part of a policy an upload is screened under."""

from __future__ import annotations

from checks.file.declared import UNDECLARED_KIND
from checks.file_facts import Upload
from checks.policies import Policy, load_policy
from models.media_type import PDF, detect_media_type


def policy_for(upload: Upload, policy_id: str) -> Policy:
    """The part for the declared kind; undeclared, that for forms if the file is a PDF.

    Where the program asks nothing of such a kind, its first part. Raises PolicyError.
    """
    kind: str | None = upload.declared_kind
    if kind == UNDECLARED_KIND:
        kind = "form" if detect_media_type(upload.untrusted_bytes) == PDF else None
    return load_policy(policy_id, kind)
