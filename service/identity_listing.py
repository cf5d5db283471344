"""What an identity document says, as plain data: for whoever asks to see what was read."""

from __future__ import annotations

import datetime as dt
from typing import Any

from models.errors import NotAnImage
from service.listing_process import Reader


def identity_listing(untrusted_content: bytes) -> dict[str, Any]:
    """The facts of the document as a report publishes them; the values are the holder's own.

    Raises UntrustedInputError where the file does not open, or is neither a picture nor a PDF.
    """
    from checks.facts import Stopwatch
    from checks.file_facts import FileFacts, Upload
    from checks.identity_facts import IdentityFacts
    from checks.identity_pages import identity_pages
    from checks.identity_sheet import identity_sheet

    stopwatch, today = Stopwatch(), dt.datetime.now(dt.UTC).date()
    file = FileFacts(Upload(untrusted_content, "", "identity"), stopwatch, today)
    try:
        pages = identity_pages(file)
        if not pages:
            raise NotAnImage("neither a picture nor a PDF that can be drawn")
        document = IdentityFacts(pages, today, stopwatch)
        return {"pages": len(pages), **identity_sheet(document)}
    finally:
        file.close()


def prepare_reading() -> None:
    """Verify the weights and load the networks that read. Raises WeightsError."""
    from models.threads import limit_threads

    limit_threads()
    from models.text.networks import line_detector, line_recogniser
    from service.engine import engine

    engine()
    line_detector()
    line_recogniser()


IDENTITY_READER = Reader(identity_listing, prepare_reading)
