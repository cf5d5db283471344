"""The zones that ICAO Doc 9303 prints as examples, and lines as the recogniser would give them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from models.mrz.decoding import DecodedLine
from models.mrz.formats import LAYOUTS, Layout
from models.mrz.lattice import ALPHABET, FLOOR, Lattice

TD1 = (
    "I<UTOD231458907<<<<<<<<<<<<<<<",
    "7408122F1204159UTO<<<<<<<<<<<6",
    "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
)
#: A number of twelve characters, which runs into the optional data (part 5, note j).
TD1_LONG = (
    "I<UTOD23145890<7349<<<<<<<<<<<",
    "3407127M9507122UTO<<<<<<<<<<<2",
    "STEVENSON<<PETER<JOHN<<<<<<<<<",
)
TD2 = ("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6")
TD3 = (
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
)
MRVA = (
    "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L8988901C4XXX4009078F96121096ZE184226B<<<<<<",
)
MRVB = ("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "L8988901C4XXX4009078F9612109<<<<<<<<")
#: The card of 1988 as encyclopaedias print it; it is none of ICAO's.
FRENCH = ("IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<", "8806923102858CORINNE<<<<<<<6512068F6")
#: The line that the specimen of France's driver's licence shows.
FRENCH_LICENCE = ("D1FRA13AA000026181231MARTIN<<9",)

EXAMPLES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("TD1", TD1),
    ("TD1", TD1_LONG),
    ("TD2", TD2),
    ("TD3", TD3),
    ("MRVA", MRVA),
    ("MRVB", MRVB),
    ("FRA-ID", FRENCH),
    ("FRA-DL", FRENCH_LICENCE),
)
BY_NAME: dict[str, Layout] = {layout.name: layout for layout in LAYOUTS}
#: What a character that was read without doubt leaves for all others together.
_REST = 1e-5

Doubts = Mapping[tuple[int, int], Mapping[str, float]]


def decoded_lines(
    layout: Layout, lines: Sequence[str], doubts: Doubts | None = None
) -> tuple[DecodedLine, ...]:
    """Lines read as they stand, surely but where ``doubts`` says: (line, place) -> shares."""
    decoded = []
    for number, (text, kinds) in enumerate(zip(lines, layout.kinds, strict=True)):
        shares = np.full((len(text), len(ALPHABET)), _REST / len(ALPHABET), np.float32)
        for place, character in enumerate(text):
            seen = (doubts or {}).get((number, place), {character: 1 - _REST})
            for one, share in seen.items():
                shares[place, ALPHABET.index(one)] = share
        decoded.append(DecodedLine(text, kinds, -0.01, shares, tuple(range(len(text)))))
    return tuple(decoded)


def lattice_of(text: str, doubts: Mapping[int, Mapping[str, float]] | None = None) -> Lattice:
    """A recogniser's view of a text: two steps for each character, one blank behind it.

    ``doubts``: what was seen at a place; what is left of 1 is the share of the blank.
    """
    steps = []
    for place, character in enumerate(text):
        seen = (doubts or {}).get(place, {character: 1.0})
        step = np.full(1 + len(ALPHABET), FLOOR)
        step[0] += max(0.0, 1.0 - sum(seen.values()))
        for one, share in seen.items():
            step[1 + ALPHABET.index(one)] += share
        blank = np.full(1 + len(ALPHABET), FLOOR)
        blank[0] = 1.0
        steps += [step, step, blank]
    shares = np.array(steps)
    return np.asarray(np.log(shares / shares.sum(axis=1, keepdims=True)), np.float32)


def replaced(lines: Sequence[str], line: int, place: int, character: str) -> tuple[str, ...]:
    """The lines with one character changed."""
    own = lines[line]
    changed = own[:place] + character + own[place + 1 :]
    return (*lines[:line], changed, *lines[line + 1 :])
