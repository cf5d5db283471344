"""Whether a PDF still has fields that can be filled in, and where."""

from __future__ import annotations

from dataclasses import dataclass

import pikepdf

#: Fields and widgets looked at; the longest IRCC form has 400.
MAX_FORM_OBJECTS = 20_000
_MAX_ANCESTORS = 50

_Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class FormLayer:
    """The live part of a form.

    ``fields``: fields other than signatures. ``signature_fields``: places for digital signatures,
    which a scan may have too. ``pages``: pages with a live field, from 1. ``leftover_widgets``:
    boxes of fields whose form is gone. ``has_xfa``: an XFA form lies beside the pages.
    """

    has_xfa: bool
    has_acroform: bool
    fields: int
    signature_fields: int
    pages: frozenset[int]
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
    widgets, pages, left = _widgets(untrusted_pike, is_form_there=has_acroform)
    kinds = {**widgets, **listed}
    return FormLayer(
        has_xfa=_has_xfa(acroform),
        has_acroform=has_acroform,
        fields=sum(kind != "/Sig" for kind in kinds.values()),
        signature_fields=sum(kind == "/Sig" for kind in kinds.values()),
        pages=frozenset(pages),
        leftover_widgets=left,
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
        field, inherited = waiting.pop()
        key = field.objgen if field.is_indirect else (-len(seen) - 1, 0)
        if key in seen:
            continue
        seen.add(key)
        kind = str(field.get("/FT", inherited))
        children = [kid for kid in _dictionaries(field.get("/Kids")) if "/T" in kid]
        if children:
            waiting.extend((kid, kind) for kid in children)
        elif kind:
            kinds[key] = kind
    return kinds


def _widgets(
    untrusted_pike: pikepdf.Pdf, *, is_form_there: bool
) -> tuple[dict[_Key, str], set[int], int]:
    """Fields by their widgets, the pages that have some, and the widgets that belong to none."""
    kinds: dict[_Key, str] = {}
    pages: set[int] = set()
    left = looked_at = 0
    for number, page in enumerate(untrusted_pike.pages, start=1):
        for annotation in _dictionaries(page.obj.get("/Annots")):
            looked_at += 1
            if looked_at > MAX_FORM_OBJECTS:
                return kinds, pages, left
            if annotation.get("/Subtype") != "/Widget":
                continue
            field, kind = _field_of(annotation)
            if not is_form_there or not kind:
                left += 1
                continue
            kinds[field.objgen if field.is_indirect else (-looked_at, 1)] = kind
            if kind != "/Sig":
                pages.add(number)
    return kinds, pages, left


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
