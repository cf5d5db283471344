"""Adobe's own form inside a PDF (XFA): its packets, and whether the pages are real or a stand-in.

The packets are the children of one XML document (XDP). /AcroForm/XFA holds it whole, or cut into
named pieces (ISO 32000-1, 12.7.8).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

import pikepdf
from lxml import etree

from models.pdf.acroform_text import object_text
from models.pdf.xfa_xml import (
    MAX_PACKET_BYTES,
    XfaRefused,
    local_name,
    one_line,
    parse_packet,
    text_of,
)

XfaKind = Literal["none", "static", "dynamic"]

#: Pieces of one document. Real forms have 8 to 12.
MAX_PIECES = 64
#: All packets together; see MAX_PACKET_BYTES for one.
MAX_TOTAL_BYTES = 2 * MAX_PACKET_BYTES
#: The pieces that carry no packet but the beginning and the end of the document.
_FRAME = frozenset({"xdp", "preamble", "postamble", ""})


@dataclass(frozen=True, slots=True)
class XfaPackets:
    """``kind``: ``dynamic`` where Adobe's programs draw the pages and the PDF's page is a stand-in.

    ``untrusted_by_name``: bytes of each packet by its name, such as ``template``, ``datasets``.
    """

    kind: XfaKind
    untrusted_by_name: Mapping[str, bytes] = field(default_factory=dict)

    def parsed(self, name: str) -> etree._Element | None:
        """The root element of one packet, or None where there is none. Raises XfaRefused."""
        untrusted_xml = self.untrusted_by_name.get(name, b"")
        return parse_packet(untrusted_xml) if untrusted_xml.strip() else None


def read_xfa(untrusted_pdf: pikepdf.Pdf) -> XfaPackets:
    """The packets of a PDF's XFA form; kind ``none`` where there is none. Raises XfaRefused."""
    entry = _xfa_entry(untrusted_pdf)
    if entry is None:
        return XfaPackets("none")
    pieces = list(_pieces(entry))
    if sum(len(content) for _, content in pieces) > MAX_TOTAL_BYTES:
        raise XfaRefused("too-large")
    packets = _named(pieces)
    if "template" not in packets:
        packets = _packets_of_document(b"".join(content for _, content in pieces))
    if not packets:
        return XfaPackets("none")
    return XfaPackets(_kind(untrusted_pdf, packets), packets)


def _xfa_entry(untrusted_pdf: pikepdf.Pdf) -> pikepdf.Object | None:
    form = untrusted_pdf.Root.get("/AcroForm")
    if not isinstance(form, pikepdf.Dictionary):
        return None
    entry = form.get("/XFA")
    return entry if isinstance(entry, (pikepdf.Array, pikepdf.Stream)) else None


def _pieces(entry: pikepdf.Object) -> Iterator[tuple[str, bytes]]:
    """Name and content of each piece, in order; one stream is one piece without a name."""
    if isinstance(entry, pikepdf.Stream):
        yield "", _content(entry)
        return
    name = ""
    for number, item in enumerate(entry.as_list()):
        if number > 2 * MAX_PIECES:
            raise XfaRefused("too-large")
        if isinstance(item, pikepdf.Stream):
            yield name, _content(item)
            name = ""
        elif isinstance(item, pikepdf.String):
            name = str(item)


def _content(stream: pikepdf.Object) -> bytes:
    try:
        content = stream.read_bytes()
    except pikepdf.PdfError:
        # A damaged packet is as good as an absent one; the others may still be whole.
        return b""
    if len(content) > MAX_PACKET_BYTES:
        raise XfaRefused("too-large")
    return content


def _named(pieces: list[tuple[str, bytes]]) -> dict[str, bytes]:
    """Packets by the names that the PDF gives its pieces; those of one name are one packet."""
    packets: dict[str, bytes] = {}
    for name, content in pieces:
        plain = name.strip("</> ").rpartition(":")[2]
        if plain not in _FRAME:
            packets[plain] = packets.get(plain, b"") + content
    return packets


def _packets_of_document(untrusted_xml: bytes) -> dict[str, bytes]:
    """Packets of a whole XDP document, by the names of its elements."""
    if not untrusted_xml.strip():
        return {}
    root = parse_packet(untrusted_xml)
    children = list(root) if local_name(root) == "xdp" else [root]
    packets: dict[str, bytes] = {}
    for child in children:
        packets.setdefault(local_name(child), etree.tostring(child, encoding="utf-8"))
    return packets


def _kind(untrusted_pdf: pikepdf.Pdf, packets: Mapping[str, bytes]) -> XfaKind:
    """Dynamic where the catalogue or the ``config`` packet asks for rendering."""
    if _is_true(untrusted_pdf.Root.get("/NeedsRendering")):
        return "dynamic"
    config = packets.get("config", b"")
    if b"dynamicRender" not in config:
        return "static"
    asked = parse_packet(config).find(".//{*}dynamicRender")
    return "dynamic" if one_line(text_of(asked)) == "required" else "static"


def _is_true(value: object) -> bool:
    return value is True or object_text(value).casefold() == "true"
