"""The pictures that warm the models up: a drawn face and none, so that every network runs."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

_SKIN, _HAIR, _SHADE = (215, 175, 150), (60, 45, 35), (180, 135, 115)
_LIP, _MOUTH, _COAT = (175, 85, 85), (120, 50, 50), (70, 80, 110)


def drawn_portrait() -> npt.NDArray[np.uint8]:
    """A simple frontal face on white, (700, 500, 3) uint8 sRGB, that the face detector finds."""
    page = np.full((700, 500, 3), 255, np.uint8)
    cv2.ellipse(page, (250, 700), (220, 190), 0, 0, 360, _COAT, cv2.FILLED)
    cv2.rectangle(page, (205, 470), (295, 560), _SHADE, cv2.FILLED)
    cv2.ellipse(page, (250, 330), (135, 190), 0, 0, 360, _HAIR, cv2.FILLED)
    cv2.ellipse(page, (250, 350), (120, 165), 0, 0, 360, _SKIN, cv2.FILLED)
    for eye_x in (200, 300):
        _draw_eye(page, eye_x)
    cv2.line(page, (250, 330), (240, 390), _SHADE, 5)
    cv2.line(page, (240, 392), (262, 392), _SHADE, 5)
    cv2.ellipse(page, (250, 440), (42, 12), 0, 0, 360, _LIP, cv2.FILLED)
    cv2.line(page, (210, 440), (290, 440), _MOUTH, 3)
    return np.asarray(cv2.GaussianBlur(page, (0, 0), 2), np.uint8)


def _draw_eye(page: npt.NDArray[np.uint8], eye_x: int) -> None:
    cv2.ellipse(page, (eye_x, 320), (24, 11), 0, 0, 360, (250, 250, 250), cv2.FILLED)
    cv2.circle(page, (eye_x, 320), 10, _HAIR, cv2.FILLED)
    cv2.ellipse(page, (eye_x, 292), (32, 8), 0, 180, 360, _HAIR, 6)


def warm_up_jpegs(width_px: int = 1000) -> tuple[bytes, ...]:
    """The drawn portrait and an empty page as JPEGs of the given width, 5 : 7.

    The empty page is for the networks that are asked only where no face was found at first.
    """
    size = (width_px, width_px * 7 // 5)
    portrait = cv2.resize(drawn_portrait(), size, interpolation=cv2.INTER_CUBIC)
    return _jpeg(portrait), _jpeg(np.full((700, 500, 3), 200, np.uint8))


def _jpeg(rgb: npt.NDArray[np.generic]) -> bytes:
    _, encoded = cv2.imencode(".jpg", cv2.cvtColor(np.asarray(rgb, np.uint8), cv2.COLOR_RGB2BGR))
    return encoded.tobytes()
