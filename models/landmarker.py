"""MediaPipe's networks, loaded once per process from verified weight files."""

from __future__ import annotations

import io
import struct
import zipfile
from functools import cache

import mediapipe as mp
import numpy as np
import numpy.typing as npt
from mediapipe.tasks.python import vision
from mediapipe.tasks.python.core.base_options import BaseOptions

from models.weights import weight_path

#: More faces than this change no decision: a photo with three faces is refused like one with two.
MAX_FACES = 4
#: Below MediaPipe's default of 0.5 so that dim and half-covered faces are still measured.
MIN_FACE_CONFIDENCE = 0.3
#: Two hands are reported; a third tells nobody more.
MAX_HANDS = 2
#: MediaPipe's own default: all 10 places that it then calls a hand in the corpus are hands.
MIN_HAND_CONFIDENCE = 0.5
#: The hand landmarker wants its two networks in one uncompressed archive, under these names.
_HAND_BUNDLE = {
    "hand_detector.tflite": "palm_detection_full.tflite",
    "hand_landmarks_detector.tflite": "hand_landmark_lite.tflite",
}
#: Networks are read in place from the archive when their first byte lies on such a boundary.
_ALIGNMENT = 16
_LOCAL_HEADER_BYTES = 30
#: Header of an extra field, and the id that marks padding (zipalign's).
_EXTRA_FIELD_BYTES, _PADDING_ID = 4, 0xD935


def mediapipe_image(rgb: npt.NDArray[np.uint8]) -> mp.Image:
    """Hand an (h, w, 3) uint8 sRGB array to MediaPipe.

    Raises ValueError for an empty one: a MediaPipe graph that has met one fails for every later
    picture of the process.
    """
    if rgb.size == 0:
        raise ValueError("an empty picture shows nothing")
    return mp.Image(image_format=mp.ImageFormat.SRGB, data=np.ascontiguousarray(rgb))


@cache
def face_landmarker() -> vision.FaceLandmarker:
    """The face landmarker: 478 points, blendshapes, head transform."""
    return vision.FaceLandmarker.create_from_options(
        vision.FaceLandmarkerOptions(
            base_options=BaseOptions(model_asset_path=str(weight_path("face_landmarker.task"))),
            num_faces=MAX_FACES,
            min_face_detection_confidence=MIN_FACE_CONFIDENCE,
            min_face_presence_confidence=MIN_FACE_CONFIDENCE,
            output_face_blendshapes=True,
            output_facial_transformation_matrixes=True,
        )
    )


@cache
def person_segmenter() -> vision.ImageSegmenter:
    """The selfie segmenter: share of each pixel that belongs to a person."""
    return vision.ImageSegmenter.create_from_options(
        vision.ImageSegmenterOptions(
            base_options=BaseOptions(
                model_asset_path=str(weight_path("selfie_segmentation.tflite"))
            ),
            output_confidence_masks=True,
            output_category_mask=False,
        )
    )


@cache
def near_face_detector() -> vision.FaceDetector:
    """The short-range face detector: boxes of faces that fill much of the picture."""
    return _detector("face_detection_short_range.tflite")


@cache
def far_face_detector() -> vision.FaceDetector:
    """The full-range face detector: boxes of small and distant faces."""
    return _detector("face_detection_full_range_sparse.tflite")


@cache
def hand_landmarker() -> vision.HandLandmarker:
    """The hand landmarker: 21 points of each hand."""
    return vision.HandLandmarker.create_from_options(
        vision.HandLandmarkerOptions(
            base_options=BaseOptions(model_asset_buffer=_hand_bundle()),
            num_hands=MAX_HANDS,
            min_hand_detection_confidence=MIN_HAND_CONFIDENCE,
            min_hand_presence_confidence=MIN_HAND_CONFIDENCE,
        )
    )


def _hand_bundle() -> bytes:
    """The two networks of the hand landmarker as one archive, each aligned in it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for member, weight_file in _HAND_BUNDLE.items():
            entry = zipfile.ZipInfo(member)
            start = stream.tell() + _LOCAL_HEADER_BYTES + len(member)
            entry.extra = _padding(-start % _ALIGNMENT)
            archive.writestr(entry, weight_path(weight_file).read_bytes())
    return stream.getvalue()


def _padding(size: int) -> bytes:
    """An extra field of a zip header: two bytes of id, two of length, zeros."""
    if size == 0:
        return b""
    size += 0 if size >= _EXTRA_FIELD_BYTES else _ALIGNMENT
    return struct.pack("<HH", _PADDING_ID, size - _EXTRA_FIELD_BYTES).ljust(size, b"\0")


def _detector(weight_file: str) -> vision.FaceDetector:
    return vision.FaceDetector.create_from_options(
        vision.FaceDetectorOptions(
            base_options=BaseOptions(model_asset_path=str(weight_path(weight_file))),
            min_detection_confidence=MIN_FACE_CONFIDENCE,
        )
    )
