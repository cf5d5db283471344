"""Linear light: where exposure, shadow, veil and filters are products and sums."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

Rgb = npt.NDArray[np.uint8]
FloatArray = npt.NDArray[np.float32]

#: Steps of the table from linear light back to 8 bits: fine enough for the darkest tones.
_STEPS = 1 << 14


def _decoded_levels() -> FloatArray:
    level = np.arange(256, dtype=np.float64) / 255.0
    return np.where(level <= 0.04045, level / 12.92, ((level + 0.055) / 1.055) ** 2.4).astype(
        np.float32
    )


def _encoded_levels() -> npt.NDArray[np.uint8]:
    linear = np.arange(_STEPS, dtype=np.float64) / (_STEPS - 1)
    level = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.rint(level * 255.0).astype(np.uint8)


_TO_LINEAR = _decoded_levels()
_TO_SRGB = _encoded_levels()


def to_linear(rgb: Rgb) -> FloatArray:
    """Linear light 0..1 of sRGB pixels (IEC 61966-2-1)."""
    return np.asarray(_TO_LINEAR[rgb], np.float32)


def to_srgb(linear: FloatArray) -> Rgb:
    """SRGB pixels of linear light; what is brighter than white is clipped, as in a camera."""
    steps = np.clip(linear * np.float32(_STEPS - 1), 0, _STEPS - 1)
    return np.asarray(_TO_SRGB[steps.astype(np.uint16)], np.uint8)


def luminance(linear: FloatArray) -> FloatArray:
    """Relative luminance of linear sRGB."""
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722], np.float32), np.float32)


def lightness_to_luminance(lightness: float) -> float:
    """Relative luminance of a CIE L* (0..100)."""
    if lightness <= 8.0:
        return lightness / 903.3
    return float(((lightness + 16.0) / 116.0) ** 3)


def linear_colour(lightness: float, a: float, b: float) -> FloatArray:
    """Linear sRGB of a CIELAB colour (D65), clipped to the gamut."""
    lab = np.array([[[lightness, a, b]]], np.float32)
    encoded = cv2.cvtColor(lab, cv2.COLOR_Lab2RGB)
    pixel = np.rint(np.clip(encoded, 0, 1) * 255).astype(np.uint8)
    return np.asarray(to_linear(pixel)[0, 0], np.float32)


def mixed(under: FloatArray, over: FloatArray, cover: FloatArray) -> FloatArray:
    """``over`` laid on ``under`` with a (h, w) cover 0..1."""
    share = cover[..., None] if cover.ndim == 2 else cover
    return np.asarray(under + (over - under) * share, np.float32)


def blurred(plane: FloatArray, sigma_px: float) -> FloatArray:
    """Gaussian blur of a plane or picture, computed on a reduced copy where it is wide."""
    if sigma_px < 0.3:
        return plane
    height, width = plane.shape[:2]
    reduction = max(1, int(sigma_px / 4))
    if reduction == 1:
        return np.asarray(
            cv2.GaussianBlur(plane, (0, 0), sigma_px, borderType=cv2.BORDER_REPLICATE), np.float32
        )
    size = (max(1, width // reduction), max(1, height // reduction))
    small = cv2.resize(plane, size, interpolation=cv2.INTER_AREA)
    sigma = sigma_px / reduction
    soft = cv2.GaussianBlur(small, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.resize(soft, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)
