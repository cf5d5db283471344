"""The groups of identity documents by which errors are counted: kind, source, how it was taken."""

from __future__ import annotations

import re

from service.evaluation.identity_zones import labelled_zone
from service.evaluation.labels import LabelledFile

#: ``tilt=0.37``, ``glare=0.30 on mrz``, ``turned=183``; other values are words.
_NUMBERED = re.compile(r"(?P<name>[^=]+)=(?P<value>\d+(?:\.\d+)?)(?P<place> on .+)?")
#: Widths of the bands of a label's number; strengths lie between 0 and 1.
_STRENGTH_BAND, _SCALE_BAND = 0.25, 3.0
#: Labels that say what a file states or what another program made of it, not how it looks.
_NO_LOOKS = frozenset({"checks", "decodes", "jurisdiction", "zxing-cpp"})
#: A turn by less is crooked, not sideways.
_QUARTER_DEG = 90


def groups_of(label: LabelledFile) -> tuple[str, ...]:
    """Every group that a labelled document belongs to, such as ``tilt: 0.25-0.50``."""
    zone = labelled_zone(label.truth)
    looks = label.truth.get("labels")
    named = [
        f"category: {label.category}" if label.category else "",
        f"format: {zone.format}" if zone is not None else "",
        f"source: {label.source.partition(':')[0]}" if label.source else "",
        *(_look(str(look)) for look in (looks if isinstance(looks, list) else ())),
        *label.groups,
    ]
    return tuple(dict.fromkeys(name for name in named if name))


def _look(label: str) -> str:
    """A label as a group: numbers in bands, words by the label's name; empty for no look."""
    found = _NUMBERED.fullmatch(label)
    if found is None:
        word = label.partition("=")[0]
        return "" if word in _NO_LOOKS else f"look: {word}"
    name, value = found["name"] + (found["place"] or ""), float(found["value"])
    if name == "turned":
        return f"turned: about {round(value / _QUARTER_DEG) % 4 * _QUARTER_DEG} degrees"
    return f"{name}: {_band(value)}"


def _band(value: float) -> str:
    """The band of a strength, of which 1 is the end of the last, or of a scale."""
    width = _STRENGTH_BAND if value <= 1 else _SCALE_BAND
    start = min(int(value / width) * width, 1 - width) if value <= 1 else int(value / width) * width
    return f"{start:g}-{start + width:g}"
