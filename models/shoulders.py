"""The shoulders: how far they reach on either side of the face, and how level they are."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.face import Face, Point
from models.person import PersonMask
from models.quantiles import median
from models.subject import SubjectMask

FloatArray = npt.NDArray[np.float64]

#: Distances from the middle of the face at which the shoulders' upper edge is looked for, in face
#: widths (cheek to cheek, about 14 cm): from beside the neck to the end of broad shoulders.
REACHES = np.linspace(0.55, 1.5, 20)
#: The upper edge is followed upwards from this many face widths below the chin, or from the bottom.
DEPTH = 1.2
#: An edge this far above the chin, in face widths, is hair that falls on the shoulder.
HAIR_ABOVE_CHIN = 0.05
#: The slope is measured where at least so many distances show both shoulders.
MIN_PAIRS = 4
#: Over 70 neutral portraits 98 % of the upper edges at 0.9 face widths lie within this many face
#: widths below the chin: a picture that ends above it cannot show them.
SHOULDER_DEPTH = 0.56
#: From this share of person the segmenter thinks it possible that someone is there.
POSSIBLE_PERSON = 0.15
#: Distance across the outline over which its contrast is read, in face widths.
CONTRAST_STEP = 0.06


@dataclass(frozen=True, slots=True)
class Shoulders:
    """Facts of both shoulders; lengths in face widths from the middle of the face.

    ``right_reach``, ``left_reach``: how far each shoulder is seen (the person's own sides);
    ``right_possible``, ``left_possible``: how far the segmenter thinks it possible, farther where
    clothes merge with the background; ``right_room``, ``left_room``, ``room_below``: how far the
    picture reaches on that side and below the chin; ``slope``: degrees of the line from shoulder to
    shoulder, clockwise positive, None where hair or the picture's edge hides it; ``contrast``:
    colour difference across the outline, 8-bit levels; ``line``: the shoulder line, and ``box``:
    where shoulders were looked for, both in pixels of the upright picture.
    """

    right_reach: float
    left_reach: float
    right_possible: float
    left_possible: float
    right_room: float
    left_room: float
    room_below: float
    slope: float | None
    contrast: float
    line: tuple[Point, Point] | None
    box: tuple[Point, Point]

    @property
    def narrower_reach(self) -> float:
        """The lesser reach of both sides."""
        return min(self.right_reach, self.left_reach)

    @property
    def has_depth(self) -> bool:
        """Whether the picture reaches far enough below the chin to show shoulders."""
        return self.room_below >= SHOULDER_DEPTH

    def is_merged(self, reach: float) -> bool:
        """Whether a side that is not seen up to a reach is hidden rather than beyond the picture.

        The picture has room for it there, and the segmenter thinks a person possible or sees
        nothing at all where everybody has a shoulder.
        """
        sides = (
            (self.right_reach, self.right_possible, self.right_room),
            (self.left_reach, self.left_possible, self.left_room),
        )
        hidden = [
            room >= reach and (possible >= reach or seen == 0.0)
            for seen, possible, room in sides
            if seen < reach
        ]
        return self.has_depth and bool(hidden) and all(hidden)

    @property
    def asymmetry(self) -> float | None:
        """Difference of the two reaches over their sum.

        None where one is not seen or the picture's edge cuts one off.
        """
        cut = self.right_reach >= self.right_room - 0.05 or self.left_reach >= self.left_room - 0.05
        if cut or not self.has_depth or self.narrower_reach <= 0:
            return None
        return (self.left_reach - self.right_reach) / (self.left_reach + self.right_reach)


def measure_shoulders(face: Face, subject: SubjectMask, model: PersonMask) -> Shoulders:
    """Follow the upper edge of the shoulders on both sides of the neck.

    Method: in columns at growing distances from the middle of the face, the person mask is followed
    upwards from below the chin; where its upper edge is lower than the chin it is a shoulder. The
    slope is the median over pairs of columns at one distance. ``model``: the segmenter's own mask.
    """
    x_scale, y_scale = subject.scale
    person = subject.alpha > 0.5
    middle = float(np.mean([face.point(234)[0], face.point(454)[0]])) / x_scale
    width, chin = face.width_px / x_scale, face.chin[1] / y_scale
    edges = [_upper_edges(person, middle, side * width, chin, width) for side in (-1, 1)]
    reaches = [_reach(edge) for edge in edges]
    possible = model.resized(person.shape[1], person.shape[0]) > POSSIBLE_PERSON
    farthest = [_reach(_upper_edges(possible, middle, s * width, chin, width)) for s in (-1, 1)]
    shoulder = [np.where(edge > chin - HAIR_ABOVE_CHIN * width, edge, np.nan) for edge in edges]
    paired = ~np.isnan(shoulder[0]) & ~np.isnan(shoulder[1])
    slope, line = None, None
    if paired.sum() >= MIN_PAIRS:
        drops = (shoulder[1] - shoulder[0])[paired] * y_scale
        spans = 2 * REACHES[paired] * width * x_scale
        slope = math.degrees(math.atan(median(drops / spans)))
        last = int(np.flatnonzero(paired)[-1])
        line = (
            (float(middle - REACHES[last] * width) * x_scale, float(shoulder[0][last]) * y_scale),
            (float(middle + REACHES[last] * width) * x_scale, float(shoulder[1][last]) * y_scale),
        )
    return Shoulders(
        right_reach=reaches[0],
        left_reach=reaches[1],
        right_possible=max(reaches[0], farthest[0]),
        left_possible=max(reaches[1], farthest[1]),
        right_room=middle / width,
        left_room=(person.shape[1] - 1 - middle) / width,
        room_below=max(0.0, (person.shape[0] - 1 - chin) / width),
        slope=slope,
        contrast=_contrast(subject, shoulder, middle, width),
        line=line,
        box=_box(subject, middle, chin, width),
    )


def _reach(edges: FloatArray) -> float:
    """The greatest distance at which an edge was met, 0 where there is none."""
    return float(REACHES[~np.isnan(edges)].max(initial=0.0))


def _box(subject: SubjectMask, middle: float, chin: float, width: float) -> tuple[Point, Point]:
    """The part of the picture below the chin in which shoulders are looked for."""
    rows, columns = subject.alpha.shape
    x_scale, y_scale = subject.scale
    left, right = (middle + side * float(REACHES[-1]) * width for side in (-1, 1))
    bottom = min(float(rows), chin + DEPTH * width)
    upper = (max(0.0, left) * x_scale, min(chin, bottom) * y_scale)
    return upper, (min(float(columns), right) * x_scale, bottom * y_scale)


def _upper_edges(
    person: npt.NDArray[np.bool_], middle: float, step: float, chin: float, width: float
) -> FloatArray:
    """Row of the mask's upper edge at each reach; nan where there is no person or no picture."""
    rows, columns = person.shape
    floor = min(rows - 1, int(chin + DEPTH * width))
    places = np.rint(middle + REACHES * step).astype(int)
    edges = np.full(len(REACHES), np.nan)
    seen = (places >= 0) & (places < columns) & (floor > 0)
    seen[seen] = person[floor, places[seen]]
    upwards = ~person[:floor, places[seen]][::-1]
    heights = np.where(upwards.any(axis=0), upwards.argmax(axis=0), floor)
    edges[seen] = floor - heights
    return edges


def _contrast(
    subject: SubjectMask, shoulder: list[FloatArray], middle: float, width: float
) -> float:
    """Median colour difference between just below and just above the shoulders' edge."""
    step = max(2, round(CONTRAST_STEP * width))
    rows, columns = subject.alpha.shape
    places = np.rint(middle + np.concatenate([-REACHES, REACHES]) * width)
    edges = np.concatenate(shoulder)
    inside = (places >= 0) & (places < columns) & (edges >= step) & (edges < rows - step)
    if not inside.any():
        return 0.0
    across, down = places[inside].astype(int), edges[inside].astype(int)
    above = subject.rgb[down - step, across].astype(np.float64)
    below = subject.rgb[down + step, across].astype(np.float64)
    return median(np.linalg.norm(below - above, axis=1))
