"""Fit the model that tells photographed from drawn faces, and test it on unseen people and styles.

    python -m tests.accuracy.fit_drawing ../shared/corpus/photo [--write]

Photos: the labelled portraits as they are, with dark spectacles drawn on, and degraded. Drawings:
`drawn_faces`, some of them with the same spectacles. The calibration
half is fitted; the figures are of the other half, and of each style when it was left out of the
fit. With ``--write`` the fit replaces ``models/drawing_model.json``.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from models.drawing import MODEL_PATH, depiction_features
from models.face import Face
from models.face_box import Box
from models.face_census import measure_face_census
from models.image import decode_image
from models.raster import reduced_raster
from service.evaluation.split import Split, split_of
from tests.accuracy.drawn_faces import DRAWN_EYES, FACE_BOX, drawn_face, stylised
from tests.accuracy.drawn_spectacles import Eyes, with_spectacles

Rgb = npt.NDArray[np.uint8]
Array = npt.NDArray[np.float64]
Fit = dict[str, Array]

DRAWN_FACES = 300
#: Every photo is used as it is; of every so many, degraded copies and drawings are made.
EVERY = 3
PENALTY = 0.3
#: Width of the faces that are made drawings at a small size.
SMALL_FACE_PX = 90
#: Spectacles drawn on every photo, each of another shape and thickness.
SPECTACLES = 3


@dataclass(frozen=True)
class Example:
    """One face: its style (``photo`` ones begin so), its half of the corpus and its features."""

    style: str
    half: Split
    features: Array

    @property
    def is_photo(self) -> bool:
        return self.style.startswith("photo")


def main() -> None:
    """Fit, print the figures of unseen people and unseen styles, and write where asked."""
    parser = argparse.ArgumentParser()
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    examples = [*_cartoons(), *_photos_and_stylised(options.corpus)]
    calibration = [example for example in examples if example.half == "calibration"]
    held_out = [example for example in examples if example.half == "held-out"]
    _report("unseen people", _fitted(calibration), held_out)
    for style in sorted({example.style for example in examples if not example.is_photo}):
        kind = style.partition(",")[0]
        others = [example for example in calibration if example.style.partition(",")[0] != kind]
        unseen = [example for example in held_out if example.style == style]
        _report(f"unseen style {style}", _fitted(others), unseen)
    if options.write:
        _write(_fitted(calibration))


def _cartoons() -> Iterator[Example]:
    for number in range(DRAWN_FACES):
        half: Split = "calibration" if number % 2 else "held-out"
        picture = drawn_face(np.random.default_rng(number))
        for name, copy in (("", picture), ("", _jpeg(picture, 60)), ("", _reduced(picture, 0.35))):
            zoom = copy.shape[0] / picture.shape[0]
            box = tuple(side * zoom for side in FACE_BOX)
            yield from _example(f"cartoon{name}", half, copy, (box[0], box[1], box[2], box[3]))
        if number % EVERY == 0:
            worn = with_spectacles(picture, DRAWN_EYES, np.random.default_rng(number))
            yield from _example("cartoon, spectacles", half, worn, FACE_BOX)


def _photos_and_stylised(folder: Path) -> Iterator[Example]:
    lines = (folder / "labels.jsonl").read_text("utf-8").splitlines()
    labels = [json.loads(line) for line in lines]
    portraits = [label["file"] for label in labels if label["truth"].get("faces") == 1]
    for number, file in enumerate(portraits):
        rgb = decode_image((folder / file).read_bytes()).rgb
        sightings = measure_face_census(reduced_raster(rgb), rgb).sightings
        if not sightings or sightings[0].face is None:
            continue
        yield from _photo_and_stylised(
            rgb, sightings[0].face, sightings[0].box, split_of(file), number
        )


def _photo_and_stylised(
    rgb: Rgb, face: Face, box: Box, half: Split, number: int
) -> Iterator[Example]:
    """One portrait: as it is, with spectacles, and now and then degraded and made a drawing."""
    rgb, box, eyes = _close_up(rgb, face, box)
    yield from _example("photo", half, rgb, box)
    random = np.random.default_rng(number)
    worn = [with_spectacles(rgb, eyes, random) for _ in range(SPECTACLES)]
    for copy in worn:
        yield from _example("photo, spectacles", half, copy, box)
    yield from _example("photo, spectacles, JPEG 30", half, _jpeg(worn[-1], 30), box)
    small = min(1.0, SMALL_FACE_PX / (box[2] - box[0]))
    small_box = (box[0] * small, box[1] * small, box[2] * small, box[3] * small)
    reduced = _reduced(rgb, small)
    worn_small = with_spectacles(reduced, eyes * small, random)
    yield from _example("photo, spectacles, small", half, worn_small, small_box)
    if number % EVERY:
        return
    for style, copy in _degraded(rgb):
        zoom = copy.shape[0] / rgb.shape[0]
        resized = (box[0] * zoom, box[1] * zoom, box[2] * zoom, box[3] * zoom)
        yield from _example(f"photo {style}", half, copy, resized)
    for style, copy in stylised(rgb):
        yield from _example(style, half, copy, box)
        yield from _example(style, half, _jpeg(copy, 60), box)
    for style, copy in stylised(reduced):
        yield from _example(f"{style}, small", half, copy, small_box)
    for style, copy in stylised(worn[-1]):
        yield from _example(f"{style}, spectacles", half, copy, box)


def _close_up(rgb: Rgb, face: Face, box: Box) -> tuple[Rgb, Box, Eyes]:
    """The face with a margin, at most 500 px wide, as photo editors would work on it."""
    left, top, right, bottom = box
    margin = 0.25 * (right - left)
    x, y = max(0, int(left - margin)), max(0, int(top - margin))
    crop = rgb[y : int(bottom + margin), x : int(right + margin)]
    zoom = min(1.0, 500 / crop.shape[1])
    inner = tuple(side * zoom for side in (left - x, top - y, right - x, bottom - y))
    eyes = (np.array([face.right_eye, face.left_eye]) - (x, y)) * zoom
    return _reduced(crop, zoom), (inner[0], inner[1], inner[2], inner[3]), eyes


def _degraded(rgb: Rgb) -> Iterator[tuple[str, Rgb]]:
    width = rgb.shape[1]
    yield "grey", np.repeat(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)[..., None], 3, axis=2)
    yield "JPEG 30", _jpeg(rgb, 30)
    yield "JPEG 12", _jpeg(rgb, 12)
    yield "soft", _blurred(rgb, width / 150)
    yield "blurred", _blurred(rgb, width / 50)
    yield "small", _reduced(rgb, 120 / width)
    yield "small, JPEG 40", _jpeg(_reduced(rgb, 120 / width), 40)
    enlarged = cv2.resize(_reduced(rgb, 120 / width), (width, rgb.shape[0]))
    yield "enlarged", np.asarray(enlarged, np.uint8)
    yield "smoothed", np.asarray(cv2.bilateralFilter(rgb, 9, 25, 7), np.uint8)
    yield "bright", np.clip(rgb * 1.4 + 20.0, 0, 255).astype(np.uint8)
    yield "dark", (rgb * 0.25).astype(np.uint8)
    sharper = rgb * 2.2 - 1.2 * _blurred(rgb, 1.5)
    yield "sharpened", np.clip(sharper, 0, 255).astype(np.uint8)


def _blurred(rgb: Rgb, sigma_px: float) -> Rgb:
    return np.asarray(cv2.GaussianBlur(rgb, (0, 0), sigma_px), np.uint8)


def _jpeg(rgb: Rgb, quality: int) -> Rgb:
    encoded = cv2.imencode(".jpg", rgb[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.asarray(cv2.imdecode(encoded, cv2.IMREAD_COLOR_RGB), np.uint8)


def _reduced(rgb: Rgb, zoom: float) -> Rgb:
    if zoom >= 1:
        return rgb
    return np.asarray(cv2.resize(rgb, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_AREA))


def _example(style: str, half: Split, rgb: Rgb, box: Box) -> Iterator[Example]:
    features = depiction_features(rgb, box)
    if features is not None:
        yield Example(style, half, features)


def _fitted(examples: list[Example]) -> Fit:
    features = np.array([example.features for example in examples])
    truth = np.array([example.is_photo for example in examples])
    mean, spread = features.mean(axis=0), features.std(axis=0) + 1e-6
    fit = LogisticRegression(C=PENALTY, max_iter=5000, class_weight="balanced")
    fit.fit((features - mean) / spread, truth)
    return {
        "mean": mean,
        "spread": spread,
        "weights": fit.coef_[0],
        "bias": np.asarray(fit.intercept_[0]),
    }


def _report(title: str, model: Fit, examples: list[Example]) -> None:
    features = np.array([example.features for example in examples])
    scores = (features - model["mean"]) / model["spread"] @ model["weights"] + model["bias"]
    probability = 1 / (1 + np.exp(-scores))
    print(title)
    for style in sorted({example.style for example in examples}):
        of_style = probability[[example.style == style for example in examples]]
        levels = "  ".join(f"{level:.3f}" for level in np.percentile(of_style, [1, 5, 50, 95, 99]))
        print(f"  {style:27} {len(of_style):4}   1, 5, 50, 95, 99 %: {levels}")


def _write(model: Fit) -> None:
    table = {name: np.round(value, 5).tolist() for name, value in model.items()}
    MODEL_PATH.write_text(json.dumps(table, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
