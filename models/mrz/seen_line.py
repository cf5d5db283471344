"""One line of a possible zone as the recogniser sees it, and further looks at the same line."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from models.mrz.lattice import Lattice, greedy_text, zone_lattice, zone_share
from models.text.geometry import TextBox, line_crop
from models.text.recognition import character_probabilities

Rgb = npt.NDArray[np.uint8]

#: The detector's boxes often cut the first and the last character: so much more at each end, in
#: heights of the box.
_END_MARGIN = 0.3


@dataclass(frozen=True, slots=True)
class SeenLine:
    """``plain``: the likeliest string whatever the format; ``certainty``: mean over its characters.

    ``zone_share``: how much of the characters are of the zone's alphabet at all.
    """

    box: TextBox
    lattice: Lattice
    zone_share: float
    certainty: float
    plain: str


def look_at(rgb: Rgb, box: TextBox) -> SeenLine:
    """Recognise one line, cut out along its box."""
    seen = character_probabilities(line_crop(rgb, box.padded(_END_MARGIN * box.height, 0.0)))
    lattice = zone_lattice(seen)
    best = seen.argmax(axis=1)
    sure = seen.max(axis=1)[best > 0]
    certainty = float(sure.mean()) if len(sure) else 0.0
    return SeenLine(box, lattice, zone_share(seen), certainty, greedy_text(lattice))


def _look_in_band(margin: float, stretch: float, rgb: Rgb, box: TextBox) -> Lattice:
    """The line in a band higher by ``margin`` heights at each side, made longer by ``stretch``."""
    line = line_crop(rgb, box.padded(_END_MARGIN * box.height, margin * box.height))
    return zone_lattice(character_probabilities(line, stretch))


def _look_at_evened(rgb: Rgb, box: TextBox) -> Lattice:
    """The line with its contrast evened."""
    band = line_crop(rgb, box.padded(_END_MARGIN * box.height, 0.04 * box.height))
    even = cv2.createCLAHE(2.0, (1, 8)).apply(cv2.cvtColor(band, cv2.COLOR_RGB2GRAY))
    return zone_lattice(character_probabilities(np.repeat(even[:, :, None], 3, axis=2)))


#: Further looks at a line, each in another band, at another scale or with its contrast evened.
SECOND_LOOKS: tuple[Callable[[Rgb, TextBox], Lattice], ...] = (
    functools.partial(_look_in_band, 0.12, 1.0),
    functools.partial(_look_in_band, 0.04, 1.2),
    _look_at_evened,
    functools.partial(_look_in_band, -0.08, 1.0),
    functools.partial(_look_in_band, 0.04, 0.85),
)
