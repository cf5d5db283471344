"""The interactive form of a PDF itself (AcroForm): every field with its value and its widgets.

ISO 32000-1, 12.7. Fields form a tree and are shown by widgets, annotations of a page. Programs that
cut pages out of a form leave widgets without a tree; others draw a value and never store it: both
are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import pikepdf

from models.pdf.acroform_appearance import appearance_states, appearance_text
from models.pdf.acroform_box import Box, PageFrame
from models.pdf.acroform_limits import ReadingAllowance
from models.pdf.acroform_text import object_text
from models.pdf.xfa_words import FieldKind, Option
from models.pdf.xfa_xml import one_line

#: Fields and widgets of one form. The largest form of a government has about 2,000.
MAX_FIELDS = 20_000
#: Names inside one another; XFA names nest about 12 deep. The limit also ends loops.
MAX_DEPTH = 60
#: All appearances together; those of a form that only draws its values have some 100 KB.
MAX_APPEARANCES_BYTES = 8 * 1024 * 1024

#: Field flags by bit position (ISO 32000-1, tables 221, 226, 228).
_READ_ONLY, _REQUIRED, _MULTILINE = 1 << 0, 1 << 1, 1 << 12
_RADIO, _PUSH_BUTTON = 1 << 15, 1 << 16
#: How Adobe names parts that have no name; the parts of page backgrounds are counted apart.
_UNNAMED = re.compile(r"#(?!pageSet)")
_FoundIn = Literal["tree", "page"]
_INHERITED = ("/FT", "/Ff", "/V", "/DV", "/Opt")


@dataclass(frozen=True, slots=True)
class Widget:
    """One place where a field is shown. ``page``: from 1; ``box``: points of the upright page.

    ``state``: of a box, the state that is drawn; ``states``: those that it can be ticked to.
    ``text``: what its appearance draws. ``has_picture``: it draws an image or ink.
    """

    page: int | None
    box: Box | None
    state: str
    states: tuple[str, ...]
    text: str
    has_picture: bool


@dataclass(frozen=True, slots=True)
class AcroField:
    """One field. ``name``: full name; ``label``: the alternate name, which is its help text.

    ``is_orphan``: reachable from a page only, not from the form's own tree.
    ``is_drawn_only``: the value is not stored, only drawn. ``is_signed``: a digital signature
    is in it.
    """

    name: str
    label: str
    kind: FieldKind
    value: str
    default: str
    options: tuple[Option, ...]
    widgets: tuple[Widget, ...]
    is_required: bool
    is_read_only: bool
    is_multiline: bool
    is_orphan: bool
    is_drawn_only: bool
    is_signed: bool

    @property
    def place(self) -> str:
        """The name without unnamed parts, as an XFA template counts its fields."""
        return ".".join(part for part in self.name.split(".") if not _UNNAMED.match(part))


def measure_acroform(untrusted_pdf: pikepdf.Pdf) -> tuple[AcroField, ...]:
    """Every field of the form in the order of its tree, then those that only pages hold.

    Raises XfaRefused where the fields share more than any form has.
    """
    return _Form(untrusted_pdf).fields()


@dataclass(frozen=True, slots=True)
class _Node:
    """A node of the tree with what it inherits."""

    untrusted: pikepdf.Object
    name: str
    inherited: dict[str, pikepdf.Object]


class _Form:
    def __init__(self, untrusted_pdf: pikepdf.Pdf) -> None:
        self._allowance = ReadingAllowance()
        self._frames = [PageFrame(page.obj) for page in untrusted_pdf.pages]
        self._page_of: dict[tuple[int, int], int] = {}
        self._annotations: list[pikepdf.Object] = []
        for number, page in enumerate(untrusted_pdf.pages, start=1):
            for widget in self._widgets_of(page.obj):
                self._annotations.append(widget)
                self._page_of.setdefault(widget.objgen, number)
        form = untrusted_pdf.Root.get("/AcroForm")
        roots = form.get("/Fields") if isinstance(form, pikepdf.Dictionary) else None
        self._roots = self._dictionaries(roots)
        self._seen: set[tuple[int, int]] = set()
        self._count = 0
        self._appearance_bytes = 0

    def fields(self) -> tuple[AcroField, ...]:
        """Every field once."""
        found: list[AcroField] = []
        for root in self._roots:
            found += self._below(_Node(root, "", {}), 0)
        orphans = [widget for widget in self._annotations if widget.objgen not in self._seen]
        by_field: dict[tuple[int, int], list[pikepdf.Object]] = {}
        for number, widget in enumerate(orphans):
            key = _field_of(widget).objgen
            by_field.setdefault(key if any(key) else (-1, number), []).append(widget)
        for widgets in by_field.values():
            found += self._orphans(widgets)
        return tuple(found)

    def _widgets_of(self, page: pikepdf.Object) -> Iterator[pikepdf.Object]:
        for annotation in self._dictionaries(page.get("/Annots")):
            if annotation.get("/Subtype") == "/Widget":
                yield annotation

    def _dictionaries(self, array: pikepdf.Object | None) -> list[pikepdf.Object]:
        if not isinstance(array, pikepdf.Array):
            return []
        self._allowance.spend(len(array))
        items = array.as_list()[:MAX_FIELDS]
        return [item for item in items if isinstance(item, pikepdf.Dictionary)]

    def _inherit(self, node: _Node) -> _Node:
        untrusted = node.untrusted
        own = {key: untrusted[key] for key in _INHERITED if key in untrusted}
        part = self._allowance.text(untrusted.get("/T"))
        name = f"{node.name}.{part}" if node.name and part else node.name or part
        self._allowance.spend_characters(len(name))
        return _Node(untrusted, name, {**node.inherited, **own})

    def _below(self, node: _Node, depth: int) -> Iterator[AcroField]:
        """The fields of one branch; a node whose children have no names is one field."""
        untrusted = node.untrusted
        if depth > MAX_DEPTH or self._count >= MAX_FIELDS or self._is_repeated(untrusted):
            return
        self._count += 1
        here = self._inherit(node)
        kids = self._dictionaries(untrusted.get("/Kids"))
        named = [kid for kid in kids if "/T" in kid]
        for kid in named:
            yield from self._below(_Node(kid, here.name, here.inherited), depth + 1)
        widgets = [kid for kid in kids if "/T" not in kid]
        if not kids:
            widgets = [untrusted]
        if widgets and (not named or "/FT" in here.inherited):
            for widget in widgets:
                self._is_repeated(widget)
            yield self._field(here, widgets, "tree")

    def _orphans(self, widgets: list[pikepdf.Object]) -> Iterator[AcroField]:
        chain = [_field_of(widgets[0])]
        while len(chain) < MAX_DEPTH and isinstance(chain[0].get("/Parent"), pikepdf.Dictionary):
            chain.insert(0, chain[0]["/Parent"])
        node = _Node(chain[0], "", {})
        for part in chain:
            node = self._inherit(_Node(part, node.name, node.inherited))
        self._count += 1
        if self._count < MAX_FIELDS:
            yield self._field(node, widgets, "page")

    def _is_repeated(self, untrusted: pikepdf.Object) -> bool:
        """Whether an object was met before; direct objects have no identity and never were."""
        key = untrusted.objgen
        if key == (0, 0):
            return False
        repeated = key in self._seen
        self._seen.add(key)
        return repeated

    def _field(
        self, node: _Node, untrusted_widgets: list[pikepdf.Object], found_in: _FoundIn
    ) -> AcroField:
        flags = _integer(node.inherited.get("/Ff"))
        kind = _kind(node.inherited.get("/FT"), flags)
        read = self._allowance.text
        stored = read(node.inherited.get("/V"))
        widgets = tuple(self._widget(w, kind, stored) for w in untrusted_widgets)
        drawn = _drawn_value(kind, widgets) if not stored else ""
        return AcroField(
            name=node.name,
            label=one_line(read(node.untrusted.get("/TU"))),
            kind=kind,
            value=stored or drawn,
            default=read(node.inherited.get("/DV")),
            options=self._options(kind, node.inherited.get("/Opt"), widgets),
            widgets=widgets,
            is_required=bool(flags & _REQUIRED),
            is_read_only=bool(flags & _READ_ONLY),
            is_multiline=bool(flags & _MULTILINE),
            is_orphan=found_in == "page",
            is_drawn_only=bool(drawn),
            is_signed=kind == "signature"
            and isinstance(node.inherited.get("/V"), pikepdf.Dictionary),
        )

    def _widget(self, untrusted: pikepdf.Object, kind: FieldKind, stored: str) -> Widget:
        page = self._page_of.get(untrusted.objgen)
        is_read = kind == "signature" or (kind in ("text", "choice-list") and not stored)
        is_read = is_read and self._appearance_bytes < MAX_APPEARANCES_BYTES
        drawn = appearance_text(untrusted) if is_read else None
        self._appearance_bytes += drawn.read_bytes if drawn else 0
        return Widget(
            page=page,
            box=self._frames[page - 1].box(untrusted.get("/Rect")) if page else None,
            state=self._allowance.text(untrusted.get("/AS")),
            states=self._states(untrusted) if kind in ("check-box", "radio-group") else (),
            text=drawn.text if drawn else "",
            has_picture=drawn.has_picture if drawn else False,
        )

    def _states(self, untrusted: pikepdf.Object) -> tuple[str, ...]:
        states = appearance_states(untrusted)
        self._allowance.spend(len(states))
        return states

    def _options(
        self, kind: FieldKind, entry: pikepdf.Object | None, widgets: tuple[Widget, ...]
    ) -> tuple[Option, ...]:
        """The answers of a list, or the states that boxes can be ticked to."""
        if not isinstance(entry, pikepdf.Array):
            entry = pikepdf.Array()
        self._allowance.spend(len(entry))
        items = list(entry.as_list())
        if kind == "choice-list":
            return tuple(self._list_option(item) for item in items[:MAX_FIELDS])
        states = dict.fromkeys(state for widget in widgets for state in widget.states)
        return tuple(Option(state, _state_text(state, items)) for state in states)

    def _list_option(self, item: pikepdf.Object) -> Option:
        read = self._allowance.text
        if isinstance(item, pikepdf.Array) and len(item) == 2:
            return Option(read(item[0]), read(item[1]))
        return Option(read(item), read(item))


def _field_of(widget: pikepdf.Object) -> pikepdf.Object:
    """The field that a widget shows: itself, or its parent where it has no name of its own."""
    parent = widget.get("/Parent")
    if "/T" in widget or not isinstance(parent, pikepdf.Dictionary):
        return widget
    return parent


def _kind(field_type: pikepdf.Object | None, flags: int) -> FieldKind:
    name = object_text(field_type)
    if name == "Btn":
        if flags & _PUSH_BUTTON:
            return "button"
        return "radio-group" if flags & _RADIO else "check-box"
    kinds: dict[str, FieldKind] = {"Ch": "choice-list", "Sig": "signature"}
    return kinds.get(name, "text")


def _state_text(state: str, items: list[pikepdf.Object]) -> str:
    """The text of a state whose name counts the entries of a list (12.7.4.2.3)."""
    if state.isdecimal() and len(state) < 6 and int(state) < len(items):
        return object_text(items[int(state)])
    return state


def _drawn_value(kind: FieldKind, widgets: tuple[Widget, ...]) -> str:
    if kind in ("check-box", "radio-group"):
        return next((w.state for w in widgets if w.state and w.state in w.states), "")
    if kind in ("text", "choice-list"):
        return next((w.text for w in widgets if w.text), "")
    return ""


def _integer(value: object) -> int:
    try:
        return int(object_text(value)) if value is not None else 0
    except ValueError:
        return 0
