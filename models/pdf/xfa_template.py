"""The template of an XFA form as a tree of groups and fields, in the order of the page.

``subform``, ``subformSet``, ``area``, ``pageSet`` and ``pageArea`` are groups; ``field`` and
``exclGroup`` (boxes of which one is ticked) are fields. Texts and lines only name the fields.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from models.pdf.xfa_caption import NearbyTexts, column_head, draw_text, is_words
from models.pdf.xfa_field import (
    Binding,
    Demands,
    TemplateField,
    binding_of,
    default_of,
    demands_of,
    help_text,
    kind_of,
    list_reference_of,
    options_of,
    own_caption,
    parts_of,
    presence_of,
    within,
)
from models.pdf.xfa_pages import PageFlow
from models.pdf.xfa_scripts import Script, scripts_of
from models.pdf.xfa_words import CaptionSource, Option, Presence
from models.pdf.xfa_xml import XfaRefused, local_name, one_line, text_of

#: Nodes of one template. The largest form of several pages has 700 fields.
MAX_NODES = 20_000
#: Subforms inside one another. Real forms have up to 12.
MAX_DEPTH = 100
#: Characters of a heading; what is longer is an instruction, whose beginning names it as well.
MAX_HEADING = 120
#: Copies of one subform that a form makes by itself before anybody asks for more.
MAX_INITIAL_COPIES = 50

_GROUPS = frozenset({"subform", "subformSet", "area", "pageSet", "pageArea"})


@dataclass(frozen=True, slots=True)
class TemplateGroup:
    """A part of the form. ``tag``: its element; ``minimum``/``maximum``: how often it may occur.

    ``maximum`` is None where there is no limit. ``presence``: its own, whatever is around it.
    """

    tag: str
    name: str
    binding: Binding
    minimum: int
    maximum: int | None
    presence: Presence
    children: tuple[TemplateGroup | TemplateField, ...]

    @property
    def is_transparent(self) -> bool:
        """Whether its fields' values lie beside those of its parent, not in a group of its own."""
        return not self.name or self.tag != "subform" or self.binding.match == "none"


@dataclass(frozen=True, slots=True)
class Template:
    """``root``: the outermost subform. ``barcodes``: by name, the fields that each one encodes.

    ``texts``: what is printed on every page, such as form number and edition.
    ``descriptions``: what the author noted about the form, by name. ``scripts``: their text.
    """

    root: TemplateGroup
    barcodes: dict[str, tuple[str, ...]]
    texts: tuple[str, ...]
    descriptions: dict[str, str]
    scripts: tuple[Script, ...]


def read_template(root: etree._Element) -> Template:
    """The template packet as a tree. Raises XfaRefused where it has no subform."""
    outermost = next(root.iterchildren("{*}subform"), None)
    if outermost is None:
        raise XfaRefused("not-xml")
    reader = _Reader(PageFlow(outermost))
    return Template(
        root=reader.group(outermost, "visible"),
        barcodes=dict(_barcodes(outermost)),
        texts=tuple(_page_texts(outermost)),
        descriptions=_descriptions(outermost),
        scripts=scripts_of(outermost),
    )


class _Reader:
    """Walks the template once."""

    def __init__(self, flow: PageFlow) -> None:
        self._flow = flow
        self._nearby = NearbyTexts()
        self._nodes = 0
        self._depth = 0
        self._heading = ""

    def group(self, element: etree._Element, inherited: Presence) -> TemplateGroup:
        """One part of the form with all that it holds."""
        if self._depth > MAX_DEPTH:
            raise XfaRefused("too-deep")
        self._depth += 1
        presence = presence_of(element, inherited)
        self._flow.enter(element, presence)
        minimum, maximum = _occurrence(element)
        bind = element.find("{*}bind")
        outer, children = self._heading, tuple(self._children(element, presence))
        self._heading = outer
        self._depth -= 1
        self._flow.leave()
        return TemplateGroup(
            tag=local_name(element),
            name=element.get("name", ""),
            binding=binding_of({"bind": bind} if bind is not None else {}),
            minimum=minimum,
            maximum=maximum,
            presence=presence_of(element, "visible"),
            children=children,
        )

    def _children(
        self, element: etree._Element, presence: Presence
    ) -> Iterator[TemplateGroup | TemplateField]:
        for child in element:
            tag = local_name(child)
            self._nodes += 1
            if self._nodes > MAX_NODES:
                raise XfaRefused("too-large")
            if tag in _GROUPS:
                yield self.group(child, presence)
            elif tag == "field":
                self._flow.put(child, presence_of(child, presence))
                yield self._field(child)
            elif tag == "exclGroup":
                self._flow.put(child, presence_of(child, presence))
                yield from self._boxes(child)
            elif tag == "draw":
                self._flow.put(child, presence_of(child, presence))
                text = draw_text(child)
                is_heading = is_words(text) and not text.endswith("?")
                self._heading = text if is_heading else self._heading

    def _field(self, element: etree._Element) -> TemplateField:
        parts = parts_of(element)
        kind = kind_of(parts)
        caption, source = _caption(element, parts, self._nearby)
        options, demands = options_of(element), demands_of(parts)
        return TemplateField(
            name=element.get("name", ""),
            kind=kind,
            caption=caption,
            caption_from=source,
            assist=help_text(parts),
            page=self._flow.page,
            binding=binding_of(parts),
            options=_box_options(options, caption) if kind == "check-box" else options,
            list_reference=list_reference_of(parts),
            section=demands.section or self._heading[:MAX_HEADING],
            demands=demands,
            access=element.get("access", "open"),
            presence=presence_of(element, "visible"),
            default=default_of(parts),
            off=options[1].value if kind == "check-box" and len(options) > 1 else None,
        )

    def _boxes(self, element: etree._Element) -> Iterator[TemplateField]:
        """A group of boxes as one field; without a name each of its boxes has its own value."""
        presence = presence_of(element, "visible")
        members = [self._field(child) for child in element.iterchildren("{*}field")]
        name = element.get("name", "")
        if not name:
            shown = (replace(m, presence=within(m.presence, presence)) for m in members)
            yield from shown
            return
        parts = parts_of(element)
        caption, source = _caption(element, parts, self._nearby)
        demands = _group_demands(parts, members)
        yield TemplateField(
            name=name,
            kind="radio-group",
            caption=caption,
            caption_from=source,
            assist=help_text(parts),
            page=self._flow.page,
            binding=binding_of(parts),
            options=tuple(_member_option(member) for member in members),
            section=demands.section or self._heading[:MAX_HEADING],
            demands=demands,
            access=element.get("access", "open"),
            presence=presence,
            default=default_of(parts) or next((m.default for m in members if m.default), ""),
            members=tuple(member.name for member in members),
        )


def _member_option(member: TemplateField) -> Option:
    """The answer that one box of a group stands for: its code with its own words."""
    code = member.options[0].value if member.options else member.name
    words = member.caption if member.caption_from == "caption" else ""
    return Option(code, words or member.name)


def _box_options(options: tuple[Option, ...], caption: str) -> tuple[Option, ...]:
    """A single box offers one answer, which is its caption; a box without codes stores 1."""
    return (Option(options[0].value if options else "1", caption),)


def _group_demands(parts: dict[str, etree._Element], members: list[TemplateField]) -> Demands:
    demands = demands_of(parts)
    if any(member.demands.is_mandatory for member in members):
        return replace(demands, is_mandatory=True)
    return demands


def _caption(
    element: etree._Element, parts: dict[str, etree._Element], nearby: NearbyTexts
) -> tuple[str, CaptionSource]:
    """The best words for a field, and where they were found."""
    own = own_caption(parts)
    if own:
        return own, "caption"
    head = column_head(element)
    if head:
        return head, "column"
    spoken, is_group = help_text(parts), local_name(element) == "exclGroup"
    if spoken and not is_group:
        return spoken, "assist"
    near = nearby.nearest(element)
    if spoken and not near.endswith("?"):
        return spoken, "assist"  # of a group of boxes, often copied from another question
    return (near, "nearby") if near else ("", "none")


def _occurrence(element: etree._Element) -> tuple[int, int | None]:
    """How often a group occurs at the beginning and at most (XFA 3.3: once, unless stated)."""
    occur = element.find("{*}occur")
    if occur is None:
        return 1, 1
    minimum = _count(occur.get("min"), 1)
    maximum = _count(occur.get("max"), max(minimum, 1))
    initial = _count(occur.get("initial"), minimum)
    return min(max(initial, minimum, 0), MAX_INITIAL_COPIES), maximum if maximum >= 0 else None


def _count(stated: str | None, otherwise: int) -> int:
    try:
        return int(stated) if stated else otherwise
    except ValueError:
        return otherwise


def _barcodes(outermost: etree._Element) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The fields that scripts write into each barcode, by its name; XFA says manifest."""
    for manifest in outermost.iterfind("{*}variables/{*}manifest"):
        yield manifest.get("name", ""), tuple(text_of(ref).strip() for ref in manifest)


def _page_texts(outermost: etree._Element) -> Iterator[str]:
    for page in outermost.iterfind("{*}pageSet/{*}pageArea"):
        for draw in page.iter("{*}draw"):
            text = draw_text(draw)
            if text:
                yield text


def _descriptions(outermost: etree._Element) -> dict[str, str]:
    return {
        text.get("name", ""): one_line(text_of(text))
        for text in outermost.iterfind("{*}desc/{*}text")
    }
