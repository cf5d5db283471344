"""Reading the XML inside a form: without entities, without network, within limits of its own."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache
from typing import Literal

from lxml import etree

from models.errors import UntrustedInputError

Refusal = Literal["entities", "too-deep", "too-large", "not-xml"]

#: One packet. The largest template of a government form has 2.1 MB, its lists 0.5 MB.
MAX_PACKET_BYTES = 16 * 1024 * 1024
#: Marks that begin or end an element or an attribute of one packet, which cost libxml2 about 100
#: bytes each. The largest template of a government form has 66,000.
MAX_MARKS = 500_000
#: libxml2 itself stops at 256 nested elements and 10 MB in one text, and says so by this code;
#: forms nest about 25 elements.
_LIMIT_REACHED = "ERR_RESOURCE_LIMIT"
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})""")
#: The single-byte encodings that older form designers wrote; all else is read as UTF-8.
_SINGLE_BYTE = frozenset({"iso8859-1", "iso8859-15", "cp1252"})
_STRAY_AMPERSAND = re.compile(rb"&(?!(?:#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6}|amp|lt|gt|quot|apos);)")
_STRAY_LESS_THAN = re.compile(rb"<(?![A-Za-z_:/!?\x80-\xff])")
_SPACES = re.compile(r"[\s\u200b]+")


class XfaRefused(UntrustedInputError):
    """The form's XML is refused, because reading it is not safe or not possible.

    ``reason``: ``entities`` (a document type, which could define entities that multiply),
    ``too-deep``, ``too-large`` or ``not-xml``.
    """

    def __init__(self, reason: Refusal) -> None:
        super().__init__(f"the form's XML is refused: {reason}")
        self.reason = reason


def parse_packet(untrusted_xml: bytes) -> etree._Element:
    """The root element of one packet; what is not well-formed is read as far as it goes.

    Well-formed XML is read as it is. Other XML, such as that of programs which write a bare ``&``
    into the data, is mended first, so that no character of a value is lost. Raises XfaRefused.
    """
    if len(untrusted_xml) > MAX_PACKET_BYTES:
        raise XfaRefused("too-large")
    plain = _as_utf8(untrusted_xml)
    # Attribute values unfold entities even where elements do not: none may be declared at all.
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise XfaRefused("entities")
    if plain.count(b"<") + plain.count(b"=") > MAX_MARKS:
        raise XfaRefused("too-large")
    try:
        root = etree.fromstring(plain, _parser("strict"))
    except etree.XMLSyntaxError:
        root = _recovered(plain)
    return root


def _parser(mode: Literal["strict", "recovering"]) -> etree.XMLParser:
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        recover=mode == "recovering",
    )


def _recovered(plain: bytes) -> etree._Element:
    if b"<![CDATA[" not in plain:
        plain = _STRAY_LESS_THAN.sub(b"&lt;", _STRAY_AMPERSAND.sub(b"&amp;", plain))
    parser = _parser("recovering")
    try:
        root: etree._Element | None = etree.fromstring(plain, parser)
    except etree.XMLSyntaxError:
        root = None
    for problem in parser.error_log:
        if problem.type_name == _LIMIT_REACHED:
            raise XfaRefused("too-deep" if "depth" in problem.message.lower() else "too-large")
    if root is None:
        raise XfaRefused("not-xml")
    return root


def _as_utf8(untrusted_xml: bytes) -> bytes:
    """The packet in UTF-8, so that nothing hides in another encoding from what is looked for."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if untrusted_xml.startswith(mark):
            return untrusted_xml.decode(encoding, "replace").lstrip("\ufeff").encode("utf-8")
    if untrusted_xml[:4].count(0) >= 2:
        wide = "utf-16-le" if untrusted_xml[1:2] == b"\0" else "utf-16-be"
        return untrusted_xml.decode(wide, "replace").encode("utf-8")
    declared = _DECLARED.match(untrusted_xml)
    if declared is None:
        return untrusted_xml
    try:
        name = codecs.lookup(declared.group(1).decode("ascii")).name
    except LookupError:
        return untrusted_xml
    if name not in _SINGLE_BYTE:
        return untrusted_xml
    return untrusted_xml.decode(name, "replace").encode("utf-8")


def local_name(element: etree._Element) -> str:
    """The element's name without namespace; also where the prefix was never declared."""
    return _without_namespace(str(element.tag))


@lru_cache(maxsize=4096)
def _without_namespace(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2]


def text_of(element: etree._Element | None) -> str:
    """All text inside an element, also of rich text, as it stands."""
    return "" if element is None else "".join(str(part) for part in element.itertext())


def one_line(text: str) -> str:
    """A text with every run of white space, also non-breaking and line ends, as one blank."""
    return _SPACES.sub(" ", text).strip()
