"""Where the specimens lie that come with a clone of the repository."""

from __future__ import annotations

import os
from pathlib import Path

SPECIMENS = Path(__file__).resolve().parent.parent / "samples" / "specimens"

#: A compliant photo, shown first to whoever tries docscreen.
FIRST_SPECIMEN = "portrait.jpg"


def sample_path() -> Path | None:
    """The specimen photo to try docscreen with, or None where the clone's samples are absent."""
    favourite = SPECIMENS / FIRST_SPECIMEN
    if favourite.is_file():
        return favourite
    return next(iter(sorted(SPECIMENS.rglob("*.jpg"))), None)


def path_for_display(path: Path) -> str:
    """A path relative to the working folder where that is shorter."""
    relative = os.path.relpath(path)
    return relative if len(relative) < len(str(path)) else str(path)
