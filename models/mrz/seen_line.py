"""One line of a possible zone as the recogniser sees it, and further looks at the same line."""

from __future__ import annotations

from collections.abc import Iterator
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
#: Further looks: by how much the band is made higher at each side, and the line longer.
_LOOKS = ((0.12, 1.0), (-0.08, 1.0), (0.04, 1.2), (0.04, 0.85))


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


def second_looks(rgb: Rgb, box: TextBox) -> Iterator[Lattice]:
    """The same line in other bands, at other scales, and with its contrast evened."""
    for margin, stretch in _LOOKS:
        line = line_crop(rgb, box.padded(_END_MARGIN * box.height, margin * box.height))
        yield zone_lattice(character_probabilities(line, stretch))
    even = cv2.createCLAHE(2.0, (1, 8)).apply(
        cv2.cvtColor(
            line_crop(rgb, box.padded(_END_MARGIN * box.height, 0.04 * box.height)),
            cv2.COLOR_RGB2GRAY,
        )
    )
    yield zone_lattice(character_probabilities(np.repeat(even[:, :, None], 3, axis=2)))
