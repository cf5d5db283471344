"""All specimens: compliant portraits, one photo for each fault, and files that are no photos."""

from __future__ import annotations

from samples.faulty_people import compliant_portraits, faces, framing, light
from samples.faulty_scenes import backgrounds, recordings, things_worn
from samples.faulty_uploads import faulty_files, not_one_person
from samples.specimen import Specimen


def specimens() -> tuple[Specimen, ...]:
    """Every specimen, in the order of the labels."""
    return (
        *compliant_portraits(),
        *framing(),
        *faces(),
        *light(),
        *backgrounds(),
        *things_worn(),
        *recordings(),
        *not_one_person(),
        *faulty_files(),
    )
