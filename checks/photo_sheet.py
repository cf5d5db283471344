"""The photo's facts as the report publishes them (``facts.photo``)."""

from __future__ import annotations

from typing import Any

from checks.photo_facts import PhotoFacts
from models.errors import NotMeasurable


def photo_sheet(photo: PhotoFacts) -> dict[str, Any]:
    """The measured facts of a photo as plain data; lengths in pixels of the upright picture."""
    sheet: dict[str, Any] = {
        "width": photo.width_px,
        "height": photo.height_px,
        "dpi": photo.image.stated_dpi,
        "faces": len(photo.face_census.sightings),
    }
    if not photo.has_upright_face:
        return sheet
    face, height = photo.face, photo.face_height_mm
    return sheet | {
        "chin": list(photo.crown.chin),
        "crown": list(photo.crown.point),
        "eyes": [list(face.right_eye), list(face.left_eye)],
        "face_height_mm": {"value": height.value, "low": height.low, "high": height.high},
        "yaw": photo.head_pose.yaw.value,
        "pitch": photo.head_pose.pitch.value,
        "roll": photo.head_pose.roll.value,
        "background": _background(photo),
        "face_height_ratio": photo.face_height_px.value / photo.height_px,
        "luminance": photo.exposure.skin_luminance,
        "greyscale": photo.skin_colour.greyscale,
    }


def _background(photo: PhotoFacts) -> dict[str, Any] | None:
    """Colour, uniformity and share of the picture of the background; None where none is seen.

    ``uniformity``: share of the background (0..1) that has the colour of the rest.
    """
    try:
        background = photo.background
    except NotMeasurable:
        return None
    return {
        "lab_mean": list(background.lab_mean),
        "uniformity": 1.0 - photo.plainness.patch_share,
        "coverage": background.coverage,
    }
