"""Every hostile PDF beyond the corpus: what it is called, what it tries, and how it is made.

python -m tests.hostile.pdf_bombs                   lists them
python -m tests.hostile.pdf_bombs NAME > form.pdf   writes one
"""

from __future__ import annotations

import sys

from tests.hostile import (
    bombs_drawing,
    bombs_fields,
    bombs_other_files,
    bombs_pages,
    bombs_pictures,
    bombs_streams,
    bombs_structure,
    bombs_xfa,
)
from tests.hostile.bomb import BOMBS, Bomb

__all__ = ["BOMBS", "FAMILIES", "Bomb"]

#: The modules whose functions are the list.
FAMILIES = (
    bombs_drawing,
    bombs_fields,
    bombs_other_files,
    bombs_pages,
    bombs_pictures,
    bombs_streams,
    bombs_structure,
    bombs_xfa,
)


def main(arguments: list[str]) -> None:
    """List the files, or write the one that is named."""
    if arguments:
        sys.stdout.buffer.write(BOMBS[arguments[0]].make())
        return
    for one in BOMBS.values():
        print(f"{one.name:40} {one.reason}")


if __name__ == "__main__":
    main(sys.argv[1:])
