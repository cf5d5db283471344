"""A face of known colours and light, painted on the landmarks of a real one."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from models.face import LEFT_IRIS, RIGHT_IRIS, Face
from models.face_patch import FacePatch, measure_face_patch
from models.face_regions import FACE_OVAL, LEFT_EYE, LIPS, RIGHT_EYE
from models.light import linear_light
from models.person import PersonMask
from models.raster import Raster

Rgb = npt.NDArray[np.uint8]
FloatArray = npt.NDArray[np.float32]

#: Linear RGB of skins measured in good light: pale, brown, dark.
PALE, BROWN, DARK = (0.60, 0.42, 0.35), (0.30, 0.16, 0.09), (0.075, 0.042, 0.029)
EYE_WHITE, PUPIL, BACKGROUND = (0.36, 0.27, 0.25), (0.012, 0.012, 0.012), (0.7, 0.7, 0.7)


def encoded(linear: FloatArray) -> Rgb:
    """8-bit sRGB of linear light."""
    light = np.clip(linear, 0, 1)
    curve = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.asarray(np.rint(curve * 255), np.uint8)


@dataclass(frozen=True)
class PaintedFace:
    """``linear``: (h, w, 3) light; every method returns another painting."""

    face: Face
    linear: FloatArray

    @property
    def raster(self) -> Raster:
        """The painting as a picture."""
        return Raster(encoded(self.linear), 1.0)

    @property
    def patch(self) -> FacePatch:
        """Its face patch."""
        return measure_face_patch(self.raster, self.face)

    @property
    def person_mask(self) -> PersonMask:
        """Everything within twice the face's width of its middle."""
        rows, columns = np.indices(self.linear.shape[:2])
        x, _ = self.face.point(1)
        near = np.abs(columns - x) < 0.9 * self.face.width_px
        return PersonMask(np.asarray(near & (rows > 0), np.float32))

    def lit(self, light: FloatArray | float) -> PaintedFace:
        """The same under another light: a factor for all, by pixel or by channel."""
        return replace(self, linear=np.asarray(self.linear * light, np.float32))

    def with_added(self, light: FloatArray) -> PaintedFace:
        """The same with white light (h, w) added."""
        return replace(self, linear=np.asarray(self.linear + light[..., None], np.float32))

    def coordinates(self) -> tuple[FloatArray, FloatArray]:
        """Of every pixel from between the eyes, in inter-eye distances: leftwards for the person
        (rightwards in the picture), and down.
        """
        rows, columns = np.indices(self.linear.shape[:2]).astype(np.float32)
        middle = np.add(self.face.left_eye, self.face.right_eye) / 2
        scale = np.float32(self.face.inter_eye_px)
        across, down = (columns - middle[0]) / scale, (rows - middle[1]) / scale
        return np.asarray(across, np.float32), np.asarray(down, np.float32)

    def spot(self, across: float, down: float, radius: float) -> FloatArray:
        """1 inside a circle, in inter-eye distances, else 0."""
        x, y = self.coordinates()
        return np.asarray((np.hypot(x - across, y - down) < radius), np.float32)


def painted(face: Face, size: tuple[int, int], skin: tuple[float, float, float]) -> PaintedFace:
    """A face of one skin colour with eyes, pupils and lips before a light grey background."""
    linear = np.full((*size, 3), BACKGROUND, np.float32)
    parts = [
        (FACE_OVAL, skin),
        (RIGHT_EYE, EYE_WHITE),
        (LEFT_EYE, EYE_WHITE),
        (RIGHT_IRIS, PUPIL),
        (LEFT_IRIS, PUPIL),
        (LIPS, (skin[0] * 0.8, skin[1] * 0.5, skin[2] * 0.6)),
    ]
    for outline, colour in parts:
        polygon = np.rint(face.landmarks[list(outline), :2]).astype(np.int32)
        cv2.fillPoly(linear, [cv2.convexHull(polygon)], colour)
    return PaintedFace(face, np.asarray(cv2.GaussianBlur(linear, (3, 3), 0), np.float32))


def shaded_by(stops: float, cover: FloatArray) -> FloatArray:
    """A factor of light (h, w, 1) that takes ``stops`` away where ``cover`` is 1."""
    return np.asarray(np.exp2(-stops * cover)[..., None], np.float32)


def relit(rgb: Rgb, light: FloatArray | float) -> Rgb:
    """A photo under another light: a factor for all, by pixel or by channel."""
    return encoded(np.asarray(linear_light(rgb) * light, np.float32))
