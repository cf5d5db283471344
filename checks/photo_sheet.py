"""The photo's facts as the report publishes them (``facts.photo``)."""

from __future__ import annotations

from typing import Any

from checks.photo_facts import PhotoFacts
from models.errors import NotMeasurable


def photo_sheet(photo: PhotoFacts) -> dict[str, Any]:
    """The measured facts of a photo as plain data; places in pixels of the upright picture.

    ``print``: the corners of a printed photo that was found on its sheet; angles are then those in
    the print, and the background's coverage is a share of it.
    """
    sheet: dict[str, Any] = {
        "width": photo.image.width,
        "height": photo.image.height,
        "dpi": photo.image.stated_dpi,
        "faces": len(photo.face_census.sightings),
    }
    if photo.printed_photo is not None:
        sheet["print"] = [list(corner) for corner in photo.printed_photo.corners]
    if not photo.has_upright_face:
        return sheet
    face, height = photo.face, photo.face_height_mm
    return sheet | {
        "chin": list(photo.on_upload(photo.crown.chin)),
        "crown": list(photo.on_upload(photo.crown.point)),
        "eyes": [list(photo.on_upload(eye)) for eye in (face.right_eye, face.left_eye)],
        "face_height_mm": {"value": height.value, "low": height.low, "high": height.high},
        "yaw": photo.head_pose.yaw.value,
        "pitch": photo.head_pose.pitch.value,
        "roll": photo.head_pose.roll.value,
        "background": _background(photo),
        "face_height_ratio": photo.face_height_px.value / photo.image.height,
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
