"""Text without what recognition and spelling vary: case, accents, signs; and how far two differ."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

#: Letters that Unicode does not take apart; the ordinal signs of "N°" and "N.º" are no letters.
_SPELT = str.maketrans(
    {
        "ø": "o", "ł": "l", "đ": "d", "\u0131": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th",
        "ð": "d", "º": "", "ª": "", "°": "",
    }
)  # fmt: skip
#: A zero that touches letters is the letter O: UTO-0FFICE, 0CT, ŽELJK0.
_ZERO_IN_WORD = re.compile(r"(?<=[^\W\d_])0(?=[^\W\d_])|(?<=[^\W\d_])0\b|\b0(?=[^\W\d_]{2})")


@dataclass(frozen=True, slots=True)
class PlainText:
    """``text``: letters and digits only; ``origins``: where each stood in the text as read."""

    text: str
    origins: tuple[int, ...]


def plain_text(text: str) -> PlainText:
    """Letters without accents and digits, in lower case, each with its origin."""
    signs: list[str] = []
    origins: list[int] = []
    for at, sign in enumerate(text):
        spelt = sign.casefold().translate(_SPELT)
        for part in unicodedata.normalize("NFKD", spelt):
            if part.isalnum():
                signs.append(part)
                origins.append(at)
    return PlainText("".join(signs), tuple(origins))


def plain(text: str) -> str:
    """The letters and digits alone."""
    return plain_text(text).text


def spelt(text: str) -> str:
    """The text of words with the letter O where recognition saw a zero."""
    return _ZERO_IN_WORD.sub("O", text)


def folded(letters: str) -> str:
    """Plain letters without the differences that recognition often loses: rn and m, l, i and 1."""
    for seen, meant in (("rn", "m"), ("vv", "w"), ("0", "o"), ("1", "i"), ("l", "i"), ("5", "s")):
        letters = letters.replace(seen, meant)
    return letters


def distance(one: str, other: str, at_most: int) -> int:
    """Letters to change, add or drop (Levenshtein); ``at_most`` + 1 where there are more."""
    if abs(len(one) - len(other)) > at_most:
        return at_most + 1
    previous = list(range(len(other) + 1))
    for row, sign in enumerate(one, start=1):
        current = [row]
        for column, counterpart in enumerate(other, start=1):
            swap = previous[column - 1] + (sign != counterpart)
            current.append(min(previous[column] + 1, current[-1] + 1, swap))
        if min(current) > at_most:
            return at_most + 1
        previous = current
    return previous[-1]


def letters_mask(text: str) -> int:
    """One bit for each letter or digit that occurs: what must differ where masks differ."""
    mask = 0
    for sign in text:
        mask |= 1 << (ord(sign) % 61)
    return mask
