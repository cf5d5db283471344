"""What was laid over a page afterwards: notes, stamps, ink, fields."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pikepdf

from models.pdf.acroform_text import object_text

#: Annotations counted on one page; forms have some hundred.
MAX_ANNOTATIONS = 5_000
#: The longest subtype of the standard has 14 characters.
_SUBTYPE_CHARACTERS = 40


def annotation_counts(untrusted_page: pikepdf.Object) -> Mapping[str, int]:
    """How many annotations of each subtype a page has."""
    subtypes: Counter[str] = Counter()
    listed = untrusted_page.get("/Annots")
    if not isinstance(listed, pikepdf.Array):
        return subtypes
    for index in range(min(len(listed), MAX_ANNOTATIONS)):
        untrusted_annotation = listed[index]
        if isinstance(untrusted_annotation, pikepdf.Dictionary):
            subtype = untrusted_annotation.get("/Subtype")
            named = isinstance(subtype, pikepdf.Name)
            subtypes[object_text(subtype)[:_SUBTYPE_CHARACTERS] if named else "none"] += 1
    return dict(subtypes)
