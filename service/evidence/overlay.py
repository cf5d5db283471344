"""What is drawn over the photo: head measures, the legal band and the places of findings."""

from __future__ import annotations

from typing import Any

import numpy as np
from PIL import Image

from checks.catalogue import format_value
from checks.photo_facts import PhotoFacts
from models.errors import NotMeasurable
from service.evidence.canvas import Layer, Point
from service.evidence.places import DRAWN_OUTCOMES, LABEL_PX, PlacesLayer
from service.evidence.style import (
    BLUE,
    GREEN,
    INK,
    OUTCOME_COLOURS,
    font,
)
from service.words import Language, required_phrase, word

FACE_HEIGHT = "photo.face-height"


def drawn_photo(
    photo: PhotoFacts, findings: list[dict[str, Any]], language: Language, size: tuple[int, int]
) -> Image.Image:
    """The photo at ``size`` with everything drawn in; ``findings`` in order of their numbers."""
    method = Image.Resampling.LANCZOS
    picture = Image.fromarray(photo.rgb).resize(size, method)
    layer = Layer(picture, size[1] / photo.height_px)
    try:
        _draw_head(layer, photo, findings, language)
    except NotMeasurable:
        message = word("no-face", language)
        centre = (photo.width_px / 2, photo.height_px / 2)
        layer.label(centre, message, font(LABEL_PX + 5, "bold"), OUTCOME_COLOURS["fail"], "mm")
    places = PlacesLayer(layer, photo.from_upload)
    for number, finding in enumerate(findings, start=1):
        if finding["outcome"] in DRAWN_OUTCOMES and finding["rule"] != FACE_HEIGHT:
            places.draw(finding, number, finding["where"])
    return layer.finished()


def _draw_head(
    layer: Layer, photo: PhotoFacts, findings: list[dict[str, Any]], language: Language
) -> None:
    """Crown, chin and eye lines, the face box, and the face height as on a technical drawing."""
    face, crown, chin = photo.face, photo.crown.point, photo.face.chin
    up = np.array(face.up)
    across = np.array((-up[1], up[0]))
    half = 0.95 * face.width_px
    height = next((f for f in findings if f["rule"] == FACE_HEIGHT), None)
    if height is not None and height["required"]:
        _draw_legal_band(layer, photo, height["required"], half, language)
    _draw_crown_interval(layer, photo, half * 0.8)
    _draw_face_box(layer, face.box)
    eyes = np.mean([face.left_eye, face.right_eye], axis=0)
    named = ((np.array(crown), "crown"), (eyes, "eyes"), (np.array(chin), "chin"))
    for point, name in named:
        layer.line([_at(point - across * half), _at(point + across * half)], BLUE, 2.0)
        end = point + across * half * 1.02
        layer.label(_at(end), word(name, language), font(LABEL_PX), BLUE, "lm")
    outcome = height["outcome"] if height is not None else "manual"
    _draw_dimension(layer, photo, -across * half * 0.9, outcome, language)


def _draw_legal_band(
    layer: Layer, photo: PhotoFacts, required: dict[str, Any], half: float, language: Language
) -> None:
    """Where the crown may lie for the face height to be within the limits, given the chin."""
    if required["min"] is None or required["max"] is None:
        return
    up, chin = np.array(photo.face.up), np.array(photo.face.chin)
    across = np.array((-up[1], up[0]))
    near, far = (chin + up * required[side] / photo.mm_per_px for side in ("min", "max"))
    wide = across * half * 1.25
    layer.area([_at(near - wide), _at(near + wide), _at(far + wide), _at(far - wide)], GREEN, 0.24)
    for edge in (near, far):
        layer.dashes(_at(edge - wide), _at(edge + wide), GREEN, 1.6)
    if max(near[1], far[1]) < 0:
        tag = f"\N{UPWARDS ARROW} {_limits(required, language)}"
        layer.label((photo.width_px / 2, 0.0), tag, font(LABEL_PX, "bold"), GREEN, "mm")
    for edge, side in ((near, "min"), (far, "max")):
        if edge[1] > 0:
            limit = f"{format_value(required[side], language)}\u00a0mm"
            layer.label(_at(edge - wide), limit, font(LABEL_PX), GREEN, "rm")


def _limits(required: dict[str, Any], language: Language) -> str:
    return f"{word('legal-band', language)}: {required_phrase(required, language)}"


def _draw_crown_interval(layer: Layer, photo: PhotoFacts, half: float) -> None:
    """The crown's own 95 % interval, as a pale strip."""
    up, chin = np.array(photo.face.up), np.array(photo.face.chin)
    across = np.array((-up[1], up[0])) * half
    low, high = (chin + up * px for px in (photo.face_height_px.low, photo.face_height_px.high))
    corners = [_at(low - across), _at(low + across), _at(high + across), _at(high - across)]
    layer.area(corners, BLUE, 0.22)


def _draw_face_box(layer: Layer, box: tuple[float, float, float, float]) -> None:
    """The four corners of the landmarks' bounding box."""
    left, top, right, bottom = box
    arm = 0.12 * (right - left)
    for x, inward_x in ((left, arm), (right, -arm)):
        for y, inward_y in ((top, arm), (bottom, -arm)):
            layer.line([(x + inward_x, y), (x, y), (x, y + inward_y)], INK, 1.6, 0.8)


def _draw_dimension(
    layer: Layer,
    photo: PhotoFacts,
    offset: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    outcome: str,
    language: Language,
) -> None:
    """An arrow from chin to crown beside the face, with the height in millimetres."""
    colour = OUTCOME_COLOURS[outcome]
    up = np.array(photo.face.up)
    foot = np.array(photo.face.chin) + offset
    head = foot + up * photo.face_height_px.value
    layer.line([_at(foot), _at(head)], colour, 2.4)
    layer.arrow(_at(head), _at(up), colour, 15)
    layer.arrow(_at(foot), _at(-up), colour, 15)
    text = f"{format_value(photo.face_height_mm.value, language)}\u00a0mm"
    layer.label(_at((foot + head) / 2), text, font(LABEL_PX + 4, "bold"), colour, "mm")


def _at(array: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Point:
    return float(array[0]), float(array[1])
