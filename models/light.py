"""Linear light: sRGB values turned into amounts of light, where ratios and sums mean something.

sRGB values are bent for the eye: the same shadow takes 60 steps from pale skin and 20 from dark
skin. In linear light it takes the same share from both, so shadows are measured in stops (factors
of two) and mirror-like reflections as additions.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]

#: Share of each linear channel in luminance (IEC 61966-2-1, ITU-R BT.709 primaries).
LUMINANCE_SHARES = np.array([0.2126, 0.7152, 0.0722], np.float32)

#: Light below this share of white is drowned in noise and in the rounding of 8 bits; it is added
#: before a logarithm, so that black pixels count as very dark and not as infinitely dark.
NOISE_FLOOR = np.float32(0.002)


def _decoded_levels() -> FloatArray:
    level = np.arange(256, dtype=np.float64) / 255.0
    linear = np.where(level <= 0.04045, level / 12.92, ((level + 0.055) / 1.055) ** 2.4)
    return linear.astype(np.float32)


_LINEAR_OF_LEVEL = _decoded_levels()


def linear_light(srgb: npt.NDArray[np.uint8]) -> FloatArray:
    """Linear light 0..1 of sRGB values of any shape (IEC 61966-2-1)."""
    return np.asarray(_LINEAR_OF_LEVEL[srgb], np.float32)


def luminance(linear: FloatArray) -> FloatArray:
    """Luminance 0..1 of linear RGB (..., 3)."""
    if linear.ndim == 3:
        return np.asarray(cv2.transform(linear, LUMINANCE_SHARES[None]), np.float32)
    return np.asarray(linear @ LUMINANCE_SHARES, np.float32)


def stops(light: FloatArray) -> FloatArray:
    """Light as stops: the binary logarithm, with the noise floor added."""
    return np.asarray(np.log2(light + NOISE_FLOOR), np.float32)


def lightness(relative_luminance: float) -> float:
    """CIE L* (0..100) of a luminance 0..1 (CIE 15)."""
    threshold = (6.0 / 29.0) ** 3
    if relative_luminance <= threshold:
        return relative_luminance * (29.0 / 3.0) ** 3
    return float(116.0 * relative_luminance ** (1.0 / 3.0) - 16.0)


def cielab(linear: FloatArray) -> tuple[float, float, float]:
    """CIELAB (D65) of one linear RGB colour (3,)."""
    encoded = np.where(
        linear <= 0.0031308, linear * 12.92, 1.055 * np.maximum(linear, 0.0) ** (1 / 2.4) - 0.055
    )
    lab = cv2.cvtColor(np.asarray(encoded, np.float32)[None, None], cv2.COLOR_RGB2Lab)[0, 0]
    return float(lab[0]), float(lab[1]), float(lab[2])
