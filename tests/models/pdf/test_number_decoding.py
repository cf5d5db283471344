"""A form's foot in the character probabilities of a line."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

import numpy as np
import pytest

from models.pdf.number_decoding import decode_foot, plain_text
from models.pdf.number_line import identify_line
from models.pdf.scanned_text import MAX_MISFIT_NATS
from models.text.networks import Tensor, recognised_characters


def line_of(text: str, faint: Mapping[int, Mapping[str, float]] | None = None) -> Tensor:
    """What a recogniser sees in a line: each character for one step, a blank after it.

    ``faint``: shares of several characters at a place in the text.
    """
    known = recognised_characters()
    steps = np.full((2 * len(text) + 1, len(known)), 1e-7, np.float32)
    steps[::2, 0] = 1.0
    for place, character in enumerate(text):
        for sign, share in (faint or {}).get(place, {character: 1.0}).items():
            steps[2 * place + 1, known.index(sign)] = share
    return np.asarray(steps / steps.sum(axis=1, keepdims=True), np.float32)


FEET = [
    # as read, as forms print it
    ("IMM 5669 (10-2017) E", "IMM 5669 (10-2017) E"),
    ("IMM5669(10-2017)F", "IMM 5669 (10-2017) F"),
    ("CIT 0404 (10-2020) E", "CIT 0404 (10-2020) E"),
    ("IMM 5257B (06-2019) E", "IMM 5257B (06-2019) E"),
    ("IMM 0008E (06-2015)", "IMM 0008E (06-2015) "),
    ("IMM 5257 (2019-06) E", "IMM 5257 (06-2019) E"),
    ("Page 1  IMM 5406 (10-2013) E SCHEDULE 1", "IMM 5406 (10-2013) E SCHEDULE 1"),
    # letters and brackets run together, digits taken for letters
    ("IM 567910320171E", "IMM 5679 (03-2017) E"),
    ("1MM S6O9 (lO-2017) E", "IMM 5609 (10-2017) E"),
]


@pytest.mark.parametrize(("line", "printed"), FEET)
def test_feet(line: str, printed: str) -> None:
    foot = decode_foot(line_of(line))
    assert foot is not None
    assert foot.printed() == printed
    assert foot.misfit_nats < MAX_MISFIT_NATS
    assert foot.least_share > 0.99
    assert identify_line(foot.printed()) is not None


@pytest.mark.parametrize(
    "line",
    [
        "IMM 53983 (09-2021) E",
        "IMM 539 (09-2021) E",
        "IMM 5669 E",
        "Send IMM 5669 of October 2017",
        "Summer 1995 12-2001 E",
        "Tel. 613 555-0199",
        "2020-06-30 2021-07-01",
        "Signature of applicant",
    ],
)
def test_lines_that_are_something_else(line: str) -> None:
    foot = decode_foot(line_of(line))
    assert foot is None or foot.misfit_nats > MAX_MISFIT_NATS


def test_a_doubtful_digit_keeps_its_shares() -> None:
    foot = decode_foot(line_of("IMM 5679 (03-2017) E", {5: {"6": 0.6, "0": 0.4}}))
    assert foot is not None
    assert foot.number == "5679"
    assert foot.least_share == pytest.approx(0.6, abs=0.01)
    assert foot.shares[1, 0] == pytest.approx(0.4, abs=0.01)
    assert foot.least_edition_share > 0.99


@pytest.mark.parametrize("digits", ["0000", "5555", "5566", "1111"])
def test_the_same_digit_again(digits: str) -> None:
    foot = decode_foot(line_of(f"IMM {digits} (11-2011) E"))
    assert foot is not None
    assert foot.number == digits
    assert foot.printed() == f"IMM {digits} (11-2011) E"


@pytest.mark.parametrize("length", range(5))
def test_lines_too_short_for_a_foot(length: int) -> None:
    assert decode_foot(line_of("1" * length)) is None


def test_plain_text_drops_blanks_and_lengths() -> None:
    steps = line_of("IMM 5669")
    longer = np.asarray(list(itertools.chain.from_iterable([s, s] for s in steps)), np.float32)
    assert plain_text(longer) == "IMM 5669"
