"""Pixels of the upload per millimetre of the document, where its kind gives its size."""

from __future__ import annotations

import numpy as np

from models.document.outline import Outline
from models.document.zone_page import PITCH_MM
from models.estimate import Estimate
from models.mrz.zone_reading import ZoneReading

#: Half width of the 95 % interval, relative, by specimens: of the scale by the edges of a page of
#: known size, and by the zone's own lines, whose boxes end beside the characters.
_BY_EDGES, _BY_ZONE = 0.03, 0.06


def measure_scale(
    outline: Outline,
    zone: ZoneReading | None = None,
    size_mm: tuple[float, float] | None = None,
) -> Estimate | None:
    """Pixels per millimetre, in the middle of the document; None where nothing tells its size.

    ``size_mm``: longer and shorter side where the kind of document is known otherwise, such as
    (85.6, 54.0) for a card. The four edges are the better ruler, the zone's pitch of 2.54 mm (ICAO
    9303-3, 4.2) serves where they were not all seen. An oblique camera shows one end larger than
    the other: the interval holds both.
    """
    known = outline.size_mm or size_mm
    spread = outline.quad.obliqueness / 2
    if known is not None and outline.source != "zone" and all(outline.edges_inside):
        return _by_edges(outline, known, spread)
    if zone is None or not zone.boxes:
        return None
    length_mm = zone.layout.line_length * PITCH_MM
    scale = float(np.median([box.length for box in zone.boxes])) / length_mm
    return Estimate.within(scale, scale * (_BY_ZONE + spread))


def _by_edges(outline: Outline, size_mm: tuple[float, float], spread: float) -> Estimate:
    """By the direction that the camera shortened less."""
    seen = sorted((outline.quad.width_px, outline.quad.height_px))
    shorter_mm, longer_mm = sorted(size_mm)
    scale = max(seen[1] / longer_mm, seen[0] / shorter_mm)
    return Estimate.within(scale, scale * (_BY_EDGES + spread))
