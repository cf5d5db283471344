"""Faults of the recorded picture: blur, blocks, enlargement, printing, cutting out."""

from __future__ import annotations

import cv2
import numpy as np

from samples.camera import Rgb, jpeg_pixels

#: Distance of a print's dots: a third of a millimetre on the finished photo.
_DOT_PITCH_PX = 5.0


def out_of_focus(rgb: Rgb) -> Rgb:
    """A lens focused in front of the face: a disc of confusion of 2 % of the face's height."""
    radius = max(2, round(rgb.shape[0] * 0.0065))
    side = 2 * radius + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)).astype(np.float32)
    return np.asarray(cv2.filter2D(rgb, -1, disc / disc.sum()), np.uint8)


def shaken(rgb: Rgb) -> Rgb:
    """A camera that moved sideways during the exposure."""
    length = max(5, round(rgb.shape[1] * 0.065))
    kernel = np.full((1, length), 1.0 / length, np.float32)
    return np.asarray(cv2.filter2D(rgb, -1, kernel), np.uint8)


def over_compressed(rgb: Rgb) -> Rgb:
    """Blocks of a JPEG of quality 9, saved once more with good quality."""
    return jpeg_pixels(rgb, 9)


def enlarged(rgb: Rgb) -> Rgb:
    """A thumbnail blown up to the asked size."""
    height, width = rgb.shape[:2]
    small = cv2.resize(rgb, (width // 11, height // 11), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)


def stretched(rgb: Rgb) -> Rgb:
    """Pulled wider by a quarter and cut to the same shape."""
    height, width = rgb.shape[:2]
    wide = cv2.resize(rgb, (round(width * 1.25), height), interpolation=cv2.INTER_CUBIC)
    left = (wide.shape[1] - width) // 2
    return np.ascontiguousarray(wide[:, left : left + width], dtype=np.uint8)


def squared(rgb: Rgb) -> Rgb:
    """Cut to a square, as for a social network."""
    height, width = rgb.shape[:2]
    top = round((height - width) * 0.45)
    return np.ascontiguousarray(rgb[top : top + width])


def reduced(rgb: Rgb) -> Rgb:
    """Made too small to send it by telephone."""
    return np.asarray(cv2.resize(rgb, (300, 420), interpolation=cv2.INTER_AREA), np.uint8)


def greyscale(rgb: Rgb) -> Rgb:
    """Black and white, which the rules allow."""
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB), np.uint8)


def cut_out(rgb: Rgb) -> Rgb:
    """The person cut out with a hard edge and laid on exactly uniform white."""
    lightness = rgb.astype(np.int16).min(axis=2)
    wall = (lightness > 205).astype(np.uint8)
    count, labels = cv2.connectedComponents(wall)
    corner = int(labels[2, 2]) if count > 1 else 0
    background = cv2.erode((labels == corner).astype(np.uint8), np.ones((5, 5), np.uint8))
    return np.where(background[..., None] == 1, np.uint8(255), rgb)


def halftone_print(rgb: Rgb) -> Rgb:
    """A newspaper print of the photo: dots in a turned grid whose size carries the tone."""
    height, width = rgb.shape[:2]
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = ((columns + sign * rows) * (np.sqrt(2.0) * np.pi / _DOT_PITCH_PX) for sign in (1, -1))
    threshold = 127.5 + 63.75 * (np.cos(x) + np.cos(y))
    tone = cv2.GaussianBlur(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), (0, 0), 2.0).astype(np.float32)
    ink = np.clip((tone - threshold) * 0.02 + 0.5, 0.0, 1.0)
    seen = 0.45 * tone + 0.55 * 255.0 * cv2.GaussianBlur(ink, (0, 0), 1.1)
    printed = np.clip(np.round(30 + 0.86 * seen), 0, 255).astype(np.uint8)
    return np.repeat(printed[..., None], 3, axis=2)
