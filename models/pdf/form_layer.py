"""Whether a PDF still has fields that can be filled in, and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pikepdf

#: Fields and widgets looked at; the longest IRCC form has 400.
MAX_FORM_OBJECTS = 20_000
_MAX_ANCESTORS = 50
#: A field that somebody fills in has at least the height and width of a small letter.
VISIBLE_FIELD_PT = 6.0
#: Annotation flags of what no screen shows: invisible, hidden, no view (ISO 32000-1, table 165).
_UNSEEN_FLAGS = 1 | 2 | 32

_Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class VisibleFields:
    """Fields shown on a page and large enough to be filled in. ``share``: of the page, together."""

    count: int = 0
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class FormLayer:
    """The live part of a form.

    ``fields``: fields other than signatures. ``signature_fields``: places for digital signatures,
    which a scan may have too. ``pages``: pages with a live field, from 1. ``visible_fields``: those
    that somebody sees, by page. ``leftover_widgets``: boxes of fields whose form is gone.
    ``has_xfa``: an XFA form lies beside the pages.
    """

    has_xfa: bool
    has_acroform: bool
    fields: int
    signature_fields: int
    pages: frozenset[int]
    visible_fields: Mapping[int, VisibleFields]
    leftover_widgets: int

    @property
    def is_live(self) -> bool:
        """Whether the file can still be filled in as a form."""
        return self.has_xfa or self.fields > 0


def measure_form_layer(untrusted_pike: pikepdf.Pdf) -> FormLayer:
    """Count the fields by the form's own list and by the widgets on the pages."""
    acroform = untrusted_pike.Root.get("/AcroForm")
    has_acroform = acroform is not None and isinstance(acroform, pikepdf.Dictionary)
    listed = _listed_fields(acroform)
    found = _widgets(untrusted_pike, is_form_there=has_acroform)
    kinds = {**found.kinds, **listed}
    return FormLayer(
        has_xfa=_has_xfa(acroform),
        has_acroform=has_acroform,
        fields=sum(kind != "/Sig" for kind in kinds.values()),
        signature_fields=sum(kind == "/Sig" for kind in kinds.values()),
        pages=frozenset(found.pages),
        visible_fields=found.visible_fields,
        leftover_widgets=found.left,
    )


def _has_xfa(acroform: pikepdf.Object | None) -> bool:
    if not isinstance(acroform, pikepdf.Dictionary):
        return False
    xfa = acroform.get("/XFA")
    return isinstance(xfa, pikepdf.Stream) or (isinstance(xfa, pikepdf.Array) and len(xfa) > 0)


def _listed_fields(acroform: pikepdf.Object | None) -> dict[_Key, str]:
    """The kind of each field at the ends of the form's tree, whose loops are not followed."""
    kinds: dict[_Key, str] = {}
    if not isinstance(acroform, pikepdf.Dictionary):
        return kinds
    waiting = [(item, "") for item in _dictionaries(acroform.get("/Fields"))]
    seen: set[_Key] = set()
    while waiting and len(seen) < MAX_FORM_OBJECTS:
        node, inherited = waiting.pop()
        key = node.objgen if node.is_indirect else (-len(seen) - 1, 0)
        if key in seen:
            continue
        seen.add(key)
        kind = str(node.get("/FT", inherited))
        children = [kid for kid in _dictionaries(node.get("/Kids")) if "/T" in kid]
        if children:
            waiting.extend((kid, kind) for kid in children)
        elif kind:
            kinds[key] = kind
    return kinds


@dataclass(slots=True)
class _Widgets:
    """Kinds of fields by their widgets, the pages with some, and the widgets of no field."""

    kinds: dict[_Key, str] = field(default_factory=dict)
    pages: set[int] = field(default_factory=set)
    visible_fields: dict[int, VisibleFields] = field(default_factory=dict)
    left: int = 0

    def note_visible(self, number: int, share: float) -> None:
        """Count a field that takes such a share of its page; none where nobody sees it."""
        if share > 0.0:
            before = self.visible_fields.get(number, VisibleFields())
            self.visible_fields[number] = VisibleFields(before.count + 1, before.share + share)


def _widgets(untrusted_pike: pikepdf.Pdf, *, is_form_there: bool) -> _Widgets:
    """What the widgets on the pages tell."""
    found = _Widgets()
    looked_at = 0
    for number, page in enumerate(untrusted_pike.pages, start=1):
        for annotation in _dictionaries(page.obj.get("/Annots")):
            looked_at += 1
            if looked_at > MAX_FORM_OBJECTS:
                return found
            if annotation.get("/Subtype") != "/Widget":
                continue
            named, kind = _field_of(annotation)
            if not is_form_there or not kind:
                found.left += 1
                continue
            found.kinds[named.objgen if named.is_indirect else (-looked_at, 1)] = kind
            if kind != "/Sig":
                found.pages.add(number)
                found.note_visible(number, _visible_share(annotation, page))
    return found


def _visible_share(widget: pikepdf.Object, page: pikepdf.Page) -> float:
    """The share of its page that a widget takes; 0 where it is not shown, or too small to fill."""
    flags = widget.get("/F", 0)
    if isinstance(flags, int) and flags & _UNSEEN_FLAGS:
        return 0.0
    box, sheet = _box(widget.get("/Rect")), _box(page.cropbox)
    if box is None or sheet is None:
        return 0.0
    width_pt = min(box[2], sheet[2]) - max(box[0], sheet[0])
    height_pt = min(box[3], sheet[3]) - max(box[1], sheet[1])
    if min(width_pt, height_pt) < VISIBLE_FIELD_PT:
        return 0.0
    return width_pt * height_pt / ((sheet[2] - sheet[0]) * (sheet[3] - sheet[1]))


def _box(rectangle: pikepdf.Object | None) -> tuple[float, float, float, float] | None:
    """Left, bottom, right, top in points; None where it is no rectangle."""
    if not isinstance(rectangle, pikepdf.Array) or len(rectangle) != 4:
        return None
    try:
        x1, y1, x2, y2 = (float(part) for part in rectangle)
    except (TypeError, ValueError):  # a name or a dictionary stands where a number should
        return None
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def _field_of(widget: pikepdf.Object) -> tuple[pikepdf.Object, str]:
    """The nearest node above a widget that has a name, and the kind that it inherits."""
    node, named, kind = widget, None, ""
    for _ in range(_MAX_ANCESTORS):
        kind = kind or str(node.get("/FT", ""))
        if named is None and "/T" in node:
            named = node
        parent = node.get("/Parent")
        if (named is not None and kind) or not isinstance(parent, pikepdf.Dictionary):
            break
        node = parent
    return named if named is not None else widget, kind


def _dictionaries(array: pikepdf.Object | None) -> list[pikepdf.Object]:
    if not isinstance(array, pikepdf.Array):
        return []
    count = min(len(array), MAX_FORM_OBJECTS)
    items = (array[index] for index in range(count))
    return [item for item in items if isinstance(item, pikepdf.Dictionary)]
