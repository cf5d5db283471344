"""A form's foot spelt out of a line's character probabilities, and how surely each digit is told.

The search knows what a foot is, ``IMM 5669 (10-2017) E``: it finds the likeliest one however
faint, and says by how much the line is likelier to hold something else.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.text.networks import Tensor, recognised_characters

_Scores = npt.NDArray[np.float64]
_Places = npt.NDArray[np.intp]

_DIGITS = "0123456789"
#: What each sign of a foot is taken for in coarse print.
_LOOKS_LIKE = {
    "0": "0OoQD", "1": "1Il|i!", "2": "2Zz", "5": "5Ss$", "6": "6Gb", "8": "8B", "9": "9gq",
    "M": "MmNWHw", "I": "Il1|!i[L/", "C": "C(cG", "T": "T7", "E": "E\u00a3",
    "(": "([{/|1Ilt", ")": ")]}/|1Ilt", "-": "-\u2010\u2011\u2012\u2013\u2014~._=",
}  # fmt: skip
#: No sign is held for less likely at a step: a network is never that certain.
_FLOOR = 1e-4
_NEVER = -1e9
#: Nats for a sign that the line lacks: coarse print runs a letter of ``IMM`` into the next one,
#: a bracket into a digit.
_LACKS_LETTER, _LACKS_BRACKET = 2.0, 0.5
NUMBER_DIGITS = 4
#: No edition's year begins like a month.
_LAST_MONTH = "12"
#: Letters behind the number, and behind the edition.
_LETTERS = re.compile(r"[A-Z]+ ?[0-9]{4}([A-Z]*)[^A-Z]*([A-Z]?)")


@dataclass(frozen=True, slots=True)
class _Slot:
    """A place in the pattern: what may stand there, and what it costs where nothing does."""

    signs: str
    lacking_nats: float | None = None


_SPACE = _Slot(" ", 0.0)
_OPENING, _CLOSING = _Slot("(", _LACKS_BRACKET), _Slot(")", _LACKS_BRACKET)
_SERIES = (
    (_Slot("I", _LACKS_LETTER), _Slot("M"), _Slot("M", _LACKS_LETTER)),
    (_Slot("C"), _Slot("I"), _Slot("T")),
)
_NUMBER = (_SPACE, *itertools.repeat(_Slot(_DIGITS), NUMBER_DIGITS))
#: ``B`` and ``DEP`` are variants; ``E`` and ``F`` before the edition are the language.
_VARIANT = (_Slot("ABCDEF", 0.0), _Slot("E", 0.0), _Slot("P", 0.0), _SPACE, _OPENING)
_MONTH = (_Slot("01"), _Slot(_DIGITS))
_YEAR = (_Slot("12"), _Slot("90"), _Slot(_DIGITS), _Slot(_DIGITS))
_DASH = (_Slot("-", _LACKS_BRACKET), _SPACE)
_EDITIONS = ((*_MONTH, *_DASH, *_YEAR), (*_YEAR, *_DASH, *_MONTH))
_LANGUAGE = (_CLOSING, _SPACE, _Slot("EF", 0.0))


@dataclass(frozen=True, slots=True)
class DecodedFoot:
    """A foot and what follows it in the line. ``signs``: of the foot, digits included.

    ``misfit_nats``: by how much it is less likely than whatever else the line may hold; ``shares``:
    (10, 10) of each digit at the number's places, then the edition's.
    """

    signs: str
    rest: str
    misfit_nats: float
    shares: _Scores

    @property
    def number(self) -> str:
        """The number's likeliest digits."""
        return "".join(_DIGITS[at] for at in self.shares[:NUMBER_DIGITS].argmax(axis=1))

    @property
    def least_share(self) -> float:
        """How clear the least clear digit of the number is."""
        return float(self.shares[:NUMBER_DIGITS].max(axis=1).min())

    @property
    def least_edition_share(self) -> float:
        """How clear the least clear digit of the edition is."""
        return float(self.shares[NUMBER_DIGITS:].max(axis=1).min())

    def printed(self) -> str:
        """The line from its foot on as forms print it, whatever strokes it lacks."""
        digits = "".join(_DIGITS[at] for at in self.shares.argmax(axis=1))
        number, edition = digits[:NUMBER_DIGITS], digits[NUMBER_DIGITS:]
        month, year = edition[:2], edition[2:]
        if month > _LAST_MONTH:
            year, month = edition[:4], edition[4:]
        letters = _LETTERS.fullmatch(self.signs)
        variant, language = letters.groups() if letters is not None else ("", "")
        series = "CIT" if self.signs.startswith("C") else "IMM"
        rest = self.rest.lstrip(").: ")
        # A letter that words stand behind, apart, is the language; "Envoyez" begins with none.
        rest = f" {rest}" if language and self.rest.startswith(" ") else rest
        return f"{series} {number}{variant} ({month}-{year}) {language}{rest}"


@dataclass(frozen=True, slots=True)
class _Pattern:
    """States of the search: before the foot, then each place's signs and its blank, then behind.

    ``slots``: the place of each state; ``signs``: its sign, "" for none; ``moves``: nats, (from,
    to).
    """

    slots: tuple[int, ...]
    signs: tuple[str, ...]
    moves: _Scores


def plain_text(probabilities: Tensor) -> str:
    """The likeliest characters along a line, whatever they are."""
    known = recognised_characters()
    return "".join(known[at] for at, _ in itertools.groupby(probabilities.argmax(axis=1)))


def decode_foot(probabilities: Tensor) -> DecodedFoot | None:
    """The likeliest foot of a form in a line, however unlikely; None in a line too short for one.

    ``probabilities``: (steps, characters) as `character_probabilities` gives them. Method: Viterbi
    search over the CTC topology (Graves et al. 2006) of each pattern, free before and behind it.
    """
    sounding = _sounding(probabilities)
    best: tuple[float, _Pattern, list[int], _Scores] | None = None
    for pattern in _patterns():
        emitted = np.stack([sounding[sign] for sign in pattern.signs], axis=1)
        emitted[:, [0, -1]] = 0.0
        score, path = _search(pattern, emitted)
        if score > _NEVER / 2 and (best is None or score > best[0]):
            best = score, pattern, path, emitted
    return _foot(*best, probabilities) if best is not None else None


@functools.cache
def _patterns() -> tuple[_Pattern, ...]:
    return tuple(
        _pattern((*series, *_NUMBER, *_VARIANT, *edition, *_LANGUAGE))
        for series, edition in itertools.product(_SERIES, _EDITIONS)
    )


def _pattern(slots: Sequence[_Slot]) -> _Pattern:
    states = [(-1, "")]
    for place, slot in enumerate(slots):
        states += [(place, sign) for sign in (*slot.signs, "")]
    states.append((len(slots), ""))
    costs = [_NEVER if slot.lacking_nats is None else -slot.lacking_nats for slot in slots]
    moves = np.full((len(states), len(states)), _NEVER)
    np.fill_diagonal(moves, 0.0)
    for (at, (place, sign)), (to, (next_place, next_sign)) in itertools.product(
        enumerate(states), repeat=2
    ):
        if place == next_place and sign and not next_sign:
            moves[at, to] = 0.0  # a sign falls silent
        elif place < next_place and (next_sign != sign or not sign):
            is_entry = bool(next_sign) or to == len(states) - 1
            lacking = sum(costs[place + 1 : next_place])
            moves[at, to] = max(lacking, _NEVER) if is_entry else _NEVER
    places, signs = zip(*states, strict=True)
    return _Pattern(places, signs, moves)


def _sounding(probabilities: Tensor) -> dict[str, _Scores]:
    """Of each sign, and of none (""), by how much less than the likeliest it sounds, by step."""
    known = {character: at for at, character in enumerate(recognised_characters())}
    likeliest = np.log(probabilities.max(axis=1).astype(np.float64))
    sounding = {}
    for sign in ("", *" IMCTABDEFP()-", *_DIGITS):
        at = [known[look] for look in _LOOKS_LIKE.get(sign, sign) if look in known] if sign else [0]
        share = probabilities[:, at].sum(axis=1).astype(np.float64)
        sounding[sign] = np.log(np.maximum(share, _FLOOR)) - likeliest
    return sounding


def _search(pattern: _Pattern, emitted: _Scores) -> tuple[float, list[int]]:
    """The best path's nats, and its state at each step; ``emitted``: (steps, states)."""
    every = np.arange(emitted.shape[1])
    score = np.full(every.shape, _NEVER)
    score[0] = 0.0
    origins: list[_Places] = []
    for step in emitted:
        reached = score[:, None] + pattern.moves
        origin = reached.argmax(axis=0)
        origins.append(origin)
        score = np.maximum(reached[origin, every] + step, 2 * _NEVER)
    # The line may end with the foot: what is lacking then costs as much as within the line.
    ended = score + pattern.moves[:, -1]
    ended[-1] = score[-1]
    path = [int(ended.argmax())]
    for origin in reversed(origins[1:]):
        path.append(int(origin[path[-1]]))
    return float(ended.max()), path[::-1]


def _foot(
    score: float, pattern: _Pattern, path: Sequence[int], emitted: _Scores, probabilities: Tensor
) -> DecodedFoot:
    signs, shares = "", []
    for state, run in itertools.groupby(range(len(path)), key=lambda step: path[step]):
        sign, steps = pattern.signs[state], list(run)
        signs += sign
        if sign and sign in _DIGITS:
            shares.append(_digit_shares(pattern, pattern.slots[state], emitted[steps]))
    behind = [step for step, state in enumerate(path) if state == len(pattern.slots) - 1]
    rest = plain_text(probabilities[behind]) if behind else ""
    return DecodedFoot(signs, rest, -score, np.array(shares))


def _digit_shares(pattern: _Pattern, slot: int, emitted: _Scores) -> _Scores:
    """(10,) the share of each digit at a place while its likeliest one sounds."""
    shares = np.zeros(len(_DIGITS))
    for at, sign in enumerate(pattern.signs):
        if pattern.slots[at] == slot and sign:
            shares[int(sign)] = np.exp(emitted[:, at].max())
    return np.asarray(shares / shares.sum())
