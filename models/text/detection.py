"""Lines of print in a picture, wherever and however they are turned."""

from __future__ import annotations

import math

import cv2
import numpy as np
import numpy.typing as npt

from models.raster import shrunk
from models.text.geometry import TextBox
from models.text.networks import Tensor, line_detector

Rgb = npt.NDArray[np.uint8]

#: PP-OCR's own settings: a pixel is text from 0.3 on, a line from a mean of 0.4 on; what the
#: network marks is the line's core, smaller than the line by area x 1.6 / girth.
_PIXEL_IS_TEXT, _LINE_IS_TEXT, _CORE_TO_LINE = 0.3, 0.4, 1.6
#: Cores of fewer pixels are specks.
_MIN_CORE_SIDE_PX = 2.0
#: A page of small print has a few hundred lines; more are noise that would cost seconds to read.
MAX_LINES = 400
#: Channel means and deviations that the network was trained with, in the order blue, green, red.
_MEAN = np.array([0.485, 0.456, 0.406], np.float32)
_DEVIATION = np.array([0.229, 0.224, 0.225], np.float32)
_STRIDE_PX = 32


def find_text_boxes(rgb: Rgb, longer_side_px: int) -> tuple[TextBox, ...]:
    """Lines of print as turned boxes in pixels of ``rgb``, the largest first.

    ``longer_side_px``: the size to which the picture is brought for the search; letters must keep
    about 6 px there. Time grows with its square. Method: PP-OCRv6 detection (differentiable
    binarisation, Liao et al. 2020).
    """
    marked, scale = text_probability(rgb, longer_side_px)
    cores = cv2.findContours(
        (marked > _PIXEL_IS_TEXT).astype(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE
    )[0]
    cores = sorted(cores, key=cv2.contourArea, reverse=True)[:MAX_LINES]
    boxes = (_line_of(np.asarray(core, np.int32), marked, scale) for core in cores)
    return tuple(box for box in boxes if box is not None)


def text_probability(rgb: Rgb, longer_side_px: int) -> tuple[Tensor, tuple[float, float]]:
    """(h, w) probability of text at the reduced size, and picture pixels per pixel, x and y."""
    height, width = rgb.shape[:2]
    scale = longer_side_px / max(height, width)
    size = [max(1, round(side * scale / _STRIDE_PX)) * _STRIDE_PX for side in (width, height)]
    reduced = shrunk(rgb, *size) if scale < 1 else np.asarray(cv2.resize(rgb, size), np.uint8)
    channels = (reduced[:, :, ::-1].astype(np.float32) / 255 - _MEAN) / _DEVIATION
    batch = np.ascontiguousarray(channels.transpose(2, 0, 1)[None], np.float32)
    return line_detector().run(batch)[0, 0], (width / size[0], height / size[1])


def _line_of(
    core: npt.NDArray[np.int32], marked: Tensor, scale: tuple[float, float]
) -> TextBox | None:
    centre, (width, height), degrees = cv2.minAreaRect(core)
    if min(width, height) < _MIN_CORE_SIDE_PX or _mean_inside(core, marked) < _LINE_IS_TEXT:
        return None
    if height > width:
        width, height, degrees = height, width, degrees + 90
    margin = width * height * _CORE_TO_LINE / (2 * (width + height))
    angle = math.radians((degrees + 90) % 180 - 90)
    # The scales of x and y differ by under 32 px of the side; lengths take their mean.
    mean_scale = (scale[0] + scale[1]) / 2
    return TextBox(
        (centre[0] * scale[0], centre[1] * scale[1]),
        (width + 2 * margin) * mean_scale,
        (height + 2 * margin) * mean_scale,
        angle,
    )


def _mean_inside(core: npt.NDArray[np.int32], marked: Tensor) -> float:
    left, top, width, height = cv2.boundingRect(core)
    inside = np.zeros((height, width), np.uint8)
    cv2.drawContours(inside, [core - [left, top]], -1, 1, -1)
    return float(marked[top : top + height, left : left + width][inside > 0].mean())
