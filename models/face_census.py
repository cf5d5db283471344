"""The face census: every face in the picture, with what the networks agree on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from models.face import Face, measure_faces
from models.face_box import (
    SAME_FACE_OVERLAP,
    Box,
    FaceBox,
    close_up_score,
    distinct_boxes,
    face_boxes_beside_head,
    far_face_boxes,
    near_face_boxes,
    overlap,
    tiled_face_boxes,
)
from models.raster import Raster, reduced_raster

Rgb = npt.NDArray[np.uint8]

#: From here a detector alone is believed. Over 140 real portraits, dimmed, blurred and greyscale
#: ones included, the surest detector says 0.69 or more; over flowers, animals, charts 0.58 or less.
SURE_SCORE = 0.65
#: Without landmarks even in a crop of its own, a box needs this: tiles of a starry sky reach 0.68.
BARE_BOX_SCORE = 0.75
#: Landmarks that both detectors doubt more than this are dropped: they lie on something else.
LEAST_SCORE = 0.5
#: Widest face, as a share of the picture's longer side, that the full-range detector must see.
FAR_RANGE_SHARE = 0.5
#: What is left of a score where the full-range detector looked and saw nothing: a building's
#: windows resemble a face to the short-range detector alone (0.70).
UNSUPPORTED_FACTOR = 0.7
#: A lone face at least this wide (share of the shorter side) leaves little room for others, and
#: the landmarker has already looked for them; only other pictures pay for the second detector.
LONE_FACE_SHARE = 0.25
#: A lone face is settled at once when the short-range detector is this sure of it.
SETTLED_SCORE = 0.8
#: A box beside the head that shares this much with the main face is a part of it, and the
#: short-range detector would have seen one wider than this share of it.
SAME_PERSON_OVERLAP, WIDEST_BESIDE = 0.1, 0.6
#: Longer side of the picture that is searched in tiles: a face of 1 % of it is 20 px wide.
TILED_SIDE_PX = 2000
#: Side of the crop in which the landmarker looks again at a face that it missed.
SECOND_LOOK_SIDE_PX = 512


@dataclass(frozen=True, slots=True)
class Sighting:
    """One face seen. ``box``: left, top, right, bottom in pixels of the upright picture.

    ``score``: how sure the detectors are, 0..1; ``face``: its landmarks, None where none fit.
    """

    box: Box
    score: float
    face: Face | None

    @property
    def width_px(self) -> float:
        """Width of the face in pixels, by its landmarks where there are any."""
        return self.face.width_px if self.face else self.box[2] - self.box[0]


@dataclass(frozen=True, slots=True)
class FaceCensus:
    """All faces seen, the largest first."""

    sightings: tuple[Sighting, ...]

    @property
    def faces(self) -> tuple[Face, ...]:
        """The faces with landmarks, the largest first."""
        return tuple(sighting.face for sighting in self.sightings if sighting.face)


def measure_face_census(working: Raster, rgb: Rgb) -> FaceCensus:
    """Count the faces of a picture.

    ``working``: reduced copy; ``rgb``: the same picture at native size, for small faces. Method:
    the landmarker's own faces, then BlazeFace short range as a second opinion; beside a large face
    that both are sure of, BlazeFace full range over the walls at its sides; where doubt or room is
    left, over the whole picture, and over overlapping tiles where no large face was found. A face
    without landmarks is looked at again in a crop of its own.
    """
    faces = measure_faces(working.rgb, working.scale)
    boxes = near_face_boxes(working)
    if not _is_settled(faces, boxes, working):
        boxes = _joint_boxes(boxes, far_face_boxes(working), working)
    if _has_large_face(boxes, working):
        boxes = (*boxes, *_confirmed_beside(boxes[0], working))
    else:
        boxes = distinct_boxes((*boxes, *tiled_face_boxes(reduced_raster(rgb, TILED_SIDE_PX))))
    seen = _sightings(faces, boxes)
    confirmed = [_second_look(_second_opinion(sighting, working), rgb) for sighting in seen]
    return FaceCensus(_believed(confirmed))


def _is_settled(faces: tuple[Face, ...], boxes: tuple[FaceBox, ...], working: Raster) -> bool:
    if len(faces) != 1 or len(boxes) != 1 or boxes[0].score < SETTLED_SCORE:
        return False
    shorter_side_px = min(working.width, working.height) * working.scale
    agree = overlap(faces[0].box, boxes[0].box) > 0
    return agree and faces[0].width_px >= LONE_FACE_SHARE * shorter_side_px


def _confirmed_beside(main: FaceBox, working: Raster) -> list[FaceBox]:
    """Faces beside the surest that a close look confirms; wall and hair make candidates too."""
    found = []
    for candidate in face_boxes_beside_head(working):
        is_apart = overlap(candidate.box, main.box) < SAME_PERSON_OVERLAP
        if is_apart and candidate.width_px < WIDEST_BESIDE * main.width_px:
            score = close_up_score(working, candidate.box)
            if score >= SURE_SCORE:
                found.append(FaceBox(candidate.box, score))
    return found


def _has_large_face(boxes: tuple[FaceBox, ...], working: Raster) -> bool:
    large_px = LONE_FACE_SHARE * min(working.width, working.height) * working.scale
    return any(box.score >= SURE_SCORE and box.width_px >= large_px for box in boxes)


def _joint_boxes(
    near: tuple[FaceBox, ...], far: tuple[FaceBox, ...], working: Raster
) -> tuple[FaceBox, ...]:
    """What both detectors saw, with less trust in small faces that only the nearer one saw."""
    far_range_px = FAR_RANGE_SHARE * max(working.width, working.height) * working.scale
    trusted = []
    for box in near:
        supported = any(overlap(box.box, other.box) >= SAME_FACE_OVERLAP for other in far)
        factor = 1.0 if supported or box.width_px > far_range_px else UNSUPPORTED_FACTOR
        trusted.append(FaceBox(box.box, box.score * factor))
    return distinct_boxes((*trusted, *far))


def _sightings(faces: tuple[Face, ...], boxes: Iterable[FaceBox]) -> list[Sighting]:
    """Join landmarks and boxes that show one face; the surest box gives the score."""
    seen: list[Sighting] = []
    for face in faces:
        if all(overlap(face.box, other.box) < 0.5 for other in seen):
            seen.append(Sighting(face.box, 0.0, face))
    for box in boxes:
        owners = [i for i, other in enumerate(seen) if overlap(box.box, other.box) >= 0.4]
        if not owners:
            seen.append(Sighting(box.box, box.score, None))
        for i in owners:
            seen[i] = replace(seen[i], score=max(seen[i].score, box.score))
    return seen


def _second_opinion(sighting: Sighting, working: Raster) -> Sighting:
    """Where the detectors doubt landmarks, look at that face alone and take the mean."""
    if sighting.face is None or sighting.score >= SETTLED_SCORE:
        return sighting
    alone = close_up_score(working, sighting.box)
    return replace(sighting, score=(sighting.score + alone) / 2)


def _second_look(sighting: Sighting, rgb: Rgb) -> Sighting:
    """Search a crop around a box for the landmarks that the whole picture did not give."""
    if sighting.face is not None or sighting.score < LEAST_SCORE:
        return sighting
    left, top, right, bottom = sighting.box
    reach = max(right - left, bottom - top) * 1.25
    centre_x, centre_y = (left + right) / 2, (top + bottom) / 2
    x, y = max(0, int(centre_x - reach)), max(0, int(centre_y - reach))
    crop = reduced_raster(
        rgb[y : int(centre_y + reach) + 1, x : int(centre_x + reach) + 1], SECOND_LOOK_SIDE_PX
    )
    faces = measure_faces(crop.rgb, crop.scale, (float(x), float(y)))
    face = max(faces, key=lambda f: overlap(f.box, sighting.box), default=None)
    if face is None or overlap(face.box, sighting.box) < 0.4:
        return sighting
    return replace(sighting, face=face)


def _believed(sightings: list[Sighting]) -> tuple[Sighting, ...]:
    """The sightings to rely on, largest first; beside a sure face a doubtful one is dropped."""
    kept = [s for s in sightings if s.score >= (LEAST_SCORE if s.face else BARE_BOX_SCORE)]
    sure = [s for s in kept if s.score >= SURE_SCORE]
    return tuple(sorted(sure or kept, key=lambda sighting: -sighting.width_px))
