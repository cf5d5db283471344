"""The characters of one line of print, each with its probability."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from models.text.networks import Tensor, line_recogniser

Rgb = npt.NDArray[np.uint8]

#: The network takes lines of this height.
LINE_HEIGHT_PX = 48
#: Longer lines are squeezed: 160 steps hold 80 characters.
MAX_WIDTH_PX = 2400
_MIN_WIDTH_PX = 48
_STRIDE_PX = 8


def character_probabilities(line: Rgb, stretch: float = 1.0) -> Tensor:
    """(steps, characters) probabilities along a line, by PP-OCRv6 recognition (CTC).

    ``stretch``: by how much the line is made longer than its shape asks, for narrow letters.
    """
    return np.asarray(line_recogniser().run(prepared_line(line, stretch)[None])[0], np.float32)


def prepared_line(line: Rgb, stretch: float = 1.0) -> Tensor:
    """(3, 48, w) float32 in -1..1: the line as the network takes it; w a multiple of 8."""
    height, width = line.shape[:2]
    wanted = width * LINE_HEIGHT_PX * stretch / height
    target = int(np.clip(round(wanted / _STRIDE_PX) * _STRIDE_PX, _MIN_WIDTH_PX, MAX_WIDTH_PX))
    shrinks = height > LINE_HEIGHT_PX
    resized = cv2.resize(
        line,
        (target, LINE_HEIGHT_PX),
        interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC,
    )
    channels = resized[:, :, ::-1].astype(np.float32) / 127.5 - 1
    return np.ascontiguousarray(channels.transpose(2, 0, 1))
