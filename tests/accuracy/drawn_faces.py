"""Drawn faces for fitting and testing: cartoons from shapes, and photos turned into drawings."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import numpy.typing as npt

Rgb = npt.NDArray[np.uint8]
Colour = tuple[int, int, int]

SIDE_PX = 600
FACE_BOX = (150.0, 130.0, 450.0, 510.0)
DRAWN_EYES = np.array([[235.0, 290.0], [365.0, 290.0]])


def drawn_face(random: np.random.Generator) -> Rgb:
    """One cartoon face of random colours, outlines and shading; the face fills FACE_BOX."""
    canvas = np.full((SIDE_PX, SIDE_PX, 3), _colour(random, 150), np.uint8)
    skin = _colour(random, 60)
    line_px = int(random.integers(0, 9))
    hair = _colour(random, 0)
    if random.random() < 0.8:
        cv2.ellipse(canvas, (300, 270), (175, 200), 0, 180, 360, hair, -1, cv2.LINE_AA)
    _shape(canvas, (300, 320), (150, 190), skin, line_px)
    _eyes(canvas, random, line_px)
    _nose_and_mouth(canvas, random, skin)
    if random.random() < 0.5:
        cv2.ellipse(canvas, (300, 190), (150, 70), 0, 180, 360, hair, -1, cv2.LINE_AA)
    if random.random() < 0.3:
        canvas = _shaded(canvas, random)
    if random.random() < 0.3:
        canvas = np.repeat(cv2.cvtColor(canvas, cv2.COLOR_RGB2GRAY)[..., None], 3, axis=2)
    return canvas


def _colour(random: np.random.Generator, least: int) -> Colour:
    red, green, blue = (int(level) for level in random.integers(least, 256, 3))
    return red, green, blue


def _shape(
    canvas: Rgb, centre: tuple[int, int], axes: tuple[int, int], fill: Colour, line_px: int
) -> None:
    cv2.ellipse(canvas, centre, axes, 0, 0, 360, fill, -1, cv2.LINE_AA)
    if line_px:
        cv2.ellipse(canvas, centre, axes, 0, 0, 360, (20, 20, 20), line_px, cv2.LINE_AA)


def _eyes(canvas: Rgb, random: np.random.Generator, line_px: int) -> None:
    height = int(random.integers(8, 40))
    iris = _colour(random, 0)
    with_white = random.random() < 0.7
    for x in (235, 365):
        if with_white:
            _shape(canvas, (x, 290), (36, height), (255, 255, 255), line_px)
        cv2.circle(canvas, (x, 290), max(6, height // 2), iris, -1, cv2.LINE_AA)
        cv2.line(canvas, (x - 38, 235), (x + 38, 228), (40, 30, 20), 3 + line_px, cv2.LINE_AA)


def _nose_and_mouth(canvas: Rgb, random: np.random.Generator, skin: Colour) -> None:
    darker = tuple(int(level * 0.75) for level in skin)
    cv2.ellipse(canvas, (300, 360), (22, 30), 0, 20, 160, darker, 5, cv2.LINE_AA)
    bend = int(random.integers(5, 40))
    cv2.ellipse(canvas, (300, 430), (60, bend), 0, 10, 170, (150, 40, 50), 7, cv2.LINE_AA)
    if random.random() < 0.4:
        for x in (215, 385):
            cv2.circle(canvas, (x, 390), 28, (235, 140, 130), -1, cv2.LINE_AA)


def _shaded(canvas: Rgb, random: np.random.Generator) -> Rgb:
    """Shade like a vector gradient: light falls off evenly across the picture."""
    angle = random.uniform(0, 2 * np.pi)
    rows, columns = np.mgrid[0:SIDE_PX, 0:SIDE_PX] / SIDE_PX - 0.5
    light = 1.0 + random.uniform(0.1, 0.5) * (columns * np.cos(angle) + rows * np.sin(angle))
    shaded: Rgb = np.clip(canvas * light[..., None], 0, 255).astype(np.uint8)
    return shaded


def stylised(photo: Rgb) -> Iterator[tuple[str, Rgb]]:
    """A photo turned into drawings by the filters that photo editors offer, with their names."""
    yield "stylised", np.asarray(cv2.stylization(photo, sigma_s=60, sigma_r=0.45), np.uint8)
    grey, coloured = cv2.pencilSketch(photo, sigma_s=60, sigma_r=0.07, shade_factor=0.05)
    yield "pencil", np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB), np.uint8)
    yield "crayon", np.asarray(coloured, np.uint8)
    yield "mean-shift", np.asarray(cv2.pyrMeanShiftFiltering(photo, 15, 30), np.uint8)
    yield "posterised", _posterised(photo)
    yield "cartoon", _cartoon(photo)
    yield "lines", np.repeat(_lines(photo)[..., None], 3, axis=2)


def _posterised(photo: Rgb) -> Rgb:
    smooth = cv2.bilateralFilter(photo, 9, 80, 9).reshape(-1, 3).astype(np.float32)
    cv2.setRNGSeed(1)
    stop = (cv2.TERM_CRITERIA_MAX_ITER + cv2.TERM_CRITERIA_EPS, 10, 1.0)
    start = np.zeros((len(smooth), 1), np.int32)
    _, labels, colours = cv2.kmeans(smooth, 8, start, stop, 1, cv2.KMEANS_PP_CENTERS)
    return np.asarray(colours, np.uint8)[np.ravel(labels)].reshape(photo.shape)


def _cartoon(photo: Rgb) -> Rgb:
    flat = photo
    for _ in range(4):
        flat = np.asarray(cv2.bilateralFilter(flat, 9, 30, 9), np.uint8)
    steps = (flat // 24) * 24 + 12
    return np.asarray(cv2.bitwise_and(steps, steps, mask=_lines(photo)), np.uint8)


def _lines(photo: Rgb) -> npt.NDArray[np.uint8]:
    grey = cv2.medianBlur(cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY), 7)
    adaptive = cv2.ADAPTIVE_THRESH_MEAN_C
    return np.asarray(cv2.adaptiveThreshold(grey, 255, adaptive, cv2.THRESH_BINARY, 9, 6), np.uint8)
