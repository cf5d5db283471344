"""The text of a PDF object, also of names in whatever encoding a program wrote them."""

from __future__ import annotations

import re

import pikepdf

#: Parts of one value: the chosen entries of a list.
MAX_PARTS = 20_000
#: Characters of one text; a whole page of small print has 8,000.
MAX_TEXT_CHARACTERS = 1_000_000
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")


def object_text(value: object) -> str:
    """The text of a string, name, number or long text; several choices on one line.

    Beyond ``MAX_TEXT_CHARACTERS`` it breaks off. A choice that is itself a list has no text.
    """
    if isinstance(value, pikepdf.Array):
        return _joined(value)
    return _single_text(value)


def _single_text(value: object) -> str:
    if value is None or isinstance(value, pikepdf.Dictionary | pikepdf.Array):
        return ""
    if isinstance(value, pikepdf.Name):
        return _decoded(_ESCAPED.sub(_byte, value.unparse())).removeprefix("/")
    if isinstance(value, pikepdf.Stream):
        return _stream_text(value)
    return str(value)[:MAX_TEXT_CHARACTERS]


def _joined(choices: pikepdf.Object) -> str:
    parts: list[str] = []
    characters = 0
    for item in choices.as_list()[:MAX_PARTS]:
        parts.append(_single_text(item))
        characters += len(parts[-1])
        if characters > MAX_TEXT_CHARACTERS:
            break
    return ", ".join(parts)


def key_text(key: str) -> str:
    """The text of a dictionary's key without its slash."""
    return _decoded(key.encode("utf-8", "surrogateescape")).removeprefix("/")


def _byte(escaped: re.Match[bytes]) -> bytes:
    return bytes.fromhex(escaped.group(1).decode("ascii"))


def _decoded(name: bytes) -> str:
    """A name is UTF-8 by the standard (7.3.5); older programs wrote Windows-1252."""
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError:
        return name.decode("cp1252", "replace")


def _stream_text(stream: pikepdf.Object) -> str:
    try:
        return str(pikepdf.String(stream.read_bytes()[:MAX_TEXT_CHARACTERS]))
    except pikepdf.PdfError:
        return ""
