"""Where the scripts of a PDF lead to, as far as they spell it out."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pikepdf

#: What opens a page, sends the answers, or saves and opens a carried file, in Acrobat's JavaScript
#: and in that of XFA forms.
_LEAVING = re.compile(
    r"\b(?:launchURL|getURL|gotoURL|submitForm|mailForm|mailDoc|mailMsg|openDoc|exportDataObject"
    r"|Net\s{0,9}\.\s{0,9}HTTP|SOAP\s{0,9}\.\s{0,9}(?:connect|request))\b"
)
#: An address with its scheme and host, a network share, or a host that begins with www.
_ADDRESS = re.compile(
    r"\b(?P<scheme>https?|ftps?|file|smb)://(?:[^/@?#\s\"']{0,200}@)?(?P<host>[\w.\-]{1,253})"
    r"|\\{2,4}(?P<share>[\w.\-]{1,253})\\{1,2}\w|\b(?P<bare>www\.[\w.\-]{1,249})"
    r"|\b(?P<mail>mailto):",
    re.IGNORECASE,
)
#: A carried file that is opened once it is saved: 1 asks where to, 2 does not (Acrobat's API).
_LAUNCHING = re.compile(r"\bexportDataObject\b[^;]{0,400}\bnLaunch[\"']?\s{0,9}:\s{0,9}[12]\b")
#: Addresses taken from one script.
MAX_ADDRESSES = 50


def script_bytes_of(untrusted_script: object) -> bytes:
    """A script's bytes; what cannot be decompressed has none."""
    if isinstance(untrusted_script, pikepdf.Stream):
        try:
            return untrusted_script.read_bytes()
        except pikepdf.PdfError:
            return b""
    return bytes(untrusted_script) if isinstance(untrusted_script, pikepdf.String) else b""


def script_text(untrusted_script: bytes) -> str:
    """A script's characters: UTF-16 where it says so, else one a byte."""
    if untrusted_script.startswith((b"\xfe\xff", b"\xff\xfe")):
        return untrusted_script.decode("utf-16", "replace")
    return untrusted_script.decode("latin-1")


def script_targets(untrusted_script: str) -> Iterator[str]:
    """Scheme and host of the addresses in a script that can leave the file; none in any other."""
    if _LEAVING.search(untrusted_script) is None:
        return
    plain = untrusted_script.replace("\\/", "/")
    for found, _ in zip(_ADDRESS.finditer(plain), range(MAX_ADDRESSES), strict=False):
        if found["mail"]:
            yield "mailto:"
        elif found["share"]:
            yield f"file://{found['share'].lower()}"
        else:
            scheme, host = found["scheme"] or "http", found["host"] or found["bare"]
            yield f"{scheme.lower()}://{host.lower()}"


def launches_carried_file(untrusted_script: str) -> bool:
    """Whether a script opens a file that the PDF carries."""
    return _LAUNCHING.search(untrusted_script) is not None
