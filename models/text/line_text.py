"""The text of one line from the recogniser's probabilities, and where each character stands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.text.networks import Tensor, recognised_characters

#: Detected boxes often cut the first and the last character: so much more at each end, in heights.
END_MARGIN = 0.25


@dataclass(frozen=True, slots=True)
class LineText:
    """``certainties``: 0..1, one a character; ``places``: its middle as a share of the line."""

    text: str
    certainties: tuple[float, ...]
    places: tuple[float, ...]

    @property
    def confidence(self) -> float:
        """Mean over the characters; 0 where there are none."""
        return float(np.mean(self.certainties)) if self.certainties else 0.0


def decoded_line(probabilities: Tensor) -> LineText:
    """(steps, characters) probabilities -> the likeliest text.

    Method: best path of connectionist temporal classification (Graves et al. 2006): the likeliest
    character of each step, repetitions merged, blanks dropped. Spaces at the ends go.
    """
    best = probabilities.argmax(axis=1)
    certainty = probabilities[np.arange(len(best)), best]
    runs = np.flatnonzero(np.r_[True, best[1:] != best[:-1]])
    names = recognised_characters()
    characters: list[tuple[str, float, float]] = []
    for start, end in zip(runs, np.r_[runs[1:], len(best)], strict=True):
        if best[start]:
            place = (start + end) / 2 / len(best)
            top = float(certainty[start:end].max())
            characters.append((names[best[start]], top, float(place)))
    while characters and characters[0][0].isspace():
        characters.pop(0)
    while characters and characters[-1][0].isspace():
        characters.pop()
    if not characters:
        return LineText("", (), ())
    # A name of the network's table is one character but for a few joined signs.
    single = [(sign, top, place) for name, top, place in characters for sign in name]
    signs, tops, places = zip(*single, strict=True)
    return LineText("".join(signs), tops, places)
