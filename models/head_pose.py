"""The head's rotation against the camera: yaw, pitch and roll in degrees."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from models.estimate import Estimate
from models.face import Face

#: MediaPipe fits the head as if seen by a camera of this vertical field of view (degrees). A
#: portrait lens sees a narrower one, so a face off the picture's centre seems to be turned.
ASSUMED_FIELD_OF_VIEW = 63.0
#: Degrees of seeming turn per degree off the assumed optical axis: the same portraits, moved by a
#: whole picture width or height, differ by 0.3 degrees after this correction and by 8 before it.
YAW_PER_DEGREE = 0.25
PITCH_PER_DEGREE = 0.29
#: Mean of 41 frontal studio portraits (calibration half of the labelled corpus).
YAW_OFFSET = -0.45
PITCH_OFFSET = 0.9
#: 95 % half-widths: twice the spread over 73 frontal portraits, which holds the network's error,
#: the sitters' own anatomy (brow, chin, nose) and the little that they really turned.
YAW_HALF_WIDTH = 4.2
PITCH_HALF_WIDTH = 9.4
#: The eye line is exact to a pixel or two, but eyes are not level in every face.
ROLL_HALF_WIDTH = 1.5


@dataclass(frozen=True, slots=True)
class HeadPose:
    """The head's rotations in degrees.

    ``yaw``: positive to the person's own left; ``pitch``: positive with the face down; ``roll``:
    positive clockwise in the picture.
    """

    yaw: Estimate
    pitch: Estimate
    roll: Estimate


def measure_head_pose(face: Face, width_px: int, height_px: int) -> HeadPose:
    """Rotation of a head in a picture of ``width_px`` x ``height_px``.

    Method: yaw and pitch from MediaPipe's facial transformation matrix, corrected for where the
    face stands in the picture and for the mean of frontal portraits; roll from the eye line.
    """
    rotation = face.transform[:3, :3] / np.linalg.norm(face.transform[:3, :3], axis=0)
    seeming_yaw = math.degrees(math.atan2(rotation[0, 2], rotation[2, 2]))
    seeming_pitch = math.degrees(math.asin(max(-1.0, min(1.0, -float(rotation[1, 2])))))
    right_px, down_px = face.landmarks[:, :2].mean(axis=0) - (width_px / 2, height_px / 2)
    focal_px = height_px / 2 / math.tan(math.radians(ASSUMED_FIELD_OF_VIEW / 2))
    off_axis_right = math.degrees(math.atan2(float(right_px), focal_px))
    off_axis_down = math.degrees(math.atan2(float(down_px), focal_px))
    yaw = seeming_yaw + YAW_PER_DEGREE * off_axis_right - YAW_OFFSET
    pitch = seeming_pitch + PITCH_PER_DEGREE * off_axis_down - PITCH_OFFSET
    return HeadPose(
        Estimate.within(yaw, YAW_HALF_WIDTH),
        Estimate.within(pitch, PITCH_HALF_WIDTH),
        Estimate.within(eye_line_roll(face), ROLL_HALF_WIDTH),
    )


def eye_line_roll(face: Face) -> float:
    """Angle of the eye line against the picture's horizontal in degrees, clockwise positive."""
    right, left = face.right_eye, face.left_eye
    return math.degrees(math.atan2(left[1] - right[1], left[0] - right[0]))
