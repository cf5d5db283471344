"""Check digits of the machine-readable zone."""

from __future__ import annotations

#: ICAO 9303-3, 4.9: the weights repeat along the characters.
_WEIGHTS = (7, 3, 1)


def character_value(character: str) -> int:
    """The number that a character stands for: 0-9 themselves, A = 10 ... Z = 35, filler 0."""
    if character == "<":
        return 0
    return int(character) if character.isdigit() else ord(character) - ord("A") + 10


def check_digit(characters: str) -> str:
    """The check digit of a string of A-Z, 0-9 and fillers. Source: ICAO 9303-3, 4.9."""
    total = sum(
        character_value(character) * _WEIGHTS[at % 3] for at, character in enumerate(characters)
    )
    return str(total % 10)
