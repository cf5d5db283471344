"""The characters of a page, counted by whether somebody who looks at it sees them."""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Mapping

import pypdfium2
import pypdfium2.raw as c

from models.pdf.page_objects import address_of

#: Characters read on one page; a dense one has 8,000.
MAX_PAGE_CHARACTERS = 40_000

#: Why a run of text is not seen; "visible" where it is.
VISIBLE = "visible"


def characters_by_look(
    page: pypdfium2.PdfPage, look_by_address: Mapping[int, str]
) -> tuple[Counter[str], str]:
    """Characters other than spaces by the look of their run, and the text that is seen.

    ``look_by_address``: the look of each run, by its address. The second value holds personal
    data: it is for reading a form's number and captions, and must not be logged.
    """
    looks = set(look_by_address.values())
    if not looks:
        return Counter(), ""
    textpage = c.FPDFText_LoadPage(page.raw)
    if not textpage:
        return Counter(), ""
    try:
        count = min(max(0, c.FPDFText_CountChars(textpage)), MAX_PAGE_CHARACTERS)
        if len(looks) == 1:
            (look,) = looks
            text = _text(textpage, count)
            characters = sum(not character.isspace() for character in text)
            return Counter({look: characters}), text if look == VISIBLE else ""
        return _sorted_out(textpage, count, look_by_address)
    finally:
        c.FPDFText_ClosePage(textpage)


def _text(textpage: object, count: int) -> str:
    buffer = (ctypes.c_ushort * (count + 1))()
    c.FPDFText_GetText(textpage, 0, count, buffer)
    return bytes(buffer).decode("utf-16-le", "replace").rstrip("\0")


def _sorted_out(
    textpage: object, count: int, look_by_address: Mapping[int, str]
) -> tuple[Counter[str], str]:
    """The same, character by character."""
    characters: Counter[str] = Counter()
    seen: list[str] = []
    for index in range(count):
        code = c.FPDFText_GetUnicode(textpage, index)
        character = chr(code) if code < 0x110000 else "\ufffd"
        if character.isspace() or code == 0:
            seen.append(" ")
            continue
        handle = c.FPDFText_GetTextObject(textpage, index)
        look = look_by_address.get(address_of(handle), VISIBLE) if handle else VISIBLE
        characters[look] += 1
        if look == VISIBLE:
            seen.append(character)
    return characters, "".join(seen)
