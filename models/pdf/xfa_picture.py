"""Whether a value has the shape that a form's picture clause demands, such as date{YYYY-MM-DD}.

XFA 3.3, part 2, "Picture Clause Specification". Pictures of numbers and times are not judged.
"""

from __future__ import annotations

import re
from functools import lru_cache

#: The longest picture that is read; real ones have some dozen characters an alternative.
MAX_PICTURE = 300
_CLAUSE = re.compile(r"(date|text)\s*(?:\([^)]{0,40}\))?\s*\{([^}]{1,100})\}")
#: How dates are stored where no picture says otherwise (ISO 8601), whole or shortened.
_CANONICAL_DATE = re.compile(r"\d{4}(-?\d{2}(-?\d{2})?)?(T.*)?\Z")
_DATE_PARTS = (
    ("YYYY", r"\d{4}"),
    ("YY", r"\d{2}"),
    ("MMMM", r"[^\W\d_]{3,12}"),
    ("MMM", r"[^\W\d_]{3,5}\.?"),
    ("MM", r"\d{2}"),
    ("M", r"\d{1,2}"),
    ("DD", r"\d{2}"),
    ("D", r"\d{1,2}"),
)
_TEXT_PARTS = {"9": r"\d", "A": r"[^\W\d_]", "X": ".", "O": r"[^\W_]", "0": r"[^\W_]"}


def fits_pictures(value: str, pictures: tuple[str, ...]) -> bool | None:
    """Whether a value has one of the shapes; None where no picture that can be judged is given."""
    patterns = [pattern for picture in pictures for pattern in _patterns(picture[:MAX_PICTURE])]
    if not patterns:
        return None
    is_date = any("date" in picture for picture in pictures)
    if is_date and _CANONICAL_DATE.match(value.strip()):
        return True
    return any(pattern.fullmatch(value.strip()) for pattern in patterns)


@lru_cache(maxsize=512)
def _patterns(picture: str) -> tuple[re.Pattern[str], ...]:
    found: list[re.Pattern[str]] = []
    for kind, shape in _CLAUSE.findall(picture):
        found.append(re.compile(_date_pattern(shape) if kind == "date" else _text_pattern(shape)))
    return tuple(found)


def _date_pattern(shape: str) -> str:
    pattern, rest = "", shape
    while rest:
        for part, expression in _DATE_PARTS:
            if rest.startswith(part):
                pattern += expression
                rest = rest[len(part) :]
                break
        else:
            pattern += re.escape(rest[0])
            rest = rest[1:]
    return pattern


def _text_pattern(shape: str) -> str:
    return "".join(_TEXT_PARTS.get(character, re.escape(character)) for character in shape)
