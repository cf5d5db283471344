"""Regions of the face as outlines and mirrored pairs of landmarks of MediaPipe's face mesh.

"Right" and "left" are the person's own. Outlines follow the connections that MediaPipe publishes
(FaceLandmarksConnections); pairs are mirror images in its canonical face model.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

FACE_OVAL = (
    *(10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377),
    *(152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109),
)
RIGHT_EYE = (33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7)
LEFT_EYE = (263, 466, 388, 387, 386, 385, 384, 398, 362, 382, 381, 380, 374, 373, 390, 249)
RIGHT_BROW = (70, 63, 105, 66, 107, 55, 65, 52, 53, 46)
LEFT_BROW = (300, 293, 334, 296, 336, 285, 295, 282, 283, 276)
LIPS = (61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185)
NOSTRILS = (98, 97, 2, 326, 327, 278, 294, 1, 64, 48)
#: Everything behind a spectacle lens: from the brow to the lower rim of the orbit.
RIGHT_LENS = (70, 63, 105, 66, 107, 193, 114, 47, 100, 118, 117, 111, 156)
LEFT_LENS = (300, 293, 334, 296, 336, 417, 343, 277, 329, 347, 346, 340, 383)


@dataclass(frozen=True, slots=True)
class MirroredZone:
    """Landmarks of one zone on the person's right side and their mirror images on the left."""

    right: tuple[int, ...]
    left: tuple[int, ...]


SKIN_ZONES: Mapping[str, MirroredZone] = MappingProxyType(
    {
        "forehead": MirroredZone((108, 69, 104), (337, 299, 333)),
        "under-eye": MirroredZone((117, 118, 101, 100), (346, 347, 330, 329)),
        "cheek": MirroredZone((50, 36, 205), (280, 266, 425)),
        "nose-side": MirroredZone((126, 209, 142), (355, 429, 371)),
        "lower-cheek": MirroredZone((187, 207, 206, 216), (411, 427, 426, 436)),
        "jaw": MirroredZone((192, 214, 212), (416, 434, 432)),
        "chin": MirroredZone((32, 140), (262, 369)),
    }
)

#: The landmarks of all zones, each zone's right side before its left, and each zone's rows in them.
SKIN_ZONE_LANDMARKS = tuple(
    index for zone in SKIN_ZONES.values() for index in (*zone.right, *zone.left)
)


def _rows() -> dict[str, slice]:
    rows, start = {}, 0
    for name, zone in SKIN_ZONES.items():
        end = start + len(zone.right) + len(zone.left)
        rows[name], start = slice(start, end), end
    return rows


SKIN_ZONE_ROWS: Mapping[str, slice] = MappingProxyType(_rows())
