"""Pictures of known detail for the tests of sharpness, resolution, compression and patterns."""

from __future__ import annotations

import io
from types import MappingProxyType

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from models.face import LEFT_PUPIL, RIGHT_PUPIL, Face

Rgb = npt.NDArray[np.uint8]

_OVERSAMPLING = 4
SKIN_LEVEL = 150.0


def face_at(
    centre: tuple[float, float], inter_eye_px: float, height_px: float | None = None
) -> Face:
    """A face whose landmarks lie in its middle, but for the pupils."""
    landmarks = np.zeros((478, 3), np.float32)
    landmarks[:, :2] = centre
    landmarks[RIGHT_PUPIL, 0] -= inter_eye_px / 2
    landmarks[LEFT_PUPIL, 0] += inter_eye_px / 2
    if height_px is not None:
        landmarks[10, 1] -= height_px / 2
        landmarks[152, 1] += height_px / 2
    return Face(landmarks, MappingProxyType({}), np.eye(4, dtype=np.float32))


def drawn_eyes(inter_eye_px: int, contrast: float = 1.0) -> tuple[Rgb, Face]:
    """Two eyes with whites, irises, pupils and brows as sharp contours on plain skin."""
    distance = inter_eye_px * _OVERSAMPLING
    size = (2 * distance, int(1.2 * distance))
    canvas = np.full(size[::-1], SKIN_LEVEL, np.float32)
    for side in (-0.5, 0.5):
        eye = (int(size[0] / 2 + side * distance), size[1] // 2)
        for radii, level in (((0.22, 0.11), 220), ((0.09, 0.09), 90), ((0.04, 0.04), 30)):
            axes = (int(radii[0] * distance), int(radii[1] * distance))
            shade = SKIN_LEVEL + contrast * (level - SKIN_LEVEL)
            cv2.ellipse(canvas, eye, axes, 0, 0, 360, shade, -1)
        brow = (eye[0], eye[1] - int(0.28 * distance))
        brow_axes = (int(0.2 * distance), int(0.05 * distance))
        cv2.ellipse(canvas, brow, brow_axes, 0, 0, 360, SKIN_LEVEL - contrast * 90, -1)
    small = cv2.resize(
        canvas, None, fx=1 / _OVERSAMPLING, fy=1 / _OVERSAMPLING, interpolation=cv2.INTER_AREA
    )
    rgb = np.repeat(np.rint(small)[..., None], 3, axis=2).astype(np.uint8)
    return rgb, face_at((rgb.shape[1] / 2, rgb.shape[0] / 2), inter_eye_px)


def natural_texture(side: int, contrast: float = 40.0) -> Rgb:
    """Random texture whose amplitude falls with frequency as in photographs; always the same."""
    rng = np.random.default_rng(7)
    frequency = np.hypot(np.fft.fftfreq(side)[:, None], np.fft.rfftfreq(side)[None, :])
    amplitude = 1 / np.maximum(frequency, 1 / side) ** 1.2
    planes = []
    for share in (1.0, 0.1, 0.1):
        phase = np.exp(2j * np.pi * rng.random(frequency.shape))
        plane = np.fft.irfft2(amplitude * phase, (side, side))
        planes.append(share * contrast * plane / plane.std())
    grey, red, blue = planes
    rgb = 128 + np.stack([grey + red, grey, grey + blue], axis=2)
    return np.asarray(np.clip(np.rint(rgb), 0, 255), np.uint8)


def blurred(rgb: Rgb, sigma_px: float) -> Rgb:
    """The picture out of focus."""
    return np.asarray(cv2.GaussianBlur(rgb, (0, 0), sigma_px), np.uint8)


def moved(rgb: Rgb, length_px: int, angle_deg: float) -> Rgb:
    """The picture blurred along a straight path."""
    kernel = np.zeros((2 * length_px + 1, 2 * length_px + 1), np.float32)
    kernel[length_px, length_px - length_px // 2 : length_px + length_px // 2 + 1] = 1
    turn = cv2.getRotationMatrix2D((length_px, length_px), -angle_deg, 1)
    kernel = np.asarray(cv2.warpAffine(kernel, turn, kernel.shape[::-1]), np.float32)
    return np.asarray(cv2.filter2D(rgb, -1, kernel / kernel.sum()), np.uint8)


def noisy(rgb: Rgb, deviation: float) -> Rgb:
    """The picture with sensor noise."""
    noise = np.random.default_rng(3).normal(0, deviation, rgb.shape)
    return np.asarray(np.clip(np.rint(rgb + noise), 0, 255), np.uint8)


def enlarged(rgb: Rgb, factor: float, interpolation: int = cv2.INTER_CUBIC) -> Rgb:
    """The picture reduced and blown up again to its size."""
    height, width = rgb.shape[:2]
    small = (round(width / factor), round(height / factor))
    reduced = cv2.resize(rgb, small, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(reduced, (width, height), interpolation=interpolation), np.uint8)


def saved_as_jpeg(rgb: Rgb, quality: int) -> tuple[Rgb, tuple[int, ...]]:
    """The picture after JPEG encoding, and the file's luminance table."""
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, "JPEG", quality=quality)
    with Image.open(buffer) as reopened:
        return np.asarray(reopened.convert("RGB")), tuple(reopened.quantization[0])  # type: ignore[attr-defined]  # of Pillow's JpegImageFile
