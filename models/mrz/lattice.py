"""What the recogniser sees along a line, told in the 37 characters of the zone."""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt

from models.text.networks import Tensor, recognised_characters

Lattice = npt.NDArray[np.float32]

#: ICAO 9303-3, 4.3: the only characters of the zone.
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<"
#: Shapes that a recogniser of all the world's scripts takes for the zone's own: small letters,
#: Cyrillic and Greek capitals, quotation marks and arrows that look like the filler.
_LOOK_ALIKES = {
    "<": "<\u2039\u00ab\u300a\u3008\uff1c\u304f\u304f\u2264\u27e8",
    "O": "Oo\u041e\u043e\u25cb\u3007\u25ef\u039f",
    "I": "I\u0406\u4e28\uff5c",
    "C": "Cc\u0421\u0441",
    "S": "Ss\u0405",
    "V": "Vv\u2228",
    "W": "Ww",
    "X": "Xx\u0425\u0445\u00d7",
    "Z": "Zz",
    "K": "Kk\u041a\u03ba",
    "P": "Pp\u0420\u0440",
    "U": "Uu\u222a",
    "A": "A\u0410\u0391",
    "B": "B\u0412\u0392",
    "E": "E\u0415\u0395",
    "H": "H\u041d\u0397",
    "M": "M\u041c\u039c",
    "N": "N\u039d",
    "T": "T\u0422\u03a4",
    "Y": "Y\u0423\u03a5",
    "1": "1l",
    "0": "0",
}
#: No probability is nothing: the network may be wrong about any character.
FLOOR = 1e-6


@functools.cache
def _outputs() -> tuple[npt.NDArray[np.int64], ...]:
    """For each character of the zone, the recogniser's outputs that stand for it."""
    positions: dict[str, list[int]] = {}
    for at, character in enumerate(recognised_characters()):
        positions.setdefault(character, []).append(at)
    return tuple(
        np.array(
            sorted({at for one in _LOOK_ALIKES.get(own, own) for at in positions.get(one, [])})
        )
        for own in ALPHABET
    )


def zone_lattice(probabilities: Tensor) -> Lattice:
    """(steps, 38) log probabilities: the blank, then the characters of ``ALPHABET``.

    Each step is shared out anew among these; what the network saw as any other sign is lost.
    """
    kept = _kept(probabilities) + np.float32(FLOOR)
    return np.asarray(np.log(kept / kept.sum(axis=1, keepdims=True)), np.float32)


def zone_share(probabilities: Tensor) -> float:
    """How much of the characters that the recogniser saw belong to the zone at all, 0..1."""
    kept = _kept(probabilities)
    characters = 1 - kept[:, 0]
    return float(kept[:, 1:].sum() / max(float(characters.sum()), FLOOR))


def _kept(probabilities: Tensor) -> Lattice:
    kept = np.empty((len(probabilities), 1 + len(ALPHABET)), np.float32)
    kept[:, 0] = probabilities[:, 0]
    for at, outputs in enumerate(_outputs(), start=1):
        kept[:, at] = probabilities[:, outputs].sum(axis=1)
    return kept


def greedy_text(lattice: Lattice) -> str:
    """The likeliest string without regard to format."""
    best = lattice.argmax(axis=1)
    starts = np.flatnonzero(np.diff(best, prepend=0))
    return "".join(ALPHABET[best[at] - 1] for at in starts if best[at])
