"""The list of hostile files: each a function without arguments that makes one, and its reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bomb:
    """A hostile file. ``reason``: what it tries; ``file_name``: the name that it is sent under."""

    name: str
    reason: str
    file_name: str
    make: Callable[[], bytes]


BOMBS: dict[str, Bomb] = {}


def bomb(
    reason: str, file_name: str = "form.pdf"
) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """Enter a function into the list under its own name."""

    def entered(make: Callable[[], bytes]) -> Callable[[], bytes]:
        name = make.__name__.replace("_", "-")
        assert name not in BOMBS, name
        BOMBS[name] = Bomb(name, reason, file_name, make)
        return make

    return entered
